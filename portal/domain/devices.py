"""Browsers in which a colleague has passed the second step (`second_step`): each is a row until it
is forgotten or its time is over. A row is for one colleague: on a shared tablet each has their own.

Every verb runs inside the caller's `act()`.
"""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, String, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from portal import clock
from portal.db import Base, db
from portal.domain.history import By, Deed, record

REMEMBERED = timedelta(days=30)
"""How long a device is known whose owner ticked "Only I use this device"."""
FOR_NOW = timedelta(hours=12)
"""How long the second step lasts on any other: a school day with its evening."""
LONGEST_NAME = 60


class Device(Base):
    """One browser of one colleague. known -> gone (the row, too), when forgotten or over."""

    __tablename__ = "device"

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    """SHA-256 of the words in this browser's cookie. A session holds it, never the id: a database
    may give the id of a row that is gone to the next."""
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    kept: Mapped[bool]
    """Known again at the next sign-in, by its cookie."""
    made_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    """When its owner last signed in there."""
    until: Mapped[datetime]


def remember(staff_id: int, name: str, *, kept: bool) -> tuple[str, str]:
    """The second step has just been passed here. Returns the device's digest, for the session, and
    the words for its cookie, of which only the digest is kept. What is over is cleared away."""
    now = clock.now()
    db.session.execute(delete(Device).where(Device.staff_id == staff_id, Device.until <= now))
    words = secrets.token_urlsafe(32)
    device = Device(
        staff_id=staff_id,
        digest=_digest(words),
        name=name[:LONGEST_NAME],
        kept=kept,
        made_at=now,
        seen_at=now,
        until=now + (REMEMBERED if kept else FOR_NOW),
    )
    db.session.add(device)
    db.session.flush()
    return device.digest, words


def _digest(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()


def known(staff_id: int, words: str) -> str | None:
    """This colleague signs in where these words are in the cookie: the device's digest if it is
    one of theirs and remembered; None otherwise, also for another colleague's."""
    device = db.session.scalar(
        select(Device).where(
            Device.staff_id == staff_id,
            Device.digest == _digest(words),
            Device.kept,
            Device.until > clock.now(),
        )
    )
    if device is None:
        return None
    device.seen_at = clock.now()
    return device.digest


def is_live(digest: str, staff_id: int) -> bool:
    """Whether the second step that this colleague passed on this device still holds. Only looks."""
    query = select(Device.id).where(
        Device.digest == digest, Device.staff_id == staff_id, Device.until > clock.now()
    )
    return db.session.scalar(query) is not None


def of_staff(staff_id: int) -> list[Device]:
    """This colleague's devices, the one used last first. Only looks."""
    query = select(Device).where(Device.staff_id == staff_id, Device.until > clock.now())
    return list(db.session.scalars(query.order_by(Device.seen_at.desc(), Device.id.desc())))


def forget(device_id: int, staff_id: int, by: By) -> None:
    """This device of this colleague is a new one again. Twice, or another's: nothing happens."""
    gone = db.session.scalar(
        delete(Device)
        .where(Device.id == device_id, Device.staff_id == staff_id)
        .returning(Device.id)
    )
    if gone is not None:
        record(by, Deed.DEVICE_FORGOTTEN, staff=staff_id)


def leave(digest: str, staff_id: int) -> None:
    """Somebody signs out here: a device that is not remembered is a new one again."""
    db.session.execute(
        delete(Device).where(Device.digest == digest, Device.staff_id == staff_id, ~Device.kept)
    )


def forget_all(staff_id: int) -> None:
    """Every device of this colleague is a new one again."""
    db.session.execute(delete(Device).where(Device.staff_id == staff_id))
