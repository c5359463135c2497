"""Calling off what fell through: each talk in a short act of its own, with the text that says so;
whoever was to come and help is called off with it (`arranging`). Killed in between, a sweep goes on
(`to_call_off`): pressed twice, it is done once.

Every verb runs inside the caller's `act()`, with the days locked first.
"""

from sqlalchemy import select

from portal.db import db
from portal.domain import booking, creche_places, first_choice, holding, tell, tell_upset
from portal.domain.bookings import Booking, BookingState, CancelReason
from portal.domain.creche import WAITING, PlaceState
from portal.domain.history import By, Deed, Face, record
from portal.domain.people import Guardianship
from portal.domain.reaching import seen
from portal.domain.rounds import Slot
from portal.domain.upset import TO_DO, Fate, UpsetTalk, What

WHY = {What.AWAY: CancelReason.TEACHER_AWAY, What.SHUT: CancelReason.SCHOOL_SHUT}
"""Why a talk ended; for all else it is "another reason"."""


def to_call_off(upset_id: int | None = None) -> list[int]:
    """The rows (ids) whose talk is still to be called off, soonest first; of one upset or of
    all."""
    query = select(UpsetTalk.id).join(Slot, Slot.id == UpsetTalk.slot_id).where(TO_DO)
    if upset_id is not None:
        query = query.where(UpsetTalk.upset_id == upset_id)
    return list(db.session.scalars(query.order_by(Slot.starts_at, UpsetTalk.id)))


def call_off(row_id: int) -> bool:
    """Call this talk off, keep its family's first choice of new times, and tell them, if that is
    still due. Whether it was."""
    asked = first_choice.talk_of(row_id)
    slots = first_choice.times_for(asked)
    holding.lock_days({asked.slot.day, *(slot.day for slot in slots)})
    talk = holding.find(asked.id)
    row = first_choice.find_row(row_id)
    if row.fate != Fate.TO_CALL_OFF:
        return False
    by = By(Face.DESK, staff_id=row.upset.by_id)
    if _undone(talk, row) or not _stands(talk, row):
        row.fate = Fate.LEFT_ALONE
    elif not _may_be_spoken_of(talk):
        booking.end_silently(talk.id, by)
        row.fate = Fate.LEFT_ALONE
    elif row.upset.what == What.CRECHE:
        _call_off_places(row, talk, by)
    else:
        _call_off_talk(row, talk, slots, by)
    return True


def _undone(talk: Booking, row: UpsetTalk) -> bool:
    """Whether it stands after all. A time that does not stand again, because the school is closed
    that day, has nobody in it."""
    return row.upset.undone_at is not None and talk.slot.removed_at is None


def _stands(talk: Booking, row: UpsetTalk) -> bool:
    """Whether it is still the talk that was touched: not moved, not cancelled, not begun."""
    booked = talk.state == BookingState.BOOKED and talk.slot_id == row.slot_id
    return booked and not booking.has_begun(talk)


def _may_be_spoken_of(talk: Booking) -> bool:
    tie = select(Guardianship.id).where(
        Guardianship.child_id == talk.child_id, Guardianship.parent_id == talk.parent_id, seen()
    )
    return db.session.scalar(tie) is not None


def _call_off_talk(row: UpsetTalk, talk: Booking, slots: list[Slot], by: By) -> None:
    until = first_choice.keep_or_wait(row, talk, slots)

    def tells(ended: Booking, _reason: CancelReason, by: By) -> None:
        tell_upset.called_off(ended, row.upset.what, slots, until, by)

    booking.cancel(talk.id, by, WHY.get(row.upset.what, CancelReason.OTHER), tells)
    row.fate = Fate.CALLED_OFF


def _call_off_places(row: UpsetTalk, talk: Booking, by: By) -> None:
    creche_places.lock_sessions([talk.slot.day])
    gone = [
        place for place in creche_places.places_of(talk.id) if place.session_id in row.upset.creches
    ]
    if not gone:
        row.fate = Fate.LEFT_ALONE
        return
    for place in gone:
        place.waited, place.state = place.state in WAITING, PlaceState.GIVEN_UP
    row.fate = Fate.CALLED_OFF
    row.by_text = tell.why_not(talk.parent_id, talk.child_id) is None
    record(
        by,
        Deed.PLACE_WITHDRAWN,
        parent_id=talk.parent_id,
        child_id=talk.child_id,
        booking_id=talk.id,
    )
    tell_upset.creche_off(talk, by)
