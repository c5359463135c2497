"""What fell through, by the rule: who is touched, what is kept for whom, and what happens when
other things happen at the same time."""

from dataclasses import replace
from datetime import date, time

import pytest
from flask import Flask
from sqlalchemy import select, update

from portal.db import act, db
from portal.domain import (
    arranging,
    booking,
    bookings,
    calling_off,
    contact,
    cover,
    first_choice,
    help_requests,
    holding,
    interpreters,
    inviting,
    no_contact,
    school_days,
    tasks,
    upset_desk,
    upset_preview,
    upset_undo,
    upsets,
    waitlist,
)
from portal.domain.bookings import Booking, BookingState, CancelReason
from portal.domain.help_requests import NeedKind
from portal.domain.history import By, Face
from portal.domain.invitations import Invitation, InvitationState
from portal.domain.outbox import Kind, OutText, TextState
from portal.domain.people import Parent, Role, Staff
from portal.domain.rounds import CoverSession, Slot
from portal.domain.upset import Fate, UpsetTalk, What
from portal.domain.upset_desk import Happened
from portal.domain.upsets import Happening
from portal.wording.refusals import Reason, Refused
from tests import make
from tests.conftest import Watch

DAY = date(2026, 11, 24)


def away(teacher_id: int, begins: date = DAY, ends: date = DAY) -> int:
    with act():
        happening = Happening(What.AWAY, begins, ends, teacher_id)
        return upsets.happen(happening, make.OFFICE)


def call_off() -> list[int]:
    """As the clock does it; the rows (ids) that were done."""
    rows = calling_off.to_call_off()
    for row_id in rows:
        with act():
            calling_off.call_off(row_id)
    return rows


def fates() -> list[Fate]:
    return list(db.session.scalars(select(UpsetTalk.fate).order_by(UpsetTalk.id)))


def state(booking_id: int) -> BookingState:
    found = db.session.scalar(select(Booking.state).where(Booking.id == booking_id))
    assert found is not None
    return found


def texts(kind: Kind = Kind.CALLED_OFF) -> list[OutText]:
    return list(db.session.scalars(select(OutText).where(OutText.kind == kind)))


def many(count: int) -> tuple[int, int, list[int]]:
    """A teacher with so many talks on one day; teacher, round, talks."""
    teacher_id = make.staff()
    round_id = make.round_()
    slots = make.cover(round_id, teacher_id, DAY, "08:00", "18:00", minutes=10)
    talks = []
    for n in range(count):
        family = make.family(f"Child{n}", (f"Parent{n}",))
        asked = make.invitation(round_id, family.child_id, family.parent_id, teacher_id)
        with act():
            talks.append(booking.book(asked, slots[n], make.by(family.parent_id)).id)
    return teacher_id, round_id, talks


def test_forty_talks_are_called_off_and_the_times_shared_out(portal: Flask) -> None:
    teacher_id, round_id, talks = many(40)
    make.cover(round_id, teacher_id, "2026-11-26", "14:00", "22:20", minutes=10)  # fifty times
    away(teacher_id)
    assert len(call_off()) == 40
    assert {state(one) for one in talks} == {BookingState.CANCELLED}
    kept = [one for row in db.session.scalars(select(UpsetTalk)) for one in row.kept]
    assert len(kept) == len(set(kept)) >= 40
    assert all(row.kept for row in db.session.scalars(select(UpsetTalk)))
    assert len(texts()) == 40


def test_killed_in_the_middle_it_goes_on(portal: Flask) -> None:
    teacher_id, _round_id, talks = many(3)
    away(teacher_id)
    with act():
        calling_off.call_off(calling_off.to_call_off()[0])
    assert [state(one) for one in talks].count(BookingState.BOOKED) == 2
    (happened,) = upset_desk.standing()
    assert happened.to_do == 2
    call_off()
    assert call_off() == []
    assert len(texts()) == 3


def test_a_talk_moved_or_cancelled_meanwhile_is_left_alone(portal: Flask) -> None:
    teacher_id, round_id, talks = many(3)
    later = make.cover(round_id, teacher_id, "2026-11-26", "14:00", "15:00")
    away(teacher_id)
    with act():
        booking.move(talks[0], later[0], make.OFFICE)
    with act():
        booking.cancel(talks[1], make.OFFICE, CancelReason.OTHER)
    call_off()
    assert fates() == [Fate.LEFT_ALONE, Fate.LEFT_ALONE, Fate.CALLED_OFF]
    assert state(talks[0]) == BookingState.BOOKED


def test_a_talk_that_has_begun_is_not_touched(portal: Flask, watch: Watch) -> None:
    teacher_id, _round_id, talks = many(3)
    watch.set("2026-11-24 08:05")
    away(teacher_id)
    call_off()
    assert state(talks[0]) == BookingState.BOOKED
    assert state(talks[1]) == BookingState.CANCELLED


def test_who_is_choosing_just_now_cannot_confirm(portal: Flask) -> None:
    evening = make.evening()
    parent = make.by(evening.family.parent_id)
    with act():
        held = booking.hold(evening.invitation_id, evening.slot_ids[0], parent).id
    away(evening.teacher_id)
    with pytest.raises(Refused) as refused, act():
        booking.confirm(held, parent)
    assert refused.value.reason == Reason.SLOT_GONE
    assert bookings.free_slots(db.session.get_one(Invitation, evening.invitation_id)) == []


def test_kept_times_are_nobody_elses_until_the_deadline(portal: Flask, watch: Watch) -> None:
    teacher_id, round_id, _talks = many(1)
    times = make.cover(round_id, teacher_id, "2026-11-26", "14:00", "15:00")
    other = make.family("Aaron", ("Zed",))
    asked = make.invitation(round_id, other.child_id, other.parent_id, teacher_id)
    away(teacher_id)
    call_off()
    assert bookings.free_slots(db.session.get_one(Invitation, asked)) == []
    with pytest.raises(Refused), act():
        holding.hold(asked, times[0], make.by(other.parent_id))
    (row,) = db.session.scalars(select(UpsetTalk))
    assert row.kept_until is not None
    watch.moment = row.kept_until
    assert len(bookings.free_slots(db.session.get_one(Invitation, asked))) == 2


def test_what_is_kept_is_free_once_they_have_chosen(portal: Flask) -> None:
    teacher_id, round_id, _talks = many(1)
    times = make.cover(round_id, teacher_id, "2026-11-26", "14:00", "15:30")
    away(teacher_id)
    call_off()
    (row,) = db.session.scalars(select(UpsetTalk))
    with act():
        booking.book(row.invitation_id, times[0], make.by(row.parent_id))
    for row_id in first_choice.to_let_go():
        with act():
            first_choice.let_go_one(row_id)
    kept = select(Slot.id).where(Slot.kept_until.is_not(None))
    assert list(db.session.scalars(kept)) == []
    assert first_choice.to_let_go() == []


def test_the_waiting_list_comes_after_them(portal: Flask) -> None:
    teacher_id, round_id, _talks = many(1)
    other = make.family("Aaron", ("Zed",))
    asked = make.invitation(round_id, other.child_id, other.parent_id, teacher_id)
    away(teacher_id)
    call_off()  # no time is free: they are promised new ones
    with act():
        waitlist.wait(asked, make.by(other.parent_id))
    make.cover(round_id, teacher_id, "2026-11-26", "14:00", "15:00")
    assert waitlist.to_offer() == []
    for row_id in first_choice.to_offer():
        with act():
            assert first_choice.offer(row_id)
    assert first_choice.to_offer() == []
    assert len(texts()) == 2


def promised_new_times() -> tuple[int, UpsetTalk]:
    """A family that was told that new times follow, there are some by now, and another family waits
    behind them; what happened, and their row of it."""
    teacher_id, round_id, _talks = many(1)
    other = make.family("Aaron", ("Zed",))
    asked = make.invitation(round_id, other.child_id, other.parent_id, teacher_id)
    upset_id = away(teacher_id)
    call_off()
    with act():
        waitlist.wait(asked, make.by(other.parent_id))
    make.cover(round_id, teacher_id, "2026-11-26", "14:00", "15:00")
    assert waitlist.to_offer() == []
    return upset_id, db.session.scalars(select(UpsetTalk)).one()


def test_who_stops_texts_while_new_times_are_promised_is_rung_and_blocks_nobody(
    portal: Flask,
) -> None:
    upset_id, row = promised_new_times()
    with act():
        contact.stop_texts(row.parent_id, make.by(row.parent_id))
    for row_id in first_choice.to_offer():
        with act():
            assert first_choice.offer(row_id)
    assert first_choice.to_offer() == []
    found = upset_desk.find(upset_id)
    assert found is not None
    assert [line.talk.parent_id for line in found.to_ring] == [row.parent_id]
    assert len(waitlist.to_offer()) == 1


def test_who_asks_for_a_call_while_new_times_are_promised_blocks_nobody(portal: Flask) -> None:
    _upset_id, row = promised_new_times()
    with act():
        inviting.ask_for_call(row.invitation_id, make.by(row.parent_id))
    assert first_choice.to_offer() == []
    assert len(waitlist.to_offer()) == 1


def test_a_held_parent_is_on_no_list_and_hears_nothing(portal: Flask) -> None:
    teacher_id, _round_id, talks = many(1)
    away(teacher_id)
    talk = db.session.get_one(Booking, talks[0])
    with act():
        no_contact.hold(talk.parent_id, talk.child_id, By(Face.DESK))
    call_off()
    assert texts() == []
    (happened,) = [upset_desk.find(row.upset_id) for row in db.session.scalars(select(UpsetTalk))]
    assert happened is not None and happened.lines == []


def test_a_text_that_did_not_arrive_puts_them_on_the_call_list(portal: Flask) -> None:
    teacher_id, _round_id, _talks = many(1)
    upset_id = away(teacher_id)
    call_off()
    found = upset_desk.find(upset_id)
    assert found is not None and found.to_ring == []
    with act() as session:
        session.execute(update(OutText).where(OutText.kind == "called off").values(state="failed"))
    found = upset_desk.find(upset_id)
    assert found is not None and len(found.to_ring) == 1


def test_undone_before_anybody_was_called_off_nobody_hears_of_it(portal: Flask) -> None:
    teacher_id, _round_id, talks = many(2)
    upset_id = away(teacher_id)
    with act():
        upset_undo.undo(upset_id, make.OFFICE)
    call_off()
    assert {state(one) for one in talks} == {BookingState.BOOKED}
    assert fates() == [Fate.LEFT_ALONE, Fate.LEFT_ALONE]
    assert texts() == []


def test_undo_leaves_those_who_said_not_this_time(portal: Flask) -> None:
    teacher_id, _round_id, talks = many(1)
    upset_id = away(teacher_id)
    call_off()
    with act() as session:
        (asked,) = session.scalars(select(Invitation))
        asked.state = InvitationState.DECLINED
    with act():
        upset_undo.undo(upset_id, make.OFFICE)
    for row_id in upset_undo.to_bring_back():
        with act():
            upset_undo.bring_back(row_id)
    assert fates() == [Fate.AS_IT_IS]
    assert state(talks[0]) == BookingState.CANCELLED
    found = upset_desk.find(upset_id)
    assert found is not None and len(found.to_ring) == 1


def undo(upset_id: int) -> Happened:
    """It stands after all, and every family has its turn; what the office sees of it then."""
    with act():
        upset_undo.undo(upset_id, make.OFFICE)
    for row_id in upset_undo.to_bring_back():
        with act():
            upset_undo.bring_back(row_id)
    db.session.expire_all()
    found = upset_desk.find(upset_id)
    assert found is not None
    return found


def without_texts(talks: list[int]) -> None:
    with act() as session:
        for talk in talks:
            session.get_one(Parent, session.get_one(Booking, talk).parent_id).number = None


def test_who_was_never_told_that_it_is_off_need_not_be_told_that_it_is_on(portal: Flask) -> None:
    teacher_id, _round_id, talks = many(2)
    without_texts(talks)
    upset_id = away(teacher_id)
    call_off()
    first, _second = db.session.scalars(select(UpsetTalk).order_by(UpsetTalk.id))
    with act():
        upset_desk.told(upset_id, first.id, "their father", make.OFFICE)
    found = undo(upset_id)
    assert fates() == [Fate.BACK, Fate.BACK]
    # Who had been rung is rung again; of the other nobody has anything to say.
    assert [line.talk.booking_id for line in found.to_ring] == [talks[0]]


def test_who_was_never_told_and_has_lost_the_time_is_looked_at_by_a_person(portal: Flask) -> None:
    teacher_id, _round_id, talks = many(1)
    without_texts(talks)
    upset_id = away(teacher_id)
    call_off()
    with act() as session:
        (asked,) = session.scalars(select(Invitation))
        asked.state = InvitationState.DECLINED
    found = undo(upset_id)
    assert fates() == [Fate.AS_IT_IS]
    assert [line.talk.booking_id for line in found.to_ring] == talks


def test_a_text_that_it_is_on_again_and_did_not_arrive_is_said_by_a_person(portal: Flask) -> None:
    teacher_id, _round_id, talks = many(1)
    upset_id = away(teacher_id)
    call_off()
    with act() as session:
        for text in session.scalars(select(OutText)):
            text.state = TextState.DELIVERED
    assert undo(upset_id).to_ring == []
    with act() as session:
        last = session.scalars(select(OutText).order_by(OutText.id.desc())).first()
        assert last is not None and "is on again" in last.body
        last.state = TextState.UNDELIVERED
    db.session.expire_all()
    found = upset_desk.find(upset_id)
    assert found is not None and [one.talk.booking_id for one in found.to_ring] == talks


def test_help_to_call_off_stands_with_what_happened(portal: Flask) -> None:
    day = make.evening()
    with act():
        rana = interpreters.add(interpreters.About("Mrs Rana", "Urdu"), make.OFFICE)
        interpreters.book(rana, DAY, time(15), time(16), "Urdu", make.OFFICE)
    with act():
        answers = booking.Answers(interpreter="Urdu", lift=True)
        talk = booking.book(
            day.invitation_id, day.slot_ids[0], make.by(day.family.parent_id), answers
        ).id
    for need in help_requests.of_talk(talk):
        if need.kind == NeedKind.LIFT:
            with act():
                arranging.arrange(need.id, make.OFFICE, note="Taxi Ali")
    upset_id = away(day.teacher_id)
    call_off()
    green = db.session.get_one(Staff, make.staff("Mrs Green", Role.OFFICE))
    taxi, interpreter = upset_desk.help_to_call_off(upset_id, green)
    assert taxi.words.endswith("Taxi Ali") and interpreter.words.startswith("Mrs Rana (Urdu)")
    with act():
        tasks.done(taxi.id, make.OFFICE)
    assert [one.id for one in upset_desk.help_to_call_off(upset_id, green)] == [interpreter.id]
    other_day = away(day.teacher_id, date(2026, 11, 30), date(2026, 11, 30))
    assert upset_desk.help_to_call_off(other_day, green) == []


def test_days_that_make_no_sense_are_refused(portal: Flask) -> None:
    teacher_id = make.staff()
    for begins, ends in (
        (date(2026, 11, 8), date(2026, 11, 9)),
        (date(2026, 11, 12), date(2026, 11, 11)),
        (date(2026, 11, 12), date(2027, 11, 12)),
    ):
        with pytest.raises(Refused) as refused:
            away(teacher_id, begins, ends)
        assert refused.value.reason == Reason.UPSET_DATES


def test_a_closed_school_opens_again(portal: Flask) -> None:
    with act():
        upset_id = upsets.happen(Happening(What.SHUT, DAY, DAY), make.OFFICE)
    assert [one.begins for one in school_days.closures()] == [DAY]
    with act():
        upset_undo.undo(upset_id, make.OFFICE)
    assert school_days.closures() == []


def test_the_preview_offers_no_time_that_falls_through_as_well(portal: Flask) -> None:
    teacher_id, round_id, _talks = many(1)
    make.cover(round_id, teacher_id, "2026-11-26", "14:00", "15:00")
    shown = upset_preview.preview(Happening(What.AWAY, DAY, DAY, teacher_id), "link")
    (sample,) = shown.samples
    assert "Thu 26 Nov" in sample.body
    assert "1 Tue 24 Nov" not in sample.body


def test_a_talk_moved_out_of_the_cover_session_meanwhile_stays(portal: Flask) -> None:
    teacher_id, round_id, talks = many(2)
    later = make.cover(round_id, teacher_id, "2026-11-26", "14:00", "15:00")
    ours = db.session.get_one(Booking, talks[0]).slot.cover
    times, released, cover_id = cover.times_of(ours), cover.released_of(ours), ours.id
    with act():
        booking.move(talks[0], later[0], make.OFFICE)
    with act():
        shorter = replace(times, begins=time(9))
        upsets.cover_changed(cover_id, shorter, released, talks, make.OFFICE)
    call_off()
    assert [state(one) for one in talks] == [BookingState.BOOKED, BookingState.CANCELLED]


def test_what_is_still_to_come_stands_on_today_however_long_ago_it_was_said(
    portal: Flask, watch: Watch
) -> None:
    teacher_id, _round_id, talks = many(1)
    parent_id = db.session.get_one(Booking, talks[0]).parent_id
    with act():
        contact.stop_texts(parent_id, make.by(parent_id))
    upset_id = away(teacher_id, date(2026, 11, 9))
    call_off()
    for now, stands in (("2026-11-24 18:00", [upset_id]), ("2026-11-25 08:00", [])):
        watch.set(now)
        assert [one.upset.id for one in upset_desk.standing()] == stands


@pytest.mark.parametrize("what", [What.AWAY, What.ROOM])
def test_undone_while_the_school_is_closed_no_time_of_those_days_stands_again(
    portal: Flask, what: What
) -> None:
    teacher_id, round_id, talks = many(1)
    make.cover(round_id, teacher_id, "2026-11-25", "08:00", "09:00")
    if what == What.AWAY:
        happening = Happening(what, DAY, date(2026, 11, 25), teacher_id)
    else:
        happening = Happening(what, DAY, date(2026, 11, 25), room="Room 4")
    with act():
        upset_id = upsets.happen(happening, make.OFFICE)
    call_off()
    with act():
        upsets.happen(Happening(What.SHUT, DAY, DAY), make.OFFICE)
    with act():
        upset_undo.undo(upset_id, make.OFFICE)
    for row_id in upset_undo.to_bring_back():
        with act():
            upset_undo.bring_back(row_id)
    for table in (CoverSession, Slot):
        days = db.session.scalars(select(table.day).where(table.removed_at.is_(None)))
        assert set(days) == {date(2026, 11, 25)}
    assert fates() == [Fate.AS_IT_IS]
    assert state(talks[0]) == BookingState.CANCELLED


def test_undone_before_its_turn_a_talk_on_a_closed_day_is_called_off_all_the_same(
    portal: Flask,
) -> None:
    teacher_id, _round_id, talks = many(1)
    upset_id = away(teacher_id)
    with act():
        upsets.happen(Happening(What.SHUT, DAY, DAY), make.OFFICE)
    with act():
        upset_undo.undo(upset_id, make.OFFICE)
    call_off()
    assert state(talks[0]) == BookingState.CANCELLED
    assert len(texts()) == 1
