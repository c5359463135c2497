"""One child's school year of good news, for staff who teach the child: what was sent, what its
parents answered, and which ideas for home they had. Only looks; nothing of a parent who may not be
spoken of, and no thanks: they are a parent's alone.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, func, select

from portal import clock
from portal.db import db
from portal.domain import class_praise, news_answers, own_phrases, school_days
from portal.domain.good_news import GoodNews, for_the_family
from portal.domain.ideas_sent import IdeaSent
from portal.domain.news_answers import Answer
from portal.domain.people import Child, Guardianship, Parent, Staff
from portal.domain.reaching import seen


@dataclass(frozen=True)
class Given:
    """One piece of good news: its day, which may be to come, what it says, who signed it (may be
    empty), and what parents answered."""

    day: date
    words: str
    who: str
    answers: list[Answer]


def year_of(child: Child) -> list[Given]:
    """This school year's good news about this child, newest first."""
    answers: dict[int, list[Answer]] = {}
    for one in news_answers.of_child(child.id):
        answers.setdefault(one.news.id, []).append(one)
    since = school_days.first_day_of_year(clock.today())
    query = (
        select(GoodNews, func.coalesce(Staff.name, ""))
        .outerjoin(Staff, Staff.id == GoodNews.by_id)
        .where(GoodNews.child_id == child.id, for_the_family(), GoodNews.day >= since)
        .order_by(GoodNews.day.desc())
    )
    book = own_phrases.book()
    return [
        Given(news.day, class_praise.in_english(news, child, book), who, answers.get(news.id, []))
        for news, who in db.session.execute(query)
    ]


@dataclass(frozen=True)
class Idea:
    """A five-minute idea (key) that a parent had for this child, and whether they did it."""

    key: str
    parent: Parent
    day: date
    done: bool


def ideas_of(child_id: int) -> list[Idea]:
    """The ideas for this child that its parents had this school year, newest first."""
    since = school_days.first_day_of_year(clock.today())
    query = (
        select(IdeaSent, Parent)
        .join(Parent, Parent.id == IdeaSent.parent_id)
        .join(
            Guardianship,
            and_(
                Guardianship.parent_id == IdeaSent.parent_id,
                Guardianship.child_id == IdeaSent.child_id,
            ),
        )
        .where(IdeaSent.child_id == child_id, IdeaSent.day >= since, seen())
        .order_by(IdeaSent.day.desc(), IdeaSent.id)
    )
    return [
        Idea(sent.key, parent, sent.day, sent.done_at is not None)
        for sent, parent in db.session.execute(query)
    ]
