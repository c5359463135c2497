"""The office asks whether a new time suits: the old one stays until the family answers."""

from datetime import time
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import select

from portal import clock
from portal.db import act, db
from portal.domain import booking, bookings, contact, moving, no_contact, upsets
from portal.domain.booking import Answers
from portal.domain.bookings import Booking, BookingState, CancelReason
from portal.domain.creche import Age, CrecheSession, IfFull, LittleOne, PlaceState
from portal.domain.creche_places import places_of
from portal.domain.invitations import Invitation
from portal.domain.move_asks import MoveAsk, MoveAskState
from portal.domain.rounds import Round, Slot
from portal.domain.tasks import TaskKind, open_tasks
from portal.wording import asking
from portal.wording import moving as said
from portal.wording.refusals import Reason, Refused
from tests import make
from tests.conftest import Watch
from tests.domain.test_at_once import at_once
from tests.flows.test_by_text import booked, talks
from tests.words import Words, at

OLD, NEW = "15:30", "16:30"
FIRST, THIRD = 1, 3
"""Which of the six times are booked and asked about."""


def asked(day: make.Evening, booking_id: int, slot: int = THIRD) -> int:
    """The office asks about this time; the question's id."""
    with act():
        return moving.ask(booking_id, day.slot_ids[slot], make.OFFICE).id


def asks(day: make.Evening) -> int:
    """The family has 15:30 and is asked about 16:30."""
    return asked(day, make.booked(day, FIRST))


def state_of(ask_id: int) -> MoveAskState:
    db.session.expire_all()
    return db.session.get_one(MoveAsk, ask_id).state


def refused(deed: partial[object]) -> Reason | None:
    try:
        with act():
            deed()
    except Refused as no:
        return no.reason
    return None


def free_for_others(day: make.Evening) -> set[int]:
    """The times that another family of this class can choose."""
    other = make.family("Noor", ("Nadia",), class_id=day.class_id)
    invited = make.invitation(day.round_id, other.child_id, other.parent_id, day.teacher_id)
    found = bookings.free_slots(db.session.get_one(Invitation, invited))
    return {slot.id for slot in found}


def stays(words: Words) -> str:
    return said.stays(words.own, child="Yusuf", at=at(OLD))


# -- by text -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tag", "yes", "no"), [("en", "1", "no thanks"), ("pl", "tak", "2"), ("ur", "جی ہاں", "٢")]
)
def test_yes_moves_the_talk_and_no_keeps_it(
    portal: Flask, watch: Watch, tag: str, yes: str, no: str
) -> None:
    day, phone, words = booked(portal, tag=tag)
    mine = db.session.scalars(select(Booking.id)).one()
    watch.set("2026-11-09 10:30")  # nothing that was asked along the way holds it up
    for reply, slot, then in ((no, THIRD, OLD), (yes, THIRD, NEW)):
        before = len(phone.texts)
        asked(day, mine, slot)
        question = phone.waits().last_text
        assert (
            said.may_we_move(
                words.own,
                child="Yusuf",
                old=at(OLD),
                new=at(NEW),
                until=clock.local(clock.now()).replace(day=10),
                asks=True,
            ).split(" {link}")[0]
            in question
        )
        assert "/t/" in question
        assert talks(day.family.parent_id) == [(f"Tue {OLD}", BookingState.BOOKED)]
        phone.reply(reply)
        assert talks(day.family.parent_id) == [(f"Tue {then}", BookingState.BOOKED)]
        answered = words.moved(NEW) if then == NEW else stays(words)
        assert phone.texts[before + 1 :] == [answered]
    assert day.slot_ids[FIRST] in free_for_others(day)


def test_silence_keeps_the_old_time(portal: Flask, watch: Watch) -> None:
    day, phone, words = booked(portal)
    mine = db.session.scalars(select(Booking.id)).one()
    ask_id = asked(day, mine)
    phone.waits()
    assert day.slot_ids[THIRD] not in free_for_others(day)
    watch.set("2026-11-10 09:59")
    assert moving.to_settle() == []
    watch.set("2026-11-10 10:00")
    assert phone.waits().last_text == stays(words)
    assert state_of(ask_id) == MoveAskState.RUN_OUT
    assert [task.kind for task in open_tasks()] == [TaskKind.NOT_MOVED]
    assert day.slot_ids[THIRD] in free_for_others(day)
    sent = len(phone.waits().texts)
    phone.reply("1")  # too late, and nobody has come
    assert phone.texts[sent:] == [words.moved(NEW)]
    assert state_of(ask_id) == MoveAskState.MOVED
    assert open_tasks() == []


@pytest.mark.parametrize("how", ["cancelled", "moved"])
def test_nobody_need_see_to_a_talk_that_stayed_and_is_not_there_any_more(
    portal: Flask, how: str
) -> None:
    day = make.evening()
    ask_id = asks(day)
    talk_id = db.session.get_one(MoveAsk, ask_id).booking_id
    with act():
        moving.say_no(ask_id, make.by(day.family.parent_id))
    assert [task.kind for task in open_tasks()] == [TaskKind.NOT_MOVED]
    with act():
        if how == "moved":
            booking.move(talk_id, day.slot_ids[0], make.OFFICE)
        else:
            booking.cancel(talk_id, make.OFFICE, CancelReason.OTHER)
    assert open_tasks() == []


def test_too_late_and_somebody_has_it(portal: Flask, watch: Watch) -> None:
    day, phone, words = booked(portal)
    mine = db.session.scalars(select(Booking.id)).one()
    asked(day, mine)
    phone.waits()
    watch.set("2026-11-10 10:01")
    phone.waits()
    other = make.family("Noor", ("Nadia",), class_id=day.class_id)
    invited = make.invitation(day.round_id, other.child_id, other.parent_id, day.teacher_id)
    with act():
        booking.book(invited, day.slot_ids[THIRD], make.OFFICE)
    phone.reply("1")
    assert phone.last_text == said.gone(words.own, child="Yusuf", at=at(OLD))
    assert talks(day.family.parent_id) == [(f"Tue {OLD}", BookingState.BOOKED)]


def test_a_reminder_meanwhile_speaks_of_the_old_time_and_asks_nothing(
    portal: Flask, watch: Watch
) -> None:
    day, phone, words = booked(portal)
    mine = db.session.scalars(select(Booking.id)).one()
    watch.set("2026-11-23 16:50")
    asked(day, mine)
    phone.waits()
    watch.set("2026-11-23 17:00")
    yusuf = (OLD, "Yusuf", "Miss Khan")
    assert phone.waits().last_text == words.reminder(yusuf, tomorrow=True, asks=False)
    phone.reply("1")
    assert phone.last_text == words.moved(NEW)


def test_who_writes_times_is_asked_again(portal: Flask) -> None:
    day, phone, words = booked(portal)
    asked(day, db.session.scalars(select(Booking.id)).one())
    question = phone.waits().last_text
    phone.reply("times")
    assert phone.last_text == question
    phone.reply("2")
    assert phone.last_text == stays(words)


def test_a_question_taken_back_says_so_to_who_has_read_it(portal: Flask) -> None:
    day, phone, words = booked(portal)
    mine = db.session.scalars(select(Booking.id)).one()
    never_sent = asked(day, mine)
    with act():
        assert moving.take_back(never_sent, make.OFFICE)
    sent = len(phone.waits().texts)
    read = asked(day, mine)
    phone.waits()
    with act():
        moving.take_back(read, make.OFFICE)
        assert not moving.take_back(read, make.OFFICE)
    assert phone.waits().texts[sent + 1 :] == [stays(words)]
    phone.reply("1")
    assert phone.last_text == asking.too_late(words.own)
    assert talks(day.family.parent_id) == [(f"Tue {OLD}", BookingState.BOOKED)]


def test_a_creche_that_shut_meanwhile_keeps_the_old_time_and_a_person_rings(portal: Flask) -> None:
    day, phone, words = booked(portal, with_creche=True)
    for said_so in ("1", "2", "1"):
        phone.reply(said_so)
    mine = db.session.scalars(select(Booking.id)).one()
    ask_id = asked(day, mine)
    phone.waits()
    with act() as session:
        session.get_one(CrecheSession, day.creche_id).ends = time(16)
    phone.reply("1")
    assert phone.last_text == said.gone(words.own, child="Yusuf", at=at(OLD))
    assert talks(day.family.parent_id) == [(f"Tue {OLD}", BookingState.BOOKED)]
    assert state_of(ask_id) == MoveAskState.FELL_AWAY
    assert TaskKind.CALL in {task.kind for task in open_tasks()}


# -- who gets no texts -------------------------------------------------------------------------


def test_who_gets_no_texts_is_rung(portal: Flask) -> None:
    day = make.evening()
    mine = make.booked(day, FIRST)
    with act():
        contact.stop_texts(day.family.parent_id, make.OFFICE)
    ask_id = asked(day, mine)
    (task,) = [one for one in open_tasks() if one.kind == TaskKind.ASK_MOVE]
    assert (task.booking_id, task.due_on) == (mine, clock.today().replace(day=10))
    with act():
        moving.say_yes(ask_id, make.OFFICE)
    assert db.session.get_one(Booking, mine).slot_id == day.slot_ids[THIRD]
    assert [one for one in open_tasks() if one.kind == TaskKind.ASK_MOVE] == []


# -- how it ends -------------------------------------------------------------------------------


def test_cancelling_or_moving_the_talk_ends_the_question(portal: Flask) -> None:
    day, phone, _words = booked(portal)
    mine = db.session.scalars(select(Booking.id)).one()
    first = asked(day, mine)
    phone.waits()
    with act():
        booking.move(mine, day.slot_ids[4], make.OFFICE)
    sent = len(phone.waits().texts)
    assert state_of(first) == MoveAskState.FELL_AWAY
    second = asked(day, mine)
    phone.waits()
    with act():
        booking.cancel(mine, make.by(day.family.parent_id))
    phone.waits()
    assert state_of(second) == MoveAskState.FELL_AWAY
    assert len(phone.texts) == sent + 2  # the question, and that it is cancelled
    assert day.slot_ids[THIRD] in free_for_others(day)


def test_a_new_time_that_falls_away_ends_the_question(portal: Flask) -> None:
    day, phone, words = booked(portal)
    mine = db.session.scalars(select(Booking.id)).one()
    ask_id = asked(day, mine)
    phone.waits()
    with act():
        slots = db.session.scalars(select(Slot).where(Slot.id == day.slot_ids[THIRD])).all()
        upsets.close_times(slots)
    assert phone.waits().last_text == stays(words)
    assert state_of(ask_id) == MoveAskState.FELL_AWAY


def test_contact_held_meanwhile_ends_it_without_a_word(portal: Flask) -> None:
    day, phone, _words = booked(portal)
    mine = db.session.scalars(select(Booking.id)).one()
    ask_id = asked(day, mine)
    sent = len(phone.waits().texts)
    with act():
        no_contact.hold(day.family.parent_id, day.family.child_id, make.OFFICE)
    assert len(phone.waits().texts) == sent
    assert state_of(ask_id) == MoveAskState.FELL_AWAY
    phone.reply("1")
    assert len(phone.texts) == sent
    assert talks(day.family.parent_id) == [(f"Tue {OLD}", BookingState.CANCELLED)]
    assert day.slot_ids[THIRD] in free_for_others(day)


# -- rules -------------------------------------------------------------------------------------


def test_one_question_a_talk_and_the_same_twice_is_one(portal: Flask) -> None:
    day = make.evening()
    mine = make.booked(day, FIRST)
    first = asked(day, mine)
    assert asked(day, mine) == first
    for slot, why in ((4, Reason.ASKED_ALREADY), (FIRST, Reason.SLOT_TAKEN)):
        assert refused(partial(moving.ask, mine, day.slot_ids[slot], make.OFFICE)) == why


def test_there_must_be_time_to_answer(portal: Flask, watch: Watch) -> None:
    day = make.evening()
    mine = make.booked(day, FIRST)
    watch.set("2026-11-24 14:45")
    ask = partial(moving.ask, mine, day.slot_ids[THIRD], make.OFFICE)
    assert refused(ask) == Reason.NO_TIME_TO_ASK


def test_a_yes_counts_after_the_round_has_closed(portal: Flask, watch: Watch) -> None:
    day = make.evening()
    ask_id = asks(day)
    with act() as session:
        session.get_one(Round, day.round_id).closes_on = clock.today().replace(day=8)
    with act():
        moving.say_yes(ask_id, make.by(day.family.parent_id))
    assert state_of(ask_id) == MoveAskState.MOVED


def test_only_whom_it_was_asked_can_answer(portal: Flask) -> None:
    day = make.evening()
    ask_id = asks(day)
    other = make.another_parent(day.family.child_id)
    assert refused(partial(moving.say_yes, ask_id, make.by(other))) == Reason.BOOKING_OVER
    assert refused(partial(moving.say_no, ask_id, make.by(other))) == Reason.BOOKING_OVER


def test_the_kept_time_is_closed_around_for_the_other_parent(portal: Flask) -> None:
    """Two parents of one child stay an hour and twenty minutes apart, also if one says yes."""
    day = make.evening()
    other = make.another_parent(day.family.child_id)
    theirs = make.invitation(day.round_id, day.family.child_id, other, day.teacher_id)
    make.booked(day, 0)
    mine = db.session.scalars(select(Booking.id)).one()
    invitation = db.session.get_one(Invitation, theirs)
    assert [one.id for one in bookings.free_slots(invitation)] == day.slot_ids[4:]
    asked(day, mine, 5)
    assert bookings.free_slots(db.session.get_one(Invitation, theirs)) == []


def test_little_ones_go_along_or_wait(portal: Flask) -> None:
    day = make.evening()
    parent = make.by(day.family.parent_id)
    little = Answers(little_ones=[LittleOne("Bo", Age.TWO, "")])
    with act():
        mine = booking.book(day.invitation_id, day.slot_ids[FIRST], parent, little).id
    later = make.cover(day.round_id, day.teacher_id, "2026-11-25")
    ask = partial(moving.ask, mine, later[0], make.OFFICE)
    assert refused(ask) == Reason.CRECHE_SHUT
    make.creche("2026-11-25", area=1)
    assert refused(ask) == Reason.CRECHE_FULL
    with act():
        ask_id = moving.ask(mine, later[0], make.OFFICE, IfFull.WAIT).id
    with act():
        moving.say_yes(ask_id, parent)
    (place,) = places_of(mine)
    assert place.state == PlaceState.WAITING
    assert db.session.get_one(CrecheSession, place.session_id).day.day == 25


def test_yes_and_no_at_once_end_in_one(portal: Flask) -> None:
    day = make.evening()
    ask_id = asks(day)
    parent = make.by(day.family.parent_id)
    yes, no = partial(moving.say_yes, ask_id, parent), partial(moving.say_no, ask_id, make.OFFICE)
    at_once(portal, [yes, yes, no])
    slot = db.session.scalars(select(Booking.slot_id)).one()
    assert (state_of(ask_id), slot) in (
        (MoveAskState.MOVED, day.slot_ids[THIRD]),
        (MoveAskState.KEPT, day.slot_ids[FIRST]),
    )


def test_two_colleagues_move_one_talk_at_once(portal: Flask) -> None:
    day = make.evening()
    mine = make.booked(day, FIRST)
    move = partial(booking.move, mine, by=make.OFFICE, seen=day.slot_ids[FIRST])
    outcomes = at_once(
        portal, [partial(move, slot_id=day.slot_ids[3]), partial(move, slot_id=day.slot_ids[4])]
    )
    assert sorted(one or "" for one in outcomes) == ["", Reason.MOVED_MEANWHILE]
    asks_at_once = [partial(moving.ask, mine, day.slot_ids[slot], make.OFFICE) for slot in (0, 5)]
    assert sorted(one or "" for one in at_once(portal, asks_at_once)) == [
        "",
        Reason.ASKED_ALREADY,
    ]
