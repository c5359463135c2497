"""Files as a school office really uploads them, read into one plain table."""

import csv
import io
import re
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from xlsxwriter import Workbook

from portal.spreadsheets.csv_text import Line
from portal.spreadsheets.reading import Remark, Table, column_letters, read_table

FILES = Path(__file__).parent / "files"
PLAIN = "Forename,Surname,Mobile\nZoë,Davies,07700 900101\nŁukasz,Nowak,07700 900102\n"
PLAIN_HEADINGS = ["Forename", "Surname", "Mobile"]
PLAIN_ROWS = [
    Line(2, ["Zoë", "Davies", "07700 900101"]),
    Line(3, ["Łukasz", "Nowak", "07700 900102"]),
]


def text_file(text: str, encoding: str = "utf-8") -> Table:
    return read_table(text.encode(encoding), "export.csv")


def workbook(*rows: list[object], sheet: str = "Pupils") -> bytes:
    return sheets({sheet: list(rows)})


def sheets(contents: dict[str, list[list[object]]], hidden: str = "") -> bytes:
    file = io.BytesIO()
    with Workbook(file, {"in_memory": True, "default_date_format": "dd/mm/yyyy"}) as book:
        for name, rows in contents.items():
            page = book.add_worksheet(name)
            for at, row in enumerate(rows):
                page.write_row(at, 0, row)
            if name == hidden:
                page.hide()
    return file.getvalue()


class TestTextFiles:
    def test_a_plain_export(self) -> None:
        assert text_file(PLAIN) == Table(PLAIN_HEADINGS, PLAIN_ROWS, "export.csv", "utf-8")

    @pytest.mark.parametrize(
        ("encoding", "mark", "name"),
        [
            ("utf-8", b"", "utf-8"),
            ("utf-8", b"\xef\xbb\xbf", "utf-8"),
            ("utf-16-le", b"\xff\xfe", "utf-16-le"),
            ("utf-16-be", b"\xfe\xff", "utf-16-be"),
            ("utf-16-le", b"", "utf-16-le"),
            ("utf-16-be", b"", "utf-16-be"),
        ],
    )
    @pytest.mark.parametrize("delimiter", [",", ";", "\t"])
    def test_every_encoding_and_delimiter(
        self, encoding: str, mark: bytes, name: str, delimiter: str
    ) -> None:
        data = mark + PLAIN.replace(",", delimiter).encode(encoding)
        assert read_table(data, "x.csv") == Table(PLAIN_HEADINGS, PLAIN_ROWS, "x.csv", name)

    def test_windows_1252(self) -> None:
        table = text_file("Forename;Surname\r\nZoë;O’Brien\r\nChloé;Müller\r\n", "cp1252")
        assert table.encoding == "windows-1252"
        assert [line.cells for line in table.rows] == [["Zoë", "O’Brien"], ["Chloé", "Müller"]]
        assert table.remarks == ()

    def test_letters_that_are_lost_are_said_to_be_lost(self) -> None:
        table = read_table(b"Forename,Surname\nZo\x81,Davies\n", "x.csv")
        assert table.rows == [Line(2, ["Zo\ufffd", "Davies"])]
        assert table.remarks == (Remark.LETTERS_LOST,)

    @pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
    def test_any_end_of_line(self, newline: str) -> None:
        assert text_file(PLAIN.replace("\n", newline)).rows == PLAIN_ROWS

    def test_a_new_line_and_the_other_delimiters_inside_quotation_marks(self) -> None:
        table = text_file(
            'Surname;Forename;Mobile\n"Malik";"Yusuf";"07700 900101\n07700 900102"\n'
            'Nowak;"Zofia ""Zosia""";"a, b; c"\n'
        )
        assert table.rows == [
            Line(2, ["Malik", "Yusuf", "07700 900101\n07700 900102"]),
            Line(3, ["Nowak", 'Zofia "Zosia"', "a, b; c"]),
        ]
        assert table.remarks == ()

    def test_more_commas_than_semicolons_do_not_make_it_a_comma_file(self) -> None:
        table = text_file(
            "Forename;Surname;Home address\n"
            "Jack;Turner;1, High Street, Ashby, Leics\n"
            "Zofia;Nowak;2, Mill Lane, Ashby, Leics\n"
        )
        assert table.headings == ["Forename", "Surname", "Home address"]
        assert table.rows[0].cells[2] == "1, High Street, Ashby, Leics"

    def test_a_first_line_that_names_the_delimiter_is_not_a_row(self) -> None:
        table = text_file("sep=;\r\nKind;Eltern\r\nJack;Emma, Daniel\r\n")
        assert (table.headings, table.rows) == (
            ["Kind", "Eltern"],
            [Line(2, ["Jack", "Emma, Daniel"])],
        )

    def test_a_quotation_mark_that_is_never_closed_swallows_nothing(self) -> None:
        table = text_file(
            "Forename,Surname,Mobile\n"
            'Jack,"Turner,07700 900103\n'
            "Zofia,Nowak,07700 900102\n"
            "Yusuf,Malik,07700 900101\n"
        )
        assert [line.cells[0] for line in table.rows] == ["Jack", "Zofia", "Yusuf"]
        assert table.remarks == (Remark.LOOSE_QUOTES,)

    @pytest.mark.parametrize(
        "names",
        [
            ('"Turner', "Turner"),
            ('"Jack "JJ" Turner"', 'Jack "JJ" Turner'),
        ],
    )
    def test_a_stray_quotation_mark_in_an_export_with_many_stays_in_no_other_name(
        self, names: tuple[str, str]
    ) -> None:
        written, read = names
        table = text_file(
            '"Forename","Surname","Mobile"\n'
            f'"Jack",{written},"07700 900103"\n'
            '"Zofia ""Zosia""","Nowak","07700 900102"\n'
            '"Yusuf","Malik","07700 900101"\n'
        )
        assert [line.cells for line in table.rows] == [
            ["Jack", read, "07700 900103"],
            ['Zofia "Zosia"', "Nowak", "07700 900102"],
            ["Yusuf", "Malik", "07700 900101"],
        ]
        assert table.headings == PLAIN_HEADINGS

    def test_a_space_before_a_quotation_mark(self) -> None:
        table = text_file('Forename, Surname, Mobile\nYusuf, "Malik, Khan", "07700 900101"\n')
        assert table.rows == [Line(2, ["Yusuf", "Malik, Khan", "07700 900101"])]
        assert table.remarks == ()

    def test_ragged_blank_and_trailing(self) -> None:
        table = text_file(
            "Forename,Surname,Mobile,,\n"
            ",,,,\n"
            "\n"
            "Jack,Turner\n"
            "  ,  ,  ,,\n"
            "Zofia, Nowak ,07700 900102,,\n"
            ",,,,\n"
        )
        assert table.headings == PLAIN_HEADINGS
        assert table.rows == [
            Line(4, ["Jack", "Turner", ""]),
            Line(6, ["Zofia", "Nowak", "07700 900102"]),
        ]

    def test_a_column_without_a_heading_keeps_its_letter(self) -> None:
        table = text_file("Forename,,Surname\nJack,x,Turner,y\n")
        assert table.headings == ["Forename", "Column B", "Surname", "Column D"]
        assert table.rows == [Line(2, ["Jack", "x", "Turner", "y"])]

    def test_two_columns_with_one_heading_are_both_kept(self) -> None:
        table = text_file("Forename,Surname,Forename,Surname\nYusuf,Malik,Ayesha,Malik\n")
        assert table.headings == ["Forename", "Surname", "Forename", "Surname"]

    def test_the_headings_below_a_title_and_again_on_every_page(self) -> None:
        table = text_file(
            "Contact list,,\nPrinted 9 November 2026,Year 4,\n\n"
            "Forename,Surname,Mobile\nJack,Turner,07700 900103\n"
            "Forename,Surname,Mobile\nZofia,Nowak,07700 900102\n"
        )
        assert table.headings == PLAIN_HEADINGS
        assert [(line.number, line.cells[0]) for line in table.rows] == [(5, "Jack"), (7, "Zofia")]

    def test_headings_nobody_knows_are_still_the_headings(self) -> None:
        table = text_file("Our list,,\nKind,Familie,Telefon\nJack,Turner,07700 900103\n")
        assert table.headings == ["Kind", "Familie", "Telefon"]
        assert table.rows == [Line(3, ["Jack", "Turner", "07700 900103"])]

    def test_formulas_stay_text_and_the_marks_that_keep_text_as_text_go(self) -> None:
        table = text_file(
            "Forename,Surname,Mobile,Adno\n"
            '=1+1,@SUM(A1),+447700900101,"=""001204"""\n'
            "'=cmd|' /C calc'!A0,'t Hooft,'+447700900102,-5\n"
        )
        assert [line.cells for line in table.rows] == [
            ["=1+1", "@SUM(A1)", "+447700900101", "001204"],
            ["=cmd|' /C calc'!A0", "'t Hooft", "+447700900102", "-5"],
        ]


class TestWorkbooks:
    def test_dates_numbers_and_ticks_in_xlsx(self) -> None:
        table = read_table(
            workbook(
                ["Forename", "Surname", "DOB", "Adno", "Mobile", "Attendance", "PR", "Notes"],
                [
                    *("Zoë", "Davies", date(2018, 3, 12), 1204, 447700900101, 92.3, True),
                    datetime(2026, 9, 1, 8, 45),  # noqa: DTZ001 - a cell has no zone
                ],
                ["Łukasz", "Nowak", "12/03/2018", "001205", "4.47E+11", 0.923, False, ""],
            ),
            "export.xlsx",
        )
        assert (table.sheet, table.encoding, table.remarks) == ("Pupils", "", ())
        zoë, łukasz = (line.cells for line in table.rows)
        assert zoë == [
            *("Zoë", "Davies", "2018-03-12", "1204", "447700900101", "92.3", "Yes"),
            "2026-09-01 08:45",
        ]
        assert łukasz == [
            *("Łukasz", "Nowak", "12/03/2018", "001205", "4.47E+11", "0.923", "No", ""),
        ]

    def test_a_title_above_and_empty_rows_and_columns_keep_the_row_numbers(self) -> None:
        table = read_table(
            workbook(
                [],
                ["", "Contacts, autumn term"],
                [],
                ["", "Forename", "Surname", ""],
                [],
                ["", "Jack", "Turner"],
            ),
            "export.xlsx",
        )
        assert (table.headings, table.rows) == (
            ["Forename", "Surname"],
            [Line(6, ["Jack", "Turner"])],
        )

    def test_a_formula_counts_as_the_value_it_had(self) -> None:
        file = io.BytesIO()
        with Workbook(file, {"in_memory": True}) as book:
            page = book.add_worksheet()
            page.write_row(0, 0, ["Forename", "Surname"])
            page.write_formula(1, 0, '=PROPER("JACK")', None, "Jack")
            page.write_string(1, 1, '=HYPERLINK("http://example.org")')
        table = read_table(file.getvalue(), "export.xlsx")
        assert table.rows == [Line(2, ["Jack", '=HYPERLINK("http://example.org")'])]

    def test_the_sheet_with_pupils_is_read_and_the_others_are_mentioned(self) -> None:
        data = sheets(
            {
                "Read me": [["This file", "was made by the office"], ["on", "Monday"]],
                "Contacts": [["Forename", "Surname"], ["Jack", "Turner"]],
                "Empty": [],
            }
        )
        table = read_table(data, "export.xlsx")
        assert (table.sheet, table.remarks) == ("Contacts", (Remark.OTHER_SHEETS,))
        assert table.rows == [Line(2, ["Jack", "Turner"])]

    def test_a_hidden_sheet_is_nobodys_business(self) -> None:
        rows: list[list[object]] = [["Forename", "Surname", "Mobile"], ["Old", "List", "0"]]
        data = sheets({"Now": [["Forename", "Surname"], ["Jack", "T"]], "Old": rows}, hidden="Old")
        table = read_table(data, "export.xlsx")
        assert (table.sheet, table.remarks) == ("Now", ())

    def test_an_old_excel_file(self) -> None:
        table = read_table((FILES / "old_excel.xls").read_bytes(), "export.xls")
        assert table.headings == ["Forename", "Surname", "DOB", "Contact Forename", "Mobile", "PR"]
        assert table.rows == [
            Line(3, ["Zoë", "Davies", "2018-03-12", "Catrin", "7700900101", "Yes"])
        ]

    def test_an_open_document_file(self) -> None:
        table = read_table((FILES / "open_document.ods").read_bytes(), "export.ods")
        assert table.headings == ["Forename", "Surname", "DOB", "Contact Forename", "Mobile"]
        assert table.rows == [Line(2, ["Łukasz", "Nowak", "2018-03-12", "Ewa", "447700900102"])]

    def test_the_bytes_decide_not_the_name(self) -> None:
        data = workbook(["Forename", "Surname"], ["Jack", "Turner"])
        assert read_table(data, "export.csv") == read_table(data, "export.xlsx")

    def test_cells_that_are_only_painted_do_not_make_a_sheet_large(self) -> None:
        file = io.BytesIO()
        with Workbook(file, {"in_memory": True}) as book:
            page = book.add_worksheet("Pupils")
            page.write_row(0, 0, ["Forename", "Surname"])
            page.write_row(1, 0, ["Jack", "Turner"])
            page.write_blank(1_048_575, 16_383, None, book.add_format({"bg_color": "yellow"}))
        assert read_table(file.getvalue(), "x.xlsx").rows == [Line(2, ["Jack", "Turner"])]


@pytest.mark.parametrize(("column", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ")])
def test_column_letters(column: int, letters: str) -> None:
    assert column_letters(column) == letters


# -- Any school, any encoding, any delimiter -------------------------------------------------------

ANY_NAME = st.text(
    st.characters(codec="cp1252", exclude_categories=["Cc", "Zs"]) | st.sampled_from(',;\t" \n'),
    max_size=12,
).map(str.strip)
ENCODINGS = {
    "utf-8": (b"", "utf-8"),
    "utf-8 with a mark": (b"\xef\xbb\xbf", "utf-8"),
    "utf-16-le": (b"\xff\xfe", "utf-16-le"),
    "utf-16-be": (b"\xfe\xff", "utf-16-be"),
    "windows-1252": (b"", "cp1252"),
}


def marked_by_a_spreadsheet(cell: str) -> bool:
    return bool(re.match(r"""'[=+\-@\d]|=\"""", cell))


@given(
    st.lists(st.tuples(ANY_NAME, ANY_NAME, ANY_NAME), min_size=1, max_size=8),
    st.sampled_from(sorted(ENCODINGS)),
    st.sampled_from(",;\t"),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_whatever_a_spreadsheet_program_writes_comes_back(
    rows: list[tuple[str, ...]], encoding: str, delimiter: str, newline: str, quoting: Literal[0, 1]
) -> None:
    assume(not any(marked_by_a_spreadsheet(cell) for row in rows for cell in row))
    assume(any(any(row) for row in rows))
    file = io.StringIO()
    writer = csv.writer(file, delimiter=delimiter, lineterminator=newline, quoting=quoting)
    writer.writerow(PLAIN_HEADINGS)
    writer.writerows(rows)
    mark, codec = ENCODINGS[encoding]
    data = mark + file.getvalue().encode(codec)
    if encoding == "windows-1252":
        assume(not is_utf_8(data))

    table = read_table(data, "export.csv")

    filled = [Line(at, list(row)) for at, row in enumerate(rows, start=2) if any(row)]
    assert (table.headings, table.rows) == (PLAIN_HEADINGS, filled)


def is_utf_8(data: bytes) -> bool:
    try:
        return bool(data.decode("utf-8")) and not data.isascii()
    except UnicodeDecodeError:
        return False


def test_a_zip_holding_a_workbook_is_not_the_workbook() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("export.xlsx", workbook(["Forename", "Surname"], ["Jack", "Turner"]))
    with pytest.raises(Exception, match="This is a zip file"):
        read_table(file.getvalue(), "export.zip")
