"""Rounds of talks: when, in which classes, and the cover sessions that yield the slots.

A round is set up by the office: name, dates, length of a talk, who is invited. A cover session
releases a teacher for part of a day; its slots come from it. Booking them is in `bookings`.
"""

from datetime import date, datetime, time
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal import clock
from portal.db import Base
from portal.domain.history import named
from portal.domain.people import Staff


class Way(StrEnum):
    """How a talk is held."""

    IN_PERSON = "in person"
    PHONE = "phone"
    VIDEO = "video"


class RoundState(StrEnum):
    """draft -> invited (texts went out) -> over (the last talk and the closing day are past)."""

    DRAFT = "draft"
    INVITED = "invited"


class Round(Base):
    __tablename__ = "round"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(60), unique=True)
    opens_on: Mapped[date]
    closes_on: Mapped[date]
    """The last day parents can book; the office may always book."""
    slot_minutes: Mapped[int] = mapped_column(default=30)
    gap_minutes: Mapped[int] = mapped_column(default=0)
    ways: Mapped[list[str]] = mapped_column(JSON, default=lambda: [Way.IN_PERSON.value])
    child_comes: Mapped[bool] = mapped_column(default=False)
    asks_together: Mapped[bool] = mapped_column(default=False)
    """Every parent is asked whether they would like to come together with another one."""
    nudge_after_days: Mapped[int] = mapped_column(default=3)
    state: Mapped[RoundState] = mapped_column(named(RoundState), default=RoundState.DRAFT)
    invited_at: Mapped[datetime | None]
    texts_stopped_at: Mapped[datetime | None]
    """Somebody pressed stop: no invitation and no nudge goes out until they go on."""

    @property
    def is_open(self) -> bool:
        """Whether parents can choose times of it today."""
        return self.opens_on <= clock.today() <= self.closes_on


READ_OF_ROUND = (Round.opens_on, Round.closes_on, Round.ways, Round.asks_together)
"""What booking a talk reads of it."""


class RoundClass(Base):
    """A class whose children's parents are invited."""

    __tablename__ = "round_class"
    __table_args__ = (UniqueConstraint("round_id", "class_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    class_id: Mapped[int] = mapped_column(ForeignKey("school_class.id"))


class RoundChild(Base):
    """A child picked by name, besides the classes."""

    __tablename__ = "round_child"
    __table_args__ = (UniqueConstraint("round_id", "child_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    child_id: Mapped[int] = mapped_column(ForeignKey("child.id"))


class Pick(Base):
    """Why a child is among those picked: a lead chose it from the list of barriers, on that day
    with these points and reasons. Without a row the office wrote the name."""

    __tablename__ = "pick"
    __table_args__ = (UniqueConstraint("round_id", "child_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    child_id: Mapped[int] = mapped_column(ForeignKey("child.id"))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime]
    points: Mapped[int]
    reasons: Mapped[list[str]] = mapped_column(JSON)


class Day(Base):
    """A day with talks or a crèche. Its row is what a deed locks before it changes that day."""

    __tablename__ = "day"

    day: Mapped[date] = mapped_column(primary_key=True)


class PaidBy(StrEnum):
    """Which of the school's budgets pays."""

    SCHOOL = "school budget"
    PUPIL_PREMIUM = "pupil premium"
    GRANT = "other grant"
    NONE = "no cost"


class CoverSession(Base):
    """A teacher released from class for part of a day. `breaks` are pairs of "HH:MM".

    Removed ones stay as rows (`removed_at`): cancelled talks still speak of them.
    """

    __tablename__ = "cover_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    teacher_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    assistant_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    day: Mapped[date] = mapped_column(ForeignKey("day.day"), index=True)
    begins: Mapped[time]
    ends: Mapped[time]
    breaks: Mapped[list[list[str]]] = mapped_column(JSON, default=list)
    room: Mapped[str] = mapped_column(String(40))
    minutes_more: Mapped[int] = mapped_column(default=0)
    """So much longer than usual each talk takes, because an interpreter says it all twice."""
    cost_pence: Mapped[int] = mapped_column(default=0)
    paid_by: Mapped[PaidBy] = mapped_column(named(PaidBy), default=PaidBy.NONE)
    removed_at: Mapped[datetime | None]

    teacher: Mapped[Staff] = relationship(foreign_keys=[teacher_id])


class Slot(Base):
    """One half hour that can be booked. Kept as local date and time and as the instant.

    `kept_for_id` keeps a slot that was just given up for the parent who gave it up, until
    `kept_until`, so that a mistaken cancellation can be undone. Slots whose cover was changed stay
    as rows (`removed_at`) and are offered to nobody.
    """

    __tablename__ = "slot"

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    cover_id: Mapped[int] = mapped_column(ForeignKey("cover_session.id"), index=True)
    teacher_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    day: Mapped[date] = mapped_column(ForeignKey("day.day"))
    begins: Mapped[time]
    zone: Mapped[str] = mapped_column(String(40))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    kept_for_id: Mapped[int | None]
    kept_until: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]

    cover: Mapped[CoverSession] = relationship()
    teacher: Mapped[Staff] = relationship()


KEPT_FOR_SOMEBODY = Slot.kept_for_id.is_not(None)
"""Is or was kept for somebody. One shared expression, so that the planner sees the index."""
Index(
    "kept_slot",
    Slot.kept_for_id,
    sqlite_where=KEPT_FOR_SOMEBODY,
    postgresql_where=KEPT_FOR_SOMEBODY,
)
Index("slots_to_choose_from", Slot.round_id, Slot.teacher_id, Slot.starts_at)
Index(
    "one_slot_a_teacher_a_time",
    Slot.teacher_id,
    Slot.starts_at,
    unique=True,
    sqlite_where=Slot.removed_at.is_(None),
    postgresql_where=Slot.removed_at.is_(None),
)
