"""The people around a child, each by themselves, and the ties by which the office decides who is
invited, signs and gets texts. Serving a caller begins with one parent; who was found through the
child is spoken to with all others hidden (`?with=`)."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.db import act
from portal.domain import (
    accounts,
    family,
    finding,
    ties,
)
from portal.domain.people import Role
from portal.web.access import by_staff, staff, staff_only
from portal.web.forms import tidy
from portal.web.numbers import row_id
from portal.web.staff.pages import blueprint
from portal.wording.refusals import Refused, say_to_staff

OFFICE = (Role.OFFICE, Role.LEAD)


@blueprint.get("/children")
@staff_only(*OFFICE)
def children() -> ResponseReturnValue:
    """Find a child to decide about its ties."""
    words = tidy(request.args.get("q"))[:100]
    return render_template(
        "staff/children.html", words=words, found=finding.children(words), most=finding.MOST
    )


@blueprint.get("/children/<int:child_id>")
@staff_only(*OFFICE)
def child(child_id: int) -> ResponseReturnValue:
    """Everyone tied to one child, each apart from the others, and the child's key teacher; or one
    of them alone, who is being spoken to."""
    found = ties.child(child_id)
    if found is None:
        abort(404)
    around, tell_nothing = family.sides(child_id)
    with_id = request.args.get("with", 0, type=row_id)
    alone = next((side for side in around if side.tie.parent_id == with_id), None)
    return render_template(
        "staff/child.html",
        child=found,
        around=[alone] if alone else around,
        alone=alone,
        tell_nothing=tell_nothing,
        pairs=[] if alone else family.pairs(child_id),
        teachers=[one for one in accounts.everyone() if one.active and one.has(Role.TEACHER)],
        lead_decides=found.in_care and not staff().has(Role.LEAD),
    )


@blueprint.post("/children/<int:child_id>/ties/<int:tie_id>")
@staff_only(*OFFICE)
def switch_tie(child_id: int, tie_id: int) -> ResponseReturnValue:
    """Invited, texts, may sign: on or off for one parent."""
    if tie_id not in {tie.id for tie in ties.of_child(child_id)}:
        abort(404)
    on = request.form
    try:
        with act():
            ties.switch(
                tie_id,
                invited="invited" in on,
                texts="texts" in on,
                may_sign="may_sign" in on,
                by=by_staff(),
            )
    except Refused as refused:
        flash(say_to_staff(refused.reason))
    else:
        flash("Saved. No import changes this again.")
    return redirect(url_for("staff.child", child_id=child_id), 303)


@blueprint.post("/children/<int:child_id>/key-teacher")
@staff_only(*OFFICE)
def key_teacher(child_id: int) -> ResponseReturnValue:
    """The child's own key teacher, or the class's."""
    if ties.child(child_id) is None:
        abort(404)
    staff_id = request.form.get("teacher", 0, type=row_id) or None
    if staff_id and staff_id not in {one.id for one in accounts.everyone()}:
        abort(400)
    with act():
        ties.set_key_teacher(child_id, staff_id, by_staff())
    flash("Saved. Invitations already made keep their teacher.")
    return redirect(url_for("staff.child", child_id=child_id), 303)
