"""When an interpreter of the register is free: for a time of a talk, for the order in which times
are offered, and the interpreter's own day as a list. Only looks.

An interpreter is free for a talk that lies wholly within one of their stays for that language, and
at whose time they interpret in no other. One talk may begin when another ends; that of two parents
together is one.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from sqlalchemy import ColumnElement, and_, select

from portal.db import db
from portal.domain import interpreters
from portal.domain.bookings import Booking, BookingState, well_spread
from portal.domain.help_requests import LIVE, HelpRequest, NeedState
from portal.domain.interpreters import Interpreter, InterpreterStay
from portal.domain.people import Child, Guardianship, Parent, Staff
from portal.domain.reaching import seen
from portal.domain.rounds import CoverSession, Slot
from portal.languages import ENGLISH
from portal.wording.tongues import same, tongue

Span = tuple[datetime, datetime]
"""When a talk begins and ends."""


@dataclass(frozen=True)
class Taken:
    """One talk in which an interpreter of the register interprets."""

    interpreter_id: int
    request_id: int
    slot_id: int
    starts_at: datetime
    ends_at: datetime


@dataclass
class Register:
    """Who is here on some days, and when they are taken: looked up once for many times."""

    stays: list[InterpreterStay] = field(default_factory=list)
    taken: list[Taken] = field(default_factory=list)

    def free_for(
        self,
        talk: Span,
        language: str | None = None,
        *,
        slot_id: int | None = None,
        but_request: int | None = None,
    ) -> list[InterpreterStay]:
        """The stays in which somebody could interpret in a talk from - to, in this language or in
        any. Whoever interprets in it already is free for it: for the other parent (`sharing`), if
        `slot_id` is its time, or for the same request (`but_request`)."""
        starts_at, ends_at = talk
        others = [
            one for one in self.taken if one.request_id != but_request and one.slot_id != slot_id
        ]
        return [
            stay
            for stay in self.stays
            if stay.starts_at <= starts_at
            and ends_at <= stay.ends_at
            and (language is None or same(stay.language, language))
            and not any(_meets(one, stay.interpreter_id, talk) for one in others)
        ]

    def spoken_at(self, slots: Sequence[Slot], languages: Sequence[str]) -> list[Slot]:
        """Those of these times at which somebody could interpret in the first of these languages
        for which there are any."""
        for language in languages if self.stays else ():
            if found := [slot for slot in slots if self.free_for(span_of(slot), language)]:
                return found
        return []


def _meets(one: Taken, interpreter_id: int, talk: Span) -> bool:
    starts_at, ends_at = talk
    here = one.interpreter_id == interpreter_id
    return here and one.starts_at < ends_at and one.ends_at > starts_at


def span_of(slot: Slot) -> Span:
    return slot.starts_at, slot.ends_at


def register_of(days: Iterable[date]) -> Register:
    """The register for these days, as it is now."""
    wanted = sorted(set(days))
    stays = interpreters.here_on(wanted) if wanted else []
    if not stays:
        return Register()
    query = (
        select(
            InterpreterStay.interpreter_id, HelpRequest.id, Slot.id, Slot.starts_at, Slot.ends_at
        )
        .join(HelpRequest, HelpRequest.stay_id == InterpreterStay.id)
        .join(Booking, Booking.id == HelpRequest.booking_id)
        .join(Slot, Slot.id == Booking.slot_id)
        .where(InterpreterStay.day.in_(wanted), _interprets())
    )
    return Register(stays, [Taken(*row) for row in db.session.execute(query)])


def _interprets() -> ColumnElement[bool]:
    return and_(LIVE, HelpRequest.state == NeedState.ARRANGED)


def has_talks(interpreter_id: int, day: date) -> bool:
    """Whether this interpreter is needed in any talk of this day."""
    register = register_of([day])
    return any(one.interpreter_id == interpreter_id for one in register.taken)


# -- times that are offered first ----------------------------------------------------------------


def languages_of(parent: Parent, wish: str = "") -> list[str]:
    """The languages (English names) in which this parent may want an interpreter: what they have
    asked for, or else the language they read, or likely speak, if that is not English."""
    if wish:
        return [tongue(wish)]
    own = [tongue(tag) for tag in (parent.language, parent.likely_language) if tag]
    return [one for one in dict.fromkeys(own) if one != ENGLISH.english_name]


def first_of(slots: Sequence[Slot], parent: Parent, wish: str = "") -> list[Slot]:
    """Those of these free times at which an interpreter for this parent is here: they are shown
    first, in order of time. Nothing is hidden from anybody. `wish`: the language they asked for."""
    languages = languages_of(parent, wish)
    if not languages:
        return []
    return register_of(slot.day for slot in slots).spoken_at(slots, languages)


def for_a_text(
    slots: Sequence[Slot], parent: Parent, wish: str, liked: Collection[time]
) -> list[Slot]:
    """Three of these times for a text, by number: those with an interpreter come first. `liked`:
    times of day that the family used before."""
    first = first_of(slots, parent, wish)
    chosen = well_spread(first, liked=liked) if first else []
    rest = [slot for slot in slots if slot not in first]
    return chosen + (well_spread(rest, 3 - len(chosen), liked) if len(chosen) < 3 else [])


# -- an interpreter's day ------------------------------------------------------------------------


@dataclass(frozen=True)
class Turn:
    """One talk on an interpreter's list: first names, and nothing else about anybody."""

    starts_at: datetime
    ends_at: datetime
    room: str
    child: str
    parent: str
    teacher: str
    language: str


@dataclass(frozen=True)
class DayOf:
    """One interpreter's day: when they are here, and the talks in order of time."""

    interpreter: Interpreter
    day: date
    stays: list[InterpreterStay]
    turns: list[Turn]


def day_of(interpreter_id: int, day: date) -> DayOf | None:
    """This interpreter's day; None if they are not here then. No talk of a parent who must not be
    contacted."""
    stays = [one for one in interpreters.here_on([day]) if one.interpreter_id == interpreter_id]
    if not stays:
        return None
    query = (
        select(
            Slot.starts_at,
            Slot.ends_at,
            CoverSession.room,
            Child.first_name,
            Parent.first_name,
            Staff.name,
            InterpreterStay.language,
        )
        .select_from(HelpRequest)
        .join(InterpreterStay, InterpreterStay.id == HelpRequest.stay_id)
        .join(Booking, Booking.id == HelpRequest.booking_id)
        .join(Slot, Slot.id == Booking.slot_id)
        .join(CoverSession, CoverSession.id == Slot.cover_id)
        .join(Staff, Staff.id == Slot.teacher_id)
        .join(Child, Child.id == Booking.child_id)
        .join(Parent, Parent.id == Booking.parent_id)
        .join(
            Guardianship,
            and_(Guardianship.child_id == Child.id, Guardianship.parent_id == Parent.id, seen()),
        )
        .where(
            InterpreterStay.interpreter_id == interpreter_id,
            InterpreterStay.day == day,
            Booking.state != BookingState.CANCELLED,
            _interprets(),
        )
        .order_by(Slot.starts_at)
    )
    turns = [Turn(*row) for row in db.session.execute(query)]
    return DayOf(stays[0].interpreter, day, stays, turns)
