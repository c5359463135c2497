""" "I would like to talk": on any day of the year, for a parent's own reason.

It becomes a task for the child's key teacher, to be answered within two school days.
"""

from datetime import date

from portal import clock
from portal.db import db
from portal.domain import (
    ask,
    people,
    reaching,
    tell,
)
from portal.domain.history import By, Deed, Face, record
from portal.domain.people import Child, school
from portal.domain.school_days import Hours, school_days_after, someone_is_in
from portal.domain.tasks import TaskKind, ask_office
from portal.wording.refusals import Reason, Refused

ANSWERED_WITHIN = 2
"""School days."""


def children_of(parent_id: int) -> list[Child]:
    """The children about whom this parent can ask to talk."""
    return [tie.child for tie in people.ties_of(parent_id)]


def ask_to_talk(parent_id: int, child_id: int, by: By) -> None:
    """This parent would like to talk about this child. Asked twice, it is one task.

    Refuses NOT_INVITED where the parent may hear nothing about this child.
    """
    tie = tell.tie(parent_id, child_id)
    if tie is None or not reaching.may_reach(tie):
        raise Refused(Reason.NOT_INVITED)
    teacher_id, teacher = people.teacher_of(tie.child)
    day = answered_by()
    ask_office(
        TaskKind.TALK, parent_id=parent_id, child_id=child_id, staff_id=teacher_id, due_on=day
    )
    record(by, Deed.TALK_ASKED, parent_id=parent_id, child_id=child_id)
    if by.face == Face.TEXT and not tell.why_not(parent_id, child_id):
        ask.will_answer(tie.parent, teacher, day, somebody_is_in=somebody_is_in())


def answered_by() -> date:
    """The day by which whoever asks now is answered."""
    return school_days_after(clock.today(), ANSWERED_WITHIN)


def who_answers(child_id: int) -> str:
    """The name of who will get in touch about this child."""
    return people.teacher_of(db.session.get_one(Child, child_id))[1]


def somebody_is_in() -> bool:
    """Whether a person is in the office just now."""
    return someone_is_in(clock.now(), Hours(school().opens, school().shuts))
