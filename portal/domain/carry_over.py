"""What a parent said about a talk that fell through goes along to the next time they choose: how
they meet, who comes, what helps, and who needs the crèche. Nobody is asked twice.
"""

from dataclasses import replace

from sqlalchemy import select

from portal.db import db
from portal.domain import creche_places
from portal.domain.bookings import BY_THE_SCHOOL, Booking
from portal.domain.rounds import Slot

SAID = (
    "way",
    "comes",
    "interpreter",
    "lift",
    "step_free",
    "ring_me",
    "phone_instead",
    "with_me",
    "remind_2_hours",
)
"""The columns of a booking that hold what the parent said."""


def fell_through(invitation_id: int) -> Booking | None:
    """The last talk of this invitation that the school called off. Only looks."""
    query = select(Booking).where(
        Booking.invitation_id == invitation_id, Booking.cancel_reason.in_(BY_THE_SCHOOL)
    )
    return db.session.scalars(query.order_by(Booking.id.desc())).first()


def what_was_said(before: Booking, fresh: Booking, slot: Slot) -> None:
    """Write into the booking just made for a time at `slot` what was said about the one `before`,
    which the school called off. Crèche places are written down as given up: who confirms the time
    asks for them again. The day is locked."""
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
