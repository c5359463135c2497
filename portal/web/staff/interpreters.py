"""The interpreters' register: who they are, when they are here, and the list of a day to print."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Form, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length

from portal.db import act, db
from portal.domain import interpreter_days, interpreters, interpreting
from portal.domain.interpreters import About, Interpreter, InterpreterStay
from portal.domain.people import Role
from portal.web.access import by_staff, staff_only
from portal.web.forms import Day, TimeOfDay, say_beside, tidy
from portal.web.staff.pages import blueprint
from portal.wording.refusals import Reason, Refused, say_to_staff

OFFICE = (Role.OFFICE, Role.LEAD)
BESIDE = {
    Reason.NAME_MISSING: "name",
    Reason.NO_LANGUAGE: "languages",
    Reason.BAD_NUMBER: "number",
    Reason.PAST_DAY: "day",
    Reason.DAY_TOO_FAR: "day",
    Reason.SCHOOL_CLOSED: "day",
    Reason.INTERPRETER_TIMES: "ends",
    Reason.INTERPRETER_BUSY: "begins",
    Reason.CHANGED_MEANWHILE: "day",
}


class PersonForm(Form):
    """One interpreter."""

    name = StringField(
        "Name", [DataRequired("Please write the name."), Length(max=60)], filters=[tidy]
    )
    languages = StringField(
        "Languages", [DataRequired("Please write the language."), Length(max=200)], filters=[tidy]
    )
    number = StringField("Phone", [Length(max=40)], filters=[tidy])
    agency = StringField("Agency", [Length(max=60)], filters=[tidy])

    def about(self) -> About:
        return About(self.name.data, self.languages.data, self.number.data, self.agency.data)


class StayForm(Form):
    """When they are here."""

    day = Day("Day", [InputRequired("Please choose a day.")])
    begins = TimeOfDay("From", [InputRequired("Please write a time.")])
    ends = TimeOfDay("To", [InputRequired("Please write a time.")])
    language = SelectField("Language")


@blueprint.route("/help/interpreters", methods=["GET", "POST"])
@staff_only(*OFFICE)
def interpreters_list() -> ResponseReturnValue:
    """All interpreters and when somebody is here; a new one is written down below."""
    form = PersonForm(request.form)
    if request.method == "GET":
        return _show_list(form)
    if not form.validate():
        return _show_list(form), 422
    try:
        with act():
            made = interpreters.add(form.about(), by_staff())
    except Refused as refused:
        say_beside(form, BESIDE[refused.reason], refused)
        return _show_list(form), 409
    flash("Saved. Now write down when they are here.")
    return redirect(url_for("staff.interpreter", interpreter_id=made), 303)


def _show_list(form: PersonForm) -> str:
    return render_template(
        "staff/interpreters/list.html",
        people=interpreters.everyone(),
        stays=interpreters.to_come(),
        form=form,
    )


def _found(interpreter_id: int) -> Interpreter:
    found = db.session.get(Interpreter, interpreter_id)
    if found is None:
        abort(404)
    return found


@blueprint.route("/help/interpreters/<int:interpreter_id>", methods=["GET", "POST"])
@staff_only(*OFFICE)
def interpreter(interpreter_id: int) -> ResponseReturnValue:
    """One interpreter: what we know of them, and when they are here."""
    person = _found(interpreter_id)
    if request.method == "GET":
        return _show(person)
    form = PersonForm(request.form)
    if not form.validate():
        return _show(person, form), 422
    try:
        with act():
            interpreters.change(interpreter_id, form.about(), by_staff())
    except Refused as refused:
        say_beside(form, BESIDE[refused.reason], refused)
        return _show(person, form), 409
    return _back(interpreter_id, "Saved.")


def _as_known(person: Interpreter) -> PersonForm:
    known = {
        "name": person.name,
        "languages": ", ".join(person.languages),
        "number": person.number,
        "agency": person.agency,
    }
    return PersonForm(data=known)


def _stay_form(person: Interpreter, typed: object = None) -> StayForm:
    form = StayForm(typed)
    form.language.choices = [SelectChoice(one, one) for one in person.languages]
    return form


def _show(
    person: Interpreter,
    form: PersonForm | None = None,
    stay_form: StayForm | None = None,
    sorry: str = "",
) -> str:
    return render_template(
        "staff/interpreters/one.html",
        person=person,
        stays=[stay for stay in interpreters.to_come() if stay.interpreter_id == person.id],
        form=form or _as_known(person),
        stay_form=stay_form or _stay_form(person),
        sorry=sorry,
    )


def _back(interpreter_id: int, said: str) -> ResponseReturnValue:
    flash(said)
    return redirect(url_for("staff.interpreter", interpreter_id=interpreter_id), 303)


@blueprint.post("/help/interpreters/<int:interpreter_id>/stays")
@staff_only(*OFFICE)
def add_stay(interpreter_id: int) -> ResponseReturnValue:
    """They are here on this day, from - to, for this language."""
    person = _found(interpreter_id)
    form = _stay_form(person, request.form)
    if not form.validate():
        return _show(person, stay_form=form), 422
    try:
        with act():
            stay_id = interpreters.book(
                interpreter_id,
                form.day.data,
                form.begins.data,
                form.ends.data,
                form.language.data,
                by_staff(),
            )
            given = interpreter_days.give_to_who_waits(stay_id, by_staff())
    except Refused as refused:
        say_beside(form, BESIDE[refused.reason], refused)
        return _show(person, stay_form=form), 409
    said = "Saved. Families who speak it are offered these times first."
    if given:
        said += f" {given} {'talk has' if given == 1 else 'talks have'} this interpreter now."
    return _back(interpreter_id, said)


@blueprint.post("/help/interpreters/<int:interpreter_id>/gone")
@staff_only(*OFFICE)
def interpreter_gone(interpreter_id: int) -> ResponseReturnValue:
    """They do not come any more."""
    person = _found(interpreter_id)
    try:
        with act():
            interpreters.does_not_come_any_more(interpreter_id, by_staff())
    except Refused as refused:
        return _show(person, sorry=say_to_staff(refused.reason)), 409
    flash("They are off the list.")
    return redirect(url_for("staff.interpreters_list"), 303)


@blueprint.post("/help/stays/<int:stay_id>/off")
@staff_only(*OFFICE)
def stay_off(stay_id: int) -> ResponseReturnValue:
    """They are not here then after all."""
    stay = _stay(stay_id)
    with act():
        open_again = interpreter_days.call_off_stay(stay_id, by_staff())
    if not open_again:
        return _back(stay.interpreter_id, "They are not here then.")
    count = len(open_again)
    talks = "One talk needs" if count == 1 else f"{count} talks need"
    return _back(stay.interpreter_id, f"{talks} another interpreter now: see Help.")


def _stay(stay_id: int) -> InterpreterStay:
    found = db.session.get(InterpreterStay, stay_id)
    if found is None:
        abort(404)
    return found


@blueprint.get("/help/stays/<int:stay_id>/day")
@staff_only(*OFFICE)
def interpreters_day(stay_id: int) -> ResponseReturnValue:
    """The interpreter's whole day as a list to print: times, rooms and first names."""
    stay = _stay(stay_id)
    found = interpreting.day_of(stay.interpreter_id, stay.day)
    if found is None:
        abort(404)
    return render_template("staff/interpreters/day.html", day=found)
