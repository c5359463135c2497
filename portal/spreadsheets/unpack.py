"""One workbook opened in a process of its own, which `workbooks` starts for each file.

The reader is quick, but it makes room for the whole rectangle up to the last filled cell, and a
damaged XLS can end its process: here that costs nobody else anything. Runs as a script, imports
nothing of ours, takes the file on standard input and answers in JSON: {"sheets": [[name, [[row
number, [cell, ...]], ...]], ...]} or {"refused": why}.
"""

import json
import os
import resource
import sys
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from io import BytesIO

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

_Value = int | float | str | bool | time | date | datetime | timedelta

MAX_CELLS = 2_000_000
"""50,000 rows of 40 columns."""
MAX_MEMORY = 800_000_000
"""Bytes. A sheet with MAX_CELLS filled takes 430 MB while it is open."""
MAX_SECONDS = 60


def main() -> None:
    """Read one workbook within the limits; the limits end the process, not the school's server."""
    if sys.platform == "linux":
        _allow(resource.RLIMIT_AS, MAX_MEMORY)  # macOS refuses a limit on memory
        # A web worker stays on one core (serving); what it starts goes where there is room.
        with suppress(OSError):
            os.sched_setaffinity(0, range(os.cpu_count() or 1))
    _allow(resource.RLIMIT_CPU, MAX_SECONDS)
    _allow(resource.RLIMIT_CORE, 0)
    sys.stdout.write(json.dumps(_unpack(sys.stdin.buffer.read())))


def _allow(what: int, most: int) -> None:
    _, allowed = resource.getrlimit(what)
    if allowed != resource.RLIM_INFINITY:
        most = min(most, allowed)
    resource.setrlimit(what, (most, most))


def _unpack(data: bytes) -> dict[str, object]:
    try:
        with CalamineWorkbook.from_filelike(BytesIO(data)) as workbook:
            return {"sheets": [(sheet.name, _lines(sheet)) for sheet in _visible(workbook)]}
    except PasswordError:
        return {"refused": "password"}
    except CalamineError:
        return {"refused": "damaged"}
    except MemoryError:
        return {"refused": "too wide"}


def _visible(workbook: CalamineWorkbook) -> list[CalamineSheet]:
    return [
        workbook.get_sheet_by_name(about.name)
        for about in workbook.sheets_metadata
        if about.visible == SheetVisibleEnum.Visible and about.typ == SheetTypeEnum.WorkSheet
    ]


def _lines(sheet: CalamineSheet) -> list[tuple[int, list[str]]]:
    """The rows that are not blank, each with its number in a spreadsheet program."""
    if sheet.total_height * sheet.total_width > MAX_CELLS:
        raise MemoryError
    left = [""] * (sheet.start[1] if sheet.start else 0)  # the rows begin at row 1, not at column A
    lines = ((at, left + list(map(_text, row))) for at, row in enumerate(sheet.iter_rows(), 1))
    return [(number, cells) for number, cells in lines if any(map(str.strip, cells))]


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


if __name__ == "__main__":
    main()
