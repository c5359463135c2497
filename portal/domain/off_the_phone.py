"""Nothing goes to a parent's phone any more, though it is true: texts stopped, a person to ring, a
wrong number or another one. What matters of it is told by a person. Runs inside the caller's
`act()`.
"""

from enum import StrEnum

from sqlalchemy import select

from portal.db import db
from portal.domain.outbox import MATTERS, WAITS, Kind, OutText, call_back, close_question
from portal.domain.tasks import TaskKind, ask_office


class OffThePhone(StrEnum):
    """Why nothing that waits for a parent's phone goes out any more, though it is still true."""

    STOPPED = "stopped texts"
    RING = "wants to be rung"
    WRONG = "wrong number"
    CHANGED = "the number was changed"
    SWITCHED_OFF = "switched off for texts"


def off_the_phone(parent_id: int, why: OffThePhone) -> None:
    """Nothing that waits for this parent's phone goes out any more, but a code just asked for on
    it; a person tells them what matters of it. Whatever was asked is over."""
    theirs = OutText.parent_id == parent_id, OutText.kind != Kind.CODE
    matters = select(OutText.id).where(*theirs, WAITS, OutText.kind.in_(MATTERS))
    if db.session.scalar(matters.limit(1)) is not None:
        ask_office(TaskKind.TEXT_FAILED, parent_id=parent_id)
    call_back(*theirs, why=why)
    close_question(parent_id)
