"""What the numbers about a booked talk do: those of a reminder and of the question after it, those
of a menu, and which of several talks is meant.

Who answers a reminder means the talk as it is now, also where it was moved since. Only nothing is
cancelled by a number that was written about another day: they are asked, with the new day.
"""

from portal.domain import ask, booking, coming, helping, holding, tell, wishes
from portal.domain.bookings import Booking, BookingState
from portal.domain.questions import (
    WORDS_ALONE,
    WORDS_CALL,
    WORDS_CANNOT,
    WORDS_COMING,
    WORDS_CRECHE,
    WORDS_MENU,
    WORDS_NONE,
    WORDS_YES,
)
from portal.sms import what_helps
from portal.sms.chosen import Chosen, Done, may_hear_about
from portal.sms.offering import offer, ring_me
from portal.wording import asking
from portal.wording.refusals import Reason, Refused


def answer_reminder(chosen: Chosen) -> Done:
    """1 coming, 2 change time, 3 cannot come, 4 please call me."""
    talks, then = _talks(chosen), str(chosen.choice)
    if then == WORDS_COMING:
        return _are_coming(chosen, coming.of_one_day(talks))
    if then == WORDS_CALL:
        return ring_me(chosen.parent, talks[0])
    if len(talks) > 1:
        tell.which(chosen.parent, talks, then)
        return Done.ANSWERED
    if then == WORDS_CANNOT and coming.is_elsewhere(talks[0], chosen.ids):
        then = WORDS_MENU
    return _go_on(chosen, talks[0], then)


def _talks(chosen: Chosen) -> list[Booking]:
    """The talks that were asked about, as they are now. Refuses BOOKING_OVER where there is none
    any more."""
    talks = coming.asked_about(chosen.parent.id, chosen.ids)
    if not talks:
        raise Refused(Reason.BOOKING_OVER)
    return talks


def was_moved(chosen: Chosen) -> bool:
    """Whether a talk that a reminder asked about is still to come, on another day."""
    talks = coming.asked_about(chosen.parent.id, chosen.ids)
    return any(coming.is_elsewhere(talk, chosen.ids) for talk in talks)


def _are_coming(chosen: Chosen, talks: list[Booking]) -> Done:
    for talk in talks:
        booking.say_coming(talk.id, chosen.by)
    ask.see_you(chosen.parent, talks)
    return Done.ANSWERED


def answer_wish(chosen: Chosen) -> Done:
    """Yes or no to whether there is something they would like to talk about. The numbers are those
    of the reminder before."""
    if chosen.choice == WORDS_YES:
        tell.answer(chosen.parent, asking.tell_us)
    elif chosen.choice == WORDS_NONE:
        for talk in coming.of_one_day(_talks(chosen)):
            wishes.nothing(talk.id, chosen.by)
        tell.answer(chosen.parent, asking.nothing_special)
    else:
        return answer_reminder(chosen)
    return Done.ANSWERED


def this_one(chosen: Chosen) -> Done:
    """Which of several talks they meant."""
    return _go_on(chosen, holding.find(chosen.id), chosen.ids["then"])


def _go_on(chosen: Chosen, talk: Booking, then: str) -> Done:
    """What they want (WORDS_MENU, WORDS_CANNOT or WORDS_CHANGE), now that we know of which talk."""
    if not may_hear_about(chosen.parent.id, talk.child_id):
        return Done.SAY_NOTHING
    if then == WORDS_MENU:
        ask.menu(talk, chosen.by)
    elif then == WORDS_CANNOT:
        booking.cancel(talk.id, chosen.by)
    else:
        return change_time(chosen, talk)
    return Done.ANSWERED


def change_time(chosen: Chosen, talk: Booking) -> Done:
    """Other times for this talk. Refuses ROUND_CLOSED."""
    holding.refuse_closed(talk.invitation, chosen.by)
    return offer(chosen.by, talk.invitation, talk.id)


def from_menu(chosen: Chosen) -> Done:
    """1 change time, 2 crèche, 3 cannot come, 4 please call me, and may be 5 come alone."""
    if chosen.choice == WORDS_ALONE:
        return what_helps.comes_alone(chosen)
    talk = holding.find(chosen.ids["booking"])
    if talk.state == BookingState.BOOKED and chosen.choice == WORDS_CALL:
        return ring_me(chosen.parent, talk)  # also once it has begun: they may be on their way
    if talk.state != BookingState.BOOKED or booking.has_begun(talk):
        raise Refused(Reason.BOOKING_OVER)
    if chosen.choice != WORDS_CRECHE:
        return _go_on(chosen, talk, str(chosen.choice))
    if not helping.creche_is_open(talk):
        raise Refused(Reason.CRECHE_SHUT)
    what_helps.begin(talk, chosen.by, rest=False)
    return Done.ANSWERED
