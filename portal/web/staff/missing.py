"""Who was not in the last import: children to mark as left, contacts to keep or to drop."""

from collections.abc import Callable

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.db import act
from portal.domain.history import By
from portal.domain.imports import missing
from portal.domain.people import Role
from portal.web.access import by_staff, staff_only
from portal.web.numbers import row_id
from portal.web.staff.pages import blueprint
from portal.wording.refusals import Refused, say_to_staff

OFFICE = (Role.OFFICE, Role.LEAD)

_OF_CHILDREN = {
    "left": (missing.leave, "marked as left"),
    "here": (missing.stay, "still here"),
}
_OF_CONTACTS = {"keep": (missing.keep, "kept"), "drop": (missing.drop, "switched off")}


@blueprint.get("/import/missing")
@staff_only(*OFFICE)
def missing_people() -> ResponseReturnValue:
    """Whom the last file did not have."""
    return _show()


def _show(sorry: str = "") -> str:
    return render_template(
        "staff/imports/missing.html",
        children=missing.children(),
        contacts=missing.contacts(),
        talks=missing.talks_left(),
        sorry=sorry,
    )


@blueprint.post("/import/missing/children")
@staff_only(*OFFICE)
def decide_children() -> ResponseReturnValue:
    """Those who were ticked, or everybody, have left or are still here."""
    listed = {one.id for one in missing.children()}
    ticked = set(request.form.getlist("child", type=row_id)) & listed
    if request.form.get("decide") == "all left":
        return _decide(_OF_CHILDREN["left"], listed)
    return _decide(_OF_CHILDREN.get(request.form.get("decide", "")), ticked)


@blueprint.post("/import/missing/contacts")
@staff_only(*OFFICE)
def decide_contacts() -> ResponseReturnValue:
    """Those who were ticked stay as they are, or are switched off."""
    listed = {one.tie_id for one in missing.contacts()}
    ticked = set(request.form.getlist("contact", type=row_id)) & listed
    return _decide(_OF_CONTACTS.get(request.form.get("decide", "")), ticked)


def _decide(
    decision: tuple[Callable[[int, By], None], str] | None, ids: set[int]
) -> ResponseReturnValue:
    if decision is None:
        abort(400)
    if not ids:
        return _show("Please tick somebody first."), 422
    deed, words = decision
    try:
        with act():
            for one in sorted(ids):
                deed(one, by_staff())
    except Refused as refused:
        return _show(say_to_staff(refused.reason)), 409
    flash(f"{len(ids)} {words}.")
    return redirect(url_for("staff.missing_people"), 303)
