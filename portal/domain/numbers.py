"""Phone numbers: the one place that decides what a number is and how staff see it.

Used by the import, the office's forms, the start page and inbound texts. What lives elsewhere: the
words for a problem (each face has its own), and what a text to a number costs (wording/segments).
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType


class Kind(StrEnum):
    """What a number can do for us: only mobiles get texts, and a foreign one costs more."""

    UK_MOBILE = "uk_mobile"
    FOREIGN_MOBILE = "foreign_mobile"
    LANDLINE = "landline"


class Problem(StrEnum):
    """What was wrong with a cell or a field. With a number beside it: repaired, worth a look."""

    EMPTY = "empty"
    NOT_A_NUMBER = "not_a_number"
    MANGLED_BY_SPREADSHEET = "mangled_by_spreadsheet"
    MISSING_ZERO = "missing_zero"
    SEVERAL_NUMBERS = "several_numbers"
    LETTERS = "letters"
    EXTENSION = "extension"


@dataclass(frozen=True, slots=True)
class Number:
    """One number as read.

    `e164` is "+447700900123", or "" when nothing usable was found; `kind` is None then, and
    `problem` says why. `country` is the ISO 3166 code ("GB"), "" where a number has none.
    """

    e164: str = ""
    kind: Kind | None = None
    country: str = ""
    problem: Problem | None = None

    @property
    def is_mobile(self) -> bool:
        """Whether a text can reach it."""
        return self.kind in (Kind.UK_MOBILE, Kind.FOREIGN_MOBILE)


NO_NUMBER = Number(problem=Problem.EMPTY)

# Ofcom keeps these two ranges for stories and films; phonenumbers calls them invalid.
_FICTION = (
    (re.compile(r"\+447700900\d{3}"), Kind.UK_MOBILE),
    (re.compile(r"\+441632960\d{3}"), Kind.LANDLINE),
)
_MOBILE_TYPES = {PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE}
# Valid, and still no way to reach a parent: 070, 076 and 09 numbers cost pounds a minute.
_NOT_A_PERSON = {
    PhoneNumberType.PAGER,
    PhoneNumberType.PERSONAL_NUMBER,
    PhoneNumberType.PREMIUM_RATE,
}
_NOTHING_SAID = {"", "-", "n/a", "na", "n a", "nil", "none", "no", "null", "unknown", "not known"}
# The words people put beside a number. Any other word ("old", "do not call") is for a person.
_LABEL = re.compile(
    r"m|mob|mobile?|cell|tel|telephone|phone|whatsapp|num|number|h|home|w|work"
    r"|mum|mummy|mother|dad|daddy|father|nan|gran|grandma|grandad|carer|parent",
    re.IGNORECASE,
)
_SCIENTIFIC = re.compile(r"\+?(\d)(?:[.,](\d+))?e\+?(\d{1,2})", re.IGNORECASE)
_DECIMAL = re.compile(r"\+?(\d{7,15})[.,]0+")
_EXTENSION = re.compile(r"\s*(?:\b(?:extension|extn|ext)\b\.?|(?<=[\d\s])x|#)\s*\d{1,6}\s*$", re.I)
_BETWEEN_NUMBERS = re.compile(
    r"[,;/|&\n\r]|\s-\s|\b(?:or|and)\b|(?<=\d)\s+(?=0)|(?<=[\d\s])(?=\+)", re.IGNORECASE
)
_LONGEST_CELL = 200  # letters; room for a handful of numbers, and no room for a long wait
_LOOKS_LIKE_A_DIGIT = str.maketrans("OoIl", "0011")


def read_number(raw: str) -> Number:
    """Read whatever stands in a cell or a form as one phone number.

    Understands 07…, +44…, 0044…, 44…, (0), spaces, dashes, dots and any script's digits, and
    repairs what is beyond doubt: the zero a spreadsheet dropped, a letter O for a nought. Of
    several numbers the first mobile is taken. Never raises; doubt comes back as `problem`.
    """
    text = _plain(raw)
    if text.casefold() in _NOTHING_SAID:
        return NO_NUMBER
    whole = _read_one(text)
    if whole.e164 or whole.problem is Problem.MANGLED_BY_SPREADSHEET:
        return whole
    return _first_of_several(text) or whole


def kind_of(e164: str) -> Kind | None:
    """What a number already kept in this form is; None where it is nobody's. As `read_number`
    judges it, at a fifth of the cost: asked of every text that goes out."""
    for pattern, kind in _FICTION:
        if pattern.fullmatch(e164):
            return kind
    try:
        number = phonenumbers.parse(e164)
    except phonenumbers.NumberParseException:
        return None
    sort = phonenumbers.number_type(number)
    if sort in _NOT_A_PERSON or sort == PhoneNumberType.UNKNOWN:
        return None
    if sort not in _MOBILE_TYPES:
        return Kind.LANDLINE
    return Kind.UK_MOBILE if number.country_code == 44 else Kind.FOREIGN_MOBILE


def show_number(e164: str) -> str:
    """Write a number for a staff screen: "07700 900123", "+48 501 234 567"."""
    try:
        number = phonenumbers.parse(e164)
    except phonenumbers.NumberParseException:
        return e164
    at_home = number.country_code == 44
    layout = PhoneNumberFormat.NATIONAL if at_home else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, layout)


def _plain(raw: str) -> str:
    """Latin digits, plain spaces and dashes, no invisible marks, none of a spreadsheet's quotes."""
    text = "".join(_plain_letters(unicodedata.normalize("NFKC", raw[:_LONGEST_CELL])))
    return text.strip(" \t\r\n=\"'`.:")


def _plain_letters(text: str) -> Iterator[str]:
    for letter in text:
        category = unicodedata.category(letter)
        if category == "Nd":
            yield str(unicodedata.decimal(letter))
        elif category == "Pd" or letter == "\N{MINUS SIGN}":
            yield "-"
        elif category not in ("Cf", "Mn"):  # direction marks and joiners are dropped
            yield " " if category == "Zs" else letter


def _first_of_several(text: str) -> Number | None:
    """The first mobile among several numbers in one cell, else the first number at all. None, if
    words beside them may say which of them not to use."""
    pieces = _BETWEEN_NUMBERS.split(text)
    parts = [part for part in pieces if any(map(str.isdigit, part))]
    if not all(_only_labels(piece) for piece in pieces if piece not in parts):
        return None
    numbers = [number for part in parts if (number := _read_one(part.strip())).e164]
    if len(parts) < 2 or not numbers:
        return None
    chosen = next((number for number in numbers if number.is_mobile), numbers[0])
    said_once = len(numbers) == len(parts) and len({number.e164 for number in numbers}) == 1
    return replace(chosen, problem=None if said_once else Problem.SEVERAL_NUMBERS)


def _only_labels(text: str) -> bool:
    """Whether these words say no more than whose number it is, or where it rings."""
    return all(map(_LABEL.fullmatch, re.findall(r"[^\W\d_]+", text)))


def _read_one(text: str) -> Number:
    """Read a cell that holds one number and perhaps a word or an extension."""
    if _SCIENTIFIC.fullmatch(text) or _DECIMAL.fullmatch(text):
        return _read_what_a_spreadsheet_left(text)
    without = _EXTENSION.sub("", text)
    digits, lettered = _without_letters(without)
    if digits is None:
        has_digits = any(map(str.isdigit, text))
        return Number(problem=Problem.LETTERS if has_digits else Problem.NOT_A_NUMBER)
    number = _read_digits(digits)
    if number.e164 and lettered:
        return replace(number, problem=Problem.LETTERS)
    if number.e164 and without != text:
        return replace(number, problem=Problem.EXTENSION)
    return number


def _read_what_a_spreadsheet_left(text: str) -> Number:
    """4.47700900123E+11 still holds every digit; 4.47E+11 has lost most of them for good."""
    scientific, decimal = _SCIENTIFIC.fullmatch(text), _DECIMAL.fullmatch(text)
    if scientific:
        first, rest, power = scientific[1], scientific[2] or "", int(scientific[3])
        digits = first + rest if len(rest) == power else ""
    else:
        digits = decimal[1] if decimal else ""
    return replace(_read_digits(digits), problem=Problem.MANGLED_BY_SPREADSHEET)


def _without_letters(text: str) -> tuple[str | None, bool]:
    """The text without words that may stand beside a number, and whether there were any.

    None when a letter remains whose meaning only a person knows.
    """
    kept, lettered = [], False
    for piece in re.split(r"([^\W_]+)", text):
        if not any(map(str.isalpha, piece)) or not piece.isascii():
            kept.append(piece)
            continue
        lettered = True
        as_digits = piece.translate(_LOOKS_LIKE_A_DIGIT)
        words, number = re.findall(r"[^0-9]+", piece), re.findall(r"[0-9]+", piece)
        if as_digits.isdigit():
            kept.append(as_digits)
        elif len(number) <= 1 and all(map(_LABEL.fullmatch, words)):
            kept += number
        else:
            return None, True
    joined = "".join(kept)
    return (None if any(map(str.isalpha, joined)) else joined), lettered


def _read_digits(text: str) -> Number:
    """Read digits with the usual punctuation between them, and an optional plus in front."""
    text = re.sub(r"^[^0-9+]+", "", text)
    if re.match(r"\+|00|44", text):
        text = text.replace("(0)", "")
    plus = "+" if text.startswith("+") else ""
    digits = re.sub(r"[^0-9]", "", text)
    if "+" in text.lstrip("+") or not 7 <= len(digits) <= 17:
        return Number(problem=Problem.NOT_A_NUMBER)
    if not plus and re.fullmatch(r"(?:44\d{4}|7\d{3})0{6}", digits):
        # Opened and saved by a spreadsheet once too often: the last six digits are gone.
        return Number(problem=Problem.MANGLED_BY_SPREADSHEET)
    for e164, problem in _written_in_full(plus + digits):
        number = _judge(e164)
        if number and (number.is_mobile or problem is None or e164.startswith("+44")):
            return replace(number, problem=problem)
    return Number(problem=Problem.NOT_A_NUMBER)


def _written_in_full(number: str) -> Iterator[tuple[str, Problem | None]]:
    """The international number that was meant, the likeliest first, and what was repaired."""
    if number.startswith("+"):
        yield re.sub(r"^\+440", "+44", number), None
    elif number.startswith("00"):
        yield re.sub(r"^\+440", "+44", "+" + number[2:]), None
    elif re.fullmatch(r"0?440?\d{9,10}", number):
        yield re.sub(r"^0?440?", "+44", number), None
    elif number.startswith("0"):
        yield "+44" + number[1:], None
    elif len(number) == 10:
        yield "+44" + number, Problem.MISSING_ZERO
    elif number[0] not in "17" and len(number) >= 10:
        # A foreign mobile whose 00 or + is gone. A 7 is more likely a UK mobile with a slip.
        yield "+" + number, Problem.MISSING_ZERO


def _judge(e164: str) -> Number | None:
    """What an international number is, or None if no such number can exist."""
    for pattern, kind in _FICTION:
        if pattern.fullmatch(e164):
            return Number(e164, kind, "GB")
    try:
        number = phonenumbers.parse(e164)
    except phonenumbers.NumberParseException:
        return None
    sort = phonenumbers.number_type(number)
    if sort in _NOT_A_PERSON or not phonenumbers.is_valid_number(number):
        return None
    mobile = Kind.UK_MOBILE if number.country_code == 44 else Kind.FOREIGN_MOBILE
    return Number(
        phonenumbers.format_number(number, PhoneNumberFormat.E164),
        mobile if sort in _MOBILE_TYPES else Kind.LANDLINE,
        phonenumbers.region_code_for_number(number) or "",
    )
