"""Why a file cannot be read as a list, and what a member of staff can do about it.

Doubts about single rows are in `problems`; a file refused here was not read at all.
"""

from enum import StrEnum


class Reason(StrEnum):
    """Why the whole file was refused."""

    EMPTY = "empty"
    TOO_BIG = "too big"
    TOO_MANY_ROWS = "too many rows"
    TOO_WIDE = "too wide"
    PASSWORD = "password"
    DAMAGED = "damaged"
    PDF = "pdf"
    PICTURE = "picture"
    ZIP = "zip"
    WEB_PAGE = "web page"
    DOCUMENT = "document"
    OTHER_KIND = "other kind"
    NOT_A_SPREADSHEET = "not a spreadsheet"
    NO_USABLE_COLUMN = "no usable column"


_SAID = {
    Reason.EMPTY: "There are no rows in this file: export it again and check that it has pupils.",
    Reason.TOO_BIG: "This file is bigger than 10 MB: export only the pupils and their contacts.",
    Reason.TOO_MANY_ROWS: "This list has more than 50,000 rows: export only this year's pupils, "
    "and delete anything far below the list.",
    Reason.TOO_WIDE: "This sheet is too large: delete anything far below or far to the right of "
    "the list, save it and upload it again.",
    Reason.PASSWORD: "This file has a password: save a copy without the password and upload that.",
    Reason.DAMAGED: "This file is damaged or not complete: open it in your spreadsheet program, "
    "save it again as XLSX or CSV and upload that.",
    Reason.PDF: "This is a PDF, which cannot be read as a list: export it as XLSX or CSV instead.",
    Reason.PICTURE: "This is a picture, which cannot be read as a list: export the list as XLSX or "
    "CSV instead.",
    Reason.ZIP: "This is a zip file: open it and upload the spreadsheet inside.",
    Reason.WEB_PAGE: "This is a web page with the name of a spreadsheet: open it in your "
    "spreadsheet program, save it as XLSX or CSV and upload that.",
    Reason.DOCUMENT: "This is a text document or a presentation: export the list as XLSX or CSV "
    "instead.",
    Reason.OTHER_KIND: "This kind of spreadsheet cannot be read here: save it as XLSX or CSV and "
    "upload that.",
    Reason.NOT_A_SPREADSHEET: "This does not look like a spreadsheet: export the list as XLSX or "
    "CSV and upload that.",
    Reason.NO_USABLE_COLUMN: "There are no columns to use in this file: it needs a row of headings "
    "such as Forename, Surname and Mobile, and one row below it for each pupil and contact.",
}


class Unreadable(Exception):
    """The file cannot be read. `str()` is one sentence for staff that says what to do."""

    def __init__(self, reason: Reason):
        super().__init__(_SAID[reason])
        self.reason = reason
