"""Holding a time: ten minutes in which nobody else can take it, under the locks of its day.

The rules by which a time is free, and the locks in their one agreed order: the tie between parent
and child where a time is chosen, days by date, then bookings by id, then crèche sessions by id.
What is done with a time that is held is in `booking`. Every verb runs inside the caller's `act()`.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from functools import cache

from sqlalchemy import Select, bindparam, or_, select
from sqlalchemy.orm import joinedload, load_only

from portal import clock
from portal.db import db
from portal.domain import carry_over, creche_places
from portal.domain.bookings import (
    BY_THE_SCHOOL,
    LIVE,
    Booking,
    BookingState,
    CancelReason,
    busy_times,
    clashes,
)
from portal.domain.history import BY_STAFF, By
from portal.domain.invitations import READ_OF_INVITATION, Invitation, InvitationState
from portal.domain.people import Child, Guardianship, Staff
from portal.domain.rounds import READ_OF_ROUND, Day, Slot, Way
from portal.wording.refusals import Reason, Refused

HOLD = timedelta(minutes=10)
"""How long a chosen time waits for its parent (design, section 5)."""


def lock_days(days: Iterable[date]) -> None:
    """Take the locks of these days, in the one agreed order."""
    db.session.execute(_days(), {"days": sorted(set(days))}).all()


@cache
def _days() -> Select[date]:
    wanted = Day.day.in_(bindparam("days", expanding=True))
    return select(Day.day).where(wanted).order_by(Day.day).with_for_update()


def find(booking_id: int) -> Booking:
    """The booking with its slot, teacher, child and parent, as it is now, its row locked. In an
    act. Refuses BOOKING_OVER if it does not exist.
    """
    return _found(_by_id(), {"booking_id": booking_id})


def find_its_time(booking_id: int) -> Booking:
    """The same of a booking with its slot alone, where nobody asks for the rest."""
    return _found(_with_its_time(), {"booking_id": booking_id})


def day_of(booking_id: int) -> date:
    """The day of this talk, with no lock taken: days come before bookings in the agreed order.
    Refuses BOOKING_OVER if there is no such talk."""
    query = select(Slot.day).join(Booking, Booking.slot_id == Slot.id)
    day = db.session.scalar(query.where(Booking.id == booking_id))
    if day is None:
        raise Refused(Reason.BOOKING_OVER)
    return day


def where_it_is(booking_id: int) -> tuple[int, date]:
    """The talk's invitation (id) and day, with no lock taken yet."""
    query = select(Booking.invitation_id, Slot.day).join(Slot, Slot.id == Booking.slot_id)
    row = db.session.execute(query.where(Booking.id == booking_id)).one_or_none()
    if row is None:
        raise Refused(Reason.BOOKING_OVER)
    return row[0], row[1]


def find_in_its_day(booking_id: int) -> Booking:
    """The booking like `find`, with its day locked before it."""
    day = day_of(booking_id)
    lock_days([day])
    booking = find(booking_id)
    if booking.slot.day != day:  # moved to another day in between
        lock_days([booking.slot.day])
    return booking


def find_newest(invitation_id: int, parent_id: int | None) -> Booking:
    """The newest booking for this invitation of this parent, like `find`."""
    return _found(_of_parent(), {"invitation_id": invitation_id, "parent_id": parent_id})


def _found(query: Select[Booking], asked_for: dict[str, int | None]) -> Booking:
    booking = db.session.scalar(query, asked_for)
    if booking is None:
        raise Refused(Reason.BOOKING_OVER)
    return booking


@cache
def _by_id() -> Select[Booking]:
    return _newest().where(Booking.id == bindparam("booking_id"))


@cache
def _with_its_time() -> Select[Booking]:
    return (
        select(Booking)
        .where(Booking.id == bindparam("booking_id"))
        .options(joinedload(Booking.slot, innerjoin=True))
        .with_for_update(of=Booking)
        .execution_options(populate_existing=True)
    )


@cache
def _of_parent() -> Select[Booking]:
    return _newest().where(
        Booking.invitation_id == bindparam("invitation_id"),
        Booking.parent_id == bindparam("parent_id"),
    )


def _newest() -> Select[Booking]:
    return (
        select(Booking)
        .options(
            joinedload(Booking.slot, innerjoin=True)
            .joinedload(Slot.teacher, innerjoin=True)
            .load_only(Staff.name),
            joinedload(Booking.invitation, innerjoin=True).options(
                joinedload(Invitation.child, innerjoin=True).load_only(Child.first_name),
                joinedload(Invitation.round, innerjoin=True).load_only(*READ_OF_ROUND),
            ),
        )
        .order_by(Booking.id.desc())
        .limit(1)
        .with_for_update(of=Booking)
        .execution_options(populate_existing=True)
    )


def hold(invitation_id: int, slot_id: int, by: By) -> Booking:
    """Keep this time for the parent for ten minutes; the time they held before is free again.

    Pressed twice, or when the talk is booked already, it returns that booking unchanged.
    Refuses SLOT_TAKEN, SLOT_GONE, PARENT_BUSY, ROUND_CLOSED, NOT_INVITED.
    """
    invitation, slot = _wanted(_tied_with_its_day, invitation_id, slot_id, by)
    mine, live, called_off = _all_about(invitation, slot)
    if mine and mine.state == BookingState.BOOKED:
        return mine
    if mine and mine.slot_id == slot.id and mine.state == BookingState.HELD and not is_over(mine):
        hold_on(mine)
        return mine
    refuse_taken(invitation, slot, live)
    before = called_off if mine is None else None
    if mine is None:
        mine = Booking(
            invitation_id=invitation.id,
            parent_id=invitation.parent_id,
            child_id=invitation.child_id,
            made_at=clock.now(),
            way=Way(invitation.round.ways[0]),
        )
        db.session.add(mine)
        mine.nothing_said = before is None
    elif mine.slot_id != slot.id:
        # What was typed stays; places in the crèche belong to a time and are asked for again.
        creche_places.give_up_places(mine.id)
    mine.slot_id, mine.state = slot.id, BookingState.HELD
    mine.held_until = clock.now() + HOLD
    mine.cancelled_at = mine.cancel_reason = None
    db.session.flush()
    if before:
        carry_over.what_was_said(before, mine, slot)
    return mine


def hold_on(booking: Booking) -> None:
    """Ten more minutes for a time that is held. What is offered may be held for hours: it is not
    lost sooner because somebody looked at it."""
    until = clock.now() + HOLD
    booking.held_until = max(booking.held_until or until, until)


def wanted(invitation_id: int, slot_id: int, by: By) -> tuple[Invitation, Slot]:
    """Invitation and slot, found through the parent where a parent asks."""
    return _wanted(_tied, invitation_id, slot_id, by)


def _wanted(
    tied: Callable[[bool], Select[Invitation, Slot]], invitation_id: int, slot_id: int, by: By
) -> tuple[Invitation, Slot]:
    asked_for = {"invitation_id": invitation_id, "slot_id": slot_id, "parent_id": by.parent_id}
    found = db.session.execute(tied(by.parent_id is not None), asked_for).one_or_none()
    if found is None:
        raise Refused(Reason.SLOT_GONE, wanted=_begins(slot_id))
    invitation, slot = found
    if invitation.state == InvitationState.WITHDRAWN:
        raise Refused(Reason.NOT_INVITED)
    if slot.teacher_id != invitation.teacher_id or slot.starts_at <= clock.now():
        raise Refused(Reason.SLOT_GONE, wanted=slot.starts_at)
    refuse_closed(invitation, by)
    return invitation, slot


def _begins(slot_id: int) -> datetime | None:
    """When this time begins, or began; None if there never was such a time."""
    return db.session.scalar(select(Slot.starts_at).where(Slot.id == slot_id))


@cache
def _tied(of_parent: bool) -> Select[Invitation, Slot]:
    """Whoever is just holding contact on this tie waits for us, or we for them."""
    return _tie_and_time(of_parent).with_for_update(read=True, of=Guardianship)


@cache
def _tied_with_its_day(of_parent: bool) -> Select[Invitation, Slot]:
    """The same with the lock of the day, after that of the tie: one round trip for both."""
    found = _tie_and_time(of_parent).join(Day, Day.day == Slot.day)
    return found.with_for_update(key_share=True, of=(Guardianship, Day))


def _tie_and_time(of_parent: bool) -> Select[Invitation, Slot]:
    query = (
        select(Invitation, Slot)
        .join(Slot, Slot.round_id == Invitation.round_id)
        .join(
            Guardianship,
            (Guardianship.child_id == Invitation.child_id)
            & (Guardianship.parent_id == Invitation.parent_id),
        )
        .where(
            Invitation.id == bindparam("invitation_id"),
            Slot.id == bindparam("slot_id"),
            Slot.removed_at.is_(None),
            ~Guardianship.no_contact,
            ~Guardianship.held,
        )
        .options(
            load_only(*READ_OF_INVITATION),
            joinedload(Invitation.round, innerjoin=True).load_only(*READ_OF_ROUND),
        )
        .execution_options(populate_existing=True)
    )
    return query.where(Invitation.parent_id == bindparam("parent_id")) if of_parent else query


def refuse_closed(invitation: Invitation, by: By) -> None:
    """Refuses ROUND_CLOSED to parents before the round opens and after it closes."""
    if by.face not in BY_STAFF and not invitation.round.is_open:
        raise Refused(Reason.ROUND_CLOSED)


def bookings_about(invitation: Invitation, slot: Slot) -> tuple[Booking | None, list[Booking]]:
    """The parent's own booking under way (or the one whose ten minutes ran out, which still
    holds what they typed), and those that are live in this slot."""
    mine, live, _called_off = _all_about(invitation, slot)
    return mine, live


def _all_about(
    invitation: Invitation, slot: Slot
) -> tuple[Booking | None, list[Booking], Booking | None]:
    """The same, with the last booking for this invitation that the school called off."""
    asked_for = {"slot_id": slot.id, "invitation_id": invitation.id}
    rows = db.session.scalars(_about(), asked_for).all()
    own = [row for row in rows if row.invitation_id == invitation.id]
    under_way = [row for row in own if row.state in (BookingState.HELD, BookingState.BOOKED)]
    left_over = [row for row in own if row.cancel_reason == CancelReason.HOLD_OVER]
    called_off = [row for row in own if row.cancel_reason in BY_THE_SCHOOL]
    mine = next(reversed(under_way or left_over), None)
    live = [
        row
        for row in rows
        if row.slot_id == slot.id and row.state != BookingState.CANCELLED and row is not mine
    ]
    return mine, live, next(reversed(called_off), None)


@cache
def _about() -> Select[Booking]:
    return (
        select(Booking)
        .where(
            or_(
                (Booking.slot_id == bindparam("slot_id")) & LIVE,
                (Booking.invitation_id == bindparam("invitation_id"))
                & (LIVE | Booking.cancel_reason.in_([CancelReason.HOLD_OVER, *BY_THE_SCHOOL])),
            )
        )
        .order_by(Booking.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def refuse_taken(
    invitation: Invitation, slot: Slot, live: list[Booking], *, beside: Booking | None = None
) -> None:
    """Frees the slot of holds that ran out, and refuses if it is still somebody else's: but for
    `beside`, whose talk it is to be, too."""
    now = clock.now()
    for other in live:
        if other is beside:
            continue
        if is_over(other):
            let_go(other)
        else:
            raise Refused(Reason.SLOT_TAKEN, wanted=slot.starts_at)
    kept = slot.kept_until and slot.kept_until > now
    if kept and beside is None and slot.kept_for_id != invitation.parent_id:
        raise Refused(Reason.SLOT_TAKEN, wanted=slot.starts_at)
    busy = busy_times(invitation.parent_id, but_invitation=invitation.id)
    if beside:
        busy = [one for one in busy if one[:2] != (beside.parent_id, slot.starts_at)]
    if clashes(slot, invitation.parent_id, [one for one in busy if one[0] == invitation.parent_id]):
        raise Refused(Reason.PARENT_BUSY, wanted=slot.starts_at)
    if clashes(slot, invitation.parent_id, busy):
        raise Refused(Reason.SLOT_GONE, wanted=slot.starts_at)
    if live:
        db.session.flush()


def is_over(booking: Booking) -> bool:
    """Whether this is a hold whose ten minutes are over, and that nobody has let go of yet."""
    now = clock.now()
    return booking.state == BookingState.HELD and (booking.held_until or now) <= now


def let_go(booking: Booking) -> None:
    """A hold whose ten minutes are over: the time and the crèche places are free again, what was
    typed stays."""
    booking.state, booking.cancel_reason = BookingState.CANCELLED, CancelReason.HOLD_OVER
    booking.cancelled_at = clock.now()
    creche_places.give_up_places(booking.id)


def old_holds() -> list[int]:
    """The ids of holds whose ten minutes are over."""
    query = select(Booking.id).where(
        Booking.state == BookingState.HELD, Booking.held_until <= clock.now()
    )
    return list(db.session.scalars(query))


def let_go_if_over(booking_id: int) -> None:
    """Free the time of this hold, if its ten minutes are still over."""
    booking = find_in_its_day(booking_id)
    if is_over(booking):
        let_go(booking)
