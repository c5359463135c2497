"""Where what the office does in one place meets what it did in another: no contact after help was
called off, a talk together that ended before its text went out, a question in hours that are not
safe."""

from datetime import date, time, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal import clock
from portal.db import act, db
from portal.domain import (
    arranging,
    booking,
    card,
    contact,
    marking,
    moving,
    no_contact,
    number_checks,
    safe,
    tasks,
    undoing,
    upset_desk,
    waitlist,
)
from portal.domain.bookings import Booking, BookingState
from portal.domain.help_requests import NeedState
from portal.domain.outbox import OutText, TextState
from portal.domain.people import Parent
from portal.domain.safe import Hours
from portal.domain.tasks import Task, TaskKind
from portal.domain.upset import What
from portal.domain.upsets import Happening, happen
from portal.wording.refusals import Reason, Refused
from tests import make
from tests.conftest import Watch
from tests.domain.test_help_for_talks import book, here, only
from tests.domain.test_together import Two, two
from tests.make import OFFICE
from tests.phone import Phone, work


@pytest.fixture
def pair(portal: Flask, watch: Watch) -> Two:
    return two()


def hold(parent_id: int, child_id: int) -> None:
    with act():
        no_contact.hold(parent_id, child_id, OFFICE)


def open_tasks(kind: TaskKind) -> list[Task]:
    db.session.expire_all()
    query = select(Task).where(Task.kind == kind, Task.done_at.is_(None))
    return list(db.session.scalars(query))


def waiting_for(parent_id: int) -> list[str]:
    db.session.expire_all()
    query = select(OutText.body).where(
        OutText.parent_id == parent_id, OutText.state == TextState.QUEUED
    )
    return list(db.session.scalars(query.order_by(OutText.id)))


def state(booking_id: int) -> BookingState:
    db.session.expire_all()
    return db.session.get_one(Booking, booking_id).state


# -- no contact ----------------------------------------------------------------------------------


def test_a_lift_that_is_not_needed_is_called_off_also_after_contact_is_held(portal: Flask) -> None:
    """The taxi would otherwise drive to somebody who must not be contacted."""
    day = make.evening()
    mine = book(day, lift=True)
    with act():
        arranging.arrange(only(mine).id, OFFICE, note="Taxi Ali")
    with act():
        booking.cancel(mine, make.by(day.family.parent_id))
    assert len(open_tasks(TaskKind.HELP_OFF)) == 1
    hold(day.family.parent_id, day.family.child_id)
    (task,) = open_tasks(TaskKind.HELP_OFF)
    assert "Taxi Ali" in (task.words or "")
    assert (task.parent_id, task.child_id) == (None, None)


def test_a_cancelled_talk_is_not_taken_back_by_somebody_with_whom_contact_is_held(
    portal: Flask,
) -> None:
    day = make.evening()
    mine = make.booked(day)
    with act():
        booking.cancel(mine, make.by(day.family.parent_id))
    hold(day.family.parent_id, day.family.child_id)
    with pytest.raises(Refused) as no, act():
        booking.take_back_cancel(mine, make.by(day.family.parent_id))
    assert no.value.reason == Reason.NOT_INVITED
    assert state(mine) == BookingState.CANCELLED


def test_a_task_about_somebody_with_whom_contact_is_held_does_not_come_back(portal: Flask) -> None:
    day = make.evening()
    parent_id, child_id = day.family.parent_id, day.family.child_id
    by = make.at_desk(make.staff("Amira Shah"))
    with act():
        tasks.ask_office(TaskKind.TEXT_FAILED, parent_id=parent_id)
        tasks.ask_office(TaskKind.MISSED_TWICE, parent_id=parent_id, child_id=child_id)
    ids = [task.id for task in tasks.open_tasks()]
    for one in ids:
        with act():
            tasks.done(one, by)
    hold(parent_id, child_id)
    for one in ids:
        with pytest.raises(Refused) as no, act():
            tasks.undo(one, by)
        assert no.value.reason == Reason.TASK_STAYS_DONE


def test_a_text_that_did_not_arrive_is_nobodys_once_contact_is_held(portal: Flask) -> None:
    """The receipt comes after the text had left and contact was held."""
    day = make.evening()
    make.booked(day)
    Phone(portal, day.family.parent_id).waits()
    left = db.session.scalars(select(OutText).order_by(OutText.id.desc())).first()
    assert left and left.state == TextState.SENT and left.carrier_id
    hold(day.family.parent_id, day.family.child_id)
    for news in (TextState.UNDELIVERED, TextState.FAILED):
        with act():
            marking.receipt(left.id, left.carrier_id, news)
    assert open_tasks(TaskKind.TEXT_FAILED) == open_tasks(TaskKind.WRONG_NUMBER) == []


def test_nobody_asks_for_a_number_of_somebody_with_whom_contact_is_held(
    portal: Flask, watch: Watch
) -> None:
    family = make.family("Yusuf", ("Karim",))
    with act():
        db.session.get_one(Parent, family.parent_id).number_asked_at = clock.now()
    hold(family.parent_id, family.child_id)
    watch.moment += timedelta(days=8)
    assert number_checks.silent() == []


# -- a talk together -----------------------------------------------------------------------------


def test_who_comes_alone_again_before_the_text_went_out_is_not_told_of_a_talk_together(
    pair: Two, portal: Flask
) -> None:
    work(portal)
    pair.joined()
    assert len(waiting_for(pair.emma)) == len(waiting_for(pair.daniel)) == 1
    pair.says(pair.his_invitation, False)
    assert waiting_for(pair.daniel) == []
    assert not any("together" in body for body in waiting_for(pair.emma))


def test_no_contact_takes_back_that_they_come_together(pair: Two, portal: Flask) -> None:
    work(portal)
    pair.joined()
    hold(pair.daniel, pair.evening.family.child_id)
    assert waiting_for(pair.emma) == []


def test_one_talk_undone_before_its_texts_went_out_is_told_to_neither(
    pair: Two, portal: Flask
) -> None:
    work(portal)
    pair.joined()
    event = undoing.just_done(pair.his)
    assert event
    with act():
        undoing.undo(pair.his, event, OFFICE)
    assert waiting_for(pair.emma) == waiting_for(pair.daniel) == []


def test_that_both_would_come_together_is_not_said_again_after_a_no(pair: Two) -> None:
    by = make.at_desk(make.staff("Amira Shah"))
    pair.both_say_yes()
    (task,) = open_tasks(TaskKind.TOGETHER)
    with act():
        tasks.done(task.id, by)
    pair.says(pair.his_invitation, False)
    with pytest.raises(Refused), act():
        tasks.undo(task.id, by)
    assert open_tasks(TaskKind.TOGETHER) == []


def test_one_interpreter_interprets_for_both_in_a_talk_together(pair: Two) -> None:
    here(begins="14:00", ends="18:00")
    pair.joined()
    for one, parent_id in ((pair.hers, pair.emma), (pair.his, pair.daniel)):
        with act():
            found = db.session.get_one(Booking, one)
            found.interpreter = "Urdu"
            arranging.follow(found, make.by(parent_id))
    states = [only(one).state for one in (pair.hers, pair.his)]
    assert states == [NeedState.ARRANGED, NeedState.ARRANGED]


def test_nothing_is_offered_to_who_cannot_hear_of_it_in_time(portal: Flask, watch: Watch) -> None:
    """They would lose their turn, and never know."""
    day = make.evening()
    with act():
        waitlist.wait(day.invitation_id, make.by(day.family.parent_id))
        safe.set_hours(day.family.parent_id, Hours(time(17), time(20)), OFFICE)
    watch.set("2026-11-23 09:00")
    assert waitlist.to_offer() == []
    watch.set("2026-11-23 17:00")
    assert len(waitlist.to_offer()) == 1


# -- hours that are safe -------------------------------------------------------------------------


def test_who_cannot_be_asked_by_text_in_time_is_rung(portal: Flask, watch: Watch) -> None:
    """Their safe hours begin after the time to answer: nobody has asked them."""
    day = make.evening()
    mine = make.booked(day)
    work(portal)
    with act():
        safe.set_hours(day.family.parent_id, Hours(time(17), time(20)), OFFICE)
    watch.set("2026-11-23 09:00")  # the day before: two hours to answer
    with act():
        asked = moving.ask(mine, day.slot_ids[2], OFFICE)
        assert not asked.by_text
    work(portal)
    assert len(open_tasks(TaskKind.ASK_MOVE)) == 1


@pytest.mark.parametrize("what", ["another number", "ring me", "stop", "wrong person"])
def test_who_is_to_hear_in_the_morning_and_gets_no_text_any_more_is_rung(
    portal: Flask, watch: Watch, what: str
) -> None:
    """Called off in the evening; before eight the text is called back, and nobody else tells
    them."""
    day = make.evening()
    make.booked(day)
    work(portal)
    watch.set("2026-11-20 20:15")
    tuesday = date(2026, 11, 24)
    with act():
        happening = Happening(What.AWAY, tuesday, tuesday, teacher_id=day.teacher_id)
        upset_id = happen(happening, OFFICE)
    work(portal)
    found = upset_desk.find(upset_id)
    assert found and found.to_ring == []
    parent_id = day.family.parent_id
    by = make.by(parent_id)
    with act():
        match what:
            case "another number":
                card.change_number(parent_id, "07700 900777", OFFICE)
            case "ring me":
                safe.ring_only(parent_id, by)
            case "stop":
                contact.stop_texts(parent_id, by)
            case "wrong person":
                contact.wrong_person(parent_id, by)
    work(portal)
    found = upset_desk.find(upset_id)
    assert found and len(found.to_ring) == 1


def test_what_matters_and_is_taken_from_the_phone_is_told_by_a_person(
    portal: Flask, watch: Watch
) -> None:
    day = make.evening()
    mine = make.booked(day)
    work(portal)
    watch.set("2026-11-20 20:15")
    with act():
        booking.move(mine, day.slot_ids[2], OFFICE)
    with act():
        safe.ring_only(day.family.parent_id, make.by(day.family.parent_id))
    assert [task.parent_id for task in open_tasks(TaskKind.TEXT_FAILED)] == [day.family.parent_id]
