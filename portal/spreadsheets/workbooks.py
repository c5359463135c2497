"""XLSX, XLS and ODS workbooks: the sheets in them, as lines of text.

Values only: a formula counts as the value it had when the file was saved, and nothing is ever
evaluated. The opening itself is done by `unpack`, in a process of its own; which sheet holds the
pupils is decided in `reading`.
"""

import json
import logging
import signal
import subprocess
import sys
import zipfile
import zlib
from io import BytesIO
from pathlib import Path

from portal.spreadsheets.csv_text import Line
from portal.spreadsheets.unreadable import Reason, Unreadable

_READER = Path(__file__).with_name("unpack.py")
_LONGEST_WAIT = 60  # seconds

# What zipfile raises over a damaged or an unusual file.
_ZIP_TROUBLES = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError)
_log = logging.getLogger(__name__)

# Encrypted workbooks and Word files hold these names in their directory, in UTF-16.
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_WORD = "WordDocument".encode("utf-16-le")


def sheets(data: bytes) -> list[tuple[str, list[Line]]]:
    """Each visible sheet of a workbook that has anything in it: its name and its lines.

    Raises Unreadable with what stands in the way.
    """
    if data.startswith(b"PK"):
        _refuse_other_packages(data)
    elif _ENCRYPTED in data:
        raise Unreadable(Reason.PASSWORD)
    elif _WORD in data:
        raise Unreadable(Reason.DOCUMENT)
    return [
        (name, [Line(number, cells) for number, cells in lines])
        for name, lines in _unpacked(data)
        if lines
    ]


def _unpacked(data: bytes) -> list[tuple[str, list[tuple[int, list[str]]]]]:
    # -P: the script's own folder is no place to look for modules.
    reader = [sys.executable, "-P", str(_READER)]
    try:
        done = subprocess.run(reader, input=data, capture_output=True, timeout=_LONGEST_WAIT)
    except subprocess.TimeoutExpired as slow:
        raise Unreadable(Reason.TOO_WIDE) from slow
    if done.returncode:
        _log.warning("a workbook of %d bytes ended its reader: %d", len(data), done.returncode)
        # Out of memory aborts, too slow is stopped; anything else is a file the reader trips over.
        too_large = -done.returncode in (signal.SIGABRT, signal.SIGXCPU, signal.SIGKILL)
        raise Unreadable(Reason.TOO_WIDE if too_large else Reason.DAMAGED)
    answer = json.loads(done.stdout)
    if "refused" in answer:
        raise Unreadable(Reason(answer["refused"]))
    found: list[tuple[str, list[tuple[int, list[str]]]]] = answer["sheets"]
    return found


def _refuse_other_packages(data: bytes) -> None:
    """Many kinds of file are zips inside: only XLSX and ODS go on."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            names = set(package.namelist())
            kind = package.open("mimetype").read(100) if "mimetype" in names else b""
    except _ZIP_TROUBLES as broken:
        raise Unreadable(Reason.DAMAGED) from broken
    if "xl/workbook.xml" in names or b"opendocument.spreadsheet" in kind:
        return
    if b"opendocument" in kind or any(name.startswith(("word/", "ppt/")) for name in names):
        raise Unreadable(Reason.DOCUMENT)
    if any(name.startswith(("xl/", "Index/")) for name in names):  # XLSB, and Apple's Numbers
        raise Unreadable(Reason.OTHER_KIND)
    raise Unreadable(Reason.ZIP)
