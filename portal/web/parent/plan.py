"""What is agreed about a parent's child, on their phone: read, sign, tick, say how it goes."""

from flask import abort
from flask.typing import ResponseReturnValue

from portal.web.access import parents
from portal.web.parent.pages import blueprint


@blueprint.get("/t/<token>/plan/<int:child_id>")
@parents
def plan(child_id: int) -> ResponseReturnValue:
    """To come."""
    abort(404)
