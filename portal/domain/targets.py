"""What was agreed about a child: a target, its versions, and the steps of child, school and home.

The shared part (sentence, child's and school's steps, how we will know, the day to look back) has
versions of its own. What home does belongs to the parent who agreed to it, and only that parent and
the teacher see it: it has versions of its own, too, so that nothing one parent changes shows in
anything that another sees. Signing is in `signing`, looking back in `look_backs`.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, ForeignKey, Index, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal import clock
from portal.db import Base, db
from portal.domain.history import By, Deed, named, record
from portal.domain.outbox import Kind, OutText, call_back
from portal.domain.people import Child, lock_child
from portal.domain.records import Conversation
from portal.domain.school_days import school_year
from portal.wording.refusals import Reason, Refused
from portal.wording.starters import Topic

MOST = 3
"""Active targets of a child (the practice: one to three priorities become targets)."""
MOST_STEPS = 4
"""Of each of child, home and school: more is a list nobody keeps."""


FURTHEST = timedelta(days=2 * 365)
"""How far ahead a day to look back can be: a target for next year is set within a year of it."""


class Ended(StrEnum):
    """Why a target is not worked on any more."""

    MET = "met"
    STOPPED = "stopped"
    REPLACED = "replaced by a new one"


class Target(Base):
    """draft -> in force (signed by a parent or carer, the teacher and the child) -> ended

    draft | in force -> a new version -> in force again once it is signed
    draft -> ended (nobody wanted it after all)

    Whether it is in force follows from the sign-offs of its last version (`signing.is_in_force`).
    """

    __tablename__ = "target"

    id: Mapped[int] = mapped_column(primary_key=True)
    child_id: Mapped[int] = mapped_column(ForeignKey("child.id"), index=True)
    topic: Mapped[Topic] = mapped_column(named(Topic))
    conversation_id: Mapped[int | None] = mapped_column(ForeignKey("conversation.id"), index=True)
    """The talk in which it was agreed."""
    next_year: Mapped[bool] = mapped_column(default=False)
    """Set for the next school year: it goes with the child to the next key teacher."""
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended: Mapped[Ended | None] = mapped_column(named(Ended))

    child: Mapped[Child] = relationship()
    conversation: Mapped[Conversation | None] = relationship()


class TargetVersion(Base):
    """The shared part, as it reads from one change to the next. Rows are added and never changed,
    but for `fixed_at`: when it was first signed. Only what somebody has signed counts as a version
    for people; the others are drafts of the next."""

    __tablename__ = "target_version"
    __table_args__ = (UniqueConstraint("target_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    target_id: Mapped[int] = mapped_column(ForeignKey("target.id"))
    number: Mapped[int]
    sentence_id: Mapped[int] = mapped_column(ForeignKey("wording.id"))
    how_id: Mapped[int | None] = mapped_column(ForeignKey("wording.id"))
    look_back_on: Mapped[date]
    made_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    fixed_at: Mapped[datetime | None]

    target: Mapped[Target] = relationship()


class HomePart(Base):
    """What one parent does at home for a target, as it reads from one change to the next. Rows are
    added and never changed, but for `fixed_at`."""

    __tablename__ = "home_part"
    __table_args__ = (UniqueConstraint("target_id", "parent_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    target_id: Mapped[int] = mapped_column(ForeignKey("target.id"))
    parent_id: Mapped[int] = mapped_column(ForeignKey("parent.id"), index=True)
    number: Mapped[int]
    made_at: Mapped[datetime]
    fixed_at: Mapped[datetime | None]


class Whose(StrEnum):
    """Who does a step."""

    CHILD = "child"
    SCHOOL = "school"
    HOME = "home"


class Step(Base):
    """Who does what by when: of the shared part, or of one parent's home part."""

    __tablename__ = "step"

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int | None] = mapped_column(ForeignKey("target_version.id"), index=True)
    home_part_id: Mapped[int | None] = mapped_column(ForeignKey("home_part.id"), index=True)
    whose: Mapped[Whose] = mapped_column(named(Whose))
    wording_id: Mapped[int] = mapped_column(ForeignKey("wording.id"))
    by_when: Mapped[date | None]
    done_at: Mapped[datetime | None]


_ONGOING = Target.ended_at.is_(None)
Index("ongoing_target", Target.child_id, sqlite_where=_ONGOING, postgresql_where=_ONGOING)


# -- what is written down ----------------------------------------------------------------------


@dataclass(frozen=True)
class Says:
    """A step as it is written down: its wording (id) and by when."""

    wording_id: int
    by_when: date | None = None


@dataclass(frozen=True)
class Shared:
    """The shared part as it is written down: wordings by id."""

    sentence_id: int
    look_back_on: date
    how_id: int | None = None
    child: Sequence[Says] = field(default=())
    school: Sequence[Says] = field(default=())


def agree(
    child_id: int,
    topic: Topic,
    shared: Shared,
    by: By,
    *,
    conversation_id: int | None = None,
    next_year: bool = False,
) -> int:
    """A new target of this child; returns its id. Nobody has signed it yet.

    Refuses TARGETS_FULL (three are enough, and three for next year), LOOK_BACK_PAST,
    LOOK_BACK_FAR, TOO_MANY_STEPS.
    """
    lock_child(child_id)  # of two at once, one counts second
    if how_many(child_id, next_year=next_year) >= MOST:
        raise Refused(Reason.TARGETS_FULL)
    _check(shared)
    target = Target(
        child_id=child_id,
        topic=topic,
        conversation_id=conversation_id,
        next_year=next_year,
        made_at=clock.now(),
    )
    db.session.add(target)
    db.session.flush()
    _write_version(target.id, 1, shared, by)
    record(by, Deed.TARGET_MADE, child_id=child_id, target=target.id)
    return target.id


def change(target_id: int, shared: Shared, by: By) -> bool:
    """The shared part reads otherwise from now on: that is a version of its own, so whoever has the
    last one before their eyes cannot sign this one unread. Returns whether everybody is to sign
    anew: they are as soon as anybody has signed the last one.

    Refuses TARGET_ENDED, LOOK_BACK_PAST, LOOK_BACK_FAR, TOO_MANY_STEPS.
    """
    target = lock(target_id)
    _check(shared)
    before = version_of(target_id)
    if reads(before) == shared:
        return False
    _write_version(target_id, before.number + 1, shared, by)
    call_back(*_asking_to_sign(target.child_id), why="changed meanwhile")
    record(
        by,
        Deed.TARGET_CHANGED,
        child_id=target.child_id,
        target=target_id,
        version=before.number + 1,
    )
    return before.fixed_at is not None


def agree_at_home(target_id: int, parent_id: int, steps: Sequence[Says], by: By) -> bool:
    """What this parent does at home for this target; no steps are fine, too. Returns whether that
    is new since they signed: then they alone are asked to sign anew.

    Refuses TARGET_ENDED, TOO_MANY_STEPS.
    """
    target = lock(target_id)
    if len(steps) > MOST_STEPS:
        raise Refused(Reason.TOO_MANY_STEPS)
    before = home_part_of(target_id, parent_id)
    if before and [_as_said(step) for step in steps_of(home_part_ids=[before.id])] == list(steps):
        return False
    if before is None and not steps:
        return False
    part = HomePart(
        target_id=target_id,
        parent_id=parent_id,
        number=before.number + 1 if before else 1,
        made_at=clock.now(),
    )
    db.session.add(part)
    db.session.flush()
    _add_steps(Whose.HOME, steps, home_part_id=part.id, known=before)
    of_parent = OutText.parent_id == parent_id
    call_back(*_asking_to_sign(target.child_id), of_parent, why="changed meanwhile")
    record(by, Deed.TARGET_CHANGED, parent_id=parent_id, child_id=target.child_id, target=target_id)
    return before is not None and before.fixed_at is not None


def _asking_to_sign(child_id: int) -> tuple[ColumnElement[bool], ...]:
    """Texts that ask to sign what read otherwise when they were written."""
    return (OutText.kind == Kind.SIGN, OutText.child_id == child_id)


def end(target_id: int, how: Ended, by: By) -> None:
    """It is met, stopped, or another takes its place. Done twice it is the same."""
    target = lock(target_id, ended=True)
    if target.ended_at is None:
        target.ended_at, target.ended = clock.now(), how
        record(by, Deed.TARGET_ENDED, child_id=target.child_id, target=target_id, how=how)


def take_up_again(target: Target) -> None:
    """It ended by mistake, and is worked on after all. It is locked. Refuses TARGETS_FULL."""
    if how_many(target.child_id, next_year=comes_later(target)) >= MOST:
        raise Refused(Reason.TARGETS_FULL)
    target.ended_at = target.ended = None


def tick(step_id: int, done: bool, by: By) -> None:
    """A step is done, or after all not. Who may do so the caller has looked up."""
    child_id = lock(_target_id(db.session.get_one(Step, step_id)), ended=True).child_id
    step = db.session.get_one(Step, step_id, populate_existing=True)
    if (step.done_at is not None) == done:
        return
    step.done_at = clock.now() if done else None
    record(by, Deed.STEP_TICKED, child_id=child_id, step=step_id, done=done)


def _target_id(step: Step) -> int:
    if step.version_id is not None:
        return db.session.get_one(TargetVersion, step.version_id).target_id
    return db.session.get_one(HomePart, step.home_part_id).target_id


def lock(target_id: int, *, ended: bool = False) -> Target:
    """This target, locked, or refuses TARGET_ENDED unless one that has `ended` will do. In an act.

    The child's row comes first, as it does in signing: whatever is done with the targets of one
    child is done one after the other.
    """
    lock_child(db.session.scalars(select(Target.child_id).where(Target.id == target_id)).one())
    query = select(Target).where(Target.id == target_id).with_for_update(key_share=True)
    target = db.session.scalars(query.execution_options(populate_existing=True)).one()
    if target.ended_at is not None and not ended:
        raise Refused(Reason.TARGET_ENDED)
    return target


def _check(shared: Shared) -> None:
    if shared.look_back_on <= clock.today():
        raise Refused(Reason.LOOK_BACK_PAST)
    if shared.look_back_on > clock.today() + FURTHEST:
        raise Refused(Reason.LOOK_BACK_FAR)
    if max(len(shared.child), len(shared.school)) > MOST_STEPS:
        raise Refused(Reason.TOO_MANY_STEPS)


def _write_version(target_id: int, number: int, shared: Shared, by: By) -> None:
    version = TargetVersion(
        target_id=target_id,
        number=number,
        sentence_id=shared.sentence_id,
        how_id=shared.how_id,
        look_back_on=shared.look_back_on,
        made_at=clock.now(),
        made_by_id=by.staff_id,
    )
    before = version_of(target_id) if number > 1 else None
    db.session.add(version)
    db.session.flush()
    _add_steps(Whose.CHILD, shared.child, version_id=version.id, known=before)
    _add_steps(Whose.SCHOOL, shared.school, version_id=version.id, known=before)


def _add_steps(
    whose: Whose,
    steps: Sequence[Says],
    *,
    version_id: int | None = None,
    home_part_id: int | None = None,
    known: TargetVersion | HomePart | None = None,
) -> None:
    """What is ticked stays ticked in a new version, where its words stay."""
    old: list[Step] = []
    if isinstance(known, TargetVersion):
        old = steps_of(version_ids=[known.id])
    elif known is not None:
        old = steps_of(home_part_ids=[known.id])
    done = {(step.whose, step.wording_id): step.done_at for step in old}
    for says in steps:
        db.session.add(
            Step(
                version_id=version_id,
                home_part_id=home_part_id,
                whose=whose,
                wording_id=says.wording_id,
                by_when=says.by_when,
                done_at=done.get((whose, says.wording_id)),
            )
        )
    db.session.flush()


def _as_said(step: Step) -> Says:
    return Says(step.wording_id, step.by_when)


def reads(version: TargetVersion) -> Shared:
    """How this version reads, as it would be written down."""
    steps = steps_of(version_ids=[version.id])
    return Shared(
        version.sentence_id,
        version.look_back_on,
        version.how_id,
        [_as_said(step) for step in steps if step.whose == Whose.CHILD],
        [_as_said(step) for step in steps if step.whose == Whose.SCHOOL],
    )


# -- looking things up -------------------------------------------------------------------------


def ongoing_ids(child_id: int) -> list[int]:
    """The targets (ids) that this child has now, oldest first."""
    query = select(Target.id).where(Target.child_id == child_id, _ONGOING).order_by(Target.id)
    return list(db.session.scalars(query))


def comes_later(target: Target) -> bool:
    """Whether it was set for a school year that has not begun."""
    made_on = clock.local(target.made_at).date()
    return target.next_year and school_year(made_on) == school_year(clock.today())


def how_many(child_id: int, *, next_year: bool = False) -> int:
    """How many targets this child has now, or (`next_year`) has for next year."""
    rows = db.session.scalars(select(Target).where(Target.child_id == child_id, _ONGOING))
    return sum(comes_later(one) == next_year for one in rows)


def version_of(target_id: int) -> TargetVersion:
    """The last version."""
    query = select(TargetVersion).where(TargetVersion.target_id == target_id)
    return db.session.scalars(query.order_by(TargetVersion.number.desc()).limit(1)).one()


def last_versions(target_ids: Collection[int]) -> dict[int, TargetVersion]:
    """The last version of each of these targets, by the target's id."""
    last = (
        select(TargetVersion.target_id, func.max(TargetVersion.number).label("number"))
        .where(TargetVersion.target_id.in_(target_ids))
        .group_by(TargetVersion.target_id)
        .subquery()
    )
    query = select(TargetVersion).join(
        last,
        (TargetVersion.target_id == last.c.target_id) & (TargetVersion.number == last.c.number),
    )
    return {one.target_id: one for one in db.session.scalars(query)}


def home_part_of(target_id: int, parent_id: int) -> HomePart | None:
    """What this parent last agreed to do at home for this target."""
    return last_home_parts([target_id], parent_id).get(target_id)


def last_home_parts(target_ids: Collection[int], parent_id: int) -> dict[int, HomePart]:
    """What this parent last agreed to do at home for each of these targets, by target id."""
    query = (
        select(HomePart)
        .where(HomePart.target_id.in_(target_ids), HomePart.parent_id == parent_id)
        .order_by(HomePart.number)
    )
    return {part.target_id: part for part in db.session.scalars(query)}


def steps_of(
    *, version_ids: Collection[int] = (), home_part_ids: Collection[int] = ()
) -> list[Step]:
    """The steps of these versions and home parts, in the order in which they were written."""
    query = select(Step).where(
        Step.version_id.in_(version_ids) | Step.home_part_id.in_(home_part_ids)
    )
    return list(db.session.scalars(query.order_by(Step.id)))
