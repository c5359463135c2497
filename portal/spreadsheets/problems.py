"""What is wrong or worth a look in one row of a file, and how staff are told.

Each sentence says what was seen and what happens now. Files refused as a whole are in
`unreadable`.
"""

from dataclasses import dataclass
from enum import StrEnum

from portal.domain import numbers


class Trouble(StrEnum):
    """What a row's problem is. The value is the sentence for staff; {raw} is the cell's text."""

    NO_CHILD_NAME = "The child has no first name in this row. The row is left out."
    TOO_LONG = "“{raw}…” is too long. The row is left out; shorten it and import again."
    NO_CONTACT = "There is no contact in this row. Only the child is taken."
    NO_CONTACT_NAME = "The contact has no name. Only the child is taken."
    NAME_GARBLED = "Letters are missing or wrong in “{raw}”. Check the name."
    NAME_HAS_SIGNS = "“{raw}” has signs that are not part of one person's name. Check the name."
    CLASS_TOO_LONG = "“{raw}…” is too long for a class. The child keeps the class it has."
    YEAR_UNCLEAR = "“{raw}” is not a year group we know. The year stays empty."
    SEX_UNCLEAR = "“{raw}” is taken as “not given”: texts will use neither he nor she."
    BIRTHDAY_UNCLEAR = (
        "“{raw}” is not a pupil's birthday. Without a birthday, parents need a code from you."
    )
    UPN_UNCLEAR = "The UPN has a mistake in it. It is not used."
    LANGUAGE_UNKNOWN = "“{raw}” names no language we know. The parent is asked."
    LANGUAGE_TO_ASK = "“{raw}” can be written in more than one way. The parent is asked."
    RELATIONSHIP_UNCLEAR = "“{raw}” is not a relationship we know. It is taken as “other”."
    PRIORITY_UNCLEAR = "“{raw}” is not a number for the contact's priority. It is left out."
    RESPONSIBILITY_UNCLEAR = (
        "“{raw}” does not say whether the contact has parental responsibility. "
        "Nobody is invited until you decide."
    )
    ANSWER_UNCLEAR = "“{raw}” is neither yes nor no. It is left out."
    NUMBER_MISSING = "There is no mobile number."
    NUMBER_UNREADABLE = "“{raw}” is not a phone number."
    NUMBER_MANGLED = (
        "“{raw}”: a spreadsheet has cut this number short. Format the column as text and export "
        "it again."
    )
    NUMBER_WITH_WORDS = "“{raw}” has words in it. Type the number in by itself."
    NUMBER_LANDLINE = "{number} cannot get texts. Ask for a mobile number."
    NUMBER_FOREIGN = "{number} is a number from abroad. Texts to it cost more."
    NUMBER_RESTORED = "“{raw}” was changed by a spreadsheet. We read it as {number}."
    NUMBER_WITHOUT_ZERO = "“{raw}” has lost its first digits. We read it as {number}."
    NUMBER_OF_SEVERAL = "“{raw}” holds more than one number. We took {number}."
    NUMBER_WITHOUT_LETTERS = "“{raw}” has letters in it. We read it as {number}."
    NUMBER_WITHOUT_EXTENSION = "“{raw}” has an extension. We took {number}."
    SAME_NUMBER = "{number} also stands with another person: {rows}. Nobody gets texts on it."
    ONE_PERSON = (
        "{number} has the same name in {rows}: perhaps one person, recorded twice. Nobody gets "
        "texts on it until you have said."
    )
    SAME_ROW = "The same child and contact also stand in {rows}. Only the first row counts."
    NAMESAKE = (
        "A child of the same name also stands in {rows}, with another class, birthday or number. "
        "They are taken as two."
    )
    CHILD_DIFFERS = "The same child is written differently in {rows}. The first row counts."
    CONTACT_DIFFERS = "The same contact is written differently in {rows}. The first row counts."
    NO_TEACHER = "There is no name in this row. The row is left out."
    NO_ONES_NAME = "“{raw}” is nobody's name. The row is left out."
    SEVERAL_TEACHERS = (
        "“{raw}” is more than one colleague. The row is left out; write a row for each."
    )
    NO_CLASS = "There is no class in this row. The row is left out."
    PART_UNCLEAR = "“{raw}” is neither “key teacher” nor “other”. It is taken as “other”."
    SECOND_KEY_TEACHER = "This class already has a key teacher in {rows}. The first row counts."


STOPS = {
    *(Trouble.NO_CHILD_NAME, Trouble.TOO_LONG, Trouble.NO_TEACHER, Trouble.NO_ONES_NAME),
    *(Trouble.SEVERAL_TEACHERS, Trouble.NO_CLASS),
}
"""With one of these, nothing in the row can be used."""

_SHOWN_LETTERS = 40


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem of one row: the cell as it was, the number as read (E.164), other rows' numbers.

    `str()` is the sentence for staff.
    """

    trouble: Trouble
    raw: str = ""
    number: str = ""
    rows: tuple[int, ...] = ()
    more: bool = False
    """There are other rows besides these."""

    def __str__(self) -> str:
        return self.trouble.value.format(
            raw=self.raw[:_SHOWN_LETTERS],
            number=numbers.show_number(self.number),
            rows=("row " if len(self.rows) == 1 else "rows ")
            + ", ".join(map(str, self.rows))
            + (" and others" if self.more else ""),
        )


_OF_NUMBER_LOST = {
    numbers.Problem.EMPTY: Trouble.NUMBER_MISSING,
    numbers.Problem.MANGLED_BY_SPREADSHEET: Trouble.NUMBER_MANGLED,
    numbers.Problem.LETTERS: Trouble.NUMBER_WITH_WORDS,
}
_OF_NUMBER_FOUND = {
    numbers.Problem.MANGLED_BY_SPREADSHEET: Trouble.NUMBER_RESTORED,
    numbers.Problem.MISSING_ZERO: Trouble.NUMBER_WITHOUT_ZERO,
    numbers.Problem.SEVERAL_NUMBERS: Trouble.NUMBER_OF_SEVERAL,
    numbers.Problem.LETTERS: Trouble.NUMBER_WITHOUT_LETTERS,
    numbers.Problem.EXTENSION: Trouble.NUMBER_WITHOUT_EXTENSION,
}
_OF_KIND = {
    numbers.Kind.LANDLINE: Trouble.NUMBER_LANDLINE,
    numbers.Kind.FOREIGN_MOBILE: Trouble.NUMBER_FOREIGN,
}


def of_number(number: numbers.Number, raw: str) -> list[Problem]:
    """What staff should know about a number as it was read."""
    if not number.e164:
        trouble = Trouble.NUMBER_UNREADABLE
        if number.problem:
            trouble = _OF_NUMBER_LOST.get(number.problem, trouble)
        return [Problem(trouble, raw)]
    troubles = [
        _OF_NUMBER_FOUND.get(number.problem) if number.problem else None,
        _OF_KIND.get(number.kind) if number.kind else None,
    ]
    return [Problem(trouble, raw, number.e164) for trouble in troubles if trouble]
