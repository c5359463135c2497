"""School days by text alone: a parent with a phone, a number for an answer, and nothing else."""

import pytest
from flask import Flask
from sqlalchemy import select

from portal import clock
from portal.db import act, db
from portal.domain import booking
from portal.domain.booking import Answers
from portal.domain.bookings import Booking, BookingState
from portal.domain.creche import Age, IfFull, LittleOne
from portal.domain.history import Deed, Event
from portal.domain.inbox import InState, InText
from portal.domain.invitations import Invitation, InvitationState
from portal.domain.people import Parent
from portal.domain.tasks import Task, TaskKind
from portal.wording import asking
from portal.wording.refusals import Reason
from tests import make
from tests.conftest import Watch
from tests.phone import Phone, text_in, work
from tests.words import Words

WEB_PAGE = "http://localhost/t/"


def asks_next(invitation_id: int) -> None:
    """The worker is to send the first text about this invitation."""
    with act() as session:
        session.get_one(Invitation, invitation_id).state = InvitationState.WAITING


def invited(
    portal: Flask, *, tag: str | None = None, with_creche: bool = False
) -> tuple[make.Evening, Phone, Words]:
    """An evening whose parent has just had the first text. Without a crèche, a parent who reads
    English is asked no more than the time."""
    day = make.evening(language=tag, with_creche=with_creche)
    asks_next(day.invitation_id)
    phone = Phone(portal, day.family.parent_id).waits()
    return day, phone, Words(day.family.parent_id, tag or "en")


def booked(
    portal: Flask, *, tag: str | None = None, with_creche: bool = False
) -> tuple[make.Evening, Phone, Words]:
    """An evening whose parent has booked 15:30 by text."""
    day, phone, words = invited(portal, tag=tag, with_creche=with_creche)
    phone.reply("2")
    return day, phone, words


def take(day: make.Evening, slot: int) -> None:
    """Another family has this time."""
    other = make.family(f"Noise {slot}", (f"Parent {slot}",), class_id=day.class_id)
    theirs = make.invitation(day.round_id, other.child_id, other.parent_id, day.teacher_id)
    with act():
        booking.book(theirs, day.slot_ids[slot], make.OFFICE)


def talks(parent_id: int) -> list[tuple[str, BookingState]]:
    db.session.expire_all()
    query = select(Booking).where(Booking.parent_id == parent_id).order_by(Booking.id)
    return [
        (f"{clock.local(one.slot.starts_at):%a %H:%M}", one.state)
        for one in db.session.scalars(query)
    ]


def inbox() -> list[tuple[str, InState, str | None]]:
    db.session.expire_all()
    query = select(InText.body, InText.state, InText.understood_as).order_by(InText.id)
    return [(body, state, read_as) for body, state, read_as in db.session.execute(query)]


def tasks() -> list[tuple[TaskKind, int | None]]:
    query = select(Task.kind, Task.parent_id).order_by(Task.id)
    return [(kind, parent_id) for kind, parent_id in db.session.execute(query)]


# -- a talk, from the first text to the evening ------------------------------------------------


def test_a_talk_by_text_from_invitation_to_reminder(portal: Flask, watch: Watch) -> None:
    day, phone, words = invited(portal)
    (offer,) = phone.texts
    assert offer.splitlines()[:-1] == [
        "Oak Lane: please come and talk about Yusuf with Miss Khan. Reply:",
        "1 Tue 24 Nov 15:00",
        "2 Tue 24 Nov 15:30",
        "3 Tue 24 Nov 16:00",
        "4 other times",
        "5 ring me",
        "6 not this time",
    ]
    assert offer.splitlines()[-1].startswith(WEB_PAGE)
    phone.reply("2")
    assert phone.texts[1:] == [words.booked("15:30")]
    assert phone.last_text.startswith("Booked: Yusuf, Tue 24 Nov 15:30, Miss Khan. Come to")
    assert talks(day.family.parent_id) == [("Tue 15:30", BookingState.BOOKED)]
    watch.set("2026-11-19 16:59")
    assert phone.waits().texts[2:] == []
    watch.set("2026-11-19 17:00")
    yusuf = ("15:30", "Yusuf", "Miss Khan")
    assert phone.waits().texts[2:] == [words.reminder(yusuf, tomorrow=False)]
    watch.set("2026-11-23 16:59")
    assert phone.waits().texts[3:] == []
    watch.set("2026-11-23 17:00")
    assert phone.waits().texts[3:] == [words.reminder(yusuf, tomorrow=True)]
    assert phone.last_text == (
        "See you tomorrow, Tue 24 Nov: 15:30 Yusuf (Miss Khan)."
        " Reply 1 coming, 2 change time, 3 cannot come, 4 please call me"
    )
    watch.set("2026-11-23 17:05")
    phone.reply("1")
    assert phone.texts[4:] == [words.coming("15:30")]
    assert db.session.scalars(select(Booking)).one().coming_at == clock.now()
    watch.set("2026-11-24 16:30")
    assert phone.waits().texts[5:] == []
    assert inbox() == [
        ("2", InState.UNDERSTOOD, f"time: {day.slot_ids[1]}"),
        ("1", InState.UNDERSTOOD, "coming: coming"),
    ]


def test_a_reply_to_the_reminder_cancels_and_another_takes_it_back(
    portal: Flask, watch: Watch
) -> None:
    day, phone, words = booked(portal)
    watch.set("2026-11-19 17:00")
    phone.waits()
    watch.set("2026-11-19 18:00")
    phone.reply("3")
    assert phone.texts[3:] == [words.cancelled("15:30")]
    assert talks(day.family.parent_id) == [("Tue 15:30", BookingState.CANCELLED)]
    watch.set("2026-11-19 18:01")
    phone.reply("1")
    assert phone.texts[4:] == [words.booked("15:30")]
    assert talks(day.family.parent_id) == [("Tue 15:30", BookingState.BOOKED)]
    watch.set("2026-11-23 17:00")
    tomorrow = words.reminder(("15:30", "Yusuf", "Miss Khan"), tomorrow=True)
    assert phone.waits().texts[5:] == [tomorrow]


def test_who_said_coming_may_say_the_next_morning_that_they_cannot(
    portal: Flask, watch: Watch
) -> None:
    day, phone, words = booked(portal)
    watch.set("2026-11-23 17:00")
    phone.waits().reply("1")
    watch.set("2026-11-24 09:00")
    phone.reply("3")
    assert phone.last_text == words.cancelled("15:30")
    assert talks(day.family.parent_id) == [("Tue 15:30", BookingState.CANCELLED)]


def test_a_talk_is_moved_by_text(portal: Flask, watch: Watch) -> None:
    day, phone, words = booked(portal)
    watch.set("2026-11-23 17:00")
    phone.waits()
    watch.set("2026-11-23 17:01")
    phone.reply("2")
    assert phone.texts[3:] == [words.choices("15:00", "16:00", "16:30")]
    watch.set("2026-11-23 17:02")
    phone.reply("3")
    assert phone.texts[4:] == [words.moved("16:30")]
    assert talks(day.family.parent_id) == [("Tue 16:30", BookingState.BOOKED)]


def test_who_would_rather_talk_is_rung(portal: Flask, watch: Watch) -> None:
    day, phone, words = booked(portal)
    watch.set("2026-11-23 17:00")
    phone.waits().reply("4")
    assert phone.last_text == words.will_ring()
    assert tasks() == [(TaskKind.CALL, day.family.parent_id)]
    assert talks(day.family.parent_id) == [("Tue 15:30", BookingState.BOOKED)]


@pytest.mark.parametrize(
    ("tag", "two", "three", "yes"), [("ur", "٢", "۳", "جی ہاں"), ("pl", "dwa", "3.", "Tak")]
)
def test_the_whole_way_in_the_parents_own_language(
    portal: Flask, watch: Watch, tag: str, two: str, three: str, yes: str
) -> None:
    day, phone, words = invited(portal, tag=tag)
    assert phone.texts == [words.invitation("15:00", "15:30", "16:00")]
    phone.reply(two)
    assert phone.texts[1:] == [words.booked("15:30"), words.said(asking.interpreter)]
    watch.set("2026-11-23 17:00")
    tomorrow = words.reminder(("15:30", "Yusuf", "Miss Khan"), tomorrow=True)
    assert phone.waits().texts[3:] == [tomorrow]
    watch.set("2026-11-23 17:01")
    phone.reply(three)
    assert phone.texts[4:] == [words.cancelled("15:30")]
    watch.set("2026-11-23 17:02")
    phone.reply(yes)
    assert phone.texts[5:] == [words.booked("15:30")]
    assert talks(day.family.parent_id) == [("Tue 15:30", BookingState.BOOKED)]
    assert Words(day.family.parent_id, "en").booked("15:30") != words.booked("15:30")


# -- choosing ----------------------------------------------------------------------------------


def test_other_times_are_those_not_offered_before(portal: Flask, watch: Watch) -> None:
    day, phone, words = invited(portal)
    phone.reply("4")
    assert phone.texts[1:] == [words.choices("16:30", "17:00", "17:30")]
    watch.set("2026-11-09 10:01")
    phone.reply("4")
    assert phone.texts[2:] == [words.will_ring()]
    assert tasks() == [(TaskKind.CALL, day.family.parent_id)]


def test_when_every_time_is_taken_they_may_wait_or_be_rung(portal: Flask, watch: Watch) -> None:
    day, phone, words = invited(portal)
    for slot in range(6):
        take(day, slot)
    phone.reply("4")
    assert phone.texts[1:] == [words.none_free()]
    watch.set("2026-11-09 10:01")
    phone.reply("2")
    assert phone.texts[2:] == [words.will_ring()]
    assert tasks() == [(TaskKind.CALL, day.family.parent_id)]


def test_ring_me_and_not_this_time(portal: Flask, watch: Watch) -> None:
    day, phone, words = invited(portal)
    phone.reply("5")
    assert phone.texts[1:] == [words.will_ring()]
    assert tasks() == [(TaskKind.CALL, day.family.parent_id)]
    other_day, other, their_words = invited_again(portal)
    other.reply("6")
    assert other.texts[1:] == [their_words.declined()]
    states = [
        db.session.get_one(Invitation, one).state
        for one in (day.invitation_id, other_day.invitation_id)
    ]
    assert states == [InvitationState.ASKED, InvitationState.DECLINED]


def invited_again(portal: Flask) -> tuple[make.Evening, Phone, Words]:
    """Another family of the same evening, just invited."""
    first = db.session.scalars(select(Invitation).order_by(Invitation.id.desc())).first()
    assert first
    other = make.family("Hana", ("Lina",))
    invitation_id = make.invitation(
        first.round_id, other.child_id, other.parent_id, first.teacher_id
    )
    asks_next(invitation_id)
    phone = Phone(portal, other.parent_id).waits()
    day = make.Evening(first.teacher_id, 0, first.round_id, [], other, invitation_id, 0)
    return day, phone, Words(other.parent_id, child="Hana")


def test_who_said_not_this_time_may_change_their_mind(portal: Flask, watch: Watch) -> None:
    day, phone, words = invited(portal)
    phone.reply("6")
    watch.set("2026-11-11 10:00")
    phone.reply("2")
    assert phone.texts[2:] == [words.choices("15:00", "15:30", "16:00")]
    watch.set("2026-11-11 10:01")
    phone.reply("2")
    assert phone.texts[3:] == [words.booked("15:30")]
    assert talks(day.family.parent_id) == [("Tue 15:30", BookingState.BOOKED)]


def test_a_time_that_has_gone_brings_the_three_nearest(portal: Flask, watch: Watch) -> None:
    day, phone, words = invited(portal)
    take(day, 1)
    phone.reply("2")
    assert phone.texts[1:] == [words.sorry(Reason.SLOT_TAKEN, "15:00", "16:00", "16:30")]
    assert talks(day.family.parent_id) == []
    watch.set("2026-11-09 10:01")
    phone.reply("3")
    assert phone.texts[2:] == [words.booked("16:30")]


def test_a_cancelled_time_that_has_gone_cannot_be_taken_back(portal: Flask, watch: Watch) -> None:
    day, phone, words = booked(portal)
    watch.set("2026-11-19 17:00")
    phone.waits().reply("3")
    watch.set("2026-11-19 17:20")
    take(day, 1)
    phone.reply("1")
    assert phone.last_text == words.sorry(Reason.SLOT_TAKEN, "15:00", "16:00", "16:30")
    assert talks(day.family.parent_id) == [("Tue 15:30", BookingState.CANCELLED)]


def test_a_full_creche_keeps_the_talk_where_it_is(portal: Flask, watch: Watch) -> None:
    day, phone, words = booked(portal, with_creche=True)
    phone.reply("0")
    by = make.by(day.family.parent_id)
    bilal = Answers(little_ones=[LittleOne("Bilal", Age.TWO, "")])
    with act():
        booking.fill_in(_booking_id(day), bilal, IfFull.REFUSE, by)
    watch.set("2026-11-23 17:00")
    phone.waits()
    watch.set("2026-11-23 17:01")
    phone.reply("2")
    assert phone.texts[5:] == [words.choices("15:00", "16:00", "16:30")]
    _fill_creche(day, slot=3)
    watch.set("2026-11-23 17:02")
    phone.reply("2")
    assert phone.texts[6:] == [words.sorry(Reason.CRECHE_FULL, "15:00", "17:30")]
    assert talks(day.family.parent_id) == [("Tue 15:30", BookingState.BOOKED)]
    watch.set("2026-11-23 17:03")
    phone.reply("1")
    assert phone.texts[7:] == [words.moved("15:00")]


def _booking_id(day: make.Evening) -> int:
    found = db.session.scalars(select(Booking.id).filter_by(parent_id=day.family.parent_id))
    return found.one()


def _fill_creche(day: make.Evening, slot: int) -> None:
    """Another family brings ten two-year-olds: all that two adults may look after."""
    other = make.family("Ten", ("Mother of ten",), class_id=day.class_id)
    theirs = make.invitation(day.round_id, other.child_id, other.parent_id, day.teacher_id)
    ten = [LittleOne(f"Little {n}", Age.TWO, "") for n in range(10)]
    with act():
        booking.book(theirs, day.slot_ids[slot], make.OFFICE, Answers(little_ones=ten))


# -- two children, two parents -----------------------------------------------------------------


def with_sibling(portal: Flask) -> tuple[make.Evening, Phone, Words, Words]:
    """A parent of two, who has just booked 15:30 for Yusuf and is asked about Maryam."""
    day = make.evening(with_creche=False)
    other_teacher = make.staff("Mrs Osei")
    other_class = make.school_class("Year 3 Oak", teacher_id=other_teacher)
    make.cover(day.round_id, other_teacher, room="Room 2", ends="17:00")
    parent_id = day.family.parent_id
    maryam = make.sibling(parent_id, class_id=other_class)
    asks_next(day.invitation_id)
    asks_next(make.invitation(day.round_id, maryam, parent_id, other_teacher))
    phone = Phone(portal, parent_id).waits()
    about_maryam = Words(parent_id, child="Maryam", teacher="Mrs Osei")
    return day, phone, Words(parent_id), about_maryam


def test_two_children_are_asked_about_one_after_the_other(portal: Flask, watch: Watch) -> None:
    day, phone, yusuf, maryam = with_sibling(portal)
    assert phone.texts == [yusuf.invitation("15:00", "15:30", "16:00")]
    phone.reply("2")
    assert phone.texts[1] == yusuf.booked("15:30")
    assert phone.texts[2:] == [maryam.invitation("15:00", "16:00", "16:30")]
    watch.set("2026-11-09 10:01")
    phone.reply("2")
    assert phone.texts[3:] == [maryam.booked("16:00")]
    both = ("15:30", "Yusuf", "Miss Khan"), ("16:00", "Maryam", "Mrs Osei")
    watch.set("2026-11-23 17:00")
    assert phone.waits().texts[4:] == [yusuf.reminder(*both, tomorrow=True)]
    watch.set("2026-11-23 17:01")
    phone.reply("3")
    listed = ("15:30", "Yusuf"), ("16:00", "Maryam")
    assert phone.texts[5:] == [yusuf.which(*listed, cancelling=True)]
    watch.set("2026-11-23 17:02")
    phone.reply("2")
    assert phone.texts[6:] == [maryam.cancelled("16:00")]
    assert talks(day.family.parent_id) == [
        ("Tue 15:30", BookingState.BOOKED),
        ("Tue 16:00", BookingState.CANCELLED),
    ]


def test_which_of_two_talks_is_to_move(portal: Flask, watch: Watch) -> None:
    _day, phone, yusuf, _maryam = with_sibling(portal)
    phone.reply("2")
    watch.set("2026-11-09 10:01")
    phone.reply("2")
    watch.set("2026-11-23 17:00")
    phone.waits()
    watch.set("2026-11-23 17:01")
    phone.reply("2")
    listed = ("15:30", "Yusuf"), ("16:00", "Maryam")
    assert phone.last_text == yusuf.which(*listed, cancelling=False)
    watch.set("2026-11-23 17:02")
    phone.reply("1")
    assert phone.last_text == yusuf.choices("15:00", "16:30", "17:00")
    watch.set("2026-11-23 17:03")
    phone.reply("2")
    assert phone.last_text == yusuf.moved("16:30")


def test_coming_means_every_talk_of_the_day(portal: Flask, watch: Watch) -> None:
    _day, phone, yusuf, _ = with_sibling(portal)
    phone.reply("2")
    watch.set("2026-11-09 10:01")
    phone.reply("2")
    watch.set("2026-11-23 17:00")
    phone.waits().reply("1")
    assert phone.last_text == yusuf.coming("15:30")
    coming = db.session.scalars(select(Booking.coming_at)).all()
    assert coming == [clock.now(), clock.now()]


def test_separated_parents_see_nothing_of_each_other(portal: Flask, watch: Watch) -> None:
    day = make.evening(with_creche=False)
    with act() as session:
        session.get_one(Invitation, day.invitation_id).state = InvitationState.WITHDRAWN
    both = make.family("Layla", ("Sara", "Omar"), class_id=day.class_id, surname="Haddad")
    for parent_id in both.parent_ids:
        asks_next(make.invitation(day.round_id, both.child_id, parent_id, day.teacher_id))
    sara, omar = (Phone(portal, parent_id) for parent_id in both.parent_ids)
    to_sara, to_omar = (Words(parent_id, child="Layla") for parent_id in both.parent_ids)
    sara.waits().reply("2")
    omar.reply("1")
    assert sara.texts == [
        to_sara.invitation("15:00", "15:30", "16:00"),
        to_sara.booked("15:30"),
    ]
    # 16:30 and 17:00 are free, and closed to him without a word of why.
    assert omar.texts == [
        to_omar.invitation("16:30", "17:00", "17:30"),
        to_omar.sorry(Reason.SLOT_GONE, "17:30"),
    ]
    watch.set("2026-11-09 10:01")
    omar.reply("1")
    assert omar.texts[2:] == [to_omar.booked("17:30")]
    watch.set("2026-11-23 17:00")
    work(portal)
    layla = "Layla", "Miss Khan"
    assert sara.texts[2:] == [to_sara.reminder(("15:30", *layla), tomorrow=True)]
    assert omar.texts[3:] == [to_omar.reminder(("17:30", *layla), tomorrow=True)]
    watch.set("2026-11-23 17:01")
    sara.reply("3")
    assert sara.texts[3:] == [to_sara.cancelled("15:30")]
    assert omar.waits().texts[4:] == []
    assert talks(both.parent_ids[1]) == [("Tue 17:30", BookingState.BOOKED)]


# -- STOP, START, HELP, and what only a person can answer --------------------------------------


@pytest.mark.parametrize("tag", ["en", "pl", "ur"])
def test_stop_start_and_help_in_every_language(portal: Flask, watch: Watch, tag: str) -> None:
    day, phone, words = invited(portal, tag=tag)
    parent_id = day.family.parent_id
    phone.reply({"en": "HELP", "pl": "pomoc", "ur": "مدد"}[tag])
    assert phone.texts[1:] == [words.help()]
    phone.reply({"en": "stop", "pl": "wypisz", "ur": "بند کریں"}[tag])
    assert phone.texts[2:] == []
    assert db.session.get_one(Parent, parent_id).opted_out_at == clock.now()
    with act():
        booking.book(day.invitation_id, day.slot_ids[0], make.OFFICE)
    watch.set("2026-11-23 17:00")
    assert phone.waits().texts[2:] == []
    phone.reply({"en": "START", "pl": "wznów", "ur": "شروع کریں"}[tag])
    tomorrow = words.reminder(("15:00", "Yusuf", "Miss Khan"), tomorrow=True)
    assert sorted(phone.texts[2:]) == sorted([words.started(), tomorrow])
    db.session.expire_all()
    assert db.session.get_one(Parent, parent_id).opted_out_at is None
    deeds = db.session.scalars(
        select(Event.deed).where(
            Event.by_parent_id == parent_id,
            Event.deed.in_([Deed.TEXTS_STOPPED, Deed.TEXTS_STARTED]),
        )
    )
    assert deeds.all() == [Deed.TEXTS_STOPPED, Deed.TEXTS_STARTED]


def test_what_is_not_understood_reaches_a_person(portal: Flask, watch: Watch) -> None:
    day, phone, words = invited(portal)
    phone.reply("Can his gran come with me?")
    assert phone.texts[1:] == [words.a_person()]
    watch.set("2026-11-09 10:30")
    phone.reply("She looks after him on Tuesdays")
    assert phone.texts[2:] == []
    watch.set("2026-11-09 11:01")
    phone.reply("Hello?")
    assert phone.texts[2:] == [words.a_person()]
    watch.set("2026-11-09 11:02")
    phone.reply("2")
    assert phone.texts[3:] == [words.booked("15:30")]
    assert inbox() == [
        ("Can his gran come with me?", InState.FOR_A_PERSON, None),
        ("She looks after him on Tuesdays", InState.FOR_A_PERSON, None),
        ("Hello?", InState.FOR_A_PERSON, None),
        ("2", InState.UNDERSTOOD, f"time: {day.slot_ids[1]}"),
    ]


def test_one_text_that_comes_twice_is_answered_once(portal: Flask) -> None:
    _day, phone, words = invited(portal)
    phone.reply("5", sid="SM77")
    phone.reply("5", sid="SM77")
    assert phone.texts[1:] == [words.will_ring()]
    assert inbox() == [("5", InState.UNDERSTOOD, "time: call")]


def test_a_stranger_gets_no_answer_and_a_person_reads_it(portal: Flask) -> None:
    make.evening()
    for body in ("2", "hello", "HELP"):
        assert text_in(portal, "+447700900001", body) == 200
    work(portal)
    assert [state for _, state, _ in inbox()] == [InState.FOR_A_PERSON] * 3
    assert Phone(portal, db.session.scalars(select(Parent.id)).first() or 0).texts == []
