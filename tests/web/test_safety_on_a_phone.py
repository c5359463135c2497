"""A parent's safe settings on their phone, the same at the desk, and leaving quickly."""

from datetime import time

import pytest
from flask import Flask
from sqlalchemy import select, update

from portal.db import act, db
from portal.domain import links as text_links
from portal.domain import phones, safe, whose_number
from portal.domain.people import NumberState, Parent, Role
from portal.domain.tasks import Task, TaskKind
from tests import make
from tests.addresses import token_of
from tests.browsing import CheckingClient
from tests.phone import network, work


def parent(parent_id: int) -> Parent:
    db.session.expire_all()
    return db.session.get_one(Parent, parent_id)


def words(answer: object) -> str:
    return str(answer.get_data(as_text=True))  # type: ignore[attr-defined]


def come_in(browser: CheckingClient, parent_id: int, **more: str) -> str:
    """The birthday is given on this phone; returns where their pages are."""
    at = f"/t/{token_of(parent_id)}"
    browser.send(f"{at}/birthday", {"day": "14", "month": "3", **more})
    return at


@pytest.mark.parametrize("page", ["settings/hours", "settings/number", "settings/number/code"])
def test_only_who_knows_the_birthday_changes_it(
    portal: Flask, browser: CheckingClient, page: str
) -> None:
    at = f"/t/{token_of(make.family().parent_id)}"
    assert browser.get(f"{at}/{page}").location == f"{at}/birthday"
    assert browser.send(f"{at}/{page}", {"hours": "0900-1500"}).location == f"{at}/birthday"
    assert browser.send(f"{at}/settings/phones").location == f"{at}/birthday"


def test_hours_by_one_tap_or_typed(portal: Flask, browser: CheckingClient) -> None:
    parent_id = make.family().parent_id
    page = f"{come_in(browser, parent_id)}/settings/hours"
    browser.send(page, {"hours": "0900-1500"})
    assert f"{parent(parent_id).safe_from:%H:%M}" == "09:00"
    browser.send(page, {"hours": "own", "begins": "16.30", "ends": "18"})
    assert safe.hours_of(parent(parent_id)) == safe.Hours(time(16, 30), time(18))
    refused = browser.send(page, {"hours": "own", "begins": "21:00", "ends": "22:00"})
    assert refused.status_code == 422
    assert 'value="21:00"' in words(refused), "nothing typed is lost"
    browser.send(page, {"hours": "any"})
    assert safe.hours_of(parent(parent_id)) is None


def test_another_number_and_the_old_phone_opens_nothing(
    portal: Flask, browser: CheckingClient
) -> None:
    parent_id = make.family().parent_id
    at = come_in(browser, parent_id, alone="yes")
    wrong = browser.send(f"{at}/settings/number", {"number": "01632 960100"})
    assert wrong.status_code == 422 and "01632 960100" in words(wrong)
    assert browser.send(f"{at}/settings/number", {"number": "07700 900555"}).status_code == 303
    work(portal)
    (_, text), *_ = [one for one in network(portal).brought if one[0] == "+447700900555"]
    done = browser.send(f"{at}/settings/number/code", {"code": text[:6]})
    assert "We will use the new number" in words(done)
    assert parent(parent_id).number == "+447700900555"
    assert browser.get(f"{at}/settings").location == f"{at}/lost"
    fresh = f"/t/{token_of(parent_id)}"
    assert browser.get(f"{fresh}/settings").location == f"{fresh}/birthday"


def test_switches(portal: Flask, browser: CheckingClient) -> None:
    parent_id = make.family().parent_id
    page = f"{come_in(browser, parent_id)}/settings"
    browser.send(page, {"reminders": "off"})
    browser.send(page, {"texts": "ring"})
    assert "We ring you and send you no texts." in words(browser.get(page))
    assert parent(parent_id).ring_only_at and parent(parent_id).reminders_off_at
    browser.send(page, {"texts": "on"})
    assert "We send you no reminders." in words(browser.get(page))


def test_forgetting_all_phones_forgets_every_one(portal: Flask) -> None:
    day = make.evening()
    parent_id = day.family.parent_id
    first, second, third = (portal.test_client() for _ in range(3))
    assert isinstance(first, CheckingClient) and isinstance(second, CheckingClient)
    assert isinstance(third, CheckingClient)
    at = come_in(first, parent_id, alone="yes")
    come_in(second, parent_id)
    third.send(f"{at}/talks/{day.invitation_id}/times", {"slot": str(day.slot_ids[0])})
    with act():
        link_id = text_links.link_of(parent_id).id
    assert phones.how_many(link_id) == 1
    second.send(f"{at}/settings/phones", {"forget": "all"})
    for phone in (first, second):
        assert phone.get(f"{at}/settings").location == f"{at}/birthday"
    for phone in (first, second, third):
        assert "This is my child’s school" in words(phone.get(at)), "as on a new phone"
    come_in(first, parent_id)
    assert first.get(f"{at}/settings").status_code == 200


def test_leaving_closes_every_page_until_somebody_opens_it(
    portal: Flask, browser: CheckingClient
) -> None:
    parent_id = make.family().parent_id
    at = come_in(browser, parent_id)
    left = browser.get("/leave")
    assert (left.status_code, left.location) == (303, "https://www.bbc.co.uk/weather")
    assert left.headers["Cache-Control"] == "no-store"
    for page in (at, f"{at}/settings", "/start"):
        closed = browser.get(page)
        assert "This page is closed" in words(closed) and "Oakfield" not in words(closed)
    assert "This page is closed" in words(browser.send(f"{at}/birthday", {"day": "14"}))
    assert browser.send("/open-again", {"to": f"{at}/settings"}).location == f"{at}/settings"
    assert browser.get(f"{at}/settings").location == f"{at}/birthday"


@pytest.mark.parametrize("to", ["https://evil.example/t/x", "//evil.example/t/", "/staff", ""])
def test_opening_again_leads_nowhere_else(portal: Flask, browser: CheckingClient, to: str) -> None:
    assert browser.send("/open-again", {"to": to}).location in ("/start", "/t/x", "/t/")


def test_wrong_person_on_the_page_stops_the_number(portal: Flask, browser: CheckingClient) -> None:
    parent_id = make.family().parent_id
    at = f"/t/{token_of(parent_id)}"
    for _ in range(2):
        browser.send(f"{at}/wrong")
    assert parent(parent_id).number_state == NumberState.WRONG
    assert db.session.execute(select(Task.kind, Task.parent_id)).all() == [
        (TaskKind.WRONG_NUMBER, parent_id)
    ]


# -- at the desk ---------------------------------------------------------------------------------


def test_the_office_sets_it_for_them(portal: Flask, browser: CheckingClient) -> None:
    parent_id = make.family().parent_id
    browser.sign_in(make.staff("Mrs Green", Role.OFFICE))
    page = f"/staff/parents/{parent_id}/safe"
    refused = browser.send(page, {"hours": "own", "begins": "06:00", "ends": "07:00"})
    assert refused.status_code == 422 and 'value="06:00"' in words(refused)
    browser.send(page, {"hours": "1200-1700", "ring": "yes"})
    card = words(browser.get(f"/staff/parents/{parent_id}"))
    assert "12:00 to 17:00 only" in card and "wants to be rung, no texts" in card
    browser.send(page, {"hours": "any", "reminders": "yes"})
    assert parent(parent_id).ring_only_at is parent(parent_id).reminders_off_at is None


def test_whose_number_is_it(portal: Flask, browser: CheckingClient) -> None:
    first, second = make.family().parent_id, make.family("Jack", ("Daniel",)).parent_id
    with act() as session:
        session.execute(
            update(Parent).where(Parent.id == second).values(number=make.number_of(first))
        )
    for number in whose_number.to_hold():
        with act():
            whose_number.hold(number)
    browser.sign_in(make.staff("Mrs Green", Role.OFFICE))
    assert "Whose is it?" in words(browser.get("/staff/tasks"))
    page = f"/staff/parents/{first}/whose-number"
    assert "Daniel" in words(browser.get(page)) and "Ayesha" in words(browser.get(page))
    assert browser.send(page, {"whose": "one of them"}).status_code == 409
    browser.send(page, {"whose": "one of them", "parent": str(first)})
    assert parent(first).number_state == NumberState.GOOD and parent(second).number is None
    assert browser.get(page).status_code == 303
