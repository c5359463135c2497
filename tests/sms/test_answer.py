"""Who wrote, what their text answers, and what is left for a person."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal import clock
from portal.db import act, db
from portal.domain import booking, links, outbox
from portal.domain.bookings import Booking, BookingState
from portal.domain.inbox import InState, InText
from portal.domain.invitations import Invitation, InvitationState
from portal.domain.outbox import OutText, TextState
from portal.domain.people import Guardianship, NumberState, Parent
from portal.domain.rounds import Round
from portal.domain.tasks import Task, TaskKind
from portal.sms import answer
from portal.wording import asking
from portal.wording.refusals import Reason
from tests import make
from tests.conftest import Watch
from tests.flows.test_by_text import booked, inbox, invited, take, talks, tasks
from tests.phone import Phone, network, text_in, work
from tests.words import Words


def tie_of(parent_id: int) -> Guardianship:
    return db.session.scalars(select(Guardianship).filter_by(parent_id=parent_id)).one()


def share_number(one: int, other: int) -> None:
    with act() as session:
        number = session.get_one(Parent, one).number
        session.get_one(Parent, other).number = number


# -- who wrote ---------------------------------------------------------------------------------


@pytest.mark.parametrize("body", ["2", "hello", "HELP", "START", "wrong number", "yes"])
def test_who_must_not_be_contacted_gets_no_answer(portal: Flask, watch: Watch, body: str) -> None:
    day, phone, _words = invited(portal)
    with act():
        tie_of(day.family.parent_id).no_contact = True
    phone.reply(body)
    assert phone.texts[1:] == []
    assert inbox() == [(body, InState.FOR_A_PERSON, None)]
    assert talks(day.family.parent_id) == []
    assert db.session.scalars(select(InText.parent_id)).one() == day.family.parent_id


def test_stop_counts_from_anybody(portal: Flask) -> None:
    day, phone, _words = invited(portal)
    with act():
        tie_of(day.family.parent_id).no_contact = True
    phone.reply("STOP")
    assert phone.texts[1:] == []
    assert inbox() == [("STOP", InState.UNDERSTOOD, "stop")]
    assert db.session.get_one(Parent, day.family.parent_id).opted_out_at == clock.now()


def test_who_may_hear_of_one_child_is_answered_about_that_one_only(portal: Flask) -> None:
    day, phone, _words = invited(portal)
    make.sibling(day.family.parent_id)
    with act() as session:
        session.scalars(
            select(Guardianship).filter_by(child_id=day.family.child_id)
        ).one().no_contact = True
    phone.reply("2")
    assert phone.texts[1:] == []
    assert inbox() == [("2", InState.FOR_A_PERSON, None)]
    assert talks(day.family.parent_id) == []


def test_two_people_with_one_number_are_not_guessed(portal: Flask) -> None:
    day, phone, _words = invited(portal)
    other = make.family("Layla", ("Sara",))
    share_number(day.family.parent_id, other.parent_id)
    for body in ("2", "HELP", "hello"):
        phone.reply(body)
    assert phone.texts[1:] == []
    assert [state for _, state, _ in inbox()] == [InState.FOR_A_PERSON] * 3
    assert talks(day.family.parent_id) == []
    phone.reply("STOP")
    stopped = db.session.scalars(
        select(Parent.id).where(Parent.opted_out_at.is_not(None)).order_by(Parent.id)
    )
    assert stopped.all() == [day.family.parent_id, other.parent_id]


def test_what_comes_from_a_barred_persons_number_is_the_safeguarding_leads(
    portal: Flask,
) -> None:
    day, phone, _words = invited(portal)
    barred = make.family("Layla", ("Omar",))
    share_number(day.family.parent_id, barred.parent_id)
    with act():
        tie_of(barred.parent_id).no_contact = True
    phone.reply("wrong number")
    assert phone.texts[1:] == []
    assert inbox() == [("wrong number", InState.FOR_A_PERSON, None)]
    assert db.session.scalars(select(InText.parent_id)).one() == barred.parent_id
    states = db.session.scalars(select(Parent.number_state)).all()
    assert NumberState.WRONG not in states


def test_a_wrong_person_gets_one_last_text(portal: Flask, watch: Watch) -> None:
    day, phone, words = invited(portal)
    parent_id = day.family.parent_id
    token = links.token(parent_id, 1)
    phone.reply("This is not my child")
    assert phone.texts[1:] == [words.wrong_person()]
    assert tasks() == [(TaskKind.WRONG_NUMBER, parent_id)]
    db.session.expire_all()
    assert db.session.get_one(Parent, parent_id).number_state == NumberState.WRONG
    link = links.find(token)
    assert link is not None and link.dead_at == clock.now()
    watch.set("2026-11-12 10:00")
    assert phone.waits().texts[2:] == []


def test_everybody_with_a_wrong_number_is_marked(portal: Flask) -> None:
    day, phone, words = invited(portal)
    other = make.family("Layla", ("Sara",))
    share_number(day.family.parent_id, other.parent_id)
    phone.reply("wrong number")
    assert phone.texts[1:] == [words.wrong_person()]
    assert tasks() == [
        (TaskKind.WRONG_NUMBER, day.family.parent_id),
        (TaskKind.WRONG_NUMBER, other.parent_id),
    ]


def test_a_wrong_person_who_stopped_texts_hears_nothing(portal: Flask) -> None:
    _day, phone, _words = invited(portal)
    phone.reply("STOP")
    phone.reply("wrong number")
    assert phone.texts[1:] == []
    assert [kind for kind, _ in tasks()] == [TaskKind.WRONG_NUMBER]


# -- STOP and what may have been meant ---------------------------------------------------------


def test_cancel_stops_texts_and_a_person_looks_at_the_talk(portal: Flask) -> None:
    day, phone, _words = booked(portal)
    phone.reply("CANCEL")
    assert phone.texts[2:] == []
    assert talks(day.family.parent_id) == [("Tue 15:30", BookingState.BOOKED)]
    assert inbox()[1:] == [("CANCEL", InState.FOR_A_PERSON, "stop, or the talk")]
    assert db.session.get_one(Parent, day.family.parent_id).opted_out_at == clock.now()


def test_cancel_without_a_talk_is_only_stop(portal: Flask) -> None:
    _day, phone, _words = invited(portal)
    phone.reply("CANCEL")
    assert inbox() == [("CANCEL", InState.UNDERSTOOD, "stop")]


def test_stop_calls_back_what_waits(portal: Flask, watch: Watch) -> None:
    day, phone, _words = invited(portal)
    with act():
        outbox.queue(
            kind=outbox.Kind.REPLY,
            to=phone.number,
            language="en",
            body="later",
            parent_id=day.family.parent_id,
            due_at=clock.now() + timedelta(hours=1),
        )
    phone.reply("STOP")
    watch.set("2026-11-09 12:00")
    assert phone.waits().texts[1:] == []
    states = db.session.scalars(select(OutText.state).order_by(OutText.id)).all()
    assert states == [TextState.SENT, TextState.CANCELLED]


# -- which question a number answers -----------------------------------------------------------


def test_a_text_sent_twice_out_of_impatience_does_one_thing(portal: Flask, watch: Watch) -> None:
    day, phone, words = invited(portal)
    phone.reply("2")
    phone.reply("2")
    watch.moment += timedelta(minutes=9)
    phone.reply("2")
    assert phone.texts[1:] == [words.booked("15:30")]
    assert [read_as for _, _, read_as in inbox()] == [
        f"time: {day.slot_ids[1]}",
        "said twice",
        "said twice",
    ]
    watch.moment += timedelta(minutes=11)
    phone.reply("2")
    assert phone.texts[2:] == [words.said(asking.too_late)]


def test_a_number_written_before_the_new_times_came_is_not_read_against_them(
    portal: Flask, watch: Watch
) -> None:
    day, phone, words = invited(portal)
    take(day, 1)
    watch.set("2026-11-09 10:05")
    for sid in ("SM771", "SM772"):  # both arrive before the worker looks
        assert text_in(portal, phone.number, "2", sid=sid) == 200
    watch.set("2026-11-09 10:06")
    work(portal)
    assert phone.texts[1:] == [words.sorry(Reason.SLOT_TAKEN, "15:00", "16:00", "16:30")] * 2
    assert talks(day.family.parent_id) == []


def test_a_text_sent_twice_does_not_choose_from_the_list_that_came_between(
    portal: Flask, watch: Watch
) -> None:
    day, phone, words = invited(portal)
    take(day, 1)
    phone.reply("2")
    watch.set("2026-11-09 10:00:04")
    phone.reply("2")
    assert phone.texts[1:] == [words.sorry(Reason.SLOT_TAKEN, "15:00", "16:00", "16:30")]
    assert talks(day.family.parent_id) == []
    watch.set("2026-11-09 10:00:30")
    phone.reply("2")
    assert phone.texts[2:] == [words.booked("16:00")]


def test_a_question_that_never_went_out_is_not_what_they_answer(
    portal: Flask, watch: Watch
) -> None:
    day, phone, words = booked(portal)
    watch.set("2026-11-09 21:00")
    with act():  # the office cancels in the evening; the text waits until the morning
        booking.cancel(_talk(day), make.OFFICE)
    phone.reply("1")
    assert phone.texts[2:] == [words.choices("15:00", "15:30", "16:00")]
    assert talks(day.family.parent_id) == [("Tue 15:30", BookingState.CANCELLED)]


def _talk(day: make.Evening) -> int:
    return db.session.scalars(select(Booking.id).filter_by(parent_id=day.family.parent_id)).one()


def test_an_old_number_for_a_talk_booked_meanwhile_is_too_late(portal: Flask, watch: Watch) -> None:
    day, phone, words = invited(portal)
    with act():
        booking.book(day.invitation_id, day.slot_ids[0], make.by(day.family.parent_id))
    phone.waits()
    watch.set("2026-11-10 10:00")
    phone.reply("2")
    assert phone.texts[1:] == [words.booked("15:00"), words.said(asking.too_late)]
    assert talks(day.family.parent_id) == [("Tue 15:00", BookingState.BOOKED)]


def test_a_time_booked_on_the_page_in_the_same_moment_stays(portal: Flask, watch: Watch) -> None:
    day, phone, words = invited(portal)
    watch.set("2026-11-09 10:05")
    assert text_in(portal, phone.number, "2") == 200
    watch.set("2026-11-09 10:06")
    with act():
        booking.book(day.invitation_id, day.slot_ids[0], make.by(day.family.parent_id))
    work(portal)
    assert sorted(phone.texts[1:]) == sorted([words.booked("15:00"), words.said(asking.too_late)])
    assert talks(day.family.parent_id) == [("Tue 15:00", BookingState.BOOKED)]


def test_after_the_round_has_closed_they_are_told_to_call(portal: Flask, watch: Watch) -> None:
    day, phone, words = booked(portal)
    watch.set("2026-11-23 17:00")
    phone.waits()
    with act() as session:
        session.get_one(Round, day.round_id).closes_on = clock.today() - timedelta(days=1)
    watch.set("2026-11-23 17:01")
    phone.reply("2")
    assert phone.last_text == words.sorry(Reason.ROUND_CLOSED)
    assert talks(day.family.parent_id) == [("Tue 15:30", BookingState.BOOKED)]
    assert inbox()[1:] == [("2", InState.UNDERSTOOD, "refused: round closed")]


def test_a_withdrawn_invitation_is_not_booked(portal: Flask) -> None:
    day, phone, words = invited(portal)
    with act() as session:
        session.get_one(Invitation, day.invitation_id).state = InvitationState.WITHDRAWN
    phone.reply("2")
    assert phone.texts[1:] == [words.sorry(Reason.NOT_INVITED)]
    assert talks(day.family.parent_id) == []


def test_a_talk_that_has_begun_can_no_longer_be_changed(portal: Flask, watch: Watch) -> None:
    day, phone, words = booked(portal)
    watch.set("2026-11-23 17:00")
    phone.waits()
    watch.set("2026-11-24 15:40")
    phone.reply("3")
    assert phone.texts[3:] == [words.said(asking.too_late)]
    assert talks(day.family.parent_id) == [("Tue 15:30", BookingState.BOOKED)]


@pytest.mark.parametrize("begins_with", [None, "CHANGE"])
def test_who_is_late_for_a_talk_that_has_begun_is_rung(
    portal: Flask, watch: Watch, begins_with: str | None
) -> None:
    """By a number of the reminder, or of the menu that CHANGE brings."""
    day, phone, words = booked(portal)
    watch.set("2026-11-23 17:00")
    phone.waits()
    if begins_with:
        phone.reply(begins_with)
    watch.set("2026-11-24 15:32")
    phone.reply("4")
    assert phone.last_text == words.will_ring()
    assert tasks() == [(TaskKind.CALL, day.family.parent_id)]
    about = db.session.scalars(select(Task.booking_id)).one()
    assert about == (_talk(day) if begins_with else None)
    question = "menu" if begins_with else "coming"
    assert inbox()[-1] == ("4", InState.UNDERSTOOD, f"{question}: call")


def test_who_wants_to_be_rung_about_what_is_over_is_rung(portal: Flask, watch: Watch) -> None:
    """The talk began while they were asked about a little one."""
    day, phone, words = invited(portal, with_creche=True)
    for number in ("2", "1", "3"):  # 15:30, one little one, of three years
        phone.reply(number)
    assert phone.last_text == words.said(asking.health)
    watch.set("2026-11-24 15:35")
    phone.reply("2")
    assert phone.last_text == words.will_ring()
    assert tasks() == [(TaskKind.CALL, day.family.parent_id)]


def test_who_wants_to_be_rung_is_rung_also_without_an_invitation(portal: Flask) -> None:
    day, phone, words = invited(portal)
    with act() as session:
        session.get_one(Invitation, day.invitation_id).state = InvitationState.WITHDRAWN
    phone.reply("5")
    assert phone.texts[1:] == [words.will_ring()]
    assert tasks() == [(TaskKind.CALL, day.family.parent_id)]


# -- when something is wrong with us -----------------------------------------------------------


def test_a_text_that_cannot_be_answered_goes_to_a_person_after_two_minutes(
    portal: Flask, watch: Watch, caplog: pytest.LogCaptureFixture
) -> None:
    day, phone, _words = invited(portal)
    with act() as session:
        asked = session.scalars(select(OutText)).one()
        asked.ids = {"nonsense": True}
    assert text_in(portal, phone.number, "2") == 200
    assert text_in(portal, phone.number, "HELP") == 200
    assert answer.answer_new() == 0
    assert [state for _, state, _ in inbox()] == [InState.NEW, InState.NEW]
    watch.moment += timedelta(minutes=2)
    assert answer.answer_new() == 2
    assert [state for _, state, _ in inbox()] == [InState.FOR_A_PERSON, InState.UNDERSTOOD]
    assert talks(day.family.parent_id) == []
    assert "KeyError" in caplog.text
    assert phone.number not in caplog.text


def test_texts_of_one_phone_are_answered_in_order(portal: Flask) -> None:
    _day, phone, _words = invited(portal)
    stranger = "+447700900001"
    for number in (phone.number, phone.number, stranger):
        assert text_in(portal, number, "HELP") == 200
    first, second, other = db.session.scalars(select(InText.id).order_by(InText.id))
    assert not answer.answer(second)
    assert answer.answer(other)
    assert answer.answer(first)
    assert not answer.answer(first)
    assert answer.answer(second)


def test_two_workers_answer_a_text_once(portal: Flask) -> None:
    day, phone, words = invited(portal)
    assert text_in(portal, phone.number, "2") == 200
    text_id = db.session.scalars(select(InText.id)).one()
    together = threading.Barrier(2)

    def a_worker() -> bool:
        with portal.app_context():
            together.wait()
            return answer.answer(text_id)

    with ThreadPoolExecutor(2) as workers:
        answers = [workers.submit(a_worker) for _ in range(2)]
        assert sorted(one.result() for one in answers) == [False, True]
    work(portal)
    assert phone.texts[1:] == [words.booked("15:30")]
    assert talks(day.family.parent_id) == [("Tue 15:30", BookingState.BOOKED)]


def test_a_picture_without_words_is_for_a_person(portal: Flask) -> None:
    _day, phone, words = invited(portal)
    assert text_in(portal, phone.number, "", pictures=1) == 200
    assert text_in(portal, phone.number, "😀" * 1600) == 200
    work(portal)
    assert phone.texts[1:] == [words.a_person()]
    assert [state for _, state, _ in inbox()] == [InState.FOR_A_PERSON] * 2


def test_start_from_who_never_stopped_is_answered(portal: Flask) -> None:
    _day, phone, words = invited(portal)
    phone.reply("start")
    assert phone.texts[1:] == [words.started()]


def test_an_answer_waits_for_no_morning(portal: Flask, watch: Watch) -> None:
    _day, phone, words = invited(portal)
    watch.set("2026-11-09 23:30")
    phone.reply("2")
    assert phone.texts[1:] == [words.booked("15:30")]


def test_nothing_is_sent_to_the_other_family(portal: Flask, watch: Watch) -> None:
    day, phone, _words = booked(portal)
    watch.set("2026-11-10 17:00")
    phone.waits()
    numbers = {to for to, _ in network(portal).brought}
    noise = db.session.scalars(select(Parent.id).where(Parent.id != day.family.parent_id)).one()
    assert numbers == {phone.number}
    assert Phone(portal, noise).texts == []
    assert db.session.scalars(select(Task.id)).all() == []
    assert Words(noise, child="Zofia").own.tag == "en"
