"""A time that was held and cannot simply be confirmed any more: the ten minutes are over and nobody
has let go of it yet, the talk has begun, or the school has withdrawn the time."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal import clock
from portal.db import act, db
from portal.domain import booking, creche_places, holding
from portal.domain.booking import Answers
from portal.domain.bookings import Booking, BookingState
from portal.domain.creche import Age, IfFull, LittleOne, PlaceState
from portal.domain.history import By
from portal.domain.rounds import Slot
from portal.wording.refusals import Reason, Refused
from tests import make
from tests.conftest import Watch

TOO_LATE = "2026-11-09 10:11"
"""Held at ten, and for ten minutes."""
Step = Callable[[int, By], object]


def confirm(booking_id: int, by: By) -> object:
    return booking.confirm(booking_id, by)


def fill_in(booking_id: int, by: By) -> object:
    return booking.fill_in(booking_id, Answers(), IfFull.REFUSE, by)


STEPS = pytest.mark.parametrize("step", [confirm, fill_in])


def held(invitation_id: int, slot_id: int, by: By) -> int:
    with act():
        return holding.hold(invitation_id, slot_id, by).id


def refused(step: Step, booking_id: int, by: By) -> tuple[Reason, object]:
    with pytest.raises(Refused) as caught, act():
        step(booking_id, by)
    return caught.value.reason, caught.value.facts["wanted"]


def begins(slot_id: int) -> object:
    return db.session.scalars(select(Slot.starts_at).where(Slot.id == slot_id)).one()


def state_of(booking_id: int) -> BookingState:
    db.session.expire_all()
    return db.session.get_one(Booking, booking_id).state


def withdraw(slot_id: int) -> None:
    with act() as session:
        session.get_one(Slot, slot_id).removed_at = clock.now()


# -- the ten minutes are over --------------------------------------------------------------------


@STEPS
def test_two_parents_of_a_child_stay_an_hour_apart(portal: Flask, watch: Watch, step: Step) -> None:
    day = make.evening()
    both = make.family("Jack", ("Emma", "Daniel"), class_id=day.class_id, surname="Turner")
    emma, daniel = both.parent_ids
    hers, his = (
        make.invitation(day.round_id, both.child_id, one, day.teacher_id) for one in (emma, daniel)
    )
    booking_id = held(hers, day.slot_ids[1], make.by(emma))
    watch.set(TOO_LATE)
    with act():
        booking.book(his, day.slot_ids[2], make.by(daniel))
    assert refused(step, booking_id, make.by(emma)) == (Reason.SLOT_GONE, begins(day.slot_ids[1]))


@STEPS
def test_a_parent_is_not_in_two_talks_at_once(portal: Flask, watch: Watch, step: Step) -> None:
    day = make.evening()
    parent_id, osei = day.family.parent_id, make.staff("Mrs Osei")
    slots = make.cover(day.round_id, osei, room="Room 2")
    theirs = make.invitation(day.round_id, make.sibling(parent_id), parent_id, osei)
    booking_id = held(day.invitation_id, day.slot_ids[2], make.by(parent_id))
    watch.set(TOO_LATE)
    with act():
        booking.book(theirs, slots[2], make.by(parent_id))
    wanted = begins(day.slot_ids[2])
    assert refused(step, booking_id, make.by(parent_id)) == (Reason.PARENT_BUSY, wanted)


@STEPS
def test_a_time_kept_for_another_family_is_theirs(portal: Flask, watch: Watch, step: Step) -> None:
    day = make.evening()
    by, other = make.by(day.family.parent_id), make.family("Zoë", ("Sam",)).parent_id
    booking_id = held(day.invitation_id, day.slot_ids[2], by)
    watch.set(TOO_LATE)
    with act() as session:
        slot = session.get_one(Slot, day.slot_ids[2])
        slot.kept_for_id, slot.kept_until = other, clock.now() + timedelta(hours=1)
    assert refused(step, booking_id, by) == (Reason.SLOT_TAKEN, begins(day.slot_ids[2]))


@pytest.mark.parametrize(("area", "place"), [(40, PlaceState.TAKEN), (1, PlaceState.WAITING)])
def test_where_nobody_came_it_is_booked_with_its_place_in_the_creche(
    portal: Flask, watch: Watch, area: float, place: PlaceState
) -> None:
    """Or with its place in the queue, where the crèche is full."""
    day = make.evening(with_creche=False)
    make.creche(area=area)
    by = make.by(day.family.parent_id)
    booking_id = held(day.invitation_id, day.slot_ids[2], by)
    little_ones = [LittleOne("Bilal", Age.TWO, "")]
    with act():
        booking.fill_in(booking_id, Answers(little_ones=little_ones), IfFull.WAIT, by)
    watch.set(TOO_LATE)
    with act():
        booking.confirm(booking_id, by)
    assert state_of(booking_id) == BookingState.BOOKED
    assert [one.state for one in creche_places.places_of(booking_id)] == [place]


# -- begun, or withdrawn -------------------------------------------------------------------------


@STEPS
def test_once_it_has_begun_it_is_gone(portal: Flask, watch: Watch, step: Step) -> None:
    day = make.evening()
    by = make.by(day.family.parent_id)
    watch.set("2026-11-24 14:55")
    booking_id = held(day.invitation_id, day.slot_ids[0], by)
    watch.set("2026-11-24 15:02")
    assert refused(step, booking_id, by) == (Reason.SLOT_GONE, begins(day.slot_ids[0]))
    assert state_of(booking_id) == BookingState.HELD


@STEPS
@pytest.mark.parametrize("at", ["2026-11-09 10:01", TOO_LATE])
def test_withdrawn_by_the_school_it_is_gone(
    portal: Flask, watch: Watch, step: Step, at: str
) -> None:
    day = make.evening()
    by = make.by(day.family.parent_id)
    booking_id = held(day.invitation_id, day.slot_ids[2], by)
    withdraw(day.slot_ids[2])
    watch.set(at)
    assert refused(step, booking_id, by) == (Reason.SLOT_GONE, begins(day.slot_ids[2]))


def test_a_time_that_there_never_was_is_gone(portal: Flask) -> None:
    day = make.evening()
    with pytest.raises(Refused) as caught, act():
        holding.hold(day.invitation_id, 10**6, make.by(day.family.parent_id))
    assert (caught.value.reason, caught.value.facts) == (Reason.SLOT_GONE, {"wanted": None})


# -- what was typed ------------------------------------------------------------------------------


@pytest.mark.parametrize(("at", "kept"), [("2026-11-09 10:09", ""), (TOO_LATE, "Somali")])
def test_what_was_typed_is_kept_with_a_hold_that_is_over(
    portal: Flask, watch: Watch, at: str, kept: str
) -> None:
    """With one that stands, nothing is written over."""
    day = make.evening()
    booking_id = held(day.invitation_id, day.slot_ids[2], make.by(day.family.parent_id))
    watch.set(at)
    with act():
        booking.keep_typed(booking_id, Answers(interpreter="Somali"))
    assert db.session.get_one(Booking, booking_id).interpreter == kept
