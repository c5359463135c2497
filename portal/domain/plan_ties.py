"""Whom the clock may write to about what was agreed, and when. Only looks."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from portal import clock
from portal.domain.asked import keeps_others_waiting
from portal.domain.outbox import OutText
from portal.domain.people import Child, Guardianship, NumberState, OnRoll, Parent
from portal.domain.school import SchoolFacts, school
from portal.domain.school_days import SATURDAY
from portal.domain.signing import GROWN_UPS, Heard, Party, SignOff
from portal.domain.targets import HomePart, Target, TargetVersion

LEAST = timedelta(minutes=30)
"""So much of the time that families have for news and questions, Monday to Friday, must be left for
a text to wait for it. From when to when that is, the school says (15:30 to 18:30)."""


def is_family_time() -> bool:
    """Whether it is a weekday afternoon now."""
    here = clock.local(clock.now())
    return here.weekday() < SATURDAY and school().news_begins <= here.time() < school().news_ends


def next_family_time(
    not_before: datetime | None = None, facts: SchoolFacts | None = None
) -> tuple[datetime, datetime]:
    """From when to when a text of this moment (or not before that one) goes out: this afternoon or
    the next weekday's. `facts`: settings to try out."""
    facts = facts or school()
    soonest = not_before or clock.now()
    day = clock.local(soonest).date()
    if soonest > clock.at(day, facts.news_ends) - LEAST:
        day += timedelta(days=1)
    begins = first_family_time(day, facts)
    return max(soonest, begins), clock.at(clock.local(begins).date(), facts.news_ends)


def first_family_time(day: date, facts: SchoolFacts | None = None) -> datetime:
    """When families first have time on this day, or on the next weekday."""
    while day.weekday() >= SATURDAY:
        day += timedelta(days=1)
    return clock.at(day, (facts or school()).news_begins)


def may_be_texted() -> ColumnElement[bool]:
    """Of a query that joins `Guardianship`, `Parent` and `Child`: those who may get a text about
    the child, so far as the database can tell. `tell.why_not` has the last word in the act."""
    return and_(
        Child.roll == OnRoll.ON_ROLL,
        Guardianship.gets_texts,
        ~Guardianship.no_contact,
        ~Guardianship.held,
        ~Guardianship.missing,
        ~Parent.missing,
        Parent.opted_out_at.is_(None),
        Parent.ring_only_at.is_(None),
        Parent.number_asked_at.is_(None),
        Parent.number.is_not(None),
        Parent.number_state == NumberState.GOOD,
    )


def can_be_asked() -> ColumnElement[bool]:
    """Whether no other question is open on the `Parent`'s phone that a number could answer."""
    return ~exists().where(OutText.parent_id == Parent.id, *keeps_others_waiting())


def is_last_version() -> ColumnElement[bool]:
    """Whether a `TargetVersion` is how the target reads now."""
    newer = aliased(TargetVersion)
    return ~exists().where(
        newer.target_id == TargetVersion.target_id, newer.number > TargetVersion.number
    )


def home_reads_so(of: type[SignOff] | type[Heard]) -> ColumnElement[bool]:
    """Whether what the parent does at home for the `Target` still reads as it did in this row."""
    newer = aliased(HomePart)
    return ~exists().where(
        newer.target_id == Target.id,
        newer.parent_id == of.parent_id,
        or_(newer.id > func.coalesce(of.home_part_id, 0), newer.made_at > of.at),
    )


def signed_plans(*columns: Any) -> Select[Any]:
    """These columns of every target in force, once for each parent who has signed it as it reads
    now and may be texted about it: a `SignOff` with its `TargetVersion` and `Target`."""
    other = aliased(SignOff)
    of_all = (
        exists().where(other.version_id == SignOff.version_id, other.party == party)
        for party in (Party.TEACHER, Party.CHILD)
    )
    return (
        select(*columns)
        .select_from(SignOff)
        .join(TargetVersion, TargetVersion.id == SignOff.version_id)
        .join(Target, Target.id == TargetVersion.target_id)
        .join(Child, Child.id == Target.child_id)
        .join(Parent, Parent.id == SignOff.parent_id)
        .join(
            Guardianship,
            and_(Guardianship.parent_id == Parent.id, Guardianship.child_id == Child.id),
        )
        .where(
            Target.ended_at.is_(None),
            is_last_version(),
            SignOff.party.in_(GROWN_UPS),
            home_reads_so(SignOff),
            *of_all,
            may_be_texted(),
        )
    )
