"""What the crèche looks like: who comes when, what is left, who waits, and the printed sheet.

Only looks. What parents said about health is on the sheet alone, and there only from the day
itself; the office's lists say no more than whether it was asked.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import ColumnElement, and_, func, select, true

from portal import clock
from portal.db import db
from portal.domain import creche
from portal.domain.bookings import Booking, BookingState
from portal.domain.creche import WAITING, Age, CrechePlace, CrecheSession, PlaceState
from portal.domain.people import Child, Guardianship, Parent, Role, Staff
from portal.domain.rounds import CoverSession, Slot, Way

BANDS = {"under 2": Age.ONE, "2": Age.TWO, "3 and over": Age.THREE_FOUR}
"""The ages that count the same, each with one of its ages."""
PAST_SHOWN = 20
"""How many sessions that are over the list still shows."""


@dataclass(frozen=True)
class Guest:
    """A little one on the list. `room`: where the parent is meanwhile."""

    place_id: int
    booking_id: int
    name: str
    age: Age
    state: PlaceState
    nappies: bool
    comfort: str
    speaks: str
    collected_by: str
    stays_from: datetime
    stays_to: datetime
    parent_id: int
    parent: str
    talk_at: datetime
    room: str
    way: Way
    offered_until: datetime | None
    """Their place is kept until then, and they have been asked whether they want it."""
    being_booked: bool
    """The parent is still choosing: a hold of ten minutes."""
    health_asked: bool
    health: str | None
    """Only on the sheet; None also where it was not asked."""

    @property
    def who(self) -> tuple[int, str]:
        return self.parent_id, self.name.casefold()


@dataclass(frozen=True)
class Quarter:
    """A quarter of an hour: who is there, what they need, and for whom there is still room; for
    nobody in a crèche that cannot open."""

    begins: datetime
    present: list[Guest]
    adults_needed: int
    area_needed: Decimal
    room_for: dict[str, bool]


@dataclass(frozen=True)
class SessionLine:
    session: CrecheSession
    taken: int
    waiting: int


@dataclass(frozen=True)
class TalkThen:
    """A booked talk of the day, to add a little one to."""

    booking_id: int
    starts_at: datetime
    child: str
    parent: str


def sessions(staff: Staff) -> tuple[list[SessionLine], list[SessionLine]]:
    """The crèche sessions this member of staff may see: those to come, and the last ones over."""
    query = (
        select(
            CrecheSession,
            func.count().filter(CrechePlace.state == PlaceState.TAKEN),
            func.count().filter(CrechePlace.state.in_(WAITING)),
        )
        .outerjoin(CrechePlace, CrechePlace.session_id == CrecheSession.id)
        .where(_only_for(staff))
        .group_by(CrecheSession.id)
        .order_by(CrecheSession.day, CrecheSession.begins)
    )
    lines = [SessionLine(*row) for row in db.session.execute(query)]
    today = clock.today()
    over = [line for line in reversed(lines) if line.session.day < today]
    return [line for line in lines if line.session.day >= today], over[:PAST_SHOWN]


def find(session_id: int, staff: Staff) -> CrecheSession | None:
    """The session, if this member of staff may see it."""
    query = select(CrecheSession).where(CrecheSession.id == session_id, _only_for(staff))
    return db.session.scalar(query)


def _only_for(staff: Staff) -> ColumnElement[bool]:
    """The office and leads see every session; a crèche lead only today's."""
    if staff.has(Role.OFFICE, Role.LEAD):
        return true()
    return CrecheSession.day == clock.today()


def may_read_health(session: CrecheSession, staff: Staff) -> bool:
    """Whether the sheet that this person opens now shows what parents said about health: for the
    crèche lead and for whoever prints it in the office, from the day itself on."""
    return clock.today() >= session.day and staff.has(Role.OFFICE, Role.CRECHE)


def guests(session_id: int, state: PlaceState, *, with_health: bool = False) -> list[Guest]:
    """Those who have a place, by the time they come, or those who wait, who asked first first."""
    first = CrechePlace.made_at if state == PlaceState.WAITING else CrechePlace.stays_from
    query = (
        select(CrechePlace, Booking, Slot, CoverSession.room, Parent.first_name, Parent.last_name)
        .join(Booking, Booking.id == CrechePlace.booking_id)
        .join(Slot, Slot.id == Booking.slot_id)
        .join(CoverSession, CoverSession.id == Slot.cover_id)
        .join(Parent, Parent.id == CrechePlace.parent_id)
        .join(
            Guardianship,
            and_(
                Guardianship.parent_id == Booking.parent_id,
                Guardianship.child_id == Booking.child_id,
            ),
        )
        .where(
            CrechePlace.session_id == session_id,
            CrechePlace.state.in_(WAITING if state == PlaceState.WAITING else (state,)),
            ~Guardianship.no_contact,
            ~Guardianship.held,
        )
        .order_by(first, CrechePlace.name, CrechePlace.id)
    )
    return [_as_guest(*row, with_health=with_health) for row in db.session.execute(query)]


def families_waiting(session_id: int) -> list[list[Guest]]:
    """Those who wait, together with their brothers and sisters of the same talk; whoever asked
    first comes first."""
    families: dict[int, list[Guest]] = {}
    for guest in guests(session_id, PlaceState.WAITING):
        families.setdefault(guest.booking_id, []).append(guest)
    return list(families.values())


def _as_guest(
    place: CrechePlace,
    booking: Booking,
    slot: Slot,
    room: str,
    first_name: str,
    last_name: str,
    *,
    with_health: bool,
) -> Guest:
    return Guest(
        place_id=place.id,
        booking_id=booking.id,
        name=name_of(place),
        age=place.age,
        state=place.state,
        nappies=place.nappies,
        comfort=place.comfort,
        speaks=place.speaks,
        collected_by=place.collected_by,
        stays_from=place.stays_from,
        stays_to=place.stays_to,
        parent_id=place.parent_id,
        parent=f"{first_name} {last_name}".strip(),
        talk_at=slot.starts_at,
        room=room,
        way=booking.way,
        offered_until=place.offered_until if place.state == PlaceState.OFFERED else None,
        being_booked=booking.state == BookingState.HELD,
        health_asked=place.health is not None,
        health=place.health if with_health else None,
    )


def name_of(place: CrechePlace) -> str:
    """What a little one is called on the lists; by text nobody gives names."""
    return f"Little one {place.name}" if place.unnamed else place.name


def by_quarter(session: CrecheSession, taken: Iterable[Guest]) -> list[Quarter]:
    """The session by quarters of an hour. A child of two talks in a row is there once."""
    taken, stays = list(taken), creche.stays_in(session.id)
    quarters = []
    for begins in creche.slices(session):
        ages = creche.ages_at(begins, stays)
        present = {
            guest.who: guest
            for guest in taken
            if guest.stays_from < begins + creche.SLICE and guest.stays_to > begins
        }
        quarters.append(
            Quarter(
                begins=begins,
                present=list(present.values()),
                adults_needed=creche.adults_needed(ages, level_6=session.staff_level_6 > 0),
                area_needed=creche.area_needed(ages),
                room_for={} if session.off_at else _room_for(session, ages),
            )
        )
    return quarters


def _room_for(session: CrecheSession, ages: list[Age]) -> dict[str, bool]:
    return {band: creche.is_enough(session, [*ages, age]) for band, age in BANDS.items()}


def talks_then(session: CrecheSession) -> list[TalkThen]:
    """The booked talks to come that are held while this crèche is open."""
    if session.off_at:
        return []
    query = (
        select(
            Booking.id,
            Slot.starts_at,
            Child.first_name + " " + Child.last_name,
            Parent.first_name + " " + Parent.last_name,
        )
        .join(Slot, Slot.id == Booking.slot_id)
        .join(Child, Child.id == Booking.child_id)
        .join(Parent, Parent.id == Booking.parent_id)
        .join(
            Guardianship,
            and_(
                Guardianship.parent_id == Booking.parent_id,
                Guardianship.child_id == Booking.child_id,
            ),
        )
        .where(
            Booking.state == BookingState.BOOKED,
            Slot.starts_at >= session.opens_at,
            Slot.ends_at <= session.shuts_at,
            Slot.starts_at > clock.now(),
            ~Guardianship.no_contact,
            ~Guardianship.held,
        )
        .order_by(Slot.starts_at, Child.last_name, Child.first_name)
    )
    return [TalkThen(*row) for row in db.session.execute(query)]
