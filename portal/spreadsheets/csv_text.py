"""Text files: which encoding, which delimiter, and the lines in them.

Knows nothing of pupils: `looks_like_headings` counts the headings a caller recognises in a row.
"""

import codecs
import csv
from collections import Counter
from collections.abc import Callable, Iterator
from io import StringIO
from itertools import islice
from typing import NamedTuple

from portal.spreadsheets.unreadable import Reason, Unreadable

MAX_ROWS = 50_000
"""No school in England has a tenth as many pupil-contact rows."""


class Line(NamedTuple):
    """One row that is not blank. `number` is the row's number in a spreadsheet program, from 1."""

    number: int
    cells: list[str]


_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DELIMITERS = ",;\t|"
_TITLE_ROWS = 30
_FIRST_BYTES = 1000  # which hold the headings
_TRIED_LINES = 100
_FIRST_LETTERS = 1_000_000  # enough for the lines tried, whatever their width


def decode(data: bytes) -> tuple[str, str, bool]:
    """The text, its encoding, and whether every letter could be read.

    A byte order mark decides; then the noughts between Latin letters in UTF-16; then UTF-8 if the
    bytes allow it; otherwise Windows-1252, which is what a spreadsheet program in England writes.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            text = data[len(mark) :].decode(encoding, errors="replace")
            return text, encoding, "\ufffd" not in text
    if encoding := _unmarked_utf_16(data[:_FIRST_BYTES]):
        text = data.decode(encoding, errors="replace")
        return text, encoding, "\ufffd" not in text
    try:
        return data.decode("utf-8"), "utf-8", True
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
        return text, "windows-1252", "\ufffd" not in text


def _unmarked_utf_16(start: bytes) -> str:
    """Which UTF-16 this is, "" if it is none: every other byte of Latin letters is 0."""
    first, second = start[::2].count(0), start[1::2].count(0)
    if max(first, second) < len(start) // 4 or min(first, second) > len(start) // 20:
        return ""
    return "utf-16-be" if first > second else "utf-16-le"


def read_lines(
    text: str, looks_like_headings: Callable[[list[str]], int]
) -> tuple[list[Line], bool]:
    """The lines of a delimited text, and whether its quotation marks were in order.

    Raises Unreadable(TOO_MANY_ROWS).
    """
    delimiter, text = _named_delimiter(text)
    if not delimiter:
        delimiter = _likeliest_delimiter(text, looks_like_headings)
    try:
        return _all_lines(_rows(text, delimiter, strict=True)), True
    except csv.Error:
        pass
    # A quotation mark in the wrong place. Of the two ways to read on, the one that leaves more
    # rows of the same width has not swallowed half the file into one cell, or cut cells at a comma.
    ways = [_leniently(text, delimiter, quoted) for quoted in (False, True)]
    return max(ways, key=lambda lines: _agreement([line.cells for line in lines])), False


def _named_delimiter(text: str) -> tuple[str, str]:
    """A first line "sep=;" names the delimiter; spreadsheet programs do not count it as a row."""
    first, _, rest = text.partition("\n")
    named = first.strip("\r\"' ")
    if len(named) == 5 and named.lower().startswith("sep=") and named[-1] in _DELIMITERS:
        return named[-1], rest
    return "", text


def _likeliest_delimiter(text: str, looks_like_headings: Callable[[list[str]], int]) -> str:
    """The delimiter that shows most known headings, and then most rows of one width."""
    start = text[:_FIRST_LETTERS]

    def score(delimiter: str) -> tuple[int, int]:
        try:
            rows = list(islice(_rows(start, delimiter), _TRIED_LINES))
        except csv.Error:
            lines = start.splitlines()[:_TRIED_LINES]
            rows = list(csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE))
        return max(map(looks_like_headings, rows), default=0), _agreement(rows)

    return max(_DELIMITERS, key=score)


def _agreement(rows: list[list[str]]) -> int:
    """How far rows agree on a width: the rows of the commonest width times its delimiters."""
    widths = Counter(len(row) for row in rows if row)
    return max((count * (width - 1) for width, count in widths.items()), default=0)


def _rows(text: str, delimiter: str, *, strict: bool = False) -> Iterator[list[str]]:
    """The rows; a quotation mark after a space still begins a cell."""
    file = StringIO(text, "")
    return csv.reader(file, delimiter=delimiter, strict=strict, skipinitialspace=True)


def _leniently(text: str, delimiter: str, quoted: bool) -> list[Line]:
    """The lines with quotation marks that mean something, or with all of them taken as letters;
    then those round a cell are taken off."""
    try:
        if quoted:
            rows = _rows(text, delimiter)
        else:
            bare = csv.reader(StringIO(text, ""), delimiter=delimiter, quoting=csv.QUOTE_NONE)
            rows = ([_unquoted(cell) for cell in row] for row in bare)
        return _all_lines([without_stray_mark(cell) for cell in row] for row in rows)
    except csv.Error:
        return []


def _unquoted(cell: str) -> str:
    """A cell without the quotation marks round it."""
    cell = cell.strip()
    if len(cell) > 1 and cell[0] == cell[-1] == '"':
        return cell[1:-1].replace('""', '"')
    return cell


def without_stray_mark(cell: str) -> str:
    """A cell without the one quotation mark, at either end, that has lost its partner."""
    return cell.strip().removeprefix('"').removesuffix('"') if cell.count('"') == 1 else cell


def _all_lines(rows: Iterator[list[str]]) -> list[Line]:
    lines = []
    for number, row in enumerate(rows, start=1):
        if any(map(str.strip, row)):
            lines.append(Line(number, row))
        if len(lines) > MAX_ROWS + _TITLE_ROWS:
            raise Unreadable(Reason.TOO_MANY_ROWS)
    return lines
