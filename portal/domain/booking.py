"""Booking a talk: fill in what helps, confirm; move, cancel, take it back. Holding is in `holding`.

Every verb runs inside the caller's `act()`. It first locks the days it touches by date, then the
crèche sessions by id; after that each rule is a plain query, and the partial unique index on live
bookings is the belt. A refusal undoes the whole act.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from portal import clock
from portal.db import db
from portal.domain import arranging, creche_places, missed, sharing, tell
from portal.domain.bookings import (
    BY_THE_SCHOOL,
    Booking,
    BookingState,
    CancelReason,
    Comes,
)
from portal.domain.creche import CrechePlace, IfFull, LittleOne, PlaceState
from portal.domain.history import By, Deed, Face, record
from portal.domain.holding import (
    bookings_about,
    find,
    find_in_its_day,
    find_its_time,
    find_newest,
    hold,
    hold_on,
    is_over,
    let_go,
    lock_days,
    refuse_taken,
    wanted,
    where_it_is,
)
from portal.domain.invitations import InvitationState
from portal.domain.outbox import Kind as TextKind
from portal.domain.outbox import OutText, call_back
from portal.domain.rounds import Slot, Way
from portal.domain.tasks import TaskKind, ask_office, off_the_list
from portal.wording.refusals import Reason, Refused

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
    phone_instead: bool = False
    with_me: bool = False
    remind_2_hours: bool = False
    little_ones: list[LittleOne] = field(default_factory=list)


def fill_in(
    booking_id: int, answers: Answers, if_full: IfFull, by: By
) -> tuple[Booking, list[CrechePlace]]:
    """Write down who comes and what helps, and take the crèche places: all or none, all taken or
    all waiting. Returns both.

    Holds the time for ten more minutes. Refuses SLOT_TAKEN (the hold ran out and someone came),
    BOOKING_OVER, CRECHE_FULL, CRECHE_SHUT, CRECHE_TOO_LONG.
    """
    booking, _again = _under_way(find_its_time(booking_id), by)
    _write_answers(booking, answers)
    held = booking.state == BookingState.HELD
    if held:
        hold_on(booking)
    with db.session.no_autoflush:  # answers and places are written together
        places = _ask_for_places(booking, answers.little_ones, if_full)
    if not held:
        if booking.ring_me:
            ask_office(TaskKind.CALL, parent_id=booking.parent_id, booking_id=booking.id)
        _record(by, Deed.ANSWERS_CHANGED, booking)
        arranging.follow(booking, by)
    return booking, places


def keep_typed(booking_id: int, answers: Answers) -> None:
    """Keep what was typed about a talk whose time went meanwhile, for the next time chosen."""
    booking = find(booking_id)
    if booking.state in (BookingState.HELD, BookingState.CANCELLED) and not _is_kept(booking):
        _write_answers(booking, answers)
        creche_places.keep_asked(
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
    booking.phone_instead, booking.with_me = answers.phone_instead, answers.with_me
    booking.remind_2_hours = answers.remind_2_hours


def _ask_for_places(
    booking: Booking, little_ones: list[LittleOne], if_full: IfFull
) -> list[CrechePlace]:
    return creche_places.ask_for_places(
        booking_id=booking.id,
        parent_id=booking.parent_id,
        day=booking.slot.day,
        starts=booking.slot.starts_at,
        ends=booking.slot.ends_at,
        little_ones=little_ones,
        if_full=if_full,
    )


def ask_for_places_again(booking: Booking, if_full: IfFull) -> None:
    """Take back the places that were given up when the hold ran out, the talk was cancelled or the
    crèche could not open. Refuses CRECHE_FULL, CRECHE_SHUT, CRECHE_TOO_LONG."""
    given_up = creche_places.little_ones_of(booking.id, (PlaceState.GIVEN_UP,))
    if given_up:
        _ask_for_places(booking, given_up, if_full)


def _places_or_a_word(booking: Booking) -> None:
    """The places that were given up again, or a place in the queue. The talk matters more than the
    crèche: where it is shut at that time, the office asks the family what they would like."""
    try:
        ask_for_places_again(booking, IfFull.WAIT)
    except Refused:
        ask_office(
            TaskKind.CRECHE_WITHDRAWN,
            parent_id=booking.parent_id,
            child_id=booking.child_id,
            booking_id=booking.id,
        )


def _under_way(booking: Booking, by: By) -> tuple[Booking, bool]:
    """The booking, and whether it had to be held again: its ten minutes ran out and nobody came.

    Its row is locked, which is enough while the time is still the parent's own.
    """
    if _is_kept(booking) or (booking.state == BookingState.BOOKED and not has_begun(booking)):
        return booking, False
    if booking.state == BookingState.HELD or booking.cancel_reason == CancelReason.HOLD_OVER:
        return _hold_again(booking, by), True
    raise Refused(Reason.BOOKING_OVER)


def _is_kept(booking: Booking) -> bool:
    """Whether its time is held and still to be had: not begun, and not withdrawn by the school."""
    held = booking.state == BookingState.HELD and not is_over(booking)
    return held and not has_begun(booking) and booking.slot.removed_at is None


def _hold_again(booking: Booking, by: By) -> Booking:
    again = hold(booking.invitation_id, booking.slot_id, by)
    if again.id != booking.id:
        raise Refused(Reason.BOOKING_OVER)
    return find(booking.id)


def has_begun(booking: Booking) -> bool:
    """Whether the talk has begun, so that nothing about it can be changed any more."""
    return booking.slot.starts_at <= clock.now()


def confirm_talk(invitation_id: int, by: By, *, seen: int | None = None) -> Booking:
    """`confirm`, of the newest booking for this invitation of the parent who asks. `seen` is as in
    `move`. Refuses MOVED_MEANWHILE where another time is held by now, besides what `confirm`
    refuses."""
    found = find_newest(invitation_id, by.parent_id)
    if seen not in (None, found.slot_id) and found.state != BookingState.BOOKED:
        raise Refused(Reason.MOVED_MEANWHILE)
    return _confirm(found, by)


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
    if booking.invitation.state == InvitationState.WITHDRAWN:
        raise Refused(Reason.NOT_INVITED)
    if again:
        ask_for_places_again(booking, IfFull.REFUSE)
    booking.state, booking.held_until = BookingState.BOOKED, None
    booking.booked_at, booking.booked_by = clock.now(), by.face
    booking.invitation.state = InvitationState.BOOKED
    booking.invitation.wants_call_at = None
    if booking.ring_me:
        ask_office(TaskKind.CALL, parent_id=booking.parent_id, booking_id=booking.id)
    _record(by, Deed.BOOKED, booking, slot=booking.slot_id)
    missed.has_time_again(booking)
    tell.booked(booking, by)
    arranging.is_booked(booking, by)
    return booking


def book(
    invitation_id: int,
    slot_id: int,
    by: By,
    answers: Answers | None = None,
    if_full: IfFull = IfFull.REFUSE,
) -> Booking:
    """Hold, fill in and confirm in one: a number in a text, or the office for a caller. Without
    `answers`, what was said about a talk that fell through is asked for again.

    Refuses what `hold` and `fill_in` refuse.
    """
    booking = hold(invitation_id, slot_id, by)
    if booking.state == BookingState.BOOKED:
        return booking
    if answers:
        fill_in(booking.id, answers, if_full, by)
    else:
        _places_or_a_word(booking)
    return confirm(booking.id, by)


def move(
    booking_id: int,
    slot_id: int,
    by: By,
    if_full: IfFull = IfFull.REFUSE,
    *,
    seen: int | None = None,
    office_asked: bool = False,
    tells: Callable[[Booking, By], None] = tell.moved,
) -> Booking:
    """Give the talk another time, with its crèche places, all or nothing. `seen`: the time (slot
    id) it had on the page that this comes from. `office_asked`: so that it may be after the round
    has closed. `tells` puts what the parent hears into the outbox.

    Refuses BOOKING_OVER, SLOT_TAKEN, SLOT_GONE, PARENT_BUSY, ROUND_CLOSED, CRECHE_FULL,
    CRECHE_SHUT, CRECHE_TOO_LONG, MOVED_MEANWHILE.
    """
    invitation_id, day = where_it_is(booking_id)
    _invitation, slot = wanted(
        invitation_id, slot_id, replace(by, face=Face.DESK) if office_asked else by
    )
    lock_days([day, slot.day])
    booking = find(booking_id)
    if booking.slot_id == slot.id and booking.state == BookingState.BOOKED:
        return booking
    if booking.state != BookingState.BOOKED or has_begun(booking):
        raise Refused(Reason.BOOKING_OVER)
    if seen not in (None, booking.slot_id):
        raise Refused(Reason.MOVED_MEANWHILE)
    _mine, live = bookings_about(booking.invitation, slot)
    refuse_taken(booking.invitation, slot, live)
    put(booking, slot, if_full, by)
    tells(booking, by)
    arranging.moved(booking, by)
    return booking


def put(booking: Booking, slot: Slot, if_full: IfFull, by: By, *, beside_id: int = 0) -> None:
    """Put a booked talk, found and its days locked, into this time with its crèche places;
    `beside_id`: where another parent's talk (`sharing`) is already. Tells nobody. Refuses
    CRECHE_FULL, CRECHE_SHUT, CRECHE_TOO_LONG."""
    old = booking.slot_id
    booking.slot, booking.coming_at, booking.beside_id = slot, None, beside_id
    db.session.flush()
    sharing.part(booking, old, ring=True)
    little_ones = creche_places.little_ones_of(booking.id)
    if little_ones and if_full == IfFull.BRING:
        creche_places.give_up_places(booking.id)
    elif little_ones:
        _ask_for_places(booking, little_ones, if_full)
    else:
        _places_or_a_word(booking)
    call_back_reminders(booking)
    _stays_no_more(booking)
    _record(by, Deed.MOVED, booking, slot=slot.id, old_slot=old)


def cancel(
    booking_id: int,
    by: By,
    reason: CancelReason = CancelReason.PARENT,
    tells: Callable[[Booking, CancelReason, By], None] = tell.cancelled,
    *,
    seen: int | None = None,
) -> Booking:
    """End a talk. The time is kept a quarter of an hour for a parent who did not mean it. `tells`
    puts what the parent hears into the outbox, `seen` is as in `move`.

    Cancelling twice is the same as once. Refuses BOOKING_OVER once the talk has begun,
    MOVED_MEANWHILE.
    """
    booking = find_in_its_day(booking_id)
    if booking.state == BookingState.CANCELLED:
        return booking
    if booking.state != BookingState.BOOKED or has_begun(booking):
        raise Refused(Reason.BOOKING_OVER)
    if seen not in (None, booking.slot_id):
        raise Refused(Reason.MOVED_MEANWHILE)
    _end(booking, reason)
    if reason == CancelReason.PARENT:
        booking.slot.kept_for_id = booking.parent_id
        booking.slot.kept_until = clock.now() + KEPT_AFTER_CANCEL
    _record(by, Deed.CANCELLED, booking, slot=booking.slot_id, reason=reason.value)
    tells(booking, reason, by)
    arranging.follow(booking, by)
    return booking


def end_silently(booking_id: int, by: By) -> None:
    """End a talk and tell nobody: contact with this parent is held."""
    booking = find_in_its_day(booking_id)
    if booking.state in (BookingState.HELD, BookingState.BOOKED):
        _end(booking, CancelReason.CONTACT_HELD)
        _record(by, Deed.CANCELLED, booking, reason=CancelReason.CONTACT_HELD.value)
        arranging.follow(booking, by)


def _end(booking: Booking, reason: CancelReason) -> None:
    booking.state, booking.cancel_reason = BookingState.CANCELLED, reason
    booking.cancelled_at = clock.now()
    if booking.invitation.state == InvitationState.BOOKED:
        booking.invitation.state = InvitationState.ASKED
    creche_places.give_up_places(booking.id)
    call_back_reminders(booking)
    _stays_no_more(booking)
    sharing.part(booking, booking.slot_id, ring=reason not in BY_THE_SCHOOL)


def take_back_cancel(
    booking_id: int, by: By, tells: Callable[[Booking, By], None] = tell.booked
) -> Booking:
    """The parent did not mean to cancel: the same time again, if it is still free. `tells` puts
    what the parent hears into the outbox.

    Crèche places come back if there is room, otherwise they wait. Refuses SLOT_TAKEN, SLOT_GONE,
    BOOKING_OVER, NOT_INVITED (also where contact was held a moment ago).
    """
    booking = find_in_its_day(booking_id)
    if booking.state == BookingState.BOOKED:
        return booking
    if booking.invitation.state == InvitationState.WITHDRAWN:
        raise Refused(Reason.NOT_INVITED)
    if booking.state != BookingState.CANCELLED or booking.slot.starts_at <= clock.now():
        raise Refused(Reason.BOOKING_OVER)
    if booking.slot.removed_at:
        raise Refused(Reason.SLOT_GONE)
    mine, live = bookings_about(booking.invitation, booking.slot)
    if mine is not None and mine.state == BookingState.BOOKED:
        raise Refused(Reason.BOOKING_OVER)
    beside = sharing.beside_again(booking, live)
    refuse_taken(booking.invitation, booking.slot, live, beside=beside)
    if mine is not None and mine.state == BookingState.HELD:
        let_go(mine)
        db.session.flush()
    booking.state, booking.cancelled_at, booking.cancel_reason = BookingState.BOOKED, None, None
    booking.slot.kept_for_id = booking.slot.kept_until = None
    booking.invitation.state = InvitationState.BOOKED
    sharing.put_beside(booking, beside)
    db.session.flush()
    _places_or_a_word(booking)
    _record(by, Deed.CANCEL_UNDONE, booking)
    tells(booking, by)
    arranging.follow(booking, by)
    return booking


def say_coming(booking_id: int, by: By) -> None:
    """The parent answered a reminder with "coming"."""
    booking = find(booking_id)
    if booking.state == BookingState.BOOKED:
        if booking.coming_at is None:
            _record(by, Deed.CONFIRMED_COMING, booking)
        booking.coming_at = clock.now()
        call_back_reminders(booking)


def call_back_reminders(booking: Booking) -> None:
    """Reminders that still wait, which may list several talks: the sweep makes again those that
    are still true."""
    call_back(
        OutText.kind.in_([TextKind.REMINDER, TextKind.SOON]),
        OutText.parent_id == booking.parent_id,
        why="moved, cancelled or answered meanwhile",
    )


def _stays_no_more(booking: Booking) -> None:
    """Nobody need see to a talk that stayed at a time at which it is not any more."""
    off_the_list(TaskKind.NOT_MOVED, booking.parent_id, booking.child_id)


def _record(by: By, deed: Deed, booking: Booking, **about: Any) -> None:
    record(
        by,
        deed,
        parent_id=booking.parent_id,
        child_id=booking.child_id,
        booking_id=booking.id,
        **about,
    )
