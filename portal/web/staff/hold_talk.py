"""The talk itself, on a tablet in the room: what is said is written down as it goes."""

from flask import abort
from flask.typing import ResponseReturnValue

from portal.domain.people import Role
from portal.web.access import staff_only
from portal.web.staff.pages import blueprint


@blueprint.get("/talks/<int:booking_id>")
@staff_only(Role.TEACHER, Role.LEAD)
def hold_talk(booking_id: int) -> ResponseReturnValue:
    """To come."""
    abort(404)
