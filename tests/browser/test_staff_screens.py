"""Every staff screen keeps nobody out, on a desk and on a small phone, by day and in the dark."""

import pytest
from playwright.sync_api import Page

from portal.domain.people import Role
from portal.gates import gate_of
from tests import make
from tests.addresses import routes, school_day
from tests.browser import looking
from tests.browser.conftest import NewPhone
from tests.live import Live

pytestmark = [pytest.mark.browser, pytest.mark.walk]

DESK = {"width": 1280, "height": 800}
NO_SCREEN = {"staff.inbox_lines"}
"""Asked for by a page and shown inside it."""


def screens(live: Live) -> list[str]:
    """Every address a member of staff can open."""
    day = school_day()
    found = []
    for rule, method in routes(live.app):
        gate = gate_of(live.app.view_functions[rule.endpoint])
        of_staff = rule.rule.startswith("/staff") and gate is not None
        shown = rule.endpoint not in NO_SCREEN and "kind" not in rule.arguments
        if method == "GET" and of_staff and shown:
            found.append(day.path(live.app, rule))
    return found


def sideways(page: Page) -> list[str]:
    """A wide table scrolls in its own frame, never the page."""
    wide = page.evaluate("() => document.documentElement.scrollWidth")
    return [f"{wide} wide"] if wide > page.viewport_size["width"] else []  # type: ignore[index]


@pytest.mark.parametrize("dark", [False, True])
def test_every_screen(live: Live, new_phone: NewPhone, dark: bool) -> None:
    addresses = screens(live)
    staff_id = make.staff("Mrs Green", *Role)
    page = new_phone(dark=dark)
    found = {}
    for path in addresses:
        page.context.clear_cookies()
        if not path.startswith(("/staff/sign-in", "/staff/welcome")):
            page.context.add_cookies([live.cookie(_user_id=f"{staff_id}.0", _fresh=True)])
        page.set_viewport_size(DESK)  # type: ignore[arg-type]
        answer = page.goto(path)
        assert answer is not None and answer.status == 200, path
        assert page.url == live.address + path
        wrong = looking.kept_out(page)
        page.set_viewport_size(looking.SMALL)  # type: ignore[arg-type]
        found[path] = [*wrong, *sideways(page), *looking.kept_out(page)]
    assert {path: wrong for path, wrong in found.items() if wrong} == {}
