"""Who to invite: the children with their points and reasons, from which a lead picks those of a
round. Suggested children can be ticked in the form; nothing is saved but by a person's press."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.db import act
from portal.domain import barriers, picking, plans
from portal.domain.barriers import Level
from portal.domain.people import Role
from portal.domain.picking import Filter
from portal.domain.rounds import RoundState
from portal.web.access import by_staff, staff_only
from portal.web.forms import tidy
from portal.web.numbers import row_id
from portal.web.staff.pages import blueprint
from portal.web.staff.rounds import find_round
from portal.wording.refusals import Refused, say_to_staff

SHOWN = {
    "": ("Invite or watch", frozenset({Level.INVITE, Level.WATCH})),
    "invite": ("Invite", frozenset({Level.INVITE})),
    "everybody": ("Everybody", frozenset(Level)),
}
"""The levels one can look at, and how they are called."""


@blueprint.get("/rounds/<int:round_id>/who")
@staff_only(Role.LEAD, second_step=True)
def who_to_invite(round_id: int) -> ResponseReturnValue:
    """The list. Once the round has been invited it can only be read."""
    around = find_round(round_id)
    lines = picking.lines(round_id, _filter())
    with act():
        barriers.looked_at(by_staff(), [line.child.id for line in lines], round_id)
    suggest = "suggest" in request.args
    classes = plans.all_classes()
    return render_template(
        "staff/rounds/who.html",
        round=around,
        open=around.state == RoundState.DRAFT,
        lines=lines,
        ticked={
            line.child.id
            for line in lines
            if line.picked or (suggest and line.factor.level is Level.INVITE)
        },
        picked=len(picking.picked(round_id)),
        suggest=suggest,
        classes=classes,
        years=list(dict.fromkeys(one.year for one in classes if one.year)),
        shown=SHOWN,
        asked=_asked(),
    )


def _asked() -> dict[str, Any]:
    """The choice of children in the address, as far as it means something."""
    asked = {name: tidy(request.args.get(name)) for name in ("class", "year", "show")}
    return {name: value for name, value in asked.items() if value}


def _filter() -> Filter:
    _name, levels = SHOWN.get(tidy(request.args.get("show")), SHOWN[""])
    class_id = request.args.get("class", 0, type=row_id) or None
    return Filter(class_id, tidy(request.args.get("year")), levels)


@blueprint.post("/rounds/<int:round_id>/who")
@staff_only(Role.LEAD, second_step=True)
def pick_children(round_id: int) -> ResponseReturnValue:
    """A person has looked, and picked."""
    find_round(round_id)
    try:
        with act():
            picking.pick(round_id, _ids("listed"), _ids("pick"), by_staff())
    except Refused as refused:
        flash(say_to_staff(refused.reason))
    else:
        count = len(picking.picked(round_id))
        flash(f"Saved. {count} {'child is' if count == 1 else 'children are'} picked.")
    return redirect(url_for("staff.who_to_invite", round_id=round_id, **_asked()), 303)


def _ids(name: str) -> set[int]:
    return set(request.form.getlist(name, type=row_id))
