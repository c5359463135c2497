"""A date of a plan comes up: one reminder, two school days before, with the way to the page.

The dates are the day of looking back, and the day by which something is to be done at home. Only
of what the parent has signed and is in force; nothing of what was agreed stands in the text.
"""

from collections.abc import Collection
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, select

from portal import clock
from portal.db import TODAY, db
from portal.domain import check_ins, plan_ties, school_days, tell
from portal.domain.outbox import Kind, OutText
from portal.domain.signing import SignOff
from portal.domain.targets import Step, Target, TargetVersion
from portal.wording import plan_texts

AHEAD = 2
"""School days."""

Due = tuple[int, int, date]
"""A parent and a child by id, and the day."""


def due() -> list[Due]:
    """Whom to remind now of which day. Nothing but on weekday afternoons."""
    if not plan_ties.is_family_time():
        return []
    last = {"last": school_days.school_days_after(clock.today(), AHEAD)}
    days: set[Due] = {
        tuple(row) for query in (_look_backs(), _steps()) for row in db.session.execute(query, last)
    }
    found = {key(*one): one for one in sorted(days, key=lambda one: (one[2], one))}
    made = set(db.session.scalars(select(OutText.key).where(OutText.key.in_(found))))
    return [one for name, one in found.items() if name not in made]


def next_look_back(parent_ids: Collection[int] = ()) -> datetime | None:
    """When the next of these parents, or of all, will be reminded of a day of looking back; nothing
    that is due already."""
    rows = db.session.execute(_all_look_backs())
    times = [
        _reminded_at(day) for parent_id, _, day in rows if not parent_ids or parent_id in parent_ids
    ]
    return min((at for at in times if at > clock.now()), default=None)


def _reminded_at(day: date) -> datetime:
    closed = school_days.closures()
    for _ in range(AHEAD):
        day = school_days.school_day_before(day, closed)
    return plan_ties.first_family_time(day)


@cache
def _all_look_backs() -> Select[Any]:
    columns = SignOff.parent_id, Target.child_id, TargetVersion.look_back_on
    return plan_ties.signed_plans(*columns).where(TargetVersion.look_back_on > TODAY)


@cache
def _look_backs() -> Select[Any]:
    return _all_look_backs().where(TargetVersion.look_back_on <= bindparam("last"))


@cache
def _steps() -> Select[Any]:
    return (
        plan_ties.signed_plans(SignOff.parent_id, Target.child_id, Step.by_when)
        .join(Step, Step.home_part_id == SignOff.home_part_id)
        .where(Step.by_when > TODAY, Step.by_when <= bindparam("last"), Step.done_at.is_(None))
    )


def key(parent_id: int, child_id: int, day: date) -> str:
    """Names the one reminder of this day."""
    return f"coming-up:{parent_id}:{child_id}:{day}"


def remind(one: Due) -> bool:
    """Remind of one of these days, if it is still one of the plan. In an act; whether a text was
    made."""
    parent_id, child_id, day = one
    tie = tell.tie(parent_id, child_id)
    if tie is None or tell.why_not(parent_id, child_id) or tie.parent.reminders_off_at:
        return False
    plan = check_ins.plan_of(parent_id, child_id)
    looks_back = day in {each.look_back_on for each in plan}
    steps = {step.by_when for each in plan for step in each.home if step.done_at is None}
    if not looks_back and day not in steps:
        return False
    child = tie.child.first_name
    words = plan_texts.look_back_soon if looks_back else plan_texts.step_soon
    _, ends = plan_ties.next_family_time()
    made = tell.tell_parent(
        Kind.LOOK_BACK,
        tie.parent,
        lambda own: words(own, child=child, day=day),
        child_id=child_id,
        expires_at=ends,
        key=key(parent_id, child_id, day),
    )
    return made is not None
