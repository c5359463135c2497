"""After a talk is booked by text, the rest is asked: one question at a time, each may be left.

    little ones -> ages -> health -> interpreter -> noted
                        -> creche full -> health (waits) | other times | interpreter (bring along)

The same questions come from CHANGE, then without the interpreter (`rest` is false in the ids).
"""

from collections.abc import Sequence

from portal.domain import ask, booking, bookings, creche_places, helping, holding, tell
from portal.domain.bookings import Booking, BookingState
from portal.domain.creche import CrechePlace, IfFull, PlaceState
from portal.domain.history import By
from portal.domain.people import school
from portal.domain.questions import WORDS_CALL, WORDS_MORE, WORDS_WAIT, WORDS_YES
from portal.sms.chosen import Chosen, Done
from portal.wording import texts
from portal.wording.refusals import Reason, Refused


def begin(talk: Booking, by: By, *, rest: bool = True) -> None:
    """Ask the first thing that can be asked about this talk. `rest`: also what comes after the
    crèche; then who has places already, as at a talk that fell through, is not asked again."""
    if (not rest or not creche_places.places_of(talk.id)) and helping.creche_is_open(talk):
        ask.little_ones(talk, by, rest=rest)
    elif rest and helping.may_want_interpreter(talk, talk.invitation.parent):
        ask.interpreter(talk, by)


def how_many(chosen: Chosen) -> Done:
    """How many little ones need the crèche."""
    talk = _talk(chosen)
    if not isinstance(chosen.choice, int):
        return Done.NOT_UNDERSTOOD
    if chosen.choice:
        ask.ages(talk, chosen.choice, chosen.by, rest=_rest(chosen))
        return Done.ANSWERED
    if creche_places.places_of(talk.id):
        helping.bring_little_ones(talk.id, [], IfFull.REFUSE, chosen.by)
    return _go_on(chosen, talk)


def how_old(chosen: Chosen) -> Done:
    """Their ages: with them the places can be taken. Refuses CRECHE_FULL, CRECHE_SHUT,
    CRECHE_TOO_LONG."""
    if not isinstance(chosen.choice, tuple):
        return Done.NOT_UNDERSTOOD
    return bring(chosen, _talk(chosen), chosen.choice)


def bring(chosen: Chosen, talk: Booking, years: Sequence[int]) -> Done:
    """Take places for little ones of these ages, and ask on."""
    if max(years) > ask.OLDEST:
        ask.little_ones(talk, chosen.by, rest=_rest(chosen), too_old=True)
        return Done.ANSWERED
    places = helping.bring_little_ones(talk.id, years, IfFull.REFUSE, chosen.by)
    return _ask_about_health(chosen, talk, places)


def when_full(chosen: Chosen) -> Done:
    """The crèche is full: wait for a place, another time that has places, or bring them along."""
    talk, years = _talk(chosen), chosen.ids["ages"]
    if chosen.choice == WORDS_WAIT:
        places = helping.bring_little_ones(talk.id, years, IfFull.WAIT, chosen.by)
        return _ask_about_health(chosen, talk, places)
    if chosen.choice == WORDS_MORE:
        return offer_times_with_places(chosen, talk, years)
    return _go_on(chosen, talk)


def offer_times_with_places(chosen: Chosen, talk: Booking, years: Sequence[int]) -> Done:
    """Other times for the talk at which the crèche has room for little ones of these ages."""
    holding.refuse_closed(talk.invitation, chosen.by)
    free = bookings.free_slots(talk.invitation)
    slots = bookings.well_spread(helping.with_places(talk, free, years))
    if slots:
        tell.choices(talk.invitation, slots, chosen.by, booking_id=talk.id, ages=years)
    else:
        ask.creche_full(talk, years, chosen.by, rest=_rest(chosen), other_times=False)
    return Done.ANSWERED


def is_full(chosen: Chosen) -> None:
    """There are no places for little ones of the ages they gave."""
    talk = _talk(chosen)
    if isinstance(chosen.choice, tuple):
        ask.creche_full(talk, chosen.choice, chosen.by, rest=_rest(chosen))


def _ask_about_health(chosen: Chosen, talk: Booking, places: list[CrechePlace]) -> Done:
    if any(place.health is None for place in places):
        ask.health(talk, chosen.by, rest=_rest(chosen))
        return Done.ANSWERED
    return _go_on(chosen, talk)


def any_need(chosen: Chosen) -> Done:
    """No allergy, medicine or need; or there is one, and a person rings."""
    talk = _talk(chosen)
    if chosen.choice == WORDS_CALL:
        short = school().short_name
        helping.ring_about_needs(talk)
        tell.answer(chosen.parent, lambda own: texts.will_ring(own, school=short))
    else:
        helping.no_health_needs(talk.id)
    return _go_on(chosen, talk)


def wants_interpreter(chosen: Chosen) -> Done:
    """Whether an interpreter is to come."""
    talk = _talk(chosen)
    helping.want_interpreter(talk.id, chosen.choice == WORDS_YES, chosen.by)
    return _sum_up(chosen, talk)


def _go_on(chosen: Chosen, talk: Booking) -> Done:
    if _rest(chosen) and helping.may_want_interpreter(talk, chosen.parent):
        ask.interpreter(talk, chosen.by)
        return Done.ANSWERED
    return _sum_up(chosen, talk)


def _sum_up(chosen: Chosen, talk: Booking) -> Done:
    places = creche_places.places_of(talk.id)
    waits = any(place.state == PlaceState.WAITING for place in places)
    ask.noted(talk, chosen.by, places=len(places), waits=waits)
    return Done.ANSWERED


def _rest(chosen: Chosen) -> bool:
    return bool(chosen.ids.get("rest", True))


def _talk(chosen: Chosen) -> Booking:
    """The talk that was asked about. Refuses BOOKING_OVER once it is over or cancelled."""
    talk = holding.find(chosen.ids["booking"])
    if talk.state != BookingState.BOOKED or booking.has_begun(talk):
        raise Refused(Reason.BOOKING_OVER)
    return talk
