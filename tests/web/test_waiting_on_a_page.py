"""A parent waits on their page, for a time or for places in the crèche, and is offered them."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from portal import clock
from portal.db import act, db
from portal.domain import booking, contact, helping, no_contact, upsets, waitlist
from portal.domain.booking import Answers
from portal.domain.bookings import Booking, BookingState, CancelReason
from portal.domain.creche import Age, CrechePlace, CrecheSession, IfFull, LittleOne, PlaceState
from portal.domain.history import Deed, Event
from portal.domain.outbox import Kind, OutText
from portal.domain.people import Parent
from portal.domain.rounds import Round
from portal.domain.upset import What
from portal.domain.upsets import Happening
from portal.domain.waiting import WaitingEntry, WaitingState
from tests import make
from tests.addresses import token_of
from tests.browsing import CheckingClient
from tests.conftest import Watch
from tests.phone import Phone, work
from tests.web import reading
from tests.web.reading import words

OFFERED, TAKEN, WAITING, ENDED = (
    WaitingState.OFFERED,
    WaitingState.TAKEN,
    WaitingState.WAITING,
    WaitingState.ENDED,
)
FOUR_O_CLOCK = 2
"""Which of the six times."""


def link(parent_id: int) -> str:
    return f"/t/{token_of(parent_id)}"


def talk_of(day: make.Evening) -> str:
    """The address of the family's talk."""
    return f"{link(day.family.parent_id)}/talks/{day.invitation_id}"


def full_evening() -> tuple[make.Evening, list[int]]:
    """An evening on which other families have every time; their bookings, in order of time."""
    day = make.evening()
    return day, [_booked_by_others(day, slot_id) for slot_id in day.slot_ids]


def _booked_by_others(day: make.Evening, slot_id: int) -> int:
    family = make.family(f"Noise {slot_id}", (f"Parent {slot_id}",), class_id=day.class_id)
    theirs = make.invitation(day.round_id, family.child_id, family.parent_id, day.teacher_id)
    with act():
        return booking.book(theirs, slot_id, make.OFFICE).id


def free(booking_id: int) -> None:
    """This family's talk is cancelled: its time is free at once."""
    with act():
        booking.cancel(booking_id, make.OFFICE, CancelReason.OTHER)


def offered(portal: Flask, browser: CheckingClient) -> make.Evening:
    """The family waited, 16:00 came free, and it is kept for them until 10:00 tomorrow."""
    day, others = full_evening()
    browser.send(f"{talk_of(day)}/waiting")
    free(others[FOUR_O_CLOCK])
    work(portal)
    return day


def entry_of(invitation_id: int) -> WaitingState:
    db.session.expire_all()
    query = select(WaitingEntry.state).where(WaitingEntry.invitation_id == invitation_id)
    return db.session.scalars(query).one()


def talk(day: make.Evening) -> tuple[str, BookingState]:
    """The family's newest booking: its time and how it stands."""
    db.session.expire_all()
    query = select(Booking).where(Booking.invitation_id == day.invitation_id)
    found = db.session.scalars(query.order_by(Booking.id)).all()[-1]
    return f"{found.slot.begins:%H:%M}", found.state


def answer(browser: CheckingClient, day: make.Evening, said: str, slot: int = 2) -> TestResponse:
    """Press "yes" or "no" on the page that offers this time."""
    return browser.send(f"{talk_of(day)}/offer", {"slot": day.slot_ids[slot], "answer": said})


# -- no time is free ---------------------------------------------------------------------------


def test_who_was_promised_new_times_is_asked_for_nothing(
    portal: Flask, browser: CheckingClient
) -> None:
    day = make.evening()
    make.booked(day)
    with act():
        away = Happening(What.AWAY, date(2026, 11, 24), date(2026, 11, 24), day.teacher_id)
        upsets.happen(away, make.OFFICE)
    work(portal)
    page = browser.get(f"{talk_of(day)}/times")
    assert "We will text you new times soon." in words(page)
    assert "Please ring me" in words(page)
    assert "Tell me when a time is free" not in words(page)


def test_who_finds_no_time_free_waits_for_one(portal: Flask, browser: CheckingClient) -> None:
    day, _others = full_evening()
    at, talk = link(day.family.parent_id), talk_of(day)
    page = browser.get(f"{at}/talks")
    assert "All times are taken just now." in words(page)
    assert reading.all_of(page, "button") == ["Tell me when a time is free"]
    assert "Please ring me" in words(page)
    assert browser.send(f"{talk}/waiting").location == f"{talk}/waiting"
    page = browser.get(f"{talk}/waiting")
    assert reading.all_of(page, "h1") == ["You are waiting for a time"]
    assert "We will text you when a time to talk about Yusuf is free." in words(page)
    assert "You can call us on 01632 960100." in words(page)
    assert entry_of(day.invitation_id) == WAITING
    listed = words(browser.get(f"{at}/talks"))
    assert "Yusuf You are waiting for a time See or change this" in listed
    assert words(browser.get(f"{talk}/times")) == words(page)
    assert browser.get(talk).location == f"{talk}/waiting"
    assert db.session.scalars(select(OutText).filter_by(parent_id=day.family.parent_id)).all() == []


def test_waiting_twice_is_waiting_once(portal: Flask, browser: CheckingClient) -> None:
    day, _others = full_evening()
    for _ in range(2):
        assert browser.send(f"{talk_of(day)}/waiting").status_code == 303
    assert len(db.session.scalars(select(WaitingEntry)).all()) == 1


def test_who_stops_waiting_is_offered_nothing(portal: Flask, browser: CheckingClient) -> None:
    day, others = full_evening()
    talk = talk_of(day)
    browser.send(f"{talk}/waiting")
    assert browser.send(f"{talk}/stop-waiting").location == f"{talk}/times"
    assert "Tell me when a time is free" in words(browser.get(f"{talk}/times"))
    assert browser.get(f"{talk}/waiting").location == f"{talk}/times"
    free(others[0])
    work(portal)
    assert entry_of(day.invitation_id) == ENDED
    assert "15:00" in words(browser.get(f"{talk}/times"))
    browser.send(f"{talk}/stop-waiting")
    assert entry_of(day.invitation_id) == ENDED


@pytest.mark.parametrize("why", ["texts stopped", "no number"])
def test_who_gets_no_texts_is_promised_none(
    portal: Flask, browser: CheckingClient, why: str
) -> None:
    day, others = full_evening()
    talk = talk_of(day)
    with act() as session:
        if why == "texts stopped":
            contact.stop_texts(day.family.parent_id, make.by(day.family.parent_id))
        else:
            session.get_one(Parent, day.family.parent_id).number = None
    page = browser.get(f"{talk}/times")
    assert "We can ring you and find a way." in words(page)
    assert reading.all_of(page, "button") == ["I will wait for a time"]
    browser.send(f"{talk}/waiting")
    page = words(browser.get(f"{talk}/waiting"))
    assert "We send you no texts. Please look at this page again to see if a time" in page
    assert "We will text you" not in page
    free(others[0])
    work(portal)
    assert browser.get(f"{talk}/waiting").status_code == 200
    assert "15:00" in words(browser.get(f"{talk}/times"))


def test_nobody_waits_for_a_talk_that_is_booked(portal: Flask, browser: CheckingClient) -> None:
    day, others = full_evening()
    free(others[0])
    with act():
        booking.book(day.invitation_id, day.slot_ids[0], make.by(day.family.parent_id))
    browser.send(f"{talk_of(day)}/waiting")
    assert db.session.scalars(select(WaitingEntry)).all() == []
    assert browser.get(f"{talk_of(day)}/waiting").location == talk_of(day)


def test_nobody_waits_once_booking_has_closed(
    portal: Flask, browser: CheckingClient, watch: Watch
) -> None:
    day, _others = full_evening()
    talk = talk_of(day)
    with act() as session:
        session.get_one(Round, day.round_id).closes_on = date(2026, 11, 9)
    watch.set("2026-11-10 09:00")
    page = browser.send(f"{talk}/waiting")
    assert (page.status_code, reading.all_of(page, "h1")) == (409, ["Sorry"])
    assert "Booking has closed." in words(page)
    assert db.session.scalars(select(WaitingEntry)).all() == []


# -- a time is offered -------------------------------------------------------------------------


def test_an_offer_is_shown_first_and_taken(portal: Flask, browser: CheckingClient) -> None:
    day = offered(portal, browser)
    at, address = link(day.family.parent_id), talk_of(day)
    assert talk(day) == ("16:00", BookingState.HELD)
    page = browser.get(f"{at}/talks")
    assert reading.all_of(page, "h1") == ["A time is free for you"]
    assert "Your talk about Yusuf Tuesday 24 November at 16:00Miss Khan" in words(page)
    assert "We keep it for you until Tuesday 10 November at 10:00." in words(page)
    assert reading.all_of(page, "button") == ["Yes please", "No thanks"]
    for other in (f"{address}/waiting", address):
        assert browser.get(other).location == f"{address}/offer"
    assert answer(browser, day, "yes").location == f"{address}/details"
    assert talk(day) == ("16:00", BookingState.BOOKED)
    assert entry_of(day.invitation_id) == TAKEN
    page = browser.get(f"{address}/details")
    assert "Your talk is booked for Tuesday 24 November at 16:00." in words(page)
    answers = {"way": "in person", "comes": "alone", "lift": "y"}
    assert browser.send(f"{address}/details", answers).location == address
    assert "Help with getting to school" in words(browser.get(address))
    told = select(OutText.kind).filter_by(parent_id=day.family.parent_id).order_by(OutText.id)
    assert db.session.scalars(told).all() == [Kind.OFFER, Kind.BOOKED]


def test_an_offer_is_open_to_whoever_opens_the_link(portal: Flask, browser: CheckingClient) -> None:
    day = offered(portal, browser)
    other_phone = portal.test_client()
    assert "at 16:00" in words(other_phone.get(f"{link(day.family.parent_id)}/talks"))
    assert answer(other_phone, day, "yes").status_code == 303
    assert other_phone.get(f"{talk_of(day)}/details").status_code == 200
    assert browser.get(talk_of(day)).location == f"{link(day.family.parent_id)}/birthday"


def test_yes_pressed_twice_books_once(portal: Flask, browser: CheckingClient) -> None:
    day = offered(portal, browser)
    assert answer(browser, day, "yes").location == f"{talk_of(day)}/details"
    for said in ("yes", "no"):
        assert answer(browser, day, said).location == talk_of(day)
    assert talk(day) == ("16:00", BookingState.BOOKED)
    booked = select(Event.deed).where(
        Event.parent_id == day.family.parent_id, Event.deed == Deed.BOOKED
    )
    assert db.session.scalars(booked).all() == [Deed.BOOKED]


def test_who_does_not_want_it_waits_on_and_the_next_family_is_asked(
    portal: Flask, browser: CheckingClient
) -> None:
    day = offered(portal, browser)
    other = make.family("Zoë", ("Sam",), class_id=day.class_id, surname="Reed")
    theirs = make.invitation(day.round_id, other.child_id, other.parent_id, day.teacher_id)
    with act():
        waitlist.wait(theirs, make.by(other.parent_id))
    for _ in range(2):
        said = answer(browser, day, "no")
        assert said.location == f"{talk_of(day)}/waiting"
    assert "You are waiting for a time" in words(browser.get(f"{talk_of(day)}/waiting"))
    work(portal)
    assert (entry_of(day.invitation_id), entry_of(theirs)) == (WAITING, OFFERED)
    assert "at 16:00" in words(browser.get(f"{link(other.parent_id)}/talks"))


def test_too_late_and_nobody_came(portal: Flask, browser: CheckingClient, watch: Watch) -> None:
    day = offered(portal, browser)
    watch.set("2026-11-10 10:01")
    assert browser.get(f"{talk_of(day)}/offer").location == f"{talk_of(day)}/waiting"
    assert answer(browser, day, "yes").location == f"{talk_of(day)}/details"
    assert talk(day) == ("16:00", BookingState.BOOKED)


@pytest.mark.parametrize("swept", [False, True])
def test_too_late_and_it_is_gone(
    portal: Flask, browser: CheckingClient, watch: Watch, swept: bool
) -> None:
    day = offered(portal, browser)
    watch.set("2026-11-10 10:01")
    _booked_by_others(day, day.slot_ids[FOUR_O_CLOCK])
    if swept:
        work(portal)
    page = answer(browser, day, "yes")
    assert page.status_code == 409
    assert "Sorry, that time has gone to someone else." in words(page)
    assert reading.all_of(page, "h1") == ["You are waiting for a time"]
    work(portal)
    assert entry_of(day.invitation_id) == WAITING


def test_an_old_page_does_not_take_another_time(
    portal: Flask, browser: CheckingClient, watch: Watch
) -> None:
    day, others = full_evening()
    browser.send(f"{talk_of(day)}/waiting")
    free(others[FOUR_O_CLOCK])
    work(portal)
    watch.set("2026-11-10 10:01")
    _booked_by_others(day, day.slot_ids[FOUR_O_CLOCK])
    free(others[5])
    work(portal)
    assert talk(day) == ("17:30", BookingState.HELD)
    for said in ("yes", "no"):
        page = answer(browser, day, said)
        assert page.status_code == 409
        assert "at 17:30" in words(page)
    assert talk(day) == ("17:30", BookingState.HELD)
    assert answer(browser, day, "yes", slot=5).status_code == 303
    assert talk(day) == ("17:30", BookingState.BOOKED)


@pytest.mark.parametrize("said", ["", "perhaps"])
def test_neither_yes_nor_no_changes_nothing(
    portal: Flask, browser: CheckingClient, said: str
) -> None:
    day = offered(portal, browser)
    assert answer(browser, day, said).location == f"{talk_of(day)}/offer"
    assert talk(day) == ("16:00", BookingState.HELD)


def test_an_offer_taken_on_the_page_is_taken_on_the_phone(
    portal: Flask, browser: CheckingClient
) -> None:
    day = offered(portal, browser)
    phone = Phone(portal, day.family.parent_id)
    answer(browser, day, "yes")
    work(portal)
    phone.reply("1")
    assert talk(day) == ("16:00", BookingState.BOOKED)
    assert phone.last_text.startswith("How many little ones need our free crèche")


def test_who_looks_at_the_form_does_not_lose_the_offer(
    portal: Flask, browser: CheckingClient, watch: Watch
) -> None:
    day = offered(portal, browser)
    address = talk_of(day)
    until = clock.at(date(2026, 11, 10), clock.local(watch.moment).time())
    page = browser.get(f"{address}/times")
    assert "We keep this time for you until Tuesday 10 November at 10:00" in words(page)
    chosen = browser.send(f"{address}/times", {"slot": day.slot_ids[FOUR_O_CLOCK]})
    assert chosen.location == f"{address}/details"
    page = browser.get(f"{address}/details")
    assert "We keep this time for you until Tuesday 10 November at 10:00" in words(page)
    browser.send(f"{address}/details", {"way": "phone", "comes": "alone"})
    held = select(Booking.held_until).where(Booking.invitation_id == day.invitation_id)
    assert db.session.scalars(held).one() == until
    watch.set("2026-11-10 09:55")
    work(portal)
    assert entry_of(day.invitation_id) == OFFERED
    browser.send(f"{address}/details", {"way": "phone", "comes": "alone"})
    assert db.session.scalars(held).one() == clock.at(
        date(2026, 11, 10), clock.local(watch.moment).time().replace(hour=10, minute=5)
    )
    assert browser.send(f"{address}/confirm").location == address
    work(portal)
    assert (talk(day), entry_of(day.invitation_id)) == (("16:00", BookingState.BOOKED), TAKEN)


def test_who_chooses_another_time_lets_the_offer_go_and_waits_on(
    portal: Flask, browser: CheckingClient, watch: Watch
) -> None:
    day, others = full_evening()
    address = talk_of(day)
    browser.send(f"{address}/waiting")
    free(others[FOUR_O_CLOCK])
    work(portal)
    free(others[3])
    browser.send(f"{address}/times", {"slot": day.slot_ids[3]})
    assert (talk(day), entry_of(day.invitation_id)) == (("16:30", BookingState.HELD), WAITING)
    assert browser.get(f"{address}/offer").location == f"{address}/times"
    assert "at 16:30" in words(browser.get(f"{address}/details"))
    Phone(portal, day.family.parent_id).reply("1")  # to the text that offered 16:00
    assert talk(day) == ("16:30", BookingState.HELD)
    watch.set("2026-11-09 10:11")
    work(portal)
    assert talk(day) == ("16:30", BookingState.HELD)  # offered: 16:00 they did not want
    assert entry_of(day.invitation_id) == OFFERED


def test_of_two_children_the_one_with_an_offer_comes_first(
    portal: Flask, browser: CheckingClient
) -> None:
    day, others = full_evening()
    sister = make.sibling(day.family.parent_id, class_id=day.class_id)
    second = make.invitation(day.round_id, sister, day.family.parent_id, day.teacher_id)
    at = link(day.family.parent_id)
    browser.send(f"{at}/talks/{second}/waiting")
    free(others[FOUR_O_CLOCK])
    work(portal)
    page = browser.get(f"{at}/talks")
    assert reading.all_of(page, "h2") == ["Maryam", "Yusuf"]
    assert "A time is free for youTuesday 24 November at 16:00" in words(page)
    assert "We keep it for you until Tuesday 10 November at 10:00." in words(page)


# -- whose it is -------------------------------------------------------------------------------


def test_nobody_else_reaches_who_waits_or_what_is_offered(
    portal: Flask, browser: CheckingClient
) -> None:
    day = offered(portal, browser)
    stranger = make.family("Zoë", ("Sam",), class_id=day.class_id, surname="Reed")
    theirs = f"{link(stranger.parent_id)}/talks/{day.invitation_id}"
    for page in (
        browser.get(f"{theirs}/waiting"),
        browser.send(f"{theirs}/waiting"),
        browser.send(f"{theirs}/stop-waiting"),
        browser.get(f"{theirs}/offer"),
        browser.send(f"{theirs}/offer", {"slot": day.slot_ids[FOUR_O_CLOCK], "answer": "yes"}),
        browser.send(f"{theirs}/offer", {"slot": day.slot_ids[FOUR_O_CLOCK], "answer": "no"}),
        browser.send(f"{theirs}/creche-places", {"answer": "yes"}),
    ):
        assert page.status_code == 404
    assert (talk(day), entry_of(day.invitation_id)) == (("16:00", BookingState.HELD), OFFERED)


def test_who_must_not_be_contacted_finds_no_offer(portal: Flask, browser: CheckingClient) -> None:
    day = offered(portal, browser)
    address = talk_of(day)
    with act():
        no_contact.hold(day.family.parent_id, day.family.child_id, make.OFFICE)
    for page in (browser.get(f"{address}/offer"), answer(browser, day, "yes")):
        assert page.status_code in (302, 404)
        assert "16:00" not in page.get_data(as_text=True)
    assert talk(day) == ("16:00", BookingState.CANCELLED)


def test_separated_parents_learn_nothing_of_each_others_waiting(
    portal: Flask, browser: CheckingClient
) -> None:
    day, others = full_evening()
    both = make.family("Jack", ("Emma", "Daniel"), class_id=day.class_id, surname="Turner")
    mother, father = both.parent_ids
    hers = make.invitation(day.round_id, both.child_id, mother, day.teacher_id)
    his = make.invitation(day.round_id, both.child_id, father, day.teacher_id)
    before = words(browser.get(f"{link(father)}/talks"))
    browser.send(f"{link(mother)}/talks/{hers}/waiting")
    assert words(browser.get(f"{link(father)}/talks")) == before
    free(others[FOUR_O_CLOCK])
    work(portal)
    assert entry_of(hers) == OFFERED
    assert words(browser.get(f"{link(father)}/talks")) == before
    browser.send(f"{link(father)}/talks/{his}/waiting")
    free(others[3])  # within an hour of hers: not for him
    work(portal)
    assert entry_of(his) == WAITING
    assert "Emma" not in words(browser.get(f"{link(father)}/talks/{his}/waiting"))
    taken = {"slot": day.slot_ids[FOUR_O_CLOCK], "answer": "yes"}
    page = browser.send(f"{link(father)}/talks/{his}/offer", taken)
    assert page.status_code == 409
    assert entry_of(hers) == OFFERED


# -- places in the crèche ----------------------------------------------------------------------


def waiting_for_the_creche(*ones: LittleOne) -> make.Evening:
    """A talk at 16:00 is booked; there was no room for these little ones, and they wait."""
    day = make.evening()
    room(day, 1.0)
    answers = Answers(little_ones=list(ones or [LittleOne("Bilal", Age.TWO, "")]))
    with act():
        booking.book(
            day.invitation_id,
            day.slot_ids[FOUR_O_CLOCK],
            make.by(day.family.parent_id),
            answers,
            IfFull.WAIT,
        )
    return day


def room(day: make.Evening, square_metres: float) -> None:
    with act() as session:
        session.get_one(CrecheSession, day.creche_id).area_m2 = square_metres


def known(browser: CheckingClient, day: make.Evening) -> str:
    """The parent's phone gives the birthday; returns the talk's address."""
    browser.send(f"{link(day.family.parent_id)}/birthday", {"day": "14", "month": "3"})
    return talk_of(day)


def places() -> list[tuple[str, PlaceState]]:
    db.session.expire_all()
    found = db.session.scalars(select(CrechePlace).order_by(CrechePlace.id))
    return [(place.name, place.state) for place in found]


def test_the_creche_has_room_again(portal: Flask, browser: CheckingClient) -> None:
    day = waiting_for_the_creche()
    talk = known(browser, day)
    assert "You are waiting for a place. We will text you." in words(browser.get(talk))
    room(day, 40)
    work(portal)
    assert places() == [("Bilal", PlaceState.OFFERED)]
    page = browser.get(talk)
    assert "The crèche has room now" in reading.all_of(page, "h2")
    assert "We keep it for you until Tuesday 10 November at 10:00." in words(page)
    assert reading.all_of(page, "button") == ["Yes please", "No thanks"]
    for _ in range(2):
        assert browser.send(f"{talk}/creche-places", {"answer": "yes"}).location == talk
    assert places() == [("Bilal", PlaceState.TAKEN)]
    assert "Bilal Please come 10 minutes early." in words(browser.get(talk))


def test_the_places_are_not_wanted_and_the_talk_stays(
    portal: Flask, browser: CheckingClient
) -> None:
    day = waiting_for_the_creche()
    address = known(browser, day)
    room(day, 40)
    work(portal)
    for _ in range(2):
        assert browser.send(f"{address}/creche-places", {"answer": "no"}).location == address
    assert places() == [("Bilal", PlaceState.CANCELLED)]
    assert talk(day) == ("16:00", BookingState.BOOKED)
    assert "Bilal" not in words(browser.get(address))


def test_places_that_have_gone_meanwhile(
    portal: Flask, browser: CheckingClient, watch: Watch
) -> None:
    day = waiting_for_the_creche()
    room(day, 40)
    work(portal)
    watch.set("2026-11-10 10:01")
    room(day, 1.0)
    work(portal)
    page = browser.send(f"{known(browser, day)}/creche-places", {"answer": "yes"})
    assert page.status_code == 409
    assert "The crèche is full at that time. You can still keep your talk." in words(page)
    assert places() == [("Bilal", PlaceState.WAITING)]


def test_places_are_private(portal: Flask, browser: CheckingClient) -> None:
    day = waiting_for_the_creche()
    room(day, 40)
    work(portal)
    birthday = f"{link(day.family.parent_id)}/birthday"
    for said in ("yes", "no"):
        sent = browser.send(f"{talk_of(day)}/creche-places", {"answer": said})
        assert sent.location == birthday
    assert places() == [("Bilal", PlaceState.OFFERED)]


def test_who_gets_no_texts_looks_again_for_a_place(portal: Flask, browser: CheckingClient) -> None:
    day = waiting_for_the_creche()
    with act():
        contact.stop_texts(day.family.parent_id, make.by(day.family.parent_id))
    page = words(browser.get(known(browser, day)))
    assert "You are waiting for a place. Please look here again, or call us on 01632" in page
    assert "We will text you" not in page


def test_little_ones_without_a_name(portal: Flask, browser: CheckingClient) -> None:
    day = make.evening()
    by = make.by(day.family.parent_id)
    with act():
        made = booking.book(day.invitation_id, day.slot_ids[FOUR_O_CLOCK], by)
        helping.bring_little_ones(made.id, [2, 2], IfFull.REFUSE, by)
        helping.no_health_needs(made.id)
    talk = known(browser, day)
    assert "little one 1, little one 2Please come" in words(browser.get(talk)).replace("2 P", "2P")
    form = browser.get(f"{talk}/details")
    assert [reading.field(form, f"little_ones-{n}-name") for n in (0, 1)] == ["1", "2"]
    answers = {
        "way": "in person",
        "comes": "alone",
        "little_ones-0-name": "1",
        "little_ones-0-age": "2",
        "little_ones-0-health": "kept",
        "little_ones-1-name": "Bilal",
        "little_ones-1-age": "2",
        "little_ones-1-health": "kept",
    }
    assert browser.send(f"{talk}/details", answers).location == talk
    assert places() == [("1", PlaceState.TAKEN), ("Bilal", PlaceState.TAKEN)]
    assert db.session.scalars(select(CrechePlace.health)).all() == ["", ""]
    assert "little one 1, Bilal" in words(browser.get(talk))
