"""Two parents of one child in one talk: asked apart, answered apart, made one by the office.

    each asked the same, in a round that asks -> yes | no, as often as they like, until the talk
    both said yes -> the office has a task, and chooses whose time is kept (`join`)
    one together -> either takes the yes back (`answer`, or at the desk `comes_alone`): that one
                    leaves the time, which the other knows of, and chooses another; the other keeps
                    it and hears nothing; the office rings each of them

A no stands above everything: no setting and no colleague makes one talk of two without two yeses.
Nobody learns what another answered, staff neither. What is kept of it is in `sharing`. Every verb
runs inside the caller's `act()`; it first locks the child, so that two answers at once are one
after the other, then the ties, the days and the bookings.
"""

from sqlalchemy import select

from portal import clock
from portal.db import db
from portal.domain import arranging, booking, holding, people, reaching, sharing, tell
from portal.domain.bookings import Booking, BookingState, CancelReason
from portal.domain.creche import IfFull
from portal.domain.history import By, Deed, record
from portal.domain.invitations import Invitation
from portal.domain.people import Guardianship
from portal.domain.sharing import TogetherAnswer
from portal.domain.tasks import TaskKind, ask_office, off_the_list
from portal.wording.refusals import Reason, Refused


def answer(invitation_id: int, yes: bool, by: By) -> bool:
    """This parent says whether they would like to come together with another one, whoever that may
    be. Returns whether a talk that was one with somebody is so no more, and they have no time now.

    The same answer twice is the same as once. A no always counts, a yes where the round asks.
    Refuses NOT_INVITED to who is not, or not asked.
    """
    invitation = db.session.get(Invitation, invitation_id)
    if invitation is None or (yes and not invitation.round.asks_together):
        raise Refused(Reason.NOT_INVITED)
    people.lock_child(invitation.child_id)
    _lock_ties(invitation)
    return _write_down(invitation, yes, by)


def comes_alone(booking_id: int, by: By) -> None:
    """A parent says at the desk that they would rather have a talk of their own: what takes a yes
    back, too. Refuses BOOKING_OVER where it is not one talk with another's, or has begun."""
    found = db.session.get(Booking, booking_id)
    if found is None:
        raise Refused(Reason.BOOKING_OVER)
    people.lock_child(found.child_id)
    _lock_ties(found.invitation)
    if not _write_down(found.invitation, False, by):
        raise Refused(Reason.BOOKING_OVER)


def forget(parent_id: int, child_id: int) -> None:
    """What this parent answered counts no more: contact about the child is held. Should it ever be
    lifted, they are asked anew."""
    theirs = select(Invitation.id).where(
        Invitation.parent_id == parent_id, Invitation.child_id == child_id
    )
    said = select(TogetherAnswer).where(TogetherAnswer.invitation_id.in_(theirs))
    for one in db.session.scalars(said):
        db.session.delete(one)
    off_the_list(TaskKind.TOGETHER, None, child_id)


def _lock_ties(*invitations: Invitation) -> None:
    """The ties behind these invitations, so that whoever is just holding contact waits for us, or
    we for them. Refuses NOT_INVITED where one is barred or held."""
    for one in sorted(invitations, key=lambda invitation: invitation.parent_id):
        tie = db.session.scalar(
            select(Guardianship)
            .where(Guardianship.child_id == one.child_id, Guardianship.parent_id == one.parent_id)
            .with_for_update(read=True, of=Guardianship)
            .execution_options(populate_existing=True)
        )
        if tie is None or not reaching.may_reach(tie):
            raise Refused(Reason.NOT_INVITED)


def _write_down(invitation: Invitation, yes: bool, by: By) -> bool:
    if sharing.last_answer(invitation.id) != yes:
        said = TogetherAnswer(invitation_id=invitation.id, yes=yes, at=clock.now(), face=by.face)
        db.session.add(said)
        db.session.flush()
        if yes and sharing.both_would(invitation.child_id, invitation.round_id):
            ask_office(TaskKind.TOGETHER, child_id=invitation.child_id)
    if yes:
        return False
    off_the_list(TaskKind.TOGETHER, None, invitation.child_id)
    made = db.session.scalar(
        select(Booking)
        .where(Booking.invitation_id == invitation.id, Booking.state == BookingState.BOOKED)
        .execution_options(populate_existing=True)
    )
    if made is None or made.slot.starts_at <= clock.now() or not sharing.partner_of(made):
        return False
    booking.cancel(made.id, by, CancelReason.PARENT, _tell_nothing)
    return True


def _tell_nothing(booking: Booking, _reason: CancelReason, _by: By) -> None:
    """What they hear is the times they can choose from now: each face shows them at once. Nothing
    that waits to be said of the talk they have left is true any more."""
    tell.make_way_for(booking)


def join(stays_id: int, comes_id: int, by: By) -> None:
    """Make one talk of these two bookings of one child: the first keeps its time, the second comes
    to it, with places in the crèche for its own little ones if there is room, otherwise waiting.
    Each parent is told by a text that they come together. Done twice it is the same as once.

    Refuses NOT_TOGETHER (one of the two has not said yes, or has taken it back), BOOKING_OVER,
    NOT_INVITED, PARENT_BUSY, SLOT_GONE.
    """
    stays, comes = db.session.get(Booking, stays_id), db.session.get(Booking, comes_id)
    if stays is None or comes is None or stays.child_id != comes.child_id:
        raise Refused(Reason.BOOKING_OVER)
    people.lock_child(stays.child_id)
    pair = {stays.invitation_id, comes.invitation_id}
    both = sharing.both_would(stays.child_id, stays.invitation.round_id)
    if {one.id for one in both} != pair:
        raise Refused(Reason.NOT_TOGETHER)
    _lock_ties(stays.invitation, comes.invitation)
    holding.lock_days([holding.day_of(stays_id), holding.day_of(comes_id)])
    for one in sorted((stays_id, comes_id)):
        found = holding.find(one)
        if found.state != BookingState.BOOKED or booking.has_begun(found):
            raise Refused(Reason.BOOKING_OVER)
    if stays.slot_id != comes.slot_id:
        _put_beside(stays, comes, by)


def _put_beside(stays: Booking, comes: Booking, by: By) -> None:
    _invitation, slot = holding.wanted(comes.invitation_id, stays.slot_id, by)
    _mine, live = holding.bookings_about(comes.invitation, slot)
    holding.refuse_taken(comes.invitation, slot, live, beside=stays)
    booking.put(comes, slot, IfFull.WAIT, by, beside_id=stays.id)
    sharing.write_down(stays, comes, by.staff_id)
    for one in (stays, comes):
        record(
            by,
            Deed.ONE_TALK,
            parent_id=one.parent_id,
            child_id=one.child_id,
            booking_id=one.id,
        )
        tell.together(one, by)
    arranging.moved(comes, by)
