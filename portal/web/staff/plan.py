"""What is agreed about a child, for the teacher: making and changing targets."""

from flask import abort
from flask.typing import ResponseReturnValue

from portal.domain.people import Role
from portal.web.access import staff_only
from portal.web.staff.pages import blueprint


@blueprint.get("/plans/<int:child_id>")
@staff_only(Role.TEACHER, Role.LEAD)
def plan(child_id: int) -> ResponseReturnValue:
    """To come."""
    abort(404)
