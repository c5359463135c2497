"""The pupil's own page, opened by the teacher."""

from flask import abort
from flask.typing import ResponseReturnValue

from portal.domain.people import Role
from portal.web.access import staff_only
from portal.web.staff.pages import blueprint


@blueprint.get("/plans/<int:child_id>/pupil")
@staff_only(Role.TEACHER, Role.LEAD)
def pupil(child_id: int) -> ResponseReturnValue:
    """To come."""
    abort(404)
