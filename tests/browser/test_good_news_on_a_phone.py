"""Good news on a cheap phone without JavaScript: from the link in the text to a heart, a word, and
the wall at home."""

from datetime import date

import pytest

from portal.db import act
from portal.domain import news_answers
from portal.domain.people import Parent
from tests import make, praised
from tests.browser.conftest import LANGUAGES, NewPhone
from tests.browser.test_letters import pages
from tests.browser.tour import press
from tests.live import Live

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("language", LANGUAGES)
def test_from_the_text_to_a_heart_a_word_and_the_wall(
    live: Live, new_phone: NewPhone, language: str
) -> None:
    day = make.evening(language=language)
    child_id, parent_id = day.family.child_id, day.family.parent_id
    with act() as session:
        session.get_one(Parent, parent_id).language = language
    for on in (5, 6):
        praised.news(child_id, parent_id, by_id=day.teacher_id, day=date(2026, 11, on))
    page = new_phone(language=language, javascript=False)
    page.goto(f"{live.link(parent_id)}/news")
    press(page)
    page.fill("[name=day]", "14")
    page.select_option("[name=month]", "3")
    press(page)
    heart = page.locator("button.heart").first.bounding_box()
    assert heart is not None and min(heart["width"], heart["height"]) >= 44
    press(page, "section:nth-of-type(2) button.heart")
    assert page.locator("p.heart").count() == page.locator("button.heart").count() == 1
    press(page, "section:nth-of-type(2) a")
    page.fill("textarea", "Dziękujemy, شکریہ")
    press(page, "main button")
    (answer,) = news_answers.to_hear(day.teacher_id)
    assert (answer.news.day, answer.heart) == (date(2026, 11, 5), True)
    assert [one.original for one in answer.words] == ["Dziękujemy, شکریہ"]
    press(page, "a.other")
    page.emulate_media(media="print")
    assert page.locator("button:visible, a:visible").count() == 0
    assert page.locator(".news .says:visible").count() == 2
    assert pages(page) == 1
