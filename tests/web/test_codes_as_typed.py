"""A code from a text, typed as people type: in their own digits, with spaces, or with signs that
nobody sees and that phones copy along."""

import re

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from portal.db import act, db
from portal.domain import contact
from portal.domain.outbox import OutText
from tests import make
from tests.browsing import CheckingClient
from tests.web.test_booking_on_a_phone import link, words
from tests.web.test_safety_on_a_phone import come_in

ARABIC, URDU, BENGALI = "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "০১২৩৪৫৬৭৮৯"
AS_TYPED = [
    *(f"in the digits {script}" for script in (ARABIC, URDU, BENGALI)),
    "with a space",
    "with marks of direction",
]


def typed(digits: str, how: str) -> str:
    if how == "with a space":
        return f" {digits[:3]} {digits[3:]} "
    if how == "with marks of direction":
        return f"\u202a\u200e{digits}\u202c"
    return digits.translate(str.maketrans("0123456789", how[-10:]))


def texted() -> str:
    """The six digits of the newest text."""
    newest = select(OutText.body).order_by(OutText.id.desc()).limit(1)
    found = re.search(r"\d{6}", db.session.scalars(newest).one())
    assert found
    return found[0]


def type_in(browser: CheckingClient, page: str, code: str) -> TestResponse:
    """Type this code on the page, whose field must have room for it."""
    field = re.search(r'name="code"[^>]* maxlength="(\d+)"', browser.get(page).text)
    assert field and len(code) <= int(field[1])
    return browser.send(page, {"code": code})


@pytest.mark.parametrize("how", AS_TYPED)
def test_a_code_opens_their_page(portal: Flask, browser: CheckingClient, how: str) -> None:
    parent_id = make.family().parent_id
    browser.send("/start", {"number": make.number_of(parent_id)})
    opened = type_in(browser, "/start/code", typed(texted(), how))
    assert opened.location == link(parent_id)


@pytest.mark.parametrize("how", AS_TYPED)
def test_a_code_makes_a_safe_number_theirs(
    portal: Flask, browser: CheckingClient, how: str
) -> None:
    at = come_in(browser, make.family().parent_id)
    browser.send(f"{at}/settings/number", {"number": "07700 900555"})
    done = type_in(browser, f"{at}/settings/number/code", typed(texted(), how))
    assert "We will use the new number" in words(done)


@pytest.mark.parametrize("wrong", ["", "٠", "letters", "\u202a\u202c"])
def test_what_is_no_code_opens_nothing(portal: Flask, wrong: str) -> None:
    parent_id = make.family().parent_id
    number = make.number_of(parent_id)
    with act():
        contact.send_code(number)
    with act():
        assert contact.use_code(number, wrong) is None
    with act():
        assert contact.use_code(number, texted())
