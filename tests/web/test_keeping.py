"""What we keep and erase: read by the office, set by a lead; and the files of children who left."""

from io import BytesIO

from flask import Flask
from python_calamine import CalamineWorkbook

from portal.db import act, db
from portal.domain import keeping, leavers
from portal.domain.history import Deed, Event
from portal.domain.imports import missing
from portal.domain.people import Role
from tests import make
from tests.browsing import CheckingClient
from tests.web import reading
from tests.web.reading import words


def sit_down(browser: CheckingClient, *roles: Role) -> None:
    browser.sign_in(make.staff("Mr Okafor", *roles))


def test_every_rule_says_what_how_long_and_why(portal: Flask, browser: CheckingClient) -> None:
    sit_down(browser, Role.OFFICE)
    page = browser.get("/staff/keeping")
    said = words(page)
    for rule in keeping.RULES:
        assert rule.title in said and rule.why in said and rule.covers in said
    kept_for = reading.all_of(page, "dd")[::4]
    assert (kept_for[0], kept_for[3]) == ("7 days", "1 school year")
    assert said.count("has not run yet") == len(keeping.RULES)
    assert "Keep for so many" not in said
    assert browser.send("/staff/keeping/texts", {"span": "6"}).status_code == 404


def test_a_lead_sets_how_long(portal: Flask, browser: CheckingClient) -> None:
    sit_down(browser, Role.LEAD)
    assert browser.send("/staff/keeping/texts", {"span": "6"}).status_code == 303
    page = browser.get("/staff/keeping")
    assert "Saved. It counts from tonight on." in words(page)
    assert "6 months" in reading.all_of(page, "dd")
    for wrong in ("2", "25", "x", "", "-6", "6.5", "9" * 50, "６"):
        page = browser.send("/staff/keeping/texts", {"span": wrong})
        assert page.status_code == 422, wrong
        assert "Please choose within the bounds." in words(page)
        assert "6 months" in reading.all_of(page, "dd")
    assert browser.send("/staff/keeping/nothing", {"span": "6"}).status_code == 404


def test_a_lead_takes_the_file_of_a_child_who_left(portal: Flask, browser: CheckingClient) -> None:
    family, here = make.family(), make.family("Zofia", ("Katarzyna",))
    make.target(family.child_id, sentence="=I will read.")
    with act():
        missing.leave(family.child_id, make.OFFICE)
    sit_down(browser, Role.OFFICE)
    page = browser.get("/staff/keeping")
    assert "file not taken yet" in words(page) and reading.all_of(page, "button") == []
    path = f"/staff/left/{family.child_id}/file"
    assert browser.send(path).status_code == 404
    head = make.staff("Mrs Head", Role.LEAD)
    browser.sign_in(head)
    answer = browser.send(path)
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.data)).get_sheet_by_index(0).to_python()
    assert rows[0] == ["Day", "What", "Words"]
    assert "I will read." in str(rows)
    assert "Malik" not in str(rows) and "Malik" not in str(answer.headers)
    taken = db.session.query(Event.by_staff_id).filter(Event.deed == Deed.FILE_TAKEN).scalar()
    assert taken == head
    assert "file taken on" in words(browser.get("/staff/keeping"))
    assert browser.send(f"/staff/left/{here.child_id}/file").status_code == 404
    assert [one.child_id for one in leavers.leavers(5)] == [family.child_id]


def test_it_is_found_from_the_school(portal: Flask, browser: CheckingClient) -> None:
    sit_down(browser, Role.OFFICE)
    assert "What we keep and erase" in reading.all_of(browser.get("/staff/school"), "a")
