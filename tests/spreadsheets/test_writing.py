"""Downloads: everything is there again, and nothing in them can run."""

import csv
import io
import zipfile
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from portal.spreadsheets.csv_text import Line
from portal.spreadsheets.reading import read_table
from portal.spreadsheets.writing import Cell, as_csv, as_xlsx

HEADINGS = ["Forename", "Surname", "Mobile", "Places", "Day"]
ROWS: list[list[Cell]] = [
    ["Zoë", '=HYPERLINK("http://example.org","x")', "+447700900101", 2, date(2026, 11, 9)],
    ["Łukasz", "@SUM(A1)", "07700 900102", -5, None],
    ["-1+1", "{=A1}", "http://example.org", 0, None],
    ["'t Hooft", "Ayesha\nMalik", "", 1.5, None],
]
READ_AGAIN = [
    ["Zoë", '=HYPERLINK("http://example.org","x")', "+447700900101", "2", "2026-11-09"],
    ["Łukasz", "@SUM(A1)", "07700 900102", "-5", ""],
    ["-1+1", "{=A1}", "http://example.org", "0", ""],
    ["'t Hooft", "Ayesha\nMalik", "", "1.5", ""],
]


def test_a_workbook_reads_back_as_it_was() -> None:
    table = read_table(as_xlsx(HEADINGS, ROWS, sheet="Bookings"), "download.xlsx")
    assert (table.sheet, table.headings) == ("Bookings", HEADINGS)
    assert [line.cells for line in table.rows] == READ_AGAIN


def test_a_workbook_holds_no_formula_and_no_link() -> None:
    with zipfile.ZipFile(io.BytesIO(as_xlsx(HEADINGS, ROWS))) as package:
        sheet = package.read("xl/worksheets/sheet1.xml").decode()
    assert [tag for tag in ("<f>", "<f ", "<hyperlink") if tag in sheet] == []


def test_a_comma_separated_file_reads_back_as_it_was() -> None:
    table = read_table(as_csv(HEADINGS, ROWS), "download.csv")
    assert (table.headings, table.encoding) == (HEADINGS, "utf-8")
    assert [line.cells for line in table.rows] == READ_AGAIN


def test_a_comma_separated_file_guards_what_would_run_and_nothing_else() -> None:
    assert as_csv(HEADINGS, ROWS).decode("utf-8-sig").splitlines()[1:3] == [
        'Zoë,"\'=HYPERLINK(""http://example.org"",""x"")",\'+447700900101,2,2026-11-09',
        "Łukasz,'@SUM(A1),07700 900102,-5,",
    ]


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=8)))
def test_no_cell_of_a_comma_separated_file_starts_a_formula(names: list[str]) -> None:
    written = as_csv(["Name"], [[name] for name in names]).decode("utf-8-sig")
    cells = [row[0] for row in csv.reader(io.StringIO(written, "")) if row]
    assert [cell for cell in cells if cell.startswith(tuple("=+-@\t\r"))] == []


def test_a_list_without_rows_still_has_its_headings() -> None:
    assert as_csv(["Forename", "Surname"], []) == b"\xef\xbb\xbfForename,Surname\r\n"
    rows: list[list[Cell]] = [["Jack", "Turner"]]
    assert read_table(as_xlsx(["Forename", "Surname"], rows), "x").rows == [
        Line(2, ["Jack", "Turner"])
    ]
