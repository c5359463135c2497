"""The list of plans: a key teacher's own children, a lead's class by class, nobody else's."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.db import act, db
from portal.domain import agreed, changes_wanted, check_ins, my_children, signing
from portal.domain.check_ins import Going
from portal.domain.history import By, Face
from portal.domain.people import Guardianship, Role, SchoolClass, Staff
from portal.domain.signing import SignedBy
from portal.languages import ENGLISH
from tests import make
from tests.listening import statements
from tests.web import reading

pytestmark = pytest.mark.usefixtures("portal")


def _lines(browser: FlaskClient, path: str = "/staff/plans") -> list[str]:
    return reading.all_of(browser.get(path), "tr")[1:]


def _all_sign(teacher_id: int, child_id: int, parent_id: int) -> None:
    by = By(Face.DESK, staff_id=teacher_id)
    shared = [one.key for one in agreed.shared(child_id)]
    theirs = [one.key for one in agreed.for_parent(child_id, parent_id, ENGLISH)]
    with act():
        signing.sign_as_teacher(child_id, shared, by)
        signing.sign_as_child(child_id, shared, SignedBy.IN_THE_ROOM, by)
        signing.sign_as_parent(parent_id, child_id, theirs, SignedBy.IN_THE_ROOM, by, own=ENGLISH)


def test_a_teacher_sees_how_each_plan_stands(browser: FlaskClient) -> None:
    evening = make.evening()
    child_id, parent_id = evening.family.child_id, evening.family.parent_id
    make.family("Ada", ("Grace",), class_id=evening.class_id, surname="Byron")
    make.target(child_id)
    make.booked(evening)
    browser.sign_in(evening.teacher_id)
    assert _lines(browser) == [
        "Ada Byron none",
        "Yusuf Malik 1 1 to sign Monday 1 February Tue 24 Nov, 15:00: the talk about Yusuf",
    ]
    _all_sign(evening.teacher_id, child_id, parent_id)
    with act():
        check_ins.say(parent_id, child_id, Going.HARD, make.by(parent_id))
        changes_wanted.want_change(parent_id, child_id, "", make.by(parent_id))
    assert _lines(browser)[1] == (
        "Yusuf Malik 1 a change is asked for a bit hard Monday 1 February"
        " Tue 24 Nov, 15:00: the talk about Yusuf"
    )


def test_of_somebody_who_must_not_be_contacted_nothing_stands_there(browser: FlaskClient) -> None:
    evening = make.evening()
    child_id, parent_id = evening.family.child_id, evening.family.parent_id
    make.target(child_id)
    make.booked(evening)
    with act():
        check_ins.say(parent_id, child_id, Going.STUCK, make.by(parent_id))
    with act() as session:
        session.scalars(select(Guardianship).filter_by(parent_id=parent_id)).one().no_contact = True
    browser.sign_in(evening.teacher_id)
    assert _lines(browser) == ["Yusuf Malik 1 1 to sign Monday 1 February"]


def test_a_lead_goes_from_class_to_class_and_the_office_finds_nothing(
    browser: FlaskClient,
) -> None:
    make.evening()
    browser.sign_in(make.staff("Mr Okafor", Role.LEAD))
    other = db.session.execute(select(SchoolClass.id).filter_by(name="Year 6 Yew")).scalar_one()
    assert _lines(browser) == ["Yusuf Malik none"]
    assert _lines(browser, f"/staff/plans?class={other}") == ["Zofia Nowak none"]
    assert _lines(browser, "/staff/plans?class=x") == ["Yusuf Malik none"]
    browser.sign_in(make.staff("Mrs Green", Role.OFFICE))
    assert browser.get("/staff/plans").status_code == 404
    browser.sign_in(make.staff("Ms Ward"))
    assert _lines(browser) == []


def test_its_queries_do_not_grow_with_the_children() -> None:
    evening = make.evening()
    teacher = db.session.get_one(Staff, evening.teacher_id)
    seen = []
    for name in ("Ada", "Bea", "Cai"):
        family = make.family(name, (f"Parent of {name}",), class_id=evening.class_id)
        make.target(family.child_id, (family.parent_id, "We read together after tea."))
        _all_sign(evening.teacher_id, family.child_id, family.parent_id)
        seen.append(_count(teacher))
    assert seen == [seen[0]] * 3


def _count(teacher: Staff) -> int:
    with statements() as found:
        my_children.of(teacher)
    return len(found)
