"""After a missed talk: a kind text with new times an hour later; after two, a person rings.

    marked as missed -> its invitation is open again -> an hour later (in the day)  the text
                                                     -> two missed: a task, and the call list
                     -> marked as come, or the mark taken back: as if nothing had been

Nothing is put in the outbox ahead: a sweep asks `due()` and tells each with `tell_one()`, so a text
that is not true any more is never made. Who has booked again, said not this time, waits, asked to
be rung or may not be texted gets none. Marking itself is in `who_came`.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cache

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import aliased

from portal import clock
from portal.db import NOW, db, moment, the_day
from portal.domain import holding, tell
from portal.domain.asked import is_fresh, may_ask, open_question
from portal.domain.bookings import MISSED, UNDER_WAY, Booking, BookingState
from portal.domain.invitations import Invitation, InvitationState
from portal.domain.invitees import FreeTimes
from portal.domain.outbox import Kind, OutText, TextState, call_back, in_the_day
from portal.domain.people import school
from portal.domain.questions import IN_PASSING, Question
from portal.domain.rounds import Round, RoundState, Slot
from portal.domain.tasks import TaskKind, ask_office, off_the_list
from portal.domain.waiting import WAITS, WaitingEntry
from portal.languages import Language
from portal.wording import missed as words

HOUR = timedelta(hours=1)
"""How long a mark can be taken back before the parent hears of it."""
TOO_LATE = timedelta(days=1)
"""This long after it was due, the text is of no use any more."""
LATELY = timedelta(days=7)
"""About a talk longer ago than this a person rings, if anybody still wants to."""
A_PERSON_RINGS = 2
"""After so many missed talks of one invitation."""


# -- what marking does -------------------------------------------------------------------------


def was_missed(booking: Booking) -> None:
    """The talk has just been marked as missed: another time can be booked. After two, the office
    has a task."""
    invitation = _counted(booking)
    if invitation.state == InvitationState.BOOKED and not _is_under_way(invitation.id):
        invitation.state = InvitationState.ASKED
    if invitation.missed >= A_PERSON_RINGS:
        ask_office(
            TaskKind.MISSED_TWICE,
            parent_id=booking.parent_id,
            child_id=booking.child_id,
            booking_id=booking.id,
        )


def was_not_missed(booking: Booking) -> None:
    """They came, or nobody knows yet: the text that waits is taken back, and so is the task."""
    invitation = _counted(booking)
    if invitation.state in (InvitationState.ASKED, InvitationState.DECLINED):
        invitation.state = InvitationState.BOOKED
    call_back(_about(booking.id), why="they came after all")
    if invitation.missed < A_PERSON_RINGS:
        off_the_list(TaskKind.MISSED_TWICE, booking.parent_id, booking.child_id)


def has_time_again(booking: Booking) -> None:
    """Another talk is booked: nobody need ring about those that were missed."""
    if booking.invitation.missed >= A_PERSON_RINGS:
        off_the_list(TaskKind.MISSED_TWICE, booking.parent_id, booking.child_id)


def _is_under_way(invitation_id: int) -> bool:
    query = select(Booking.id).where(Booking.invitation_id == invitation_id, UNDER_WAY)
    return db.session.scalar(query) is not None


def _counted(booking: Booking) -> Invitation:
    """The invitation of this talk, with how many of its talks are marked as missed now."""
    db.session.flush()
    query = select(func.count()).where(Booking.invitation_id == booking.invitation_id, MISSED)
    booking.invitation.missed = db.session.scalar(query) or 0
    return booking.invitation


def _about(booking_id: int) -> ColumnElement[bool]:
    return (OutText.booking_id == booking_id) & (OutText.kind == Kind.AFTER_MISSED)


def last_missed(round_id: int) -> dict[int, datetime]:
    """For each invitation of this round of which a talk was missed, when the last was marked."""
    query = (
        select(Booking.invitation_id, func.max(Booking.marked_at))
        .join(Booking.invitation)
        .where(Invitation.round_id == round_id, MISSED, Booking.marked_at.is_not(None))
        .group_by(Booking.invitation_id)
    )
    return {one: last for one, last in db.session.execute(query) if last}


# -- what the clock does -----------------------------------------------------------------------


def due() -> list[int]:
    """The missed talks (ids) whose parent is to be told now. Nothing in quiet hours."""
    now = clock.now()
    if in_the_day(now) != now:
        return []
    rows = db.session.execute(_marked_lately())
    return [found for found, marked in rows if marked and _is_due(marked, now)]


_AN_HOUR_AGO = moment("an_hour_ago", lambda: clock.now() - HOUR)
_LONG_AGO = moment("long_ago", lambda: clock.now() - HOUR - TOO_LATE - timedelta(days=1))
_NOT_LATELY = the_day("not_lately", lambda: clock.today() - LATELY)


@cache
def _marked_lately() -> Select[int, datetime | None]:
    return (
        select(Booking.id, Booking.marked_at)
        .join(Booking.invitation)
        .join(Invitation.round)
        .where(
            MISSED,
            Booking.marked_at <= _AN_HOUR_AGO,
            Booking.marked_at > _LONG_AGO,
            *_text_fits(),
        )
        .order_by(Booking.id)
    )


def _is_due(marked_at: datetime, now: datetime) -> bool:
    goes_at = in_the_day(marked_at + HOUR)
    return goes_at <= now < goes_at + TOO_LATE


def _text_fits() -> tuple[ColumnElement[bool], ...]:
    """What makes a missed talk one that its parent is told of; `tell.why_not` has the last word."""
    other = aliased(Booking)
    of_the_same = other.invitation_id == Booking.invitation_id
    missed_too = other.state == BookingState.MISSED
    under_way = or_(
        other.state == BookingState.BOOKED,
        (other.state == BookingState.HELD) & (other.held_until > NOW),
    )
    return (
        Invitation.state == InvitationState.ASKED,
        Invitation.wants_call_at.is_(None),
        Round.state == RoundState.INVITED,
        Round.texts_stopped_at.is_(None),
        ~exists().where(of_the_same, other.id != Booking.id, missed_too | under_way),
        ~exists().where(WaitingEntry.invitation_id == Booking.invitation_id, WAITS),
        ~exists().where(_about_this(), OutText.state != TextState.CANCELLED),
        exists().where(
            Slot.id == Booking.slot_id,
            Slot.day >= _NOT_LATELY,
        ),
    )


def _about_this() -> ColumnElement[bool]:
    return (OutText.booking_id == Booking.id) & (OutText.kind == Kind.AFTER_MISSED)


def tell_one(booking_id: int) -> bool:
    """Tell this parent kindly, with new times, if that is still due. Whether it was."""
    booking = holding.find(booking_id)
    if booking_id not in due() or tell.why_not(booking.parent_id, booking.child_id):
        return False
    if _is_being_answered(booking.parent_id):
        return False  # in a quarter of an hour it is as good
    return _tell(booking) is not None


def _is_being_answered(parent_id: int) -> bool:
    other = open_question(parent_id)
    return other is not None and other.question in IN_PASSING and is_fresh(other)


def _tell(booking: Booking) -> int | None:
    invitation, facts = booking.invitation, school()
    slots = _times(invitation)
    asks = None
    if slots and may_ask(invitation.parent_id, Question.TIME):
        asks = tell.asks_for_time(invitation, slots)
    day = booking.slot.day
    who = {"school": facts.short_name, "child": invitation.child.first_name}

    def said(own: Language) -> str:
        today = day == clock.today()
        if asks:
            times = [clock.local(slot.starts_at) for slot in slots]
            return words.new_times(own, day=None if today else day, times=times, **who)
        if slots:
            return words.see_times(own, day=None if today else day, **who)
        return words.no_times(own, day=None if today else day, phone=facts.phone, **who)

    return tell.tell_parent(
        Kind.AFTER_MISSED,
        invitation.parent,
        said,
        child_id=invitation.child_id,
        booking_id=booking.id,
        round_id=invitation.round_id,
        asks=asks,
        expires_at=_of_use_until(day),
        key=f"missed:{booking.id}",
    )


def _of_use_until(day: date) -> datetime:
    """A text that says "today" is of no use tomorrow."""
    now = clock.now()
    if day == clock.today():
        return clock.at(clock.today() + timedelta(days=1), time())
    return now + TOO_LATE


def _times(invitation: Invitation) -> list[Slot]:
    """The times to offer; none where the parent cannot book any more."""
    if not invitation.round.is_open:
        return []
    wanted = invitation.round_id, invitation.teacher_id, invitation.parent_id
    return FreeTimes([wanted]).offer(*wanted, soon=True)


# -- what a person is shown --------------------------------------------------------------------


class Next(StrEnum):
    """What comes after a missed talk."""

    TEXT = "a kind text goes"
    TOLD = "the parent was texted"
    RING = "a person rings: two talks were missed"
    NO_TEXT = "no text can go to this parent"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Follows:
    """What comes after a missed talk, and when, if it is a text that can still be taken back."""

    what: Next
    at: datetime | None = None


def what_follows(booking_id: int) -> Follows | None:
    """What the parent of this talk hears of it, as it stands now; None if it was not missed."""
    booking = db.session.get(Booking, booking_id)
    if booking is None or booking.state != BookingState.MISSED or booking.marked_at is None:
        return None
    told = select(OutText.id).where(_about(booking_id), OutText.state != TextState.CANCELLED)
    if db.session.scalar(told.limit(1)) is not None:
        return Follows(Next.TOLD)
    open_again = booking.invitation.state == InvitationState.ASKED
    if open_again and booking.invitation.missed >= A_PERSON_RINGS:
        return Follows(Next.RING)
    if open_again and tell.why_not(booking.parent_id, booking.child_id):
        return Follows(Next.NO_TEXT)
    fits = (
        select(Booking.id)
        .join(Booking.invitation)
        .join(Invitation.round)
        .where(Booking.id == booking_id, *_text_fits())
    )
    goes_at = in_the_day(booking.marked_at + HOUR)
    if db.session.scalar(fits) is None or goes_at + TOO_LATE <= clock.now():
        return Follows(Next.NOTHING)
    return Follows(Next.TEXT, max(goes_at, clock.now()))
