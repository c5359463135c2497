"""Phone numbers as parents, office staff and spreadsheets write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.numbers import Kind, Number, Problem, kind_of, read_number, show_number

AYESHA = Number("+447700900101", Kind.UK_MOBILE, "GB")


def repaired(problem: Problem) -> Number:
    return Number(AYESHA.e164, AYESHA.kind, AYESHA.country, problem)


@pytest.mark.parametrize(
    "written",
    [
        "07700900101",
        "07700 900101",
        "07700-900-101",
        "07700.900.101",
        "07700/900101",
        "(07700) 900101",
        "+447700900101",
        "+44 7700 900101",
        "+44 (0)7700 900101",
        "(+44) 7700 900101",
        "+4407700900101",
        "0044 7700 900101",
        "00 44 (0) 7700 900101",
        "447700900101",
        "44 07700 900101",
        "0447700900101",
        "  07700 900101\u00a0",
        "\u202a07700\u2011900101\u202c",
        "٠٧٧٠٠٩٠٠١٠١",
        "०७७०० ९००१०१",
        "＋４４ ７７００ ９００１０１",
        '="07700900101"',
        "'+447700900101",
        "07700 900101, +447700900101",
    ],
)
def test_one_mobile_however_it_is_written(written: str) -> None:
    assert read_number(written) == AYESHA


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("7700900101", Problem.MISSING_ZERO),
        ("7700 900 101", Problem.MISSING_ZERO),
        ("447700900101.0", Problem.MANGLED_BY_SPREADSHEET),
        ("7700900101,0", Problem.MANGLED_BY_SPREADSHEET),
        ("4.47700900101E+11", Problem.MANGLED_BY_SPREADSHEET),
        ("4,47700900101e11", Problem.MANGLED_BY_SPREADSHEET),
        ("O77OO 9OO1Ol", Problem.LETTERS),
        ("07700 900101 (mum)", Problem.LETTERS),
        ("Mob: 07700900101", Problem.LETTERS),
        ("07700900101m", Problem.LETTERS),
        ("tel:+447700900101", Problem.LETTERS),
        ("07700 900101 ext. 12", Problem.EXTENSION),
        ("07700 900101 x12", Problem.EXTENSION),
        ("07700 900101 / 07700 900102", Problem.SEVERAL_NUMBERS),
        ("07700900101\n07700900102", Problem.SEVERAL_NUMBERS),
        ("07700900101 07700900102", Problem.SEVERAL_NUMBERS),
        ("+447700900101+447700900102", Problem.SEVERAL_NUMBERS),
        ("07700 900101 or 01632 960001", Problem.SEVERAL_NUMBERS),
        ("01632 960001; 07700 900101", Problem.SEVERAL_NUMBERS),
        ("07700 900101 or 01632 960001 - mum", Problem.SEVERAL_NUMBERS),
        ("do not call 07700 900199 / 07700 900101", Problem.SEVERAL_NUMBERS),
    ],
)
def test_what_is_beyond_doubt_is_repaired_and_said(written: str, problem: Problem) -> None:
    assert read_number(written) == repaired(problem)


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("", Problem.EMPTY),
        ("  ", Problem.EMPTY),
        ("-", Problem.EMPTY),
        ("N/A", Problem.EMPTY),
        ("none", Problem.EMPTY),
        ("ex-directory", Problem.NOT_A_NUMBER),
        ("ayesha@example.org", Problem.NOT_A_NUMBER),
        ("07700 90010", Problem.NOT_A_NUMBER),
        ("07700 9001011", Problem.NOT_A_NUMBER),
        ("77009001011", Problem.NOT_A_NUMBER),  # not Kazakhstan: a UK mobile with a slip
        ("12 High Street", Problem.LETTERS),
        ("09011 123456", Problem.NOT_A_NUMBER),  # pounds a minute
        ("0" * 30, Problem.NOT_A_NUMBER),
        ("💛" * 1600, Problem.NOT_A_NUMBER),
        ("4.47E+11", Problem.MANGLED_BY_SPREADSHEET),
        ("4.477009E+11", Problem.MANGLED_BY_SPREADSHEET),
        ("447701000000", Problem.MANGLED_BY_SPREADSHEET),  # 4.47701E+11, opened and saved again
        ("7700000000", Problem.MANGLED_BY_SPREADSHEET),
        ("07700 900101 old phone", Problem.LETTERS),
        ("07700900101 do not call", Problem.LETTERS),
        ("07700a900101", Problem.LETTERS),
        ("07700 900101 or 01632 960001 - do NOT text the mobile", Problem.LETTERS),
        ("07700900101 - do not call - 07700900102", Problem.LETTERS),
        ("07700900101, don’t ring / 07700900102", Problem.LETTERS),
        ("07700900101, قديم, 07700900102", Problem.LETTERS),
        ("٠٧٧٠٠ ٩٠٠١٠١ قديم", Problem.LETTERS),
    ],
)
def test_what_cannot_be_read_says_why(written: str, problem: Problem) -> None:
    assert read_number(written) == Number(problem=problem)


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("01632 960142", Number("+441632960142", Kind.LANDLINE, "GB")),
        ("1632960142", Number("+441632960142", Kind.LANDLINE, "GB", Problem.MISSING_ZERO)),
        ("020 7946 0123", Number("+442079460123", Kind.LANDLINE, "GB")),
        ("0800 123456", Number("+44800123456", Kind.LANDLINE, "GB")),
        ("07911 123456", Number("+447911123456", Kind.UK_MOBILE, "GG")),
        ("+48 501 234 567", Number("+48501234567", Kind.FOREIGN_MOBILE, "PL")),
        ("0048501234567", Number("+48501234567", Kind.FOREIGN_MOBILE, "PL")),
        ("48501234567", Number("+48501234567", Kind.FOREIGN_MOBILE, "PL", Problem.MISSING_ZERO)),
        ("+92 300 1234567", Number("+923001234567", Kind.FOREIGN_MOBILE, "PK")),
        ("+1 212 555 2368", Number("+12125552368", Kind.FOREIGN_MOBILE, "US")),
        ("+48 22 123 45 67", Number("+48221234567", Kind.LANDLINE, "PL")),
    ],
)
def test_landlines_and_numbers_from_abroad(written: str, number: Number) -> None:
    assert read_number(written) == number


def test_only_mobiles_can_get_texts() -> None:
    assert [
        read_number(raw).is_mobile for raw in ("07700 900101", "+48501234567", "01632 960142", "")
    ] == [True, True, False, False]


@pytest.mark.parametrize(
    ("e164", "shown"),
    [
        ("+447700900123", "07700 900123"),
        ("+441632960142", "01632 960142"),
        ("+48501234567", "+48 501 234 567"),
        ("", ""),
        ("not a number", "not a number"),
    ],
)
def test_how_staff_see_a_number(e164: str, shown: str) -> None:
    assert show_number(e164) == shown


BETWEEN = st.sampled_from(["", " ", "-", ".", "\u00a0", "\u2013"])
SCRIPTS = st.sampled_from(["0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "०१२३४५६७८९", "০১২৩৪৫৬৭৮৯"])
IN_FRONT = st.sampled_from(["0", "+44", "0044", "44", "+44(0)", "+44 (0) ", "(+44) "])


@given(st.integers(0, 999), st.data())
def test_every_fictional_mobile_in_every_dress(line: int, data: st.DataObject) -> None:
    digits = f"7700900{line:03d}"
    spaced = "".join(digit + data.draw(BETWEEN) for digit in digits).rstrip(" -.\u00a0\u2013")
    written = data.draw(IN_FRONT) + spaced
    dressed = written.translate(str.maketrans("0123456789", data.draw(SCRIPTS)))
    assert read_number(dressed) == Number(f"+44{digits}", Kind.UK_MOBILE, "GB")


@given(st.text(max_size=80) | st.text(alphabet="0123456789+()-. eExX/,Oo", max_size=40))
def test_any_text_is_read_or_refused_and_what_is_read_reads_the_same_again(raw: str) -> None:
    number = read_number(raw)
    if not number.e164:
        assert (number.kind, number.country, number.problem is None) == (None, "", False)
    else:
        shown = read_number(show_number(number.e164))
        assert (shown.e164, shown.kind, shown.problem) == (number.e164, number.kind, None)


@pytest.mark.parametrize(
    "e164",
    [
        *("+447700900123", "+447911123456", "+447400000001", "+441632960123", "+442079460000"),
        *("+48501234567", "+48221234567", "+12025550123", "+447012345678", "+449012345678"),
        *("+44800123456", "+4477009001", "07700900123", "60777", "O2", ""),
    ],
)
def test_a_number_we_keep_is_judged_as_it_was_when_it_was_read(e164: str) -> None:
    kept = read_number(e164)
    assert kind_of(e164) == (kept.kind if kept.e164 == e164 else None)
