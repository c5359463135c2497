"""What parents ask for to come to a talk: who sees to it, what becomes of it, what they hear."""

from datetime import date, time

import pytest
from flask import Flask
from sqlalchemy import select, update

from portal.db import act, db
from portal.domain import (
    arranging,
    booking,
    bookings,
    help_requests,
    interpreter_days,
    interpreters,
    interpreting,
    undoing,
)
from portal.domain.booking import Answers
from portal.domain.bookings import Booking
from portal.domain.creche import IfFull
from portal.domain.help_requests import HelpRequest, Need, NeedKind, NeedState
from portal.domain.history import Deed, Event
from portal.domain.interpreters import About
from portal.domain.outbox import Kind, OutText, TextState
from portal.domain.people import Guardianship, Parent, Role
from portal.domain.rounds import Round, Way
from portal.domain.tasks import Task, TaskKind
from portal.wording.refusals import Reason, Refused
from tests import make
from tests.conftest import Watch

TUESDAY = date(2026, 11, 24)


def book(evening: make.Evening, slot: int = 0, **wishes: object) -> int:
    """The family of this evening books, and wishes these things."""
    with act():
        answers = Answers(**wishes)  # type: ignore[arg-type]
        by = make.by(evening.family.parent_id)
        return booking.book(evening.invitation_id, evening.slot_ids[slot], by, answers).id


def only(booking_id: int) -> Need:
    (need,) = help_requests.of_talk(booking_id)
    return need


def texts() -> list[tuple[str, TextState]]:
    query = select(OutText).where(OutText.kind == Kind.HELP).order_by(OutText.id)
    return [(text.body, text.state) for text in db.session.scalars(query)]


def to_do(kind: TaskKind) -> list[str]:
    query = select(Task.words).where(Task.kind == kind, Task.done_at.is_(None))
    return sorted(words or "" for words in db.session.scalars(query))


def here(
    name: str = "Mrs Rana", begins: str = "15:00", ends: str = "16:00", language: str = "Urdu"
) -> int:
    """An interpreter of the register is here on Tuesday; the stay's id."""
    with act():
        who = interpreters.add(About(name, language), make.OFFICE)
        times = time.fromisoformat(begins), time.fromisoformat(ends)
        return interpreters.book(who, TUESDAY, *times, language, make.OFFICE)


def refused(deed: object, *args: object, **more: object) -> Reason:
    with pytest.raises(Refused) as no, act():
        deed(*args, **more)  # type: ignore[operator]
    return no.value.reason


# -- the request follows the wish --------------------------------------------------------------


def test_a_request_for_each_wish_and_none_for_what_is_not_wished_any_more(portal: Flask) -> None:
    evening = make.evening()
    wishes = {"interpreter": "Soomaali", "lift": True, "step_free": True}
    talk = book(evening, phone_instead=True, with_me=True, **wishes)
    assert {one.kind for one in help_requests.of_talk(talk)} == set(NeedKind)
    assert {one.state for one in help_requests.of_talk(talk)} == {NeedState.ASKED}
    with act():
        by = make.by(evening.family.parent_id)
        booking.fill_in(talk, Answers(interpreter="somali"), IfFull.REFUSE, by)
        booking.fill_in(talk, Answers(interpreter="somali"), IfFull.REFUSE, by)
    need = only(talk)
    assert (need.kind, need.state) == (NeedKind.INTERPRETER, NeedState.ASKED)
    assert to_do(TaskKind.HELP_OFF) == []  # nobody had been asked yet


def test_nothing_is_asked_for_while_a_time_is_only_held(portal: Flask) -> None:
    evening = make.evening()
    by = make.by(evening.family.parent_id)
    with act():
        held = booking.hold(evening.invitation_id, evening.slot_ids[0], by)
        booking.fill_in(held.id, Answers(lift=True), IfFull.REFUSE, by)
        held_id = held.id
    assert help_requests.of_talk(held_id) == []
    with act():
        booking.confirm(held_id, by)
    assert only(held_id).kind == NeedKind.LIFT


# -- told once ---------------------------------------------------------------------------------


def test_arranged_is_told_once_and_by_day(portal: Flask, watch: Watch) -> None:
    talk = book(make.evening(), lift=True)
    watch.set("2026-11-09 21:00")
    need = only(talk)
    for _ in range(2):
        with act():
            arranging.arrange(need.id, make.OFFICE, note="Taxi Ali", ready_at=time(14, 30))
    ((said, state),) = texts()
    assert "You have a lift to the talk about Yusuf on Tue 24 Nov 15:00." in said
    assert "Please be ready at 14:30." in said
    assert "Ali" not in said
    assert state == TextState.QUEUED
    text = db.session.scalars(select(OutText).where(OutText.kind == Kind.HELP)).one()
    assert text.due_at.hour == 8
    with act():  # only the office's own note is other words
        arranging.arrange(need.id, make.OFFICE, note="Taxi Bell", ready_at=time(14, 30))
    assert len(texts()) == 1
    deeds = db.session.scalars(select(Event.deed).where(Event.booking_id == talk)).all()
    assert deeds.count(Deed.NEED_ARRANGED) == 2


def test_what_cannot_be_is_told_and_somebody_rings(portal: Flask, watch: Watch) -> None:
    talk = book(make.evening(), with_me=True)
    need = only(talk)
    assert refused(arranging.cannot, need.id, " ", make.OFFICE) == Reason.NOTHING_WRITTEN
    watch.set("2026-11-09 21:00")
    with act():
        arranging.arrange(need.id, make.OFFICE, note="Mrs Green")
    with act():
        arranging.cannot(need.id, "Mrs Green is ill", make.OFFICE)
    (_, first), (said, second) = texts()
    assert (first, second) == (TextState.CANCELLED, TextState.QUEUED)  # only the last is sent
    assert "nobody is free to sit with you" in said and "We will ring you" in said
    assert to_do(TaskKind.CALL) == [
        "someone with them, Tuesday 24 November at 15:00: cannot be arranged"
    ]
    with act():
        arranging.arrange(need.id, make.OFFICE, note="Mr Hill")
    assert to_do(TaskKind.CALL) == []


def test_who_gets_no_texts_is_rung(portal: Flask) -> None:
    evening = make.evening()
    talk = book(evening, lift=True)
    with act() as session:
        session.execute(update(Parent).values(number=None))
    with act():
        arranging.arrange(only(talk).id, make.OFFICE, note="Taxi Ali")
    assert texts() == []
    (ring,) = to_do(TaskKind.CALL)
    assert ring == "a lift, Tuesday 24 November at 15:00: tell them it is arranged"


def test_a_call_instead_becomes_the_way_they_talk(portal: Flask) -> None:
    evening = make.evening()
    with act() as session:
        session.execute(update(Round).values(ways=[Way.IN_PERSON.value]))
    talk = book(evening, phone_instead=True)
    with act():
        arranging.arrange(only(talk).id, make.OFFICE)
    by = make.by(evening.family.parent_id)
    with act():  # the form knows only the round's own ways
        booking.fill_in(talk, Answers(phone_instead=True, step_free=True), IfFull.REFUSE, by)
    assert db.session.get_one(Booking, talk).way == Way.PHONE
    need = next(one for one in help_requests.of_talk(talk) if one.kind == NeedKind.PHONE)
    with act():
        arranging.cannot(need.id, "No phone line", make.OFFICE)
    assert db.session.get_one(Booking, talk).way == Way.IN_PERSON


# -- cancelled, taken back, moved --------------------------------------------------------------


def test_a_cancelled_talk_calls_its_help_off_and_taken_back_it_stands(portal: Flask) -> None:
    evening = make.evening()
    talk, by = book(evening, lift=True), make.by(evening.family.parent_id)
    with act():
        arranging.arrange(only(talk).id, make.OFFICE, note="Taxi Ali")
    with act():
        booking.cancel(talk, by)
    assert help_requests.to_come() == []
    assert to_do(TaskKind.HELP_OFF) == ["a lift, Tuesday 24 November at 15:00: Taxi Ali"]
    with act():
        booking.take_back_cancel(talk, by)
    assert only(talk).state == NeedState.ARRANGED
    assert to_do(TaskKind.HELP_OFF) == []


def test_once_somebody_called_it_off_it_is_to_be_arranged_again(portal: Flask) -> None:
    evening = make.evening()
    talk, by = book(evening, lift=True), make.by(evening.family.parent_id)
    with act():
        arranging.arrange(only(talk).id, make.OFFICE, note="Taxi Ali")
    with act():
        booking.cancel(talk, by)
    with act() as session:
        session.execute(update(Task).values(done_at=session.get_one(Booking, talk).made_at))
    with act():
        booking.take_back_cancel(talk, by)
    assert only(talk).state == NeedState.ASKED


def test_a_moved_talk_needs_its_help_anew(portal: Flask) -> None:
    evening = make.evening()
    talk, by = book(evening, lift=True), make.by(evening.family.parent_id)
    with act():
        arranging.arrange(only(talk).id, make.OFFICE, note="Taxi Ali")
    with act():
        booking.move(talk, evening.slot_ids[4], by)
    assert only(talk).state == NeedState.ASKED
    assert to_do(TaskKind.HELP_OFF) == ["a lift, Tuesday 24 November at 15:00: Taxi Ali"]
    assert [state for _, state in texts()] == [TextState.CANCELLED]
    with act():
        arranging.arrange(only(talk).id, make.OFFICE, note="Taxi Ali")
    assert "Tue 24 Nov 17:00" in texts()[-1][0]


def test_a_move_taken_back_leaves_its_help_as_it_was(portal: Flask) -> None:
    evening = make.evening()
    stay_id = here()
    talk = book(evening, lift=True, interpreter="Urdu", step_free=True)
    by_kind = {need.kind: need.id for need in help_requests.of_talk(talk)}
    with act():
        arranging.arrange(by_kind[NeedKind.LIFT], make.OFFICE, note="Taxi Ali", ready_at=time(14))
    with act():
        arranging.cannot(by_kind[NeedKind.STEP_FREE], "the ramp is broken", make.OFFICE)
    before = sorted(help_requests.of_talk(talk), key=lambda need: need.id)
    with act():
        booking.move(talk, evening.slot_ids[4], make.OFFICE)  # when nobody interprets
    assert {need.state for need in help_requests.of_talk(talk)} == {NeedState.ASKED}
    assert len(to_do(TaskKind.HELP_OFF)) == 2
    done = undoing.just_done(talk)
    assert done is not None
    with act():
        undoing.undo(talk, done, make.OFFICE)
    assert sorted(help_requests.of_talk(talk), key=lambda need: need.id) == before
    assert to_do(TaskKind.HELP_OFF) == []
    lift = next(need for need in before if need.kind == NeedKind.LIFT)
    assert (lift.note, lift.ready_at) == ("Taxi Ali", time(14))
    assert db.session.get_one(HelpRequest, by_kind[NeedKind.INTERPRETER]).stay_id == stay_id


def test_a_move_taken_back_after_the_taxi_was_called_off_asks_for_one_anew(portal: Flask) -> None:
    evening = make.evening()
    talk = book(evening, lift=True)
    with act():
        arranging.arrange(only(talk).id, make.OFFICE, note="Taxi Ali")
    green = make.at_desk(make.staff("Mrs Green", Role.OFFICE))
    with act():
        arranging.take(only(talk).id, green)
    owner = only(talk).owner
    with act():
        booking.move(talk, evening.slot_ids[4], make.OFFICE)
    assert (only(talk).state, only(talk).owner) == (NeedState.ASKED, owner)
    with act() as session:
        session.execute(update(Task).values(done_at=session.get_one(Booking, talk).made_at))
    with act():
        booking.move(talk, evening.slot_ids[0], make.OFFICE)
    assert (only(talk).state, only(talk).owner) == (NeedState.ASKED, owner)


def test_a_parent_held_silently_hears_nothing_and_is_named_nowhere(portal: Flask) -> None:
    evening = make.evening()
    talk = book(evening, lift=True)
    need = only(talk)
    with act():
        arranging.arrange(need.id, make.OFFICE, note="Taxi Ali")
    with act() as session:
        booking.end_silently(talk, make.OFFICE)
        session.execute(update(Guardianship).values(no_contact=True))
    assert help_requests.to_come() == [] and help_requests.of_talk(talk) == []
    assert [state for _, state in texts()] == [TextState.CANCELLED]
    task = db.session.scalars(select(Task).where(Task.kind == TaskKind.HELP_OFF)).one()
    assert (task.parent_id, task.child_id) == (None, None)
    assert refused(arranging.arrange, need.id, make.OFFICE) == Reason.NEED_OVER


# -- who sees to it ----------------------------------------------------------------------------


def test_two_colleagues_cannot_both_take_it(portal: Flask) -> None:
    talk = book(make.evening(), lift=True)
    green, hill = make.staff("Mrs Green", Role.OFFICE), make.staff("Mr Hill", Role.OFFICE)
    need = only(talk)
    with act():
        arranging.take(need.id, make.at_desk(green))
    assert refused(arranging.take, need.id, make.at_desk(hill)) == Reason.TAKEN
    assert [one.id for one in help_requests.of_owner(green)] == [need.id]
    with act():
        arranging.hand_on(need.id, hill, make.at_desk(green))
    assert (only(talk).owner, help_requests.of_owner(green)) == ("Mr Hill", [])


def test_three_days_before_the_talk_it_is_near(portal: Flask, watch: Watch) -> None:
    talk = book(make.evening(), lift=True)
    watch.set("2026-11-20 23:59")
    assert help_requests.near() == []
    watch.set("2026-11-21 00:00")
    assert [one.booking_id for one in help_requests.near()] == [talk]
    with act():
        arranging.arrange(only(talk).id, make.OFFICE, note="Taxi")
    assert help_requests.near() == []
    with act():
        arranging.ask_again(only(talk).id, make.OFFICE)
    assert len(help_requests.near()) == 1
    watch.set("2026-11-24 15:00")
    assert help_requests.near() == []


# -- interpreters ------------------------------------------------------------------------------


def test_who_is_here_anyway_is_given_to_the_talk_at_once(portal: Flask) -> None:
    stay = here()
    evening = make.evening(language="ur")
    talk = book(evening, interpreter="اردو")
    need = only(talk)
    assert (need.state, need.stay_id, need.interpreter) == (NeedState.ARRANGED, stay, "Mrs Rana")
    ((said, _),) = texts()
    assert "انٹرپریٹر" in said and "Rana" not in said
    # The last talk of the day is cancelled: nobody needs her then.
    with act():
        booking.cancel(talk, make.by(evening.family.parent_id))
    assert to_do(TaskKind.HELP_OFF) == ["Mrs Rana (Urdu), Tue 24 Nov: nobody needs them that day"]
    with act():
        booking.take_back_cancel(talk, make.by(evening.family.parent_id))
    assert only(talk).state == NeedState.ARRANGED
    assert to_do(TaskKind.HELP_OFF) == []


def test_nobody_interprets_in_two_talks_at_once(portal: Flask) -> None:
    stay = here()
    evening = make.evening()
    first = book(evening, interpreter="Urdu")
    other_teacher = make.staff("Mr Hill")
    slots = make.cover(evening.round_id, other_teacher, room="Room 9")
    family = make.family("Sana", ("Hina",), surname="Shah")
    asked = make.invitation(evening.round_id, family.child_id, family.parent_id, other_teacher)
    with act():
        by = make.by(family.parent_id)
        second = booking.book(asked, slots[0], by, Answers(interpreter="urdu")).id
    assert (only(first).state, only(second).state) == (NeedState.ARRANGED, NeedState.ASKED)
    need = only(second)
    busy = refused(arranging.arrange, need.id, make.OFFICE, stay_id=stay)
    assert busy == Reason.INTERPRETER_BUSY
    with act():  # one talk may begin as the other ends
        booking.move(second, slots[1], by)
    assert only(second).stay_id == stay
    with act():  # and after 16:00 she has gone
        booking.move(second, slots[2], by)
    assert only(second).state == NeedState.ASKED
    assert to_do(TaskKind.HELP_OFF) == []  # the first still needs her


def test_who_waits_for_an_interpreter_has_the_one_who_is_here_now(portal: Flask) -> None:
    talk = book(make.evening(), interpreter="urdu")
    stay = here()
    assert only(talk).state == NeedState.ASKED  # nobody has given her to anyone yet
    for given in (1, 0):
        with act():
            assert interpreter_days.give_to_who_waits(stay, make.OFFICE) == given
    assert only(talk).stay_id == stay
    assert len(texts()) == 1


def test_an_interpreter_who_does_not_come_leaves_talks_to_arrange(portal: Flask) -> None:
    stay = here()
    talk = book(make.evening(), interpreter="Urdu")
    with act():
        assert interpreter_days.call_off_stay(stay, make.OFFICE) == [only(talk).id]
    with act():
        assert interpreter_days.call_off_stay(stay, make.OFFICE) == []
    assert (only(talk).state, only(talk).stay_id) == (NeedState.ASKED, None)
    assert [state for _, state in texts()] == [TextState.CANCELLED]


def test_the_register_refuses_what_cannot_be(portal: Flask, watch: Watch) -> None:
    stay = here()
    who = db.session.get_one(interpreters.InterpreterStay, stay).interpreter_id
    again = (who, TUESDAY, time(15), time(16), "urdu", make.OFFICE)
    with act():
        assert interpreters.book(*again) == stay
    late = (who, TUESDAY, time(15, 30), time(17), "Urdu", make.OFFICE)
    assert refused(interpreters.book, *late) == Reason.INTERPRETER_BUSY
    wrong = (who, TUESDAY, time(17), time(17), "Urdu", make.OFFICE)
    assert refused(interpreters.book, *wrong) == Reason.INTERPRETER_TIMES
    gone = refused(interpreters.does_not_come_any_more, who, make.OFFICE)
    assert gone == Reason.INTERPRETER_BOOKED
    assert refused(interpreters.add, About("Ann", " , "), make.OFFICE) == Reason.NO_LANGUAGE
    bad = refused(interpreters.add, About("Ann", "Urdu", "12"), make.OFFICE)
    assert bad == Reason.BAD_NUMBER
    watch.set("2026-11-25 09:00")
    with act():
        interpreters.does_not_come_any_more(who, make.OFFICE)
    assert interpreters.everyone() == []


def test_times_with_an_interpreter_come_first_and_none_is_hidden(portal: Flask) -> None:
    evening = make.evening(language="ur")
    here(begins="16:00", ends="17:00")
    asked = db.session.get_one(bookings.Invitation, evening.invitation_id)
    free = bookings.free_slots(asked)
    first = interpreting.first_of(free, asked.parent)
    assert [slot.begins.hour for slot in first] == [16, 16]
    three = interpreting.for_a_text(free, asked.parent, "", ())
    assert [slot.id for slot in three[:2]] == [slot.id for slot in first]
    assert len(three) == 3
    other = db.session.scalars(select(Parent).where(Parent.first_name == "Katarzyna")).one()
    assert interpreting.first_of(free, other) == []


def test_an_interpreters_day_says_first_names_and_no_more(portal: Flask) -> None:
    stay = here()
    who = db.session.get_one(interpreters.InterpreterStay, stay).interpreter_id
    evening = make.evening()
    book(evening, interpreter="Urdu", lift=True)
    found = interpreting.day_of(who, TUESDAY)
    assert found is not None
    (turn,) = found.turns
    assert (turn.child, turn.parent, turn.teacher) == ("Yusuf", "Ayesha", "Miss Khan")
    assert (turn.room, turn.language) == ("Room 4", "Urdu")
    assert interpreting.day_of(who, date(2026, 11, 25)) is None
    with act() as session:
        session.execute(update(Guardianship).values(no_contact=True))
    hidden = interpreting.day_of(who, TUESDAY)
    assert hidden is not None and hidden.turns == []
