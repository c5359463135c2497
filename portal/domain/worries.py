"""Worries about a child that somebody told a parent of: by phone or in person, never by text.

Only that it happened, and what about, from a short list: the details stay in the school's own
system. It stands in the balance (`balance`) and nowhere a parent can see.

    told -> taken back (a slip of the finger, by whoever said it)
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base
from portal.domain.history import named


class Topic(StrEnum):
    """What the worry was about."""

    LEARNING = "learning"
    HOMEWORK = "homework"
    BEING_AT_SCHOOL = "being at school"
    BEHAVIOUR = "behaviour"
    FRIENDS = "friends"
    FEELINGS = "feelings or health"
    OTHER = "something else"


class How(StrEnum):
    """How the parent heard of it."""

    PHONE = "by phone"
    IN_PERSON = "in person"


class WorryTold(Base):
    """One worry about one child that one parent heard of."""

    __tablename__ = "worry_told"

    id: Mapped[int] = mapped_column(primary_key=True)
    child_id: Mapped[int] = mapped_column(ForeignKey("child.id"))
    parent_id: Mapped[int] = mapped_column(ForeignKey("parent.id"))
    topic: Mapped[Topic] = mapped_column(named(Topic))
    how: Mapped[How] = mapped_column(named(How))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime]
    taken_back_at: Mapped[datetime | None]


Index("worry_of_child", WorryTold.child_id, WorryTold.at)
