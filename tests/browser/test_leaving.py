"""Leaving quickly and forgetting a phone: nothing is left behind the back button, with JavaScript
and without."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from portal.web.parent import leaving
from tests import make
from tests.browser.conftest import NewPhone
from tests.browser.tour import press
from tests.live import Live

pytestmark = pytest.mark.browser

CLOSED = "This page is closed"


@pytest.fixture(autouse=True)
def weather(live: Live, monkeypatch: pytest.MonkeyPatch) -> str:
    """A page outside, though no browser of a test reaches the world."""
    outside = f"{live.address}/static/portal.css"
    monkeypatch.setattr(leaving, "SOMEWHERE_ELSE", outside)
    return outside


@pytest.fixture(params=[True, False], ids=["javascript", "no javascript"])
def phone(request: pytest.FixtureRequest, live: Live, new_phone: NewPhone) -> Iterator[Page]:
    """A phone on which a parent's settings are open, with pages before them in the history."""
    page = new_phone(javascript=request.param)
    make.evening()
    parent_id = make.family("Bilal", ("Sara",), surname="Secret").parent_id
    page.goto("about:blank")
    page.goto(live.link(parent_id))
    press(page)
    page.goto(f"{live.link(parent_id)}/birthday")
    page.fill("[name=day]", "14")
    page.select_option("[name=month]", "3")
    yield page


def give_birthday(page: Page, *, alone: bool) -> str:
    if alone:
        page.check("[name=alone]")
    press(page)
    press(page, "a[href$='/settings']")
    return page.url


@pytest.mark.parametrize("alone", [False, True])
def test_after_leaving_the_back_button_shows_nothing(
    phone: Page, weather: str, alone: bool
) -> None:
    there = give_birthday(phone, alone=alone)
    press(phone, "[data-leave]")
    assert phone.url == weather
    for _ in range(3):
        phone.go_back()
        assert phone.locator("h1").inner_text() == CLOSED
        assert "Oakfield" not in phone.content() and "Sara" not in phone.content()
    phone.goto(there)
    assert phone.locator("h1").inner_text() == CLOSED
    press(phone, "main button")
    assert phone.url == (there if alone else there.replace("/settings", "/birthday"))


def test_a_phone_that_is_forgotten_is_a_stranger_behind_the_back_button_too(phone: Page) -> None:
    there = give_birthday(phone, alone=True)
    assert phone.get_by_text("1 phone opens your page without asking.").is_visible()
    press(phone, "[value=this]")
    assert phone.locator("h1").inner_text() == "This phone is forgotten"
    phone.go_back()
    assert phone.url == there.replace("/settings", "/birthday")
    phone.goto(there)
    assert phone.url == there.replace("/settings", "/birthday")


def test_leaving_forgets_nothing_of_a_colleague(live: Live, new_phone: NewPhone) -> None:
    staff_id = make.staff()
    page = new_phone()
    page.context.add_cookies([live.signed_in(staff_id)])
    page.goto("/leave")
    page.goto("/staff")
    assert page.url.endswith("/staff")


def test_with_javascript_the_page_that_was_left_is_not_even_in_the_history(
    live: Live, new_phone: NewPhone, weather: str
) -> None:
    day = make.evening()
    page = new_phone()
    page.goto(f"{live.address}/staff/sign-in")
    page.goto(live.link(day.family.parent_id))
    press(page, "[data-leave]")
    assert page.url == weather
    page.go_back()
    assert page.url == f"{live.address}/staff/sign-in"
