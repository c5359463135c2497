"""Before the office says that something has happened: whom it touches, what is called off with each
talk, what each family is told in its language, and what that costs. Only looks.

A parent who must not be contacted, or whose tie is still held, is on none of it.
"""

from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import joinedload

from portal import clock
from portal.db import db
from portal.domain import creche_places, first_choice, tell_upset, upsets
from portal.domain.bookings import Booking, BookingState
from portal.domain.calling import may_dial
from portal.domain.creche import CrechePlace, CrecheSession
from portal.domain.first_choice import Kept
from portal.domain.invitations import Invitation
from portal.domain.people import Guardianship, Staff, school
from portal.domain.reaching import WhyNot, blocked_numbers, seen, why_not_text
from portal.domain.rounds import CoverSession, Slot
from portal.domain.safe import Hours, hours_of
from portal.domain.upset import UpsetTalk, What
from portal.domain.upsets import Happening
from portal.languages import ENGLISH, Language, language
from portal.wording import called_off, segments, texts


@dataclass(frozen=True)
class Touched:
    """One talk that something touches, with all that is called off with it."""

    booking_id: int
    invitation_id: int
    parent_id: int
    parent: str
    child: str
    teacher: str
    room: str
    starts_at: datetime
    language: str | None
    needs_interpreter: bool
    number: str | None
    why_no_text: WhyNot | None
    little_ones: int
    interpreter: str
    lift: bool
    step_free: bool
    with_me: bool
    hours: Hours | None
    """When a text or call is safe; None: at any time of the day."""


@dataclass(frozen=True)
class Sample:
    """What is told in one language, with its English; for how many, and what that costs. Families
    who have times to choose from are told otherwise than those who wait for some, or who have
    something else to answer first."""

    language: Language
    body: str
    english: str
    families: int
    pence: float


@dataclass
class Preview:
    """What pressing the button would do. `creches`: rooms of crèches that would not open;
    `choose_first`: how many families have times kept for them; `choosing`: families of something
    that happened before, whose kept times would be gone."""

    talks: list[Touched] = field(default_factory=list)
    samples: list[Sample] = field(default_factory=list)
    creches: list[str] = field(default_factory=list)
    choose_first: int = 0
    choosing: list[Touched] = field(default_factory=list)

    @property
    def by_text(self) -> int:
        return sum(one.why_no_text is None for one in self.talks)

    @property
    def pence(self) -> float:
        return sum(one.pence for one in self.samples)


def teachers_with_talks() -> list[tuple[int, str]]:
    """Teachers (id, name) who are released from today on."""
    query = (
        select(Staff.id, Staff.name)
        .join(CoverSession, CoverSession.teacher_id == Staff.id)
        .where(CoverSession.day >= clock.today(), CoverSession.removed_at.is_(None))
        .distinct()
        .order_by(Staff.name)
    )
    return [(staff_id, name) for staff_id, name in db.session.execute(query)]


def rooms_with_talks() -> list[tuple[date, str]]:
    """The rooms in which there are talks from today on, by day."""
    query = (
        select(CoverSession.day, CoverSession.room)
        .where(CoverSession.day >= clock.today(), CoverSession.removed_at.is_(None))
        .distinct()
        .order_by(CoverSession.day, CoverSession.room)
    )
    return [(day, room) for day, room in db.session.execute(query)]


def creches_to_come() -> list[CrecheSession]:
    """The crèche sessions that are not over and can still open."""
    query = (
        select(CrecheSession)
        .where(CrecheSession.day >= clock.today(), CrecheSession.off_at.is_(None))
        .order_by(CrecheSession.day, CrecheSession.begins)
    )
    return [one for one in db.session.scalars(query) if one.shuts_at > clock.now()]


def preview(happening: Happening, link: str) -> Preview:
    """What would happen. `link`: one as long as those in the texts, for counting what they cost.
    Refuses UPSET_DATES, DAY_TOO_FAR."""
    upsets.refuse_dates(happening)
    slot_ids = {slot.id for slot in db.session.scalars(upsets.touched(happening))}
    booked = and_(Booking.slot_id.in_(slot_ids), Booking.state == BookingState.BOOKED)
    rows = talks_where(booked)
    found = Preview([one for _talk, one in rows])
    if happening.what == What.SHUT:
        ids = upsets.creche_ids_on(happening)
        opens = select(CrecheSession.room).where(CrecheSession.id.in_(ids))
        found.creches = list(db.session.scalars(opens))
    anew = talks_where(Booking.id.in_(_choosing_among(slot_ids)))
    found.choosing = [one for _talk, one in anew]
    talks = [talk for talk, _one in [*anew, *rows]]
    kept = {} if happening.what == What.CRECHE else first_choice.as_shared_out(talks, slot_ids)
    found.choose_first = sum(bool(kept[talk.id].until) for talk, _one in rows if kept)
    found.samples = [
        *_samples(lambda own, talk: _kept_gone(own, talk, kept[talk.id]), anew, kept, link),
        *_samples(lambda own, talk: _said(own, happening.what, talk, kept), rows, kept, link),
    ]
    return found


def _choosing_among(slot_ids: set[int]) -> list[int]:
    """The talks that fell through before, for whose families some of these times are kept."""
    rows = first_choice.choosing_among(slot_ids)
    return list(db.session.scalars(select(UpsetTalk.booking_id).where(UpsetTalk.id.in_(rows))))


def in_the_way(booking_ids: Collection[int], link: str) -> Preview:
    """The same for talks that would fall out of a cover session."""
    rows = talks_where(and_(Booking.id.in_(booking_ids), Booking.state == BookingState.BOOKED))
    talks = [talk for talk, _one in rows]
    kept = first_choice.as_shared_out(talks, {talk.slot_id for talk in talks})
    return Preview(
        [one for _talk, one in rows],
        _samples(lambda own, talk: _said(own, What.COVER, talk, kept), rows, kept, link),
        choose_first=sum(bool(one.until) for one in kept.values()),
    )


def talks_where(which: ColumnElement[bool]) -> list[tuple[Booking, Touched]]:
    """The talks of which this is true, soonest first."""
    query = (
        select(Booking, Guardianship)
        .join(Booking.slot)
        .join(
            Guardianship,
            and_(
                Guardianship.child_id == Booking.child_id,
                Guardianship.parent_id == Booking.parent_id,
                seen(),
            ),
        )
        .where(which)
        .options(
            joinedload(Booking.slot).options(joinedload(Slot.cover), joinedload(Slot.teacher)),
            joinedload(Booking.invitation).options(
                joinedload(Invitation.child),
                joinedload(Invitation.parent),
                joinedload(Invitation.round),
            ),
            joinedload(Guardianship.child),
            joinedload(Guardianship.parent),
        )
        .order_by(Slot.starts_at, Booking.id)
    )
    rows = [(talk, tie) for talk, tie in db.session.execute(query)]
    places = _places({talk.id for talk, _tie in rows})
    blocked = blocked_numbers() if rows else set()
    return [(talk, _touched(talk, tie, places[talk.id], blocked)) for talk, tie in rows]


def _touched(talk: Booking, tie: Guardianship, little_ones: int, blocked: set[str]) -> Touched:
    parent = tie.parent
    return Touched(
        booking_id=talk.id,
        invitation_id=talk.invitation_id,
        parent_id=parent.id,
        parent=parent.full_name,
        child=tie.child.first_name,
        teacher=talk.slot.teacher.name,
        room=talk.slot.cover.room,
        starts_at=talk.slot.starts_at,
        language=parent.language,
        needs_interpreter=parent.interpreter,
        number=may_dial(parent, blocked),
        why_no_text=why_not_text(tie, blocked),
        little_ones=little_ones,
        interpreter=talk.interpreter,
        lift=talk.lift,
        step_free=talk.step_free,
        with_me=talk.with_me,
        hours=hours_of(parent),
    )


def _places(booking_ids: set[int]) -> defaultdict[int, int]:
    """How many little ones of each talk have, had or wait for a place."""
    counts: defaultdict[int, int] = defaultdict(int)
    query = select(CrechePlace.booking_id).where(
        CrechePlace.booking_id.in_(booking_ids), CrechePlace.state.in_(creche_places.HAD)
    )
    for booking_id in db.session.scalars(query):
        counts[booking_id] += 1
    return counts


def _samples(
    said: Callable[[Language, Booking], str],
    rows: list[tuple[Booking, Touched]],
    kept: dict[int, Kept],
    link: str,
) -> list[Sample]:
    """The texts as they would leave just now; which times are kept for whom is settled then."""
    told: defaultdict[tuple[str, bool, bool], list[Booking]] = defaultdict(list)
    for talk, one in rows:
        if one.why_no_text is None:
            chooses = talk.id in kept and kept[talk.id].until is not None
            by_number = chooses and tell_upset.may_ask_now(talk)
            told[language(one.language).tag, chooses, by_number].append(talk)

    def body(own: Language, talk: Booking) -> str:
        return segments.clean(said(own, talk)).replace(texts.LINK, link)

    samples = []
    for (tag, _chooses, _by_number), talks in told.items():
        own = language(tag)
        words = [body(own, talk) for talk in talks]
        count = sum(segments.measure(one).segments for one in words)
        english = "" if own is ENGLISH else body(ENGLISH, talks[0])
        pence = count * school().pence_per_segment
        samples.append(Sample(own, words[0], english, len(talks), pence))
    return samples


def _said(own: Language, what: What, talk: Booking, kept: dict[int, Kept]) -> str:
    if what == What.CRECHE:
        at = clock.local(talk.slot.starts_at)
        return called_off.creche_off(own, child=talk.invitation.child.first_name, at=at)
    sorry = called_off.sorry(own, tell_upset.lost(talk, what))
    return _with_times(own, sorry, talk, kept[talk.id])


def _kept_gone(own: Language, talk: Booking, kept: Kept) -> str:
    gone = called_off.kept_gone(own, child=talk.invitation.child.first_name)
    return _with_times(own, gone, talk, kept)


def _with_times(own: Language, said: str, talk: Booking, kept: Kept) -> str:
    if kept.until and not tell_upset.may_ask_now(talk):
        return called_off.see_times(own, said)
    times = [clock.local(slot.starts_at) for slot in kept.slots]
    return tell_upset.said_of(own, said, talk, times, kept.until)
