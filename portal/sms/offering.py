"""What is offered by text in answer to a number: free times to choose from, or that somebody rings.

When it is offered is in `choose`, `about_talk` and `commands`.
"""

from collections.abc import Sequence

from portal.db import db
from portal.domain import ask, bookings, helping, holding, interpreting, inviting, tell
from portal.domain.asked import times_offered
from portal.domain.bookings import Booking
from portal.domain.history import By
from portal.domain.invitations import Invitation, InvitationState
from portal.domain.people import Parent, school
from portal.domain.rounds import Slot
from portal.domain.tasks import TaskKind, ask_office
from portal.sms.chosen import Chosen, Done
from portal.wording import texts


def can_choose(invitation: Invitation) -> bool:
    """Whether the parent can still choose a first time for it."""
    can = (InvitationState.WAITING, InvitationState.ASKED, InvitationState.DECLINED)
    return invitation.state in can and invitation.round.is_open


def invitation_of(chosen: Chosen) -> Invitation:
    """The invitation that the question was about."""
    return db.session.get_one(Invitation, chosen.ids["invitation"])


def offer(
    by: By, invitation: Invitation, booking_id: int | None = None, *, invites: bool = False
) -> Done:
    """Free times for a first booking (`invites`: once more), or for the talk that is to move."""
    free = bookings.free_slots(invitation)
    free = that_fit(holding.find(booking_id), free) if booking_id else free
    if free:
        slots = _three_of(free, invitation, booking_id)
        tell.choices(invitation, slots, by, booking_id=booking_id, invites=invites)
    else:
        none_free(by, invitation, booking_id)
    return Done.ANSWERED


def offer_more(chosen: Chosen, booking_id: int | None) -> Done:
    """Times they have not been offered yet. To who wants none of all that are free, a person
    talks."""
    invitation = invitation_of(chosen)
    free = bookings.free_slots(invitation)
    ages = chosen.ids.get("ages", ())
    if booking_id:
        free = that_fit(holding.find(booking_id), free, ages)
    offered = times_offered(chosen.parent.id, invitation.id, booking_id)
    fresh = [slot for slot in free if slot.id not in offered]
    if fresh:
        slots = _three_of(fresh, invitation, booking_id)
        tell.choices(invitation, slots, chosen.by, booking_id=booking_id, ages=ages)
    elif free:
        inviting.ask_for_call(invitation.id, chosen.by)
    else:
        none_free(chosen.by, invitation, booking_id)
    return Done.ANSWERED


def that_fit(talk: Booking, free: list[Slot], ages: Sequence[int] = ()) -> list[Slot]:
    """Times at which those who come along have a place, too: little ones of these ages, or those
    who have a place in the crèche now."""
    return helping.with_places(talk, free, ages) if ages else helping.with_their_places(talk, free)


def _three_of(free: list[Slot], invitation: Invitation, booking_id: int | None) -> list[Slot]:
    """Three of these times for a text, first those at which they have an interpreter."""
    liked = bookings.usual_times([invitation.parent_id])[invitation.parent_id]
    wish = holding.find(booking_id).interpreter if booking_id else ""
    return interpreting.for_a_text(free, invitation.parent, wish, liked)


def none_free(by: By, invitation: Invitation, booking_id: int | None) -> None:
    """Without a talk they can wait for a time; about one that is booked, a person rings."""
    if booking_id is None:
        ask.none_free(invitation, by)
        return
    short, child = school().short_name, invitation.child.first_name
    ask_office(
        TaskKind.CALL,
        parent_id=invitation.parent_id,
        child_id=invitation.child_id,
        booking_id=booking_id,
    )
    tell.answer(invitation.parent, lambda own: texts.no_times(own, school=short, child=child))


def ring_me(parent: Parent, talk: Booking | None = None) -> Done:
    """ "Please ring me", about this talk or about anything: the office does."""
    short = school().short_name
    ask_office(
        TaskKind.CALL,
        parent_id=parent.id,
        child_id=talk.child_id if talk else None,
        booking_id=talk.id if talk else None,
    )
    tell.answer(parent, lambda own: texts.will_ring(own, school=short))
    return Done.ANSWERED
