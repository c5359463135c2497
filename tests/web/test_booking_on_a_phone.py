"""A parent books on a phone: from the link in the text to the page that says it is booked."""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from portal.db import act, db
from portal.domain import booking, holding, links, people
from portal.domain.bookings import Booking, BookingState, CancelReason
from portal.domain.creche import CrechePlace, CrecheSession, PlaceState
from portal.domain.outbox import OutText
from portal.domain.people import NumberState, Parent
from portal.domain.rounds import Round
from portal.domain.tasks import Task
from tests import make
from tests.browsing import CheckingClient
from tests.conftest import Watch
from tests.listening import statements

BABY = {
    "little_ones-0-name": "Bilal",
    "little_ones-0-age": "2",
    "little_ones-0-health": "no",
}


def link(parent_id: int) -> str:
    with act():
        found = links.link_of(parent_id)
    return f"/t/{links.token(parent_id, found.generation)}"


def words(page) -> str:  # type: ignore[no-untyped-def]
    """The page as it reads: no tags, one space."""
    text = re.sub(r"<(script|style|svg|head).*?</\1>", " ", page.get_data(as_text=True), flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", text).replace("&amp;", "&").split())


def book(browser: CheckingClient, at: str, day: make.Evening, slot: int = 2, **more: str) -> str:
    """Go through the whole form; returns the address of the talk."""
    talk = f"{at}/talks/{day.invitation_id}"
    browser.get(at)
    browser.get(f"{at}/talks")
    assert browser.send(f"{talk}/times", {"slot": day.slot_ids[slot]}).status_code == 303
    browser.get(f"{talk}/details")
    checked = browser.send(f"{talk}/details", {"way": "in person", "comes": "alone", **more})
    assert checked.status_code == 200, words(checked)
    assert browser.send(f"{talk}/confirm").status_code == 303
    return talk


def the_booking() -> Booking:
    return db.session.scalars(select(Booking)).one()


def test_the_whole_way(portal: Flask, browser: CheckingClient) -> None:
    day = make.evening()
    at = link(day.family.parent_id)
    first = browser.get(at)
    assert "Oak Lane Primary School" in words(first)
    assert "Yusuf" not in words(first) and "Khan" not in words(first)
    times = browser.get(f"{at}/talks")
    assert words(times).count("15:00") == 1
    talk = book(browser, at, day, interpreter="y", speaks="اردو", lift="y", **BABY)
    page = words(browser.get(talk))
    assert "Tuesday 24 November at 16:00" in page
    assert "Come to the main door." in page
    assert "Mrs Green will meet you at the door." in page
    assert "Bilal Please come 10 minutes early." in page
    made = the_booking()
    assert (made.state, made.interpreter, made.lift) == (BookingState.BOOKED, "اردو", True)
    place = db.session.scalars(select(CrechePlace)).one()
    assert (place.name, place.health, place.state) == ("Bilal", "", PlaceState.TAKEN)
    told = db.session.scalars(select(OutText.body)).all()
    assert [text[:34] for text in told] == ["Booked: Yusuf, Tue 24 Nov 16:00, M"]


def test_a_form_sent_twice_books_once_and_shows_the_same_page(
    portal: Flask, browser: CheckingClient
) -> None:
    day = make.evening()
    talk = book(browser, link(day.family.parent_id), day)
    again = browser.send(f"{talk}/confirm")
    assert (again.status_code, again.location) == (303, talk)
    assert len(db.session.scalars(select(Booking)).all()) == 1
    assert len(db.session.scalars(select(OutText)).all()) == 1


def test_the_journey_takes_at_most_seven_requests_and_thirty_statements(
    portal: Flask, browser: CheckingClient
) -> None:
    day = make.evening()
    at = link(day.family.parent_id)
    token = browser.token()
    people.school()  # in a server that runs, the school's own words are in memory
    db.session.remove()
    talk = f"{at}/talks/{day.invitation_id}"
    form = {"csrf_token": token}
    answers = {"way": "in person", "comes": "alone", "remind_2_hours": "y", **BABY}
    with statements() as found:
        pages = [
            browser.get(at),
            browser.get(f"{at}/talks"),
            browser.post(f"{talk}/times", data={**form, "slot": day.slot_ids[1]}),
            browser.get(f"{talk}/details"),
            browser.post(f"{talk}/details", data={**form, **answers}),
            browser.post(f"{talk}/confirm", data=form),
            browser.get(talk),
        ]
    assert [page.status_code for page in pages] == [200, 200, 303, 200, 200, 303, 200]
    counted = [one for one in found if not one.startswith(("BEGIN", "PRAGMA", "SELECT 1"))]
    assert len(counted) <= 30, "\n\n".join(counted)


def test_a_time_that_goes_meanwhile(portal: Flask, browser: CheckingClient) -> None:
    day = make.evening()
    other = make.family("Zoë", ("Sam",), class_id=day.class_id, surname="Reed")
    theirs = make.invitation(day.round_id, other.child_id, other.parent_id, day.teacher_id)
    at = link(day.family.parent_id)
    with act():
        booking.book(theirs, day.slot_ids[2], make.by(other.parent_id))
    page = browser.send(f"{at}/talks/{day.invitation_id}/times", {"slot": day.slot_ids[2]})
    assert page.status_code == 409
    assert "Sorry, someone has just taken that time. Please choose another." in words(page)
    nearest = (
        words(page).split("Free times close to the one you chose")[1].split("None of these")[0]
    )
    assert re.findall(r"\d\d:\d\d", nearest)[:3] == ["15:00", "15:30", "16:30"]


def test_nothing_typed_is_lost_when_the_ten_minutes_run_out_and_someone_comes(
    portal: Flask, browser: CheckingClient, watch: Watch
) -> None:
    day = make.evening()
    other = make.family("Zoë", ("Sam",), class_id=day.class_id, surname="Reed")
    theirs = make.invitation(day.round_id, other.child_id, other.parent_id, day.teacher_id)
    at = link(day.family.parent_id)
    talk = f"{at}/talks/{day.invitation_id}"
    browser.send(f"{talk}/times", {"slot": day.slot_ids[2]})
    watch.set("2026-11-09 10:11")
    with act():
        booking.book(theirs, day.slot_ids[2], make.by(other.parent_id))
    typed = {"way": "phone", "comes": "alone", "interpreter": "y", "speaks": "Somali", **BABY}
    page = browser.send(f"{talk}/details", typed)
    assert page.status_code == 409
    assert "someone has just taken that time" in words(page)
    browser.send(f"{talk}/times", {"slot": day.slot_ids[3]})
    form = browser.get(f"{talk}/details").get_data(as_text=True)
    assert 'value="Somali"' in form
    assert 'value="Bilal"' in form
    assert re.search(r'name="way" value="phone" checked', form)


def test_a_slow_reader_keeps_the_time_if_nobody_came(
    portal: Flask, browser: CheckingClient, watch: Watch
) -> None:
    day = make.evening()
    at = link(day.family.parent_id)
    talk = f"{at}/talks/{day.invitation_id}"
    browser.send(f"{talk}/times", {"slot": day.slot_ids[2]})
    browser.send(f"{talk}/details", {"way": "in person", "comes": "alone", **BABY})
    watch.set("2026-11-09 10:30")
    for old in holding.old_holds():
        with act():
            holding.let_go_if_over(old)
    assert browser.send(f"{talk}/confirm").status_code == 303
    assert the_booking().state == BookingState.BOOKED
    assert db.session.scalars(select(CrechePlace.state)).all() == [PlaceState.TAKEN]


def test_a_full_creche_is_said_and_the_parent_chooses(
    portal: Flask, browser: CheckingClient
) -> None:
    day = make.evening()
    with act() as session:
        session.get_one(CrecheSession, day.creche_id).area_m2 = 1.0
    talk = f"{link(day.family.parent_id)}/talks/{day.invitation_id}"
    browser.send(f"{talk}/times", {"slot": day.slot_ids[2]})
    answers = {"way": "in person", "comes": "alone", **BABY}
    page = browser.send(f"{talk}/details", answers)
    assert page.status_code == 409
    assert "The crèche is full at that time. You can still keep your talk." in words(page)
    assert 'value="Bilal"' in page.get_data(as_text=True)
    page = browser.send(f"{talk}/details", {**answers, "if_full": "wait"})
    assert "You are waiting for a place. We will text you." in words(page)
    browser.send(f"{talk}/confirm")
    assert db.session.scalars(select(CrechePlace.state)).all() == [PlaceState.WAITING]


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"little_ones-0-age": "2", "little_ones-0-health": "no"}, "Please write a first name."),
        ({"little_ones-0-name": "Bo", "little_ones-0-health": "no"}, "Please choose an age."),
        (
            {"little_ones-0-name": "Bo", "little_ones-0-age": "2"},
            "Please choose No, or tell us what it is.",
        ),
        ({"interpreter": "y"}, "Please tell us the language."),
    ],
)
def test_what_is_missing_is_said_beside_it(
    portal: Flask, browser: CheckingClient, answers: dict[str, str], said: str
) -> None:
    day = make.evening()
    talk = f"{link(day.family.parent_id)}/talks/{day.invitation_id}"
    browser.send(f"{talk}/times", {"slot": day.slot_ids[2]})
    page = browser.send(f"{talk}/details", {"way": "in person", "comes": "alone", **answers})
    assert page.status_code == 422
    assert said in words(page)


def test_health_answers_are_never_shown_back(portal: Flask, browser: CheckingClient) -> None:
    day = make.evening()
    talk = f"{link(day.family.parent_id)}/talks/{day.invitation_id}"
    ill = {**BABY, "little_ones-0-health": "yes", "little_ones-0-needs": "peanuts"}
    book(browser, link(day.family.parent_id), day, **ill)
    for page in (browser.get(talk), browser.get(f"{talk}/details")):
        assert "peanuts" not in page.get_data(as_text=True)
    kept = {**BABY, "little_ones-0-health": "kept"}
    browser.send(f"{talk}/details", {"way": "in person", "comes": "alone", **kept})
    assert db.session.scalars(select(CrechePlace.health)).all() == ["peanuts"]


def test_another_phone_needs_the_birthday(portal: Flask, browser: CheckingClient) -> None:
    day = make.evening()
    at = link(day.family.parent_id)
    talk = book(browser, at, day)
    stranger = portal.test_client()
    stranger.get(at)
    page = words(stranger.get(f"{at}/talks"))
    assert "You have a talk booked." in page and "16:00" not in page
    assert stranger.get(talk).location == f"{at}/birthday"
    assert stranger.get(f"{talk}/school.ics").status_code == 404
    assert stranger.send(f"{talk}/cancel").location == f"{at}/birthday"
    wrong = stranger.send(f"{at}/birthday", {"day": "15", "month": "3"})
    assert "That is not the day we have." in words(wrong)
    assert stranger.send(f"{at}/birthday", {"day": "14", "month": "3"}).status_code == 303
    assert "Tuesday 24 November at 16:00" in words(stranger.get(talk))


def test_five_wrong_birthdays_and_then_only_the_office(
    portal: Flask, browser: CheckingClient
) -> None:
    day = make.evening()
    at = link(day.family.parent_id)
    for _ in range(5):
        browser.send(f"{at}/birthday", {"day": "1", "month": "1"})
    right = browser.send(f"{at}/birthday", {"day": "14", "month": "3"})
    assert "Please call us on 01632 960100" in words(right)
    assert [task.kind.value for task in db.session.scalars(select(Task))] == [
        "birthday tried five times"
    ]


def test_a_remembered_phone_is_known_for_ninety_days(
    portal: Flask, browser: CheckingClient, watch: Watch
) -> None:
    day = make.evening()
    at = link(day.family.parent_id)
    browser.send(f"{at}/birthday", {"day": "14", "month": "3", "alone": "yes"})
    watch.set("2026-12-08 10:00")
    assert browser.get(f"{at}/settings").status_code == 200
    watch.set("2027-02-09 10:00")
    assert browser.get(f"{at}/settings").location == f"{at}/birthday"


def test_moving_and_cancelling_and_taking_it_back(portal: Flask, browser: CheckingClient) -> None:
    day = make.evening()
    talk = book(browser, link(day.family.parent_id), day, **BABY)
    assert browser.send(f"{talk}/times", {"slot": day.slot_ids[0]}).status_code == 303
    assert "Tuesday 24 November at 15:00" in words(browser.get(talk))
    assert browser.send(f"{talk}/cancel").location == f"{talk}/cancelled"
    assert "Your talk is cancelled" in words(browser.get(f"{talk}/cancelled"))
    assert the_booking().cancel_reason == CancelReason.PARENT
    assert browser.send(f"{talk}/cancelled").location == talk
    assert the_booking().state == BookingState.BOOKED
    assert db.session.scalars(select(CrechePlace.state)).all() == [PlaceState.TAKEN]


def test_two_children_back_to_back(portal: Flask, browser: CheckingClient) -> None:
    day = make.evening()
    sister = make.sibling(day.family.parent_id, class_id=day.class_id)
    second = make.invitation(day.round_id, sister, day.family.parent_id, day.teacher_id)
    at = link(day.family.parent_id)
    assert words(browser.get(f"{at}/talks")).count("Choose a time") == 2
    talk = book(browser, at, day)
    assert "Now choose a time for Maryam" in words(browser.get(talk))
    page = words(browser.get(f"{at}/talks/{second}/times"))
    beside = page.split("Just before or after your other talk")[1]
    assert re.findall(r"\d\d:\d\d", beside)[:2] == ["15:30", "16:30"]


def test_separated_parents_know_nothing_of_each_other(
    portal: Flask, browser: CheckingClient
) -> None:
    day = make.evening()
    both = make.family("Jack", ("Emma", "Daniel"), class_id=day.class_id, surname="Turner")
    mother, father = both.parent_ids
    hers = make.invitation(day.round_id, both.child_id, mother, day.teacher_id)
    his = make.invitation(day.round_id, both.child_id, father, day.teacher_id)
    with act():
        booking.book(hers, day.slot_ids[0], make.by(mother))  # 15:00 to 15:30
    at = link(father)
    page = words(browser.get(f"{at}/talks"))
    assert "Emma" not in page and "booked" not in page
    assert re.findall(r"\d\d:\d\d", page) == ["17:00", "17:30"]
    assert browser.get(f"{at}/talks/{hers}").status_code == 404
    assert browser.get(f"{at}/talks/{hers}/times").status_code == 404
    refused = browser.send(f"{at}/talks/{his}/times", {"slot": day.slot_ids[3]})
    assert "that time is no longer free" in words(refused)


def test_not_this_time_and_please_ring_me(portal: Flask, browser: CheckingClient) -> None:
    day = make.evening()
    talk = f"{link(day.family.parent_id)}/talks/{day.invitation_id}"
    assert "Please ring me" in words(browser.get(f"{talk}/call"))
    assert "We will ring you" in words(browser.send(f"{talk}/call"))
    assert "We will not ask again this time." in words(browser.send(f"{talk}/not-now"))
    assert browser.send(f"{talk}/times", {"slot": day.slot_ids[0]}).status_code == 303


def test_the_wrong_person_is_left_alone(portal: Flask, browser: CheckingClient) -> None:
    day = make.evening()
    at = link(day.family.parent_id)
    assert "We will not text this number again." in words(browser.send(f"{at}/wrong"))
    parent = db.session.get_one(Parent, day.family.parent_id)
    assert parent.number_state == NumberState.WRONG
    assert browser.get(at).location == f"{at}/lost"
    assert [task.kind.value for task in db.session.scalars(select(Task))] == ["wrong number"]


@pytest.mark.parametrize("token", ["abcdefghijklm", "a", "%00", "' or 1=1", "ü" * 40])
def test_an_altered_link(portal: Flask, browser: CheckingClient, token: str) -> None:
    make.evening()
    page = browser.get(f"/t/{token}", follow_redirects=True)
    assert page.status_code == 404
    assert "Oak Lane Primary School" in words(page)
    sent = browser.send(f"/t/{token}/lost")
    assert "If we know this link, a new one is on its way." in words(sent)
    assert db.session.scalars(select(OutText)).all() == []


def test_an_old_link_brings_a_new_one_only_to_the_number_we_hold(
    portal: Flask, browser: CheckingClient
) -> None:
    day = make.evening()
    at = link(day.family.parent_id)
    with act():
        links.new_link(day.family.parent_id)
    browser.send(f"{at}/lost")
    browser.send(f"{at}/lost")
    sent = db.session.scalars(select(OutText)).all()
    assert [(one.to, one.body) for one in sent] == [
        (make.number_of(day.family.parent_id), "Your page at Oak Lane: {link}")
    ]


def test_a_closed_round(portal: Flask, browser: CheckingClient, watch: Watch) -> None:
    day = make.evening()
    with act() as session:
        session.get_one(Round, day.round_id).closes_on = watch.moment.date()
    at = link(day.family.parent_id)
    watch.set("2026-11-10 09:00")
    page = browser.send(f"{at}/talks/{day.invitation_id}/times", {"slot": day.slot_ids[0]})
    assert page.status_code == 409
    assert "Booking has closed." in words(page)


def test_a_form_without_its_token(portal: Flask, browser: CheckingClient) -> None:
    day = make.evening()
    at = link(day.family.parent_id)
    page = browser.post(f"{at}/talks/{day.invitation_id}/times", data={"slot": day.slot_ids[0]})
    assert page.status_code == 400
    assert "Please go back, load the page again" in words(page)
    assert db.session.scalars(select(Booking)).all() == []


@pytest.mark.parametrize("slot", ["", "x", "-1", "999999", "1e9", "9" * 30])
def test_a_slot_that_does_not_exist(portal: Flask, browser: CheckingClient, slot: str) -> None:
    day = make.evening()
    at = link(day.family.parent_id)
    page = browser.send(f"{at}/talks/{day.invitation_id}/times", {"slot": slot})
    assert page.status_code == 409
    assert "that time is no longer free" in words(page)


def test_the_calendar_says_school_and_nothing_else(portal: Flask, browser: CheckingClient) -> None:
    day = make.evening()
    talk = book(browser, link(day.family.parent_id), day)
    entry = browser.get(f"{talk}/school.ics").get_data(as_text=True)
    assert "SUMMARY:School\r\n" in entry
    assert "DTSTART;TZID=Europe/London:20261124T160000" in entry
    assert "BEGIN:VTIMEZONE" in entry
    assert not re.search("Yusuf|Khan|Malik|Ayesha", entry)


def test_the_language_is_chosen_once_and_kept(portal: Flask, browser: CheckingClient) -> None:
    day = make.evening()
    at = link(day.family.parent_id)
    first = browser.get(at).get_data(as_text=True)
    assert '<details class="languages" open>' in first
    browser.send(f"{at}/language", {"language": "pl", "back": at})
    again = portal.test_client().get(at).get_data(as_text=True)
    assert '<html lang="pl" dir="ltr">' in again
    assert '<details class="languages">' in again
    assert browser.send(f"{at}/language", {"language": "xx"}).status_code == 400
    away = browser.send(f"{at}/language", {"language": "ur", "back": "https://evil.example/"})
    assert away.location == at


def test_texts_can_be_stopped_and_started_on_the_page(
    portal: Flask, browser: CheckingClient
) -> None:
    day = make.evening()
    at = link(day.family.parent_id)
    assert browser.get(f"{at}/settings").location == f"{at}/birthday"
    browser.send(f"{at}/birthday", {"day": "14", "month": "3"})
    browser.send(f"{at}/settings", {"texts": "off"})
    assert "Texts are off. We send you no texts." in words(browser.get(f"{at}/settings"))
    browser.send(f"{at}/settings", {"texts": "on"})
    assert db.session.get_one(Parent, day.family.parent_id).opted_out_at is None


def test_a_code_opens_the_page_and_says_nothing_of_who_is_known(
    portal: Flask, browser: CheckingClient
) -> None:
    day = make.evening()
    unknown = browser.send("/start", {"number": "07700 900999"})
    known = browser.send("/start", {"number": make.number_of(day.family.parent_id)})
    assert (unknown.status_code, unknown.location) == (known.status_code, known.location)
    text = db.session.scalars(select(OutText.body)).one()
    digits = text[:6]
    assert "That code does not work." in words(browser.send("/start/code", {"code": "000000"}))
    opened = browser.send("/start/code", {"code": digits})
    assert opened.location == link(day.family.parent_id)


def test_something_that_is_no_mobile_number(portal: Flask, browser: CheckingClient) -> None:
    for typed in ("", "hello", "01632 960100", "0" * 200):
        page = browser.send("/start", {"number": typed})
        assert "Please write a mobile number" in words(page)


def test_to_a_time_without_a_creche_they_can_bring_their_little_ones(
    portal: Flask, browser: CheckingClient
) -> None:
    day = make.evening(with_creche=False)
    make.creche(ends="17:15")
    at = link(day.family.parent_id)
    talk = book(browser, at, day, **BABY)
    assert db.session.scalars(select(CrechePlace.state)).all() == [PlaceState.TAKEN]
    late = {"slot": day.slot_ids[5]}  # 17:30
    refused = browser.send(f"{talk}/times", late)
    assert refused.status_code == 409
    assert "I will bring my little ones with me" in words(refused)
    assert browser.send(f"{talk}/times", {**late, "if_full": "?"}).status_code == 409
    assert browser.send(f"{talk}/times", {**late, "if_full": "bring"}).status_code == 303
    assert the_booking().slot_id == day.slot_ids[5]
    assert PlaceState.TAKEN not in db.session.scalars(select(CrechePlace.state)).all()
