"""A parent's talks that are booked and still to come, as reminders and answers speak of them."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal import clock
from portal.db import db
from portal.domain.bookings import Booking, BookingState
from portal.domain.invitations import Invitation
from portal.domain.people import ties_of
from portal.domain.rounds import Slot


def talks_of(parent_id: int, day: date | None = None) -> list[Booking]:
    """This parent's coming talks (on this day), in order of time, about children they may see."""
    query = (
        select(Booking)
        .join(Booking.slot)
        .where(
            Booking.parent_id == parent_id,
            Booking.state == BookingState.BOOKED,
            Slot.starts_at > clock.now(),
        )
        .options(
            joinedload(Booking.slot).joinedload(Slot.teacher),
            joinedload(Booking.invitation).joinedload(Invitation.child),
            joinedload(Booking.invitation).joinedload(Invitation.parent),
            joinedload(Booking.invitation).joinedload(Invitation.round),
        )
        .order_by(Slot.starts_at, Booking.id)
        .execution_options(populate_existing=True)
    )
    if day is not None:
        query = query.where(Slot.day == day)
    seen = {tie.child_id for tie in ties_of(parent_id)}
    return [talk for talk in db.session.scalars(query) if talk.child_id in seen]
