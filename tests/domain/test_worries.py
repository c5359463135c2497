"""Worries told by phone or in person: one tap, never twice, taken back on the day."""

from functools import partial

import pytest
from flask import Flask
from sqlalchemy import select

from portal.db import act, db
from portal.domain import balance, worries
from portal.domain.history import By, Deed, Event, Face
from portal.domain.people import Guardianship, NumberState, Parent
from portal.domain.worries import How, Topic, WorryTold
from portal.wording.refusals import Reason, Refused
from tests import heard, make
from tests.conftest import Watch
from tests.domain.test_at_once import at_once

pytestmark = pytest.mark.usefixtures("portal")


def by(staff_id: int) -> By:
    return By(Face.DESK, staff_id=staff_id)


def history() -> list[tuple[Deed, int | None, int | None]]:
    return [
        (one.deed, one.by_staff_id, one.child_id)
        for one in db.session.scalars(select(Event).order_by(Event.id))
    ]


def take_back(worry_id: int, staff_id: int) -> None:
    with act():
        worries.take_back(worry_id, by(staff_id))


def test_told_twice_in_five_minutes_is_once(watch: Watch) -> None:
    family, khan, evans = make.family(), make.staff(), make.staff("Mr Evans")
    who = family.child_id, family.parent_id
    first = heard.worry(*who, khan)
    watch.set("2026-11-09 10:04")
    assert heard.worry(*who, khan) == first
    assert heard.worry(*who, khan, Topic.FRIENDS) != first
    assert heard.worry(*who, evans) != first
    watch.set("2026-11-09 10:09")
    assert heard.worry(*who, khan) != first
    assert [deed for deed, _by, _child in history()] == [Deed.WORRY_TOLD] * 4


def test_taken_back_it_counts_no_more_and_can_be_told_anew(watch: Watch) -> None:
    family, khan = make.family(), make.staff()
    worry_id = heard.worry(family.child_id, family.parent_id, khan)
    assert balance.of_child(family.child_id).worries == 1
    take_back(worry_id, khan)
    take_back(worry_id, khan)
    assert balance.of_child(family.child_id).worries == 0
    assert history() == [
        (Deed.WORRY_TOLD, khan, family.child_id),
        (Deed.WORRY_TAKEN_BACK, khan, family.child_id),
    ]
    assert heard.worry(family.child_id, family.parent_id, khan) != worry_id
    assert balance.of_child(family.child_id).worries == 1


def test_only_who_told_it_takes_it_back_and_only_that_day(watch: Watch) -> None:
    family, khan, evans = make.family(), make.staff(), make.staff("Mr Evans")
    worry_id = heard.worry(family.child_id, family.parent_id, khan)
    for staff_id, moment in ((evans, "2026-11-09 10:01"), (khan, "2026-11-10 00:00")):
        watch.set(moment)
        with pytest.raises(Refused) as caught:
            take_back(worry_id, staff_id)
        assert caught.value.reason == Reason.WORRY_STAYS
    assert balance.of_child(family.child_id).worries == 1


@pytest.mark.parametrize(
    "change",
    [
        {"no_contact": True},
        {"held": True},
        {"missing": True},
        {"gets_texts": False, "may_be_invited": False},
    ],
)
def test_who_may_not_be_spoken_to_is_not_on_the_list_and_cannot_be_told(
    change: dict[str, bool],
) -> None:
    family = make.family(parents=("Ayesha", "Karim"))
    with act() as session:
        tie = session.scalars(select(Guardianship).filter_by(parent_id=family.parent_ids[1])).one()
        for name, value in change.items():
            setattr(tie, name, value)
    told = worries.may_be_told(family.child_id)
    assert [one.parent.first_name for one in told] == ["Ayesha"]
    with pytest.raises(Refused) as caught:
        heard.worry(family.child_id, family.parent_ids[1])
    assert caught.value.reason == Reason.WHO_WAS_TOLD


def test_another_childs_parent_cannot_be_told() -> None:
    family, other = make.family(), make.family("Zofia", ("Katarzyna",))
    with pytest.raises(Refused) as caught:
        heard.worry(family.child_id, other.parent_id)
    assert caught.value.reason == Reason.WHO_WAS_TOLD
    assert db.session.scalars(select(WorryTold)).all() == []


def test_a_number_is_rung_only_if_it_is_the_parents_own() -> None:
    family = make.family(parents=("Ayesha", "Karim", "Sam"))
    barred = make.family("Zoë", ("Lee",))
    heard.barred(barred.child_id, barred.parent_id)
    with act() as session:
        _ayesha, karim, sam = (session.get_one(Parent, one) for one in family.parent_ids)
        karim.number_state = NumberState.WRONG
        sam.number = session.get_one(Parent, barred.parent_id).number
    numbers = {one.parent.first_name: one.number for one in worries.may_be_told(family.child_id)}
    assert numbers["Ayesha"] == make.number_of(family.parent_id)
    assert (numbers["Karim"], numbers["Sam"]) == (None, None)


def test_tapped_on_several_screens_at_once_it_is_one(portal: Flask) -> None:
    family, khan = make.family(), make.staff()
    told = partial(
        worries.tell, family.child_id, family.parent_id, Topic.HOMEWORK, How.PHONE, by(khan)
    )
    assert at_once(portal, [told] * 4) == [None] * 4
    assert len(db.session.scalars(select(WorryTold)).all()) == 1
