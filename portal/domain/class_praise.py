"""The children a colleague may send good news about, whoever has waited longest first. Only looks,
and in a fixed number of statements however large the class.

A teacher praises in every class where they teach or help, and whose own key teacher they are; a
lead in every class, or in a whole year group. Nothing here speaks of a parent.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select

from portal import clock
from portal.db import db
from portal.domain import balance, news_ties, own_phrases, praising
from portal.domain.balance import Spans
from portal.domain.good_news import (
    ABOUT_THE_CHILD,
    STANDS,
    GoodNews,
    NewsTo,
    Occasion,
    for_the_family,
    form_of,
    goes_home,
)
from portal.domain.news_ties import Way
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
from portal.wording.praise import PHRASES, THANKS, Phrase, Topic

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
    """Good news that can still be taken back. `by_id` and `who`: who signed it. `thanks`: it
    thanks a grown-up."""

    news_id: int
    day: date
    words: str
    by_id: int | None
    who: str
    thanks: bool


@dataclass(frozen=True)
class Line:
    """One child. `last` and `count`: when its family last heard good news, and how often this term,
    as the balance has it; `hearts`: what came back since the term began; `to_print`: the day of
    good news since then that waits to be printed; `new`: the family has heard nothing yet, and
    nothing is on its way."""

    child: Child
    class_name: str
    last: date | None
    count: int
    hearts: int
    new: bool
    way: Way
    to_print: date | None
    planned: list[Planned] = field(default_factory=list)

    @property
    def coming(self) -> date | None:
        """The first day on which good news about the child is on its way."""
        return min((one.day for one in self.planned if not one.thanks), default=None)

    def waits_since(self) -> tuple[bool, date]:
        """What orders the list: new families, then never, then whoever has waited longest."""
        days = [one.day for one in self.planned if not one.thanks]
        days += [self.to_print or date.min, self.last or date.min]
        return (not self.new, max(days))


def lines(person: Staff, which: Which) -> list[Line]:
    """The children of this list about whom this person may send good news."""
    spans = Spans.of_today()
    balances = balance.of(teaches(person) & _in(which), spans)
    children = {one.child.id: one.child for one in balances}
    hearts, ways = _hearts(children, spans.term), news_ties.ways(children)
    to_print, planned = _to_print(balances), _planned(children)
    on_its_way = {*to_print, *planned}
    found = [
        Line(
            child=one.child,
            class_name=one.class_name,
            last=one.heard.last,
            count=one.heard.good,
            hearts=hearts[one.child.id],
            new=one.new and one.child.id not in on_its_way,
            way=ways[one.child.id],
            to_print=to_print.get(one.child.id),
            planned=planned.get(one.child.id, []),
        )
        for one in balances
    ]
    return sorted(found, key=Line.waits_since)


def _in(which: Which) -> ColumnElement[bool]:
    if which.year:
        return SchoolClass.year == which.year
    return Child.class_id == which.class_id if which.class_id else Child.class_id.is_(None)


def _hearts(child_ids: Collection[int], since: date) -> Counter[int]:
    """The hearts of parents who may be spoken of, for good news about the child, by child."""
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
            ABOUT_THE_CHILD,
            GoodNews.day >= since,
            NewsTo.heart_at.is_not(None),
            seen(),
        )
        .group_by(GoodNews.child_id)
    )
    return Counter({child_id: count for child_id, count in db.session.execute(query)})


def _to_print(balances: Sequence[balance.Line]) -> dict[int, date]:
    """By child: the last day of good news that the family has not heard though its day is over. On
    paper alone it counts later than on its day."""
    last = {one.child.id: one.heard.last or date.min for one in balances}
    query = (
        select(GoodNews.child_id, func.max(GoodNews.day))
        .where(GoodNews.child_id.in_(last), for_the_family(), GoodNews.day < clock.today())
        .group_by(GoodNews.child_id)
    )
    rows = db.session.execute(query)
    return {child_id: day for child_id, day in rows if day > last[child_id]}


def in_english(news: GoodNews, child: Child, book: Book) -> str:
    """What this good news about this child says, as colleagues read it."""
    said = book.say(
        news.phrase, form_of(child), ENGLISH, child=child.first_name, filled=news.filled
    )
    return news_texts.with_own_words(said.words, news.own_words)


def _planned(children: Mapping[int, Child]) -> dict[int, list[Planned]]:
    """What is on its way about each of these children (by id), thanks too, by day."""
    query = (
        select(GoodNews, func.coalesce(Staff.name, ""))
        .outerjoin(Staff, Staff.id == GoodNews.by_id)
        .where(GoodNews.child_id.in_(children), goes_home(), GoodNews.day >= clock.today())
        .order_by(GoodNews.day)
    )
    standing = [(news, who) for news, who in db.session.execute(query)]
    still, book = praising.still_here([news.id for news, _ in standing]), own_phrases.book()
    found: dict[int, list[Planned]] = {}
    for news, who in standing:
        if news.id in still:
            words = in_english(news, children[news.child_id], book)
            thanks = news.phrase in THANKS
            one = Planned(news.id, news.day, words, news.by_id, who, thanks)
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
