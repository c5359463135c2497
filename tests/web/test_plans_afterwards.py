"""When a talk is over: the way back to it, and who sees to what is wanted since."""

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from portal.db import act, db
from portal.domain import changes_wanted, ties
from portal.domain.people import Guardianship
from portal.domain.tasks import Task
from tests import make
from tests.conftest import Watch
from tests.plans import at_the_table
from tests.web import reading


def test_what_somebody_wrote_who_may_hear_nothing_any_more_is_not_read(
    portal: Flask, browser: FlaskClient
) -> None:
    table = at_the_table(browser)
    make.target(table.child_id)
    make.sibling(table.father_id)
    with act():
        changes_wanted.want_change(
            table.father_id, table.child_id, "Less", make.by(table.father_id)
        )
    assert "“Less”" in reading.words(browser.get(table.plan))
    with act() as session:
        of_father = Guardianship.parent_id == table.father_id
        of_child = Guardianship.child_id == table.child_id
        session.execute(update(Guardianship).where(of_father, of_child).values(no_contact=True))
    page = browser.get(table.plan)
    assert "“Less”" not in reading.words(page)
    assert "Somebody would like a change." in reading.words(page)


def test_a_talk_that_is_over_is_found_from_the_plan(
    portal: Flask, browser: FlaskClient, watch: Watch
) -> None:
    table = at_the_table(browser)
    make.target(table.child_id)
    there = f"{table.plan}/at-home"
    assert "There was none yet." in reading.words(browser.get(there))
    watch.set("2026-11-25 09:00")
    page = browser.get(there)
    assert reading.all_of(page, "a", href=f"/staff/talks/{table.talk_id}") == [
        "Tuesday 24 November, with Ayesha Malik"
    ]
    assert reading.all_of(browser.get(f"{table.plan}/sign"), "a", href=there) == ["Open the talk"]
    with act() as session:
        of_mother = Guardianship.parent_id == table.mother_id
        session.execute(update(Guardianship).where(of_mother).values(held=True))
    assert "There was none yet." in reading.words(browser.get(there))


def test_what_is_to_do_goes_with_the_child_to_the_next_key_teacher(
    portal: Flask, browser: FlaskClient
) -> None:
    table = at_the_table(browser)
    make.target(table.child_id)
    with act():
        changes_wanted.want_change(table.mother_id, table.child_id, "", make.by(table.mother_id))
    wanted = "A change is asked for in what was agreed: Yusuf"
    page = browser.get("/staff")
    assert wanted in reading.words(page)
    assert "The plan of Yusuf" in reading.all_of(page, "a", href=table.plan)
    new = make.staff("Mrs Lee")
    with act():
        ties.set_key_teacher(table.child_id, new, make.OFFICE)
    assert wanted not in reading.words(browser.get("/staff"))
    task_id = db.session.scalars(select(Task.id)).one()
    assert browser.send(f"/staff/tasks/{task_id}/done").status_code == 404
    browser.sign_in(new)
    assert wanted in reading.words(browser.get("/staff"))
    wish = reading.choices(browser.get(table.plan), "wish")
    browser.send(f"{table.plan}/seen-to", {"wish": wish})
    assert wanted not in reading.words(browser.get("/staff"))
