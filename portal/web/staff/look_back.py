"""Looking back, in the next talk, at what was agreed."""

from flask import abort
from flask.typing import ResponseReturnValue

from portal.domain.people import Role
from portal.web.access import staff_only
from portal.web.staff.pages import blueprint


@blueprint.get("/talks/<int:booking_id>/look-back")
@staff_only(Role.TEACHER, Role.LEAD)
def look_back(booking_id: int) -> ResponseReturnValue:
    """To come."""
    abort(404)
