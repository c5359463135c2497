"""Children who left, and parents who have no other child here: when nothing is kept of them.

    left -> file taken (`pupil_file`) -> erased, after the span that the school chose
         -> erased then, where nothing was ever written about the child
    a parent without any child here any more -> erased in the same night

Nobody goes who still has something to come: an open task, a talk, a text on its way, words that
wait for a person. What was written about a child is the child's: it goes along to the next school
before it goes here.
"""

from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select

from portal import clock
from portal.db import db
from portal.domain.bookings import UNDER_WAY, Booking
from portal.domain.history import By, Deed, Event, record
from portal.domain.inbox import OPEN, InText
from portal.domain.invitations import Invitation
from portal.domain.outbox import UNSETTLED, WAITS, OutText
from portal.domain.people import Child, Guardianship, OnRoll, Parent
from portal.domain.promised_help import HelpState, PromisedHelp
from portal.domain.records import Conversation
from portal.domain.rounds import Slot
from portal.domain.signing import SignOff
from portal.domain.targets import HomePart, Target
from portal.domain.tasks import Task

GONE = Child.roll == OnRoll.LEFT
WRITTEN_ABOUT = or_(
    exists().where(Conversation.child_id == Child.id), exists().where(Target.child_id == Child.id)
)


def _left_at() -> ColumnElement[datetime]:
    query = select(func.max(Event.at)).where(Event.child_id == Child.id, Event.deed == Deed.LEFT)
    return query.correlate(Child).scalar_subquery()


def _taken_at() -> ColumnElement[datetime]:
    taken = select(func.max(Event.at)).where(
        Event.child_id == Child.id, Event.deed == Deed.FILE_TAKEN
    )
    return taken.correlate(Child).scalar_subquery()


def _something_to_come() -> ColumnElement[bool]:
    on_its_way = or_(WAITS, UNSETTLED)
    return or_(
        exists().where(Task.child_id == Child.id, Task.done_at.is_(None)),
        exists().where(OutText.child_id == Child.id, on_its_way),
        exists().where(InText.child_id == Child.id, OPEN),
        exists().where(PromisedHelp.child_id == Child.id, PromisedHelp.state == HelpState.ASKED),
        exists().where(
            Booking.child_id == Child.id,
            UNDER_WAY,
            Booking.slot_id == Slot.id,
            Slot.ends_at > clock.now(),
        ),
    )


def children(left_before: date) -> Select[int]:
    """The children (ids) of whom nothing need be kept any more: they left before this day, their
    file was taken since, and nothing about them is still to come."""
    taken = func.coalesce(_taken_at() >= _left_at(), False)
    return select(Child.id).where(
        GONE,
        _left_at() < clock.at(left_before, time(0)),
        or_(taken, ~WRITTEN_ABOUT),
        ~_something_to_come(),
    )


def parents(_: date) -> Select[int]:
    """The parents (ids) who have no child here any more, nor a part in what was written about one,
    nor anything still to come."""
    theirs = (Guardianship, Booking, Invitation, Conversation, SignOff, HomePart)
    part = [exists().where(table.parent_id == Parent.id) for table in theirs]
    return select(Parent.id).where(
        ~or_(*part),
        ~exists().where(Task.parent_id == Parent.id, Task.done_at.is_(None)),
        ~exists().where(InText.parent_id == Parent.id, OPEN),
        ~exists().where(OutText.parent_id == Parent.id, or_(WAITS, UNSETTLED)),
    )


@dataclass(frozen=True)
class Leaver:
    """A child who left, for a lead. `taken_at`: when the file was last taken since; `written`:
    whether there is anything to take; `waits`: something about the child is still to come."""

    child_id: int
    name: str
    left_at: datetime
    taken_at: datetime | None
    written: bool
    waits: bool


def leavers(count: int) -> list[Leaver]:
    """Up to so many children who left and are not erased yet, those whose file must still be taken
    first, then who left first."""
    taken = _taken_at()
    query = (
        select(Child, _left_at(), taken, WRITTEN_ABOUT, _something_to_come())
        .where(GONE)
        .order_by(and_(WRITTEN_ABOUT, taken.is_(None)).desc(), _left_at(), Child.id)
        .limit(count)
    )
    return [
        Leaver(
            child.id,
            child.full_name,
            left_at,
            taken_at if taken_at and left_at and taken_at >= left_at else None,
            bool(written),
            bool(waits),
        )
        for child, left_at, taken_at, written, waits in db.session.execute(query)
    ]


def find(child_id: int) -> Child | None:
    """A child who left and is not erased yet."""
    return db.session.scalar(select(Child).where(Child.id == child_id, GONE))


def file_taken(child_id: int, by: By) -> None:
    """A lead has taken the child's file for the next school. In an act."""
    record(by, Deed.FILE_TAKEN, child_id=child_id)
