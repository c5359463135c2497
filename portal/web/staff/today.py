"""Today: what is to be done, by whom it can be done. A teacher sees their own talks and no more."""

from dataclasses import dataclass

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from portal import clock
from portal.db import act, db
from portal.domain import calling, desk, tasks, threads, under_way
from portal.domain.people import Parent, Role
from portal.domain.rounds import Round
from portal.domain.tasks import Task
from portal.web.access import by_staff, staff, staff_only
from portal.web.staff.pages import blueprint


@dataclass(frozen=True)
class Asked:
    """One round under way: how many have not answered, and whom a person rings."""

    round: Round
    not_answered: int
    to_ring: list[calling.ToRing]


@blueprint.get("")
@staff_only()
def today() -> ResponseReturnValue:
    """What this person can do today, by their roles."""
    person = staff()
    office = person.has(Role.OFFICE, Role.LEAD)
    teaches = person.has(Role.TEACHER)
    return render_template(
        "staff/today.html",
        today=clock.today(),
        office=_office() if office else None,
        teaches=teaches,
        talks=desk.talks_of_teacher(person.id) if teaches else [],
        creche=person.has(Role.CRECHE),
        safeguarding=_safeguarding() if person.has(Role.SAFEGUARDING) else None,
    )


@dataclass(frozen=True)
class Office:
    """Everything the office begins its day with. `names`: those of the tasks' parents."""

    tasks: list[Task]
    names: dict[int, str]
    waiting: int
    safeguarding: int
    talks: list[desk.Line]
    asked: list[Asked]
    needs: list[desk.Line]


def _office() -> Office:
    rounds = under_way.rounds()
    silent = under_way.not_answered(around.id for around in rounds)
    open_tasks = tasks.open_tasks()
    return Office(
        tasks=open_tasks,
        names=_names({task.parent_id for task in open_tasks if task.parent_id}),
        waiting=threads.waiting(safeguarding=False),
        safeguarding=threads.waiting(safeguarding=True),
        talks=desk.of_day(clock.today()),
        asked=[
            Asked(around, silent.get(around.id, 0), calling.call_list(around.id))
            for around in rounds
        ],
        needs=desk.needs_soon(),
    )


@dataclass(frozen=True)
class Safeguarding:
    """What waits for the safeguarding lead: texts, and court-order marks from an import."""

    texts: int
    marks: int


def _safeguarding() -> Safeguarding:
    return Safeguarding(threads.waiting(safeguarding=True), len(tasks.open_for_safeguarding()))


def _names(parent_ids: set[int]) -> dict[int, str]:
    rows = db.session.execute(
        select(Parent.id, Parent.first_name, Parent.last_name).where(Parent.id.in_(parent_ids))
    )
    return {parent_id: f"{first} {last}".strip() for parent_id, first, last in rows}


@blueprint.post("/tasks/<int:task_id>/done")
@staff_only(Role.OFFICE, Role.LEAD)
def task_done(task_id: int) -> ResponseReturnValue:
    """Somebody has seen to it."""
    if task_id in {task.id for task in tasks.open_for_safeguarding()}:
        abort(404)
    with act():
        tasks.done(task_id, by_staff())
    flash("Done. It is off the list.")
    return redirect(url_for("staff.today"), 303)
