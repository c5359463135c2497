"""A call under way: whoever serves a parent on the phone or at the desk comes back to that parent's
screen after each thing they did, and it is written down as done there.

For the screens on which talks are booked and changed; the caller's own screen is in `callers`.
"""

from typing import Any

from flask import url_for

from portal.db import act
from portal.domain import callers
from portal.domain.history import By
from portal.web.access import by_staff, staff
from portal.web.staff.pages import blueprint


def by(parent_id: int) -> By:
    """Who is signed in; on the phone, if that is where this parent is being served."""
    call = callers.under_way(parent_id, staff().id)
    return call.by if call else by_staff()


def goes_on(parent_id: int) -> str:
    """Something was done for this parent: the address of the caller's screen, if they are being
    served just now; else ""."""
    with act():
        callers.carry_on(parent_id, by_staff())
    return their_screen(parent_id)


def their_screen(parent_id: int) -> str:
    """The address of the caller's screen, if this colleague serves this parent just now; else
    ""."""
    if callers.under_way(parent_id, staff().id) is None:
        return ""
    return url_for("staff.caller", parent_id=parent_id)


@blueprint.context_processor
def _in_call() -> dict[str, Any]:
    return {"their_screen": their_screen}
