"""Everything by text alone: the crèche, an interpreter, waiting lists, and the words that always
work. No page is ever opened."""

from datetime import date, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from portal import clock
from portal.db import act, db
from portal.domain import booking, cover, inviting, school_days, waitlist
from portal.domain.booking import Answers
from portal.domain.bookings import Booking, BookingState, CancelReason
from portal.domain.creche import Age, CrechePlace, LittleOne, PlaceState
from portal.domain.helping import NOT_TOLD_YET
from portal.domain.history import Deed, Event
from portal.domain.inbox import InState
from portal.domain.invitations import Invitation, InvitationState
from portal.domain.outbox import Kind, OutText, TextState
from portal.domain.people import Guardianship
from portal.domain.rounds import Round, Slot
from portal.domain.school_days import Closed
from portal.domain.tasks import Task, TaskKind
from portal.domain.waiting import WaitingEntry, WaitingState
from portal.sms import answer
from portal.sms.carriers.base import Answer, Outcome
from portal.wording import answers, asking
from tests import make
from tests.conftest import Watch
from tests.flows.test_by_text import (
    asks_next,
    booked,
    inbox,
    invited,
    invited_again,
    take,
    talks,
    tasks,
)
from tests.phone import Phone, network, text_in, work
from tests.words import Words


def places() -> list[tuple[str, Age, PlaceState, str | None]]:
    db.session.expire_all()
    query = select(CrechePlace).order_by(CrechePlace.id)
    return [(one.name, one.age, one.state, one.health) for one in db.session.scalars(query)]


def fill_creche(day: make.Evening, slot: int, count: int = 10) -> int:
    """Another family brings so many two-year-olds: ten are all that two adults may look after.
    Returns the booking's id."""
    other = make.family("Ten", ("Mother of ten",), class_id=day.class_id)
    theirs = make.invitation(day.round_id, other.child_id, other.parent_id, day.teacher_id)
    crowd = [LittleOne(f"Little {n}", Age.TWO, "") for n in range(count)]
    with act():
        made = booking.book(theirs, day.slot_ids[slot], make.OFFICE, Answers(little_ones=crowd))
    return made.id


# -- the rest of a booking ---------------------------------------------------------------------


def test_the_creche_is_asked_for_after_the_booking(portal: Flask, watch: Watch) -> None:
    _day, phone, words = booked(portal, with_creche=True)
    assert phone.texts[1:] == [words.booked("15:30"), words.little_ones()]
    phone.reply("2")
    assert phone.texts[3:] == [words.ages(2)]
    phone.reply("2 and 4")
    assert phone.texts[4:] == [words.said(asking.health)]
    assert places() == [
        ("1", Age.TWO, PlaceState.TAKEN, None),
        ("2", Age.THREE_FOUR, PlaceState.TAKEN, None),
    ]
    phone.reply("1")
    assert phone.texts[5:] == [words.noted("15:30", 2)]
    assert [health for *_, health in places()] == ["", ""]


def test_who_brings_nobody_is_asked_no_more(portal: Flask) -> None:
    _day, phone, words = booked(portal, with_creche=True)
    phone.reply("0")
    assert phone.texts[3:] == [words.noted("15:30")]
    assert places() == []


def test_what_a_little_one_needs_is_told_to_a_person(portal: Flask) -> None:
    day, phone, words = booked(portal, with_creche=True)
    for said in ("1", "0", "2"):
        phone.reply(said)
    assert phone.texts[5:] == [words.will_ring(), words.noted("15:30", 1)]
    assert tasks() == [(TaskKind.CALL, day.family.parent_id)]
    assert places() == [("1", Age.UNDER_1, PlaceState.TAKEN, NOT_TOLD_YET)]


def test_a_question_that_is_left_is_not_asked_at_the_door_of_the_talk(
    portal: Flask, watch: Watch
) -> None:
    day, phone, words = booked(portal, with_creche=True)
    phone.reply("1")
    phone.reply("3")
    watch.set("2026-11-23 17:00")
    tomorrow = words.reminder(("15:30", "Yusuf", "Miss Khan"), tomorrow=True)
    assert phone.waits().texts[5:] == [tomorrow]
    phone.reply("1")
    assert phone.texts[6:] == [words.coming("15:30")]
    assert places() == [("1", Age.THREE_FOUR, PlaceState.TAKEN, None)]
    assert talks(day.family.parent_id) == [("Tue 15:30", BookingState.BOOKED)]


def test_a_child_of_eight_does_not_come_into_the_creche(portal: Flask) -> None:
    _day, phone, words = booked(portal, with_creche=True)
    phone.reply("2")
    phone.reply("3, 9")
    assert phone.last_text == words.said(lambda own: asking.too_old(own, most=4))
    phone.reply("1")
    phone.reply("3")
    assert places() == [("1", Age.THREE_FOUR, PlaceState.TAKEN, None)]


def test_a_full_creche_and_they_wait(portal: Flask, watch: Watch) -> None:
    day, phone, words = invited(portal, with_creche=True)
    fill_creche(day, slot=3)
    phone.reply("3")
    phone.reply("1")
    phone.reply("2")
    assert phone.last_text == words.said(asking.creche_full)
    assert talks(day.family.parent_id) == [("Tue 16:00", BookingState.BOOKED)]
    phone.reply("1")
    phone.reply("1")
    assert phone.last_text == words.noted("16:00", 1, waits=True)
    assert places()[10:] == [("1", Age.TWO, PlaceState.WAITING, "")]


def test_a_full_creche_and_they_take_a_time_that_has_places(portal: Flask, watch: Watch) -> None:
    day, phone, words = invited(portal, with_creche=True)
    fill_creche(day, slot=3)
    phone.reply("3")
    phone.reply("1")
    phone.reply("2")
    phone.reply("2")
    # 15:30 and 17:00 would share a quarter of an hour with the ten at 16:30.
    assert phone.last_text == words.choices("15:00", "15:30", "17:30")
    phone.reply("3")
    assert phone.texts[-2:] == [words.moved("17:30"), words.said(asking.health)]
    assert talks(day.family.parent_id) == [("Tue 17:30", BookingState.BOOKED)]
    assert places()[10:] == [("1", Age.TWO, PlaceState.TAKEN, None)]


def test_a_full_creche_and_they_bring_the_child_along(portal: Flask) -> None:
    day, phone, words = invited(portal, with_creche=True)
    fill_creche(day, slot=3)
    for said in ("3", "1", "2", "3"):
        phone.reply(said)
    assert phone.last_text == words.noted("16:00")
    assert talks(day.family.parent_id) == [("Tue 16:00", BookingState.BOOKED)]
    assert len(places()) == 10


@pytest.mark.parametrize("tag", ["pl", "ur"])
def test_an_interpreter_is_asked_about_in_the_parents_language(portal: Flask, tag: str) -> None:
    _day, phone, words = booked(portal, tag=tag, with_creche=True)
    phone.reply("0")
    assert phone.last_text == words.said(asking.interpreter)
    phone.reply("2")
    assert phone.last_text == words.noted("15:30")
    spoken = db.session.scalars(select(Booking.interpreter)).one()
    assert spoken == {"pl": "Polish", "ur": "Urdu"}[tag]


# -- waiting for crèche places -----------------------------------------------------------------


def who_waits_for_a_place(portal: Flask) -> tuple[make.Evening, Phone, Words, int]:
    """16:00 is booked and waits for a place; ten little ones of another talk have them all."""
    day, phone, words = invited(portal, with_creche=True)
    crowd = fill_creche(day, slot=3)
    for said in ("3", "1", "2", "1", "1"):
        phone.reply(said)
    return day, phone, words, crowd


def test_a_free_place_is_offered_and_taken(portal: Flask, watch: Watch) -> None:
    _day, phone, words, crowd = who_waits_for_a_place(portal)
    watch.set("2026-11-10 10:00")
    with act():
        booking.cancel(crowd, make.OFFICE)
    until = at("2026-11-11", "10:00")
    assert phone.waits().texts[-1:] == [words.place_offer("16:00", until)]
    assert places()[10:] == [("1", Age.TWO, PlaceState.OFFERED, "")]
    phone.reply("yes")
    assert phone.last_text == words.creche_ready("16:00")
    assert places()[10:] == [("1", Age.TWO, PlaceState.TAKEN, "")]


def test_a_place_nobody_answers_about_goes_to_the_next_family(portal: Flask, watch: Watch) -> None:
    day, _phone, _words, crowd = who_waits_for_a_place(portal)
    _next_day, other, _their_words = invited_again(portal)
    for said in ("3", "4", "2 2 2 2", "1", "1"):  # 17:00 shares a quarter of an hour with them
        other.reply(said)
    assert other.last_text.startswith("Thank you, that is all.")
    watch.set("2026-11-10 10:00")
    before = len(other.texts)
    with act():
        booking.cancel(crowd, make.OFFICE)
    work(portal)
    states = {state for *_, state, _ in places()[10:]}
    assert states == {PlaceState.OFFERED}  # there is room for both
    watch.set("2026-11-11 10:00")
    work(portal)
    assert {state for *_, state, _ in places()[10:]} == {PlaceState.WAITING}
    assert len(other.texts) == before + 1
    assert talks(day.family.parent_id) == [("Tue 16:00", BookingState.BOOKED)]


def test_a_place_that_is_not_wanted_any_more(portal: Flask, watch: Watch) -> None:
    day, phone, words, crowd = who_waits_for_a_place(portal)
    watch.set("2026-11-10 10:00")
    with act():
        booking.cancel(crowd, make.OFFICE)
    phone.waits().reply("2")
    assert phone.last_text == words.said(asking.place_not_wanted)
    assert places()[10:] == [("1", Age.TWO, PlaceState.CANCELLED, "")]
    assert talks(day.family.parent_id) == [("Tue 16:00", BookingState.BOOKED)]


# -- waiting for a time ------------------------------------------------------------------------


def two_who_wait(portal: Flask) -> tuple[make.Evening, tuple[Phone, Words], tuple[Phone, Words]]:
    """Every time is taken; Ayesha waits, and after her Lina."""
    day, phone, words = invited(portal)
    _day, other, their_words = invited_again(portal)
    for slot in range(6):
        take(day, slot)
    for one in (phone, other):
        one.reply("4")
        one.reply("1")
    return day, (phone, words), (other, their_words)


def set_free(day: make.Evening, slot: int) -> None:
    """The family who has this time cannot come."""
    theirs = db.session.scalars(
        select(Booking.id).filter_by(slot_id=day.slot_ids[slot], state=BookingState.BOOKED)
    ).one()
    with act():
        booking.cancel(theirs, make.OFFICE, CancelReason.OTHER)


def waits() -> list[WaitingState]:
    db.session.expire_all()
    return list(db.session.scalars(select(WaitingEntry.state).order_by(WaitingEntry.id)))


def entry_of(invitation_id: int) -> int:
    query = select(WaitingEntry.id).where(WaitingEntry.invitation_id == invitation_id)
    return db.session.execute(query).scalar_one()


def at(day: str, shown: str) -> datetime:
    moment = datetime.fromisoformat(f"{day} {shown}")
    return clock.at(moment.date(), moment.time())


def test_a_time_that_comes_free_is_offered_to_who_waited_longest(
    portal: Flask, watch: Watch
) -> None:
    day, (phone, words), (other, _their_words) = two_who_wait(portal)
    assert phone.last_text == words.waiting()
    watch.set("2026-11-10 09:00")
    set_free(day, 2)
    before = len(other.texts)
    # A fortnight ahead they have twelve hours of the day: until nine the next morning.
    assert phone.waits().last_text == words.offer("16:00", at("2026-11-11", "09:00"))
    assert (len(other.texts), waits()) == (before, [WaitingState.OFFERED, WaitingState.WAITING])
    phone.reply("1")
    assert phone.last_text == words.booked("16:00")
    assert talks(day.family.parent_id) == [("Tue 16:00", BookingState.BOOKED)]
    assert waits() == [WaitingState.TAKEN, WaitingState.WAITING]


def test_an_offer_without_an_answer_goes_to_the_next(portal: Flask, watch: Watch) -> None:
    day, (phone, words), (other, their_words) = two_who_wait(portal)
    watch.set("2026-11-10 09:00")
    set_free(day, 2)
    work(portal)
    watch.set("2026-11-11 08:59")
    assert waits() == [WaitingState.OFFERED, WaitingState.WAITING]
    watch.set("2026-11-11 09:00")
    before = len(phone.texts)
    assert other.waits().last_text == their_words.offer("16:00", at("2026-11-12", "09:00"))
    assert len(phone.texts) == before
    assert waits() == [WaitingState.WAITING, WaitingState.OFFERED]
    watch.set("2026-11-11 09:01")
    phone.reply("yes")
    assert phone.last_text == words.said(asking.offer_gone)
    other.reply("2")
    assert other.last_text == their_words.said(lambda own: asking.passed(own, child="Hana"))
    # Both have been offered it: it is free for anybody, and they wait for another time.
    assert waits() == [WaitingState.WAITING, WaitingState.WAITING]
    watch.set("2026-11-12 10:00")
    set_free(day, 4)
    assert phone.waits().last_text == words.offer("17:00", at("2026-11-13", "10:00"))


def test_the_nearer_the_talk_the_shorter_the_offer(portal: Flask, watch: Watch) -> None:
    day, (phone, words), _other = two_who_wait(portal)
    watch.set("2026-11-24 14:20")
    set_free(day, 2)
    assert phone.waits().last_text == words.offer("16:00", at("2026-11-24", "15:20"))


def test_nothing_is_offered_when_there_is_no_time_left_to_come(portal: Flask, watch: Watch) -> None:
    day, (phone, _words), _other = two_who_wait(portal)
    before = len(phone.texts)
    watch.set("2026-11-24 15:10")
    set_free(day, 2)
    phone.waits()
    assert (len(phone.texts), waits()) == (before, [WaitingState.WAITING] * 2)


def test_at_night_nothing_is_offered_and_no_deadline_passes(portal: Flask, watch: Watch) -> None:
    day, (phone, words), _other = two_who_wait(portal)
    before = len(phone.texts)
    watch.set("2026-11-10 20:30")
    set_free(day, 2)
    assert len(phone.waits().texts) == before
    watch.set("2026-11-11 08:00")
    assert phone.waits().last_text == words.offer("16:00", at("2026-11-11", "20:00"))


def test_a_parent_who_cancels_by_mistake_has_a_quarter_of_an_hour(
    portal: Flask, watch: Watch
) -> None:
    day, phone, _words = booked(portal)
    _day, other, their_words = invited_again(portal)
    for slot in (0, 2, 3, 4, 5):
        take(day, slot)
    other.reply("4")
    other.reply("1")
    watch.set("2026-11-23 17:00")
    phone.waits().reply("3")
    assert waits() == [WaitingState.WAITING]
    watch.set("2026-11-23 17:14")
    assert other.waits().last_text == their_words.waiting()
    watch.set("2026-11-23 17:15")
    assert other.waits().last_text == their_words.offer("15:30", at("2026-11-23", "18:15"))


def test_booking_another_time_ends_the_wait(portal: Flask, watch: Watch) -> None:
    day, (_phone, _words), _other = two_who_wait(portal)
    later = make.cover(day.round_id, day.teacher_id, "2026-11-26")
    with act():
        booking.book(day.invitation_id, later[0], make.OFFICE)
    work(portal)
    assert waits()[0] == WaitingState.TAKEN
    assert waits()[1] == WaitingState.OFFERED


# -- words that always work --------------------------------------------------------------------


def word(which: answers.Word, tag: str) -> str:
    return answers.shown(which.value, tag)


@pytest.mark.parametrize("tag", ["en", "pl", "ur"])
def test_times_lists_my_talks(portal: Flask, tag: str) -> None:
    _day, phone, words = booked(portal, tag=tag)
    phone.reply(word(answers.Word.TIMES, tag))
    assert phone.last_text == words.my_talks(("15:30", "Yusuf", "Miss Khan"))


def test_times_with_nothing_booked_brings_times(portal: Flask, watch: Watch) -> None:
    day, phone, words = invited(portal)
    phone.reply("6")
    watch.set("2026-11-12 10:00")
    phone.reply("TIMES")
    assert phone.last_text == words.choices("15:00", "15:30", "16:00")
    phone.reply("3")
    assert talks(day.family.parent_id) == [("Tue 16:00", BookingState.BOOKED)]


def test_times_with_no_round_says_how_to_ask_for_a_talk(portal: Flask, watch: Watch) -> None:
    _day, phone, words = invited(portal)
    watch.set("2027-02-01 10:00")
    phone.reply("times")
    assert phone.last_text == words.said(asking.no_talks)


@pytest.mark.parametrize("tag", ["en", "pl", "ur"])
def test_change_leads_to_another_time(portal: Flask, watch: Watch, tag: str) -> None:
    day, phone, words = booked(portal, tag=tag)
    phone.reply(word(answers.Word.CHANGE, tag))
    assert phone.last_text == words.menu("15:30")
    phone.reply("1")
    assert phone.last_text == words.choices("15:00", "16:00", "16:30")
    phone.reply("2")
    assert phone.last_text == words.moved("16:00")
    assert talks(day.family.parent_id) == [("Tue 16:00", BookingState.BOOKED)]


def test_change_leads_back_to_the_creche(portal: Flask) -> None:
    _day, phone, words = booked(portal, with_creche=True)
    phone.reply("0")
    phone.reply("change")
    phone.reply("2")
    assert phone.last_text == words.little_ones()
    for said in ("1", "4", "1"):
        phone.reply(said)
    assert phone.last_text == words.noted("15:30", 1)
    phone.reply("change")
    phone.reply("2")
    phone.reply("0")
    assert phone.last_text == words.noted("15:30")
    assert places() == [("1", Age.THREE_FOUR, PlaceState.CANCELLED, "")]


def test_change_can_cancel_and_take_it_back(portal: Flask, watch: Watch) -> None:
    day, phone, words = booked(portal)
    phone.reply("CHANGE")
    phone.reply("3")
    assert phone.last_text == words.cancelled("15:30")
    watch.set("2026-11-09 10:01")
    phone.reply("1")
    assert talks(day.family.parent_id) == [("Tue 15:30", BookingState.BOOKED)]


@pytest.mark.parametrize("tag", ["en", "pl", "ur"])
def test_talk_is_a_task_for_the_key_teacher(portal: Flask, watch: Watch, tag: str) -> None:
    day, phone, words = invited(portal, tag=tag)
    with act():
        school_days.change_closures([Closed(date(2026, 11, 12), date(2026, 11, 13))], make.OFFICE)
    watch.set("2026-11-10 10:00")  # a Tuesday, and the school is shut on Thursday and Friday
    phone.reply(word(answers.Word.TALK, tag))
    monday = date(2026, 11, 16)
    assert phone.last_text == asking.will_answer(words.own, teacher="Miss Khan", day=monday)
    task = db.session.scalars(select(Task)).one()
    assert (task.kind, task.parent_id, task.child_id, task.staff_id, task.due_on) == (
        TaskKind.TALK,
        day.family.parent_id,
        day.family.child_id,
        day.teacher_id,
        monday,
    )
    phone.reply(word(answers.Word.TALK, tag))
    assert len(db.session.scalars(select(Task.id)).all()) == 1


def test_talk_at_night_says_whom_to_call_in_danger(portal: Flask, watch: Watch) -> None:
    _day, phone, words = invited(portal)
    with act():
        school_days.change_closures([Closed(date(2026, 11, 16), date(2026, 11, 20))], make.OFFICE)
    watch.set("2026-11-13 21:00")
    phone.reply("I would like to talk")
    answer = asking.will_answer(words.own, teacher="Miss Khan", day=date(2026, 11, 24))
    assert phone.last_text == f"{answer} {asking.in_danger(words.own)}"


def test_talk_with_two_children_asks_about_which(portal: Flask) -> None:
    day, phone, words = invited(portal)
    maryam = make.sibling(day.family.parent_id)
    phone.reply("talk")
    assert phone.last_text == asking.which_child(words.own, children=["Yusuf", "Maryam"])
    phone.reply("2")
    # Maryam has no class yet, and so no key teacher: the office sees to it.
    task = db.session.scalars(select(Task)).one()
    assert (task.child_id, task.staff_id) == (maryam, None)


# -- a bare no, a slip, an old answer ----------------------------------------------------------


def test_a_bare_no_to_a_reminder_is_asked_about(portal: Flask, watch: Watch) -> None:
    day, phone, words = booked(portal)
    watch.set("2026-11-23 17:00")
    phone.waits().reply("No")
    assert phone.last_text == words.said(asking.cannot_come)
    assert talks(day.family.parent_id) == [("Tue 15:30", BookingState.BOOKED)]
    watch.set("2026-11-23 17:01")
    phone.reply("3")
    assert talks(day.family.parent_id) == [("Tue 15:30", BookingState.CANCELLED)]


def test_a_bare_no_to_an_invitation_is_asked_about(portal: Flask, watch: Watch) -> None:
    day, phone, words = invited(portal)
    phone.reply("no")
    assert phone.last_text == words.said(asking.not_this_time)
    invitation = db.session.get_one(Invitation, day.invitation_id)
    assert invitation.state == InvitationState.ASKED
    phone.reply("1")
    db.session.expire_all()
    assert db.session.get_one(Invitation, day.invitation_id).state == InvitationState.DECLINED


def test_no_where_it_ends_nothing_changes_nothing(portal: Flask, watch: Watch) -> None:
    day, phone, words = booked(portal)
    phone.reply("CHANGE")
    phone.reply("no")
    assert phone.last_text == words.said(asking.unchanged)
    assert talks(day.family.parent_id) == [("Tue 15:30", BookingState.BOOKED)]


def test_a_slip_is_asked_again_and_the_second_goes_to_a_person(portal: Flask, watch: Watch) -> None:
    _day, phone, words = booked(portal, with_creche=True)
    phone.reply("lots")
    assert phone.last_text == f"{asking.again(words.own)}\n{words.little_ones()}"
    assert inbox()[1:] == [("lots", InState.ASKED_AGAIN, None)]
    watch.set("2026-11-09 10:05")
    phone.reply("many")
    assert phone.last_text == words.a_person()
    assert [state for _, state, _ in inbox()[1:]] == [InState.FOR_A_PERSON] * 2
    watch.set("2026-11-09 10:06")
    phone.reply("2")  # the question itself is still open
    assert phone.last_text == words.ages(2)


def test_a_slip_that_is_put_right_needs_no_person(portal: Flask) -> None:
    _day, phone, words = booked(portal, with_creche=True)
    phone.reply("lots")
    phone.reply("3")
    assert phone.last_text == words.ages(3)
    assert [state for _, state, _ in inbox()] == [InState.UNDERSTOOD] * 3


def test_a_slip_that_nobody_puts_right_reaches_a_person_within_the_hour(
    portal: Flask, watch: Watch
) -> None:
    _day, phone, words = booked(portal, with_creche=True)
    phone.reply("lots")
    watch.set("2026-11-09 10:59")
    assert len(phone.waits().texts) == 4
    watch.set("2026-11-09 11:00")
    assert phone.waits().last_text == words.a_person()
    assert inbox()[1:] == [("lots", InState.FOR_A_PERSON, None)]


def test_yes_but_is_not_a_plain_yes(portal: Flask, watch: Watch) -> None:
    day, phone, words = booked(portal)
    watch.set("2026-11-23 12:00")
    watch.set("2026-11-23 17:00")
    phone.waits().reply("yes but can we do 4pm")
    assert phone.last_text == words.a_person(date(2026, 11, 24), danger=True)
    assert talks(day.family.parent_id) == [("Tue 15:30", BookingState.BOOKED)]
    assert db.session.scalars(select(Booking.coming_at)).one() is None


def test_an_old_number_gets_a_kind_answer_and_the_way_on(portal: Flask, watch: Watch) -> None:
    _day, phone, words = booked(portal)
    watch.set("2026-11-23 17:00")
    phone.waits()
    watch.set("2026-11-25 09:00")
    phone.reply("2")
    assert phone.last_text == words.said(asking.too_late)
    assert inbox()[1:] == [("2", InState.UNDERSTOOD, "too late")]


# -- who it is ---------------------------------------------------------------------------------


def test_i_am_not_her_stops_the_number(portal: Flask) -> None:
    day, phone, words = invited(portal)
    phone.reply("I am not Ayesha")
    assert phone.last_text == words.wrong_person()
    assert tasks() == [(TaskKind.WRONG_NUMBER, day.family.parent_id)]


def test_i_am_not_coming_is_no_wrong_number(portal: Flask, watch: Watch) -> None:
    day, phone, _words = booked(portal)
    watch.set("2026-11-23 17:00")
    phone.waits().reply("I am not coming")
    assert talks(day.family.parent_id) == [("Tue 15:30", BookingState.BOOKED)]
    assert tasks() == []


@pytest.mark.parametrize("said", ["TIMES", "CHANGE", "TALK", "LANGUAGE", "1", "no"])
def test_who_must_not_be_contacted_hears_nothing(portal: Flask, said: str) -> None:
    day, phone, _words = invited(portal)
    with act():
        tie = db.session.scalars(
            select(Guardianship).filter_by(parent_id=day.family.parent_id)
        ).one()
        tie.no_contact = True
    phone.reply(said)
    assert phone.texts[1:] == []
    assert inbox() == [(said, InState.FOR_A_PERSON, None)]
    assert tasks() == []


def test_times_of_a_parent_of_two_keeps_the_barred_child_out(portal: Flask) -> None:
    day, phone, words = booked(portal)
    maryam = make.sibling(day.family.parent_id)
    asked = make.invitation(day.round_id, maryam, day.family.parent_id, day.teacher_id)
    with act():
        booking.book(asked, day.slot_ids[2], make.OFFICE)
    with act():
        tie = db.session.scalars(select(Guardianship).filter_by(child_id=maryam)).one()
        tie.no_contact = True
    phone.waits().reply("TIMES")
    assert phone.last_text == words.my_talks(("15:30", "Yusuf", "Miss Khan"))


def test_the_next_child_is_asked_about_after_the_rest(portal: Flask, watch: Watch) -> None:
    day, phone, words = invited(portal, with_creche=True)
    maryam = make.sibling(day.family.parent_id, class_id=day.class_id)
    asks_next(make.invitation(day.round_id, maryam, day.family.parent_id, day.teacher_id))
    phone.reply("2")
    assert phone.texts[1:] == [words.booked("15:30"), words.little_ones()]
    phone.reply("0")
    about_maryam = Words(day.family.parent_id, child="Maryam")
    assert phone.texts[3:] == [
        words.noted("15:30"),
        about_maryam.invitation("15:00", "16:00", "16:30"),
    ]


def test_a_rest_that_is_left_does_not_hold_up_the_next_child(portal: Flask, watch: Watch) -> None:
    day, phone, _words = invited(portal, with_creche=True)
    maryam = make.sibling(day.family.parent_id, class_id=day.class_id)
    asks_next(make.invitation(day.round_id, maryam, day.family.parent_id, day.teacher_id))
    phone.reply("2")
    watch.set("2026-11-09 13:00")
    about_maryam = Words(day.family.parent_id, child="Maryam")
    assert phone.waits().texts[3:] == [about_maryam.invitation("15:00", "16:00", "16:30")]


def test_what_was_done_by_text_stands_in_the_history(portal: Flask, watch: Watch) -> None:
    day, (phone, _words), _other = two_who_wait(portal)
    watch.set("2026-11-10 09:00")
    set_free(day, 2)
    phone.waits().reply("1")
    query = select(Event.deed).where(Event.parent_id == day.family.parent_id).order_by(Event.id)
    deeds = [deed for deed in db.session.scalars(query) if deed != Deed.LINK_SENT]
    assert deeds == [Deed.WAITS_FOR_TIME, Deed.TIME_OFFERED, Deed.BOOKED]


def test_nobody_waits_for_a_round_that_is_over(portal: Flask, watch: Watch) -> None:
    _day, _one, _other = two_who_wait(portal)
    watch.set("2026-12-20 10:00")
    work(portal)
    assert waits() == [WaitingState.ENDED] * 2


def test_a_time_the_family_used_before_is_among_those_offered(portal: Flask, watch: Watch) -> None:
    day, phone, _words = booked(portal)
    phone.reply("CHANGE")
    phone.reply("1")
    phone.reply("4")  # other times: 17:00, 17:30
    phone.reply("2")
    assert talks(day.family.parent_id) == [("Tue 17:30", BookingState.BOOKED)]
    watch.set("2027-02-01 10:00")
    again = make.round_(class_ids=(day.class_id,), name="Spring talks")
    make.cover(again, day.teacher_id, "2027-02-16", "08:00", "12:00")
    make.cover(again, day.teacher_id, "2027-02-16", "17:00", "18:30")
    asks_next(make.invitation(again, day.family.child_id, day.family.parent_id, day.teacher_id))
    offered = phone.waits().last_text.splitlines()[1:4]
    assert offered == ["1 Tue 16 Feb 08:00", "2 Tue 16 Feb 09:00", "3 Tue 16 Feb 17:30"]


def test_after_an_outage_only_the_last_word_about_a_talk_goes_out(
    portal: Flask, watch: Watch
) -> None:
    day = make.evening(with_creche=False)
    asks_next(day.invitation_id)
    watch.set("2026-11-09 20:30")  # nothing goes out any more today
    with act():
        inviting.ask_next_of(day.family.parent_id)
    with act():
        made = booking.book(day.invitation_id, day.slot_ids[0], make.OFFICE)
    with act():
        booking.move(made.id, day.slot_ids[1], make.OFFICE)
    with act():
        booking.move(made.id, day.slot_ids[2], make.OFFICE)
    phone, words = Phone(portal, day.family.parent_id), Words(day.family.parent_id)
    assert phone.waits().texts == []
    watch.set("2026-11-10 08:00")
    assert phone.waits().texts == [words.moved("16:00")]
    states = db.session.execute(select(OutText.kind, OutText.state).order_by(OutText.id)).all()
    assert [(kind, state) for kind, state in states] == [
        (Kind.INVITATION, TextState.SKIPPED),
        (Kind.BOOKED, TextState.SKIPPED),
        (Kind.MOVED, TextState.SKIPPED),
        (Kind.MOVED, TextState.SENT),
    ]


# -- what must not happen ----------------------------------------------------------------------


def test_who_has_said_wrong_number_cannot_cancel_the_talk(portal: Flask, watch: Watch) -> None:
    day, phone, words = booked(portal)
    watch.set("2026-11-23 17:00")
    phone.waits().reply("wrong number")
    before = len(phone.texts)
    for said in ("3", "2", "CHANGE", "TIMES"):
        phone.reply(said)
    assert (len(phone.texts), talks(day.family.parent_id)) == (
        before,
        [("Tue 15:30", BookingState.BOOKED)],
    )
    assert [state for _, state, _ in inbox()[2:]] == [InState.FOR_A_PERSON] * 4
    assert words.wrong_person() == phone.last_text


def test_an_old_yes_does_not_take_another_time(portal: Flask, watch: Watch) -> None:
    day, (phone, words), _other = two_who_wait(portal)
    watch.set("2026-11-10 09:00")
    set_free(day, 2)
    work(portal)
    watch.set("2026-11-11 09:00")
    work(portal)  # their deadline is over, and Lina has the time
    set_free(day, 4)
    with act():
        assert waitlist.offer(entry_of(day.invitation_id))
    # The text that offers 17:00 has not gone out yet when they answer the one of 16:00.
    assert text_in(portal, phone.number, "yes") == 200
    answer.answer_new()
    assert talks(day.family.parent_id)[-1] == ("Tue 17:00", BookingState.HELD)
    assert words.waiting() in phone.texts


def test_a_late_yes_is_a_yes_while_nobody_else_came(portal: Flask, watch: Watch) -> None:
    day, phone, words = invited(portal)
    for slot in range(6):
        take(day, slot)
    for said in ("4", "1"):
        phone.reply(said)
    watch.set("2026-11-10 09:00")
    set_free(day, 2)
    phone.waits()
    watch.set("2026-11-11 09:05")
    phone.waits().reply("yes")
    assert phone.last_text == words.booked("16:00")


def test_a_yes_is_too_late_once_the_talk_has_begun(portal: Flask, watch: Watch) -> None:
    day, (phone, words), _other = two_who_wait(portal)
    watch.set("2026-11-24 10:00")
    set_free(day, 2)
    phone.waits()
    watch.set("2026-11-24 15:58")
    with act():  # they look at the offer on their page, which keeps it for ten minutes
        waitlist.choose(day.invitation_id, day.slot_ids[2], make.by(day.family.parent_id))
    watch.set("2026-11-24 16:02")
    phone.reply("1")
    assert phone.last_text == words.said(asking.offer_gone)
    assert talks(day.family.parent_id) == [("Tue 16:00", BookingState.HELD)]


def test_no_offer_outlives_the_round(portal: Flask, watch: Watch) -> None:
    day, (phone, words), _other = two_who_wait(portal)
    with act() as session:
        session.get_one(Round, day.round_id).closes_on = date(2026, 11, 10)
    watch.set("2026-11-10 15:00")
    set_free(day, 2)
    assert phone.waits().last_text == words.offer("16:00", at("2026-11-10", "20:00"))


def test_a_no_after_the_yes_changes_nothing_and_says_so(portal: Flask, watch: Watch) -> None:
    day, (phone, words), _other = two_who_wait(portal)
    watch.set("2026-11-10 09:00")
    set_free(day, 2)
    phone.waits().reply("1")
    watch.set("2026-11-10 09:20")
    phone.reply("2")
    assert phone.last_text == words.said(asking.too_late)
    assert talks(day.family.parent_id) == [("Tue 16:00", BookingState.BOOKED)]


def test_two_little_ones_of_two_years_are_not_one_text_sent_twice(portal: Flask) -> None:
    _day, phone, words = booked(portal, with_creche=True)
    phone.reply("2")
    phone.reply("2")
    assert phone.last_text == f"{asking.again(words.own)}\n{words.ages(2)}"
    phone.reply("2 2")
    assert [age for _, age, *_ in places()] == [Age.TWO, Age.TWO]


def test_a_reminder_waits_for_an_answer_that_is_being_written(portal: Flask, watch: Watch) -> None:
    _day, phone, words = booked(portal, with_creche=True)
    watch.set("2026-11-23 16:59")
    phone.reply("CHANGE")
    phone.reply("2")
    watch.set("2026-11-23 17:01")
    phone.waits().reply("1")
    assert phone.last_text == words.ages(1)
    phone.reply("3")
    watch.set("2026-11-23 17:20")
    tomorrow = words.reminder(("15:30", "Yusuf", "Miss Khan"), tomorrow=True)
    assert phone.waits().last_text == tomorrow


def test_who_waits_for_the_creche_may_still_move_the_talk(portal: Flask, watch: Watch) -> None:
    day, phone, words, _crowd = who_waits_for_a_place(portal)
    phone.reply("CHANGE")
    phone.reply("1")
    phone.reply("3")
    moved = phone.last_text
    assert moved.startswith("The new time for the talk about Yusuf is Tue 24 Nov 17:00")
    assert words.own.tag == "en"
    assert places()[10:] == [("1", Age.TWO, PlaceState.WAITING, "")]
    assert day.creche_id


def test_an_offered_time_whose_teacher_is_away_is_offered_no_more(
    portal: Flask, watch: Watch
) -> None:
    day, (phone, words), _other = two_who_wait(portal)
    watch.set("2026-11-10 09:00")
    for slot in range(6):
        set_free(day, slot)
    phone.waits()
    cover_id = db.session.scalars(select(Slot.cover_id).where(Slot.id == day.slot_ids[0])).one()
    with act():
        cover.remove_cover(cover_id, make.OFFICE)
    phone.reply("1")
    assert phone.last_text == words.said(asking.offer_gone)
    assert [state for _, state in talks(day.family.parent_id)] == [BookingState.CANCELLED]


def test_a_call_off_that_cannot_wait_for_the_morning_goes_out_at_once(
    portal: Flask, watch: Watch
) -> None:
    day, phone, words = booked(portal)
    early = make.cover(day.round_id, day.teacher_id, "2026-11-26", "08:00", "09:00")
    (talk,) = db.session.scalars(select(Booking.id).filter_by(parent_id=day.family.parent_id))
    with act():
        booking.move(talk, early[0], make.OFFICE)
    phone.waits()
    watch.set("2026-11-26 06:40")
    with act():
        booking.cancel(talk, make.OFFICE, CancelReason.TEACHER_AWAY)
    assert phone.waits().last_text.startswith("Sorry, Miss Khan cannot talk about Yusuf")
    assert words.own.tag == "en"


def test_what_matters_and_expired_is_a_task(portal: Flask, watch: Watch) -> None:
    day, phone, _words = booked(portal)
    network(portal).answers = [Outcome(Answer.TRY_LATER)] * 50
    watch.set("2026-11-24 14:00")
    (talk,) = db.session.scalars(select(Booking.id).filter_by(parent_id=day.family.parent_id))
    with act():
        booking.cancel(talk, make.OFFICE, CancelReason.TEACHER_AWAY)
    phone.waits()
    watch.set("2026-11-24 15:31")
    phone.waits()
    assert (TaskKind.TEXT_FAILED, day.family.parent_id) in tasks()
