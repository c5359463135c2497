"""Rounds of talks: the list, one round with its calendar, setting one up and changing it.

Cover sessions are in `cover`, inviting in `invite`.
"""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, Form, HiddenField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from portal import clock
from portal.db import act, db
from portal.domain import planning, plans
from portal.domain.history import Deed
from portal.domain.people import Role
from portal.domain.planning import LONGEST, LONGEST_GAP, SHORTEST, RoundPlan
from portal.domain.rounds import Round, Way
from portal.domain.school import school
from portal.web.access import by_staff, staff, staff_only
from portal.web.forms import Day, Ticks, WholeNumber, between, say_beside, tidy
from portal.web.staff import meanwhile
from portal.web.staff.meanwhile import Meanwhile
from portal.web.staff.pages import blueprint
from portal.wording.refusals import Reason, Refused

OFFICE = (Role.OFFICE, Role.LEAD)
BESIDE = {
    Reason.NAME_TAKEN: "name",
    Reason.PAST_DAY: "closes_on",
    Reason.DAY_TOO_FAR: "closes_on",
    Reason.ROUND_DATES: "closes_on",
    Reason.COVER_BOOKED: "slot_minutes",
    Reason.COVER_TIMES: "slot_minutes",
}


class RoundForm(Form):
    """A round's facts, and whose parents are invited."""

    name = StringField(
        "Name", [DataRequired("Please write a name."), Length(max=60)], filters=[tidy]
    )
    opens_on = Day("Booking opens on", [InputRequired("Please choose a day.")])
    closes_on = Day("Booking closes on", [InputRequired("Please choose a day.")])
    slot_minutes = WholeNumber(
        "Minutes for a talk",
        [InputRequired("Please write a number."), between(SHORTEST, LONGEST)],
    )
    gap_minutes = WholeNumber(
        "Minutes between two talks",
        [InputRequired("Please write a number."), between(0, LONGEST_GAP)],
    )
    ways = Ticks(
        "How parents can meet the teacher",
        [DataRequired("Please choose at least one way.")],
        choices=[SelectChoice(way.value, way.value.capitalize()) for way in Way],
    )
    child_comes = BooleanField("The child comes, too")
    asks_together = BooleanField("Ask every parent whether they would like to come together")
    nudge_after_days = WholeNumber(
        "Days before asking again",
        [InputRequired("Please write a number."), between(1, 14)],
    )
    class_ids = Ticks("Classes", coerce=int)
    children = TextAreaField("Children picked by name", [Length(max=10_000)])
    were = HiddenField()
    """The children (ids) who stood in the form at first: a lead may have picked more since."""

    child_ids: frozenset[int] = frozenset()

    def __init__(self, formdata: Any = None, **filled: Any) -> None:
        super().__init__(formdata, **filled)
        self.class_ids.choices = [SelectChoice(one.id, one.name) for one in plans.all_classes()]

    def validate_children(self, field: Any) -> None:
        """Every line is exactly one child on roll."""
        lines = [tidy(line) for line in (field.data or "").splitlines()]
        self.child_ids, trouble = plans.children_called(lines)
        if trouble:
            raise ValidationError(" ".join(trouble))

    def plan(self, as_it_is: RoundPlan | None = None) -> RoundPlan:
        """What was typed, for the domain. Of a round as it is, only those children are taken out
        who stood in the form and were deleted there, and only those put in who were added."""
        return RoundPlan(
            name=self.name.data,
            opens_on=self.opens_on.data,
            closes_on=self.closes_on.data,
            slot_minutes=self.slot_minutes.data,
            gap_minutes=self.gap_minutes.data,
            ways=tuple(way for way in Way if way.value in self.ways.data),
            child_comes=self.child_comes.data,
            asks_together=self.asks_together.data,
            nudge_after_days=self.nudge_after_days.data,
            class_ids=frozenset(self.class_ids.data),
            child_ids=self._children(as_it_is),
        )

    def _children(self, as_it_is: RoundPlan | None) -> frozenset[int]:
        if as_it_is is None or not self.were.data:
            return self.child_ids
        shown = self.were.data.split()
        stay = {one for one in as_it_is.child_ids if one in self.child_ids or str(one) not in shown}
        return frozenset(stay | {one for one in self.child_ids if str(one) not in shown})


def find_round(round_id: int) -> Round:
    """The round, or a 404."""
    found = db.session.get(Round, round_id)
    if found is None:
        abort(404)
    return found


@blueprint.get("/rounds")
@staff_only(*OFFICE)
def rounds() -> ResponseReturnValue:
    """Every round, the latest first."""
    return render_template("staff/rounds/list.html", rounds=plans.all_rounds(), today=clock.today())


@blueprint.get("/rounds/<int:round_id>")
@staff_only(*OFFICE)
def round_page(round_id: int) -> ResponseReturnValue:
    """One round before anything is sent: facts, who is invited, cover, crèche, and the times."""
    around = find_round(round_id)
    covers = plans.cover_of(round_id)
    return render_template(
        "staff/rounds/round.html",
        round=around,
        classes=plans.classes_of(round_id),
        picked=plans.names_of(planning.plan_of(round_id).child_ids),
        demand=plans.demand(round_id),
        covers=covers,
        creches=plans.creches_on(line.day for line in covers),
        today=clock.today(),
        picks=staff().has(Role.LEAD),
    )


@blueprint.route("/rounds/new", methods=["GET", "POST"])
@staff_only(*OFFICE)
def new_round() -> ResponseReturnValue:
    """Set up a round."""
    if request.method == "GET":
        usual = ("slot_minutes", "gap_minutes", "nudge_after_days", "ways")
        return _form(RoundForm(data={name: getattr(school(), name) for name in usual}))
    form = RoundForm(request.form)
    if not form.validate():
        return _form(form), 422
    try:
        with act():
            round_id = planning.plan_round(form.plan(), by_staff())
    except Refused as refused:
        say_beside(form, BESIDE[refused.reason], refused)
        return _form(form), 409
    flash("The round is set up. Next: release teachers, so that there are times.")
    return redirect(url_for("staff.round_page", round_id=round_id), 303)


@blueprint.route("/rounds/<int:round_id>/edit", methods=["GET", "POST"])
@staff_only(*OFFICE)
def edit_round(round_id: int) -> ResponseReturnValue:
    """Change a round."""
    around = find_round(round_id)
    if request.method == "GET":
        return _form(RoundForm(data=_as_planned(round_id)), around)
    form = RoundForm(request.form)
    if not form.validate():
        return _form(form, around), 422
    try:
        with act():
            plan, seen = form.plan(planning.lock_plan(round_id)), request.form.get("seen")
            planning.change_round(round_id, plan, by_staff(), seen=seen)
    except Refused as refused:
        if refused.reason == Reason.CHANGED_MEANWHILE:
            return _with_others(form, round_id), 409
        say_beside(form, BESIDE[refused.reason], refused)
        in_the_way = plans.in_the_way(refused.facts.get("bookings", []))
        return _form(form, around, in_the_way), 409
    flash("Saved.")
    return redirect(url_for("staff.round_page", round_id=round_id), 303)


def _with_others(form: RoundForm, round_id: int) -> str:
    """What was typed, beside what a colleague has saved since the page was shown."""
    stands = RoundForm(data=_as_planned(round_id))
    others = meanwhile.changed(Deed.ROUND_CHANGED, "round", round_id, form, stands)
    return _form(form, find_round(round_id), others=others)


def _as_planned(round_id: int) -> dict[str, Any]:
    plan = planning.plan_of(round_id)
    return {
        **vars(plan),
        "ways": [way.value for way in plan.ways],
        "class_ids": sorted(plan.class_ids),
        "children": "\n".join(plans.names_of(plan.child_ids)),
        "were": f"ids {' '.join(map(str, sorted(plan.child_ids)))}",
    }


def _form(
    form: RoundForm,
    around: Round | None = None,
    in_the_way: list[plans.InTheWay] | None = None,
    others: Meanwhile | None = None,
) -> str:
    stands = planning.as_shown(planning.plan_of(around.id)) if around else ""
    return render_template(
        "staff/rounds/edit.html",
        form=form,
        round=around,
        in_the_way=in_the_way or [],
        meanwhile=others,
        seen=stands if others else request.form.get("seen", stands),
    )
