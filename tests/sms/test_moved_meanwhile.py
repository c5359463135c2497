"""The numbers of a reminder whose talk was moved to another day since."""

from datetime import date, datetime, time

import pytest
from flask import Flask
from sqlalchemy import select

from portal import clock
from portal.db import act, db
from portal.domain import booking, wishes
from portal.domain.bookings import Booking, BookingState, CancelReason
from portal.domain.tasks import Task, TaskKind
from portal.wording import asking
from tests import make
from tests.conftest import Watch
from tests.flows.test_by_text import booked, talks
from tests.phone import Phone
from tests.words import Words

THURSDAY = date(2026, 11, 26)
STILL_OPEN, DAY_OVER = "2026-11-23 17:10", "2026-11-24 16:30"
"""When they answer the reminder of Tuesday: before it, and when it would have begun already."""


def on_thursday(words: str = "15:00") -> datetime:
    return clock.local(clock.at(THURSDAY, time.fromisoformat(words)))


def reminded(portal: Flask, watch: Watch) -> tuple[make.Evening, Phone, Words, list[int]]:
    """A parent who was reminded of Tuesday 15:30 the day before; and the times of Thursday."""
    day, phone, words = booked(portal)
    later = make.cover(day.round_id, day.teacher_id, THURSDAY)
    watch.set("2026-11-23 17:00")
    return day, phone.waits(), words, later


def moved(
    portal: Flask, watch: Watch, answers_at: str = STILL_OPEN
) -> tuple[make.Evening, Phone, Words, list[int]]:
    """The same, and the talk has been moved to Thursday 15:00, which they have been told."""
    day, phone, words, later = reminded(portal, watch)
    with act():
        booking.move(the_talk(day).id, later[0], make.OFFICE)
    watch.set("2026-11-23 17:05")
    assert phone.waits().last_text.startswith("The new time for the talk about Yusuf is Thu 26 Nov")
    watch.set(answers_at)
    return day, phone, words, later


def the_talk(day: make.Evening) -> Booking:
    db.session.expire_all()
    return db.session.scalars(select(Booking).filter_by(invitation_id=day.invitation_id)).one()


def menu(words: Words) -> str:
    return asking.menu(words.own, child="Yusuf", at=on_thursday())


@pytest.mark.parametrize("answers_at", [STILL_OPEN, DAY_OVER])
def test_coming_is_coming_on_the_new_day(portal: Flask, watch: Watch, answers_at: str) -> None:
    day, phone, words, _later = moved(portal, watch, answers_at)
    phone.reply("1")
    assert phone.last_text == asking.wish(words.own, at=on_thursday())
    assert the_talk(day).coming_at == clock.now()


@pytest.mark.parametrize("answers_at", [STILL_OPEN, DAY_OVER])
def test_change_time_changes_the_new_time(portal: Flask, watch: Watch, answers_at: str) -> None:
    day, phone, _words, _later = moved(portal, watch, answers_at)
    phone.reply("2")
    assert phone.last_text.startswith("Times to talk about Yusuf. Reply:\n1 ")
    phone.reply("1")
    assert phone.last_text.startswith("The new time for the talk about Yusuf is ")
    assert the_talk(day).state == BookingState.BOOKED


@pytest.mark.parametrize("answers_at", [STILL_OPEN, DAY_OVER])
def test_cannot_come_is_asked_about_with_the_new_day(
    portal: Flask, watch: Watch, answers_at: str
) -> None:
    day, phone, words, _later = moved(portal, watch, answers_at)
    phone.reply("3")
    assert phone.last_text == menu(words)
    assert talks(day.family.parent_id) == [("Thu 15:00", BookingState.BOOKED)]
    phone.reply("3")
    assert phone.last_text.startswith("Your talk about Yusuf on Thu 26 Nov 15:00 is cancelled.")
    assert talks(day.family.parent_id) == [("Thu 15:00", BookingState.CANCELLED)]


@pytest.mark.parametrize("answers_at", [STILL_OPEN, DAY_OVER])
def test_please_call_me_is_a_task_about_the_talk(
    portal: Flask, watch: Watch, answers_at: str
) -> None:
    day, phone, words, _later = moved(portal, watch, answers_at)
    phone.reply("4")
    assert phone.last_text == words.will_ring()
    task = db.session.scalars(select(Task)).one()
    assert (task.kind, task.booking_id) == (TaskKind.CALL, the_talk(day).id)


def test_called_off_and_booked_anew_it_is_the_talk_they_have_now(
    portal: Flask, watch: Watch
) -> None:
    day, phone, words, later = reminded(portal, watch)
    with act():
        booking.cancel(the_talk(day).id, make.OFFICE, CancelReason.TEACHER_AWAY)
    with act():
        booking.book(day.invitation_id, later[0], make.OFFICE)
    phone.waits()
    watch.set(STILL_OPEN)
    phone.reply("3")
    assert phone.last_text == menu(words)


def one_of_two(
    portal: Flask, watch: Watch, to: date = THURSDAY
) -> tuple[make.Evening, int, Phone, Words]:
    """A parent who was reminded five days before of two talks on Tuesday, the second of which
    (booking id) has been moved since."""
    day, phone, words = booked(portal)
    parent_id = day.family.parent_id
    theirs = make.invitation(day.round_id, make.sibling(parent_id), parent_id, day.teacher_id)
    with act():
        hers = booking.book(theirs, day.slot_ids[3], make.OFFICE).id
    another_day = make.cover(day.round_id, day.teacher_id, to)
    watch.set("2026-11-19 17:00")
    phone.waits()
    with act():
        booking.move(hers, another_day[0], make.OFFICE)
    phone.waits()
    watch.set("2026-11-19 17:10")
    return day, hers, phone, words


def test_which_of_two_talks_cannot_be_is_asked_with_their_days(portal: Flask, watch: Watch) -> None:
    day, _hers, phone, _words = one_of_two(portal, watch)
    phone.reply("3")
    assert phone.last_text == (
        "Which talk shall we cancel? Reply:\n1 Tue 24 Nov 15:30 Yusuf\n2 Thu 26 Nov 15:00 Maryam"
    )
    phone.reply("2")
    assert talks(day.family.parent_id) == [
        ("Tue 15:30", BookingState.BOOKED),
        ("Thu 15:00", BookingState.CANCELLED),
    ]


@pytest.mark.parametrize("to", [date(2026, 11, 23), THURSDAY])
def test_coming_is_said_of_the_day_that_was_asked_about(
    portal: Flask, watch: Watch, to: date
) -> None:
    _day, hers, phone, words = one_of_two(portal, watch, to)
    phone.reply("1")
    assert phone.last_text == words.coming("15:30")
    assert db.session.get_one(Booking, hers).coming_at is None


def test_a_talk_that_was_not_asked_about_is_not_meant(portal: Flask, watch: Watch) -> None:
    day, phone, words, later = reminded(portal, watch)
    parent_id = day.family.parent_id
    theirs = make.invitation(day.round_id, make.sibling(parent_id), parent_id, day.teacher_id)
    with act():
        booking.book(theirs, later[0], make.OFFICE)
    phone.waits()
    watch.set(DAY_OVER)
    phone.reply("3")
    assert phone.last_text == words.said(asking.too_late)
    assert talks(parent_id)[-1] == ("Thu 15:00", BookingState.BOOKED)


def test_what_they_would_like_to_talk_about_goes_along(portal: Flask, watch: Watch) -> None:
    day, phone, words, later = reminded(portal, watch)
    phone.reply("1")
    with act():
        booking.move(the_talk(day).id, later[0], make.OFFICE)
    watch.set(STILL_OPEN)
    phone.waits().reply("his reading")
    assert wishes.said_of(the_talk(day).id) == ["his reading"]
    phone.reply("3")
    assert phone.last_text == menu(words)
