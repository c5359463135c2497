"""A time that is gone while a parent fills in the form: the nearest others are offered, and nothing
typed is lost."""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from portal import clock
from portal.db import act, db
from portal.domain import holding
from portal.domain.bookings import Booking, BookingState
from portal.domain.rounds import Slot
from tests import make
from tests.browsing import CheckingClient
from tests.conftest import Watch
from tests.web.test_booking_on_a_phone import BABY, link, words

WELL_IN_TIME, OVER = "2026-11-09 10:05", "2026-11-09 10:11"
"""Held at ten, and for ten minutes."""
TYPED = {"way": "phone", "comes": "alone", "interpreter": "y", "speaks": "Somali", **BABY}


def holds(browser: CheckingClient, day: make.Evening, slot: int) -> str:
    """The parent has chosen this time; the address of the talk."""
    talk = f"{link(day.family.parent_id)}/talks/{day.invitation_id}"
    assert browser.send(f"{talk}/times", {"slot": day.slot_ids[slot]}).status_code == 303
    return talk


def nearest(page: object) -> list[str]:
    """The times that a page offers close to the one that was chosen."""
    said = words(page)
    assert "Sorry, that time is no longer free. Please choose another." in said
    return re.findall(r"\d\d:\d\d", said.split("Free times close to the one you chose")[1])[:3]


@pytest.mark.parametrize("step", ["details", "confirm"])
def test_a_talk_that_has_begun_is_not_booked(
    portal: Flask, browser: CheckingClient, watch: Watch, step: str
) -> None:
    day = make.evening()
    watch.set("2026-11-24 14:55")
    talk = holds(browser, day, 0)
    browser.send(f"{talk}/details", TYPED)
    watch.set("2026-11-24 15:02")
    page = browser.send(f"{talk}/{step}", TYPED if step == "details" else None)
    assert (page.status_code, nearest(page)) == (409, ["15:30", "16:00", "16:30"])
    assert db.session.scalars(select(Booking.state)).all() == [BookingState.HELD]


@pytest.mark.parametrize("at", [WELL_IN_TIME, OVER])
@pytest.mark.parametrize("swept", [False, True])
def test_the_school_withdraws_the_time(
    portal: Flask, browser: CheckingClient, watch: Watch, at: str, swept: bool
) -> None:
    day = make.evening()
    talk = holds(browser, day, 2)
    watch.set(at)
    for booking_id in holding.old_holds() if swept else []:
        with act():
            holding.let_go_if_over(booking_id)
    with act() as session:
        session.get_one(Slot, day.slot_ids[2]).removed_at = clock.now()
    page = browser.send(f"{talk}/details", TYPED)
    assert (page.status_code, nearest(page)) == (409, ["15:00", "15:30", "16:30"])
    browser.send(f"{talk}/times", {"slot": day.slot_ids[3]})
    form = browser.get(f"{talk}/details").text
    assert 'value="Somali"' in form and 'value="Bilal"' in form


def test_the_school_withdraws_the_time_before_the_last_step(
    portal: Flask, browser: CheckingClient
) -> None:
    day = make.evening()
    talk = holds(browser, day, 2)
    browser.send(f"{talk}/details", TYPED)
    with act() as session:
        session.get_one(Slot, day.slot_ids[2]).removed_at = clock.now()
    page = browser.send(f"{talk}/confirm")
    assert (page.status_code, nearest(page)) == (409, ["15:00", "15:30", "16:30"])
