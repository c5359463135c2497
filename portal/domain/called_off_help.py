"""Help that was promised for a talk which does not take place: it is not due as long as the family
has none to come to. Only looks; the promises are in `promised_help`."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, timedelta

from sqlalchemy import func, select

from portal.db import db
from portal.domain.bookings import Booking, BookingState, CancelReason
from portal.domain.rounds import Slot

SOON_AFTER = timedelta(days=3)
"""A lift that is promised by Friday is one to the talk on Friday, or on Monday."""

For = tuple[int, int, date]
"""To whom (parent id), about whom (child id), and by when something is to be arranged."""


def without_talk(promises: Collection[For]) -> dict[For, date | None]:
    """Those of these whose talk, on that day or soon after, was called off or cancelled; each with
    the day of the talk that they have instead, if there is one."""
    talks = _talks_of({parent_id for parent_id, _child, _due in promises})
    found = {}
    for parent_id, child_id, due_on in promises:
        theirs = talks[parent_id, child_id]
        its = [off for day, off in theirs if due_on <= day <= due_on + SOON_AFTER]
        if its and all(its):
            later = [day for day, off in theirs if day > due_on and not off]
            found[parent_id, child_id, due_on] = min(later, default=None)
    return found


def _talks_of(parent_ids: set[int]) -> defaultdict[tuple[int, int], list[tuple[date, bool]]]:
    """The talks of these parents by parent and child: on which day, and whether it is off."""
    query = (
        select(
            Booking.parent_id,
            Booking.child_id,
            Slot.day,
            Booking.state == BookingState.CANCELLED,
        )
        .join(Slot, Slot.id == Booking.slot_id)
        .where(
            Booking.parent_id.in_(parent_ids),
            Booking.state != BookingState.HELD,
            func.coalesce(Booking.cancel_reason != CancelReason.HOLD_OVER, True),
        )
    )
    talks: defaultdict[tuple[int, int], list[tuple[date, bool]]] = defaultdict(list)
    for parent_id, child_id, day, off in db.session.execute(query):
        talks[parent_id, child_id].append((day, bool(off)))
    return talks
