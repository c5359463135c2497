"""Help asked for or offered in a talk: the teacher writes down for the office what was promised,
and reads what became of it."""

from datetime import timedelta

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Form, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length

from portal import clock
from portal.db import act
from portal.domain import promised_help, records
from portal.domain.promised_help import LONGEST, HelpKind
from portal.domain.school_days import school_days_after
from portal.web.access import by_staff, staff_only
from portal.web.forms import Day, say_beside, tidy
from portal.web.staff.help import KINDS
from portal.web.staff.hold_talk import find_talk
from portal.web.staff.pages import blueprint
from portal.web.staff.plan import READERS
from portal.wording.refusals import Reason, Refused

WITHIN = 5
"""School days until it is arranged, unless the teacher says otherwise."""
FURTHEST = timedelta(days=366)


class PromiseForm(Form):
    """What was promised, and by when."""

    kind = SelectField(
        "What", choices=[SelectChoice(kind.value, words) for kind, words in KINDS.items()]
    )
    words = StringField(
        "In a few words",
        [DataRequired("Please say in a few words what is needed."), Length(max=LONGEST)],
        filters=[tidy],
    )
    due_on = Day("By when", [InputRequired("Please choose a day.")])


@blueprint.get("/talks/<int:booking_id>/help")
@staff_only(*READERS, second_step=True)
def promise_help(booking_id: int) -> ResponseReturnValue:
    """What was promised this family, and a form for more."""
    due_on = school_days_after(clock.today(), WITHIN)
    return _show(booking_id, PromiseForm(data={"due_on": due_on}))


@blueprint.post("/talks/<int:booking_id>/help")
@staff_only(*READERS, second_step=True)
def write_promise(booking_id: int) -> ResponseReturnValue:
    """It stands on the office's list from now on."""
    talk = find_talk(booking_id)
    form = PromiseForm(request.form)
    if not form.validate() or not _is_near(form):
        return _show(booking_id, form), 422
    try:
        with act():
            promised_help.promise(
                HelpKind(form.kind.data),
                talk.child_id,
                talk.parent_id,
                form.words.data,
                form.due_on.data,
                by_staff(),
                conversation_id=records.open_record(booking_id, by_staff()).id,
            )
    except Refused as refused:
        field = "due_on" if refused.reason == Reason.PAST_DAY else "words"
        say_beside(form, field, refused)
        return _show(booking_id, form), 422
    flash("The office has it on its list. You will read here and on Today what became of it.")
    return redirect(url_for("staff.promise_help", booking_id=booking_id), 303)


def _is_near(form: PromiseForm) -> bool:
    if form.due_on.data <= clock.today() + FURTHEST:
        return True
    form.due_on.errors = ["Please choose a day within a year."]
    return False


def _show(booking_id: int, form: PromiseForm) -> str:
    talk = find_talk(booking_id)
    return render_template(
        "staff/promise.html",
        talk=talk,
        form=form,
        promised=promised_help.of_child(talk.child_id, talk.parent_id),
    )
