"""Tasks as pages list them: with names, by when, with whom, and what is needed to ring. Only looks.

Tasks are made and done in `tasks`, handed from one to another in `handing_on`; who finds which is
in `task_rights`. A list takes the same few queries for ten tasks and for a thousand.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Integer,
    Select,
    and_,
    bindparam,
    case,
    func,
    or_,
    select,
)
from sqlalchemy.orm import aliased

from portal import clock
from portal.db import TODAY, db
from portal.domain import reaching, task_rights, tasks
from portal.domain.bookings import Booking, BookingState
from portal.domain.people import Child, NumberState, Parent, Staff
from portal.domain.rounds import Slot
from portal.domain.task_rights import SEES_ALL, Here, Reader, Whoever
from portal.domain.tasks import OF_PLANS, RULES, Task, TaskKind

A_PAGE = 50
DONE_LATELY = timedelta(days=14)
OPEN = Task.done_at.is_(None)
DIALLED = (NumberState.GOOD, NumberState.LANDLINE)
NOBODY_RINGS = frozenset(
    {
        TaskKind.WRONG_NUMBER,
        TaskKind.SHARED_NUMBER,
        TaskKind.BARRED_NUMBER,
        TaskKind.HELP_OFF,
    }
)
"""Tasks that are not seen to by ringing the parent's number."""


class View(StrEnum):
    """Which tasks a list shows, of those its reader finds."""

    MINE = "mine"
    NOBODYS = "nobody"
    ALL = "all"
    DONE = "done"


class Part(StrEnum):
    """A part of a person's list, for Today: what is with them, everything else, and of that what
    only the safeguarding lead finds."""

    MINE = "mine"
    OTHERS = "others"
    GUARDED = "guarded"


class When(StrEnum):
    """How soon a task is due. A week ends with its Sunday."""

    OVERDUE = "overdue"
    TODAY = "today"
    THIS_WEEK = "this week"
    LATER = "later"


@dataclass(frozen=True)
class Todo:
    """One task. `holder`: the colleague who has it, "" while nobody does; `was_with`: who had it
    and cannot see to it now; `number`: None where none may be dialled; `note`: what a colleague
    last said of it, `handed_by` whom they had it from."""

    id: int
    kind: TaskKind
    words: str
    parent_id: int | None
    child_id: int | None
    parent: str
    child: str
    number: str | None
    language: str | None
    interpreter: bool
    made_at: datetime
    due_on: date | None
    holder_id: int | None
    holder: str
    was_with: str
    handed_by: str
    note: str
    guarded: bool
    done_at: datetime | None
    done_by_id: int | None
    done_by: str

    @property
    def overdue(self) -> bool:
        return self.when == When.OVERDUE

    @property
    def when(self) -> When:
        today = clock.today()
        if self.due_on is None:
            return When.LATER
        if self.due_on <= today:
            return When.TODAY if self.due_on == today else When.OVERDUE
        sunday = today + timedelta(days=6 - today.weekday())
        return When.THIS_WEEK if self.due_on <= sunday else When.LATER

    @property
    def plan_of(self) -> int | None:
        """The child (id) whose plan it is about."""
        return self.child_id if self.kind in OF_PLANS else None

    @property
    def why_then(self) -> str:
        """Why it is due on that day."""
        return RULES[self.kind].why

    @property
    def rings(self) -> bool:
        """Whether it is seen to by ringing the parent."""
        return bool(self.parent) and self.kind not in NOBODY_RINGS

    @property
    def can_be_undone(self) -> bool:
        done_at = self.done_at
        return done_at is not None and tasks.can_be_undone(self.kind, done_at, self.done_by_id)


@dataclass(frozen=True)
class Counts:
    """How many open tasks a person's list has: with them, with nobody, in all; overdue, and due
    today."""

    mine: int
    nobodys: int
    all: int
    overdue: int
    today: int

    @property
    def waiting(self) -> int:
        """Those that are this person's turn: theirs, and what nobody sees to."""
        return self.mine + self.nobodys


@dataclass(frozen=True)
class Page:
    """One page of a list, and how many tasks the whole list has. `kinds`: of which kinds there are
    some in this view."""

    tasks: list[Todo]
    total: int
    kinds: list[TaskKind]


# -- a person's list -----------------------------------------------------------------------------


def page(person: Staff, view: View, kind: TaskKind | None = None, number: int = 1) -> Page:
    """One page (the first is 1): what is due first, of one day by the hour of its talk, then what
    was made first; what is done, the newest first."""
    t = _listed_in(view, person)
    shown = _in_view(t, person, view)
    kinds = {
        found: count
        for found, count in db.session.execute(
            select(t.c.kind, func.count()).where(shown).group_by(t.c.kind)
        )
    }
    narrowed = and_(shown, t.c.kind == kind) if kind else shown
    query = _rows(t).where(narrowed).limit(A_PAGE).offset((number - 1) * A_PAGE)
    if view == View.DONE:
        query = query.order_by(None).order_by(t.c.done_at.desc(), t.c.id.desc())
    total = kinds.get(kind, 0) if kind else sum(kinds.values())
    return Page(_read(query), total, sorted(kinds, key=list(TaskKind).index))


def counts(person: Staff) -> Counts:
    """What stands on this person's list."""
    who = task_rights.reader(person)
    asked = {"me": who.id, **task_rights.here(who.id).ids()}
    return Counts(*db.session.execute(_counting(who.office, who.safeguarding), asked).one())


@cache
def _counting(office: bool, safeguarding: bool) -> Select[int, int, int, int, int]:
    """Made once: it is asked for every page of every colleague."""
    me = bindparam("me", type_=Integer)
    t = task_rights.standing(OPEN, Whoever())
    return (
        select(
            func.count().filter(t.c.holder_id == me),
            func.count().filter(t.c.holder_id.is_(None)),
            func.count(),
            func.count().filter(t.c.due_on < TODAY),
            func.count().filter(t.c.due_on == TODAY),
        )
        .select_from(t)
        .where(task_rights.listed(t, Reader(me, office, safeguarding)))
    )


def first(person: Staff, part: Part, most: int) -> list[Todo]:
    """The first of this part of a person's list: what is overdue, then what is due today."""
    t = _listed_in(View.ALL, person)
    mine = func.coalesce(t.c.holder_id == person.id, False)
    of_part = {
        Part.MINE: mine,
        Part.OTHERS: and_(~mine, ~t.c.guarded),
        Part.GUARDED: and_(~mine, t.c.guarded),
    }[part]
    return _read(
        _rows(t).where(task_rights.listed(t, task_rights.reader(person)), of_part).limit(most)
    )


def find(task_id: int, person: Staff) -> Todo | None:
    """This task, open or done, if this person finds it."""
    t = task_rights.standing(Task.id == task_id, task_rights.here(person.id))
    for one in _read(_rows(t).where(task_rights.finds(t, task_rights.reader(person)))):
        return one
    return None


def about(parent_id: int) -> list[Todo]:
    """All that is to do about this parent, with every word: for whoever reads their thread."""
    t = task_rights.standing(and_(OPEN, Task.parent_id == parent_id), task_rights.here())
    return _read(_rows(t))


def to_call_off(person: Staff, booking_ids: Collection[int], others: Collection[str]) -> list[Todo]:
    """The help still to be called off for these talks; and what begins with one of these words,
    which is about no talk by itself: an interpreter whom nobody needs that day."""
    of_them = or_(
        Task.booking_id.in_(booking_ids),
        *(Task.words.startswith(words, autoescape=True) for words in others),
    )
    wanted = and_(OPEN, Task.kind == TaskKind.HELP_OFF, of_them)
    t = task_rights.standing(wanted, task_rights.here(person.id))
    return _read(_rows(t).where(task_rights.finds(t, task_rights.reader(person))))


def guarded_waits() -> bool:
    """Whether a task of a guarded thread is open."""
    t = task_rights.standing(OPEN, Here([]))
    return db.session.scalar(select(t.c.id).where(t.c.guarded).limit(1)) is not None


def _listed_in(view: View, person: Staff) -> CTE:
    lately = Task.done_at > clock.now() - DONE_LATELY
    return task_rights.standing(lately if view == View.DONE else OPEN, task_rights.here(person.id))


def _in_view(t: CTE, person: Staff, view: View) -> ColumnElement[bool]:
    who = task_rights.reader(person)
    listed = task_rights.listed(t, who)
    match view:
        case View.MINE:
            return and_(listed, t.c.holder_id == person.id)
        case View.NOBODYS:
            return and_(listed, t.c.holder_id.is_(None))
        case View.ALL:
            return listed
        case View.DONE:
            did = and_(
                task_rights.finds(t, task_rights.reader(person)), t.c.done_by_id == person.id
            )
            return or_(listed, did) if person.has(*SEES_ALL) else did


# -- reading -------------------------------------------------------------------------------------


def _rows(t: CTE) -> Select[Any]:
    holder, before, giver, doer = aliased(Staff), aliased(Staff), aliased(Staff), aliased(Staff)
    rings = and_(t.c.may_hear, Parent.number_state.in_(DIALLED), ~reaching.number_is_blocked())
    was = and_(t.c.holder_id.is_(None), ~t.c.to_office)
    had, hour = func.coalesce(t.c.owner_id, t.c.for_id), _hour()
    return (
        select(
            t.c.id,
            t.c.kind,
            func.coalesce(Task.words, ""),
            t.c.parent_id,
            t.c.child_id,
            func.trim(func.coalesce(Parent.first_name + " " + Parent.last_name, "")),
            func.coalesce(Child.first_name, ""),
            case((rings, Parent.number)),
            Parent.language,
            func.coalesce(Parent.interpreter, False),
            t.c.made_at,
            t.c.due_on,
            t.c.holder_id,
            func.coalesce(holder.name, ""),
            func.coalesce(before.name, ""),
            func.coalesce(giver.name, ""),
            func.coalesce(Task.note, ""),
            t.c.guarded,
            t.c.done_at,
            t.c.done_by_id,
            func.coalesce(doer.name, ""),
        )
        .join(Task, Task.id == t.c.id)
        .outerjoin(Parent, Parent.id == t.c.parent_id)
        .outerjoin(Child, Child.id == t.c.child_id)
        .outerjoin(holder, holder.id == t.c.holder_id)
        .outerjoin(before, and_(was, before.id == had))
        .outerjoin(giver, giver.id == Task.handed_by_id)
        .outerjoin(doer, doer.id == t.c.done_by_id)
        .outerjoin(Booking, Booking.id == Task.booking_id)
        .outerjoin(Slot, Slot.id == Booking.slot_id)
        .order_by(
            func.coalesce(Slot.day != TODAY, True),  # what is about a talk of today cannot wait
            t.c.due_on.is_(None),
            t.c.due_on,
            hour.is_(None),
            hour,
            t.c.made_at,
            t.c.id,
        )
    )


def _hour() -> ColumnElement[datetime]:
    """When the talk is, or was to be, that a task is about. Help that is called off because the
    talk has another time was for the old one, which nobody knows any more: then first of all."""
    has_moved = and_(Task.kind == TaskKind.HELP_OFF, Booking.state == BookingState.BOOKED)
    return case((has_moved, Task.made_at), else_=Slot.starts_at)


def _read(query: Select[Any]) -> list[Todo]:
    return [Todo(*row) for row in db.session.execute(query)]
