"""Importing children and their contacts from the school's own export: upload, match what was not
recognised, look at what would change, decide, confirm.

Nothing is saved before the last step but the file itself, for a day at most. Who was not in the
file is on `missing`'s page, the staff of the classes on `class_staff`'s.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial, wraps
from itertools import islice
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.db import act
from portal.domain.imports import missing as missing_people
from portal.domain.imports import uploads
from portal.domain.imports.applying import apply
from portal.domain.imports.comparing import plan
from portal.domain.imports.plans import Ask, Decisions, Plan
from portal.domain.imports.uploads import Import
from portal.domain.people import Role
from portal.domain.school import school
from portal.spreadsheets.entries import Row
from portal.spreadsheets.headings import SEVERAL, Field, Use, match, missing
from portal.spreadsheets.problems import Trouble
from portal.spreadsheets.reading import Table, read_table
from portal.spreadsheets.rows import read_rows
from portal.spreadsheets.unreadable import Unreadable
from portal.web.access import View, by_staff, staff_only
from portal.web.staff.pages import blueprint
from portal.web.staff.patience import patiently
from portal.wording.refusals import Reason, Refused, say_to_staff

OFFICE = (Role.OFFICE, Role.LEAD)
A_PAGE = 50
"""Lines of the preview on one page."""
SAMPLES = 3
"""Values shown of a column that a person is asked about."""
TRIES = 3
"""How often an import begins anew because somebody was at work on the same school."""


# -- start, and the file -------------------------------------------------------------------------


@blueprint.get("/import")
@staff_only(*OFFICE)
def imports() -> ResponseReturnValue:
    """Choose a file; what was imported before; who was missing then."""
    return _start()


def _start(sorry: str = "") -> str:
    return render_template(
        "staff/imports/start.html",
        history=uploads.history(),
        children=len(missing_people.children()),
        contacts=len(missing_people.contacts()),
        sorry=sorry,
    )


@blueprint.post("/import")
@staff_only(*OFFICE)
def upload_children() -> ResponseReturnValue:
    """Keep the file, if it can be read as a list."""
    given = request.files.get("file")
    if given is None or not given.filename:
        return _start("Please choose a file first."), 422
    data = given.read()
    try:
        table = read_table(data, given.filename)
    except Unreadable as unreadable:
        return _start(str(unreadable)), 422
    found = match(table.headings)
    columns = {column: held.value for column, held in found.columns.items()}
    with act():
        import_id = uploads.keep_upload(given.filename, data, columns, by_staff())
    sure = not (found.unknown or found.rivals or missing(found.columns.values()))
    page = "staff.import_preview" if sure else "staff.import_columns"
    return redirect(url_for(page, import_id=import_id), 303)


def _of_waiting_file(view: Callable[[Import], ResponseReturnValue]) -> View:
    """A page about a file that waits to be confirmed. One that was confirmed has a page that says
    what it did; one that is gone has to be chosen again."""

    @wraps(view)
    def checked(import_id: int) -> ResponseReturnValue:
        found = uploads.find(import_id)
        if found is None:
            return _gone()
        if found.done_at:
            return redirect(url_for("staff.import_done", import_id=import_id), 303)
        return view(found)

    return checked


def _gone() -> ResponseReturnValue:
    flash(say_to_staff(Reason.UPLOAD_GONE))
    return redirect(url_for("staff.imports"), 303)


def _table(found: Import) -> Table:
    return read_table(found.data or b"", found.filename)


def _matched(found: Import) -> dict[int, Field]:
    return {int(column): Field(held) for column, held in found.columns.items()}


# -- columns -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Column:
    """One heading of the file; `samples` only where a person has to recognise what stands there."""

    number: int
    heading: str
    held: Field | None
    samples: list[str]


@blueprint.get("/import/<int:import_id>/columns")
@staff_only(*OFFICE)
@_of_waiting_file
def import_columns(found: Import) -> ResponseReturnValue:
    """What stands in which column."""
    return _columns(found, _matched(found), [])


def _columns(found: Import, held: dict[int, Field], sorry: list[str]) -> str:
    table = _table(found)
    matching = match(table.headings)
    guessed = matching.columns
    hidden = {number: one for number, one in held.items() if one.use is Use.HIDDEN}
    recognised = {**hidden, **matching.rivals, **guessed}
    return render_template(
        "staff/imports/columns.html",
        upload=found,
        columns=[
            Column(
                number,
                table.headings[number],
                held.get(number),
                _samples(table, number, recognised.get(number)),
            )
            for number in sorted(range(len(table.headings)), key=lambda one: one in guessed)
        ],
        fields=list(Field),
        sorry=sorry,
    )


def _samples(table: Table, number: int, known: Field | None) -> list[str]:
    """What is hidden, or not needed, is not shown either, and a pupil number never is."""
    if known and (known.use is not Use.READ or known is Field.UPN):
        return []
    values = dict.fromkeys(line.cells[number] for line in table.rows if line.cells[number])
    return list(islice(values, SAMPLES))


@blueprint.post("/import/<int:import_id>/columns")
@staff_only(*OFFICE)
@_of_waiting_file
def match_columns(found: Import) -> ResponseReturnValue:
    """A person has said what stands in which column."""
    count = len(_table(found).headings)
    held = {number: _field(f"column{number}") for number in range(count)}
    used = [one for one in held.values() if one is not Field.NOT_NEEDED]
    twice = {one for one in used if used.count(one) > 1} - SEVERAL
    sorry = [f"Two columns cannot both hold: {one.value}." for one in Field if one in twice]
    sorry += [f"The file needs {one.value}." for one in missing(used)]
    if sorry:
        return _columns(found, held, sorry), 422
    with act():
        uploads.match_columns(found.id, {number: one.value for number, one in held.items()})
    return redirect(url_for("staff.import_preview", import_id=found.id), 303)


def _field(name: str) -> Field:
    said = request.form.get(name)
    return next((one for one in Field if one.value == said), Field.NOT_NEEDED)


# -- the preview ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class ToLookAt:
    """A row of the file with what is wrong in it, or worth a look."""

    row_number: int
    names: str
    words: list[str]


SAYS_WHOSE = {Trouble.SAME_NUMBER, Trouble.ONE_PERSON}
"""With one of these the file itself says who else has the number."""
SHOWN = {"new": "New", "changed": "Changed", "look": "To look at", "missing": "Not in the file"}


@blueprint.get("/import/<int:import_id>")
@staff_only(*OFFICE)
@_of_waiting_file
def import_preview(found: Import) -> ResponseReturnValue:
    """What importing this file would do. Nothing is saved yet."""
    columns = _matched(found)
    if missing(columns.values()):
        return redirect(url_for("staff.import_columns", import_id=found.id))
    table = _table(found)
    rows = read_rows(table, columns)
    return _preview(
        found, table, rows, plan(rows), Decisions(languages=frozenset(school().languages))
    )


def _preview(
    found: Import, table: Table, rows: list[Row], made: Plan, said: Decisions, sorry: str = ""
) -> str:
    lists: dict[str, Sequence[Any]] = {
        "new": made.arrivals,
        "changed": made.changes,
        "look": _to_look_at(rows, made),
        "missing": made.gone,
    }
    show = request.args.get("show", "")
    if show not in lists:
        show = next((name for name, lines in lists.items() if lines), "new")
    pages = -(-len(lists[show]) // A_PAGE)
    page = max(min(request.args.get("page", 1, type=int), pages), 1)
    return render_template(
        "staff/imports/preview.html",
        upload=found,
        remarks=table.remarks,
        hidden=_hidden(found, table),
        plan=made,
        counts={name: len(lines) for name, lines in lists.items()},
        shown=SHOWN,
        show=show,
        page=page,
        pages=pages,
        lines=lists[show][(page - 1) * A_PAGE : page * A_PAGE],
        said=said,
        answers=ANSWERS,
        sorry=sorry,
    )


def _hidden(found: Import, table: Table) -> list[str]:
    """What stands in the hidden columns, by name only."""
    return [
        f"{one.value}: {table.headings[column]}" if one is Field.RESULT else one.value
        for column, one in _matched(found).items()
        if one.use is Use.HIDDEN
    ]


def _to_look_at(rows: list[Row], made: Plan) -> list[ToLookAt]:
    """Rows with problems, the file's own and those with what is here already."""
    words = {row.row_number: [str(one) for one in row.problems] for row in rows}
    said = {row.row_number for row in rows if SAYS_WHOSE & {one.trouble for one in row.problems}}
    for row_number, notice in made.notices:
        if row_number not in said:
            words[row_number].append(notice)
    return [
        ToLookAt(row.row_number, _names(row), words[row.row_number])
        for row in rows
        if words[row.row_number] and row.row_number not in made.not_shown
    ]


def _names(row: Row) -> str:
    people = [one for one in (row.child, row.contact) if one]
    return ", ".join(f"{one.first} {one.last}".strip() for one in people)


# -- the decision --------------------------------------------------------------------------------

ANSWERS = {
    Ask.SAME_CHILD: ("The same child", "Another child"),
    Ask.SAME_PERSON: ("The same person", "Somebody else"),
    Ask.NUMBER: ("Keep the number here", "Take the file's number"),
    Ask.RIGHTS: ("Keep what the office decided", "Decide by the file"),
}
"""What stays as it is here, and what the file is right about."""


@blueprint.post("/import/<int:import_id>")
@staff_only(*OFFICE)
@_of_waiting_file
def confirm_import(found: Import) -> ResponseReturnValue:
    """Import, as it was shown and decided. What changed meanwhile is shown again first."""
    import_id, table = found.id, _table(found)
    rows = read_rows(table, _matched(found))
    for _ in range(TRIES):
        as_shown = plan(rows)
        said = _decisions(as_shown)
        if request.form.get("seen") != as_shown.fingerprint:
            break
        if as_shown.undecided(said):
            sorry = "Please answer every question first."
            return _preview(found, table, rows, as_shown, said, sorry), 422
        made, wrong = plan(rows, said), len(_to_look_at(rows, as_shown))
        try:
            patiently(partial(apply, import_id, made, by_staff(), wrong=wrong))
        except Refused as refused:
            if refused.reason is Reason.UPLOAD_GONE:
                return _gone()
        else:
            return redirect(url_for("staff.import_done", import_id=import_id), 303)
    sorry = say_to_staff(Reason.CHANGED_MEANWHILE)
    return _preview(found, table, rows, as_shown, said, sorry), 409


def _decisions(made: Plan) -> Decisions:
    said = {one.key: request.form.get(one.key) for one in made.conflicts}
    return Decisions(
        file_is_right={key: answer == "file" for key, answer in said.items() if answer},
        languages=frozenset(request.form.getlist("language")),
        whole_school=request.form.get("missing") != "leave",
    )


@blueprint.post("/import/<int:import_id>/throw-away")
@staff_only(*OFFICE)
def throw_import_away(import_id: int) -> ResponseReturnValue:
    """Not this file."""
    with act():
        uploads.throw_away(import_id)
    flash("The file is deleted. Nothing was imported.")
    return redirect(url_for("staff.imports"), 303)


@blueprint.get("/import/<int:import_id>/done")
@staff_only(*OFFICE)
def import_done(import_id: int) -> ResponseReturnValue:
    """What the import did, and what comes next."""
    found = uploads.find(import_id)
    if found is None:
        return _gone()
    if not found.done_at:
        return redirect(url_for("staff.import_preview", import_id=import_id))
    return render_template("staff/imports/done.html", upload=found)
