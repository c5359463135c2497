"""The school's own settings: what pages and texts say about it, what a text costs, when somebody is
in, and the days on which it is closed, typed or read from a file with its term dates."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, FieldList, Form, FormField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from portal import clock
from portal.db import act
from portal.domain import people, school_days
from portal.domain.numbers import read_number, show_number
from portal.domain.people import Role, SchoolFacts
from portal.domain.school_days import Closed
from portal.spreadsheets import term_dates
from portal.spreadsheets.term_dates import NoTermDates, Read
from portal.web.access import by_staff, settings, staff_only
from portal.web.forms import Day, Number, TimeOfDay, between, say_beside, tidy
from portal.web.staff.pages import blueprint
from portal.wording.doors import Door
from portal.wording.refusals import Reason, Refused

OFFICE = (Role.OFFICE, Role.LEAD)
SPARE_ROWS = 2
"""Empty rows below the closed days, to write in."""
MOST_ROWS = 60
NO_ROOM = (
    "With those of this file there would be more closed days than fit here. Please remove old ones"
    " first, and save."
)


class SchoolForm(Form):
    name = StringField("Name", [InputRequired(), Length(max=60)], filters=[tidy])
    short_name = StringField("Short name", [InputRequired(), Length(max=20)], filters=[tidy])
    phone = StringField("The office’s phone", [InputRequired(), Length(max=20)], filters=[tidy])
    door = SelectField(
        "Where parents come to",
        choices=[SelectChoice(door, door.capitalize()) for door in Door],
        coerce=Door,
    )
    welcomed_by = StringField("Who meets parents there", [Length(max=60)], filters=[tidy])
    pence_per_segment = Number(
        "Price of a text segment in pence", [InputRequired(), between(0, 1000)]
    )
    text_number = StringField("The number texts come from", [Length(max=40)], filters=[tidy])
    opens = TimeOfDay("The office opens at", [InputRequired("Please write a time.")])
    shuts = TimeOfDay("The office shuts at", [InputRequired("Please write a time.")])

    tells_met = BooleanField("Tell families when a target is met")
    thanks_who_came = BooleanField("Thank the parent who came to a talk")

    def validate_text_number(self, field: StringField) -> None:
        """A number of this country, kept as families dial it. It may stay empty."""
        if not field.data:
            return
        found = read_number(field.data)
        if not found.e164 or found.country != "GB":
            raise ValidationError("Please write a UK number like 07700 900123.")
        field.data = show_number(found.e164)

    def validate_shuts(self, field: TimeOfDay) -> None:
        """Nobody is in backwards."""
        if self.opens.data and field.data and field.data <= self.opens.data:
            raise ValidationError("The office must shut after it opens.")

    def facts(self) -> SchoolFacts:
        """What was typed, for the domain."""
        return SchoolFacts(
            name=self.name.data,
            short_name=self.short_name.data,
            phone=self.phone.data,
            door=self.door.data,
            welcomed_by=self.welcomed_by.data,
            pence_per_segment=float(self.pence_per_segment.data or 0),
            text_number=self.text_number.data,
            opens=self.opens.data,
            shuts=self.shuts.data,
            tells_met=self.tells_met.data,
            thanks_who_came=self.thanks_who_came.data,
        )


HINTS = {
    "short_name": "Texts begin with it, so the shorter the cheaper.",
    "phone": "As families dial it.",
    "door": "Texts say so in every language.",
    "welcomed_by": "Texts say “ask for …”. May stay empty.",
    "pence_per_segment": "Your carrier’s price list says. Used for estimates only.",
    "text_number": "Printed on letters and slips, so that families know it. May stay empty.",
    "opens": "On school days. Answers to texts say when somebody will read them.",
    "tells_met": "They hear that the child has done what was agreed, not what it was.",
    "thanks_who_came": "Only the one who came gets it, on the next free afternoon.",
}
BY_ITSELF = ("tells_met", "thanks_who_came")
"""The good news that sends itself, if the school wants: a group of its own below the form."""


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


@blueprint.route("/school", methods=["GET", "POST"])
@staff_only(*OFFICE)
def school() -> ResponseReturnValue:
    """Look at the settings, or change them."""
    if request.method == "GET":
        return _show(SchoolForm(data=_as_kept()), _closed_days())
    form = SchoolForm(request.form)
    if not form.validate():
        return _show(form, _closed_days()), 422
    with act():
        people.change_school(form.facts(), by_staff())
    people.forget_school()
    flash("Saved. It may take ten seconds until every page says so.")
    return redirect(url_for("staff.school"), 303)


@blueprint.post("/school/closed")
@staff_only(*OFFICE)
def closed_days() -> ResponseReturnValue:
    """The days on which the school is closed, all of them at once; or more rows to write in."""
    form = ClosedDaysForm(request.form)
    if "more" in request.form:
        form.add_rows()
        return _show(SchoolForm(data=_as_kept()), form)
    if not form.validate():
        return _show(SchoolForm(data=_as_kept()), form), 422
    kept = form.kept()
    try:
        with act():
            school_days.change_closures(kept, by_staff(), request.form.get("seen"))
    except Refused as refused:
        if refused.reason == Reason.CHANGED_MEANWHILE:
            return _with_others(form), 409
        say_beside(kept[refused.facts["closed"]], "ends", refused)
        return _show(SchoolForm(data=_as_kept()), form), 409
    flash("The closed days are saved.")
    return redirect(url_for("staff.school"), 303)


@blueprint.post("/school/term-dates")
@staff_only(*OFFICE)
def read_term_dates() -> ResponseReturnValue:
    """What a file with term dates says, as rows of the closed days that are not saved yet. The
    file is not kept."""
    form, given = SchoolForm(data=_as_kept()), request.files.get("file")
    if given is None or not given.filename:
        return _show(form, _closed_days(), no_dates="Please choose a file first."), 422
    saved = school_days.closures()
    try:
        found = term_dates.read(given.read(), given.filename, clock.today(), saved)
    except NoTermDates as none:
        return _show(form, _closed_days(), no_dates=str(none)), 422
    if len(saved) + len(found.closed) > MOST_ROWS:
        return _show(form, _closed_days(), no_dates=NO_ROOM), 422
    return _show(form, _closed_days(found.closed), found=found)


def _as_kept() -> dict[str, Any]:
    """The settings; while nobody has written the number texts come from, the carrier's."""
    facts = asdict(people.school())
    twilio = settings().twilio
    if not facts["text_number"] and twilio and twilio.from_:
        facts["text_number"] = show_number(twilio.from_)
    return facts


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
    return _show(SchoolForm(data=_as_kept()), both, changed=True)


def _show(
    form: SchoolForm,
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
        "staff/school.html",
        form=form,
        hints=HINTS,
        by_itself=BY_ITSELF,
        closed=closed,
        saved=set(saved),
        seen=school_days.as_seen(saved),
        changed=changed,
        found=found,
        no_dates=no_dates,
    )
