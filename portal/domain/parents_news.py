"""Good news as one parent's own page shows it: all of this school year. Only looks.

It is kept as keys, and said here in the language the parent reads now. What a colleague added is
in it, too, once somebody has put it there (`said_in`). Nothing here tells of another parent.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from portal import clock
from portal.domain import good_news, own_phrases, said_in, school_days
from portal.domain.good_news import ToRead, form_of
from portal.domain.own_phrases import Book
from portal.domain.people import Child, school
from portal.domain.said_in import Said
from portal.languages import Language
from portal.wording import ideas

A_PAGE = 20
"""Pieces of good news on one page: so many come in the first flight of packets."""


@dataclass(frozen=True)
class Shown:
    """One piece of good news to read. `added`: what a colleague added; `day`: what its "today"
    means; `signed`: who sent it, or else the school; `idea`: a five-minute idea to go with it, or
    empty; `heart`: this parent has sent one."""

    id: int
    child: Child
    sentence: str
    added: Said | None
    day: date
    signed: str
    idea: str
    heart: bool


@dataclass(frozen=True)
class Page:
    """One page of it, newest first. `number`: which page, from 1; `last`: the number of the one
    with the oldest."""

    news: Sequence[Shown]
    number: int
    last: int

    @property
    def children(self) -> list[tuple[Child, list[Shown]]]:
        """The same by child: first whoever has the newest."""
        found: dict[int, tuple[Child, list[Shown]]] = {}
        for one in self.news:
            found.setdefault(one.child.id, (one.child, []))[1].append(one)
        return list(found.values())


def of(parent_id: int, own: Language, number: int = 1) -> Page:
    """This page of all good news for this parent, in this language; the nearest there is where it
    has no such number."""
    news = good_news.of_parent(parent_id, since=school_days.first_day_of_year(clock.today()))
    last = max(1, -(-len(news) // A_PAGE))
    number = min(max(number, 1), last)
    phrases = own_phrases.book()
    ours = news[(number - 1) * A_PAGE : number * A_PAGE]
    added = said_in.of([one.news.own_words for one in ours], own)
    return Page([_shown(one, phrases, own, added) for one in ours], number, last)


def find(parent_id: int, news_id: int, own: Language) -> Shown | None:
    """This piece of good news if it is on this parent's page, else None."""
    one = good_news.for_parent(parent_id, news_id)
    if one is None:
        return None
    return _shown(one, own_phrases.book(), own, said_in.of([one.news.own_words], own))


def _shown(one: ToRead, phrases: Book, own: Language, added: dict[str, Said]) -> Shown:
    news, child = one.news, one.child
    said = phrases.say(news.phrase, form_of(child), own, child=child.first_name, filled=news.filled)
    return Shown(
        id=news.id,
        child=child,
        sentence=said.words,
        added=added.get(news.own_words),
        day=news.praised_on,
        signed=one.signed or school().short_name,
        idea=ideas.say(ideas.find(news.idea), own) if news.idea else "",
        heart=one.to.heart_at is not None,
    )
