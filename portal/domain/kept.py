"""What the retention rules keep a note of: how long the school keeps what, what each night erased,
whom, and from when on history may go. Tables and looks at them; the rules are in `keeping`."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, mapped_column

from portal import clock
from portal.db import Base, db, insert_once


class KeptSpan(Base):
    """How long the school keeps what a rule is about, where that is not the usual span."""

    __tablename__ = "kept_span"

    id: Mapped[int] = mapped_column(primary_key=True)
    rule: Mapped[str] = mapped_column(String(30), unique=True)
    span: Mapped[int]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime]


class KeptRun(Base):
    """What a rule did on one day. under way -> done (nothing was left)."""

    __tablename__ = "kept_run"
    __table_args__ = (UniqueConstraint("rule", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    rule: Mapped[str] = mapped_column(String(30))
    day: Mapped[date]
    at: Mapped[datetime]
    how_many: Mapped[int]
    done_at: Mapped[datetime | None]


class Erased(Base):
    """A person of whom nothing is kept but this and ids in the history: one of the two is set."""

    __tablename__ = "erased"

    id: Mapped[int] = mapped_column(primary_key=True)
    child_id: Mapped[int | None] = mapped_column(index=True)
    parent_id: Mapped[int | None] = mapped_column(index=True)
    at: Mapped[datetime]


class HistoryLimit(Base):
    """Lines of history from before this moment may be deleted: the database itself refuses all
    others (migration 0010). One row, with id 1; none: nothing may."""

    __tablename__ = "history_limit"

    id: Mapped[int] = mapped_column(primary_key=True)
    before: Mapped[datetime]


def spans() -> dict[str, int]:
    """The spans that the school has chosen, by rule."""
    return {rule: span for rule, span in db.session.execute(select(KeptSpan.rule, KeptSpan.span))}


def done_today() -> set[str]:
    """The rules that have nothing left to do today."""
    query = select(KeptRun.rule).where(KeptRun.day == clock.today(), KeptRun.done_at.is_not(None))
    return set(db.session.scalars(query))


def run_of_today(rule: str) -> KeptRun:
    """Today's run of this rule, begun if it was not, and locked: one worker at a time. In an
    act."""
    day, now = clock.today(), clock.now()
    row = {"rule": rule, "day": day, "at": now, "how_many": 0}
    insert_once(KeptRun, [KeptRun.rule, KeptRun.day], row)
    query = select(KeptRun).where(KeptRun.rule == rule, KeptRun.day == day).with_for_update()
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def last_runs() -> dict[str, KeptRun]:
    """The last night's work of each rule."""
    newest = select(func.max(KeptRun.id)).group_by(KeptRun.rule)
    return {
        run.rule: run for run in db.session.scalars(select(KeptRun).where(KeptRun.id.in_(newest)))
    }


def erased_since(rule: str, day: date) -> int:
    """How much this rule has erased since that day."""
    query = select(func.sum(KeptRun.how_many)).where(KeptRun.rule == rule, KeptRun.day >= day)
    return db.session.scalar(query) or 0
