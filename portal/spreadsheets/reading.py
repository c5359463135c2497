"""A file as staff upload it, read into one plain table: the only way into this room.

Nothing here knows what a pupil is, except by counting known headings to find the heading row.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from portal.spreadsheets import csv_text, workbooks
from portal.spreadsheets.csv_text import Line
from portal.spreadsheets.headings import known_headings
from portal.spreadsheets.unreadable import Reason, Unreadable

MAX_BYTES = 10_000_000


class Remark(StrEnum):
    """Something about the file as a whole that staff should know. The value is said to them."""

    LETTERS_LOST = "Some letters could not be read. Check the names, or export the file as XLSX."
    LOOSE_QUOTES = "A quotation mark has no partner. Check that no rows are missing."
    OTHER_SHEETS = "The file has other sheets as well, which were not read."


@dataclass(frozen=True, slots=True)
class Table:
    """A list with headings. Every row has as many cells as there are headings, all of them text.

    `sheet` is the sheet's name, or the name of a text file; `encoding` is "" for a workbook.
    """

    headings: list[str]
    rows: list[Line]
    sheet: str
    encoding: str
    remarks: tuple[Remark, ...] = ()


def read_table(data: bytes, filename: str) -> Table:
    """Read a CSV, XLSX, XLS or ODS file; what it is, is seen from the bytes, not from its name.

    Finds the heading row below any titles, drops blank rows and columns. Formulas are never
    evaluated. Raises Unreadable.
    """
    if len(data) > MAX_BYTES:
        raise Unreadable(Reason.TOO_BIG)
    if not data.strip():
        raise Unreadable(Reason.EMPTY)
    if data.startswith((b"PK\3\4", b"PK\5\6", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
        return _from_workbook(data)
    _refuse_other_files(data)
    return _from_text(data, filename)


def _from_workbook(data: bytes) -> Table:
    sheets = workbooks.sheets(data)
    if not sheets:
        raise Unreadable(Reason.EMPTY)
    name, lines = max(sheets, key=lambda sheet: _best_heading(sheet[1]))
    remarks = (Remark.OTHER_SHEETS,) if len(sheets) > 1 else ()
    return _table(lines, name, "", remarks)


def _from_text(data: bytes, filename: str) -> Table:
    text, encoding, all_letters = csv_text.decode(data)
    if len(re.findall(r"[\0-\x08\x0e-\x1f\x7f]", text)) > len(text) / 1000:
        raise Unreadable(Reason.NOT_A_SPREADSHEET)
    lines, all_quotes = csv_text.read_lines(text, known_headings)
    remarks = ((Remark.LETTERS_LOST, all_letters), (Remark.LOOSE_QUOTES, all_quotes))
    return _table(lines, filename, encoding, tuple(said for said, fine in remarks if not fine))


# -- The table within the lines --------------------------------------------------------------------

_TITLE_LINES = 30  # how far down a report may begin


def _table(lines: list[Line], sheet: str, encoding: str, remarks: tuple[Remark, ...]) -> Table:
    lines = [Line(line.number, [_tidy(cell) for cell in line.cells]) for line in lines]
    if not lines:
        raise Unreadable(Reason.EMPTY)
    top = _heading_line(lines)
    headings, below = lines[top].cells, lines[top + 1 :]
    # A report repeats its headings on every page.
    below = [line for line in below if line.cells[: len(headings)] != headings]
    columns = _columns_in_use(headings, below)
    if len(columns) < 2:
        raise Unreadable(Reason.NO_USABLE_COLUMN)
    if not below:
        raise Unreadable(Reason.EMPTY)
    if len(below) > csv_text.MAX_ROWS:
        raise Unreadable(Reason.TOO_MANY_ROWS)
    named = [_cell(headings, column) or f"Column {column_letters(column)}" for column in columns]
    rows = [Line(line.number, [_cell(line.cells, at) for at in columns]) for line in below]
    return Table(named, rows, sheet, encoding, remarks)


def _heading_line(lines: list[Line]) -> int:
    """The line with most known headings; or, if there are none, the first that is not a title."""
    start = lines[:_TITLE_LINES]
    known, best = _best_heading(start)
    if known >= 2:
        return -best
    filled = [sum(map(bool, line.cells)) for line in start]
    return next(at for at, count in enumerate(filled) if count * 2 >= max(filled))


def _best_heading(lines: list[Line]) -> tuple[int, int]:
    """How many known headings the best line has, and its place, negative so that earlier wins."""
    counts = [(known_headings(line.cells), -at) for at, line in enumerate(lines[:_TITLE_LINES])]
    return max(counts)


def _columns_in_use(headings: list[str], lines: list[Line]) -> list[int]:
    used = {at for at, heading in enumerate(headings) if heading}
    for line in lines:
        used.update(at for at, cell in enumerate(line.cells) if cell)
    return sorted(used)


def _cell(cells: list[str], column: int) -> str:
    return cells[column] if column < len(cells) else ""


def column_letters(column: int) -> str:
    """A column's name in a spreadsheet program: 0 is A, 26 is AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


_KEPT_AS_TEXT = re.compile(r'="(.*)"', re.DOTALL)


def _tidy(cell: str) -> str:
    """A cell's text without the marks spreadsheets put round it to keep it text.

    Exports write ="07700900123" or '07700900123 to keep the nought, and a guarded download
    '+447700900123.
    """
    cell = cell.replace("\0", "").replace("\xa0", " ").strip()
    if kept := _KEPT_AS_TEXT.fullmatch(cell):
        return kept[1].replace('""', '"').strip()
    return cell[1:] if re.match(r"'[=+\-@\d]", cell) else cell


# -- Files that are something else -----------------------------------------------------------------

_FIRST_BYTES: tuple[tuple[tuple[bytes, ...], Reason], ...] = (
    ((b"%PDF",), Reason.PDF),
    ((b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*"), Reason.PICTURE),
    ((b"{\\rtf",), Reason.DOCUMENT),
    ((b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!"), Reason.ZIP),
)


def _refuse_other_files(data: bytes) -> None:
    for starts, reason in _FIRST_BYTES:
        if data.startswith(starts) and (reason is not Reason.PICTURE or b"\0" in data[:100]):
            raise Unreadable(reason)
    if data[8:12] in (b"WEBP", b"AVI ") or data[4:8] == b"ftyp":
        raise Unreadable(Reason.PICTURE)
    text = csv_text.decode(data[:1000])[0].lstrip().lower()
    if text.startswith(("<!doctype html", "<html", "<table", "<head", "<meta", "mime-version")):
        raise Unreadable(Reason.WEB_PAGE)
    if text.startswith("<?xml"):
        raise Unreadable(Reason.WEB_PAGE if "<html" in text else Reason.OTHER_KIND)
