"""The headings of the three big systems, and what is left for a person to match."""

import pytest

from portal.spreadsheets.headings import (
    Field,
    Matching,
    Missing,
    StaffField,
    Use,
    match,
    match_staff,
    missing,
)


def fields(*headings: str) -> list[Field | None]:
    matching = match(headings)
    return [matching.columns.get(column) for column in range(len(headings))]


def test_a_sims_report() -> None:
    assert fields(
        *("Adno", "UPN", "Legal Forename", "Preferred Forename", "Legal Surname", "Sex", "DOB"),
        *("Year", "Reg", "First Language", "In Care", "SEN Status", "Contact ID", "Title"),
        *("Contact Forename", "Contact Surname", "Relationship", "Priority"),
        *("Parental Responsibility", "Lives with pupil", "Telephone (M)", "Telephone (H)"),
        *("Court Order", "Home Email", "Address Line 1"),
    ) == [
        *(Field.CHILD_ID, Field.UPN, Field.CHILD_FIRST, Field.CHILD_KNOWN_AS, Field.CHILD_LAST),
        *(Field.SEX, Field.BIRTHDAY, Field.YEAR, Field.CLASS, Field.CHILD_LANGUAGE, Field.IN_CARE),
        *(Field.SEN, Field.CONTACT_ID, Field.CONTACT_TITLE, Field.CONTACT_FIRST),
        *(Field.CONTACT_LAST, Field.RELATIONSHIP, Field.PRIORITY, Field.RESPONSIBILITY),
        *(Field.LIVES_WITH, Field.MOBILE, Field.NOT_NEEDED, Field.COURT_ORDER),
        *(Field.NOT_NEEDED, Field.NOT_NEEDED),
    ]


def test_an_arbor_export() -> None:
    assert fields(
        *("Arbor Student ID", "Student First name", "Student Last name", "Chosen name"),
        *("Date of birth", "Year group", "Registration form", "Mother tongue", "Looked after"),
        *("Pupil Premium Eligibility", "Primary Contact First Name", "Primary Contact Last Name"),
        *("Relationship to student", "Emergency contact", "Legal guardian", "Main Mobile"),
        *("Student mobile", "Correspondence language", "Ethnicity"),
    ) == [
        *(Field.CHILD_ID, Field.CHILD_FIRST, Field.CHILD_LAST, Field.CHILD_KNOWN_AS),
        *(Field.BIRTHDAY, Field.YEAR, Field.CLASS, Field.CHILD_LANGUAGE, Field.IN_CARE),
        *(Field.PUPIL_PREMIUM, Field.CONTACT_FIRST, Field.CONTACT_LAST),
        *(Field.RELATIONSHIP, Field.PRIORITY, Field.RESPONSIBILITY, Field.MOBILE),
        *(Field.NOT_NEEDED, Field.CONTACT_LANGUAGE, Field.NOT_NEEDED),
    ]


def test_a_bromcom_export() -> None:
    assert fields(
        *("PersonID", "FirstName", "LastName", "Gender", "YearGroup", "Form", "EAL"),
        *("FSM Eligible", "Service Child", "% Attend", "ContactFirstName", "ContactLastName"),
        *("Contact Mobile", "Contact Priority", "PR", "Interpreter", "Restrictions"),
    ) == [
        *(Field.CHILD_ID, Field.CHILD_FIRST, Field.CHILD_LAST, Field.SEX, Field.YEAR, Field.CLASS),
        *(Field.EAL, Field.FSM, Field.SERVICE, Field.ATTENDANCE, Field.CONTACT_FIRST),
        *(Field.CONTACT_LAST, Field.MOBILE, Field.PRIORITY, Field.RESPONSIBILITY),
        *(Field.INTERPRETER, Field.COURT_ORDER),
    ]


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("  PUPIL  forename: ", Field.CHILD_FIRST),
        ("Pupil's_Surname", Field.CHILD_LAST),
        ("Child Name", Field.CHILD_NAME),
        ("Date of Birth (dd/mm/yyyy)", Field.BIRTHDAY),
        ("Mobile [main]", Field.MOBILE),
        ("Year (NC)", Field.YEAR),
        ("Attendance (YTD)", Field.ATTENDANCE),
        ("Parent/Carer surname", Field.CONTACT_LAST),
        ("Contact Surname", Field.CONTACT_LAST),
        ("Parents' first name", Field.CONTACT_FIRST),
        ("Priority 1 Contact Forename", Field.CONTACT_FIRST),
        ("Guardian name", Field.CONTACT_NAME),
        ("Contact Preferred Language", Field.CONTACT_LANGUAGE),
        ("Proficiency in English", Field.ENGLISH_PROFICIENCY),
        ("Young Carer?", Field.YOUNG_CARER),
        ("Fixed-term exclusions", Field.SUSPENSIONS),
        ("Joined mid-year", Field.MID_YEAR),
        ("Data date", Field.DATA_DAY),
        ("SEN Type", Field.NOT_NEEDED),
        ("Contact Email 2", Field.NOT_NEEDED),
        ("Work Telephone", Field.NOT_NEEDED),
        ("Pupil telephone", Field.NOT_NEEDED),
        ("Medical notes", Field.NOT_NEEDED),
        ("Contact 2 Mobile", None),
        ("Father's name", None),
        ("Favourite colour", None),
        ("", None),
    ],
)
def test_single_headings(heading: str, field: Field | None) -> None:
    assert fields(heading) == [field]


def test_of_two_columns_for_one_field_the_better_wins_and_the_other_is_left_for_a_person() -> None:
    assert match(["Telephone", "Mobile", "Notes", "Surname", "Forename"]) == Matching(
        columns={1: Field.MOBILE, 3: Field.CHILD_LAST, 4: Field.CHILD_FIRST},
        rivals={0: Field.MOBILE},
        unknown=(2,),
    )


def test_a_heading_that_says_whose_is_the_better_one() -> None:
    assert match(["Mobile", "Contact Mobile"]) == Matching({1: Field.MOBILE}, {0: Field.MOBILE}, ())


def test_of_equals_the_left_one_wins() -> None:
    assert match(["Forename", "Surname", "Forename", "Surname"]) == Matching(
        columns={0: Field.CHILD_FIRST, 1: Field.CHILD_LAST},
        rivals={2: Field.CHILD_FIRST, 3: Field.CHILD_LAST},
        unknown=(),
    )


def test_results_stand_in_as_many_columns_as_there_are_measures() -> None:
    assert match(["Reading", "Maths", "Reading Age", "Progress 8 estimate", "PIRA"]) == Matching(
        dict.fromkeys(range(4), Field.RESULT), rivals={}, unknown=(4,)
    )


def test_the_language_at_home_says_more_than_the_first_language() -> None:
    assert fields("First Language", "Home Language") == [None, Field.CHILD_LANGUAGE]


def test_what_happens_to_a_column_is_said() -> None:
    hidden = [field for field in Field if field.use is Use.HIDDEN]
    assert hidden == [
        *(Field.IN_CARE, Field.COURT_ORDER, Field.SEN, Field.FSM, Field.PUPIL_PREMIUM, Field.EAL),
        *(Field.ENGLISH_PROFICIENCY, Field.WAS_IN_CARE, Field.SERVICE, Field.ATTENDANCE),
        *(Field.SOCIAL_WORKER, Field.YOUNG_CARER, Field.SUSPENSIONS, Field.BEHAVIOUR),
        *(Field.MID_YEAR, Field.SCHOOLS, Field.ATTAINMENT, Field.PROGRESS, Field.RESULT),
    ]
    assert (Field.NOT_NEEDED.use, Field.MOBILE.use) == (Use.NOT_NEEDED, Use.READ)


@pytest.mark.parametrize(
    ("held", "still_missing"),
    [
        ([], [Missing.CHILD_NAME, Missing.CONTACT_NAME]),
        ([Field.CHILD_NAME, Field.CONTACT_NAME], []),
        ([Field.CHILD_FIRST, Field.CHILD_LAST, Field.CONTACT_LAST], []),
        ([Field.CHILD_KNOWN_AS, Field.CHILD_LAST_KNOWN_AS, Field.CONTACT_FIRST], []),
        ([Field.CHILD_FIRST, Field.CONTACT_FIRST], [Missing.CHILD_NAME]),
        ([Field.CHILD_FIRST, Field.CHILD_LAST, Field.MOBILE], [Missing.CONTACT_NAME]),
    ],
)
def test_what_a_file_cannot_do_without(held: list[Field], still_missing: list[Missing]) -> None:
    assert missing(held) == still_missing


def test_the_file_that_ties_staff_to_classes() -> None:
    assert match_staff(["Class", "Teacher", "User name", "Mobile", "Part", "Room"]) == Matching(
        columns={
            0: StaffField.CLASS,
            1: StaffField.NAME,
            2: StaffField.USERNAME,
            3: StaffField.MOBILE,
            4: StaffField.PART,
        },
        rivals={},
        unknown=(5,),
    )
