"""What a person must see to: the office's one list, and what is for one colleague; each item until
somebody has done it.

By when each kind is due stands in `RULES`. Who finds a task and who has it is in `task_rights`, how
it goes from hand to hand in `handing_on`, and what a page lists in `todo`.
"""

from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    Select,
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
from portal.domain import reaching
from portal.domain.history import By, Deed, named, record
from portal.domain.people import Child, SchoolClass, Staff
from portal.domain.task_due import Rule
from portal.wording.refusals import Reason, Refused


class TaskKind(StrEnum):
    COURT_ORDER = "court-order mark in the import"
    CONFIRM_HOLD = "no contact was set: please confirm it"
    REVIEW_HOLD = "no contact: please look at it again"
    SECOND_TO_LIFT = "lifting no contact waits for a second person"
    IN_CARE = "child in care: a lead names who is invited"
    WRONG_NUMBER = "wrong number"
    NUMBER_SILENT = "no answer whether the number is still theirs"
    NEW_NUMBER = "chose a new number on their page"
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
    ASK_MOVE = "ask whether the new time of the talk suits them"
    NOT_MOVED = "asked about another time: the talk stays at the old one"
    ADD_COVER = "families wait for new times: please release the teacher"
    HELP_OFF = "a talk was called off: call off the help for it"
    NOT_LISTED = "a caller who is told nothing yet: ring back"
    TOGETHER = "both would like to come together"
    TWO_TALKS = "a talk together is two talks again: ring each by themselves"
    NEWS_ON_PAPER = "good news on paper: no text reaches the family"


LONGEST_NOTE = 200
OF_HOLDS = frozenset(
    {
        TaskKind.COURT_ORDER,
        TaskKind.CONFIRM_HOLD,
        TaskKind.REVIEW_HOLD,
        TaskKind.SECOND_TO_LIFT,
    }
)
"""Tasks about a hold: done with it, by nothing else."""
FOR_SAFEGUARDING = OF_HOLDS
"""Tasks that would tell their reader why: only the safeguarding lead sees them."""
SAID = frozenset(
    {
        TaskKind.CALL,
        TaskKind.TALK,
        TaskKind.LANGUAGE,
        TaskKind.STUCK,
        TaskKind.READ_TO,
        TaskKind.ON_PAPER,
        TaskKind.NOT_LISTED,
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
FOR_TEACHERS = OF_PLANS | {TaskKind.TALK, TaskKind.CALL, TaskKind.MISSED_TWICE}
"""What the office may hand on to a colleague who teaches the child: talking with the family."""
FOR_CRECHE = frozenset({TaskKind.CRECHE_WITHDRAWN})
"""What the office may hand on to a crèche lead, who knows the family at the door."""

RULES: dict[TaskKind, Rule] = {
    TaskKind.COURT_ORDER: Rule(0, "nobody can be invited until somebody has looked"),
    TaskKind.CONFIRM_HOLD: Rule(1, "whoever set it may know only half of it"),
    TaskKind.REVIEW_HOLD: Rule(5, "it holds until then, and is looked at once a year"),
    TaskKind.SECOND_TO_LIFT: Rule(2, "until a second person agrees, it holds"),
    TaskKind.IN_CARE: Rule(2, "nobody is texted about the child until a lead has named who"),
    TaskKind.WRONG_NUMBER: Rule(1, "their next text finds nobody"),
    TaskKind.SHARED_NUMBER: Rule(1, "neither of the two gets a text"),
    TaskKind.BARRED_NUMBER: Rule(1, "they get no text"),
    TaskKind.NUMBER_SILENT: Rule(3, "until we know whose it is, nothing private goes to it"),
    TaskKind.NEW_NUMBER: Rule(1, "somebody else may have chosen it"),
    TaskKind.CALL: Rule(1, "they were told that somebody rings"),
    TaskKind.LANGUAGE: Rule(3, "until then they read English, and may need an interpreter"),
    TaskKind.BIRTHDAY_LOCKED: Rule(1, "their own page is shut to them"),
    TaskKind.NO_BIRTHDAY: Rule(1, "their own page is shut to them"),
    TaskKind.CRECHE_WITHDRAWN: Rule(0, "they plan their day with it"),
    TaskKind.TEXT_FAILED: Rule(1, "they do not know what was in it"),
    TaskKind.TALK: Rule(2, "they were told so"),
    TaskKind.CHANGE_WANTED: Rule(3, "what was agreed waits for it"),
    TaskKind.STUCK: Rule(2, "they were told so"),
    TaskKind.PUPIL_STUCK: Rule(2, "a child should not wait longer than a parent"),
    TaskKind.READ_TO: Rule(2, "they were told so"),
    TaskKind.ON_PAPER: Rule(2, "they cannot sign what they have not got"),
    TaskKind.MISSED_TWICE: Rule(3, "times for a third are still free"),
    TaskKind.ASK_MOVE: Rule(0, "the new time is kept for them only for a while"),
    TaskKind.NOT_MOVED: Rule(1, "there was a reason to move it"),
    TaskKind.ADD_COVER: Rule(1, "families were told that new times follow"),
    TaskKind.HELP_OFF: Rule(0, "whoever was booked may come for nothing, and be paid for it"),
    TaskKind.NOT_LISTED: Rule(1, "they were told that somebody rings back"),
    TaskKind.TOGETHER: Rule(2, "the two times can still be one"),
    TaskKind.TWO_TALKS: Rule(0, "each should hear only of their own talk"),
    TaskKind.NEWS_ON_PAPER: Rule(3, "good news is best while it is new"),
}
"""By when, and why then."""
ONLY_WHILE_TRUE = frozenset({TaskKind.TOGETHER})
"""What they say can become untrue without a word to anybody: done, they never come back by hand."""
UNDONE_WITHIN = timedelta(hours=2)
"""So long "done" can be taken back: a slip of the finger, or a call that broke off."""


class Task(Base):
    """One thing to see to. Only one open task of a kind for the same people.

    open -> done -> open (for two hours, unless the same is on the list again)
    open -> done (nobody: what it asked for is not true any more; that stays)

    While open it goes from hand to hand:

    the office's, or the colleague's it was made for -> taken (`owner_id`) -> handed on (another
    `owner_id`, `handed_by_id`) -> given back to the office (`to_office`) -> taken ...

    Whoever has it must be here and able to see to it: otherwise it is nobody's (`task_rights`).
    """

    __tablename__ = "task"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[TaskKind] = mapped_column(named(TaskKind))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("parent.id"))
    child_id: Mapped[int | None] = mapped_column(ForeignKey("child.id"))
    booking_id: Mapped[int | None]
    words: Mapped[str | None] = mapped_column(String(200))
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), index=True)
    """The colleague it was made for; none: the office's."""
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), index=True)
    """The colleague who took it, or to whom it was handed on."""
    owned_at: Mapped[datetime | None]
    handed_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    """Who handed it on; none: the owner took it."""
    to_office: Mapped[bool] = mapped_column(default=False)
    """It was given back: the office's, whoever it was made for."""
    note: Mapped[str | None] = mapped_column(String(LONGEST_NOTE))
    """What a colleague last said of it: handing it on, or when it was done."""
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
    """The colleague it is for today: of what was agreed, the child's key teacher."""


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
    one is there already. `due_on`: the last day on which it is still in time, where that is another
    than the usual one of its kind (`RULES`)."""
    if db.session.scalar(_same(kind, parent_id, child_id, staff_id, words)) is None:
        db.session.add(
            Task(
                kind=kind,
                parent_id=parent_id,
                child_id=child_id,
                booking_id=booking_id,
                words=words,
                staff_id=staff_id,
                due_on=due_on or RULES[kind].due_on(parent_id, child_id),
                made_at=clock.now(),
            )
        )


def _same(
    kind: TaskKind,
    parent_id: int | None,
    child_id: int | None,
    for_id: int | None,
    words: str | None,
) -> Select[int]:
    """An open task (id) that asks for the same."""
    return select(Task.id).where(
        Task.kind == kind,
        Task.parent_id.is_(parent_id) if parent_id is None else Task.parent_id == parent_id,
        Task.child_id.is_(child_id) if child_id is None else Task.child_id == child_id,
        Task.for_id.is_not_distinct_from(for_id),
        Task.words.is_not_distinct_from(words),
        Task.done_at.is_(None),
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


def take_off(kind: TaskKind, booking_id: int | None, words: str) -> bool:
    """This task about this talk, in these words, need not be done any more. Whether it was still to
    do."""
    same = (
        Task.kind == kind,
        Task.booking_id.is_not_distinct_from(booking_id),
        Task.words == words,
        Task.done_at.is_(None),
    )
    was_open = db.session.scalar(select(Task.id).where(*same).limit(1)) is not None
    if was_open:
        db.session.execute(update(Task).where(*same).values(done_at=clock.now()))
    return was_open


def open_tasks() -> list[Task]:
    """All that the office has still to do, oldest first. What one colleague has to do stands on
    that colleague's own list, until it is overdue."""
    for_office = or_(Task.for_id.is_(None), Task.due_on < clock.today())
    return _open(and_(Task.kind.not_in(FOR_SAFEGUARDING), for_office))


def open_for_safeguarding() -> list[Task]:
    """What waits for the safeguarding lead, oldest first."""
    return _open(Task.kind.in_(FOR_SAFEGUARDING))


def _open(which: ColumnElement[bool]) -> list[Task]:
    query = select(Task).where(Task.done_at.is_(None), which).order_by(Task.made_at, Task.id)
    return list(db.session.scalars(query))


# -- done, and not done after all --------------------------------------------------------------


def done(task_id: int, by: By, note: str = "") -> None:
    """Someone has seen to it; `note` is what they say of it, in their own words. Said twice by the
    same colleague it is done once.

    Refuses TASK_OVER (`who`: "" if it was not to be done any more) where it is off the list.
    """
    task = find(task_id)
    if task.done_at and task.done_by_id == by.staff_id:
        return
    refuse_over(task)
    task.done_at, task.done_by_id = clock.now(), by.staff_id
    said = note[:LONGEST_NOTE] or None
    task.note = said or task.note
    record_of(by, Deed.TASK_DONE, task, note=said)


def undo(task_id: int, by: By) -> None:
    """It is not done after all, and is on the list again with whoever had it. Undone twice it is
    the same.

    Refuses TASK_STAYS_DONE two hours after it was done, for what nobody did, and where contact with
    the parent is barred or held by now; TASK_AGAIN where the same is on the list already.
    """
    task = find(task_id)
    if task.done_at is None:
        return
    if not can_be_undone(task.kind, task.done_at, task.done_by_id) or _is_about_nobody(task):
        raise Refused(Reason.TASK_STAYS_DONE)
    same = _same(task.kind, task.parent_id, task.child_id, task.for_id, task.words)
    if db.session.scalar(same) is not None:
        raise Refused(Reason.TASK_AGAIN)
    task.done_at = task.done_by_id = None
    record_of(by, Deed.TASK_UNDONE, task)


def can_be_undone(kind: TaskKind, done_at: datetime, done_by_id: int | None) -> bool:
    """Whether a colleague did it, and not long ago."""
    lately = clock.now() - done_at <= UNDONE_WITHIN
    return done_by_id is not None and lately and kind not in ONLY_WHILE_TRUE


def _is_about_nobody(task: Task) -> bool:
    """Whether its parent may hear nothing about its child by now; of no child: about any. What they
    said themselves is the safeguarding lead's then, who may have it back."""
    if task.parent_id is None:
        return False
    if task.child_id is None and task.kind in SAID:
        return False
    return reaching.is_barred(task.parent_id, task.child_id)


def find(task_id: int) -> Task:
    """This task, locked. In an act."""
    return db.session.get_one(Task, task_id, with_for_update=True, populate_existing=True)


def refuse_over(task: Task) -> None:
    """Raises TASK_OVER (`who`) for what is off the list."""
    if task.done_at:
        doer = db.session.get(Staff, task.done_by_id) if task.done_by_id else None
        raise Refused(Reason.TASK_OVER, who=doer.name if doer else "")


def record_of(by: By, deed: Deed, task: Task, note: str | None = None, **about: int | None) -> None:
    """Ids only, and a colleague's own words."""
    record(
        by, deed, parent_id=task.parent_id, child_id=task.child_id, note=note, task=task.id, **about
    )
