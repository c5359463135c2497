"""Worries about a child that somebody told a parent of: by phone or in person, never by text.

Only that it happened, and what about, from a short list: the details stay in the school's own
system. It stands in the balance (`balance`) and nowhere a parent can see.

    told -> taken back (a slip of the finger, by whoever said it)
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, or_, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column

from portal import clock
from portal.db import Base, db
from portal.domain import reaching
from portal.domain.calling import may_dial
from portal.domain.history import By, Deed, named, record
from portal.domain.people import Guardianship, Parent, lock_child
from portal.wording.refusals import Reason, Refused

SAME_CALL = timedelta(minutes=5)
"""The same worry, told to the same parent by the same colleague sooner than this, is a double tap:
nobody rings twice about one thing in five minutes."""


class Topic(StrEnum):
    """What the worry was about."""

    LEARNING = "learning"
    HOMEWORK = "homework"
    BEING_AT_SCHOOL = "being at school"
    BEHAVIOUR = "behaviour"
    FRIENDS = "friends"
    FEELINGS = "feelings or health"
    OTHER = "something else"


class How(StrEnum):
    """How the parent heard of it."""

    PHONE = "by phone"
    IN_PERSON = "in person"


class WorryTold(Base):
    """One worry about one child that one parent heard of."""

    __tablename__ = "worry_told"

    id: Mapped[int] = mapped_column(primary_key=True)
    child_id: Mapped[int] = mapped_column(ForeignKey("child.id"))
    parent_id: Mapped[int] = mapped_column(ForeignKey("parent.id"))
    topic: Mapped[Topic] = mapped_column(named(Topic))
    how: Mapped[How] = mapped_column(named(How))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime]
    taken_back_at: Mapped[datetime | None]


Index("worry_of_child", WorryTold.child_id, WorryTold.at)


# -- telling, and taking it back -------------------------------------------------------------------


def tell(child_id: int, parent_id: int, topic: Topic, how: How, by: By) -> int:
    """A colleague has told this parent of a worry about this child; returns the id of the row. In
    an act. Tapped twice within five minutes it is one.

    Refuses WHO_WAS_TOLD where the parent may hear nothing about this child.
    """
    lock_child(child_id)
    if parent_id not in {one.parent.id for one in may_be_told(child_id)}:
        raise Refused(Reason.WHO_WAS_TOLD)
    told = {
        "child_id": child_id,
        "parent_id": parent_id,
        "topic": topic,
        "by_id": by.staff_id,
        "taken_back_at": None,
    }
    query = select(WorryTold.id).filter_by(**told).where(WorryTold.at > clock.now() - SAME_CALL)
    if before := db.session.scalar(query):
        return before
    worry = WorryTold(**told, how=how, at=clock.now())
    db.session.add(worry)
    db.session.flush()
    record(by, Deed.WORRY_TOLD, parent_id=parent_id, child_id=child_id, worry=worry.id)
    return worry.id


def take_back(worry_id: int, by: By) -> None:
    """It was a slip of the finger. In an act; done twice it is the same.

    Refuses WORRY_STAYS to everybody but who told of it, and once its day is over.
    """
    worry = db.session.get_one(WorryTold, worry_id, with_for_update=True, populate_existing=True)
    if worry.taken_back_at:
        return
    if not can_be_taken_back(worry, by.staff_id):
        raise Refused(Reason.WORRY_STAYS)
    worry.taken_back_at = clock.now()
    record(
        by,
        Deed.WORRY_TAKEN_BACK,
        parent_id=worry.parent_id,
        child_id=worry.child_id,
        worry=worry.id,
    )


def can_be_taken_back(worry: WorryTold, staff_id: int | None) -> bool:
    """Whether this colleague told of it, and today."""
    own = worry.by_id is not None and worry.by_id == staff_id
    return own and clock.local(worry.at).date() == clock.today()


# -- whom to tell ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class ToTell:
    """A parent who may be told. `number`: the one to ring; None where none may be dialled."""

    parent: Parent
    number: str | None


def may_be_told(child_id: int) -> list[ToTell]:
    """Everybody who hears from the school about this child, by text or at talks, in the order of
    the school's records: nobody who must not be contacted, or only stands in its file."""
    query = (
        select(Guardianship)
        .where(
            Guardianship.child_id == child_id,
            or_(Guardianship.gets_texts, Guardianship.may_be_invited),
            ~Guardianship.missing,
            reaching.seen(),
        )
        .options(joinedload(Guardianship.parent), joinedload(Guardianship.child))
        .order_by(Guardianship.priority.nulls_last(), Guardianship.id)
        .execution_options(populate_existing=True)
    )
    blocked = reaching.blocked_numbers()
    return [
        ToTell(tie.parent, may_dial(tie.parent, blocked))
        for tie in db.session.scalars(query)
        if reaching.may_reach(tie) and not tie.parent.missing
    ]
