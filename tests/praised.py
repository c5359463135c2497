"""Good news and five-minute ideas that parents have had, for tests about what comes after."""

from collections.abc import Iterable
from datetime import date, time, timedelta

from portal import clock
from portal.db import act
from portal.domain import own_phrases
from portal.domain.good_news import GoodNews, NewsTo, Occasion
from portal.domain.ideas_sent import IdeaSent, week_of
from portal.domain.own_phrases import OwnPhrase, OwnPhraseWords
from portal.wording.praise import Form, Topic


def news(
    child_id: int,
    *parent_ids: int,
    phrase: str = "worked-hard",
    filled: str = "",
    own_words: str = "",
    idea: str | None = None,
    by_id: int | None = None,
    day: date | None = None,
) -> int:
    """Good news about this child to these parents, sent on this day (today if none is named)."""
    day = day or clock.today()
    with act() as session:
        made = GoodNews(
            child_id=child_id,
            by_id=by_id,
            occasion=Occasion.BY_HAND,
            phrase=phrase,
            filled=filled,
            own_words=own_words,
            idea=idea,
            made_at=clock.at(day, time(9)),
            day=day,
            goes_at=clock.at(day, time(9)),
        )
        session.add(made)
        session.flush()
        session.add_all(NewsTo(news_id=made.id, parent_id=one) for one in parent_ids)
        return made.id


def idea(parent_id: int, child_id: int, key: str, *, days_ago: int = 0) -> int:
    """A five-minute idea to this parent so many days ago."""
    day = clock.today() - timedelta(days=days_ago)
    with act() as session:
        made = IdeaSent(parent_id=parent_id, child_id=child_id, key=key, week=week_of(day), day=day)
        session.add(made)
        session.flush()
        return made.id


def own_phrase(words: Iterable[tuple[str, Form, str]], closest: str = "worked-hard") -> str:
    """A phrase of the school's own in these languages (tags) and forms; returns its key."""
    with act() as session:
        made = OwnPhrase(topic=Topic.EFFORT, closest=closest, made_at=clock.now())
        session.add(made)
        session.flush()
        session.add_all(
            OwnPhraseWords(phrase_id=made.id, language=tag, form=form, words=said, at=clock.now())
            for tag, form, said in words
        )
        session.flush()
        return next(key for key, one in own_phrases.book().own.items() if one.id == made.id)
