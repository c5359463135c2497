"""Good news on paper: for parents whom no text reaches, so that they hear it all the same.

A piece of good news goes on paper where no parent of the child gets a text of it: known when it is
sent (`praising`), or found out later, when every text of it has failed. Thanks to one parent never
do: they would go home past the others. One letter is for one
parent about one child, in the parent's language, with all that waits for them; the child takes it
home. The office prints; it is one task for a child until nothing is left to print.

    on paper, its day to come -> to print -> printed
                              -> taken back (`praising`)
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select, update
from sqlalchemy.orm import aliased, joinedload

from portal import clock
from portal.db import TODAY, db, the_day
from portal.domain import links, own_phrases
from portal.domain.good_news import STANDS, GoodNews, NewsTo, form_of
from portal.domain.history import By, Deed, record_each
from portal.domain.outbox import ON_THE_PHONE, OutText, TextState
from portal.domain.own_phrases import Book
from portal.domain.people import Child, Guardianship, OnRoll, Parent, SchoolClass, Staff, lock_child
from portal.domain.reaching import seen
from portal.domain.tasks import TaskKind, ask_office, off_the_list
from portal.languages import ENGLISH, Language, language
from portal.wording import ideas, praise

FOUND_OUT_WITHIN = timedelta(days=7)
"""For so long after its day good news that reached nobody is put on paper. What became of a text
is known after three days at most (`settling.GIVE_UP_AFTER`), on a Friday's after the weekend."""
MOST_PIECES = 4
"""So much fits on one page with the longest sentences; what is left is the next letter."""
MAY_ARRIVE = (TextState.QUEUED, *ON_THE_PHONE)
"""A text in one of these states has told the parent, or still may."""


@dataclass(frozen=True)
class ToPrint:
    """What waits for one parent about one child. `key` names it in the form; `news`: in English."""

    parent_id: int
    child_id: int
    parent: str
    child: str
    class_name: str
    language: str | None
    days: list[date]
    news: list[str]

    @property
    def key(self) -> str:
        return f"{self.parent_id}-{self.child_id}"


@dataclass(frozen=True)
class Piece:
    """One piece of good news as this parent reads it. `own_words`: in English; `idea` and `signed`
    may be empty."""

    to_id: int
    day: date
    words: str
    own_words: str
    idea: str
    signed: str


@dataclass(frozen=True)
class Letter:
    """One letter, one page. `hand_to`: the child and class, for the office alone. `token`: what
    stands in the address of the parent's own pages."""

    parent_id: int
    parent: str
    child: str
    language: Language
    pieces: list[Piece]
    hand_to: str
    token: str


Row = tuple[NewsTo, GoodNews, Guardianship, str | None]


# -- what waits ----------------------------------------------------------------------------------


def _waiting(child_id: int | None = None) -> Select[NewsTo, GoodNews, Guardianship, str]:
    """What is on paper and not printed, for parents who may be written to, by class."""
    query = (
        select(NewsTo, GoodNews, Guardianship, Staff.name)
        .join(GoodNews, GoodNews.id == NewsTo.news_id)
        .join(
            Guardianship,
            (Guardianship.child_id == GoodNews.child_id)
            & (Guardianship.parent_id == NewsTo.parent_id),
        )
        .join(Guardianship.child)
        .join(Guardianship.parent)
        .outerjoin(Child.school_class)
        .outerjoin(Staff, Staff.id == GoodNews.by_id)
        .where(
            NewsTo.on_paper,
            NewsTo.printed_at.is_(None),
            STANDS,
            _may_have_it(),
        )
        .options(
            joinedload(Guardianship.parent),
            joinedload(Guardianship.child).joinedload(Child.school_class),
        )
        .order_by(
            SchoolClass.year_order,
            SchoolClass.name,
            Child.last_name,
            Child.first_name,
            NewsTo.parent_id,
            GoodNews.day,
        )
        .execution_options(populate_existing=True)
    )
    return query if child_id is None else query.where(GoodNews.child_id == child_id)


def _may_have_it() -> ColumnElement[bool]:
    """Whether a letter about the child may go to the parent of a tie, as things stand now."""
    on_roll = Child.roll != OnRoll.LEFT
    return and_(seen(), ~Guardianship.missing, ~Parent.missing, on_roll)


def to_print() -> list[ToPrint]:
    """What can be printed today, in the order in which it is handed out."""
    phrases = own_phrases.book()
    return [_to_print(rows, phrases) for rows in _by_letter(_of_today())]


def wait_for_their_day() -> int:
    """How many children's good news goes on paper on a day to come."""
    days = db.session.execute(_waiting().where(GoodNews.day > clock.today())).all()
    return len({news.child_id for _to, news, _tie, _name in days})


def _of_today() -> list[Row]:
    query = _waiting().where(GoodNews.day <= clock.today())
    return [(to, news, tie, name) for to, news, tie, name in db.session.execute(query)]


def _by_letter(rows: Iterable[Row]) -> list[list[Row]]:
    """One letter for one parent about one child."""
    found: defaultdict[tuple[int, int], list[Row]] = defaultdict(list)
    for row in rows:
        to, news, _tie, _name = row
        found[news.child_id, to.parent_id].append(row)
    return [rows[:MOST_PIECES] for rows in found.values()]


def _to_print(rows: list[Row], phrases: Book) -> ToPrint:
    _to, _news, tie, _name = rows[0]
    child = tie.child
    return ToPrint(
        parent_id=tie.parent_id,
        child_id=child.id,
        parent=tie.parent.full_name,
        child=child.full_name,
        class_name=child.school_class.name if child.school_class else "",
        language=tie.parent.language,
        days=[news.day for _to, news, _tie, _name in rows],
        news=[_said(news, child, ENGLISH, phrases) for _to, news, _tie, _name in rows],
    )


def _said(news: GoodNews, child: Child, own: Language, phrases: Book) -> str:
    form, name = form_of(child), child.first_name
    return phrases.say(news.phrase, form, own, child=name, filled=news.filled).words


# -- the letters ---------------------------------------------------------------------------------


def write(keys: Collection[str]) -> list[Letter]:
    """The letters that these name (`ToPrint.key`), in the order in which they are handed out. In
    an act: each carries a live link, made where there is none. Whoever may not be written to, or
    whose letter is printed already, gets none."""
    phrases = own_phrases.book()
    wanted = [rows for rows in _by_letter(_of_today()) if _key(rows) in keys]
    # Of two who print at once, one waits: a parent has one link.
    parent_ids = [tie.parent_id for rows in wanted for _to, _news, tie, _name in rows]
    lock = select(Parent.id).where(Parent.id.in_(parent_ids)).order_by(Parent.id)
    db.session.execute(lock.with_for_update()).all()
    return [_letter(rows, phrases) for rows in wanted]


def _key(rows: list[Row]) -> str:
    to, news, _tie, _name = rows[0]
    return f"{to.parent_id}-{news.child_id}"


def _letter(rows: list[Row], phrases: Book) -> Letter:
    _to, _news, tie, _name = rows[0]
    child, own = tie.child, language(tie.parent.language)
    link = links.link_of(tie.parent_id)
    class_name = child.school_class.name if child.school_class else ""
    return Letter(
        parent_id=tie.parent_id,
        parent=tie.parent.full_name,
        child=child.first_name,
        language=own,
        pieces=[
            Piece(
                to_id=to.id,
                day=news.praised_on,
                words=_said(news, child, own, phrases),
                own_words=news.own_words if own is ENGLISH else "",
                idea=ideas.say(ideas.find(news.idea), own) if news.idea else "",
                signed=signed or "",
            )
            for to, news, _tie, signed in rows
        ],
        hand_to=", ".join(filter(None, [child.full_name, class_name])),
        token=links.token(tie.parent_id, link.generation),
    )


def printed(to_ids: Collection[int], by: By) -> int:
    """These pieces (`Piece.to_id`) are printed. In an act. Returns how many children's; said twice,
    the second time does nothing. What was taken back meanwhile is not."""
    children = select(GoodNews.child_id).join(NewsTo, NewsTo.news_id == GoodNews.id)
    found = sorted(set(db.session.scalars(children.where(NewsTo.id.in_(to_ids)))))
    given = []
    for child_id in found:
        lock_child(child_id)
        for to, news, _tie, _name in db.session.execute(_waiting(child_id)):
            if to.id in to_ids and news.day <= clock.today():
                to.printed_at = clock.now()
                given.append((to.parent_id, child_id))
        done_if_nothing_is_left(child_id)
    record_each(by, Deed.NEWS_PRINTED, given)
    return len({child_id for _parent_id, child_id in given})


def done_if_nothing_is_left(child_id: int) -> None:
    """The task is done once nothing about this child waits to be printed, now or on a day to come.
    In an act."""
    if db.session.execute(_waiting(child_id).limit(1)).first() is None:
        off_the_list(TaskKind.NEWS_ON_PAPER, None, child_id)


# -- what reached nobody -------------------------------------------------------------------------


def reached_nobody() -> list[int]:
    """Good news (ids) whose every text has failed for good, or was given up: nobody has heard it,
    and somebody may have a letter. While contact with all of them is held it waits for that. Not
    thanks, which never go on paper."""
    return list(db.session.scalars(_reached_nobody()))


_LONG_AGO = the_day("long_ago", lambda: clock.today() - FOUND_OUT_WITHIN)


@cache
def _reached_nobody() -> Select[int]:
    again = aliased(OutText)
    text_of = select(OutText.id).where(OutText.id == NewsTo.text_id)
    second = select(again.id).where(again.second_try_of == NewsTo.text_id)
    may_still = exists(text_of.where(OutText.state.in_(MAY_ARRIVE))) | exists(
        second.where(again.state.in_(MAY_ARRIVE))
    )
    of_news = NewsTo.news_id == GoodNews.id
    somebody = exists().where(
        of_news,
        Guardianship.child_id == GoodNews.child_id,
        Guardianship.parent_id == NewsTo.parent_id,
        Child.id == Guardianship.child_id,
        Parent.id == Guardianship.parent_id,
        _may_have_it(),
    )
    return (
        select(GoodNews.id)
        .where(
            STANDS,
            GoodNews.day <= TODAY,
            GoodNews.day > _LONG_AGO,
            GoodNews.phrase.not_in(praise.THANKS),
            somebody,
            exists().where(of_news, NewsTo.text_id.is_not(None)),
            ~exists().where(of_news, or_(NewsTo.on_paper, may_still)),
        )
        .order_by(GoodNews.id)
    )


def put_on_paper(news_id: int) -> bool:
    """Print this for every parent who was to hear it, as no text reached any of them. In an act;
    whether it is still to be done. Done twice it is the same."""
    child_id = db.session.get_one(GoodNews, news_id).child_id
    lock_child(child_id)
    if news_id not in reached_nobody():
        return False
    db.session.execute(update(NewsTo).where(NewsTo.news_id == news_id).values(on_paper=True))
    ask_office(TaskKind.NEWS_ON_PAPER, child_id=child_id)
    return True
