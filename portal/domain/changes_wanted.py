"""A parent wants a change in what is agreed: as easy as agreeing.

Whoever asked is on no page: the teacher reads the words without a name, and who wrote them is known
to history alone. So no parent who looks over a shoulder learns of another.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, exists, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from portal import clock
from portal.db import Base, db
from portal.domain import guarding, inbox, people, signing
from portal.domain.history import By, Deed, record
from portal.domain.inbox import InText, Reading
from portal.domain.people import Child, Guardianship
from portal.domain.tasks import TaskKind, ask_office, off_the_list

SENT_TWICE = timedelta(minutes=2)
"""The same wish within this time is one form, sent again."""


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
    signing.tie_of(parent_id, child_id)
    inbound_id = inbox.write_down(parent_id, words, child_id=child_id) if words.strip() else None
    if _wish(child_id, inbound_id):
        record(by, Deed.CHANGE_WANTED, parent_id=parent_id, child_id=child_id)


def child_wants_change(child_id: int, by: By) -> None:
    """The child wants a change: said to the teacher who is there, or on the school's device."""
    if _wish(child_id, None):
        record(by, Deed.CHANGE_WANTED, child_id=child_id)


def _wish(child_id: int, inbound_id: int | None) -> bool:
    """Put it before the teacher. False if the same waits there from a moment ago: sent twice."""
    child = db.session.get_one(Child, child_id, with_for_update=True)
    same = select(ChangeWish.id).where(
        ChangeWish.child_id == child_id,
        ChangeWish.seen_to_at.is_(None),
        ChangeWish.inbound_id.is_not_distinct_from(inbound_id),
        ChangeWish.at > clock.now() - SENT_TWICE,
    )
    if db.session.scalar(same.limit(1)):
        return False
    db.session.add(ChangeWish(child_id=child_id, inbound_id=inbound_id, at=clock.now()))
    db.session.flush()
    ask_office(
        TaskKind.CHANGE_WANTED,
        child_id=child_id,
        staff_id=people.key_teacher_id(child),
        due_on=None,
    )
    return True


@dataclass(frozen=True)
class Wish:
    """A change asked for, as the teacher reads it: no name. `words`: as written, None where nothing
    was written or the teacher may not read it; `english`: a colleague's translation."""

    id: int
    at: datetime
    words: str | None
    english: str | None
    being_translated: bool


def to_read(child_id: int) -> list[Wish]:
    """The changes asked for that nobody has seen to, oldest first, with the words that are not
    for the safeguarding lead alone, and are not from somebody who may hear nothing any more."""
    silent = exists().where(
        Guardianship.parent_id == InText.parent_id,
        Guardianship.child_id == ChangeWish.child_id,
        or_(Guardianship.no_contact, Guardianship.held),
    )
    may_be_read = (InText.id == ChangeWish.inbound_id) & ~guarding.words() & ~silent
    query = (
        select(ChangeWish, InText)
        .outerjoin(InText, may_be_read)
        .where(ChangeWish.child_id == child_id, ChangeWish.seen_to_at.is_(None))
        .order_by(ChangeWish.id)
    )
    return [
        Wish(
            wish.id,
            wish.at,
            text.body if text else None,
            text.in_english if text else None,
            text is not None and text.reading == Reading.BEING_TRANSLATED,
        )
        for wish, text in db.session.execute(query)
    ]


def waiting(child_id: int) -> list[ChangeWish]:
    """The changes asked for that nobody has seen to, oldest first."""
    query = select(ChangeWish).where(
        ChangeWish.child_id == child_id, ChangeWish.seen_to_at.is_(None)
    )
    return list(db.session.scalars(query.order_by(ChangeWish.id)))


def see_to(wish_id: int, child_id: int, by: By) -> None:
    """The teacher has seen to a change asked for: changed something, or talked about it. With the
    last one the task is done."""
    wish = db.session.get_one(ChangeWish, wish_id, with_for_update=True)
    if wish.child_id == child_id and wish.seen_to_at is None:
        wish.seen_to_at = clock.now()
        record(by, Deed.CHANGE_SEEN_TO, child_id=child_id)
        db.session.flush()
        if not waiting(child_id):
            off_the_list(TaskKind.CHANGE_WANTED, None, child_id)
