"""The record of one talk: who is here, what was said, what matters most, read back at the end.

It is made of parts, each saved by itself as it is typed. A part knows which saving it is: whoever
saves over words they have not seen is told so and shown both, and what they wrote is kept beside
what stands there until somebody has settled which it is to be. Nothing is overwritten unseen.

Who may open a record: the child's key teacher of today, and leads. The office does not.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, ForeignKey, String, Text, UniqueConstraint, func, or_, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from portal import clock
from portal.db import Base, db, insert_once
from portal.domain import (
    reaching,
)
from portal.domain.bookings import Booking, BookingState
from portal.domain.history import By, Deed, Event, named, record
from portal.domain.people import Child, Guardianship, OnRoll, Role, SchoolClass, Staff
from portal.wording.refusals import Reason, Refused

LONGEST = 4000
"""Characters of one part."""
LATELY = 60 * 60
"""Seconds within which the same person opening the same child again is one line of history."""


class ReadBack(StrEnum):
    """What the parent said to "Is this what we said?"."""

    YES = "yes"
    CHANGE = "change"


class Conversation(Base):
    """One talk and its record.

    open -> read back ("yes") · open -> change asked for -> open
    Typing anything after "yes" asks for another reading: `read_back` goes back to None.
    """

    __tablename__ = "conversation"

    id: Mapped[int] = mapped_column(primary_key=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id"), unique=True)
    child_id: Mapped[int] = mapped_column(ForeignKey("child.id"), index=True)
    parent_id: Mapped[int] = mapped_column(ForeignKey("parent.id"), index=True)
    begun_at: Mapped[datetime]
    read_back: Mapped[ReadBack | None] = mapped_column(named(ReadBack))
    read_back_at: Mapped[datetime | None]
    read_back_in: Mapped[str | None] = mapped_column(String(20))
    """The language (BCP 47) it was read back in."""
    interpreted_by: Mapped[str] = mapped_column(String(60), default="")
    """The named adult who read it out in another language; empty: nobody did."""

    booking: Mapped[Booking] = relationship()
    child: Mapped[Child] = relationship()


class Part(StrEnum):
    """A part of a record. Values are stored and stand in addresses."""

    PRESENT = "present"
    INTERPRETER = "interpreter"
    GOING_WELL = "going-well"
    WORRIES = "worries"
    HOPES = "hopes"
    PRIORITY_1 = "priority-1"
    PRIORITY_2 = "priority-2"
    PRIORITY_3 = "priority-3"
    PARENT_ONLY = "parent-only"
    STAFF_ONLY = "staff-only"
    IN_TOUCH = "in-touch"
    NEXT_TALK = "next-talk"


PRIORITIES = (Part.PRIORITY_1, Part.PRIORITY_2, Part.PRIORITY_3)


class For(StrEnum):
    """Whom a part is for. The three can never be mixed up: it goes by the part, not by a tick."""

    SHARED = "shared"
    THIS_PARENT = "this parent only"
    STAFF = "staff only"


FOR = {part: For.SHARED for part in Part} | {
    Part.PARENT_ONLY: For.THIS_PARENT,
    Part.STAFF_ONLY: For.STAFF,
}


class RecordPart(Base):
    """What stands in one part now. `version` counts its savings."""

    __tablename__ = "record_part"
    __table_args__ = (UniqueConstraint("conversation_id", "part"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id"))
    part: Mapped[Part] = mapped_column(named(Part))
    words: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(default=0)
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime]


class Clash(Base):
    """What somebody wrote over words that they had not seen: kept until somebody settles it."""

    __tablename__ = "record_clash"

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id"), index=True)
    part: Mapped[Part] = mapped_column(named(Part))
    words: Mapped[str] = mapped_column(Text)
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime]
    settled_at: Mapped[datetime | None]


# -- who may open it ---------------------------------------------------------------------------


def children_of(person: Staff) -> ColumnElement[bool]:
    """Whether this person may see the records and targets of a `Child` (in a query that joins its
    `SchoolClass` by an outer join): leads all, a key teacher their own."""
    if person.has(Role.LEAD):
        return Child.roll != OnRoll.LEFT
    theirs = or_(
        Child.own_key_teacher_id == person.id,
        Child.own_key_teacher_id.is_(None) & (SchoolClass.key_teacher_id == person.id),
    )
    return (Child.roll != OnRoll.LEFT) & theirs


def child_for(person: Staff, child_id: int) -> Child | None:
    """This child, if this person may see its records; None as if there were none."""
    if not person.has(Role.LEAD, Role.TEACHER):
        return None
    query = (
        select(Child)
        .outerjoin(SchoolClass, SchoolClass.id == Child.class_id)
        .where(Child.id == child_id, children_of(person))
    )
    return db.session.scalar(query)


def talk_for(person: Staff, booking_id: int) -> Booking | None:
    """The talk with this booking, if this person may open its record: of a child they may see, and
    with a parent who may hear about it. Nothing is found of a talk that was called off."""
    found = db.session.get(Booking, booking_id)
    stands = (BookingState.BOOKED, BookingState.ATTENDED, BookingState.MISSED)
    if found is None or found.state not in stands or not child_for(person, found.child_id):
        return None
    tie = db.session.scalar(
        select(Guardianship).filter_by(parent_id=found.parent_id, child_id=found.child_id)
    )
    return found if tie and reaching.may_reach(tie) else None


def seen(child_id: int, by: By, what: str) -> None:
    """Write down that somebody opened `what` of this child: once an hour. In an act."""
    lately = select(Event.at).where(
        Event.deed == Deed.RECORD_SEEN,
        Event.child_id == child_id,
        Event.by_staff_id == by.staff_id,
        Event.about["what"].as_string() == what,
    )
    last = db.session.scalar(lately.order_by(Event.id.desc()).limit(1))
    if last is None or (clock.now() - last).total_seconds() > LATELY:
        record(by, Deed.RECORD_SEEN, child_id=child_id, what=what)


# -- writing it --------------------------------------------------------------------------------


def open_record(booking_id: int, by: By) -> Conversation:
    """The record of this talk, begun if it was not."""
    made = db.session.get_one(Booking, booking_id)
    new = insert_once(
        Conversation,
        [Conversation.booking_id],
        {
            "booking_id": booking_id,
            "child_id": made.child_id,
            "parent_id": made.parent_id,
            "begun_at": clock.now(),
            "interpreted_by": "",
        },
    )
    if new is not None:
        record(
            by,
            Deed.RECORD_BEGUN,
            parent_id=made.parent_id,
            child_id=made.child_id,
            booking_id=booking_id,
        )
    return db.session.scalars(
        select(Conversation).where(Conversation.booking_id == booking_id)
    ).one()


def lock(conversation_id: int) -> Conversation:
    """This record, locked. In an act."""
    query = select(Conversation).where(Conversation.id == conversation_id)
    query = query.with_for_update(key_share=True)
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def of_talk(booking_id: int) -> Conversation | None:
    """The record of this talk, if it was begun."""
    return db.session.scalar(select(Conversation).where(Conversation.booking_id == booking_id))


@dataclass(frozen=True)
class Saved:
    """What came of saving a part: the version that stands now and its words. `clash`: the words
    are somebody else's (`who`), and what was sent is kept beside them under this id."""

    version: int
    words: str
    clash: int | None = None
    who: str = ""


def save(
    conversation_id: int,
    part: Part,
    words: str,
    seen_version: int,
    by: By,
    *,
    own: Collection[str] = (),
    clash_id: int | None = None,
) -> Saved:
    """Save one part as typed over the version its writer has seen. Never refuses for a clash: that
    is returned, and both are kept. The same words once more change nothing.

    `own`: what the writer has sent before without hearing what came of it. Where exactly that
    stands they have seen it, whatever its version. `clash_id`: their earlier words that wait to be
    settled, which these are typed on from: they take their place there.

    Refuses TOO_LONG.
    """
    words = as_kept(words)
    if len(words) > LONGEST:
        raise Refused(Reason.TOO_LONG)
    conversation = lock(conversation_id)
    stands = _locked(conversation_id, part)
    mine = _waiting_clash(clash_id, stands, by) if clash_id else None
    if stands.words == words:
        if mine is not None:
            mine.settled_at = clock.now()
        return Saved(stands.version, words)
    if mine is not None:
        mine.words = words
        return Saved(stands.version, stands.words, mine.id, _name(stands.staff_id))
    seen = stands.version == seen_version or stands.words in map(as_kept, own)
    if clash_id or not seen:  # theirs is before the writer's eyes, but nothing was chosen yet
        return _keep_beside(stands, words, by)
    stands.words, stands.version = words, stands.version + 1
    stands.staff_id, stands.at = by.staff_id, clock.now()
    if FOR[part] == For.SHARED:
        conversation.read_back = conversation.read_back_at = None
    return Saved(stands.version, words)


def settle(clash_id: int, words: str, seen_version: int, by: By) -> Saved:
    """Somebody has read both and says what it is to be. If it has changed once more meanwhile,
    that is another clash, and the first one stays, too."""
    clash = db.session.get_one(Clash, clash_id)  # the part's row is the lock
    saved = save(clash.conversation_id, clash.part, words, seen_version, by)
    if saved.clash is None and clash.settled_at is None:
        clash.settled_at = clock.now()
    return saved


def as_kept(words: str) -> str:
    """As a database keeps them: no null characters, one kind of line end, nothing after the last
    word."""
    kept = words.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    return kept.encode("utf-8", "ignore").decode().rstrip()


def _locked(conversation_id: int, part: Part) -> RecordPart:
    """The row of this part, locked; made empty if it was not there."""
    empty = {"conversation_id": conversation_id, "part": part, "words": "", "version": 0}
    insert_once(
        RecordPart, [RecordPart.conversation_id, RecordPart.part], empty | {"at": clock.now()}
    )
    query = select(RecordPart).filter_by(conversation_id=conversation_id, part=part)
    query = query.with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(query).one()


def _keep_beside(stands: RecordPart, words: str, by: By) -> Saved:
    same = select(Clash).filter_by(
        conversation_id=stands.conversation_id, part=stands.part, words=words, settled_at=None
    )
    clash = db.session.scalar(same)
    if clash is None:
        clash = Clash(
            conversation_id=stands.conversation_id,
            part=stands.part,
            words=words,
            staff_id=by.staff_id,
            at=clock.now(),
        )
        db.session.add(clash)
        db.session.flush()
    return Saved(stands.version, stands.words, clash.id, _name(stands.staff_id))


def _waiting_clash(clash_id: int, stands: RecordPart, by: By) -> Clash | None:
    """This writer's own words beside this part, if they still wait to be settled."""
    theirs = {"id": clash_id, "conversation_id": stands.conversation_id, "part": stands.part}
    query = select(Clash).filter_by(**theirs, staff_id=by.staff_id, settled_at=None)
    return db.session.scalar(query.with_for_update())


def _name(staff_id: int | None) -> str:
    return db.session.scalar(select(Staff.name).where(Staff.id == staff_id)) or ""


def parts_of(conversation_id: int) -> dict[Part, RecordPart]:
    """What stands in each part that has been written."""
    rows = db.session.scalars(select(RecordPart).filter_by(conversation_id=conversation_id))
    return {row.part: row for row in rows}


def clashes_of(conversation_id: int) -> list[tuple[Clash, str]]:
    """What waits to be settled, oldest first, with the name of who wrote it."""
    query = (
        select(Clash, func.coalesce(Staff.name, ""))
        .outerjoin(Staff, Staff.id == Clash.staff_id)
        .where(Clash.conversation_id == conversation_id, Clash.settled_at.is_(None))
        .order_by(Clash.id)
    )
    return [(clash, who) for clash, who in db.session.execute(query)]


def clash_of(conversation_id: int, clash_id: int) -> Clash | None:
    """This clash, settled or not, if it is of this record."""
    return db.session.scalar(select(Clash).filter_by(id=clash_id, conversation_id=conversation_id))


def writers_of(conversation_id: int) -> dict[Part, str]:
    """The name of who wrote what stands in each part."""
    query = select(RecordPart.part, Staff.name).join(Staff, Staff.id == RecordPart.staff_id)
    found = query.where(RecordPart.conversation_id == conversation_id)
    return {part: name for part, name in db.session.execute(found)}


def talks_about(child_id: int) -> list[Conversation]:
    """The records of this child's talks with parents who may hear about the child, newest first."""
    query = (
        select(Conversation)
        .join(
            Guardianship,
            (Guardianship.child_id == Conversation.child_id)
            & (Guardianship.parent_id == Conversation.parent_id),
        )
        .where(Conversation.child_id == child_id, ~Guardianship.no_contact, ~Guardianship.held)
        .options(joinedload(Conversation.booking).joinedload(Booking.slot))
        .order_by(Conversation.id.desc())
    )
    return list(db.session.scalars(query))


def read_back(
    conversation_id: int, answer: ReadBack, tag: str, by: By, *, interpreted_by: str = ""
) -> None:
    """What was written down has been read back in the language with this tag; `interpreted_by`:
    the adult who read it out, where the page could not say all of it. Never the child."""
    found = lock(conversation_id)
    found.read_back, found.read_back_at, found.read_back_in = answer, clock.now(), tag
    found.interpreted_by = " ".join(interpreted_by.split())[:60]
    record(
        by,
        Deed.READ_BACK,
        parent_id=found.parent_id,
        child_id=found.child_id,
        booking_id=found.booking_id,
        answer=answer,
    )
