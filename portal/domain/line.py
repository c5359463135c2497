"""The line to the carrier, as all workers see it: whose turn it is, and why it may stand still.

A worker reserves its turns on the one `CarrierLine`, so that any number of workers together send
no faster than the school's setting. A `Standstill` says why nothing goes out at the moment (to
everybody, or to one country): the carrier refuses our settings, or cannot be reached. Texts stay
queued meanwhile, the office reads why, and one text at a time tries whether it is mended.
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base
from portal.domain.history import named


class CarrierLine(Base):
    """One row, with id 1."""

    __tablename__ = "carrier_line"

    id: Mapped[int] = mapped_column(primary_key=True)
    next_turn_at: Mapped[datetime | None]
    """From when on the next text may be handed over."""
    inbound_listed_at: Mapped[datetime | None]
    """Up to when the carrier's own list of what parents wrote has been looked through."""


class WhyStill(StrEnum):
    """Why nothing is handed over."""

    SETTINGS = "settings"
    UNREACHABLE = "unreachable"


class Standstill(Base):
    """none -> standing still -> tried (one text, at `next_try_at`) -> none | standing still"""

    __tablename__ = "standstill"

    id: Mapped[int] = mapped_column(primary_key=True)
    scope: Mapped[str] = mapped_column(String(6), unique=True)
    """The beginning of the numbers it is about, such as "+48"; empty for all."""
    why: Mapped[WhyStill] = mapped_column(named(WhyStill))
    code: Mapped[int | None]
    since: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime]
