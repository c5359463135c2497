"""Signing in and out, the one-time link, and the office's screens about colleagues' accounts."""

import re

from flask import Flask
from flask.testing import FlaskClient

from portal.db import act, db
from portal.domain import accounts, devices
from portal.domain.people import Role, Staff
from portal.web.access import device_cookie
from portal.web.limits import limiter
from tests import make
from tests.conftest import Watch
from tests.web import reading

PASSWORD = "three blind mice run"
WRONG = [
    "This user name and password do not open an account. After five wrong tries an account rests"
    " for 15 minutes. The office can give you a link to choose a new password."
]


def with_password(name: str = "Mrs Green", *roles: Role) -> int:
    staff_id = make.staff(name, *(roles or (Role.OFFICE,)))
    with act():
        words = accounts.invite(staff_id, make.OFFICE)
    with act():
        accounts.choose_password(words, PASSWORD)
    return staff_id


def at_own_device(browser: FlaskClient, staff_id: int) -> None:
    """This browser is remembered as that colleague's."""
    with act():
        _, words = devices.remember(staff_id, "A browser of a test", kept=True)
    browser.set_cookie(device_cookie(staff_id), words, path="/staff")


def sign_in(browser: FlaskClient, username: str, password: str) -> str:
    """Where signing in leads, or "" if it is refused."""
    response = browser.send("/staff/sign-in", {"username": username, "password": password})
    if response.status_code == 303:
        return reading.address(response)
    assert (response.status_code, reading.said(response)) == (422, WRONG)
    assert reading.field(response, "username") == username
    return ""


def test_the_office_signs_in_and_out(portal: Flask, browser: FlaskClient) -> None:
    at_own_device(browser, with_password())
    assert reading.address(browser.get("/staff")) == "/staff/sign-in"
    assert sign_in(browser, "mrs.green", PASSWORD) == "/staff"
    assert browser.get("/staff").status_code == 200
    assert reading.address(browser.get("/staff/sign-in")) == "/staff"
    assert reading.address(browser.send("/staff/sign-out")) == "/staff/sign-in"
    assert reading.address(browser.get("/staff")) == "/staff/sign-in"


def test_wrong_and_unknown_are_answered_alike(portal: Flask, browser: FlaskClient) -> None:
    with_password()
    assert sign_in(browser, "mrs.green", "wrong") == ""
    assert sign_in(browser, "nobody", PASSWORD) == ""
    assert sign_in(browser, "", "") == ""


def test_a_resting_account_is_not_opened_by_the_right_password(
    portal: Flask, browser: FlaskClient, watch: Watch
) -> None:
    at_own_device(browser, with_password())
    for _ in range(5):
        assert sign_in(browser, "mrs.green", "wrong") == ""
    assert sign_in(browser, "mrs.green", PASSWORD) == ""
    watch.set("2026-11-09 10:15")
    assert sign_in(browser, "mrs.green", PASSWORD) == "/staff"


def test_signing_in_leaves_nothing_of_whoever_was_here_before(
    portal: Flask, browser: FlaskClient
) -> None:
    with_password()
    with browser.session_transaction() as cookies:
        cookies["made"] = [7]
        cookies["language"] = "ur"
    sign_in(browser, "mrs.green", PASSWORD)
    with browser.session_transaction() as cookies:
        assert (cookies.get("made"), cookies.get("language")) == (None, None)


def test_a_flood_of_tries_is_braked(portal: Flask, browser: FlaskClient) -> None:
    limiter.enabled = True
    try:
        limiter.reset()
        token = browser.token()
        fields = {"csrf_token": token, "username": "nobody", "password": "x"}
        codes = [browser.post("/staff/sign-in", data=fields).status_code for _ in range(31)]
    finally:
        limiter.enabled = False
    assert codes == [422] * 30 + [429]


def test_a_new_colleague_comes_in_by_a_link_shown_once(portal: Flask, browser: FlaskClient) -> None:
    office = with_password()
    browser.sign_in(office)
    refused = browser.send("/staff/staff/new", {"name": "Miss Khan", "username": "MRS.GREEN"})
    assert (refused.status_code, reading.said(refused)) == (
        422,
        ["This name is already in use. Please choose another."],
    )
    assert reading.field(refused, "name") == "Miss Khan"
    added = browser.send(
        "/staff/staff/new", {"name": "Miss Khan", "username": "Khan", "roles": ["teacher"]}
    )
    page = browser.send(f"{reading.address(added)}/link")
    assert page.headers["Cache-Control"] == "no-store"
    link = re.search(r"http://localhost(/staff/welcome/[\w-]{43})<", page.get_data(as_text=True))
    assert link
    assert page.get_data(as_text=True).count('src="data:image/svg+xml') == 1

    phone = portal.test_client()
    assert reading.words(phone.get(link[1]))[:20] == "Welcome, Miss Khan C"
    unlike = phone.send(link[1], {"password": PASSWORD, "again": "something else"})
    assert reading.said(unlike) == ["The two passwords are not the same. Please type both again."]
    weak = phone.send(link[1], {"password": "khan2026!!", "again": "khan2026!!"})
    assert (weak.status_code, reading.said(weak)) == (
        422,
        [
            "Please choose at least 10 characters, and more than a name or an easy word with a"
            " number. Three or four words in a row are good."
        ],
    )
    chosen = phone.send(link[1], {"password": PASSWORD, "again": PASSWORD})
    assert reading.address(chosen) == "/staff/second-step"
    assert reading.all_of(phone.get("/staff"), "h2") == ["My talks"]
    used = portal.test_client().get(link[1])
    assert (used.status_code, reading.all_of(used, "h1")) == (
        404,
        ["This link does not work any more"],
    )


def test_a_new_password_and_a_suspension_end_every_older_sign_in(
    portal: Flask, browser: FlaskClient
) -> None:
    office, khan = with_password(), with_password("Miss Khan", Role.TEACHER)
    browser.sign_in(khan)
    assert browser.get("/staff").status_code == 200
    with act():
        words = accounts.invite(khan, make.OFFICE)
    with act():
        accounts.choose_password(words, "four little ducks went")
    assert reading.address(browser.get("/staff")) == "/staff/sign-in"

    browser.sign_in(khan)
    desk = portal.test_client()
    desk.sign_in(office)
    desk.send(f"/staff/staff/{khan}/leaves")
    assert reading.address(browser.get("/staff")) == "/staff/sign-in"
    again = desk.send(f"/staff/staff/{khan}/link")
    assert reading.said(again) == ["A suspended account gets no link. Let it back first."]
    desk.send(f"/staff/staff/{khan}/back")
    at_own_device(browser, khan)
    assert sign_in(browser, "miss.khan", "four little ducks went") == "/staff"


def test_the_last_office_account_cannot_be_locked_out(portal: Flask, browser: FlaskClient) -> None:
    office = with_password()
    browser.sign_in(office)
    last = [
        "Nobody else in the office can sign in. Give somebody the office role first and let them"
        " choose a password."
    ]
    refused = browser.send(f"/staff/staff/{office}/leaves")
    assert (refused.status_code, reading.said(refused)) == (409, last)
    refused = browser.send(f"/staff/staff/{office}", {"name": "Mrs Green", "roles": ["teacher"]})
    assert (refused.status_code, reading.said(refused)) == (422, last)
    assert db.session.get_one(Staff, office).roles == ["office"]


def test_the_office_is_told_who_may_decide_about_leads(portal: Flask, browser: FlaskClient) -> None:
    office, lead = with_password(), with_password("Mr Okafor", Role.LEAD)
    browser.sign_in(office)
    path, own = f"/staff/staff/{lead}", {"name": "Mrs Green", "roles": ["office", "lead"]}
    told = ["Only a lead or the safeguarding lead can do this for a lead or safeguarding lead."]
    for address, fields, status in (
        (f"/staff/staff/{office}", own, 422),
        (f"{path}/link", {}, 409),
        (f"{path}/slip", {}, 409),
        (f"{path}/second-step", {}, 409),
    ):
        refused = browser.send(address, fields)
        assert (refused.status_code, reading.said(refused)) == (status, told)


def test_roles_and_classes_are_changed(portal: Flask, browser: FlaskClient) -> None:
    office, khan = with_password(), make.staff("Miss Khan")
    ash, yew = make.school_class("Ash"), make.school_class("Yew", khan)
    browser.sign_in(office)
    browser.send(f"/staff/staff/{khan}", {"name": "Mrs Khan", "roles": ["teacher", "lead"]})
    browser.send(f"/staff/staff/{khan}/classes", {"key": [ash], "helps": [yew, 999]})
    page = browser.get(f"/staff/staff/{khan}")
    assert reading.field(page, "name") == "Mrs Khan"
    assert reading.ticked(page, "roles") == ["teacher", "lead"]
    assert (reading.ticked(page, "key"), reading.ticked(page, "helps")) == ([str(ash)], [str(yew)])


def test_only_the_office_and_leads_see_accounts(portal: Flask, browser: FlaskClient) -> None:
    office = with_password()
    for role, code in (
        (Role.TEACHER, 404),
        (Role.CRECHE, 404),
        (Role.SAFEGUARDING, 404),
        (Role.LEAD, 200),
    ):
        browser.sign_in(make.staff(f"Someone {role}", role))
        assert browser.get("/staff/staff").status_code == code
        assert browser.get(f"/staff/staff/{office}").status_code == code
        assert browser.get("/staff/school").status_code == code


def test_the_school_says_who_it_is(portal: Flask, browser: FlaskClient) -> None:
    browser.sign_in(make.staff("Mrs Green", Role.OFFICE))
    fields = {
        "name": "Elm  Road School",
        "short_name": "Elm Road",
        "phone": "01632 960200",
        "door": "the side gate",
        "welcomed_by": "",
        "opens": "08:00",
        "shuts": "four",
    }
    refused = browser.send("/staff/school", fields)
    assert (refused.status_code, reading.said(refused)) == (
        422,
        ["Please write the time like 15:30."],
    )
    assert reading.field(refused, "shuts") == "four"
    assert reading.field(refused, "short_name") == "Elm Road"
    saved = browser.send("/staff/school", fields | {"shuts": "16:00"})
    assert reading.address(saved) == "/staff/school"
    page = browser.get("/staff/school")
    assert reading.field(page, "name") == "Elm Road School"
    assert page.get_data(as_text=True).count("<strong>Elm Road</strong>") == 1
