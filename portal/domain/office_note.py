"""The office's own note on a talk, which no parent sees. Runs inside the caller's `act()`."""

from portal.domain.as_shown import fingerprint, refuse_changed
from portal.domain.bookings import Booking
from portal.domain.history import By, Deed, record
from portal.domain.holding import find
from portal.wording.refusals import Reason, Refused

LONGEST = 300


def as_shown(booking: Booking) -> str:
    """The note as a page shows it, in short."""
    return fingerprint(booking.note)


def write(booking_id: int, words: str, by: By, *, seen: str | None = None) -> None:
    """Write the note anew. `seen`: as the page showed it (`as_shown`). Twice is the same as once.

    Refuses TOO_LONG, CHANGED_MEANWHILE.
    """
    if len(words) > LONGEST:
        raise Refused(Reason.TOO_LONG)
    booking = find(booking_id)
    if booking.note == words:
        return
    refuse_changed(seen, as_shown(booking))
    booking.note = words
    record(
        by,
        Deed.NOTED,
        parent_id=booking.parent_id,
        child_id=booking.child_id,
        booking_id=booking.id,
    )
