"""Help promised in a talk: written by the teacher, seen to by the office, read by the teacher."""

from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.db import act, db
from portal.domain import promised_help
from portal.domain.people import Guardianship, Role
from portal.domain.promised_help import HelpKind, PromisedHelp
from tests import make

pytestmark = pytest.mark.usefixtures("portal")
LIFT = {"kind": "a lift", "words": "From the bus stop, Thursdays", "due_on": "2026-11-20"}


def test_a_teacher_promises_help_and_reads_what_became_of_it(browser: FlaskClient) -> None:
    evening = make.evening()
    booking_id = make.booked(evening)
    browser.sign_in(evening.teacher_id)
    page = f"/staff/talks/{booking_id}/help"
    assert 'value="2026-11-16"' in browser.get(page).get_data(as_text=True)
    assert browser.send(page, LIFT).status_code == 303
    assert browser.send(page, LIFT).status_code == 303
    row = db.session.scalars(select(PromisedHelp)).one()
    assert (row.kind, row.words, row.due_on, row.parent_id) == (
        HelpKind.LIFT,
        "From the bus stop, Thursdays",
        date(2026, 11, 20),
        evening.family.parent_id,
    )
    with act():
        promised_help.arrange(row.id, "Mr Bell drives", make.OFFICE)
    assert "Mr Bell drives" in browser.get(page).get_data(as_text=True)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"words": "  "}, "Please say in a few words what is needed."),
        ({"due_on": "2026-11-01"}, "This day is over. Please choose today or a later day."),
        ({"due_on": "2099-01-01"}, "Please choose a day within a year."),
        ({"due_on": "soon"}, "Please write the day like 24/11/2026."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    browser: FlaskClient, wrong: dict[str, str], said: str
) -> None:
    evening = make.evening()
    browser.sign_in(evening.teacher_id)
    page = f"/staff/talks/{make.booked(evening)}/help"
    answer = browser.send(page, {**LIFT, "words": "A lift", **wrong})
    assert answer.status_code == 422
    assert said in answer.get_data(as_text=True)
    assert db.session.scalars(select(PromisedHelp)).all() == []


def test_nobody_else_finds_the_page(browser: FlaskClient) -> None:
    evening = make.evening()
    page = f"/staff/talks/{make.booked(evening)}/help"
    for somebody in (make.staff("Mrs Green", Role.OFFICE), make.staff("Ms Ward")):
        browser.sign_in(somebody)
        assert browser.get(page).status_code == 404
    with act() as session:
        query = select(Guardianship).filter_by(parent_id=evening.family.parent_id)
        session.scalars(query).one().no_contact = True
    browser.sign_in(evening.teacher_id)
    assert browser.get(page).status_code == 404
