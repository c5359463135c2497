"""Setting up a round: dates, cover, slots, and what a change may not do to a booked talk."""

import threading
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import select

from portal import clock
from portal.db import act, db
from portal.domain import board, booking, cover, holding, planning, plans, who_came
from portal.domain.bookings import BookingState, free_slots
from portal.domain.cover import CoverTimes, Released
from portal.domain.invitations import Invitation
from portal.domain.planning import RoundPlan
from portal.domain.plans import Demand, InTheWay
from portal.domain.rounds import CoverSession, PaidBy, Slot, Way
from portal.wording.refusals import Reason, Refused
from tests import make
from tests.conftest import Watch
from tests.domain.test_at_once import at_once

TUESDAY = date(2026, 11, 24)
AUTUMN = RoundPlan("Autumn talks", date(2026, 11, 16), date(2026, 12, 4))
AFTERNOON = CoverTimes(TUESDAY, time(15), time(17))


def add(round_id: int, times: CoverTimes, *released: Released) -> list[int]:
    with act():
        return cover.add_cover(round_id, times, released, make.OFFICE)


def plan(round_plan: RoundPlan = AUTUMN) -> int:
    with act():
        return planning.plan_round(round_plan, make.OFFICE)


def change(cover_id: int, times: CoverTimes, released: Released) -> None:
    with act():
        cover.change_cover(cover_id, times, released, make.OFFICE)


def refused(deed: object, *args: object, **kwargs: object) -> Refused:
    """What the deed is refused for, in an act of its own."""
    assert callable(deed)
    with pytest.raises(Refused) as caught:
        deed(*args, **kwargs)
    return caught.value


def clock_times(teacher_id: int) -> list[str]:
    """The times this teacher offers, on the school's clock."""
    query = (
        select(Slot.starts_at)
        .where(Slot.teacher_id == teacher_id, Slot.removed_at.is_(None))
        .order_by(Slot.starts_at)
    )
    return [f"{clock.local(at):%a %H:%M}" for at in db.session.scalars(query)]


def book(day: make.Evening, slot: int) -> int:
    with act():
        return booking.book(day.invitation_id, day.slot_ids[slot], make.by(day.family.parent_id)).id


def cover_id_of(day: make.Evening) -> int:
    return db.session.get_one(Slot, day.slot_ids[0]).cover_id


# -- the round ---------------------------------------------------------------------------------


def test_a_round_is_set_up_once_however_often_the_form_is_sent(portal: Flask) -> None:
    ash, yew = make.school_class(), make.school_class("Year 6 Yew")
    picked = make.family(class_id=yew)
    wanted = replace(
        AUTUMN,
        slot_minutes=40,
        gap_minutes=5,
        ways=(Way.IN_PERSON, Way.VIDEO),
        child_comes=True,
        class_ids=frozenset({ash}),
        child_ids=frozenset({picked.child_id}),
    )
    first = plan(wanted)
    assert plan(wanted) == first
    assert planning.plan_of(first) == wanted
    assert refused(plan, replace(wanted, slot_minutes=30)).reason == Reason.NAME_TAKEN


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"closes_on": date(2026, 11, 15)}, Reason.ROUND_DATES),
        ({"opens_on": date(2025, 11, 16)}, Reason.PAST_DAY),
        ({"opens_on": date(2026, 11, 1), "closes_on": date(2026, 11, 8)}, Reason.PAST_DAY),
        ({"slot_minutes": 19}, Reason.ROUND_LENGTH),
        ({"slot_minutes": 61}, Reason.ROUND_LENGTH),
        ({"gap_minutes": 11}, Reason.ROUND_LENGTH),
    ],
)
def test_a_round_that_cannot_be(portal: Flask, wrong: dict[str, object], reason: Reason) -> None:
    assert refused(plan, replace(AUTUMN, **wrong)).reason == reason
    assert plans.all_rounds() == []


def test_a_round_is_changed_and_keeps_the_days_it_had(portal: Flask, watch: Watch) -> None:
    ash, yew = make.school_class(), make.school_class("Year 6 Yew")
    round_id = plan(replace(AUTUMN, class_ids=frozenset({ash})))
    plan(replace(AUTUMN, name="Spring talks"))
    watch.set("2026-11-18 09:00")  # it has opened: its opening day is past now
    wanted = replace(AUTUMN, closes_on=date(2026, 12, 11), class_ids=frozenset({yew}))
    with act():
        planning.change_round(round_id, wanted, make.OFFICE)
    assert planning.plan_of(round_id) == wanted
    with pytest.raises(Refused) as caught, act():
        planning.change_round(round_id, replace(wanted, name="Spring talks"), make.OFFICE)
    assert caught.value.reason == Reason.NAME_TAKEN
    with pytest.raises(Refused) as caught, act():
        planning.change_round(round_id, replace(wanted, closes_on=date(2026, 11, 17)), make.OFFICE)
    assert caught.value.reason == Reason.PAST_DAY


def test_another_length_of_talk_lays_the_coming_times_anew(portal: Flask) -> None:
    teacher = make.staff()
    round_id = plan()
    add(round_id, AFTERNOON, Released(teacher, "Room 4"))
    assert clock_times(teacher) == ["Tue 15:00", "Tue 15:30", "Tue 16:00", "Tue 16:30"]
    with act():
        planning.change_round(
            round_id, replace(AUTUMN, slot_minutes=45, gap_minutes=10), make.OFFICE
        )
    assert clock_times(teacher) == ["Tue 15:00", "Tue 15:55"]


def test_another_length_of_talk_is_refused_while_a_talk_would_fall_out(portal: Flask) -> None:
    day = make.evening()
    talk = book(day, 1)
    late = make.cover(day.round_id, day.teacher_id, "2026-11-26", "15:30", "18:00")
    other = make.sibling(day.family.parent_id, class_id=day.class_id)
    second = make.invitation(day.round_id, other, day.family.parent_id, day.teacher_id)
    with act():
        later = booking.book(second, late[1], make.by(day.family.parent_id)).id
    around = planning.plan_of(day.round_id)
    with pytest.raises(Refused) as caught, act():
        planning.change_round(day.round_id, replace(around, slot_minutes=40), make.OFFICE)
    assert (caught.value.reason, caught.value.facts) == (
        Reason.COVER_BOOKED,
        {"bookings": [talk, later]},
    )
    assert planning.plan_of(day.round_id) == around


# -- cover sessions and their slots ------------------------------------------------------------


def test_several_teachers_are_released_at_once_with_a_break(portal: Flask) -> None:
    khan, evans, help_ = make.staff(), make.staff("Mr Evans"), make.staff("Mrs Hall")
    times = replace(
        AFTERNOON,
        ends=time(18),
        breaks=((time(16, 15), time(16, 40)),),
        cost_pence=4500,
        paid_by=PaidBy.PUPIL_PREMIUM,
    )
    round_id = plan(replace(AUTUMN, gap_minutes=5))
    both = Released(khan, "Room 4", help_), Released(evans, "Room 6")
    ids = add(round_id, times, *both)
    expected = ["Tue 15:00", "Tue 15:35", "Tue 16:40", "Tue 17:15"]
    assert clock_times(khan) == expected
    assert clock_times(evans) == expected
    assert [
        (line.teacher, line.assistant, line.cover.room, line.cover.cost_pence, line.booked)
        for line in plans.cover_of(round_id)
    ] == [("Miss Khan", "Mrs Hall", "Room 4", 4500, 0), ("Mr Evans", None, "Room 6", 4500, 0)]
    assert add(round_id, times, *both) == ids  # the form, sent twice
    assert clock_times(khan) == expected


@pytest.mark.parametrize(
    ("begins", "ends", "breaks", "length", "gap", "expected"),
    [
        ("15:00", "16:00", [], 30, 0, ["15:00", "15:30"]),
        ("15:00", "15:59", [], 30, 0, ["15:00"]),
        ("15:00", "16:10", [], 30, 10, ["15:00", "15:40"]),
        ("15:00", "16:09", [], 30, 10, ["15:00"]),
        ("15:00", "17:00", [("15:30", "15:45")], 30, 0, ["15:00", "15:45", "16:15"]),
        ("15:00", "17:00", [("15:29", "15:45")], 30, 0, ["15:45", "16:15"]),
        (
            "15:00",
            "17:00",
            [("16:15", "16:30"), ("15:20", "15:40")],
            20,
            0,
            ["15:00", "15:40", "16:30"],
        ),
    ],
)
def test_talks_fit_before_the_end_and_touch_no_break(
    portal: Flask,
    begins: str,
    ends: str,
    breaks: list[tuple[str, str]],
    length: int,
    gap: int,
    expected: list[str],
) -> None:
    teacher = make.staff()
    times = CoverTimes(
        TUESDAY,
        time.fromisoformat(begins),
        time.fromisoformat(ends),
        tuple((time.fromisoformat(a), time.fromisoformat(b)) for a, b in breaks),
    )
    round_id = plan(replace(AUTUMN, slot_minutes=length, gap_minutes=gap))
    add(round_id, times, Released(teacher, "Room 4"))
    assert clock_times(teacher) == [f"Tue {at}" for at in expected]


@pytest.mark.parametrize(
    ("times", "reason"),
    [
        (replace(AFTERNOON, ends=time(15)), Reason.COVER_TIMES),
        (replace(AFTERNOON, ends=time(15, 29)), Reason.COVER_TIMES),
        (replace(AFTERNOON, breaks=((time(16), time(15)),)), Reason.COVER_TIMES),
        (replace(AFTERNOON, breaks=((time(15), time(17)),)), Reason.COVER_TIMES),
        (replace(AFTERNOON, day=date(2026, 11, 8)), Reason.PAST_DAY),
    ],
)
def test_cover_without_a_single_talk(portal: Flask, times: CoverTimes, reason: Reason) -> None:
    round_id, teacher = plan(), make.staff()
    assert refused(add, round_id, times, Released(teacher, "Room 4")).reason == reason
    assert plans.cover_of(round_id) == []


def test_nobody_and_no_room_is_in_two_places_over_all_rounds(portal: Flask) -> None:
    khan, evans, hall = make.staff(), make.staff("Mr Evans"), make.staff("Mrs Hall")
    autumn = plan()
    other = plan(replace(AUTUMN, name="Reading talks"))
    add(autumn, AFTERNOON, Released(khan, "Room 4", hall))
    later = replace(AFTERNOON, begins=time(16, 30), ends=time(18))

    found = refused(add, other, later, Released(khan, "Room 9"))
    assert (found.reason, found.facts["staff_id"]) == (Reason.TEACHER_BUSY, khan)
    found = refused(add, other, later, Released(evans, "Room 9", hall))
    assert (found.reason, found.facts) == (
        Reason.TEACHER_BUSY,
        {"staff_id": hall, "teacher_id": evans},
    )
    found = refused(add, other, later, Released(evans, "room 4"))
    assert (found.reason, found.facts) == (Reason.ROOM_BUSY, {"teacher_id": evans})
    found = refused(add, other, later, Released(evans, "Room 9", evans))
    assert found.reason == Reason.TEACHER_BUSY
    both = Released(evans, "Room 9"), Released(make.staff("Mr Ito"), "Room 9")
    assert refused(add, other, later, *both).reason == Reason.ROOM_BUSY
    assert plans.cover_of(other) == []

    after = replace(AFTERNOON, begins=time(17), ends=time(18))
    assert len(add(other, after, Released(khan, "Room 4", hall))) == 1


def test_a_room_with_little_ones_in_it_is_taken(portal: Flask) -> None:
    make.creche()
    round_id, teacher = plan(), make.staff()
    assert refused(add, round_id, AFTERNOON, Released(teacher, "nursery")).reason == (
        Reason.ROOM_BUSY
    )
    assert len(add(round_id, AFTERNOON, Released(teacher, "Room 4"))) == 1


def test_two_in_the_office_release_the_same_teacher_at_once(portal: Flask) -> None:
    teacher = make.staff()
    rounds = plan(), plan(replace(AUTUMN, name="Reading talks"))
    start, outcomes = threading.Barrier(2), []

    def add_in_thread(round_id: int, begins: int) -> None:
        with portal.app_context():
            start.wait()
            times = replace(AFTERNOON, begins=time(begins), ends=time(18))
            try:
                add(round_id, times, Released(teacher, f"Room {begins}"))
                outcomes.append("added")
            except Refused as found:
                outcomes.append(found.reason.value)
            db.session.remove()

    threads = [
        threading.Thread(target=add_in_thread, args=(rounds[0], 15)),
        threading.Thread(target=add_in_thread, args=(rounds[1], 16)),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["added", "teacher busy"]
    assert len([line for one in rounds for line in plans.cover_of(one)]) == 1


def test_two_rounds_get_one_name_at_the_same_moment(portal: Flask) -> None:
    rounds = plan(), plan(replace(AUTUMN, name="Reading talks"))
    wanted = replace(AUTUMN, name="Spring talks")
    deeds = [partial(planning.change_round, one, wanted, make.OFFICE) for one in rounds]
    assert sorted(map(str, at_once(portal, deeds))) == ["None", "name taken"]


# -- changing and removing ---------------------------------------------------------------------


def test_times_without_talks_come_and_go_and_a_booked_one_stays(portal: Flask) -> None:
    day = make.evening()
    talk = book(day, 2)  # 16:00
    times = replace(AFTERNOON, begins=time(15, 30), ends=time(16, 30))
    change(cover_id_of(day), times, Released(day.teacher_id, "Room 4"))
    assert clock_times(day.teacher_id) == ["Tue 15:30", "Tue 16:00"]
    change(cover_id_of(day), AFTERNOON, Released(day.teacher_id, "Room 4"))
    assert clock_times(day.teacher_id) == ["Tue 15:00", "Tue 15:30", "Tue 16:00", "Tue 16:30"]
    assert holding.find(talk).slot_id == day.slot_ids[2]


def test_a_change_that_would_drop_a_talk_names_it_and_changes_nothing(portal: Flask) -> None:
    day = make.evening()
    talk = book(day, 4)  # 17:00
    before = clock_times(day.teacher_id)
    same = Released(day.teacher_id, "Room 4")
    evans = Released(make.staff("Mr Ito"), "Room 4")
    for times, released in (
        (replace(AFTERNOON, ends=time(17, 15)), same),
        (replace(AFTERNOON, begins=time(15, 10), ends=time(18)), same),
        (replace(AFTERNOON, ends=time(18), breaks=((time(17, 10), time(17, 20)),)), same),
        (replace(AFTERNOON, day=date(2026, 11, 25), ends=time(18)), same),
        (replace(AFTERNOON, ends=time(18)), evans),
    ):
        found = refused(change, cover_id_of(day), times, released)
        assert (found.reason, found.facts) == (Reason.COVER_BOOKED, {"bookings": [talk]})
    with pytest.raises(Refused) as caught, act():
        cover.remove_cover(cover_id_of(day), make.OFFICE)
    assert caught.value.facts == {"bookings": [talk]}
    assert clock_times(day.teacher_id) == before
    assert plans.in_the_way([talk]) == [
        InTheWay(
            talk,
            clock.at(TUESDAY, time(17)),
            "Yusuf Malik",
            day.family.parent_id,
            "Ayesha Malik",
            "Miss Khan",
            None,
        )
    ]


def test_another_room_alone_moves_nobody(portal: Flask) -> None:
    day = make.evening()
    talk = book(day, 4)
    times = replace(AFTERNOON, ends=time(18), cost_pence=9000, paid_by=PaidBy.GRANT)
    change(cover_id_of(day), times, Released(day.teacher_id, "Library"))
    found = holding.find(talk).slot
    assert (found.id, found.cover.room, found.cover.cost_pence) == (
        day.slot_ids[4],
        "Library",
        9000,
    )


def test_a_time_being_chosen_is_in_the_way_only_while_it_is_held(
    portal: Flask, watch: Watch
) -> None:
    day = make.evening()
    with act():
        held = holding.hold(day.invitation_id, day.slot_ids[5], make.by(day.family.parent_id)).id
    shorter = replace(AFTERNOON, ends=time(17)), Released(day.teacher_id, "Room 4")
    assert refused(change, cover_id_of(day), *shorter).facts == {"bookings": [held]}
    kept = clock.now() + holding.HOLD
    assert [talk.held_until for talk in plans.in_the_way([held])] == [kept]
    watch.moment += timedelta(minutes=11)
    change(cover_id_of(day), *shorter)
    assert holding.find(held).state == BookingState.CANCELLED
    with pytest.raises(Refused) as caught, act():
        booking.confirm(held, make.by(day.family.parent_id))
    assert caught.value.reason == Reason.SLOT_GONE


def on_the_day(day: make.Evening, watch: Watch) -> int:
    """It is 15:40 on the day, and the family of 15:00 came; the talk."""
    talk = book(day, 0)
    watch.set("2026-11-24 15:40")
    with act():
        who_came.mark(talk, True, make.OFFICE)
    return talk


def test_a_talk_that_has_begun_is_in_nobodys_way(portal: Flask, watch: Watch) -> None:
    day = make.evening()
    talk = on_the_day(day, watch)
    same = Released(day.teacher_id, "Room 4")
    change(cover_id_of(day), replace(AFTERNOON, begins=time(15, 10), ends=time(16, 40)), same)
    assert clock_times(day.teacher_id) == ["Tue 15:00", "Tue 15:40", "Tue 16:10"]
    with act():
        times = replace(AFTERNOON, begins=time(16))
        cover.change_cover(cover_id_of(day), times, same, make.OFFICE, called_off=[talk])
    assert clock_times(day.teacher_id) == ["Tue 15:00", "Tue 16:00", "Tue 16:30"]
    assert holding.find(talk).state == BookingState.ATTENDED


def test_once_talks_have_begun_their_day_and_teacher_stay(portal: Flask, watch: Watch) -> None:
    day = make.evening()
    on_the_day(day, watch)
    ito = Released(make.staff("Mr Ito"), "Room 4")
    tomorrow = replace(AFTERNOON, day=date(2026, 11, 25))
    for times, released in ((AFTERNOON, ito), (tomorrow, Released(day.teacher_id, "Room 4"))):
        assert refused(change, cover_id_of(day), times, released).reason == Reason.COVER_BEGUN


def test_a_cover_session_removed_on_the_day_keeps_the_talks_that_have_begun(
    portal: Flask, watch: Watch
) -> None:
    day = make.evening()
    on_the_day(day, watch)
    for _twice in range(2):
        with act():
            assert not cover.remove_cover(cover_id_of(day), make.OFFICE)
    assert clock_times(day.teacher_id) == ["Tue 15:00"]
    assert plans.find_cover(cover_id_of(day)) is not None


def test_a_removed_cover_session_offers_nothing_and_the_cancelled_talk_is_still_told_of(
    portal: Flask,
) -> None:
    day = make.evening()
    by = make.by(day.family.parent_id)
    talk = book(day, 0)
    with act():
        booking.cancel(talk, by)
    with act():
        cover.remove_cover(cover_id_of(day), make.OFFICE)
    with act():
        cover.remove_cover(cover_id_of(day), make.OFFICE)
    assert clock_times(day.teacher_id) == []
    assert free_slots(db.session.get_one(Invitation, day.invitation_id)) == []
    assert holding.find(talk).slot.cover.room == "Room 4"
    with pytest.raises(Refused) as caught, act():
        booking.take_back_cancel(talk, by)
    assert caught.value.reason == Reason.SLOT_GONE
    with pytest.raises(Refused) as caught, act():
        holding.hold(day.invitation_id, day.slot_ids[3], by)
    assert caught.value.reason == Reason.SLOT_GONE
    found = refused(change, cover_id_of(day), AFTERNOON, Released(day.teacher_id, "Room 4"))
    assert found.reason == Reason.CHANGED_MEANWHILE
    # The teacher and the room are free again, at the very same times.
    add(day.round_id, AFTERNOON, Released(day.teacher_id, "Room 4"))
    assert clock_times(day.teacher_id) == ["Tue 15:00", "Tue 15:30", "Tue 16:00", "Tue 16:30"]


def test_after_the_day_only_what_it_cost_can_be_put_right(portal: Flask, watch: Watch) -> None:
    day = make.evening()
    watch.set("2026-11-25 09:00")
    same = Released(day.teacher_id, "Room 4")
    change(cover_id_of(day), replace(AFTERNOON, ends=time(18), cost_pence=21800), same)
    assert db.session.get_one(CoverSession, cover_id_of(day)).cost_pence == 21800
    found = refused(change, cover_id_of(day), replace(AFTERNOON, ends=time(17)), same)
    assert found.reason == Reason.PAST_DAY


def test_a_removed_cover_session_is_not_on_the_board(portal: Flask) -> None:
    day = make.evening()
    lone = make.cover(day.round_id, day.teacher_id, "2026-11-26")
    for slot_id in (day.slot_ids[0], lone[0]):
        with act():
            cover.remove_cover(db.session.get_one(Slot, slot_id).cover_id, make.OFFICE)
    found = board.board(TUESDAY)
    assert [name for _id, name, _room in found.teachers] == ["Mr Evans"]
    assert (found.before, found.after) == (None, None)


# -- the clock changes -------------------------------------------------------------------------


def test_talks_on_both_sides_of_the_october_clock_change(portal: Flask, watch: Watch) -> None:
    watch.set("2026-10-12 09:00")
    teacher = make.staff()
    round_id = plan(RoundPlan("October", date(2026, 10, 12), date(2026, 10, 30)))
    for day in (date(2026, 10, 23), date(2026, 10, 26)):
        add(round_id, replace(AFTERNOON, day=day, ends=time(16)), Released(teacher, "Room 4"))
    query = select(Slot.starts_at, Slot.begins, Slot.zone).order_by(Slot.starts_at)
    assert [(f"{at:%d %H:%M}", begins, zone) for at, begins, zone in db.session.execute(query)] == [
        ("23 14:00", time(15), "Europe/London"),
        ("23 14:30", time(15, 30), "Europe/London"),
        ("26 15:00", time(15), "Europe/London"),
        ("26 15:30", time(15, 30), "Europe/London"),
    ]


def test_the_nights_in_which_the_clock_changes(portal: Flask, watch: Watch) -> None:
    """Nobody talks then, but no talk may be an hour too long or stand there twice."""
    around = planning.plan_of(plan(replace(AUTUMN, slot_minutes=60)))
    teacher = make.staff()

    def night(day: date) -> list[tuple[datetime, datetime, str]]:
        watch.moment = clock.at(day - timedelta(days=1), time(9))
        round_id = plan(replace(around, name=f"{day}", opens_on=day, closes_on=day))
        add(round_id, CoverTimes(day, time(0), time(4)), Released(teacher, "Room 4"))
        query = select(Slot).where(Slot.round_id == round_id).order_by(Slot.starts_at)
        return [
            (slot.starts_at, slot.ends_at, f"{slot.begins:%H:%M}")
            for slot in db.session.scalars(query)
        ]

    backward, forward = night(date(2026, 10, 25)), night(date(2027, 3, 28))
    assert [begins for _starts, _ends, begins in backward] == [
        "00:00", "01:00", "01:00", "02:00", "03:00",
    ]  # fmt: skip
    assert [begins for _starts, _ends, begins in forward] == ["00:00", "02:00", "03:00"]
    for talks in (backward, forward):
        assert {ends - starts for starts, ends, _begins in talks} == {timedelta(hours=1)}
        assert [ends for _starts, ends, _begins in talks][:-1] == [
            starts for starts, _ends, _begins in talks
        ][1:]


# -- what it looks like ------------------------------------------------------------------------


def test_the_calendar_says_what_is_free_held_and_booked(portal: Flask, watch: Watch) -> None:
    day = make.evening()
    other = make.family("Omar", ("Sana",), class_id=day.class_id)
    second = make.invitation(day.round_id, other.child_id, other.parent_id, day.teacher_id)
    book(day, 1)
    with act():
        holding.hold(second, day.slot_ids[2], make.by(other.parent_id))
    ours = [line for line in plans.cover_of(day.round_id) if line.teacher == "Miss Khan"]
    assert [[time_.state for time_ in line.times] for line in ours] == [
        [None, BookingState.BOOKED, BookingState.HELD, None, None, None]
    ]
    watch.moment += timedelta(minutes=11)
    assert [line.booked for line in plans.cover_of(day.round_id)] == [1, 0]


def test_who_has_too_few_times(portal: Flask) -> None:
    day = make.evening()
    for name in ("Omar", "Bilal", "Sara", "Ines", "Tom", "Ada"):
        make.family(name, class_id=day.class_id)
    make.family("Nobody", class_id=make.school_class("Year 1 Elm"))  # not in this round
    lone = make.school_class("Year 2 Oak")
    make.family("Ben", class_id=lone)
    around = planning.plan_of(day.round_id)
    with act():
        planning.change_round(
            day.round_id, replace(around, class_ids=around.class_ids | {lone}), make.OFFICE
        )
    evans = next(one.id for one in plans.teaching_staff() if one.name == "Mr Evans")
    assert plans.demand(day.round_id) == [
        Demand(day.teacher_id, "Miss Khan", 7, 6),
        Demand(evans, "Mr Evans", 0, 6),
        Demand(None, "no key teacher", 1, 0),
    ]
    assert [line.missing for line in plans.demand(day.round_id)] == [1, 0, 1]
    assert plans.classes_of(day.round_id) == [("Year 2 Oak", 1), ("Year 4 Ash", 7)]


def test_children_are_picked_by_name(portal: Flask) -> None:
    ash, yew = make.school_class(), make.school_class("Year 6 Yew")
    yusuf = make.family("Yusuf", class_id=ash).child_id
    make.family("Yusuf", class_id=yew)
    zofia = make.family("Zofia", ("Anna",), class_id=yew, surname="Nowak").child_id
    found, trouble = plans.children_called(
        [" zofia  nowak ", "", "Yusuf Malik,Year 4 Ash", "Yusuf Malik", "Yusof Malik"]
    )
    assert found == {yusuf, zofia}
    assert trouble == [
        "2 children are called Yusuf Malik: add the class after a comma.",
        "No child is called Yusof Malik.",
    ]
    assert plans.names_of(found) == ["Yusuf Malik, Year 4 Ash", "Zofia Nowak"]
    assert plans.children_called(plans.names_of(found)) == (found, [])


def test_namesakes_of_one_class_are_told_apart_by_our_own_number(portal: Flask) -> None:
    ash = make.school_class()
    first, second = (make.family("Yusuf", class_id=ash).child_id for _ in range(2))
    names = plans.names_of([first])
    assert names == [f"Yusuf Malik, no. {first}"]
    assert plans.children_called(names) == (frozenset({first}), [])
    _found, trouble = plans.children_called(["Yusuf Malik, Year 4 Ash"])
    assert trouble == [
        "2 children are called Yusuf Malik, Year 4 Ash: write"
        f" “Yusuf Malik, no. {first}” or “Yusuf Malik, no. {second}”."
        " The number stands in the address of the child's page."
    ]


def test_with_an_interpreter_each_talk_may_take_longer(portal: Flask) -> None:
    teacher = make.staff()
    longer = replace(AFTERNOON, minutes_more=15)
    released = Released(teacher, "Room 4")
    (cover_id,) = add(plan(), longer, released)
    assert clock_times(teacher) == ["Tue 15:00", "Tue 15:45"]
    change(cover_id, AFTERNOON, released)
    assert len(clock_times(teacher)) == 4
