"""The settings on their screens: look first, save, two tabs, who may, and what they change."""

import pytest
from flask import Flask

from portal.db import act, db
from portal.domain import people
from portal.domain.people import Parent, Role
from portal.domain.rounds import CoverSession, PaidBy
from portal.domain.school_settings import SETTINGS, Section
from tests import make
from tests.browsing import CheckingClient
from tests.phone import Phone
from tests.screens import Screen
from tests.web import reading


@pytest.fixture
def office(portal: Flask) -> Screen:
    screen = Screen(portal)
    screen.client.sign_in(make.staff("Mrs Green", Role.OFFICE))
    return screen


def test_look_first_shows_and_saves_nothing(office: Screen) -> None:
    office.open("/staff/school").follow("Talks")
    assert "from 17:00" in office.words
    office.press("Look first", {"reminds_at": "16:15", "slot_minutes": "45"})
    assert "With what you have typed, not saved yet" in office.words
    assert "has these times: 15:00, 15:45, 16:30, 17:15." in office.words
    assert "from 16:15" in office.words
    assert reading.field(office.page, "slot_minutes") == "45"
    assert people.school().slot_minutes == 30
    office.press("Save")
    assert office.said == ["Saved. It may take ten seconds until every page says so."]
    assert people.school().slot_minutes == 45
    assert "Minutes for a talk: 30 45" in office.words
    office.open("/staff/rounds/new")
    assert reading.field(office.page, "slot_minutes") == "45"


def test_what_cannot_be_is_told_beside_it_and_stays_typed(office: Screen) -> None:
    office.open("/staff/school/texts")
    typed = {"day_begins": "07:00", "news_begins": "17:00", "news_ends": "17:30"}
    office.press("Save", typed, status=422)
    assert office.said == [
        "Please write a time from 08:00 to 10:00.",
        "Please leave at least an hour for good news.",
    ]
    assert [reading.field(office.page, name) for name in typed] == list(typed.values())
    office.open("/staff/school/costs")
    office.press("Save", {"payer": "no cost", "payers": ["pupil premium"]}, status=422)
    assert office.said == ["Please choose one of the budgets that are ticked."]


def test_two_tabs_lose_nothing(portal: Flask, office: Screen) -> None:
    office.open("/staff/school")
    other = Screen(portal)
    other.client.sign_in(make.staff("Mr Lee", Role.LEAD))
    other.open("/staff/school").press("Save", {"phone": "01632 960999"})
    office.press("Save", {"welcomed_by": "Mr Brown"}, status=409)
    assert "A colleague has changed these settings meanwhile" in office.words
    assert "The office’s phone: 01632 960999" in office.words
    assert reading.field(office.page, "welcomed_by") == "Mr Brown"
    assert people.school().welcomed_by == "Mrs Green"
    office.press("Save", {"phone": "01632 960999"})
    facts = people.school()
    assert (facts.phone, facts.welcomed_by) == ("01632 960999", "Mr Brown")


def test_a_language_switched_off(portal: Flask, office: Screen) -> None:
    family = make.family("Zofia", ("Katarzyna",), language="pl", surname="Nowak")
    other = make.family()
    office.open("/staff/school/texts")
    assert "Polish (1 parent reads it)" in office.words
    office.press("Save", {"languages": ["ur"]}, status=409)
    assert "1 parent reads Polish. They keep it" in office.words
    assert people.school().offers("pl")
    office.press("Save", {"languages": ["ur"], "sure": "yes"})
    assert "Polish cannot be chosen. 1 parent reads it and keeps it." in office.words
    # Nobody chooses it any more: on the first page, at the desk, or by the browser's own wish.
    phone = portal.test_client()
    assert isinstance(phone, CheckingClient)
    page = phone.get("/start", headers={"Accept-Language": "pl"})
    assert 'lang="en"' in page.get_data(as_text=True)
    assert reading.choices(page, "language") == []
    assert "Polski" not in page.get_data(as_text=True)
    assert phone.send("/language", {"language": "pl"}).status_code == 400
    office.open(f"/staff/parents/{other.parent_id}")
    assert "Polish" not in office.words
    # Who has it keeps it.
    office.open(f"/staff/parents/{family.parent_id}")
    assert "Polish" in office.words
    assert db.session.get_one(Parent, family.parent_id).language == "pl"


def test_a_language_switched_off_is_not_offered_by_text(portal: Flask, office: Screen) -> None:
    polish = make.family("Zofia", ("Katarzyna",), language="pl", surname="Nowak")
    phone = Phone(portal, make.family().parent_id)
    phone.reply("LANGUAGE")
    assert "Polski" in phone.last_text
    office.open("/staff/school/texts").press("Save", {"languages": ["ur"], "sure": "yes"})
    phone.reply("polski")  # asked a moment ago, when it was there
    assert "Polski" not in phone.last_text
    phone.reply("LANGUAGE")
    assert "اردو" in phone.last_text
    assert "Polski" not in phone.last_text
    hers = Phone(portal, polish.parent_id)
    hers.reply("HELP")
    assert "01632 960100" in hers.last_text
    assert db.session.get_one(Parent, polish.parent_id).language == "pl"


def test_only_a_lead_changes_the_crèches_numbers(portal: Flask, browser: CheckingClient) -> None:
    browser.sign_in(make.staff("Mrs Green", Role.OFFICE))
    page = browser.get("/staff/school/creche")
    assert "Only a lead changes these." in reading.words(page)
    assert reading.rows(page)[0] == ["6, of whom 2 under two", "2", "16.2"]
    numbers = SETTINGS[Section.CRECHE]
    typed = {name: reading.field(page, name) for name in numbers} | {"creche_babies": "2"}
    assert browser.send("/staff/school/creche", typed).status_code == 404
    browser.sign_in(make.staff("Mr Lee", Role.LEAD))
    refused = browser.send("/staff/school/creche", typed | {"creche_babies": "4"})
    assert reading.said(refused) == ["Please write a number from 1 to 3."]
    assert browser.send("/staff/school/creche", typed).status_code == 303
    people.forget_school()
    assert people.school().creche_babies == 2


def test_usual_costs_and_payers(portal: Flask, office: Screen) -> None:
    office.open("/staff/school/costs")
    costs = {
        "cover_pence_an_hour": "32.50",
        "creche_pence": "90",
        "payers": ["pupil premium", "no cost"],
        "payer": "pupil premium",
    }
    office.press("Save", costs)
    assert "costs £113.75, where nobody writes another cost" in office.words
    teacher = make.staff()
    round_id = make.round_(invited=False)
    office.open(f"/staff/rounds/{round_id}/cover")
    assert reading.field(office.page, "cost_pence") == ""
    assert "grant" not in office.words.lower()
    times = {"day": "2026-11-24", "begins": "13:00", "ends": "16:30"}
    office.press("Release them", times | {"teacher": str(teacher), f"room-{teacher}": "Room 4"})
    (cover,) = db.session.scalars(db.select(CoverSession))
    assert (cover.cost_pence, cover.paid_by) == (11375, PaidBy.PUPIL_PREMIUM)
    with act() as session:  # a budget that is off the list stays where it pays already
        session.get_one(CoverSession, cover.id).paid_by = PaidBy.GRANT
    office.open(f"/staff/cover/{cover.id}").press("Save", {"cost_pence": "0"})
    assert db.session.get_one(CoverSession, cover.id).paid_by == PaidBy.GRANT
    assert db.session.get_one(CoverSession, cover.id).cost_pence == 0
    office.open("/staff/creche/new")
    assert reading.field(office.page, "cost_pence") == "90.00"


def test_two_hours_before_is_offered_or_not(portal: Flask, office: Screen) -> None:
    day = make.evening()
    office.open(f"/staff/invitations/{day.invitation_id}/book?slot={day.slot_ids[0]}")
    assert "A reminder two hours before" in office.words
    office.open("/staff/school/talks").press("Save", {"offers_two_hours": None})
    office.open(f"/staff/invitations/{day.invitation_id}/book?slot={day.slot_ids[0]}")
    assert "A reminder two hours before" not in office.words
