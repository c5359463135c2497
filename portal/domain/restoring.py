"""After a restore: texts that may have gone out before it are not sent again.

A text is `queued` in the backup, or is made again by a sweep that does not know that it was made
before. As its turn comes it is first in doubt (`unknown`), and is settled like any text of which
nobody can tell whether the carrier took it (`settling`): by number and words, in the carrier's
list from the backup on.

    queued -> in doubt -> sent     it stands in the carrier's list
                       -> queued   it does not: it goes out now, and is not doubted again
                       -> expired  it does not, and it is too late
    in doubt -> sent | queued      a person decides, where the list cannot be read

A text that somebody asks for after the restore (a code, a link, a colleague's answer) is new, even
if its words were sent before: it goes out at once. Verbs run inside the caller's `act()`.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, func, or_, select, update

from portal import clock
from portal.db import db
from portal.domain import restored
from portal.domain.devices import Device
from portal.domain.history import By, Deed, record
from portal.domain.links import TextLink
from portal.domain.outbox import WAITS, Kind, OutText, TextState
from portal.domain.people import Parent, Staff
from portal.domain.phones import RememberedPhone
from portal.domain.reaching import why_not_anything
from portal.domain.restored import Restored

ASKED_FOR = frozenset(
    {
        Kind.CODE,
        Kind.LINK,
        Kind.STAFF_LINK,
        Kind.TEST,
        Kind.REPLY,
        Kind.ANSWER,
        Kind.READ_OUT,
        Kind.WHICH,
        Kind.ASKS,
        Kind.CHOICES,
    }
)
"""Somebody has just asked for one of these, or written something that it answers."""
MANY = 1000
"""More than the sign-ins or phones of anybody that can have been ended since the backup."""
A_FEW = 500
"""So many are put in doubt in one act."""
TOO_LONG = timedelta(minutes=5)
"""A doubt that the carrier's list has not settled by then is shown to a person."""


def mark(backup_at: datetime) -> None:
    """The database was put back just now from a backup begun at this moment. Texts that were
    tried in vain before the backup may have been taken since. Passwords, roles and devices may have
    been changed since: every sign-in ends, and no device or one-time link counts any more."""
    db.session.add(Restored(backup_at=backup_at, at=clock.now()))
    db.session.execute(
        update(Staff).values(
            generation=Staff.generation + MANY, invite_hash=None, invite_until=None
        )
    )
    db.session.execute(delete(Device))
    db.session.execute(delete(RememberedPhone))
    db.session.execute(update(TextLink).values(phones_generation=TextLink.phones_generation + MANY))
    db.session.execute(update(OutText).where(WAITS).values(tries=0))
    db.session.execute(
        update(OutText).where(OutText.state == TextState.SENDING).values(state=TextState.UNKNOWN)
    )


def doubt_what_is_due() -> int:
    """Texts that are due and may have been sent before the restore are looked for first. Returns
    how many; none where no restore is fresh."""
    since = restored.lately()
    if since is None:
        return 0
    now = clock.now()
    ours = select(OutText.id).where(
        WAITS,
        OutText.due_at <= now,
        OutText.expires_at > now,
        OutText.tries == 0,
        _may_be_a_repeat(since),
    )
    put = db.session.scalars(
        update(OutText)
        .where(OutText.id.in_(ours.limit(A_FEW)), WAITS)
        .values(state=TextState.UNKNOWN, claimed_at=since.backup_at, looked_at=None)
        .returning(OutText.id)
        .execution_options(synchronize_session=False)
    )
    return len(put.all())


def _may_be_a_repeat(since: Restored) -> ColumnElement[bool]:
    made_again = OutText.kind.not_in(ASKED_FOR)
    return or_(OutText.made_at < since.at, made_again)


@dataclass(frozen=True)
class InDoubt:
    """A text that nobody can tell of, as a person reads it. `parent`: "" for a number alone."""

    id: int
    parent_id: int | None
    parent: str
    kind: Kind
    body: str
    due_at: datetime


def in_doubt() -> list[InDoubt]:
    """Texts that the carrier's list has not settled for some minutes, oldest first: a person knows,
    or asks the family. None where no restore is fresh."""
    since = restored.lately()
    if since is None or since.at > clock.now() - TOO_LONG:
        return []
    rows = db.session.execute(
        select(OutText, Parent)
        .outerjoin(Parent, Parent.id == OutText.parent_id)
        .where(_doubted(since))
        .order_by(OutText.id)
        .limit(A_FEW)
    ).all()
    return [
        InDoubt(
            text.id,
            parent.id if parent else None,
            parent.full_name if parent else "",
            text.kind,
            "" if text.kind == Kind.READ_OUT else text.body_english or text.body,
            text.due_at,
        )
        for text, parent in rows
        if parent is None or why_not_anything(parent.id) is None
    ]


def _doubted(since: Restored) -> ColumnElement[bool]:
    return and_(OutText.state == TextState.UNKNOWN, OutText.claimed_at <= since.backup_at)


def how_many_waited() -> int:
    """How many texts are looked for in the carrier's list at the moment."""
    since = restored.lately()
    if since is None:
        return 0
    return db.session.scalar(select(func.count(OutText.id)).where(_doubted(since))) or 0


def was_sent(text_id: int, by: By) -> bool:
    """A person says that the family has this text. False if it is in doubt no more."""
    return _decide(text_id, by, state=TextState.SENT, sent_at=clock.now())


def send_it(text_id: int, by: By) -> bool:
    """A person says that it never went out: it does now. False if it is in doubt no more."""
    return _decide(text_id, by, state=TextState.QUEUED, claimed_at=None, tries=1)


def _decide(text_id: int, by: By, **facts: object) -> bool:
    since = restored.lately()
    if since is None:
        return False
    whose = db.session.execute(
        update(OutText)
        .where(OutText.id == text_id, _doubted(since))
        .values(looked_at=None, **facts)
        .returning(OutText.parent_id)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    if whose is None:
        return False
    record(by, Deed.DOUBT_SETTLED, parent_id=whose.parent_id, text=text_id)
    return True
