"""A parent wants a change in what is agreed: as easy as agreeing.

Whoever asked is on no page: the teacher reads the words without a name, and who wrote them is known
to history alone. So no parent who looks over a shoulder learns of another.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, mapped_column

from portal import clock
from portal.db import Base, db
from portal.domain import guarding, inbox, people, signing
from portal.domain.guarding import Whose
from portal.domain.history import By, Deed, Event, record
from portal.domain.inbox import InState, InText, Reading
from portal.domain.people import Guardianship, Parent
from portal.domain.tasks import TaskKind, ask_office, off_the_list
from portal.languages import ENGLISH, language
from portal.wording.free_words import in_other_letters

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
    _wish(child_id, _written(parent_id, child_id, words) if words.strip() else None, by, parent_id)


def _written(parent_id: int, child_id: int, words: str) -> int:
    """Their words, kept. The office sees to them only where somebody must put them into English."""
    text_id = inbox.write_down(parent_id, words, child_id=child_id)
    text = db.session.get_one(InText, text_id)
    if text.state == InState.FOR_A_PERSON and not guarding.is_guarded(Whose(parent_id)):
        tag = db.session.get_one(Parent, parent_id).language
        if language(tag) is ENGLISH and not in_other_letters(words):
            inbox.understood(text, inbox.CHANGE)
        else:
            inbox.for_a_person(text, inbox.CHANGE)
    return text_id


def child_wants_change(child_id: int, by: By) -> None:
    """The child wants a change: said to the teacher who is there, or on the school's device."""
    _wish(child_id, None, by, None)


def _wish(child_id: int, inbound_id: int | None, by: By, parent_id: int | None) -> None:
    """Put it before the teacher, unless the same of the same person waits there from a moment ago:
    sent twice."""
    child = people.lock_child(child_id)
    same = (
        select(ChangeWish.id)
        .join(Event, Event.about["wish"].as_integer() == ChangeWish.id)
        .where(
            ChangeWish.child_id == child_id,
            ChangeWish.seen_to_at.is_(None),
            ChangeWish.inbound_id.is_not_distinct_from(inbound_id),
            ChangeWish.at > clock.now() - SENT_TWICE,
            Event.deed == Deed.CHANGE_WANTED,
            Event.child_id == child_id,
            Event.parent_id.is_not_distinct_from(parent_id),
        )
    )
    if db.session.scalar(same.limit(1)):
        return
    wish = ChangeWish(child_id=child_id, inbound_id=inbound_id, at=clock.now())
    db.session.add(wish)
    db.session.flush()
    record(by, Deed.CHANGE_WANTED, parent_id=parent_id, child_id=child_id, wish=wish.id)
    ask_office(
        TaskKind.CHANGE_WANTED,
        child_id=child_id,
        staff_id=people.key_teacher_id(child),
    )


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
    """The changes asked for that nobody has seen to, oldest first. Words of a guarded thread, and
    of somebody who may not be spoken of any more, are left out."""
    held = select(Guardianship.parent_id).where(
        Guardianship.child_id == child_id, Guardianship.no_contact | Guardianship.held
    )
    query = (
        select(ChangeWish, InText)
        .outerjoin(
            InText,
            (InText.id == ChangeWish.inbound_id)
            & ~guarding.words()
            & InText.parent_id.not_in(held),
        )
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
