"""What one row of a pupils' file holds, once read: a child, and one of the child's contacts.

Plain facts as the file has them. `rows` fills them in; the import compares them with what the
school already knows.
"""

from dataclasses import dataclass

from portal.domain.numbers import NO_NUMBER, Number
from portal.domain.people import Responsibility, Sex
from portal.spreadsheets.first_languages import UNKNOWN, Tongue
from portal.spreadsheets.problems import Problem
from portal.spreadsheets.values import Birthday, Relationship, YearGroup


@dataclass(frozen=True, slots=True)
class ChildInFile:
    """A child as one row has it. `first` and `last` are the names the child is known by."""

    first: str
    last: str
    mis_id: str = ""
    upn: str = ""
    year: YearGroup | None = None
    class_name: str = ""
    sex: Sex = Sex.NOT_GIVEN
    birthday: Birthday | None = None
    language: Tongue = UNKNOWN
    in_care: bool = False

    @property
    def key(self) -> tuple[str, ...]:
        """What tells this child from another: the school's number, else the UPN, else the name."""
        if self.mis_id or self.upn:
            return ("number", self.mis_id or self.upn)
        born = f"{self.birthday.day}/{self.birthday.month}" if self.birthday else ""
        return ("name", self.first.casefold(), self.last.casefold(), born)


@dataclass(frozen=True, slots=True)
class ContactInFile:
    """A contact as one row has it. `court_order` is a mark: its words are never read."""

    first: str
    last: str
    mis_id: str = ""
    title: str = ""
    number: Number = NO_NUMBER
    relationship: Relationship | None = None
    responsibility: Responsibility = Responsibility.UNKNOWN
    priority: int | None = None
    lives_with: bool | None = None
    language: Tongue = UNKNOWN
    interpreter: bool = False
    court_order: bool = False

    @property
    def key(self) -> tuple[str, ...]:
        """What tells this person from another: the school's number, else name and mobile.

        Without the school's number that two rows are one person is only likely; a name alone says
        nothing, for two fathers may share it.
        """
        if self.mis_id:
            return ("number", self.mis_id)
        return ("name", self.first.casefold(), self.last.casefold(), self.number.e164)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the file. `row_number` is the one a spreadsheet program shows.

    `child` is None when the row cannot be used, `contact` when it names no contact.
    """

    row_number: int
    child: ChildInFile | None
    contact: ContactInFile | None
    problems: tuple[Problem, ...]
