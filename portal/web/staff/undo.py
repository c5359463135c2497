"""The button that undoes what was just done to a talk, beside what a page says of it."""

from dataclasses import dataclass

from portal.domain import undoing
from portal.web.staff.pages import blueprint


@dataclass(frozen=True)
class ToUndo:
    """The talk, and the line of its history that can be undone."""

    booking_id: int
    event_id: int


def undo_category(booking_id: int) -> str:
    """What a message says of itself, so that it stands with a button to undo what was done last."""
    event_id = undoing.just_done(booking_id)
    return f"undo {booking_id} {event_id}" if event_id else "message"


@blueprint.app_template_filter("to_undo")
def to_undo(category: str) -> ToUndo | None:
    """What a message's button undoes; None if it has none."""
    kind, *ids = category.split()
    return ToUndo(int(ids[0]), int(ids[1])) if kind == "undo" else None
