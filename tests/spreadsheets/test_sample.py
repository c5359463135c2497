"""The made-up school that the demo imports: what the tests and the README count on."""

import re
from pathlib import Path

import portal
from portal.domain.entries import ChildInFile, ContactInFile
from portal.domain.people import Responsibility
from portal.spreadsheets.entries import Row
from portal.spreadsheets.headings import match, match_staff, missing
from portal.spreadsheets.reading import read_table
from portal.spreadsheets.rows import read_rows
from portal.spreadsheets.staff_rows import Part, read_staff_rows

SAMPLE = Path(portal.__file__ or "").parent / "sample"


def read(name: str) -> list[Row]:
    table = read_table((SAMPLE / name).read_bytes(), name)
    matching = match(table.headings)
    assert (matching.unknown, matching.rivals, missing(matching.columns.values())) == ((), {}, [])
    return read_rows(table, matching.columns)


NOW = read("school_export.csv")
NEXT_TERM = read("school_export_next_term.csv")


def children(rows: list[Row]) -> dict[str, ChildInFile]:
    return {row.child.mis_id: row.child for row in rows if row.child}


def contacts(rows: list[Row]) -> dict[str, ContactInFile]:
    return {row.contact.mis_id: row.contact for row in rows if row.contact}


def family_of(first: str, class_name: str) -> list[tuple[str, str, str, str]]:
    """The contacts of one child: name, number in the records, mobile, the child's language."""
    return [
        (f"{who.first} {who.last}", who.mis_id, who.number.e164, child.language.tag)
        for row in NOW
        if (child := row.child) and (who := row.contact)
        if (child.first, child.class_name) == (first, class_name)
    ]


def test_sixty_children_in_four_classes_and_no_row_is_wrong() -> None:
    names = [child.class_name for child in children(NOW).values()]
    classes = {name: names.count(name) for name in sorted(set(names))}
    assert classes == {"Year 3 Oak": 15, "Year 4 Ash": 15, "Year 5 Elm": 15, "Year 6 Yew": 15}
    assert (len(NOW), len(contacts(NOW))) == (108, 91)
    assert [row.row_number for row in NOW if not (row.child and row.contact)] == []


def test_the_families_everybody_knows() -> None:
    ayesha = ("Ayesha Malik", "C001", "+447700900101", "ur")
    assert family_of("Yusuf", "Year 4 Ash") == [ayesha]
    assert family_of("Maryam", "Year 6 Yew") == [ayesha]
    assert family_of("Zofia", "Year 4 Ash") == [
        ("Katarzyna Nowak", "C002", "+447700900102", "pl"),
    ]
    assert family_of("Jack", "Year 4 Ash") == [
        ("Emma Turner", "C003", "+447700900103", "en"),
        ("Daniel Turner", "C004", "+447700900104", "en"),
    ]


def test_every_mobile_is_fictional() -> None:
    numbers = [who.number.e164 for rows in (NOW, NEXT_TERM) for who in contacts(rows).values()]
    real = [
        number
        for number in numbers
        if number and not re.fullmatch(r"\+447700900\d{3}|\+441632960\d{3}", number)
    ]
    assert real == []


def test_one_of_each_thing_that_happens() -> None:
    people = contacts(NOW).values()
    assert [who.first for who in people if not who.number.e164] == ["Sophie"]
    assert [who.first for who in people if who.number.e164 and not who.number.is_mobile] == [
        "Donna"
    ]
    assert [who.first for who in people if who.court_order] == ["Craig"]
    assert [child.first for child in children(NOW).values() if child.in_care] == ["Chloe"]
    without = [who.first for who in people if who.responsibility is not Responsibility.YES]
    assert without == ["Bridget", "Susan", "Joy", "Pat"]


def test_next_term_there_are_three_changes() -> None:
    before, after = children(NOW), children(NEXT_TERM)
    assert [before[number].first for number in before.keys() - after.keys()] == ["Emre"]
    assert [after[number].first for number in after.keys() - before.keys()] == ["Amir"]
    assert {number: after[number] for number in before.keys() & after.keys()} == {
        number: child for number, child in before.items() if number in after
    }
    old, new = contacts(NOW), contacts(NEXT_TERM)
    changed = [number for number in old.keys() & new.keys() if old[number] != new[number]]
    assert [(old[n].first, old[n].number.e164, new[n].number.e164) for n in changed] == [
        ("Marta", "+447700900140", "+447700900192"),
    ]


def test_the_staff_of_the_four_classes() -> None:
    table = read_table((SAMPLE / "staff.csv").read_bytes(), "staff.csv")
    rows = read_staff_rows(table, match_staff(table.headings).columns)
    assert [(row.name, row.class_name, row.part, row.problems) for row in rows] == [
        ("Miss Khan", "Year 4 Ash", Part.KEY_TEACHER, ()),
        ("Mr Evans", "Year 6 Yew", Part.KEY_TEACHER, ()),
        ("Mrs Osei", "Year 3 Oak", Part.KEY_TEACHER, ()),
        ("Mr Patel", "Year 5 Elm", Part.KEY_TEACHER, ()),
        ("Ms Doyle", "Year 4 Ash", Part.OTHER, ()),
    ]
