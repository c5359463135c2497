"""Every staff screen keeps nobody out, on a desk and on a small phone, by day and in the dark."""

import pytest
from playwright.sync_api import Page
from sqlalchemy import select

from portal.db import act, db
from portal.domain import devices
from portal.domain.outbox import Kind, OutText
from portal.domain.people import Role, Staff
from portal.gates import gate_of
from tests import make
from tests.addresses import routes, school_day
from tests.browser import looking
from tests.browser.conftest import NewPhone
from tests.live import Live

pytestmark = [pytest.mark.browser, pytest.mark.walk]

DESK = {"width": 1280, "height": 800}
NO_SCREEN = {"staff.inbox_lines", "staff.translation_patch"}
"""Shown inside another page, or a file to keep."""
SIGNED_OUT = ("/staff/sign-in", "/staff/welcome", "/staff/code")


def screens(live: Live) -> list[str]:
    """Every address a member of staff can open."""
    day = school_day()
    found = []
    for rule, method in routes(live.app):
        gate = gate_of(live.app.view_functions[rule.endpoint])
        of_staff = rule.rule.startswith("/staff") and gate is not None
        shown = rule.endpoint not in NO_SCREEN and "kind" not in rule.arguments
        if gate and gate.second_step is False:
            continue  # looked at on its own way, below
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
    found = []
    for path in addresses:
        page.context.clear_cookies()
        if not path.startswith(SIGNED_OUT):
            page.context.add_cookies([live.signed_in(staff_id)])
        page.set_viewport_size(DESK)  # type: ignore[arg-type]
        answer = page.goto(path)
        assert answer is not None and answer.status == 200, path
        assert page.url == live.address + path
        wrong = looking.kept_out(page)
        page.set_viewport_size(looking.SMALL)  # type: ignore[arg-type]
        wrong += [*sideways(page), *looking.kept_out(page)]
        found += [f"{path}: {one}" for one in wrong]
    assert not found, "\n".join(found)


def test_the_way_through_the_second_step(live: Live, new_phone: NewPhone) -> None:
    """From the password to a record, by keyboard alone, each screen looked at."""
    staff_id = make.staff("Miss Khan", Role.TEACHER)
    with act() as session:
        person = session.get_one(Staff, staff_id)
        person.number = "+447700900901"
    page = new_phone()
    page.context.add_cookies([live.cookie(_user_id=f"{staff_id}.0", _fresh=True)])
    page.goto("/staff/plans")
    seen = {}

    def look() -> None:
        path = page.url.removeprefix(live.address)
        seen[path, page.locator("h1").inner_text()] = [*looking.kept_out(page), *sideways(page)]

    look()
    page.goto("/staff/second-step/app")
    look()
    page.goto("/staff/second-step/set-up")
    page.get_by_label("Your mobile number").press("Enter")
    look()
    page.keyboard.type(newest_code())
    page.keyboard.press("Enter")
    page.wait_for_selector(".codes")
    look()
    page.get_by_role("link", name="I have them. Go on").press("Enter")
    page.wait_for_url("**/staff/plans")
    with act():
        devices.forget_all(staff_id)
    page.goto("/staff/plans")
    look()
    page.get_by_role("button", name="Text me a code").press("Enter")
    page.get_by_text("A code is on its way").wait_for()
    look()
    page.keyboard.type(newest_code())
    page.keyboard.press("Enter")
    page.wait_for_url("**/staff/plans")
    assert len(seen) == 5
    assert {where: wrong for where, wrong in seen.items() if wrong} == {}


def newest_code() -> str:
    query = select(OutText.body).where(OutText.kind == Kind.CODE).order_by(OutText.id.desc())
    return str(db.session.scalars(query).first())[:6]
