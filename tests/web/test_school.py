"""The school's settings: the number texts come from, when somebody is in, and the closed days."""

from dataclasses import replace
from datetime import date, time
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

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
    "text_number": "",
    "opens": "08:00",
    "shuts": "16:00",
}
TEXTS = {
    "day_begins": "08:00",
    "day_ends": "20:00",
    "news_begins": "15:30",
    "news_ends": "18:30",
    "languages": ["pl", "ur"],
    "pence_per_segment": "4",
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
    assert shown(browser.get("/staff/school/days")) == [("", "", ""), ("", "", "")]
    answer = browser.send("/staff/school/closed", rows(SNOW, EMPTY, HALF_TERM))
    assert reading.address(answer) == "/staff/school/days"
    half_term = Closed(date(2026, 10, 26), date(2026, 10, 30), "Half term")
    snow = Closed(date(2026, 12, 2), date(2026, 12, 2), "Snow")
    assert school_days.closures() == [half_term, snow]
    page = browser.get("/staff/school/days")
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


def test_two_colleagues_at_once_lose_nothing(portal: Flask, browser: FlaskClient) -> None:
    browser.send("/staff/school/closed", rows(HALF_TERM))
    seen = {"seen": reading.field(browser.get("/staff/school/days"), "seen") or ""}
    more = browser.send("/staff/school/closed", rows(HALF_TERM) | seen | {"more": "yes"})
    browser.send("/staff/school/closed", rows(HALF_TERM, SNOW) | seen)  # a colleague's
    assert reading.field(more, "seen") == seen["seen"]
    mine = ("2027-01-04", "2027-01-04", "INSET")
    page = browser.send("/staff/school/closed", rows(HALF_TERM, mine) | seen)
    assert page.status_code == 409
    assert reading.said(page)[0].startswith("A colleague has changed the closed days meanwhile.")
    assert [row[2] for row in shown(page)] == ["Half term", "Snow", "INSET"]
    again = rows(*shown(page)) | {"seen": reading.field(page, "seen") or ""}  # type: ignore[arg-type]
    assert browser.send("/staff/school/closed", again).status_code == 303
    assert len(school_days.closures()) == 3
    assert browser.send("/staff/school/closed", again).status_code == 303  # pressed twice


# -- term dates from a file --------------------------------------------------------------------

TERMS = (
    "Term,Start,End\nAutumn 1,2 September 2026,23 October 2026\n"
    "Autumn 2,2 November 2026,18 December 2026\nSpring 1,4 January 2027,12 February 2027\n"
)


def upload(browser: FlaskClient, words: str | bytes, name: str = "dates.csv") -> TestResponse:
    data = words if isinstance(words, bytes) else words.encode()
    return browser.send("/staff/school/term-dates", {"file": (BytesIO(data), name)})


def test_term_dates_are_looked_at_before_they_are_saved(
    portal: Flask, browser: FlaskClient
) -> None:
    browser.send("/staff/school/closed", rows(HALF_TERM, SNOW))
    page = upload(browser, TERMS)
    assert page.status_code == 200
    assert reading.said(page) == [
        "1 new row from the file, not saved yet. Please check them, then save. 1 was here already."
    ]
    assert shown(page)[:3] == [
        ("2026-10-26", "2026-10-30", "Half term"),
        ("2026-12-02", "2026-12-02", "Snow"),
        ("2026-12-21", "2027-01-01", "Christmas holidays"),
    ]
    marked = ["not saved yet" in " ".join(row) for row in reading.rows(page)]
    assert marked == [False, False, True, False, False]
    assert len(school_days.closures()) == 2
    typed = rows(HALF_TERM, SNOW, ("2026-12-21", "2027-01-04", "Christmas"))
    page = browser.send("/staff/school/closed", typed | {"more": "yes"})
    assert "not saved yet" in " ".join(reading.rows(page)[2])
    assert browser.send("/staff/school/closed", typed).status_code == 303
    assert "not saved yet" not in reading.words(browser.get("/staff/school/days"))
    assert len(school_days.closures()) == 3
    page = upload(browser, TERMS)
    assert reading.said(page) == ["There is nothing new in this file. 2 were here already."]


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("", "There is nothing in this file. Please export it again."),
        (b"%PDF-1.4", "This is a PDF, which cannot be read as a list: export it as XLSX or CSV"),
        ("Term,Start,End\nAutumn,2/9/2020,18/12/2020\n", "All the dates in this file are of other"),
        ("BEGIN:VCALENDAR\r\noops", "This file is damaged or not complete."),
        (
            "Holiday,From\n" + "".join(f"Closed,{day}/3/2027\n" for day in range(1, 31)) * 2,
            "With those of this file there would be more closed days than fit here.",
        ),
    ],
)
def test_a_file_that_gives_nothing(
    portal: Flask, browser: FlaskClient, words: str | bytes, answer: str
) -> None:
    many = [(f"{day}/{month}/2027", "", "") for month in (4, 5) for day in range(1, 24)]
    browser.send("/staff/school/closed", rows(*many))
    page = upload(browser, words)
    assert page.status_code == 422
    assert reading.said(page)[0].startswith(answer)
    assert len(school_days.closures()) == len(many)
    assert upload(browser, "", "").status_code == 422


# -- good news that sends itself ---------------------------------------------------------------


def test_good_news_that_sends_itself_is_switched_on_and_off(
    portal: Flask, browser: FlaskClient
) -> None:
    def switches() -> tuple[list[str], bool, bool]:
        page, facts = browser.get("/staff/school/texts"), people.school()
        on = [name for name in ("tells_met", "thanks_who_came") if reading.ticked(page, name)]
        return on, facts.tells_met, facts.thanks_who_came

    assert switches() == (["tells_met"], True, False)
    browser.send("/staff/school/texts", TEXTS | {"thanks_who_came": "y"})
    assert switches() == (["thanks_who_came"], False, True)
    browser.send("/staff/school/texts", TEXTS)
    assert switches() == ([], False, False)
    page = browser.send("/staff/school/texts", TEXTS | {"tells_met": "y", "day_ends": "never"})
    assert (page.status_code, reading.ticked(page, "tells_met")) == (422, ["y"])
    browser.send("/staff/school/texts", TEXTS | {"tells_met": "y", "thanks_who_came": "y"})
    assert switches() == (["tells_met", "thanks_who_came"], True, True)
