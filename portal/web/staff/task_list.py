"""The one list of tasks, one task by itself, and what is done with it: taken, handed on, done."""

from dataclasses import dataclass
from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.db import act
from portal.domain import handing_on, task_rights, tasks, todo
from portal.domain.people import Role, Staff
from portal.domain.task_rights import OFFICE, SEES_ALL
from portal.domain.tasks import LONGEST_NOTE, TaskKind
from portal.domain.todo import A_PAGE, Counts, Todo, View, When
from portal.domain.waiting_elsewhere import Elsewhere, elsewhere
from portal.web.access import by_staff, staff, staff_only
from portal.web.forms import tidy, typed
from portal.web.numbers import row_id
from portal.web.staff.pages import blueprint
from portal.wording.refusals import Reason, Refused, say_to_staff

VIEWS = {
    View.MINE: "Mine",
    View.NOBODYS: "Nobody’s",
    View.ALL: "Everybody’s",
    View.DONE: "Done lately",
}
OF_ALL = (View.NOBODYS, View.ALL)
"""For those who find tasks that are not with them."""
HEADINGS = {
    When.OVERDUE: "Overdue",
    When.TODAY: "Due today",
    When.THIS_WEEK: "This week",
    When.LATER: "Later",
}
TO_OFFICE = "office"
ELSEWHERE: dict[Elsewhere, tuple[str, str, str, dict[str, Any]]] = {
    Elsewhere.MESSAGES: ("message in the inbox", "messages in the inbox", "staff.inbox", {}),
    Elsewhere.GUARDED_MESSAGES: (
        "message for the safeguarding lead",
        "messages for the safeguarding lead",
        "staff.inbox",
        {"show": "guarded"},
    ),
    Elsewhere.HELP: ("promise of help to arrange", "promises of help to arrange", "", {}),
    Elsewhere.NEEDS: (
        "talk with help to arrange in three days",
        "talks with help to arrange in three days",
        "staff.today",
        {"_anchor": "needs"},
    ),
    Elsewhere.CALLS: (
        "parent to ring or write to",
        "parents to ring or write to",
        "staff.today",
        {},
    ),
    Elsewhere.NO_TIMES: (
        "teacher to release again: no free times",
        "teachers to release again: no free times",
        "staff.today",
        {},
    ),
    Elsewhere.FELL_THROUGH: (
        "family to tell of what has happened",
        "families to tell of what has happened",
        "staff.today",
        {"_anchor": "happened"},
    ),
    Elsewhere.NOT_MARKED: (
        "talk of which nobody said who came",
        "talks of which nobody said who came",
        "staff.today",
        {"_anchor": "who-came"},
    ),
    Elsewhere.IN_DOUBT: (
        "text in doubt after a restore",
        "texts in doubt after a restore",
        "staff.after_restore",
        {},
    ),
    Elsewhere.MARKS: (
        "mark from an import to look at",
        "marks from an import to look at",
        "staff.no_contact_list",
        {},
    ),
}
"""One, many, and where it is seen to."""


@dataclass(frozen=True)
class Tab:
    """One way to narrow the list, and how many are in it where that is counted."""

    view: View
    words: str
    count: int


@dataclass(frozen=True)
class Group:
    """Tasks under one heading."""

    heading: str
    tasks: list[Todo]


@dataclass(frozen=True)
class Also:
    """What waits on another list: "3 messages in the inbox", and the way there."""

    words: str
    path: str


def counts() -> Counts:
    """How much stands on the list of whoever is signed in; asked once for each page."""
    if "task_counts" not in g:
        g.task_counts = todo.counts(staff())
    found: Counts = g.task_counts
    return found


@blueprint.get("/tasks")
@staff_only()
def task_list() -> ResponseReturnValue:
    """All that is to do, what is due first; narrowed to mine, nobody's, or one kind."""
    tabs = _tabs()
    view = _view(tabs)
    kind = _kind()
    number = max(request.args.get("page", 1, type=row_id), 1)
    page = todo.page(staff(), view, kind, number)
    return render_template(
        "staff/tasks.html",
        tabs=tabs,
        view=view,
        kind=kind,
        page=page,
        number=number,
        pages=-(-page.total // A_PAGE),
        groups=_groups(page.tasks, view),
        counts=counts(),
        also=_also(),
        back=request.full_path.rstrip("?"),
        **_opens(),
    )


def _opens() -> dict[str, bool]:
    """What a row may lead to: cards of parents and children, and plans."""
    return {"office": staff().has(*OFFICE), "teaches": staff().has(Role.TEACHER)}


def _tabs() -> list[Tab]:
    found = counts()
    number = {View.MINE: found.mine, View.NOBODYS: found.nobodys, View.ALL: found.all}
    all_of_it = staff().has(*SEES_ALL)
    shown = [view for view in VIEWS if all_of_it or view not in OF_ALL]
    return [Tab(view, VIEWS[view], number.get(view, 0)) for view in shown]


def _view(tabs: list[Tab]) -> View:
    """What is asked for; otherwise everything this person finds, what is due first."""
    asked = request.args.get("show")
    shown = [tab.view for tab in tabs]
    if asked is None:
        return View.ALL if View.ALL in shown else View.MINE
    if asked not in shown:
        abort(404)
    return View(asked)


def _kind() -> TaskKind | None:
    asked = request.args.get("kind")
    return TaskKind(asked) if asked in set(TaskKind) else None


def _groups(found: list[Todo], view: View) -> list[Group]:
    if view == View.DONE:
        return [Group("", found)] if found else []
    by_when = {when: [one for one in found if one.when == when] for when in When}
    return [Group(HEADINGS[when], some) for when, some in by_when.items() if some]


def _also() -> list[Also]:
    waits = []
    for where, count in elsewhere(staff()).items():
        one, many, endpoint, values = ELSEWHERE[where]
        if where == Elsewhere.HELP:
            endpoint = "staff.help_list" if staff().has(*SEES_ALL) else "staff.today"
        waits.append(Also(f"{count} {one if count == 1 else many}", url_for(endpoint, **values)))
    return waits


@blueprint.get("/tasks/<int:task_id>")
@staff_only()
def task(task_id: int) -> ResponseReturnValue:
    """One task: what it is, who has it, and all that can be done with it."""
    return _show(_found(task_id), request.args.get("back", ""))


def _found(task_id: int) -> Todo:
    found = todo.find(task_id, staff())
    if found is None:
        abort(404)
    return found


def _show(found: Todo, back: str, sorry: str = "") -> str:
    colleagues: list[Staff] = []
    if not found.done_at:
        colleagues = task_rights.may_have(found.id, staff().id)
    return render_template(
        "staff/task.html",
        task=found,
        colleagues=[one for one in colleagues if one.id != found.holder_id],
        typed=typed(),
        sorry=sorry,
        back=_safe(back),
        **_opens(),
    )


def _safe(back: str) -> str:
    """Today, the list as it stood, or what happened: nothing else is gone back to."""
    lists = url_for("staff.task_list"), f"{url_for('staff.something_happened')}/"
    known = back.startswith(lists) or back == url_for("staff.today")
    return back if known else url_for("staff.task_list")


def _go_back() -> ResponseReturnValue:
    return redirect(_safe(request.form.get("back", url_for("staff.today"))), 303)


@blueprint.post("/tasks/<int:task_id>/take")
@staff_only()
def take_task(task_id: int) -> ResponseReturnValue:
    """I see to it; who comes second is told who has it."""
    _found(task_id)
    try:
        with act():
            handing_on.take(task_id, by_staff())
        flash("You see to it now.")
    except Refused as refused:
        flash(_sorry(refused))
    return _go_back()


@blueprint.post("/tasks/<int:task_id>/hand-on")
@staff_only()
def hand_on_task(task_id: int) -> ResponseReturnValue:
    """A colleague sees to it, or the office, with a few words for them."""
    if todo.find(task_id, staff()) is None and handing_on.gave_away(task_id, staff().id):
        return _go_back()  # pressed twice, and it is not theirs to find any more
    _found(task_id)
    chosen = request.form.get("to", "")
    to = None if chosen == TO_OFFICE else request.form.get("to", 0, type=row_id)
    seen = request.form.get("seen", 0, type=row_id) or None
    words = _words()
    try:
        with act():
            handing_on.hand_on(task_id, to, words, seen, by_staff())
    except Refused as refused:
        return _refuse(task_id, refused)
    flash("Handed on. It stands on your colleague’s list." if to else "It is the office’s again.")
    return _go_back()


@blueprint.post("/tasks/<int:task_id>/done")
@staff_only()
def task_done(task_id: int) -> ResponseReturnValue:
    """Somebody has seen to it: the office, or the colleague it is with, with a few words."""
    _found(task_id)
    try:
        with act():
            tasks.done(task_id, by_staff(), _words())
    except Refused as refused:
        return _refuse(task_id, refused)
    flash("Done. It is off the list.")
    return _go_back()


@blueprint.post("/tasks/<int:task_id>/undo")
@staff_only()
def undo_task(task_id: int) -> ResponseReturnValue:
    """It is not done after all."""
    _found(task_id)
    try:
        with act():
            tasks.undo(task_id, by_staff())
        flash("It is on the list again.")
    except Refused as refused:
        flash(_sorry(refused))
    return _go_back()


def _words() -> str:
    return tidy(request.form.get("note"))[:LONGEST_NOTE]


def _refuse(task_id: int, refused: Refused) -> ResponseReturnValue:
    """The task as it stands now, why not, and what was typed."""
    found = todo.find(task_id, staff())
    if found is None:  # it went where this person does not find it
        flash(_sorry(refused))
        return _go_back()
    return _show(found, request.form.get("back", ""), _sorry(refused)), 409


def _sorry(refused: Refused) -> str:
    who = refused.facts.get("who")
    if who and refused.reason == Reason.TASK_OVER:
        return f"{who} has seen to this already."
    if who and refused.reason == Reason.TASK_TAKEN:
        return f"{who} has this task now."
    return say_to_staff(refused.reason)
