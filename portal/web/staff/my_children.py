"""The children whose plans this person may see: the way to a plan when no talk is near."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from portal.domain import accounts, my_children
from portal.domain.people import Role
from portal.web.access import staff, staff_only
from portal.web.numbers import row_id
from portal.web.staff.pages import blueprint


@blueprint.get("/plans")
@staff_only(Role.TEACHER, Role.LEAD, second_step=True)
def plans() -> ResponseReturnValue:
    """A key teacher's own children; for a lead one class after another."""
    person = staff()
    classes = accounts.classes() if person.has(Role.LEAD) else []
    class_id = None
    if classes:
        wanted = request.args.get("class", 0, type=row_id)
        class_id = wanted if wanted in {one.id for one in classes} else classes[0].id
    return render_template(
        "staff/plans/list.html",
        lines=my_children.of(person, class_id),
        classes=classes,
        class_id=class_id,
    )
