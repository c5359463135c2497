"""The office's board and list of talks, and the download of one day."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar

from flask import Response, abort, render_template, request
from flask.typing import ResponseReturnValue

from portal import clock
from portal.domain import accounts, calling, desk, under_way
from portal.domain import board as boards
from portal.domain.desk import Line, Need, Show, Wanted
from portal.domain.people import Role
from portal.languages import ENGLISH
from portal.spreadsheets import writing
from portal.web.access import staff_only
from portal.web.numbers import row_id
from portal.web.staff.pages import blueprint
from portal.web.staff.words import talk_state
from portal.wording import dates

OFFICE = (Role.OFFICE, Role.LEAD)

Named = TypeVar("Named", bound=StrEnum)


@blueprint.get("/bookings/board")
@staff_only(*OFFICE)
def board() -> ResponseReturnValue:
    """One day: teachers across, times down."""
    return render_template("staff/board.html", board=boards.board(_day()))


def _day() -> date:
    """The day asked for, or the one the office most likely wants."""
    try:
        return date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        return boards.day_to_open()


@blueprint.get("/bookings")
@staff_only(*OFFICE)
def bookings() -> ResponseReturnValue:
    """All invitations and talks, narrowed by what is chosen, a hundred a page."""
    wanted = _wanted()
    page = max(request.args.get("page", 1, type=row_id), 1)
    lines, total = desk.listed(wanted, page)
    return render_template(
        "staff/bookings.html",
        lines=lines,
        no_text=calling.without_text(line.invitation_id for line in lines),
        total=total,
        page=page,
        pages=-(-total // desk.A_PAGE),
        wanted=wanted,
        chosen=_as_query(wanted),
        choices=_choices(wanted),
    )


@dataclass(frozen=True)
class Choice:
    """One way to narrow the list: the field's name, its label, and (value, words) to choose."""

    name: str
    label: str
    options: list[tuple[int | str, str]]
    chosen: int | str | None


def _choices(wanted: Wanted) -> list[Choice]:
    teachers = [one for one in accounts.everyone() if one.has(Role.TEACHER)]
    return [
        Choice(
            "round", "Round", [(one.id, one.name) for one in under_way.sent_out()], wanted.round_id
        ),
        Choice("teacher", "Teacher", [(one.id, one.name) for one in teachers], wanted.teacher_id),
        Choice(
            "class", "Class", [(one.id, one.name) for one in accounts.classes()], wanted.class_id
        ),
        Choice("show", "State", [(one, one.capitalize()) for one in Show], wanted.show),
        Choice("need", "Needs", [(one, one.capitalize()) for one in Need], wanted.need),
    ]


def _wanted() -> Wanted:
    return Wanted(
        round_id=request.args.get("round", 0, type=row_id) or None,
        teacher_id=request.args.get("teacher", 0, type=row_id) or None,
        class_id=request.args.get("class", 0, type=row_id) or None,
        show=_one_of(Show, "show"),
        need=_one_of(Need, "need"),
    )


def _one_of(choices: type[Named], name: str) -> Named | None:
    asked = request.args.get(name)
    return next((one for one in choices if one.value == asked), None)


def _as_query(wanted: Wanted) -> dict[str, int | str]:
    """What is chosen, for the address of the next page."""
    chosen = {
        "round": wanted.round_id,
        "teacher": wanted.teacher_id,
        "class": wanted.class_id,
        "show": wanted.show and wanted.show.value,
        "need": wanted.need and wanted.need.value,
    }
    return {name: value for name, value in chosen.items() if value}


# -- the day as a spreadsheet ------------------------------------------------------------------

HEADINGS = ("Time", "Teacher", "Room", "Child", "Class", "Parent", "How", "Who comes")
"""No number, no health, no help asked for: a file is copied and forgotten."""
HEADINGS_MORE = ("Interpreter", "In the crèche", "State")
KINDS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


@blueprint.get("/bookings/day.<kind>")
@staff_only(*OFFICE)
def day_download(kind: str) -> ResponseReturnValue:
    """The talks of one day, for a spreadsheet program or a printer."""
    if kind not in KINDS:
        abort(404)
    day = _day()
    rows = [_row(line) for line in desk.of_day(day)]
    write = writing.as_csv if kind == "csv" else writing.as_xlsx
    return Response(
        write((*HEADINGS, *HEADINGS_MORE), rows),
        content_type=KINDS[kind],
        headers={"Content-Disposition": f"attachment; filename=talks-{day.isoformat()}.{kind}"},
    )


def _row(line: Line) -> list[str | int | None]:
    assert line.starts_at is not None
    return [
        dates.time(clock.local(line.starts_at).time(), ENGLISH.tag),
        line.teacher,
        line.room,
        line.child,
        line.class_name,
        line.parent,
        line.way and line.way.value,
        line.comes and line.comes.value,
        line.interpreter,
        line.creche,
        talk_state(line),
    ]
