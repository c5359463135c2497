"""The bar at the top of every staff screen: where this person can go, and how much waits there.

An entry is shown to those whose gate lets them in, so the bar can promise nothing a page refuses;
and to nobody who must pass the second step first, nor how much waits there.
"""

from dataclasses import dataclass
from typing import Any

from flask import current_app, request
from flask_login import current_user

from portal.domain import threads
from portal.domain.people import Role, Staff
from portal.web.access import Gate, gate_of, staff, step_is_missing
from portal.web.staff.pages import blueprint
from portal.web.staff.task_list import counts

PLACES = {
    "staff.today": "Today",
    "staff.task_list": "Tasks",
    "staff.good_news": "Good news",
    "staff.plans": "Plans",
    "staff.board": "Bookings",
    "staff.parents": "Parents",
    "staff.inbox": "Inbox",
    "staff.rounds": "Rounds",
    "staff.creches": "Crèche",
    "staff.imports": "Import",
    "staff.no_contact_list": "No contact",
    "staff.school": "School",
    "staff.colleagues": "Staff",
}


SETTINGS = {
    "staff.days_closed",
    "staff.school_talks",
    "staff.school_texts",
    "staff.school_creche",
    "staff.school_costs",
    "staff.what_is_kept",
    "staff.first_steps",
}


@dataclass(frozen=True)
class Entry:
    """One place to go. `here`: this is the page shown. `count`: what waits there."""

    endpoint: str
    words: str
    here: bool
    count: int


@blueprint.context_processor
def _bar() -> dict[str, Any]:
    if not current_user.is_authenticated:
        return {"bar": [], "me": None}
    return {"bar": [] if step_is_missing(None) else _entries(staff()), "me": staff()}


def _entries(person: Staff) -> list[Entry]:
    return [
        Entry(place, words, _is_here(place), _waiting(place, person))
        for place, words in PLACES.items()
        if _lets_in(gate_of(current_app.view_functions[place]), person)
    ]


def _is_here(place: str) -> bool:
    """Whether the page shown is this place, or one of the pages of its tabs."""
    return request.endpoint == place or (place == "staff.school" and request.endpoint in SETTINGS)


def _lets_in(gate: Gate | None, person: Staff) -> bool:
    return gate is not None and (not gate.roles or person.has(*gate.roles))


def _waiting(place: str, person: Staff) -> int:
    if place == "staff.task_list":
        return counts().waiting
    if place != "staff.inbox":
        return 0
    return threads.waiting(safeguarding=not person.has(Role.OFFICE, Role.LEAD))
