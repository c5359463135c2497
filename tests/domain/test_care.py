"""A child in care: nobody is texted until a lead has named who is invited and who may sign."""

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from portal.db import act, db
from portal.domain import care, tasks
from portal.domain.care import Choice
from portal.domain.history import By, Deed, Event, Face
from portal.domain.people import Child, Guardianship, Role
from portal.domain.tasks import TaskKind
from portal.wording.refusals import Reason, Refused
from tests import make
from tests.domain.test_imports import DANIEL, EMMA, JACK, bring_in, rows

YES, NO = Choice(invited=True, may_sign=True), Choice(invited=False, may_sign=False)
IN_CARE = replace(JACK, in_care=True)


def lead() -> By:
    return By(Face.DESK, staff_id=make.staff("Mr Okafor", Role.LEAD))


def ties_of_jack() -> dict[str, Guardianship]:
    db.session.expire_all()
    found = db.session.scalars(
        select(Guardianship).join(Guardianship.child).where(Child.first_name == "Jack")
    )
    return {tie.parent.first_name: tie for tie in found}


def rights(name: str) -> tuple[bool, bool, bool]:
    tie = ties_of_jack()[name]
    return tie.may_be_invited, tie.gets_texts, tie.may_sign


def to_do() -> list[TaskKind]:
    return [task.kind for task in tasks.open_tasks()]


def jack_in_care() -> int:
    bring_in(rows((IN_CARE, EMMA), (IN_CARE, DANIEL)))
    return db.session.scalars(select(Child.id)).one()


def test_a_lead_names_who_is_invited_and_who_may_sign(portal: Flask) -> None:
    child_id, okafor = jack_in_care(), lead()
    assert (rights("Emma"), to_do()) == ((False, False, False), [TaskKind.IN_CARE])
    assert [one.to_decide for one in care.children()] == [True]
    ties = ties_of_jack()
    emma, daniel = ties["Emma"], ties["Daniel"]
    with act():
        care.decide(
            child_id,
            {emma.id: Choice(invited=True, may_sign=False), daniel.id: Choice(False, True)},
            okafor,
        )
    assert (rights("Emma"), rights("Daniel")) == ((True, True, False), (False, False, True))
    assert to_do() == []
    (one,) = care.children()
    assert (one.to_decide, one.decided_by) == (False, "Mr Okafor")
    last = db.session.scalars(select(Event).where(Event.deed == Deed.CARE_DECIDED)).one()
    assert last.about == {"invited": [emma.parent_id], "sign": [daniel.parent_id]}


def test_every_adult_is_to_be_named_and_only_by_a_lead(portal: Flask) -> None:
    child_id = jack_in_care()
    ties = ties_of_jack()
    some, all_ = {ties["Emma"].id: YES}, {tie.id: YES for tie in ties.values()}
    office = By(Face.DESK, staff_id=make.staff("Mrs Green", Role.OFFICE))
    for choices, by, reason in (
        (some, lead(), Reason.CARE_UNDECIDED),
        (all_, office, Reason.LEAD_DECIDES),
    ):
        with pytest.raises(Refused) as refused, act():
            care.decide(child_id, choices, by)
        assert refused.value.reason == reason
    assert (rights("Emma"), to_do()) == ((False, False, False), [TaskKind.IN_CARE])


def test_another_adult_in_a_later_import_asks_again(portal: Flask) -> None:
    bring_in(rows((IN_CARE, EMMA)))
    child_id = db.session.scalars(select(Child.id)).one()
    okafor = lead()
    with act():
        care.decide(child_id, {ties_of_jack()["Emma"].id: YES}, okafor)
    bring_in(rows((IN_CARE, EMMA)))
    assert to_do() == []
    bring_in(rows((IN_CARE, EMMA), (IN_CARE, DANIEL)))
    assert to_do() == [TaskKind.IN_CARE]
    assert (rights("Emma"), rights("Daniel")) == ((True, True, True), (False, False, False))
    (one,) = care.children()
    assert (one.to_decide, [tie.decided for tie in one.adults]) == (True, [True, False])


def test_whoever_must_not_be_contacted_is_none_of_them(portal: Flask) -> None:
    child_id = jack_in_care()
    with act() as session:
        session.get_one(Guardianship, ties_of_jack()["Daniel"].id).no_contact = True
    okafor = lead()
    with act():
        care.decide(child_id, {ties_of_jack()["Emma"].id: NO}, okafor)
    assert to_do() == []
    (one,) = care.children()
    assert [tie.parent.first_name for tie in one.adults] == ["Emma"]
