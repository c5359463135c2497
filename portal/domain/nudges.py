"""The week's nudge on Today: the children of a colleague's classes who wait for good news.

It stands there from the first school day of the week until the colleague has seen to it or says
that they have seen it. `week`: the Monday of the week.
"""

from datetime import date, datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base


class NudgeSeen(Base):
    """This colleague has seen the nudge of this week."""

    __tablename__ = "nudge_seen"
    __table_args__ = (UniqueConstraint("staff_id", "week"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    week: Mapped[date]
    at: Mapped[datetime]
