"""The safeguarding lead's page on no contact, the second person's, and children in care."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.db import act, db
from portal.domain import no_contact
from portal.domain.history import By, Face
from portal.domain.people import Child, Guardianship, Role
from tests import make
from tests.browsing import CheckingClient
from tests.web import reading

PAGE = "/staff/no-contact"
LIFT = "/staff/no-contact/to-lift"


def held() -> Guardianship:
    family = make.family("Yusuf", ("Ayesha", "Karim"))
    with act():
        no_contact.hold(family.parent_ids[1], family.child_id, make.OFFICE)
    return db.session.scalars(select(Guardianship).where(Guardianship.no_contact)).one()


def person(name: str, *roles: Role) -> By:
    return By(Face.DESK, staff_id=make.staff(name, *roles))


def signed_in(portal: Flask, by: By) -> CheckingClient:
    browser = portal.test_client()
    browser.sign_in(by.staff_id)
    return browser


def tags(page: object) -> list[str]:
    found = [one for one in reading.main(page).iter() if "tag" in one.get("class", "").split()]  # type: ignore[arg-type]
    return [reading.text_of(one) for one in found]


def test_confirmed_with_a_reason_that_nobody_else_reads(portal: Flask) -> None:
    tie = held()
    hale = signed_in(portal, person("Mr Hale", Role.SAFEGUARDING))
    assert "1 to confirm" in reading.words(hale.get("/staff"))
    assert tags(hale.get(PAGE)) == ["no contact", "to confirm"]
    path = f"{PAGE}/{tie.id}/confirm"
    empty = hale.send(path, {"reason": "", "review_on": "2027-05-01"})
    assert (empty.status_code, reading.field(empty, "review_on")) == (422, "2027-05-01")
    nonsense = hale.send(path, {"reason": "An order\nof May", "review_on": "soon"})
    assert nonsense.status_code == 422
    assert reading.field(nonsense, "reason") == "An order\nof May"
    assert "Please choose a day within a year" in reading.words(nonsense)
    done = hale.send(path, {"reason": "An order\nof May", "review_on": "2027-05-01"})
    assert done.status_code == 303
    page = hale.get(PAGE)
    assert tags(page) == ["no contact"]
    assert "Why An order of May" in reading.words(page)
    assert "Who must not be contacted" in reading.words(hale.get("/staff"))
    for role in (Role.OFFICE, Role.LEAD):
        other = signed_in(portal, person(f"Someone {role}", role))
        assert other.get(PAGE).status_code == 404
        assert other.send(path, {"reason": "x"}).status_code == 404
        card = other.get(f"/staff/parents/{tie.parent_id}").get_data(as_text=True)
        assert ("An order" in card, "Tell Karim Malik nothing" in card) == (False, True)


def test_the_safeguarding_lead_finds_somebody_and_sets_it(portal: Flask) -> None:
    family = make.family("Yusuf", ("Ayesha", "Karim"))
    ayesha, karim = family.parent_ids
    hale = signed_in(portal, person("Mr Hale", Role.SAFEGUARDING))
    assert "Karim" not in reading.words(hale.get(PAGE))
    page = hale.get(f"{PAGE}?q=yusuf")
    assert "Karim Malik about Yusuf" in reading.words(page)
    assert "Nobody fits" in reading.words(hale.get(f"{PAGE}?q=xyzzy"))
    path = f"/staff/parents/{karim}/children/{family.child_id}/no-contact"
    asked = hale.get(path)
    assert "No contact with Karim Malik about Yusuf?" in reading.words(asked)
    done = hale.send(path)
    assert (done.status_code, done.location) == (303, PAGE)
    assert tags(hale.get(PAGE)) == ["no contact", "to confirm"]
    words = reading.words(hale.get(f"{PAGE}?q=malik"))
    assert "Ayesha Malik about Yusuf" in words
    assert hale.get(f"/staff/parents/{ayesha}").status_code == 404  # nothing else of them
    teacher = signed_in(portal, person("Miss Khan", Role.TEACHER))
    assert teacher.get(path).status_code == 404


def test_lifted_by_two_people(portal: Flask) -> None:
    tie = held()
    hale = signed_in(portal, person("Mr Hale", Role.SAFEGUARDING, Role.LEAD))
    okafor = signed_in(portal, person("Mr Okafor", Role.LEAD))
    assert reading.all_of(okafor.get(LIFT), "h2") == []
    assert "You are asked to be the second" not in reading.words(okafor.get("/staff"))
    path = f"{PAGE}/{tie.id}/lift"
    hale.send(path, {"lift": "ask"})
    page = hale.get(PAGE)
    assert "You have asked. Another safeguarding lead or any lead agrees." in reading.words(page)
    again = hale.send(path, {"lift": "agree"}, follow_redirects=True)
    assert reading.words(again).startswith("It takes two: somebody else must be the second.")
    assert "You are asked to be the second" in reading.words(okafor.get("/staff"))
    assert "You are asked to be the second" not in reading.words(hale.get("/staff"))
    assert reading.all_of(okafor.get(LIFT), "h2") == ["Karim Malik about Yusuf Malik"]
    done = okafor.send(path, {"lift": "agree"}, follow_redirects=True)
    assert reading.words(done).startswith("Lifted. Nobody is invited or texted")
    assert okafor.send(path, {"lift": "agree"}).status_code == 404
    page = hale.get(PAGE)
    assert reading.all_of(page, "li")[0].endswith("Mr Hale and Mr Okafor")
    db.session.expire_all()
    lifted = db.session.get_one(Guardianship, tie.id)
    assert (lifted.no_contact, lifted.may_be_invited, lifted.gets_texts) == (False, False, False)


def test_kept_after_all_and_nonsense_changes_nothing(portal: Flask) -> None:
    tie = held()
    hale = signed_in(portal, person("Mr Hale", Role.SAFEGUARDING))
    path = f"{PAGE}/{tie.id}/lift"
    assert hale.send(path, {"lift": "now"}).status_code == 404
    hale.send(path, {"lift": "ask"})
    hale.send(path, {"lift": "keep"})
    assert tags(hale.get(PAGE)) == ["no contact", "to confirm"]


# -- children in care ----------------------------------------------------------------------------


def in_care() -> tuple[int, list[int]]:
    """A child in care with two adults, nobody decided about; the ties (ids)."""
    family = make.family("Joy", ("Ann", "Bo"))
    with act() as session:
        session.get_one(Child, family.child_id).in_care = True
        for tie in session.scalars(select(Guardianship)):
            tie.may_be_invited = tie.may_sign = tie.gets_texts = False
    return family.child_id, list(db.session.scalars(select(Guardianship.id)))


def test_a_lead_says_yes_or_no_of_everybody(portal: Flask, browser: FlaskClient) -> None:
    child_id, (ann, bo) = in_care()
    lead = signed_in(portal, person("Mr Okafor", Role.LEAD))
    assert tags(lead.get("/staff/in-care")) == ["to decide", "new", "new"]
    path = f"/staff/in-care/{child_id}"
    half = {f"invited-{ann}": "yes", f"sign-{ann}": "yes", f"invited-{bo}": "no"}
    refused = lead.send(path, half)
    assert refused.status_code == 422
    assert reading.ticked(refused, f"invited-{ann}") == ["yes"]
    assert reading.ticked(refused, f"invited-{bo}") == ["no"]
    assert reading.ticked(refused, f"sign-{bo}") == []
    assert lead.send(path, {**half, f"sign-{bo}": "yes"}).status_code == 303
    page = lead.get("/staff/in-care")
    assert tags(page) == ["decided"]
    db.session.expire_all()
    rights = [
        (tie.may_be_invited, tie.gets_texts, tie.may_sign)
        for tie in db.session.scalars(select(Guardianship).order_by(Guardianship.id))
    ]
    assert rights == [(True, True, True), (False, False, True)]


@pytest.mark.parametrize("role", [Role.OFFICE, Role.SAFEGUARDING, Role.TEACHER])
def test_nobody_but_a_lead_finds_children_in_care(portal: Flask, role: Role) -> None:
    child_id, _ = in_care()
    other = signed_in(portal, person("Mrs Green", role))
    assert other.get("/staff/in-care").status_code == 404
    assert other.send(f"/staff/in-care/{child_id}").status_code == 404
