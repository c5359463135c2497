"""Good news about children: what was sent, to whom, and what stands on whose page.

One piece of good news is about one child and goes to each parent who may be contacted about that
child, or, where it thanks somebody, to that one alone. What is kept are keys, not words: each
parent reads it in the language they read now. Sending it is in `praising`, what the clock sends of
itself in `milestones`, what parents answer in `news_answers`.

    planned -> sent         on its day
            -> taken back   before it has gone out

At most one a day about a child; a thing of the school's calendar, so never in the holidays.

What a family has heard is one question, and `counts` its answer on every screen.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    exists,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal import clock
from portal.db import Base, db
from portal.domain.history import named
from portal.domain.people import Child, Guardianship, OnRoll, Role, Sex, Staff
from portal.domain.reaching import seen
from portal.wording import not_in_a_text
from portal.wording.praise import THANKS, Form

PRAISES = (Role.TEACHER, Role.LEAD)
"""Whoever has one of these roles sends good news, and reads what parents answer."""
FORMS = {Sex.GIRL: Form.GIRL, Sex.BOY: Form.BOY, Sex.NOT_GIVEN: Form.ANY}


class Occasion(StrEnum):
    """How it came about: a colleague chose it, or the clock: what was agreed is met, a parent came
    to a talk."""

    BY_HAND = "by hand"
    MET = "met"
    CAME = "came to a talk"


class GoodNews(Base):
    """One piece of good news about one child."""

    __tablename__ = "good_news"

    id: Mapped[int] = mapped_column(primary_key=True)
    child_id: Mapped[int] = mapped_column(ForeignKey("child.id"))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), index=True)
    """Who signs it: who sent it, or the child's key teacher."""
    occasion: Mapped[Occasion] = mapped_column(named(Occasion))
    phrase: Mapped[str] = mapped_column(String(24))
    """Its key in `own_phrases.Book`."""
    filled: Mapped[str] = mapped_column(String(24), default="")
    """What fills the phrase's blank: a key of its list, or a figure."""
    own_words: Mapped[str] = mapped_column(String(not_in_a_text.LONGEST), default="")
    """A few words in English more, for families who read English."""
    idea: Mapped[str | None] = mapped_column(String(24))
    """The five-minute idea (key) that goes with it."""
    about: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    """What a milestone is about: `targets` or `booking`, by id."""
    once: Mapped[str | None] = mapped_column(String(40), index=True)
    """Names the form it was sent with, so that sent twice it is one."""
    made_at: Mapped[datetime]
    day: Mapped[date]
    """The school day on which it goes out."""
    goes_at: Mapped[datetime]
    """From when on it goes out, and stands on its parents' pages."""
    taken_back_at: Mapped[datetime | None]
    taken_back_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))

    child: Mapped[Child] = relationship()

    @property
    def praised_on(self) -> date:
        """The day its "today" means."""
        return clock.local(self.made_at).date()


STANDS = GoodNews.taken_back_at.is_(None)
ABOUT_THE_CHILD = GoodNews.phrase.not_in(THANKS)
"""Thanks are about what one grown-up did, and theirs alone: they are no good news about the child,
and the child waits for some as before."""

Index(
    "one_good_news_a_day",
    GoodNews.child_id,
    GoodNews.day,
    unique=True,
    sqlite_where=STANDS,
    postgresql_where=STANDS,
)
Index("good_news_by_day", GoodNews.day)


class NewsTo(Base):
    """Good news as it goes to one parent. `text_id`: the text that tells them; None where none
    could be sent: then it is on their page, and on paper if no parent gets a text and it does not
    thank."""

    __tablename__ = "good_news_to"
    __table_args__ = (UniqueConstraint("news_id", "parent_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    news_id: Mapped[int] = mapped_column(ForeignKey("good_news.id"))
    parent_id: Mapped[int] = mapped_column(ForeignKey("parent.id"), index=True)
    text_id: Mapped[int | None]
    on_paper: Mapped[bool] = mapped_column(default=False)
    """No parent of the child gets a text: the office prints it and hands it over."""
    printed_at: Mapped[datetime | None]
    heart_at: Mapped[datetime | None]
    """When this parent last sent a heart for it."""
    seen_at: Mapped[datetime | None]
    """When its reader (`news_answers.reader_of`) last saw what this parent answered."""

    news: Mapped[GoodNews] = relationship()


def form_of(child: Child) -> Form:
    """The grammar of a sentence about this child."""
    return FORMS[child.sex]


def is_out() -> ColumnElement[bool]:
    """Whether it is time for a piece of good news to be read by the parents it goes to."""
    return STANDS & (GoodNews.goes_at <= clock.now())


def has_come() -> ColumnElement[bool]:
    """Whether the day of a piece of good news has come: it has gone out, or goes out today."""
    return STANDS & (GoodNews.day <= clock.today())


def arrived() -> ColumnElement[bool]:
    """Whether a `NewsTo` has got to its parent once its day has come: on paper, once printed."""
    return or_(~NewsTo.on_paper, NewsTo.printed_at.is_not(None))


def goes_home() -> ColumnElement[bool]:
    """Whether a piece of good news stands and is for somebody who may be spoken of: gone out,
    waiting to be printed, or planned. Thanks, too."""
    return STANDS & _to_somebody()


def for_the_family() -> ColumnElement[bool]:
    """The same, but about the child: no thanks."""
    return goes_home() & ABOUT_THE_CHILD


def counts() -> ColumnElement[bool]:
    """Whether a piece of good news is about the child, and the family has heard it: what only
    somebody heard who must not be contacted now, the family that is left has not."""
    return has_come() & ABOUT_THE_CHILD & _to_somebody(arrived())


def _to_somebody(*which: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether a `GoodNews` is for a parent who may be spoken of, by such a `NewsTo`."""
    to = exists().where(
        NewsTo.news_id == GoodNews.id,
        Guardianship.child_id == GoodNews.child_id,
        Guardianship.parent_id == NewsTo.parent_id,
        seen(),
        *which,
    )
    return to.correlate(GoodNews)


@dataclass(frozen=True)
class ToRead:
    """Good news on one parent's page. `signed`: the name of who sent it; may be empty."""

    to: NewsTo
    news: GoodNews
    child: Child
    signed: str


def of_parent(parent_id: int, child_id: int | None = None, *, since: date) -> list[ToRead]:
    """All good news for this parent since that day, newest first: about one child, or all that they
    may hear about."""
    query = (
        select(NewsTo, GoodNews, Child, Staff.name)
        .join(GoodNews, GoodNews.id == NewsTo.news_id)
        .join(Child, Child.id == GoodNews.child_id)
        .join(
            Guardianship,
            (Guardianship.parent_id == NewsTo.parent_id) & (Guardianship.child_id == Child.id),
        )
        .outerjoin(Staff, Staff.id == GoodNews.by_id)
        .where(
            NewsTo.parent_id == parent_id,
            is_out(),
            GoodNews.day >= since,
            seen(),
            Child.roll != OnRoll.LEFT,
        )
        .order_by(GoodNews.day.desc(), GoodNews.id.desc())
    )
    if child_id is not None:
        query = query.where(Child.id == child_id)
    return [
        ToRead(to, news, child, name or "") for to, news, child, name in db.session.execute(query)
    ]


def for_parent(parent_id: int, news_id: int) -> ToRead | None:
    """This piece of good news if it is on this parent's page, else None."""
    found = of_parent(parent_id, since=date.min)
    return next((one for one in found if one.news.id == news_id), None)


def of_child(child_id: int, *, since: date) -> list[GoodNews]:
    """What the family has heard about this child since that day, newest first. For staff."""
    query = (
        select(GoodNews)
        .where(GoodNews.child_id == child_id, counts(), GoodNews.day >= since)
        .order_by(GoodNews.day.desc())
    )
    return list(db.session.scalars(query))
