"""What the school keeps and erases: each rule with what it did and would do, how long leads want it
kept, and the files of children who left."""

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.db import act
from portal.domain import keeping, leavers, pupil_file
from portal.domain.people import Role
from portal.spreadsheets import writing
from portal.web.access import by_staff, staff_only
from portal.web.staff.pages import blueprint
from portal.wording.refusals import Refused, say_to_staff

READERS = (Role.OFFICE, Role.LEAD)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_LEAVERS = 100


@blueprint.get("/keeping")
@staff_only(*READERS)
def what_is_kept() -> ResponseReturnValue:
    """The rules, and the children who left."""
    return _show()


@blueprint.post("/keeping/<what>")
@staff_only(Role.LEAD, second_step=True)
def choose_span(what: str) -> ResponseReturnValue:
    """A lead chooses how long something is kept; it counts from the next night on."""
    if what not in keeping.BY_NAME:
        abort(404)
    typed = request.form.get("span", "").strip()[:10]
    span = int(typed) if typed.isascii() and typed.isdigit() else -1
    try:
        with act():
            keeping.choose_span(what, span, by_staff())
    except Refused as refused:
        return _show(what, typed, say_to_staff(refused.reason)), 422
    flash("Saved. It counts from tonight on.")
    return redirect(url_for("staff.what_is_kept", _anchor=what), 303)


def _show(rule: str = "", typed: str = "", sorry: str = "") -> str:
    return render_template(
        "staff/keeping.html",
        rules=keeping.overview(),
        leavers=leavers.leavers(MOST_LEAVERS),
        most=MOST_LEAVERS,
        wrong=rule,
        typed=typed,
        sorry=sorry,
        section_place="staff.what_is_kept",
    )


@blueprint.post("/left/<int:child_id>/file")
@staff_only(Role.LEAD, second_step=True)
def take_file(child_id: int) -> ResponseReturnValue:
    """The file of a child who left, to go to the next school. That it was taken is noted: from
    then on the child may be erased."""
    child = leavers.find(child_id)
    if child is None:
        abort(404)
    rows = [(line.day, line.what, line.words) for line in pupil_file.lines(child_id)]
    file = writing.as_xlsx(pupil_file.HEADINGS, rows, "File")
    with act():
        leavers.file_taken(child_id, by_staff())
    return Response(
        file,
        mimetype=XLSX,
        headers={"Content-Disposition": f'attachment; filename="pupil-file-{child_id}.xlsx"'},
    )
