"""That a family was asked whether the new time of their talk suits them: the table. What is done
about it is in `moving`."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, literal_column
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Base
from portal.domain.history import named
from portal.domain.rounds import Slot


class MoveAskState(StrEnum):
    """asked (the old time is booked, the new one kept) -> moved (they said yes)

    asked -> kept (they keep the old time) -> moved (they say yes after all, and it is free)
          -> run out (no answer in time)   -> moved (they say yes too late, and it is free)
          -> taken back (by the office)
          -> fell away (cancelled, moved otherwise, or the new time is there no more)
    """

    ASKED = "asked"
    MOVED = "moved"
    KEPT = "kept the old time"
    RUN_OUT = "no answer in time"
    TAKEN_BACK = "taken back"
    FELL_AWAY = "fell away"


class MoveAsk(Base):
    """One question to one parent: may this talk move from the old time to the new one?

    Meanwhile the new time is kept for that parent (`Slot.kept_for_id`), and counts as one at which
    they are busy (`bookings.busy_times`).
    """

    __tablename__ = "move_ask"

    id: Mapped[int] = mapped_column(primary_key=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id"), index=True)
    parent_id: Mapped[int] = mapped_column(ForeignKey("parent.id"), index=True)
    old_slot_id: Mapped[int] = mapped_column(ForeignKey("slot.id"))
    slot_id: Mapped[int] = mapped_column(ForeignKey("slot.id"))
    state: Mapped[MoveAskState] = mapped_column(named(MoveAskState), default=MoveAskState.ASKED)
    made_at: Mapped[datetime]
    until: Mapped[datetime]
    by_text: Mapped[bool]
    """Whether a text asked; otherwise a person does."""
    ended_at: Mapped[datetime | None]

    slot: Mapped[Slot] = relationship(foreign_keys=slot_id)


ASKED = MoveAsk.state == literal_column("'asked'")

Index(
    "one_question_a_talk",
    MoveAsk.booking_id,
    unique=True,
    sqlite_where=ASKED,
    postgresql_where=ASKED,
)
