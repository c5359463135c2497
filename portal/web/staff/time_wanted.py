"""A free time on the board, taken along to the parent it is for: booking starts from the parent,
never from the time or the child. It goes in the address (`slot`), so that two colleagues, two tabs
and the back button each have their own, and nothing is kept."""

from typing import Any

from flask import request

from portal.domain import board
from portal.web.numbers import row_id
from portal.web.staff.pages import blueprint

ON_THE_WAY = {
    "staff.parents",
    "staff.parent",
    "staff.caller",
    "staff.caller_birthday",
    "staff.ring_caller_back",
    "staff.caller_answered",
    "staff.caller_known",
    "staff.invite_at_desk",
    "staff.book",
}
"""The pages from the board to the booking: links and forms between them take the time along."""


def wanted_id() -> int:
    """The time (slot id) that was taken along; 0 if none."""
    return request.args.get("slot", 0, type=row_id)


@blueprint.url_defaults
def _take_along(endpoint: str, values: dict[str, Any]) -> None:
    slot_id = wanted_id() if endpoint in ON_THE_WAY and request.endpoint in ON_THE_WAY else 0
    if slot_id:
        values.setdefault("slot", slot_id)


@blueprint.context_processor
def _time_wanted() -> dict[str, Any]:
    slot_id = wanted_id() if request.endpoint in ON_THE_WAY else 0
    return {"time_wanted": board.time_to_come(slot_id) if slot_id else None}
