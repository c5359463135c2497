"""The school's settings: the number texts come from, when somebody is in, and the closed days."""

from dataclasses import replace
from datetime import date, time

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.config import Twilio
from portal.domain import people, school_days
from portal.domain.people import Role
from portal.domain.school_days import Closed
from tests import make
from tests.phone import texting
from tests.web import reading

SCHOOL = {
    "name": "Oak Lane Primary School",
    "short_name": "Oak Lane",
    "phone": "01632 960100",
    "door": "the main door",
    "welcomed_by": "Mrs Green",
    "pence_per_segment": "4",
    "text_number": "",
    "opens": "08:00",
    "shuts": "16:00",
}


@pytest.fixture(autouse=True)
def _office(portal: Flask, browser: FlaskClient) -> None:
    browser.sign_in(make.staff("Mrs Green", Role.OFFICE))


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("+44 7700 900900", "07700 900900"),
        ("0044(0)7700900900", "07700 900900"),
        ("01632 960555", "01632 960555"),
        ("  ", ""),
    ],
)
def test_the_number_texts_come_from(
    portal: Flask, browser: FlaskClient, typed: str, shown: str
) -> None:
    answer = browser.send("/staff/school", SCHOOL | {"text_number": typed})
    assert answer.status_code == 303
    assert people.school().text_number == shown
    assert reading.field(browser.get("/staff/school"), "text_number") == shown


@pytest.mark.parametrize("typed", ["12", "not yet", "+48 501 234 567", "07700 90090"])
def test_what_is_no_number_of_this_country(portal: Flask, browser: FlaskClient, typed: str) -> None:
    page = browser.send("/staff/school", SCHOOL | {"text_number": typed, "short_name": "Oak"})
    assert (page.status_code, reading.said(page)) == (
        422,
        ["Please write a UK number like 07700 900123."],
    )
    assert [reading.field(page, name) for name in ("text_number", "short_name")] == [typed, "Oak"]
    assert people.school().text_number == ""


def test_until_it_is_written_the_carriers_own_number_is_suggested(
    portal: Flask, browser: FlaskClient
) -> None:
    twilio = Twilio("AC1", "token", None, "+447700900900", "https://api.twilio.com")
    with texting(portal, twilio):
        page = browser.get("/staff/school")
    assert reading.field(page, "text_number") == "07700 900900"
    with texting(portal, replace(twilio, from_=None, messaging_service_sid="MG1")):
        assert reading.field(browser.get("/staff/school"), "text_number") == ""


def test_the_office_shuts_after_it_opens(portal: Flask, browser: FlaskClient) -> None:
    page = browser.send("/staff/school", SCHOOL | {"opens": "16:00", "shuts": "8.00"})
    assert (page.status_code, reading.said(page)) == (
        422,
        ["The office must shut after it opens."],
    )
    page = browser.send("/staff/school", SCHOOL | {"opens": "early", "shuts": ""})
    assert reading.said(page) == ["Please write the time like 15:30.", "Please write a time."]
    assert reading.field(page, "opens") == "early"
    browser.send("/staff/school", SCHOOL | {"opens": "07.45", "shuts": "16:30"})
    assert (people.school().opens, people.school().shuts) == (time(7, 45), time(16, 30))


# -- closed days -------------------------------------------------------------------------------


def rows(*closed: tuple[str, str, str]) -> dict[str, str]:
    """The form as it is sent with these rows."""
    return {
        f"rows-{at}-{name}": value
        for at, row in enumerate(closed)
        for name, value in zip(("begins", "ends", "name"), row, strict=True)
    }


HALF_TERM = ("2026-10-26", "30/10/2026", "Half term")
SNOW = ("2026-12-02", "", "Snow")
EMPTY = ("", " ", "")


def shown(page: object) -> list[tuple[str | None, ...]]:
    found = []
    for at in range(10):
        try:
            row = [reading.field(page, f"rows-{at}-{name}") for name in ("begins", "ends", "name")]  # type: ignore[arg-type]
        except AssertionError:
            break
        found.append(tuple(one or "" for one in row))
    return found


def test_closed_days_are_added_and_removed(portal: Flask, browser: FlaskClient) -> None:
    assert shown(browser.get("/staff/school")) == [("", "", ""), ("", "", "")]
    answer = browser.send("/staff/school/closed", rows(SNOW, EMPTY, HALF_TERM))
    assert reading.address(answer) == "/staff/school"
    half_term = Closed(date(2026, 10, 26), date(2026, 10, 30), "Half term")
    snow = Closed(date(2026, 12, 2), date(2026, 12, 2), "Snow")
    assert school_days.closures() == [half_term, snow]
    page = browser.get("/staff/school")
    assert reading.said(page) == ["The closed days are saved."]
    assert shown(page)[:2] == [
        ("2026-10-26", "2026-10-30", "Half term"),
        ("2026-12-02", "2026-12-02", "Snow"),
    ]
    again = rows(("26/10/2026", "", ""), SNOW) | {"rows-0-remove": "y"}
    browser.send("/staff/school/closed", again)
    assert school_days.closures() == [snow]
    browser.send("/staff/school/closed", rows(EMPTY))
    assert school_days.closures() == []


def test_more_rows_lose_nothing_typed(portal: Flask, browser: FlaskClient) -> None:
    page = browser.send("/staff/school/closed", rows(SNOW, ("soon", "", "x")) | {"more": "yes"})
    assert page.status_code == 200
    assert shown(page) == [SNOW, ("soon", "", "x"), ("", "", ""), ("", "", "")]
    assert school_days.closures() == []


@pytest.mark.parametrize(
    ("row", "code", "answer"),
    [
        (("soon", "", "x"), 422, "Please write the day like 24/11/2026."),
        (("", "2026-12-02", "x"), 422, "Please write the first day."),
        (("", "", "x"), 422, "Please write the first day."),
        (("2026-12-02", "", "x" * 41), 422, "Field cannot be longer than 40 characters."),
        (("2026-12-02", "2026-12-01", "x"), 409, "The last day must be the first day or later."),
        (
            ("2026-07-22", "2027-09-01", "x"),
            409,
            "That is more than three months. Please check the year.",
        ),
        (("2062-07-22", "", "x"), 409, "That is years away. Please check the year."),
    ],
)
def test_days_that_cannot_be_are_told_beside_their_row(
    portal: Flask, browser: FlaskClient, row: tuple[str, str, str], code: int, answer: str
) -> None:
    page = browser.send("/staff/school/closed", rows(SNOW, row))
    assert (page.status_code, reading.said(page)) == (code, [answer])
    assert shown(page)[:2] == [SNOW, row]
    assert school_days.closures() == []
    saved = browser.send("/staff/school/closed", rows(SNOW, row) | {"rows-1-remove": "y"})
    assert (saved.status_code, len(school_days.closures())) == (303, 1)


def test_nonsense_in_the_form_does_no_harm(portal: Flask, browser: FlaskClient) -> None:
    many = {f"rows-{at}-name": "x" for at in range(500)}
    for fields in ({}, many, {"rows-x-name": "y"}, {"rows-99999999999-begins": "2026-12-02"}):
        assert browser.send("/staff/school/closed", fields).status_code in (303, 422)
