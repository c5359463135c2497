"""A pupils' file, row by row: every cell read, every doubt named. Pure; saves nothing.

One row is one child and one of the child's contacts. Which column holds what is decided in
`headings` or by a person; what rows say about each other is in `comparing`.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeVar

from portal.domain.entries import ChildInFile, ContactInFile, Relationship, Tongue
from portal.domain.numbers import read_number
from portal.domain.people import Responsibility, Sex
from portal.spreadsheets import hidden, problems, values
from portal.spreadsheets.comparing import compare
from portal.spreadsheets.csv_text import Line
from portal.spreadsheets.entries import Row
from portal.spreadsheets.first_languages import read_language
from portal.spreadsheets.headings import Field
from portal.spreadsheets.problems import Problem, Trouble
from portal.spreadsheets.reading import Table
from portal.spreadsheets.values import LONGEST_NAME, LONGEST_RECORD_NUMBER, FullName


def read_rows(table: Table, mapping: Mapping[int, Field]) -> list[Row]:
    """Read every row of a table; `mapping` says which column (from 0) holds what."""
    columns: dict[Field, int] = {held: column for column, held in mapping.items()}
    measures = hidden.measures(table.headings, mapping)
    return compare([_read_row(line, columns, measures) for line in table.rows])


T = TypeVar("T")


class _Cells:
    """The cells of one row by field, and the problems met while reading them."""

    def __init__(self, line: Line, columns: Mapping[Field, int]):
        self.line, self.columns = line, columns
        self.problems: list[Problem] = []

    def text(self, held: Field) -> str:
        """The cell, or "" when the file has no such column."""
        column = self.columns.get(held)
        return "" if column is None else self.line.cells[column]

    def short(self, held: Field, longest: int) -> str:
        """The cell as a short text, "" when it says nothing."""
        text = values.tidy(self.text(held))
        if len(text) > longest:
            self.note(Trouble.TOO_LONG, text)
        return "" if values.names_nothing(text) else text

    def name(self, held: Field) -> str:
        return values.read_name(self.short(held, LONGEST_NAME))

    def full_name(self, held: Field) -> FullName:
        whole = values.split_name(self.short(held, 2 * LONGEST_NAME))
        for part in (whole.first, whole.last):
            if len(part) > LONGEST_NAME:
                self.note(Trouble.TOO_LONG, part)
        return whole

    def class_name(self) -> str:
        """The class; one that is too long is no reason to leave the child out."""
        text = values.tidy(self.text(Field.CLASS))
        if len(text) > LONGEST_NAME:
            self.note(Trouble.CLASS_TOO_LONG, text)
            return ""
        return "" if values.names_nothing(text) else text

    def record_number(self, held: Field) -> str:
        return values.read_record_number(self.short(held, LONGEST_RECORD_NUMBER))

    def read(self, held: Field, reader: Callable[[str], T | None], unclear: Trouble) -> T | None:
        """The cell's value; a cell that says something the reader does not know is noted."""
        raw = self.text(held)
        if values.is_blank(raw):
            return None
        value = reader(raw)
        if value is None:
            self.note(unclear, raw)
        return value

    def tongue(self, held: Field) -> Tongue:
        raw = self.text(held)
        tongue = read_language(raw)
        if tongue.choices:
            self.note(Trouble.LANGUAGE_TO_ASK, raw)
        elif not tongue.tag and not values.is_blank(raw):
            self.note(Trouble.LANGUAGE_UNKNOWN, raw)
        return tongue

    def note(self, trouble: Trouble, raw: str = "") -> None:
        self.problems.append(Problem(trouble, raw))


def _read_row(line: Line, columns: Mapping[Field, int], measures: Mapping[str, int]) -> Row:
    cells = _Cells(line, columns)
    child = _read_child(cells)
    contact = _read_contact(cells) if child.first else None
    troubles = {problem.trouble for problem in cells.problems}
    unread = child if troubles & {*problems.STOPS, Trouble.NO_CONTACT_NAME} else None
    if troubles & problems.STOPS:
        return Row(line.number, None, None, tuple(cells.problems), left_out=unread)
    results = {measure: line.cells[column] for measure, column in measures.items()}
    child = replace(child, hidden=hidden.read(cells.text, child.language, results))
    return Row(line.number, child, contact, tuple(cells.problems), left_out=unread)


def _read_child(cells: _Cells) -> ChildInFile:
    """The child; without a first name no more than the numbers, which say who is not missing."""
    whole = cells.full_name(Field.CHILD_NAME)
    first = cells.name(Field.CHILD_KNOWN_AS) or cells.name(Field.CHILD_FIRST) or whole.first
    last = cells.name(Field.CHILD_LAST_KNOWN_AS) or cells.name(Field.CHILD_LAST) or whole.last
    if not first:
        cells.note(Trouble.NO_CHILD_NAME)
        upn = values.read_upn(cells.text(Field.UPN)) or ""
        return ChildInFile("", last, cells.record_number(Field.CHILD_ID), upn)
    _check_name(cells, first, last)
    return ChildInFile(
        first=first,
        last=last,
        mis_id=cells.record_number(Field.CHILD_ID),
        upn=cells.read(Field.UPN, values.read_upn, Trouble.UPN_UNCLEAR) or "",
        year=cells.read(Field.YEAR, values.read_year_group, Trouble.YEAR_UNCLEAR),
        class_name=cells.class_name(),
        sex=cells.read(Field.SEX, values.read_sex, Trouble.SEX_UNCLEAR) or Sex.NOT_GIVEN,
        birthday=cells.read(Field.BIRTHDAY, values.read_birthday, Trouble.BIRTHDAY_UNCLEAR),
        language=cells.tongue(Field.CHILD_LANGUAGE),
        in_care=values.read_mark(cells.text(Field.IN_CARE)),
    )


def _read_contact(cells: _Cells) -> ContactInFile | None:
    whole = cells.full_name(Field.CONTACT_NAME)
    first = cells.name(Field.CONTACT_FIRST) or whole.first
    last = cells.name(Field.CONTACT_LAST) or whole.last
    mis_id = cells.record_number(Field.CONTACT_ID)
    raw_number = cells.text(Field.MOBILE)
    if not first and not last:
        some = mis_id or raw_number
        cells.note(Trouble.NO_CONTACT_NAME if some else Trouble.NO_CONTACT)
        return None
    _check_name(cells, first, last)
    number = read_number(raw_number)
    if Field.MOBILE in cells.columns:
        cells.problems += problems.of_number(number, raw_number)
    title = values.tidy(cells.text(Field.CONTACT_TITLE)) or whole.title
    return ContactInFile(
        first=first,
        last=last,
        mis_id=mis_id,
        title="" if values.names_nothing(title) else title[:20],
        number=number,
        relationship=_relationship(cells),
        responsibility=_responsibility(cells),
        priority=cells.read(Field.PRIORITY, values.read_priority, Trouble.PRIORITY_UNCLEAR),
        lives_with=cells.read(Field.LIVES_WITH, values.read_yes_no, Trouble.ANSWER_UNCLEAR),
        language=cells.tongue(Field.CONTACT_LANGUAGE),
        interpreter=cells.read(Field.INTERPRETER, values.read_yes_no, Trouble.ANSWER_UNCLEAR)
        is True,
        court_order=values.read_mark(cells.text(Field.COURT_ORDER))
        or values.says_not_to(title, f"{first} {last}", cells.text(Field.RELATIONSHIP)),
    )


def _relationship(cells: _Cells) -> Relationship | None:
    unclear = Trouble.RELATIONSHIP_UNCLEAR
    said = cells.read(Field.RELATIONSHIP, values.read_relationship, unclear)
    blank = values.is_blank(cells.text(Field.RELATIONSHIP))
    return said or (None if blank else Relationship.OTHER)


def _responsibility(cells: _Cells) -> Responsibility:
    unclear = Trouble.RESPONSIBILITY_UNCLEAR
    said = cells.read(Field.RESPONSIBILITY, values.read_responsibility, unclear)
    return said or Responsibility.UNKNOWN


def _check_name(cells: _Cells, first: str, last: str) -> None:
    for name in (first, last):
        if values.is_garbled(name):
            cells.note(Trouble.NAME_GARBLED, name)
    if values.has_signs(whole := f"{first} {last}".strip()):
        cells.note(Trouble.NAME_HAS_SIGNS, whole)
