"""The second step on the way in: on a new device, before records, with nothing typed lost."""

import re
from typing import Any

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal import clock
from portal.db import act, db
from portal.domain import accounts, devices, second_step
from portal.domain.history import By, Face
from portal.domain.outbox import Kind, OutText
from portal.domain.people import Role, Staff
from portal.domain.records import RecordPart
from tests import make
from tests.conftest import Watch
from tests.web import reading
from tests.web.test_sign_in import PASSWORD, sign_in, with_password

MOBILE = "07700 900901"
STEP = "/staff/second-step"


def texted() -> str:
    query = db.select(OutText.body).where(OutText.kind == Kind.CODE).order_by(OutText.id.desc())
    return str(db.session.scalars(query).first())[:6]


def by_text(staff_id: int) -> None:
    with act():
        second_step.send_code(staff_id, MOBILE)
    with act():
        assert second_step.set_up_text(staff_id, texted(), By(Face.DESK, staff_id=staff_id))


def a_colleague(name: str = "Miss Khan", *roles: Role) -> int:
    """With a password and codes by text."""
    staff_id = with_password(name, *(roles or (Role.TEACHER,)))
    by_text(staff_id)
    return staff_id


def way_in(answer: Any) -> str:
    assert answer.status_code in (302, 303), reading.words(answer)
    return reading.address(answer)


# -- a new device ------------------------------------------------------------------------------


def test_on_a_new_device_the_office_sees_nothing_before_the_code(
    portal: Flask, browser: FlaskClient
) -> None:
    a_colleague("Mrs Green", Role.OFFICE)
    assert sign_in(browser, "mrs.green", PASSWORD) == STEP
    page = browser.get(STEP)
    assert reading.all_of(page, "h1") == ["Is it you?"]
    assert "07700 900901" in reading.words(page)
    assert reading.bar(page) == []
    assert "Not now" not in reading.words(page)
    for path in ("/staff", "/staff/bookings", "/staff/me"):
        assert way_in(browser.get(path)) == STEP
    wrong = browser.send(STEP, {"code": "12"})
    assert wrong.status_code == 422
    assert reading.said(wrong) == ["This code does not open. Use the newest one; each counts once."]
    assert way_in(browser.send(STEP, {"code": texted()})) == "/staff/me"
    assert browser.get("/staff").status_code == 200


def test_a_teacher_does_good_news_without_it_and_no_records(
    portal: Flask, browser: FlaskClient
) -> None:
    a_colleague()
    sign_in(browser, "miss.khan", PASSWORD)
    page = browser.get(STEP)
    assert "Not now: only Today and good news" in reading.all_of(page, "a")
    assert browser.get("/staff").status_code == 200
    assert way_in(browser.get("/staff/plans?class=3")) == STEP
    assert way_in(browser.send(STEP, {"code": texted()})) == "/staff/plans?class=3"
    assert browser.get("/staff/plans").status_code == 200


def test_a_remembered_device_is_not_asked_again_for_thirty_days(
    portal: Flask, browser: FlaskClient, watch: Watch
) -> None:
    khan = a_colleague()
    sign_in(browser, "miss.khan", PASSWORD)
    answer = browser.send(STEP, {"code": texted(), "only_me": "yes"})
    (cookie,) = [one for one in answer.headers.getlist("Set-Cookie") if one.startswith("device")]
    assert sorted(cookie.split("; ")[1:])[1:] == [
        "HttpOnly",
        "Max-Age=2592000",
        "Path=/staff",
        "SameSite=Lax",
    ]
    browser.send("/staff/sign-out")
    watch.set("2026-12-08 08:00")
    assert sign_in(browser, "miss.khan", PASSWORD) == "/staff"
    assert browser.get("/staff/plans").status_code == 200
    (device,) = devices.of_staff(khan)
    assert device.seen_at == clock.now()
    watch.set("2026-12-09 10:01")
    assert way_in(browser.get("/staff/plans")) == STEP
    browser.send("/staff/sign-out")
    assert sign_in(browser, "miss.khan", PASSWORD) == STEP


def test_on_a_shared_tablet_it_lasts_until_signing_out(portal: Flask, browser: FlaskClient) -> None:
    khan = a_colleague()
    sign_in(browser, "miss.khan", PASSWORD)
    browser.send(STEP, {"code": texted()})
    assert browser.get("/staff/plans").status_code == 200
    browser.send("/staff/sign-out")
    assert devices.of_staff(khan) == []
    assert sign_in(browser, "miss.khan", PASSWORD) == STEP


def test_another_persons_device_cookie_opens_nothing(portal: Flask, browser: FlaskClient) -> None:
    khan, evans = a_colleague(), a_colleague("Mr Evans")
    with act():
        digest, words = devices.remember(khan, "Chrome on Android", kept=True)
    browser.set_cookie(f"device{evans}", words, path="/staff")
    assert sign_in(browser, "mr.evans", PASSWORD) == STEP
    with browser.session_transaction() as cookies:
        cookies["device"] = digest
    assert way_in(browser.get("/staff/plans")) == STEP


def test_after_signing_out_everywhere_stolen_cookies_open_nothing(
    portal: Flask, browser: FlaskClient
) -> None:
    a_colleague()
    sign_in(browser, "miss.khan", PASSWORD)
    answer = browser.send(STEP, {"code": texted(), "only_me": "yes"})
    assert answer.status_code == 303
    thief = portal.test_client()
    for name, path in (("portal", "/"), *((one, "/staff") for one in device_cookies(browser))):
        found = browser.get_cookie(name, path=path)
        assert found is not None
        thief.set_cookie(name, found.value, path=path)
    assert thief.get("/staff/plans").status_code == 200
    assert way_in(browser.send("/staff/me/sign-out-everywhere")) == "/staff/sign-in"
    assert way_in(thief.get("/staff/plans")) == "/staff/sign-in"
    assert sign_in(thief, "miss.khan", PASSWORD) == STEP


def test_the_session_of_a_forgotten_device_opens_nothing_by_the_next_one(
    portal: Flask, browser: FlaskClient
) -> None:
    """A database may give the id of a device that is gone to the next one."""
    khan = a_colleague()
    browser.sign_in(khan)
    (gone,) = devices.of_staff(khan)
    with act():
        devices.forget_all(khan)
    with act() as session:
        devices.remember(khan, "Firefox on Windows", kept=True)
        (new,) = devices.of_staff(khan)
        new.id = gone.id
        session.flush()
    assert way_in(browser.get("/staff/plans")) == STEP
    with browser.session_transaction() as cookies:
        cookies["device"] = gone.id
    assert way_in(browser.get("/staff/plans")) == STEP
    assert way_in(browser.send("/staff/sign-out")) == "/staff/sign-in"


def device_cookies(browser: FlaskClient) -> list[str]:
    return [f"device{one}" for one in db.session.scalars(db.select(Staff.id))]


def test_signing_in_takes_over_nothing_that_was_in_the_browser(
    portal: Flask, browser: FlaskClient
) -> None:
    khan = a_colleague()
    with act():
        digest, _ = devices.remember(khan, "A browser", kept=False)
    with browser.session_transaction() as cookies:
        cookies.update(device=digest, may_change=2**40, salt="aa", wanted="//evil.example/")
    assert sign_in(browser, "miss.khan", PASSWORD) == STEP
    with browser.session_transaction() as cookies:
        assert {"device", "may_change", "salt"} & set(cookies) == set()
        assert cookies["wanted"] == "/staff"


def test_a_crèche_lead_has_no_second_step(portal: Flask, browser: FlaskClient) -> None:
    with_password("Mrs Silva", Role.CRECHE)
    assert sign_in(browser, "mrs.silva", PASSWORD) == "/staff"
    assert browser.get("/staff/creche").status_code == 200
    assert browser.get("/staff/second-step/set-up").status_code == 404
    assert browser.get("/staff/me").status_code == 200


# -- codes ---------------------------------------------------------------------------------------


def test_three_codes_an_hour_and_a_printed_one_when_the_phone_is_lost(
    portal: Flask, browser: FlaskClient
) -> None:
    khan = a_colleague()
    with act():
        codes = second_step.new_recovery_codes(khan, make.OFFICE)
    sign_in(browser, "miss.khan", PASSWORD)
    for _ in range(2):
        assert way_in(browser.send("/staff/second-step/text")) == STEP
    refused = browser.send("/staff/second-step/text")
    assert refused.status_code == 422
    assert reading.said(refused)[0].startswith("Three codes have gone out in the last hour.")
    assert way_in(browser.send(STEP, {"code": codes[3].lower()})) == "/staff"


def test_five_wrong_codes_are_said_and_shown_to_the_office(
    portal: Flask, browser: FlaskClient
) -> None:
    khan = a_colleague()
    sign_in(browser, "miss.khan", PASSWORD)
    for _ in range(5):
        last = browser.send(STEP, {"code": "x"})
    assert reading.said(last) == ["Five codes were wrong. No code is taken until 10:15."]
    assert browser.send(STEP, {"code": texted()}).status_code == 422
    lead = portal.test_client()
    lead.sign_in(make.staff("Mr Okafor", Role.LEAD))
    today = reading.words(lead.get("/staff"))
    assert "Somebody tried wrong passwords or codes for Miss Khan" in today
    page = reading.words(lead.get(f"/staff/staff/{khan}"))
    assert "the account rests until 10:15" in page
    assert page.count("Failed the second step") == 6 - 1 or "Failed the second step" in page
    teacher = portal.test_client()
    teacher.sign_in(make.staff("Mr Hill"))
    assert "wrong passwords" not in reading.words(teacher.get("/staff"))


# -- setting it up -------------------------------------------------------------------------------


def test_at_the_first_sign_in_an_app_is_set_up_and_its_secret_never_shown_again(
    portal: Flask, browser: FlaskClient, watch: Watch
) -> None:
    khan = with_password("Miss Khan", Role.TEACHER)
    browser.get("/staff/plans")
    assert sign_in(browser, "miss.khan", PASSWORD) == STEP
    assert way_in(browser.get(STEP)) == "/staff/second-step/set-up"
    page = browser.get("/staff/second-step/app")
    secret = re.search(r'class="copy">([A-Z2-7 ]{39})<', page.get_data(as_text=True))
    assert secret
    assert secret[1] in browser.get("/staff/second-step/app").text, "until it is set up"
    app = pyotp.TOTP(secret[1].replace(" ", ""))
    wrong = browser.send("/staff/second-step/app", {"code": "1"})
    assert (wrong.status_code, secret[1] in wrong.get_data(as_text=True)) == (422, True)
    done = browser.send("/staff/second-step/app", {"code": app.at(clock.now())})
    assert reading.all_of(done, "h1") == ["For the day your phone is lost"]
    assert len(reading.all_of(done, "li")) == 8
    assert 'href="/staff/plans"' in done.get_data(as_text=True)
    assert browser.get("/staff/plans").status_code == 200
    assert browser.get("/staff/second-step/app").status_code == 404
    assert browser.get("/staff/second-step/set-up").status_code == 404
    assert second_step.codes_left(khan) == 8
    browser.send("/staff/sign-out")
    watch.set("2026-11-09 10:05")
    sign_in(browser, "miss.khan", PASSWORD)
    assert "Open your authenticator app" in reading.words(browser.get(STEP))
    assert way_in(browser.send(STEP, {"code": app.at(clock.now())})) == "/staff"


def test_a_mobile_is_set_up_once_its_code_has_come(portal: Flask, browser: FlaskClient) -> None:
    khan = with_password("Miss Khan", Role.TEACHER)
    sign_in(browser, "miss.khan", PASSWORD)
    refused = browser.send("/staff/second-step/mobile", {"number": "01632 960100"})
    assert reading.said(refused) == ["This cannot be a phone number. Please check the digits."]
    assert reading.field(refused, "number") == "01632 960100"
    sent = browser.send("/staff/second-step/mobile", {"number": MOBILE})
    assert way_in(sent) == "/staff/second-step/mobile/code"
    wrong = browser.send("/staff/second-step/mobile/code", {"code": "1"})
    assert wrong.status_code == 422
    done = browser.send("/staff/second-step/mobile/code", {"code": texted()})
    assert reading.all_of(done, "h1") == ["For the day your phone is lost"]
    step = second_step.of_staff(khan)
    assert step is not None and step.number == "+447700900901"


def test_nobody_who_only_has_the_password_sets_it_up_anew(
    portal: Flask, browser: FlaskClient
) -> None:
    a_colleague()
    sign_in(browser, "miss.khan", PASSWORD)
    assert way_in(browser.get("/staff/second-step/set-up")) == STEP
    for path in ("/staff/second-step/app", "/staff/second-step/mobile/code"):
        assert browser.get(path).status_code == 404
    stranger = {"number": "07700 900999"}
    assert browser.send("/staff/second-step/mobile", stranger).status_code == 404
    changed = browser.send("/staff/me/second-step", {"password": PASSWORD})
    assert (changed.status_code, reading.address(changed)) == (
        307,
        "/staff/second-step/carry?to=/staff/me/second-step?",
    )


# -- nothing typed is lost ------------------------------------------------------------------------


@pytest.fixture
def midway(portal: Flask, browser: FlaskClient) -> tuple[FlaskClient, int]:
    """A teacher at a talk whose device has just been forgotten; the talk's booking."""
    evening = make.evening()
    booking_id = make.booked(evening)
    by_text(evening.teacher_id)
    browser.sign_in(evening.teacher_id)
    assert browser.get(f"/staff/talks/{booking_id}").status_code == 200
    with act():
        devices.forget_all(evening.teacher_id)
    return browser, booking_id


WORDS = "She reads to her brother.\r\nIt’s “lovely” & 100 % hers <3"


def test_a_form_that_meets_the_step_is_carried_through(
    portal: Flask, midway: tuple[FlaskClient, int]
) -> None:
    browser, booking_id = midway
    form = {"seen-worries": "0", "was-worries": "", "worries": WORDS, "then": ""}
    met = browser.send(f"/staff/talks/{booking_id}", form)
    assert met.status_code == 307
    page = browser.post(way(met), data={"csrf_token": browser.token(), **form})
    assert page.status_code == 200
    assert reading.said(page) == ["What you typed is kept. It is saved right after this."]
    carried = {name: reading.field(page, name) for name in ("to", "carried")}
    sent = browser.send("/staff/second-step/text", carried)
    assert reading.field(sent, "carried") == carried["carried"]
    wrong = browser.send(STEP, {"code": "x", **carried})
    assert (wrong.status_code, reading.field(wrong, "carried")) == (422, carried["carried"])
    right = browser.send(STEP, {"code": texted(), **carried})
    assert reading.all_of(right, "h1") == ["Thank you. It is you."]
    again = browser.send(STEP, {"code": "pressed twice", **carried})
    for one in (right, again):
        fields = {name: reading.field(one, name) for name in form}
        assert str(fields["worries"]).splitlines() == WORDS.splitlines()
    saved = browser.send(str(carried["to"]), fields)
    assert saved.status_code == 303
    (part,) = db.session.scalars(db.select(RecordPart))
    assert part.words.splitlines() == WORDS.splitlines()


def way(answer: Any) -> str:
    return reading.address(answer)


def test_a_pages_own_script_is_told_so_that_it_keeps_the_words(
    portal: Flask, midway: tuple[FlaskClient, int]
) -> None:
    browser, booking_id = midway
    path = f"/staff/talks/{booking_id}/parts/worries"
    fields = {"words": "She reads.", "seen": "0"}
    headers = {"Accept": "application/json"}
    answer = browser.send(path, fields, headers=headers)
    assert (answer.status_code, answer.json) == (401, {"second_step": STEP})
    browser.send("/staff/second-step/text")
    browser.send(STEP, {"code": texted()})
    answer = browser.send(path, fields, headers=headers)
    assert (answer.status_code, answer.json and answer.json["words"]) == (200, "She reads.")


@pytest.mark.parametrize(
    "to",
    [
        "",
        "//evil.example/staff/x",
        "https://evil.example",
        "/t/x",
        "/staff/talks/1/nothing",
        "/staff",
    ],
)
def test_a_form_is_carried_to_a_staff_page_and_nowhere_else(
    portal: Flask, browser: FlaskClient, to: str
) -> None:
    a_colleague()
    sign_in(browser, "miss.khan", PASSWORD)
    assert browser.send(f"/staff/second-step/carry?to={to}").status_code == 404
    if to:
        assert browser.send(STEP, {"code": texted(), "to": to}).status_code == 404
        assert browser.send("/staff/second-step/text", {"to": to}).status_code == 404


# -- a printed code -------------------------------------------------------------------------------


def test_a_colleague_without_a_phone_comes_in_by_a_slip(
    portal: Flask, browser: FlaskClient
) -> None:
    browser.sign_in(with_password())
    khan = make.staff()
    slip = browser.send(f"/staff/staff/{khan}/slip")
    assert slip.headers["Cache-Control"] == "no-store"
    code = re.search(r"<strong>([A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4})</strong>", slip.text)
    assert code and "http://localhost/staff/code" in reading.words(slip)

    desk = portal.test_client()
    typed = {"username": "Miss.Khan", "code": f" {code[1].lower().replace('-', ' ')} "}
    wrong = desk.send("/staff/code", typed | {"username": "mrs.green"})
    assert wrong.status_code == 422
    assert reading.field(wrong, "code") == typed["code"].strip()
    for _ in range(2):  # looking does not use it up
        lead_on = way_in(desk.send("/staff/code", typed))
    chosen = desk.send(lead_on, {"password": PASSWORD, "again": PASSWORD})
    assert way_in(chosen) == STEP
    assert portal.test_client().send("/staff/code", typed).status_code == 422


def test_wrong_printed_codes_count_like_wrong_passwords(
    portal: Flask, browser: FlaskClient, watch: Watch
) -> None:
    khan = make.staff()
    with act():
        code = accounts.invite_on_paper(khan, make.OFFICE)
    for _ in range(5):
        assert (
            browser.send("/staff/code", {"username": "miss.khan", "code": "A"}).status_code == 422
        )
    right = {"username": "miss.khan", "code": code}
    assert browser.send("/staff/code", right).status_code == 422
    watch.set("2026-11-09 10:16")
    assert browser.send("/staff/code", right).status_code == 303
    watch.set("2026-11-16 10:01")
    assert browser.send("/staff/code", right).status_code == 422


def test_many_unknown_names_are_shown_to_leads(portal: Flask, browser: FlaskClient) -> None:
    for _ in range(10):
        browser.send("/staff/code", {"username": "nobody", "code": "A"})
    lead = portal.test_client()
    lead.sign_in(make.staff("Mr Okafor", Role.LEAD))
    assert "10 times with user names that nobody has" in reading.words(lead.get("/staff"))
    office = portal.test_client()
    office.sign_in(make.staff("Mrs Green", Role.OFFICE))
    assert "user names that nobody has" not in reading.words(office.get("/staff"))
