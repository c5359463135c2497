"""After the portal was put back from a backup: texts of which a person must say whether they went
out."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.db import act
from portal.domain import restored, restoring
from portal.domain.people import Role
from portal.web.access import by_staff, staff_only
from portal.web.staff.pages import blueprint

OFFICE = (Role.OFFICE, Role.LEAD)
DECISIONS = {"sent": restoring.was_sent, "not sent": restoring.send_it}


@blueprint.get("/restored")
@staff_only(*OFFICE)
def after_restore() -> ResponseReturnValue:
    """What was lost, and which texts are in doubt."""
    return render_template(
        "staff/restored.html", since=restored.lately(), doubts=restoring.in_doubt()
    )


@blueprint.post("/restored/<int:text_id>")
@staff_only(*OFFICE)
def settle_doubt(text_id: int) -> ResponseReturnValue:
    """Somebody knows whether this text went out. Pressed twice it is the same."""
    decide = DECISIONS.get(request.form.get("was", ""))
    if decide is None:
        abort(404)
    with act():
        settled = decide(text_id, by_staff())
    flash("Saved." if settled else "It is settled already.")
    return redirect(url_for("staff.after_restore"), 303)
