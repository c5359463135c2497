"""Children who left, and parents who have no other child here: when nothing is kept of them.

    left -> file taken (`pupil_file`) -> erased, after the span that the school chose
         -> erased then, where nothing was ever written about the child
    a parent without any child here any more -> erased in the same night

Nobody goes who still has something to come: an open task, a talk, a text on its way, words that
wait for a person; nor a child with a talk of somebody who must not be contacted, which the file
leaves out; nor the newest child and the newest parent, whose id a database might give to the next
one, with all that the history says of it. What was written about a child is the child's: it goes
along to the next school before it goes here.
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from typing import Any

from sqlalchemy import Column, ColumnElement, Select, case, exists, false, func, or_, select
from sqlalchemy.orm import aliased

from portal import clock
from portal.db import db
from portal.domain import erasing
from portal.domain.bookings import UNDER_WAY, Booking
from portal.domain.history import By, Deed, Event, record
from portal.domain.inbox import OPEN, InText
from portal.domain.outbox import UNSETTLED, WAITS, OutText
from portal.domain.people import Child, Guardianship, OnRoll, Parent
from portal.domain.promised_help import HelpState, PromisedHelp
from portal.domain.reaching import seen
from portal.domain.records import Conversation
from portal.domain.rounds import Slot
from portal.domain.targets import Target
from portal.domain.tasks import Task

GONE = Child.roll == OnRoll.LEFT
WRITTEN_ABOUT = or_(
    exists().where(Conversation.child_id == Child.id), exists().where(Target.child_id == Child.id)
)


def _last(deed: Deed) -> Any:
    """When this was last done about a child, by child: found by the deed, which is rare."""
    last = select(Event.child_id, func.max(Event.at).label("at")).where(Event.deed == deed)
    return last.group_by(Event.child_id).subquery()


LEFT, TAKEN = _last(Deed.LEFT), _last(Deed.FILE_TAKEN)
FILE_TAKEN = TAKEN.c.at >= LEFT.c.at


def _something_to_come() -> ColumnElement[bool]:
    on_its_way = or_(WAITS, UNSETTLED)
    # The file leaves out talks with somebody who must not be contacted: they are not erased.
    barred = exists().where(
        Conversation.child_id == Child.id,
        Guardianship.child_id == Conversation.child_id,
        Guardianship.parent_id == Conversation.parent_id,
        ~seen(),
    )
    return or_(
        barred,
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


def _not_the_newest(model: type[Child] | type[Parent]) -> ColumnElement[bool]:
    newer = aliased(model)
    return exists().where(newer.id > model.id)


def children(left_before: date) -> Select[int]:
    """The children (ids) of whom nothing need be kept any more: they left before this day, their
    file was taken since, and nothing about them is still to come."""
    return (
        select(Child.id)
        .join(LEFT, LEFT.c.child_id == Child.id)
        .outerjoin(TAKEN, TAKEN.c.child_id == Child.id)
        .where(
            GONE,
            LEFT.c.at < clock.at(left_before, time(0)),
            or_(func.coalesce(FILE_TAKEN, false()), ~WRITTEN_ABOUT),
            ~_something_to_come(),
            _not_the_newest(Child),
        )
    )


def parents(_: date) -> Select[int]:
    """The parents (ids) who have no child here any more, nor a part in what was written about one,
    nor anything still to come."""
    return select(Parent.id).where(
        *[~exists().where(column == Parent.id) for column in _part_in_a_childs_life()],
        ~exists().where(Task.parent_id == Parent.id, Task.done_at.is_(None)),
        ~exists().where(InText.parent_id == Parent.id, OPEN),
        ~exists().where(OutText.parent_id == Parent.id, or_(WAITS, UNSETTLED)),
        _not_the_newest(Parent),
    )


@cache
def _part_in_a_childs_life() -> list[Column[Any]]:
    """Where a parent stands in what hangs on a child: ties, talks, signatures. A task may be about
    the parent alone."""
    of_children = erasing.reached_from(erasing.table_of(Child)) - {erasing.table_of(Task)}
    theirs = erasing.pointing_at(erasing.table_of(Parent))
    return [column for column in theirs if column.table in of_children]


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
    query = (
        select(Child, LEFT.c.at, case((FILE_TAKEN, TAKEN.c.at)), WRITTEN_ABOUT)
        .add_columns(_something_to_come())
        .join(LEFT, LEFT.c.child_id == Child.id)
        .outerjoin(TAKEN, TAKEN.c.child_id == Child.id)
        .where(GONE)
        .order_by(case((FILE_TAKEN, 1), (WRITTEN_ABOUT, 0), else_=1), LEFT.c.at, Child.id)
        .limit(count)
    )
    return [
        Leaver(child.id, child.full_name, left_at, taken_at, bool(written), bool(waits))
        for child, left_at, taken_at, written, waits in db.session.execute(query)
    ]


def find(child_id: int) -> Child | None:
    """A child who left and is not erased yet."""
    return db.session.scalar(select(Child).where(Child.id == child_id, GONE))


def file_taken(child_id: int, by: By) -> None:
    """A lead has taken the child's file for the next school. In an act."""
    record(by, Deed.FILE_TAKEN, child_id=child_id)
