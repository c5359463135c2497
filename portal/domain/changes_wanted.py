"""A parent wants a change in what is agreed: as easy as agreeing.

Whoever asked is on no page: the teacher reads the words without a name, and who wrote them is known
to history alone. So no parent who looks over a shoulder learns of another.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, mapped_column

from portal import clock
from portal.db import Base, db
from portal.domain import inbox, people, signing
from portal.domain.history import By, Deed, record
from portal.domain.tasks import TaskKind, ask_office


class ChangeWish(Base):
    """Somebody wants a change. Whoever asked is on no page: the words are kept without a name, and
    who wrote them is known to history alone."""

    __tablename__ = "change_wish"

    id: Mapped[int] = mapped_column(primary_key=True)
    child_id: Mapped[int] = mapped_column(ForeignKey("child.id"), index=True)
    inbound_id: Mapped[int | None] = mapped_column(ForeignKey("inbound.id"))
    """What they wrote about it, if they did: it waits in the office's queue if it needs
    translating."""
    at: Mapped[datetime]
    seen_to_at: Mapped[datetime | None]


def want_change(parent_id: int, child_id: int, words: str, by: By) -> None:
    """This parent wants a change in what is agreed: as easy as agreeing, words or none. It is the
    key teacher's to see to, without a name.

    Refuses NOT_INVITED.
    """
    tie = signing.tie_of(parent_id, child_id)
    inbound_id = inbox.write_down(parent_id, words, child_id=child_id) if words.strip() else None
    db.session.add(ChangeWish(child_id=child_id, inbound_id=inbound_id, at=clock.now()))
    db.session.flush()
    ask_office(
        TaskKind.CHANGE_WANTED,
        child_id=child_id,
        staff_id=people.key_teacher_id(tie.child),
        due_on=None,
    )
    record(by, Deed.CHANGE_WANTED, parent_id=parent_id, child_id=child_id)


def waiting(child_id: int) -> list[ChangeWish]:
    """The changes asked for that nobody has seen to, oldest first."""
    query = select(ChangeWish).where(
        ChangeWish.child_id == child_id, ChangeWish.seen_to_at.is_(None)
    )
    return list(db.session.scalars(query.order_by(ChangeWish.id)))


def see_to(wish_id: int, child_id: int, by: By) -> None:
    """The teacher has seen to a change asked for: changed something, or talked about it."""
    wish = db.session.get_one(ChangeWish, wish_id, with_for_update=True)
    if wish.child_id == child_id and wish.seen_to_at is None:
        wish.seen_to_at = clock.now()
        record(by, Deed.CHANGE_SEEN_TO, child_id=child_id)
