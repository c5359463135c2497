"""A talk that a family missed: the hour in which it can be taken back, the kind text, and after
two a person who rings."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select, update

from portal.db import act, db
from portal.domain import (
    booking,
    calling,
    contact,
    holding,
    inviting,
    missed,
    no_contact,
    waitlist,
    who_came,
)
from portal.domain.bookings import Booking, BookingState
from portal.domain.history import Deed, Event
from portal.domain.invitations import Invitation, InvitationState
from portal.domain.missed import Follows, Next
from portal.domain.outbox import Kind, OutText, TextState
from portal.domain.people import Guardianship
from portal.domain.questions import Question
from portal.domain.rounds import Round, Slot
from portal.domain.tasks import Task, TaskKind
from portal.domain.waiting import WaitingEntry
from portal.wording.refusals import Reason, Refused
from tests import make
from tests.conftest import Watch
from tests.domain.test_at_once import at_once
from tests.phone import Phone, network, work
from tests.words import TALKS_ON, Words

AT_THREE, BEGUN, AN_HOUR_LATER = "2026-11-24 15:00", "2026-11-24 15:20", "2026-11-24 16:20"


def missing(portal: Flask, watch: Watch, *, tag: str | None = None) -> tuple[make.Evening, int]:
    """An evening whose family has booked 15:00 and has not come; it is 15:20. Beside it Zofia's
    family, who came to Mr Evans."""
    day = make.evening(language=tag, with_creche=False)
    with act():
        made = booking.book(day.invitation_id, day.slot_ids[0], make.OFFICE).id
    noise = db.session.scalars(select(Invitation).where(Invitation.id != day.invitation_id)).one()
    theirs = db.session.scalars(
        select(Slot.id).where(Slot.teacher_id == noise.teacher_id).order_by(Slot.id)
    ).first()
    with act():
        other = booking.book(noise.id, theirs or 0, make.OFFICE).id
    work(portal)
    watch.set(BEGUN)
    with act():
        who_came.mark(other, True, make.OFFICE)
    return day, made


def mark(booking_id: int, *, came: bool = False) -> None:
    with act():
        who_came.mark(booking_id, came, make.OFFICE)


def state(day: make.Evening) -> InvitationState:
    db.session.expire_all()
    return db.session.get_one(Invitation, day.invitation_id).state


def kind_texts() -> list[OutText]:
    db.session.expire_all()
    query = select(OutText).where(OutText.kind == Kind.AFTER_MISSED).order_by(OutText.id)
    return list(db.session.scalars(query))


def deeds(booking_id: int) -> list[Deed]:
    query = select(Event.deed).where(Event.booking_id == booking_id).order_by(Event.id)
    return list(db.session.scalars(query))


# -- marking -----------------------------------------------------------------------------------


def test_a_talk_still_to_come_cannot_be_missed(portal: Flask, watch: Watch) -> None:
    day = make.evening()
    with act():
        made = booking.book(day.invitation_id, day.slot_ids[1], make.OFFICE).id
    watch.set("2026-11-24 15:29")
    with pytest.raises(Refused, match=Reason.BOOKING_OVER):
        mark(made)
    mark(made, came=True)
    watch.set("2026-11-24 15:30")
    mark(made)
    assert deeds(made) == [Deed.BOOKED, Deed.ATTENDED, Deed.MISSED]


def test_marked_twice_is_marked_once(portal: Flask, watch: Watch) -> None:
    _day, made = missing(portal, watch)
    mark(made)
    watch.set("2026-11-24 16:10")
    mark(made)
    assert deeds(made) == [Deed.BOOKED, Deed.MISSED]
    watch.set(AN_HOUR_LATER)
    assert missed.due() == [made]


def test_two_colleagues_mark_at_once(portal: Flask, watch: Watch) -> None:
    _day, made = missing(portal, watch)
    both = [lambda: who_came.mark(made, False, make.OFFICE)] * 2
    assert at_once(portal, list(both)) == [None, None]
    assert deeds(made) == [Deed.BOOKED, Deed.MISSED]


def test_a_missed_talk_opens_its_invitation_and_a_mark_put_right_closes_it(
    portal: Flask, watch: Watch
) -> None:
    day, made = missing(portal, watch)
    states = []
    for came in (False, True, False):
        mark(made, came=came)
        states.append(state(day))
    assert states == [InvitationState.ASKED, InvitationState.BOOKED, InvitationState.ASKED]
    with act():
        who_came.take_back_mark(made, make.OFFICE)
        who_came.take_back_mark(made, make.OFFICE)
    assert state(day) == InvitationState.BOOKED
    talk = db.session.get_one(Booking, made)
    assert (talk.state, talk.marked_at) == (BookingState.BOOKED, None)
    assert deeds(made)[-2:] == [Deed.MISSED, Deed.MARK_TAKEN_BACK]


def test_a_mark_is_not_taken_back_once_another_time_is_chosen(portal: Flask, watch: Watch) -> None:
    day, made = missing(portal, watch)
    mark(made)
    with act():
        holding.hold(day.invitation_id, day.slot_ids[3], make.by(day.family.parent_id))
    with pytest.raises(Refused, match=Reason.BOOKING_OVER), act():
        who_came.take_back_mark(made, make.OFFICE)
    with act():
        booking.confirm_talk(day.invitation_id, make.by(day.family.parent_id))
    mark(made, came=True)
    mark(made)
    assert state(day) == InvitationState.BOOKED


# -- the text ----------------------------------------------------------------------------------


def test_the_text_waits_an_hour_and_offers_new_times(portal: Flask, watch: Watch) -> None:
    day, made = missing(portal, watch)
    phone, words = Phone(portal, day.family.parent_id), Words(day.family.parent_id)
    mark(made)
    before = len(phone.waits().texts)
    watch.set("2026-11-24 16:19")
    assert len(phone.waits().texts) == before
    watch.set(AN_HOUR_LATER)
    assert phone.waits().texts[before:] == [words.missed("16:30", "17:00", "17:30")]
    watch.set("2026-11-24 18:00")
    assert len(phone.waits().texts) == before + 1
    assert phone.last_text.startswith(
        "Oak Lane: we are sorry we did not see you today."
        " Would you like another time to talk about Yusuf? Reply:\n1 Tue 24 Nov 16:30\n"
    )


def test_a_number_books_another_time_and_the_old_talk_stays_missed(
    portal: Flask, watch: Watch
) -> None:
    day, made = missing(portal, watch)
    phone, words = Phone(portal, day.family.parent_id), Words(day.family.parent_id)
    mark(made)
    watch.set(AN_HOUR_LATER)
    phone.waits().reply("2")
    assert phone.last_text == words.booked("17:00")
    talks = db.session.execute(
        select(Booking.state, Slot.begins)
        .join(Slot, Slot.id == Booking.slot_id)
        .where(Booking.invitation_id == day.invitation_id)
        .order_by(Booking.id)
    ).all()
    assert [(one, str(begins)) for one, begins in talks] == [
        (BookingState.MISSED, "15:00:00"),
        (BookingState.BOOKED, "17:00:00"),
    ]
    assert state(day) == InvitationState.BOOKED


def test_in_the_parents_own_language_on_the_next_day(portal: Flask, watch: Watch) -> None:
    day, made = missing(portal, watch, tag="ur")
    make.cover(day.round_id, day.teacher_id, "2026-11-26", "15:00", "16:30")
    phone = Phone(portal, day.family.parent_id)
    watch.set("2026-11-24 19:30")
    mark(made)
    before = len(phone.texts)
    for quiet in ("2026-11-24 20:30", "2026-11-25 07:59"):
        watch.set(quiet)
        assert len(phone.waits().texts) == before
    watch.set("2026-11-25 08:00")
    phone.waits()
    (text,) = kind_texts()
    assert len(phone.texts) == before + 1
    sorry = "سکول Oak Lane سے: افسوس، منگل 24 نومبر کو آپ سے ملاقات نہ ہو سکی۔"
    assert phone.last_text.startswith(sorry)
    assert (text.body_english or "").startswith(
        "Oak Lane: we are sorry we did not see you on Tue 24 Nov."
    )


def test_it_is_taken_back_within_the_hour(portal: Flask, watch: Watch) -> None:
    _day, made = missing(portal, watch)
    mark(made)
    watch.set("2026-11-24 16:00")
    mark(made, came=True)
    watch.set("2026-11-24 17:00")
    work(portal)
    assert kind_texts() == []
    mark(made)
    watch.set("2026-11-24 18:00")
    work(portal)
    assert [text.state for text in kind_texts()] == [TextState.SENT]


def test_a_text_that_has_not_gone_out_yet_is_called_back(portal: Flask, watch: Watch) -> None:
    _day, made = missing(portal, watch)
    mark(made)
    watch.set(AN_HOUR_LATER)
    with act():
        assert missed.tell_one(made)
        assert not missed.tell_one(made)
    with act():
        who_came.take_back_mark(made, make.OFFICE)
    assert [(text.state, text.key) for text in kind_texts()] == [(TextState.CANCELLED, None)]


def test_two_workers_tell_once(portal: Flask, watch: Watch) -> None:
    _day, made = missing(portal, watch)
    mark(made)
    watch.set(AN_HOUR_LATER)
    assert at_once(portal, [lambda: missed.tell_one(made)] * 3) == [None] * 3
    assert [text.booking_id for text in kind_texts()] == [made]


def test_too_late_is_not_said_at_all(portal: Flask, watch: Watch) -> None:
    _day, made = missing(portal, watch)
    mark(made)
    watch.set("2026-11-25 16:19")
    assert missed.due() == [made]
    watch.set("2026-11-25 16:20")
    assert missed.due() == []


def test_about_a_talk_of_weeks_ago_nobody_is_texted(portal: Flask, watch: Watch) -> None:
    _day, made = missing(portal, watch)
    found = []
    for marked, later in (
        ("2026-12-01 10:00", "2026-12-01 11:00"),
        ("2026-12-02 10:00", "2026-12-02 11:00"),
    ):
        watch.set(marked)
        with act():
            who_came.take_back_mark(made, make.OFFICE)
        mark(made)
        watch.set(later)
        found.append(missed.due())
    assert found == [[made], []]


@pytest.mark.parametrize(
    "meanwhile",
    ["booked", "declined", "asks to be rung", "waits", "stopped", "no contact", "round stopped"],
)
def test_nothing_goes_to_who_needs_no_text_any_more(
    portal: Flask, watch: Watch, meanwhile: str
) -> None:
    day, made = missing(portal, watch)
    mine = make.by(day.family.parent_id)
    mark(made)
    watch.set("2026-11-24 15:50")
    with act() as session:
        match meanwhile:
            case "booked":
                booking.book(day.invitation_id, day.slot_ids[4], mine)
            case "declined":
                inviting.decline(day.invitation_id, mine)
            case "asks to be rung":
                inviting.ask_for_call(day.invitation_id, mine)
            case "waits":
                session.execute(update(Slot).values(removed_at=watch.moment))
                waitlist.wait(day.invitation_id, mine)
            case "stopped":
                contact.stop_texts(day.family.parent_id, mine)
            case "no contact":
                no_contact.hold(day.family.parent_id, day.family.child_id, make.OFFICE)
            case _:
                session.get_one(Round, day.round_id).texts_stopped_at = watch.moment
    watch.set(AN_HOUR_LATER)
    work(portal)
    assert kind_texts() == []


def test_contact_held_after_it_was_made_keeps_it_from_going_out(
    portal: Flask, watch: Watch
) -> None:
    day, made = missing(portal, watch)
    mark(made)
    watch.set(AN_HOUR_LATER)
    with act():
        assert missed.tell_one(made)
    with act() as session:
        session.execute(
            update(Guardianship)
            .where(Guardianship.parent_id == day.family.parent_id)
            .values(no_contact=True)
        )
    work(portal)
    assert [text.state for text in kind_texts()] == [TextState.SKIPPED]
    assert [to for to, body in network(portal).brought if "sorry" in body] == []


def test_a_booking_on_the_page_takes_the_place_of_a_text_that_waits(
    portal: Flask, watch: Watch
) -> None:
    day, made = missing(portal, watch)
    mark(made)
    watch.set(AN_HOUR_LATER)
    with act():
        missed.tell_one(made)
        booking.book(day.invitation_id, day.slot_ids[4], make.by(day.family.parent_id))
    assert [text.state for text in kind_texts()] == [TextState.SKIPPED]


def test_while_another_question_is_open_it_asks_nothing(portal: Flask, watch: Watch) -> None:
    day, made = missing(portal, watch)
    maryam = make.sibling(day.family.parent_id, class_id=day.class_id)
    make.cover(day.round_id, day.teacher_id, "2026-11-26")
    asked = make.invitation(day.round_id, maryam, day.family.parent_id, day.teacher_id)
    with act() as session:
        session.get_one(Invitation, asked).state = InvitationState.WAITING
    phone = Phone(portal, day.family.parent_id).waits()
    mark(made)
    watch.set(AN_HOUR_LATER)
    assert phone.waits().last_text == Words(day.family.parent_id).missed_see_times()
    (text,) = kind_texts()
    assert text.question is None
    invitation = db.session.scalars(
        select(OutText).where(OutText.kind == Kind.INVITATION, OutText.child_id == maryam)
    ).one()
    assert (invitation.question, invitation.answered_at) == (Question.TIME, None)


def test_without_a_free_time_it_says_how_to_find_one(portal: Flask, watch: Watch) -> None:
    day, made = missing(portal, watch)
    mark(made)
    with act() as session:
        session.execute(update(Slot).values(removed_at=watch.moment))
    watch.set(AN_HOUR_LATER)
    phone = Phone(portal, day.family.parent_id).waits()
    assert phone.last_text == Words(day.family.parent_id).missed_no_times()


def test_once_the_round_has_closed_no_times_are_offered(portal: Flask, watch: Watch) -> None:
    day, made = missing(portal, watch)
    with act() as session:
        session.get_one(Round, day.round_id).closes_on = date(2026, 11, 20)
    mark(made)
    watch.set(AN_HOUR_LATER)
    phone = Phone(portal, day.family.parent_id).waits()
    assert phone.last_text == Words(day.family.parent_id).missed_no_times()


def test_who_missed_a_talk_is_not_nudged(portal: Flask, watch: Watch) -> None:
    day, made = missing(portal, watch)
    make.cover(day.round_id, day.teacher_id, "2026-12-08")
    mark(made)
    watch.set(AN_HOUR_LATER)
    phone = Phone(portal, day.family.parent_id).waits()
    before = len(phone.texts)
    for later in ("2026-11-27 10:00", "2026-12-01 10:00", "2026-12-04 10:00"):
        watch.set(later)
        phone.waits()
    assert len(phone.texts) == before


def test_whoever_is_offered_a_time_later_keeps_the_offer(portal: Flask, watch: Watch) -> None:
    """A missed talk is no booking that an offer would clash with."""
    day, made = missing(portal, watch)
    mine = make.by(day.family.parent_id)
    mark(made)
    with act() as session:
        session.execute(update(Slot).values(removed_at=watch.moment))
        waitlist.wait(day.invitation_id, mine)
    make.cover(day.round_id, day.teacher_id, "2026-11-26", "15:00", "15:30")
    watch.set("2026-11-24 15:30")
    Phone(portal, day.family.parent_id).waits()
    assert waitlist.to_settle() == []
    assert db.session.scalars(select(WaitingEntry.state)).all() == ["offered"]


# -- two missed talks --------------------------------------------------------------------------


def miss_two(portal: Flask, watch: Watch) -> tuple[make.Evening, int, int]:
    day, first = missing(portal, watch)
    mark(first)
    watch.set(AN_HOUR_LATER)
    work(portal)
    with act():
        second = booking.book(day.invitation_id, day.slot_ids[4], make.OFFICE).id
    work(portal)
    watch.set("2026-11-24 17:20")
    mark(second)
    return day, first, second


def tasks() -> list[tuple[TaskKind, int | None, bool]]:
    db.session.expire_all()
    query = select(Task).order_by(Task.id)
    return [(one.kind, one.child_id, one.done_at is None) for one in db.session.scalars(query)]


def to_ring(day: make.Evening) -> list[tuple[str, str]]:
    return [(one.parent, one.why) for one in calling.call_list(day.round_id)]


def test_after_two_a_person_rings_and_no_text_goes(portal: Flask, watch: Watch) -> None:
    day, _first, second = miss_two(portal, watch)
    watch.set("2026-11-24 18:20")
    work(portal)
    assert len(kind_texts()) == 1
    assert tasks() == [(TaskKind.MISSED_TWICE, day.family.child_id, True)]
    assert to_ring(day) == [("Ayesha Malik", "missed two talks")]
    assert missed.what_follows(second) == Follows(Next.RING)


def test_a_second_miss_taken_back_takes_the_task_off_the_list(portal: Flask, watch: Watch) -> None:
    day, _first, second = miss_two(portal, watch)
    mark(second, came=True)
    assert tasks() == [(TaskKind.MISSED_TWICE, day.family.child_id, False)]
    assert to_ring(day) == []


def test_a_time_booked_after_two_takes_the_task_off_the_list(portal: Flask, watch: Watch) -> None:
    day, _first, _second = miss_two(portal, watch)
    with act():
        booking.book(day.invitation_id, day.slot_ids[5], make.OFFICE)
    assert tasks() == [(TaskKind.MISSED_TWICE, day.family.child_id, False)]
    assert to_ring(day) == []


def test_one_missed_talk_without_an_answer_comes_on_the_call_list(
    portal: Flask, watch: Watch
) -> None:
    day, made = missing(portal, watch)
    make.cover(day.round_id, day.teacher_id, "2026-12-08")
    mark(made)
    found = []
    for moment in (BEGUN, "2026-11-26 23:00", "2026-11-27 08:00"):
        watch.set(moment)
        found.append(to_ring(day))
    assert found == [[], [], [("Ayesha Malik", "missed a talk, no answer since")]]


# -- what the page says ------------------------------------------------------------------------


def test_what_follows_a_missed_talk(portal: Flask, watch: Watch) -> None:
    day, made = missing(portal, watch)
    assert missed.what_follows(made) is None
    mark(made)
    watch.set("2026-11-24 15:40")
    told = missed.what_follows(made)
    assert told == Follows(Next.TEXT, make.clock.at(TALKS_ON, make.time(16, 20)))
    with act():
        contact.stop_texts(day.family.parent_id, make.OFFICE)
    assert missed.what_follows(made) == Follows(Next.NO_TEXT)
    with act():
        contact.start_texts(day.family.parent_id, make.OFFICE)
    watch.set(AN_HOUR_LATER)
    work(portal)
    assert missed.what_follows(made) == Follows(Next.TOLD)
