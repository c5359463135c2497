"""What the clock does by itself, and that one sweep that fails holds up no other."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal import worker
from portal.db import act, db
from portal.domain import booking, holding
from portal.domain.booking import Answers
from portal.domain.bookings import Booking, BookingState
from portal.domain.creche import Age, CrechePlace, LittleOne
from portal.domain.invitations import Invitation, InvitationState
from portal.domain.outbox import OutText
from portal.domain.people import Parent
from portal.worker import SWEEPS, Sweep, tick
from tests import make
from tests.conftest import Watch
from tests.listening import statements
from tests.phone import Network, Phone, network, settings, work


def test_a_time_held_for_ten_minutes_is_let_go(portal: Flask, watch: Watch) -> None:
    day = make.evening()
    with act():
        holding.hold(day.invitation_id, day.slot_ids[0], make.by(day.family.parent_id))
    watch.moment += timedelta(minutes=9)
    work(portal)
    assert db.session.scalars(select(Booking.state)).all() == [BookingState.HELD]
    watch.moment += timedelta(minutes=1)
    work(portal)
    assert db.session.scalars(select(Booking.state)).all() == [BookingState.CANCELLED]


def test_health_answers_go_a_week_after_the_creche(portal: Flask, watch: Watch) -> None:
    day = make.evening()
    bilal = LittleOne("Bilal", Age.TWO, "nuts", comfort="his blue rabbit")
    with act():
        booking.book(day.invitation_id, day.slot_ids[1], make.OFFICE, Answers(little_ones=[bilal]))
    kept = []
    for moment in ("2026-11-30 23:59", "2026-12-01 00:00", "2026-12-02 09:00"):
        watch.set(moment)
        work(portal)
        db.session.expire_all()
        place = db.session.scalars(select(CrechePlace)).one()
        kept.append((place.health, place.comfort, place.name))
    assert kept == [
        ("nuts", "his blue rabbit", "Bilal"),
        (None, "", "Bilal"),
        (None, "", "Bilal"),
    ]


def test_who_does_not_answer_is_asked_again(portal: Flask, watch: Watch) -> None:
    day = make.evening()
    with act() as session:
        session.get_one(Invitation, day.invitation_id).state = InvitationState.WAITING
    phone = Phone(portal, day.family.parent_id).waits()
    assert len(phone.texts) == 1
    watch.set("2026-11-12 10:00")
    assert len(phone.waits().texts) == 2
    assert phone.last_text.startswith("Oak Lane: Miss Khan would still like to talk about Yusuf.")
    assert len(phone.waits().texts) == 2


def test_one_sweep_that_fails_holds_up_no_other(
    portal: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    parent_id = make.family().parent_id

    def fail(_: object) -> int:
        with act() as session:
            session.add(Parent(id=parent_id, first_name="Secret", last_name="Name"))
        return 1

    ran = []
    sweeps = [
        Sweep("a broken one", 0, fail),
        Sweep("a sound one", 0, lambda _: len(ran.append("sound") or ran)),  # type: ignore[func-returns-value]
    ]
    assert tick(network(portal).sender, sweeps) == 1
    assert ran == ["sound"]
    (line,) = [one.getMessage() for one in caplog.records]
    assert line.startswith("a broken one: IntegrityError\n")
    assert "Secret" not in caplog.text


def test_a_round_without_anything_to_do_writes_nothing(portal: Flask, watch: Watch) -> None:
    day = make.evening()
    with act():
        booking.book(day.invitation_id, day.slot_ids[1], make.OFFICE)
    watch.set("2026-11-23 17:00")
    work(portal)
    often = [sweep for sweep in SWEEPS if sweep.every < 60]
    with statements() as found:
        done = tick(network(portal).sender, often)
    reads = ("SELECT", "BEGIN", "PRAGMA")
    changes = [one for one in found if not one.lstrip().upper().startswith(reads)]
    assert (done, changes) == (0, [])
    assert len(often) >= 5


def test_the_worker_works_until_it_is_told_to_stop(portal: Flask) -> None:
    day = make.evening()
    with act():
        booking.book(day.invitation_id, day.slot_ids[1], make.OFFICE)
    carrier = Network("http://localhost")
    looks = iter(range(1000))
    worker.run(carrier, settings(portal), lambda: next(looks) > 4)
    assert [to for to, _ in carrier.brought] == [make.number_of(day.family.parent_id)]
    assert carrier.hung_up == 1
    assert db.session.scalars(select(OutText.state)).all() == ["sent"]
