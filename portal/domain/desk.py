"""What the office and teachers see of the talks: the list, one day, the coming days.

Only looks. A parent who must not be contacted, or whose tie is still held, is on none of these:
that is in the query, once. The board of a day is in `board`, finding people in `finding`,
one parent's card in `card`, the history of one talk in `story`, how rounds stand in `under_way`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, literal_column, or_, select
from sqlalchemy.orm import aliased

from portal import clock
from portal.db import db
from portal.domain import creche_places, moving
from portal.domain.bookings import LIVE, Booking, BookingState, CancelReason, Comes
from portal.domain.creche import WAITING, CrechePlace, PlaceState
from portal.domain.invitations import Invitation, InvitationState
from portal.domain.move_asks import ASKED, MoveAsk
from portal.domain.people import Child, Guardianship, Parent, SchoolClass, Staff
from portal.domain.reaching import seen
from portal.domain.rounds import CoverSession, Slot, Way

A_PAGE = 100
"""Lines on one page of the list."""
FORGOTTEN = timedelta(days=28)
"""After this long nobody is asked any more who came."""
JUST_NOW = timedelta(hours=12)
"""So long a mark stands where it was made, to be put right."""
SOON = timedelta(days=3)
"""How far ahead Today lists who asked for an interpreter, a lift, step-free access or a call."""


@dataclass(frozen=True)
class Line:
    """One invitation with its talk, if there is one, as the office reads it."""

    invitation_id: int
    state: InvitationState
    reminded: int
    wants_call_at: datetime | None
    child_id: int
    child: str
    class_name: str
    parent_id: int
    parent: str
    teacher: str
    booking_id: int | None
    talk: BookingState | None
    starts_at: datetime | None
    slot_id: int | None
    room: str | None
    way: Way | None
    comes: Comes | None
    interpreter: str | None
    lift: bool | None
    step_free: bool | None
    ring_me: bool | None
    coming_at: datetime | None
    marked_at: datetime | None
    """When a person said whether they came."""
    joint: bool
    """It is one talk with that of another parent of the child."""
    creche: int = 0
    """Little ones with a place."""
    creche_waiting: int = 0
    asked: MoveAsk | None = None
    """That they were asked about another time, and have not answered yet."""


def taking_part() -> ColumnElement[bool]:
    """A talk that is booked or was held, or a time being held just now."""
    return and_(LIVE, or_(Booking.state != BookingState.HELD, Booking.held_until > clock.now()))


def lines_of(talk: ColumnElement[bool], *, without_talk: bool = False) -> Select[Any]:
    """Invitations with the bookings that `talk` allows; `without_talk` keeps those with none."""
    teacher, other = aliased(Staff), aliased(Booking)
    joint = select(other.id).where(
        other.slot_id == Booking.slot_id,
        other.id != Booking.id,
        other.state != literal_column("'cancelled'"),
        Booking.state != literal_column("'cancelled'"),
    )
    query = (
        select(
            Invitation.id,
            Invitation.state,
            Invitation.nudges,
            Invitation.wants_call_at,
            Child.id,
            Child.first_name + " " + Child.last_name,
            func.coalesce(SchoolClass.name, ""),
            Parent.id,
            func.trim(Parent.first_name + " " + Parent.last_name),
            teacher.name,
            Booking.id,
            Booking.state,
            Slot.starts_at,
            Slot.id,
            CoverSession.room,
            Booking.way,
            Booking.comes,
            Booking.interpreter,
            Booking.lift,
            Booking.step_free,
            Booking.ring_me,
            Booking.coming_at,
            Booking.marked_at,
            joint.exists(),
        )
        .select_from(Invitation)
        .join(Child, Child.id == Invitation.child_id)
        .join(Parent, Parent.id == Invitation.parent_id)
        .join(teacher, teacher.id == Invitation.teacher_id)
        .join(
            Guardianship,
            and_(Guardianship.child_id == Child.id, Guardianship.parent_id == Parent.id, seen()),
        )
        .outerjoin(SchoolClass, SchoolClass.id == Child.class_id)
    )
    of_it = and_(Booking.invitation_id == Invitation.id, talk)
    query = query.outerjoin(Booking, of_it) if without_talk else query.join(Booking, of_it)
    return query.outerjoin(Slot, Slot.id == Booking.slot_id).outerjoin(
        CoverSession, CoverSession.id == Slot.cover_id
    )


def read(query: Select[Any]) -> list[Line]:
    """The lines of a query made by `lines_of`."""
    rows = [tuple(row) for row in db.session.execute(query)]
    ids = {row[10] for row in rows if row[10]}
    places, asked = _places(ids), moving.all_standing(MoveAsk.booking_id.in_(ids))
    return [Line(*(*row, *places.get(row[10], (0, 0)), asked.get(row[10]))) for row in rows]


def _places(booking_ids: Iterable[int]) -> dict[int, tuple[int, int]]:
    """How many little ones of each booking have a crèche place, and how many wait for one."""
    ids = set(booking_ids)
    if not ids:
        return {}
    rows = db.session.execute(
        select(CrechePlace.booking_id, CrechePlace.state, func.count())
        .where(
            CrechePlace.booking_id.in_(ids),
            CrechePlace.state.in_(creche_places.HAS),
        )
        .group_by(CrechePlace.booking_id, CrechePlace.state)
    )
    counts = {(booking_id, state): count for booking_id, state, count in rows}
    return {
        one: (
            counts.get((one, PlaceState.TAKEN), 0),
            sum(counts.get((one, state), 0) for state in WAITING),
        )
        for one in ids
    }


# -- one day -----------------------------------------------------------------------------------


def of_day(day: date) -> list[Line]:
    """All talks booked for one day, in order of time and room."""
    return talks_on(day, and_(LIVE, Booking.state != BookingState.HELD))


def talks_on(day: date, talk: ColumnElement[bool]) -> list[Line]:
    """The talks of this day that `talk` allows, in order of time and room."""
    query = lines_of(talk).where(Slot.day == day)
    return read(query.order_by(Slot.starts_at, CoverSession.room, Invitation.id))


# -- the list ----------------------------------------------------------------------------------


class Show(StrEnum):
    """Which invitations the list shows."""

    NOT_ANSWERED = "not answered yet"
    BOOKED = "booked"
    CAME = "came"
    MISSED = "did not come"
    DECLINED = "not this time"
    CANCELLED = "cancelled"
    NOT_ASKED = "not asked yet"


class Need(StrEnum):
    """What somebody must see to before a talk."""

    INTERPRETER = "an interpreter"
    LIFT = "a lift"
    STEP_FREE = "step-free access"
    CALL = "a phone call"
    ANSWER = "an answer about another time"


@dataclass(frozen=True)
class Wanted:
    """What the list is narrowed to; None for all."""

    round_id: int | None = None
    teacher_id: int | None = None
    class_id: int | None = None
    show: Show | None = None
    need: Need | None = None


def cancelled() -> ColumnElement[bool]:
    """A talk that somebody called off, not a hold that ran out."""
    return and_(
        Booking.state == BookingState.CANCELLED,
        Booking.cancel_reason.not_in([CancelReason.HOLD_OVER, CancelReason.CONTACT_HELD]),
    )


_TALKS: dict[Show | None, Callable[[], ColumnElement[bool]]] = {
    Show.BOOKED: lambda: Booking.state == BookingState.BOOKED,
    Show.CAME: lambda: Booking.state == BookingState.ATTENDED,
    Show.MISSED: lambda: Booking.state == BookingState.MISSED,
    Show.CANCELLED: cancelled,
}
_ANSWERS: dict[Show | None, InvitationState] = {
    Show.NOT_ANSWERED: InvitationState.ASKED,
    Show.DECLINED: InvitationState.DECLINED,
    Show.NOT_ASKED: InvitationState.WAITING,
}
_NEEDS = {
    Need.INTERPRETER: Booking.interpreter != "",
    Need.LIFT: Booking.lift,
    Need.STEP_FREE: Booking.step_free,
    Need.CALL: or_(Booking.ring_me, Invitation.wants_call_at.is_not(None)),
    Need.ANSWER: Booking.id.in_(select(MoveAsk.booking_id).where(ASKED)),
}


def listed(wanted: Wanted, page: int = 1) -> tuple[list[Line], int]:
    """One page of the list, booked talks first in order of time, and how many lines in all."""
    query = _narrowed(wanted)
    total = db.session.scalar(query.with_only_columns(func.count())) or 0
    lines = read(
        query.order_by(
            Slot.starts_at.is_(None),
            Slot.starts_at,
            Child.last_name,
            Child.first_name,
            Invitation.id,
        )
        .limit(A_PAGE)
        .offset((max(page, 1) - 1) * A_PAGE)
    )
    return lines, total


def _narrowed(wanted: Wanted) -> Select[Any]:
    if wanted.show in _TALKS:
        query = lines_of(_TALKS[wanted.show]())
    else:
        query = lines_of(taking_part(), without_talk=True)
    if wanted.show in _ANSWERS:
        query = query.where(Invitation.state == _ANSWERS[wanted.show])
    query = query.where(Invitation.state != InvitationState.WITHDRAWN)
    if wanted.round_id:
        query = query.where(Invitation.round_id == wanted.round_id)
    if wanted.teacher_id:
        query = query.where(Invitation.teacher_id == wanted.teacher_id)
    if wanted.class_id:
        query = query.where(Child.class_id == wanted.class_id)
    if wanted.need:
        query = query.where(_NEEDS[wanted.need])
    return query


def talk(booking_id: int, *, teacher_id: int | None = None) -> Line | None:
    """One talk, also if it was called off; None if there is none the office may see, or none that
    is this teacher's own."""
    query = lines_of(and_(Booking.id == booking_id, or_(taking_part(), cancelled())))
    if teacher_id:
        query = query.where(Slot.teacher_id == teacher_id)
    lines = read(query)
    return lines[0] if lines else None


def talks_of_parent(parent_id: int) -> list[Line]:
    """This parent's own invitations and talks, the newest round first."""
    return read(
        lines_of(taking_part(), without_talk=True)
        .where(Invitation.parent_id == parent_id, Invitation.state != InvitationState.WITHDRAWN)
        .order_by(Invitation.round_id.desc(), Invitation.id, Booking.id)
    )


# -- today and the coming days -----------------------------------------------------------------


def needs_soon() -> list[Line]:
    """Talks of today and the coming three days that somebody must see to beforehand."""
    today = clock.today()
    return read(
        lines_of(Booking.state == BookingState.BOOKED)
        .where(
            Slot.day.between(today, today + SOON),
            or_(Booking.interpreter != "", Booking.lift, Booking.step_free, Booking.ring_me),
        )
        .order_by(Slot.starts_at, Invitation.id)
    )


def talks_of_teacher(teacher_id: int) -> list[Line]:
    """A teacher's own talks, of today and to come."""
    return read(
        lines_of(and_(LIVE, Booking.state != BookingState.HELD))
        .where(Slot.teacher_id == teacher_id, Slot.day >= clock.today())
        .order_by(Slot.starts_at, Invitation.id)
    )


def not_marked(begun_before: datetime, *, teacher_id: int | None = None) -> list[Line]:
    """Talks of the last four weeks that began before this moment, and of which nobody has said
    yet whether the family came; of one teacher or of all. With them those just marked, so that it
    can be put right: a teacher's own, and for the office the missed ones."""
    just_marked = Booking.marked_at > clock.now() - JUST_NOW
    if teacher_id is None:
        just_marked = and_(just_marked, Booking.state == BookingState.MISSED)
    query = lines_of(or_(Booking.state == BookingState.BOOKED, just_marked)).where(
        Slot.starts_at <= begun_before, Slot.day >= clock.today() - FORGOTTEN
    )
    if teacher_id:
        query = query.where(Slot.teacher_id == teacher_id)
    return read(query.order_by(Slot.starts_at, Invitation.id))
