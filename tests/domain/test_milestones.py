"""Good news that sends itself: a target is met, a parent came to a talk."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import select, update

from portal.db import act, db
from portal.domain import booking, contact, milestones, people, who_came
from portal.domain.good_news import STANDS, GoodNews, NewsTo, Occasion
from portal.domain.outbox import Kind, OutText
from portal.domain.people import School
from portal.domain.rounds import Way
from tests import make
from tests.conftest import Watch
from tests.phone import Phone, work


@pytest.fixture(autouse=True)
def _the_school_wants_both(portal: Flask) -> Iterator[None]:
    school_wants(tells_met=True, thanks_who_came=True)
    yield
    people.forget_school()


def school_wants(**settings: bool) -> None:
    with act() as session:
        session.execute(update(School).values(**settings))
    people.forget_school()


def good_news_on(phone: Phone) -> list[str]:
    return [text.split("\n")[0] for text in phone.waits().texts if "Good news" in text]


def news() -> list[GoodNews]:
    return list(db.session.scalars(select(GoodNews).where(STANDS).order_by(GoodNews.id)))


# -- a target is met -----------------------------------------------------------------------------


def met(target_id: int) -> bool:
    with act():
        return milestones.tell_met(target_id, make.OFFICE)


def test_a_met_target_waits_two_hours_and_says_nothing_of_itself(
    portal: Flask, watch: Watch
) -> None:
    day = make.evening()
    target_id = make.target(day.family.child_id)
    watch.set("2026-11-09 14:30")
    assert met(target_id)
    phone = Phone(portal, day.family.parent_id)
    watch.set("2026-11-09 16:29")
    assert good_news_on(phone) == []
    watch.set("2026-11-09 16:30")
    assert good_news_on(phone) == [
        "Good news from Oak Lane! Yusuf has done what we agreed on in a talk. Miss Khan"
    ]
    assert not met(target_id)


def test_several_met_in_one_talk_are_one_piece_of_good_news(portal: Flask, watch: Watch) -> None:
    day = make.evening()
    first, second = (make.target(day.family.child_id) for _ in range(2))
    assert met(first) and met(second)
    assert [one.about for one in news()] == [{"targets": [first, second]}]
    with act():
        milestones.not_met(first, make.OFFICE)
    assert [one.about for one in news()] == [{"targets": [second]}]
    with act():
        milestones.not_met(second, make.OFFICE)
    assert news() == []
    assert met(first)


def test_what_has_gone_out_stays(portal: Flask, watch: Watch) -> None:
    day = make.evening()
    target_id = make.target(day.family.child_id)
    met(target_id)
    watch.set("2026-11-09 15:30")
    work(portal)
    with act():
        milestones.not_met(target_id, make.OFFICE)
    assert len(news()) == 1
    assert not met(target_id)


def test_a_school_that_does_not_want_it_sends_nothing(portal: Flask, watch: Watch) -> None:
    day = make.evening()
    school_wants(tells_met=False)
    assert not met(make.target(day.family.child_id))
    assert news() == []


# -- a parent came -------------------------------------------------------------------------------


@contextmanager
def talk_over(watch: Watch, way: Way = Way.IN_PERSON) -> Iterator[tuple[make.Evening, int, int]]:
    """Ayesha had her talk at 15:00 on 24 November and is marked as having come; Omar is another
    parent of the child."""
    day = make.evening()
    omar = make.another_parent(day.family.child_id)
    booking_id = make.booked(day)
    with act() as session:
        session.get_one(booking.Booking, booking_id).way = way
    watch.set("2026-11-24 15:30")
    with act():
        who_came.mark(booking_id, True, make.OFFICE)
    yield day, booking_id, omar


@pytest.mark.parametrize(
    ("way", "said"),
    [
        (Way.IN_PERSON, "Yusuf matters to us. Thank you for coming to talk with us. Miss Khan"),
        (Way.PHONE, "Yusuf matters to us. Thank you for talking with us. Miss Khan"),
    ],
)
def test_who_came_is_thanked_and_nobody_else(
    portal: Flask, watch: Watch, way: Way, said: str
) -> None:
    with talk_over(watch, way) as (day, _booking_id, omar):
        hers, his = Phone(portal, day.family.parent_id), Phone(portal, omar)
        watch.set("2026-11-24 17:29")
        assert good_news_on(hers) == []
        watch.set("2026-11-24 17:30")
        work(portal)
        assert good_news_on(hers) == [f"Good news from Oak Lane! {said}"]
        assert good_news_on(his) == []
        assert db.session.scalars(select(NewsTo.parent_id)).all() == [day.family.parent_id]
        watch.set("2026-11-25 17:30")
        work(portal)
        assert len(news()) == 1


def test_a_mark_that_is_taken_back_thanks_nobody(portal: Flask, watch: Watch) -> None:
    with talk_over(watch) as (day, booking_id, _):
        watch.set("2026-11-24 18:20")  # too late for this afternoon: planned for tomorrow
        work(portal)
        assert [one.occasion for one in news()] == [Occasion.CAME]
        with act():
            who_came.mark(booking_id, False, make.OFFICE)
        work(portal)
        assert news() == []
        watch.set("2026-11-25 15:30")
        assert good_news_on(Phone(portal, day.family.parent_id)) == []


def test_who_stopped_texts_or_came_long_ago_is_not_thanked(portal: Flask, watch: Watch) -> None:
    with talk_over(watch) as (day, booking_id, _):
        with act():
            contact.stop_texts(day.family.parent_id, make.by(day.family.parent_id))
        watch.set("2026-11-24 18:00")
        assert milestones.to_thank() == [booking_id]
        work(portal)
        assert news() == []
        watch.set("2026-11-27 15:31")
        assert milestones.to_thank() == []


def test_no_school_that_does_not_want_it_thanks(portal: Flask, watch: Watch) -> None:
    school_wants(thanks_who_came=False)
    with talk_over(watch):
        watch.set("2026-11-24 18:00")
        work(portal)
        kinds = db.session.scalars(select(OutText.kind)).all()
        assert Kind.GOOD_NEWS not in kinds and milestones.to_thank() == []
