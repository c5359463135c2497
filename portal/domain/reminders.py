"""Reminders: which are due now, from what is true now, and the one text each of them is.

Nothing is planned ahead. A sweep asks `due()` and makes each with `remind()`; the key on the text
sees to it that there is only one: for a parent's talks of one day, or, two hours before, for one
talk at its time. A talk that was moved gets its own; one that was cancelled is simply not there.

    5 days before   from 17:00 until 20:00 two days before   talks chosen at least 2 hours earlier
    the day before  from 17:00 until 20:00                   talks chosen at least 2 hours earlier
    2 hours before  until half an hour before; never before  if asked for, of talks chosen earlier
                    06:00, but also in quiet hours

These are the usual times. The school may switch the first two off, and choose how many days before
the first is, and from which time on both (`school_settings`); they end when its day does. Who wants
no reminders gets none; whose safe hours (`safe`) end before the evening, in those.

Too late, and it is not made: after a day without power nobody gets yesterday's reminders. A parent
who has just chosen a time has just been told, so a talk chosen or moved in the two hours before
the reminder's moment, or after it, is no reason for one; it is listed if there is another reason.
Nor is a talk to which they have said within the last day that they are coming.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from portal import clock
from portal.db import NOW, UtcDateTime, db, the_day
from portal.domain import tell
from portal.domain.asked import is_fresh, may_ask, open_question
from portal.domain.bookings import Booking, BookingState
from portal.domain.coming import as_ids, talks_of
from portal.domain.history import Deed, Event
from portal.domain.holding import lock_days
from portal.domain.outbox import Kind, OutText, in_the_day
from portal.domain.people import Guardianship, Parent
from portal.domain.questions import (
    ABOUT_A_REMINDER,
    IN_PASSING,
    Asks,
    Question,
)
from portal.domain.reaching import blocked_numbers, why_not_text
from portal.domain.rounds import Slot, Way
from portal.domain.safe import Hours, hours_of
from portal.domain.school import DAY_ENDS, SchoolFacts, school
from portal.languages import Language
from portal.wording import texts

JUST_TOLD = timedelta(hours=2)
"""A talk chosen this short before a reminder needs none."""
ANSWERED = timedelta(days=1)
"""Who said "coming" this short before a reminder, or since, has answered it already."""
USEFUL_BEFORE = timedelta(minutes=30)
"""Nearer to the talk than this, families are on their way."""
ASKED_FOR = Hours(time(6), DAY_ENDS)
"""In these hours the text goes out that a parent has asked for, quiet hours or not. Nobody is woken
before six: for the earliest talks it comes then."""


class When(StrEnum):
    """Which reminder. The first keeps its name where the school has chosen another day for it."""

    FIVE_DAYS = "5 days"
    DAY_BEFORE = "day before"
    TWO_HOURS = "2 hours"


@dataclass(frozen=True)
class Span:
    """From when a reminder is due, and until when it is of use."""

    begins: datetime
    ends: datetime


def wanted(facts: SchoolFacts) -> list[When]:
    """The reminders that this school sends, or lets parents ask for. Who has asked for the last
    gets it also where the school has stopped to offer it."""
    switched_off = {
        When.FIVE_DAYS: not facts.reminds_early,
        When.DAY_BEFORE: not facts.reminds_day_before,
    }
    return [when for when in When if not switched_off.get(when)]


def days_before() -> list[int]:
    """How many days before a talk the school writes of its own accord."""
    facts, days = school(), {When.FIVE_DAYS: school().reminds_days_before, When.DAY_BEFORE: 1}
    return [days[when] for when in wanted(facts) if when in days]


def span(
    when: When,
    day: date,
    starts_at: datetime,
    *,
    safe: Hours | None = None,
    facts: SchoolFacts | None = None,
) -> Span:
    """The span of a reminder of a talk on `day`, by the school's calendar and clock. For a parent
    with hours of their own (`safe`) that end before the evening: in those, the day before.
    `facts`: settings to try out."""
    facts = facts or school()
    if when == When.TWO_HOURS:
        return Span(ASKED_FOR.next(starts_at - timedelta(hours=2)), starts_at - USEFUL_BEFORE)
    if when == When.DAY_BEFORE:
        before = day - timedelta(days=1)
        evening = Hours(facts.reminds_at, facts.day_ends)
        return Span(*(safe if safe and safe.ends <= evening.begins else evening).on(before))
    return Span(
        clock.at(day - timedelta(days=facts.reminds_days_before), facts.reminds_at),
        clock.at(day - timedelta(days=2), facts.day_ends),
    )


class Due(NamedTuple):
    """Whom to remind, of which day, and which reminder it is. Two hours before, it is of one talk,
    by the slot (id) that it has."""

    parent_id: int
    day: date
    when: When
    slot_id: int | None = None

    @property
    def key(self) -> str:
        """Names the one text there may be for this reminder."""
        return ":".join(["reminder", *(str(part) for part in self if part is not None)])


def due() -> list[Due]:
    """The reminders to make now, those of the nearest talk first. In quiet hours only what parents
    have asked for."""
    now = clock.now()
    may_go = _may_go(now)
    if not may_go:
        return []
    reasons = [
        (talk, talk.due(when))
        for talk in _talks_near()
        for when in may_go
        if _is_reason(talk, when, now)
    ]
    made = _made_already({one for _, one in reasons})
    left = [(talk, one) for talk, one in reasons if one.key not in made]
    if not left:
        return []
    may_be_told = _who_may_be_told({talk.parent_id for talk, _ in left})
    return list(
        dict.fromkeys(one for talk, one in left if (talk.parent_id, talk.child_id) in may_be_told)
    )


def _may_go(now: datetime) -> list[When]:
    """Which of the school's reminders may go out at this hour."""
    if in_the_day(now) == now:
        return wanted(school())
    return [When.TWO_HOURS] if ASKED_FOR.next(now) == now else []


@dataclass(frozen=True)
class _Talk:
    parent_id: int
    child_id: int
    day: date
    slot_id: int
    starts_at: datetime
    two_hours: bool
    coming_at: datetime | None
    chosen_at: datetime
    safe_from: time | None
    safe_until: time | None

    @property
    def safe(self) -> Hours | None:
        if self.safe_from is None or self.safe_until is None:
            return None
        return Hours(self.safe_from, self.safe_until)

    def due(self, when: When) -> Due:
        """This reminder of it."""
        return Due(self.parent_id, self.day, when, self.slot_id if when == When.TWO_HOURS else None)


def _talks_near() -> list[_Talk]:
    """Coming talks that a reminder could be due for, with when their time was last chosen."""
    return [_Talk(*row) for row in db.session.execute(_near())]


_LAST_DAY = the_day(
    "last_day", lambda: clock.today() + timedelta(days=school().reminds_days_before)
)


@cache
def _near() -> Select[*tuple[Any, ...]]:
    chosen = (
        select(func.max(Event.at))
        .where(
            Event.booking_id == Booking.id,
            Event.deed.in_([Deed.BOOKED, Deed.MOVED, Deed.CANCEL_UNDONE]),
        )
        .correlate(Booking)
        .scalar_subquery()
    )
    return (
        select(
            Booking.parent_id,
            Booking.child_id,
            Slot.day,
            Slot.id,
            Slot.starts_at,
            Booking.remind_2_hours,
            Booking.coming_at,
            func.coalesce(chosen, Booking.booked_at, type_=UtcDateTime),
            Parent.safe_from,
            Parent.safe_until,
        )
        .join(Slot, Slot.id == Booking.slot_id)
        .join(Parent, Parent.id == Booking.parent_id)
        .where(
            Parent.reminders_off_at.is_(None),
            Booking.state == BookingState.BOOKED,
            Slot.starts_at > NOW,
            Slot.day <= _LAST_DAY,
        )
        .order_by(Slot.starts_at, Booking.id)
    )


def _is_reason(talk: _Talk, when: When, now: datetime) -> bool:
    if when == When.TWO_HOURS and not talk.two_hours:
        return False
    at = span(when, talk.day, talk.starts_at, safe=talk.safe)
    if when != When.TWO_HOURS and talk.coming_at and talk.coming_at > at.begins - ANSWERED:
        return False
    told = timedelta(0) if when == When.TWO_HOURS else JUST_TOLD
    return at.begins <= now < at.ends and talk.chosen_at <= at.begins - told


def _made_already(wanted: set[Due]) -> set[str | None]:
    keys = [one.key for one in wanted]
    return set(db.session.scalars(select(OutText.key).where(OutText.key.in_(keys))))


def _who_may_be_told(parent_ids: set[int]) -> set[tuple[int, int]]:
    """Which of these parents may be texted about which child."""
    blocked = blocked_numbers()
    ties = db.session.scalars(
        select(Guardianship)
        .where(Guardianship.parent_id.in_(parent_ids))
        .options(joinedload(Guardianship.parent), joinedload(Guardianship.child))
        .execution_options(populate_existing=True)
    )
    return {(tie.parent_id, tie.child_id) for tie in ties if not why_not_text(tie, blocked)}


def remind(one: Due) -> bool:
    """Queue this reminder if it is still due, in the current act. Returns whether it was.

    One text lists every talk of the day; children the parent may get no texts about are left out.
    """
    if one.when not in wanted(school()):
        return False
    lock_days([one.day])
    talks = _talks_to_tell_of(one)
    if not talks or talks[0].invitation.parent.reminders_off_at:
        return False
    hours = hours_of(talks[0].invitation.parent)
    useful = span(one.when, one.day, talks[0].slot.starts_at, safe=hours)
    if not useful.begins <= clock.now() < useful.ends:
        return False
    if one.slot_id:
        return _soon(talks[0], one, useful.ends) is not None
    if _is_being_answered(one.parent_id):
        return False  # in a quarter of an hour it is as good
    return _reminder(talks, one, useful.ends) is not None


def _talks_to_tell_of(one: Due) -> list[Booking]:
    """The talks that this reminder is of, as they are now."""
    told = _who_may_be_told({one.parent_id})
    talks = talks_of(one.parent_id, one.day)
    talks = [talk for talk in talks if (one.parent_id, talk.child_id) in told]
    if one.slot_id:
        return [talk for talk in talks if talk.slot_id == one.slot_id and talk.remind_2_hours]
    return talks


def _soon(talk: Booking, one: Due, expires_at: datetime) -> int | None:
    """They have asked for it: quiet hours do not hold it back, only hours of their own."""
    at, child, facts = clock.local(talk.slot.starts_at), talk.invitation.child.first_name, school()
    teacher = talk.slot.teacher.name

    def words(own: Language) -> str:
        if talk.way == Way.IN_PERSON:
            return texts.soon(own, child=child, at=at, door=facts.door, school=facts.short_name)
        by_phone = talk.way == Way.PHONE
        return texts.booked_elsewhere(own, child=child, teacher=teacher, at=at, by_phone=by_phone)

    return tell.tell_parent(
        Kind.SOON,
        talk.invitation.parent,
        words,
        child_id=talk.child_id,
        booking_id=talk.id,
        expires_at=expires_at,
        answers_them=True,
        key=one.key,
    )


def _reminder(talks: list[Booking], one: Due, expires_at: datetime) -> int | None:
    first = talks[0]
    listed = [
        (
            clock.local(talk.slot.starts_at),
            talk.invitation.child.first_name,
            talk.slot.teacher.name,
        )
        for talk in talks
    ]
    asks = _asks(talks) if _may_ask(one.parent_id, one.day) else None

    def words(own: Language) -> str:
        return texts.reminder(
            own,
            day=one.day,
            tomorrow=one.when == When.DAY_BEFORE,
            talks=listed,
            asks=asks is not None,
        )

    alone = first if len(talks) == 1 else None
    return tell.tell_parent(
        Kind.REMINDER,
        first.invitation.parent,
        words,
        child_id=alone.child_id if alone else None,
        booking_id=alone.id if alone else None,
        asks=asks,
        expires_at=expires_at,
        key=one.key,
    )


def _asks(talks: list[Booking]) -> Asks:
    return Asks(
        Question.COMING,
        list(ABOUT_A_REMINDER),
        as_ids(talks),
        talks[0].slot.starts_at,
    )


def _is_being_answered(parent_id: int) -> bool:
    other = open_question(parent_id)
    return other is not None and other.question in IN_PASSING and is_fresh(other)


def _may_ask(parent_id: int, day: date) -> bool:
    """Never two questions whose numbers could be confused; the same one about the same day may
    be asked again, and what was only asked along the way makes room."""
    if may_ask(parent_id, Question.COMING):
        return True
    other = open_question(parent_id)
    if other is None:
        return False
    same_day = (other.ids or {}).get("day") == day.isoformat()
    return other.question == Question.COMING and same_day
