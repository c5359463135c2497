"""Halfway to the day of looking back: how is the plan going, as each parent says for themselves.

One text a parent and child, and the same on their page. Stuck is a task for the teacher. All of it
is on the next preparation sheet.
"""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from portal import clock
from portal.db import Base, db, insert_once
from portal.domain import (
    agreed,
    people,
    reaching,
    signing,
    targets,
)
from portal.domain.history import By, Deed, Face, named, record
from portal.domain.people import Guardianship, Parent
from portal.domain.reaching import seen
from portal.domain.school_days import school_days_after
from portal.domain.tasks import TaskKind, ask_office
from portal.languages import ENGLISH, language

RINGS_WITHIN = 2
"""School days in which a teacher rings a parent who is stuck."""


class Going(StrEnum):
    """How a parent says that it goes."""

    WELL = "going well"
    HARD = "a bit hard"
    STUCK = "stuck"


class CheckIn(Base):
    """One parent asked once how the plan for one child goes. asked -> answered, and again: the
    last answer counts, the earlier ones are in history."""

    __tablename__ = "check_in"
    __table_args__ = (UniqueConstraint("parent_id", "child_id", "look_back_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int] = mapped_column(ForeignKey("parent.id"))
    child_id: Mapped[int] = mapped_column(ForeignKey("child.id"), index=True)
    look_back_on: Mapped[date]
    """The nearest day of looking back of that plan: what it was asked halfway to."""
    asked_at: Mapped[datetime | None]
    going: Mapped[Going | None] = mapped_column(named(Going))
    answered_at: Mapped[datetime | None]
    face: Mapped[Face | None] = mapped_column(named(Face))


def plan_of(parent_id: int, child_id: int) -> list[agreed.Agreed]:
    """What this parent has signed for this child and is in force, as they read it; nothing where
    they may hear nothing about the child."""
    tie = db.session.scalar(select(Guardianship).filter_by(parent_id=parent_id, child_id=child_id))
    if tie is None or not reaching.may_reach(tie):
        return []
    own = language(db.session.get_one(Parent, parent_id).language)
    works = signing.in_force(targets.ongoing_ids(child_id))
    return [
        one
        for one in agreed.for_parent(child_id, parent_id, own)
        if one.target_id in works and signing.party_signed(one, signing.Party.PARENT, parent_id)
    ]


def say(parent_id: int, child_id: int, going: Going, by: By) -> None:
    """The parent says how it goes, by text or on their page. Stuck: the teacher rings.

    Refuses NOT_INVITED.
    """
    tie = signing.tie_of(parent_id, child_id)
    plan = plan_of(parent_id, child_id) or agreed.for_parent(child_id, parent_id, ENGLISH)
    look_back_on = min((one.look_back_on for one in plan), default=clock.today())
    which = {"parent_id": parent_id, "child_id": child_id, "look_back_on": look_back_on}
    insert_once(CheckIn, [CheckIn.parent_id, CheckIn.child_id, CheckIn.look_back_on], which)
    found = db.session.scalars(select(CheckIn).filter_by(**which).with_for_update()).one()
    found.going, found.answered_at, found.face = going, clock.now(), by.face
    db.session.flush()
    record(by, Deed.CHECKED_IN, parent_id=parent_id, child_id=child_id, going=going)
    if going == Going.STUCK:
        ask_office(
            TaskKind.STUCK,
            parent_id=parent_id,
            child_id=child_id,
            staff_id=people.key_teacher_id(tie.child),
            due_on=school_days_after(clock.today(), RINGS_WITHIN),
        )


def last_of(parent_id: int, child_id: int) -> Going | None:
    """What this parent last said of the plan for this child, for their own page."""
    query = (
        select(CheckIn.going)
        .where(
            CheckIn.parent_id == parent_id,
            CheckIn.child_id == child_id,
            CheckIn.look_back_on >= clock.today(),
            CheckIn.answered_at.is_not(None),
        )
        .order_by(CheckIn.answered_at.desc())
    )
    return db.session.scalar(query.limit(1))


def of_child(child_id: int) -> list[tuple[CheckIn, Parent]]:
    """What parents who may be spoken of have answered, newest first. For the teacher."""
    query = (
        select(CheckIn, Parent)
        .join(Parent, Parent.id == CheckIn.parent_id)
        .join(
            Guardianship,
            (Guardianship.parent_id == CheckIn.parent_id)
            & (Guardianship.child_id == CheckIn.child_id),
        )
        .where(
            CheckIn.child_id == child_id,
            CheckIn.answered_at.is_not(None),
            seen(),
        )
        .order_by(CheckIn.answered_at.desc())
    )
    return [(one, parent) for one, parent in db.session.execute(query)]
