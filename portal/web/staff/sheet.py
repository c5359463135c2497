"""Before a talk: all that helps to prepare it on one sheet."""

from flask import abort
from flask.typing import ResponseReturnValue

from portal.domain.people import Role
from portal.web.access import staff_only
from portal.web.staff.pages import blueprint


@blueprint.get("/talks/<int:booking_id>/prepare")
@staff_only(Role.TEACHER, Role.LEAD)
def prepare(booking_id: int) -> ResponseReturnValue:
    """To come."""
    abort(404)
