"""What a parent types on a phone is kept, counted and told apart, whatever happens meanwhile."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal.db import act, db
from portal.domain import booking, creche, holding
from portal.domain.bookings import Booking, BookingState
from portal.domain.creche import CrechePlace, CrecheSession, PlaceState
from tests import make
from tests.browsing import CheckingClient
from tests.conftest import Watch
from tests.web import reading
from tests.web.test_booking_on_a_phone import BABY, book, link, the_booking, words

OK = {"way": "in person", "comes": "alone"}


def little(
    number: int, name: str, age: str = "2", health: str = "no", **more: str
) -> dict[str, str]:
    """What the form sends about one little one."""
    said = {"name": name, "age": age, "health": health, **more}
    return {f"little_ones-{number}-{field}": value for field, value in said.items()}


def places() -> list[tuple[str, str | None, PlaceState]]:
    db.session.expire_all()
    rows = db.session.scalars(select(CrechePlace).order_by(CrechePlace.id))
    return [(one.name, one.health, one.state) for one in rows]


def hold(browser: CheckingClient, day: make.Evening, slot: int = 2) -> str:
    """Choose a time; returns the address of the talk."""
    talk = f"{link(day.family.parent_id)}/talks/{day.invitation_id}"
    assert browser.send(f"{talk}/times", {"slot": day.slot_ids[slot]}).status_code == 303
    return talk


def ten_minutes_pass(watch: Watch, until: str = "2026-11-09 10:20") -> None:
    watch.set(until)
    for one in holding.old_holds():
        with act():
            holding.let_go_if_over(one)


# -- little ones ------------------------------------------------------------------------------


def test_two_little_ones_of_one_name_are_two(portal: Flask, browser: CheckingClient) -> None:
    day = make.evening()
    talk = hold(browser, day)
    form = {**OK, **little(0, "Ann", health="yes", needs="nuts"), **little(1, "ann ", "under 1")}
    page = browser.send(f"{talk}/details", form)
    assert "Ann" in words(page) and "ann 2" in words(page)
    browser.send(f"{talk}/confirm")
    assert places() == [("Ann", "nuts", PlaceState.TAKEN), ("ann 2", "", PlaceState.TAKEN)]
    stays = creche.stays_in(day.creche_id)
    assert len(creche.ages_at(stays[0].begins, stays)) == 2
    with act():
        booking.move(the_booking().id, day.slot_ids[0], make.by(day.family.parent_id))
    assert places() == [("Ann", "nuts", PlaceState.TAKEN), ("ann 2", "", PlaceState.TAKEN)]


def test_a_second_child_of_the_same_name_needs_a_place_of_its_own(
    portal: Flask, browser: CheckingClient
) -> None:
    day = make.evening()
    with act() as session:
        session.get_one(CrecheSession, day.creche_id).area_m2 = 3.6  # room for one baby
    talk = hold(browser, day)
    form = {**OK, **little(0, "Ann", "under 1"), **little(1, "Ann", "under 1")}
    page = browser.send(f"{talk}/details", form)
    assert page.status_code == 409
    assert "The crèche is full" in words(page)
    assert places() == []


def test_as_i_told_you_before_is_only_of_a_child_that_was_told_of(
    portal: Flask, browser: CheckingClient
) -> None:
    day = make.evening()
    told = little(0, "Bilal", health="yes", needs="peanuts")
    talk = book(browser, link(day.family.parent_id), day, **told)
    kept = {**OK, **little(0, "Bilaal", health="kept")}
    page = browser.send(f"{talk}/details", kept)
    assert page.status_code == 422
    assert "Please choose No, or tell us what it is." in words(page)
    assert places() == [("Bilal", "peanuts", PlaceState.TAKEN)]
    kept["little_ones-0-name"] = "bilal"
    assert browser.send(f"{talk}/details", kept).status_code == 303
    assert places() == [("bilal", "peanuts", PlaceState.TAKEN)]


def test_who_had_no_name_keeps_what_was_told_under_one(
    portal: Flask, browser: CheckingClient
) -> None:
    day = make.evening()
    talk = book(
        browser, link(day.family.parent_id), day, **little(0, "1", health="yes", needs="nuts")
    )
    assert (
        browser.send(f"{talk}/details", {**OK, **little(0, "Bo", health="kept")}).status_code == 303
    )
    assert places() == [("Bo", "nuts", PlaceState.TAKEN)]


@pytest.mark.parametrize(
    ("ticked", "written", "kept"),
    [
        ("no", "peanuts", "peanuts"),
        ("", "peanuts", "peanuts"),
        ("yes", "  peanuts ", "peanuts"),
        ("kept", "and eggs", "asthma; and eggs"),
        ("kept", "asthma", "asthma"),
        ("kept", "", "asthma"),
        ("no", " ", ""),
    ],
)
def test_what_is_written_about_health_is_kept_whatever_is_ticked(
    portal: Flask, browser: CheckingClient, ticked: str, written: str, kept: str
) -> None:
    day = make.evening()
    told = little(0, "Bilal", health="yes", needs="asthma")
    talk = book(browser, link(day.family.parent_id), day, **told)
    said = little(0, "Bilal", health=ticked, needs=written)
    assert browser.send(f"{talk}/details", {**OK, **said}).status_code == 303
    assert places() == [("Bilal", kept, PlaceState.TAKEN)]


def test_yes_with_nothing_but_spaces_is_asked_again(portal: Flask, browser: CheckingClient) -> None:
    day = make.evening()
    talk = hold(browser, day)
    page = browser.send(f"{talk}/details", {**OK, **little(0, "Bo", health="yes", needs="   ")})
    assert page.status_code == 422
    assert "Please choose No, or tell us what it is." in words(page)


# -- the ten minutes run out --------------------------------------------------------------------


def test_a_slow_reader_still_sees_what_is_missing_about_a_little_one(
    portal: Flask, browser: CheckingClient, watch: Watch
) -> None:
    day = make.evening()
    talk = hold(browser, day)
    ten_minutes_pass(watch)
    page = browser.send(f"{talk}/details", {**OK, **little(0, "Bilal", health="")})
    assert page.status_code == 422
    assert reading.field(page, "little_ones-0-name") == "Bilal"
    assert "Please choose No, or tell us what it is." in words(page)


def test_a_slow_reader_can_wait_for_a_full_creche(
    portal: Flask, browser: CheckingClient, watch: Watch
) -> None:
    day = make.evening()
    talk = hold(browser, day)
    ten_minutes_pass(watch)
    with act() as session:
        session.get_one(CrecheSession, day.creche_id).area_m2 = 1
    page = browser.send(f"{talk}/details", {**OK, **BABY})
    assert page.status_code == 409
    assert reading.field(page, "little_ones-0-name") == "Bilal"
    assert browser.send(f"{talk}/details", {**OK, **BABY, "if_full": "wait"}).status_code == 200
    assert places() == [("Bilal", "", PlaceState.WAITING)]


def test_a_creche_that_fills_before_the_last_button_is_said_with_what_was_typed(
    portal: Flask, browser: CheckingClient, watch: Watch
) -> None:
    day = make.evening()
    talk = hold(browser, day)
    browser.send(f"{talk}/details", {**OK, **BABY, "interpreter": "y", "speaks": "Somali"})
    ten_minutes_pass(watch)
    with act() as session:
        session.get_one(CrecheSession, day.creche_id).area_m2 = 1
    page = browser.send(f"{talk}/confirm")
    assert page.status_code == 409
    assert "The crèche is full" in words(page)
    assert reading.field(page, "little_ones-0-name") == "Bilal"
    assert reading.field(page, "speaks") == "Somali"


# -- who may see it -----------------------------------------------------------------------------


def test_choosing_a_time_on_another_phone_opens_nothing(
    portal: Flask, browser: CheckingClient
) -> None:
    day = make.evening()
    talk = hold(browser, day)
    form = {**OK, **little(0, "Bilal", comfort="teddy", collected_by="Gran Fatima")}
    assert browser.send(f"{talk}/details", form).status_code == 200
    other = portal.test_client()
    assert isinstance(other, CheckingClient)
    assert other.send(f"{talk}/times", {"slot": day.slot_ids[4]}).status_code == 303
    assert other.get(f"{talk}/details").location.endswith("/birthday")
    assert browser.send(f"{talk}/confirm").status_code == 303
    assert other.get(talk).location.endswith("/birthday")
    assert other.send(f"{talk}/cancel").location.endswith("/birthday")
    assert the_booking().state == BookingState.BOOKED


def test_a_full_creche_says_nothing_of_little_ones_on_another_phone(
    portal: Flask, browser: CheckingClient, watch: Watch
) -> None:
    day = make.evening()
    talk = hold(browser, day)
    browser.send(f"{talk}/details", {**OK, **BABY})
    ten_minutes_pass(watch)
    with act() as session:
        session.get_one(CrecheSession, day.creche_id).area_m2 = 1
    other = portal.test_client()
    assert isinstance(other, CheckingClient)
    page = other.send(f"{talk}/confirm")
    assert page.status_code == 409
    assert "Bilal" not in page.get_data(as_text=True)
    assert "Bilal" in browser.send(f"{talk}/confirm").get_data(as_text=True)


# -- pages from before --------------------------------------------------------------------------


def test_only_the_time_on_the_page_is_booked(portal: Flask, browser: CheckingClient) -> None:
    day = make.evening()
    talk = hold(browser, day, 0)
    page = browser.send(f"{talk}/details", OK)
    seen = reading.field(page, "slot")
    assert seen == str(day.slot_ids[0])
    browser.send(f"{talk}/times", {"slot": day.slot_ids[5]})  # in another tab
    page = browser.send(f"{talk}/confirm", {"slot": seen})
    assert page.status_code == 409
    assert "Is this right?" in words(page) and "17:30" in words(page)
    assert the_booking().state == BookingState.HELD
    seen = reading.field(page, "slot")
    assert browser.send(f"{talk}/confirm", {"slot": seen}).status_code == 303
    assert (the_booking().state, the_booking().slot_id) == (BookingState.BOOKED, day.slot_ids[5])


@pytest.mark.parametrize("old", ["?when=early", "?more=5", "?more=99", "?when=late&more=99"])
def test_an_old_list_of_times_shows_those_that_are_left(
    portal: Flask, browser: CheckingClient, old: str
) -> None:
    day = make.evening()
    talk = f"{link(day.family.parent_id)}/talks/{day.invitation_id}"
    page = words(browser.get(f"{talk}/times{old}"))
    assert "All times are taken" not in page
    assert "15:00" in page or "17:30" in page


@pytest.mark.parametrize("field", ["name", "needs", "comfort", "speaks", "collected_by"])
def test_too_many_letters_are_said_beside_the_field(
    portal: Flask, browser: CheckingClient, field: str
) -> None:
    day = make.evening()
    talk = hold(browser, day)
    form = {**OK, **little(0, "Bo"), f"little_ones-0-{field}": "x" * 301}
    page = browser.send(f"{talk}/details", form)
    assert page.status_code == 422
    assert "Something is missing." in words(page)
    assert "Please write a little less: up to" in words(page)
    assert reading.field(page, f"little_ones-0-{field}") == "x" * 301


def test_each_of_two_cancelled_talks_can_be_taken_back(
    portal: Flask, browser: CheckingClient
) -> None:
    day = make.evening()
    sister = make.sibling(day.family.parent_id, "Sana")
    second = make.invitation(day.round_id, sister, day.family.parent_id, day.teacher_id)
    at = link(day.family.parent_id)
    first = book(browser, at, day, 0)
    other = f"{at}/talks/{second}"
    browser.send(f"{other}/times", {"slot": day.slot_ids[3]})
    browser.send(f"{other}/details", OK)
    browser.send(f"{other}/confirm")
    for talk in (first, other):
        assert browser.send(f"{talk}/cancel").location == f"{talk}/cancelled"
        assert browser.send(f"{talk}/cancel").location == f"{talk}/cancelled"  # pressed twice
    for talk in (first, other):
        assert "book my talk again" in words(browser.get(f"{talk}/cancelled"))
        assert browser.send(f"{talk}/cancelled").location == talk
        assert browser.send(f"{talk}/cancelled").location == talk
        assert browser.get(f"{talk}/cancelled").location == talk
    states = set(db.session.scalars(select(Booking.state)))
    assert states == {BookingState.BOOKED}


@pytest.mark.parametrize(
    "odd",
    [
        {"little_ones-²-name": "Bo"},
        {"little_ones-0-name": "B\x00o", "little_ones-0-age": "2", "little_ones-0-health": "no"},
        {"speaks": "a\x00b", "interpreter": "y"},
        {"comes": "nobody"},
        {"way": "by boat"},
    ],
)
def test_odd_fields_are_no_error(
    portal: Flask, browser: CheckingClient, odd: dict[str, Any]
) -> None:
    day = make.evening()
    talk = hold(browser, day)
    assert browser.send(f"{talk}/details", {**OK, **odd}).status_code == 200
    assert browser.send(f"{talk}/confirm").status_code == 303
