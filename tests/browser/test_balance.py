"""The balance keeps nobody out, with its plots and its one tap: on a desk, on a small phone, in the
dark and on paper."""

import pytest
from playwright.sync_api import Page, expect

from portal.domain.people import Role
from tests import heard, make
from tests.browser import looking
from tests.browser.conftest import NewPhone
from tests.browser.test_staff_screens import DESK, sideways
from tests.live import Live

pytestmark = [pytest.mark.browser, pytest.mark.walk]


def sign_in(live: Live, page: Page, staff_id: int) -> Page:
    page.context.add_cookies([live.signed_in(staff_id)])
    return page


@pytest.mark.parametrize("dark", [False, True])
def test_every_screen_of_it(live: Live, new_phone: NewPhone, dark: bool) -> None:
    ids = heard.big_school(14, make.staff("Miss Khan"), small=5)
    heard.worry(ids[1], heard.parent_of(ids[1]))
    page = sign_in(live, new_phone(dark=dark), make.staff("Mr Okafor", Role.LEAD, Role.TEACHER))
    pages = (
        "balance",
        "balance?class=1",
        f"children/{ids[1]}/worry",
        f"children/{ids[1]}/contacts",
    )
    for path in pages:
        for size in (DESK, looking.SMALL):
            page.set_viewport_size(size)  # type: ignore[arg-type]
            page.goto(f"/staff/{path}")
            assert [*looking.kept_out(page), *sideways(page)] == [], path


def test_a_worry_in_two_taps_without_javascript(live: Live, new_phone: NewPhone) -> None:
    teacher = make.staff()
    family = make.family(class_id=make.school_class(teacher_id=teacher))
    page = sign_in(live, new_phone(javascript=False), teacher)
    page.goto(f"/staff/children/{family.child_id}/contacts")
    page.get_by_role("link", name="I rang about a worry").click()
    page.get_by_role("button", name="Homework").click()
    expect(page.get_by_role("listitem").filter(has_text="worry homework")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Undone. It counts no more.")).to_be_visible()


def test_plots_read_without_colour_on_paper(live: Live, new_phone: NewPhone) -> None:
    heard.big_school(14)
    page = sign_in(live, new_phone(), make.staff("Mr Okafor", Role.LEAD))
    page.goto("/staff/balance")
    page.emulate_media(media="print")
    plot = page.get_by_role("img", name="Girls and boys, good news in three weeks: Girls 0%")
    assert plot.locator("text").all_text_contents() == ["Girls", "0%", "Boys", "100%"]
    part, whole = (plot.locator(f"rect.{name}").first for name in ("part", "all"))
    fill = "(bar) => getComputedStyle(bar).fill"
    assert part.evaluate(fill) != whole.evaluate(fill)
