"""Waiting for crèche places: when there is room again, the families who wait are asked one by one.

An offer keeps the places until its deadline; the talk itself is never touched. A sweep looks at
what is true; nobody calls the waiting list.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, update

from portal import clock
from portal.db import db
from portal.domain import ask, creche_places, holding, tell
from portal.domain.bookings import Booking, BookingState
from portal.domain.creche import (
    CrechePlace,
    CrecheSession,
    IfFull,
    PlaceState,
    Stay,
    is_safe,
    stay_for,
    stays_in,
    who,
)
from portal.domain.history import CLOCK, By, Deed, record
from portal.domain.offers import can_be_told, deadline
from portal.domain.outbox import in_the_day
from portal.domain.people import Parent
from portal.domain.rounds import Slot
from portal.wording.refusals import Reason, Refused

AGAIN_AFTER = timedelta(days=2)
"""Who did not answer is not asked again sooner."""


def to_offer() -> list[int]:
    """Bookings (ids) that wait and for which there is room now: who was never asked first, then
    who has waited longest. Nothing in quiet hours."""
    now = clock.now()
    if in_the_day(now) != now:
        return []
    asked = func.max(CrechePlace.offered_at)
    query = (
        select(CrechePlace.booking_id)
        .join(Booking, Booking.id == CrechePlace.booking_id)
        .join(Slot, Slot.id == Booking.slot_id)
        .where(
            CrechePlace.state == PlaceState.WAITING,
            Booking.state == BookingState.BOOKED,
            Slot.starts_at > now,
        )
        .group_by(CrechePlace.booking_id)
        .having(func.coalesce(asked, now - AGAIN_AFTER) <= now - AGAIN_AFTER)
        .order_by(asked.is_not(None), asked, func.min(CrechePlace.made_at), CrechePlace.booking_id)
    )
    return [one for one in db.session.scalars(query) if _room_for(one) and _may_be_asked(one)]


def _may_be_asked(booking_id: int) -> bool:
    """Whether they can be texted; who cannot stands in the crèche's list as waiting."""
    query = select(Parent, Booking.child_id, Slot.starts_at).join(Booking.slot)
    query = query.join(Parent, Parent.id == Booking.parent_id)
    row = db.session.execute(query.where(Booking.id == booking_id)).one_or_none()
    if row is None:
        return False
    parent, child_id, starts_at = row
    until = deadline(starts_at)
    told = until is not None and can_be_told(parent, until)
    return told and not tell.why_not(parent.id, child_id)


@dataclass(frozen=True)
class Room:
    """A crèche session with room for all who wait with a talk, and when they would come and go."""

    session_id: int
    comes: datetime
    goes: datetime


def _room_for(booking_id: int) -> Room | None:
    """The first crèche of the day, whichever they wait for, that has room for all of them."""
    places = creche_places.places_of(booking_id, (PlaceState.WAITING,))
    if not places:
        return None
    slot = db.session.get_one(Booking, booking_id).slot
    sessions = select(CrecheSession).where(CrecheSession.day == slot.day)
    for session in db.session.scalars(sessions.order_by(CrecheSession.id)):
        stay = stay_for(session, slot.starts_at, slot.ends_at)
        if stay is None:
            continue
        wanted = [Stay(who(place, place.parent_id), place.age, *stay) for place in places]
        if is_safe(session, [*stays_in(session.id), *wanted]):
            return Room(session.id, *stay)
    return None


def offer(booking_id: int) -> bool:
    """Keep the places for this family, and ask them, if that is still due. Whether it was."""
    talk = _locked(booking_id)
    until = deadline(talk.slot.starts_at)
    if until is None or talk.state != BookingState.BOOKED:
        return False
    room = _room_for(booking_id)
    if room is None:
        return False
    if not _may_be_asked(booking_id):
        return False  # the office sees on the crèche's list who waits
    for place in creche_places.places_of(booking_id, (PlaceState.WAITING,)):
        place.state, place.offered_at = PlaceState.OFFERED, clock.now()
        place.offered_until = until
        place.session_id, place.stays_from, place.stays_to = room.session_id, room.comes, room.goes
    _record(CLOCK, Deed.PLACE_OFFERED, talk)
    ask.place(talk, until)
    return True


def take(booking_id: int, by: By) -> bool:
    """They want the places. Too late, they have them if there is still room. False if they do not
    wait for any, because they said no before. Refuses CRECHE_FULL, BOOKING_OVER."""
    talk = _locked(booking_id)
    if talk.state != BookingState.BOOKED or talk.slot.starts_at <= clock.now():
        raise Refused(Reason.BOOKING_OVER)
    if creche_places.places_of(booking_id, (PlaceState.OFFERED,)):
        _move(booking_id, PlaceState.OFFERED, PlaceState.TAKEN)
    elif creche_places.places_of(booking_id, (PlaceState.WAITING,)):
        creche_places.ask_for_places(
            booking_id=talk.id,
            parent_id=talk.parent_id,
            day=talk.slot.day,
            starts=talk.slot.starts_at,
            ends=talk.slot.ends_at,
            little_ones=creche_places.little_ones_of(talk.id),
            if_full=IfFull.REFUSE,
        )
    elif not creche_places.places_of(booking_id, (PlaceState.TAKEN,)):
        return False
    else:
        tell.creche_place(talk, True, by)
        return True
    _record(by, Deed.PLACE_ADDED, talk)
    tell.creche_place(talk, True, by)
    return True


def pass_on(booking_id: int, by: By) -> bool:
    """They do not want the places: the next family is asked. The talk stays. False if they do not
    wait for any, or have taken them."""
    talk = _locked(booking_id)
    waits = (PlaceState.OFFERED, PlaceState.WAITING)
    places = creche_places.places_of(booking_id, waits)
    if not places:
        return False
    for place in places:
        place.state = PlaceState.CANCELLED
    _record(by, Deed.OFFER_PASSED, talk)
    ask.place_not_wanted(talk, by)
    return True


def of(booking_id: int) -> list[CrechePlace]:
    """The places offered for this talk just now."""
    return creche_places.places_of(booking_id, (PlaceState.OFFERED,))


def run_out() -> list[int]:
    """Bookings (ids) whose offer's deadline is over."""
    query = (
        select(CrechePlace.booking_id)
        .where(CrechePlace.state == PlaceState.OFFERED, CrechePlace.offered_until <= clock.now())
        .distinct()
        .order_by(CrechePlace.booking_id)
    )
    return list(db.session.scalars(query))


def let_go(booking_id: int) -> bool:
    """They did not answer in time, and wait on. Whether that was still due."""
    talk = _locked(booking_id)
    if booking_id not in run_out():
        return False
    _move(booking_id, PlaceState.OFFERED, PlaceState.WAITING)
    _record(CLOCK, Deed.OFFER_PASSED, talk)
    return True


def _move(booking_id: int, old: PlaceState, new: PlaceState) -> None:
    db.session.execute(
        update(CrechePlace)
        .where(CrechePlace.booking_id == booking_id, CrechePlace.state == old)
        .values(state=new, offered_until=None)
    )


def _locked(booking_id: int) -> Booking:
    """The booking, with its day and the day's crèche sessions locked in the agreed order."""
    talk = holding.find_in_its_day(booking_id)
    creche_places.lock_sessions([talk.slot.day])
    return talk


def _record(by: By, deed: Deed, talk: Booking) -> None:
    record(by, deed, parent_id=talk.parent_id, child_id=talk.child_id, booking_id=talk.id)
