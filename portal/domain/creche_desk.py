"""The office at the crèche: setting sessions up, adding a place, withdrawing one.

The verbs run inside the caller's `act()` and lock the days first, then the crèche sessions. The
rule of what is safe is in `creche`, what the lists show in `creche_lists`. Nothing here lets
anybody past the rule: the office, too, can only give a place that is safe.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from sqlalchemy import select

from portal import clock
from portal.db import db
from portal.domain import cover, creche, creche_places, holding, school_days, tell
from portal.domain.as_shown import fingerprint, refuse_changed
from portal.domain.bookings import Booking, BookingState
from portal.domain.creche import (
    WAITING,
    CrechePlace,
    CrecheSession,
    IfFull,
    LittleOne,
    PlaceState,
)
from portal.domain.history import By, Deed, record
from portal.domain.rounds import PaidBy, Slot
from portal.domain.tasks import TaskKind, ask_office, off_the_list
from portal.wording.refusals import Reason, Refused


@dataclass(frozen=True)
class CrechePlan:
    """A crèche session as the office wants it. `area_m2`: floor that little ones can use."""

    day: date
    begins: time
    ends: time
    room: str
    area_m2: float
    staff_level_6: int = 0
    staff_level_3: int = 0
    staff_level_2: int = 0
    staff_other: int = 0
    cost_pence: int = 0
    paid_by: PaidBy = PaidBy.NONE


LONGEST_REASON = 100
FACTS = tuple(CrechePlan.__dataclass_fields__)


def plan_of(session: CrecheSession) -> CrechePlan:
    """The session as it stands."""
    return CrechePlan(**{name: getattr(session, name) for name in FACTS})


def warnings(plan: CrechePlan) -> list[str]:
    """What the early years framework would ask for and this plan does not have, in words.

    Not refusals: a crèche of under two hours a child is outside registration, and the office may
    know better (domain facts, 2.1).
    """
    in_charge = plan.staff_level_6 + plan.staff_level_3
    qualified = in_charge + plan.staff_level_2
    adults = qualified + plan.staff_other
    said = []
    if not in_charge:
        said.append("Nobody of level 3 or above is in charge.")
    if qualified * 2 < adults:
        said.append("Fewer than half of the staff have level 2 or above.")
    if adults < 2:
        said.append("There are fewer than two adults: nobody can be given a place.")
    return said


def open_creche(plan: CrechePlan, by: By) -> int:
    """Set up a crèche session; returns its id. The same plan sent twice is one session; in place of
    one that cannot open it is a new one.

    Refuses CRECHE_TIMES, PAST_DAY, DAY_TOO_FAR, SCHOOL_CLOSED, ROOM_BUSY.
    """
    if plan.begins >= plan.ends:
        raise Refused(Reason.CRECHE_TIMES)
    school_days.refuse_day(plan.day)
    cover.open_day(plan.day)
    for session in creche_places.lock_sessions([plan.day]):
        if session.off_at is None and plan_of(session) == plan:
            return session.id
    cover.refuse_room_busy(plan.room, plan.day, plan.begins, plan.ends)
    made = CrecheSession()
    _write(made, plan)
    db.session.add(made)
    db.session.flush()
    record(by, Deed.CRECHE_CHANGED, creche=made.id)
    return made.id


def as_shown(session: CrecheSession) -> str:
    """What a form shows of this session, in short."""
    return fingerprint(plan_of(session))


def change_creche(
    session_id: int, plan: CrechePlan, by: By, *, seen: str | None = None
) -> frozenset[int]:
    """Change a session; returns the parents (ids) whose little ones come or go at another time by
    it. Nobody loses a place; who waits is not moved up either. `seen`: what the page showed
    (`as_shown`).

    What it costs can still be put right after the day. Refuses CRECHE_TIMES, PAST_DAY, DAY_TOO_FAR,
    SCHOOL_CLOSED, ROOM_BUSY, CHANGED_MEANWHILE, CRECHE_BOOKED (`places`: the ids of those that
    would fall outside), CRECHE_TOO_SMALL (`quarter`: the first one in which staff or floor would
    not be enough).
    """
    if plan.begins >= plan.ends:
        raise Refused(Reason.CRECHE_TIMES)
    days = {db.session.get_one(CrecheSession, session_id).day, plan.day}
    cover.open_day(*days)
    session = {one.id: one for one in creche_places.lock_sessions(days)}.get(session_id)
    if session is None:
        raise Refused(Reason.CHANGED_MEANWHILE)
    before = plan_of(session)
    if before == plan:
        return frozenset()
    refuse_changed(seen, as_shown(session))
    moved = (before.day, before.begins, before.ends) != (plan.day, plan.begins, plan.ends)
    if moved and min(days) < clock.today():
        raise Refused(Reason.PAST_DAY)
    if before.day != plan.day:
        school_days.refuse_day(plan.day)
    if session.off_at is None:
        cover.refuse_room_busy(plan.room, plan.day, plan.begins, plan.ends, but_creche=session_id)
    _write(session, plan)
    others = _fit_stays(session) if moved and session.off_at is None else frozenset()
    db.session.flush()
    for quarter in creche.unsafe_quarters(session, creche.stays_in(session_id)):
        raise Refused(Reason.CRECHE_TOO_SMALL, quarter=quarter)
    record(by, Deed.CRECHE_CHANGED, creche=session_id)
    return others


def _write(session: CrecheSession, plan: CrechePlan) -> None:
    for name in FACTS:
        setattr(session, name, getattr(plan, name))


def _fit_stays(session: CrecheSession) -> frozenset[int]:
    """Each stays as long as for a new talk by the session's new times; returns the parents (ids)
    whose little ones have a place for other times now. Refuses CRECHE_BOOKED (`places`) if a talk
    is not inside them."""
    query = (
        select(CrechePlace, Slot)
        .join(Booking, Booking.id == CrechePlace.booking_id)
        .join(Slot, Slot.id == Booking.slot_id)
        .where(CrechePlace.session_id == session.id, CrechePlace.state.in_(creche_places.HAS))
        .order_by(CrechePlace.id)
    )
    rows = db.session.execute(query).all()
    fit = [(place, creche.stay_for(session, slot.starts_at, slot.ends_at)) for place, slot in rows]
    outside = [place.id for place, stay in fit if stay is None]
    if outside:
        raise Refused(Reason.CRECHE_BOOKED, places=outside)
    others = set()
    for place, stay in fit:
        if stay and stay != (place.stays_from, place.stays_to):
            place.stays_from, place.stays_to = stay
            if place.state in creche.KEPT:
                others.add(place.parent_id)
    return frozenset(others)


def add_place(booking_id: int, little_one: LittleOne, by: By) -> bool:
    """Give one more little one of a booked talk a place, and tell the parent. False, and nothing
    done, if one of that name has a place already.

    Refuses BOOKING_OVER, CRECHE_SHUT,
    CRECHE_FULL, CRECHE_TOO_LONG.
    """
    found = _coming(booking_id)
    name = little_one.name.strip().casefold()
    has = creche_places.places_of(booking_id, (PlaceState.TAKEN,))
    if name in {place.name.casefold() for place in has}:
        return False
    others = [
        one for one in creche_places.little_ones_of(booking_id) if one.name.casefold() != name
    ]
    _seat(found, [*others, little_one], by)
    return True


def give_places(booking_id: int, by: By) -> None:
    """Give all waiting little ones of a booking their places, and tell the parent.

    Refuses BOOKING_OVER, CRECHE_FULL (it is not safe), CRECHE_SHUT, CRECHE_TOO_LONG.
    """
    found = _coming(booking_id)
    if creche_places.places_of(booking_id, WAITING):
        _seat(found, creche_places.little_ones_of(booking_id), by)


def _coming(booking_id: int) -> Booking:
    """The booked talk, its day locked."""
    found = holding.find_in_its_day(booking_id)
    if found.state != BookingState.BOOKED or found.slot.starts_at <= clock.now():
        raise Refused(Reason.BOOKING_OVER)
    return found


def _seat(found: Booking, little_ones: list[LittleOne], by: By) -> None:
    creche_places.ask_for_places(
        booking_id=found.id,
        parent_id=found.parent_id,
        day=found.slot.day,
        starts=found.slot.starts_at,
        ends=found.slot.ends_at,
        little_ones=little_ones,
        if_full=IfFull.REFUSE,
    )
    _record(by, Deed.PLACE_ADDED, found)
    tell.creche_place(found, True, by)


def withdraw(place_id: int, reason: str, by: By) -> None:
    """Take a place back, or a little one off the waiting list, with a reason for the school's own
    record. The parent is told, and the office has a task to ring. Twice is the same as once.
    Refuses TOO_LONG for the reason."""
    if len(reason) > LONGEST_REASON:
        raise Refused(Reason.TOO_LONG)
    place = db.session.get_one(CrechePlace, place_id)
    found = holding.find_in_its_day(place.booking_id)
    creche_places.lock_sessions([found.slot.day])
    db.session.refresh(place)
    if place.state not in creche_places.HAS:
        return
    was = place.state
    place.state, place.reason = PlaceState.WITHDRAWN, reason
    _record(by, Deed.PLACE_WITHDRAWN, found, place=place.id, was=was.value)
    if found.state == BookingState.BOOKED:
        tell.creche_place(found, False, by)
        ask_office(
            TaskKind.CRECHE_WITHDRAWN,
            parent_id=found.parent_id,
            child_id=found.child_id,
            booking_id=found.id,
        )


def give_back(place_id: int, was: PlaceState, by: By, tells: Callable[[Booking, By], None]) -> None:
    """A place was withdrawn by mistake: the little one has it again, or waits again if they did
    (`was`). `tells` puts what the parent hears into the outbox. Twice is the same as once.

    Refuses BOOKING_OVER, CRECHE_SHUT (also where the talk is on another day by now), CRECHE_FULL.
    """
    place = db.session.get_one(CrechePlace, place_id)
    found = _coming(place.booking_id)
    sessions = creche_places.lock_sessions([found.slot.day])
    db.session.refresh(place)
    there = {one.name.casefold() for one in creche_places.places_of(found.id)}
    if place.state != PlaceState.WITHDRAWN or place.name.casefold() in there:
        return
    session = next((one for one in sessions if one.id == place.session_id), None)
    if session is None:
        raise Refused(Reason.CRECHE_SHUT)
    stay = creche.stay_for(session, found.slot.starts_at, found.slot.ends_at)
    if stay is None:
        raise Refused(Reason.CRECHE_SHUT)
    place.stays_from, place.stays_to = stay
    taken = was == PlaceState.TAKEN
    if taken and not creche.is_safe(session, [*creche.stays_in(session.id), creche.as_stay(place)]):
        raise Refused(Reason.CRECHE_FULL)
    place.state, place.reason = PlaceState.TAKEN if taken else PlaceState.WAITING, ""
    _record(by, Deed.PLACE_ADDED, found)
    off_the_list(TaskKind.CRECHE_WITHDRAWN, found.parent_id, found.child_id)
    tells(found, by)


def _record(by: By, deed: Deed, found: Booking, **about: Any) -> None:
    record(
        by,
        deed,
        parent_id=found.parent_id,
        child_id=found.child_id,
        booking_id=found.id,
        **about,
    )
