"""Picking the children of a round: a person picks, and the pick is what is kept."""

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from portal import clock
from portal.db import act, db
from portal.domain import picking, planning
from portal.domain.barrier_facts import About
from portal.domain.barriers import Level
from portal.domain.history import By, Deed, Event, Face
from portal.domain.people import Child, OnRoll, Role
from portal.domain.picking import Filter
from portal.domain.rounds import Pick, Round, RoundChild, RoundState
from portal.wording.refusals import Reason, Refused
from tests import make

EVERYBODY = Filter()


def lead() -> By:
    return By(Face.DESK, staff_id=make.staff("Mr Okafor", Role.LEAD))


def three() -> tuple[int, int, int]:
    """Yusuf with three points, Jack with two, Zofia with none, in one class."""
    class_id = make.school_class(teacher_id=make.staff())
    ids = [
        make.family(name, (parent,), class_id=class_id, surname=surname).child_id
        for name, parent, surname in (
            ("Yusuf", "Ayesha", "Malik"),
            ("Jack", "Emma", "Turner"),
            ("Zofia", "Katarzyna", "Nowak"),
        )
    ]
    known: dict[About, str | float] = {About.SEN: "K", About.ATTENDANCE: 84.0}
    make.known(ids[0], {**known, About.YOUNG_CARER: "yes"})
    make.known(ids[1], known)
    return ids[0], ids[1], ids[2]


def pick(round_id: int, listed: set[int], chosen: set[int], by: By) -> None:
    with act():
        picking.pick(round_id, listed, chosen, by)


def in_round(round_id: int) -> set[int]:
    query = select(RoundChild.child_id).where(RoundChild.round_id == round_id)
    return set(db.session.scalars(query))


def names(round_id: int, wanted: Filter = EVERYBODY) -> list[tuple[str, int]]:
    return [(one.child.first_name, one.factor.points) for one in picking.lines(round_id, wanted)]


def test_the_list_has_the_most_points_first_and_can_be_narrowed(portal: Flask) -> None:
    three()
    gone = make.family("Mia", ("Sam",), surname="Reed")
    with act() as session:
        session.get_one(Child, gone.child_id).roll = OnRoll.MISSING
    other = make.school_class("Year 6 Yew")
    make.family("Amna", ("Sana",), class_id=other, surname="Bibi")
    round_id = make.round_(invited=False)
    assert names(round_id) == [("Yusuf", 3), ("Jack", 2), ("Zofia", 0), ("Amna", 0)]
    assert names(round_id, Filter(class_id=other)) == [("Amna", 0)]
    assert names(round_id, Filter(levels=frozenset({Level.INVITE}))) == [("Yusuf", 3)]
    assert names(round_id, Filter(year="Year 9")) == []
    assert (picking.picked(round_id), in_round(round_id)) == ({}, set())


def test_a_pick_is_kept_with_who_when_and_why(portal: Flask) -> None:
    yusuf, jack, zofia = three()
    round_id, by = make.round_(invited=False), lead()
    other_round = make.round_(name="Spring talks", invited=False)
    pick(round_id, {yusuf, jack, zofia}, {yusuf, zofia}, by)
    make.known(yusuf, {About.SEN: "no"})
    pick(round_id, {yusuf, jack, zofia}, {yusuf, zofia}, by)
    assert in_round(round_id) == {yusuf, zofia}
    assert in_round(other_round) == set()
    found = picking.picked(round_id)
    assert (found[yusuf].by, found[yusuf].at, found[yusuf].points) == (
        "Mr Okafor",
        clock.now(),
        3,
    )
    assert found[yusuf].reasons == [
        "SEN support (9 Nov 2026)",
        "attendance 84%, below 85% (9 Nov 2026)",
        "young carer (9 Nov 2026)",
    ]
    assert (found[zofia].points, found[zofia].reasons) == (0, [])
    events = db.session.execute(
        select(Event.deed, Event.child_id, Event.by_staff_id, Event.about).order_by(Event.id)
    ).all()
    assert [tuple(one) for one in events] == [
        (Deed.PICKED, yusuf, by.staff_id, {"round": round_id}),
        (Deed.PICKED, zofia, by.staff_id, {"round": round_id}),
    ]


def test_not_picked_any_more(portal: Flask) -> None:
    yusuf, jack, zofia = three()
    round_id, by = make.round_(invited=False), lead()
    pick(round_id, {yusuf, jack, zofia}, {yusuf, jack}, by)
    pick(round_id, {jack, zofia}, set(), by)
    assert in_round(round_id) == set(picking.picked(round_id)) == {yusuf}
    last = db.session.scalars(select(Event).order_by(Event.id.desc())).first()
    assert last and (last.deed, last.child_id) == (Deed.UNPICKED, jack)


def test_nobody_is_picked_who_was_not_listed_or_is_there_already(portal: Flask) -> None:
    yusuf, jack, zofia = three()
    round_id, by = make.round_(invited=False), lead()
    with act():
        named = replace(planning.plan_of(round_id), child_ids=frozenset({jack}))
        planning.change_round(round_id, named, make.OFFICE)
    pick(round_id, {yusuf, jack}, {yusuf, jack, zofia}, by)
    assert set(picking.picked(round_id)) == {yusuf}
    assert in_round(round_id) == {yusuf, jack}
    pick(round_id, {yusuf, jack}, set(), by)
    assert in_round(round_id) == {jack}  # the office wrote the name
    lines = picking.lines(round_id, EVERYBODY)
    assert [one.child.first_name for one in lines if one.in_round] == ["Jack"]


def test_the_office_may_take_a_child_out_and_the_pick_is_gone(portal: Flask) -> None:
    yusuf, jack, _ = three()
    round_id, by = make.round_(invited=False), lead()
    pick(round_id, {yusuf, jack}, {yusuf, jack}, by)
    with act():
        fewer = replace(planning.plan_of(round_id), child_ids=frozenset({jack}))
        planning.change_round(round_id, fewer, make.OFFICE)
    assert set(picking.picked(round_id)) == in_round(round_id) == {jack}


def test_once_invited_nothing_is_picked(portal: Flask) -> None:
    yusuf, _, _ = three()
    round_id, by = make.round_(invited=False), lead()
    with act() as session:
        session.get_one(Round, round_id).state = RoundState.INVITED
    with pytest.raises(Refused) as refused:
        pick(round_id, {yusuf}, {yusuf}, by)
    assert refused.value.reason is Reason.ROUND_INVITED
    assert db.session.scalars(select(Pick)).all() == []
