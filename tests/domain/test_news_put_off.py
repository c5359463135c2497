"""Good news planned for a day on which the school turns out to be closed waits for the next one."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from portal.db import act, db
from portal.domain import news_put_off, praising, school_days
from portal.domain.good_news import GoodNews
from portal.domain.outbox import OutText, TextState
from portal.domain.people import Parent
from portal.domain.school_days import Closed
from tests import make
from tests.conftest import Watch
from tests.domain.test_at_once import at_once
from tests.news import praise
from tests.phone import Phone, work

SAID = "Yusuf worked very hard today. Miss Khan"


def closed(*days: str) -> None:
    """The school is closed on these days."""
    with act():
        found = [Closed(date.fromisoformat(day), date.fromisoformat(day), "Snow") for day in days]
        school_days.change_closures(found, make.OFFICE)


def day_of(news_id: int) -> date:
    db.session.expire_all()
    return db.session.get_one(GoodNews, news_id).day


def test_it_goes_out_on_the_next_school_day_and_says_which_day_it_was(
    portal: Flask, watch: Watch
) -> None:
    day = make.evening()
    news_id = praise(day.family.child_id, day.teacher_id)
    closed("2026-11-09", "2026-11-10")
    work(portal)
    assert day_of(news_id) == date(2026, 11, 11)
    phone = Phone(portal, day.family.parent_id)
    for early in ("2026-11-09 16:00", "2026-11-10 16:00", "2026-11-11 15:29"):
        watch.set(early)
        assert phone.waits().texts == []
    watch.set("2026-11-11 15:30")
    (told,) = phone.waits().texts
    assert told.startswith(f"Good news from Oak Lane, Mon 9 Nov: {SAID}\n")


@pytest.mark.parametrize("tag", ["pl", "ur"])
def test_in_every_language_as_it_was_planned(portal: Flask, watch: Watch, tag: str) -> None:
    day = make.evening(language=tag)
    praise(day.family.child_id, day.teacher_id, "tried-hard", filled="maths")
    watch.set("2026-11-09 18:10")
    other = make.family("Layla", ("Sara",), language=tag, class_id=day.class_id)
    praise(other.child_id, day.teacher_id, "tried-hard", filled="maths")  # planned for Tuesday
    closed("2026-11-10")
    with act() as session:
        query = select(OutText).filter_by(parent_id=other.parent_id)
        text = session.scalars(query).one()
        planned, english = text.body, text.body_english
        text.body, text.body_english = "", ""
    work(portal)
    db.session.expire_all()
    text = db.session.scalars(query).one()
    assert (text.body, text.body_english, text.language) == (planned, english, tag)


def test_it_passes_by_other_good_news(portal: Flask, watch: Watch) -> None:
    day = make.evening()
    monday = praise(day.family.child_id, day.teacher_id)
    tuesday = praise(day.family.child_id, day.teacher_id, "kept-trying")
    closed("2026-11-09")
    work(portal)
    assert (day_of(monday), day_of(tuesday)) == (date(2026, 11, 11), date(2026, 11, 10))


def test_both_of_two_that_are_put_off_find_a_day(portal: Flask, watch: Watch) -> None:
    day = make.evening()
    one = praise(day.family.child_id, day.teacher_id)
    two = praise(make.sibling(day.family.parent_id), day.teacher_id)
    closed("2026-11-09", "2026-11-10")
    work(portal)
    assert {day_of(one), day_of(two)} == {date(2026, 11, 11), date(2026, 11, 12)}


def test_done_twice_or_by_two_workers_it_is_the_same(portal: Flask, watch: Watch) -> None:
    day = make.evening()
    news_id = praise(day.family.child_id, day.teacher_id)
    closed("2026-11-09")
    db.session.remove()
    assert at_once(portal, [lambda: news_put_off.put_off(news_id)] * 3) == [None] * 3
    work(portal)
    assert (day_of(news_id), news_put_off.due()) == (date(2026, 11, 10), [])


def test_what_has_gone_out_or_is_taken_back_stays(portal: Flask, watch: Watch) -> None:
    day = make.evening()
    father = make.another_parent(day.family.child_id)
    gone = praise(day.family.child_id, day.teacher_id)
    watch.set("2026-11-09 15:30")
    with act() as session:
        text = session.scalars(select(OutText).filter_by(parent_id=father)).one()
        text.state = TextState.SENT
    taken_back = praise(make.family("Layla", ("Sara",)).child_id, day.teacher_id)
    with act():
        praising.take_back(taken_back, make.OFFICE)
    closed("2026-11-09")
    assert news_put_off.due() == []
    with act():
        assert not news_put_off.put_off(gone)
        assert not news_put_off.put_off(taken_back)
    assert day_of(gone) == date(2026, 11, 9)


def test_on_paper_it_waits_too(portal: Flask, watch: Watch) -> None:
    day = make.evening()
    with act() as session:
        session.get_one(Parent, day.family.parent_id).number = None
    news_id = praise(day.family.child_id, day.teacher_id)
    closed("2026-11-09")
    work(portal)
    assert day_of(news_id) == date(2026, 11, 10)
