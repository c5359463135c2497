"""The crèche: how many are safe, quarter by quarter, and what the office may do about it."""

import threading
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select

from portal import clock
from portal.db import act, db
from portal.domain import (
    booking,
    cover,
    creche,
    creche_desk,
    creche_lists,
    creche_offers,
    school_days,
    upset_undo,
    upsets,
)
from portal.domain.booking import Answers
from portal.domain.cover import CoverTimes, Released
from portal.domain.creche import (
    Age,
    CrechePlace,
    CrecheSession,
    IfFull,
    LittleOne,
    PlaceState,
    Stay,
)
from portal.domain.creche_desk import CrechePlan
from portal.domain.history import Deed, Event
from portal.domain.invitations import Invitation
from portal.domain.outbox import OutText
from portal.domain.people import Guardianship, Role, Staff
from portal.domain.rounds import PaidBy, Slot
from portal.domain.school_days import Closed
from portal.domain.tasks import TaskKind, open_tasks
from portal.domain.upset import What
from portal.domain.upsets import Happening
from portal.languages import ENGLISH
from portal.wording import texts
from portal.wording.refusals import Reason, Refused
from tests import make
from tests.conftest import Watch

TUESDAY = date(2026, 11, 24)
BABY, TWO, OLDER = Age.UNDER_1, Age.TWO, Age.THREE_FOUR
PLAN = CrechePlan(
    TUESDAY, time(14, 30), time(18, 30), "Nursery", 40.0, staff_level_3=1, staff_level_2=1
)


def at(words: str) -> datetime:
    return clock.at(TUESDAY, time.fromisoformat(words))


def session_of(adults: int = 2, area: float = 40.0, **facts: object) -> CrecheSession:
    """A session that is not in the database, for the rule alone."""
    wanted = {"staff_level_6": 0, "staff_level_3": 1, "staff_level_2": adults - 1, "staff_other": 0}
    return CrecheSession(
        day=TUESDAY, begins=time(15), ends=time(16), room="Nursery", area_m2=area,
        **(wanted | facts),
    )  # fmt: skip


def invited(day: make.Evening, child: str, parent: str) -> tuple[int, int]:
    """Another family of the same class: invitation and parent."""
    family = make.family(child, (parent,), class_id=day.class_id)
    return (
        make.invitation(day.round_id, family.child_id, family.parent_id, day.teacher_id),
        family.parent_id,
    )


def book(
    invitation_id: int,
    parent_id: int,
    slot_id: int,
    *little_ones: LittleOne,
    if_full: IfFull = IfFull.REFUSE,
) -> int:
    with act():
        return booking.book(
            invitation_id,
            slot_id,
            make.by(parent_id),
            Answers(little_ones=list(little_ones)),
            if_full,
        ).id


def places(session_id: int) -> list[tuple[str, str]]:
    query = (
        select(CrechePlace)
        .where(CrechePlace.session_id == session_id)
        .order_by(CrechePlace.id)
        .execution_options(populate_existing=True)
    )
    return [(place.name, place.state.value) for place in db.session.scalars(query)]


def place_of(name: str) -> int:
    return db.session.execute(select(CrechePlace.id).where(CrechePlace.name == name)).scalar_one()


def creche_texts() -> list[tuple[int | None, str]]:
    query = select(OutText.parent_id, OutText.body).where(OutText.kind == "creche")
    return [(who, body) for who, body in db.session.execute(query.order_by(OutText.id))]


# -- the rule (early years framework, as a floor) ----------------------------------------------


@pytest.mark.parametrize(
    ("babies", "twos", "older", "adults", "with_level_6"),
    [
        (0, 0, 0, 0, 0),
        (1, 0, 0, 2, 2),
        (3, 0, 0, 2, 2),
        (6, 0, 0, 2, 2),
        (7, 0, 0, 3, 3),
        (9, 0, 0, 3, 3),
        (0, 10, 0, 2, 2),
        (0, 11, 0, 3, 3),
        (0, 0, 16, 2, 2),
        (0, 0, 17, 3, 2),
        (0, 0, 26, 4, 2),
        (0, 0, 27, 4, 3),
        (3, 5, 0, 2, 2),
        (3, 5, 1, 3, 3),
        (2, 3, 5, 2, 2),
        (4, 3, 1, 3, 3),
        (5, 5, 8, 4, 4),
    ],
)
def test_adults_needed(babies: int, twos: int, older: int, adults: int, with_level_6: int) -> None:
    ages = [BABY] * (babies // 2) + [Age.ONE] * (babies - babies // 2) + [TWO] * twos
    ages += [OLDER] * (older // 2) + [Age.FIVE_SEVEN] * (older - older // 2)
    assert creche.adults_needed(ages, level_6=False) == adults
    assert creche.adults_needed(ages, level_6=True) == with_level_6


@pytest.mark.parametrize(
    ("ages", "area"),
    [([], "0"), ([BABY, Age.ONE], "7.0"), ([TWO] * 3, "7.5"), ([BABY, TWO, OLDER], "8.3")],
)
def test_floor_needed(ages: list[Age], area: str) -> None:
    assert creche.area_needed(ages) == Decimal(area)


def test_the_floor_may_be_filled_to_the_last_square_metre() -> None:
    stays = [Stay((n, "a"), OLDER, at("15:00"), at("15:30")) for n in range(3)]
    assert creche.is_safe(session_of(area=6.9), stays)
    assert not creche.is_safe(session_of(area=6.8), stays)


def test_a_level_6_person_may_watch_over_more_older_children() -> None:
    stays = [Stay((n, "a"), OLDER, at("15:00"), at("15:30")) for n in range(17)]
    assert not creche.is_safe(session_of(2), stays)
    assert creche.is_safe(session_of(staff_level_6=1, staff_level_2=0), stays)


def test_capacity_is_counted_by_the_quarter_of_an_hour() -> None:
    """Talks overlap by their ten minutes before and after: only then are all nine there."""
    early = [Stay((n, "a"), BABY, at("14:50"), at("15:40")) for n in range(5)]
    late = [Stay((n, "b"), BABY, at("15:20"), at("16:10")) for n in range(2)]
    assert creche.unsafe_quarters(session_of(), early + late) == [at("15:15"), at("15:30")]
    assert creche.is_safe(session_of(), early)
    assert creche.is_safe(session_of(3), early + late)
    after = [replace(stay, begins=at("15:45")) for stay in late]
    assert creche.is_safe(session_of(), early + after)


def test_one_child_of_two_talks_in_a_row_is_counted_once() -> None:
    stays = [Stay((n, "a"), BABY, at("14:50"), at("15:40")) for n in range(6)]
    again = Stay((0, "a"), BABY, at("15:20"), at("16:10"))
    other = Stay((6, "a"), BABY, at("15:20"), at("16:10"))
    assert creche.is_safe(session_of(), [*stays, again])
    assert not creche.is_safe(session_of(), [*stays, other])


def test_a_little_one_stays_110_minutes_a_day_at_most_over_all_talks(portal: Flask) -> None:
    """Two talks in a row of 15:00 and 15:30 are one stay of 80 minutes; a third far away is too
    much, one next to them is exactly 110."""
    day = make.evening()
    parent = day.family.parent_id
    bilal = LittleOne("Bilal", TWO)
    more = []
    for name in ("Maryam", "Sara"):
        child = make.sibling(parent, name, class_id=day.class_id)
        more.append(make.invitation(day.round_id, child, parent, day.teacher_id))
    book(day.invitation_id, parent, day.slot_ids[0], bilal)
    book(more[0], parent, day.slot_ids[1], replace(bilal, name=" bilal "))
    with pytest.raises(Refused) as caught:
        book(more[1], parent, day.slot_ids[4], bilal)
    assert caught.value.reason == Reason.CRECHE_TOO_LONG
    book(more[1], parent, day.slot_ids[2], bilal)
    query = select(CrechePlace.stays_from, CrechePlace.stays_to)
    stays = [(begins, ends) for begins, ends in db.session.execute(query)]
    assert creche.time_inside(stays) == timedelta(minutes=110)


# -- setting sessions up -----------------------------------------------------------------------


def open_creche(plan: CrechePlan) -> int:
    with act():
        return creche_desk.open_creche(plan, make.OFFICE)


def change(session_id: int, plan: CrechePlan) -> frozenset[int]:
    with act():
        return creche_desk.change_creche(session_id, plan, make.OFFICE)


def test_a_session_is_set_up_once_however_often_the_form_is_sent(portal: Flask) -> None:
    plan = replace(PLAN, staff_level_6=1, cost_pence=12000, paid_by=PaidBy.PUPIL_PREMIUM)
    first = open_creche(plan)
    assert open_creche(plan) == first
    assert creche_desk.plan_of(db.session.get_one(CrecheSession, first)) == plan


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"ends": time(14, 30)}, Reason.CRECHE_TIMES),
        ({"day": date(2026, 11, 8)}, Reason.PAST_DAY),
        ({"day": date(9999, 12, 31)}, Reason.DAY_TOO_FAR),
        ({"day": date(2026, 12, 22)}, Reason.SCHOOL_CLOSED),
        ({"room": "room 4"}, Reason.ROOM_BUSY),
    ],
)
def test_a_session_that_cannot_be(portal: Flask, wrong: dict[str, object], reason: Reason) -> None:
    with act():
        christmas = Closed(date(2026, 12, 21), date(2027, 1, 1), "Christmas")
        school_days.change_closures([christmas], make.OFFICE)
    round_id, teacher = make.round_(), make.staff()
    make.cover(round_id, teacher)
    session_id = open_creche(PLAN)
    with pytest.raises(Refused) as caught:
        open_creche(replace(PLAN, cost_pence=1, **{"room": "Hall"} | wrong))
    assert caught.value.reason == reason
    with pytest.raises(Refused) as caught:
        change(session_id, replace(PLAN, **wrong))
    assert caught.value.reason == reason
    with pytest.raises(Refused) as caught:
        open_creche(replace(PLAN, begins=time(18), ends=time(19)))
    assert caught.value.reason == Reason.ROOM_BUSY  # the crèche itself is in there


@pytest.mark.parametrize(
    ("staff", "said"),
    [
        ((0, 1, 1, 0), []),
        ((1, 0, 1, 2), []),
        ((0, 1, 0, 2), ["Fewer than half of the staff have level 2 or above."]),
        ((0, 0, 2, 0), ["Nobody of level 3 or above is in charge."]),
        (
            (0, 0, 0, 1),
            [
                "Nobody of level 3 or above is in charge.",
                "Fewer than half of the staff have level 2 or above.",
                "There are fewer than two adults: nobody can be given a place.",
            ],
        ),
    ],
)
def test_what_the_framework_would_ask_for(
    staff: tuple[int, int, int, int], said: list[str]
) -> None:
    names = ("staff_level_6", "staff_level_3", "staff_level_2", "staff_other")
    assert creche_desk.warnings(replace(PLAN, **dict(zip(names, staff, strict=True)))) == said


def test_staff_and_floor_are_not_lowered_below_what_the_places_need(portal: Flask) -> None:
    day = make.evening()
    book(day.invitation_id, day.family.parent_id, day.slot_ids[2], LittleOne("Bilal", BABY))
    second, sana = invited(day, "Omar", "Sana")
    book(second, sana, day.slot_ids[3], LittleOne("Ali", BABY))
    for smaller in ({"staff_level_2": 0}, {"area_m2": 6.9}):
        with pytest.raises(Refused) as caught:
            change(day.creche_id, replace(PLAN, **smaller))
        assert caught.value.reason == Reason.CRECHE_TOO_SMALL
    assert caught.value.facts == {"quarter": at("16:15")}  # only then are both there
    with pytest.raises(Refused) as caught:
        change(day.creche_id, replace(PLAN, staff_level_2=0))
    assert caught.value.facts == {"quarter": at("15:45")}
    change(day.creche_id, replace(PLAN, area_m2=7.0, room="Hall"))
    assert db.session.get_one(CrecheSession, day.creche_id).area_m2 == 7.0
    assert places(day.creche_id) == [("Bilal", "taken"), ("Ali", "taken")]


def test_a_session_is_not_cut_off_from_those_who_come(portal: Flask) -> None:
    day = make.evening()
    book(day.invitation_id, day.family.parent_id, day.slot_ids[0], LittleOne("Bilal", TWO))
    bilal = place_of("Bilal")
    for other in ({"begins": time(15, 15)}, {"ends": time(15, 20)}, {"day": date(2026, 11, 25)}):
        with pytest.raises(Refused) as caught:
            change(day.creche_id, replace(PLAN, **other))
        assert (caught.value.reason, caught.value.facts) == (
            Reason.CRECHE_BOOKED,
            {"places": [bilal]},
        )
    change(day.creche_id, replace(PLAN, begins=time(15), ends=time(15, 30)))
    place = db.session.get_one(CrechePlace, bilal)
    assert (place.stays_from, place.stays_to) == (at("15:00"), at("15:30"))


def stay_of(name: str) -> tuple[datetime, datetime]:
    place = db.session.get_one(CrechePlace, place_of(name), populate_existing=True)
    return place.stays_from, place.stays_to


def test_stays_follow_the_session_both_ways(portal: Flask) -> None:
    day = make.evening()
    book(day.invitation_id, day.family.parent_id, day.slot_ids[0], LittleOne("Bilal", TWO))
    usual = at("14:50"), at("15:40")
    assert stay_of("Bilal") == usual
    assert change(day.creche_id, replace(PLAN, begins=time(15))) == {day.family.parent_id}
    assert stay_of("Bilal") == (at("15:00"), at("15:40"))
    assert change(day.creche_id, PLAN) == {day.family.parent_id}
    assert stay_of("Bilal") == usual
    assert change(day.creche_id, replace(PLAN, ends=time(18))) == set()


def cannot_open(session_id: int) -> int:
    """What happened (its id): this crèche cannot open."""
    with act():
        happening = Happening(What.CRECHE, TUESDAY, TUESDAY, creche_id=session_id)
        return upsets.happen(happening, make.OFFICE)


def test_a_new_session_takes_the_place_of_one_that_cannot_open(portal: Flask) -> None:
    first = open_creche(PLAN)
    off = cannot_open(first)
    second = open_creche(PLAN)
    assert second != first
    assert open_creche(PLAN) == second
    change(first, replace(PLAN, cost_pence=100))  # a room that it does not use is nobody's matter
    with act():
        upset_undo.undo(off, make.OFFICE)
    opens = select(CrecheSession.id).where(CrecheSession.off_at.is_(None))
    assert db.session.scalars(opens).all() == [second]


def test_talks_can_be_in_the_room_of_a_creche_that_cannot_open(portal: Flask) -> None:
    around, teacher = make.round_(), make.staff()
    cannot_open(open_creche(PLAN))
    times = CoverTimes(TUESDAY, time(15), time(17))
    with act():
        assert cover.add_cover(around, times, [Released(teacher, "Nursery")], make.OFFICE)


def test_after_the_day_only_what_it_cost_can_be_put_right(portal: Flask, watch: Watch) -> None:
    session_id = open_creche(PLAN)
    watch.set("2026-11-25 09:00")
    change(session_id, replace(PLAN, cost_pence=9900))
    assert db.session.get_one(CrecheSession, session_id).cost_pence == 9900
    with pytest.raises(Refused) as caught:
        change(session_id, replace(PLAN, day=date(2026, 11, 26)))
    assert caught.value.reason == Reason.PAST_DAY


# -- the list ----------------------------------------------------------------------------------


def test_the_list_by_quarter_of_an_hour(portal: Flask) -> None:
    day = make.evening()
    parent = day.family.parent_id
    book(
        day.invitation_id, parent, day.slot_ids[0], LittleOne("Bilal", BABY), LittleOne("Ida", BABY)
    )
    maryam = make.sibling(parent, class_id=day.class_id)
    second = make.invitation(day.round_id, maryam, parent, day.teacher_id)
    book(second, parent, day.slot_ids[1], LittleOne("Bilal", BABY))
    third, sana = invited(day, "Omar", "Sana")
    book(third, sana, day.slot_ids[2], *(LittleOne(name, BABY) for name in ("A", "B", "C", "D")))
    session = db.session.get_one(CrecheSession, day.creche_id)
    taken = creche_lists.guests(day.creche_id, PlaceState.TAKEN)
    quarters = {
        f"{clock.local(quarter.begins):%H:%M}": (
            [guest.name for guest in quarter.present],
            quarter.adults_needed,
            str(quarter.area_needed),
            quarter.room_for,
        )
        for quarter in creche_lists.by_quarter(session, taken)
    }
    everyone = {"under 2": True, "2": True, "3 and over": True}
    times = list(quarters)
    assert (times[0], times[-1], len(times)) == ("14:30", "18:15", 16)
    assert quarters["14:30"] == ([], 0, "0", everyone)
    assert quarters["15:00"] == (["Bilal", "Ida"], 2, "7.0", everyone)
    assert quarters["15:30"] == (["Bilal", "Ida"], 2, "7.0", everyone)  # Bilal once
    assert quarters["15:45"] == (["Bilal", "A", "B", "C", "D"], 2, "17.5", everyone)
    assert quarters["16:15"][0] == ["A", "B", "C", "D"]
    change(day.creche_id, replace(PLAN, area_m2=20.4))
    session = db.session.get_one(CrecheSession, day.creche_id)
    full = {clock.local(one.begins).time(): one for one in creche_lists.by_quarter(session, taken)}
    assert full[time(15, 45)].room_for == {"under 2": False, "2": True, "3 and over": True}


def test_who_stands_on_the_list_and_who_not(portal: Flask) -> None:
    day = make.evening()
    book(
        day.invitation_id,
        day.family.parent_id,
        day.slot_ids[0],
        LittleOne("Bilal", TWO, "peanuts", True, "his bear", "Urdu", "Grandma Noor"),
    )
    second, sana = invited(day, "Omar", "Sana")
    book(second, sana, day.slot_ids[1], LittleOne("Ali", OLDER))
    [bilal, ali] = creche_lists.guests(day.creche_id, PlaceState.TAKEN)
    assert (bilal.parent, bilal.room, bilal.collected_by, bilal.comfort, bilal.speaks) == (
        "Ayesha Malik",
        "Room 4",
        "Grandma Noor",
        "his bear",
        "Urdu",
    )
    assert (bilal.health_asked, bilal.health, ali.health_asked) == (True, None, False)
    [bilal, ali] = creche_lists.guests(day.creche_id, PlaceState.TAKEN, with_health=True)
    assert (bilal.health, ali.health) == ("peanuts", None)
    with act() as session:
        tie = session.execute(
            select(Guardianship).where(Guardianship.parent_id == sana)
        ).scalar_one()
        tie.no_contact = True
    assert [one.name for one in creche_lists.guests(day.creche_id, PlaceState.TAKEN)] == ["Bilal"]


def test_who_may_open_which_sheet_and_read_what(portal: Flask, watch: Watch) -> None:
    tuesday = open_creche(PLAN)
    open_creche(replace(PLAN, day=date(2026, 11, 25)))
    people = {
        role: db.session.get_one(Staff, make.staff(role.value, role))
        for role in (Role.OFFICE, Role.LEAD, Role.CRECHE)
    }

    def seen(role: Role) -> tuple[int, int, bool, bool]:
        coming, over = creche_lists.sessions(people[role])
        session = creche_lists.find(tuesday, people[role])
        reads = session is not None and creche_lists.may_read_health(session, people[role])
        return len(coming), len(over), session is not None, reads

    assert seen(Role.OFFICE) == (2, 0, True, False)
    assert seen(Role.LEAD) == (2, 0, True, False)
    assert seen(Role.CRECHE) == (0, 0, False, False)
    watch.set("2026-11-24 08:00")
    assert seen(Role.OFFICE) == (2, 0, True, True)
    assert seen(Role.LEAD) == (2, 0, True, False)
    assert seen(Role.CRECHE) == (1, 0, True, True)
    watch.set("2026-11-25 08:00")
    assert seen(Role.OFFICE) == (1, 1, True, True)
    assert seen(Role.CRECHE) == (1, 0, False, False)


# -- adding, giving and withdrawing ------------------------------------------------------------


def test_the_office_adds_a_place_once_and_the_parent_is_told(portal: Flask) -> None:
    day = make.evening()
    talk = book(
        day.invitation_id, day.family.parent_id, day.slot_ids[2], LittleOne("Bilal", TWO, "asthma")
    )
    for name in ("Ida", "ida "):
        with act():
            creche_desk.add_place(talk, LittleOne(name, BABY), make.OFFICE)
    assert places(day.creche_id) == [("Bilal", "taken"), ("Ida", "taken")]
    bilal, ida = (db.session.get_one(CrechePlace, place_of(name)) for name in ("Bilal", "Ida"))
    assert (bilal.health, ida.health) == ("asthma", None)
    assert creche_texts() == [
        (
            day.family.parent_id,
            texts.creche_ready(ENGLISH, at=clock.local(at("16:00"))),
        )
    ]
    deeds = select(Event.booking_id).where(Event.deed == Deed.PLACE_ADDED)
    assert list(db.session.scalars(deeds)) == [talk]


def test_the_office_cannot_add_what_is_not_safe(portal: Flask) -> None:
    day = make.evening()
    babies = [LittleOne(name, BABY) for name in "ABCDEF"]
    talk = book(day.invitation_id, day.family.parent_id, day.slot_ids[2], *babies)
    with pytest.raises(Refused) as caught, act():
        creche_desk.add_place(talk, LittleOne("G", BABY), make.OFFICE)
    assert caught.value.reason == Reason.CRECHE_FULL
    assert places(day.creche_id) == [(name, "taken") for name in "ABCDEF"]
    with act():
        booking.cancel(talk, make.by(day.family.parent_id))
    with pytest.raises(Refused) as caught, act():
        creche_desk.add_place(talk, LittleOne("G", BABY), make.OFFICE)
    assert caught.value.reason == Reason.BOOKING_OVER
    assert creche_texts() == []


def test_who_waits_is_given_places_once_there_is_room(portal: Flask) -> None:
    day = make.evening()
    babies = [LittleOne(name, BABY) for name in "ABCDEF"]
    book(day.invitation_id, day.family.parent_id, day.slot_ids[2], *babies)
    second, sana = invited(day, "Omar", "Sana")
    two = LittleOne("Ali", BABY), LittleOne("Zara", BABY)
    talk = book(second, sana, day.slot_ids[3], *two, if_full=IfFull.WAIT)
    assert [one.name for one in creche_lists.guests(day.creche_id, PlaceState.WAITING)] == [
        "Ali",
        "Zara",
    ]
    with pytest.raises(Refused) as caught, act():
        creche_desk.give_places(talk, make.OFFICE)
    assert caught.value.reason == Reason.CRECHE_FULL
    with act():
        creche_desk.withdraw(place_of("A"), "one adult less than planned", make.OFFICE)
    with pytest.raises(Refused), act():
        creche_desk.give_places(talk, make.OFFICE)  # room for one of two is not room
    with act():
        creche_desk.withdraw(place_of("B"), "one adult less than planned", make.OFFICE)
    for _twice in range(2):
        with act():
            creche_desk.give_places(talk, make.OFFICE)
    assert places(day.creche_id)[-2:] == [("Ali", "taken"), ("Zara", "taken")]
    assert [who for who, _body in creche_texts()] == [day.family.parent_id] * 2 + [sana]


def test_who_waits_in_one_session_is_asked_when_another_of_the_day_has_room(portal: Flask) -> None:
    day = make.evening()
    with act() as session:
        session.get_one(CrecheSession, day.creche_id).area_m2 = 1
    ali = LittleOne("Ali", TWO)
    parent = day.family.parent_id
    talk = book(day.invitation_id, parent, day.slot_ids[2], ali, if_full=IfFull.WAIT)
    open_creche(replace(PLAN, room="Library", area_m2=1))
    assert creche_offers.to_offer() == []
    hall = open_creche(replace(PLAN, room="Hall", begins=time(15, 55)))
    assert creche_offers.to_offer() == [talk]
    with act():
        assert creche_offers.offer(talk)
    assert places(hall) == [("Ali", "offered")]
    assert stay_of("Ali") == (at("15:55"), at("16:40"))
    with act():
        creche_offers.take(talk, make.by(parent))
    assert (places(hall), places(day.creche_id)) == ([("Ali", "taken")], [])


def test_a_place_is_withdrawn_with_a_reason_and_a_person_rings(portal: Flask) -> None:
    day = make.evening()
    little = LittleOne("Bilal", TWO), LittleOne("Ida", TWO)
    talk = book(day.invitation_id, day.family.parent_id, day.slot_ids[2], *little)
    for _twice in range(2):
        with act():
            creche_desk.withdraw(place_of("Bilal"), "a burst pipe", make.OFFICE)
    assert places(day.creche_id) == [("Bilal", "withdrawn"), ("Ida", "taken")]
    assert db.session.get_one(CrechePlace, place_of("Bilal")).reason == "a burst pipe"
    assert creche_texts() == [
        (
            day.family.parent_id,
            texts.creche_withdrawn(ENGLISH, at=clock.local(at("16:00"))),
        )
    ]
    assert [(task.kind, task.parent_id, task.booking_id) for task in open_tasks()] == [
        (TaskKind.CRECHE_WITHDRAWN, day.family.parent_id, talk)
    ]


def test_two_families_and_the_office_want_the_last_place(portal: Flask) -> None:
    day = make.evening()
    babies = [LittleOne(name, BABY) for name in "ABCDE"]
    book(day.invitation_id, day.family.parent_id, day.slot_ids[2], *babies)
    talks = []
    for n, (child, parent) in enumerate((("Omar", "Sana"), ("Ada", "Eve"), ("Tom", "Liz"))):
        invitation, parent_id = invited(day, child, parent)
        slot = make.cover(day.round_id, make.staff(f"Mr {n}"), begins="16:00", ends="16:30",
                          room=f"Room {n}")[0]  # fmt: skip
        with act() as session:
            row = session.get_one(Invitation, invitation)
            row.teacher_id = session.get_one(Slot, slot).teacher_id
        talks.append(book(invitation, parent_id, slot))
    start, outcomes = threading.Barrier(3), []

    def add(talk: int) -> None:
        with portal.app_context():
            start.wait()
            try:
                with act():
                    creche_desk.add_place(talk, LittleOne("Last", BABY), make.OFFICE)
                outcomes.append("got it")
            except Refused as refused:
                outcomes.append(refused.reason.value)
            db.session.remove()

    threads = [threading.Thread(target=add, args=(talk,)) for talk in talks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["creche full", "creche full", "got it"]
    session = db.session.get_one(CrecheSession, day.creche_id)
    assert creche.unsafe_quarters(session, creche.stays_in(day.creche_id)) == []
    assert len(creche.stays_in(day.creche_id)) == 6
