"""All that helps to prepare a talk, on one sheet: for the child's key teacher and leads.

Only looks; what colleagues and the child add is in `class_words`. It can be opened at any time;
from a week before, colleagues are asked for their lines. What is printed lies on the table in
front of the parent: it is made by `on_paper`, which leaves out colleagues' worries, notes and all
of other parents.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import select

from portal import clock
from portal.db import db
from portal.domain import (
    agreed,
    barriers,
    check_ins,
    class_words,
    desk,
    good_news,
    own_phrases,
    promised_help,
    pupil,
    records,
    school_days,
    targets,
    wishes,
)
from portal.domain.agreed import Agreed
from portal.domain.barriers import PupilData
from portal.domain.bookings import LIVE, Booking, BookingState
from portal.domain.check_ins import Going
from portal.domain.class_words import About, ToCome
from portal.domain.desk import Line
from portal.domain.good_news import GoodNews
from portal.domain.history import Face
from portal.domain.look_backs import LookBack, Result
from portal.domain.people import Child, Guardianship, Parent, SchoolClass, Staff
from portal.domain.promised_help import Help, HelpState
from portal.domain.pupil import PupilWord
from portal.domain.reaching import seen
from portal.domain.records import Conversation, Part
from portal.domain.rounds import Slot
from portal.domain.talks import TALK_STANDS
from portal.domain.targets import Ended, Target
from portal.domain.wishes import Wish
from portal.languages import ENGLISH

LATELY = timedelta(days=366)
"""For how long a target that was met is still told as going well."""
EARLIER = 4
"""Talks of before that the sheet leads to."""


@dataclass(frozen=True)
class Said:
    """One line of a colleague, and who."""

    words: str
    who: str


@dataclass(frozen=True)
class Told:
    """Good news the family has had, in English, and who sent it; `who` may be empty."""

    words: str
    day: date
    who: str


@dataclass(frozen=True)
class LookedBack:
    """How a target went, as it was said in a talk with this parent, `at` its time."""

    result: Result
    at: datetime
    helped: str
    in_the_way: Sequence[str]
    parent_id: int
    parent: str


@dataclass(frozen=True)
class LastTarget:
    """A target the child has now: its shared part and what this parent does at home, every look
    back at it (last talk first), and what the child last said of it."""

    target: Agreed
    looked_back: Sequence[LookedBack]
    pupil: PupilWord | None


@dataclass(frozen=True)
class HowItGoes:
    """What a parent last answered to "How is the plan going?"."""

    going: Going
    at: datetime
    face: Face | None
    parent_id: int
    parent: str


@dataclass(frozen=True)
class Earlier:
    """A talk of before: what was kept for this parent alone (empty in talks with others), and for
    staff alone."""

    booking_id: int
    at: datetime
    parent_id: int
    parent: str
    this_parent_only: str
    staff_only: str


@dataclass(frozen=True)
class Sheet:
    """Everything on the sheet. `talk` has who, when, where and what helps; `to_come`: None once
    the day of the talk is over, and nothing can be added. `good_news`: since the last talk, newest
    first. `data`, `wishes` and `promised` are as their own rooms give them."""

    talk: Line
    language: str | None
    to_come: ToCome | None
    strengths: Sequence[Said]
    met: Sequence[str]
    good_news: Sequence[Told]
    data: PupilData | None
    targets: Sequence[LastTarget]
    how_it_goes: Sequence[HowItGoes]
    wishes: Sequence[Wish]
    own: class_words.OwnSentences | None
    worries: Sequence[Said]
    nothing_to_add: Sequence[str]
    not_yet: Sequence[str]
    promised: Sequence[Help]
    earlier: Sequence[Earlier]

    @property
    def others(self) -> bool:
        """Whether anything on it is of another parent: never for the table."""
        theirs = {one.parent_id for one in self.how_it_goes}
        theirs |= {one.parent_id for one in self.earlier}
        theirs |= {back.parent_id for one in self.targets for back in one.looked_back}
        return bool(theirs - {self.talk.parent_id})


def sheet(booking: Booking, person: Staff) -> Sheet:
    """The sheet of this talk, which this person has found (`records.talk_for`)."""
    line = desk.talk(booking.id)
    assert line is not None and line.starts_at is not None
    child = db.session.get_one(Child, booking.child_id)
    said = class_words.words_about(child.id, booking.slot.round_id)

    def those(kind: About) -> list[Said]:
        return [Said(word.words, who.name) for word, who in said if word.about == kind]

    before = _before(booking)
    spoke = {who.id for _, who in said}
    to_come = class_words.may_say(person, child.id)
    return Sheet(
        talk=line,
        language=db.session.get_one(Parent, booking.parent_id).language,
        to_come=to_come if to_come and to_come.round_id == booking.slot.round_id else None,
        strengths=those(About.STRENGTH),
        met=_met(child.id),
        good_news=_good_news(child, before),
        data=_data(child.id),
        targets=_targets(booking),
        how_it_goes=_how_it_goes(child.id),
        wishes=wishes.of_talk(booking.id),
        own=class_words.sentences_of(child.id, booking.slot.round_id),
        worries=those(About.WORRY),
        nothing_to_add=[one.who for one in those(About.NOTHING)],
        not_yet=[one.name for one in class_words.colleagues(child) if one.id not in spoke],
        promised=_promised(child.id, booking.parent_id),
        earlier=_earlier(booking, before),
    )


def on_paper(whole: Sheet) -> Sheet:
    """The same for the table: nothing that only staff read, nothing of any other parent."""
    parent_id = whole.talk.parent_id
    mine = [
        replace(one, looked_back=[back for back in one.looked_back if back.parent_id == parent_id])
        for one in whole.targets
    ]
    return replace(
        whole,
        worries=[],
        nothing_to_add=[],
        not_yet=[],
        promised=[],
        earlier=[],
        to_come=None,
        targets=mine,
        how_it_goes=[one for one in whole.how_it_goes if one.parent_id == parent_id],
    )


def may_open(person: Staff) -> set[int]:
    """This teacher's own talks (bookings, by id), of today and to come, that they may prepare and
    hold: those about children whose records they may see."""
    query = (
        select(Booking.id)
        .join(Slot, Slot.id == Booking.slot_id)
        .join(Child, Child.id == Booking.child_id)
        .outerjoin(SchoolClass, SchoolClass.id == Child.class_id)
        .where(
            Slot.teacher_id == person.id,
            Slot.day >= clock.today(),
            LIVE,
            Booking.state != BookingState.HELD,
            records.children_of(person),
        )
    )
    return set(db.session.scalars(query))


# -- what goes onto it --------------------------------------------------------------------------


def _data(child_id: int) -> PupilData | None:
    """Latest attendance and results; None where the school's records say nothing."""
    found = barriers.latest_data(child_id)
    return found if found.results or found.attendance is not None else None


def _promised(child_id: int, parent_id: int) -> list[Help]:
    """Help promised to this parent that nobody has arranged yet."""
    found = promised_help.of_child(child_id, parent_id)
    return [one for one in found if one.state == HelpState.ASKED]


def _met(child_id: int) -> list[str]:
    query = select(Target.id).where(
        Target.child_id == child_id,
        Target.ended == Ended.MET,
        Target.ended_at > clock.now() - LATELY,
    )
    ids = list(db.session.scalars(query))
    return [one.sentence.english for one in reversed(agreed.these(ids, ENGLISH))]


def _targets(booking: Booking) -> list[LastTarget]:
    now = agreed.for_parent(booking.child_id, booking.parent_id, ENGLISH)
    looked_back = _looked_back([one.target_id for one in now])
    said = pupil.words_of([one.target_id for one in now])
    return [
        LastTarget(
            target=one,
            looked_back=looked_back.get(one.target_id, []),
            pupil=next(iter(said[one.target_id]), None),
        )
        for one in now
    ]


def _looked_back(target_ids: Sequence[int]) -> dict[int, list[LookedBack]]:
    """By target; only of talks with parents who may be spoken of."""
    query = (
        select(LookBack, Parent, Slot.starts_at)
        .join(Conversation, Conversation.id == LookBack.conversation_id)
        .join(Booking, Booking.id == Conversation.booking_id)
        .join(Slot, Slot.id == Booking.slot_id)
        .join(Parent, Parent.id == Conversation.parent_id)
        .join(
            Guardianship,
            (Guardianship.child_id == Conversation.child_id)
            & (Guardianship.parent_id == Conversation.parent_id),
        )
        .where(LookBack.target_id.in_(target_ids), seen())
        .order_by(Slot.starts_at.desc(), LookBack.id.desc())
    )
    found: dict[int, list[LookedBack]] = {}
    for one, parent, at in db.session.execute(query):
        in_the_way = [*one.in_the_way, *filter(None, [one.in_the_way_words])]
        back = LookedBack(one.result, at, one.helped, in_the_way, parent.id, parent.full_name)
        found.setdefault(one.target_id, []).append(back)
    return found


def _how_it_goes(child_id: int) -> list[HowItGoes]:
    """The last answer of each parent since what the child has now was agreed; newest first."""
    ids = targets.ongoing_ids(child_id)
    since = db.session.scalars(select(Target.made_at).where(Target.id.in_(ids))).all()
    last: dict[int, HowItGoes] = {}
    for one, parent in check_ins.of_child(child_id):
        if since and one.going and one.answered_at and one.answered_at >= min(since):
            answer = HowItGoes(one.going, one.answered_at, one.face, parent.id, parent.full_name)
            last.setdefault(parent.id, answer)
    return list(last.values())


def _good_news(child: Child, before: Sequence[Conversation]) -> list[Told]:
    """All since the last talk about the child; if there was none, of this school year."""
    since = school_days.first_day_of_year(clock.today())
    if before:
        since = before[0].booking.slot.day
    phrases, form = own_phrases.book(), good_news.form_of(child)
    heard = good_news.of_child(child.id, since=since)
    names = _staff_names({one.by_id for one in heard if one.by_id})

    def words(one: GoodNews) -> str:
        said = phrases.say(
            one.phrase, form, ENGLISH, child=child.first_name, filled=one.filled
        ).words
        return f"{said} {one.own_words}".strip()

    return [Told(words(one), one.praised_on, names.get(one.by_id or 0, "")) for one in heard]


def _staff_names(staff_ids: Collection[int]) -> dict[int, str]:
    query = select(Staff.id, Staff.name).where(Staff.id.in_(staff_ids))
    return {staff_id: name for staff_id, name in db.session.execute(query)}


def _before(booking: Booking) -> list[Conversation]:
    """The talks about this child before this one, with whoever may be spoken of; the last first."""
    before = [
        one
        for one in records.talks_about(booking.child_id)
        if one.booking.state in TALK_STANDS and one.booking.slot.starts_at < booking.slot.starts_at
    ]
    return sorted(before, key=lambda one: one.booking.slot.starts_at, reverse=True)


def _earlier(booking: Booking, before: Sequence[Conversation]) -> list[Earlier]:
    found = []
    for one in before[:EARLIER]:
        parts = records.parts_of(one.id)

        def words(part: Part, parts: dict[Part, records.RecordPart] = parts) -> str:
            return parts[part].words if part in parts else ""

        own = one.parent_id == booking.parent_id
        found.append(
            Earlier(
                booking_id=one.booking_id,
                at=one.booking.slot.starts_at,
                parent_id=one.parent_id,
                parent=db.session.get_one(Parent, one.parent_id).full_name,
                this_parent_only=words(Part.PARENT_ONLY) if own else "",
                staff_only=words(Part.STAFF_ONLY),
            )
        )
    return found
