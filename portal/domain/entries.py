"""What one row of a pupils' file says, once read: a child, and one of the child's contacts.

Plain facts as the file has them. How a file is read, and what is wrong with it, is in
`portal.spreadsheets`; what becomes of the facts here is in `imports`.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from portal.domain.barrier_facts import InFile
from portal.domain.numbers import NO_NUMBER, Number
from portal.domain.people import Responsibility, Sex
from portal.wording.names import compared


def fold(words: str) -> str:
    """A class as it is compared: capitals and spaces make no difference."""
    return " ".join(words.split()).casefold()


class YearGroup(NamedTuple):
    """A year group in one spelling, and where it comes in the school: nursery first."""

    label: str
    order: int


class Birthday(NamedTuple):
    """Day and month. The year is never kept (design, section 5)."""

    day: int
    month: int


class Relationship(StrEnum):
    """How a contact is tied to the child, in words staff use."""

    MOTHER = "mother"
    FATHER = "father"
    PARENT = "parent"
    STEP_PARENT = "step-parent"
    FOSTER_PARENT = "foster parent"
    GUARDIAN = "guardian"
    CARER = "carer"
    GRANDPARENT = "grandparent"
    RELATIVE = "relative"
    CHILDMINDER = "childminder"
    SOCIAL_WORKER = "social worker"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Tongue:
    """What a language cell suggests: one `tag`, or `choices` to ask about, or neither."""

    tag: str = ""
    choices: tuple[str, ...] = ()


UNKNOWN = Tongue()


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
    hidden: InFile = field(default_factory=InFile, compare=False)
    """What counts towards whom to invite. Rows that differ in it are not shown to differ."""

    @property
    def key(self) -> tuple[str, ...]:
        """What tells this child from another: the school's number, else the UPN, else the name
        with all else that two children of one name may differ in."""
        if self.mis_id or self.upn:
            return ("number", self.mis_id or self.upn)
        born = f"{self.birthday.day}/{self.birthday.month}" if self.birthday else ""
        year = self.year.label if self.year else ""
        return ("name", compared(self.first, self.last), born, fold(self.class_name), year)


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
        return ("name", compared(self.first, self.last), self.number.e164)


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the file. `row_number` is the one a spreadsheet program shows.

    `child` is None when the row cannot be used, `contact` when it names no contact. `left_out`: the
    child of a row whose child or contact could not be read, with what could: neither is missing.
    """

    row_number: int
    child: ChildInFile | None
    contact: ContactInFile | None
    left_out: ChildInFile | None = field(default=None, kw_only=True)
