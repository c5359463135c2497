"""The last look before a text leaves, and how a hold makes sure that none leaves after it.

A worker takes texts some moments before their turn comes. So each is looked at once more, right
before it is handed to the carrier, and from then on counts as leaving; a deed after which nothing
may reach somebody (`no_contact.hold`) first takes back what has not begun to leave.

    queued ── a worker takes it ─> sending ── may_go ─> sending, leaving ── the answer ─> sent …
       ^                              │                    │
       └───────── hold_back ──────────┘                    └─ begins within BEGINS_WITHIN, or never:
                                                              put back, and looked at anew

    hold:  hold_back (in an act)
             ├─ one is leaving ─> the others wait some seconds; the act ends, a blink, look again
             └─ none is leaving ─> the hold is saved, in the same act

`may_go` and `hold_back` both lock the parents with the number before they look at its texts:
whoever comes second sees what the first has done. So when the hold is saved, each text to that
number has either begun to leave before, or never leaves. Every verb runs inside the caller's
`act()`.
"""

from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select, update

from portal import clock
from portal.db import db
from portal.domain.dispatch import COLUMNS, Parcel, let_go_of_forbidden
from portal.domain.outbox import WAITS, OutText, TextState
from portal.domain.people import Parent

BEGINS_WITHIN = timedelta(seconds=10)
"""After the last look a text is handed to the carrier so soon, or not at all (`sms.deliver`)."""
CLOCKS_APART = timedelta(seconds=3)
"""How far the clocks of two machines may differ."""
PUT_OFF_FOR = timedelta(seconds=20)
"""Longer than any text may be about to leave: if whoever wanted to hold is stopped half way, the
texts go after this time as if nothing had been."""

_TAKEN = and_(OutText.state == TextState.SENDING, OutText.leaves_at.is_(None))


def may_go(parcels: Sequence[Parcel]) -> set[int]:
    """Those of these texts (ids), all of one worker, that may leave now; they count as leaving.
    What was taken back is not among them, nor what a rule forbids by now: that is skipped."""
    ids = [parcel.text_id for parcel in parcels]
    texts = select(OutText.parent_id).where(OutText.id.in_(ids))
    numbers = {parcel.to for parcel in parcels}
    whose = or_(Parent.id.in_(texts), Parent.number.in_(numbers))
    query = select(Parent.id).where(whose).order_by(Parent.id).with_for_update(read=True)
    db.session.execute(query).all()
    leaving = db.session.execute(
        update(OutText)
        .where(
            OutText.id.in_(ids),
            OutText.state == TextState.SENDING,
            OutText.claimed_by == parcels[0].worker,
            OutText.leaves_at.is_(None),
        )
        .values(leaves_at=clock.now())
        .returning(*COLUMNS)
        .execution_options(synchronize_session=False)
    ).all()
    return {text.id for text in let_go_of_forbidden(leaving)}


def hold_back(parent_ids: Collection[int], *, patient: bool) -> bool:
    """Texts to these parents, and to their numbers, that have not begun to leave do not leave while
    this act lasts, and are then looked at anew.

    `patient`: False if one is leaving at this very moment. Then all others wait some seconds, and
    whoever holds ends the act and looks again. Otherwise the answer is True.
    """
    theirs = _to(_lock(parent_ids))
    waits = {"state": TextState.QUEUED, "claimed_at": None, "claimed_by": None}
    _change(theirs & _TAKEN, **waits)
    if not patient or not _is_leaving(theirs):
        return True
    _change(theirs & WAITS, due_at=clock.now() + PUT_OFF_FOR)
    return False


def _change(which: ColumnElement[bool], **values: Any) -> None:
    statement = update(OutText).where(which).values(values)
    db.session.execute(statement.execution_options(synchronize_session=False))


def _lock(parent_ids: Collection[int]) -> list[Parent]:
    """These parents and all with one of their numbers, locked, so that no text to them begins to
    leave before this act is over."""
    numbers = select(Parent.number).where(Parent.id.in_(parent_ids), Parent.number.is_not(None))
    whose = or_(Parent.id.in_(parent_ids), Parent.number.in_(numbers))
    query = select(Parent).where(whose).order_by(Parent.id).with_for_update(key_share=True)
    return list(db.session.scalars(query.execution_options(populate_existing=True)))


def _to(parents: Sequence[Parent]) -> ColumnElement[bool]:
    ids = [one.id for one in parents]
    numbers = {one.number for one in parents if one.number}
    return or_(OutText.parent_id.in_(ids), OutText.to.in_(numbers))


def _is_leaving(theirs: ColumnElement[bool]) -> bool:
    since = clock.now() - BEGINS_WITHIN - CLOCKS_APART
    leaving = OutText.state == TextState.SENDING, OutText.leaves_at > since
    return db.session.scalar(select(OutText.id).where(theirs, *leaving).limit(1)) is not None
