"""Rows of a pupils' file: what is read, and what staff are told about each."""

import pytest

from portal.domain.entries import (
    Birthday,
    ChildInFile,
    ContactInFile,
    Relationship,
    Tongue,
    YearGroup,
)
from portal.domain.numbers import Kind, Number
from portal.domain.people import Responsibility, Sex
from portal.spreadsheets.csv_text import Line
from portal.spreadsheets.entries import Row
from portal.spreadsheets.headings import Field
from portal.spreadsheets.problems import STOPS, Problem, Trouble
from portal.spreadsheets.reading import Table
from portal.spreadsheets.rows import read_rows

Cells = dict[Field, str]

AYESHA: Cells = {
    Field.CHILD_ID: "001201",
    Field.CHILD_FIRST: "Yusuf",
    Field.CHILD_LAST: "MALIK",
    Field.CONTACT_ID: "C001",
    Field.CONTACT_FIRST: "Ayesha",
    Field.CONTACT_LAST: "Malik",
    Field.RELATIONSHIP: "PAM",
    Field.RESPONSIBILITY: "T",
    Field.MOBILE: "07700 900101",
}
EMMA: Cells = {
    **AYESHA,
    Field.CHILD_ID: "001204",
    Field.CHILD_FIRST: "Jack",
    Field.CHILD_LAST: "Turner",
    Field.CONTACT_ID: "C003",
    Field.CONTACT_FIRST: "Emma",
    Field.CONTACT_LAST: "Turner",
    Field.MOBILE: "07700 900103",
}
DANIEL: Cells = {
    **EMMA,
    Field.CONTACT_ID: "C004",
    Field.CONTACT_FIRST: "Daniel",
    Field.RELATIONSHIP: "PAF",
    Field.MOBILE: "07700 900104",
}


def read(*rows: Cells) -> list[Row]:
    """Read these rows as a file whose headings are in row 1."""
    columns = list(dict.fromkeys(field for row in rows for field in row))
    lines = [
        Line(at, [row.get(column, "") for column in columns]) for at, row in enumerate(rows, 2)
    ]
    return read_rows(Table([str(c) for c in columns], lines, "x", ""), dict(enumerate(columns)))


def told(*rows: Cells) -> list[list[str]]:
    """What staff are told about each row."""
    return [[str(problem) for problem in row.problems] for row in read(*rows)]


def test_a_full_row() -> None:
    row: Cells = {
        **AYESHA,
        Field.UPN: "C999123425001",
        Field.CHILD_KNOWN_AS: "Yusi",
        Field.YEAR: "Y04",
        Field.CLASS: " Year 4  Ash ",
        Field.SEX: "M",
        Field.BIRTHDAY: "13/02/2017",
        Field.CHILD_LANGUAGE: "URD",
        Field.IN_CARE: "F",
        Field.CONTACT_TITLE: "Mrs",
        Field.PRIORITY: "1",
        Field.LIVES_WITH: "Y",
        Field.CONTACT_LANGUAGE: "English",
        Field.INTERPRETER: "1",
        Field.COURT_ORDER: "N",
        Field.SEN: "K",
        Field.NOT_NEEDED: "1 High Street",
    }
    assert read(row) == [
        Row(
            row_number=2,
            child=ChildInFile(
                first="Yusi",
                last="Malik",
                mis_id="1201",
                upn="C999123425001",
                year=YearGroup("Year 4", 4),
                class_name="Year 4 Ash",
                sex=Sex.BOY,
                birthday=Birthday(13, 2),
                language=Tongue("ur"),
                in_care=False,
            ),
            contact=ContactInFile(
                first="Ayesha",
                last="Malik",
                mis_id="C001",
                title="Mrs",
                number=Number("+447700900101", Kind.UK_MOBILE, "GB"),
                relationship=Relationship.MOTHER,
                responsibility=Responsibility.YES,
                priority=1,
                lives_with=True,
                language=Tongue("en"),
                interpreter=True,
                court_order=False,
            ),
            problems=(),
        )
    ]


def test_a_file_with_names_only() -> None:
    (row,) = read({Field.CHILD_NAME: "Malik, Yusuf", Field.CONTACT_NAME: "Mrs Ayesha Malik"})
    assert row == Row(
        2,
        ChildInFile("Yusuf", "Malik"),
        ContactInFile("Ayesha", "Malik", title="Mrs"),
        (),
    )


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({Field.CHILD_FIRST: ""}, "The child has no first name in this row. The row is left out."),
        (
            {Field.CHILD_LAST: "Wolfe" * 13},
            "“WolfeWolfeWolfeWolfeWolfeWolfeWolfeWolfe…” is too long. "
            "The row is left out; shorten it and import again.",
        ),
        (
            {Field.CONTACT_FIRST: "", Field.CONTACT_LAST: "", Field.CONTACT_NAME: "A " + "y" * 61},
            f"“{'y' * 40}…” is too long. The row is left out; shorten it and import again.",
        ),
    ],
)
def test_rows_that_cannot_be_used(cells: Cells, said: str) -> None:
    (row,) = read({**AYESHA, **cells})
    assert (row.child, row.contact, [str(problem) for problem in row.problems]) == (
        None,
        None,
        [said],
    )


def test_a_row_that_is_left_out_still_says_whose_it_is() -> None:
    upn = "C999123425001"
    nameless, wolfe, contact, whole = read(
        {**AYESHA, Field.CHILD_FIRST: "", Field.UPN: upn},
        {**AYESHA, Field.CHILD_LAST: "Wolfe" * 13},
        {**AYESHA, Field.CONTACT_FIRST: "#N/A", Field.CONTACT_LAST: ""},
        AYESHA,
    )
    assert nameless.left_out == ChildInFile("", "Malik", mis_id="1201", upn=upn)
    assert wolfe.left_out and wolfe.left_out.mis_id == "1201"
    assert contact.left_out == contact.child == whole.child
    assert whole.left_out is None


def test_a_long_title_is_no_reason_to_leave_a_row_out() -> None:
    (row,) = read({**AYESHA, Field.CONTACT_TITLE: "Mr and Mrs Omar and Ayesha Malik " * 3})
    assert row.contact and (row.contact.title, row.problems) == ("Mr and Mrs Omar and ", ())


@pytest.mark.parametrize(
    ("cells", "trouble"),
    [
        (
            dict.fromkeys(
                [Field.CONTACT_ID, Field.CONTACT_FIRST, Field.CONTACT_LAST, Field.MOBILE], ""
            ),
            Trouble.NO_CONTACT,
        ),
        ({Field.CONTACT_FIRST: "", Field.CONTACT_LAST: " "}, Trouble.NO_CONTACT_NAME),
    ],
)
def test_a_child_without_a_contact_is_still_a_child(cells: Cells, trouble: Trouble) -> None:
    (row,) = read({**AYESHA, **cells})
    assert (row.child and row.child.first, row.contact) == ("Yusuf", None)
    assert row.problems == (Problem(trouble),)


def test_ms_na_and_mr_null_are_people_and_a_dash_is_not() -> None:
    na, null, dash = read(
        {**AYESHA, Field.CONTACT_LAST: "Na"},
        {**EMMA, Field.CONTACT_LAST: "Null"},
        {**DANIEL, Field.CONTACT_FIRST: "-", Field.CONTACT_LAST: "n/a"},
    )
    assert na.contact and null.contact
    assert (na.contact.last, null.contact.last, dash.contact) == ("Na", "Null", None)


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (
            {Field.CHILD_FIRST: "?ukasz"},
            "Letters are missing or wrong in “?ukasz”. Check the name.",
        ),
        (
            {Field.CHILD_LAST: "Malik (Ash)"},
            "“Yusuf Malik (Ash)” has signs that are not part of one person's name. Check the name.",
        ),
        (
            {Field.CONTACT_FIRST: "Ayesha & Omar"},
            "“Ayesha & Omar Malik” has signs that are not part of one person's name. "
            "Check the name.",
        ),
        (
            {Field.CLASS: "Year 4 with Miss Khan " * 3},
            "“Year 4 with Miss Khan Year 4 with Miss K…” is too long for a class. "
            "The child keeps the class it has.",
        ),
        ({Field.YEAR: "3/4"}, "“3/4” is not a year group we know. The year stays empty."),
        ({Field.SEX: "7"}, "“7” is taken as “not given”: texts will use neither he nor she."),
        (
            {Field.BIRTHDAY: "31/02/2017"},
            "“31/02/2017” is not a pupil's birthday. "
            "Without a birthday, parents need a code from you.",
        ),
        ({Field.UPN: "C999123425002"}, "The UPN has a mistake in it. It is not used."),
        ({Field.CHILD_LANGUAGE: "OTB"}, "“OTB” names no language we know. The parent is asked."),
        (
            {Field.CHILD_LANGUAGE: "Panjabi"},
            "“Panjabi” can be written in more than one way. The parent is asked.",
        ),
        (
            {Field.RELATIONSHIP: "Boss"},
            "“Boss” is not a relationship we know. It is taken as “other”.",
        ),
        (
            {Field.PRIORITY: "high"},
            "“high” is not a number for the contact's priority. It is left out.",
        ),
        (
            {Field.RESPONSIBILITY: "x"},
            "“x” does not say whether the contact has parental responsibility. "
            "Nobody is invited until you decide.",
        ),
        ({Field.INTERPRETER: "Urdu"}, "“Urdu” is neither yes nor no. It is left out."),
        ({Field.MOBILE: ""}, "There is no mobile number."),
        ({Field.MOBILE: "07700 90010"}, "“07700 90010” is not a phone number."),
        (
            {Field.MOBILE: "4.47E+11"},
            "“4.47E+11”: a spreadsheet has cut this number short. Format the column as text and "
            "export it again.",
        ),
        (
            {Field.MOBILE: "07700 900101 old phone"},
            "“07700 900101 old phone” has words in it. Type the number in by itself.",
        ),
        (
            {Field.MOBILE: "01632 960142"},
            "01632 960142 cannot get texts. Ask for a mobile number.",
        ),
        (
            {Field.MOBILE: "0048501234567"},
            "+48 501 234 567 is a number from abroad. Texts to it cost more.",
        ),
        (
            {Field.MOBILE: "447700900101.0"},
            "“447700900101.0” was changed by a spreadsheet. We read it as 07700 900101.",
        ),
        (
            {Field.MOBILE: "7700900101"},
            "“7700900101” has lost its first digits. We read it as 07700 900101.",
        ),
        (
            {Field.MOBILE: "01632 960142, 07700 900101"},
            "“01632 960142, 07700 900101” holds more than one number. We took 07700 900101.",
        ),
        (
            {Field.MOBILE: "O7700 900101"},
            "“O7700 900101” has letters in it. We read it as 07700 900101.",
        ),
        (
            {Field.MOBILE: "07700 900101 ext 4"},
            "“07700 900101 ext 4” has an extension. We took 07700 900101.",
        ),
    ],
)
def test_one_doubt_is_one_sentence_and_the_rest_of_the_row_is_kept(cells: Cells, said: str) -> None:
    (row, noise) = read({**AYESHA, **cells}, EMMA)
    assert [str(problem) for problem in row.problems] == [said]
    assert (row.child is None, row.contact is None) == (False, False)
    assert noise.problems == ()


def test_a_repaired_number_from_abroad_is_both() -> None:
    assert told({**AYESHA, Field.MOBILE: "48501234567"}) == [
        [
            "“48501234567” has lost its first digits. We read it as +48 501 234 567.",
            "+48 501 234 567 is a number from abroad. Texts to it cost more.",
        ]
    ]


def test_a_relationship_nobody_knows_is_other_and_none_is_none() -> None:
    unknown, blank = read({**AYESHA, Field.RELATIONSHIP: "Boss"}, {**EMMA, Field.RELATIONSHIP: ""})
    assert unknown.contact and unknown.contact.relationship is Relationship.OTHER
    assert blank.contact and blank.contact.relationship is None


def test_a_court_order_is_a_mark_and_its_words_are_never_kept() -> None:
    (row,) = read({**AYESHA, Field.COURT_ORDER: "Non-molestation order, 3 May"})
    assert row.contact and row.contact.court_order
    assert "molestation" not in repr(row)


@pytest.mark.parametrize(
    ("cells", "marked"),
    [
        ({Field.CONTACT_FIRST: "DO NOT CONTACT Ayesha"}, True),
        ({Field.CONTACT_TITLE: "No contact"}, True),
        ({Field.RELATIONSHIP: "Mother - don't text"}, True),
        ({}, False),
    ],
)
def test_a_contact_whose_name_says_not_to_is_marked(cells: Cells, marked: bool) -> None:
    (row,) = read({**AYESHA, **cells})
    assert row.contact and row.contact.court_order is marked


def test_a_child_in_care_whatever_the_cell_says() -> None:
    rows = read(
        {**AYESHA, Field.IN_CARE: "Leics CC"},
        {**EMMA, Field.IN_CARE: "N"},
        {**DANIEL, Field.IN_CARE: ""},
    )
    assert [row.child and row.child.in_care for row in rows] == [True, False, False]
    assert "Leics" not in repr(rows)


class TestRowsAgainstEachOther:
    def test_two_parents_of_one_child_are_no_problem(self) -> None:
        assert told(EMMA, DANIEL, AYESHA) == [[], [], []]

    def test_a_parent_of_two_children_is_no_problem(self) -> None:
        maryam = {**AYESHA, Field.CHILD_ID: "1202", Field.CHILD_FIRST: "Maryam"}
        assert told(AYESHA, EMMA, maryam) == [[], [], []]

    def test_one_mobile_on_two_people_is_said_to_both(self) -> None:
        assert told(EMMA, AYESHA, {**DANIEL, Field.MOBILE: "+44 7700 900103"}) == [
            ["07700 900103 also stands with another person: row 4. Nobody gets texts on it."],
            [],
            ["07700 900103 also stands with another person: row 2. Nobody gets texts on it."],
        ]

    def test_a_landline_may_be_the_whole_familys(self) -> None:
        landline = {Field.MOBILE: "01632 960142"}
        assert [len(said) for said in told({**EMMA, **landline}, {**DANIEL, **landline})] == [1, 1]

    def test_the_same_name_and_mobile_under_two_numbers_may_be_one_person(self) -> None:
        maryam = {**AYESHA, Field.CHILD_ID: "1202", Field.CHILD_FIRST: "Maryam"}
        maryam |= {Field.CONTACT_ID: "C099"}
        perhaps = (
            "07700 900101 has the same name in row {}: perhaps one person, recorded twice. "
            "Nobody gets texts on it until you have said."
        )
        assert told(AYESHA, maryam) == [[perhaps.format(3)], [perhaps.format(2)]]

    def test_without_numbers_in_the_records_name_and_mobile_tell_people_apart(self) -> None:
        nameless = {Field.CONTACT_ID: ""}
        maryam = {**AYESHA, **nameless, Field.CHILD_ID: "1202", Field.CHILD_FIRST: "Maryam"}
        assert told({**AYESHA, **nameless}, maryam, {**EMMA, **nameless}) == [[], [], []]

    def test_the_same_row_twice(self) -> None:
        assert told(AYESHA, EMMA, AYESHA) == [
            [],
            [],
            ["The same child and contact also stand in row 2. Only the first row counts."],
        ]

    def test_a_child_and_a_contact_written_in_two_ways(self) -> None:
        other = {**DANIEL, Field.CHILD_LAST: "Turner-Hall"}
        sister = {**EMMA, Field.CHILD_ID: "1206", Field.CHILD_FIRST: "Lily"}
        sister |= {Field.MOBILE: "07700 900177"}
        assert told(EMMA, other, sister) == [
            [],
            ["The same child is written differently in row 2. The first row counts."],
            ["The same contact is written differently in row 2. The first row counts."],
        ]

    def test_without_a_number_or_upn_two_children_are_told_apart_by_name_and_birthday(self) -> None:
        unnumbered = {**AYESHA, Field.CHILD_ID: ""}
        assert told(
            {**unnumbered, Field.BIRTHDAY: "13/02/2017"},
            {**unnumbered, Field.BIRTHDAY: "14/02/2017"},
        ) == [[], []]

    def test_a_upn_stands_in_for_the_number(self) -> None:
        upn = {Field.CHILD_ID: "", Field.UPN: "C999123425001"}
        first, second = read({**EMMA, **upn}, {**DANIEL, **upn})
        assert first.child and second.child
        assert first.child.key == second.child.key == ("number", "C999123425001")

    def test_a_row_for_each_telephone_has_the_mark_of_one(self) -> None:
        nameless = {**DANIEL, Field.CONTACT_ID: "", Field.COURT_ORDER: ""}
        home = {**nameless, Field.MOBILE: "01632 960142", Field.COURT_ORDER: "T"}
        respelt = {**nameless, Field.CONTACT_FIRST: "Mr Dániel", Field.CONTACT_LAST: "Turner-Hall"}
        mother = {**EMMA, Field.CONTACT_FIRST: "", Field.COURT_ORDER: ""}
        other_child = {**nameless, Field.CHILD_ID: "77"}
        rows = read(nameless, home, {**respelt, Field.MOBILE: ""}, mother, other_child)
        assert [row.contact and row.contact.court_order for row in rows] == [
            *(True, True, True, False, False),
        ]

    def test_children_of_one_name_are_told_apart_by_class_and_year_and_said(self) -> None:
        younger = {**AYESHA, Field.CHILD_ID: "", Field.CLASS: "1A", Field.YEAR: "1"}
        older = {**younger, Field.CLASS: "4B", Field.YEAR: "4", Field.MOBILE: "07700 900177"}
        older |= {Field.CONTACT_ID: "C002"}
        said = (
            "A child of the same name also stands in row {}, with another class, birthday or "
            "number. They are taken as two."
        )
        assert told(younger, older, EMMA) == [[said.format(3)], [said.format(2)], []]
        first, second = read(younger, {**older, Field.CLASS: "1a"})
        assert first.child and second.child and first.child.key != second.child.key

    @pytest.mark.parametrize(
        ("cells", "said"),
        [
            ({}, 1),
            ({Field.BIRTHDAY: ""}, 1),
            ({Field.BIRTHDAY: "14/02/2017"}, 0),
            ({Field.UPN: "C999123425001"}, 0),
        ],
    )
    def test_one_child_under_two_numbers_is_said(self, cells: Cells, said: int) -> None:
        yusuf = {**AYESHA, Field.BIRTHDAY: "13/02/2017", Field.UPN: "V999123422001"}
        again = {**yusuf, Field.CHILD_ID: "77", Field.UPN: "", **cells}
        assert [len(one) for one in told(yusuf, again)] == [said, said]

    def test_a_number_that_everybody_has_is_said_in_short(self) -> None:
        many = [
            {**AYESHA, Field.CHILD_ID: n, Field.CHILD_FIRST: n, Field.CONTACT_ID: n}
            for n in "ABCDEFG"
        ]
        (first, *_, last) = told(*many)
        said = "07700 900101 has the same name in rows {} and others: perhaps one person,"
        assert first[0].startswith(said.format("3, 4, 5, 6, 7"))
        assert last[0].startswith(said.format("2, 3, 4, 5, 6"))

    def test_one_mark_of_care_or_of_a_court_order_holds_for_all_rows(self) -> None:
        marked = {**EMMA, Field.IN_CARE: "T", Field.COURT_ORDER: "T"}
        plain = {**EMMA, Field.IN_CARE: "", Field.COURT_ORDER: ""}
        first, father, second, noise = read(plain, {**DANIEL, Field.IN_CARE: ""}, marked, AYESHA)
        assert [
            (row.child and row.child.in_care, row.contact and row.contact.court_order)
            for row in (first, father, second, noise)
        ] == [(True, True), (True, False), (True, True), (False, False)]
        assert second.problems == (Problem(Trouble.SAME_ROW, rows=(2,)),)


@pytest.mark.parametrize("trouble", Trouble)
def test_every_trouble_can_be_said(trouble: Trouble) -> None:
    said = str(Problem(trouble, raw="{odd}", number="+447700900101", rows=(2, 9)))
    assert (said[-1], "{raw}" in said, "{number}" in said, "{rows}" in said) == (
        *(".", False, False, False),
    )


def test_what_leaves_a_row_out_says_so() -> None:
    assert [trouble for trouble in Trouble if "row is left out" in trouble.value] == [
        trouble for trouble in Trouble if trouble in STOPS
    ]


def test_a_long_cell_is_shown_short() -> None:
    assert told({**AYESHA, Field.YEAR: "4" * 500}) == [
        ["“" + "4" * 40 + "” is not a year group we know. The year stays empty."]
    ]
