"""The second file of an import: who teaches and helps in which class."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from portal.db import act
from portal.domain import class_staff as staff_of_classes
from portal.domain.class_staff import Tied
from portal.domain.people import Role
from portal.spreadsheets.headings import StaffField, match_staff
from portal.spreadsheets.reading import read_table
from portal.spreadsheets.staff_rows import StaffRow, read_staff_rows
from portal.spreadsheets.unreadable import Unreadable
from portal.web.access import by_staff, staff_only
from portal.web.staff.pages import blueprint

OFFICE = (Role.OFFICE, Role.LEAD)


@blueprint.get("/import/staff")
@staff_only(*OFFICE)
def class_staff() -> ResponseReturnValue:
    """Every class with its staff, and who has not chosen a password yet."""
    return _show()


def _show(
    sorry: str = "",
    tied: list[Tied] | None = None,
    rows: list[StaffRow] | None = None,
    not_read: list[str] | None = None,
) -> str:
    return render_template(
        "staff/imports/class_staff.html",
        classes=staff_of_classes.classes(),
        without_password=staff_of_classes.without_password(),
        sorry=sorry,
        tied=tied,
        problems=[row for row in rows or [] if row.problems],
        not_read=not_read,
    )


@blueprint.post("/import/staff")
@staff_only(*OFFICE)
def tie_class_staff() -> ResponseReturnValue:
    """Read the list and do what it says: sent twice, it is the same as once."""
    given = request.files.get("file")
    if given is None or not given.filename:
        return _show("Please choose a file first."), 422
    try:
        table = read_table(given.read(), given.filename)
    except Unreadable as unreadable:
        return _show(str(unreadable)), 422
    columns = match_staff(table.headings).columns
    if not {StaffField.CLASS, StaffField.NAME} <= set(columns.values()):
        return _show("The list needs a column headed Class and a column headed Name."), 422
    rows = read_staff_rows(table, columns)
    with act():
        tied = staff_of_classes.tie((row.listed for row in rows if row.usable), by_staff())
    not_read = [one for at, one in enumerate(table.headings) if at not in columns]
    return _show(tied=tied, rows=rows, not_read=not_read)
