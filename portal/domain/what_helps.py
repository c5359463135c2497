"""The office writes down what a parent says of a talk: how they meet, who comes, what helps, who
needs the crèche; as it books the talk for them, or later.

Two may be at it at once, the parent among them: nothing that somebody else has said meanwhile is
overwritten unseen, and nothing that was typed is lost without a word. What the parent sees on their
own page, and did not say themselves there, they are told. Every verb runs inside the caller's
`act()`.
"""

from portal.domain import booking, carry_over, creche_places, holding, tell
from portal.domain.as_shown import fingerprint, refuse_changed
from portal.domain.booking import Answers
from portal.domain.bookings import Booking, BookingState
from portal.domain.creche import KEPT, WAITING, Age, CrechePlace, IfFull, LittleOne
from portal.domain.creche_lists import name_of
from portal.domain.history import By
from portal.domain.outbox import Kind
from portal.wording import asking
from portal.wording.refusals import Reason, Refused


def as_shown(talk: Booking, places: list[CrechePlace]) -> str:
    """What a form shows of this talk and of its crèche places, in short. Of health no more than
    whether it was said."""
    answers = [str(getattr(talk, name)) for name in carry_over.SAID]
    ones = [
        (place.id, place.state.value, place.health is not None, _of_little_one(place))
        for place in places
    ]
    return fingerprint(talk.slot_id, answers, ones)


def change(
    booking_id: int, answers: Answers, if_full: IfFull, by: By, *, seen: str | None = None
) -> bool:
    """Change what was said of a booked talk, and tell the parent of another way to meet and of
    crèche places got or gone; returns whether there was such a thing. `seen`: what the page showed
    (`as_shown`). Twice is the same as once.

    Refuses CHANGED_MEANWHILE, and what `booking.fill_in` refuses: BOOKING_OVER, CRECHE_FULL,
    CRECHE_SHUT, CRECHE_TOO_LONG.
    """
    talk = holding.find_in_its_day(booking_id)
    before = creche_places.places_of(booking_id)
    stands = as_shown(talk, before)
    if seen not in (None, stands) and says(talk, before, answers):
        return False
    refuse_changed(seen, stands)
    way, had = talk.way, _as_told(before)
    booking.fill_in(booking_id, answers, if_full, by)
    if talk.state != BookingState.BOOKED:
        return False
    now = creche_places.places_of(booking_id)
    if talk.way != way:
        tell.booked(talk, by)
    if _as_told(now) != had:
        _tell_of_places(talk, now, by)
    return talk.way != way or _as_told(now) != had


def book(invitation_id: int, slot_id: int, by: By, answers: Answers, if_full: IfFull) -> Booking:
    """Book a talk for a parent who says all of this. Where it is booked already it stays as it is,
    and what was typed must be what was said.

    Refuses BOOKED_MEANWHILE (`booking_id`), and what `holding.hold` and `booking.fill_in` refuse.
    """
    there = holding.hold(invitation_id, slot_id, by)
    if there.state != BookingState.BOOKED:
        booking.fill_in(there.id, answers, if_full, by)
        return booking.confirm(there.id, by)
    if not says(there, creche_places.places_of(there.id), answers):
        raise Refused(Reason.BOOKED_MEANWHILE, booking_id=there.id)
    return there


def says(talk: Booking, places: list[CrechePlace], answers: Answers) -> bool:
    """Whether the talk and its places say just what these answers say. Health that is left out of
    the answers is whatever it is."""
    if any(getattr(talk, name) != getattr(answers, name) for name in carry_over.SAID):
        return False
    ours = sorted(places, key=_of_little_one)
    theirs = sorted(creche_places.told_apart(answers.little_ones), key=_of_little_one)
    return len(ours) == len(theirs) and all(map(_is_said_of, ours, theirs))


def _is_said_of(place: CrechePlace, one: LittleOne) -> bool:
    same_health = one.health in (None, place.health)
    return same_health and _of_little_one(place) == _of_little_one(one)


def _of_little_one(one: CrechePlace | LittleOne) -> tuple[str, str, bool, str, str, str]:
    """What is said of a little one, but for health."""
    words = one.comfort, one.speaks, one.collected_by
    return one.name.strip(), one.age.value, one.nappies, *words


def _as_told(places: list[CrechePlace]) -> list[tuple[Age, bool]]:
    """What the parent knows of their places: for whom, and whether they are sure."""
    return sorted((place.age, place.state in KEPT) for place in places)


def waiting(booking_id: int) -> list[str]:
    """The names of the little ones who only wait for a crèche place during this talk."""
    return [name_of(place) for place in creche_places.places_of(booking_id, WAITING)]


def _tell_of_places(talk: Booking, places: list[CrechePlace], by: By) -> None:
    """How it stands now: they have places, wait for them, or have none any more."""
    if any(place.state in WAITING for place in places):
        tell.tell_of(talk, Kind.CRECHE, by, asking.waits_for_place)
    else:
        tell.creche_place(talk, bool(places), by)
