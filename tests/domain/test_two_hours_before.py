"""The text two hours before, for those who asked for it: one for each talk at its time, also before
early talks, and never in hours that are not safe for them."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import time

import pytest
from flask import Flask

from portal import clock
from portal.db import act
from portal.domain import booking, reminders, safe, school_previews
from portal.domain.booking import Answers
from portal.domain.reminders import Due
from portal.domain.rounds import Way
from portal.domain.safe import Hours
from portal.domain.school import school
from tests import make
from tests.conftest import Watch
from tests.domain.test_reminders import EVE, SOON, book, remind_all, reminders_to, when_due
from tests.phone import Phone
from tests.words import TALKS_ON, Words


def texts_at(phone: Phone, watch: Watch, *moments: str) -> list[list[str]]:
    """What comes to this phone on the day of the talks, at each of these moments."""
    found = []
    for moment in moments:
        watch.set(f"2026-11-24 {moment}")
        before = len(phone.texts)
        found.append(phone.waits().texts[before:])
    return found


def early_talk(begins: str) -> make.Evening:
    """A parent who has asked for the text before a talk that begins so early."""
    day = make.evening(with_creche=False)
    (slot_id, *_) = make.cover(day.round_id, day.teacher_id, begins=begins, ends="10:00")
    with act():
        booking.book(day.invitation_id, slot_id, make.OFFICE, Answers(remind_2_hours=True))
    return day


# -- one for each talk ---------------------------------------------------------------------------


def test_it_speaks_of_the_talk_it_was_asked_for(portal: Flask, watch: Watch) -> None:
    day = make.evening()
    book(day, remind_2_hours=True)
    watch.set("2026-11-24 13:30")
    one = Due(day.family.parent_id, TALKS_ON, SOON, day.slot_ids[1])
    assert remind_all() == [(one, True)]
    assert reminders_to(day.family.parent_id) == [Words(0).soon("15:30")]
    with act():
        assert not reminders.remind(one)


def test_two_talks_of_a_day_have_a_text_each(portal: Flask, watch: Watch) -> None:
    day = make.evening(with_creche=False)
    parent_id = day.family.parent_id
    hers = make.invitation(day.round_id, make.sibling(parent_id), parent_id, day.teacher_id)
    book(day, 0, remind_2_hours=True)
    with act():
        booking.book(hers, day.slot_ids[5], make.OFFICE, Answers(remind_2_hours=True))
    phone = Phone(portal, parent_id).waits()
    yusuf, maryam = Words(parent_id), Words(parent_id, child="Maryam")
    assert texts_at(phone, watch, "13:00", "14:00", "15:29", "15:30", "16:30") == [
        [yusuf.soon("15:00")],
        [],
        [],
        [maryam.soon("17:30")],
        [],
    ]


def test_a_talk_that_is_moved_after_its_text_has_another(portal: Flask, watch: Watch) -> None:
    day = make.evening(with_creche=False)
    talk_id = book(day, 0, remind_2_hours=True)
    parent_id = day.family.parent_id
    phone, words = Phone(portal, parent_id).waits(), Words(parent_id)
    assert texts_at(phone, watch, "13:05") == [[words.soon("15:00")]]
    watch.set("2026-11-24 13:10")
    with act():
        booking.move(talk_id, day.slot_ids[5], make.by(day.family.parent_id))
    assert texts_at(phone, watch, "13:10", "15:29", "15:30", "16:00") == [
        [words.moved("17:30")],
        [],
        [words.soon("17:30")],
        [],
    ]


def test_moved_away_and_back_it_has_no_second_one(portal: Flask, watch: Watch) -> None:
    day = make.evening(with_creche=False)
    talk_id = book(day, 0, remind_2_hours=True)
    parent_id = day.family.parent_id
    phone, words = Phone(portal, parent_id).waits(), Words(parent_id)
    assert texts_at(phone, watch, "13:05") == [[words.soon("15:00")]]
    for slot in (5, 0):
        with act():
            booking.move(talk_id, day.slot_ids[slot], make.by(day.family.parent_id))
    assert texts_at(phone, watch, "13:10", "14:00") == [[words.moved("15:00")], []]


def test_found_due_and_moved_before_it_was_made_it_is_not_made(portal: Flask, watch: Watch) -> None:
    day = make.evening(with_creche=False)
    talk_id = book(day, 0, remind_2_hours=True)
    watch.set("2026-11-24 13:05")
    (one,) = reminders.due()
    with act():
        booking.move(talk_id, day.slot_ids[1], make.by(day.family.parent_id))
    watch.set("2026-11-24 13:35")
    with act():
        assert not reminders.remind(one)


def test_two_workers_make_it_once(portal: Flask, watch: Watch) -> None:
    day = make.evening(with_creche=False)
    book(day, remind_2_hours=True)
    watch.set("2026-11-24 13:30")
    (one,) = reminders.due()
    together = threading.Barrier(2)

    def a_worker() -> bool:
        with portal.app_context():
            together.wait()
            with act():
                return reminders.remind(one)

    with ThreadPoolExecutor(2) as workers:
        made = [workers.submit(a_worker) for _ in range(2)]
        assert sorted(one.result() for one in made) == [False, True]
    assert reminders_to(day.family.parent_id) == [Words(0).soon("15:30")]


def test_it_needs_to_be_asked_for_and_chosen_earlier(portal: Flask, watch: Watch) -> None:
    day = make.evening()
    watch.set("2026-11-24 13:31")
    book(day, remind_2_hours=True)
    assert reminders.due() == []


def test_who_is_rung_is_not_asked_to_come_to_a_door(portal: Flask, watch: Watch) -> None:
    day = make.evening()
    book(day, remind_2_hours=True, way=Way.PHONE)
    watch.set("2026-11-24 13:30")
    remind_all()
    (text,) = reminders_to(day.family.parent_id)
    assert "Miss Khan will ring you then." in text


# -- at which hours ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("begins", "silent", "comes", "no_more"),
    [
        ("08:30", "06:29", "06:30", "08:00"),
        ("08:00", "05:59", "06:00", "07:30"),
        ("07:00", "05:59", "06:00", "06:30"),
    ],
)
def test_before_an_early_talk_it_comes_in_quiet_hours_from_six_on(
    portal: Flask, watch: Watch, begins: str, silent: str, comes: str, no_more: str
) -> None:
    day = early_talk(begins)
    phone = Phone(portal, day.family.parent_id).waits()
    on_the_day = [f"2026-11-24 {moment}" for moment in (silent, comes, no_more)]
    assert when_due(watch, *on_the_day) == [[], [SOON], []]
    assert texts_at(phone, watch, silent, comes) == [[], [Words(0).soon(begins)]]


def test_nothing_else_goes_out_in_quiet_hours(portal: Flask, watch: Watch) -> None:
    day = make.evening(with_creche=False)
    book(day)
    assert when_due(watch, "2026-11-20 07:00", "2026-11-23 20:00") == [[], []]
    assert when_due(watch, "2026-11-23 19:59") == [[EVE]]


def test_their_own_safe_hours_hold_it_back(portal: Flask, watch: Watch) -> None:
    day = early_talk("09:00")
    parent_id = day.family.parent_id
    with act():
        safe.set_hours(parent_id, Hours(time(8), time(12)), make.by(parent_id))
    phone = Phone(portal, parent_id).waits()
    assert texts_at(phone, watch, "07:00", "07:05", "08:00") == [[], [], [Words(0).soon("09:00")]]


def test_where_their_safe_hours_begin_too_late_it_does_not_come(
    portal: Flask, watch: Watch
) -> None:
    day = early_talk("09:00")
    parent_id = day.family.parent_id
    with act():
        safe.set_hours(parent_id, Hours(time(9), time(15)), make.by(parent_id))
    phone = Phone(portal, parent_id).waits()
    assert texts_at(phone, watch, "07:00", "08:30", "09:00") == [[], [], []]


def test_it_is_previewed_as_it_goes_out(portal: Flask) -> None:
    early_talk("08:30")
    shown = school_previews.next_talk(replace(school(), reminds_early=False)).goes_out
    assert {when: f"{clock.local(at):%d %H:%M}" for when, at in shown.items()} == {
        EVE: "23 17:00",
        SOON: "24 06:30",
    }
