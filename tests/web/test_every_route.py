"""Every route declares its gate, and the gate holds: a walk round the whole building, trying every
door as a stranger, as each kind of staff, and without the token that a form carries.
"""

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from portal.app import create_app
from portal.db import act, db
from portal.domain.bookings import Booking
from portal.domain.creche import CrechePlace
from portal.domain.people import Guardianship, Role
from portal.gates import Gate, gate_of
from tests import make
from tests.addresses import PRIVATE, UNKNOWN, routes, school_day, token_of
from tests.conftest import environment
from tests.web import reading

OPEN_TO_ANYONE = {
    "parent.another_first_language",
    "parent.choose_first_language",
    "parent.code",
    "parent.leave",
    "parent.lost_link",
    "parent.open_again",
    "parent.send_link",
    "parent.start",
    "sms.inbound",
    "sms.receipts",
    "sms.voice",
    "staff.printed_code",
    "staff.sign_in",
    "staff.try_sign_in",
    "staff.welcome",
}
"""A page added here is read by the whole world."""
NOBODY = 2**31 - 1
"""The id of no row, though one could have it."""
SIGN_OUT = {"staff.sign_out", "staff.sign_out_everywhere"}
SIGNED = {"sms.inbound", "sms.receipts", "sms.voice"}
"""The carrier signs these instead of carrying a token."""


def gate(app: Flask, endpoint: str) -> Gate:
    found = gate_of(app.view_functions[endpoint])
    assert found is not None, endpoint
    return found


def walk(app: Flask, who: str | None = None) -> list[tuple[Any, str]]:
    """Every route but the static files; only those with this gate if one is named."""
    return [
        (rule, method)
        for rule, method in routes(app)
        if rule.endpoint != "static" and who in (None, gate(app, rule.endpoint).who)
    ]


def ask(browser: FlaskClient, method: str, path: str, token: str = "") -> Any:
    """Whatever is asked, nothing breaks."""
    form = None if method == "GET" else {"csrf_token": token}
    answer = browser.open(path, method=method, data=form)
    assert answer.status_code < 500, (method, path)
    return answer


# -- the gates -----------------------------------------------------------------------------------


def declared(view: Any) -> set[int]:
    """The gates declared on a view, however deep; a wrapper carries on the one it wraps."""
    found = set()
    while view is not None:
        found |= {id(one)} if (one := vars(view).get("gate")) else set()
        view = getattr(view, "__wrapped__", None)
    return found


def test_every_view_declares_exactly_one_gate(portal: Flask) -> None:
    views = {name: view for name, view in portal.view_functions.items() if name != "static"}
    assert {name: len(declared(view)) for name, view in views.items()} == dict.fromkeys(views, 1)
    anyone = {name for name, view in views.items() if gate_of(view) == Gate("anyone")}
    assert anyone == OPEN_TO_ANYONE


def test_a_parents_page_has_the_token_in_its_address(portal: Flask) -> None:
    for rule, _method in walk(portal):
        who = gate(portal, rule.endpoint).who
        if rule.rule.startswith("/staff"):
            assert who == "staff" or rule.endpoint in OPEN_TO_ANYONE, rule
        else:
            assert (who == "parent") == rule.rule.startswith("/t/<token>") or (
                rule.endpoint in OPEN_TO_ANYONE
            ), rule
            assert who != "staff", rule


# -- strangers -----------------------------------------------------------------------------------


def test_a_stranger_is_asked_to_sign_in(portal: Flask, browser: FlaskClient) -> None:
    day = school_day()
    token = browser.token()
    for rule, method in walk(portal, "staff"):
        answer = ask(browser, method, day.path(portal, rule), token)
        assert (answer.status_code, reading.address(answer)) == (302, "/staff/sign-in"), rule


def test_a_token_nobody_has_opens_nothing(portal: Flask, browser: FlaskClient) -> None:
    day = school_day()
    token = browser.token()
    for rule, method in walk(portal, "parent"):
        answer = ask(browser, method, day.path(portal, rule, token=UNKNOWN), token)
        assert (answer.status_code, reading.address(answer)) == (302, f"/t/{UNKNOWN}/lost"), rule


def test_a_phone_that_only_has_the_link_reads_nothing_private_and_changes_nothing(
    portal: Flask, browser: FlaskClient
) -> None:
    day = school_day()
    token = browser.token()
    before = talk_and_places()
    # "Wrong person" is for whoever holds the phone: it ends the link, so it comes last.
    rules = sorted(walk(portal, "parent"), key=lambda one: one[0].endpoint == "parent.wrong_person")
    for rule, method in rules:
        answer = ask(browser, method, day.path(portal, rule), token)
        words = answer.get_data(as_text=True)
        assert [one for one in PRIVATE if one in words] == [], (rule, method)
    assert talk_and_places() == before


def talk_and_places() -> list[tuple[Any, ...]]:
    """Everything the family has said about its talk."""
    db.session.expire_all()
    answers = ("state", "slot_id", "way", "comes", "interpreter", "ring_me")
    talk = db.session.scalars(select(Booking).where(Booking.interpreter != "")).one()
    place = db.session.scalars(select(CrechePlace)).one()
    return [
        tuple(getattr(talk, name) for name in answers),
        (place.name, place.health, place.state),
    ]


def test_another_parents_link_finds_nothing(portal: Flask, browser: FlaskClient) -> None:
    day = school_day()
    other = make.family("Zoë", ("Sam",), surname="Reed")
    token = browser.token()
    for rule, method in walk(portal, "parent"):
        if "invitation_id" in rule.arguments:
            path = day.path(portal, rule, token=token_of(other.parent_id))
            answer = ask(browser, method, path, token)
            assert answer.status_code in (404, 409), (rule, method)
            assert "Yusuf" not in answer.get_data(as_text=True)


def test_who_must_not_be_contacted_opens_no_page(portal: Flask, browser: FlaskClient) -> None:
    day = school_day()
    token = browser.token()
    parent_id = day.evening.family.parent_id
    with act() as session:
        session.execute(
            update(Guardianship).where(Guardianship.parent_id == parent_id).values(no_contact=True)
        )
    for rule, method in walk(portal, "parent"):
        answer = ask(browser, method, day.path(portal, rule), token)
        words = answer.get_data(as_text=True)
        secret = [one for one in ("Yusuf", "Khan", *PRIVATE) if one in words]
        assert secret == [], (rule, method)


# -- staff ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", Role)
def test_staff_find_only_what_their_role_opens(
    portal: Flask, browser: FlaskClient, role: Role
) -> None:
    day = school_day()
    browser.sign_in(make.staff("Mr Brown", role))
    token = browser.token()
    for rule, method in walk(portal, "staff"):
        roles = gate(portal, rule.endpoint).roles
        if roles and role not in roles:
            answer = ask(browser, method, day.path(portal, rule), token)
            assert answer.status_code == 404, (rule, method)


@pytest.mark.parametrize("role", [Role.OFFICE, Role.LEAD])
def test_the_office_and_the_leads_find_every_screen_of_theirs(
    portal: Flask, browser: FlaskClient, role: Role
) -> None:
    day = school_day()
    browser.sign_in(make.staff("Mrs Green", role))
    found = {}
    for rule, method in walk(portal, "staff"):
        roles = gate(portal, rule.endpoint).roles
        on_the_way = gate(portal, rule.endpoint).second_step is False
        if method == "GET" and (not roles or role in roles) and not on_the_way:
            found[rule.rule] = browser.get(day.path(portal, rule)).status_code
    assert {rule: code for rule, code in found.items() if code != 200} == {}


BEFORE_THE_STEP = {
    "staff.carry_through_step",
    "staff.confirm_mobile",
    "staff.second_step",
    "staff.set_up_app",
    "staff.set_up_mobile",
    "staff.set_up_step",
    "staff.sign_out",
    "staff.sign_out_everywhere",
    "staff.text_step_code",
    "staff.try_step",
}
"""What a password alone opens to everybody: the way through the second step, and the way out."""
GOOD_NEWS = ("/staff/good-news", "/staff/nudge")
"""Sending good news never asks a teacher for it."""


def test_a_password_alone_opens_only_the_way_to_the_second_step(portal: Flask) -> None:
    before = {
        rule.endpoint
        for rule, _ in walk(portal, "staff")
        if gate(portal, rule.endpoint).second_step is False
    }
    assert before == BEFORE_THE_STEP


def test_what_only_teachers_and_leads_read_asks_for_the_second_step(portal: Flask) -> None:
    """Records, plans and barriers: all that is for those who teach a child, and not for the
    office."""
    for rule, _ in walk(portal, "staff"):
        found = gate(portal, rule.endpoint)
        of_records = bool(found.roles) and set(found.roles) <= {Role.TEACHER, Role.LEAD}
        if of_records or rule.rule.startswith(GOOD_NEWS):
            asked = None if rule.rule.startswith(GOOD_NEWS) else True
            assert found.second_step is asked, rule


def test_without_the_second_step_no_record_and_no_office_screen_opens(portal: Flask) -> None:
    day = school_day()
    for name, role in (("Mr Brown", Role.TEACHER), ("Mrs Green", Role.OFFICE)):
        browser = portal.test_client()
        browser.sign_in(make.staff(name, role))
        with browser.session_transaction() as cookies:
            cookies.pop("device")
        for rule, method in walk(portal, "staff"):
            found = gate(portal, rule.endpoint)
            open_to_role = not found.roles or role in found.roles
            closed = found.second_step or (role == Role.OFFICE and found.second_step is None)
            if open_to_role and closed and method == "GET":
                answer = browser.get(day.path(portal, rule))
                assert (answer.status_code, reading.address(answer)) == (
                    302,
                    "/staff/second-step",
                ), rule


# -- forms ---------------------------------------------------------------------------------------


def test_no_form_is_taken_without_its_token(portal: Flask, browser: FlaskClient) -> None:
    day = school_day()
    browser.sign_in(make.staff("Mrs Green", *Role))
    for rule, method in walk(portal):
        if method != "GET":
            answer = browser.open(day.path(portal, rule), method=method)
            wanted = 403 if rule.endpoint in SIGNED else 400
            assert answer.status_code == wanted, (rule, method)


def test_an_empty_form_breaks_nothing(portal: Flask, browser: FlaskClient) -> None:
    day = school_day()
    browser.sign_in(make.staff("Mrs Green", *Role))
    token = browser.token()
    for rule, method in walk(portal):
        if method != "GET" and rule.endpoint not in SIGNED | SIGN_OUT:
            answer = ask(browser, method, day.path(portal, rule), token)
            assert answer.status_code < 500, (rule, method)


def test_what_does_not_exist_is_not_found(portal: Flask, browser: FlaskClient) -> None:
    day = school_day()
    browser.sign_in(make.staff("Mrs Green", *Role))
    token = browser.token()
    for rule, method in walk(portal):
        ids = dict.fromkeys(rule.arguments - {"token", "kind"}, NOBODY)
        if ids:
            answer = ask(browser, method, day.path(portal, rule, **ids), token)
            # What was there a moment ago (a task, a file) leads on, with a word about it.
            assert answer.status_code in (404, 303), (rule, method)


def test_nothing_changes_by_looking(portal: Flask) -> None:
    assert [rule for rule, method in walk(portal) if method not in ("GET", "POST")] == []


# -- what every answer carries -------------------------------------------------------------------

CONTENT = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT,
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
}


def carries(answer: Any) -> dict[str, str | None]:
    return {name: answer.headers.get(name) for name in HEADERS}


def inline(answer: Any) -> list[str]:
    """Scripts and styles that stand in the page itself, which the policy would refuse."""
    words = answer.get_data(as_text=True) if answer.mimetype == "text/html" else ""
    return re.findall(r"<style|<script(?![^>]* src=)|javascript:|style=", words)


def test_every_answer_carries_what_protects_it(portal: Flask, browser: FlaskClient) -> None:
    day = school_day()
    browser.sign_in(make.staff("Mrs Green", *Role))
    for rule, method in walk(portal):
        for path in {day.path(portal, rule), day.path(portal, rule, token=UNKNOWN)}:
            answer = ask(browser, method, path)
            assert carries(answer) == HEADERS, (rule, method)
            kept = "no-store" if method == "GET" else "private, no-cache"
            assert answer.headers["Cache-Control"] in {kept, "no-store"}, (rule, method)
            assert inline(answer) == [], (rule, method)


def test_files_that_never_change_are_kept(portal: Flask, browser: FlaskClient) -> None:
    answer = browser.get("/static/portal.css?v=1")
    assert answer.headers["Cache-Control"] == "public, max-age=15552000"
    assert carries(answer) == HEADERS


def cookies(answer: Any) -> list[list[str]]:
    """What each cookie says about itself, without its name and value."""
    return [sorted(one.split("; ")[1:]) for one in answer.headers.getlist("Set-Cookie")]


def test_cookies_stay_in_this_browser_and_at_this_school(portal: Flask) -> None:
    for path in ("/start", "/staff/sign-in"):
        assert cookies(portal.test_client().get(path)) == [["HttpOnly", "Path=/", "SameSite=Lax"]]


@pytest.fixture
def https(portal: Flask) -> FlaskClient:
    """A browser at the same school as it is when it has a certificate."""
    settings = environment(portal.config["SETTINGS"].data, portal.config["SQLALCHEMY_DATABASE_URI"])
    app = create_app({**settings, "PORTAL_PUBLIC_URL": "https://school.example"})
    return app.test_client()


def test_with_https_everything_is_https(https: FlaskClient) -> None:
    there = "https://school.example"
    answer = https.get("/start", base_url=there)
    assert cookies(answer) == [["HttpOnly", "Path=/", "SameSite=Lax", "Secure"]]
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31556926")
    assert carries(answer) == HEADERS
    plain = https.get("/start", base_url="http://school.example")
    assert (plain.status_code, plain.headers["Location"]) == (302, f"{there}/start")


def test_over_https_a_form_needs_no_referer_but_its_token(https: FlaskClient) -> None:
    there = "https://school.example"
    page = https.get("/start", base_url=there).get_data(as_text=True)
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found
    number = {"number": "07700 900123"}
    token = {"csrf_token": found[1]}
    assert https.post("/start", base_url=there, data=number).status_code == 400
    sent = https.post("/start", base_url=there, data={**number, **token})
    assert (sent.status_code, sent.headers["Location"]) == (303, "/start/code")
