"""How good news is spread over the school, by class and group."""

import pytest
from sqlalchemy import select, update

from portal.db import act, db
from portal.domain import spread
from portal.domain.people import Child, Guardianship, OnRoll, Parent, Sex
from portal.domain.spread import Group, Split
from tests import heard, make
from tests.listening import statements

pytestmark = pytest.mark.usefixtures("portal")


def splits() -> dict[str, Split]:
    return {split.name: split for split in spread.of_school().splits}


def test_every_group_of_a_big_school() -> None:
    heard.big_school(14)
    found = spread.of_school()
    assert found.whole == Group("The whole school", 84, 42)
    shown = {split.name: list(split.groups) for split in found.splits}
    assert shown == {
        "Classes": [Group(name, 14, 7) for names in heard.SCHOOL.values() for name in names],
        "Years": [Group(name, 28, 14) for name in heard.SCHOOL],
        "Girls and boys": [Group("Girls", 42, 0), Group("Boys", 42, 42)],
        "Special educational needs": [Group(spread.SEN, 28, 14), Group(spread.OTHERS, 56, 28)],
        "Pupil premium or free school meals": [
            Group(spread.FUNDED, 21, 21),
            Group(spread.OTHERS, 63, 21),
        ],
        "First language": [Group(spread.EAL, 17, 9), Group(spread.OTHERS, 67, 33)],
    }


def test_a_small_class_takes_another_of_its_year_along() -> None:
    heard.big_school(14, small=3)
    classes = splits()["Classes"]
    assert [group.name for group in classes.groups] == ["3 Elm", "3 Oak", "4 Ash", "4 Fir"]
    assert classes.hides
    assert [group.children for group in splits()["Years"].groups] == [28, 28, 17]


def test_a_small_school_is_not_shown_at_all() -> None:
    for at in range(9):
        make.family(f"Child{at}")
    found = spread.of_school()
    assert (found.whole, found.splits, len(found.lines)) == (None, [], 9)
    assert spread.headline() is None


def test_the_line_on_today_says_the_same_as_the_page() -> None:
    ids = heard.big_school(14)
    with act() as session:
        for child_id in ids[:3]:
            session.get_one(Child, child_id).sex = Sex.NOT_GIVEN
        session.get_one(Child, ids[4]).roll = OnRoll.LEFT
    line = spread.headline()
    assert line is not None and line[0] == spread.of_school().whole
    assert [group.name for group in line[1]] == ["Girls"]
    assert line[1] == list(splits()["Girls and boys"].groups)


def test_the_language_of_the_home_is_that_of_a_parent_who_may_be_spoken_of() -> None:
    ids = heard.big_school(14)
    with act() as session:
        for at, tie in enumerate(
            session.scalars(select(Guardianship).order_by(Guardianship.child_id))
        ):
            tag = "ur" if at < 12 else "pl" if at < 24 else "en"
            session.get_one(Parent, tie.parent_id).language = tag
    homes = splits()["Language of the home"]
    assert [(group.name, group.children) for group in homes.groups] == [
        ("English", 60),
        ("Polish", 12),
        ("Urdu", 12),
    ]
    tie = db.session.scalars(select(Guardianship).filter_by(child_id=ids[0])).one()
    heard.barred(ids[0], tie.parent_id)
    homes = splits()["Language of the home"]
    assert [group.name for group in homes.groups] == ["English", "Polish"]  # one is not known
    assert homes.hides


def test_the_school_is_asked_as_often_however_large_it_is() -> None:
    heard.big_school(3)
    with statements() as few:
        spread.of_school()
    with act() as session:
        session.execute(update(Child).values(class_id=None))
    make.family("One more")
    with statements() as many:
        spread.of_school()
    assert len(few) == len(many) <= 8
