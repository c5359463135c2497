"""Downloads that open in a spreadsheet program and can do no harm there.

A cell that begins with = + - @ is a formula to such a program, and a name typed by a stranger can
begin with one: text is written as text, always. Reading is in `reading`.
"""

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from io import BytesIO, StringIO

from xlsxwriter import Workbook

Cell = str | int | float | date | None
"""A time of day goes in as text, in the words of the page the download belongs to."""

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_AS_TEXT = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "d mmm yyyy",
}
_WIDEST = 400  # pixels


def as_xlsx(headings: Sequence[str], rows: Iterable[Sequence[Cell]], sheet: str = "List") -> bytes:
    """A workbook with one sheet: bold headings that stay in view, columns as wide as needed."""
    file = BytesIO()
    with Workbook(file, _AS_TEXT) as workbook:
        page = workbook.add_worksheet(sheet)
        page.freeze_panes(1, 0)
        page.write_row(0, 0, headings, workbook.add_format({"bold": True}))
        for at, row in enumerate(rows, start=1):
            page.write_row(at, 0, row)
        page.autofit(_WIDEST)
    return file.getvalue()


def as_csv(headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A comma-separated file in UTF-8, marked as such so that every name keeps its letters.

    An apostrophe guards text that would start a formula; `reading` takes it off again.
    """
    file = StringIO()
    writer = csv.writer(file)
    writer.writerow(map(_guarded, headings))
    writer.writerows(map(_guarded, row) for row in rows)
    return file.getvalue().encode("utf-8-sig")


def _guarded(cell: Cell) -> Cell:
    if isinstance(cell, str) and cell.startswith(_STARTS_A_FORMULA):
        return f"'{cell}"
    return cell
