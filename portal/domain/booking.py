"""Booking a talk: hold a time, fill in what helps, confirm; move, cancel, take it back.

Every verb runs inside the caller's `act()`. It first locks the days it touches by date, then the
crèche sessions by id; after that each rule is a plain query, and the partial unique index on live
bookings is the belt. A refusal undoes the whole act.
"""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import joinedload

from portal import clock
from portal.db import db
from portal.domain import creche, tell
from portal.domain.bookings import (
    LIVE,
    Booking,
    BookingState,
    CancelReason,
    Comes,
    busy_times,
    clashes,
)
from portal.domain.creche import CrechePlace, IfFull, LittleOne, PlaceState
from portal.domain.history import By, Deed, Face, record
from portal.domain.invitations import Invitation, InvitationState
from portal.domain.outbox import Kind as TextKind
from portal.domain.outbox import OutText, call_back
from portal.domain.people import Guardianship
from portal.domain.rounds import CoverSession, Day, Slot, Way
from portal.domain.tasks import TaskKind, ask_office
from portal.wording.refusals import Reason, Refused

HOLD = timedelta(minutes=10)
"""How long a chosen time waits for its parent (design, section 5)."""
KEPT_AFTER_CANCEL = timedelta(minutes=15)
"""How long a cancelled time is kept for the parent who may have meant something else."""


@dataclass(frozen=True)
class Answers:
    """What a parent says on the form: who comes, how to meet, what helps, and who needs the
    crèche."""

    way: Way = Way.IN_PERSON
    comes: Comes = Comes.ALONE
    interpreter: str = ""
    lift: bool = False
    step_free: bool = False
    ring_me: bool = False
    remind_2_hours: bool = False
    little_ones: list[LittleOne] = field(default_factory=list)


def lock_days(days: Iterable[date]) -> None:
    """Take the locks of these days, in the one agreed order."""
    query = select(Day.day).where(Day.day.in_(set(days))).order_by(Day.day).with_for_update()
    db.session.execute(query).all()


def find(booking_id: int) -> Booking:
    """The booking with its slot, teacher, child and parent, as it is now, its row locked. In an
    act. Refuses BOOKING_OVER if it does not exist.
    """
    return _find(Booking.id == booking_id)


def _find(which: ColumnElement[bool]) -> Booking:
    query = (
        select(Booking)
        .where(which)
        .options(
            joinedload(Booking.slot, innerjoin=True)
            .joinedload(Slot.cover, innerjoin=True)
            .joinedload(CoverSession.teacher, innerjoin=True),
            joinedload(Booking.invitation, innerjoin=True).options(
                joinedload(Invitation.child, innerjoin=True),
                joinedload(Invitation.parent, innerjoin=True),
                joinedload(Invitation.round, innerjoin=True),
            ),
        )
        .order_by(Booking.id.desc())
        .limit(1)
        .with_for_update(of=Booking)
        .execution_options(populate_existing=True)
    )
    booking = db.session.scalar(query)
    if booking is None:
        raise Refused(Reason.BOOKING_OVER)
    return booking


def hold(invitation_id: int, slot_id: int, by: By) -> Booking:
    """Keep this time for the parent for ten minutes; the time they held before is free again.

    Pressed twice, or when the talk is booked already, it returns that booking unchanged.
    Refuses SLOT_TAKEN, SLOT_GONE, PARENT_BUSY, ROUND_CLOSED, NOT_INVITED.
    """
    invitation, slot = _wanted(invitation_id, slot_id, by)
    lock_days([slot.day])
    mine, live = _bookings_about(invitation, slot)
    if mine and mine.state == BookingState.BOOKED:
        return mine
    if mine and mine.state == BookingState.HELD and mine.slot_id == slot.id:
        mine.held_until = clock.now() + HOLD
        return mine
    _refuse_taken(invitation, slot, live)
    if mine is None:
        mine = Booking(
            invitation_id=invitation.id,
            parent_id=invitation.parent_id,
            child_id=invitation.child_id,
            made_at=clock.now(),
            way=Way(invitation.round.ways[0]),
        )
        db.session.add(mine)
    else:
        # What was typed stays; places in the crèche belong to a time and are asked for again.
        creche.give_up_places(mine.id)
    mine.slot_id, mine.state = slot.id, BookingState.HELD
    mine.held_until = clock.now() + HOLD
    mine.cancelled_at = mine.cancel_reason = None
    db.session.flush()
    return mine


def _wanted(invitation_id: int, slot_id: int, by: By) -> tuple[Invitation, Slot]:
    """Invitation and slot, found through the parent where a parent asks."""
    query = (
        select(Invitation, Slot)
        .join(Slot, Slot.round_id == Invitation.round_id)
        .join(
            Guardianship,
            (Guardianship.child_id == Invitation.child_id)
            & (Guardianship.parent_id == Invitation.parent_id),
        )
        .where(
            Invitation.id == invitation_id,
            Slot.id == slot_id,
            Slot.removed_at.is_(None),
            ~Guardianship.no_contact,
            ~Guardianship.held,
        )
        .options(joinedload(Invitation.round, innerjoin=True))
        # Whoever is just holding contact on this tie waits for us, or we for them.
        .with_for_update(read=True, of=Guardianship)
        .execution_options(populate_existing=True)
    )
    if by.parent_id:
        query = query.where(Invitation.parent_id == by.parent_id)
    found = db.session.execute(query).one_or_none()
    if found is None:
        raise Refused(Reason.SLOT_GONE)
    invitation, slot = found
    if invitation.state == InvitationState.WITHDRAWN:
        raise Refused(Reason.NOT_INVITED)
    if slot.teacher_id != invitation.teacher_id or slot.starts_at <= clock.now():
        raise Refused(Reason.SLOT_GONE)
    refuse_closed(invitation, by)
    return invitation, slot


def refuse_closed(invitation: Invitation, by: By) -> None:
    """Refuses ROUND_CLOSED to parents before the round opens and after it closes."""
    around = invitation.round
    if by.face != Face.DESK and not around.opens_on <= clock.today() <= around.closes_on:
        raise Refused(Reason.ROUND_CLOSED)


def _bookings_about(invitation: Invitation, slot: Slot) -> tuple[Booking | None, list[Booking]]:
    """The parent's own booking under way (or the one whose ten minutes ran out, which still
    holds what they typed), and those that are live in this slot."""
    rows = db.session.scalars(
        select(Booking)
        .where(
            or_(
                (Booking.slot_id == slot.id) & LIVE,
                (Booking.invitation_id == invitation.id)
                & (LIVE | (Booking.cancel_reason == CancelReason.HOLD_OVER)),
            )
        )
        .order_by(Booking.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    own = [row for row in rows if row.invitation_id == invitation.id]
    under_way = [row for row in own if row.state in (BookingState.HELD, BookingState.BOOKED)]
    left_over = [row for row in own if row.state == BookingState.CANCELLED]
    mine = next(reversed(under_way or left_over), None)
    live = [
        row
        for row in rows
        if row.slot_id == slot.id and row.state != BookingState.CANCELLED and row is not mine
    ]
    return mine, live


def _refuse_taken(invitation: Invitation, slot: Slot, live: list[Booking]) -> None:
    """Frees the slot of holds that ran out, and refuses if it is still somebody else's."""
    now = clock.now()
    for other in live:
        if other.state == BookingState.HELD and (other.held_until or now) <= now:
            let_go(other)
        else:
            raise Refused(Reason.SLOT_TAKEN, wanted=slot.starts_at)
    kept = slot.kept_until and slot.kept_until > now
    if kept and slot.kept_for_id != invitation.parent_id:
        raise Refused(Reason.SLOT_TAKEN, wanted=slot.starts_at)
    busy = busy_times(invitation.parent_id, but_invitation=invitation.id)
    if clashes(slot, invitation.parent_id, [one for one in busy if one[0] == invitation.parent_id]):
        raise Refused(Reason.PARENT_BUSY, wanted=slot.starts_at)
    if clashes(slot, invitation.parent_id, busy):
        raise Refused(Reason.SLOT_GONE, wanted=slot.starts_at)
    if live:
        db.session.flush()


def let_go(booking: Booking) -> None:
    """A hold whose ten minutes are over: the time and the crèche places are free again, what was
    typed stays."""
    booking.state, booking.cancel_reason = BookingState.CANCELLED, CancelReason.HOLD_OVER
    booking.cancelled_at = clock.now()
    creche.give_up_places(booking.id)


def fill_in(
    booking_id: int, answers: Answers, if_full: IfFull, by: By
) -> tuple[Booking, list[CrechePlace]]:
    """Write down who comes and what helps, and take the crèche places: all or none, all taken or
    all waiting. Returns both.

    Holds the time for ten more minutes. Refuses SLOT_TAKEN (the hold ran out and someone came),
    BOOKING_OVER, CRECHE_FULL, CRECHE_SHUT, CRECHE_TOO_LONG.
    """
    booking, _again = _under_way(find(booking_id), by)
    _write_answers(booking, answers)
    places = _ask_for_places(booking, answers.little_ones, if_full)
    if booking.state == BookingState.HELD:
        booking.held_until = clock.now() + HOLD
    else:
        if booking.ring_me:
            ask_office(TaskKind.CALL, parent_id=booking.parent_id, booking_id=booking.id)
        _record(by, Deed.ANSWERS_CHANGED, booking)
    return booking, places


def keep_typed(booking_id: int, answers: Answers) -> None:
    """Keep what was typed about a talk whose time went meanwhile, for the next time chosen."""
    booking = find(booking_id)
    if booking.state == BookingState.CANCELLED:
        _write_answers(booking, answers)
        creche.keep_asked(
            booking_id=booking.id,
            parent_id=booking.parent_id,
            day=booking.slot.day,
            starts=booking.slot.starts_at,
            ends=booking.slot.ends_at,
            little_ones=answers.little_ones,
        )


def _write_answers(booking: Booking, answers: Answers) -> None:
    booking.way, booking.comes = answers.way, answers.comes
    booking.interpreter, booking.lift = answers.interpreter, answers.lift
    booking.step_free, booking.ring_me = answers.step_free, answers.ring_me
    booking.remind_2_hours = answers.remind_2_hours


def _ask_for_places(
    booking: Booking, little_ones: list[LittleOne], if_full: IfFull
) -> list[CrechePlace]:
    return creche.ask_for_places(
        booking_id=booking.id,
        parent_id=booking.parent_id,
        day=booking.slot.day,
        starts=booking.slot.starts_at,
        ends=booking.slot.ends_at,
        little_ones=little_ones,
        if_full=if_full,
    )


def _ask_for_places_again(booking: Booking, if_full: IfFull) -> None:
    """Take back the places that were given up when the hold ran out or the talk was cancelled."""
    given_up = creche.little_ones_of(booking.id, (PlaceState.GIVEN_UP,))
    if given_up:
        _ask_for_places(booking, given_up, if_full)


def _under_way(booking: Booking, by: By) -> tuple[Booking, bool]:
    """The booking, and whether it had to be held again: its ten minutes ran out and nobody came.

    Its row is locked, which is enough while the time is still the parent's own.
    """
    now = clock.now()
    if booking.state == BookingState.BOOKED and booking.slot.starts_at > now:
        return booking, False
    if booking.state == BookingState.HELD and (booking.held_until or now) > now:
        return booking, False
    ran_out = booking.cancel_reason == CancelReason.HOLD_OVER
    if booking.state == BookingState.HELD or ran_out:
        return _hold_again(booking, by), True
    raise Refused(Reason.BOOKING_OVER)


def _hold_again(booking: Booking, by: By) -> Booking:
    again = hold(booking.invitation_id, booking.slot_id, by)
    if again.id != booking.id:
        raise Refused(Reason.BOOKING_OVER)
    return find(booking.id)


def confirm_talk(invitation_id: int, by: By) -> Booking:
    """`confirm`, of the newest booking for this invitation of the parent who asks."""
    mine = (Booking.invitation_id == invitation_id) & (Booking.parent_id == by.parent_id)
    return _confirm(_find(mine), by)


def confirm(booking_id: int, by: By) -> Booking:
    """Make a held time a booking and tell the parent. Confirming twice is the same as once.

    If the ten minutes ran out meanwhile, time and crèche places are taken again, or refused:
    SLOT_TAKEN, BOOKING_OVER, ROUND_CLOSED, CRECHE_FULL.
    """
    return _confirm(find(booking_id), by)


def _confirm(found: Booking, by: By) -> Booking:
    booking, again = _under_way(found, by)
    if booking.state == BookingState.BOOKED:
        return booking
    if again:
        _ask_for_places_again(booking, IfFull.REFUSE)
    booking.state, booking.held_until = BookingState.BOOKED, None
    booking.booked_at, booking.booked_by = clock.now(), by.face
    booking.invitation.state = InvitationState.BOOKED
    booking.invitation.wants_call_at = None
    if booking.ring_me:
        ask_office(TaskKind.CALL, parent_id=booking.parent_id, booking_id=booking.id)
    _record(by, Deed.BOOKED, booking, slot=booking.slot_id)
    tell.booked(booking, by)
    return booking


def book(
    invitation_id: int,
    slot_id: int,
    by: By,
    answers: Answers | None = None,
    if_full: IfFull = IfFull.REFUSE,
) -> Booking:
    """Hold, fill in and confirm in one: a number in a text, or the office for a caller.

    Refuses what `hold` and `fill_in` refuse.
    """
    booking = hold(invitation_id, slot_id, by)
    if booking.state == BookingState.BOOKED:
        return booking
    if answers:
        fill_in(booking.id, answers, if_full, by)
    return confirm(booking.id, by)


def move(booking_id: int, slot_id: int, by: By, if_full: IfFull = IfFull.REFUSE) -> Booking:
    """Give the talk another time, with its crèche places, all or nothing.

    Refuses BOOKING_OVER, SLOT_TAKEN, SLOT_GONE, PARENT_BUSY, ROUND_CLOSED, CRECHE_FULL,
    CRECHE_SHUT, CRECHE_TOO_LONG.
    """
    booking = find(booking_id)
    _invitation, slot = _wanted(booking.invitation_id, slot_id, by)
    lock_days([booking.slot.day, slot.day])
    booking = find(booking_id)
    if booking.slot_id == slot.id and booking.state == BookingState.BOOKED:
        return booking
    if booking.state != BookingState.BOOKED or booking.slot.starts_at <= clock.now():
        raise Refused(Reason.BOOKING_OVER)
    _mine, live = _bookings_about(booking.invitation, slot)
    _refuse_taken(booking.invitation, slot, live)
    old = booking.slot_id
    booking.slot, booking.coming_at = slot, None
    db.session.flush()
    _ask_for_places(booking, creche.little_ones_of(booking.id), if_full)
    _call_back_reminders(booking)
    _record(by, Deed.MOVED, booking, slot=slot.id, old_slot=old)
    tell.moved(booking, by)
    return booking


def cancel(booking_id: int, by: By, reason: CancelReason = CancelReason.PARENT) -> Booking:
    """End a talk. The time is kept a quarter of an hour for a parent who did not mean it.

    Cancelling twice is the same as once. Refuses BOOKING_OVER once the talk has begun.
    """
    booking = find(booking_id)
    lock_days([booking.slot.day])
    booking = find(booking_id)
    if booking.state == BookingState.CANCELLED:
        return booking
    if booking.state != BookingState.BOOKED or booking.slot.starts_at <= clock.now():
        raise Refused(Reason.BOOKING_OVER)
    _end(booking, reason)
    if reason == CancelReason.PARENT:
        booking.slot.kept_for_id = booking.parent_id
        booking.slot.kept_until = clock.now() + KEPT_AFTER_CANCEL
    _record(by, Deed.CANCELLED, booking, slot=booking.slot_id, reason=reason.value)
    tell.cancelled(booking, reason, by)
    return booking


def end_silently(booking_id: int, by: By) -> None:
    """End a talk and tell nobody: contact with this parent is held."""
    booking = find(booking_id)
    lock_days([booking.slot.day])
    booking = find(booking_id)
    if booking.state in (BookingState.HELD, BookingState.BOOKED):
        _end(booking, CancelReason.CONTACT_HELD)
        _record(by, Deed.CANCELLED, booking, reason=CancelReason.CONTACT_HELD.value)


def _end(booking: Booking, reason: CancelReason) -> None:
    booking.state, booking.cancel_reason = BookingState.CANCELLED, reason
    booking.cancelled_at = clock.now()
    if booking.invitation.state == InvitationState.BOOKED:
        booking.invitation.state = InvitationState.ASKED
    creche.give_up_places(booking.id)
    _call_back_reminders(booking)


def take_back_cancel(booking_id: int, by: By) -> Booking:
    """The parent did not mean to cancel: the same time again, if it is still free.

    Crèche places come back if there is room, otherwise they wait. Refuses SLOT_TAKEN, SLOT_GONE,
    BOOKING_OVER.
    """
    booking = find(booking_id)
    lock_days([booking.slot.day])
    booking = find(booking_id)
    if booking.state == BookingState.BOOKED:
        return booking
    if booking.state != BookingState.CANCELLED or booking.slot.starts_at <= clock.now():
        raise Refused(Reason.BOOKING_OVER)
    if booking.slot.removed_at:
        raise Refused(Reason.SLOT_GONE)
    mine, live = _bookings_about(booking.invitation, booking.slot)
    if mine is not None and mine.state == BookingState.BOOKED:
        raise Refused(Reason.BOOKING_OVER)
    _refuse_taken(booking.invitation, booking.slot, live)
    if mine is not None and mine.state == BookingState.HELD:
        let_go(mine)
        db.session.flush()
    booking.state, booking.cancelled_at, booking.cancel_reason = BookingState.BOOKED, None, None
    booking.slot.kept_for_id = booking.slot.kept_until = None
    booking.invitation.state = InvitationState.BOOKED
    db.session.flush()
    with suppress(Refused):  # the talk matters more than the crèche
        _ask_for_places_again(booking, IfFull.WAIT)
    _record(by, Deed.CANCEL_UNDONE, booking)
    tell.booked(booking, by)
    return booking


def say_coming(booking_id: int, by: By) -> None:
    """The parent answered a reminder with "coming"."""
    booking = find(booking_id)
    if booking.state == BookingState.BOOKED and booking.coming_at is None:
        booking.coming_at = clock.now()
        _record(by, Deed.CONFIRMED_COMING, booking)


def mark(booking_id: int, came: bool, by: By) -> None:
    """A person says whether the family came. Can be put right; only from the day itself on.

    Refuses BOOKING_OVER for a talk that is not booked or still to come.
    """
    booking = find(booking_id)
    markable = (BookingState.BOOKED, BookingState.ATTENDED, BookingState.MISSED)
    if booking.state not in markable or booking.slot.day > clock.today():
        raise Refused(Reason.BOOKING_OVER)
    booking.state = BookingState.ATTENDED if came else BookingState.MISSED
    _record(by, Deed.ATTENDED if came else Deed.MISSED, booking)


def note(booking_id: int, words: str, by: By) -> None:
    """The office's own note on a talk."""
    booking = find(booking_id)
    booking.note = words[:300]
    _record(by, Deed.NOTED, booking)


def old_holds() -> list[int]:
    """The ids of holds whose ten minutes are over."""
    query = select(Booking.id).where(
        Booking.state == BookingState.HELD, Booking.held_until <= clock.now()
    )
    return list(db.session.scalars(query))


def let_go_if_over(booking_id: int) -> None:
    """Free the time of this hold, if its ten minutes are still over."""
    booking = find(booking_id)
    lock_days([booking.slot.day])
    booking = find(booking_id)
    if booking.state == BookingState.HELD and (booking.held_until or clock.now()) <= clock.now():
        let_go(booking)


def _call_back_reminders(booking: Booking) -> None:
    """Texts about this talk that still wait, and reminders, which may list several talks: the
    sweep makes again those that are still true."""
    reminds = OutText.kind.in_([TextKind.REMINDER, TextKind.SOON])
    call_back(
        (OutText.booking_id == booking.id) | (reminds & (OutText.parent_id == booking.parent_id)),
        why="the talk was moved or cancelled",
    )


def _record(by: By, deed: Deed, booking: Booking, **about: Any) -> None:
    record(
        by,
        deed,
        parent_id=booking.parent_id,
        child_id=booking.child_id,
        booking_id=booking.id,
        **about,
    )
