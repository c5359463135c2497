"""What is printed before a talk is one page of A4 each, however much stands on it."""

import pytest
from flask import render_template
from playwright.sync_api import Page

from portal import clock
from portal.db import db
from portal.domain import preparing
from portal.domain.people import Child
from tests import make, prepared
from tests.browser import looking
from tests.browser.conftest import NewPhone
from tests.browser.test_letters import pages
from tests.browser.test_staff_screens import sideways
from tests.conftest import Watch
from tests.live import Live

pytestmark = [pytest.mark.browser, pytest.mark.walk]

TABLET = {"width": 768, "height": 1024}
MOST_LETTERS = 150
HTML = "text/html; charset=utf-8"


def at_desk(live: Live, page: Page, staff_id: int) -> Page:
    page.context.add_cookies([live.signed_in(staff_id)])
    page.set_viewport_size(TABLET)  # type: ignore[arg-type]
    return page


def with_all(live: Live, day: prepared.Prepared) -> str:
    """The sheet for the table with what comes from other rooms, as full as can be."""
    whole = prepared.with_all(prepared.sheet(day), results=9, wishes=3, longer=MOST_LETTERS * 2)
    with live.app.test_request_context("/staff"):
        return render_template(
            "staff/prepare/print.html",
            sheet=preparing.on_paper(whole),
            child=db.session.get_one(Child, day.child_id),
            today=clock.today(),
            full=True,
        )


@pytest.mark.parametrize(
    ("lines", "steps", "longer"),
    [(1, 1, 0), (4, 2, 0), (2, 1, 36), (4, 2, 18), (3, 2, 36), (4, 3, 72), (9, 4, MOST_LETTERS)],
)
def test_one_page_each(
    live: Live, new_phone: NewPhone, watch: Watch, lines: int, steps: int, longer: int
) -> None:
    day = prepared.full(watch, lines=lines, steps=steps, longer=longer)
    page = at_desk(live, new_phone(), day.teacher_id)
    for kind in ("prepare/print", "paper"):
        page.emulate_media(media="screen")
        page.goto(f"/staff/talks/{day.booking_id}/{kind}")
        assert looking.kept_out(page) == [], kind
        assert pages(page) == 1, kind


def test_one_page_with_nothing_on_it_and_with_everything(
    live: Live, new_phone: NewPhone, watch: Watch
) -> None:
    day = prepared.full(watch, lines=9, steps=4, longer=MOST_LETTERS)
    page = at_desk(live, new_phone(), day.teacher_id)
    html = with_all(live, day)
    page.route("**/prepare/print", lambda route: route.fulfill(body=html, content_type=HTML))
    page.goto(f"/staff/talks/{day.booking_id}/prepare/print")
    assert page.locator("text=and 3 more").count() == 1
    assert pages(page) == 1
    page.unroute("**/prepare/print")
    zofia = make.family("Zofia", class_id=day.class_id)
    args = (day.round_id, zofia.child_id, zofia.parent_id, day.teacher_id)
    empty = prepared.booked(*args, day.slot_ids[2])
    for kind in ("prepare/print", "paper"):
        page.goto(f"/staff/talks/{empty}/{kind}")
        assert pages(page) == 1, kind


def test_the_screen_itself_prints_no_worries(live: Live, new_phone: NewPhone, watch: Watch) -> None:
    day = prepared.full(watch)
    page = at_desk(live, new_phone(), day.teacher_id)
    page.goto(f"/staff/talks/{day.booking_id}/prepare")
    assert page.locator("text=worry of Doyle").is_visible()
    assert looking.kept_out(page) == []
    page.emulate_media(media="print")
    assert page.locator("text=worry of Doyle").is_visible() is False
    assert page.locator(".only-print").is_visible()


def test_a_colleagues_pages_keep_nobody_out(live: Live, new_phone: NewPhone, watch: Watch) -> None:
    day = prepared.full(watch)
    page = at_desk(live, new_phone(), day.doyle)
    for path in (
        "/staff",
        "/staff/before-talks",
        f"/staff/children/{day.child_id}/own-sentences",
    ):
        page.goto(path)
        assert looking.kept_out(page) == [], path
        assert sideways(page) == [], path


def test_nothing_runs_off_a_small_screen(live: Live, new_phone: NewPhone, watch: Watch) -> None:
    day = prepared.full(watch)
    page = at_desk(live, new_phone(), day.teacher_id)
    page.set_viewport_size(looking.SMALL)  # type: ignore[arg-type]
    for kind in ("prepare", "prepare/print", "paper"):
        page.goto(f"/staff/talks/{day.booking_id}/{kind}")
        assert sideways(page) == [], kind
