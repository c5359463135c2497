"""The file that ties staff to classes."""

from portal.domain.numbers import Kind, Number
from portal.spreadsheets.headings import match_staff
from portal.spreadsheets.problems import Problem, Trouble
from portal.spreadsheets.reading import read_table
from portal.spreadsheets.staff_rows import Part, StaffRow, read_staff_rows

KEY = Part.KEY_TEACHER


def read(text: str) -> list[StaffRow]:
    table = read_table(text.encode(), "staff.csv")
    return read_staff_rows(table, match_staff(table.headings).columns)


def test_a_whole_file() -> None:
    assert read(
        "Class,Teacher,User name,Mobile,Part\n"
        "Year 4 Ash,Miss Khan,Khan,07700 900901,key teacher\n"
        "Year 4 Ash,Ms Doyle,doyle,,TA\n"
        "Year 6 Yew, Mr  Evans ,evans,,Teacher\n"
    ) == [
        StaffRow(
            row_number=2,
            class_name="Year 4 Ash",
            name="Miss Khan",
            username="khan",
            number=Number("+447700900901", Kind.UK_MOBILE, "GB"),
            part=KEY,
        ),
        StaffRow(3, "Year 4 Ash", "Ms Doyle", "doyle", part=Part.OTHER),
        StaffRow(4, "Year 6 Yew", "Mr Evans", "evans", part=KEY),
    ]


def test_without_a_part_the_first_of_a_class_is_its_key_teacher() -> None:
    rows = read("Class,Name\nYear 4 Ash,Miss Khan\nYear 6 Yew,Mr Evans\nyear 4 ash,Ms Doyle\n")
    assert [(row.name, row.part, row.problems) for row in rows] == [
        ("Miss Khan", KEY, ()),
        ("Mr Evans", KEY, ()),
        ("Ms Doyle", Part.OTHER, ()),
    ]


def test_a_class_has_one_key_teacher() -> None:
    first, second = read("Class,Name,Part\nAsh,Miss Khan,key teacher\nAsh,Mr Evans,key teacher\n")
    assert (first.part, first.problems) == (KEY, ())
    assert (second.part, second.problems) == (
        Part.OTHER,
        (Problem(Trouble.SECOND_KEY_TEACHER, rows=(2,)),),
    )
    assert str(second.problems[0]) == (
        "This class already has a key teacher in row 2. The first row counts."
    )


def test_what_is_missing_or_unclear_is_said() -> None:
    rows = read(
        "Class,Name,Mobile,Part\n"
        ",Miss Khan,,key\n"
        "Ash,,,key\n"
        f"Ash,{'Evans ' * 12},,\n"
        "Ash,Mrs Osei,1234567,caretaker\n"
    )
    assert [[str(problem) for problem in row.problems] for row in rows] == [
        ["There is no class in this row. The row is left out."],
        ["There is no name in this row. The row is left out."],
        [
            "“Evans Evans Evans Evans Evans Evans Evan…” is too long. "
            "The row is left out; shorten it and import again."
        ],
        [
            "“1234567” is not a phone number.",
            "“caretaker” is neither “key teacher” nor “other”. It is taken as “other”.",
        ],
    ]
    assert [row.usable for row in rows] == [False, False, False, True]


def test_a_cell_with_two_names_or_nobodys_is_no_colleague() -> None:
    rows = read(
        "Class,Name\n"
        "Ash,Mrs Green & Miss Khan\n"
        "Ash,Mrs Green/Miss Khan\n"
        "Ash,Mrs Green and Miss Khan\n"
        "Ash,TBC\n"
        "Ash,Vacancy (supply)\n"
        "Ash,Mrs Anderson\n"
    )
    several = "is more than one colleague. The row is left out; write a row for each."
    assert [[str(problem) for problem in row.problems] for row in rows] == [
        [f"“Mrs Green & Miss Khan” {several}"],
        [f"“Mrs Green/Miss Khan” {several}"],
        [f"“Mrs Green and Miss Khan” {several}"],
        ["“TBC” is nobody's name. The row is left out."],
        ["“Vacancy (supply)” is nobody's name. The row is left out."],
        [],
    ]
    assert [row.part for row in rows if row.usable] == [KEY]


def test_only_a_mobile_is_listed() -> None:
    mobile, landline = read(
        "Class,Name,Mobile\nAsh,Miss Khan,07700 900901\nAsh,Mr Lee,01632 960111\n"
    )
    assert (mobile.listed.number, landline.listed.number) == ("+447700900901", "")
