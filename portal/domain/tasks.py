"""What a person must see to: the office's one list, and what is for one colleague; each item until
somebody has done it."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    String,
    and_,
    case,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Mapped, column_property, mapped_column

from portal import clock
from portal.db import Base, db
from portal.domain.history import By, Deed, named, record
from portal.domain.people import Child, SchoolClass


class TaskKind(StrEnum):
    COURT_ORDER = "court-order mark in the import"
    IN_CARE = "child in care: a lead names who is invited"
    WRONG_NUMBER = "wrong number"
    SHARED_NUMBER = "two people with one number"
    BARRED_NUMBER = "the number of someone who must not be contacted"
    CALL = "please ring"
    LANGUAGE = "asked for a language we do not have yet"
    BIRTHDAY_LOCKED = "birthday tried five times"
    NO_BIRTHDAY = "no birthday on file: give a code"
    CRECHE_WITHDRAWN = "crèche place withdrawn: ask the family"
    TEXT_FAILED = "a text did not arrive"
    TALK = "would like to talk"
    CHANGE_WANTED = "a change is asked for in what was agreed"
    STUCK = "stuck with the plan: please ring"
    PUPIL_STUCK = "the child says: I am stuck"
    READ_TO = "please ring and read out what was agreed"
    ON_PAPER = "please send on paper what was agreed"
    MISSED_TWICE = "missed two talks"
    ADD_COVER = "families wait for new times: please release the teacher"
    HELP_OFF = "a talk was called off: call off the help for it"
    NEWS_ON_PAPER = "good news on paper: no text reaches the family"


LONGEST_NOTE = 200
FOR_SAFEGUARDING = frozenset({TaskKind.COURT_ORDER})
"""Tasks that would tell their reader why: only the safeguarding lead sees them."""
SAID = frozenset(
    {
        TaskKind.CALL,
        TaskKind.TALK,
        TaskKind.LANGUAGE,
        TaskKind.STUCK,
        TaskKind.READ_TO,
        TaskKind.ON_PAPER,
    }
)
"""Tasks made of what a parent said: those of a guarded thread are the safeguarding lead's."""
OF_PLANS = frozenset(
    {
        TaskKind.CHANGE_WANTED,
        TaskKind.STUCK,
        TaskKind.PUPIL_STUCK,
        TaskKind.READ_TO,
        TaskKind.ON_PAPER,
    }
)
"""Tasks about what was agreed: they go along with the child to the next key teacher."""


class Task(Base):
    """open -> done. Only one open task of a kind for the same people."""

    __tablename__ = "task"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[TaskKind] = mapped_column(named(TaskKind))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("parent.id"))
    child_id: Mapped[int | None] = mapped_column(ForeignKey("child.id"))
    booking_id: Mapped[int | None]
    words: Mapped[str | None] = mapped_column(String(200))
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), index=True)
    """The colleague it was made for; none: the office's."""
    due_on: Mapped[date | None]
    made_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    for_id: Mapped[int | None] = column_property(
        case(
            (
                kind.in_(OF_PLANS),
                select(func.coalesce(Child.own_key_teacher_id, SchoolClass.key_teacher_id))
                .outerjoin(SchoolClass, SchoolClass.id == Child.class_id)
                .where(Child.id == child_id)
                .correlate_except(Child, SchoolClass)
                .scalar_subquery(),
            ),
            else_=staff_id,
        )
    )
    """Whose it is today: of what was agreed, the child's key teacher's."""


Index(
    "open_task",
    Task.made_at,
    sqlite_where=Task.done_at.is_(None),
    postgresql_where=Task.done_at.is_(None),
)


def ask_office(
    kind: TaskKind,
    *,
    parent_id: int | None = None,
    child_id: int | None = None,
    booking_id: int | None = None,
    words: str | None = None,
    staff_id: int | None = None,
    due_on: date | None = None,
) -> None:
    """Put a task on the office's list, or on that of one colleague (`staff_id`), unless the same
    one is there already. `due_on`: the last day on which it is still in time."""
    same = select(Task.id).where(
        Task.kind == kind,
        Task.parent_id.is_(parent_id) if parent_id is None else Task.parent_id == parent_id,
        Task.child_id.is_(child_id) if child_id is None else Task.child_id == child_id,
        Task.for_id.is_not_distinct_from(staff_id),
        Task.words.is_not_distinct_from(words),
        Task.done_at.is_(None),
    )
    if db.session.scalar(same) is None:
        db.session.add(
            Task(
                kind=kind,
                parent_id=parent_id,
                child_id=child_id,
                booking_id=booking_id,
                words=words,
                staff_id=staff_id,
                due_on=due_on,
                made_at=clock.now(),
            )
        )


def off_the_list(kind: TaskKind, parent_id: int | None, child_id: int | None) -> None:
    """What this asked for is not true any more, or is done: nobody need do it."""
    db.session.execute(
        update(Task)
        .where(
            Task.kind == kind,
            Task.parent_id.is_not_distinct_from(parent_id),
            Task.child_id.is_not_distinct_from(child_id),
            Task.done_at.is_(None),
        )
        .values(done_at=clock.now())
    )


def open_tasks() -> list[Task]:
    """All that the office has still to do, oldest first. What one colleague has to do stands on
    that colleague's own list, until it is overdue."""
    for_office = or_(Task.for_id.is_(None), Task.due_on < clock.today())
    return _open(and_(Task.kind.not_in(FOR_SAFEGUARDING), for_office))


def of_staff(staff_id: int) -> list[Task]:
    """What this colleague has still to do, oldest first."""
    return _open(and_(Task.kind.not_in(FOR_SAFEGUARDING), Task.for_id == staff_id))


def said() -> list[Task]:
    """All still to do that a parent asked for, whoever it is for, oldest first."""
    return _open(Task.kind.in_(SAID))


def about(parent_id: int) -> list[Task]:
    """What is still to do about this parent, oldest first."""
    return _open(and_(Task.kind.not_in(FOR_SAFEGUARDING), Task.parent_id == parent_id))


def open_for_safeguarding() -> list[Task]:
    """What waits for the safeguarding lead, oldest first."""
    return _open(Task.kind.in_(FOR_SAFEGUARDING))


def _open(which: ColumnElement[bool]) -> list[Task]:
    query = select(Task).where(Task.done_at.is_(None), which).order_by(Task.made_at, Task.id)
    return list(db.session.scalars(query))


def done(task_id: int, by: By, note: str = "") -> None:
    """Someone has seen to it; `note` is what they say of it, in their own words."""
    task = db.session.get(Task, task_id, with_for_update=True)
    if task and task.done_at is None:
        task.done_at, task.done_by_id = clock.now(), by.staff_id
        record(
            by,
            Deed.TASK_DONE,
            parent_id=task.parent_id,
            child_id=task.child_id,
            note=note[:LONGEST_NOTE] or None,
            task=task.id,
        )
