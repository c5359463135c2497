"""Nobody who must not be contacted comes back as a stranger by an import."""

from dataclasses import replace

import pytest
from flask import Flask

from portal.db import act
from portal.domain import no_contact
from portal.domain.entries import ChildInFile, ContactInFile, Entry, Relationship
from portal.domain.numbers import read_number
from portal.domain.people import NumberState, Parent, Responsibility
from portal.domain.tasks import TaskKind
from tests import make
from tests.importing import (
    AYESHA,
    EMMA,
    JACK,
    YUSUF,
    bring_in,
    child,
    how_many,
    parent,
    rights,
    rows,
    tasks,
    tie,
    with_number,
)

OMAR = ContactInFile(
    "Omar",
    "Malik",
    number=read_number("07700 900041"),
    relationship=Relationship.FATHER,
    responsibility=Responsibility.YES,
)
"""Barred from Yusuf in each of these tests."""


def hold_omar() -> None:
    bring_in(rows((YUSUF, AYESHA), (YUSUF, OMAR), (JACK, EMMA)))
    with act():
        no_contact.hold(parent("Omar").id, child("Yusuf").id, make.OFFICE)


def again(
    first: str, last: str = "Malik", relationship: Relationship | None = Relationship.FATHER
) -> ContactInFile:
    """A contact who may be Omar, with another mobile."""
    named = replace(OMAR, first=first, last=last, relationship=relationship)
    return with_number(named, "07700 900049")


def bring_back(who: ContactInFile) -> list[Entry]:
    return rows((YUSUF, AYESHA), (YUSUF, who), (JACK, EMMA))


OFF = (False, False, False)


@pytest.mark.parametrize("name", ["Omar Khalid", "Umar", "Mr Omar", "O"])
def test_a_name_like_it_begins_held(portal: Flask, name: str) -> None:
    hold_omar()
    made = bring_in(bring_back(again(name, relationship=Relationship.RELATIVE)))
    found = tie(name, "Yusuf")
    assert (found.held, rights(found), tie("Omar", "Yusuf").no_contact) == (True, OFF, True)
    assert (made.arrivals, made.changes, made.conflicts, made.gone) == ([], [], [], [])


def test_turned_round_it_is_the_same(portal: Flask) -> None:
    hold_omar()
    bring_in(bring_back(again("Malik", "Omar")))
    assert (tie("Malik", "Yusuf").held, tie("Omar", "Yusuf").no_contact) == (True, True)


@pytest.mark.parametrize(
    ("who", "held"),
    [
        (again("Khalid"), True),
        (again("Khalid", relationship=None), True),
        (again("Khalid", relationship=Relationship.OTHER), True),
        (again("Khalid", "Khan"), False),
        (again("Omer", "Khan", Relationship.RELATIVE), True),
        (again("Bushra", relationship=Relationship.MOTHER), False),
    ],
)
def test_the_same_surname_and_relationship_in_his_place_begins_held(
    portal: Flask, who: ContactInFile, held: bool
) -> None:
    hold_omar()
    bring_in(bring_back(who))
    assert tie(who.first, "Yusuf").held is held


def test_a_stepfather_beside_him_does_not(portal: Flask) -> None:
    hold_omar()
    bring_in([*bring_back(OMAR), Entry(9, YUSUF, again("Khalid"))])
    assert rights(tie("Khalid", "Yusuf")) == (True, True, True)


def test_whoever_may_be_barred_begins_held_with_every_child(portal: Flask) -> None:
    hold_omar()
    bring_in([*bring_back(again("Omar Khalid")), Entry(9, JACK, again("Omar Khalid"))])
    assert (tie("Omar Khalid", "Jack").held, tie("Ayesha", "Yusuf").held) == (True, False)


def test_no_number_in_the_records_gives_a_barred_record_to_another(portal: Flask) -> None:
    """Nobody can be asked without saying who is barred: both stay, and both are silent."""
    omar = replace(OMAR, mis_id="C9")
    bring_in(rows((YUSUF, AYESHA), (YUSUF, omar), (JACK, EMMA)))
    with act():
        no_contact.hold(parent("Omar").id, child("Yusuf").id, make.OFFICE)
    khalid = with_number(replace(omar, first="Khalid", last="Ahmed"), "07700 900049")
    made = bring_in([*bring_back(khalid), Entry(9, JACK, khalid)])
    assert (made.conflicts, made.arrivals) == ([], [])
    assert (parent("Omar").last_name, tie("Omar", "Yusuf").no_contact) == ("Malik", True)
    assert [tie("Khalid", one).held for one in ("Yusuf", "Jack")] == [True, True]
    assert (parent("Khalid").mis_id, parent("Omar").mis_id) == ("C9", None)
    assert bring_in([*bring_back(khalid), Entry(9, JACK, khalid)]).todos == []


@pytest.mark.parametrize("moved", [False, True])
def test_swapped_numbers_do_not_swap_who_is_barred(portal: Flask, moved: bool) -> None:
    ayesha, omar = AYESHA, replace(OMAR, mis_id="C9")
    bring_in(rows((YUSUF, ayesha), (YUSUF, omar)))
    with act():
        no_contact.hold(parent("Omar").id, child("Yusuf").id, make.OFFICE)
    if moved:
        ayesha, omar = with_number(ayesha, "07700 900051"), with_number(omar, "07700 900052")
    file = rows((YUSUF, replace(ayesha, mis_id="C9")), (YUSUF, replace(omar, mis_id="C001")))
    made = bring_in(file)
    assert (len(made.changes), made.conflicts, how_many(Parent)) == (int(moved), [], 2)
    assert (parent("Ayesha").mis_id, parent("Omar").mis_id) == ("C9", "C001")
    assert (rights(tie("Ayesha", "Yusuf")), rights(tie("Omar", "Yusuf"))) == ((True,) * 3, OFF)


MARYAM = ChildInFile("Maryam", "Malik", mis_id="1202")


def test_a_court_order_that_nobody_has_looked_at_holds_the_siblings_tie_too(
    portal: Flask,
) -> None:
    bring_in(rows((YUSUF, AYESHA), (YUSUF, replace(OMAR, court_order=True))))
    bring_in(rows((YUSUF, AYESHA), (YUSUF, replace(OMAR, court_order=True)), (MARYAM, OMAR)))
    assert (tie("Omar", "Maryam").held, rights(tie("Omar", "Maryam"))) == (True, OFF)
    assert tasks() == [
        (TaskKind.COURT_ORDER, "Omar", "Yusuf"),
        (TaskKind.COURT_ORDER, "Omar", "Maryam"),
    ]


def test_the_mobile_of_somebody_barred_under_another_name_is_silent(portal: Flask) -> None:
    hold_omar()
    bushra = replace(OMAR, first="Bushra", relationship=Relationship.MOTHER)
    bring_in(bring_back(bushra))
    assert (tie("Bushra", "Yusuf").held, parent("Bushra").number_state) == (True, NumberState.HELD)
    assert (parent("Omar").number, tie("Omar", "Yusuf").no_contact) == ("+447700900041", True)
