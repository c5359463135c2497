"""Who is who: the children and contacts of a file, and those the school knows already."""

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from portal.db import act, db
from portal.domain import ties
from portal.domain.entries import Birthday, ChildInFile, ContactInFile, Entry, YearGroup
from portal.domain.imports import missing
from portal.domain.imports.comparing import plan
from portal.domain.imports.plans import Ask, Change, Conflict, Decisions
from portal.domain.numbers import NO_NUMBER, read_number
from portal.domain.people import Child, Guardianship, OnRoll, Parent
from tests import make
from tests.importing import (
    AYESHA,
    DANIEL,
    EMMA,
    JACK,
    NOTHING,
    OUR_FILE,
    YUSUF,
    bring_in,
    child,
    differences,
    how_many,
    parent,
    rights,
    rows,
    tie,
    with_number,
)

UNNUMBERED = replace(YUSUF, mis_id="", upn="")


def test_another_records_system_gives_new_numbers_and_the_pupil_number_stays(
    portal: Flask,
) -> None:
    jack = replace(JACK, upn="B999123421004")
    bring_in(rows((YUSUF, AYESHA), (jack, EMMA)))
    swapped = rows((replace(YUSUF, mis_id="1204"), AYESHA), (replace(jack, mis_id="1201"), EMMA))
    assert differences(bring_in(swapped)) == NOTHING
    assert (child("Yusuf").mis_id, child("Jack").mis_id) == ("1204", "1201")
    assert how_many(Child) == 2


def test_a_list_without_numbers_is_the_same_people_again(portal: Flask) -> None:
    yusuf = replace(YUSUF, mis_id="", upn="")
    jack = replace(JACK, mis_id="")
    ayesha, emma = replace(AYESHA, mis_id=""), replace(EMMA, mis_id="")
    plain = rows((yusuf, ayesha), (jack, emma))
    bring_in(plain)
    assert differences(bring_in(plain)) == NOTHING
    changed = rows((yusuf, with_number(ayesha, "07700 900192")), (jack, emma))
    assert bring_in(changed).changes == [
        Change(2, "Ayesha Malik", "number", "07700 900011", "07700 900192")
    ]
    file = rows((YUSUF, with_number(AYESHA, "07700 900192")), (JACK, EMMA))
    assert [one.ask for one in plan(file).conflicts] == [Ask.SAME_CHILD]
    bring_in(file, Decisions({f"same_child-{child('Jack').id}": False}))
    assert (child("Yusuf").mis_id, child("Jack").mis_id) == ("1201", "1204")
    assert (parent("Ayesha").mis_id, parent("Emma").mis_id) == ("C001", "C003")
    assert (how_many(Child), how_many(Parent)) == (2, 2)


def test_two_fathers_of_one_name_without_a_number_are_two_people(portal: Flask) -> None:
    ali = ContactInFile("Mohammed", "Ali")
    bring_in(rows((YUSUF, ali), (JACK, ali)))
    assert how_many(Parent) == 2
    bring_in(rows((YUSUF, ali), (JACK, ali)))
    assert how_many(Parent) == 2


def test_a_number_in_the_records_with_another_name_is_a_question(portal: Flask) -> None:
    bring_in(OUR_FILE)
    john = replace(AYESHA, first="John", last="Smith", number=read_number("07700 900170"))
    file = rows((YUSUF, john), (JACK, EMMA), (JACK, DANIEL))
    ayesha = parent("Ayesha")
    assert plan(file).conflicts == [
        Conflict(
            *(Ask.SAME_PERSON, ayesha.id, 2, "John Smith"),
            here="Ayesha Malik, 07700 900011",
            file="John Smith, 07700 900170",
        )
    ]
    bring_in(file, Decisions({f"same_person-{ayesha.id}": True}))
    assert (parent("John").mis_id, parent("Ayesha").mis_id) == ("C001", None)
    assert parent("John").number == "+447700900170"
    assert (tie("Ayesha", "Yusuf").missing, tie("John", "Yusuf").missing) == (True, False)


def test_two_children_with_one_pupil_number_are_still_two(portal: Flask) -> None:
    twin = replace(YUSUF, first="Yahya", mis_id="1202")
    bring_in(rows((YUSUF, AYESHA), (twin, AYESHA)))
    assert (child("Yusuf").upn, child("Yahya").upn) == ("V999123422001", None)
    assert how_many(Parent) == 1


# -- names -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after"),
    [("O'Brien", "O’Brien"), ("Núñez", "Nunez"), ("Al-Said", "Al Said"), ("Malik", "MALIK.")],
)
def test_accents_apostrophes_and_hyphens_make_no_stranger(
    portal: Flask, before: str, after: str
) -> None:
    """Without numbers, and with another mobile: the name is all there is."""
    jack = replace(JACK, mis_id="", last=before)
    emma = replace(EMMA, mis_id="", last=before)
    bring_in(rows((jack, emma)))
    with act():
        off = tie("Emma", "Jack").id
        ties.switch(off, invited=False, texts=False, may_sign=False, by=make.OFFICE)
    emma = with_number(replace(emma, last=after), "07700 900199")
    made = bring_in(rows((replace(jack, last=after), emma)))
    assert (made.conflicts, how_many(Child), how_many(Parent)) == ([], 1, 1)
    assert (parent("Emma").number, rights(tie("Emma", "Jack"))) == (
        "+447700900199",
        (False, False, False),
    )


def test_a_child_with_one_name_is_not_different_each_time(portal: Flask) -> None:
    suresh = replace(YUSUF, first="Suresh", last="")
    bring_in(rows((suresh, AYESHA)))
    again = bring_in(rows((suresh, AYESHA)))
    assert (again.changes, again.unchanged) == ([], 2)
    gone = bring_in(rows((JACK, EMMA))).gone
    assert [(one.child, one.contact) for one in gone] == [("Suresh", "")]
    assert [one.name for one in missing.children()] == ["Suresh"]


# -- children ----------------------------------------------------------------------------------


def ids(table: type[Child] | type[Parent]) -> dict[str, str | None]:
    """The numbers in the records, by first name."""
    db.session.expire_all()
    return {one.first_name: one.mis_id for one in db.session.scalars(select(table))}


ALI = ChildInFile("Muhammad", "Ali", class_name="1A", year=YearGroup("Year 1", 1))
OLDER_ALI = replace(ALI, class_name="4B", year=YearGroup("Year 4", 4))
SARA = ContactInFile("Sara", "Ali", number=read_number("07700 900021"))
HINA = ContactInFile("Hina", "Ali", number=read_number("07700 900022"))


def families() -> list[tuple[str, str]]:
    """Each contact's first name with the class of the child."""
    db.session.expire_all()
    ties_ = db.session.scalars(select(Guardianship).order_by(Guardianship.id))
    found = [(one.parent.first_name, one.child.school_class) for one in ties_]
    return [(who, here.name if here else "") for who, here in found]


def test_two_children_of_one_name_are_told_apart_by_their_class(portal: Flask) -> None:
    file = rows((ALI, SARA), (OLDER_ALI, HINA))
    bring_in(file)
    assert families() == [("Sara", "1A"), ("Hina", "4B")]
    assert differences(bring_in(file)) == NOTHING


def test_in_the_next_school_year_each_of_them_is_asked_about(portal: Flask) -> None:
    bring_in(rows((ALI, SARA), (OLDER_ALI, HINA)))
    older = replace(OLDER_ALI, class_name="5B", year=YearGroup("Year 5", 5))
    younger = replace(ALI, class_name="2A", year=YearGroup("Year 2", 2))
    file = rows((older, HINA), (younger, SARA))
    asked = plan(file).conflicts
    assert [(one.here, one.file) for one in asked] == [
        ("Muhammad Ali, 4B", "Muhammad Ali, 5B"),
        ("Muhammad Ali, 1A", "Muhammad Ali, 2A"),
    ]
    bring_in(file, Decisions({one.key: False for one in asked}))
    assert families() == [("Sara", "2A"), ("Hina", "5B")]


@pytest.mark.parametrize(
    "ali",
    [
        replace(YUSUF, first="Ali", upn="", birthday=Birthday(1, 9)),
        replace(YUSUF, first="Ali", last="Khan", upn=""),
    ],
)
def test_a_number_in_the_records_with_another_childs_name_is_a_question(
    portal: Flask, ali: ChildInFile
) -> None:
    bring_in(OUR_FILE)
    file = [Entry(2, ali, AYESHA), *OUR_FILE[1:]]
    asked = plan(file).conflicts
    assert [(one.ask, one.file) for one in asked] == [
        (Ask.SAME_CHILD, f"Ali {ali.last}, Year 4 Ash"),
    ]
    bring_in(file, Decisions({asked[0].key: True}))
    assert ids(Child) == {"Yusuf": None, "Ali": "1201", "Jack": "1204"}
    assert (child("Yusuf").roll, tie("Ayesha", "Ali").missing) == (OnRoll.MISSING, False)


@pytest.mark.parametrize(
    "same",
    [
        replace(YUSUF, first="Yousef", upn="", birthday=Birthday(1, 9)),
        replace(YUSUF, first="Yusuf Khalid", upn="", birthday=None),
        replace(YUSUF, first="Joe", upn=""),
    ],
)
def test_a_name_like_it_or_the_birthday_speaks_for_the_number(
    portal: Flask, same: ChildInFile
) -> None:
    bring_in(OUR_FILE)
    made = bring_in([Entry(2, same, AYESHA), *OUR_FILE[1:]])
    assert (made.conflicts, how_many(Child), child(same.first).mis_id) == ([], 2, "1201")


def test_swapped_numbers_follow_the_names(portal: Flask) -> None:
    jack = replace(JACK, birthday=Birthday(3, 5))
    yusuf = replace(YUSUF, upn="")
    bring_in(rows((yusuf, AYESHA), (jack, EMMA)))
    swapped = rows(
        (replace(jack, mis_id="1201"), replace(EMMA, mis_id="C001")),
        (replace(yusuf, mis_id="1204"), replace(AYESHA, mis_id="C003")),
    )
    made = bring_in(swapped)
    assert (differences(made), made.conflicts) == (NOTHING, [])
    assert ids(Child) == {"Yusuf": "1204", "Jack": "1201"}
    assert ids(Parent) == {"Ayesha": "C003", "Emma": "C001"}


PERMANENT = "C999123425001"


@pytest.mark.parametrize(
    ("again", "asked"),
    [
        (YUSUF, 0),
        (replace(YUSUF, birthday=None), 1),
        (replace(YUSUF, last="Malik-Khan"), 0),
    ],
)
def test_a_pupil_number_for_a_while_and_the_one_that_stays(
    portal: Flask, again: ChildInFile, asked: int
) -> None:
    bring_in(rows((YUSUF, AYESHA)))
    file = rows((replace(again, upn=PERMANENT), AYESHA))
    conflicts = plan(file).conflicts
    assert len(conflicts) == asked
    bring_in(file, Decisions({one.key: False for one in conflicts}))
    assert (how_many(Child), child("Yusuf").upn) == (1, PERMANENT)


def test_one_number_in_the_records_with_two_pupil_numbers_and_names_is_two(portal: Flask) -> None:
    bring_in(rows((YUSUF, AYESHA)))
    made = bring_in(rows((replace(YUSUF, first="Bilal", upn=PERMANENT), AYESHA)))
    assert (made.conflicts, ids(Child)) == ([], {"Yusuf": None, "Bilal": "1201"})


@pytest.mark.parametrize(
    ("again", "asked"),
    [
        (YUSUF, 0),
        (replace(YUSUF, class_name="Year 5 Elm"), 1),
        (replace(YUSUF, birthday=None), 1),
        (replace(YUSUF, upn=PERMANENT), 1),
    ],
)
def test_another_system_of_records_numbers_a_child_anew(
    portal: Flask, again: ChildInFile, asked: int
) -> None:
    yusuf = YUSUF if again.upn == PERMANENT else replace(YUSUF, upn="")
    again = again if again.upn == PERMANENT else replace(again, upn="")
    bring_in(rows((yusuf, AYESHA)))
    file = rows((replace(again, mis_id="S-77"), AYESHA))
    conflicts = plan(file).conflicts
    assert [one.ask for one in conflicts] == [Ask.SAME_CHILD] * asked
    bring_in(file, Decisions({one.key: False for one in conflicts}))
    assert (how_many(Child), child("Yusuf").mis_id) == (1, "S-77")


def test_one_name_and_birthday_with_two_pupil_numbers_is_a_question(portal: Flask) -> None:
    yusuf = replace(YUSUF, mis_id="")
    bring_in(rows((yusuf, AYESHA)))
    made = plan(rows((replace(yusuf, upn=PERMANENT), AYESHA)))
    assert [one.ask for one in made.conflicts] == [Ask.SAME_CHILD]


def test_of_two_children_of_one_name_and_birthday_the_class_says_which(portal: Flask) -> None:
    born = Birthday(13, 2)
    younger, older = replace(ALI, birthday=born), replace(OLDER_ALI, birthday=born)
    bring_in(rows((younger, SARA), (older, HINA)))
    assert differences(plan(rows((older, HINA)))) == NOTHING | {
        "children missing": 1,
    }
    made = plan(rows((replace(older, class_name="5C"), HINA)))
    assert [one.here for one in made.conflicts] == ["Muhammad Ali, 4B"]


def test_two_birthdays_or_two_pupil_numbers_are_two_children(portal: Flask) -> None:
    bring_in(rows((YUSUF, AYESHA)))
    born = replace(YUSUF, upn="", mis_id="S-77", birthday=Birthday(1, 9))
    numbered = replace(YUSUF, upn=PERMANENT, mis_id="S-78", birthday=None)
    made = plan(rows((YUSUF, AYESHA), (born, AYESHA), (numbered, AYESHA)))
    assert (len(made.new_children), made.conflicts) == (2, [])
    made = plan(rows((born, AYESHA), (numbered, AYESHA)))
    assert (len(made.new_children), made.conflicts) == (2, [])


# -- contacts ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("again", "asked"),
    [
        (with_number(replace(AYESHA, first="Aisha"), "07700 900170"), 0),
        (with_number(replace(AYESHA, first=""), "07700 900170"), 0),
        (with_number(replace(AYESHA, first="", last="Khan"), "07700 900170"), 1),
        (with_number(replace(AYESHA, first="Malik", last="Ayesha"), "07700 900170"), 0),
        (replace(AYESHA, first="Bushra"), 0),
        (with_number(replace(AYESHA, first="Bushra"), "07700 900170"), 1),
        (replace(AYESHA, first="Bushra", last="Khan"), 1),
    ],
)
def test_a_number_in_the_records_with_another_first_name_needs_the_mobile(
    portal: Flask, again: ContactInFile, asked: int
) -> None:
    bring_in(OUR_FILE)
    made = plan([Entry(2, YUSUF, again), *OUR_FILE[1:]])
    assert [one.ask for one in made.conflicts] == [Ask.SAME_PERSON] * asked
    assert made.new_parents == {}


@pytest.mark.parametrize(("child_of_theirs", "asked"), [(YUSUF, 0), (JACK, 1)])
def test_another_system_of_records_numbers_a_contact_anew(
    portal: Flask, child_of_theirs: ChildInFile, asked: int
) -> None:
    bring_in(rows((YUSUF, AYESHA), (JACK, EMMA)))
    file = rows((JACK, EMMA), (child_of_theirs, replace(AYESHA, mis_id="P-9")))
    conflicts = plan(file).conflicts
    assert [one.ask for one in conflicts] == [Ask.SAME_PERSON] * asked
    bring_in(file, Decisions({one.key: False for one in conflicts}))
    assert (how_many(Parent), parent("Ayesha").mis_id) == (2, "P-9")


def test_a_number_the_office_changed_still_says_who_it_is(portal: Flask) -> None:
    bring_in(OUR_FILE)
    with act():
        parent("Ayesha").number = "+447700900150"
    made = bring_in([Entry(2, YUSUF, replace(AYESHA, mis_id="P-9")), *OUR_FILE[1:]])
    assert (made.conflicts, how_many(Parent), parent("Ayesha").mis_id) == ([], 3, "P-9")
    assert parent("Ayesha").number == "+447700900150"


def test_a_second_record_of_somebody_in_the_file_is_not_the_same(portal: Flask) -> None:
    """Perhaps one person, recorded twice: staff are told, and nobody guesses."""
    bring_in(OUR_FILE)
    made = plan([*OUR_FILE, Entry(5, JACK, replace(AYESHA, mis_id="P-9"))])
    assert (list(made.new_parents), made.conflicts) == ([5], [])


@pytest.mark.parametrize(
    "again",
    [
        replace(AYESHA, mis_id="", first="Bushra"),
        with_number(replace(AYESHA, mis_id="", first="Aisha"), "07700 900170"),
        with_number(replace(AYESHA, mis_id="P-9"), "07700 900170"),
        with_number(replace(AYESHA, mis_id="", last="O’Malik"), "07700 900170"),
    ],
)
def test_a_parents_mobile_or_a_name_like_it_about_their_child_is_a_question(
    portal: Flask, again: ContactInFile
) -> None:
    bring_in(OUR_FILE)
    file = [Entry(2, YUSUF, again), *OUR_FILE[1:]]
    ayesha = parent("Ayesha")
    assert [(one.ask, one.known_id) for one in plan(file).conflicts] == [
        (Ask.SAME_PERSON, ayesha.id)
    ]
    other = plan(file, Decisions({f"same_person-{ayesha.id}": True}))
    assert list(other.new_parents) == [2]
    bring_in(file, Decisions({f"same_person-{ayesha.id}": False}))
    assert how_many(Parent) == 3


def test_another_number_in_the_records_and_another_name_are_another_person(portal: Flask) -> None:
    bring_in(OUR_FILE)
    father = replace(AYESHA, mis_id="P-9", first="Omar")
    made = plan([Entry(2, YUSUF, father), *OUR_FILE[1:]])
    assert (made.conflicts, list(made.new_parents)) == ([], [2])


def test_a_parent_who_is_in_the_file_is_nobody_else(portal: Flask) -> None:
    bring_in(OUR_FILE)
    sister = replace(AYESHA, mis_id="", first="Aisha", relationship=None)
    made = plan([*OUR_FILE, Entry(5, YUSUF, sister)])
    assert (made.conflicts, list(made.new_parents)) == ([], [5])


MARYAM = replace(YUSUF, first="Maryam", mis_id="1202", upn="")


@pytest.mark.parametrize("in_order", [True, False])
def test_a_siblings_row_without_a_number_is_the_same_parent(portal: Flask, in_order: bool) -> None:
    ayesha = replace(AYESHA, mis_id="")
    bring_in(rows((YUSUF, ayesha), (MARYAM, ayesha)))
    file = [(YUSUF, ayesha), (MARYAM, replace(ayesha, number=NO_NUMBER))]
    made = bring_in(rows(*(file if in_order else reversed(file))))
    assert (differences(made), how_many(Parent)) == (NOTHING, 1)
    assert (tie("Ayesha", "Maryam").missing, parent("Ayesha").missing) == (False, False)


def test_a_siblings_row_with_another_number_is_the_same_parent_and_said(portal: Flask) -> None:
    ayesha = replace(AYESHA, mis_id="")
    bring_in(rows((YUSUF, ayesha), (MARYAM, ayesha)))
    with act():
        off = tie("Ayesha", "Maryam").id
        ties.switch(off, invited=False, texts=False, may_sign=False, by=make.OFFICE)
    other = with_number(ayesha, "07700 900170")
    made = bring_in(rows((YUSUF, ayesha), (MARYAM, other), (JACK, other)))
    assert made.notices == [
        (3, "07700 900170 is not taken: Ayesha Malik has another number in row 2.")
    ]
    assert (how_many(Parent), parent("Ayesha").number) == (1, "+447700900011")
    assert (rights(tie("Ayesha", "Maryam")), rights(tie("Ayesha", "Jack"))) == (
        (False, False, False),
        (True, True, True),
    )


@pytest.mark.parametrize("in_order", [True, False])
def test_a_parents_row_without_a_number_beside_the_whole_one_says_nothing_new(
    portal: Flask, in_order: bool
) -> None:
    ayesha = replace(AYESHA, mis_id="")
    bring_in(rows((YUSUF, ayesha)))
    nameless = replace(ayesha, number=NO_NUMBER, priority=3)
    file = [(YUSUF, ayesha), (YUSUF, nameless)]
    made = bring_in(rows(*(file if in_order else reversed(file))))
    assert (differences(made), how_many(Parent)) == (NOTHING, 1)
    assert tie("Ayesha", "Yusuf").priority == 1


def test_a_row_with_the_same_number_says_nothing_new(portal: Flask) -> None:
    bring_in(rows((YUSUF, AYESHA), (MARYAM, AYESHA)))
    made = bring_in(rows((YUSUF, AYESHA), (MARYAM, replace(AYESHA, mis_id=""))))
    assert (differences(made), made.notices, how_many(Parent)) == (NOTHING, [], 1)


def test_a_row_of_a_parents_name_is_not_whoever_has_that_parents_number_now(portal: Flask) -> None:
    bring_in(rows((YUSUF, AYESHA)))
    john = replace(AYESHA, first="John", last="Smith", number=read_number("07700 900170"))
    nameless = replace(AYESHA, mis_id="", number=NO_NUMBER)
    made = plan(rows((YUSUF, john), (YUSUF, nameless)))
    assert ([one.name for one in made.conflicts], list(made.new_parents)) == (["John Smith"], [3])


@pytest.mark.parametrize(
    ("before", "after", "number"),
    [("", "", "07700 900032"), ("C7", "C8", "07700 900031")],
)
def test_a_parent_of_a_child_who_may_be_another_is_only_likely(
    portal: Flask, before: str, after: str, number: str
) -> None:
    """The number of a child who left was given to another, whose father is called the same."""
    father = ContactInFile("Mohammed", "Khan", before, number=read_number("07700 900031"))
    ali = ChildInFile("Ali", "Khan", mis_id="9", birthday=Birthday(1, 1))
    bring_in(rows((ali, father)))
    bilal = replace(ali, first="Bilal", birthday=Birthday(2, 2))
    file = rows((bilal, with_number(replace(father, mis_id=after), number)))
    asked = plan(file).conflicts
    assert [one.ask for one in asked] == [Ask.SAME_CHILD, Ask.SAME_PERSON]
    bring_in(file, Decisions({one.key: True for one in asked}))
    assert (how_many(Child), how_many(Parent)) == (2, 2)
