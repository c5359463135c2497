"""Coming together, on a parent's page and on staff's screens: neither finds the other there."""

import pytest
from flask import Flask

from portal.db import act, db
from portal.domain import booking, no_contact, sharing
from portal.domain.bookings import Booking, BookingState
from portal.domain.people import Parent, Role
from portal.domain.rounds import Round
from tests import make
from tests.addresses import token_of
from tests.browsing import CheckingClient
from tests.conftest import Watch
from tests.domain.test_together import Two, two
from tests.web import reading


@pytest.fixture
def pair(portal: Flask, watch: Watch) -> Two:
    return two()


def at(pair: Two, parent_id: int, page: str = "") -> str:
    asked = pair.her_invitation if parent_id == pair.emma else pair.his_invitation
    return f"/t/{token_of(parent_id)}/talks/{asked}{page}"


def knows_the_birthday(browser: CheckingClient, parent_id: int) -> None:
    """This phone has said "my child's school", and the birthday."""
    link = f"/t/{token_of(parent_id)}"
    browser.get(f"{link}/talks?mine=1")
    browser.send(f"{link}/birthday", {"day": "14", "month": "3"})


def office(browser: CheckingClient) -> None:
    browser.sign_in(make.staff("Mrs Green", Role.OFFICE))


# -- on a parent's page ---------------------------------------------------------------------------


def test_the_page_asks_and_never_shows_what_was_answered(
    pair: Two, browser: CheckingClient
) -> None:
    page = at(pair, pair.emma, "/together")
    assert browser.get(page).status_code == 303  # the birthday first
    assert browser.send(page, {"answer": "yes"}).status_code == 303
    assert sharing.last_answer(pair.her_invitation) is None
    knows_the_birthday(browser, pair.emma)
    assert "Would you like to come together?" in reading.all_of(
        browser.get(at(pair, pair.emma)), "a"
    )
    before = reading.words(browser.get(page))
    thanks = []
    for answer in ("no", "yes"):
        sent = browser.send(page, {"answer": answer})
        assert sent.status_code == 200
        thanks.append(reading.words(sent))
        assert sharing.last_answer(pair.her_invitation) is (answer == "yes")
        assert reading.words(browser.get(page)) == before
    assert thanks[0] == thanks[1]
    assert browser.send(page, {"answer": "maybe"}).status_code == 400


def test_the_same_for_a_parent_with_nobody_beside_them(
    portal: Flask, watch: Watch, browser: CheckingClient, pair: Two
) -> None:
    """The question is no sign of anybody: who is alone reads the very same page."""
    knows_the_birthday(browser, pair.emma)
    hers = reading.words(browser.get(at(pair, pair.emma, "/together")))
    with act():
        booking.end_silently(pair.his, make.OFFICE)
        no_contact.hold(pair.daniel, pair.evening.family.child_id, make.OFFICE)
    assert reading.words(browser.get(at(pair, pair.emma, "/together"))) == hers


def test_a_round_that_does_not_ask_has_no_such_page(pair: Two, browser: CheckingClient) -> None:
    with act() as session:
        session.get_one(Round, pair.evening.round_id).asks_together = False
    knows_the_birthday(browser, pair.emma)
    assert browser.get(at(pair, pair.emma, "/together")).status_code == 404
    talk = browser.get(at(pair, pair.emma))
    assert "Would you like to come together?" not in reading.words(talk)


def test_a_yes_can_be_taken_back_though_the_round_asks_no_more(
    pair: Two, browser: CheckingClient
) -> None:
    pair.joined()
    with act() as session:
        session.get_one(Round, pair.evening.round_id).asks_together = False
    knows_the_birthday(browser, pair.emma)
    page = at(pair, pair.emma, "/together")
    assert "I would rather come alone" in reading.words(browser.get(page))
    assert browser.send(page, {"answer": "no"}).headers["Location"].endswith("/times")
    assert sharing.partner_of(db.session.get_one(Booking, pair.his)) is None


def test_one_talk_and_neither_reads_of_the_other(
    portal: Flask, pair: Two, browser: CheckingClient
) -> None:
    pair.joined()
    for mine, other in ((pair.emma, pair.daniel), (pair.daniel, pair.emma)):
        phone = portal.test_client()
        knows_the_birthday(phone, mine)
        their = db.session.get_one(Parent, other)
        pages = ["", "/together", "/details", "/times", "/cancel", "/wish", "/school.ics"]
        for page in pages:
            shown = phone.get(at(pair, mine, page), follow_redirects=True).get_data(as_text=True)
            assert their.first_name not in shown, page
            assert their.number is not None and their.number[-9:] not in shown, page
        talk = reading.words(phone.get(at(pair, mine)))
        assert "You come together, as you wished." in talk


def test_who_would_rather_come_alone_is_shown_other_times(
    portal: Flask, pair: Two, browser: CheckingClient
) -> None:
    pair.joined()
    knows_the_birthday(browser, pair.daniel)
    sent = browser.send(at(pair, pair.daniel, "/together"), {"answer": "no"})
    assert sent.headers["Location"].endswith("/times")
    times = browser.get(sent.headers["Location"])
    assert "17:00" in reading.words(times) and "15:30" not in reading.words(times)
    phone = portal.test_client()
    knows_the_birthday(phone, pair.emma)
    talk = reading.words(phone.get(at(pair, pair.emma)))
    assert "is booked" in talk and "together, as you wished" not in talk


# -- on the office's screens ----------------------------------------------------------------------


def card(pair: Two, browser: CheckingClient) -> str:
    return reading.words(browser.get(f"/staff/children/{pair.evening.family.child_id}"))


def test_the_office_reads_only_that_both_would(pair: Two, browser: CheckingClient) -> None:
    office(browser)
    nothing_said = card(pair, browser)
    assert "Not together." in nothing_said
    pair.says(pair.her_invitation, True)
    assert card(pair, browser) == nothing_said
    pair.says(pair.his_invitation, False)
    assert card(pair, browser) == nothing_said
    pair.says(pair.his_invitation, True)
    assert "Both would like to come together." in card(pair, browser)


def test_the_office_makes_one_talk_and_two_again(pair: Two, browser: CheckingClient) -> None:
    office(browser)
    child = pair.evening.family.child_id
    join = f"/staff/children/{child}/together"
    browser.send(join, {"stays": pair.hers})
    assert db.session.get_one(Booking, pair.his).slot_id == pair.evening.slot_ids[4]
    pair.both_say_yes()
    browser.send(join, {"stays": 999})
    for _twice in range(2):
        browser.send(join, {"stays": pair.hers})
    assert db.session.get_one(Booking, pair.his).slot_id == pair.evening.slot_ids[0]
    board = browser.get("/staff/bookings/board?day=2026-11-24")
    names = reading.words(board)
    his_name = db.session.get_one(Parent, pair.daniel).full_name
    her_name = db.session.get_one(Parent, pair.emma).full_name
    assert his_name in names and her_name in names
    shown = reading.words(browser.get(f"/staff/bookings/{pair.hers}"))
    assert "One talk with" in shown and his_name in shown
    alone = browser.send(f"/staff/bookings/{pair.hers}/alone")
    assert alone.headers["Location"].endswith(f"/invitations/{pair.her_invitation}/book")
    assert db.session.get_one(Booking, pair.hers).state == BookingState.CANCELLED
    again = browser.send(f"/staff/bookings/{pair.his}/alone", follow_redirects=True)
    assert db.session.get_one(Booking, pair.his).state == BookingState.BOOKED
    assert reading.said(again)


def test_each_stands_apart_and_can_be_spoken_to_alone(pair: Two, browser: CheckingClient) -> None:
    office(browser)
    child = f"/staff/children/{pair.evening.family.child_id}"
    emma, daniel = (db.session.get_one(Parent, one) for one in (pair.emma, pair.daniel))
    both = browser.get(child)
    headings = reading.all_of(both, "h2")
    assert headings[:2] == [emma.full_name, daniel.full_name]
    assert "Read out only the lines of the person you are speaking to." in reading.words(both)
    alone = browser.get(f"{child}?with={emma.id}")
    words = reading.words(alone)
    assert "15:00" in words and "17:00" not in words
    assert daniel.first_name not in words
    assert "together" not in words.lower()


def test_who_is_told_nothing_is_no_more_than_a_name(pair: Two, browser: CheckingClient) -> None:
    office(browser)
    with act():
        no_contact.hold(pair.daniel, pair.evening.family.child_id, make.OFFICE)
    page = browser.get(f"/staff/children/{pair.evening.family.child_id}")
    assert "17:00" not in reading.words(page)
    daniel = db.session.get_one(Parent, pair.daniel)
    assert reading.all_of(page, "p", **{"class": "wrong"}) == [
        f"Tell {daniel.full_name} nothing; ask the safeguarding lead."
    ]
    assert "Coming together" not in reading.words(page)


def test_in_the_room_each_has_a_screen_and_signs_alone(
    pair: Two, browser: CheckingClient, watch: Watch
) -> None:
    pair.joined()
    watch.set("2026-11-24 15:05")
    browser.sign_in(pair.evening.teacher_id)
    emma, daniel = (db.session.get_one(Parent, one) for one in (pair.emma, pair.daniel))
    child_id = pair.evening.family.child_id
    make.offered(
        child_id, (pair.emma, "We read at bedtime."), (pair.daniel, "We play number games.")
    )
    for mine, other, name in ((pair.hers, pair.his, daniel), (pair.his, pair.hers, emma)):
        talk = browser.get(f"/staff/talks/{mine}")
        assert f"One talk with {name.full_name}" in reading.words(talk)
        assert f"/staff/talks/{other}" in talk.get_data(as_text=True)
        sign = browser.get(f"/staff/plans/{child_id}/sign?talk={mine}")
        assert f"talk={other}" in sign.get_data(as_text=True)
    handed = reading.words(browser.get(f"/staff/talks/{pair.his}/sign"))
    assert "We play number games." in handed and "We read at bedtime." not in handed
