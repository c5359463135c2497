"""The crèche's screens: sessions, the list by quarter of an hour, and the sheet for the day.

A crèche lead opens today's sheet and nothing else; what is found here goes through `creche_lists`,
which knows who may see what.
"""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Form, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length

from portal import clock
from portal.db import act, db
from portal.domain import creche_desk, creche_lists
from portal.domain.bookings import Booking
from portal.domain.creche import Age, CrechePlace, CrecheSession, LittleOne, PlaceState
from portal.domain.creche_desk import CrechePlan
from portal.domain.history import Deed
from portal.domain.people import Role
from portal.domain.rounds import PaidBy
from portal.domain.school import school
from portal.web.access import by_staff, staff, staff_only
from portal.web.forms import Day, Number, Pounds, TimeOfDay, WholeNumber, between, say_beside, tidy
from portal.web.numbers import row_id
from portal.web.staff import meanwhile
from portal.web.staff.cover import payers
from portal.web.staff.meanwhile import Meanwhile
from portal.web.staff.pages import blueprint
from portal.web.staff.talk import and_told
from portal.web.staff.undo import undo_category
from portal.wording import dates
from portal.wording.refusals import Reason, Refused, say_to_staff

OFFICE = (Role.OFFICE, Role.LEAD)
BESIDE = {
    Reason.CRECHE_TIMES: "ends",
    Reason.PAST_DAY: "day",
    Reason.DAY_TOO_FAR: "day",
    Reason.SCHOOL_CLOSED: "day",
    Reason.ROOM_BUSY: "room",
    Reason.CRECHE_BOOKED: "begins",
    Reason.CRECHE_TOO_SMALL: "staff_level_6",
}
WALK_INS = 3
"""Empty lines on the sheet: nobody is turned away at the door."""


def _adults(level: str) -> WholeNumber:
    return WholeNumber(level, [InputRequired("Please write a number."), between(0, 50)], default=0)


class SessionForm(Form):
    """One crèche session."""

    day = Day("Day", [InputRequired("Please choose a day.")])
    begins = TimeOfDay("From", [InputRequired("Please write a time.")])
    ends = TimeOfDay("To", [InputRequired("Please write a time.")])
    room = StringField(
        "Room", [DataRequired("Please write the room."), Length(max=40)], filters=[tidy]
    )
    area_m2 = Number(
        "Floor for little ones, in m²",
        [InputRequired("Please write a number."), between(1, 1000)],
        places=1,
    )
    staff_level_6 = _adults("Adults with level 6 or a teaching degree")
    staff_level_3 = _adults("Adults with level 3")
    staff_level_2 = _adults("Adults with level 2")
    staff_other = _adults("Other adults")
    cost_pence = Pounds("Cost, in pounds", [Length(max=12)])
    paid_by = SelectField(
        "Paid by",
        coerce=PaidBy,
        default=PaidBy.NONE,
    )

    def __init__(self, formdata: Any = None, **filled: Any) -> None:
        super().__init__(formdata, **filled)
        self.paid_by.choices = payers(filled.get("data", {}).get("paid_by"))

    def plan(self) -> CrechePlan:
        """What was typed, for the domain."""
        typed = {**self.data, "cost_pence": self.cost_pence.pence}
        return CrechePlan(**{**typed, "area_m2": float(self.area_m2.data)})


class PlaceForm(Form):
    """One more little one for a talk that is booked."""

    booking_id = SelectField("For the talk", coerce=int)
    name = StringField(
        "First name", [DataRequired("Please write the first name."), Length(max=40)], filters=[tidy]
    )
    age = SelectField(
        "Age on the day",
        choices=[SelectChoice(age.value, age.value) for age in Age],
        coerce=Age,
    )


def _find(session_id: int) -> CrecheSession:
    """The session, if whoever is signed in may see it today; otherwise a 404."""
    found = creche_lists.find(session_id, staff())
    if found is None:
        abort(404)
    return found


@blueprint.get("/creche")
@staff_only(*OFFICE, Role.CRECHE)
def creches() -> ResponseReturnValue:
    """The sessions to come, and those that are over."""
    coming, over = creche_lists.sessions(staff())
    return render_template(
        "staff/creche/list.html", coming=coming, over=over, plans=staff().has(*OFFICE)
    )


@blueprint.route("/creche/new", methods=["GET", "POST"])
@staff_only(*OFFICE)
def new_creche() -> ResponseReturnValue:
    """Set up a session."""
    if request.method == "GET":
        usual = {"cost_pence": school().creche_pence, "paid_by": PaidBy(school().payer)}
        return _edit(SessionForm(data=usual))
    form = SessionForm(request.form)
    if not form.validate():
        return _edit(form), 422
    try:
        with act():
            session_id = creche_desk.open_creche(form.plan(), by_staff())
    except Refused as refused:
        say_beside(form, BESIDE[refused.reason], refused)
        return _edit(form), 409
    flash("The crèche session is set up.")
    return redirect(url_for("staff.creche", session_id=session_id), 303)


@blueprint.route("/creche/<int:session_id>/edit", methods=["GET", "POST"])
@staff_only(*OFFICE)
def edit_creche(session_id: int) -> ResponseReturnValue:
    """Change a session. Nobody loses a place by it."""
    session = _find(session_id)
    if request.method == "GET":
        return _edit(_as_planned(session), session)
    form = SessionForm(request.form, data={"paid_by": session.paid_by})
    if not form.validate():
        return _edit(form, session), 422
    try:
        with act():
            seen = request.form.get("seen")
            others = creche_desk.change_creche(session_id, form.plan(), by_staff(), seen=seen)
    except Refused as refused:
        if refused.reason == Reason.CHANGED_MEANWHILE:
            return _edit_with_others(form, session_id), 409
        say_beside(form, BESIDE[refused.reason], refused)
        return _edit(form, session, _quarter(refused)), 409
    flash(f"Saved.{_come_otherwise(len(others))}")
    return redirect(url_for("staff.creche", session_id=session_id), 303)


def _as_planned(session: CrecheSession) -> SessionForm:
    return SessionForm(data=vars(creche_desk.plan_of(session)))


def _come_otherwise(families: int) -> str:
    """That no text tells of it when a little one comes or goes."""
    if not families:
        return ""
    come = "family has" if families == 1 else "families have"
    return f" {families} {come} the place for other times now, and no text says so: tell them."


def _edit_with_others(form: SessionForm, session_id: int) -> str:
    """What was typed, beside what a colleague has saved since the page was shown."""
    session = _find(session_id)
    stands = _as_planned(session)
    others = meanwhile.changed(Deed.CRECHE_CHANGED, "creche", session_id, form, stands)
    return _edit(form, session, others=others)


def _quarter(refused: Refused) -> str:
    """From when on it would be too small: "16:15"."""
    moment = refused.facts.get("quarter")
    return dates.time(clock.local(moment).time(), "en") if moment else ""


def _edit(
    form: SessionForm,
    session: CrecheSession | None = None,
    quarter: str = "",
    others: Meanwhile | None = None,
) -> str:
    stands = creche_desk.as_shown(session) if session else ""
    return render_template(
        "staff/creche/edit.html",
        form=form,
        session=session,
        quarter=quarter,
        meanwhile=others,
        seen=stands if others else request.form.get("seen", stands),
    )


@blueprint.get("/creche/<int:session_id>")
@staff_only(*OFFICE)
def creche(session_id: int) -> ResponseReturnValue:
    """The list by quarter of an hour, who waits, and what the office can do."""
    return _show(_find(session_id))


def _show(session: CrecheSession, form: PlaceForm | None = None, sorry: str = "") -> str:
    taken = creche_lists.guests(session.id, PlaceState.TAKEN)
    return render_template(
        "staff/creche/session.html",
        session=session,
        warnings=creche_desk.warnings(creche_desk.plan_of(session)),
        quarters=creche_lists.by_quarter(session, taken),
        taken=taken,
        families_waiting=creche_lists.families_waiting(session.id),
        form=form or _place_form(session),
        sorry=sorry,
        typed=request.form,
        longest=creche_desk.LONGEST_REASON,
        today=clock.today(),
    )


def _place_form(session: CrecheSession, typed: Any = None) -> PlaceForm:
    form = PlaceForm(typed)
    form.booking_id.choices = [
        SelectChoice(
            talk.booking_id,
            f"{dates.time(clock.local(talk.starts_at).time(), 'en')} {talk.child}, {talk.parent}",
        )
        for talk in creche_lists.talks_then(session)
    ]
    return form


@blueprint.post("/creche/<int:session_id>/add")
@staff_only(*OFFICE)
def add_place(session_id: int) -> ResponseReturnValue:
    """One more little one, if it is safe. The parent is told by text, if they get any."""
    session = _find(session_id)
    form = _place_form(session, request.form)
    if not form.validate():
        return _show(session, form), 422
    little_one = LittleOne(form.name.data, form.age.data)
    try:
        with act():
            added = creche_desk.add_place(form.booking_id.data, little_one, by_staff())
    except Refused as refused:
        return _show(session, form, say_to_staff(refused.reason)), 409
    name = little_one.name
    if not added:
        another = f"Another little one called so needs a letter more, such as “{name} B”."
        return _back(session_id, f"{name} has a place already. {another}")
    return _back(session_id, _told(f"{name} has a place.", form.booking_id.data))


def _told(done: str, booking_id: int) -> str:
    """What was done, and how the parent of this talk hears of it."""
    talk = db.session.get_one(Booking, booking_id)
    return and_told(done, talk.parent_id, talk.child_id)


@blueprint.post("/creche/<int:session_id>/give")
@staff_only(*OFFICE)
def give_places(session_id: int) -> ResponseReturnValue:
    """Those of one talk who wait get their places, if it is safe for all of them."""
    session = _find(session_id)
    booking_id = request.form.get("booking_id", type=row_id)
    waiting = creche_lists.guests(session_id, PlaceState.WAITING)
    if booking_id not in {guest.booking_id for guest in waiting}:
        return _back(session_id, "They do not wait here any more.")
    try:
        with act():
            creche_desk.give_places(booking_id, by_staff())
    except Refused as refused:
        return _show(session, sorry=say_to_staff(refused.reason)), 409
    return _back(session_id, _told("Place given.", booking_id))


@blueprint.post("/creche/<int:session_id>/withdraw")
@staff_only(*OFFICE)
def withdraw(session_id: int) -> ResponseReturnValue:
    """Take a place back, with a reason. The parent is told by text, and a task says to ring."""
    session = _find(session_id)
    place_id = request.form.get("place_id", type=row_id)
    reason = tidy(request.form.get("reason"))
    here = [
        guest
        for state in (PlaceState.TAKEN, PlaceState.WAITING)
        for guest in creche_lists.guests(session_id, state)
    ]
    if place_id not in {guest.place_id for guest in here}:
        return _back(session_id, "This place is not taken any more.")
    if not reason:
        return _show(session, sorry="Please write why the place is withdrawn."), 422
    try:
        with act():
            creche_desk.withdraw(place_id, reason, by_staff())
            booking_id = db.session.get_one(CrechePlace, place_id).booking_id
    except Refused as refused:
        return _show(session, sorry=say_to_staff(refused.reason)), 422
    said = f"{_told('Withdrawn.', booking_id)} “Today” says to ring them, too."
    return _back(session_id, said, undo_category(booking_id))


def _back(session_id: int, said: str, category: str = "message") -> ResponseReturnValue:
    flash(said, category)
    return redirect(url_for("staff.creche", session_id=session_id), 303)


@blueprint.get("/creche/<int:session_id>/sheet")
@staff_only(*OFFICE, Role.CRECHE)
def creche_sheet(session_id: int) -> ResponseReturnValue:
    """The sheet for the day: list and register in one, to be printed and shredded afterwards."""
    session = _find(session_id)
    health = creche_lists.may_read_health(session, staff())
    return render_template(
        "staff/creche/sheet.html",
        session=session,
        guests=creche_lists.guests(session_id, PlaceState.TAKEN, with_health=health),
        waiting=creche_lists.guests(session_id, PlaceState.WAITING),
        health=health,
        too_early=clock.today() < session.day,
        walk_ins=WALK_INS,
    )
