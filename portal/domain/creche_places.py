"""Places in the crèche: asking for them with a talk, giving them up with it, forgetting answers.

A talk has all of its places or none, and they are taken under the locks of the day's sessions,
after those of the day. What is safe is in `creche`; what the office does by hand in `creche_desk`.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache

from sqlalchemy import Select, bindparam, or_, select, update

from portal import clock
from portal.db import db
from portal.domain.creche import (
    KEPT,
    LONGEST_NAME,
    WAITING,
    CrechePlace,
    CrecheSession,
    IfFull,
    LittleOne,
    PlaceState,
    Stay,
    as_stay,
    is_safe,
    stay_for,
    time_inside,
    who,
)
from portal.domain.school import school
from portal.wording.refusals import Reason, Refused


def lock_sessions(days: Iterable[date]) -> list[CrecheSession]:
    """Lock the crèche sessions of these days in the one agreed order: after the days, by id."""
    return list(db.session.scalars(_sessions(), {"days": sorted(set(days))}))


@cache
def _sessions() -> Select[CrecheSession]:
    return (
        select(CrecheSession)
        .where(CrecheSession.day.in_(bindparam("days", expanding=True)))
        .order_by(CrecheSession.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


HAS = (PlaceState.TAKEN, PlaceState.WAITING, PlaceState.OFFERED)
HAD = (*HAS, PlaceState.GIVEN_UP)


def places_of(booking_id: int, states: tuple[PlaceState, ...] = HAS) -> list[CrechePlace]:
    """A booking's places: those it has or waits for (`HAS`), or also those given up (`HAD`)."""
    asked_for = {"booking_id": booking_id, "states": states}
    return list(db.session.scalars(_of_booking(), asked_for))


@cache
def _of_booking() -> Select[CrechePlace]:
    return (
        select(CrechePlace)
        .where(
            CrechePlace.booking_id == bindparam("booking_id"),
            CrechePlace.state.in_(bindparam("states", expanding=True)),
        )
        .order_by(CrechePlace.id)
    )


def ask_for_places(
    *,
    booking_id: int,
    parent_id: int,
    day: date,
    starts: datetime,
    ends: datetime,
    little_ones: list[LittleOne],
    if_full: IfFull,
) -> list[CrechePlace]:
    """Give a booking its crèche places, all or none, in place of those it had: all taken, or all
    waiting. Locks the sessions of the day.

    Refuses: CRECHE_SHUT, CRECHE_FULL, CRECHE_TOO_LONG.
    """
    little_ones = told_apart(little_ones)
    sessions = lock_sessions([day]) if little_ones else []
    known = _places_about(booking_id, [session.id for session in sessions])
    had = {who(place, parent_id): place for place in known if place.booking_id == booking_id}
    others = [place for place in known if place.booking_id != booking_id]
    if not little_ones:
        for place in had.values():
            place.state = PlaceState.CANCELLED
        return []
    open_then = [
        (session, stay) for session in sessions if (stay := stay_for(session, starts, ends))
    ]
    if not open_then:
        raise Refused(Reason.CRECHE_SHUT)
    mine = [place for place in others if place.parent_id == parent_id]
    for little_one in little_ones:
        _refuse_too_long(little_one, open_then[0][1], mine)
    taken = [place for place in others if place.state in KEPT]
    session, stay, state = _where_it_fits(open_then, parent_id, little_ones, taken)
    if state == PlaceState.WAITING and if_full == IfFull.REFUSE:
        raise Refused(Reason.CRECHE_FULL)
    return _write_places(booking_id, parent_id, little_ones, had, session.id, stay, state)


def told_apart(little_ones: list[LittleOne]) -> list[LittleOne]:
    """Each under a name of their own: two called Ann are "Ann" and "Ann 2". The name tells whose
    place it is, and each of them needs one."""
    used: set[str] = set()
    found = []
    for one in little_ones:
        name, number = one.name.strip(), 1
        while name.casefold() in used:
            number += 1
            name = f"{one.name.strip()[: LONGEST_NAME - 2]} {number}"
        used.add(name.casefold())
        found.append(replace(one, name=name))
    return found


def _places_about(booking_id: int, session_ids: list[int]) -> list[CrechePlace]:
    """What a booking has or had, and what all others have in these sessions."""
    asked_for = {"booking_id": booking_id, "session_ids": session_ids}
    return list(db.session.scalars(_about(), asked_for))


@cache
def _about() -> Select[CrechePlace]:
    there = CrechePlace.session_id.in_(bindparam("session_ids", expanding=True))
    return (
        select(CrechePlace)
        .where(
            or_(
                (CrechePlace.booking_id == bindparam("booking_id")) & CrechePlace.state.in_(HAD),
                there & CrechePlace.state.in_(HAS),
            )
        )
        .order_by(CrechePlace.id)
    )


def keep_asked(
    *,
    booking_id: int,
    parent_id: int,
    day: date,
    starts: datetime,
    ends: datetime,
    little_ones: list[LittleOne],
) -> None:
    """Write down what was typed about little ones although the time is gone, so that nothing has
    to be typed again. Takes no place."""
    had = {who(place, parent_id): place for place in places_of(booking_id, HAD)}
    little_ones = told_apart(little_ones)
    for session in lock_sessions([day]):
        stay = stay_for(session, starts, ends)
        if stay:
            _write_places(
                booking_id, parent_id, little_ones, had, session.id, stay, PlaceState.GIVEN_UP
            )
            return


def _write_places(
    booking_id: int,
    parent_id: int,
    little_ones: list[LittleOne],
    had: dict[tuple[int, str], CrechePlace],
    session_id: int,
    stay: tuple[datetime, datetime],
    state: PlaceState,
) -> list[CrechePlace]:
    places = []
    same = {who(one, parent_id) for one in little_ones}
    for little_one in little_ones:
        place = had.pop(who(little_one, parent_id), None) or _renamed(had, same, little_one)
        if place is None:
            place = CrechePlace(booking_id=booking_id, parent_id=parent_id, made_at=clock.now())
            db.session.add(place)
        _write(place, little_one)
        place.session_id, place.state = session_id, state
        place.stays_from, place.stays_to = stay
        places.append(place)
    for gone in had.values():
        gone.state = PlaceState.CANCELLED
    return places


def _renamed(
    had: dict[tuple[int, str], CrechePlace], same: set[tuple[int, str]], little_one: LittleOne
) -> CrechePlace | None:
    """The place of who had another name before, so that what was said about them stays: one whose
    name was put right, or who was only a number (by text nobody gives names) and is known again by
    age."""
    for key, place in had.items():
        known_again = place.unnamed and place.age == little_one.age
        if key not in same and (place.id == little_one.place_id or known_again):
            return had.pop(key)
    return None


def _where_it_fits(
    open_then: list[tuple[CrecheSession, tuple[datetime, datetime]]],
    parent_id: int,
    little_ones: list[LittleOne],
    taken: list[CrechePlace],
) -> tuple[CrecheSession, tuple[datetime, datetime], PlaceState]:
    for session, stay in open_then:
        there = [as_stay(place) for place in taken if place.session_id == session.id]
        wanted = [Stay(who(one, parent_id), one.age, *stay) for one in little_ones]
        if is_safe(session, there + wanted):
            return session, stay, PlaceState.TAKEN
    return *open_then[0], PlaceState.WAITING


def _write(place: CrechePlace, little_one: LittleOne) -> None:
    place.name, place.age = little_one.name.strip(), little_one.age
    if little_one.health is not None:
        place.health = little_one.health
    if little_one.adds and little_one.adds not in (place.health or ""):
        place.health = "; ".join(filter(None, (place.health, little_one.adds)))
    place.nappies, place.comfort = little_one.nappies, little_one.comfort
    place.speaks, place.collected_by = little_one.speaks, little_one.collected_by


def _refuse_too_long(
    little_one: LittleOne, stay: tuple[datetime, datetime], mine: list[CrechePlace]
) -> None:
    same = little_one.name.strip().casefold()
    stays = [stay] + [
        (place.stays_from, place.stays_to)
        for place in mine
        if place.name.strip().casefold() == same
    ]
    if time_inside(stays) > timedelta(minutes=school().creche_stay):
        raise Refused(Reason.CRECHE_TOO_LONG)


def give_up_places(booking_id: int) -> None:
    """Give up all places of a booking, taken or waited for; what was said about them stays."""
    db.session.execute(
        update(CrechePlace)
        .where(
            CrechePlace.booking_id == booking_id,
            CrechePlace.state.in_(HAS),
        )
        .values(state=PlaceState.GIVEN_UP, waited=CrechePlace.state.in_(WAITING))
    )


def were_sure(booking_id: int) -> bool:
    """Whether the little ones had their places, and did not only wait for them, when those were
    given up."""
    given_up = places_of(booking_id, (PlaceState.GIVEN_UP,))
    return bool(given_up) and not any(place.waited for place in given_up)


def as_before(booking_id: int) -> IfFull:
    """Who only waits for crèche places may wait for them at another time, too."""
    states = {place.state for place in places_of(booking_id)}
    return IfFull.WAIT if states == {PlaceState.WAITING} else IfFull.REFUSE


def little_ones_of(booking_id: int, states: tuple[PlaceState, ...] = HAS) -> list[LittleOne]:
    """What the booking's places say, to ask for them again at another time."""
    return as_said(places_of(booking_id, states))


def as_said(places: Iterable[CrechePlace]) -> list[LittleOne]:
    """What these places say of their little ones, without what was said about health."""
    return [
        LittleOne(
            name=place.name,
            age=place.age,
            nappies=place.nappies,
            comfort=place.comfort,
            speaks=place.speaks,
            collected_by=place.collected_by,
        )
        for place in places
    ]
