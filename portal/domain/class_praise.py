"""The children a colleague may send good news about, whoever has waited longest first. Only looks,
and in a fixed number of statements however large the class.

A teacher praises in every class where they teach or help, and whose own key teacher they are; a
lead in every class, or in a whole year group. Nothing here speaks of a parent.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select

from portal import clock
from portal.db import db
from portal.domain import news_ties, own_phrases, praising, school_days
from portal.domain.good_news import STANDS, GoodNews, NewsTo, Occasion, form_of, has_come, last_days
from portal.domain.news_ties import Way
from portal.domain.outbox import ON_THE_PHONE, OutText
from portal.domain.own_phrases import Book, Own
from portal.domain.people import (
    Child,
    Guardianship,
    OnRoll,
    Parent,
    Role,
    SchoolClass,
    Staff,
)
from portal.domain.reaching import seen
from portal.domain.teaching import teaches
from portal.languages import ENGLISH
from portal.wording import news_texts
from portal.wording.praise import PHRASES, Phrase, Topic

LATELY = timedelta(days=90)
"""What a colleague chose in this time comes first in their list of phrases."""
SHORT_LIST = 8
"""Phrases that stand above all others: what a small phone shows without much scrolling."""

# -- who and which -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Which:
    """Whose list it is: one class (0: children in no class), or a year group. Neither: no list."""

    class_id: int | None = None
    year: str = ""


@dataclass(frozen=True)
class Choice:
    """What this person can choose between: classes (id and name; 0 for children in none), youngest
    first, and for leads whole year groups. `own_id`: the class to begin with."""

    classes: Sequence[tuple[int, str]]
    years: Sequence[str]
    own_id: int | None

    def has(self, which: Which) -> bool:
        """Whether this is one of them."""
        if which.year:
            return which.year in self.years
        return which.class_id in {class_id for class_id, _ in self.classes}


def choice(person: Staff) -> Choice:
    """The classes and year groups with children this person may praise."""
    query = (
        select(SchoolClass, func.count())
        .select_from(Child)
        .outerjoin(SchoolClass, SchoolClass.id == Child.class_id)
        .where(teaches(person))
        .group_by(SchoolClass.id)
        .order_by(SchoolClass.year_order, SchoolClass.name)
    )
    found = [one for one, _ in db.session.execute(query)]
    classes = [one for one in found if one is not None]
    named = [(one.id, one.name) for one in classes]
    if len(classes) < len(found):
        named.append((0, "In no class"))
    own = [one.id for one in classes if one.key_teacher_id == person.id]
    first = [class_id for class_id, _ in named]
    years = [one.year for one in classes if one.year] if person.has(Role.LEAD) else []
    return Choice(named, list(dict.fromkeys(years)), next(iter([*own, *first]), None))


def find(person: Staff, child_ids: Collection[int]) -> list[Child]:
    """Those of these children about whom this person may send good news, by name."""
    query = (
        select(Child)
        .outerjoin(SchoolClass, SchoolClass.id == Child.class_id)
        .where(Child.id.in_(child_ids), teaches(person))
        .order_by(Child.first_name, Child.last_name, Child.id)
    )
    return list(db.session.scalars(query))


def names_beside(children: Sequence[Child]) -> tuple[set[str], set[str]]:
    """The names that may not stand in words about these children: surnames, of every child and of
    parents who may be spoken of; and the first names of others in their years. Where it is about
    several, each of them is another child to the other families."""
    ids = [child.id for child in children]
    years = select(SchoolClass.year_order).join(Child, Child.class_id == SchoolClass.id)
    parents = (
        select(Parent.last_name)
        .join(Guardianship, Guardianship.parent_id == Parent.id)
        .where(Guardianship.child_id.in_(ids), seen())
    )
    here = Child.roll != OnRoll.LEFT
    surnames = {*db.session.scalars(select(Child.last_name).where(here).distinct())}
    surnames |= set(db.session.scalars(parents))
    beside = (
        select(Child.first_name)
        .outerjoin(SchoolClass, SchoolClass.id == Child.class_id)
        .where(
            here,
            or_(SchoolClass.year_order.in_(years.where(Child.id.in_(ids))), Child.id.in_(ids)),
            Child.id != _only(ids),
        )
    )
    others = set(db.session.scalars(beside))
    return {name for name in surnames if name}, {name for name in others if name}


def _only(ids: Sequence[int]) -> int:
    """The one of these, or what no row has."""
    return ids[0] if len(ids) == 1 else -1


# -- the list ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Planned:
    """Good news that can still be taken back. `by_id` and `who`: who signed it."""

    news_id: int
    day: date
    words: str
    by_id: int | None
    who: str


@dataclass(frozen=True)
class Line:
    """One child. `last`: when good news last went out; `count`: how often this term; `hearts`: what
    came back since its beginning; `new`: the family has had no text and no good news yet."""

    child: Child
    class_name: str
    last: date | None
    count: int
    hearts: int
    new: bool
    way: Way
    planned: list[Planned] = field(default_factory=list)

    def waits_since(self) -> tuple[bool, date]:
        """What orders the list: new families, then never, then whoever has waited longest."""
        days = [one.day for one in self.planned] + [self.last or date.min]
        return (not self.new, max(days))


def lines(person: Staff, which: Which) -> list[Line]:
    """The children of this list about whom this person may send good news."""
    query = (
        select(Child, func.coalesce(SchoolClass.name, ""))
        .outerjoin(SchoolClass, SchoolClass.id == Child.class_id)
        .where(teaches(person), _in(which))
        .order_by(Child.first_name, Child.last_name, Child.id)
    )
    rows = [(child, name) for child, name in db.session.execute(query)]
    ids = [child.id for child, _ in rows]
    term = school_days.term_begins(clock.today())
    last, counts, hearts = last_days(ids), _counts(ids, term), _hearts(ids, term)
    heard, ways, planned = _have_heard(ids), news_ties.ways(ids), _planned(rows)
    found = [
        Line(
            child=child,
            class_name=name,
            last=last.get(child.id),
            count=counts[child.id],
            hearts=hearts[child.id],
            new=ways[child.id] != Way.NOBODY and child.id not in heard and child.id not in planned,
            way=ways[child.id],
            planned=planned.get(child.id, []),
        )
        for child, name in rows
    ]
    return sorted(found, key=Line.waits_since)


def _in(which: Which) -> ColumnElement[bool]:
    if which.year:
        return SchoolClass.year == which.year
    return Child.class_id == which.class_id if which.class_id else Child.class_id.is_(None)


def _counts(child_ids: Collection[int], since: date) -> Counter[int]:
    query = (
        select(GoodNews.child_id, func.count())
        .where(
            GoodNews.child_id.in_(child_ids),
            has_come(),
            GoodNews.day >= since,
        )
        .group_by(GoodNews.child_id)
    )
    return Counter({child_id: count for child_id, count in db.session.execute(query)})


def _hearts(child_ids: Collection[int], since: date) -> Counter[int]:
    """The hearts of parents who may be spoken of, by child."""
    query = (
        select(GoodNews.child_id, func.count())
        .join(NewsTo, NewsTo.news_id == GoodNews.id)
        .join(
            Guardianship,
            and_(
                Guardianship.parent_id == NewsTo.parent_id,
                Guardianship.child_id == GoodNews.child_id,
            ),
        )
        .where(
            GoodNews.child_id.in_(child_ids),
            STANDS,
            GoodNews.day >= since,
            NewsTo.heart_at.is_not(None),
            seen(),
        )
        .group_by(GoodNews.child_id)
    )
    return Counter({child_id: count for child_id, count in db.session.execute(query)})


def _have_heard(child_ids: Collection[int]) -> set[int]:
    """The children one of whose parents has had a text from the school, or good news."""
    texted = select(OutText.id).where(
        OutText.parent_id == Guardianship.parent_id, OutText.state.in_(ON_THE_PHONE)
    )
    told = (
        select(NewsTo.id)
        .join(GoodNews, GoodNews.id == NewsTo.news_id)
        .where(NewsTo.parent_id == Guardianship.parent_id, has_come())
    )
    query = (
        select(Guardianship.child_id)
        .where(Guardianship.child_id.in_(child_ids), seen(), or_(texted.exists(), told.exists()))
        .distinct()
    )
    return set(db.session.scalars(query))


def in_english(news: GoodNews, child: Child, book: Book) -> str:
    """What this good news about this child says, as colleagues read it."""
    said = book.say(
        news.phrase, form_of(child), ENGLISH, child=child.first_name, filled=news.filled
    )
    return news_texts.with_own_words(said.words, news.own_words)


def _planned(rows: Sequence[tuple[Child, str]]) -> dict[int, list[Planned]]:
    """What is on its way about each child, by day."""
    children = {child.id: child for child, _ in rows}
    query = (
        select(GoodNews, func.coalesce(Staff.name, ""))
        .outerjoin(Staff, Staff.id == GoodNews.by_id)
        .where(GoodNews.child_id.in_(children), STANDS, GoodNews.day >= clock.today())
        .order_by(GoodNews.day)
    )
    standing = [(news, who) for news, who in db.session.execute(query)]
    still, book = praising.still_here([news.id for news, _ in standing]), own_phrases.book()
    found: dict[int, list[Planned]] = {}
    for news, who in standing:
        if news.id in still:
            words = in_english(news, children[news.child_id], book)
            one = Planned(news.id, news.day, words, news.by_id, who)
            found.setdefault(news.child_id, []).append(one)
    return found


# -- phrases -------------------------------------------------------------------------------------


def most_used(person: Staff, book: Book) -> list[Phrase | Own]:
    """The phrases to begin with: those this colleague chose most in the last 90 days, then the
    school's, then the first of each topic of the bank."""
    by_hand = (GoodNews.occasion == Occasion.BY_HAND, GoodNews.day >= clock.today() - LATELY)
    chosen = (
        select(GoodNews.phrase)
        .where(*by_hand, STANDS)
        .group_by(GoodNews.phrase)
        .order_by(func.count().desc(), GoodNews.phrase)
        .limit(SHORT_LIST)
    )
    own = db.session.scalars(chosen.where(GoodNews.by_id == person.id))
    keys = [*own, *db.session.scalars(chosen), *_first_of_each_topic()]
    in_use = {one.key: one for one in book.in_use()}
    found = [in_use[key] for key in dict.fromkeys(keys) if key in in_use]
    return found[:SHORT_LIST]


def _first_of_each_topic() -> list[str]:
    firsts: dict[Topic, str] = {}
    for phrase in PHRASES:
        if not phrase.thanks:
            firsts.setdefault(phrase.topic, phrase.key)
    return list(firsts.values())
