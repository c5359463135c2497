"""What a parent said about a talk that fell through goes along to the next time they choose: how
they meet, who comes, what helps, and who needs the crèche. Nobody is asked twice.
"""

from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.db import db
from portal.domain import creche_places
from portal.domain.bookings import Booking, BookingState, CancelReason
from portal.domain.rounds import Slot

SAID = ("way", "comes", "interpreter", "lift", "step_free", "ring_me", "remind_2_hours")
"""The columns of a booking that hold what the parent said."""
BY_THE_SCHOOL = (CancelReason.TEACHER_AWAY, CancelReason.SCHOOL_SHUT, CancelReason.OTHER)


def what_was_said(fresh: Booking, slot: Slot) -> None:
    """Write into this booking, just made for a time at `slot`, what was said about the last one of
    its invitation, if the school called that off. Crèche places are written down as given up: who
    confirms the time asks for them again. The day is locked."""
    before = db.session.scalar(
        select(Booking)
        .where(
            Booking.invitation_id == fresh.invitation_id,
            Booking.id != fresh.id,
            Booking.state == BookingState.CANCELLED,
            Booking.cancel_reason.in_(BY_THE_SCHOOL),
        )
        .options(joinedload(Booking.slot))
        .order_by(Booking.id.desc())
        .limit(1)
    )
    if before is None:
        return
    for name in SAID:
        setattr(fresh, name, getattr(before, name))
    given_up = creche_places.places_of(before.id, creche_places.HAD)
    if given_up:
        said = zip(creche_places.as_said(given_up), given_up, strict=True)
        creche_places.keep_asked(
            booking_id=fresh.id,
            parent_id=fresh.parent_id,
            day=slot.day,
            starts=slot.starts_at,
            ends=slot.ends_at,
            little_ones=[replace(one, health=place.health) for one, place in said],
        )
