"""What a text has read out to a parent is on no colleague's screen, and whose their wishes are."""

import pytest
from flask import Flask

from portal.db import act
from portal.domain import (
    changes_wanted,
    check_in_texts,
    check_ins,
    guarding,
    signing_by_text,
)
from portal.domain.check_ins import Going
from portal.domain.guarding import Whose
from portal.domain.history import By, Face
from portal.domain.people import Role
from tests import agreements, make
from tests.browsing import CheckingClient
from tests.web.reading import words


@pytest.mark.parametrize("role", [Role.OFFICE, Role.LEAD])
def test_the_office_does_not_read_what_was_read_out(
    portal: Flask, browser: CheckingClient, role: Role
) -> None:
    day = make.evening()
    child_id, parent_id = day.family.child_id, day.family.parent_id
    make.offered(child_id, (parent_id, agreements.HOME), sentence=agreements.SENTENCE)
    agreements.others_sign(day, child_id)
    agreements.parent_signs(child_id, parent_id)
    with act():
        by = By(Face.TEXT, parent_id=parent_id)
        (plan,) = check_ins.plan_of(parent_id, child_id)
        check_in_texts.read_out(parent_id, child_id, plan.look_back_on, by)
    browser.sign_in(make.staff("Mrs Green", role))
    thread = browser.get(f"/staff/inbox/{parent_id}")
    card = browser.get(f"/staff/parents/{parent_id}")
    for page in (thread, card):
        assert "folder" not in page.get_data(as_text=True)
    assert "(what was agreed, read out)" in words(thread)


def test_what_a_parent_asks_for_stands_on_the_key_teachers_today(
    portal: Flask, browser: CheckingClient
) -> None:
    day = make.evening()
    child_id, parent_id = day.family.child_id, day.family.parent_id
    make.offered(child_id, (parent_id, agreements.HOME), sentence=agreements.SENTENCE)
    agreements.others_sign(day, child_id)
    agreements.parent_signs(child_id, parent_id)
    by = make.by(parent_id)
    with act():
        check_ins.say(parent_id, child_id, Going.STUCK, by)
        changes_wanted.want_change(parent_id, child_id, "", by)
        signing_by_text.read_to(parent_id, child_id, by)
        signing_by_text.on_paper(parent_id, child_id, by)
    browser.sign_in(day.teacher_id)
    today = words(browser.get("/staff"))
    for what in (
        "Stuck with the plan: please ring: Ayesha Malik about Yusuf",
        "A change is asked for in what was agreed: Yusuf",
        "Please ring and read out what was agreed: Ayesha Malik about Yusuf",
        "Please send what was agreed on paper: Ayesha Malik about Yusuf",
    ):
        assert what in today
    assert "folder" not in today
    browser.sign_in(make.staff("Mrs Green", Role.OFFICE))
    for page in ("/staff", f"/staff/parents/{parent_id}", f"/staff/inbox/{parent_id}"):
        assert "folder" not in browser.get(page).get_data(as_text=True)


def test_a_guarded_threads_wishes_are_the_safeguarding_leads(
    portal: Flask, browser: CheckingClient
) -> None:
    day = make.evening()
    child_id, parent_id = day.family.child_id, day.family.parent_id
    make.offered(child_id, (parent_id, agreements.HOME), sentence=agreements.SENTENCE)
    safeguarding_id = make.staff("Mrs Shaw", Role.SAFEGUARDING)
    with act():
        guarding.pass_on(Whose(parent_id), make.OFFICE)
        signing_by_text.read_to(parent_id, child_id, make.by(parent_id))
    browser.sign_in(day.teacher_id)
    assert "read out what was agreed" not in words(browser.get("/staff"))
    browser.sign_in(safeguarding_id)
    assert "read out what was agreed" in words(browser.get("/staff"))
