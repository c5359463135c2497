"""The screens of talks and plans ask the database as often for many rows as for few."""

from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient

from portal import clock
from portal.db import act, db
from portal.domain import booking, check_ins, promised_help, targets
from portal.domain.check_ins import Going
from portal.domain.people import Role
from portal.domain.promised_help import HelpKind
from tests import make
from tests.listening import statements
from tests.plans import Table, at_the_table


def asked(browser: FlaskClient, page: str) -> int:
    assert browser.get(page).status_code == 200  # what is written down once an hour is written
    db.session.remove()  # nothing is known yet, as in a request of its own
    with statements() as found:
        browser.get(page)
    return len(found)


def one_more_family(table: Table, number: int) -> None:
    """Their talk, a lift promised to them, and they are stuck."""
    day = table.evening
    family = make.family(f"Child{number}", ("Sam",), class_id=day.class_id)
    invited = make.invitation(day.round_id, family.child_id, family.parent_id, day.teacher_id)
    due_on = clock.today() + timedelta(days=3)
    with act():
        booking.book(invited, day.slot_ids[number], make.by(family.parent_id))
        promised_help.promise(
            HelpKind.LIFT, family.child_id, family.parent_id, "From home", due_on, table.by
        )
        check_ins.say(family.parent_id, family.child_id, Going.STUCK, make.by(family.parent_id))


def test_more_families_on_today_and_on_the_lists_of_tasks_and_help(
    portal: Flask, browser: FlaskClient
) -> None:
    table = at_the_table(browser)
    lead = make.staff("Mrs Ward", Role.LEAD, Role.TEACHER)
    teacher = table.evening.teacher_id
    who = {"/staff": teacher, "/staff/tasks": teacher, "/staff/help": lead}
    one_more_family(table, 1)
    before = {}
    for page, person in who.items():
        browser.sign_in(person)
        before[page] = asked(browser, page)
    for number in (2, 3, 4):
        one_more_family(table, number)
    for page, person in who.items():
        browser.sign_in(person)
        assert asked(browser, page) == before[page], page


def test_more_parents_who_do_something_at_home(portal: Flask, browser: FlaskClient) -> None:
    table = at_the_table(browser)
    talk = f"?talk={table.talk_id}"
    pages = [
        table.plan,
        *(f"{table.plan}{page}{talk}" for page in ("", "/sign", "/pupil")),
        *(f"/staff/talks/{table.talk_id}{page}" for page in ("", "/prepare", "/look-back")),
    ]
    make.target(table.child_id, (table.mother_id, "We read."), child=("I choose.",))
    before = [asked(browser, page) for page in pages]
    others = [make.another_parent(table.child_id, name) for name in ("Ali", "Bo", "Cem")]
    steps = [(one, f"We read in place {one}.") for one in (table.mother_id, *others)]
    with act():
        for parent_id, words in steps:
            targets.agree_at_home(
                targets.ongoing_ids(table.child_id)[0], parent_id, [make.step(words)], table.by
            )
    assert [asked(browser, page) for page in pages] == before
