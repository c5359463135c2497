"""What Today lists: tasks with whom they are about, and why texts stand still. Only looks.

Tasks are made and done in `tasks`, messages are counted in `threads`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal import clock
from portal.db import db
from portal.domain import (
    guarding,
    reaching,
    tasks,
)
from portal.domain.people import Child, Guardianship, NumberState, Parent, Role, Staff
from portal.domain.tasks import FOR_SAFEGUARDING, OF_PLANS, SAID, Task, TaskKind


@dataclass(frozen=True)
class Todo:
    """One task, with names. `for_whom`: the colleague it is for, if it is not the office's."""

    id: int
    kind: TaskKind
    words: str
    parent_id: int | None
    parent: str
    child_id: int | None
    made_at: datetime
    due_on: date | None
    for_whom: str

    @property
    def overdue(self) -> bool:
        return self.due_on is not None and self.due_on < clock.today()


@dataclass(frozen=True)
class ToTalk:
    """One task of a colleague, with what is needed to ring. `number`: None where none may be
    dialled; `plan_of`: the child (id) whose plan it is about."""

    id: int
    kind: TaskKind
    words: str
    parent: str
    child: str
    plan_of: int | None
    number: str | None
    language: str | None
    interpreter: bool
    made_at: datetime
    due_on: date | None

    @property
    def overdue(self) -> bool:
        return self.due_on is not None and self.due_on < clock.today()


def of_office() -> list[Todo]:
    """All that the office has to do, and what is overdue with a colleague; oldest first."""
    found = tasks.open_tasks()
    guarded = _of_guarded(found)
    return _named([one for one in found if one.id not in guarded])


def of_safeguarding() -> list[Todo]:
    """What parents whose threads are guarded asked for, of whomever; oldest first."""
    found = tasks.said()
    guarded = _of_guarded(found)
    return _named([one for one in found if one.id in guarded])


def _of_guarded(found: list[Task]) -> set[int]:
    """Those of these tasks (ids) that nobody but the safeguarding lead finds."""
    said = [one for one in found if one.kind in SAID and one.parent_id]
    guarded = guarding.guarded_among({one.parent_id for one in said if one.parent_id})
    return {one.id for one in said if one.parent_id in guarded}


def about(parent_id: int) -> list[Todo]:
    """All that is to do about this parent, with every word: for whoever reads their thread."""
    return _named(tasks.about(parent_id))


def _named(found: list[Task]) -> list[Todo]:
    names = {
        parent.id: parent.full_name
        for parent in _parents({task.parent_id for task in found if task.parent_id})
    }
    staff = _staff({task.for_id for task in found if task.for_id})
    return [
        Todo(
            id=task.id,
            kind=task.kind,
            words=task.words or "",
            parent_id=task.parent_id,
            parent=names.get(task.parent_id or 0, ""),
            child_id=task.child_id,
            made_at=task.made_at,
            due_on=task.due_on,
            for_whom=staff.get(task.for_id or 0, ""),
        )
        for task in found
    ]


def of_staff(staff_id: int) -> list[ToTalk]:
    """What this colleague has to do, oldest first; nothing about a parent who may hear nothing
    about the child, or whose thread is guarded."""
    found = tasks.of_staff(staff_id)
    parent_ids = {task.parent_id for task in found if task.parent_id}
    parents = {parent.id: parent for parent in _parents(parent_ids)}
    children = _children({task.child_id for task in found if task.child_id})
    guarded, may_hear = _of_guarded(found), _who_may_hear(parent_ids)
    blocked = reaching.blocked_numbers() if parents else set()
    return [
        _to_talk(task, parents.get(task.parent_id or 0), children, blocked)
        for task in found
        if task.id not in guarded and may_hear(task)
    ]


def _to_talk(
    task: Task,
    parent: Parent | None,
    children: dict[int, str],
    blocked: set[str],
) -> ToTalk:
    rings = parent is not None and parent.number_state in (NumberState.GOOD, NumberState.LANDLINE)
    number = parent.number if parent and rings and parent.number not in blocked else None
    return ToTalk(
        id=task.id,
        kind=task.kind,
        words=task.words or "",
        parent=parent.full_name if parent else "",
        child=children.get(task.child_id or 0, ""),
        plan_of=task.child_id if task.kind in OF_PLANS else None,
        number=number,
        language=parent.language if parent else None,
        interpreter=parent.interpreter if parent else False,
        made_at=task.made_at,
        due_on=task.due_on,
    )


def _who_may_hear(parent_ids: set[int]) -> Callable[[Task], bool]:
    """Whether the parent of a task, one of these, may hear about its child, or about any."""
    query = select(Guardianship).where(Guardianship.parent_id.in_(parent_ids))
    ties: dict[int, list[Guardianship]] = {parent_id: [] for parent_id in parent_ids}
    for tie in db.session.scalars(query.options(joinedload(Guardianship.child))):
        ties[tie.parent_id].append(tie)

    def may_hear(task: Task) -> bool:
        if task.parent_id is None:
            return True
        theirs = ties[task.parent_id]
        if reaching.why_not_with(theirs):
            return False
        return task.child_id is None or any(
            tie.child_id == task.child_id and reaching.may_reach(tie) for tie in theirs
        )

    return may_hear


def may_do(task_id: int, person: Staff) -> bool:
    """Whether this person finds this task, done or not: the office all but the safeguarding
    lead's, everybody else their own."""
    task = db.session.get(Task, task_id)
    if task is None or task.kind in FOR_SAFEGUARDING:
        return False
    if _of_guarded([task]):
        return person.has(Role.SAFEGUARDING)
    return person.has(Role.OFFICE, Role.LEAD) or task.for_id == person.id


def _parents(ids: set[int]) -> Sequence[Parent]:
    return db.session.scalars(select(Parent).where(Parent.id.in_(ids))).all()


def _staff(ids: set[int]) -> dict[int, str]:
    rows = db.session.execute(select(Staff.id, Staff.name).where(Staff.id.in_(ids)))
    return {staff_id: name for staff_id, name in rows}


def _children(ids: set[int]) -> dict[int, str]:
    rows = db.session.execute(select(Child.id, Child.first_name).where(Child.id.in_(ids)))
    return {child_id: name for child_id, name in rows}
