"""Who came to a talk: a person says so, and can put it right. What follows a missed talk is in
`missed`. Every verb runs inside the caller's `act()`.
"""

from sqlalchemy import select

from portal import clock
from portal.db import db
from portal.domain import missed
from portal.domain.booking import has_begun
from portal.domain.bookings import UNDER_WAY, Booking, BookingState
from portal.domain.history import By, Deed, record
from portal.domain.holding import find
from portal.wording.refusals import Reason, Refused

MARKABLE = (BookingState.BOOKED, BookingState.ATTENDED, BookingState.MISSED)
"""A talk in one of these states can be marked: they came, or did not."""


def mark(booking_id: int, came: bool, by: By, *, seen: BookingState | None = None) -> None:
    """A person says whether the family came. Can be put right; marking twice is the same as once.
    `seen`: what had been said on the page that this comes from. What follows a missed talk is in
    `missed`.

    Refuses BOOKING_OVER for a talk that is not booked, before its day, and for "did not come"
    before it has begun; MARKED_MEANWHILE.
    """
    booking = find(booking_id)
    state = BookingState.ATTENDED if came else BookingState.MISSED
    if booking.state == state:
        return
    early = booking.slot.day > clock.today() or not (came or has_begun(booking))
    if booking.state not in MARKABLE or early:
        raise Refused(Reason.BOOKING_OVER)
    _refuse_marked(booking, seen)
    booking.state, booking.marked_at = state, clock.now()
    _record(by, Deed.ATTENDED if came else Deed.MISSED, booking)
    if came:
        missed.was_not_missed(booking)
    else:
        missed.was_missed(booking)


def take_back_mark(booking_id: int, by: By, *, seen: BookingState | None = None) -> None:
    """Whether the family came was marked wrongly: nobody has said it yet. Done twice it is the
    same as once; `seen` is as in `mark`. Refuses BOOKING_OVER where another time has been chosen
    since, MARKED_MEANWHILE."""
    booking = find(booking_id)
    if booking.state == BookingState.BOOKED:
        return
    chosen = select(Booking.id).where(Booking.invitation_id == booking.invitation_id, UNDER_WAY)
    if booking.state not in MARKABLE or db.session.scalar(chosen) is not None:
        raise Refused(Reason.BOOKING_OVER)
    _refuse_marked(booking, seen)
    booking.state, booking.marked_at = BookingState.BOOKED, None
    _record(by, Deed.MARK_TAKEN_BACK, booking)
    missed.was_not_missed(booking)


def _refuse_marked(booking: Booking, seen: BookingState | None) -> None:
    if seen not in (None, booking.state):
        raise Refused(Reason.MARKED_MEANWHILE)


def _record(by: By, deed: Deed, booking: Booking) -> None:
    record(
        by,
        deed,
        parent_id=booking.parent_id,
        child_id=booking.child_id,
        booking_id=booking.id,
    )
