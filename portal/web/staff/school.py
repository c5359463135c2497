"""The school's own settings: what pages and texts say about it, and what a text costs."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Form, SelectField, StringField, TimeField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from portal.db import act
from portal.domain import people
from portal.domain.people import Role, SchoolFacts
from portal.web.access import by_staff, staff_only
from portal.web.forms import Number, between, tidy
from portal.web.staff.pages import blueprint
from portal.wording.doors import Door

OFFICE = (Role.OFFICE, Role.LEAD)


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
    text_number = StringField("The number texts come from", [Length(max=20)], filters=[tidy])
    opens = TimeField("The office opens at", [InputRequired()])
    shuts = TimeField("The office shuts at", [InputRequired()])

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
        )


HINTS = {
    "short_name": "Texts begin with it, so the shorter the cheaper.",
    "phone": "As families dial it.",
    "door": "Texts say so in every language.",
    "welcomed_by": "Texts say “ask for …”. May stay empty.",
    "pence_per_segment": "Your carrier’s price list says. Used for estimates only.",
    "text_number": "Printed on letters, so that families know it. As they dial it.",
    "opens": "On school days. Answers to texts say when somebody will read them.",
}


@blueprint.route("/school", methods=["GET", "POST"])
@staff_only(*OFFICE)
def school() -> ResponseReturnValue:
    """Look at the settings, or change them."""
    if request.method == "GET":
        return render_template(
            "staff/school.html", form=SchoolForm(obj=people.school()), hints=HINTS
        )
    form = SchoolForm(request.form)
    if not form.validate():
        return render_template("staff/school.html", form=form, hints=HINTS), 422
    with act():
        people.change_school(form.facts(), by_staff())
    people.forget_school()
    flash("Saved. It may take ten seconds until every page says so.")
    return redirect(url_for("staff.school"), 303)
