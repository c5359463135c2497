"""XLSX, XLS and ODS workbooks: the sheets in them, as lines of text.

Values only: a formula counts as the value it had when the file was saved, and nothing is ever
evaluated. Which sheet holds the pupils is decided in `reading`.
"""

import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from io import BytesIO
from math import prod

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from portal.spreadsheets.csv_text import MAX_ROWS, Line
from portal.spreadsheets.unreadable import Reason, Unreadable

_Value = int | float | str | bool | time | date | datetime | timedelta

MAX_CELLS = 2_000_000
"""50,000 rows of 40 columns: about 100 MB while it is read."""
_MAX_UNPACKED = 200_000_000  # bytes; a school's list of 50,000 rows unpacks to a fifth of this
_CHUNK = 1_000_000

# Encrypted workbooks and Word files hold these names in their directory, in UTF-16.
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_WORD = "WordDocument".encode("utf-16-le")


def sheets(data: bytes) -> Iterator[tuple[str, list[Line]]]:
    """Each visible sheet of a workbook that has anything in it: its name and its lines.

    Raises Unreadable with what stands in the way.
    """
    if data.startswith(b"PK"):
        _look_inside_the_zip(data)
    elif _ENCRYPTED in data:
        raise Unreadable(Reason.PASSWORD)
    elif _WORD in data:
        raise Unreadable(Reason.DOCUMENT)
    try:
        with CalamineWorkbook.from_filelike(BytesIO(data)) as workbook:
            for about in workbook.sheets_metadata:
                shown = about.visible == SheetVisibleEnum.Visible
                if shown and about.typ == SheetTypeEnum.WorkSheet:
                    lines = _lines(workbook.get_sheet_by_name(about.name))
                    if lines:
                        yield about.name, lines
    except PasswordError as locked:
        raise Unreadable(Reason.PASSWORD) from locked
    except CalamineError as broken:
        raise Unreadable(Reason.DAMAGED) from broken


def _lines(sheet: CalamineSheet) -> list[Line]:
    if sheet.total_height * sheet.total_width > MAX_CELLS:
        raise Unreadable(Reason.TOO_WIDE)
    lines = []
    for number, row in enumerate(sheet.to_python(skip_empty_area=False), start=1):
        cells = list(map(_text, row))
        if any(map(str.strip, cells)):
            lines.append(Line(number, cells))
        if len(lines) > MAX_ROWS:
            raise Unreadable(Reason.TOO_MANY_ROWS)
    return lines


def _text(value: _Value) -> str:
    """A cell as text: whole numbers without ".0", dates as 2015-03-12, yes or no as words."""
    match value:
        case str():
            return value
        case bool():
            return "Yes" if value else "No"
        case float():
            return format(value, ".15g")
        case datetime():
            return value.isoformat(" ", "minutes")
        case date():
            return value.isoformat()
        case _:
            return str(value)


# -- Before unpacking ----------------------------------------------------------------------------
# The reader makes room for the whole rectangle up to the last filled cell before it reads one. A
# single slip of the mouse in the sheet's far corner is 17,000,000,000 cells, and the end of the
# web process: so the corner is looked for first.


def _look_inside_the_zip(data: bytes) -> None:
    """Refuse a zip that is no workbook, and a workbook too large to unpack."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            names = set(package.namelist())
            _refuse_other_packages(package, names)
            if sum(part.file_size for part in package.infolist()) > _MAX_UNPACKED:
                raise Unreadable(Reason.TOO_BIG)
            _refuse_far_corners(package, names)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, RuntimeError) as broken:
        raise Unreadable(Reason.DAMAGED) from broken


def _refuse_other_packages(package: zipfile.ZipFile, names: set[str]) -> None:
    kind = package.open("mimetype").read(100) if "mimetype" in names else b""
    if "xl/workbook.xml" in names or b"opendocument.spreadsheet" in kind:
        return
    if b"opendocument" in kind or any(name.startswith(("word/", "ppt/")) for name in names):
        raise Unreadable(Reason.DOCUMENT)
    if any(name.startswith(("xl/", "Index/")) for name in names):  # XLSB, and Apple's Numbers
        raise Unreadable(Reason.OTHER_KIND)
    raise Unreadable(Reason.ZIP)


def _refuse_far_corners(package: zipfile.ZipFile, names: set[str]) -> None:
    for name in names:
        if re.fullmatch(r"xl/worksheets/[^/]+\.xml", name):
            rows, columns = _excel_corner(package, name)
        elif name == "content.xml":
            rows, columns = _open_document_corner(package, name)
        else:
            continue
        if rows * columns > MAX_CELLS:
            raise Unreadable(Reason.TOO_WIDE if rows <= MAX_ROWS else Reason.TOO_MANY_ROWS)


def _tags(package: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """The XML of one part in pieces that each end with a whole tag."""
    with package.open(name) as part:
        left = b""
        while chunk := part.read(_CHUNK):
            whole, mark, left = (left + chunk).rpartition(b">")
            yield whole + mark


_EXCEL_CELL = re.compile(rb'<(?:x:)?c\b[^>]*?\br="([A-Z]{1,3})(\d{1,7})"(?:[^>]*[^/>])?>')


def _excel_corner(package: zipfile.ZipFile, name: str) -> tuple[int, int]:
    """The last row and the last column with anything in them; cells with only a style are void."""
    rows, columns = 0, b""
    for piece in _tags(package, name):
        for letters, number in _EXCEL_CELL.findall(piece):
            rows = max(rows, int(number))
            columns = max(columns, letters.rjust(3))
    return rows, _column_number(columns.strip().decode())


def _column_number(letters: str) -> int:
    """A is 1, Z is 26, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


_OPEN_DOCUMENT_TAG = re.compile(
    rb"<table:(table(?:-row|-cell)?|covered-table-cell)(?=[\s/>])([^>]*)>"
)
_REPEATED = re.compile(rb'number-(?:rows|columns)-repeated="(\d{1,9})"')


def _open_document_corner(package: zipfile.ZipFile, name: str) -> tuple[int, int]:
    """The same of an ODS file's largest sheet; there, a cell or a row may stand for many."""
    corners = [(0, 0)]
    row = column = 0
    for piece in _tags(package, name):
        for kind, about in _OPEN_DOCUMENT_TAG.findall(piece):
            repeated = _REPEATED.search(about)
            times = int(repeated[1]) if repeated else 1
            if kind == b"table":
                corners.append((0, 0))
                row = column = 0
            elif kind == b"table-row":
                row, column = row + times, 0
            else:
                column += times
                if b"value-type" in about:
                    corners[-1] = row, max(column, corners[-1][1])
    return max(corners, key=prod)
