"""What is agreed about a parent's child, on their phone: read, sign, tick, say how it goes.

All of it is private: the child's birthday comes first. Nothing here tells of another parent.
"""

from collections.abc import Callable
from functools import wraps

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.db import act
from portal.domain import (
    changes_wanted,
    check_ins,
    parents_plan,
    signing,
    signing_by_text,
    targets,
)
from portal.domain.agreed import Agreed
from portal.domain.check_ins import Going
from portal.domain.parents_plan import ParentsPlan
from portal.domain.school_days import school_days_after
from portal.domain.signing import SignedBy
from portal.web import access
from portal.web.access import by_parent, parent, parents
from portal.web.limits import limiter
from portal.web.numbers import row_id
from portal.web.parent.own_words import LONGEST
from portal.web.parent.pages import birthday_first, blueprint, let_in, sorry
from portal.wording import agreements, plan_texts
from portal.wording.refusals import Reason, Refused, say

POINTS = (30, 22, 15, 11, 8, 6)
"""How large the letters on the fridge's sheet can be; the first that fits one page is taken."""
SHEET = (700.0, 520.0)
"""Points that A4 leaves for them, high and wide."""
LETTER = 0.52
WIDE_LETTERS = {"so": 0.7, "ta": 0.75, "ml": 0.75, "zh-Hans": 1.0, "zh-Hant-HK": 1.0}
"""How wide a letter is, beside its height: measured in Noto fonts, a little more to be safe."""
View = Callable[[ParentsPlan], ResponseReturnValue]


def about_plan(view: View) -> Callable[..., ResponseReturnValue]:
    """A page about what is agreed for one child: the birthday first; what this parent may not see,
    or where there is nothing, is a 404."""

    @wraps(view)
    def checked(child_id: int) -> ResponseReturnValue:
        if not access.knows_birthday():
            return birthday_first("plan")
        plan = parents_plan.of(parent().id, child_id, access.page_language())
        if plan is None or plan.is_empty:
            abort(404)
        return view(plan)

    return checked


@blueprint.get("/t/<token>/plan")
@parents
def plans() -> ResponseReturnValue:
    """Where texts lead: the plan of the one child who has one, or whose of several."""
    if first := let_in("parent.plans", "plan"):
        return first
    children = parents_plan.children(parent().id)
    if len(children) == 1:
        return redirect(_address(children[0].id), 303)
    return render_template("parent/plans.html", children=children)


@blueprint.get("/t/<token>/plan/<int:child_id>")
@parents
@about_plan
def plan(found: ParentsPlan) -> ResponseReturnValue:
    """What is to be read and signed, how it goes, what is agreed, what was met."""
    return _show(found, _said(found, request.args.get("said", "")))


@blueprint.post("/t/<token>/plan/<int:child_id>/sign")
@parents
@about_plan
def sign_plan(found: ParentsPlan) -> ResponseReturnValue:
    """They agree with exactly what was before their eyes."""
    own, seen = access.page_language(), request.form.getlist("seen")
    now = {parents_plan.shown_as(one, own): one.key for one in _all(found)}
    if not seen or any(one not in now for one in seen):
        return _changed(found)
    keys = [now[one] for one in seen]
    try:
        with act():
            signing.sign_as_parent(
                parent().id, found.child.id, keys, SignedBy.LINK, by_parent(), own=own
            )
    except Refused as refused:
        if refused.reason == Reason.PLAN_CHANGED:
            return _changed(found)
        return sorry(refused)
    return redirect(_address(found.child.id, said="signed"), 303)


def _all(found: ParentsPlan) -> list[Agreed]:
    return [*found.to_be_signed, *(paper.target for paper in found.agreed)]


def _changed(found: ParentsPlan) -> ResponseReturnValue:
    """It reads otherwise by now: the new one, with a word about it."""
    own = access.page_language()
    again = parents_plan.of(parent().id, found.child.id, own) or found
    return _show(again, say(Reason.PLAN_CHANGED, own)), 409


@blueprint.route("/t/<token>/plan/<int:child_id>/change", methods=["GET", "POST"])
@parents
@about_plan
@limiter.limit("20 per minute", methods=["POST"])
def change_plan(found: ParentsPlan) -> ResponseReturnValue:
    """ "I want a change", with a few words if they like."""
    if request.method == "GET":
        return render_template("parent/plan_change.html", plan=found, longest=LONGEST)
    words = request.form.get("words", "").strip()[:LONGEST]
    with act():
        changes_wanted.want_change(parent().id, found.child.id, words, by_parent())
    return redirect(_address(found.child.id, said="change"), 303)


@blueprint.post("/t/<token>/plan/<int:child_id>/step")
@parents
@about_plan
def tick_step(found: ParentsPlan) -> ResponseReturnValue:
    """One of their own steps at home is done (`done`), or after all not (`undo`)."""
    done = "done" in request.form
    step_id = request.form.get("done" if done else "undo", 0, type=row_id)
    with act():
        step = parents_plan.own_step(parent().id, found.child.id, step_id)
        if step is None:
            abort(404)
        targets.tick(step.id, done, by_parent())
    return redirect(_address(found.child.id), 303)


@blueprint.post("/t/<token>/plan/<int:child_id>/going")
@parents
@about_plan
def say_going(found: ParentsPlan) -> ResponseReturnValue:
    """How it goes, once it is in force."""
    going = next((one for one in Going if one.value == request.form.get("going")), None)
    if going is None or not found.asks:
        abort(404)
    with act():
        check_ins.say(parent().id, found.child.id, going, by_parent())
    said = "stuck" if going == Going.STUCK else "going"
    return redirect(_address(found.child.id, said=said), 303)


@blueprint.post("/t/<token>/plan/<int:child_id>/read")
@parents
@about_plan
def read_plan(found: ParentsPlan) -> ResponseReturnValue:
    """ "Please ring me and read it to me." """
    with act():
        signing_by_text.read_to(parent().id, found.child.id, by_parent())
    return redirect(_address(found.child.id, said="read"), 303)


@blueprint.route("/t/<token>/plan/<int:child_id>/fridge", methods=["GET", "POST"])
@parents
@about_plan
def fridge(found: ParentsPlan) -> ResponseReturnValue:
    """One sheet to keep on the fridge; posted: please send it on paper."""
    if not found.agreed:
        return redirect(_address(found.child.id), 303)
    if request.method == "POST":
        with act():
            signing_by_text.on_paper(parent().id, found.child.id, by_parent())
        return redirect(_address(found.child.id, said="paper"), 303)
    return render_template(
        "parent/fridge.html",
        plan=found,
        home=[step for paper in found.agreed for step in paper.target.home],
        words=agreements,
        points=_points(found),
    )


def _points(found: ParentsPlan) -> int:
    """How large the letters of the sheet can be, so that it stays one page."""
    high, _ = SHEET
    return next((one for one in POINTS if _height(found, one) <= high), POINTS[-1])


def _height(found: ParentsPlan, points: int) -> float:
    """About how high the sheet is with letters of this size: what home does is set in whole
    letters, the rest in smaller ones."""
    (_, wide), own = SHEET, access.page_language()
    leading = 2.15 if own.rtl else 1.6
    letter = WIDE_LETTERS.get(own.tag, LETTER)

    def lines(words: str, scale: float) -> float:
        return (1 + len(words) * points * scale * letter // wide) * scale

    high = 2.5
    for one in (paper.target for paper in found.agreed):
        high += sum(lines(step.words.own or "", 1.0) for step in one.home)
        high += sum(lines(step.words.own or "", 0.8) for step in (*one.child, *one.school))
        high += lines(one.sentence.own or "", 1.0) + 0.8 * 3
        high += lines((one.how.own or "") if one.how else "", 0.8)
    return high * leading * points


def _show(found: ParentsPlan, said: str) -> str:
    own = access.page_language()
    return render_template(
        "parent/plan.html",
        plan=found,
        words=agreements,
        said=said,
        seen=[parents_plan.shown_as(one, own) for one in found.to_be_signed],
        goings=list(zip(Going, plan_texts.ways_it_goes(own), strict=True)),
    )


def _said(found: ParentsPlan, what: str) -> str:
    """The answer to what was done on the page before."""
    own, teacher = access.page_language(), found.teacher
    match what:
        case "signed":
            return plan_texts.have_signed(own)
        case "change":
            return plan_texts.will_look(own, teacher=teacher)
        case "going":
            return plan_texts.have_told(own)
        case "stuck":
            day = school_days_after(clock.today(), check_ins.RINGS_WITHIN)
            return plan_texts.will_ring(own, teacher=teacher, day=day)
        case "read":
            day = school_days_after(clock.today(), signing_by_text.READS_WITHIN)
            return plan_texts.will_read(own, teacher=teacher, day=day)
        case "paper":
            return plan_texts.on_paper(own, teacher=teacher)
    return ""


def _address(child_id: int, said: str | None = None) -> str:
    return url_for("parent.plan", token=access.token(), child_id=child_id, said=said)
