"""What parents answer to good news: a heart, or words; and whether they want it by text at all.

Whoever signed it reads words at once, as they are written, or who sees to the child now, if they
cannot any more (`reader_of`). The office only puts them into English, where they are in another
language, and answers what may ask for something else, or has no reader. Words of a guarded thread
are the safeguarding lead's alone.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, or_, select, union_all

from portal import clock
from portal.db import UtcDateTime, db
from portal.domain import guarding, inbox
from portal.domain.good_news import PRAISES, STANDS, GoodNews, NewsTo
from portal.domain.guarding import Whose
from portal.domain.history import By, Deed, record
from portal.domain.inbox import SENT_TWICE, InState, InText, Reading
from portal.domain.outbox import ON_THE_PHONE, Kind, OutText, call_back
from portal.domain.people import (
    Child,
    Guardianship,
    Parent,
    Staff,
    key_teacher_id,
    key_teacher_is,
    school,
)
from portal.domain.reaching import seen
from portal.languages import language
from portal.wording.free_words import is_foreign, may_ask_for_more
from portal.wording.refusals import Reason, Refused

LONGEST = 500
"""Characters on the page; a text may be as long as it is."""
HEART_PATIENCE = timedelta(days=14)
ANSWERS = (Kind.ANSWER, Kind.LINK, Kind.CODE)
"""Texts that only answer what a parent has just done: what is written after them is still about
what came before."""
PATIENCE = timedelta(days=7)
"""So long after a text of good news, words without another meaning are its answer."""
THANKS = "news-thanks:"
"""With this begins the key of a text that thanks for an answer."""


# -- answering -----------------------------------------------------------------------------------


def heart(parent_id: int, news_id: int, by: By) -> None:
    """A heart for this good news, which the caller has found on this parent's page or phone. Twice
    is once."""
    to = _lock(parent_id, news_id)
    if to.heart_at is None:
        to.heart_at, to.seen_at = clock.now(), None
        _record(to, by, heart=True)


def say(parent_id: int, news_id: int, words: str, by: By) -> None:
    """A few words for its reader, typed on the parent's page. The same words once more are
    one answer. Refuses NOTHING_WRITTEN."""
    said = words.strip()[:LONGEST]
    if not said:
        raise Refused(Reason.NOTHING_WRITTEN)
    to = _lock(parent_id, news_id)
    child_id = db.session.get_one(GoodNews, news_id).child_id
    text_id = inbox.write_down(parent_id, said, child_id=child_id, for_news=news_id)
    text = db.session.get_one(InText, text_id)
    if text.news_id is None and _keep(text, to, by):
        inbox.for_a_person(text)


def take(text: InText, news_id: int, by: By) -> bool:
    """A text answers this good news. Returns whether a person must answer it, too: that is the
    caller's to see to."""
    return _keep(text, _lock(text.parent_id or 0, news_id), by)


def _lock(parent_id: int, news_id: int) -> NewsTo:
    query = select(NewsTo).filter_by(parent_id=parent_id, news_id=news_id).with_for_update()
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def _keep(text: InText, to: NewsTo, by: By) -> bool:
    parent = db.session.get_one(Parent, to.parent_id)
    own = language(parent.language)
    news = db.session.get_one(GoodNews, to.news_id)
    text.news_id, text.child_id = news.id, news.child_id
    if guarding.is_guarded(Whose(parent.id)):
        return True
    to.seen_at = None
    _record(to, by, inbound=text.id)
    if text.pictures or may_ask_for_more(text.body, own.tag) or reader_of(news) is None:
        return True
    if is_foreign(parent.language, text.body):
        inbox.for_a_person(text, inbox.NEWS)
    else:
        inbox.understood(text, inbox.NEWS, settles=True)
    return False


def _record(to: NewsTo, by: By, **about: Any) -> None:
    child_id = db.session.get_one(GoodNews, to.news_id).child_id
    record(
        by,
        Deed.NEWS_ANSWERED,
        parent_id=to.parent_id,
        child_id=child_id,
        news=to.news_id,
        **about,
    )


def said_already(text: InText, news_id: int) -> bool:
    """Whether this parent sent the same words for this good news a moment ago: a text that is sent
    twice is one."""
    query = select(InText.id).where(
        InText.parent_id == text.parent_id,
        InText.news_id == news_id,
        InText.body == text.body,
        InText.id < text.id,
        InText.came_at > text.came_at - SENT_TWICE,
    )
    return db.session.scalar(query.limit(1)) is not None


def thanks_key(parent_id: int) -> str:
    """Names the one thanks of today for what this parent answered."""
    return f"{THANKS}{parent_id}:{clock.today()}"


def on_phone(parent_id: int, number: str, at: datetime) -> int | None:
    """The good news (id) that was the last thing the school wrote to this phone of its own accord
    before that moment, if it went out within a week; None if something else came since."""
    return _last(parent_id, number, at, PATIENCE, ~OutText.kind.in_(ANSWERS))


def lately(parent_id: int, number: str, at: datetime) -> int | None:
    """The last good news (id) on this phone before that moment, whatever came since, if it went out
    within two weeks: what a heart alone can be for."""
    return _last(parent_id, number, at, HEART_PATIENCE, OutText.kind == Kind.GOOD_NEWS)


def _last(
    parent_id: int, number: str, at: datetime, patience: timedelta, which: ColumnElement[bool]
) -> int | None:
    """The good news (id) that is the last of these texts on the phone."""
    went_out = func.coalesce(OutText.sent_at, OutText.claimed_at, type_=UtcDateTime)
    last = db.session.execute(
        select(OutText.id, OutText.kind, OutText.second_try_of, went_out)
        .where(
            OutText.parent_id == parent_id,
            OutText.to == number,
            OutText.state.in_(ON_THE_PHONE),
            went_out <= at,
            which,
        )
        .order_by(went_out.desc(), OutText.id.desc())
        .limit(1)
    ).one_or_none()
    if last is None:
        return None
    text_id, kind, second_try_of, went_out_at = last
    if kind != Kind.GOOD_NEWS or went_out_at <= at - patience:
        return None
    query = (
        select(GoodNews.id)
        .join(NewsTo, NewsTo.news_id == GoodNews.id)
        .where(
            NewsTo.parent_id == parent_id,
            NewsTo.text_id.in_({text_id, second_try_of or text_id}),
            STANDS,
        )
    )
    return db.session.scalar(query)


# -- who reads it --------------------------------------------------------------------------------


def reader_of(news: GoodNews) -> Staff | None:
    """Who reads what is answered to this good news, as things stand now: whoever signed it, or
    else the child's key teacher; None where neither works here and may send good news."""
    for staff_id in (news.by_id, key_teacher_id(news.child)):
        person = db.session.get(Staff, staff_id) if staff_id else None
        if person and _reads(person):
            return person
    return None


def _reads(person: Staff) -> bool:
    return person.active and person.has(*PRAISES)


def _is_read_by(staff_id: int) -> ColumnElement[bool]:
    """Whether this colleague is the `reader_of` a `GoodNews`. Begins with what is theirs, so that
    the database does not look at everything."""
    readers = [one.id for one in db.session.scalars(select(Staff)) if _reads(one)]
    if staff_id not in readers:
        return false()
    nobody_signs = or_(GoodNews.by_id.is_(None), GoodNews.by_id.not_in(readers))
    theirs = select(Child.id).outerjoin(Child.school_class).where(key_teacher_is(staff_id))
    signed = select(GoodNews.id).where(GoodNews.by_id == staff_id)
    left = select(GoodNews.id).where(GoodNews.child_id.in_(theirs), STANDS, nobody_signs)
    return GoodNews.id.in_(union_all(signed, left))


def read_by(news_id: int) -> str:
    """The name of who reads what is answered to this good news, or the school's."""
    reader = reader_of(db.session.get_one(GoodNews, news_id))
    return reader.name if reader else school().short_name


# -- reading it ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Words:
    """What a parent wrote. `english`: what a person made of it; `being_translated`: it waits for
    that."""

    original: str
    language: str | None
    english: str | None
    being_translated: bool
    at: datetime


@dataclass(frozen=True)
class Answer:
    """What one parent answered to one piece of good news: a heart, words, or both."""

    news: GoodNews
    child: Child
    parent: Parent
    to_id: int
    heart: bool
    words: list[Words]


def to_hear(staff_id: int) -> list[Answer]:
    """What parents answered to good news of which this colleague is the reader (`reader_of`), as
    long as nobody has seen it; oldest first. Nothing of a parent who may not be spoken of, or from
    a guarded thread."""
    return _answers(_is_read_by(staff_id), NewsTo.seen_at.is_(None))


def of_child(child_id: int) -> list[Answer]:
    """All answers to good news about this child, seen or not, oldest first."""
    return _answers(GoodNews.child_id == child_id)


def _answers(*which: ColumnElement[bool]) -> list[Answer]:
    written = select(InText.id).where(
        InText.news_id == NewsTo.news_id, InText.parent_id == NewsTo.parent_id, ~guarding.words()
    )
    query = (
        select(NewsTo, GoodNews, Child, Parent)
        .join(GoodNews, GoodNews.id == NewsTo.news_id)
        .join(Child, Child.id == GoodNews.child_id)
        .join(Parent, Parent.id == NewsTo.parent_id)
        .join(
            Guardianship,
            and_(Guardianship.parent_id == Parent.id, Guardianship.child_id == Child.id),
        )
        .where(
            *which,
            STANDS,
            seen(),
            or_(NewsTo.heart_at.is_not(None), written.exists()),
        )
        .order_by(GoodNews.day, NewsTo.id)
    )
    rows = db.session.execute(query).all()
    words = _words([news.id for _, news, _, _ in rows])
    return [
        Answer(
            news,
            child,
            parent,
            to.id,
            to.heart_at is not None,
            words.get((news.id, parent.id), []),
        )
        for to, news, child, parent in rows
    ]


def _words(news_ids: Collection[int]) -> dict[tuple[int, int], list[Words]]:
    query = (
        select(InText, Parent.language)
        .join(Parent, Parent.id == InText.parent_id)
        .where(InText.news_id.in_(news_ids), ~guarding.words())
        .order_by(InText.id)
    )
    found: dict[tuple[int, int], list[Words]] = {}
    for text, tag in db.session.execute(query):
        foreign = is_foreign(tag, text.body)
        waits = text.reading != Reading.READ and foreign
        one = Words(text.body, tag, text.in_english, waits, text.came_at)
        found.setdefault((text.news_id or 0, text.parent_id or 0), []).append(one)
    return found


def said_of(parent_id: int, news_id: int) -> list[str]:
    """What this parent has said about this good news, word for word: for their own page. Oldest
    first."""
    query = select(InText.body).filter_by(parent_id=parent_id, news_id=news_id)
    return list(db.session.scalars(query.order_by(InText.id)))


def have_seen(staff_id: int, to_ids: Collection[int], *, until: datetime) -> None:
    """This colleague, their reader, has seen these answers (`Answer.to_id`) as they stood at that
    moment: where more has come since, or waits to be put into English, it is still to be heard."""
    being_translated = and_(
        InText.state == InState.FOR_A_PERSON, InText.understood_as == inbox.NEWS
    )
    still_to_come = select(InText.id).where(
        InText.news_id == NewsTo.news_id,
        InText.parent_id == NewsTo.parent_id,
        or_(InText.came_at > until, being_translated),
    )
    query = (
        select(NewsTo)
        .join(GoodNews, GoodNews.id == NewsTo.news_id)
        .where(
            NewsTo.id.in_(to_ids),
            _is_read_by(staff_id),
            or_(NewsTo.heart_at.is_(None), NewsTo.heart_at <= until),
            ~still_to_come.exists(),
        )
        .with_for_update(of=NewsTo)
    )
    for to in db.session.scalars(query):
        to.seen_at = clock.now()


# -- whether they want it ------------------------------------------------------------------------


def stop(parent_id: int, by: By) -> None:
    """No more good news by text; it still stands on their page. Nothing else stops."""
    parent = db.session.get_one(Parent, parent_id)
    if parent.news_off_at is None:
        parent.news_off_at = clock.now()
        record(by, Deed.NEWS_STOPPED, parent_id=parent_id)
    call_back(
        OutText.parent_id == parent_id, OutText.kind == Kind.GOOD_NEWS, why="wants no good news"
    )


def start(parent_id: int, by: By) -> None:
    """Good news by text again."""
    parent = db.session.get_one(Parent, parent_id)
    if parent.news_off_at is not None:
        parent.news_off_at = None
        record(by, Deed.NEWS_STARTED, parent_id=parent_id)
