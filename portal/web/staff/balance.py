"""The balance of good news and worries: of a class, child by child, for those who teach it; of the
school, by class and group, for leads; and the week's nudge on Today."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.db import act
from portal.domain import balance, nudges, school_days, spread, teaching
from portal.domain.balance import Line, Stand
from portal.domain.hiding import SMALLEST
from portal.domain.people import Child, Role
from portal.domain.spread import Split
from portal.web.access import by_staff, staff, staff_only
from portal.web.numbers import row_id
from portal.web.staff.charts import Chart, shares
from portal.web.staff.pages import blueprint

READERS = (Role.TEACHER, Role.LEAD)
"""Those who may teach a child. Not the office: what families are told is a record of the child."""
A_PAGE = 24
"""Names on one page of a list."""


@blueprint.get("/balance")
@staff_only(*READERS, second_step=True)
def the_balance() -> ResponseReturnValue:
    """Of the school, for leads; with `?class=` (or for anybody else) of one class."""
    if staff().has(Role.LEAD) and "class" not in request.args:
        return _of_school()
    return _of_class()


# -- one class -----------------------------------------------------------------------------------


def _of_class() -> str:
    person = staff()
    classes = {one.id: one for one in teaching.classes_of(person)}
    first = next(iter(classes), None)
    class_id = request.args.get("class", 0, type=row_id) if "class" in request.args else first
    if class_id is not None and class_id not in classes:
        abort(404)
    lines = balance.of(teaching.teaches(person) & (Child.class_id == class_id))
    return render_template(
        "staff/balance/class.html",
        classes=list(classes.values()),
        class_=classes.get(class_id or 0),
        lines=sorted(lines, key=lambda line: line.longest_first),
        term=school_days.term_begins(clock.today()),
        lead=person.has(Role.LEAD),
    )


# -- the school ----------------------------------------------------------------------------------

LISTS: dict[str, tuple[str, Callable[[Line], bool]]] = {
    "never": ("Nothing good this term", lambda line: not line.heard.good),
    "worries": ("Only worries", lambda line: line.heard.stand == Stand.ONLY_WORRIES),
    "new": ("New, and heard nothing yet", lambda line: line.new),
}


@dataclass(frozen=True)
class Tab:
    """One list of names to choose."""

    show: str
    words: str
    count: int


@dataclass(frozen=True)
class Names:
    """One page of a list of children."""

    show: str
    tabs: Sequence[Tab]
    lines: Sequence[Line]
    page: int
    more: bool


def _of_school() -> str:
    found = spread.of_school()
    with act():
        spread.looked_at(by_staff())
    whole = found.whole
    plots: list[tuple[Split, Chart]] = (
        [(split, shares(split.name, split.groups, whole)) for split in found.splits]
        if whole
        else []
    )
    return render_template(
        "staff/balance/school.html",
        whole=whole,
        plots=plots,
        names=_names(found.lines),
        smallest=SMALLEST,
        term=school_days.term_begins(clock.today()),
    )


def _names(lines: Sequence[Line]) -> Names:
    found = {
        show: [line for line in lines if is_on_it(line)]
        for show, (_words, is_on_it) in LISTS.items()
    }
    tabs = [Tab(show, LISTS[show][0], len(listed)) for show, listed in found.items()]
    show = request.args.get("show", "never")
    chosen = found.get(show)
    if chosen is None:
        abort(404)
    page = max(1, request.args.get("page", 1, type=row_id))
    first = (page - 1) * A_PAGE
    return Names(show, tabs, chosen[first : first + A_PAGE], page, first + A_PAGE < len(chosen))


# -- the nudge -----------------------------------------------------------------------------------


@blueprint.post("/nudge/seen")
@staff_only(Role.TEACHER)
def nudge_seen() -> ResponseReturnValue:
    """Not on Today again this week."""
    with act():
        nudges.see(staff().id)
    return redirect(url_for("staff.today"), 303)
