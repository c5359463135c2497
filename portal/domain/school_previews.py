"""What a setting would mean, before it is saved: texts as they read, when reminders go out, how
many adults a crèche needs. Only looks, at settings to try out (`SchoolFacts`); each answer comes
from the rule that counts afterwards, never from a second one.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from sqlalchemy import select

from portal import clock
from portal.db import db
from portal.domain import cover, creche, plan_ties, reminders
from portal.domain.bookings import Booking, BookingState
from portal.domain.cover import CoverTimes
from portal.domain.creche import Age, CrecheSession
from portal.domain.outbox import in_the_day
from portal.domain.reminders import When
from portal.domain.rounds import Round, Slot
from portal.domain.school import SchoolFacts
from portal.domain.school_days import SATURDAY
from portal.languages import OFFERED, Language
from portal.wording import segments, texts
from portal.wording.made_up import USUAL

AHEAD = timedelta(days=14)
"""An example of a talk is so far ahead, where none is booked."""


# -- texts -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Sample:
    """One text in one language, and what sending it once costs."""

    language: Language
    body: str
    segments: int
    pence: float


def invitation(facts: SchoolFacts, link: str) -> list[Sample]:
    """The invitation, signed by the school. `link`: one as long as those in the texts."""
    begins = _example_begins()
    times = [begins + timedelta(minutes=30 * n) for n in (0, 2, 4)]

    def words(own: Language) -> str:
        said = texts.invitation(
            own, school=facts.short_name, child=USUAL.child, teacher=USUAL.teacher, times=times
        )
        return said.replace(texts.LINK, link)

    return list(_in_each(facts, words))


def confirmation(facts: SchoolFacts, link: str) -> list[Sample]:
    """What a parent reads who has booked: which door, and whom to ask for."""

    def words(own: Language) -> str:
        said = texts.booked(
            own,
            child=USUAL.child,
            teacher=USUAL.teacher,
            at=_example_begins(),
            door=facts.door,
            welcomed_by=facts.welcomed_by,
        )
        return said.replace(texts.LINK, link)

    return list(_in_each(facts, words))


def reminder(facts: SchoolFacts) -> list[Sample]:
    """The reminder of the day before."""
    at = _example_begins()
    talks = [(at, USUAL.child, USUAL.teacher)]
    return list(
        _in_each(
            facts,
            lambda own: texts.reminder(own, day=at.date(), tomorrow=True, talks=talks, asks=True),
        )
    )


def _in_each(facts: SchoolFacts, words: Callable[[Language], str]) -> Iterator[Sample]:
    for own in facts.languages.values():
        body = segments.clean(words(own))
        count = segments.measure(body).segments
        yield Sample(own, body, count, count * facts.pence_per_segment)


def _example_begins() -> datetime:
    """15:30 on a weekday two weeks from now, on the school's clock."""
    day = clock.today() + AHEAD
    while day.weekday() >= SATURDAY:
        day += timedelta(days=1)
    return clock.local(clock.at(day, time(15, 30)))


# -- when ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class TalkTimes:
    """A talk, and from when each reminder of it goes out. `booked`: it is the next one that is;
    otherwise an example."""

    starts_at: datetime
    booked: bool
    goes_out: dict[When, datetime]


def next_talk(facts: SchoolFacts) -> TalkTimes:
    """The reminders of the next talk that is booked for a day after tomorrow, or of an example."""
    query = (
        select(Slot.day, Slot.starts_at)
        .join(Booking, Booking.slot_id == Slot.id)
        .where(Booking.state == BookingState.BOOKED, Slot.day > clock.today() + timedelta(days=1))
        .order_by(Slot.starts_at)
        .limit(1)
    )
    found = db.session.execute(query).first()
    example = _example_begins()
    day, starts_at = found or (example.date(), example)
    goes_out = {
        when: _goes_out(when, reminders.span(when, day, starts_at, facts=facts).begins, facts)
        for when in reminders.wanted(facts)
        if when != When.TWO_HOURS or facts.offers_two_hours
    }
    return TalkTimes(starts_at, found is not None, goes_out)


def _goes_out(when: When, begins: datetime, facts: SchoolFacts) -> datetime:
    """What parents ask for does not wait for the end of quiet hours."""
    return begins if when == When.TWO_HOURS else in_the_day(begins, facts)


def times_of_a_round(facts: SchoolFacts) -> list[datetime]:
    """The times of a new round when a teacher is released from 15:00 to 18:00."""
    around = Round(slot_minutes=facts.slot_minutes, gap_minutes=facts.gap_minutes)
    afternoon = CoverTimes(_example_begins().date(), time(15), time(18))
    return [begins for begins, _ in cover.talk_times(afternoon, around)]


def waits_for_the_day(facts: SchoolFacts) -> list[tuple[datetime, datetime]]:
    """Texts of the school's own accord, made early, by day and late: when each goes out."""
    day = _example_begins().date()
    made = [clock.at(day, moment) for moment in (time(6, 30), time(12), time(21))]
    return [(moment, in_the_day(moment, facts)) for moment in made]


def good_news(facts: SchoolFacts) -> list[tuple[datetime, datetime]]:
    """Good news written in the morning and late in the afternoon: when it goes out. On a day of
    school; holidays and other news of the child are left out of this example."""
    day = _example_begins().date()
    made = [clock.at(day, moment) for moment in (time(10, 30), time(17), time(19, 15))]
    return [(moment, plan_ties.next_family_time(moment, facts)[0]) for moment in made]


# -- crèche and costs ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Needs:
    """So many little ones at the same moment, and what they need."""

    under_two: int
    two: int
    older: int
    adults: int
    area: Decimal


def creche_examples(facts: SchoolFacts) -> list[Needs]:
    """What three groups need, with nobody of level 6."""
    found = []
    for under_two, two, older in ((2, 0, 4), (2, 4, 6), (4, 5, 8)):
        ages = [Age.ONE] * under_two + [Age.TWO] * two + [Age.THREE_FOUR] * older
        adults = creche.adults_needed(ages, level_6=False, facts=facts)
        area = creche.area_needed(ages, facts)
        found.append(Needs(under_two, two, older, adults, area))
    return found


def short_sessions(facts: SchoolFacts) -> list[CrecheSession]:
    """The sessions to come in which staff or floor would not be enough for those who have a place.
    Nobody loses theirs."""
    query = (
        select(CrecheSession)
        .where(CrecheSession.day >= clock.today(), CrecheSession.off_at.is_(None))
        .order_by(CrecheSession.day, CrecheSession.begins)
    )
    return [
        session
        for session in db.session.scalars(query)
        if creche.unsafe_quarters(session, creche.stays_in(session.id), facts)
    ]


def a_stay(facts: SchoolFacts) -> tuple[datetime, datetime]:
    """When a little one comes and goes for a talk from 15:30, as long as talks usually are."""
    begins = _example_begins()
    margin = timedelta(minutes=facts.creche_margin)
    return begins - margin, begins + timedelta(minutes=facts.slot_minutes) + margin


def an_afternoon_of_cover(facts: SchoolFacts) -> int:
    """What a teacher costs in pence who is released from 13:00 to 16:30."""
    times = CoverTimes(date(2026, 11, 24), time(13), time(16, 30))
    return cover.usual_cost(times, facts)


def switched_off(facts: SchoolFacts) -> list[Language]:
    """The languages that nobody can choose."""
    return [own for tag, own in OFFERED.items() if not facts.offers(tag)]
