"""The hidden columns of a pupils' file: what is read there, and that nobody is told."""

from datetime import date

import pytest

from portal.domain.barrier_facts import About, InFile, Said
from portal.spreadsheets.csv_text import Line
from portal.spreadsheets.entries import Row
from portal.spreadsheets.headings import Field
from portal.spreadsheets.reading import Table
from portal.spreadsheets.rows import read_rows

WHO = {Field.CHILD_FIRST: "Yusuf", Field.CHILD_LAST: "Malik", Field.CONTACT_FIRST: "Ayesha"}


def row(cells: dict[Field, str], results: dict[str, str] | None = None) -> Row:
    """One row with these cells, and columns of results under these headings."""
    measures = results or {}
    held = [*WHO, *cells, *(Field.RESULT for _ in measures)]
    headings = [*(one.value for one in (*WHO, *cells)), *measures]
    line = Line(2, [*WHO.values(), *cells.values(), *measures.values()])
    (read,) = read_rows(Table(headings, [line], "x", ""), dict(enumerate(held)))
    return read


def hidden(cells: dict[Field, str], results: dict[str, str] | None = None) -> InFile:
    child = row(cells, results).child
    assert child
    return child.hidden


@pytest.mark.parametrize(
    ("field", "cell", "about", "said"),
    [
        (Field.SEN, "K", About.SEN, Said("K")),
        (Field.SEN, "E - EHC plan", About.SEN, Said("E")),
        (Field.SEN, "SEN Support", About.SEN, Said("K")),
        (Field.SEN, "S", About.SEN, Said("E")),
        (Field.SEN, "N", About.SEN, Said("no")),
        (Field.SEN, "T", About.SEN, Said("K")),
        (Field.ATTENDANCE, "92.3", About.ATTENDANCE, Said("92.3", 92.3)),
        (Field.ATTENDANCE, "92,3 %", About.ATTENDANCE, Said("92.3", 92.3)),
        (Field.ATTENDANCE, "0.923", About.ATTENDANCE, Said("92.3", 92.3)),
        (Field.ATTENDANCE, "1", About.ATTENDANCE, Said("100", 100)),
        (Field.ATTENDANCE, "1%", About.ATTENDANCE, Said("1", 1)),
        (Field.ATTENDANCE, "0", About.ATTENDANCE, Said("0", 0)),
        (Field.PUPIL_PREMIUM, "T", About.PUPIL_PREMIUM, Said("yes")),
        (Field.PUPIL_PREMIUM, "Ever 6", About.PUPIL_PREMIUM, Said("yes")),
        (Field.PUPIL_PREMIUM, "F", About.PUPIL_PREMIUM, Said("no")),
        (Field.FSM, "Y", About.FSM, Said("yes")),
        (Field.IN_CARE, "since 2024", About.IN_CARE, Said("yes")),
        (Field.SOCIAL_WORKER, "Ms Price, 01632 960999", About.SOCIAL_WORKER, Said("yes")),
        (Field.EAL, "N", About.OTHER_LANGUAGE, Said("no")),
        (Field.CHILD_LANGUAGE, "Urdu", About.OTHER_LANGUAGE, Said("yes")),
        (Field.CHILD_LANGUAGE, "Panjabi", About.OTHER_LANGUAGE, Said("yes")),
        (Field.CHILD_LANGUAGE, "English", About.OTHER_LANGUAGE, Said("no")),
        (Field.ENGLISH_PROFICIENCY, "b - Early acquisition", About.PROFICIENCY, Said("B")),
        (Field.SUSPENSIONS, "2", About.SUSPENSIONS, Said("2", 2)),
        (Field.SUSPENSIONS, "Yes", About.SUSPENSIONS, Said("yes")),
        (Field.BEHAVIOUR, "-35", About.BEHAVIOUR, Said("35", 35)),
        (Field.MID_YEAR, "✓", About.MID_YEAR, Said("yes")),
        (Field.SCHOOLS, "4", About.SCHOOLS, Said("4", 4)),
        (Field.ATTAINMENT, "Low", About.ATTAINMENT, Said("yes")),
        (Field.ATTAINMENT, "Middle", About.ATTAINMENT, Said("no")),
        (Field.PROGRESS, "2", About.PROGRESS, Said("2", 2)),
    ],
)
def test_what_a_cell_says(field: Field, cell: str, about: About, said: Said) -> None:
    assert hidden({field: cell}).facts == {about: said}


@pytest.mark.parametrize(
    ("field", "cell"),
    [
        (Field.SEN, ""),
        (Field.SEN, "to be assessed"),
        (Field.ATTENDANCE, "n/a"),
        (Field.ATTENDANCE, "good"),
        (Field.ATTENDANCE, "923"),
        (Field.PUPIL_PREMIUM, "-"),
        (Field.ENGLISH_PROFICIENCY, "N"),
        (Field.ENGLISH_PROFICIENCY, "Advanced"),
        (Field.SUSPENSIONS, "in May"),
        (Field.EAL, "perhaps"),
        (Field.CHILD_LANGUAGE, "Elvish"),
    ],
)
def test_a_cell_that_says_nothing_clear_is_left_out(field: Field, cell: str) -> None:
    assert hidden({field: cell}) == InFile()


def test_no_hidden_cell_is_in_the_list_of_things_to_look_at() -> None:
    unclear = {Field.SEN: "??x", Field.ATTENDANCE: "most days", Field.SUSPENSIONS: "in May"}
    assert row(unclear).problems == row({}).problems


def test_free_meals_and_pupil_premium_never_follow_from_each_other() -> None:
    assert hidden({Field.FSM: "T"}).facts == {About.FSM: Said("yes")}
    assert hidden({Field.PUPIL_PREMIUM: "T"}).facts == {About.PUPIL_PREMIUM: Said("yes")}


def test_english_as_an_additional_language_says_more_than_the_language() -> None:
    cells = {Field.CHILD_LANGUAGE: "Urdu", Field.EAL: "N"}
    assert hidden(cells).facts == {About.OTHER_LANGUAGE: Said("no")}


def test_results_are_kept_under_the_schools_own_words() -> None:
    results = {"Reading": "98", "PIRA  Autumn": "WTS", "Progress 8 estimate": "-0.3", "Maths": ""}
    assert hidden({Field.DATA_DAY: "23/10/2026"}, results) == InFile(
        {},
        {"Reading": "98", "PIRA Autumn": "WTS", "Progress 8 estimate": "-0.3"},
        date(2026, 10, 23),
    )


def test_rows_of_one_child_that_differ_in_it_do_not_say_so() -> None:
    headings = [one.value for one in (*WHO, Field.ATTENDANCE)]
    lines = [Line(at, [*WHO.values(), said]) for at, said in ((2, "92"), (3, "81"))]
    columns = dict(enumerate((*WHO, Field.ATTENDANCE)))
    first, second = read_rows(Table(headings, lines, "x", ""), columns)
    alike = {problem.trouble for problem in second.problems} - {
        problem.trouble for problem in first.problems
    }
    assert sorted(one.name for one in alike) == ["SAME_ROW"]
