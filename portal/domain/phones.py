"""Phones on which a parent has ticked "Only I use this phone": known for 90 days without asking for
the birthday again. Each is a row until it is forgotten; with the link it ends, too.

    known -> forgotten (this one, or all at once) | over (90 days) | dead (with its link)

Forgetting all also ends what any other phone may see without being remembered. Every verb runs
inside the caller's `act()`.
"""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, String, delete, func, select, update
from sqlalchemy.orm import Mapped, mapped_column

from portal import clock
from portal.db import Base, db
from portal.domain.history import By, Deed, record
from portal.domain.links import TextLink

REMEMBERED = timedelta(days=90)


class RememberedPhone(Base):
    """One phone of one parent, as it is known through one link."""

    __tablename__ = "remembered_phone"

    id: Mapped[int] = mapped_column(primary_key=True)
    link_id: Mapped[int] = mapped_column(ForeignKey("text_link.id"), index=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    """SHA-256 of the words that this phone keeps."""
    made_at: Mapped[datetime]
    until: Mapped[datetime]


def remember(link_id: int) -> str:
    """The birthday was right and the tick was set here. Returns the words for the phone to keep;
    phones whose time is over are cleared away."""
    now = clock.now()
    of_link = RememberedPhone.link_id == link_id
    db.session.execute(delete(RememberedPhone).where(of_link, RememberedPhone.until <= now))
    words = secrets.token_urlsafe(24)
    db.session.add(
        RememberedPhone(link_id=link_id, digest=_digest(words), made_at=now, until=now + REMEMBERED)
    )
    return words


def is_known(link_id: int, words: str) -> bool:
    """Whether the phone that keeps these words is still remembered for this link. Only looks."""
    query = select(RememberedPhone.id).where(
        RememberedPhone.link_id == link_id,
        RememberedPhone.digest == _digest(words),
        RememberedPhone.until > clock.now(),
    )
    return db.session.scalar(query) is not None


def how_many(link_id: int) -> int:
    """How many phones are remembered for this link. Only looks."""
    query = select(func.count(RememberedPhone.id)).where(
        RememberedPhone.link_id == link_id, RememberedPhone.until > clock.now()
    )
    return db.session.scalar(query) or 0


def forget(link_id: int, words: str, by: By) -> None:
    """The phone that keeps these words is a new one again. Twice is the same as once."""
    db.session.execute(
        delete(RememberedPhone).where(
            RememberedPhone.link_id == link_id, RememberedPhone.digest == _digest(words)
        )
    )
    _note(link_id, by)


def forget_all(link_id: int, by: By) -> None:
    """Every phone is a new one again, also those that are known for an hour or made a booking."""
    db.session.execute(delete(RememberedPhone).where(RememberedPhone.link_id == link_id))
    db.session.execute(
        update(TextLink)
        .where(TextLink.id == link_id)
        .values(phones_generation=TextLink.phones_generation + 1)
    )
    _note(link_id, by)


def _note(link_id: int, by: By) -> None:
    link = db.session.get_one(TextLink, link_id)
    record(by, Deed.PHONES_FORGOTTEN, parent_id=link.parent_id)


def _digest(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()
