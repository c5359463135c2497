"""What a parent asked for so that they can come to a talk that is booked: one row for each thing,
until the talk is over. What the parent wishes stands on the booking; the row follows it
(`arranging.follow`), with who sees to it and what became of it.

This file holds the table and only looks. Nobody reads of a parent who may hear nothing about the
child. Help that was promised in a talk is in `promised_help`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    Select,
    String,
    and_,
    func,
    select,
)
from sqlalchemy.orm import Mapped, aliased, mapped_column

from portal import clock
from portal.db import Base, db
from portal.domain.bookings import Booking, BookingState
from portal.domain.history import named
from portal.domain.interpreters import Interpreter, InterpreterStay
from portal.domain.people import Child, Guardianship, Parent, Role, Staff
from portal.domain.reaching import seen
from portal.domain.rounds import CoverSession, Slot

LONGEST = 200
"""Characters of what became of it."""
NEAR = timedelta(days=3)
"""What is not arranged so long before the talk stands at the top of Today."""


class NeedKind(StrEnum):
    """What would help a parent come."""

    INTERPRETER = "an interpreter"
    LIFT = "a lift"
    STEP_FREE = "a step-free room"
    PHONE = "phone instead"
    SOMEONE = "someone with them"


class NeedState(StrEnum):
    """asked -> arranged | cannot

    arranged <-> cannot (it turned out otherwise) · arranged | cannot -> asked (looked for again)
    In any state the request ends (`ended_at`): the talk was cancelled or has another time (for
    which there is a new one), or it is not wanted any more. It comes back as it was if the
    cancellation or the move is taken back and nobody has called it off.
    """

    ASKED = "asked"
    ARRANGED = "arranged"
    CANNOT = "cannot"


class HelpRequest(Base):
    """One thing asked for with one talk. At most one of a kind is live for a talk."""

    __tablename__ = "help_request"

    id: Mapped[int] = mapped_column(primary_key=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id"), index=True)
    slot_id: Mapped[int] = mapped_column(ForeignKey("slot.id"))
    """The time it is for: an arrangement is worth nothing at another."""
    kind: Mapped[NeedKind] = mapped_column(named(NeedKind))
    language: Mapped[str] = mapped_column(String(40), default="")
    """Of an interpreter, as the parent or the office wrote it."""
    state: Mapped[NeedState] = mapped_column(named(NeedState), default=NeedState.ASKED)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), index=True)
    """The colleague who sees to it; none: anybody in the office."""
    stay_id: Mapped[int | None] = mapped_column(ForeignKey("interpreter_stay.id"), index=True)
    """The interpreter's stay in which it is interpreted, if it is one of the register's."""
    note: Mapped[str] = mapped_column(String(LONGEST), default="")
    """What became of it, in a colleague's own words; parents never see it."""
    ready_at: Mapped[time | None]
    """Of a lift: when the family is to be ready, on the school's clock."""
    asked_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    """Who arranged it, or could not; none: the portal, from an interpreter's stay."""
    told_as: Mapped[NeedState | None] = mapped_column(named(NeedState))
    """What the parent was last told of it."""
    text_id: Mapped[int | None]
    """The text that told them."""
    ended_at: Mapped[datetime | None]


_WISHES: dict[NeedKind, Callable[[Booking], bool]] = {
    NeedKind.INTERPRETER: lambda talk: bool(talk.interpreter),
    NeedKind.LIFT: lambda talk: talk.lift,
    NeedKind.STEP_FREE: lambda talk: talk.step_free,
    NeedKind.PHONE: lambda talk: talk.phone_instead,
    NeedKind.SOMEONE: lambda talk: talk.with_me,
}


def wishes_of(talk: Booking) -> list[NeedKind]:
    """What the parent of this talk wishes, as it stands on the booking."""
    return [kind for kind, wished in _WISHES.items() if wished(talk)]


LIVE: ColumnElement[bool] = HelpRequest.ended_at.is_(None)

Index(
    "one_live_request_of_a_kind",
    HelpRequest.booking_id,
    HelpRequest.kind,
    unique=True,
    sqlite_where=LIVE,
    postgresql_where=LIVE,
)


@dataclass(frozen=True)
class Need:
    """One request with names, for staff. `owner`: "" while nobody sees to it, or if they have
    left; `interpreter`: by name, if it is one of the register's."""

    id: int
    kind: NeedKind
    language: str
    state: NeedState
    booking_id: int
    child_id: int
    child: str
    parent_id: int
    parent: str
    teacher: str
    room: str
    slot_id: int
    starts_at: datetime
    ends_at: datetime
    owner_id: int | None
    owner: str
    stay_id: int | None
    interpreter: str
    note: str
    ready_at: time | None
    asked_at: datetime
    settled_at: datetime | None
    settled_by: str

    @property
    def day(self) -> date:
        return clock.local(self.starts_at).date()

    @property
    def span(self) -> tuple[datetime, datetime]:
        return self.starts_at, self.ends_at

    @property
    def near(self) -> bool:
        """Whether it is still to be arranged, and the talk is at most three days off."""
        return self.state == NeedState.ASKED and self.day <= clock.today() + NEAR


@dataclass(frozen=True)
class Show:
    """What the office's list is narrowed to; None for all. `owner_id`: 0 for nobody's."""

    kind: NeedKind | None = None
    state: NeedState | None = None
    owner_id: int | None = None


def to_come(show: Show = Show()) -> list[Need]:
    """Requests of talks that have not begun, in order of time."""
    query = _lines().where(*_coming())
    if show.kind:
        query = query.where(HelpRequest.kind == show.kind)
    if show.state:
        query = query.where(HelpRequest.state == show.state)
    if show.owner_id is not None:
        query = query.where(func.coalesce(_OWNER.id, 0) == show.owner_id)
    return _read(query)


def near() -> list[Need]:
    """What is not arranged three days before the talk, the soonest first."""
    soon = Slot.day <= clock.today() + NEAR
    return _read(_lines().where(*_coming(), soon, HelpRequest.state == NeedState.ASKED))


def of_owner(staff_id: int) -> list[Need]:
    """What this colleague has still to arrange."""
    mine = HelpRequest.owner_id == staff_id
    return _read(_lines().where(*_coming(), mine, HelpRequest.state == NeedState.ASKED))


def count_to_arrange() -> int:
    """How many requests of talks to come are not arranged."""
    return len(to_come(Show(state=NeedState.ASKED)))


def find(request_id: int, person: Staff) -> Need | None:
    """This request, if this person may do something with it: the office with any, a colleague with
    their own."""
    for one in _read(_lines().where(*_coming(), HelpRequest.id == request_id)):
        if person.has(Role.OFFICE, Role.LEAD) or one.owner_id == person.id:
            return one
    return None


def of_talk(booking_id: int) -> list[Need]:
    """All that is asked for with this talk, for staff."""
    return _read(_lines().where(HelpRequest.booking_id == booking_id))


def became(talk: Booking) -> dict[NeedKind, HelpRequest]:
    """What became of each thing asked for with this talk, by kind: for the parent's own page, where
    the talk itself was found through the parent."""
    if not wishes_of(talk):
        return {}
    query = select(HelpRequest).where(HelpRequest.booking_id == talk.id, LIVE)
    return {one.kind: one for one in db.session.scalars(query)}


def _coming() -> tuple[ColumnElement[bool], ...]:
    return Booking.state == BookingState.BOOKED, Slot.starts_at > clock.now()


_OWNER = aliased(Staff)
_SETTLER = aliased(Staff)
_TEACHER = aliased(Staff)


def _lines() -> Select[Any]:
    return (
        select(
            HelpRequest.id,
            HelpRequest.kind,
            HelpRequest.language,
            HelpRequest.state,
            Booking.id,
            Child.id,
            Child.first_name + " " + Child.last_name,
            Parent.id,
            func.trim(Parent.first_name + " " + Parent.last_name),
            _TEACHER.name,
            CoverSession.room,
            Slot.id,
            Slot.starts_at,
            Slot.ends_at,
            _OWNER.id,
            func.coalesce(_OWNER.name, ""),
            HelpRequest.stay_id,
            func.coalesce(Interpreter.name, ""),
            HelpRequest.note,
            HelpRequest.ready_at,
            HelpRequest.asked_at,
            HelpRequest.settled_at,
            func.coalesce(_SETTLER.name, ""),
        )
        .join(Booking, Booking.id == HelpRequest.booking_id)
        .join(Slot, Slot.id == Booking.slot_id)
        .join(CoverSession, CoverSession.id == Slot.cover_id)
        .join(_TEACHER, _TEACHER.id == Slot.teacher_id)
        .join(Child, Child.id == Booking.child_id)
        .join(Parent, Parent.id == Booking.parent_id)
        .join(
            Guardianship,
            and_(Guardianship.child_id == Child.id, Guardianship.parent_id == Parent.id, seen()),
        )
        .outerjoin(_OWNER, and_(_OWNER.id == HelpRequest.owner_id, _OWNER.active))
        .outerjoin(_SETTLER, _SETTLER.id == HelpRequest.settled_by_id)
        .outerjoin(InterpreterStay, InterpreterStay.id == HelpRequest.stay_id)
        .outerjoin(Interpreter, Interpreter.id == InterpreterStay.interpreter_id)
        .where(LIVE)
        .order_by(Slot.starts_at, HelpRequest.id)
    )


def _read(query: Select[Any]) -> list[Need]:
    return [Need(*row) for row in db.session.execute(query)]
