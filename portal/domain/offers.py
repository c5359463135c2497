"""How long an offer waits for its answer: a time that came free, or places in the crèche.

The nearer the talk, the shorter. Only the hours of the day (08:00 to 20:00, or the school's own)
count, so that nobody loses a time in their sleep, and no offer lasts until the talk itself.

    the talk is in    the family has
    over a week       12 hours of the day
    2 to 7 days       4 hours
    1 to 2 days       2 hours
    less              1 hour, at most until half an hour before the talk
"""

from datetime import datetime, timedelta

from portal import clock
from portal.domain.outbox import in_the_day
from portal.domain.people import Parent
from portal.domain.safe import hours_of
from portal.domain.school import school

PATIENCE = (
    (timedelta(days=7), timedelta(hours=12)),
    (timedelta(days=2), timedelta(hours=4)),
    (timedelta(days=1), timedelta(hours=2)),
    (timedelta(0), timedelta(hours=1)),
)
BEFORE_TALK = timedelta(minutes=30)
"""A family needs this long to come."""
SHORTEST = timedelta(minutes=30)
"""With less time to answer nothing is offered."""


def deadline(starts_at: datetime, closes: datetime | None = None) -> datetime | None:
    """Until when an offer made now of something at this time may be taken; None if there is no
    time left to ask. `closes`: when it can no longer be booked anyway."""
    now = clock.now()
    left = starts_at - now
    if left <= timedelta(0):
        return None
    patience = next(span for at_least, span in PATIENCE if left >= at_least)
    until = min(awake_for(now, patience), starts_at - BEFORE_TALK, *([closes] if closes else []))
    return until if until - in_the_day(now) >= SHORTEST else None


def can_be_told(parent: Parent, until: datetime) -> bool:
    """Whether a text made now comes in hours that are safe for this parent (`safe`), with time left
    to answer it."""
    hours = hours_of(parent)
    return hours is None or until - hours.next(in_the_day(clock.now())) >= SHORTEST


def awake_for(moment: datetime, span: timedelta) -> datetime:
    """The instant at which so much time has passed, counting only the hours of the day."""
    at = in_the_day(moment)
    while True:
        day = clock.local(at).date()
        room = clock.at(day, school().day_ends) - at
        if span <= room:
            return at + span
        span -= room
        at = clock.at(day + timedelta(days=1), school().day_begins)
