"""The school with the longest names and the fullest pages: what fits here fits anywhere."""

from dataclasses import dataclass
from datetime import date, timedelta

from portal.db import act
from portal.domain.people import School
from tests import make

FIRST_DAY = date(2026, 11, 24)


@dataclass(frozen=True)
class Fullest:
    """What is in it, by id: two sisters and their mother, and a neighbour's child."""

    parent_id: int
    invitation_id: int
    second_id: int
    neighbour_id: int
    neighbours_invitation_id: int
    slot_ids: list[int]


def school(*, creche_area: float = 60) -> Fullest:
    """One teacher with 30 free times over six days, early, in the afternoon and after work; a
    crèche of so many square metres on the first day."""
    with act() as session:
        ours = session.get_one(School, 1)
        ours.name = "St Bartholomew’s Church of England Voluntary Aided Primary"
        ours.welcomed_by = "Mrs Montgomery-Featherstonehaugh"
    teacher_id = make.staff("Mrs Montgomery-Featherstonehaugh")
    class_id = make.school_class(teacher_id=teacher_id)
    round_id = make.round_(class_ids=(class_id,), ways=("in person", "phone", "video"))
    slot_ids = []
    for later in range(6):
        day = FIRST_DAY + timedelta(days=later)
        slot_ids += make.cover(round_id, teacher_id, day, "08:00", "09:00")
        slot_ids += make.cover(round_id, teacher_id, day, "15:30", "17:00")
    make.creche(FIRST_DAY, area=creche_area)
    family = make.family("Oluwatobiloba", class_id=class_id)
    sister = make.sibling(family.parent_id, "Wilhelmina-Rose", class_id=class_id)
    neighbour = make.family("Zoë", ("Sam",), class_id=class_id, surname="Reed", birthday=None)
    return Fullest(
        parent_id=family.parent_id,
        invitation_id=make.invitation(round_id, family.child_id, family.parent_id, teacher_id),
        second_id=make.invitation(round_id, sister, family.parent_id, teacher_id),
        neighbour_id=neighbour.parent_id,
        neighbours_invitation_id=make.invitation(
            round_id, neighbour.child_id, neighbour.parent_id, teacher_id
        ),
        slot_ids=slot_ids,
    )
