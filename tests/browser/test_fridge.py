"""The plan for the fridge: one sheet of paper, however much was agreed, in every language."""

import pytest

from portal import clock
from portal.db import act
from portal.domain.people import Parent
from tests import agreements, fullest, make
from tests.browser.conftest import LANGUAGES, NewPhone
from tests.browser.test_letters import pages
from tests.live import Live

pytestmark = [pytest.mark.browser, pytest.mark.walk]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sheet_is_one_page(live: Live, new_phone: NewPhone, language: str) -> None:
    sights = fullest.school()
    fullest.plan(sights.parent_id, sights.child_id)
    make.offered(sights.second_child_id, sentence="I will bring my folder.")
    agreements.parent_signs(sights.child_id, sights.parent_id)
    agreements.parent_signs(sights.second_child_id, sights.parent_id)
    with act() as session:
        session.get_one(Parent, sights.parent_id).language = language
    link = live.link(sights.parent_id)
    page = new_phone(language=language)
    known = int(clock.now().timestamp()) + 3600
    page.context.add_cookies([live.cookie(known={"1": known}, mine=[1])])  # type: ignore[list-item]
    page.goto(f"{link}/plan/{sights.child_id}/fridge")
    assert page.locator(".fridge h2").count() == 4
    assert page.locator(".points-8, .points-11").count() == 1
    assert pages(page) == 1
    if language == "en":
        page.goto(f"{link}/plan/{sights.second_child_id}/fridge")
        assert page.locator(".points-30").count() == 1
        assert pages(page) == 1
