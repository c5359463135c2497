"""What counts towards whom to invite: what imports bring, the school's rules, the points."""

from dataclasses import replace
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select, update

from portal.db import act, db
from portal.domain import barrier_rules, barriers, card, inviting
from portal.domain.barrier_facts import About, BarrierFact, InFile, PupilResult, Result, Said
from portal.domain.barrier_rules import USUAL, Barrier, Rule
from portal.domain.barriers import Factor, Level, PupilData
from portal.domain.entries import ChildInFile, ContactInFile, Entry
from portal.domain.history import By, Deed, Event, Face
from portal.domain.imports import uploads
from portal.domain.imports.applying import apply
from portal.domain.imports.comparing import plan
from portal.domain.invitations import Invitation, InvitationState
from portal.domain.people import Child, Guardianship, OnRoll, Role, SchoolClass, Staff
from tests import make
from tests.conftest import Watch

NOBODY_KNOWN = Factor(0, [], Level.NONE)


def bring_in(*children: ChildInFile) -> None:
    """Import these children, each with a contact."""
    contact = ContactInFile("Ayesha", "Malik", mis_id="C001")
    rows = [Entry(at, child, contact) for at, child in enumerate(children, 2)]
    with act():
        import_id = uploads.keep_upload("export.csv", b"", {}, make.OFFICE)
    made = plan(rows)
    with act():
        apply(import_id, made, make.OFFICE)


def yusuf(facts: dict[About, Said], results: dict[str, str] | None = None, **more: date) -> None:
    hidden = InFile(facts, results or {}, more.get("as_of"))
    bring_in(ChildInFile("Yusuf", "Malik", mis_id="1201", hidden=hidden))


def the_child() -> int:
    return db.session.execute(select(Child.id).where(Child.first_name == "Yusuf")).scalar_one()


def facts() -> list[tuple[str, str, float | None, str]]:
    query = select(BarrierFact).order_by(BarrierFact.kind)
    return [(one.kind, one.value, one.number, str(one.as_of)) for one in db.session.scalars(query)]


def results() -> list[tuple[str, str, str]]:
    query = select(PupilResult).order_by(PupilResult.measure)
    return [(one.measure, one.value, str(one.as_of)) for one in db.session.scalars(query)]


def change(level: int = 3, **rules: Rule) -> None:
    with act():
        wanted = {Barrier[name]: rule for name, rule in rules.items()}
        barrier_rules.change(wanted, level, make.OFFICE)


def points(child_id: int) -> Factor:
    return barriers.i_factor([child_id])[child_id]


# -- imports -----------------------------------------------------------------------------------


def test_an_import_writes_and_the_next_one_updates(portal: Flask, watch: Watch) -> None:
    yusuf({About.SEN: Said("K"), About.ATTENDANCE: Said("84", 84)}, {"Reading": "98"})
    assert facts() == [
        ("SEN", "K", None, "2026-11-09"),
        ("attendance", "84", 84, "2026-11-09"),
    ]
    watch.set("2026-12-01 10:00")
    yusuf({About.ATTENDANCE: Said("91", 91)}, {"Reading": "101", "Maths": "WTS"})
    assert facts() == [
        ("SEN", "K", None, "2026-11-09"),  # a blank cell says nothing
        ("attendance", "91", 91, "2026-12-01"),
    ]
    assert results() == [("Maths", "WTS", "2026-12-01"), ("Reading", "101", "2026-12-01")]


def test_the_files_own_day_counts_and_older_data_never_covers_newer(
    portal: Flask, watch: Watch
) -> None:
    yusuf({About.ATTENDANCE: Said("84", 84)}, {"Reading": "98"}, as_of=date(2026, 10, 23))
    yusuf({About.ATTENDANCE: Said("70", 70)}, {"Reading": "60"}, as_of=date(2026, 9, 1))
    child_id = the_child()
    day = date(2026, 10, 23)
    assert barriers.latest_data(child_id) == PupilData(84, day, [Result("Reading", "98", day)])
    yusuf({About.ATTENDANCE: Said("90", 90)}, as_of=date(2027, 1, 1))
    assert barriers.latest_data(child_id).attendance_as_of == date(2026, 11, 9)


def test_of_a_child_without_data_there_is_nothing(portal: Flask) -> None:
    ours, other = make.family(), make.family("Zofia", ("Katarzyna",), surname="Nowak")
    make.known(other.child_id, {About.SEN: "E", About.ATTENDANCE: 40.0}, {"Reading": "80"})
    assert barriers.latest_data(ours.child_id) == PupilData(None, None, [])
    assert points(ours.child_id) == NOBODY_KNOWN
    assert barriers.groups_of([ours.child_id]) == {ours.child_id: []}


def test_rows_of_one_child_fill_each_other_up(portal: Flask) -> None:
    one = ChildInFile("Yusuf", "Malik", mis_id="1201", hidden=InFile({About.SEN: Said("K")}))
    two = replace(one, hidden=InFile({About.SEN: Said("no"), About.FSM: Said("yes")}))
    bring_in(one, two)
    assert [fact[:2] for fact in facts()] == [("SEN", "K"), ("free school meals", "yes")]


def test_an_import_leaves_staff_notes_alone(portal: Flask) -> None:
    yusuf({About.SEN: Said("K")})
    with act():
        barriers.note(the_child(), [About.HOUSING], make.OFFICE)
    yusuf({About.SEN: Said("no"), About.HOUSING: Said("no")})
    assert [fact[:2] for fact in facts()] == [("SEN", "no"), ("housing", "yes")]
    assert points(the_child()).reasons == ["staff note: housing"]


def test_notes_are_ticked_and_taken_away(portal: Flask) -> None:
    child_id = make.family().child_id
    for noted in ([About.HOUSING, About.BEREAVEMENT, About.SEN], [About.HOUSING], [About.HOUSING]):
        with act():
            barriers.note(child_id, noted, make.OFFICE)
    assert [fact[0] for fact in facts()] == ["housing"]
    deeds = db.session.scalars(select(Event.deed)).all()
    assert deeds == [Deed.BARRIER_NOTED, Deed.BARRIER_NOTED]


# -- the rules ---------------------------------------------------------------------------------

TODAY = "9 Nov 2026"


@pytest.mark.parametrize(
    ("about", "value", "reason"),
    [
        (About.SEN, "E", "EHC plan"),
        (About.SEN, "K", "SEN support"),
        (About.SEN, "no", None),
        (About.ATTENDANCE, 84.9, "attendance 84.9%, below 85%"),
        (About.ATTENDANCE, 85.0, None),
        (About.ATTAINMENT, "yes", "low attainment in the school’s records"),
        (About.PUPIL_PREMIUM, "yes", "pupil premium"),
        (About.FSM, "yes", None),
        (About.IN_CARE, "yes", "in care"),
        (About.WAS_IN_CARE, "yes", "in care before"),
        (About.OTHER_LANGUAGE, "yes", None),
        (About.PROFICIENCY, "A", "new to English (A)"),
        (About.PROFICIENCY, "B", "early stages of English (B)"),
        (About.PROFICIENCY, "C", None),
        (About.SOCIAL_WORKER, "yes", "social worker"),
        (About.SOCIAL_WORKER, "no", None),
        (About.YOUNG_CARER, "yes", "young carer"),
        (About.SUSPENSIONS, 1.0, "suspended once"),
        (About.SUSPENSIONS, 0.0, None),
        (About.SUSPENSIONS, "yes", "suspended"),
        (About.BEHAVIOUR, 20.0, "20 behaviour points"),
        (About.BEHAVIOUR, 19.0, None),
        (About.MID_YEAR, "yes", "joined mid-year"),
        (About.SCHOOLS, 3.0, "3 schools so far"),
        (About.SCHOOLS, 2.0, None),
        (About.PROGRESS, 2.0, "2 steps behind"),
        (About.PROGRESS, 1.0, None),
        (About.SERVICE, "yes", None),
    ],
)
def test_each_rule_as_usual(
    portal: Flask, about: About, value: str | float, reason: str | None
) -> None:
    child_id = make.family().child_id
    make.known(child_id, {about: value})
    found = points(child_id)
    assert found.reasons == ([f"{reason} ({TODAY})"] if reason else [])
    assert found.points == len(found.reasons)


def test_three_points_are_worth_inviting_and_two_worth_watching(portal: Flask) -> None:
    child_id = make.family().child_id
    levels = []
    for about, value in ((About.SEN, "K"), (About.ATTENDANCE, 80.0), (About.YOUNG_CARER, "yes")):
        make.known(child_id, {about: value})
        levels.append(points(child_id).level)
    assert levels == [Level.NONE, Level.WATCH, Level.INVITE]


def test_thresholds_weights_and_the_level_are_the_schools(portal: Flask) -> None:
    child_id = make.family().child_id
    make.known(child_id, {About.ATTENDANCE: 89.9, About.SEN: "K", About.FSM: "yes"})
    change(
        4,
        ATTENDANCE=Rule(threshold=90, weight=3),
        SEN=Rule(on=False),
        FSM=Rule(on=True),
    )
    assert points(child_id) == Factor(
        4,
        [
            f"attendance 89.9%, below 90% ({TODAY}), counts 3",
            f"free school meals ({TODAY})",
        ],
        Level.INVITE,
    )
    change(5)
    assert points(child_id).level is Level.WATCH


def test_who_changed_the_rules_is_written_down_once(portal: Flask) -> None:
    lead = By(Face.DESK, staff_id=make.staff("Mr Okafor", Role.LEAD))
    for _ in range(2):
        with act():
            wanted = USUAL | {Barrier.ATTENDANCE: Rule(threshold=90)}
            barrier_rules.change(wanted, 3, lead)
    (event,) = db.session.scalars(select(Event)).all()
    assert (event.deed, event.by_staff_id, event.about) == (
        Deed.BARRIERS_CHANGED,
        lead.staff_id,
        {"rules": {"low attendance": {"on": True, "threshold": 90, "weight": 1}}, "level": 3},
    )


def test_a_mark_of_care_counts_once_and_without_a_file(portal: Flask) -> None:
    child_id = make.family().child_id
    with act() as session:
        session.execute(update(Child).where(Child.id == child_id).values(in_care=True))
    assert points(child_id).reasons == ["in care"]
    make.known(child_id, {About.IN_CARE: "yes", About.WAS_IN_CARE: "yes"})
    assert points(child_id).reasons == [f"in care ({TODAY})"]


# -- attainment --------------------------------------------------------------------------------


def class_of(count: int, name: str = "Year 4 Ash", year: str = "Year 4") -> list[int]:
    class_id = make.school_class(name)
    with act() as session:
        session.get_one(SchoolClass, class_id).year = year
    return [make.family(f"Child{at}", class_id=class_id).child_id for at in range(count)]


def low(child_ids: list[int]) -> list[int]:
    """Which of these children, by their place, have a point."""
    return [at for at, one in enumerate(barriers.i_factor(child_ids).values()) if one.points]


def test_the_lowest_fifth_of_the_year_by_measure(portal: Flask) -> None:
    four = class_of(10)
    six = class_of(1, "Year 6 Yew", "Year 6")
    for at, child_id in enumerate(four):
        make.known(child_id, results={"Reading age": f"{7 + at}y 0m"})
    make.known(six[0], results={"Reading age": "6y 0m"})
    assert low(four + six) == [0, 1]
    assert points(four[0]).reasons == [
        f"Reading age 7y 0m: among the lowest 20% of the year ({TODAY})"
    ]
    change(ATTAINMENT=Rule(threshold=10))
    assert low(four) == [0]


def test_whoever_left_or_has_no_result_is_not_in_the_count(portal: Flask) -> None:
    children = class_of(6)
    for at, child_id in enumerate(children[:5]):
        make.known(child_id, results={"Maths": str(90 + at)})
    assert low(children) == [0]
    with act() as session:
        session.get_one(Child, children[4]).roll = OnRoll.LEFT
    assert low(children[:4]) == []  # of four, no fifth can be told


def test_where_all_have_the_same_nobody_is_the_lowest_and_equals_stand_together(
    portal: Flask,
) -> None:
    children = class_of(5)
    for child_id in children:
        make.known(child_id, results={"Maths": "100"})
    assert low(children) == []
    for child_id in children[:2]:
        make.known(child_id, results={"Maths": "95"})
    assert low(children) == [0, 1]


def test_words_for_below_expected_count_without_numbers(portal: Flask) -> None:
    children = class_of(3)
    for child_id, value in zip(children, ("WTS", "EXS", "Below"), strict=True):
        make.known(child_id, results={"Writing": value})
    assert low(children) == [0, 2]
    assert points(children[0]).reasons == [f"Writing WTS: below expected ({TODAY})"]


@pytest.mark.parametrize(
    ("value", "number"),
    [
        ("98", 98),
        ("61,5 %", 61.5),
        ("-0.3", -0.3),
        ("7y 6m", 7.5),
        ("7:06", 7.5),
        ("8 years", 8),
        ("WTS", None),
        ("4b", None),
    ],
)
def test_a_result_as_a_number(value: str, number: float | None) -> None:
    assert barriers.as_number(value) == number


# -- who may know ------------------------------------------------------------------------------


def test_only_a_lead_and_the_childs_own_key_teacher_find_it(portal: Flask) -> None:
    day = make.evening()
    child_id = day.family.child_id
    make.known(child_id, {About.SEN: "K"})
    other = db.session.execute(select(Staff.id).where(Staff.name == "Mr Evans")).scalar_one()
    people = {
        "lead": make.staff("Mr Okafor", Role.LEAD),
        "office": make.staff("Mrs Green", Role.OFFICE),
        "safeguarding": make.staff("Ms Reid", Role.SAFEGUARDING),
        "key teacher": day.teacher_id,
        "other teacher": other,
    }
    found = {
        name: barriers.of_child(child_id, db.session.get_one(Staff, staff_id)) is not None
        for name, staff_id in people.items()
    }
    assert [name for name, may in found.items() if may] == ["lead", "key teacher"]
    with act() as session:
        session.get_one(Child, child_id).own_key_teacher_id = other
    assert barriers.of_child(child_id, db.session.get_one(Staff, day.teacher_id)) is None
    assert barriers.of_child(child_id, db.session.get_one(Staff, other)) is not None


# -- groups of the day -------------------------------------------------------------------------


def invitation_of(child_id: int) -> Invitation:
    db.session.expire_all()
    query = select(Invitation).where(Invitation.child_id == child_id)
    return db.session.scalars(query).one()


def a_round() -> tuple[int, make.Family]:
    teacher_id = make.staff()
    class_id = make.school_class(teacher_id=teacher_id)
    round_id = make.round_(class_ids=(class_id,), invited=False)
    make.cover(round_id, teacher_id)
    return round_id, make.family(class_id=class_id)


def test_an_invitation_keeps_the_groups_of_its_day(portal: Flask) -> None:
    round_id, family = a_round()
    make.known(
        family.child_id,
        {
            About.SEN: "E",
            About.PUPIL_PREMIUM: "yes",
            About.FSM: "no",
            About.OTHER_LANGUAGE: "yes",
            About.PROFICIENCY: "B",
            About.ATTENDANCE: 80.0,
        },
    )
    with act():
        inviting.invite(round_id, make.OFFICE)
    of_that_day = [
        *("SEN", "pupil premium", "first language other than English"),
        *("new to English", "low attendance"),
    ]
    assert invitation_of(family.child_id).groups == of_that_day
    make.known(family.child_id, {About.SEN: "no", About.ATTENDANCE: 99.0})
    assert invitation_of(family.child_id).groups == of_that_day
    assert barriers.groups_of([family.child_id]) == {family.child_id: of_that_day[1:4]}


def test_invited_anew_the_groups_are_those_of_the_new_day(portal: Flask) -> None:
    round_id, family = a_round()
    with act():
        inviting.invite(round_id, make.OFFICE)
    assert invitation_of(family.child_id).groups == []
    with act() as session:
        session.execute(update(Invitation).values(state=InvitationState.WITHDRAWN))
    make.known(family.child_id, {About.YOUNG_CARER: "yes"})
    with act():
        inviting.invite(round_id, make.OFFICE)
    assert invitation_of(family.child_id).groups == ["young carer"]


def test_invited_at_the_desk_the_groups_are_kept_too(portal: Flask) -> None:
    round_id, family = a_round()
    make.known(family.child_id, {About.SERVICE: "yes"})
    with act():
        card.invite(family.parent_id, family.child_id, round_id, make.OFFICE)
    assert invitation_of(family.child_id).groups == ["service child"]


def test_no_parent_is_tied_to_anything_by_it(portal: Flask) -> None:
    yusuf({About.SEN: Said("K")})
    (tie,) = db.session.scalars(select(Guardianship)).all()
    assert (tie.may_be_invited, tie.gets_texts) == (False, False)
