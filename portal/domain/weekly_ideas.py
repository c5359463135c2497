"""A five-minute idea each week, to parents who want one: by the child's age, and on a target if
there is one. What was sent is in `ideas_sent`.

Monday to Friday in term, in the afternoon; on a day on which the school writes nothing else to the
parent, and not in a week with good news.
"""

from sqlalchemy import select

from portal import clock
from portal.db import db
from portal.domain.history import By, Deed, record
from portal.domain.ideas_sent import IdeaSent
from portal.domain.outbox import Kind, OutText, call_back
from portal.domain.people import Parent


def start(parent_id: int, by: By) -> None:
    """They want an idea each week."""
    parent = db.session.get_one(Parent, parent_id)
    if parent.ideas_on_at is None:
        parent.ideas_on_at = clock.now()
        record(by, Deed.IDEAS_STARTED, parent_id=parent_id)


def stop(parent_id: int, by: By) -> None:
    """No more ideas. Nothing else stops."""
    parent = db.session.get_one(Parent, parent_id)
    if parent.ideas_on_at is not None:
        parent.ideas_on_at = None
        record(by, Deed.IDEAS_STOPPED, parent_id=parent_id)
    call_back(OutText.parent_id == parent_id, OutText.kind == Kind.IDEA, why="wants no ideas")


def did(parent_id: int, idea_id: int, by: By) -> bool:
    """They did this idea (the id of an `IdeaSent` of theirs). Twice is once; whether it was new."""
    query = select(IdeaSent).filter_by(id=idea_id, parent_id=parent_id).with_for_update()
    sent = db.session.scalars(query.execution_options(populate_existing=True)).one()
    if sent.done_at:
        return False
    sent.done_at = clock.now()
    record(by, Deed.IDEA_DONE, parent_id=parent_id, child_id=sent.child_id, idea=sent.key)
    return True
