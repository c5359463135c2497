"""What helps a parent come to a talk that is booked, said one by one: who needs the crèche, what
they need there, an interpreter. A page asks it all at once (`booking.fill_in`).

Every verb runs inside the caller's `act()`.
"""

from collections.abc import Sequence

from sqlalchemy import select, update

from portal.db import db
from portal.domain import arranging, booking, creche_places, holding
from portal.domain.booking import Answers
from portal.domain.bookings import Booking
from portal.domain.creche import (
    KEPT,
    Age,
    CrechePlace,
    CrecheSession,
    IfFull,
    LittleOne,
    Stay,
    is_safe,
    stay_for,
    stays_in,
)
from portal.domain.history import By, Deed, record
from portal.domain.people import Parent
from portal.domain.rounds import Slot
from portal.domain.tasks import TaskKind, ask_office
from portal.languages import ENGLISH, language


def creche_is_open(talk: Booking) -> bool:
    """Whether there is a crèche at the time of this talk."""
    sessions = db.session.scalars(select(CrecheSession).where(CrecheSession.day == talk.slot.day))
    return any(stay_for(one, talk.slot.starts_at, talk.slot.ends_at) for one in sessions)


def bring_little_ones(
    booking_id: int, years: Sequence[int], if_full: IfFull, by: By
) -> list[CrechePlace]:
    """These little ones, by age in years, need the crèche during this talk, instead of those
    known so far; none of them gives the places back. By text nobody gives names: then a little
    one's name is its number. Those known by name are known again by their age.

    Refuses CRECHE_FULL, CRECHE_SHUT, CRECHE_TOO_LONG, BOOKING_OVER.
    """
    talk = holding.find(booking_id)
    answers = Answers(
        way=talk.way,
        comes=talk.comes,
        interpreter=talk.interpreter,
        lift=talk.lift,
        step_free=talk.step_free,
        ring_me=talk.ring_me,
        phone_instead=talk.phone_instead,
        with_me=talk.with_me,
        remind_2_hours=talk.remind_2_hours,
        little_ones=_little_ones(booking_id, [band(age) for age in years]),
    )
    _, places = booking.fill_in(booking_id, answers, if_full, by)
    return places


def with_places(talk: Booking, slots: list[Slot], years: Sequence[int]) -> list[Slot]:
    """Those of these times at which the crèche has room for little ones of these ages. Only
    looks: the verb that takes the places has the last word."""
    wanted = {str(n): band(age) for n, age in enumerate(years)}
    return _with_room(talk, slots, wanted)


def with_their_places(talk: Booking, slots: list[Slot]) -> list[Slot]:
    """Those of these times at which the little ones who have a crèche place now have one, too; all
    of them if nobody has one."""
    taken = creche_places.places_of(talk.id, KEPT)
    return _with_room(talk, slots, {place.name: place.age for place in taken}) if taken else slots


def _with_room(talk: Booking, slots: list[Slot], wanted: dict[str, Age]) -> list[Slot]:
    days = {slot.day for slot in slots}
    sessions = db.session.scalars(select(CrecheSession).where(CrecheSession.day.in_(days))).all()
    stays = {one.id: stays_in(one.id) for one in sessions}

    def has_room(slot: Slot, session: CrecheSession) -> bool:
        stay = stay_for(session, slot.starts_at, slot.ends_at)
        if session.day != slot.day or stay is None:
            return False
        there = [
            Stay((talk.parent_id, name.strip().casefold()), age, *stay)
            for name, age in wanted.items()
        ]
        return is_safe(session, [*stays[session.id], *there])

    return [slot for slot in slots if any(has_room(slot, one) for one in sessions)]


def band(years: int) -> Age:
    """The crèche's word for an age in years, 0 to 7."""
    if years < 3:
        return (Age.UNDER_1, Age.ONE, Age.TWO)[years]
    return Age.THREE_FOUR if years < 5 else Age.FIVE_SEVEN


def _little_ones(booking_id: int, ages: list[Age]) -> list[LittleOne]:
    known = creche_places.little_ones_of(booking_id)
    taken: set[str] = set()
    found = []
    for age in ages:
        same = next((one for one in known if one.age == age and one.name not in taken), None)
        one = same or LittleOne(_next_number(taken, known), age)
        taken.add(one.name)
        found.append(one)
    return found


def _next_number(taken: set[str], known: list[LittleOne]) -> str:
    used = taken | {one.name for one in known}
    return next(str(number) for number in range(1, 99) if str(number) not in used)


def no_health_needs(booking_id: int) -> None:
    """Asked about allergies, medicine and needs, they said there are none."""
    _write_health(booking_id, "")


NOT_TOLD_YET = "THERE IS SOMETHING: ask the parent"
"""On the crèche's sheet, until somebody has rung."""


def _write_health(booking_id: int, words: str) -> None:
    db.session.execute(
        update(CrechePlace)
        .where(
            CrechePlace.booking_id == booking_id,
            CrechePlace.state.in_(creche_places.HAS),
            CrechePlace.health.is_(None),
        )
        .values(health=words)
    )


def ring_about_needs(talk: Booking) -> None:
    """There is something the crèche must know: a person rings, and until then the crèche's sheet
    says that there is something, and to ask."""
    _write_health(talk.id, NOT_TOLD_YET)
    ask_office(
        TaskKind.CALL,
        parent_id=talk.parent_id,
        child_id=talk.child_id,
        booking_id=talk.id,
        words="what a little one needs in the crèche",
    )


def may_want_interpreter(talk: Booking, parent: Parent) -> bool:
    """Whether to ask: not those who read English, unless the school knows of a need."""
    other = {parent.language, parent.likely_language} - {None, ENGLISH.tag}
    return not talk.interpreter and (bool(other) or parent.interpreter)


def want_interpreter(booking_id: int, wanted: bool, by: By) -> None:
    """They want an interpreter for their own language at this talk, or none."""
    talk = holding.find(booking_id)
    parent = talk.invitation.parent
    own = language(parent.language)
    spoken = own.english_name if own is not ENGLISH else parent.likely_language or own.english_name
    talk.interpreter = spoken[:40] if wanted else ""
    record(
        by,
        Deed.ANSWERS_CHANGED,
        parent_id=talk.parent_id,
        child_id=talk.child_id,
        booking_id=talk.id,
    )
    arranging.follow(talk, by)
