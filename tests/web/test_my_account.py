"""My account: one's own password, second step and devices; and what colleagues do about others'."""

import re

from flask import Flask
from flask.testing import FlaskClient

from portal.db import act, db
from portal.domain import devices, second_step
from portal.domain.people import Role, SchoolClass, Staff
from tests import make
from tests.web import reading
from tests.web.test_second_step import a_colleague
from tests.web.test_sign_in import PASSWORD, with_password

NEW = "four little ducks went"


def test_a_password_is_changed_with_the_old_one_and_ends_every_other_sign_in(
    portal: Flask, browser: FlaskClient
) -> None:
    khan = a_colleague()
    browser.sign_in(khan)
    other = portal.test_client()
    other.sign_in(khan)
    fields = {"old": "wrong", "new": NEW, "again": NEW}
    refused = browser.send("/staff/me/password", fields)
    assert (refused.status_code, reading.said(refused)) == (
        422,
        ["This is not your password. Please type it again."],
    )
    unlike = browser.send("/staff/me/password", fields | {"old": PASSWORD, "again": "else"})
    assert unlike.status_code == 422
    weak = browser.send("/staff/me/password", {"old": PASSWORD, "new": "khan1", "again": "khan1"})
    assert reading.said(weak)[0].startswith("Please choose at least 10 characters")
    assert browser.send("/staff/me/password", fields | {"old": PASSWORD}).status_code == 303
    assert browser.get("/staff/plans").status_code == 200
    assert reading.address(other.get("/staff")) == "/staff/sign-in"


def test_wrong_old_passwords_count(portal: Flask, browser: FlaskClient) -> None:
    browser.sign_in(a_colleague())
    for _ in range(5):
        browser.send("/staff/me/second-step", {"password": "wrong"})
    assert browser.send("/staff/me/second-step", {"password": PASSWORD}).status_code == 422


def test_devices_are_listed_and_forgotten(portal: Flask, browser: FlaskClient) -> None:
    khan, evans = a_colleague(), a_colleague("Mr Evans")
    with act():
        devices.remember(evans, "Safari on iPad", kept=True)
        devices.remember(khan, "Firefox on Windows", kept=True)
    (theirs,), (mine,) = devices.of_staff(evans), devices.of_staff(khan)
    browser.sign_in(khan)
    page = reading.words(browser.get("/staff/me"))
    assert "Firefox on Windows" in page and "this one" in page and "Safari" not in page
    for device_id in (mine.id, mine.id, theirs.id):
        browser.send(f"/staff/me/devices/{device_id}/forget")
    assert [one.name for one in devices.of_staff(khan)] == ["A browser of a test"]
    assert [one.name for one in devices.of_staff(evans)] == ["Safari on iPad"]


def test_with_the_password_the_second_step_is_set_up_anew(
    portal: Flask, browser: FlaskClient
) -> None:
    khan = a_colleague()
    browser.sign_in(khan)
    assert browser.get("/staff/second-step/app").status_code == 404
    changed = browser.send("/staff/me/second-step", {"password": PASSWORD})
    assert reading.address(changed) == "/staff/second-step/set-up"
    assert browser.get("/staff/second-step/app").status_code == 200
    codes = browser.send("/staff/me/second-step", {"password": PASSWORD, "do": "codes"})
    assert len(re.findall(r"<li>[A-Z2-9]{4}-[A-Z2-9]{4}</li>", codes.text)) == 8
    assert codes.headers["Cache-Control"] == "no-store"


def test_a_lost_phone_is_seen_to_by_a_colleague(portal: Flask, browser: FlaskClient) -> None:
    khan, office = a_colleague(), a_colleague("Mrs Green", Role.OFFICE)
    browser.sign_in(office)
    assert "Set the second step back" in reading.words(browser.get(f"/staff/staff/{khan}"))
    assert "Set the second step back" not in reading.words(browser.get(f"/staff/staff/{office}"))
    own = browser.send(f"/staff/staff/{office}/second-step")
    assert (own.status_code, reading.said(own)) == (
        409,
        ["Change your own second step under My account: it asks for your password."],
    )
    browser.send(f"/staff/staff/{khan}/second-step")
    assert second_step.of_staff(khan) is None
    assert "Not set up yet" in reading.words(browser.get(f"/staff/staff/{khan}"))


def test_a_leaver_is_asked_who_takes_over(portal: Flask, browser: FlaskClient) -> None:
    evening = make.evening()
    khan, hill = evening.teacher_id, make.staff("Mrs Hill")
    browser.sign_in(make.staff("Mr Okafor", Role.LEAD))
    page = browser.get(f"/staff/staff/{khan}/leaves")
    assert "Key teacher of one class" in reading.all_of(page, "label")
    refused = browser.send(f"/staff/staff/{khan}/leaves", {"talks": str(hill)})
    assert (refused.status_code, reading.said(refused)) == (
        409,
        ["They still have something in hand. Please say first who sees to it."],
    )
    assert f'<option value="{hill}" selected>' in refused.text
    assert refused.text.count('aria-invalid="true"') == 1
    done = browser.send(f"/staff/staff/{khan}/leaves", {"all": str(hill), "talks": str(hill)})
    assert reading.address(done) == f"/staff/staff/{khan}"
    assert db.session.get_one(SchoolClass, evening.class_id).key_teacher_id == hill
    twice = browser.send(f"/staff/staff/{khan}/leaves", {"all": str(hill)})
    assert twice.status_code == 303
    browser.send(f"/staff/staff/{khan}/back")
    assert db.session.get_one(Staff, khan, populate_existing=True).active


def test_the_only_lead_cannot_leave(portal: Flask, browser: FlaskClient) -> None:
    lead = with_password("Mr Okafor", Role.LEAD)
    browser.sign_in(make.staff("Mrs Green", Role.OFFICE))
    refused = browser.send(f"/staff/staff/{lead}/leaves")
    assert (refused.status_code, reading.said(refused)) == (
        409,
        [
            "Nobody else who can sign in is a lead. Give a colleague the lead's role first and let"
            " them choose a password."
        ],
    )
