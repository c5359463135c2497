"""What a parent has set so that texts do not harm them: hours, ringing instead, no reminders.

Safe hours bind everything the school starts, also what breaks the quiet hours: outside them it
waits for the next safe hour, or, where that is too late, a person rings. Only a code, and what
answers the parent's own message a moment ago, goes at any hour: they have the phone in their hand.
Their safe number is in `safe_number`, phones that are remembered in `phones`. Every verb runs
inside the caller's `act()`.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from portal import clock
from portal.db import db
from portal.domain.history import By, Deed, record
from portal.domain.off_the_phone import OffThePhone, off_the_phone
from portal.domain.outbox import DAY_BEGINS, DAY_ENDS, Kind, WhyNotNow
from portal.domain.people import Parent
from portal.wording.refusals import Reason, Refused

SHORTEST = timedelta(hours=1)
"""Shorter than this, hardly any text would find its way."""
A_MOMENT = timedelta(minutes=10)
"""So long after their own message they still have the phone in their hand."""
NEVER_THEIR_OWN = frozenset({Kind.CALLED_OFF, Kind.REPLY, Kind.SOON})
"""The school starts these, even where they go out in quiet hours."""
CANNOT_WAIT = frozenset({Kind.CALLED_OFF})
"""Of no use later, where they were to break the quiet hours: a person rings."""
MAY_COME_LATER = frozenset(
    {
        Kind.INVITATION,
        Kind.NUDGE,
        Kind.AFTER_MISSED,
        Kind.LINK,
        Kind.SIGN,
        Kind.CHECK_IN,
        Kind.LOOK_BACK,
        Kind.GOOD_NEWS,
        Kind.IDEA,
        Kind.REPLY,
    }
)
"""As good in the next safe hours, also if they were to be too late by then."""
REMINDS = frozenset({Kind.REMINDER, Kind.SOON})
"""Of talks. What reminds of a plan is not even made (`coming_up`)."""


@dataclass(frozen=True)
class Hours:
    """From when until when a text is safe, on the school's clock, on every day."""

    begins: time
    ends: time

    def on(self, day: date) -> tuple[datetime, datetime]:
        """Begin and end on this day."""
        return clock.at(day, self.begins), clock.at(day, self.ends)

    def next(self, instant: datetime) -> datetime:
        """This instant, or when it is safe next."""
        today = clock.local(instant).date()
        begins, ends = self.on(today)
        if instant < begins:
            return begins
        return instant if instant < ends else self.on(today + timedelta(days=1))[0]


OFFERED = (
    Hours(time(8), time(12)),
    Hours(time(9), time(15)),
    Hours(time(12), time(17)),
    Hours(time(17), time(20)),
)
"""What one tap chooses; any other hours can be typed."""


def hours_of(parent: Parent) -> Hours | None:
    """The hours in which a text is safe for this parent; None: at any time of the day."""
    if parent.safe_from is None or parent.safe_until is None:
        return None
    return Hours(parent.safe_from, parent.safe_until)


def set_hours(parent_id: int, hours: Hours | None, by: By) -> None:
    """Texts come in these hours only from now on; None: at any time of the day. Refuses SAFE_HOURS:
    not an hour long, or in the quiet hours, in which nothing goes out."""
    if hours:
        begins, ends = hours.on(clock.today())
        inside = hours.begins >= DAY_BEGINS and hours.ends <= DAY_ENDS
        if not inside or ends - begins < SHORTEST:
            raise Refused(Reason.SAFE_HOURS)
    parent = db.session.get_one(Parent, parent_id, with_for_update=True)
    if hours_of(parent) == hours:
        return
    parent.safe_from, parent.safe_until = (hours.begins, hours.ends) if hours else (None, None)
    record(by, Deed.SAFE_HOURS_CHANGED, parent_id=parent_id)


def ring_only(parent_id: int, by: By) -> None:
    """ "Ring me, no texts": they stand on the call lists, and only a code still goes to them."""
    parent = db.session.get_one(Parent, parent_id, with_for_update=True)
    if parent.ring_only_at is None:
        parent.ring_only_at = clock.now()
        record(by, Deed.RING_ONLY, parent_id=parent_id)
    off_the_phone(parent_id, OffThePhone.RING)


def stop_reminders(parent_id: int, by: By) -> None:
    """No reminders of talks or of what was agreed; all other texts still come."""
    parent = db.session.get_one(Parent, parent_id, with_for_update=True)
    if parent.reminders_off_at is None:
        parent.reminders_off_at = clock.now()
        record(by, Deed.REMINDERS_STOPPED, parent_id=parent_id)


def start_reminders(parent_id: int, by: By) -> None:
    """Reminders again."""
    parent = db.session.get_one(Parent, parent_id, with_for_update=True)
    if parent.reminders_off_at is not None:
        parent.reminders_off_at = None
        record(by, Deed.REMINDERS_STARTED, parent_id=parent_id)


# -- a text on its way -------------------------------------------------------------------------


@dataclass(frozen=True)
class Later:
    """A text waits until `due_at`, and is of use until `expires_at`."""

    due_at: datetime
    expires_at: datetime


def look(
    parent: Parent, kind: Kind, *, any_hour: bool, made_at: datetime, expires_at: datetime
) -> WhyNotNow | Later | None:
    """Whether a text to this parent is safe now: None if it is, `Later` if it waits, and why not
    where waiting makes it useless."""
    hours, now = hours_of(parent), clock.now()
    if hours is None or kind == Kind.CODE:
        return None
    if any_hour and kind not in NEVER_THEIR_OWN and now - made_at < A_MOMENT:
        return None
    due = hours.next(now)
    if due == now:
        return None
    if any_hour and kind in CANNOT_WAIT:
        return WhyNotNow.UNSAFE
    if kind in MAY_COME_LATER:
        expires_at = max(expires_at, hours.on(clock.local(due).date())[1])
    return Later(due, expires_at) if due < expires_at else WhyNotNow.UNSAFE
