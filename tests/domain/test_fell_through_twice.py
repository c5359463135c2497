"""Times kept for a family whose talk fell through fall through, too: they are let go, others are
kept, and the family is told; nobody is left to choose among times that are not there."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from portal.db import act, db
from portal.domain import (
    booking,
    contact,
    cover,
    first_choice,
    moving,
    tasks,
    upset_desk,
    upset_undo,
    upsets,
)
from portal.domain.booking import Answers
from portal.domain.bookings import Booking, BookingState
from portal.domain.creche import Age, CrechePlace, LittleOne, PlaceState
from portal.domain.invitations import Invitation
from portal.domain.outbox import Kind, OutText, TextState
from portal.domain.people import Parent
from portal.domain.rounds import CoverSession, Round, Slot
from portal.domain.tasks import TaskKind
from portal.domain.upset import UpsetTalk, What
from portal.domain.upset_preview import preview
from portal.domain.upsets import Happening
from portal.languages import ENGLISH
from portal.wording import called_off as words
from tests import make
from tests.conftest import Watch
from tests.domain.test_what_fell_through import DAY, away, call_off, many, state, texts
from tests.phone import Phone, work

WEDNESDAY, THURSDAY = date(2026, 11, 25), date(2026, 11, 26)
GONE = words.kept_gone(ENGLISH, child="Child0")
SOON = words.no_times_yet(ENGLISH, GONE)


def told_first(portal: Flask, count: int = 1) -> tuple[int, int]:
    """Families whose talks of Tuesday are called off, and who choose among times of Wednesday;
    their teacher and round."""
    teacher_id, round_id, _talks = many(count)
    make.cover(round_id, teacher_id, WEDNESDAY, "14:00", "15:30")
    away(teacher_id)
    call_off()
    work(portal)
    return teacher_id, round_id


def only() -> UpsetTalk:
    db.session.expire_all()
    return db.session.scalars(select(UpsetTalk)).one()


def newest_text() -> OutText:
    return max(texts(), key=lambda one: one.id)


def phone(portal: Flask) -> Phone:
    return Phone(portal, only().parent_id)


def choose_anew() -> list[int]:
    """As the clock does it; the rows (ids) that were done."""
    rows = first_choice.to_choose_anew()
    for row_id in rows:
        with act():
            assert first_choice.choose_anew(row_id)
    assert first_choice.to_choose_anew() == []
    return rows


def bring_back() -> None:
    """As the clock does it, of what was undone."""
    for row_id in upset_undo.to_bring_back():
        with act():
            upset_undo.bring_back(row_id)


def shut(begins: date, ends: date | None = None) -> int:
    with act():
        return upsets.happen(Happening(What.SHUT, begins, ends or begins), make.OFFICE)


def test_they_hear_that_the_times_are_gone_and_have_others(portal: Flask, watch: Watch) -> None:
    teacher_id, round_id = told_first(portal)
    times = make.cover(round_id, teacher_id, THURSDAY, "14:00", "15:00")
    watch.set("2026-11-09 11:00")
    upset_id = shut(WEDNESDAY)
    assert choose_anew() == [only().id]
    work(portal)
    said = phone(portal).last_text
    assert said.startswith(f"{GONE} We keep these times for you until ")
    assert "1 Thu 26 Nov 14:00" in said and "Wed" not in said
    assert sorted(only().kept) == times
    kept = select(Slot.day).where(Slot.kept_for_id == only().parent_id).distinct()
    assert list(db.session.scalars(kept)) == [THURSDAY]
    found = upset_desk.find(upset_id)
    assert found is not None
    assert [(one.upset.id, one.families) for one in found.earlier] == [(only().upset_id, 1)]
    watch.set("2026-11-09 11:05")
    phone(portal).reply("1")
    talk = db.session.scalars(select(Booking).where(Booking.state == BookingState.BOOKED)).one()
    assert talk.slot_id == times[0]


def test_with_no_time_left_they_wait_for_new_ones_and_get_them_first(
    portal: Flask, watch: Watch
) -> None:
    teacher_id, round_id = told_first(portal)
    watch.set("2026-11-09 11:00")
    shut(WEDNESDAY)
    work(portal)
    assert phone(portal).last_text == SOON
    assert (only().kept, only().kept_until, only().waits_for_times) == ([], None, True)
    make.cover(round_id, teacher_id, THURSDAY, "14:00", "15:00")
    work(portal)
    assert "We have new times to talk about Child0." in phone(portal).last_text
    assert len(only().kept) == 2


def test_a_number_for_a_time_that_is_gone_is_answered_with_what_is_free(
    portal: Flask, watch: Watch
) -> None:
    teacher_id, round_id = told_first(portal)
    make.cover(round_id, teacher_id, THURSDAY, "14:00", "15:00")
    watch.set("2026-11-09 10:30")
    shut(WEDNESDAY)  # and before the clock has told them:
    phone(portal).reply("1")
    assert "1 Thu 26 Nov 14:00" in phone(portal).last_text


def test_who_is_rung_is_rung_once_more(portal: Flask) -> None:
    teacher_id, _round_id, talks = many(1)
    make.cover(_round_id, teacher_id, WEDNESDAY, "14:00", "15:30")
    parent_id = db.session.get_one(Booking, talks[0]).parent_id
    with act():
        contact.stop_texts(parent_id, make.by(parent_id))
    upset_id = away(teacher_id)
    call_off()
    with act():
        upset_desk.told(upset_id, only().id, "the mother", make.OFFICE)
    found = upset_desk.find(upset_id)
    assert found is not None and found.to_ring == []
    shut(WEDNESDAY)
    choose_anew()
    found = upset_desk.find(upset_id)
    assert found is not None
    assert [line.say for line in found.to_ring] == [GONE]
    assert not only().waits_for_times
    assert texts() == []


def test_who_has_not_heard_of_the_first_hears_it_all_in_one_text(
    portal: Flask, watch: Watch
) -> None:
    teacher_id, round_id, _talks = many(1)
    make.cover(round_id, teacher_id, WEDNESDAY, "14:00", "15:30")
    watch.set("2026-11-09 21:00")
    away(teacher_id)
    call_off()
    make.cover(round_id, teacher_id, THURSDAY, "14:00", "15:00")
    shut(WEDNESDAY)
    choose_anew()
    first, second = sorted(texts(), key=lambda one: one.id)
    assert first.state == TextState.CANCELLED
    assert second.body.startswith("Sorry, Miss Khan is not in school on Tue 24 Nov.")
    assert "1 Thu 26 Nov 14:00" in second.body
    assert not only().kept_gone


def test_both_undone_they_have_their_first_time_again_and_hear_it(
    portal: Flask, watch: Watch
) -> None:
    told_first(portal)
    watch.set("2026-11-09 21:00")  # what is said of the second waits for the morning
    second = shut(WEDNESDAY)
    choose_anew()
    for upset_id in (second, only().upset_id):
        with act():
            db.session.get_one(type(only().upset), upset_id).made_at = watch.moment
        with act():
            upset_undo.undo(upset_id, make.OFFICE)
    bring_back()
    assert state(only().booking_id) == BookingState.BOOKED
    states = [one.state for one in sorted(texts(), key=lambda one: one.id)]
    assert states[:2] == [TextState.SENT, TextState.CANCELLED]


def test_a_changed_cover_session_takes_kept_times_away_as_well(portal: Flask) -> None:
    told_first(portal)
    there = db.session.scalars(select(CoverSession).where(CoverSession.day == WEDNESDAY)).one()
    with act():
        cover.remove_cover(there.id, make.OFFICE)
    assert choose_anew() == [only().id]
    assert only().waits_for_times


def test_who_has_chosen_or_declined_meanwhile_is_left_alone(portal: Flask) -> None:
    told_first(portal)
    with act():
        booking.book(only().invitation_id, only().kept[0], make.by(only().parent_id))
    shut(WEDNESDAY)
    assert first_choice.to_choose_anew() == []
    call_off()
    assert len(texts()) == 2  # of the first and of the second talk


def test_the_look_before_says_whom_it_touches_that_way_and_what_they_are_told(
    portal: Flask, watch: Watch
) -> None:
    teacher_id, round_id = told_first(portal)
    watch.set("2026-11-09 11:00")
    shown = preview(Happening(What.SHUT, WEDNESDAY, WEDNESDAY), "link")
    assert (len(shown.talks), [one.parent for one in shown.choosing]) == (0, ["Parent0 Malik"])
    assert [one.body for one in shown.samples] == [SOON]
    make.cover(round_id, teacher_id, THURSDAY, "14:00", "15:00")
    shown = preview(Happening(What.SHUT, WEDNESDAY, WEDNESDAY), "link")
    (sample,) = shown.samples
    assert sample.body.startswith(GONE) and "1 Thu 26 Nov 14:00" in sample.body


@pytest.mark.parametrize(("free", "choose_first"), [("15:20", 8), ("14:00", 0), ("20:00", 13)])
def test_the_look_before_promises_no_more_times_than_there_are(
    portal: Flask, free: str, choose_first: int
) -> None:
    teacher_id, round_id, _talks = many(13)
    if free != "14:00":
        make.cover(round_id, teacher_id, THURSDAY, "14:00", free, minutes=10)
    shown = preview(Happening(What.AWAY, DAY, DAY, teacher_id), "link")
    assert shown.choose_first == choose_first
    away(teacher_id)
    call_off()
    kept = [row.kept for row in db.session.scalars(select(UpsetTalk))]
    assert sum(bool(one) for one in kept) == choose_first
    said = sorted(one.body for one in texts())
    assert {sample.body for sample in shown.samples} <= set(said)
    families = [sample.families for sample in shown.samples]
    assert sorted(families) == sorted(n for n in (choose_first, 13 - choose_first) if n)


def test_an_answer_that_crossed_the_text_is_asked_about_and_the_times_wait(
    portal: Flask, watch: Watch
) -> None:
    """A reminder was on the phone, and "1" came as the talk was called off for that very day."""
    teacher_id, round_id, _talks = many(1)
    make.cover(round_id, teacher_id, DAY, "18:00", "19:00", room="Room 9")
    watch.set("2026-11-23 17:00")
    work(portal)
    parent = db.session.scalars(select(Parent).where(Parent.first_name == "Parent0")).one()
    mine = Phone(portal, parent.id)
    assert "Reply 1 coming" in mine.last_text
    watch.set("2026-11-23 17:20")
    with act():
        upsets.happen(Happening(What.ROOM, DAY, DAY, room="Room 4"), make.OFFICE)
    call_off()
    work(portal)
    kept_until = only().kept_until
    assert kept_until is not None
    watch.set("2026-11-23 17:20:30")
    mine.reply("1")
    asked = mine.last_text
    assert asked.startswith("We sent this text just as you wrote. Please reply to it again:\nSorry")
    assert "did not understand" not in asked
    assert only().kept_until is not None and only().kept_until > kept_until
    kept = db.session.scalars(select(Slot).where(Slot.id.in_(only().kept))).all()
    assert {one.kept_until for one in kept} == {only().kept_until}
    mine.reply("1")
    assert state_of_newest() == BookingState.BOOKED


def state_of_newest() -> BookingState:
    found = db.session.scalar(select(Booking.state).order_by(Booking.id.desc()).limit(1))
    assert found is not None
    return found


# -- the crèche, after all ---------------------------------------------------------------------


def with_a_little_one(state: PlaceState) -> make.Evening:
    """A talk with a little one whose place is in this state, and told so."""
    day = make.evening()
    little = Answers(little_ones=[LittleOne("Bo", Age.TWO, "")])
    with act():
        booking.book(day.invitation_id, day.slot_ids[0], make.by(day.family.parent_id), little)
    with act() as session:
        session.scalars(select(CrechePlace)).one().state = state
    return day


def falls_through_and_stands(happening: Happening, *, told: bool, portal: Flask) -> list[str]:
    """What the parent reads of it."""
    with act():
        upset_id = upsets.happen(happening, make.OFFICE)
    call_off()
    if told:
        work(portal)
    with act():
        upset_undo.undo(upset_id, make.OFFICE)
    bring_back()
    work(portal)
    query = select(OutText).where(OutText.kind.in_([Kind.CALLED_OFF, Kind.CRECHE]))
    sent = db.session.scalars(query.order_by(OutText.id)).all()
    return [one.body for one in sent if one.state == TextState.SENT]


@pytest.mark.parametrize("before", [PlaceState.WAITING, PlaceState.OFFERED])
def test_who_only_waited_for_a_place_and_has_one_now_is_told(
    portal: Flask, before: PlaceState
) -> None:
    day = with_a_little_one(before)
    said = falls_through_and_stands(
        Happening(What.AWAY, DAY, DAY, day.teacher_id), told=True, portal=portal
    )
    assert [one.split(" ")[0] for one in said] == ["Sorry,", "Good", "Your"]
    assert "Your free crèche place for Tue 24 Nov" in said[-1]


def test_who_had_a_place_and_has_it_again_hears_only_of_the_talk(portal: Flask) -> None:
    day = with_a_little_one(PlaceState.TAKEN)
    said = falls_through_and_stands(
        Happening(What.AWAY, DAY, DAY, day.teacher_id), told=True, portal=portal
    )
    assert [one.split(" ")[0] for one in said] == ["Sorry,", "Good"]


@pytest.mark.parametrize("told", [True, False])
def test_a_creche_that_opens_after_all_is_full_by_now(
    portal: Flask, watch: Watch, told: bool
) -> None:
    day = with_a_little_one(PlaceState.WAITING)
    with act() as session:
        session.scalars(select(CrechePlace)).one().session.area_m2 = 1
    happening = Happening(What.CRECHE, DAY, DAY, creche_id=day.creche_id)
    said = falls_through_and_stands(happening, told=told, portal=portal)
    after = "Good news: there is a crèche on Tue 24 Nov 15:00 after all."
    follows = f"{after} We will text you if a crèche place comes free."
    assert said[1:] == ([follows] if told else [])
    assert len(said) == (2 if told else 0)
    place = db.session.scalars(select(CrechePlace)).one()
    assert place.state == PlaceState.WAITING


def test_the_round_is_over_they_are_asked_to_ring(portal: Flask) -> None:
    told_first(portal)
    with act() as session:  # the office has set an earlier day meanwhile
        session.scalars(select(Invitation)).one().round.closes_on = date(2026, 11, 8)
    shut(WEDNESDAY)
    choose_anew()
    assert newest_text().body.startswith(f"{GONE} To talk about Child0, reply TALK or ring ")


# -- what a walk through a hard morning found --------------------------------------------------


def test_who_writes_before_the_morning_hears_what_waits_for_it(portal: Flask, watch: Watch) -> None:
    told_first(portal)
    watch.set("2026-11-09 21:00")
    shut(WEDNESDAY)
    choose_anew()
    work(portal)
    before = len(phone(portal).texts)
    phone(portal).reply("1")
    assert phone(portal).texts[before:] == [SOON]


def test_coming_says_who_has_not_read_yet_that_it_is_off(portal: Flask, watch: Watch) -> None:
    teacher_id, round_id, _talks = many(1)
    make.cover(round_id, teacher_id, THURSDAY, "14:00", "15:00")
    watch.set("2026-11-23 17:00")
    work(portal)
    parent = db.session.scalars(select(Parent).where(Parent.first_name == "Parent0")).one()
    mine = Phone(portal, parent.id)
    assert "Reply 1 coming" in mine.last_text
    watch.set("2026-11-24 07:52")
    away(teacher_id)
    call_off()
    mine.reply("1")  # as the text that it is off is about to leave
    assert "can no longer be changed" not in "".join(mine.texts)
    assert mine.texts[-1].startswith("Sorry, Miss Khan is not in school today.")
    watch.set("2026-11-24 07:54")
    mine.reply("1")
    assert state_of_newest() == BookingState.BOOKED


def test_undone_too_late_what_is_kept_for_them_stays_kept(portal: Flask, watch: Watch) -> None:
    teacher_id, round_id, _talks = many(1)
    times = make.cover(round_id, teacher_id, THURSDAY, "14:00", "15:00")
    watch.set("2026-11-24 07:00")
    upset_id = away(teacher_id)
    call_off()
    work(portal)
    watch.set("2026-11-24 08:05")  # the talk would have begun
    with act():
        upset_undo.undo(upset_id, make.OFFICE)
    bring_back()
    assert sorted(only().kept) == times
    found = upset_desk.find(upset_id)
    assert found is not None
    (line,) = found.to_ring
    assert (line.begun, line.book, line.new_time) == (True, True, None)
    phone(portal).reply("1")
    assert state_of_newest() == BookingState.BOOKED
    found = upset_desk.find(upset_id)
    assert found is not None and found.to_ring == []
    for row_id in first_choice.to_let_go():
        with act():
            first_choice.let_go_one(row_id)
    assert list(db.session.scalars(select(Slot.id).where(Slot.kept_until.is_not(None)))) == []


def test_said_again_the_first_call_list_asks_nothing_any_more(portal: Flask) -> None:
    teacher_id, _round_id, talks = many(1)
    parent_id = db.session.get_one(Booking, talks[0]).parent_id
    with act():
        contact.stop_texts(parent_id, make.by(parent_id))
    first = away(teacher_id)
    call_off()
    with act():
        upset_desk.told(first, only().id, "", make.OFFICE)
    with act():
        upset_undo.undo(first, make.OFFICE)
    bring_back()
    second = away(teacher_id)
    call_off()
    lists = {one.upset.id: len(one.to_ring) for one in upset_desk.standing()}
    assert (lists.get(first, 0), lists[second]) == (0, 1)
    assert [one.have_new for one in upset_desk.standing()] == [0] * len(lists)


def test_who_has_no_new_time_when_booking_closes_is_rung(portal: Flask, watch: Watch) -> None:
    teacher_id, round_id, _talks = many(1)
    with act() as session:
        session.get_one(Round, round_id).closes_on = date(2026, 11, 27)
    make.cover(round_id, teacher_id, THURSDAY, "14:00", "15:00")
    watch.set("2026-11-24 07:00")
    upset_id = away(teacher_id)
    call_off()
    work(portal)
    watch.set("2026-11-27 10:00")
    found = upset_desk.find(upset_id)
    assert found is not None and found.to_ring == []
    watch.set("2026-11-30 10:00")
    (found,) = upset_desk.standing()
    (line,) = found.to_ring
    assert line.left and not line.waits
    with act():
        upset_desk.told(upset_id, line.id, "the mother", make.OFFICE)
    assert upset_desk.standing() == []


def test_the_page_says_how_many_texts_wait(portal: Flask, watch: Watch) -> None:
    teacher_id, _round_id, _talks = many(2)
    watch.set("2026-11-09 21:00")
    upset_id = away(teacher_id)
    call_off()
    found = upset_desk.find(upset_id)
    assert found is not None and found.waits == 2
    watch.set("2026-11-10 08:00")
    work(portal)
    found = upset_desk.find(upset_id)
    assert found is not None and found.waits == 0


def test_nobody_is_to_release_a_teacher_for_whom_nobody_waits(portal: Flask) -> None:
    teacher_id, round_id, _talks = many(1)
    away(teacher_id)
    call_off()
    assert [one.kind for one in tasks.open_tasks()] == [TaskKind.ADD_COVER]
    make.cover(round_id, teacher_id, THURSDAY, "14:00", "15:00")
    work(portal)
    assert tasks.open_tasks() == []


def test_the_look_before_shows_the_text_of_who_has_something_else_to_answer(
    portal: Flask, watch: Watch
) -> None:
    teacher_id, round_id, talks = many(1)
    make.cover(round_id, teacher_id, THURSDAY, "14:00", "15:00")
    talk = db.session.get_one(Booking, talks[0])
    later = make.cover(round_id, teacher_id, "2026-12-01", "14:00", "15:00")
    with act():
        moving.ask(talk.id, later[0], make.OFFICE)
    work(portal)
    watch.set("2026-11-09 11:00")
    happening = Happening(What.AWAY, DAY, DAY, teacher_id)
    (sample,) = preview(happening, "link").samples
    away(teacher_id)
    call_off()
    assert newest_text().body.replace("{link}", "link") == sample.body
