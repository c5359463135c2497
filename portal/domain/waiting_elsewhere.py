"""What else waits for a person, and stands on lists of its own: counted, so that one page tells of
all there is to do. Only looks, and only at what this person finds there."""

from collections.abc import Callable
from datetime import datetime, time
from enum import StrEnum

from portal import clock
from portal.domain import (
    calling,
    desk,
    promised_help,
    restoring,
    tasks,
    threads,
    under_way,
    upset_desk,
)
from portal.domain.bookings import BookingState
from portal.domain.people import Role, Staff


class Elsewhere(StrEnum):
    """Another list on which something can wait."""

    MESSAGES = "messages"
    GUARDED_MESSAGES = "guarded messages"
    HELP = "help promised"
    NEEDS = "help for talks"
    CALLS = "call lists"
    NO_TIMES = "teachers without free times"
    FELL_THROUGH = "families to tell"
    NOT_MARKED = "who came"
    IN_DOUBT = "texts in doubt"
    MARKS = "court-order marks"


def elsewhere(person: Staff) -> dict[Elsewhere, int]:
    """How much waits on each list that this person finds; what is nothing is left out."""
    counts: dict[Elsewhere, Callable[[], int]] = {}
    if person.has(Role.OFFICE, Role.LEAD):
        counts |= OFFICE
    if person.has(Role.SAFEGUARDING):
        counts |= SAFEGUARDING
    found = {one: count() for one, count in counts.items()}
    if person.has(Role.OFFICE, Role.LEAD):
        found |= _of_rounds()
    found[Elsewhere.HELP] = found.get(Elsewhere.HELP, 0) + _help(person)
    if person.has(Role.TEACHER):
        not_marked = _not_marked(clock.now(), person.id)
        found[Elsewhere.NOT_MARKED] = max(found.get(Elsewhere.NOT_MARKED, 0), not_marked)
    return {one: found[one] for one in Elsewhere if found.get(one)}


def _help(person: Staff) -> int:
    """Promises to see to: all that the office finds, those of guarded threads for the safeguarding
    lead, otherwise a colleague's own."""
    guarded = len(promised_help.open_help(guarded=True)) if person.has(Role.SAFEGUARDING) else 0
    if person.has(Role.OFFICE, Role.LEAD):
        return guarded + len(promised_help.open_help())
    return guarded + len(promised_help.of_owner(person.id))


def _of_rounds() -> dict[Elsewhere, int]:
    """Whom to ring and which teachers to release: one look at each round says both."""
    found = [calling.to_do(around.id) for around in under_way.rounds()]
    return {
        Elsewhere.CALLS: sum(len(one.to_ring) for one in found),
        Elsewhere.NO_TIMES: sum(len(one.to_release) for one in found),
    }


def _to_tell() -> int:
    return sum(len(one.to_ring) for one in upset_desk.standing())


def _not_marked(begun_before: datetime, teacher_id: int | None = None) -> int:
    """Talks of which nobody has said who came."""
    lines = desk.not_marked(begun_before, teacher_id=teacher_id)
    return sum(one.talk == BookingState.BOOKED for one in lines)


OFFICE: dict[Elsewhere, Callable[[], int]] = {
    Elsewhere.MESSAGES: lambda: threads.waiting(safeguarding=False),
    Elsewhere.NEEDS: lambda: len(desk.needs_soon()),
    Elsewhere.FELL_THROUGH: _to_tell,
    Elsewhere.NOT_MARKED: lambda: _not_marked(clock.at(clock.today(), time())),
    Elsewhere.IN_DOUBT: lambda: len(restoring.in_doubt()),
}
SAFEGUARDING: dict[Elsewhere, Callable[[], int]] = {
    Elsewhere.GUARDED_MESSAGES: lambda: threads.waiting(safeguarding=True),
    Elsewhere.MARKS: lambda: len(tasks.open_for_safeguarding()),
}
