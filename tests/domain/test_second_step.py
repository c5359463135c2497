"""The second step: codes from an app, by text and on paper; tries, replays, drift, races."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pyotp
import pytest
from flask import Flask

from portal import clock
from portal.db import act, db
from portal.domain import devices, second_step
from portal.domain.history import By, Deed, Event, Face
from portal.domain.outbox import Kind, OutText
from portal.domain.people import Role, Staff
from portal.domain.printed_codes import as_typed, new_code
from portal.domain.second_step import RecoveryCode, SecondStep, StaffCode, StepWay
from portal.wording.refusals import Reason, Refused
from tests import make
from tests.conftest import Watch

MOBILE = "07700 900901"


def by(staff_id: int) -> By:
    return By(Face.DESK, staff_id=staff_id)


def texted() -> str:
    """The newest code on any phone."""
    query = db.select(OutText.body).where(OutText.kind == Kind.CODE).order_by(OutText.id.desc())
    return str(db.session.scalars(query).first())[:6]


def by_text(staff_id: int) -> None:
    """This colleague's codes come by text."""
    with act():
        second_step.send_code(staff_id, MOBILE)
    with act():
        assert second_step.set_up_text(staff_id, texted(), by(staff_id))


def by_app(staff_id: int) -> pyotp.TOTP:
    """This colleague's codes come from this app."""
    salt = second_step.new_salt()
    app = pyotp.TOTP(second_step.secret_of(staff_id, salt))
    with act():
        assert second_step.set_up_authenticator(staff_id, salt, shown(app), by(staff_id))
    return app


def shown(app: pyotp.TOTP, seconds: int = 0) -> str:
    """What the app shows now, on a phone whose clock is so much ahead."""
    return app.at(clock.now() + timedelta(seconds=seconds))


def opens(staff_id: int, code: str) -> bool:
    with act():
        return second_step.check(staff_id, code)


def refused(do: Callable[[], object]) -> Reason:
    with pytest.raises(Refused) as caught, act():
        do()
    return caught.value.reason


def deeds() -> list[Deed]:
    return list(db.session.scalars(db.select(Event.deed).order_by(Event.id)))


def test_a_code_by_text_opens_once_and_only_the_newest(portal: Flask, watch: Watch) -> None:
    khan = make.staff()
    by_text(khan)
    with act():
        second_step.send_code(khan)
    older = texted()
    with act():
        second_step.send_code(khan)
    with act():
        second_step.send_code(khan)
    newer = texted()
    assert refused(lambda: second_step.send_code(khan)) == Reason.TOO_MANY_CODES
    assert older == newer or not opens(khan, older)
    assert opens(khan, f" {newer[:3]} {newer[3:]} ")
    assert not opens(khan, newer)
    watch.set("2026-11-09 11:01")
    with act():
        second_step.send_code(khan)
    watch.set("2026-11-09 11:12")
    assert not opens(khan, texted())
    assert second_step.code_sent_to(khan) is None


def test_who_signs_in_here_and_there_gets_a_code_each_time(portal: Flask, watch: Watch) -> None:
    """Three in an hour are for codes that nobody types: with a right one the count begins anew,
    and no code from before it opens."""
    khan = make.staff()
    by_text(khan)
    for _ in range(4):
        with act():
            second_step.send_code(khan)
        older = texted()
        with act():
            second_step.send_code(khan)
        assert opens(khan, texted())
        assert not opens(khan, older)
    assert second_step.code_sent_to(khan) is None


def test_a_code_goes_out_at_once_in_the_night_and_is_nowhere_in_the_database(
    portal: Flask, watch: Watch
) -> None:
    watch.set("2026-11-09 22:30")
    khan = make.staff()
    with act():
        second_step.send_code(khan, MOBILE)
    text = db.session.scalars(db.select(OutText)).one()
    assert (text.to, text.due_at, text.any_hour) == ("+447700900901", clock.now(), True)
    kept = db.session.scalars(db.select(StaffCode)).one()
    assert texted() not in kept.digest and len(kept.digest) == 64


def test_a_landline_or_nonsense_gets_no_code(portal: Flask) -> None:
    khan = make.staff()
    for number in ("01632 960100", "hello", "", "-"):
        assert refused(lambda number=number: second_step.send_code(khan, number)) == (
            Reason.BAD_NUMBER
        )


def test_five_wrong_codes_and_not_even_the_right_one_opens(portal: Flask, watch: Watch) -> None:
    khan = make.staff()
    app = by_app(khan)
    watch.set("2026-11-09 10:05")
    wrong = "000000" if shown(app) != "000000" else "000001"
    for _ in range(5):
        assert not opens(khan, wrong)
    assert second_step.rests_until(khan) == clock.now() + second_step.REST
    assert not opens(khan, shown(app))
    watch.set("2026-11-09 10:21")
    assert second_step.rests_until(khan) is None
    assert opens(khan, shown(app))


def test_a_code_of_the_app_counts_once(portal: Flask, watch: Watch) -> None:
    khan = make.staff()
    app = by_app(khan)
    assert not opens(khan, shown(app)), "it set the app up"
    watch.set("2026-11-09 10:02")
    code = shown(app)
    assert opens(khan, code)
    assert not opens(khan, code)
    watch.set("2026-11-09 10:03")
    assert opens(khan, shown(app))


def test_a_phone_may_be_half_a_minute_wrong_and_no_more(portal: Flask, watch: Watch) -> None:
    khan = make.staff()
    app = by_app(khan)
    for at, seconds, right in (
        ("10:10", 30, True),
        ("10:20", -30, True),
        ("10:30", 90, False),
        ("10:40", -90, False),
    ):
        watch.set(f"2026-11-09 {at}")
        assert opens(khan, shown(app, seconds)) is right, (at, seconds)


def test_after_a_code_of_a_fast_clock_an_older_one_is_a_replay(portal: Flask, watch: Watch) -> None:
    khan = make.staff()
    app = by_app(khan)
    watch.set("2026-11-09 10:10")
    assert opens(khan, shown(app, 30))
    assert not opens(khan, shown(app))


def test_the_secret_of_an_app_is_nowhere_and_another_persons_code_opens_nothing(
    portal: Flask, watch: Watch
) -> None:
    khan, evans = make.staff(), make.staff("Mr Evans")
    app = by_app(khan)
    other = by_app(evans)
    kept = db.session.get_one(SecondStep, khan)
    assert kept.salt and app.secret not in str(vars(kept))
    watch.set("2026-11-09 10:10")
    assert shown(app) == shown(other) or not opens(evans, shown(app))


def test_a_wrong_first_code_sets_nothing_up(portal: Flask) -> None:
    khan = make.staff()
    with act():
        assert not second_step.set_up_authenticator(khan, second_step.new_salt(), "12", by(khan))
        assert not second_step.set_up_text(khan, "123456", by(khan))
    assert second_step.of_staff(khan) is None
    assert not opens(khan, "123456")


def test_five_tries_at_a_texted_code_while_setting_up(portal: Flask) -> None:
    khan = make.staff()
    with act():
        second_step.send_code(khan, MOBILE)
    right = texted()
    wrong = "000000" if right != "000000" else "000001"
    for _ in range(5):
        with act():
            assert not second_step.set_up_text(khan, wrong, by(khan))
    with act():
        assert not second_step.set_up_text(khan, right, by(khan))


def test_printed_codes_open_once_each_and_new_ones_end_the_old(portal: Flask) -> None:
    khan = make.staff()
    by_text(khan)
    with act():
        codes = second_step.new_recovery_codes(khan, by(khan))
    assert len(set(codes)) == 8 and second_step.codes_left(khan) == 8
    assert opens(khan, codes[0].lower().replace("-", " "))
    assert not opens(khan, codes[0])
    assert second_step.codes_left(khan) == 7
    with act():
        second_step.new_recovery_codes(khan, by(khan))
    assert not opens(khan, codes[1])
    kept = " ".join(db.session.scalars(db.select(RecoveryCode.digest)))
    assert as_typed(codes[1]) not in kept


def test_another_way_takes_the_place_of_the_first(portal: Flask, watch: Watch) -> None:
    khan = make.staff()
    by_text(khan)
    with act():
        second_step.send_code(khan)
        codes = second_step.new_recovery_codes(khan, by(khan))
    waiting = texted()
    app = by_app(khan)
    watch.set("2026-11-09 10:05")
    assert not opens(khan, waiting)
    assert not opens(khan, codes[0])
    assert opens(khan, shown(app))
    step = second_step.of_staff(khan)
    assert step is not None and (step.way, step.number) == (StepWay.AUTHENTICATOR, None)


def test_a_colleague_sets_it_back_and_nobody_their_own(portal: Flask) -> None:
    khan, green = make.staff(), make.staff("Mrs Green", Role.OFFICE)
    by_text(khan)
    with act():
        digest, _ = devices.remember(khan, "Chrome on Android", kept=True)
    assert refused(lambda: second_step.reset(khan, by(khan))) == Reason.OWN_STEP
    with act():
        second_step.reset(khan, by(green))
    assert second_step.of_staff(khan) is None
    assert not devices.is_live(digest, khan)
    assert db.session.get_one(Staff, khan, populate_existing=True).generation == 1
    assert deeds()[-1] == Deed.STEP_RESET


def test_of_two_tries_at_one_code_one_opens(portal: Flask, watch: Watch) -> None:
    khan = make.staff()
    app = by_app(khan)
    watch.set("2026-11-09 10:05")
    code = shown(app)

    def once(_: int) -> bool:
        with portal.app_context():
            try:
                return opens(khan, code)
            finally:
                db.session.remove()

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(once, range(4))) == [False, False, False, True]


def test_a_device_is_one_colleagues_until_its_time_is_over(portal: Flask, watch: Watch) -> None:
    khan, evans = make.staff(), make.staff("Mr Evans")
    with act():
        own, words = devices.remember(khan, "Firefox on Windows", kept=True)
        borrowed, other_words = devices.remember(khan, "Safari on iPad", kept=False)
    watch.set("2026-11-09 12:00")
    with act():
        assert devices.known(khan, words) == own
        assert devices.known(evans, words) is None, "another person's cookie"
        assert devices.known(khan, other_words) is None, "nobody asked to remember it"
        assert devices.known(khan, "") is None
        devices.forget(devices.of_staff(khan)[0].id, evans, by(evans))
    assert not devices.is_live(own, evans)
    assert {one.digest for one in devices.of_staff(khan)} == {own, borrowed}
    watch.set("2026-11-09 22:00")
    assert (devices.is_live(own, khan), devices.is_live(borrowed, khan)) == (True, False)
    watch.set("2026-12-09 10:00")
    assert not devices.is_live(own, khan)
    assert devices.of_staff(khan) == []
    with act():
        assert devices.known(khan, words) is None
    assert Deed.DEVICE_FORGOTTEN not in deeds()


def test_a_forgotten_device_is_a_new_one(portal: Flask) -> None:
    khan = make.staff()
    with act():
        own, words = devices.remember(khan, "Firefox on Windows", kept=True)
        other, _ = devices.remember(khan, "Safari on iPad", kept=True)
    (own_id,) = [one.id for one in devices.of_staff(khan) if one.digest == own]
    for _ in range(2):
        with act():
            devices.forget(own_id, khan, by(khan))
    with act():
        assert devices.known(khan, words) is None
    assert (devices.is_live(own, khan), devices.is_live(other, khan)) == (False, True)
    assert deeds() == [Deed.DEVICE_FORGOTTEN]


def test_printed_codes_are_read_as_they_are_meant() -> None:
    code = new_code(groups=3)
    assert len(code) == 14 and not set("IO01") & set(code)
    assert as_typed(f" {code.lower()} ") == code.replace("-", "")
    assert as_typed("１２３ ٤٥٦") == "123456"
    assert as_typed("²") == "2"
