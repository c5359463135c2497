"""Waiting for a time: when none is free, and what happens when one comes free.

Nobody calls the waiting list. A sweep looks at what is true: a free time and a family that waits
make an offer, which is a time held for that family until a deadline. The table is in `waiting`.
"""

from datetime import datetime
from functools import cache
from typing import TypeVarTuple

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    bindparam,
    exists,
    or_,
    select,
)

from portal import clock
from portal.db import NOW, TODAY, db, insert_once
from portal.domain import ask, booking, bookings, creche_places, holding, inviting, tell
from portal.domain.asked import open_question
from portal.domain.bookings import LIVE, UNDER_WAY, Booking, BookingState
from portal.domain.history import CLOCK, By, Deed, record
from portal.domain.invitations import Invitation, InvitationState
from portal.domain.offers import can_be_told, deadline
from portal.domain.outbox import (
    Kind,
    OutText,
    call_back,
    close_question,
    in_the_day,
)
from portal.domain.questions import Question
from portal.domain.rounds import Round, Slot
from portal.domain.school import school
from portal.domain.upset import waits_before_others
from portal.domain.waiting import WAITS, WaitingEntry, WaitingState
from portal.wording.refusals import Reason, Refused

Columns = TypeVarTuple("Columns")


# -- the parent ---------------------------------------------------------------------------------


def wait(invitation_id: int, by: By) -> None:
    """This parent waits for a time. Twice is the same as once; with a talk booked there is nothing
    to wait for. Refuses NOT_INVITED, ROUND_CLOSED.
    """
    invitation = inviting.answered(invitation_id)
    if invitation.state == InvitationState.BOOKED:
        return
    holding.refuse_closed(invitation, by)
    fresh = {
        "invitation_id": invitation.id,
        "parent_id": invitation.parent_id,
        "state": WaitingState.WAITING,
        "made_at": clock.now(),
        "passed": [],
    }
    new = insert_once(WaitingEntry, [WaitingEntry.invitation_id], fresh)
    entry = _entry(WaitingEntry.invitation_id == invitation.id)
    if entry.state not in (WaitingState.WAITING, WaitingState.OFFERED):
        entry.state, entry.made_at, entry.offered_at = WaitingState.WAITING, clock.now(), None
        entry.passed, new = [], entry.id
    invitation.state = InvitationState.ASKED
    if new:
        _record(by, Deed.WAITS_FOR_TIME, invitation)
    ask.waiting(invitation, by)


def stop_waiting(invitation_id: int, by: By) -> None:
    """They do not wait any more. A time kept for them is free again."""
    found = _find(WaitingEntry.invitation_id == invitation_id)
    if found is None or found.state not in (WaitingState.WAITING, WaitingState.OFFERED):
        return
    _give_back(found)
    found.state = WaitingState.ENDED
    _record(by, Deed.WAITS_NO_MORE, db.session.get_one(Invitation, invitation_id))


def choose(invitation_id: int, slot_id: int, by: By) -> Booking:
    """Hold a time, like `holding.hold`, for a parent who may wait or have an offer: who chooses
    another time than the one offered has not taken it, and waits on until a talk is booked."""
    entry = db.session.scalar(_waits_for(), {"invitation_id": invitation_id})
    made = holding.hold(invitation_id, slot_id, by)
    if entry and entry.booking_id == made.id and not made.answered:  # the portal made it
        made.nothing_said = not creche_places.places_of(made.id, creche_places.HAD)
    if entry and entry.offered_slot_id not in (None, slot_id):
        entry.state, entry.booking_id = WaitingState.WAITING, None
        _record(by, Deed.OFFER_PASSED, db.session.get_one(Invitation, invitation_id))
    return made


def take(entry_id: int, slot_id: int, by: By) -> Booking:
    """The time that was offered last is theirs, also after the deadline if nobody else came.
    Refuses what `booking.confirm` refuses, and BOOKING_OVER if another time was offered since."""
    entry = _entry(WaitingEntry.id == entry_id)
    if entry.booking_id is None or entry.passed[-1:] != [slot_id]:
        raise Refused(Reason.BOOKING_OVER)
    if holding.find(entry.booking_id).slot_id != slot_id:
        raise Refused(Reason.BOOKING_OVER)
    booked = booking.confirm(entry.booking_id, by)
    entry.state = WaitingState.TAKEN
    return booked


def pass_on(entry_id: int, slot_id: int, by: By) -> bool:
    """They do not want this time that was offered: it goes to the next family, and they wait on.
    False if they do not wait any more, or another time is offered by now."""
    entry = _entry(WaitingEntry.id == entry_id)
    invitation = db.session.get_one(Invitation, entry.invitation_id)
    if entry.state == WaitingState.OFFERED and entry.offered_slot_id == slot_id:
        _give_back(entry)
        entry.state = WaitingState.WAITING
        _record(by, Deed.OFFER_PASSED, invitation)
    elif entry.state != WaitingState.WAITING:
        return False
    ask.passed(invitation, by)
    return True


def _give_back(entry: WaitingEntry) -> None:
    """What was offered is free again, and what asked about it asks no more."""
    question = open_question(entry.parent_id)
    if question and question.question == Question.OFFER:
        close_question(entry.parent_id)
    if entry.booking_id:
        of_it = OutText.booking_id == entry.booking_id
        call_back(of_it, OutText.kind == Kind.OFFER, why="they have said what they want")
    if entry.state == WaitingState.OFFERED and entry.booking_id:
        held = holding.find_in_its_day(entry.booking_id)
        if held.state == BookingState.HELD:
            holding.let_go(held)


def of(parent_id: int) -> list[WaitingEntry]:
    """What this parent waits for or is offered just now."""
    query = (
        select(WaitingEntry)
        .where(WaitingEntry.parent_id == parent_id, WAITS)
        .order_by(WaitingEntry.id)
        .execution_options(populate_existing=True)
    )
    return list(db.session.scalars(query))


def find_offer(invitation_id: int) -> WaitingEntry | None:
    """The offer that stands about this invitation."""
    query = select(WaitingEntry).where(
        WaitingEntry.invitation_id == invitation_id, WaitingEntry.state == WaitingState.OFFERED
    )
    return db.session.scalar(query)


# -- the clock ----------------------------------------------------------------------------------


def to_offer() -> list[int]:
    """Entries (ids) for whom a time is free that they can be offered now: of those who wait for
    the same teacher's times the first in line, so that each time is offered to one family.

    Who was never offered a time comes first, then who has waited longest since. Only looks, and
    nothing is offered in quiet hours.
    """
    now = clock.now()
    if in_the_day(now) != now:
        return []
    first: dict[tuple[int, int], int] = {}
    for entry, invitation in db.session.execute(_in_line()):
        queue = invitation.round_id, invitation.teacher_id
        if queue not in first and _what_to_offer(entry, invitation):
            first[queue] = entry.id
    return list(first.values())


@cache
def _in_line() -> Select[WaitingEntry, Invitation]:
    """Those who wait while any time of their teacher is free."""
    free = exists().where(
        Slot.round_id == Invitation.round_id,
        Slot.teacher_id == Invitation.teacher_id,
        Slot.starts_at > NOW,
        Slot.removed_at.is_(None),
        or_(Slot.kept_until.is_(None), Slot.kept_until <= NOW),
        ~exists().where(Booking.slot_id == Slot.id, LIVE),
    )
    return (
        select(WaitingEntry, Invitation)
        .join(Invitation, Invitation.id == WaitingEntry.invitation_id)
        .join(Invitation.round)
        .where(
            WAITS,
            WaitingEntry.state == WaitingState.WAITING,
            Round.opens_on <= TODAY,
            Round.closes_on >= TODAY,
            free,
            ~waits_before_others(),
        )
        .order_by(
            WaitingEntry.offered_at.is_not(None),
            WaitingEntry.offered_at,
            WaitingEntry.made_at,
            WaitingEntry.id,
        )
    )


def _what_to_offer(entry: WaitingEntry, invitation: Invitation) -> tuple[Slot, datetime] | None:
    """The first free time that they were not offered yet, and until when it is kept for them."""
    closes = clock.at(invitation.round.closes_on, school().day_ends)
    for slot in bookings.free_slots(invitation):
        until = deadline(slot.starts_at, closes) if slot.id not in entry.passed else None
        if until is None:
            continue
        if tell.why_not(invitation.parent_id, invitation.child_id) or _is_choosing(invitation.id):
            return None
        if can_be_told(invitation.parent, until):
            return slot, until
    return None


def offer(entry_id: int) -> bool:
    """Keep a free time for them, and tell them, if that is still due. Whether it was."""
    entry = _entry(WaitingEntry.id == entry_id)
    invitation = db.session.get_one(Invitation, entry.invitation_id)
    found = _what_to_offer(entry, invitation) if entry.state == WaitingState.WAITING else None
    if found is None:
        return False
    slot, until = found
    try:
        held = holding.hold(invitation.id, slot.id, CLOCK)
    except Refused:
        return False  # somebody was faster
    held.held_until = until
    entry.state, entry.offered_at = WaitingState.OFFERED, clock.now()
    entry.booking_id, entry.passed = held.id, [*entry.passed, slot.id]
    _record(CLOCK, Deed.TIME_OFFERED, invitation)
    db.session.flush()
    ask.offer(entry.id, holding.find(held.id))
    return True


def _is_choosing(invitation_id: int) -> bool:
    query = select(Booking.id).where(
        Booking.invitation_id == invitation_id, Booking.state == BookingState.HELD
    )
    return db.session.scalar(query.limit(1)) is not None


def to_settle() -> list[int]:
    """Entries (ids) that are not as the world is: booked meanwhile, declined, the round over, or
    the time offered not held any more."""
    query = (
        _with_world(select(WaitingEntry.id))
        .where(WAITS)
        .where(
            or_(
                Booking.state == BookingState.BOOKED,
                _over(),
                and_(
                    WaitingEntry.state == WaitingState.OFFERED,
                    or_(Booking.id.is_(None), Booking.id != WaitingEntry.booking_id),
                ),
            )
        )
        .order_by(WaitingEntry.id)
    )
    return list(db.session.scalars(query))


def _with_world(query: Select[*Columns]) -> Select[*Columns]:
    return (
        query.join(Invitation, Invitation.id == WaitingEntry.invitation_id)
        .join(Round, Round.id == Invitation.round_id)
        .outerjoin(Booking, and_(Booking.invitation_id == Invitation.id, UNDER_WAY))
    )


def _over() -> ColumnElement[bool]:
    return or_(
        Invitation.state.in_([InvitationState.DECLINED, InvitationState.WITHDRAWN]),
        Round.closes_on < clock.today(),
    )


def settle(entry_id: int) -> bool:
    """Bring this entry in line with the world, if that is still due. Whether it was."""
    entry = _entry(WaitingEntry.id == entry_id)
    if entry_id not in to_settle():
        return False
    booked = db.session.scalar(
        select(Booking.id).where(
            Booking.invitation_id == entry.invitation_id, Booking.state == BookingState.BOOKED
        )
    )
    over = db.session.scalar(
        _with_world(select(WaitingEntry.id)).where(WaitingEntry.id == entry_id, _over())
    )
    if booked:
        entry.state = WaitingState.TAKEN
    elif over:
        _give_back(entry)
        entry.state = WaitingState.ENDED
    else:
        entry.state = WaitingState.WAITING
        _record(CLOCK, Deed.OFFER_PASSED, db.session.get_one(Invitation, entry.invitation_id))
    return True


def _find(which: ColumnElement[bool]) -> WaitingEntry | None:
    return db.session.scalar(_locked().where(which))


def _locked() -> Select[WaitingEntry]:
    return select(WaitingEntry).with_for_update().execution_options(populate_existing=True)


@cache
def _waits_for() -> Select[WaitingEntry]:
    return _locked().where(WaitingEntry.invitation_id == bindparam("invitation_id"))


def _entry(which: ColumnElement[bool]) -> WaitingEntry:
    found = _find(which)
    if found is None:
        raise Refused(Reason.BOOKING_OVER)
    return found


def _record(by: By, deed: Deed, invitation: Invitation) -> None:
    record(by, deed, parent_id=invitation.parent_id, child_id=invitation.child_id)
