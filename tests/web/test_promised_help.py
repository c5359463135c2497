"""Help promised in talks on the office's list and on Today."""

from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.db import act
from portal.domain import guarding, no_contact, promised_help
from portal.domain.guarding import Whose
from portal.domain.people import Role
from tests import make
from tests.conftest import Watch
from tests.domain.test_promised_help import promise, row
from tests.web import reading
from tests.web.test_today import section


@pytest.fixture
def teacher(portal: Flask) -> int:
    return make.staff()


@pytest.fixture
def green(portal: Flask) -> int:
    return make.staff("Mrs Green", Role.OFFICE)


def headings(browser: FlaskClient) -> list[str]:
    return reading.all_of(browser.get("/staff"), "h2")


ABOUT = "A lift for Ayesha Malik (Yusuf Malik): From the bus stop"


def test_the_office_takes_it_arranges_it_and_the_teacher_reads_what_became_of_it(
    browser: FlaskClient, teacher: int, green: int
) -> None:
    this = promise(make.family(), teacher)
    browser.sign_in(green)
    assert (
        "Help promised in talks: 1 to arrange, the first by Friday 13 November"
        in reading.all_of(browser.get("/staff"), "p")
    )
    (line,) = reading.all_of(browser.get("/staff/help"), "li")
    assert line.startswith(f"{ABOUT} by Friday 13 November nobody yet promised by Miss Khan on Mon")
    path = f"/staff/help/{this}"
    taken = browser.send(f"{path}/take", {"back": "list"}, follow_redirects=True)
    assert reading.said(taken) == ["You see to it now."]
    assert section(browser, "Help you see to")[0].startswith(
        f"{ABOUT} by Friday 13 November with you"
    )
    empty = {"back": "list", "note": " ", "outcome": "arranged"}
    assert reading.said(browser.send(f"{path}/close", empty, follow_redirects=True)) == [
        "Please write something first."
    ]
    form = {**empty, "note": " A taxi,  3 pm "}
    done = browser.send(f"{path}/close", form, follow_redirects=True)
    assert reading.said(done) == ["Saved. Whoever promised it reads what became of it."]
    assert reading.rows(done) == [
        [
            "Ayesha Malik (Yusuf Malik)",
            "A lift: From the bus stop Mon 9 Nov, Miss Khan",
            "Arranged A taxi, 3 pm",
            "Mrs Green, Mon 9 Nov",
        ]
    ]
    browser.sign_in(teacher)
    assert section(browser, "What became of help you promised") == [
        f"{ABOUT} Arranged A taxi, 3 pm Mrs Green, Mon 9 Nov I have read it: A lift, Ayesha Malik"
    ]
    for _ in range(2):
        browser.send(f"{path}/heard")
    assert headings(browser) == ["My talks"]


def test_what_is_late_stands_at_the_top_of_today(
    browser: FlaskClient, watch: Watch, teacher: int, green: int
) -> None:
    make.round_()
    promise(make.family(), teacher)
    browser.sign_in(green)
    watch.set("2026-11-13 18:00")
    assert headings(browser)[0] == "To do"
    watch.set("2026-11-14 08:00")
    assert headings(browser)[0] == "Promised, and not arranged in time"
    assert section(browser, "Promised, and not arranged in time") == [
        f"{ABOUT} was due Friday 13 November nobody yet"
    ]


def test_a_colleague_sees_to_their_own_and_finds_no_other(
    browser: FlaskClient, teacher: int, green: int
) -> None:
    helper = make.staff("Mr Evans")
    this, other = promise(make.family(), teacher), promise(make.family("Lena"), teacher)
    browser.sign_in(green)
    handed = browser.send(
        f"/staff/help/{this}/hand-on", {"colleague": helper}, follow_redirects=True
    )
    assert reading.said(handed) == ["Handed on. It stands on your colleague’s Today."]
    assert browser.send(f"/staff/help/{this}/hand-on", {"colleague": 0}).status_code == 400
    browser.sign_in(helper)
    (line,) = section(browser, "Help you see to")
    assert line.startswith(f"{ABOUT} by Friday 13 November with you")
    assert browser.get("/staff/help").status_code == 404
    form = {"note": "Not this term", "outcome": "cannot"}
    assert browser.send(f"/staff/help/{other}/close", form).status_code == 404
    assert browser.send(f"/staff/help/{this}/close", {**form, "outcome": "?"}).status_code == 400
    assert browser.send(f"/staff/help/{this}/close", form).status_code == 303
    assert headings(browser) == ["My talks"]
    assert (row(this).note, row(other).note) == ("Not this term", "")
    browser.sign_in(green)
    late = browser.send(f"/staff/help/{this}/take", {"back": "list"}, follow_redirects=True)
    assert reading.said(late) == [
        "A colleague has just seen to this. What became of it stands on the list."
    ]


def test_help_for_who_may_hear_nothing_is_on_no_screen(
    browser: FlaskClient, teacher: int, green: int
) -> None:
    family = make.family("Evie", ("Craig",), surname="Brown")
    this = promise(family, teacher, owner_id=teacher)
    with act():
        no_contact.hold(family.parent_id, family.child_id, make.OFFICE)
    for person in (teacher, green):
        browser.sign_in(person)
        assert "Craig" not in reading.words(browser.get("/staff"))
        form = {"note": "A taxi", "outcome": "arranged"}
        assert browser.send(f"/staff/help/{this}/close", form).status_code == 404
    assert "Craig" not in reading.words(browser.get("/staff/help"))


def test_help_of_a_guarded_thread_is_for_the_safeguarding_lead(
    browser: FlaskClient, teacher: int, green: int
) -> None:
    reid = make.staff("Ms Reid", Role.SAFEGUARDING)
    family = make.family()
    this = promise(family, teacher, due_on=date(2026, 11, 9))
    with act():
        guarding.pass_on(Whose(family.parent_id), make.OFFICE)
    browser.sign_in(green)
    today = reading.words(browser.get("/staff"))
    assert "Something waits for the safeguarding lead." in today
    assert "From the bus stop" not in today + reading.words(browser.get("/staff/help"))
    card = reading.words(browser.get(f"/staff/parents/{family.parent_id}"))
    assert "promised help" not in card
    browser.sign_in(reid)
    assert section(browser, "Safeguarding") == [f"{ABOUT} by Monday 9 November nobody yet"]
    page = browser.get("/staff/help")
    assert reading.choices(page, "outcome") == ["arranged", "cannot"]
    assert browser.send(f"/staff/help/{this}/hand-on", {"colleague": green}).status_code == 400
    assert browser.send(f"/staff/help/{this}/take", {"back": "list"}).status_code == 303
    assert promised_help.open_help(guarded=True)[0].owner == "Ms Reid"
