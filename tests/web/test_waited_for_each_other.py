"""Two acts that wait for each other: PostgreSQL ends one of them, and it is done again."""

from concurrent.futures import ThreadPoolExecutor
from time import sleep
from typing import Any

import pytest
from flask import Flask
from psycopg.errors import DeadlockDetected
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError

from portal.db import act, db
from portal.domain import booking, holding, talks
from portal.domain.bookings import Booking, BookingState
from portal.domain.outbox import OutText
from tests import make
from tests.browsing import CheckingClient
from tests.conftest import Watch
from tests.web.test_booking_on_a_phone import book, link


def on_their_way(browser: CheckingClient, day: make.Evening) -> str:
    """A parent who only has to confirm; returns the address of the talk."""
    talk = f"{link(day.family.parent_id)}/talks/{day.invitation_id}"
    browser.send(f"{talk}/times", {"slot": day.slot_ids[2]})
    browser.send(f"{talk}/details", {"way": "in person", "comes": "alone"})
    return talk


def test_one_who_took_the_locks_the_other_way_round(
    portal: Flask, browser: CheckingClient, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hold that ran out is confirmed (the booking is locked, then its day), while somebody has
    the day and wants the booking."""
    if db.engine.dialect.name == "sqlite":
        pytest.skip("SQLite has one writer at a time")
    day = make.evening()
    talk = on_their_way(browser, day)
    made = db.session.scalars(select(Booking)).one()
    booking_id, on = made.id, made.slot.day
    watch.set("2026-11-09 10:30")
    db.session.remove()
    meanwhile: list[Any] = []
    hold, pool = holding.hold, ThreadPoolExecutor(1)

    def day_first() -> None:
        with portal.app_context(), act():
            holding.lock_days([on])
            taken.append(True)
            while not _somebody_waits():
                sleep(0.02)
            db.session.execute(text("SELECT 1 FROM booking FOR UPDATE")).all()

    taken: list[bool] = []

    def when_the_day_is_taken(*asked_for: Any) -> Booking:
        if not meanwhile:
            meanwhile.append(pool.submit(day_first))
            while not taken:
                sleep(0.02)
        return hold(*asked_for)

    monkeypatch.setattr(booking, "hold", when_the_day_is_taken)
    with pool:
        assert browser.send(f"{talk}/confirm").status_code == 303
    meanwhile[0].result()
    db.session.remove()
    found = db.session.scalars(select(Booking)).one()
    assert (found.id, found.state) == (booking_id, BookingState.BOOKED)
    assert len(db.session.scalars(select(OutText)).all()) == 1


def _somebody_waits() -> bool:
    return bool(db.session.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")))


class Ended:
    """A deed that the database ends so many times before it is done."""

    def __init__(self, deed: Any, times: int) -> None:
        self.deed, self.times = deed, times

    def __call__(self, *args: Any, **more: Any) -> Any:
        self.times -= 1
        if self.times >= 0:
            raise OperationalError("SELECT 1", {}, DeadlockDetected())
        return self.deed(*args, **more)


@pytest.mark.parametrize(
    ("times", "status", "state"), [(1, 303, BookingState.BOOKED), (2, 500, BookingState.HELD)]
)
def test_it_is_done_again_once(
    portal: Flask,
    browser: CheckingClient,
    monkeypatch: pytest.MonkeyPatch,
    times: int,
    status: int,
    state: BookingState,
) -> None:
    """Who is ended twice is told so, and nothing is booked."""
    day = make.evening()
    talk = on_their_way(browser, day)
    monkeypatch.setattr(booking, "confirm_talk", Ended(booking.confirm_talk, times))
    done = browser.send(f"{talk}/confirm")
    assert (done.status_code, done.location) == (status, talk if status == 303 else None)
    assert db.session.scalars(select(Booking.state)).all() == [state]


def test_what_is_refused_the_second_time_is_a_page(
    portal: Flask, browser: CheckingClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    day = make.evening()
    talk = book(browser, link(day.family.parent_id), day)

    def gone(*_: Any) -> None:
        monkeypatch.setattr(talks, "find", lambda *_: (None, None))
        raise OperationalError("SELECT 1", {}, DeadlockDetected())

    monkeypatch.setattr(booking, "cancel", gone)
    assert browser.send(f"{talk}/cancel").status_code == 404
