"""What was just done to a talk is undone, if it still can be; the parent hears only what is new."""

from functools import partial

import pytest
from flask import Flask
from sqlalchemy import select

from portal.db import act, db
from portal.domain import booking, creche_desk, desk, no_contact, undoing, who_came
from portal.domain.booking import Answers
from portal.domain.bookings import Booking, BookingState, CancelReason
from portal.domain.creche import Age, CrechePlace, CrecheSession, LittleOne, PlaceState
from portal.domain.history import By, Deed, Face
from portal.domain.outbox import Kind, OutText, TextState
from portal.domain.people import Role
from portal.domain.rounds import Slot
from portal.domain.tasks import open_tasks
from portal.wording.refusals import Reason, Refused
from tests import make
from tests.conftest import Watch
from tests.domain.test_at_once import at_once
from tests.phone import Phone, work


def stands(booking_id: int) -> tuple[BookingState, int]:
    db.session.expire_all()
    found = db.session.get_one(Booking, booking_id)
    return found.state, found.slot_id


def last(booking_id: int) -> int:
    """What was done last, and can be undone."""
    found = undoing.just_done(booking_id)
    assert found is not None
    return found


def undo(booking_id: int, event_id: int | None = None, by: By = make.OFFICE) -> Reason | None:
    """Undo the last that was done; what it was refused for, None for done."""
    event_id = event_id or last(booking_id)
    try:
        with act():
            undoing.undo(booking_id, event_id, by)
    except Refused as refused:
        return refused.reason
    return None


def waiting_texts() -> list[Kind]:
    query = select(OutText.kind).where(OutText.state == TextState.QUEUED).order_by(OutText.id)
    return list(db.session.scalars(query))


def others_take(day: make.Evening, slot: int) -> None:
    other = make.family("Noor", ("Nadia",), class_id=day.class_id)
    invited = make.invitation(day.round_id, other.child_id, other.parent_id, day.teacher_id)
    with act():
        booking.book(invited, day.slot_ids[slot], make.OFFICE)


BOOKED, CANCELLED = BookingState.BOOKED, BookingState.CANCELLED


# -- a move ------------------------------------------------------------------------------------


def test_a_move_undone_before_its_text_went_out_is_never_heard_of(portal: Flask) -> None:
    day = make.evening()
    mine = make.booked(day)
    work(portal)
    with act():
        booking.move(mine, day.slot_ids[2], make.OFFICE)
    event_id = last(mine)
    assert undo(mine) is None
    assert undo(mine, event_id) is None  # pressed twice
    assert stands(mine) == (BOOKED, day.slot_ids[0])
    assert waiting_texts() == []
    assert undoing.just_done(mine) is None


def test_who_has_heard_of_a_move_hears_that_it_is_undone(portal: Flask) -> None:
    day = make.evening()
    mine = make.booked(day)
    phone = Phone(portal, day.family.parent_id).waits()
    with act():
        booking.move(mine, day.slot_ids[2], make.OFFICE)
    phone.waits()
    assert undo(mine) is None
    assert "15:00" in phone.waits().last_text


def test_who_never_heard_that_it_is_booked_hears_it_after_all(portal: Flask) -> None:
    day = make.evening()
    mine = make.booked(day)
    with act():
        booking.move(mine, day.slot_ids[2], make.OFFICE)
    assert undo(mine) is None
    assert waiting_texts() == [Kind.MOVED]
    assert "15:00" in Phone(portal, day.family.parent_id).waits().last_text


def test_the_old_time_is_somebody_elses_by_now(portal: Flask) -> None:
    day = make.evening()
    mine = make.booked(day)
    with act():
        booking.move(mine, day.slot_ids[2], make.OFFICE)
    others_take(day, 0)
    assert undo(mine) == Reason.SLOT_TAKEN
    assert stands(mine) == (BOOKED, day.slot_ids[2])


def test_the_creche_is_full_by_now(portal: Flask) -> None:
    day = make.evening()
    little = Answers(little_ones=[LittleOne("Bo", Age.TWO, "")])
    with act():
        mine = booking.book(
            day.invitation_id, day.slot_ids[0], make.by(day.family.parent_id), little
        ).id
    later = make.cover(day.round_id, day.teacher_id, "2026-11-25")
    make.creche("2026-11-25")
    with act():
        booking.move(mine, later[0], make.OFFICE)
    with act() as session:
        session.get_one(CrecheSession, day.creche_id).area_m2 = 1
    assert undo(mine) == Reason.CRECHE_FULL
    assert stands(mine) == (BOOKED, later[0])
    with act() as session:
        session.get_one(CrecheSession, day.creche_id).area_m2 = 40
    assert undo(mine) is None
    place = db.session.scalars(select(CrechePlace)).one()
    assert (place.state, place.session_id) == (PlaceState.TAKEN, day.creche_id)


def test_what_was_done_since_is_undone_first(portal: Flask) -> None:
    day = make.evening()
    mine = make.booked(day)
    for slot in (1, 2):
        with act():
            booking.move(mine, day.slot_ids[slot], make.OFFICE)
    second, first = [one.event_id for one in undoing.lately(mine)][:2]
    assert undo(mine, first) == Reason.UNDO_OVERTAKEN
    assert undo(mine, second) is None
    assert stands(mine) == (BOOKED, day.slot_ids[1])
    assert last(mine) == first
    assert undo(mine) is None
    assert stands(mine) == (BOOKED, day.slot_ids[0])


def test_after_two_hours_it_stays(portal: Flask, watch: Watch) -> None:
    day = make.evening()
    mine = make.booked(day)
    with act():
        booking.move(mine, day.slot_ids[1], make.OFFICE)
    event_id = last(mine)
    watch.set("2026-11-09 12:00")
    assert (undo(mine, event_id), undoing.lately(mine)) == (Reason.UNDO_OVER, [])


# -- a cancellation ----------------------------------------------------------------------------


@pytest.mark.parametrize("reason", [CancelReason.PARENT, CancelReason.OTHER])
@pytest.mark.parametrize("heard", [True, False])
def test_a_cancelled_talk_is_on_again(portal: Flask, reason: CancelReason, heard: bool) -> None:
    day = make.evening()
    mine = make.booked(day)
    phone = Phone(portal, day.family.parent_id).waits()
    with act():
        booking.cancel(mine, make.OFFICE, reason)
    if heard:
        phone.waits()
    sent = len(phone.texts)
    assert undo(mine) is None
    assert stands(mine) == (BOOKED, day.slot_ids[0])
    assert len(phone.waits().texts) == sent + (1 if heard else 0)
    if heard:
        assert phone.last_text.startswith("Booked" if reason == CancelReason.PARENT else "Good")


def test_a_colleague_undoes_what_a_parent_did(portal: Flask) -> None:
    day = make.evening()
    mine = make.booked(day)
    with act():
        booking.cancel(mine, make.by(day.family.parent_id))
    green = make.staff("Mrs Green", Role.OFFICE)
    assert undo(mine, by=By(Face.DESK, staff_id=green)) is None
    assert stands(mine)[0] == BOOKED
    assert [(one.deed, one.who, one.undone_by) for one in undoing.lately(mine)] == [
        (Deed.CANCELLED, "", "Mrs Green"),
        (Deed.BOOKED, "", ""),
    ]
    assert undoing.just_done(mine) is None  # a parent's own booking is cancelled, not undone


def test_the_freed_time_is_taken(portal: Flask) -> None:
    day = make.evening()
    mine = make.booked(day)
    with act():
        booking.cancel(mine, make.OFFICE, CancelReason.OTHER)
    others_take(day, 0)
    assert undo(mine) == Reason.SLOT_TAKEN
    assert stands(mine)[0] == CANCELLED


def test_no_contact_meanwhile(portal: Flask) -> None:
    day = make.evening()
    mine = make.booked(day)
    with act():
        booking.cancel(mine, make.OFFICE, CancelReason.OTHER)
    event_id = last(mine)
    with act():
        no_contact.hold(day.family.parent_id, day.family.child_id, make.OFFICE)
    assert undo(mine, event_id) == Reason.NOT_INVITED
    assert (stands(mine)[0], waiting_texts()) == (CANCELLED, [])
    assert desk.talk(mine) is None


def test_a_time_that_is_gone_cannot_be_had_back(portal: Flask) -> None:
    day = make.evening()
    mine = make.booked(day)
    with act():
        booking.cancel(mine, make.OFFICE, CancelReason.OTHER)
    with act() as session:
        session.get_one(Slot, day.slot_ids[0]).removed_at = make.clock.now()
    assert undoing.just_done(mine) is None


# -- booked, marked, and the crèche ------------------------------------------------------------


def test_a_talk_booked_at_the_desk_by_mistake(portal: Flask) -> None:
    day = make.evening()
    with act():
        mine = booking.book(day.invitation_id, day.slot_ids[0], make.OFFICE).id
    assert undo(mine) is None
    assert (stands(mine)[0], waiting_texts()) == (CANCELLED, [])


def test_a_mark_goes_back_to_what_was_said_before(portal: Flask, watch: Watch) -> None:
    day = make.evening()
    mine = make.booked(day)
    watch.set("2026-11-24 16:00")
    for came in (True, False):
        with act():
            who_came.mark(mine, came, make.OFFICE)
    assert undo(mine) is None
    assert stands(mine)[0] == BookingState.ATTENDED
    assert undo(mine) is None
    assert stands(mine)[0] == BOOKED


def test_a_place_withdrawn_by_mistake(portal: Flask) -> None:
    day = make.evening()
    parent = make.by(day.family.parent_id)
    little = Answers(little_ones=[LittleOne("Bo", Age.TWO, "nuts")])
    with act():
        mine = booking.book(day.invitation_id, day.slot_ids[0], parent, little).id
    work(portal)
    place_id = db.session.scalars(select(CrechePlace.id)).one()
    with act():
        creche_desk.withdraw(place_id, "too many", make.OFFICE)
    with act() as session:
        session.get_one(CrecheSession, day.creche_id).area_m2 = 1
    assert undo(mine) == Reason.CRECHE_FULL
    with act() as session:
        session.get_one(CrecheSession, day.creche_id).area_m2 = 40
    assert undo(mine) is None
    place = db.session.scalars(select(CrechePlace)).one()
    assert (place.state, place.health, place.reason) == (PlaceState.TAKEN, "nuts", "")
    assert (waiting_texts(), open_tasks()) == ([], [])


# -- at once -----------------------------------------------------------------------------------


def test_two_colleagues_undo_at_once_and_it_is_done_once(portal: Flask) -> None:
    day = make.evening()
    mine = make.booked(day)
    with act():
        booking.move(mine, day.slot_ids[2], make.OFFICE)
    deed = partial(undoing.undo, mine, last(mine), make.OFFICE)
    assert at_once(portal, [deed, deed]) == [None, None]
    assert stands(mine) == (BOOKED, day.slot_ids[0])
    undone = [one for one in undoing.lately(mine) if one.deed == Deed.MOVED]
    assert len(undone) == 1


def test_one_undoes_a_move_while_another_moves_on(portal: Flask) -> None:
    day = make.evening()
    mine = make.booked(day)
    with act():
        booking.move(mine, day.slot_ids[2], make.OFFICE)
    undoes = partial(undoing.undo, mine, last(mine), make.OFFICE)
    moves = partial(booking.move, mine, day.slot_ids[4], make.OFFICE, seen=day.slot_ids[2])
    outcomes = at_once(portal, [undoes, moves])
    assert stands(mine) == (
        BOOKED,
        day.slot_ids[4] if outcomes == [Reason.UNDO_OVERTAKEN, None] else day.slot_ids[0],
    )
    assert outcomes in (
        [Reason.UNDO_OVERTAKEN, None],
        [None, Reason.MOVED_MEANWHILE],
    )
