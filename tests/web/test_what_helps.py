"""The office writes down what helps at a talk: nothing that somebody else says meanwhile is lost,
nothing that was typed either, and the parent hears what they see on their page."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal.db import act, db
from portal.domain import booking, contact, creche_desk, creche_places
from portal.domain.booking import Answers
from portal.domain.bookings import Booking
from portal.domain.creche import Age, CrechePlace, CrecheSession, IfFull, LittleOne, PlaceState
from portal.domain.outbox import OutText
from portal.domain.people import Role
from portal.domain.rounds import Round, Way
from tests import make
from tests.browsing import CheckingClient
from tests.screens import Screen
from tests.web import reading

ALI = {"little_ones-0-name": "Ali", "little_ones-0-age": "2"}
PLAIN = {"way": "in person", "comes": "alone", "if_full": "refuse"}
AT = "Tue 24 Nov 16:00"


def office(browser: CheckingClient, name: str = "Mrs Green") -> None:
    browser.sign_in(make.staff(name, Role.OFFICE))


def say(day: make.Evening, booking_id: int, *ones: str, **answers: Any) -> None:
    """The parent says this on their page; `ones` are two years old."""
    little_ones = [LittleOne(name, Age.TWO) for name in ones]
    with act():
        booking.fill_in(
            booking_id,
            Answers(little_ones=little_ones, **answers),
            IfFull.WAIT,
            make.by(day.family.parent_id),
        )


def talk(booking_id: int) -> Booking:
    db.session.expire_all()
    return db.session.get_one(Booking, booking_id)


def places(booking_id: int) -> list[tuple[str, PlaceState]]:
    db.session.expire_all()
    return [(one.name, one.state) for one in creche_places.places_of(booking_id)]


def texts(day: make.Evening) -> list[str]:
    """What the parent has been or will be told, after the first text: that it is booked."""
    query = select(OutText.body).where(OutText.parent_id == day.family.parent_id)
    return list(db.session.scalars(query.order_by(OutText.id)))[1:]


def full(day: make.Evening) -> None:
    """No adult is left for the crèche."""
    with act() as session:
        session.get_one(CrecheSession, day.creche_id).staff_level_3 = 0


# -- two at once -------------------------------------------------------------------------------


def test_what_the_parent_says_meanwhile_is_not_overwritten(
    portal: Flask, browser: CheckingClient
) -> None:
    day = make.evening()
    mine = make.booked(day, 2)
    office(browser)
    path = f"/staff/bookings/{mine}/needs"
    older = PLAIN | {"seen": reading.field(browser.get(path), "seen"), "comes": "with the child"}
    say(day, mine, "Ali", interpreter="Urdu", lift=True, with_me=True)
    late = browser.send(path, older)
    assert (late.status_code, reading.said(late)) == (
        409,
        [
            "Ayesha Malik has just changed this. What you typed is not saved yet: please look at"
            " both."
        ],
    )
    stands = zip(reading.all_of(late, "dt"), reading.all_of(late, "dd"), strict=True)
    assert dict(stands) == {
        "Who comes": "Alone",
        "Language to interpret, if they want one": "Urdu",
        "A lift to school": "yes",
        "Somebody from school to sit with them": "yes",
        "Crèche": "Ali, 2: has a place",
    }
    assert reading.ticked(late, "comes") == ["with the child"]
    assert (talk(mine).interpreter, talk(mine).lift) == ("Urdu", True)
    assert places(mine) == [("Ali", PlaceState.TAKEN)]
    looked = older | ALI | {"seen": reading.field(late, "seen"), "interpreter": "Urdu"}
    assert browser.send(path, looked).status_code == 303
    assert (talk(mine).comes.value, talk(mine).lift) == ("with the child", False)
    assert places(mine) == [("Ali", PlaceState.TAKEN)]


def test_a_place_that_a_colleague_withdrew_is_not_given_again(
    portal: Flask, browser: CheckingClient
) -> None:
    day = make.evening()
    mine = make.booked(day, 2)
    say(day, mine, "Ali")
    office(browser)
    path = f"/staff/bookings/{mine}/needs"
    older = PLAIN | ALI | {"seen": reading.field(browser.get(path), "seen")}
    amira = make.staff("Amira Shah", Role.OFFICE)
    with act():
        place_id = db.session.execute(select(CrechePlace.id)).scalar_one()
        creche_desk.withdraw(place_id, "a burst pipe", make.at_desk(amira))
    late = browser.send(path, older)
    assert reading.said(late)[0].startswith("Amira Shah has just changed this.")
    assert places(mine) == []


def test_what_helps_saved_twice_is_saved_once(portal: Flask, browser: CheckingClient) -> None:
    day = make.evening()
    mine = make.booked(day, 2)
    office(browser)
    path = f"/staff/bookings/{mine}/needs"
    fields = PLAIN | ALI | {"seen": reading.field(browser.get(path), "seen"), "lift": "y"}
    assert [browser.send(path, fields).status_code for _ in range(2)] == [303, 303]
    assert (talk(mine).lift, places(mine)) == (True, [("Ali", PlaceState.TAKEN)])
    assert len(texts(day)) == 1


def test_a_form_with_something_missing_keeps_what_its_page_showed(
    portal: Flask, browser: CheckingClient
) -> None:
    day = make.evening()
    mine = make.booked(day, 2)
    office(browser)
    path = f"/staff/bookings/{mine}/needs"
    seen = reading.field(browser.get(path), "seen")
    say(day, mine, lift=True)
    page = browser.send(path, PLAIN | {"seen": seen, "little_ones-0-name": "Ali"})
    assert (page.status_code, reading.field(page, "seen")) == (422, seen)


@pytest.mark.parametrize("slot", [2, 4])
def test_what_was_typed_while_the_parent_booked_stays_on_the_page(
    portal: Flask, browser: CheckingClient, slot: int
) -> None:
    day = make.evening()
    office(browser)
    mine = make.booked(day, 2)
    typed = PLAIN | ALI | {"slot": day.slot_ids[slot], "way": "phone", "lift": "y"}
    late = browser.send(f"/staff/invitations/{day.invitation_id}/book", typed)
    other = " You chose Tuesday 24 November at 17:00: if they want that, move the talk."
    assert (late.status_code, reading.said(late)) == (
        409,
        [
            "Ayesha Malik has booked this talk, for Tuesday 24 November at 16:00."
            f"{other if slot == 4 else ''} What you typed is not saved yet: please look at both."
        ],
    )
    assert reading.ticked(late, "way") == ["phone"]
    assert reading.field(late, "little_ones-0-name") == "Ali"
    assert (talk(mine).lift, places(mine)) == (False, [])
    save = typed | {"seen": reading.field(late, "seen")}
    assert browser.send(f"/staff/bookings/{mine}/needs", save).status_code == 303
    assert (talk(mine).way, talk(mine).lift) == (Way.PHONE, True)
    assert places(mine) == [("Ali", PlaceState.TAKEN)]


# -- the parent is told ------------------------------------------------------------------------


def test_another_way_to_meet_and_places_in_the_creche_are_told(
    portal: Flask, browser: CheckingClient
) -> None:
    day = make.evening()
    mine = make.booked(day, 2)
    office(browser)
    path = f"/staff/bookings/{mine}/needs"

    def save(**fields: str) -> list[str]:
        return reading.said(browser.send(path, PLAIN | fields, follow_redirects=True))

    assert save(lift="y") == ["Saved."]
    assert texts(day) == []
    assert save(way="phone") == ["Saved. A text tells the parent."]
    assert texts(day)[-1].startswith(f"Booked: Yusuf, {AT}. Miss Khan will ring you then.")
    assert save(way="phone", **ALI) == ["Saved. A text tells the parent."]
    assert texts(day)[-1].startswith(f"Your free crèche place for {AT} is ready.")
    assert save(way="phone", **ALI | {"little_ones-0-name": "Aly"}) == ["Saved."]
    assert save(way="phone") == ["Saved. A text tells the parent."]
    assert texts(day)[-1].startswith(f"Sorry, no crèche place on {AT} now.")
    assert len(texts(day)) == 3


def test_who_only_waits_for_a_place_is_said_and_told(
    portal: Flask, browser: CheckingClient
) -> None:
    day = make.evening(language="pl")
    mine = make.booked(day, 2)
    full(day)
    office(browser)
    path = f"/staff/bookings/{mine}/needs"
    sent = browser.send(path, PLAIN | ALI | {"if_full": "wait"}, follow_redirects=True)
    assert reading.said(sent) == ["Saved. Ali waits for a place. A text tells the parent."]
    assert places(mine) == [("Ali", PlaceState.WAITING)]
    english = db.session.scalars(select(OutText.body_english).order_by(OutText.id)).all()[-1]
    assert english == (
        "The crèche is full at that time. You can still keep your talk."
        " We will text you if a crèche place comes free. {link}"
    )
    again = browser.send(path, PLAIN | ALI | {"if_full": "wait"}, follow_redirects=True)
    assert reading.said(again) == ["Saved. Ali waits for a place."]


def test_the_office_books_for_a_caller_whose_little_one_waits(
    portal: Flask, browser: CheckingClient
) -> None:
    day = make.evening()
    full(day)
    office(browser)
    fields = PLAIN | ALI | {"slot": day.slot_ids[0], "if_full": "wait"}
    path = f"/staff/invitations/{day.invitation_id}/book"
    sent = browser.send(path, fields, follow_redirects=True)
    assert reading.said(sent)[0].startswith(
        "Booked. Ali waits for a place. A text tells the parent."
    )


def test_who_gets_no_text_is_to_be_told_by_voice(portal: Flask, browser: CheckingClient) -> None:
    day = make.evening()
    mine = make.booked(day, 2)
    with act():
        contact.stop_texts(day.family.parent_id, make.OFFICE)
    before = texts(day)
    office(browser)
    sent = browser.send(
        f"/staff/bookings/{mine}/needs", PLAIN | {"way": "phone"}, follow_redirects=True
    )
    assert reading.said(sent) == ["Saved. No text goes to them: tell them now, by voice."]
    assert texts(day) == before


# -- what was said stays ------------------------------------------------------------------------


def form_of(portal: Flask, booking_id: int) -> Screen:
    """The office's form, as it stands on the page."""
    screen = Screen(portal)
    office(screen.client)
    return screen.open(f"/staff/bookings/{booking_id}/needs")


def test_more_than_four_little_ones_are_all_on_the_form(portal: Flask) -> None:
    day = make.evening()
    mine = make.booked(day, 2)
    with act() as session:
        there = session.get_one(CrecheSession, day.creche_id)
        there.staff_level_3, there.area_m2 = 4, 99
    say(day, mine, *"ABCDEF")
    form_of(portal, mine).press("Save", {"step_free": "y"})
    assert talk(mine).step_free
    assert places(mine) == [(name, PlaceState.TAKEN) for name in "ABCDEF"]


def test_a_name_put_right_keeps_what_was_said_about_health(portal: Flask) -> None:
    day = make.evening()
    mine = make.booked(day, 2)
    with act():
        nuts = Answers(little_ones=[LittleOne("Ali", Age.TWO, "nuts")])
        booking.fill_in(mine, nuts, IfFull.WAIT, make.by(day.family.parent_id))
    form_of(portal, mine).press("Save", {"little_ones-0-name": "Aly"})
    db.session.expire_all()
    one = db.session.scalars(select(CrechePlace)).one()
    assert (one.name, one.health, one.state) == ("Aly", "nuts", PlaceState.TAKEN)


def test_who_waits_for_the_creche_waits_on_while_something_else_is_changed(portal: Flask) -> None:
    day = make.evening()
    mine = make.booked(day, 2)
    full(day)
    say(day, mine, "Ali")
    assert places(mine) == [("Ali", PlaceState.WAITING)]
    form_of(portal, mine).press("Save", {"lift": "y"})
    assert talk(mine).lift
    assert places(mine) == [("Ali", PlaceState.WAITING)]


def test_a_way_that_the_round_offers_no_more_stays(portal: Flask) -> None:
    day = make.evening()
    mine = make.booked(day, 2)
    say(day, mine, way=Way.PHONE)
    with act() as session:
        session.get_one(Round, day.round_id).ways = ["in person"]
    form_of(portal, mine).press("Save", {"step_free": "y"})
    assert (talk(mine).way, talk(mine).step_free) == (Way.PHONE, True)


def test_a_second_little_one_of_a_name_is_asked_for_with_a_letter_more(
    portal: Flask, browser: CheckingClient
) -> None:
    day = make.evening()
    mine = make.booked(day, 2)
    say(day, mine, "Adam")
    office(browser)
    adam = {"booking_id": mine, "name": "Adam", "age": "2"}
    page = browser.send(f"/staff/creche/{day.creche_id}/add", adam, follow_redirects=True)
    assert "Adam has a place already." in reading.words(page)
    assert places(mine) == [("Adam", PlaceState.TAKEN)]
    browser.send(f"/staff/creche/{day.creche_id}/add", adam | {"name": "Adam B"})
    assert [name for name, _state in places(mine)] == ["Adam", "Adam B"]


def test_a_talk_with_two_of_one_name_booked_twice_is_booked_once(
    portal: Flask, browser: CheckingClient
) -> None:
    day = make.evening()
    office(browser)
    typed = PLAIN | ALI | {"slot": day.slot_ids[2]}
    typed |= {"little_ones-1-name": "Ali", "little_ones-1-age": "1"}
    address = f"/staff/invitations/{day.invitation_id}/book"
    assert [browser.send(address, typed).status_code for _ in range(2)] == [303, 303]
    mine = db.session.scalars(select(Booking.id)).one()
    assert places(mine) == [("Ali", PlaceState.TAKEN), ("Ali 2", PlaceState.TAKEN)]
