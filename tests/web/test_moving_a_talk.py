"""A talk is moved by the office: agreed, or asked about; and what was just done is undone."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.db import act, db
from portal.domain import booking, contact, moving, no_contact
from portal.domain.booking import Answers
from portal.domain.bookings import Booking, BookingState
from portal.domain.creche import Age, CrecheSession, LittleOne
from portal.domain.move_asks import MoveAsk, MoveAskState
from portal.domain.people import Role
from tests import make
from tests.addresses import token_of
from tests.browsing import CheckingClient
from tests.conftest import Watch
from tests.phone import work
from tests.web import reading
from tests.web.reading import words

KEPT = "Kept for them. The old time stays until they say yes."
TOLD = "Moved. A text tells the parent."


def office(browser: FlaskClient, name: str = "Mrs Green") -> None:
    browser.sign_in(make.staff(name, Role.OFFICE))


def where(booking_id: int) -> int:
    db.session.expire_all()
    return db.session.get_one(Booking, booking_id).slot_id


def ask(browser: CheckingClient, day: make.Evening, booking_id: int, slot: int = 3) -> int:
    """The office asks about this time; the question's id."""
    fields = {"slot": day.slot_ids[slot], "how": "ask", "seen": where(booking_id)}
    sent = browser.send(f"/staff/bookings/{booking_id}/move", fields, follow_redirects=True)
    assert reading.said(sent) == [KEPT]
    return db.session.scalars(select(MoveAsk.id).order_by(MoveAsk.id.desc())).first() or 0


# -- the office asks ---------------------------------------------------------------------------


def test_the_office_asks_and_enters_the_answer(portal: Flask, browser: CheckingClient) -> None:
    day = make.evening()
    mine = make.booked(day)
    office(browser)
    path = f"/staff/bookings/{mine}"
    assert reading.all_of(browser.get(f"{path}/move"), "button")[-2:] == [
        "They agreed: move it now",
        "Ask the parent first",
    ]
    ask_id = ask(browser, day, mine)
    page = browser.get(path)
    assert "May it be on Tuesday 24 November at 16:30?" in words(page)
    assert "They can answer until Tue 10 Nov 10:00." in words(page)
    board = words(browser.get("/staff/bookings/board?day=2026-11-24"))
    assert "asked: Tue 24 Nov 16:30?" in board
    assert "answer until Tue 10 Nov 10:00" in board
    assert "kept for Yusuf Malik until they answer" in board
    listed = browser.get("/staff/bookings?need=an answer about another time")
    assert [row[0] for row in reading.rows(listed)] == ["Yusuf Malik"]
    assert "asked: Tue 24 Nov 16:30?" in words(listed)
    assert "Ask the parent first" not in words(browser.get(f"{path}/move"))
    other = browser.send(f"{path}/answer", {"ask": ask_id + 1, "answer": "yes"})
    assert (other.status_code, reading.said(other)) == (
        409,
        ["This question is over. The talk stands as you see it here."],
    )
    kept = browser.send(f"{path}/answer", {"ask": ask_id, "answer": "no"}, follow_redirects=True)
    assert "The talk stays at its old time, and the new one is free again." in words(kept)
    back = {"ask": ask(browser, day, mine), "answer": "back"}
    browser.send(f"{path}/answer", back)
    yes = {"ask": ask(browser, day, mine), "answer": "yes"}
    assert reading.said(browser.send(f"{path}/answer", yes, follow_redirects=True)) == [TOLD]
    assert where(mine) == day.slot_ids[3]
    states = db.session.scalars(select(MoveAsk.state).order_by(MoveAsk.id)).all()
    assert states == [MoveAskState.KEPT, MoveAskState.TAKEN_BACK, MoveAskState.MOVED]


def test_who_gets_no_texts_is_on_today_and_rung(portal: Flask, browser: CheckingClient) -> None:
    day = make.evening()
    mine = make.booked(day)
    with act():
        contact.stop_texts(day.family.parent_id, make.OFFICE)
    office(browser)
    ask(browser, day, mine)
    assert "No text goes to this parent: please ring" in words(
        browser.get(f"/staff/bookings/{mine}")
    )
    assert "Please ring and ask whether the new time suits them" in words(browser.get("/staff"))


def test_the_second_of_two_colleagues_sees_who_was_faster(
    portal: Flask, browser: CheckingClient
) -> None:
    day = make.evening()
    mine = make.booked(day)
    office(browser)
    path = f"/staff/bookings/{mine}/move"
    seen = reading.field(browser.get(path), "seen")
    assert seen == str(day.slot_ids[0])
    amira = portal.test_client()
    office(amira, "Amira Shah")
    amira.send(path, {"slot": day.slot_ids[2], "seen": seen, "how": "agreed"})
    late = browser.send(path, {"slot": day.slot_ids[4], "seen": seen, "how": "agreed"})
    assert (late.status_code, reading.said(late)) == (
        409,
        ["Amira Shah has just moved this talk to Tuesday 24 November at 16:00. Please look again."],
    )
    assert reading.ticked(late, "slot") == [str(day.slot_ids[4])]
    assert reading.field(late, "seen") == str(day.slot_ids[2])
    assert where(mine) == day.slot_ids[2]
    cancel = browser.send(
        f"/staff/bookings/{mine}/cancel", {"reason": "another reason", "seen": seen}
    )
    assert (cancel.status_code, reading.said(cancel)) == (409, reading.said(late))
    again = {"slot": day.slot_ids[4], "seen": day.slot_ids[2], "how": "agreed"}
    assert browser.send(path, again).status_code == 303


def test_nothing_is_asked_or_undone_where_contact_is_held(
    portal: Flask, browser: CheckingClient
) -> None:
    day = make.evening()
    mine = make.booked(day)
    office(browser)
    ask_id = ask(browser, day, mine)
    with act():
        no_contact.hold(day.family.parent_id, day.family.child_id, make.OFFICE)
    for path, fields in (
        ("move", {"slot": day.slot_ids[2], "how": "ask"}),
        ("answer", {"ask": ask_id, "answer": "yes"}),
        ("undo", {"event": 1}),
    ):
        assert browser.send(f"/staff/bookings/{mine}/{path}", fields).status_code == 404
    assert "Yusuf" not in words(browser.get("/staff/bookings/board?day=2026-11-24"))


# -- undo --------------------------------------------------------------------------------------


def press_undo(browser: CheckingClient, booking_id: int, event: str | None) -> list[str]:
    fields = {"event": event or 0}
    sent = browser.send(f"/staff/bookings/{booking_id}/undo", fields, follow_redirects=True)
    return reading.said(sent)


def test_a_move_has_a_button_to_undo_it(portal: Flask, browser: CheckingClient) -> None:
    day = make.evening()
    mine = make.booked(day)
    work(portal)
    office(browser)
    fields = {"slot": day.slot_ids[3], "how": "agreed"}
    page = browser.send(f"/staff/bookings/{mine}/move", fields, follow_redirects=True)
    assert reading.said(page) == [TOLD]
    assert reading.all_of(page, "button").count("Undo") == 2
    event = reading.field(page, "event")
    assert press_undo(browser, mine, event) == ["Undone. The talk is back at its old time."]
    assert press_undo(browser, mine, event) == ["A colleague has undone this already."]
    assert where(mine) == day.slot_ids[0]
    page = browser.get(f"/staff/bookings/{mine}")
    assert "Undone by Mrs Green" in words(page)
    assert "Undo" not in reading.all_of(page, "button")


def test_undone_on_the_phone_leads_back_to_the_caller(
    portal: Flask, browser: CheckingClient
) -> None:
    day = make.evening()
    mine = make.booked(day)
    office(browser)
    caller = f"/staff/callers/{day.family.parent_id}"
    browser.send(f"{caller}/known", {})
    fields = {"slot": day.slot_ids[3], "how": "agreed"}
    page = browser.send(f"/staff/bookings/{mine}/move", fields, follow_redirects=True)
    fields = {"event": reading.field(page, "event") or 0}
    undone = browser.send(f"/staff/bookings/{mine}/undo", fields)
    assert reading.address(undone) == caller
    answer = {"ask": ask(browser, day, mine), "answer": "no"}
    assert "May it be on Tuesday 24 November at 16:30?" in words(browser.get(caller))
    assert "They keep the old time" in reading.all_of(browser.get(caller), "button")
    assert reading.address(browser.send(f"/staff/bookings/{mine}/answer", answer)) == caller
    assert where(mine) == day.slot_ids[0]


@pytest.mark.parametrize("deed", ["moved", "cancelled"])
def test_undo_says_who_has_the_time_and_what_to_do(
    portal: Flask, browser: CheckingClient, deed: str
) -> None:
    day = make.evening()
    mine = make.booked(day)
    office(browser)
    path = f"/staff/bookings/{mine}"
    if deed == "moved":
        browser.send(f"{path}/move", {"slot": day.slot_ids[3], "how": "agreed"})
    else:
        browser.send(f"{path}/cancel", {"reason": "another reason"})
    event = reading.field(browser.get(path), "event")
    other = make.family("Noor", ("Nadia",), class_id=day.class_id)
    invited = make.invitation(day.round_id, other.child_id, other.parent_id, day.teacher_id)
    with act():
        booking.book(invited, day.slot_ids[0], make.OFFICE)
    instead = (
        "Choose another time under Move." if deed == "moved" else "Book another time with them."
    )
    assert press_undo(browser, mine, event) == [
        f"Somebody has taken 15:00. Nothing was undone. {instead}"
    ]


def test_undo_after_two_hours_or_of_nothing(
    portal: Flask, browser: CheckingClient, watch: Watch
) -> None:
    day = make.evening()
    mine = make.booked(day)
    office(browser)
    over = ["This can be undone for two hours, and that time is over."]
    assert press_undo(browser, mine, "999999") == over
    browser.send(f"/staff/bookings/{mine}/cancel", {"reason": "the parent cannot come"})
    event = reading.field(browser.get(f"/staff/bookings/{mine}"), "event")
    watch.set("2026-11-09 12:30")
    assert press_undo(browser, mine, event) == over


def test_a_cancelled_talk_comes_back_and_says_who_waits(
    portal: Flask, browser: CheckingClient
) -> None:
    day = make.evening()
    parent = make.by(day.family.parent_id)
    with act():
        answers = Answers(little_ones=[LittleOne("Bo", Age.TWO, "")])
        mine = booking.book(day.invitation_id, day.slot_ids[0], parent, answers).id
    office(browser)
    path = f"/staff/bookings/{mine}"
    page = browser.send(f"{path}/cancel", {"reason": "another reason"}, follow_redirects=True)
    with act() as session:
        session.get_one(CrecheSession, day.creche_id).area_m2 = 1
    assert press_undo(browser, mine, reading.field(page, "event")) == [
        "Undone. The talk is booked again, at the same time."
        " The crèche is full by now: the little ones wait for a place."
    ]


# -- on the parent's page ----------------------------------------------------------------------


def page_of(day: make.Evening) -> str:
    return f"/t/{token_of(day.family.parent_id)}/talks"


@pytest.mark.parametrize(("said", "slot"), [("yes", 3), ("no", 0)])
def test_a_parent_answers_on_their_page(
    portal: Flask, browser: CheckingClient, said: str, slot: int
) -> None:
    day = make.evening()
    mine = make.booked(day)
    with act():
        ask_id = moving.ask(mine, day.slot_ids[3], make.OFFICE).id
    listed, own = page_of(day), f"{page_of(day)}/{day.invitation_id}"
    page = browser.get(listed)
    assert "May we move your talk?" in words(page)
    assert "16:30" not in words(page) and "15:00" not in words(page)
    fields = {"ask": ask_id, "answer": said}
    for answered in (
        browser.get(f"{own}/another-time"),
        browser.send(f"{own}/another-time", fields),
    ):
        assert answered.location == f"/t/{token_of(day.family.parent_id)}/birthday"
    assert where(mine) == day.slot_ids[0]
    browser.send(f"/t/{token_of(day.family.parent_id)}/birthday", {"day": 14, "month": 3})
    page = browser.get(f"{own}/another-time")
    assert reading.all_of(page, "dd") == [
        "Tuesday 24 November at 15:00",
        "Tuesday 24 November at 16:30",
    ]
    assert "We keep it for you until Tuesday 10 November at 10:00." in words(page)
    assert reading.all_of(page, "button") == ["Yes, move my talk", "Keep the old time"]
    assert reading.all_of(browser.get(own), "h2")[0] == "May we move your talk?"
    for _ in range(2):
        assert browser.send(f"{own}/another-time", fields).location == own
    assert where(mine) == day.slot_ids[slot]
    assert browser.get(f"{own}/another-time").location == own


def test_a_yes_on_a_page_that_comes_too_late(
    portal: Flask, browser: CheckingClient, watch: Watch
) -> None:
    day = make.evening()
    mine = make.booked(day)
    with act():
        ask_id = moving.ask(mine, day.slot_ids[3], make.OFFICE).id
    watch.set("2026-11-10 10:00")
    browser.send(f"/t/{token_of(day.family.parent_id)}/birthday", {"day": 14, "month": 3})
    work(portal)
    other = make.family("Noor", ("Nadia",), class_id=day.class_id)
    invited = make.invitation(day.round_id, other.child_id, other.parent_id, day.teacher_id)
    with act():
        booking.book(invited, day.slot_ids[3], make.OFFICE)
    sent = browser.send(
        f"{page_of(day)}/{day.invitation_id}/another-time", {"ask": ask_id, "answer": "yes"}
    )
    assert sent.status_code == 409
    assert "Sorry, the new time is not free any more. Your talk about Yusuf stays" in words(sent)
    assert db.session.get_one(Booking, mine).state == BookingState.BOOKED


def test_the_other_parent_sees_nothing_of_it(portal: Flask, browser: CheckingClient) -> None:
    day = make.evening()
    mine = make.booked(day)
    other = make.another_parent(day.family.child_id)
    theirs = make.invitation(day.round_id, day.family.child_id, other, day.teacher_id)
    with act():
        ask_id = moving.ask(mine, day.slot_ids[5], make.OFFICE).id
    home = f"/t/{token_of(other)}/talks"
    assert "move your talk" not in words(browser.get(home))
    assert browser.get(f"{home}/{day.invitation_id}/another-time").status_code == 404
    fields = {"ask": ask_id, "answer": "yes"}
    assert browser.send(f"{home}/{theirs}/another-time", fields).status_code == 303
    assert where(mine) == day.slot_ids[0]
