"""The rules of whom to invite, for leads; and one child's barriers, for leads and the child's own
key teacher."""

from dataclasses import dataclass

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.db import act
from portal.domain import barrier_rules, barriers
from portal.domain.barrier_facts import NOTES
from portal.domain.barrier_rules import (
    HIGHEST_LEVEL,
    HIGHEST_WEIGHT,
    THRESHOLDS,
    Barrier,
    Rule,
    Threshold,
)
from portal.domain.barriers import OfChild
from portal.domain.people import Role
from portal.web.access import by_staff, staff, staff_only
from portal.web.forms import tidy
from portal.web.staff.pages import blueprint

# -- the rules ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class RuleLine:
    """One rule in the form: as it is, or as it was typed, with what is wrong about it."""

    name: str
    title: str
    on: bool
    threshold: str
    words: Threshold | None
    weight: str
    sorry: str = ""


@blueprint.get("/barriers")
@staff_only(Role.LEAD, second_step=True)
def barrier_rules_page() -> ResponseReturnValue:
    """Every rule with its threshold and weight."""
    lines = [
        RuleLine(
            one.name.lower(),
            one.value,
            rule.on,
            "" if rule.threshold is None else f"{rule.threshold:g}",
            THRESHOLDS.get(one),
            str(rule.weight),
        )
        for one, rule in barrier_rules.rules().items()
    ]
    return _rules(lines, str(barrier_rules.invite_level()))


def _rules(lines: list[RuleLine], level: str, sorry: str = "") -> str:
    return render_template(
        "staff/barriers.html",
        lines=lines,
        level=level,
        sorry=sorry,
        highest_weight=HIGHEST_WEIGHT,
        highest_level=HIGHEST_LEVEL,
    )


@blueprint.post("/barriers")
@staff_only(Role.LEAD, second_step=True)
def change_barrier_rules() -> ResponseReturnValue:
    """The school's own thresholds, weights and level from now on."""
    lines = [_typed(one) for one in Barrier]
    said = tidy(request.form.get("level"))
    level = _whole(said, HIGHEST_LEVEL)
    sorry = "" if level else f"Please write a whole number from 1 to {HIGHEST_LEVEL}."
    if sorry or any(line.sorry for line in lines):
        return _rules(lines, said, sorry), 422
    wanted = {one: _rule(line) for one, line in zip(Barrier, lines, strict=True)}
    with act():
        barrier_rules.change(wanted, level, by_staff())
    flash("Saved. The lists count by these rules from now on; what was picked stays.")
    return redirect(url_for("staff.barrier_rules_page"), 303)


def _typed(one: Barrier) -> RuleLine:
    name, words = one.name.lower(), THRESHOLDS.get(one)
    threshold = tidy(request.form.get(f"{name}-threshold"))
    weight = tidy(request.form.get(f"{name}-weight"))
    sorry = ""
    if words and _number(threshold, words.highest) is None:
        sorry = f"Please write a number from 0 to {words.highest}."
    elif not _whole(weight, HIGHEST_WEIGHT):
        sorry = f"Please write whole points from 1 to {HIGHEST_WEIGHT}."
    on = f"{name}-on" in request.form
    return RuleLine(name, one.value, on, threshold, words, weight, sorry)


def _rule(line: RuleLine) -> Rule:
    """A line in which nothing is wrong."""
    threshold = _number(line.threshold, line.words.highest) if line.words else None
    return Rule(line.on, threshold, int(line.weight))


def _number(words: str, highest: int) -> float | None:
    """A number from 0 to the highest, or None."""
    try:
        number = float(words.replace(",", ".").removesuffix("%").strip())
    except ValueError:
        return None
    return number if 0 <= number <= highest else None


def _whole(words: str, highest: int) -> int:
    """A whole number from 1 to the highest, or 0 for anything else."""
    number = int(words) if words.isascii() and words.isdigit() and len(words) < 4 else 0
    return number if number <= highest else 0


# -- one child ---------------------------------------------------------------------------------


def _of_child(child_id: int) -> OfChild:
    found = barriers.of_child(child_id, staff())
    if found is None:
        abort(404)
    return found


@blueprint.get("/children/<int:child_id>/barriers")
@staff_only(Role.LEAD, Role.TEACHER, second_step=True)
def child_barriers(child_id: int) -> ResponseReturnValue:
    """What counts for this child, and the latest data."""
    found = _of_child(child_id)
    with act():
        barriers.looked_at(by_staff(), [child_id])
    return render_template(
        "staff/child_barriers.html", found=found, notes=NOTES, lead=staff().has(Role.LEAD)
    )


@blueprint.post("/children/<int:child_id>/barriers")
@staff_only(Role.LEAD, second_step=True)
def note_barriers(child_id: int) -> ResponseReturnValue:
    """What a lead knows and no record says, as yes or no."""
    _of_child(child_id)
    ticked = request.form.getlist("note")
    with act():
        barriers.note(child_id, [one for one in NOTES if one.value in ticked], by_staff())
    flash("Saved.")
    return redirect(url_for("staff.child_barriers", child_id=child_id), 303)
