"""The week's nudge on Today: the children of a colleague's classes who wait for good news.

It stands there from the first school day of the week until the colleague has seen to it or says
that they have seen it. `week`: the Monday of the week. The names are those who waited longest when
the week began: praised, or with good news planned, they go, and no others come in their place.
Good news that waits for the office to print it has been said, and a child about whom there is
nobody to write to does not stand there.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ForeignKey, UniqueConstraint, exists, func, select
from sqlalchemy.orm import Mapped, mapped_column

from portal import clock
from portal.db import Base, db, insert_once
from portal.domain import school_days
from portal.domain.balance import WEEKS, last_days
from portal.domain.good_news import GoodNews, for_the_family
from portal.domain.ideas_sent import week_of
from portal.domain.news_ties import somebody_hears
from portal.domain.people import Child, OnRoll, SchoolClass, taught_by
from portal.domain.school_days import Closed

MOST = 8
"""Names in one nudge: as many as one can praise in a week besides everything else."""


class NudgeSeen(Base):
    """This colleague has seen the nudge of this week."""

    __tablename__ = "nudge_seen"
    __table_args__ = (UniqueConstraint("staff_id", "week"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    week: Mapped[date]
    at: Mapped[datetime]


@dataclass(frozen=True)
class Waits:
    """A child who waits. `last`: the day of the last good news that the family has heard; None if
    there was none yet."""

    child: Child
    class_name: str
    last: date | None


def of_week(staff_id: int) -> list[Waits]:
    """The children whom this colleague teaches and for whom nothing good was said in three weeks,
    longest first; empty once it is seen, or before the first school day of the week."""
    week, closed = week_of(clock.today()), school_days.closures()
    if not _school_has_begun(week, closed) or _is_seen(staff_id, week):
        return []
    since = school_days.weeks_of_school_before(week, WEEKS, closed)
    longest = sorted(
        _waiting(staff_id, since, week),
        key=lambda one: (one.last or date.min, one.child.first_name, one.child.last_name),
    )[:MOST]
    praised = _praised([one.child.id for one in longest], week)
    return [one for one in longest if one.child.id not in praised]


def _school_has_begun(week: date, closed: list[Closed]) -> bool:
    days = range((clock.today() - week).days + 1)
    return any(school_days.is_school_day(week + timedelta(days=after), closed) for after in days)


def _is_seen(staff_id: int, week: date) -> bool:
    query = select(NudgeSeen.id).filter_by(staff_id=staff_id, week=week)
    return db.session.scalar(query) is not None


def _waiting(staff_id: int, since: date, before: date) -> list[Waits]:
    """Those whom this colleague teaches, for whom nothing good was said after the first of these
    days and before the second, and about whom somebody is to hear."""
    said = exists().where(
        GoodNews.child_id == Child.id,
        for_the_family(),
        GoodNews.day > since,
        GoodNews.day < before,
    )
    query = (
        select(Child, func.coalesce(SchoolClass.name, ""))
        .outerjoin(SchoolClass, SchoolClass.id == Child.class_id)
        .where(Child.roll != OnRoll.LEFT, taught_by(staff_id), somebody_hears(), ~said)
    )
    last = last_days(query.with_only_columns(Child.id), before)
    return [Waits(child, name, last.get(child.id)) for child, name in db.session.execute(query)]


def _praised(child_ids: list[int], since: date) -> set[int]:
    """Those with good news since that day, gone out or planned."""
    query = select(GoodNews.child_id).where(
        GoodNews.child_id.in_(child_ids), for_the_family(), GoodNews.day >= since
    )
    return set(db.session.scalars(query))


def see(staff_id: int) -> None:
    """This colleague has seen the nudge of this week. In an act; twice is once."""
    row = {"staff_id": staff_id, "week": week_of(clock.today()), "at": clock.now()}
    insert_once(NudgeSeen, [NudgeSeen.staff_id, NudgeSeen.week], row)
