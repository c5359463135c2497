"""Asking by text, halfway to the day of looking back, how the plan for a child is going.

Each parent who signed is asked for themselves, once a plan and day of looking back, on a weekday
afternoon. What was agreed goes into a text only as the answer to their own "read it to me".
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased

from portal import clock
from portal.db import TODAY, UtcDateTime, db, insert_once
from portal.domain import (
    asked,
    check_ins,
    news_days,
    people,
    plan_ties,
    signing,
    signing_by_text,
    tell,
)
from portal.domain.agreed import Agreed
from portal.domain.check_ins import CheckIn, Going
from portal.domain.history import By
from portal.domain.outbox import Kind, Urgency
from portal.domain.questions import (
    WORDS_HARD,
    WORDS_READ,
    WORDS_STUCK,
    WORDS_WELL,
    Asks,
    Question,
)
from portal.domain.school import school
from portal.domain.school_days import school_days_after
from portal.domain.signing import Party, SignOff
from portal.domain.targets import Target, TargetVersion
from portal.languages import language
from portal.wording import plan_texts, segments

PATIENCE = timedelta(days=3)
LATELY = timedelta(days=14)
"""Who has said how it goes within this time is not asked."""
LONGEST_READ = 8
"""Segments. What is longer is read out by a person."""

Due = tuple[int, int, date]
"""A parent and a child by id, and the day of looking back."""


@dataclass(frozen=True)
class _Signed:
    """One target in force that this parent has signed."""

    parent_id: int
    child_id: int
    look_back_on: date
    in_force_at: datetime


def to_ask() -> list[Due]:
    """Whom to ask now. Nothing but on weekday afternoons."""
    if not plan_ties.is_family_time():
        return []
    return [one for one, day in _not_asked() if day <= clock.today() and not _hears_today(one)]


def _hears_today(one: Due) -> bool:
    """One text a day: who gets good news or an idea today is asked tomorrow."""
    parent_id, *_ = one
    return news_days.is_told(parent_id, clock.today())


def next_time(parent_ids: Collection[int] = ()) -> datetime | None:
    """When the next of these parents, or of all, will be asked, as things stand; nothing that is
    due already."""
    days = [
        day
        for (parent_id, *_), day in _not_asked()
        if day > clock.today() and (not parent_ids or parent_id in parent_ids)
    ]
    return plan_ties.first_family_time(min(days)) if days else None


def _not_asked() -> list[tuple[Due, date]]:
    """Who is still to be asked how their plan goes, and the day halfway to looking back."""
    plans: dict[tuple[int, int], list[_Signed]] = {}
    for one in _in_force():
        plans.setdefault((one.parent_id, one.child_id), []).append(one)
    found = []
    for (parent_id, child_id), signed in plans.items():
        nearest = min(one.look_back_on for one in signed)
        since = max(one.in_force_at for one in signed if one.look_back_on == nearest)
        day = _halfway(clock.local(since).date(), nearest)
        found.append(((parent_id, child_id, nearest), day))
    over = _settled({look_back_on for (*_, look_back_on), _ in found})
    return [one for one in found if one[0] not in over]


def _halfway(begins: date, ends: date) -> date:
    return begins + timedelta(days=(ends - begins).days // 2)


def _in_force() -> list[_Signed]:
    """By parent and child: the targets in force that are looked back at on a day to come."""
    return [
        _Signed(parent_id, child_id, look_back_on, max(at, others))
        for parent_id, child_id, look_back_on, at, others in db.session.execute(_signed())
    ]


@cache
def _signed() -> Select[int, int, date, datetime, datetime]:
    other = aliased(SignOff)
    others_at = (
        select(func.max(other.at))
        .where(
            other.version_id == SignOff.version_id,
            other.party.in_([Party.TEACHER, Party.CHILD]),
        )
        .correlate(SignOff)
        .scalar_subquery()
    )
    columns = SignOff.parent_id, Target.child_id, TargetVersion.look_back_on, SignOff.at
    return (
        plan_ties.signed_plans(*columns, func.coalesce(others_at, SignOff.at, type_=UtcDateTime))
        .where(TargetVersion.look_back_on > TODAY, plan_ties.can_be_asked())
        .order_by(TargetVersion.look_back_on, SignOff.id)
    )


def _settled(days: set[date]) -> set[Due]:
    """Who was asked already, or has lately said how it goes."""
    rows = db.session.scalars(select(CheckIn).where(CheckIn.look_back_on.in_(days)))
    lately = clock.now() - LATELY
    return {
        (row.parent_id, row.child_id, row.look_back_on)
        for row in rows
        if row.asked_at or (row.answered_at and row.answered_at > lately)
    }


def ask(one: Due) -> bool:
    """Ask one of them, if it is still due. In an act; whether a text was made."""
    parent_id, child_id, look_back_on = one
    tie = tell.tie(parent_id, child_id)
    if tie is None or tell.why_not(parent_id, child_id):
        return False
    plan = check_ins.plan_of(parent_id, child_id)
    if min((each.look_back_on for each in plan), default=None) != look_back_on:
        return False
    if not asked.may_ask(parent_id, Question.CHECK_IN):
        return False
    which = {"parent_id": parent_id, "child_id": child_id, "look_back_on": look_back_on}
    insert_once(CheckIn, [CheckIn.parent_id, CheckIn.child_id, CheckIn.look_back_on], which)
    row = db.session.scalars(select(CheckIn).filter_by(**which).with_for_update()).one()
    if row.asked_at:
        return False
    row.asked_at = clock.now()
    _, ends = plan_ties.next_family_time()
    child = tie.child.first_name
    made = tell.tell_parent(
        Kind.CHECK_IN,
        tie.parent,
        lambda own: plan_texts.check_in(own, child=child),
        child_id=child_id,
        asks=_asks(child_id, look_back_on),
        expires_at=ends,
        key=f"check-in:{parent_id}:{child_id}:{look_back_on}",
    )
    return made is not None


def _asks(child_id: int, look_back_on: date, *, reads: bool = True) -> Asks:
    until = min(clock.now() + PATIENCE, clock.at(look_back_on, school().news_ends))
    choices = [WORDS_WELL, WORDS_HARD, WORDS_STUCK, *([WORDS_READ] if reads else [])]
    ids = {"child": child_id, "day": look_back_on.isoformat()}
    return Asks(Question.CHECK_IN, choices, ids, until)


# -- the answers -------------------------------------------------------------------------------


def answer(parent_id: int, child_id: int, going: Going, by: By) -> None:
    """They say how it goes: written down, and thanked for. Refuses NOT_INVITED."""
    check_ins.say(parent_id, child_id, going, by)
    tie = signing.tie_of(parent_id, child_id)
    if going == Going.STUCK:
        day = school_days_after(clock.today(), check_ins.RINGS_WITHIN)
        _, teacher = people.teacher_of(tie.child)
        tell.answer(tie.parent, lambda own: plan_texts.will_ring(own, teacher=teacher, day=day))
        return
    tell.answer(tie.parent, plan_texts.goes_well if going == Going.WELL else plan_texts.is_hard)


def read_out(parent_id: int, child_id: int, look_back_on: date, by: By) -> None:
    """They asked for it: what was agreed and what they do at home, and the question once more.
    What is not all in their language, or too long for a text, is read out by the teacher.

    Refuses NOT_INVITED.
    """
    tie = signing.tie_of(parent_id, child_id)
    plan = check_ins.plan_of(parent_id, child_id)
    said = [_as_said(one) for one in plan if one.complete]
    words = plan_texts.read_out(language(tie.parent.language), plan=said)
    too_long = segments.measure(segments.clean(words)).segments > LONGEST_READ
    if not said or len(said) < len(plan) or too_long:
        signing_by_text.read_to(parent_id, child_id, by)
        return
    tell.answer(tie.parent, lambda own: plan_texts.read_out(own, plan=said), Kind.READ_OUT)
    child = tie.child.first_name
    if look_back_on <= clock.today():
        return
    tell.tell_parent(
        Kind.CHECK_IN,
        tie.parent,
        lambda own: plan_texts.check_in(own, child=child, reads=False),
        child_id=child_id,
        asks=_asks(child_id, look_back_on, reads=False),
        urgency=Urgency.AT_ONCE,
        answers_them=True,
    )


def _as_said(one: Agreed) -> tuple[str, list[str]]:
    home = [step.words.own or "" for step in one.home if step.done_at is None]
    return one.sentence.own or "", home
