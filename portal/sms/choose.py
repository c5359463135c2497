"""What each number does: the choices that a text offered, and the times offered in answer.

A choice becomes one domain verb, which queues its own answer. Here are also the times that are
offered when a verb refuses. Reading the number is `understand`, the acts around it are `answer`.
"""

from collections.abc import Callable, Sequence
from datetime import date

from portal.db import db
from portal.domain import (
    ask,
    booking,
    bookings,
    coming,
    creche_offers,
    creche_places,
    helping,
    holding,
    interpreting,
    inviting,
    questions,
    talking,
    tell,
    waitlist,
    wishes,
)
from portal.domain.asked import times_offered
from portal.domain.bookings import Booking, BookingState
from portal.domain.history import By
from portal.domain.invitations import Invitation, InvitationState
from portal.domain.people import school
from portal.domain.questions import (
    WORDS_ALONE,
    WORDS_CALL,
    WORDS_CANNOT,
    WORDS_COMING,
    WORDS_CRECHE,
    WORDS_MENU,
    WORDS_NONE,
    WORDS_TAKE,
    WORDS_YES,
    Question,
)
from portal.domain.rounds import Slot
from portal.domain.tasks import TaskKind, ask_office
from portal.sms import about_ideas, about_move, about_number, about_plan, what_helps
from portal.sms.chosen import Chosen, Done, may_hear_about
from portal.wording import asking, texts
from portal.wording.refusals import Reason, Refused, say

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
    if chosen.question == Question.TIME and can_choose(_invitation(chosen)):
        return offer(chosen.by, _invitation(chosen))
    if chosen.question == Question.NEW_TIME:
        talk = holding.find(chosen.ids["booking"])
        if talk.state == BookingState.BOOKED and not booking.has_begun(talk):
            return _change(chosen, talk)
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
        free = _that_fit(holding.find(booking_id), free, ages)
    nearest = bookings.nearest(free, slot.starts_at)
    if nearest:
        tell.choices(invitation, nearest, chosen.by, booking_id=booking_id, sorry=reason, ages=ages)
    else:
        _no_times(chosen.by, invitation, booking_id)


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
            return _offer_more(chosen, None)
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
            return _offer_more(chosen, booking_id)
        case _:
            return _ring(chosen, holding.find(booking_id))
    return Done.ANSWERED


def _answer_reminder(chosen: Chosen) -> Done:
    """1 coming, 2 change time, 3 cannot come, 4 please call me."""
    talks = _talks_of_day(chosen)
    if chosen.choice == WORDS_COMING:
        for talk in talks:
            booking.say_coming(talk.id, chosen.by)
        ask.see_you(chosen.parent, talks)
        return Done.ANSWERED
    if chosen.choice == WORDS_CALL:
        return _ring(chosen, talks[0])
    if len(talks) > 1:
        tell.which(chosen.parent, talks, str(chosen.choice))
        return Done.ANSWERED
    return _change_or_cancel(chosen, talks[0], str(chosen.choice))


def _talks_of_day(chosen: Chosen) -> list[Booking]:
    """The talks of the day that was asked about. Refuses BOOKING_OVER where there is none."""
    talks = coming.talks_of(chosen.parent.id, date.fromisoformat(chosen.ids["day"]))
    if not talks:
        raise Refused(Reason.BOOKING_OVER)
    return talks


def _answer_wish(chosen: Chosen) -> Done:
    """Yes or no to whether there is something they would like to talk about. The numbers are those
    of the reminder before."""
    if chosen.choice == WORDS_YES:
        tell.answer(chosen.parent, asking.tell_us)
    elif chosen.choice == WORDS_NONE:
        for talk in _talks_of_day(chosen):
            wishes.nothing(talk.id, chosen.by)
        tell.answer(chosen.parent, asking.nothing_special)
    else:
        return _answer_reminder(chosen)
    return Done.ANSWERED


def _this_one(chosen: Chosen) -> Done:
    """Which of several talks they meant."""
    talk = holding.find(_id(chosen))
    if chosen.ids["then"] != WORDS_MENU:
        return _change_or_cancel(chosen, talk, chosen.ids["then"])
    if not may_hear_about(chosen.parent.id, talk.child_id):
        return Done.SAY_NOTHING
    ask.menu(talk, chosen.by)
    return Done.ANSWERED


def _id(chosen: Chosen) -> int:
    if not isinstance(chosen.choice, int):
        raise LookupError("a choice of this question is an id")
    return chosen.choice


def _from_menu(chosen: Chosen) -> Done:
    """1 change time, 2 crèche, 3 cannot come, 4 please call me, and may be 5 come alone."""
    if chosen.choice == WORDS_ALONE:
        return what_helps.comes_alone(chosen)
    talk = holding.find(chosen.ids["booking"])
    if talk.state != BookingState.BOOKED or booking.has_begun(talk):
        raise Refused(Reason.BOOKING_OVER)
    if chosen.choice == WORDS_CALL:
        return _ring(chosen, talk)
    if chosen.choice != WORDS_CRECHE:
        return _change_or_cancel(chosen, talk, str(chosen.choice))
    if not helping.creche_is_open(talk):
        raise Refused(Reason.CRECHE_SHUT)
    what_helps.begin(talk, chosen.by, rest=False)
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
    if not may_hear_about(chosen.parent.id, _id(chosen)):
        return Done.SAY_NOTHING
    talking.ask_to_talk(chosen.parent.id, _id(chosen), chosen.by)
    return Done.ANSWERED


def _take_back(chosen: Chosen) -> Done:
    booking.take_back_cancel(chosen.ids["booking"], chosen.by)
    return Done.ANSWERED


_VERBS: dict[Question, Callable[[Chosen], Done]] = {
    Question.TIME: _book,
    Question.NEW_TIME: _move,
    Question.COMING: _answer_reminder,
    Question.WHICH: _this_one,
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
    Question.MENU: _from_menu,
    Question.CHILD: _about_child,
    Question.WISH: _answer_wish,
    Question.SIGN: about_plan.sign,
    Question.CHECK_IN: about_plan.how_it_goes,
    Question.IDEA: about_ideas.did,
    Question.NUMBER: about_number.say,
}
"""LANGUAGE is not among them: what follows a new language is in `commands`."""


def _change_or_cancel(chosen: Chosen, talk: Booking, then: str) -> Done:
    if not may_hear_about(chosen.parent.id, talk.child_id):
        return Done.SAY_NOTHING
    if then == WORDS_CANNOT:
        booking.cancel(talk.id, chosen.by)
        return Done.ANSWERED
    return _change(chosen, talk)


def _change(chosen: Chosen, talk: Booking) -> Done:
    holding.refuse_closed(talk.invitation, chosen.by)
    return offer(chosen.by, talk.invitation, talk.id)


# -- offering times ----------------------------------------------------------------------------


def offer(
    by: By, invitation: Invitation, booking_id: int | None = None, *, invites: bool = False
) -> Done:
    """Free times for a first booking (`invites`: once more), or for the talk that is to move."""
    free = bookings.free_slots(invitation)
    free = _that_fit(holding.find(booking_id), free) if booking_id else free
    if free:
        slots = _three_of(free, invitation, booking_id)
        tell.choices(invitation, slots, by, booking_id=booking_id, invites=invites)
    else:
        _no_times(by, invitation, booking_id)
    return Done.ANSWERED


def _offer_more(chosen: Chosen, booking_id: int | None) -> Done:
    """Times they have not been offered yet. To who wants none of all that are free, a person
    talks."""
    invitation = _invitation(chosen)
    free = bookings.free_slots(invitation)
    ages = chosen.ids.get("ages", ())
    if booking_id:
        free = _that_fit(holding.find(booking_id), free, ages)
    offered = times_offered(chosen.parent.id, invitation.id, booking_id)
    fresh = [slot for slot in free if slot.id not in offered]
    if fresh:
        slots = _three_of(fresh, invitation, booking_id)
        tell.choices(invitation, slots, chosen.by, booking_id=booking_id, ages=ages)
    elif free:
        inviting.ask_for_call(invitation.id, chosen.by)
    else:
        _no_times(chosen.by, invitation, booking_id)
    return Done.ANSWERED


def _that_fit(talk: Booking, free: list[Slot], ages: Sequence[int] = ()) -> list[Slot]:
    """Times at which those who come along have a place, too: little ones of these ages, or those
    who have a place in the crèche now."""
    return helping.with_places(talk, free, ages) if ages else helping.with_their_places(talk, free)


def _three_of(free: list[Slot], invitation: Invitation, booking_id: int | None) -> list[Slot]:
    """Three of these times for a text, first those at which they have an interpreter."""
    liked = bookings.usual_times([invitation.parent_id])[invitation.parent_id]
    wish = holding.find(booking_id).interpreter if booking_id else ""
    return interpreting.for_a_text(free, invitation.parent, wish, liked)


def _no_times(by: By, invitation: Invitation, booking_id: int | None) -> None:
    """Without a talk they can wait for a time; about one that is booked, a person rings."""
    if booking_id is None:
        ask.none_free(invitation, by)
        return
    short, child = school().short_name, invitation.child.first_name
    _ask_to_ring(invitation, booking_id)
    tell.answer(invitation.parent, lambda own: texts.no_times(own, school=short, child=child))


def _ring(chosen: Chosen, talk: Booking) -> Done:
    """They asked to be rung about a talk that is booked."""
    short = school().short_name
    _ask_to_ring(talk.invitation, talk.id)
    tell.answer(chosen.parent, lambda own: texts.will_ring(own, school=short))
    return Done.ANSWERED


def _ask_to_ring(invitation: Invitation, booking_id: int | None) -> None:
    ask_office(
        TaskKind.CALL,
        parent_id=invitation.parent_id,
        child_id=invitation.child_id,
        booking_id=booking_id,
    )


def _invitation(chosen: Chosen) -> Invitation:
    return db.session.get_one(Invitation, chosen.ids["invitation"])


def can_choose(invitation: Invitation) -> bool:
    """Whether the parent can still choose a first time for it."""
    can = (InvitationState.WAITING, InvitationState.ASKED, InvitationState.DECLINED)
    return invitation.state in can and invitation.round.is_open


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
        return _invitation(chosen), slot, chosen.ids.get("booking")
    return None
