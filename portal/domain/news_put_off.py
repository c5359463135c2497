"""Good news of a day that has become a closed one since: it waits for the next free afternoon.

Its words are written anew, so that "today" stays true.

    planned -> planned for a later day   nothing of it has gone out yet
"""

from datetime import datetime

from sqlalchemy import select

from portal import clock
from portal.db import db
from portal.domain import own_phrases, school_days
from portal.domain.good_news import STANDS, GoodNews, NewsTo
from portal.domain.news_days import Busy, when
from portal.domain.news_words import ToSay, signature, write
from portal.domain.outbox import OutText, TextState
from portal.domain.own_phrases import Book
from portal.domain.people import lock_child, lock_parents_of
from portal.domain.praising import can_be_taken_back
from portal.languages import ENGLISH, language


def due() -> list[int]:
    """The good news (ids) that is planned for a day on which the school is closed now."""
    query = select(GoodNews).where(STANDS, GoodNews.day >= clock.today()).order_by(GoodNews.id)
    planned, closed = db.session.scalars(query).all(), school_days.closures()
    return [
        news.id
        for news in planned
        if not school_days.is_term_day(news.day, closed) and can_be_taken_back(news)
    ]


def put_off(news_id: int) -> bool:
    """Plan it for the next day that is free, if that is still due. In an act; whether it was."""
    child_id = db.session.get_one(GoodNews, news_id).child_id
    lock_child(child_id)
    lock_parents_of([child_id])
    news = db.session.get_one(GoodNews, news_id, populate_existing=True)
    texts = _waiting(news_id)  # locked: none of them goes out meanwhile
    if news_id not in due():
        return False
    parent_ids = {text.parent_id for text in texts if text.parent_id}
    goes_at, ends_at, _ = when(
        news.child_id,
        parent_ids,
        Busy.of([news.child_id], parent_ids),
        school_days.closures(),
        not_before=max(clock.now(), clock.at(news.day, datetime.min.time())),
    )
    news.day, news.goes_at = clock.local(goes_at).date(), goes_at
    phrases, signed = own_phrases.book(), signature(news.child, news.by_id)
    for text in texts:
        _write_anew(text, news, phrases, signed)
        text.due_at, text.expires_at = goes_at, ends_at
    return True


def _waiting(news_id: int) -> list[OutText]:
    query = (
        select(OutText)
        .join(NewsTo, NewsTo.text_id == OutText.id)
        .where(NewsTo.news_id == news_id, OutText.state == TextState.QUEUED)
        .order_by(OutText.id)
        .with_for_update(of=OutText)
    )
    return list(db.session.scalars(query.execution_options(populate_existing=True)))


def _write_anew(text: OutText, news: GoodNews, phrases: Book, signed: str) -> None:
    own = language(text.language)
    what = ToSay(
        child=news.child,
        phrase=news.phrase,
        filled=news.filled,
        own_words=news.own_words,
        signed=signed,
        idea=news.idea,
        day=news.day,
        praised_on=news.praised_on,
    )
    body = write(what, phrases, own)
    text.body = body.words
    text.body_english = None if own is ENGLISH else body.english
