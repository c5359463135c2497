"""Five-minute ideas: who wants one a week, which they had, and who did it.

A parent chooses it, by text or on a page, and ends it without ending anything else
(`Parent.ideas_on_at`). One a week to a parent, whatever number of children; the children take
turns.

    sent -> done (the parent wrote back, or tapped, that they did it)
"""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from sqlalchemy import ForeignKey, Select, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from portal import clock
from portal.db import Base, db
from portal.domain.good_news import STANDS, GoodNews
from portal.domain.people import Child, Guardianship, OnRoll
from portal.domain.reaching import seen
from portal.domain.targets import Target
from portal.wording import ideas
from portal.wording.ideas import OLDEST, YOUNGEST, Idea, Topic

ASKED_FOR = timedelta(days=14)
"""So long after an idea a parent's page asks whether they did it, and "we did it" means it."""


class IdeaSent(Base):
    """One idea to one parent. `week`: the Monday of its week."""

    __tablename__ = "idea_sent"
    __table_args__ = (UniqueConstraint("parent_id", "week"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int] = mapped_column(ForeignKey("parent.id"))
    child_id: Mapped[int] = mapped_column(ForeignKey("child.id"), index=True)
    key: Mapped[str] = mapped_column(String(24))
    week: Mapped[date]
    day: Mapped[date]
    text_id: Mapped[int | None]
    done_at: Mapped[datetime | None]

    child: Mapped[Child] = relationship()


def week_of(day: date) -> date:
    """The Monday of this day's week."""
    return day - timedelta(days=day.weekday())


def had(child_id: int, parent_ids: Collection[int]) -> list[str]:
    """The ideas (keys) that these parents had for this child, by themselves or with good news,
    oldest first."""
    alone = select(IdeaSent.day, IdeaSent.key).where(
        IdeaSent.child_id == child_id, IdeaSent.parent_id.in_(parent_ids)
    )
    with_news = select(GoodNews.day, GoodNews.idea).where(
        GoodNews.child_id == child_id, GoodNews.idea.is_not(None), STANDS
    )
    rows = [*db.session.execute(alone), *db.session.execute(with_news)]
    return [key for _, key in sorted((day, key) for day, key in rows if key)]


def next_for(child: Child, parent_ids: Collection[int], *first: Topic) -> Idea:
    """The idea to send these parents next for this child: on one of the topics of `first`, then of
    the targets in force, then any; for the child's age, and not one they had while there are
    others."""
    query = select(Target.topic).where(Target.child_id == child.id, Target.ended_at.is_(None))
    of_targets = [ideas.FOR_TARGETS[topic] for topic in db.session.scalars(query)]
    return ideas.next_of(_year_group(child), [*first, *of_targets], had(child.id, parent_ids))


def _year_group(child: Child) -> int | None:
    """Of the youngest and of the oldest, where a school has younger or older ones; None: not
    known."""
    if child.school_class is None or not child.school_class.year:
        return None
    return min(max(child.school_class.year_order, YOUNGEST), OLDEST)


def last_of(parent_id: int) -> IdeaSent | None:
    """The last idea that this parent had in the last two weeks, its child loaded; None where they
    may hear nothing about that child."""
    today = clock.today()
    lately = IdeaSent.day.between(today - ASKED_FOR, today)
    return db.session.scalar(_on_page(parent_id).where(lately).limit(1))


def find(parent_id: int, idea_id: int) -> IdeaSent | None:
    """This idea (the id of an `IdeaSent`) if it was sent to this parent, about a child they may
    hear about; else None."""
    return db.session.scalar(_on_page(parent_id).where(IdeaSent.id == idea_id))


def _on_page(parent_id: int) -> Select[IdeaSent]:
    """Newest first."""
    return (
        select(IdeaSent)
        .join(Child, Child.id == IdeaSent.child_id)
        .join(
            Guardianship,
            (Guardianship.parent_id == IdeaSent.parent_id) & (Guardianship.child_id == Child.id),
        )
        .where(IdeaSent.parent_id == parent_id, seen(), Child.roll != OnRoll.LEFT)
        .options(joinedload(IdeaSent.child))
        .order_by(IdeaSent.day.desc(), IdeaSent.id.desc())
    )
