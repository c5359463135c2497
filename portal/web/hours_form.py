"""The choice of hours in a form, for parents and for the office: a few windows, others typed."""

from datetime import time

from flask import request

from portal.domain import safe
from portal.domain.safe import Hours
from portal.wording.refusals import Reason, Refused


def code_of(hours: Hours | None) -> str:
    """What stands in the form for these hours: "0900-1500", "any", or "own" for any others."""
    if hours is None:
        return "any"
    return f"{hours.begins:%H%M}-{hours.ends:%H%M}" if hours in safe.OFFERED else "own"


def chosen() -> Hours | None:
    """The hours that were chosen. Refuses SAFE_HOURS where none were, or no time of day."""
    said = request.form.get("hours", "")
    if said == "any":
        return None
    offered = {code_of(hours): hours for hours in safe.OFFERED}
    if said in offered:
        return offered[said]
    begins, ends = (_time(request.form.get(name, "")) for name in ("begins", "ends"))
    if said != "own" or begins is None or ends is None:
        raise Refused(Reason.SAFE_HOURS)
    return Hours(begins, ends)


def _time(words: str) -> time | None:
    """A time of day as a browser sends it, or as somebody types it: "9", "9.30"."""
    hour, _, minute = words.strip().replace(".", ":").partition(":")
    try:
        return time(int(hour), int(minute or 0))
    except ValueError:
        return None
