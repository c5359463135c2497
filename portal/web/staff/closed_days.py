"""The days on which the school is closed, typed or read from a file with its term dates."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, FieldList, Form, FormField, StringField
from wtforms.validators import Length, Optional

from portal import clock
from portal.db import act
from portal.domain import school_days
from portal.domain.people import Role
from portal.domain.school_days import Closed
from portal.spreadsheets import term_dates
from portal.spreadsheets.term_dates import NoTermDates, Read
from portal.web.access import by_staff, staff_only
from portal.web.forms import Day, say_beside, tidy
from portal.web.staff.pages import blueprint
from portal.wording.refusals import Reason, Refused

OFFICE = (Role.OFFICE, Role.LEAD)
SPARE_ROWS = 2
"""Empty rows below the closed days, to write in."""
MOST_ROWS = 60
NO_ROOM = (
    "With those of this file there would be more closed days than fit here. Please remove old ones"
    " first, and save."
)


class ClosedForm(Form):
    """One row of the closed days. Empty, it says nothing."""

    begins = Day("First day", [Optional()])
    ends = Day("Last day", [Optional()])
    name = StringField("Name", [Optional(), Length(max=40)], filters=[tidy])
    remove = BooleanField("Remove")

    @property
    def says(self) -> bool:
        """Whether the row holds a closure to keep."""
        typed = (self.begins.raw_data, self.ends.raw_data, self.name.raw_data)
        return not self.remove.data and any(words and words[0].strip() for words in typed)

    def validate(self, extra_validators: Any = None) -> bool:
        """A row that is to be removed may hold anything."""
        if not self.says:
            return True
        right = bool(super().validate(extra_validators))
        if self.begins.data is None and not self.begins.errors:
            self.begins.errors = ["Please write the first day."]
            right = False
        return right

    def closed(self) -> Closed:
        """What was typed, for the domain. One day needs only its first."""
        begins = self.begins.data
        return Closed(begins, self.ends.data or begins, self.name.data or "")


class ClosedDaysForm(Form):
    rows = FieldList(FormField(ClosedForm), max_entries=MOST_ROWS)

    def kept(self) -> dict[Closed, ClosedForm]:
        """The closures typed, each with its row."""
        rows = [row.form for row in self.rows if row.form.says]
        return {row.closed(): row for row in rows}

    def add_rows(self) -> None:
        for _ in range(min(SPARE_ROWS, MOST_ROWS - len(self.rows))):
            self.rows.append_entry()


@blueprint.get("/school/days")
@staff_only(*OFFICE)
def days_closed() -> ResponseReturnValue:
    """The closed days, to look at and change."""
    return _show(_closed_days())


@blueprint.post("/school/closed")
@staff_only(*OFFICE)
def closed_days() -> ResponseReturnValue:
    """The days on which the school is closed, all of them at once; or more rows to write in."""
    form = ClosedDaysForm(request.form)
    if "more" in request.form:
        form.add_rows()
        return _show(form)
    if not form.validate():
        return _show(form), 422
    kept = form.kept()
    try:
        with act():
            school_days.change_closures(kept, by_staff(), request.form.get("seen"))
    except Refused as refused:
        if refused.reason == Reason.CHANGED_MEANWHILE:
            return _with_others(form), 409
        say_beside(kept[refused.facts["closed"]], "ends", refused)
        return _show(form), 409
    flash("The closed days are saved.")
    return redirect(url_for("staff.days_closed"), 303)


@blueprint.post("/school/term-dates")
@staff_only(*OFFICE)
def read_term_dates() -> ResponseReturnValue:
    """What a file with term dates says, as rows of the closed days that are not saved yet. The
    file is not kept."""
    given = request.files.get("file")
    if given is None or not given.filename:
        return _show(_closed_days(), no_dates="Please choose a file first."), 422
    saved = school_days.closures()
    try:
        found = term_dates.read(given.read(), given.filename, clock.today(), saved)
    except NoTermDates as none:
        return _show(_closed_days(), no_dates=str(none)), 422
    if len(saved) + len(found.closed) > MOST_ROWS:
        return _show(_closed_days(), no_dates=NO_ROOM), 422
    return _show(_closed_days(found.closed), found=found)


def _closed_days(new: Sequence[Closed] = ()) -> ClosedDaysForm:
    """The closed days as they are saved, in order, with these new ones among them."""
    every = sorted([*school_days.closures(), *new], key=lambda one: (one.begins, one.ends))
    form = ClosedDaysForm(data={"rows": [asdict(one) for one in every]})
    form.add_rows()
    return form


def _with_others(form: ClosedDaysForm) -> str:
    """What was typed, and what a colleague has saved since this person began."""
    typed = list(form.kept())
    others = [one for one in school_days.closures() if one not in typed]
    rows = [asdict(one) for one in sorted([*typed, *others], key=lambda one: one.begins)]
    both = ClosedDaysForm(data={"rows": rows[:MOST_ROWS]})
    return _show(both, changed=True)


def _show(
    closed: ClosedDaysForm,
    *,
    found: Read | None = None,
    no_dates: str = "",
    changed: bool = False,
) -> str:
    """`found`: what was just read from a file; `no_dates`: why nothing was; `changed`: a colleague
    has saved other closed days meanwhile."""
    saved = school_days.closures()
    return render_template(
        "staff/school/days.html",
        closed=closed,
        saved=set(saved),
        seen=school_days.as_seen(saved),
        changed=changed,
        found=found,
        no_dates=no_dates,
        section_place="staff.days_closed",
    )
