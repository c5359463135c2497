"""The end of a talk: everything read back in the parent's language."""

from flask import abort
from flask.typing import ResponseReturnValue

from portal.domain.people import Role
from portal.web.access import staff_only
from portal.web.staff.pages import blueprint


@blueprint.get("/talks/<int:booking_id>/sum-up")
@staff_only(Role.TEACHER, Role.LEAD)
def sum_up(booking_id: int) -> ResponseReturnValue:
    """To come."""
    abort(404)
