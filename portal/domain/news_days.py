"""On which day good news goes out: the next afternoon on which the school is open, families have
time, and neither the child nor the parents have other good news or an idea. Only looks."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from sqlalchemy import Select, and_, select

from portal import clock
from portal.db import db
from portal.domain import school_days
from portal.domain.good_news import STANDS, GoodNews, NewsTo
from portal.domain.ideas_sent import IdeaSent
from portal.domain.outbox import ON_THE_PHONE, Kind, OutText, TextState
from portal.domain.people import Staff
from portal.domain.plan_ties import LEAST
from portal.domain.school import school
from portal.domain.school_days import LONGEST_CLOSED, Closed
from portal.wording import praise

AGAIN_AFTER = timedelta(days=7)
"""The same phrase about the same child sooner than this is the same good news twice."""


class Later(StrEnum):
    """Why it does not go this afternoon."""

    AFTERNOON_OVER = "this afternoon is over"
    NO_SCHOOL = "the school is closed"
    CHILD_HAS_NEWS = "this child has other good news that day"
    PARENT_HAS_NEWS = "the family gets another text that day"


@dataclass(frozen=True)
class Busy:
    """On which days to come children have good news, and parents a text of it, of an idea or about
    a plan; and what was said lately (phrase, and what filled it) about which child, to whom, where
    it thanks one parent, and by whom."""

    children: dict[int, dict[date, str]]
    parents: dict[int, set[date]]
    lately: dict[tuple[int, str, int | None], tuple[str, date]]

    @classmethod
    def of(cls, child_ids: Collection[int], parent_ids: Collection[int]) -> "Busy":
        today = clock.today()
        found = cls({}, {}, {})
        query = (
            select(GoodNews, Staff.name, NewsTo.parent_id)
            .outerjoin(Staff, Staff.id == GoodNews.by_id)
            .outerjoin(
                NewsTo, and_(NewsTo.news_id == GoodNews.id, GoodNews.phrase.in_(praise.THANKS))
            )
            .where(GoodNews.child_id.in_(child_ids), STANDS, GoodNews.day > today - AGAIN_AFTER)
        )
        for news, name, thanked_id in db.session.execute(query):
            found.children.setdefault(news.child_id, {})[news.day] = name or ""
            said = news.child_id, news.phrase + news.filled, thanked_id
            found.lately[said] = name or "", news.day
        to_parents = (
            select(NewsTo.parent_id, GoodNews.day)
            .join(GoodNews, GoodNews.id == NewsTo.news_id)
            .where(
                NewsTo.parent_id.in_(parent_ids),
                NewsTo.text_id.is_not(None),
                STANDS,
                GoodNews.day >= today,
            )
        )
        of_ideas = select(IdeaSent.parent_id, IdeaSent.day).where(
            IdeaSent.parent_id.in_(parent_ids), IdeaSent.day >= today
        )
        for parent_id, day in [*db.session.execute(to_parents), *db.session.execute(of_ideas)]:
            found.parents.setdefault(parent_id, set()).add(day)
        for parent_id, due_at in db.session.execute(_about_plans(parent_ids)):
            found.parents.setdefault(parent_id or 0, set()).add(clock.local(due_at).date())
        return found

    def take(self, child_id: int, parent_ids: Collection[int], day: date) -> None:
        self.children.setdefault(child_id, {})[day] = ""
        for parent_id in parent_ids:
            self.parents.setdefault(parent_id, set()).add(day)

    def why_not(self, child_id: int, parent_ids: Collection[int], day: date) -> Later | None:
        if day in self.children.get(child_id, {}):
            return Later.CHILD_HAS_NEWS
        if any(day in self.parents.get(parent_id, ()) for parent_id in parent_ids):
            return Later.PARENT_HAS_NEWS
        return None


def _about_plans(parent_ids: Collection[int]) -> Select[int | None, datetime]:
    """What the clock has written to these parents about plans today, or will."""
    return select(OutText.parent_id, OutText.due_at).where(
        OutText.parent_id.in_(parent_ids),
        OutText.kind.in_([Kind.CHECK_IN, Kind.LOOK_BACK]),
        OutText.state.in_([TextState.QUEUED, *ON_THE_PHONE]),
        OutText.due_at >= clock.at(clock.today(), time()),
        ~OutText.any_hour,
    )


def is_told(parent_id: int, day: date) -> bool:
    """Whether this parent gets, or got, a text of good news or an idea on this day."""
    news = (
        select(NewsTo.id)
        .join(GoodNews, GoodNews.id == NewsTo.news_id)
        .where(
            NewsTo.parent_id == parent_id,
            NewsTo.text_id.is_not(None),
            STANDS,
            GoodNews.day == day,
        )
    )
    idea = select(IdeaSent.id).where(IdeaSent.parent_id == parent_id, IdeaSent.day == day)
    return any(db.session.scalar(query.limit(1)) is not None for query in (news, idea))


def when(
    child_id: int,
    parent_ids: Collection[int],
    busy: Busy,
    closed: list[Closed],
    *,
    now: bool = False,
    not_before: datetime | None = None,
) -> tuple[datetime, datetime, Later | None]:
    """From when to when it goes out, and why not this afternoon, if so. What is to go at once is of
    use until the day for texts ends."""
    moment, day = not_before or clock.now(), clock.today()
    if now:
        return moment, clock.at(day, school().day_ends), busy.why_not(child_id, parent_ids, day)
    later = None
    for _ in range(LONGEST_CLOSED):
        if not school_days.is_term_day(day, closed):
            later = later or Later.NO_SCHOOL
        elif moment > clock.at(day, school().news_ends) - LEAST:
            later = Later.AFTERNOON_OVER
        elif why := busy.why_not(child_id, parent_ids, day):
            later = why
        else:
            break
        day += timedelta(days=1)
    return (
        max(moment, clock.at(day, school().news_begins)),
        clock.at(day, school().news_ends),
        later,
    )
