"""When an interpreter comes who did not, or does not come who was to: the talks of that day have
one now, or need another.

Every verb runs inside the caller's `act()`, with the day locked first.
"""

from contextlib import suppress

from sqlalchemy import ColumnElement, select

from portal import clock
from portal.db import db
from portal.domain import arranging, holding, interpreters, tell_help
from portal.domain.bookings import Booking, BookingState
from portal.domain.help_requests import LIVE, HelpRequest, NeedKind, NeedState
from portal.domain.history import By, Deed, record
from portal.domain.interpreters import InterpreterStay
from portal.domain.rounds import Slot
from portal.wording.refusals import Refused


def give_to_who_waits(stay_id: int, by: By) -> int:
    """An interpreter is here now who was not before: talks of that day that wait for one of this
    language have them, the earliest first. Returns how many."""
    stay = db.session.get_one(InterpreterStay, stay_id)
    holding.lock_days([stay.day])
    asked = HelpRequest.state == NeedState.ASKED
    found = _find(HelpRequest.kind == NeedKind.INTERPRETER, asked, Slot.day == stay.day)
    interpreters.lock_all()
    for need, talk in sorted(found, key=lambda pair: pair[1].slot.starts_at):
        if need.state == NeedState.ASKED:
            arranging.give_who_is_here(need, talk, by)
            db.session.flush()
    return sum(need.stay_id == stay_id for need, _talk in found)


def call_off_stay(stay_id: int, by: By) -> list[int]:
    """The interpreter is not here then after all: who relied on them is looked after again. Returns
    the requests (ids) that are open again. Twice is the same as once."""
    stay = db.session.get(InterpreterStay, stay_id)
    if stay is None:
        return []
    holding.lock_days([stay.day])
    found = _find(HelpRequest.stay_id == stay_id)
    interpreters.lock_all()
    db.session.refresh(stay)
    if stay.removed_at:
        return []
    stay.removed_at = clock.now()
    record(
        by,
        Deed.INTERPRETERS_CHANGED,
        interpreter=stay.interpreter_id,
        day=stay.day.isoformat(),
    )
    for need, talk in found:
        need.state, need.stay_id = NeedState.ASKED, None
        tell_help.forget(need)
        db.session.flush()
        arranging.give_who_is_here(need, talk, by)
        if need.state == NeedState.ASKED:
            arranging.write_down(by, Deed.NEED_ASKED_AGAIN, need, talk)
    arranging.needed_that_day(stay)
    return [need.id for need, _talk in found if need.state == NeedState.ASKED]


def _find(*which: ColumnElement[bool]) -> list[tuple[HelpRequest, Booking]]:
    """The requests of which this is true, of talks still to come, with all that is to be locked."""
    query = (
        select(HelpRequest.id)
        .join(Booking, Booking.id == HelpRequest.booking_id)
        .join(Slot, Slot.id == Booking.slot_id)
        .where(*which, LIVE, Booking.state == BookingState.BOOKED, Slot.starts_at > clock.now())
        .order_by(Booking.id)
    )
    found = []
    for one in db.session.scalars(query).all():
        with suppress(Refused):  # it has just ended
            found.append(arranging.find(one))
    return found
