"""The balance: how much good a family has heard about a child, and how many worries.

Good news counts once it has reached the family, or stands on its pages: on paper, once it is
printed; thanks to a grown-up do not (`good_news.counts`). A worry counts once, however many parents
were told of it that day. What somebody heard who must not be contacted any more does not count: the
family that is left has not heard it.

Only looks, in the same few statements for one child and for a whole school. Who may look is in
`teaching`; the spread over groups is in `spread`, the nudge in `nudges`.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, case, exists, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from portal import clock
from portal.db import db
from portal.domain import own_phrases, school_days
from portal.domain.good_news import GoodNews, NewsTo, arrived, counts, form_of, has_come
from portal.domain.news_ties import somebody_hears
from portal.domain.outbox import ON_THE_PHONE, OutText
from portal.domain.people import Child, Guardianship, SchoolClass
from portal.domain.reaching import seen
from portal.domain.worries import WorryTold
from portal.languages import ENGLISH

WEEKS = 3
"""A child for whom nothing good was said in so many weeks of school waits for it."""
ENOUGH = 3
"""So many pieces of good news for each worry, at least. Research gives no number; schools are
advised three to five."""


class Stand(StrEnum):
    """How the balance of a family stands this term."""

    GOOD = "as it should be"
    TOO_LITTLE = "too little good news"
    ONLY_WORRIES = "only worries"
    NOTHING = "nothing yet"


@dataclass(frozen=True)
class Heard:
    """What a family has heard about one child. `last`: the day of the last good news, ever;
    `lately`: good news in the last three weeks; `good` and `worries`: this term."""

    last: date | None = None
    lately: int = 0
    good: int = 0
    worries: int = 0

    @property
    def waits(self) -> bool:
        """Whether nothing good was said in three weeks."""
        return self.lately == 0

    @property
    def stand(self) -> Stand:
        if not self.good:
            return Stand.ONLY_WORRIES if self.worries else Stand.NOTHING
        return Stand.GOOD if self.good >= ENOUGH * self.worries else Stand.TOO_LITTLE


@dataclass(frozen=True)
class Spans:
    """The days the balance looks back to: `term`, its first; good news after `lately` is of the
    last three weeks."""

    term: date
    lately: date

    @classmethod
    def of_today(cls) -> "Spans":
        closed, today = school_days.closures(), clock.today()
        return cls(
            school_days.term_begins(today, closed),
            school_days.weeks_of_school_before(today, WEEKS, closed),
        )


@dataclass(frozen=True)
class Line:
    """One child with its class's name and what its family has heard. `new`: the family has heard
    nothing at all from the school yet. `nobody`: there is nobody to write to about this child."""

    child: Child
    class_name: str
    heard: Heard
    new: bool
    nobody: bool

    @property
    def longest_first(self) -> tuple[date, str, str, int]:
        """In this order those who have waited longest come first, never before long ago."""
        return (
            self.heard.last or date.min,
            self.child.first_name,
            self.child.last_name,
            self.child.id,
        )


def of(which: ColumnElement[bool], spans: Spans | None = None) -> list[Line]:
    """Every child of a query over `Child` and `SchoolClass` (`teaching.teaches`), by class and
    name, with what its family has heard."""
    query = (
        select(Child, is_new(), ~somebody_hears())
        .outerjoin(Child.school_class)
        .where(which)
        .options(contains_eager(Child.school_class))
        .order_by(SchoolClass.year_order, SchoolClass.name, Child.first_name, Child.last_name)
    )
    children = [(child, new, nobody) for child, new, nobody in db.session.execute(query)]
    ids = select(Child.id).outerjoin(Child.school_class).where(which)
    spans = spans or Spans.of_today()
    good, worries = _good(GoodNews.child_id.in_(ids), spans), _worries(ids, spans.term)
    return [
        Line(
            child,
            child.school_class.name if child.school_class else "",
            Heard(*good.get(child.id, (None, 0, 0)), worries[child.id]),
            new,
            nobody,
        )
        for child, new, nobody in children
    ]


def of_child(child_id: int) -> Heard:
    """What this child's family has heard."""
    spans = Spans.of_today()
    found = _good(GoodNews.child_id == child_id, spans).get(child_id, (None, 0, 0))
    return Heard(*found, _worries([child_id], spans.term)[child_id])


def is_new() -> ColumnElement[bool]:
    """Whether the family of a `Child` has heard nothing from the school yet, and somebody could: no
    parent who may be spoken of has had a text, good news or thanks, about this child or another,
    nor a worry about this one."""
    texted = exists().where(
        Guardianship.child_id == Child.id,
        seen(),
        OutText.parent_id == Guardianship.parent_id,
        OutText.state.in_(ON_THE_PHONE),
    )
    praised = exists().where(
        Guardianship.child_id == Child.id,
        seen(),
        NewsTo.parent_id == Guardianship.parent_id,
        GoodNews.id == NewsTo.news_id,
        has_come(),
        arrived(),
    )
    worried = exists().where(
        WorryTold.child_id == Child.id,
        WorryTold.taken_back_at.is_(None),
        Guardianship.child_id == Child.id,
        Guardianship.parent_id == WorryTold.parent_id,
        seen(),
    )
    return somebody_hears() & ~or_(texted, praised, worried)


def family_is_new(child_id: int) -> bool:
    """The same about one child."""
    return bool(db.session.scalar(select(is_new()).where(Child.id == child_id)))


@dataclass(frozen=True)
class LastGood:
    """The last good news about a child: its day, and its words in English."""

    day: date
    words: str


def last_good(child_id: int) -> LastGood | None:
    """What this child's family heard last, or hears today; None if nothing yet. Never thanks: it is
    to begin a talk with any of its parents."""
    query = (
        select(GoodNews)
        .where(GoodNews.child_id == child_id, counts())
        .order_by(GoodNews.day.desc())
        .options(joinedload(GoodNews.child))
    )
    news = db.session.scalars(query.limit(1)).first()
    if news is None:
        return None
    said = own_phrases.book().say(
        news.phrase,
        form_of(news.child),
        ENGLISH,
        child=news.child.first_name,
        filled=news.filled,
    )
    return LastGood(news.day, f"{said.words} {news.own_words}".strip())


def last_days(child_ids: Any, before: date) -> dict[int, date]:
    """By child: the day of the last good news before that day. `child_ids`: ids, or a query."""
    query = (
        select(GoodNews.child_id, func.max(GoodNews.day))
        .where(GoodNews.child_id.in_(child_ids), GoodNews.day < before, counts())
        .group_by(GoodNews.child_id)
    )
    return {child_id: day for child_id, day in db.session.execute(query)}


def praised_after(day: date) -> set[int]:
    """The children (ids) with good news after that day."""
    return set(db.session.scalars(select(GoodNews.child_id).where(GoodNews.day > day, counts())))


def _good(which: ColumnElement[bool], spans: Spans) -> dict[int, tuple[date | None, int, int]]:
    """By child: the last day, how many in three weeks, how many this term."""
    lately = func.sum(case((GoodNews.day > spans.lately, 1), else_=0))
    this_term = func.sum(case((GoodNews.day >= spans.term, 1), else_=0))
    query = (
        select(GoodNews.child_id, func.max(GoodNews.day), lately, this_term)
        .where(which, counts())
        .group_by(GoodNews.child_id)
    )
    return {child_id: (last, few, many) for child_id, last, few, many in db.session.execute(query)}


def _worries(child_ids: Any, since: date) -> Counter[int]:
    query = select(WorryTold.child_id, WorryTold.topic, WorryTold.at).join(
        Guardianship,
        (Guardianship.child_id == WorryTold.child_id)
        & (Guardianship.parent_id == WorryTold.parent_id),
    )
    rows = db.session.execute(
        query.where(
            WorryTold.child_id.in_(child_ids),
            WorryTold.taken_back_at.is_(None),
            WorryTold.at >= clock.at(since, time()),
            seen(),
        )
    )
    told = {(child_id, topic, clock.local(at).date()) for child_id, topic, at in rows}
    return Counter(child_id for child_id, _topic, _day in told)
