"""No contact: set in two taps, from the desk by anybody in the office or by the safeguarding lead
on their own page. Confirmed, looked at again and lifted there: the only page that shows why."""

from datetime import date, timedelta
from functools import partial

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.db import act
from portal.domain import card, finding, holds, no_contact
from portal.domain.card import Known
from portal.domain.holds import Hold
from portal.domain.people import Guardianship, Role
from portal.web.access import by_staff, staff, staff_only
from portal.web.forms import tidy
from portal.web.numbers import row_id
from portal.web.staff.pages import blueprint
from portal.web.staff.patience import patiently
from portal.wording.refusals import Reason, Refused, say_to_staff

OFFICE = (Role.OFFICE, Role.LEAD)
MAY_SET = (*OFFICE, Role.SAFEGUARDING)
SECOND = (Role.SAFEGUARDING, Role.LEAD)
BY_DEFAULT = timedelta(days=365)
LONGEST_WORDS = 100


# -- from the desk -------------------------------------------------------------------------------


def _known(parent_id: int, child_id: int) -> Known:
    """One child on this parent's card."""
    found = card.card(parent_id)
    known = found.known if found else []
    one = next((one for one in known if one.tie.child_id == child_id), None)
    if one is None:
        abort(404)
    return one


@blueprint.get("/parents/<int:parent_id>/children/<int:child_id>/no-contact")
@staff_only(*MAY_SET)
def ask_no_contact(parent_id: int, child_id: int) -> ResponseReturnValue:
    """What no contact does, before it is done."""
    known = _known(parent_id, child_id)
    return render_template("staff/ask_no_contact.html", known=known, back=_back_to(parent_id))


def _back_to(parent_id: int) -> str:
    """Where they came from: the card of the parent, or the page of the safeguarding lead."""
    if staff().has(*OFFICE):
        return url_for("staff.parent", parent_id=parent_id)
    return url_for("staff.no_contact_list")


@blueprint.post("/parents/<int:parent_id>/children/<int:child_id>/no-contact")
@staff_only(*MAY_SET)
def set_no_contact(parent_id: int, child_id: int) -> ResponseReturnValue:
    """Nothing more goes to this parent about this child. Pressed twice, it is the same."""
    try:
        patiently(partial(no_contact.hold, parent_id, child_id, by_staff()))
    except Refused:
        abort(404)
    flash("No contact is set. Nobody was told; the safeguarding lead confirms it.")
    return redirect(_back_to(parent_id), 303)


# -- the safeguarding lead's page ----------------------------------------------------------------


@blueprint.get("/no-contact")
@staff_only(Role.SAFEGUARDING, second_step=True)
def no_contact_list() -> ResponseReturnValue:
    """Who must not be contacted about whom, why, and what is to be decided; and finding whom to
    add."""
    return _list(words=tidy(request.args.get("q"))[:LONGEST_WORDS])


@blueprint.get("/no-contact/to-lift")
@staff_only(Role.LEAD, second_step=True)
def second_to_lift() -> ResponseReturnValue:
    """What a lead is asked to be the second for, and no reason."""
    ties = holds.lift_asked()
    return render_template("staff/second_to_lift.html", ties=ties, holds=_standing(ties))


def _standing(ties: list[Guardianship]) -> dict[int, Hold]:
    return holds.standing([tie.id for tie in ties])


def _list(
    sorry: str = "", tie_id: int = 0, reason: str = "", review_on: str = "", words: str = ""
) -> str:
    ties = no_contact.everyone()
    standing = _standing(ties)
    return render_template(
        "staff/no_contact.html",
        ties=ties,
        holds=standing,
        reasons=holds.reasons([one.id for one in standing.values()]),
        lifted=holds.lifted_lately(),
        by_default=(clock.today() + BY_DEFAULT).isoformat(),
        soonest=(clock.today() + timedelta(days=1)).isoformat(),
        latest=(clock.today() + holds.LONGEST_UNTIL_REVIEW).isoformat(),
        most=holds.LONGEST_REASON,
        sorry=sorry,
        wrong=tie_id,
        reason=reason,
        review_on=review_on,
        words=words,
        found=finding.parents(words),
    )


@blueprint.post("/no-contact")
@staff_only(Role.SAFEGUARDING, second_step=True)
def look_at_mark() -> ResponseReturnValue:
    """A court-order mark from an import: no contact, or it does not concern this person."""
    parent_id = request.form.get("parent", 0, type=row_id)
    child_id = request.form.get("child", 0, type=row_id)
    try:
        if request.form.get("mark") == "clear":
            with act():
                no_contact.clear_mark(parent_id, child_id, by_staff())
        else:
            patiently(partial(no_contact.hold, parent_id, child_id, by_staff()))
    except Refused:
        abort(404)
    flash("Saved.")
    return redirect(url_for("staff.no_contact_list"), 303)


@blueprint.post("/no-contact/<int:tie_id>/confirm")
@staff_only(Role.SAFEGUARDING, second_step=True)
def confirm_hold(tie_id: int) -> ResponseReturnValue:
    """It stays: why, and when somebody looks again."""
    reason, typed_day = _words("reason"), tidy(request.form.get("review_on"))
    try:
        day = date.fromisoformat(typed_day) if typed_day else None
    except ValueError:
        return _list(say_to_staff(Reason.REVIEW_DAY), tie_id, reason, typed_day), 422
    try:
        with act():
            holds.confirm(tie_id, reason, day, by_staff())
    except Refused as refused:
        if refused.reason is Reason.NO_HOLD_HERE:
            return _gone(refused)
        return _list(say_to_staff(refused.reason), tie_id, reason, typed_day), 422
    flash("Saved. You are asked to look at it again on that day.")
    return redirect(url_for("staff.no_contact_list"), 303)


def _words(name: str) -> str:
    """Several lines, without control characters, as a database can keep them."""
    lines = (tidy(line) for line in (request.form.get(name) or "").splitlines())
    return "\n".join(lines).strip()


@blueprint.post("/no-contact/<int:tie_id>/lift")
@staff_only(*SECOND, second_step=True)
def lift_hold(tie_id: int) -> ResponseReturnValue:
    """The first of two asks to lift it, the second agrees; or either takes it back."""
    what = request.form.get("lift")
    deeds = {
        "ask": (holds.ask_to_lift, "Asked. A second person must agree: until then it stays."),
        "agree": (holds.lift, "Lifted. Nobody is invited or texted until the office says so."),
        "keep": (holds.take_lift_back, "It stays as it is."),
    }
    if what not in deeds:
        abort(404)
    deed, said = deeds[what]
    try:
        with act():
            deed(tie_id, by_staff())
    except Refused as refused:
        return _gone(refused)
    flash(said)
    return _back()


def _gone(refused: Refused) -> ResponseReturnValue:
    if refused.reason is Reason.NO_HOLD_HERE:
        abort(404)
    flash(say_to_staff(refused.reason))
    return _back()


def _back() -> ResponseReturnValue:
    reads = staff().has(Role.SAFEGUARDING)
    return redirect(url_for("staff.no_contact_list" if reads else "staff.second_to_lift"), 303)
