"""Releasing teachers for a round: several at once, and changing or removing one cover session."""

from dataclasses import dataclass, replace
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Form, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from portal.db import act
from portal.domain import cover, plans, upset_preview, upsets
from portal.domain.cover import CoverTimes, Released
from portal.domain.history import Deed
from portal.domain.people import Role, Staff
from portal.domain.plans import CoverLine, Demand, InTheWay
from portal.domain.rounds import PaidBy, Round
from portal.domain.school import school
from portal.web.access import by_staff, settings, staff_only
from portal.web.forms import (
    Day,
    Pounds,
    Spans,
    TimeOfDay,
    WholeNumber,
    between,
    say_beside,
    tidy,
)
from portal.web.numbers import row_id
from portal.web.staff import meanwhile
from portal.web.staff.invite import TOKEN
from portal.web.staff.meanwhile import Meanwhile
from portal.web.staff.pages import blueprint
from portal.web.staff.rounds import OFFICE, find_round
from portal.web.staff.upset import call_off_all
from portal.wording.refusals import Reason, Refused, say_to_staff

BESIDE = {
    Reason.PAST_DAY: "day",
    Reason.DAY_TOO_FAR: "day",
    Reason.SCHOOL_CLOSED: "day",
    Reason.COVER_TIMES: "ends",
    Reason.COVER_BOOKED: "ends",
    Reason.COVER_BEGUN: "day",
    Reason.TEACHER_BUSY: "teacher_id",
    Reason.ROOM_BUSY: "room",
}
NOBODY = 0
MOST_MORE = 30
"""Minutes by which talks with an interpreter may be longer than others."""
LONGEST_ROOM = 40


def payers(now: PaidBy | None = None) -> list[SelectChoice]:
    """The budgets to choose from: those that the school has ticked, and the one that pays now."""
    offered = [one for one in PaidBy if one in school().payers or one == now]
    return [SelectChoice(one.value, one.value.capitalize()) for one in offered]


class CoverForm(Form):
    """When teachers are released, and what that costs for each of them."""

    day = Day("Day", [InputRequired("Please choose a day.")])
    begins = TimeOfDay("From", [InputRequired("Please write a time.")])
    ends = TimeOfDay("To", [InputRequired("Please write a time.")])
    breaks = Spans("Breaks", [Length(max=200)])
    minutes_more = WholeNumber(
        "Minutes more for each talk", [Optional(), between(0, MOST_MORE)], default=0
    )
    cost_pence = Pounds("Cover cost for each, in pounds", [Length(max=12)])
    paid_by = SelectField("Paid by", coerce=PaidBy, default=PaidBy.NONE)

    def __init__(self, formdata: Any = None, **filled: Any) -> None:
        super().__init__(formdata, **filled)
        self.paid_by.choices = payers(filled.get("data", {}).get("paid_by"))

    @classmethod
    def usual(cls) -> "CoverForm":
        """The form as it begins. Where the school knows what an hour costs, the cost stays empty
        and is worked out."""
        form = cls(data={"cost_pence": 0, "paid_by": PaidBy(school().payer)})
        if school().cover_pence_an_hour:
            form.cost_pence.data = ""
        return form

    def times(self) -> CoverTimes:
        """What was typed, for the domain. A cost left empty is worked out from the hours."""
        typed = CoverTimes(
            day=self.day.data,
            begins=self.begins.data,
            ends=self.ends.data,
            breaks=self.breaks.spans,
            cost_pence=self.cost_pence.pence,
            paid_by=self.paid_by.data,
            minutes_more=self.minutes_more.data or 0,
        )
        if tidy(self.cost_pence.data):
            return typed
        return replace(typed, cost_pence=cover.usual_cost(typed))


class OneCoverForm(CoverForm):
    """One cover session: also who, and where."""

    teacher_id = SelectField("Teacher", coerce=int)
    room = StringField(
        "Room",
        [DataRequired("Please write the room."), Length(max=LONGEST_ROOM)],
        filters=[tidy],
    )
    assistant_id = SelectField("Teaching assistant", coerce=int, default=NOBODY)
    cost_pence = Pounds("Cover cost, in pounds", [Length(max=12)])

    @classmethod
    def of(cls, line: CoverLine, typed: Any = None) -> "OneCoverForm":
        """The form for this cover session: as typed, or else as it was planned."""
        released = cover.released_of(line.cover)
        planned = {
            **vars(cover.times_of(line.cover)),
            **vars(released),
            "assistant_id": released.assistant_id or NOBODY,
        }
        form = cls(typed, data=planned)
        staff = plans.teaching_staff(released.teacher_id, released.assistant_id)
        people = [SelectChoice(one.id, one.name) for one in staff]
        form.teacher_id.choices = people
        form.assistant_id.choices = [SelectChoice(NOBODY, "nobody"), *people]
        return form

    def released(self) -> Released:
        """Who and where, for the domain."""
        return Released(self.teacher_id.data, self.room.data, self.assistant_id.data or None)


@dataclass
class Row:
    """One teacher on the form that releases several; `wrong`: why not this one."""

    teacher: Staff
    demand: Demand | None
    picked: bool = False
    room: str = ""
    assistant_id: int | None = None
    wrong: str = ""


def _rows(round_id: int) -> list[Row]:
    """Every teacher, those of the round's children first."""
    demand = {one.teacher_id: one for one in plans.demand(round_id) if one.children}
    teachers = [one for one in plans.teaching_staff() if one.has(Role.TEACHER) or one.id in demand]
    rows = [Row(teacher, demand.get(teacher.id)) for teacher in teachers]
    return sorted(rows, key=lambda row: row.demand is None)


def _rows_typed(round_id: int) -> list[Row]:
    rows = _rows(round_id)
    assistants = {one.id for one in plans.teaching_staff()}
    picked = set(request.form.getlist("teacher", type=row_id))
    for row in rows:
        row.picked = row.teacher.id in picked
        row.room = tidy(request.form.get(f"room-{row.teacher.id}"))
        row.assistant_id = request.form.get(f"assistant-{row.teacher.id}", type=row_id)
        if row.picked and not row.room:
            row.wrong = "Please write the room."
        elif row.picked and len(row.room) > LONGEST_ROOM:
            row.wrong = f"Please write the room in at most {LONGEST_ROOM} letters."
        elif row.picked and row.assistant_id and row.assistant_id not in assistants:
            row.wrong = "Please choose the teaching assistant again."
    return rows


@blueprint.route("/rounds/<int:round_id>/cover", methods=["GET", "POST"])
@staff_only(*OFFICE)
def add_cover(round_id: int) -> ResponseReturnValue:
    """Release several teachers at the same times."""
    around = find_round(round_id)
    if request.method == "GET":
        return _many(around, CoverForm.usual(), _rows(round_id))
    form, rows = CoverForm(request.form), _rows_typed(round_id)
    picked = [row for row in rows if row.picked]
    right = form.validate()
    if not right or not picked or any(row.wrong for row in picked):
        nobody = "" if picked else "Please tick at least one teacher."
        return _many(around, form, rows, nobody), 422
    released = [Released(row.teacher.id, row.room, row.assistant_id) for row in picked]
    try:
        with act():
            cover.add_cover(round_id, form.times(), released, by_staff())
    except Refused as refused:
        _say_where_it_belongs(form, picked, refused)
        return _many(around, form, rows), 409
    flash(f"Released: {', '.join(row.teacher.name for row in picked)}.")
    return redirect(url_for("staff.round_page", round_id=round_id), 303)


def _say_where_it_belongs(form: CoverForm, picked: list[Row], refused: Refused) -> None:
    teacher_id: int = refused.facts.get("teacher_id", 0)
    whose = {row.teacher.id: row for row in picked}.get(teacher_id)
    if whose is None:
        say_beside(form, BESIDE[refused.reason], refused)
        return
    names = {one.id: one.name for one in plans.teaching_staff()}
    who = refused.facts.get("staff_id")
    whose.wrong = f"{names[who]}: " if who and who != whose.teacher.id else ""
    whose.wrong += say_to_staff(refused.reason)


def _many(around: Round, form: CoverForm, rows: list[Row], nobody: str = "") -> str:
    return render_template(
        "staff/rounds/cover.html",
        round=around,
        form=form,
        rows=rows,
        nobody=nobody,
        assistants=plans.teaching_staff(),
    )


@blueprint.route("/cover/<int:cover_id>", methods=["GET", "POST"])
@staff_only(*OFFICE)
def edit_cover(cover_id: int) -> ResponseReturnValue:
    """Change one cover session. Talks in it stay where they are, or the change is refused, and
    shown again with a button that calls them off."""
    line = plans.find_cover(cover_id)
    if line is None:
        return _is_gone(cover_id)
    if request.method == "GET":
        return _one(line, OneCoverForm.of(line))
    form = OneCoverForm.of(line, request.form)
    if not form.validate():
        return _one(line, form), 422
    called_off, seen = _to_be_called_off(), request.form.get("seen")
    try:
        if called_off:
            return _change_all_the_same(cover_id, form.times(), form.released(), called_off)
        with act():
            cover.change_cover(cover_id, form.times(), form.released(), by_staff(), seen=seen)
    except Refused as refused:
        if refused.reason == Reason.CHANGED_MEANWHILE:
            return _with_others(cover_id, form)
        say_beside(form, BESIDE[refused.reason], refused)
        return _one(line, form, refused), 409
    flash("Saved.")
    return redirect(url_for("staff.round_page", round_id=line.cover.round_id), 303)


def _with_others(cover_id: int, form: OneCoverForm) -> ResponseReturnValue:
    """What was typed, beside what a colleague has saved since the page was shown."""
    line = plans.find_cover(cover_id)
    if line is None:
        return _is_gone(cover_id)
    stands = OneCoverForm.of(line)
    others = meanwhile.changed(Deed.COVER_CHANGED, "cover", cover_id, form, stands)
    return _one(line, form, others=others), 409


def _is_gone(cover_id: int) -> ResponseReturnValue:
    """To the round, for whoever would change a cover session that a colleague has removed."""
    round_id = plans.round_of(cover_id)
    if round_id is None or request.method == "GET":
        abort(404)
    flash("A colleague has removed this cover session meanwhile. Nothing was saved.")
    return redirect(url_for("staff.round_page", round_id=round_id), 303)


@blueprint.post("/cover/<int:cover_id>/remove")
@staff_only(*OFFICE)
def remove_cover(cover_id: int) -> ResponseReturnValue:
    """Take a cover session away, unless talks are booked in it that are not to be called off."""
    round_id = plans.round_of(cover_id)
    if round_id is None:
        abort(404)
    called_off = _to_be_called_off()
    try:
        if called_off:
            released = cover.released_of(_find(cover_id).cover)
            return _change_all_the_same(cover_id, None, released, called_off)
        with act():
            gone = cover.remove_cover(cover_id, by_staff())
    except Refused as refused:
        line = _find(cover_id)
        form = OneCoverForm.of(line)
        say_beside(form, BESIDE[refused.reason], refused)
        return _one(line, form, refused, removing=True), 409
    flash(
        "The cover session is removed."
        if gone
        else "The times to come are removed. Talks of it that have begun stay."
    )
    return redirect(url_for("staff.round_page", round_id=round_id), 303)


def _to_be_called_off() -> list[int]:
    """The talks (booking ids) that were shown to be in the way, and are to be called off."""
    return request.form.getlist("call_off", type=row_id)


def _change_all_the_same(
    cover_id: int, times: CoverTimes | None, released: Released, called_off: list[int]
) -> ResponseReturnValue:
    """The talks that fall out of it are called off; their families choose first from the rest."""
    with act():
        upset_id = upsets.cover_changed(
            cover_id, times, released, called_off, by_staff(), seen=request.form.get("seen")
        )
    return call_off_all(upset_id)


def _find(cover_id: int) -> CoverLine:
    found = plans.find_cover(cover_id)
    if found is None:
        abort(404)
    return found


def _one(
    line: CoverLine,
    form: OneCoverForm,
    refused: Refused | None = None,
    *,
    removing: bool = False,
    others: Meanwhile | None = None,
) -> str:
    stands = cover.as_shown(line.cover)
    in_the_way: list[InTheWay] = []
    preview = None
    if refused and refused.reason == Reason.COVER_BOOKED:
        in_the_way = plans.in_the_way(refused.facts.get("bookings", []))
        if not any(talk.held_until for talk in in_the_way):
            ids = [talk.booking_id for talk in in_the_way]
            preview = upset_preview.in_the_way(ids, f"{settings().public_url}/t/{TOKEN}")
    return render_template(
        "staff/rounds/one_cover.html",
        line=line,
        form=form,
        in_the_way=in_the_way,
        preview=preview,
        removing=removing,
        typed=request.form,
        meanwhile=others,
        seen=stands if others else request.form.get("seen", stands),
    )
