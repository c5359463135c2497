"""The second file: which member of staff belongs to which class. Pure; saves nothing."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from portal.domain.class_staff import Listed
from portal.domain.numbers import NO_NUMBER, Number, read_number
from portal.spreadsheets import problems, values
from portal.spreadsheets.headings import StaffField
from portal.spreadsheets.problems import Problem, Trouble
from portal.spreadsheets.reading import Table
from portal.spreadsheets.values import LONGEST_NAME

LONGEST_USERNAME = 40


class Part(StrEnum):
    """What a member of staff is to a class."""

    KEY_TEACHER = "key teacher"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class StaffRow:
    """One member of staff in one class. `usable` is False when a name or class is missing."""

    row_number: int
    class_name: str
    name: str
    username: str = ""
    number: Number = NO_NUMBER
    part: Part = Part.OTHER
    problems: tuple[Problem, ...] = ()

    @property
    def usable(self) -> bool:
        return not any(problem.trouble in problems.STOPS for problem in self.problems)

    @property
    def listed(self) -> Listed:
        """What the row says, without what is wrong with it."""
        return Listed(
            row_number=self.row_number,
            class_name=self.class_name,
            name=self.name,
            key_teacher=self.part is Part.KEY_TEACHER,
            username=self.username,
            number=self.number.e164 if self.number.is_mobile else "",
        )


_NOBODY = re.compile(r"\b(?:tbc|tba|to be (?:confirmed|appointed)|vacan(?:t|cy))\b", re.IGNORECASE)
_SEVERAL = re.compile(r"[&/+]|\band\b", re.IGNORECASE)


_PARTS = {
    **dict.fromkeys(("key teacher", "key", "class teacher", "teacher", "tutor"), Part.KEY_TEACHER),
    **dict.fromkeys(("other", "ta", "teaching assistant", "hlta", "support", "cover"), Part.OTHER),
}


def read_staff_rows(table: Table, mapping: Mapping[int, StaffField]) -> list[StaffRow]:
    """Read every row; where no part is given, the first named for a class is its key teacher."""
    columns = {held: column for column, held in mapping.items()}
    key_teacher_in: dict[str, int] = {}
    rows = []
    for line in table.rows:
        cells = {held: values.tidy(line.cells[column]) for held, column in columns.items()}
        row = _read_row(line.number, cells, key_teacher_in)
        if row.usable and row.part is Part.KEY_TEACHER:
            key_teacher_in.setdefault(row.class_name.casefold(), row.row_number)
        rows.append(row)
    return rows


def _read_row(
    row_number: int, cells: Mapping[StaffField, str], key_teacher_in: Mapping[str, int]
) -> StaffRow:
    found: list[Problem] = []
    class_name, name = cells.get(StaffField.CLASS, ""), cells.get(StaffField.NAME, "")
    username = cells.get(StaffField.USERNAME, "").casefold()
    if not name:
        found.append(Problem(Trouble.NO_TEACHER))
    elif values.names_nothing(name) or _NOBODY.search(name):
        found.append(Problem(Trouble.NO_ONES_NAME, name))
    elif _SEVERAL.search(name):
        found.append(Problem(Trouble.SEVERAL_TEACHERS, name))
    if not class_name:
        found.append(Problem(Trouble.NO_CLASS))
    for text, longest in (
        (class_name, LONGEST_NAME),
        (name, LONGEST_NAME),
        (username, LONGEST_USERNAME),
    ):
        if len(text) > longest:
            found.append(Problem(Trouble.TOO_LONG, text))
    raw_number = cells.get(StaffField.MOBILE, "")
    number = read_number(raw_number)
    if raw_number:
        found += problems.of_number(number, raw_number)
    other_key_teacher = key_teacher_in.get(class_name.casefold())
    part = _read_part(cells.get(StaffField.PART, ""), other_key_teacher is not None, found)
    if part is Part.KEY_TEACHER and other_key_teacher:
        found.append(Problem(Trouble.SECOND_KEY_TEACHER, rows=(other_key_teacher,)))
        part = Part.OTHER
    return StaffRow(row_number, class_name, name, username, number, part, tuple(found))


def _read_part(raw: str, has_key_teacher: bool, found: list[Problem]) -> Part:
    if values.is_blank(raw):
        return Part.OTHER if has_key_teacher else Part.KEY_TEACHER
    part = _PARTS.get(raw.casefold())
    if part is None:
        found.append(Problem(Trouble.PART_UNCLEAR, raw))
    return part or Part.OTHER
