"""A parent's talks that are booked and still to come, as reminders and answers speak of them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

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


def as_ids(talks: Sequence[Booking]) -> dict[str, Any]:
    """What a question about these talks of one day keeps: `asked_about` finds them again."""
    return {
        "day": talks[0].slot.day.isoformat(),
        "invitations": [talk.invitation_id for talk in talks],
    }


def asked_about(parent_id: int, ids: dict[str, Any]) -> list[Booking]:
    """The coming talks that a question was about (`as_ids`), as they are now: first those of its
    day, then those that have another day since."""
    asked = ids.get("invitations", [])
    talks = [
        talk
        for talk in talks_of(parent_id)
        if talk.invitation_id in asked or not is_elsewhere(talk, ids)
    ]
    return sorted(talks, key=lambda talk: is_elsewhere(talk, ids))


def is_elsewhere(talk: Booking, ids: dict[str, Any]) -> bool:
    """Whether this talk is on another day than the one that was asked about."""
    return talk.slot.day != date.fromisoformat(ids["day"])


def of_one_day(talks: Sequence[Booking]) -> list[Booking]:
    """Those on the day of the first."""
    return [talk for talk in talks if talk.slot.day == talks[0].slot.day]
