"""What a child says on the pupil's page: "I did it" or "I am stuck", opened by the teacher."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, mapped_column

from portal import clock
from portal.db import Base, db
from portal.domain import people, targets
from portal.domain.history import By, Deed, named, record
from portal.domain.tasks import TaskKind, ask_office


class PupilSays(StrEnum):
    """What a child can say of a target."""

    DID_IT = "I did it"
    STUCK = "I am stuck"


class PupilWord(Base):
    """A child said this of a target of theirs; rows are added."""

    __tablename__ = "pupil_word"

    id: Mapped[int] = mapped_column(primary_key=True)
    target_id: Mapped[int] = mapped_column(ForeignKey("target.id"), index=True)
    says: Mapped[PupilSays] = mapped_column(named(PupilSays))
    at: Mapped[datetime]


def say(target_id: int, says: PupilSays, by: By) -> None:
    """The child says so. The same twice on a day is once. Stuck: the key teacher sees to it, and
    nobody else is told. Refuses TARGET_ENDED."""
    target = targets.lock(target_id)
    last = db.session.scalar(
        select(PupilWord)
        .where(PupilWord.target_id == target_id)
        .order_by(PupilWord.id.desc())
        .limit(1)
    )
    if last and last.says == says and clock.local(last.at).date() == clock.today():
        return
    db.session.add(PupilWord(target_id=target_id, says=says, at=clock.now()))
    record(by, Deed.PUPIL_SAID, child_id=target.child_id, target=target_id, says=says)
    if says == PupilSays.STUCK:
        ask_office(
            TaskKind.PUPIL_STUCK,
            child_id=target.child_id,
            staff_id=people.key_teacher_id(target.child),
        )


def words_of(target_ids: list[int]) -> dict[int, list[PupilWord]]:
    """What the child said of each of these targets, newest first."""
    found: dict[int, list[PupilWord]] = {target_id: [] for target_id in target_ids}
    query = select(PupilWord).where(PupilWord.target_id.in_(target_ids))
    for word in db.session.scalars(query.order_by(PupilWord.id.desc())):
        found[word.target_id].append(word)
    return found
