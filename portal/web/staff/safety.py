"""What keeps a parent safe, set at the desk for them, and whose a number is.

Who calls has been checked before (`people`): these pages begin with one parent. Only the page that
asks whose a shared number is names others, and is not for a caller's eyes or ears.
"""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.db import act
from portal.domain import card, contact, safe, whose_number
from portal.domain.card import Card
from portal.domain.people import Parent, Role
from portal.domain.safe import Hours
from portal.domain.whose_number import Whose
from portal.web import hours_form
from portal.web.access import by_staff, staff_only
from portal.web.numbers import row_id
from portal.web.staff.pages import blueprint
from portal.wording.refusals import Refused, say_to_staff

OFFICE = (Role.OFFICE, Role.LEAD)


def _open(parent_id: int) -> Card:
    """The card of a parent who may be served at all."""
    found = card.card(parent_id)
    if found is None or found.closed:
        abort(404)
    return found


@blueprint.app_template_filter("hours")
def hours_in_words(parent: Parent) -> str:
    """When a text to this parent is safe: "09:00 to 15:00"; empty: at any time of the day."""
    hours = safe.hours_of(parent)
    return f"{hours.begins:%H:%M} to {hours.ends:%H:%M}" if hours else ""


@blueprint.get("/parents/<int:parent_id>/safe")
@staff_only(*OFFICE)
def parent_safe(parent_id: int) -> ResponseReturnValue:
    """Their safe hours, ringing instead of texts, no reminders."""
    return _show(_open(parent_id).parent)


def _show(parent: Parent, sorry: str = "") -> str:
    own = safe.hours_of(parent)
    return render_template(
        "staff/safe.html",
        parent=parent,
        offered=[(hours_form.code_of(one), _words(one)) for one in safe.OFFERED],
        chosen=request.form.get("hours") or hours_form.code_of(own),
        begins=request.form.get("begins") or (f"{own.begins:%H:%M}" if own else ""),
        ends=request.form.get("ends") or (f"{own.ends:%H:%M}" if own else ""),
        ring=bool(parent.ring_only_at) if request.method == "GET" else "ring" in request.form,
        reminders=(
            parent.reminders_off_at is None
            if request.method == "GET"
            else "reminders" in request.form
        ),
        sorry=sorry,
    )


def _words(hours: Hours) -> str:
    return f"{hours.begins:%H:%M} to {hours.ends:%H:%M}"


@blueprint.post("/parents/<int:parent_id>/safe")
@staff_only(*OFFICE)
def set_parent_safe(parent_id: int) -> ResponseReturnValue:
    """As the parent has just asked for it."""
    parent, by = _open(parent_id).parent, by_staff()
    try:
        with act():
            safe.set_hours(parent_id, hours_form.chosen(), by)
            if "ring" in request.form:
                safe.ring_only(parent_id, by)
            elif parent.ring_only_at:
                contact.start_texts(parent_id, by)
            remind = safe.start_reminders if "reminders" in request.form else safe.stop_reminders
            remind(parent_id, by)
    except Refused as refused:
        return _show(parent, say_to_staff(refused.reason)), 422
    flash("Saved.")
    return redirect(url_for("staff.parent", parent_id=parent_id), 303)


@blueprint.post("/parents/<int:parent_id>/theirs")
@staff_only(*OFFICE)
def number_is_theirs(parent_id: int) -> ResponseReturnValue:
    """A person has found out that the number is still theirs: texts go there again."""
    _open(parent_id)
    with act():
        contact.confirm_number(parent_id, by_staff())
    flash("Texts go to this number again.")
    return redirect(url_for("staff.parent", parent_id=parent_id), 303)


@blueprint.get("/parents/<int:parent_id>/whose-number")
@staff_only(*OFFICE)
def whose_number_is_it(parent_id: int) -> ResponseReturnValue:
    """Several people have one number: who they are."""
    found = _open(parent_id)
    if whose_number.sharing(parent_id) is None:
        flash(f"The number of {found.parent.full_name} is not held any more.")
        return redirect(url_for("staff.parent", parent_id=parent_id), 303)
    return _whose(parent_id)


def _whose(parent_id: int, sorry: str = "") -> str:
    shared = whose_number.sharing(parent_id)
    if shared is None:
        abort(404)
    return render_template(
        "staff/whose_number.html", shared=shared, parent_id=parent_id, sorry=sorry, Whose=Whose
    )


@blueprint.post("/parents/<int:parent_id>/whose-number")
@staff_only(*OFFICE)
def settle_number(parent_id: int) -> ResponseReturnValue:
    """The office has asked whose it is."""
    _open(parent_id)
    shared = whose_number.sharing(parent_id)
    said = request.form.get("whose", "")
    if shared is None or said not in list(Whose):
        abort(404)
    try:
        with act():
            theirs = request.form.get("parent", 0, type=row_id)
            whose_number.settle(shared.number, Whose(said), theirs, by_staff())
    except Refused as refused:
        return _whose(parent_id, say_to_staff(refused.reason)), 409
    flash("Saved. Nobody was told.")
    return redirect(url_for("staff.parent", parent_id=parent_id), 303)
