"""A parent rings: by keyboard alone from the box to their screen, and nobody is kept out."""

import pytest
from playwright.sync_api import Page

from portal.db import act
from portal.domain import no_contact
from portal.domain.people import Role
from tests import make
from tests.browser import looking
from tests.browser.conftest import NewPhone
from tests.live import Live

pytestmark = [pytest.mark.browser, pytest.mark.walk]

DESK = {"width": 1024, "height": 768}


def focused(page: Page) -> str:
    """What the keyboard is at: a field's name, or the words of a link or button."""
    at = "() => { const e = document.activeElement; return e.name || e.innerText || e.tagName }"
    return str(page.evaluate(at)).strip()


def tab_to(page: Page, what: str, most: int = 40) -> int:
    """Press Tab until the keyboard is there; how often."""
    for times in range(1, most):
        page.keyboard.press("Tab")
        if focused(page) == what:
            return times
    raise AssertionError(f"the keyboard never comes to {what}")


def enter(page: Page) -> None:
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_by_keyboard_from_ringing_to_served(live: Live, new_phone: NewPhone) -> None:
    day = make.evening()
    make.another_parent(day.family.child_id, "Omar")
    make.booked(day)
    page = new_phone()
    page.set_viewport_size(DESK)  # type: ignore[arg-type]
    page.context.add_cookies([live.signed_in(make.staff("Mrs Green", Role.OFFICE))])
    seen: dict[str, list[str]] = {}

    def look() -> None:
        heading = page.locator("h1").inner_text()
        page.set_viewport_size(looking.SMALL)  # type: ignore[arg-type]
        small = looking.kept_out(page)
        page.set_viewport_size(DESK)  # type: ignore[arg-type]
        seen[heading] = [*small, *looking.kept_out(page)]

    page.goto("/staff/rounds")  # wherever they are, the box is there
    page.keyboard.press("Control+k")
    assert focused(page) == "q"
    page.keyboard.type("ayeesha")
    enter(page)
    look()
    page.locator("#find").focus()
    tab_to(page, "Ayesha Malik", most=4)
    enter(page)
    assert focused(page) == "child"  # ready to type what they say
    look()
    page.locator("#child").focus()
    page.keyboard.type("Yusuf")
    page.keyboard.press("Tab")
    page.keyboard.type("14")
    page.keyboard.press("Tab")
    page.keyboard.type("March")
    page.keyboard.press("Tab")
    enter(page)
    assert page.locator("text=Finish the call").count() == 1
    look()
    tab_to(page, "Move it")
    enter(page)
    assert page.url.endswith("/move")
    assert {heading: wrong for heading, wrong in seen.items() if wrong} == {}
    assert list(seen) == ["Find a parent", "Is it Ayesha Malik?", "Ayesha Malik"]


def test_who_is_told_nothing(live: Live, new_phone: NewPhone) -> None:
    family = make.family("Yusuf", ("Karim",))
    with act():
        no_contact.hold(family.parent_id, family.child_id, make.OFFICE)
    page = new_phone()
    page.context.add_cookies([live.signed_in(make.staff("Mrs Green", Role.OFFICE))])
    for address in ("/staff/parents?q=Xanthippe", f"/staff/callers/{family.parent_id}"):
        page.goto(address)
        page.set_viewport_size(looking.SMALL)  # type: ignore[arg-type]
        assert page.locator("text=I cannot find you on our list").is_visible()
        assert looking.kept_out(page) == []
