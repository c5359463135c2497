"""Threads that the safeguarding lead alone reads, and the two deeds that make one so or end it.

A thread is guarded if somebody passed it on, or if its parent may hear about no child. Nobody else
finds it, its words or how many there are, and what its parent writes next goes there, too. Of a
parent who may hear about another child, only what they wrote about the first is guarded. The rules
are columns for other queries: `parents` over `Parent`, `words` over `InText`.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    and_,
    delete,
    exists,
    func,
    or_,
    select,
    union_all,
    update,
)
from sqlalchemy.orm import aliased

from portal import clock
from portal.db import db, insert_once
from portal.domain import no_contact
from portal.domain.history import By, Deed, record
from portal.domain.inbox import GuardedThread, InState, InText, Reading
from portal.domain.people import Guardianship, Parent, Role, Staff
from portal.wording.refusals import Reason, Refused


@dataclass(frozen=True)
class Whose:
    """Whose thread: a parent's, or that of a number which no parent has."""

    parent_id: int | None = None
    number: str | None = None

    def wrote(self) -> ColumnElement[bool]:
        """Whether an `InText` is of this thread."""
        if self.parent_id is not None:
            return InText.parent_id == self.parent_id
        return and_(InText.parent_id.is_(None), InText.number == self.number)


@cache
def _theirs() -> CompoundSelect[int]:
    """The parents (ids) whose threads are guarded. Begins with the few it is about, so that the
    database finds them once and does not look at everybody."""
    passed = select(GuardedThread.parent_id).where(GuardedThread.parent_id.is_not(None))
    owner = aliased(Parent)
    by_number = select(owner.id).join(GuardedThread, GuardedThread.number == owner.number)
    return union_all(no_contact.nothing_else(), passed, by_number)


@cache
def parents() -> ColumnElement[bool]:
    """Whether the thread of a parent (in a query over `Parent`) is guarded."""
    return Parent.id.in_(_theirs())


@cache
def words() -> ColumnElement[bool]:
    """Whether what was written (in a query over `InText`) stands in a guarded thread, or is about a
    child of whom its parent must hear nothing. What nobody has looked at yet goes by its number."""
    owner = aliased(Parent)
    their_numbers = union_all(
        select(owner.number).where(owner.number.is_not(None), owner.id.in_(_theirs())),
        select(GuardedThread.number).where(GuardedThread.number.is_not(None)),
    )
    return or_(
        _about_barred_child(),
        and_(InText.parent_id.is_not(None), InText.parent_id.in_(_theirs())),
        and_(InText.parent_id.is_(None), InText.number.in_(their_numbers)),
    )


def _about_barred_child() -> ColumnElement[bool]:
    tie = aliased(Guardianship)
    return exists().where(
        tie.parent_id == InText.parent_id,
        tie.child_id == InText.child_id,
        or_(tie.no_contact, tie.held),
    )


def has_guarded_words(whose: Whose) -> bool:
    """Whether anything in this thread is for the safeguarding lead."""
    query = select(InText.id).where(whose.wrote(), words()).limit(1)
    return db.session.scalar(query) is not None


def is_guarded(whose: Whose) -> bool:
    """Whether only the safeguarding lead finds this thread."""
    if whose.parent_id is not None:
        query = select(Parent.id).where(Parent.id == whose.parent_id, parents())
    else:
        query = select(InText.id).where(whose.wrote(), words())
    return db.session.scalar(query.limit(1)) is not None


def guarded_among(parent_ids: set[int]) -> set[int]:
    """Those of these parents whose threads are guarded."""
    return set(db.session.scalars(select(Parent.id).where(Parent.id.in_(parent_ids), parents())))


def pass_on(whose: Whose, by: By) -> None:
    """From now on nobody but the safeguarding lead finds this thread. Done twice it is the same.

    Refuses NOBODY_TO_PASS_TO where no colleague has that role: nobody would read it.
    """
    leads = db.session.scalars(select(Staff).where(Staff.active)).all()
    if not any(one.has(Role.SAFEGUARDING) for one in leads):
        raise Refused(Reason.NOBODY_TO_PASS_TO)
    row: dict[str, Any] = {"at": clock.now(), "by_id": by.staff_id}
    if whose.parent_id is not None:
        row |= {"parent_id": whose.parent_id}
        new = insert_once(GuardedThread, [GuardedThread.parent_id], row)
    else:
        row |= {"number": whose.number}
        new = insert_once(GuardedThread, [GuardedThread.number], row)
    if new is not None:
        _let_go(whose)
        record(by, Deed.THREAD_PASSED, parent_id=whose.parent_id, inbound=_last(whose))


def give_back(whose: Whose, by: By) -> None:
    """The office finds this thread again, and every word in it. One whose parent may hear about no
    child stays guarded."""
    which = GuardedThread.number == whose.number
    if whose.parent_id is not None:
        number = db.session.get_one(Parent, whose.parent_id).number
        which = GuardedThread.parent_id == whose.parent_id
        which = or_(which, GuardedThread.number == number) if number else which
    ended = db.session.scalars(delete(GuardedThread).where(which).returning(GuardedThread.id)).all()
    if ended:
        _let_go(whose)
        record(by, Deed.THREAD_RETURNED, parent_id=whose.parent_id, inbound=_last(whose))


def _last(whose: Whose) -> int | None:
    return db.session.scalar(select(func.max(InText.id)).where(whose.wrote()))


def _let_go(whose: Whose) -> None:
    """Whoever had taken it may not find it any more."""
    waits = (whose.wrote(), InText.state == InState.FOR_A_PERSON)
    db.session.execute(update(InText).where(*waits).values(with_id=None))
    db.session.execute(
        update(InText)
        .where(*waits, InText.reading == Reading.BEING_TRANSLATED)
        .values(reading=Reading.NOT_READ)
    )
