"""After a talk is booked by text, the rest is asked: one question at a time, each may be left.

    little ones -> ages -> health -> interpreter -> together -> noted
                        -> creche full -> health (waits) | other times | interpreter (bring along)

The same questions come from CHANGE, then without the interpreter and what follows (`rest` is false
in the ids).
"""

from collections.abc import Sequence

from portal.db import db
from portal.domain import ask, booking, bookings, creche_places, helping, holding, sharing, tell
from portal.domain import together as together_talks
from portal.domain.bookings import Booking, BookingState
from portal.domain.creche import CrechePlace, IfFull, PlaceState
from portal.domain.history import By
from portal.domain.people import school
from portal.domain.questions import WORDS_CALL, WORDS_MORE, WORDS_WAIT, WORDS_YES
from portal.sms.chosen import Chosen, Done
from portal.wording import texts
from portal.wording import together as together_texts
from portal.wording.refusals import Reason, Refused


def begin(talk: Booking, by: By, *, rest: bool = True) -> None:
    """Ask the first thing that can be asked about this talk. `rest`: also what comes after the
    crèche; then who has places already, as at a talk that fell through, is not asked again."""
    if (not rest or not creche_places.places_of(talk.id)) and helping.creche_is_open(talk):
        ask.little_ones(talk, by, rest=rest)
    elif rest and helping.may_want_interpreter(talk, talk.invitation.parent):
        ask.interpreter(talk, by)
    elif rest and _may_ask_together(talk):
        ask.together(talk, by)


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
    return _ask_together(chosen, talk)


def together(chosen: Chosen) -> Done:
    """Whether they would like to come together with another parent. Who would not any more, and
    has no time by that, gets times at once."""
    talk = _as_it_is(chosen)
    before, yes = sharing.last_answer(talk.invitation_id), chosen.choice == WORDS_YES
    if together_talks.answer(talk.invitation_id, yes, chosen.by):
        _choose_alone(chosen, talk)
    elif before is None:
        _sum_up(chosen, talk)
    elif before != yes:
        tell.answer(chosen.parent, together_texts.changed)
    return Done.ANSWERED


def comes_alone(chosen: Chosen) -> Done:
    """They would rather have a talk of their own, with times for it in answer."""
    talk = _as_it_is(chosen)
    together_talks.answer(talk.invitation_id, False, chosen.by)
    return _choose_alone(chosen, talk)


def _choose_alone(chosen: Chosen, talk: Booking) -> Done:
    """Times for a talk of their own; where none is free they can wait for one."""
    slots = bookings.well_spread(bookings.free_slots(talk.invitation))
    if slots:
        tell.choices(talk.invitation, slots, chosen.by, booking_id=None)
    else:
        ask.none_free(talk.invitation, chosen.by)
    return Done.ANSWERED


def _go_on(chosen: Chosen, talk: Booking) -> Done:
    if _rest(chosen) and helping.may_want_interpreter(talk, chosen.parent):
        ask.interpreter(talk, chosen.by)
        return Done.ANSWERED
    return _ask_together(chosen, talk)


def _ask_together(chosen: Chosen, talk: Booking) -> Done:
    if _rest(chosen) and _may_ask_together(talk):
        ask.together(talk, chosen.by)
        return Done.ANSWERED
    return _sum_up(chosen, talk)


def _may_ask_together(talk: Booking) -> bool:
    return sharing.is_asked(talk) and sharing.last_answer(talk.invitation_id) is None


def _sum_up(chosen: Chosen, talk: Booking) -> Done:
    places = creche_places.places_of(talk.id)
    waits = any(place.state == PlaceState.WAITING for place in places)
    ask.noted(talk, chosen.by, places=len(places), waits=waits)
    return Done.ANSWERED


def _rest(chosen: Chosen) -> bool:
    return bool(chosen.ids.get("rest", True))


def _talk(chosen: Chosen) -> Booking:
    """The talk that was asked about. Refuses BOOKING_OVER once it is over or cancelled."""
    return _stands(holding.find(chosen.ids["booking"]))


def _as_it_is(chosen: Chosen) -> Booking:
    """The same, not locked: whoever speaks for two talks at once locks the child first."""
    return _stands(db.session.get_one(Booking, chosen.ids["booking"]))


def _stands(talk: Booking) -> Booking:
    if talk.state != BookingState.BOOKED or booking.has_begun(talk):
        raise Refused(Reason.BOOKING_OVER)
    return talk
