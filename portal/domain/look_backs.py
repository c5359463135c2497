"""Looking back at a target in the next talk: how it went, what helped, what got in the way, and
what becomes of it."""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from portal import clock
from portal.db import Base, db
from portal.domain import targets
from portal.domain.history import By, Deed, named, record
from portal.domain.targets import Ended, Target
from portal.wording.refusals import Reason, Refused

LONGEST = 300
"""Characters of what helped, and of what got in the way."""


class Result(StrEnum):
    """The same four words in every language."""

    MET = "met"
    NEARLY = "nearly"
    NOT_YET = "not yet"
    NO_LONGER_RIGHT = "no longer right"


class Then(StrEnum):
    """What becomes of the target: it stays, is worded anew, ends, or gives way to a new one."""

    KEEP = "keep"
    CHANGE = "change"
    STOP = "stop"
    NEW = "new"


STAYS = (Then.KEEP, Then.CHANGE)
"""The target is worked on further."""


class InTheWay(StrEnum):
    """What can get in the way, to tap. Neither blame nor a reason that nobody need know."""

    TIME = "not enough time"
    FORGOT = "it was forgotten"
    TOO_HARD = "it was too hard"
    TOO_EASY = "it was too easy"
    ILL = "illness"
    AWAY = "time away from school"
    AT_HOME = "a lot was going on at home"
    AT_SCHOOL = "school did not do its part"
    NOT_CLEAR = "it was not clear what to do"
    LANGUAGE = "language"


class LookBack(Base):
    """One target looked back at in one talk; put right in the same talk it is the same row."""

    __tablename__ = "look_back"
    __table_args__ = (UniqueConstraint("target_id", "conversation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    target_id: Mapped[int] = mapped_column(ForeignKey("target.id"))
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("target_version.id"))
    """How it read then."""
    result: Mapped[Result] = mapped_column(named(Result))
    then: Mapped[Then] = mapped_column(named(Then))
    helped: Mapped[str] = mapped_column(String(LONGEST), default="")
    in_the_way: Mapped[list[Any]] = mapped_column(JSON, default=list)
    in_the_way_words: Mapped[str] = mapped_column(String(LONGEST), default="")
    at: Mapped[datetime]
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))


def look_back(
    target_id: int,
    conversation_id: int,
    result: Result,
    then: Then,
    by: By,
    *,
    helped: str = "",
    in_the_way: Collection[InTheWay] = (),
    in_the_way_words: str = "",
) -> bool:
    """How it went and what becomes of it. STOP and NEW end the target (met, or stopped); KEEP and
    CHANGE leave it to be given another day or other words, which is a new version to sign. Returns
    whether it is newly met: that is good news.

    Refuses TARGET_ENDED, unless it ended in this same talk; TARGETS_FULL where it is to be kept
    after all and others have taken its place.
    """
    target = targets.lock(target_id, ended=True)
    which = {"target_id": target_id, "conversation_id": conversation_id}
    found = db.session.scalar(select(LookBack).filter_by(**which))
    if target.ended_at and (found is None or found.then in STAYS):
        raise Refused(Reason.TARGET_ENDED)
    if found is None:
        version_id = targets.version_of(target_id).id
        found = LookBack(**which, version_id=version_id, staff_id=by.staff_id)
        db.session.add(found)
    was_met = found.result == Result.MET
    found.result, found.then, found.at = result, then, clock.now()
    found.helped, found.in_the_way_words = helped[:LONGEST], in_the_way_words[:LONGEST]
    found.in_the_way = [one.value for one in in_the_way]
    db.session.flush()
    _end_or_not(target, result, then, by)
    record(by, Deed.LOOKED_BACK, child_id=target.child_id, target=target_id, result=result)
    return result == Result.MET and not was_met


def _end_or_not(target: Target, result: Result, then: Then, by: By) -> None:
    if then in STAYS:
        if target.ended_at:  # put right in the same talk
            targets.take_up_again(target)
        return
    how = Ended.MET if result == Result.MET else Ended.STOPPED
    if then == Then.NEW and result != Result.MET:
        how = Ended.REPLACED
    if target.ended_at is None:
        targets.end(target.id, how, by)
    else:
        target.ended = how


def of_talk(conversation_id: int) -> dict[int, LookBack]:
    """What was looked back at in this talk, by target."""
    rows = db.session.scalars(select(LookBack).filter_by(conversation_id=conversation_id))
    return {row.target_id: row for row in rows}


def of_target(target_id: int) -> list[LookBack]:
    """Every time this target was looked back at, newest first."""
    query = select(LookBack).where(LookBack.target_id == target_id).order_by(LookBack.id.desc())
    return list(db.session.scalars(query))


def looked_back_at(child_id: int) -> list[tuple[LookBack, Target]]:
    """All targets of this child that were looked back at, newest first."""
    query = (
        select(LookBack, Target)
        .join(Target, Target.id == LookBack.target_id)
        .where(Target.child_id == child_id)
        .order_by(LookBack.id.desc())
    )
    return [(one, target) for one, target in db.session.execute(query)]
