"""Files that are no list: each is refused in one kind sentence that says what to do."""

import io
import struct
import zipfile
from pathlib import Path

import pytest
from xlsxwriter import Workbook

from portal.spreadsheets.reading import read_table
from portal.spreadsheets.unreadable import Reason, Unreadable

FILES = Path(__file__).parent / "files"
HEADINGS = "Forename,Surname\n"


def package(parts: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as filled:
        for name, content in parts.items():
            filled.writestr(name, content)
    return file.getvalue()


def workbook(cells: dict[tuple[int, int], str]) -> bytes:
    file = io.BytesIO()
    with Workbook(file, {"in_memory": True}) as book:
        page = book.add_worksheet()
        for (row, column), text in cells.items():
            page.write_string(row, column, text)
    return file.getvalue()


def open_document(row: str) -> bytes:
    names = "".join(
        f' xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"'
        for short in ("office", "table", "text")
    )
    content = (
        f"<office:document-content{names}><office:body><office:spreadsheet>"
        f'<table:table table:name="Pupils">{row}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = '<manifest xmlns="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    return package(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": content.encode(),
            "META-INF/manifest.xml": manifest.encode(),
        }
    )


PICTURE = struct.pack(">8sI4sIIBBBBBI", b"\x89PNG\r\n\x1a\n", 13, b"IHDR", 1, 1, 8, 2, 0, 0, 0, 0)
CELL = '<table:table-cell office:value-type="string"{}><text:p>x</text:p></table:table-cell>'


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", Reason.EMPTY),
        (b" \r\n\t \n", Reason.EMPTY),
        (b"\xef\xbb\xbf", Reason.EMPTY),
        (HEADINGS.encode(), Reason.EMPTY),
        (b",,,\n,,,\n", Reason.EMPTY),
        (workbook({}), Reason.EMPTY),
        (workbook({(0, 0): "Forename", (0, 1): "Surname"}), Reason.EMPTY),
        (HEADINGS.encode() + b"a,b\n" * 50_001, Reason.TOO_MANY_ROWS),
        (b"x" * 10_000_001, Reason.TOO_BIG),
        (b"x" * 50_000_000, Reason.TOO_BIG),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", Reason.PDF),
        (PICTURE, Reason.PICTURE),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00", Reason.PICTURE),
        (b"GIF89a\x01\x00\x01\x00", Reason.PICTURE),
        (b"\x00\x00\x00\x18ftypheic", Reason.PICTURE),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", Reason.PICTURE),
        (package({"pupils.csv": b"Forename,Surname"}), Reason.ZIP),
        (package({}), Reason.ZIP),
        (b"\x1f\x8b\x08\x00\x00", Reason.ZIP),
        (b"<!DOCTYPE html><html><body><table>", Reason.WEB_PAGE),
        (b'\r\n<HTML xmlns:x="urn:schemas-microsoft-com:office:excel">', Reason.WEB_PAGE),
        (b"\xff\xfe" + "<html>".encode("utf-16-le"), Reason.WEB_PAGE),
        (b"<table><tr><td>Forename</td></tr></table>", Reason.WEB_PAGE),
        (b"MIME-Version: 1.0\nX-Document-Type: Workbook", Reason.WEB_PAGE),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas">', Reason.OTHER_KIND),
        (package({"xl/workbook.bin": b""}), Reason.OTHER_KIND),
        (package({"Index/Document.iwa": b""}), Reason.OTHER_KIND),
        (package({"word/document.xml": b"<w:document/>"}), Reason.DOCUMENT),
        (package({"mimetype": b"application/vnd.oasis.opendocument.text"}), Reason.DOCUMENT),
        (b"{\\rtf1\\ansi", Reason.DOCUMENT),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"W\0o\0r\0d\0D\0o\0c\0u\0m\0e\0n\0t\0",
            Reason.DOCUMENT,
        ),
        (bytes(range(256)) * 10, Reason.NOT_A_SPREADSHEET),
        (b"Just a letter to the parents.\nKind regards\n", Reason.NO_USABLE_COLUMN),
        (workbook({(0, 0): "Forename", (1, 0): "Jack"}), Reason.NO_USABLE_COLUMN),
        ((FILES / "with_a_password.xlsx").read_bytes(), Reason.PASSWORD),
        ((FILES / "old_excel.xls").read_bytes()[:3000], Reason.DAMAGED),
        (workbook({(0, 0): "Forename"})[:-100], Reason.DAMAGED),
        (package({"xl/workbook.xml": b"<workbook"}), Reason.DAMAGED),
    ],
)
def test_each_says_what_it_is(data: bytes, reason: Reason) -> None:
    with pytest.raises(Unreadable) as refused:
        read_table(data, "export.xls")
    assert refused.value.reason is reason


@pytest.mark.parametrize(
    "data",
    [
        workbook({(0, 0): "Forename", (0, 1): "Surname", (1_048_575, 16_383): "a slip"}),
        open_document(
            f"<table:table-row>{CELL.format('')}</table:table-row>"
            '<table:table-row table:number-rows-repeated="1000">'
            + CELL.format(' table:number-columns-repeated="2500"')
            + "</table:table-row>"
        ),
        workbook({(row, column): "" for row in (0, 1) for column in (0, 1)} | {(40_000, 60): "x"}),
    ],
    ids=["the far corner of XLSX", "a repeated row of ODS", "an area larger than any school"],
)
def test_a_sheet_too_large_for_its_reader_ends_only_the_reader(data: bytes) -> None:
    with pytest.raises(Unreadable) as refused:
        read_table(data, "export.xlsx")
    assert refused.value.reason is Reason.TOO_WIDE


def test_exactly_fifty_thousand_rows_are_read() -> None:
    table = read_table(HEADINGS.encode() + b"a,b\n" * 50_000, "export.csv")
    assert (len(table.rows), table.rows[-1].number) == (50_000, 50_001)


@pytest.mark.parametrize("reason", Reason)
def test_every_refusal_is_one_sentence(reason: Reason) -> None:
    said = str(Unreadable(reason))
    assert (said[0].isupper(), said[-1], said.count(". ")) == (True, ".", 0)
