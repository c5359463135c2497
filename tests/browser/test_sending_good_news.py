"""Good news from opening the page to sent, on a small phone: four taps, with JavaScript or without,
and nobody is kept out on the way."""

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from portal.db import act, db
from portal.domain import news_answers, praising, replies
from portal.domain.good_news import GoodNews
from portal.domain.guarding import Whose
from portal.domain.history import By, Face
from portal.domain.inbox import InText
from portal.domain.praising import Wanted
from tests import make
from tests.browser import looking
from tests.browser.conftest import NewPhone
from tests.browser.test_staff_screens import sideways
from tests.conftest import Watch
from tests.live import Live

pytestmark = [pytest.mark.browser, pytest.mark.walk]

LIST = "/staff/good-news"
NAMES = ("Amy", "Ben", "Cem", "Dina", "Ela", "Finn", "Gus", "Hana", "Ian", "Jo", "Kim", "Lou")
TAPS = 4
"""From opening the page to sent."""


class Teacher:
    """Miss Khan with a phone in her hand, and a class of twelve. `taps`: how often she has tapped;
    `found`: what was wrong on the screens she saw."""

    def __init__(self, live: Live, page: Page) -> None:
        self.page, self.taps, self.found = page, 0, dict[str, list[str]]()
        self.staff_id = make.staff()
        class_id = make.school_class(teacher_id=self.staff_id)
        tags = ("en", "pl", "ur")
        self.families = [
            make.family(name, (f"{name}a",), class_id=class_id, language=tags[one % 3])
            for one, name in enumerate(NAMES)
        ]
        page.set_default_timeout(8_000)
        page.context.add_cookies([live.signed_in(self.staff_id)])

    def tap(self, what: Locator) -> None:
        """Tap it, without scrolling anything but what it takes to see it."""
        what.click()
        self.taps += 1

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True).first

    def look(self, stop: str) -> None:
        """Look at the screen that is shown now."""
        wrong = [*looking.kept_out(self.page), *sideways(self.page)]
        if self.page.url.count(LIST):
            wrong += [one for one in looking.small_targets(self.page) if "a.skip" not in one]
        if wrong:
            self.found[stop] = wrong


@pytest.mark.parametrize("javascript", [True, False])
def test_four_taps(live: Live, new_phone: NewPhone, watch: Watch, javascript: bool) -> None:
    teacher = Teacher(live, new_phone(javascript=javascript))
    page = teacher.page
    page.goto(LIST)
    teacher.tap(page.get_by_label("Cem Malik"))
    teacher.tap(teacher.button("Choose words"))
    teacher.tap(teacher.button("Cem worked very hard today."))
    expect(page.locator("[lang=ur][dir=rtl]")).to_be_visible()
    teacher.tap(teacher.button("Send"))
    said = page.get_by_role("status").first
    expect(said).to_have_text("Good news about Cem goes out today at 15:30.")
    assert teacher.taps == TAPS
    expect(page.get_by_role("button", name="Take back")).to_be_visible()


@pytest.mark.parametrize("dark", [False, True])
def test_nobody_is_kept_out(live: Live, new_phone: NewPhone, watch: Watch, dark: bool) -> None:
    teacher = Teacher(live, new_phone(dark=dark))
    page = teacher.page
    page.goto(LIST)
    teacher.look("the list")
    page.get_by_label("Amy Malik").check()
    page.get_by_label("Ben Malik").check()
    button = teacher.button("Choose words for 2 children")
    button.click()
    teacher.look("the phrases")
    teacher.button("Each child learned something new in … today.").click()
    teacher.look("the subject")
    teacher.button("in maths").click()
    teacher.look("the preview")
    page.get_by_label("A few words of your own").fill("but he got 7/10")
    teacher.button("Send").click()
    teacher.look("own words refused")
    expect(page.get_by_label("A few words of your own")).to_have_value("but he got 7/10")
    page.get_by_label("A few words of your own").fill("")
    teacher.button("Send").click()
    teacher.look("sent")
    page.goto(f"{LIST}?all=1")
    teacher.button("Choose words for 12 children").click()
    teacher.button("Each child worked very hard today.").click()
    teacher.look("many")
    page.goto(f"{LIST}/child/{teacher.families[0].child_id}")
    teacher.look("the child")
    assert teacher.found == {}


def test_phrases_are_found_as_one_types(live: Live, new_phone: NewPhone, watch: Watch) -> None:
    teacher = Teacher(live, new_phone())
    page = teacher.page
    page.goto(f"{LIST}/words?children={teacher.families[0].child_id}")
    page.get_by_label("Find a phrase").fill("BOOK")
    expect(teacher.button("Amy finished reading a book this week.")).to_be_visible()
    expect(page.get_by_role("heading", name="Maths")).to_be_hidden()
    page.get_by_label("Find a phrase").fill("nothing like it")
    expect(page.get_by_role("status").first).to_have_text("No phrase says that.")
    page.get_by_label("Find a phrase").fill("")
    expect(page.get_by_role("heading", name="Maths")).to_be_visible()


def test_back_after_sending_sends_nothing_again(
    live: Live, new_phone: NewPhone, watch: Watch
) -> None:
    teacher = Teacher(live, new_phone())
    page = teacher.page
    page.goto(f"{LIST}/preview?children={teacher.families[0].child_id}&phrase=worked-hard")
    teacher.button("Send").dblclick()
    expect(page.get_by_role("button", name="Take back")).to_be_visible()
    page.go_back()
    again = page.get_by_role("button", name="Send", exact=True)
    if again.count():
        again.click()
    assert len(db.session.scalars(select(GoodNews.id)).all()) == 1


def test_what_parents_answered_on_today(live: Live, new_phone: NewPhone, watch: Watch) -> None:
    teacher = Teacher(live, new_phone())
    page, family = teacher.page, teacher.families[2]
    by = By(Face.DESK, staff_id=teacher.staff_id)
    with act():
        praising.send([family.child_id], Wanted("worked-hard"), teacher.staff_id, by)
    news_id = db.session.scalars(select(GoodNews.id)).one()
    with act():
        news_answers.heart(family.parent_id, news_id, make.by(family.parent_id))
        news_answers.say(family.parent_id, news_id, "بہت شکریہ", make.by(family.parent_id))
    page.goto("/staff")
    expect(page.get_by_text("بہت شکریہ")).to_be_visible()
    teacher.look("today")
    page.goto(f"{LIST}/child/{family.child_id}")
    teacher.look("the child")
    assert teacher.found == {}
    page.goto("/staff")
    page.get_by_role("button", name="Seen").click()
    expect(page.get_by_text("بہت شکریہ")).to_be_visible()  # until somebody has put it into English
    text_id = db.session.scalars(select(InText.id)).one()
    with act():
        replies.put_into_english(Whose(family.parent_id), text_id, "Many thanks", make.OFFICE)
    page.goto("/staff")
    expect(page.get_by_text("Many thanks")).to_be_visible()
    page.get_by_role("button", name="Seen").click()
    expect(page.get_by_text("Many thanks")).to_be_hidden()
