"""Children in care: where a lead names who is invited and who may sign."""

import re

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.db import act
from portal.domain import care
from portal.domain.care import Choice
from portal.domain.people import Role
from portal.web.access import by_staff, staff_only
from portal.web.staff.pages import blueprint
from portal.wording.refusals import Reason, Refused, say_to_staff

_QUESTION = re.compile(r"(?P<what>invited|sign)-(?P<tie>[0-9]{1,9})")
"""The name of a field: what is asked, and of which adult (their tie to the child)."""


@blueprint.get("/in-care")
@staff_only(Role.LEAD, second_step=True)
def in_care() -> ResponseReturnValue:
    """Every child in care, those first about whom nobody has decided."""
    return _show()


def _show(sorry: str = "", wrong: int = 0) -> str:
    return render_template(
        "staff/in_care.html",
        children=care.children(),
        sorry=sorry,
        wrong=wrong,
        typed=request.form,
    )


@blueprint.post("/in-care/<int:child_id>")
@staff_only(Role.LEAD, second_step=True)
def decide_in_care(child_id: int) -> ResponseReturnValue:
    """Yes or no of every adult around this child, to both questions."""
    try:
        with act():
            care.decide(child_id, _choices(), by_staff())
    except Refused as refused:
        if refused.reason is Reason.CARE_UNDECIDED:
            return _show(say_to_staff(refused.reason), child_id), 422
        abort(404)
    flash("Saved. No import changes this; another adult in the school’s records asks you again.")
    return redirect(url_for("staff.in_care"), 303)


def _choices() -> dict[int, Choice]:
    """What was said, of those of whom both was."""
    said: dict[int, dict[str, bool]] = {}
    for name, value in request.form.items():
        asked = _QUESTION.fullmatch(name)
        if asked and value in ("yes", "no"):
            said.setdefault(int(asked["tie"]), {})[asked["what"]] = value == "yes"
    return {
        tie_id: Choice(both["invited"], both["sign"])
        for tie_id, both in said.items()
        if len(both) == 2
    }
