"""What the office sees of something that fell through: how far it has come, what each family has
chosen since, and whom a person rings. Only looks, but for `told`.

A parent who must not be contacted, or whose tie is still held, is on none of it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, func, or_, select

from portal import clock
from portal.db import db
from portal.domain import tell_upset, todo
from portal.domain.bookings import Booking, BookingState
from portal.domain.creche import CrecheSession
from portal.domain.help_requests import HelpRequest
from portal.domain.history import By, Deed, record
from portal.domain.interpreters import InterpreterStay
from portal.domain.invitations import InvitationState
from portal.domain.off_the_phone import OffThePhone
from portal.domain.outbox import ON_THE_PHONE, Kind, OutText, TextState, WhyNotNow
from portal.domain.people import Staff
from portal.domain.rounds import Slot
from portal.domain.todo import Todo
from portal.domain.upset import Fate, Upset, UpsetTalk, What
from portal.domain.upset_preview import Touched, talks_where
from portal.domain.upset_undo import UNDO_FOR, may_undo
from portal.languages import ENGLISH, Language, language
from portal.wording import called_off, dates, texts

LONGEST_NAME = 60
LATELY = timedelta(days=14)
"""So long something that happened stands on Today while somebody is still to be told, and in any
case until it is over."""
SAID = (TextState.QUEUED, TextState.CANCELLED, *ON_THE_PHONE)
"""A text in one of these states has told them or is about to, or need not any more."""


@dataclass(frozen=True)
class Line:
    """One talk of something that happened, and where it stands. `new_time`: what they have chosen
    since; `waits`: the text waits for the hours of the day; `ring`: a person is to tell them, in
    these words; `left`: booking has closed, and they have no new time; `book`: a time can be booked
    for them."""

    id: int
    talk: Touched
    fate: Fate
    new_time: datetime | None
    answer: InvitationState
    waits_for_times: bool
    kept_until: datetime | None
    waits: bool
    ring: bool
    left: bool
    book: bool
    say: str
    say_own: str
    told_at: datetime | None
    told_by: str
    spoke_to: str

    @property
    def begun(self) -> bool:
        """Whether the hour of the old time has passed."""
        return self.talk.starts_at <= clock.now()

    @property
    def chooses(self) -> bool:
        """Whether a time is still kept for them."""
        return self.kept_until is not None and self.kept_until > clock.now()


@dataclass(frozen=True)
class Earlier:
    """Something that happened before, and how many of its families chose among the times that are
    gone now: they are told there."""

    upset: Upset
    about: str
    families: int


@dataclass(frozen=True)
class Happened:
    """One thing that happened, with what became of its talks."""

    upset: Upset
    about: str
    by: str
    lines: list[Line]
    may_undo: bool
    earlier: list[Earlier]
    """Whose families had times kept for them that are gone with it."""

    @property
    def to_ring(self) -> list[Line]:
        return [one for one in self.lines if one.ring]

    @property
    def waits(self) -> int:
        """Families whose text waits for the hours of the day."""
        return sum(one.waits for one in self.lines)

    @property
    def undo_until(self) -> datetime:
        return self.upset.made_at + UNDO_FOR

    @property
    def to_do(self) -> int:
        """Talks that are not called off, or not brought back, yet: the act was cut short."""
        waits = Fate.CALLED_OFF if self.upset.undone_at else Fate.TO_CALL_OFF
        return sum(one.fate == waits for one in self.lines)

    @property
    def have_new(self) -> int:
        return sum(one.new_time is not None for one in self.lines)


def find(upset_id: int) -> Happened | None:
    """One thing that happened."""
    upset = db.session.get(Upset, upset_id)
    return _happened(upset) if upset else None


def standing() -> list[Happened]:
    """What stands on Today: what somebody is still to be told of, and what can still be undone."""
    lately = or_(Upset.made_at > clock.now() - LATELY, Upset.ends >= clock.today())
    query = select(Upset).where(lately).order_by(Upset.made_at.desc())
    found = [_happened(upset) for upset in db.session.scalars(query)]
    return [one for one in found if one.to_ring or one.to_do or one.may_undo]


def _happened(upset: Upset) -> Happened:
    who = select(Staff.name).where(Staff.id == upset.by_id)
    by = db.session.scalar(who) or ""
    return Happened(upset, _about(upset), by, _lines(upset), may_undo(upset), _earlier(upset))


def _earlier(upset: Upset) -> list[Earlier]:
    query = (
        select(Upset, func.count())
        .join(UpsetTalk, UpsetTalk.upset_id == Upset.id)
        .where(UpsetTalk.id.in_(upset.choosing))
        .group_by(Upset.id)
        .order_by(Upset.id)
    )
    rows = db.session.execute(query).all() if upset.choosing else []
    return [Earlier(one, _about(one), families) for one, families in rows]


def _about(upset: Upset) -> str:
    """What it is about, in a name: the teacher, the room."""
    if upset.teacher_id:
        return db.session.get_one(Staff, upset.teacher_id).name
    if upset.creche_id:
        return db.session.get_one(CrecheSession, upset.creche_id).room
    return upset.room


def _lines(upset: Upset) -> list[Line]:
    query = select(UpsetTalk).where(
        UpsetTalk.upset_id == upset.id, UpsetTalk.fate != Fate.LEFT_ALONE
    )
    rows = {row.booking_id: row for row in db.session.scalars(query)}
    talks = talks_where(Booking.id.in_(rows))
    new_times = _new_times({talk.invitation_id for talk, _one in talks})
    later, about = _taken_over(set(rows), upset), _texts(set(rows), upset.made_at)
    names = _names({row.told_by_id for row in rows.values()})
    return [
        _line(
            upset,
            rows[talk.id],
            talk,
            one,
            new_times.get(talk.invitation_id),
            talk.id in later,
            rows[talk.id].by_text and talk.id not in about.lost,
            talk.id in about.wait,
            names,
        )
        for talk, one in talks
    ]


def _taken_over(booking_ids: set[int], upset: Upset) -> set[int]:
    """The talks (ids) that something has happened to since: their families are told there."""
    query = select(UpsetTalk.booking_id).where(
        UpsetTalk.booking_id.in_(booking_ids),
        UpsetTalk.upset_id > upset.id,
        UpsetTalk.fate != Fate.LEFT_ALONE,
    )
    return set(db.session.scalars(query))


def _line(
    upset: Upset,
    row: UpsetTalk,
    talk: Booking,
    one: Touched,
    new_time: datetime | None,
    taken_over: bool,
    said: bool,
    waits: bool,
    names: dict[int, str],
) -> Line:
    of_talk = upset.what != What.CRECHE
    has_new = of_talk and new_time is not None and row.fate != Fate.BACK
    begun = talk.slot.starts_at <= clock.now()
    over = has_new and (row.fate == Fate.CALLED_OFF or begun)
    settled = row.fate == Fate.TO_CALL_OFF or row.told_at is not None or over
    asked = of_talk and not has_new and talk.invitation.state == InvitationState.ASKED
    off = row.fate == Fate.AS_IT_IS or (row.fate == Fate.CALLED_OFF and not upset.undone_at)
    left = asked and off and not taken_over and _is_left(row, talk)
    own = language(one.language)
    return Line(
        id=row.id,
        talk=one,
        fate=row.fate,
        new_time=new_time if has_new else None,
        answer=talk.invitation.state,
        waits_for_times=row.waits_for_times,
        kept_until=row.kept_until,
        waits=waits,
        ring=left or (not settled and not taken_over and (row.fate == Fate.AS_IT_IS or not said)),
        left=left,
        book=asked and off,
        say=_say(ENGLISH, upset, row, talk),
        say_own="" if own is ENGLISH else _say(own, upset, row, talk),
        told_at=row.told_at,
        told_by=names.get(row.told_by_id or 0, ""),
        spoke_to=row.spoke_to,
    )


def _is_left(row: UpsetTalk, talk: Booking) -> bool:
    """Whether booking has closed, and nobody has spoken to them since."""
    closed = talk.invitation.round.closes_on
    spoke = row.told_at is not None and clock.local(row.told_at).date() > closed
    return closed < clock.today() and not spoke


def _say(own: Language, upset: Upset, row: UpsetTalk, talk: Booking) -> str:
    """What a person says on the phone: the words of the text, without link and numbers."""
    at, child = clock.local(talk.slot.starts_at), talk.invitation.child.first_name
    if row.fate in (Fate.BACK, Fate.AS_IT_IS):
        if upset.what == What.CRECHE:
            return texts.creche_ready(own, at=at).replace(texts.LINK, "").strip()
        return called_off.is_on(own, child=child, teacher=talk.slot.teacher.name, at=at)
    if upset.what == What.CRECHE:
        return called_off.no_creche(own, child=child, at=at)
    if row.kept_gone:
        return called_off.kept_gone(own, child=child)
    return called_off.sorry(own, tell_upset.lost(talk, upset.what))


def help_to_call_off(upset_id: int, person: Staff) -> list[Todo]:
    """Whoever was to come and help with a talk that fell through, and has not been told yet that
    nobody needs them: an interpreter of the register only if nobody does that day."""
    talks = select(UpsetTalk.booking_id).where(UpsetTalk.upset_id == upset_id)
    ids = set(db.session.scalars(talks))
    came = select(HelpRequest.stay_id).where(HelpRequest.booking_id.in_(ids))
    stays = db.session.scalars(select(InterpreterStay).where(InterpreterStay.id.in_(came)))
    days = [
        f"{stay.interpreter.name} ({stay.language}), {dates.day_short(stay.day, ENGLISH.tag)}:"
        for stay in stays
    ]
    return todo.to_call_off(person, ids, days)


def _new_times(invitation_ids: set[int]) -> dict[int, datetime]:
    query = (
        select(Booking.invitation_id, Slot.starts_at)
        .join(Booking.slot)
        .where(
            Booking.invitation_id.in_(invitation_ids),
            Booking.state.in_([BookingState.BOOKED, BookingState.ATTENDED]),
        )
        .order_by(Slot.starts_at)
    )
    return {invitation_id: starts_at for invitation_id, starts_at in db.session.execute(query)}


@dataclass(frozen=True)
class Texts:
    """How far the texts about something that happened have come, by the talk's id. `lost`: the last
    of them did not go out, or did not arrive. Where there was none, nothing is lost: who was never
    told that it is off need not be told that it is on. `wait`: one still waits to go out."""

    lost: set[int]
    wait: set[int]


def _texts(booking_ids: set[int], since: datetime) -> Texts:
    reaches = or_(OutText.why.is_(None), OutText.why.not_in(list(OffThePhone)))
    went = or_(and_(OutText.state.in_(SAID), reaches), OutText.why == WhyNotNow.REPLACED)
    waits = and_(OutText.kind == Kind.CALLED_OFF, OutText.state == TextState.QUEUED)
    query = (
        select(OutText.booking_id, went, waits)
        .where(
            OutText.booking_id.in_(booking_ids),
            OutText.made_at >= since,
            or_(OutText.kind == Kind.CALLED_OFF, OutText.kind == Kind.CRECHE),
        )
        .order_by(OutText.id)
    )
    rows = [(talk, fine, waiting) for talk, fine, waiting in db.session.execute(query) if talk]
    last = {talk: bool(fine) for talk, fine, _waiting in rows}
    return Texts(
        lost={talk for talk, fine in last.items() if not fine},
        wait={talk for talk, _fine, waiting in rows if waiting},
    )


def _names(ids: set[int | None]) -> dict[int, str]:
    rows = db.session.execute(select(Staff.id, Staff.name).where(Staff.id.in_(ids - {None})))
    return {staff_id: name for staff_id, name in rows}


def told(upset_id: int, row_id: int, spoke_to: str, by: By) -> bool:
    """A person has told this family; who of them was spoken to, in the office's own words. Twice
    is the same as once. False if there is no such talk."""
    query = (
        select(UpsetTalk)
        .where(UpsetTalk.id == row_id, UpsetTalk.upset_id == upset_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    row = db.session.scalar(query)
    if row is None:
        return False
    if row.told_at is None or _is_left(row, db.session.get_one(Booking, row.booking_id)):
        row.told_at, row.told_by_id = clock.now(), by.staff_id
        row.spoke_to = spoke_to[:LONGEST_NAME]
        record(
            by,
            Deed.TOLD_BY_A_PERSON,
            parent_id=row.parent_id,
            booking_id=row.booking_id,
            note=row.spoke_to or None,
        )
    return True
