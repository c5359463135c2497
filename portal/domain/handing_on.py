"""A task goes from hand to hand: taken, handed on to a colleague, given back to the office.

Two colleagues who reach for the same one come one after the other: the row is locked, and who comes
second is told who has it. Every verb runs inside the caller's `act()`, by somebody who finds the
task (`task_rights`).
"""

from sqlalchemy import select

from portal import clock
from portal.db import db
from portal.domain import task_rights, tasks
from portal.domain.history import By, Deed
from portal.domain.people import Staff
from portal.domain.tasks import LONGEST_NOTE, Task
from portal.wording.refusals import Reason, Refused


def take(task_id: int, by: By) -> None:
    """This colleague sees to it; nothing changes for one who has it already.

    Refuses TASK_OVER (`who`), and TASK_TAKEN (`who`) where a colleague has it who can see to it.
    """
    task = _open(task_id)
    holder_id = task_rights.holder(task_id, by.staff_id)
    if holder_id == by.staff_id:
        return
    if holder_id:
        raise Refused(Reason.TASK_TAKEN, who=_name(holder_id))
    _give(task, by.staff_id, None)
    tasks.record_of(by, Deed.TASK_TAKEN, task)


def hand_on(task_id: int, to: int | None, words: str, seen: int | None, by: By) -> None:
    """A colleague (`to`) sees to it from now on, or the office (None), with a few words for them.
    `seen`: who had it (id) when this was decided; handed on twice it is done once.

    Refuses TASK_OVER (`who`); HEIR_GONE for a colleague who may not have it or is not here; and
    TASK_TAKEN (`who`) where somebody else has it by now.
    """
    task = _open(task_id)
    if to is not None and to not in {one.id for one in task_rights.may_have(task_id, by.staff_id)}:
        raise Refused(Reason.HEIR_GONE)
    holder_id = task_rights.holder(task_id, by.staff_id)
    if holder_id == to and task.handed_by_id == by.staff_id and task.note == _as_kept(words, task):
        return
    if holder_id not in (None, seen, by.staff_id):
        raise Refused(Reason.TASK_TAKEN, who=_name(holder_id))
    _give(task, to, by.staff_id)
    task.note = _as_kept(words, task)
    tasks.record_of(by, Deed.TASK_HANDED_ON, task, note=words[:LONGEST_NOTE] or None, to=to)


def gave_away(task_id: int, staff_id: int) -> bool:
    """Whether this colleague handed it on last: whoever then does not find it any more may have
    pressed twice. Only looks."""
    query = select(Task.id).where(Task.id == task_id, Task.handed_by_id == staff_id)
    return db.session.scalar(query) is not None


def _open(task_id: int) -> Task:
    task = tasks.find(task_id)
    tasks.refuse_over(task)
    return task


def _give(task: Task, owner_id: int | None, handed_by_id: int | None) -> None:
    task.owner_id, task.handed_by_id = owner_id, handed_by_id
    task.owned_at, task.to_office = clock.now(), owner_id is None


def _as_kept(words: str, task: Task) -> str | None:
    """Nothing said leaves what was last said."""
    return words[:LONGEST_NOTE] or task.note


def _name(staff_id: int) -> str:
    return db.session.get_one(Staff, staff_id).name
