"""What was written about one child, in order of time, to go along to the next school.

The child's file is the school's: it names no parent, and holds nothing that a parent said for
themselves alone (`records.For.THIS_PARENT`), so that whoever may read a pupil's file may read it.
Only looks.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from portal import clock
from portal.db import db
from portal.domain import agreed
from portal.domain.agreed import Agreed
from portal.domain.bookings import Booking
from portal.domain.look_backs import LookBack
from portal.domain.people import Guardianship, Staff
from portal.domain.reaching import seen
from portal.domain.records import FOR, Conversation, For, RecordPart
from portal.domain.rounds import Slot
from portal.domain.signing import Party, SignOff
from portal.domain.targets import Target
from portal.languages import ENGLISH

HEADINGS = ("Day", "What", "Words")


@dataclass(frozen=True)
class Line:
    """One thing that was written, said or done."""

    day: date
    what: str
    words: str


def lines(child_id: int) -> list[Line]:
    """The file of this child, oldest first."""
    found = [
        *_talks(child_id),
        *_targets(child_id),
        *_signatures(child_id),
        *_looked_back(child_id),
    ]
    return sorted(found, key=lambda line: line.day)


def _talks(child_id: int) -> Iterator[Line]:
    rows = db.session.execute(
        select(Slot.starts_at, Staff.name, RecordPart)
        .join(Booking, Booking.slot_id == Slot.id)
        .join(Staff, Staff.id == Slot.teacher_id)
        .join(Conversation, Conversation.booking_id == Booking.id)
        .join(
            Guardianship,
            (Guardianship.child_id == Conversation.child_id)
            & (Guardianship.parent_id == Conversation.parent_id),
        )
        .join(RecordPart, RecordPart.conversation_id == Conversation.id)
        .where(Conversation.child_id == child_id, seen())
        .order_by(Slot.starts_at, RecordPart.id)
    )
    for starts_at, teacher, part in rows:
        if part.words and FOR[part.part] != For.THIS_PARENT:
            what = part.part.value.replace("-", " ")
            yield Line(clock.local(starts_at).date(), f"Talk with {teacher}: {what}", part.words)


def _targets(child_id: int) -> Iterator[Line]:
    for one in agreed.shared(child_id):
        yield Line(_day(one), "Target", one.as_read(ENGLISH))
    for one, target in agreed.ended(child_id):
        yield Line(_day(one), "Target", one.as_read(ENGLISH))
        if target.ended_at:
            how = target.ended.value if target.ended else ""
            yield Line(clock.local(target.ended_at).date(), "Target ended", f"{how}: {_says(one)}")
    for _, theirs in agreed.at_home(child_id):
        for one in theirs:
            for step in one.home:
                yield Line(_day(one), "At home", step.words.english)


def _day(one: Agreed) -> date:
    return clock.local(one.made_at).date()


def _says(one: Agreed) -> str:
    return one.sentence.english


_SIGNED = {
    Party.PARENT: "A parent signed",
    Party.CARER: "A carer signed",
    Party.TEACHER: "The teacher signed",
    Party.CHILD: "The child signed",
}


def _signatures(child_id: int) -> Iterator[Line]:
    rows = db.session.execute(
        select(SignOff.at, SignOff.party, SignOff.way)
        .join(Target, Target.id == SignOff.target_id)
        .where(Target.child_id == child_id)
        .order_by(SignOff.id)
    )
    for at, party, way in rows:
        yield Line(clock.local(at).date(), _SIGNED[party], way.value)


def _looked_back(child_id: int) -> Iterator[Line]:
    rows = db.session.scalars(
        select(LookBack)
        .join(Target, Target.id == LookBack.target_id)
        .where(Target.child_id == child_id)
        .order_by(LookBack.id)
    )
    for one in rows:
        words = ". ".join(part for part in (one.result.value, one.helped) if part)
        yield Line(clock.local(one.at).date(), "Looked back", words)
