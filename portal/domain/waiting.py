"""Who waits for a time, because none is free. What is done about it is in `waitlist`."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, Index, literal_column
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base
from portal.domain.history import named


class WaitingState(StrEnum):
    """waiting -> offered (a time is held for them) -> taken | waiting (no answer, or "no")

    waiting | offered -> ended (booked another time, "not this time", the round is over)
    """

    WAITING = "waiting"
    OFFERED = "offered"
    TAKEN = "taken"
    ENDED = "ended"


class WaitingEntry(Base):
    """One parent who waits for a time for the talk of one invitation."""

    __tablename__ = "waiting_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    invitation_id: Mapped[int] = mapped_column(ForeignKey("invitation.id"), unique=True)
    parent_id: Mapped[int] = mapped_column(ForeignKey("parent.id"), index=True)
    state: Mapped[WaitingState] = mapped_column(named(WaitingState), default=WaitingState.WAITING)
    made_at: Mapped[datetime]
    offered_at: Mapped[datetime | None]
    """When a time was last offered: who was offered one goes behind those who were not."""
    booking_id: Mapped[int | None] = mapped_column(ForeignKey("booking.id"))
    """The held booking that is the offer."""
    passed: Mapped[list[int]] = mapped_column(JSON, default=list)
    """Slots (ids) they were offered, the last one perhaps just now: none is offered again."""

    @property
    def offered_slot_id(self) -> int | None:
        """The slot that is offered just now."""
        return self.passed[-1] if self.state == WaitingState.OFFERED else None


WAITS = WaitingEntry.state.in_([literal_column("'waiting'"), literal_column("'offered'")])

Index("who_waits", WaitingEntry.made_at, sqlite_where=WAITS, postgresql_where=WAITS)
