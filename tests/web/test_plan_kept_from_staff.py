"""What a text has read out to a parent is on no colleague's screen."""

import pytest
from flask import Flask

from portal.db import act
from portal.domain import check_in_texts
from portal.domain.history import By, Face
from portal.domain.people import Role
from tests import make, plans
from tests.browsing import CheckingClient
from tests.web.reading import words


@pytest.mark.parametrize("role", [Role.OFFICE, Role.LEAD])
def test_the_office_does_not_read_what_was_read_out(
    portal: Flask, browser: CheckingClient, role: Role
) -> None:
    day = make.evening()
    child_id, parent_id = day.family.child_id, day.family.parent_id
    make.target(child_id, (parent_id, plans.HOME), sentence=plans.SENTENCE)
    plans.others_sign(day, child_id)
    plans.parent_signs(child_id, parent_id)
    with act():
        by = By(Face.TEXT, parent_id=parent_id)
        (plan,) = check_in_texts.check_ins.plan_of(parent_id, child_id)
        check_in_texts.read_out(parent_id, child_id, plan.look_back_on, by)
    browser.sign_in(make.staff("Mrs Green", role))
    thread = browser.get(f"/staff/inbox/{parent_id}")
    card = browser.get(f"/staff/parents/{parent_id}")
    for page in (thread, card):
        assert "folder" not in page.get_data(as_text=True)
    assert "(what was agreed, read out)" in words(thread)
