"""What each number does: the choices that a text offered.

A choice becomes one domain verb, which queues its own answer, or, where it refuses, the nearest
other times. What is said about a booked talk is in `about_talk`, how times are offered in
`offering`; reading the number is `understand`, the acts around it are `answer`.
"""

from collections.abc import Callable

from portal.db import db
from portal.domain import (
    booking,
    bookings,
    creche_offers,
    creche_places,
    holding,
    inviting,
    questions,
    talking,
    tell,
    waitlist,
)
from portal.domain.bookings import BookingState
from portal.domain.invitations import Invitation
from portal.domain.questions import ABOUT_THE_DAY, WORDS_CALL, WORDS_TAKE, Question
from portal.domain.rounds import Slot
from portal.sms import (
    about_ideas,
    about_move,
    about_number,
    about_plan,
    about_talk,
    offering,
    what_helps,
)
from portal.sms.chosen import Chosen, Done, may_hear_about
from portal.wording import asking
from portal.wording.refusals import Reason, say

ANOTHER_TIME = {
    Reason.SLOT_TAKEN,
    Reason.SLOT_GONE,
    Reason.PARENT_BUSY,
    Reason.CRECHE_FULL,
    Reason.CRECHE_SHUT,
    Reason.CRECHE_TOO_LONG,
}
"""Refusals after which the nearest other times are offered."""
GONE = {Reason.SLOT_TAKEN, Reason.SLOT_GONE, Reason.BOOKING_OVER, Reason.CRECHE_FULL}
"""Refusals of an offer that was answered too late."""
STILL_GOOD = {
    Question.OFFER,
    Question.PLACE,
    Question.MOVE,
    Question.WAIT,
    Question.LITTLE_ONES,
    Question.AGES,
    Question.HEALTH,
    Question.INTERPRETER,
    Question.TOGETHER,
    Question.CRECHE_FULL,
    Question.CHILD,
    Question.SIGN,
    Question.CHECK_IN,
    Question.IDEA,
}
"""Questions whose late answer does no harm: the verb refuses what is really over."""


def do(chosen: Chosen) -> Done:
    """Do what was chosen. Refuses what the verbs refuse."""
    return _VERBS[chosen.question](chosen)


def once_more(chosen: Chosen) -> Done:
    """The question was over or answered when they wrote. Where a time can still be chosen, they
    get times again; what can still be done and cancels nothing is done; to anything else they are
    told that it is too late, and the way on."""
    if chosen.choice == WORDS_CALL:
        return do(chosen)
    if chosen.question == Question.NUMBER:
        return Done.FOR_A_PERSON  # "1" and then "2": nobody guesses which of them
    if chosen.question == Question.TIME and offering.can_choose(offering.invitation_of(chosen)):
        return offering.offer(chosen.by, offering.invitation_of(chosen))
    if chosen.question == Question.NEW_TIME:
        talk = holding.find(chosen.ids["booking"])
        if talk.state == BookingState.BOOKED and not booking.has_begun(talk):
            return about_talk.change_time(chosen, talk)
    if chosen.question in ABOUT_THE_DAY and about_talk.was_moved(chosen):
        return do(chosen)
    if chosen.question in STILL_GOOD:
        return do(chosen)
    return Done.TOO_LATE


def sorry(chosen: Chosen, reason: Reason) -> None:
    """The verb said no: say so, with the nearest free times where another time helps."""
    if chosen.question in (Question.OFFER, Question.PLACE) and reason in GONE:
        tell.answer(chosen.parent, asking.offer_gone)
        return
    if chosen.question == Question.MOVE:
        about_move.sorry(chosen, reason)
        return
    if chosen.question == Question.AGES and reason == Reason.CRECHE_FULL:
        what_helps.is_full(chosen)
        return
    wanted = _wanted(chosen) if reason in ANOTHER_TIME else None
    if wanted is None:
        tell.answer(chosen.parent, lambda own: say(reason, own))
        return
    invitation, slot, booking_id = wanted
    free = [one for one in bookings.free_slots(invitation) if one.id != slot.id]
    ages = chosen.ids.get("ages", ())
    if booking_id:
        free = offering.that_fit(holding.find(booking_id), free, ages)
    nearest = bookings.nearest(free, slot.starts_at)
    if nearest:
        tell.choices(invitation, nearest, chosen.by, booking_id=booking_id, sorry=reason, ages=ages)
    else:
        offering.none_free(chosen.by, invitation, booking_id)


# -- a verb for each question ------------------------------------------------------------------


def _book(chosen: Chosen) -> Done:
    """A number of the invitation: a time, other times, ring me, not this time."""
    invitation_id = chosen.ids["invitation"]
    match chosen.choice:
        case int(slot_id):
            made = booking.book(invitation_id, slot_id, chosen.by)
            if made.slot_id != slot_id:  # booked already, on the page: that one stays
                return Done.TOO_LATE
            what_helps.begin(made, chosen.by)
        case questions.WORDS_MORE:
            return offering.offer_more(chosen, None)
        case questions.WORDS_CALL:
            inviting.ask_for_call(invitation_id, chosen.by)
        case questions.WORDS_NOT_NOW:
            inviting.decline(invitation_id, chosen.by)
    return Done.ANSWERED


def _move(chosen: Chosen) -> Done:
    """A number of the times for a talk that is to move."""
    booking_id = chosen.ids["booking"]
    match chosen.choice:
        case int(slot_id):
            if_full = creche_places.as_before(booking_id)
            moved = booking.move(booking_id, slot_id, chosen.by, if_full)
            if ages := chosen.ids.get("ages"):
                return what_helps.bring(chosen, moved, ages)
        case questions.WORDS_MORE:
            return offering.offer_more(chosen, booking_id)
        case _:
            return offering.ring_me(chosen.parent, holding.find(booking_id))
    return Done.ANSWERED


def _wait_or_ring(chosen: Chosen) -> Done:
    """No time is free: wait for one, or be rung."""
    if chosen.choice == WORDS_CALL:
        inviting.ask_for_call(chosen.ids["invitation"], chosen.by)
    else:
        waitlist.wait(chosen.ids["invitation"], chosen.by)
    return Done.ANSWERED


def _take_offer(chosen: Chosen) -> Done:
    """A time that came free: theirs, or the next family's."""
    entry_id, slot_id = chosen.ids["entry"], chosen.ids["slot"]
    if chosen.choice == WORDS_TAKE:
        what_helps.begin(waitlist.take(entry_id, slot_id, chosen.by), chosen.by)
        return Done.ANSWERED
    passed = waitlist.pass_on(entry_id, slot_id, chosen.by)
    return Done.ANSWERED if passed else Done.TOO_LATE


def _take_places(chosen: Chosen) -> Done:
    """Crèche places that came free: theirs, or the next family's."""
    booking_id = chosen.ids["booking"]
    if chosen.choice == WORDS_TAKE:
        taken = creche_offers.take(booking_id, chosen.by)
        return Done.ANSWERED if taken else Done.TOO_LATE
    passed = creche_offers.pass_on(booking_id, chosen.by)
    return Done.ANSWERED if passed else Done.TOO_LATE


def _about_child(chosen: Chosen) -> Done:
    """They would like to talk about this child."""
    if not may_hear_about(chosen.parent.id, chosen.id):
        return Done.SAY_NOTHING
    talking.ask_to_talk(chosen.parent.id, chosen.id, chosen.by)
    return Done.ANSWERED


def _take_back(chosen: Chosen) -> Done:
    booking.take_back_cancel(chosen.ids["booking"], chosen.by)
    return Done.ANSWERED


_VERBS: dict[Question, Callable[[Chosen], Done]] = {
    Question.TIME: _book,
    Question.NEW_TIME: _move,
    Question.COMING: about_talk.answer_reminder,
    Question.WHICH: about_talk.this_one,
    Question.UNDO: _take_back,
    Question.WAIT: _wait_or_ring,
    Question.OFFER: _take_offer,
    Question.PLACE: _take_places,
    Question.MOVE: about_move.answer,
    Question.LITTLE_ONES: what_helps.how_many,
    Question.AGES: what_helps.how_old,
    Question.HEALTH: what_helps.any_need,
    Question.INTERPRETER: what_helps.wants_interpreter,
    Question.TOGETHER: what_helps.together,
    Question.CRECHE_FULL: what_helps.when_full,
    Question.MENU: about_talk.from_menu,
    Question.CHILD: _about_child,
    Question.WISH: about_talk.answer_wish,
    Question.SIGN: about_plan.sign,
    Question.CHECK_IN: about_plan.how_it_goes,
    Question.IDEA: about_ideas.did,
    Question.NUMBER: about_number.say,
}
"""LANGUAGE is not among them: what follows a new language is in `commands`."""


def _wanted(chosen: Chosen) -> tuple[Invitation, Slot, int | None] | None:
    """For which invitation which time was wanted, and for which booking, if one moves."""
    if chosen.question == Question.UNDO:
        talk = holding.find(chosen.ids["booking"])
        return talk.invitation, talk.slot, None
    if chosen.question in (Question.AGES, Question.CRECHE_FULL):
        talk = holding.find(chosen.ids["booking"])
        return talk.invitation, talk.slot, talk.id
    if isinstance(chosen.choice, int) and "invitation" in chosen.ids:
        slot = db.session.get_one(Slot, chosen.choice)
        return offering.invitation_of(chosen), slot, chosen.ids.get("booking")
    return None
