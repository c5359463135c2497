"""A parent's text link: `/t/<token>`, the key to their own pages, without an account.

The token is derived from the portal's key and the parent's generation, so a stored text needs
only `{link}`; the row keeps its SHA-256. A new number raises the generation and ends older links.
Opening a link is enough to choose a time; what is private first asks for the child's birthday
(day and month), five tries, then the office.
"""

import base64
import hashlib
import hmac
from collections.abc import Collection
from datetime import datetime
from enum import StrEnum
from functools import cache

from sqlalchemy import ForeignKey, Select, String, bindparam, select, update
from sqlalchemy.orm import Mapped, joinedload, load_only, mapped_column, relationship

from portal import clock
from portal.db import Base, db
from portal.domain.history import By, Deed, record
from portal.domain.people import Child, Guardianship, OnRoll, Parent
from portal.domain.tasks import TaskKind, ask_office

TRIES = 5
"""How often a birthday may be tried on one link (design, section 5)."""

_key = b""


def sign_with(secret_key: str) -> None:
    """Derive links from this key. Called once, as the portal starts."""
    global _key
    _key = secret_key.encode()


class TextLink(Base):
    """One generation of one parent's link. live -> dead (a newer one was made)."""

    __tablename__ = "text_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int] = mapped_column(ForeignKey("parent.id"), index=True)
    generation: Mapped[int]
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime]
    dead_at: Mapped[datetime | None]
    birthday_tries: Mapped[int] = mapped_column(default=0)
    phones_generation: Mapped[int] = mapped_column(default=0, server_default="0")
    """Raised when all phones are forgotten: what any has said or done before counts no more."""

    parent: Mapped[Parent] = relationship()


def token(parent_id: int, generation: int) -> str:
    """13 letters and digits, 65 bits: as long as a phone's address bar, too long to guess."""
    digest = hmac.digest(_key, f"text-link:{parent_id}:{generation}".encode(), "sha256")
    return base64.b32encode(digest)[:13].decode().lower()


def digest(words: str) -> str:
    """How a token is kept: typed in capitals or with spaces round it, it is the same."""
    words = words.strip().lower()
    return hashlib.sha256(words.encode()).hexdigest()


def link_of(parent_id: int) -> TextLink:
    """The parent's live link, made if there is none. In an act."""
    live = db.session.scalar(
        select(TextLink)
        .where(TextLink.parent_id == parent_id, TextLink.dead_at.is_(None))
        .order_by(TextLink.generation.desc())
    )
    return live or _make(parent_id)


def generations(parent_ids: Collection[int]) -> dict[int, int]:
    """The generation of each of these parents' live link, made where there is none. In an act."""
    live = select(TextLink.parent_id, TextLink.generation).where(
        TextLink.parent_id.in_(parent_ids), TextLink.dead_at.is_(None)
    )
    found = {
        parent_id: generation
        for parent_id, generation in db.session.execute(live.order_by(TextLink.generation))
    }
    missing = [parent_id for parent_id in parent_ids if parent_id not in found]
    return found | {parent_id: _make(parent_id).generation for parent_id in missing}


def new_link(parent_id: int) -> TextLink:
    """End every link of this parent and make a new one. In an act."""
    end_links(parent_id)
    db.session.flush()
    return _make(parent_id)


def end_links(*parent_ids: int) -> None:
    """No link of these parents opens anything from now on. In an act."""
    db.session.execute(
        update(TextLink)
        .where(TextLink.parent_id.in_(parent_ids), TextLink.dead_at.is_(None))
        .values(dead_at=clock.now())
    )


def _make(parent_id: int) -> TextLink:
    last = db.session.scalar(
        select(TextLink.generation)
        .where(TextLink.parent_id == parent_id)
        .order_by(TextLink.generation.desc())
        .limit(1)
    )
    generation = (last or 0) + 1
    link = TextLink(
        parent_id=parent_id,
        generation=generation,
        token_hash=digest(token(parent_id, generation)),
        made_at=clock.now(),
    )
    db.session.add(link)
    db.session.flush()
    return link


READ_OF_LINK = (TextLink.parent_id, TextLink.dead_at, TextLink.phones_generation)
READ_OF_PARENT = (
    Parent.language,
    Parent.likely_language,
    Parent.number_seen_at,
    Parent.number_asked_at,
)
"""What every page of a parent's reads, a quarter of these rows: each column costs time in the
database, in its driver and in the ORM. Any other one is asked for when somebody reads it."""


def find(words: str) -> TextLink | None:
    """The link, live or dead, with this token, and its parent, each with what every page reads of
    it; None if there never was one."""
    return db.session.scalar(_by_hash(), {"token_hash": digest(words)})


@cache
def _by_hash() -> Select[TextLink]:
    return (
        select(TextLink)
        .where(TextLink.token_hash == bindparam("token_hash"))
        .options(
            load_only(*READ_OF_LINK),
            joinedload(TextLink.parent, innerjoin=True).load_only(*READ_OF_PARENT),
        )
    )


class Birthday(StrEnum):
    """How a try at the birthday ended."""

    RIGHT = "right"
    WRONG = "wrong"
    LOCKED = "locked"
    NONE_ON_FILE = "none on file"


def try_birthday(link_id: int, day: int, month: int, by: By) -> Birthday:
    """Check day and month against any of this parent's children. In an act that is committed
    whatever comes out: tries count although refused, so the answer is returned, not raised.
    """
    link = db.session.get(TextLink, link_id, with_for_update=True, populate_existing=True)
    if link is None or link.dead_at:
        return Birthday.LOCKED
    if link.birthday_tries >= TRIES:
        return Birthday.LOCKED
    birthdays = {
        (born_day, born_month)
        for born_day, born_month in db.session.execute(
            select(Child.birth_day, Child.birth_month)
            .join(Guardianship, Guardianship.child_id == Child.id)
            .where(
                Guardianship.parent_id == link.parent_id,
                ~Guardianship.no_contact,
                ~Guardianship.held,
                Child.roll != OnRoll.LEFT,
                Child.birth_day.is_not(None),
            )
        )
    }
    if not birthdays:
        ask_office(TaskKind.NO_BIRTHDAY, parent_id=link.parent_id)
        return Birthday.NONE_ON_FILE
    record(by, Deed.BIRTHDAY_ASKED, parent_id=link.parent_id)
    if (day, month) in birthdays:
        link.birthday_tries = 0
        return Birthday.RIGHT
    link.birthday_tries += 1
    if link.birthday_tries >= TRIES:
        ask_office(TaskKind.BIRTHDAY_LOCKED, parent_id=link.parent_id)
        return Birthday.LOCKED
    return Birthday.WRONG
