"""By when something is to be seen to: so many school days, and before the next talk. Only looks."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from portal import clock
from portal.db import db
from portal.domain.bookings import Booking, BookingState
from portal.domain.rounds import Slot
from portal.domain.school_days import closures as closed_days
from portal.domain.school_days import is_school_day, school_day_before, school_days_after


@dataclass(frozen=True)
class Rule:
    """Within how many school days (0: today, or the next day the school is open), and why then."""

    days: int
    why: str

    def due_on(self, parent_id: int | None, child_id: int | None) -> date:
        """The last day in time: within the days of the rule, and before the day of the family's
        next talk, for which they should have everything settled. Never a day that is over."""
        closed = closed_days()
        today = clock.today()
        first = today if is_school_day(today, closed) else school_days_after(today, 1, closed)
        due = school_days_after(first, self.days, closed)
        talk = _next_talk(parent_id, child_id)
        return max(today, min(due, school_day_before(talk, closed))) if talk else due


def _next_talk(parent_id: int | None, child_id: int | None) -> date | None:
    """The day of the next booked talk of this parent, or about this child."""
    if parent_id is None and child_id is None:
        return None
    about = Booking.parent_id == parent_id if parent_id else Booking.child_id == child_id
    query = select(func.min(Slot.day)).join(Booking, Booking.slot_id == Slot.id)
    return db.session.scalar(
        query.where(about, Booking.state == BookingState.BOOKED, Slot.day >= clock.today())
    )
