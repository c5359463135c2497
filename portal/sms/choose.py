"""What each number does: the choices that a text offered, and the times offered in answer.

A choice becomes one domain verb, which queues its own answer. Here are also the other times that
are offered when a verb refuses. Reading the number is `understand`, the acts around it are
`answer`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from typing import Any

from portal import clock
from portal.db import db
from portal.domain import (
    booking,
    bookings,
    holding,
    inviting,
    outbox,
    questions,
    reminders,
    tell,
)
from portal.domain.bookings import Booking, BookingState
from portal.domain.history import By
from portal.domain.invitations import Invitation, InvitationState
from portal.domain.people import Parent, may_reach, school
from portal.domain.questions import WORDS_CALL, WORDS_CANNOT, WORDS_COMING, Question
from portal.domain.rounds import Slot
from portal.domain.tasks import TaskKind, ask_office
from portal.wording import texts
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


@dataclass(frozen=True)
class Chosen:
    """One choice of one question, by this parent. `ids` are those that the question kept."""

    parent: Parent
    by: By
    question: Question
    choice: int | str
    ids: dict[str, Any]


class Done(Enum):
    """What became of it."""

    ANSWERED = auto()
    NOT_UNDERSTOOD = auto()  # it makes no sense any more: a person reads it
    SAY_NOTHING = auto()  # a person reads it, and the parent hears nothing


def may_hear_about(parent_id: int, child_id: int) -> bool:
    """Whether this parent may still be answered about this child."""
    tie = tell.tie(parent_id, child_id)
    return tie is not None and may_reach(tie)


def do(chosen: Chosen) -> Done:
    """Do what was chosen. Refuses what the verbs refuse."""
    return _VERBS[chosen.question](chosen)


def once_more(chosen: Chosen) -> Done:
    """The question was over or answered when they wrote. Where a time can still be chosen, they
    get times again; anything else is not guessed."""
    if chosen.question == Question.TIME and _can_choose(_invitation(chosen)):
        return _offer(chosen, _invitation(chosen), None)
    if chosen.question == Question.NEW_TIME:
        talk = holding.find(chosen.ids["booking"])
        if talk.state == BookingState.BOOKED and talk.slot.starts_at > clock.now():
            return _change(chosen, talk)
    return Done.NOT_UNDERSTOOD


def sorry(chosen: Chosen, reason: Reason) -> None:
    """The verb said no: say so, with the nearest free times where another time helps."""
    wanted = _wanted(chosen) if reason in ANOTHER_TIME else None
    if wanted is None:
        tell.answer(chosen.parent, lambda own: say(reason, own))
        return
    invitation, slot, booking_id = wanted
    free = [one for one in bookings.free_slots(invitation) if one.id != slot.id]
    nearest = bookings.nearest(free, slot.starts_at)
    if nearest:
        tell.choices(invitation, nearest, chosen.by, booking_id=booking_id, sorry=reason)
    else:
        _no_times(chosen, invitation, booking_id)


# -- a verb for each question ------------------------------------------------------------------


def _book(chosen: Chosen) -> Done:
    """A number of the invitation: a time, other times, ring me, not this time."""
    invitation_id = chosen.ids["invitation"]
    match chosen.choice:
        case int(slot_id):
            made = booking.book(invitation_id, slot_id, chosen.by)
            # Another time may be booked already, on the page: that one stays.
            return Done.ANSWERED if made.slot_id == slot_id else Done.NOT_UNDERSTOOD
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
            booking.move(booking_id, slot_id, chosen.by)
        case questions.WORDS_MORE:
            return _offer_more(chosen, booking_id)
        case _:
            return _ring(chosen, holding.find(booking_id))
    return Done.ANSWERED


def _answer_reminder(chosen: Chosen) -> Done:
    """1 coming, 2 change time, 3 cannot come, 4 please call me."""
    talks = reminders.talks_on(chosen.parent.id, date.fromisoformat(chosen.ids["day"]))
    if not talks:
        raise Refused(Reason.BOOKING_OVER)
    if chosen.choice == WORDS_COMING:
        for talk in talks:
            booking.say_coming(talk.id, chosen.by)
        at = clock.local(talks[0].slot.starts_at)
        tell.answer(chosen.parent, lambda own: texts.coming(own, at=at))
        return Done.ANSWERED
    if chosen.choice == WORDS_CALL:
        return _ring(chosen, talks[0])
    if len(talks) > 1:
        tell.which(chosen.parent, talks, str(chosen.choice))
        return Done.ANSWERED
    return _change_or_cancel(chosen, talks[0], str(chosen.choice))


def _this_one(chosen: Chosen) -> Done:
    """Which of several talks they meant."""
    return _change_or_cancel(chosen, holding.find(int(chosen.choice)), chosen.ids["then"])


def _take_back(chosen: Chosen) -> Done:
    booking.take_back_cancel(chosen.ids["booking"], chosen.by)
    return Done.ANSWERED


_VERBS: dict[Question, Callable[[Chosen], Done]] = {
    Question.TIME: _book,
    Question.NEW_TIME: _move,
    Question.COMING: _answer_reminder,
    Question.WHICH: _this_one,
    Question.UNDO: _take_back,
}


def _change_or_cancel(chosen: Chosen, talk: Booking, then: str) -> Done:
    if not may_hear_about(chosen.parent.id, talk.child_id):
        return Done.SAY_NOTHING
    if then == WORDS_CANNOT:
        booking.cancel(talk.id, chosen.by)
        return Done.ANSWERED
    return _change(chosen, talk)


def _change(chosen: Chosen, talk: Booking) -> Done:
    holding.refuse_closed(talk.invitation, chosen.by)
    return _offer(chosen, talk.invitation, talk.id)


# -- offering times ----------------------------------------------------------------------------


def _offer(chosen: Chosen, invitation: Invitation, booking_id: int | None) -> Done:
    """Free times to choose from, for a first booking or for the talk that is to move."""
    free = bookings.free_slots(invitation)
    if free:
        slots = bookings.well_spread(free)
        tell.choices(invitation, slots, chosen.by, booking_id=booking_id)
    else:
        _no_times(chosen, invitation, booking_id)
    return Done.ANSWERED


def _offer_more(chosen: Chosen, booking_id: int | None) -> Done:
    """Times they have not been offered yet. To who wants none of all that are free, a person
    talks."""
    invitation = _invitation(chosen)
    free = bookings.free_slots(invitation)
    offered = outbox.times_offered(chosen.parent.id, invitation.id, booking_id)
    fresh = [slot for slot in free if slot.id not in offered]
    if fresh:
        slots = bookings.well_spread(fresh)
        tell.choices(invitation, slots, chosen.by, booking_id=booking_id)
    elif free:
        inviting.ask_for_call(invitation.id, chosen.by)
    else:
        _no_times(chosen, invitation, booking_id)
    return Done.ANSWERED


def _no_times(chosen: Chosen, invitation: Invitation, booking_id: int | None) -> None:
    short, child = school().short_name, invitation.child.first_name
    _ask_to_ring(invitation, booking_id)
    tell.answer(chosen.parent, lambda own: texts.no_times(own, school=short, child=child))


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


def _can_choose(invitation: Invitation) -> bool:
    around = invitation.round
    can = (InvitationState.WAITING, InvitationState.ASKED, InvitationState.DECLINED)
    return invitation.state in can and around.opens_on <= clock.today() <= around.closes_on


def _wanted(chosen: Chosen) -> tuple[Invitation, Slot, int | None] | None:
    """For which invitation which time was wanted, and for which booking, if one moves."""
    if chosen.question == Question.UNDO:
        talk = holding.find(chosen.ids["booking"])
        return talk.invitation, talk.slot, None
    if isinstance(chosen.choice, int) and "invitation" in chosen.ids:
        slot = db.session.get_one(Slot, chosen.choice)
        return _invitation(chosen), slot, chosen.ids.get("booking")
    return None
