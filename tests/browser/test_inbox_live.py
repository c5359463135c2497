"""The inbox left open on a desk: what comes in appears by itself, and disturbs nobody."""

import pytest
from playwright.sync_api import Page, expect

from portal.domain.people import Role
from tests import make
from tests.browser.conftest import NewPhone
from tests.conftest import Watch
from tests.live import Live
from tests.words_in import wrote

pytestmark = [pytest.mark.browser, pytest.mark.walk]

A_WHILE = 11_000
"""Milliseconds, a little more than the page waits between two looks."""


def opened(live: Live, page: Page) -> None:
    staff_id = make.staff("Mrs Green", Role.OFFICE)
    page.context.add_cookies([live.signed_in(staff_id)])
    page.clock.install()
    page.goto("/staff/inbox?show=waiting")


def test_a_new_message_appears_and_is_said_politely(
    live: Live, watch: Watch, new_phone: NewPhone
) -> None:
    wrote(make.family("Lena", ("Ewa",)).parent_id, "Hello?")
    page = new_phone()
    opened(live, page)
    lines = page.locator(".threads > li")
    expect(lines).to_have_count(1)
    page.clock.run_for(A_WHILE)
    expect(page.locator("#news")).to_have_text("")
    wrote(None, "Who is this?")
    page.clock.run_for(A_WHILE)
    expect(lines).to_have_count(2)
    expect(page.locator("#news")).to_have_text("A new message waits.")
    expect(page.locator("nav [aria-current] .count").first).to_have_text("2 waiting")


def test_somebody_typing_or_reading_by_keyboard_is_left_alone(
    live: Live, watch: Watch, new_phone: NewPhone
) -> None:
    wrote(make.family("Lena", ("Ewa",)).parent_id, "Hello?")
    page = new_phone()
    opened(live, page)
    lines = page.locator(".threads > li")
    for hold, let_go in (
        (lambda: page.fill("#q", "Mal"), lambda: page.locator("#q").blur()),
        (
            lambda: page.locator(".whose a").first.focus(),
            lambda: page.locator(".whose a").first.blur(),
        ),
    ):
        before = lines.count()
        hold()
        wrote(None, "Who is this?", number=f"+44770090099{before}")
        with page.expect_response("**/inbox/lines*"):
            page.clock.run_for(A_WHILE)
        expect(page.locator("#news")).to_have_text("A new message waits.")
        expect(lines).to_have_count(before)
        let_go()
        page.clock.run_for(100)
        expect(lines).to_have_count(before + 1)
    assert page.input_value("#q") == "Mal"
