"""What is printed fits its paper: a letter is one page, three slips are one page, in every
language, with the longest names."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page
from sqlalchemy import update

from portal.db import act
from portal.domain import contact, own_phrases, praising
from portal.domain.good_news import GoodNews
from portal.domain.people import Child, Role, School, forget_school
from portal.domain.praising import Wanted
from portal.wording import ideas
from tests import fullest, make
from tests.browser import looking
from tests.browser.conftest import NewPhone
from tests.conftest import Watch
from tests.live import Live

pytestmark = [pytest.mark.browser, pytest.mark.walk]

SISTERS = ("Wilhelmina-Rose", "Bartholomew", "Persephone")
ON_PAPER = {"prefer_css_page_size": True, "print_background": True}


def pages(page: Page) -> int:
    """How many sheets of paper the printer would take."""
    page.emulate_media(media="print")
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", page.pdf(**ON_PAPER)))  # type: ignore[arg-type]


def office(live: Live, page: Page) -> Page:
    staff_id = make.staff("Mrs Green", Role.OFFICE)
    page.context.add_cookies([live.signed_in(staff_id)])
    return page


def number_is_set() -> None:
    with act() as session:
        session.get_one(School, 1).text_number = "07700 900900"
    forget_school()


@pytest.mark.parametrize("children", [1, 2, 3, 4])
def test_a_letter_is_one_page(
    live: Live, new_phone: NewPhone, tags: list[str], children: int
) -> None:
    fullest.school()
    number_is_set()
    teachers = [
        make.staff("Mrs Montgomery-Featherstonehaugh", username=f"teacher{at}")
        for at in range(children)
    ]
    class_id = make.school_class("Year 4 Rosewood", teachers[0])
    round_id = make.round_(name="Winter talks", class_ids=(class_id,))
    for at, teacher_id in enumerate(teachers):
        for later in range(8):
            day = fullest.FIRST_DAY + timedelta(days=later)
            make.cover(round_id, teacher_id, day, "08:00", "18:00", room=f"Room {at}")
    page = office(live, new_phone())
    for tag in tags:
        family = make.family("Oluwatobiloba", class_id=class_id, language=tag)
        others = [
            make.sibling(family.parent_id, name, class_id=class_id)
            for name in SISTERS[: children - 1]
        ]
        for child_id, teacher_id in zip([family.child_id, *others], teachers, strict=True):
            make.invitation(round_id, child_id, family.parent_id, teacher_id)
        page.emulate_media(media="screen")
        page.goto(f"/staff/parents/{family.parent_id}")
        with page.expect_navigation():
            page.click("text=Print a letter")
        assert page.locator("article section.about").count() == children
        assert looking.kept_out(page) == []
        assert pages(page) == 1, tag


def test_three_slips_are_one_page(live: Live, new_phone: NewPhone, tags: list[str]) -> None:
    fullest.school()
    number_is_set()
    class_ids = []
    for at, tag in enumerate(tags):
        class_id = make.school_class(f"Year {at} Rosewood")
        class_ids.append(class_id)
        for child in ("Ada", "Ben", "Cem", "Dot"):
            make.family(child, class_id=class_id, language=tag)
    page = office(live, new_phone())
    page.goto("/staff/slips?" + "&".join(f"class={one}" for one in class_ids))
    assert page.locator("article.slip").count() == 4 * len(tags)
    assert looking.kept_out(page) == []
    assert pages(page) == 2 * len(tags)


def test_good_news_is_one_page_each(
    live: Live, new_phone: NewPhone, watch: Watch, tags: list[str]
) -> None:
    sights = fullest.school()
    number_is_set()
    longest = max(own_phrases.stand_ins(), key=lambda one: len(one.words)).key
    longest_idea = max(ideas.IDEAS, key=lambda one: len(one.words)).key
    kind = "With all of the others in the hall, and so kindly!!!"
    homes = [make.family("Oluwatobiloba", language=tag) for tag in tags]
    for home in homes:
        with act():
            contact.stop_texts(home.parent_id, make.OFFICE)
    page = office(live, new_phone())
    for day in range(9, 13):
        watch.set(f"2026-11-{day:02} 10:00")
        with act() as session:
            session.execute(update(GoodNews).values(phrase="worked-hard", filled=""))
            wanted = Wanted(longest, own_words=kind)
            teacher = session.get_one(Child, sights.child_id).school_class
            assert teacher
            children = [home.child_id for home in homes]
            plans = praising.send(children, wanted, teacher.key_teacher_id, make.OFFICE)
            assert all(one.refused is None for one in plans)
        if day == 9:
            _each_is_one_page(page, len(homes))
    with act() as session:
        session.execute(update(GoodNews).values(phrase=longest))
        session.execute(update(GoodNews).values(idea=longest_idea))
    _each_is_one_page(page, len(homes))


def _each_is_one_page(page: Page, count: int) -> None:
    page.emulate_media(media="screen")
    page.goto("/staff/good-news/paper")
    with page.expect_navigation():
        page.click("text=Print these letters")
    assert page.locator("article.news").count() == count
    assert looking.kept_out(page) == []
    assert pages(page) == count
