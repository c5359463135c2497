"""Something has happened: a teacher is away, a room or the crèche cannot be used, the school is
closed. First a look at whom it touches and what each is told; then one button; then how far it has
come, whom a person rings, and for two hours a way back."""

from dataclasses import dataclass
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Form, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from portal import clock
from portal.db import act
from portal.domain import calling_off, first_choice, upset_desk, upset_preview, upset_undo, upsets
from portal.domain.people import Role
from portal.domain.upset import Upset, What
from portal.domain.upset_desk import Happened
from portal.domain.upsets import Happening
from portal.web.access import by_staff, settings, staff, staff_only
from portal.web.forms import Day, tidy
from portal.web.staff.invite import TOKEN
from portal.web.staff.pages import blueprint
from portal.web.staff.rounds import OFFICE
from portal.wording import dates
from portal.wording.refusals import Reason, Refused, say_to_staff

A_DAY = [InputRequired("Please choose a day.")]


class UpsetForm(Form):
    """Something that has happened: the part that every kind of it shares."""

    def happening(self) -> Happening:
        """What was said, for the domain."""
        raise NotImplementedError

    def is_again(self, upset: Upset) -> bool:
        """Whether this says what stands already, whose choices are not in the form any more."""
        return False


class AwayForm(UpsetForm):
    """A teacher is away, today or for some days."""

    teacher_id = SelectField("Who is away?", coerce=int)
    begins = Day("First day", A_DAY, id="away-begins")
    ends = Day("Last day", A_DAY, id="away-ends")

    def happening(self) -> Happening:
        return Happening(What.AWAY, self.begins.data, self.ends.data, self.teacher_id.data)

    def is_again(self, upset: Upset) -> bool:
        said = What.AWAY, self.begins.data, self.ends.data, self.teacher_id.data
        return said == (upset.what, upset.begins, upset.ends, upset.teacher_id)


class ShutForm(UpsetForm):
    """The school is closed."""

    begins = Day("First day", A_DAY, id="shut-begins")
    ends = Day("Last day", A_DAY, id="shut-ends")

    def happening(self) -> Happening:
        return Happening(What.SHUT, self.begins.data, self.ends.data)


class RoomForm(UpsetForm):
    """A room cannot be used on a day."""

    where = SelectField("Which room, and when?")
    instead = StringField("Another room instead", [Optional(), Length(max=40)], filters=[tidy])

    def happening(self) -> Happening:
        rooms = {_room(day, room): (day, room) for day, room in upset_preview.rooms_with_talks()}
        day, room = rooms[self.where.data]
        return Happening(What.ROOM, day, day, room=room)

    def is_again(self, upset: Upset) -> bool:
        said = What.ROOM, self.where.data, ""
        return said == (upset.what, _room(upset.begins, upset.room), self.instead.data or "")


class CrecheForm(UpsetForm):
    """The crèche cannot open on a day."""

    creche_id = SelectField("Which crèche?", coerce=int)

    def happening(self) -> Happening:
        days = {one.id: one.day for one in upset_preview.creches_to_come()}
        day = days[self.creche_id.data]
        return Happening(What.CRECHE, day, day, creche_id=self.creche_id.data)

    def is_again(self, upset: Upset) -> bool:
        return (What.CRECHE, self.creche_id.data) == (upset.what, upset.creche_id)


FORMS: dict[str, type[UpsetForm]] = {
    "away": AwayForm,
    "shut": ShutForm,
    "room": RoomForm,
    "creche": CrecheForm,
}


def _room(day: Any, room: str) -> str:
    return f"{day.isoformat()} {room}"


def _form(kind: str, typed: Any = None) -> UpsetForm:
    form = FORMS[kind](typed, data={"begins": clock.today(), "ends": clock.today()})
    if isinstance(form, AwayForm):
        form.teacher_id.choices = [
            SelectChoice(staff_id, name) for staff_id, name in upset_preview.teachers_with_talks()
        ]
    elif isinstance(form, RoomForm):
        form.where.choices = [
            SelectChoice(_room(day, room), f"{dates.day_short(day, 'en')}: {room}")
            for day, room in upset_preview.rooms_with_talks()
        ]
    elif isinstance(form, CrecheForm):
        form.creche_id.choices = [
            SelectChoice(
                one.id,
                f"{dates.day_and_time(one.day, one.begins, 'en')}: {one.room}",
            )
            for one in upset_preview.creches_to_come()
        ]
    return form


# -- saying it ---------------------------------------------------------------------------------


@blueprint.get("/happened")
@staff_only(*OFFICE)
def something_happened() -> ResponseReturnValue:
    """What has happened? One form for each."""
    return _choose({})


def _choose(typed: dict[str, UpsetForm], sorry: str = "") -> str:
    return render_template(
        "staff/upset/choose.html",
        forms={kind: typed.get(kind) or _form(kind) for kind in FORMS},
        sorry=sorry,
        standing=upset_desk.standing(),
    )


@dataclass(frozen=True)
class Said:
    """What the office said has happened, as it came with the address or the form."""

    kind: str
    form: UpsetForm
    happening: Happening
    instead: str

    @property
    def about(self) -> str:
        """Whom or what it is about, as it was chosen."""
        if isinstance(self.form, AwayForm):
            names = dict(upset_preview.teachers_with_talks())
            return names[self.form.teacher_id.data]
        return self.happening.room


def _said(values: Any) -> Said | ResponseReturnValue:
    """What was said; or the answer to somebody who left something out, or said it before."""
    kind = values.get("kind", "")
    if kind not in FORMS:
        abort(400)
    form = _form(kind, values)
    if not form.validate():
        upset_id = _stands_already(form)
        if upset_id:
            return redirect(url_for("staff.upset", upset_id=upset_id), 303)
        return _choose({kind: form}), 422
    instead = form.instead.data if isinstance(form, RoomForm) else ""
    return Said(kind, form, form.happening(), instead or "")


def _stands_already(form: UpsetForm) -> int | None:
    """What says the same as this form and stands (its id): the button was pressed twice."""
    stands = [one.upset for one in upset_desk.standing() if not one.upset.undone_at]
    return next((upset.id for upset in stands if form.is_again(upset)), None)


@blueprint.get("/happened/look")
@staff_only(*OFFICE)
def look_at_upset() -> ResponseReturnValue:
    """Whom it would touch and what each would be told. Nothing has been done yet."""
    if "kind" not in request.args:
        return _choose({})
    said = _said(request.args)
    if not isinstance(said, Said):
        return said
    try:
        return _look(said)
    except Refused as refused:
        return _choose({said.kind: said.form}, say_to_staff(refused.reason)), 409


def _look(said: Said, sorry: str = "") -> str:
    return render_template(
        "staff/upset/look.html",
        said=said,
        what=said.happening.what,
        values={name: value for name, value in request.values.items() if name != "csrf_token"},
        preview=upset_preview.preview(said.happening, f"{settings().public_url}/t/{TOKEN}"),
        sorry=sorry,
    )


@blueprint.post("/happened")
@staff_only(*OFFICE)
def make_upset() -> ResponseReturnValue:
    """The one button. What is written down first, the rest follows talk by talk; the clock goes
    on with it if this is cut short."""
    said = _said(request.form)
    if not isinstance(said, Said):
        return said
    try:
        with act():
            if said.instead:
                upsets.another_room(said.happening, said.instead, by_staff())
            else:
                upset_id = upsets.happen(said.happening, by_staff())
    except Refused as refused:
        sorry = say_to_staff(refused.reason)
        # Looked at before midnight: choose anew.
        if refused.reason in (Reason.UPSET_DATES, Reason.DAY_TOO_FAR):
            return _choose({said.kind: said.form}, sorry), 409
        return _look(said, sorry), 409
    if said.instead:
        flash(f"The talks are in {said.instead} now. Nobody needed to be told.")
        return redirect(url_for("staff.today"), 303)
    return call_off_all(upset_id)


def call_off_all(upset_id: int) -> ResponseReturnValue:
    """Call off every talk of it that is not yet, each in its own act, and show what came of it.
    Before that, whoever was choosing among its times has others, or hears that they follow."""
    for row_id in first_choice.to_choose_anew():
        with act():
            first_choice.choose_anew(row_id)
    for row_id in calling_off.to_call_off(upset_id):
        with act():
            calling_off.call_off(row_id)
    for row_id in upset_undo.to_bring_back(upset_id):
        with act():
            upset_undo.bring_back(row_id)
    return redirect(url_for("staff.upset", upset_id=upset_id), 303)


# -- what came of it ---------------------------------------------------------------------------


def _find(upset_id: int) -> Happened:
    found = upset_desk.find(upset_id)
    if found is None:
        abort(404)
    return found


@blueprint.get("/happened/<int:upset_id>")
@staff_only(*OFFICE)
def upset(upset_id: int) -> ResponseReturnValue:
    """How far it has come, and whom a person rings."""
    return _show(_find(upset_id))


def _show(found: Happened, sorry: str = "") -> str:
    return render_template(
        "staff/upset/happened.html",
        happened=found,
        to_call_off=upset_desk.help_to_call_off(found.upset.id, staff()),
        back=url_for("staff.upset", upset_id=found.upset.id),
        teaches=staff().has(Role.TEACHER),
        sorry=sorry,
    )


@blueprint.post("/happened/<int:upset_id>/go-on")
@staff_only(*OFFICE)
def go_on_upset(upset_id: int) -> ResponseReturnValue:
    """It was cut short: do the rest."""
    _find(upset_id)
    return call_off_all(upset_id)


@blueprint.post("/happened/<int:upset_id>/talks/<int:row_id>/told")
@staff_only(*OFFICE)
def told_upset(upset_id: int, row_id: int) -> ResponseReturnValue:
    """A person has told this family."""
    with act():
        found = upset_desk.told(upset_id, row_id, tidy(request.form.get("spoke_to")), by_staff())
    if not found:
        abort(404)
    flash("Noted. They are off the call list.")
    return redirect(url_for("staff.upset", upset_id=upset_id), 303)


@blueprint.post("/happened/<int:upset_id>/undo")
@staff_only(*OFFICE)
def undo_upset(upset_id: int) -> ResponseReturnValue:
    """It stands after all."""
    found = _find(upset_id)
    try:
        with act():
            upset_undo.undo(upset_id, by_staff())
    except Refused as refused:
        return _show(found, say_to_staff(refused.reason)), 409
    return call_off_all(upset_id)
