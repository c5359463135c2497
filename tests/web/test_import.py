"""The import as the office sees it: upload, columns, preview, decisions, done."""

from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

import portal as the_portal
from portal.db import act, db
from portal.domain import contact, no_contact
from portal.domain.imports.uploads import Import
from portal.domain.people import Child, Guardianship, OnRoll, Parent, Role, SchoolClass, Staff
from tests import make
from tests.browsing import CheckingClient
from tests.conftest import Watch
from tests.web.reading import all_of, field, rows, words

SAMPLE = Path(the_portal.__file__ or "").parent / "sample"
EXPORT = (SAMPLE / "school_export.csv").read_bytes()
NEXT_TERM = (SAMPLE / "school_export_next_term.csv").read_bytes()


@pytest.fixture
def office(browser: CheckingClient) -> CheckingClient:
    """The office, signed in."""
    browser.sign_in(make.staff("Mrs Green", Role.OFFICE))
    return browser


def upload(who: CheckingClient, data: bytes, name: str = "export.csv") -> TestResponse:
    return who.send("/staff/import", {"file": (BytesIO(data), name)})


def lines(page: TestResponse) -> list[str]:
    """The rows of the page's first table, each in one line."""
    return [" ".join(filter(None, row)) for row in rows(page)]


def counts(page: TestResponse) -> dict[str, str]:
    """The facts on the page."""
    return dict(zip(all_of(page, "dt"), all_of(page, "dd"), strict=True))


def confirm(who: CheckingClient, at: str, **said: object) -> TestResponse:
    """Press "Import" on the preview at this address."""
    return who.send(at, {"seen": field(who.get(at), "seen"), **said})


def bring_in(who: CheckingClient, data: bytes, **said: object) -> TestResponse:
    """Upload and confirm a file all of whose columns are recognised; returns the last page."""
    at = upload(who, data).location
    done = confirm(who, at, **said)
    assert done.status_code == 303, words(done)
    return who.get(done.location)


def how_many() -> tuple[int, int]:
    count = [db.session.scalar(select(func.count()).select_from(one)) for one in (Child, Parent)]
    return count[0] or 0, count[1] or 0


def test_the_sample_export_from_upload_to_done(office: CheckingClient) -> None:
    at = upload(office, EXPORT)
    assert (at.status_code, how_many()) == (303, (0, 0))
    preview = office.get(at.location)
    assert lines(preview)[:3] == [
        "2 Yusuf Malik new Year 4 Ash Ayesha Malik mother invited, gets texts",
        "3 Maryam Malik new Year 6 Yew Ayesha Malik mother invited, gets texts",
        "4 Zofia Nowak new Year 4 Ash Katarzyna Nowak mother invited, gets texts",
    ]
    assert how_many() == (0, 0)
    done = confirm(office, at.location, language=["pl", "ur"])
    assert how_many() == (60, 91)
    page = office.get(done.location)
    assert "export.csv, on Monday 9 November at 10:00. The file itself is deleted." in words(page)
    assert counts(page) == {
        "New children": "60",
        "New contacts": "91",
        "Changes": "0",
        "Unchanged": "0",
        "Children missing": "0",
        "Contacts missing": "0",
        "Rows to look at": "9",
    }
    languages = db.session.execute(
        select(Parent.first_name, Parent.language).where(
            Parent.first_name.in_(["Ayesha", "Katarzyna", "Emma"])
        )
    )
    assert dict(languages.all()) == {"Ayesha": "ur", "Katarzyna": "pl", "Emma": None}


def test_three_changes_next_term(office: CheckingClient) -> None:
    bring_in(office, EXPORT)
    at = upload(office, NEXT_TERM).location
    shown = {show: lines(office.get(f"{at}?show={show}")) for show in ("new", "changed", "missing")}
    assert shown == {
        "new": ["80 Amir Rahman new Year 5 Elm Sadia Rahman mother invited, gets texts"],
        "changed": ["40 Marta Costa number 07700 900140 07700 900192"],
        "missing": ["Emre Yilmaz Year 3 Oak the child, with all contacts"],
    }
    done = confirm(office, at, missing="mark")
    assert how_many() == (61, 92)
    done_page = counts(office.get(done.location))
    assert (done_page["Children missing"], done_page["Contacts missing"]) == ("1", "0")


def test_what_to_look_at_has_its_row_and_reason(office: CheckingClient) -> None:
    at = upload(office, EXPORT).location
    looked_at = lines(office.get(f"{at}?show=look"))
    assert [line for line in looked_at if "Lily" in line] == [
        "48 Lily Green, Sophie Green There is no mobile number."
    ]
    assert [line for line in looked_at if "01632" in line] == [
        "61 Ruby Clarke, Donna Clarke 01632 960142 cannot get texts. Ask for a mobile number."
    ]


def test_what_stands_in_hidden_columns_is_not_shown(office: CheckingClient) -> None:
    at = upload(office, EXPORT).location
    shown = words(office.get(f"{at}?show=new&page=2"))
    assert (
        "Read, hidden: special educational needs, pupil premium, in care, attendance, free school"
        " meals, proficiency in English, young carer, social worker, suspensions, joined mid-year,"
        " result: Reading, result: Maths, result: Reading age, court order."
        " 2 new marks there make tasks."
    ) in shown
    pages = [line for page in (1, 2, 3) for line in lines(office.get(f"{at}?show=new&page={page}"))]
    assert len(pages) == 107
    assert [line for line in pages if "Craig Brown" in line] == []
    assert [line for line in pages if "Kelly Brown" in line] == [
        "40 Tyler Brown new Year 4 Ash Kelly Brown mother invited, gets texts"
    ]


def test_confirmed_twice_is_imported_once(office: CheckingClient) -> None:
    at = upload(office, EXPORT).location
    seen = field(office.get(at), "seen")
    answers = [office.send(at, {"seen": seen}) for _ in range(2)]
    assert [one.status_code for one in answers] == [303, 303]
    assert answers[0].location == answers[1].location == f"{at}/done"
    assert office.get(at).location == f"{at}/done"
    assert how_many() == (60, 91)


def test_a_file_that_is_not_wanted_is_deleted(office: CheckingClient) -> None:
    at = upload(office, EXPORT).location
    office.send(f"{at}/throw-away")
    page = office.get(at, follow_redirects=True)
    assert "This upload is no longer kept. Please choose the file again." in words(page)
    assert db.session.scalars(select(Import.id)).all() == []


def test_a_file_waits_for_a_day_and_no_longer(office: CheckingClient, watch: Watch) -> None:
    at = upload(office, EXPORT).location
    watch.set("2026-11-10 09:59")
    assert office.get(at).status_code == 200
    watch.set("2026-11-10 10:00")
    assert office.get(at).location == "/staff/import"


def test_somebody_else_imported_meanwhile(office: CheckingClient) -> None:
    at = upload(office, EXPORT).location
    seen = field(office.get(at), "seen")
    bring_in(office, NEXT_TERM)
    again = office.send(at, {"seen": seen})
    assert again.status_code == 409
    assert "Somebody else has just changed this. Please look again." in words(again)
    assert how_many() == (60, 90)
    assert confirm(office, at, missing="leave").status_code == 303
    assert how_many() == (61, 92)


# -- columns -------------------------------------------------------------------------------------

BY_HAND = (
    b"Forename,Surname,Mum's name,Mum's phone,Notes\n"
    b"Yusuf,Malik,Ayesha Malik,07700 900011,likes trains\n"
    b"Jack,Turner,Emma Turner,07700 900013,\n"
)


def test_columns_that_are_not_recognised_are_matched_by_a_person(office: CheckingClient) -> None:
    at = upload(office, BY_HAND).location
    assert at.endswith("/columns")
    shown = rows(office.get(at))
    assert [(row[0], row[1], row[3]) for row in shown] == [
        ("Mum's name", "Ayesha Malik · Emma Turner", "not recognised"),
        ("Mum's phone", "07700 900011 · 07700 900013", "not recognised"),
        ("Notes", "likes trains", "not recognised"),
        ("Forename", "Yusuf · Jack", "read"),
        ("Surname", "Malik · Turner", "read"),
    ]

    lacking = office.send(at, {"column0": "child's first name", "column1": "child's last name"})
    assert lacking.status_code == 422
    assert "The file needs a column with the contact's name." in words(lacking)
    held = {
        "column0": "child's first name",
        "column1": "child's last name",
        "column2": "contact's full name",
        "column3": "contact's mobile",
    }
    twice = office.send(at, held | {"column4": "contact's mobile"})
    assert "Two columns cannot both hold: contact's mobile." in words(twice)
    preview = office.get(office.send(at, held).location)
    assert lines(preview) == [
        "2 Yusuf Malik new Ayesha Malik switched off until you say yes",
        "3 Jack Turner new Emma Turner switched off until you say yes",
    ]
    confirm(office, at.removesuffix("/columns"))
    assert how_many() == (2, 2)


@pytest.mark.parametrize(
    ("heading", "so_it_is"),
    [("Court order", "read, hidden"), ("UPN", "read"), ("Home address", "not needed, not read")],
)
def test_some_columns_show_no_values(office: CheckingClient, heading: str, so_it_is: str) -> None:
    data = BY_HAND.replace(b"Notes", heading.encode()).replace(b"likes trains", b"V999123422001")
    shown = rows(office.get(upload(office, data).location))
    assert [(row[1], row[3]) for row in shown if row[0] == heading] == [("", so_it_is)]


# -- files that are something else ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("list.pdf", b"%PDF-1.7 and so on", "This is a PDF"),
        ("empty.csv", b"", "There are no rows in this file"),
        ("headings.csv", b"Forename,Surname\n", "There are no rows in this file"),
        ("big.csv", b"a,b\n" + b"1,2\n" * 2_600_000, "This file is bigger than 10 MB"),
        ("photo.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "This is a picture"),
    ],
)
def test_a_file_that_is_no_list(office: CheckingClient, name: str, data: bytes, said: str) -> None:
    page = upload(office, data, name)
    assert (page.status_code, said in words(page)) == (422, True)
    assert db.session.scalars(select(Import.id)).all() == []


def test_no_file_at_all(office: CheckingClient) -> None:
    page = office.send("/staff/import", {})
    assert (page.status_code, "Please choose a file first." in words(page)) == (422, True)


def test_fifty_megabytes_are_refused_unread(office: CheckingClient) -> None:
    page = upload(office, b"a,b\n" * 13_000_000)
    assert (page.status_code, "Please choose a smaller file." in words(page)) == (413, True)


def test_formulas_are_only_words(office: CheckingClient) -> None:
    data = BY_HAND.replace(b"Yusuf", b'"=HYPERLINK(""http://x"",""Yusuf"")"')
    held = {"column0": "child's first name", "column1": "child's last name"}
    held |= {"column2": "contact's full name", "column3": "contact's mobile"}
    preview = office.get(office.send(upload(office, data).location, held).location)
    assert lines(preview)[0].startswith('2 =HYPERLINK("http://x","Yusuf") Malik new')


# -- decisions -----------------------------------------------------------------------------------


def parent_id(first: str) -> int:
    return db.session.execute(select(Parent.id).filter_by(first_name=first)).scalar_one()


def test_a_wrong_number_with_a_new_one_in_the_file_is_asked_about(office: CheckingClient) -> None:
    bring_in(office, EXPORT)
    marta = parent_id("Marta")
    with act():
        contact.wrong_person(marta, make.OFFICE)
    at = upload(office, NEXT_TERM).location
    unanswered = confirm(office, at, missing="leave")
    assert unanswered.status_code == 422
    said = words(unanswered)
    assert "Please answer every question first." in said
    assert "Which number is right? Marta Costa (row 40)" in said
    assert how_many() == (60, 91)
    confirm(office, at, missing="leave", **{f"number-{marta}": "file"})
    assert make.number_of(marta) == "+447700900192"


def test_a_number_that_two_people_have_is_said_once(office: CheckingClient) -> None:
    bring_in(office, EXPORT)
    twice = EXPORT.replace(b"07700 900103", b"07700 900104")
    at = upload(office, twice).location
    shared = [line for line in lines(office.get(f"{at}?show=look")) if "also stands" in line]
    assert shared == [
        "5 Jack Turner, Emma Turner 07700 900104 also stands with another person: row 6."
        " Nobody gets texts on it.",
        "6 Jack Turner, Daniel Turner 07700 900104 also stands with another person: row 5."
        " Nobody gets texts on it.",
    ]
    alone = b"".join(line for line in twice.splitlines(True) if b"Daniel" not in line)
    at = upload(office, alone).location
    shared = [line for line in lines(office.get(f"{at}?show=look")) if "also stands" in line]
    assert shared == [
        "5 Jack Turner, Emma Turner 07700 900104 also stands with somebody else. Nobody gets texts"
        " on it until you have asked whose it is."
    ]


def test_nobody_barred_is_in_the_preview(office: CheckingClient) -> None:
    bring_in(office, EXPORT)
    barred = parent_id("Marta")
    with act():
        child_id = db.session.execute(
            select(Guardianship.child_id).filter_by(parent_id=barred)
        ).scalar_one()
        no_contact.hold(barred, child_id, make.OFFICE)
    at = upload(office, NEXT_TERM).location
    pages = [office.get(f"{at}?show={show}") for show in ("new", "changed", "look", "missing")]
    assert [page.get_data(as_text=True).count("Marta") for page in pages] == [0, 0, 0, 0]
    confirm(office, at, missing="leave")
    assert make.number_of(barred) == "+447700900192"


def test_those_who_were_not_in_the_file_are_decided_about(office: CheckingClient) -> None:
    bring_in(office, EXPORT)
    without_daniel = b"\n".join(line for line in NEXT_TERM.split(b"\n") if b"Daniel" not in line)
    bring_in(office, without_daniel, missing="mark")
    page = office.get("/staff/import/missing")
    assert "Emre Yilmaz Year 3 Oak" in words(page)
    assert "Daniel Turner, about Jack Turner Year 4 Ash, was invited" in words(page)
    assert office.send("/staff/import/missing/children", {"decide": "left"}).status_code == 422

    emre = db.session.execute(select(Child.id).filter_by(first_name="Emre")).scalar_one()
    zofia = db.session.execute(select(Child.id).filter_by(first_name="Zofia")).scalar_one()
    said = {"decide": "left", "child": [str(emre), str(zofia)]}
    office.send("/staff/import/missing/children", said)
    daniel = db.session.execute(
        select(Guardianship.id).filter_by(parent_id=parent_id("Daniel"))
    ).scalar_one()
    office.send("/staff/import/missing/contacts", {"decide": "drop", "contact": str(daniel)})
    db.session.expire_all()
    rolls = [db.session.get_one(Child, one).roll for one in (emre, zofia)]
    assert rolls == [OnRoll.LEFT, OnRoll.ON_ROLL]
    assert db.session.get_one(Guardianship, daniel).gets_texts is False
    page = words(office.get("/staff/import/missing"))
    assert ("No child is missing." in page, "No contact is missing." in page) == (True, True)


def test_a_whole_year_has_left(office: CheckingClient) -> None:
    bring_in(office, EXPORT)
    stayed = b"".join(line for line in EXPORT.splitlines(True) if b"Year 6 Yew" not in line)
    bring_in(office, stayed, missing="mark")
    assert "All 15 have left" in words(office.get("/staff/import/missing"))
    office.send("/staff/import/missing/children", {"decide": "all left"})
    rolls = db.session.execute(select(Child.roll, func.count()).group_by(Child.roll)).all()
    assert dict(rolls) == {OnRoll.ON_ROLL: 45, OnRoll.LEFT: 15}


# -- the staff of the classes --------------------------------------------------------------------


def upload_staff(who: CheckingClient, data: bytes, name: str = "staff.csv") -> TestResponse:
    return who.send("/staff/import/staff", {"file": (BytesIO(data), name)})


def test_a_second_list_ties_staff_to_classes(office: CheckingClient) -> None:
    bring_in(office, EXPORT)
    page = upload_staff(office, (SAMPLE / "staff.csv").read_bytes())
    assert "Row 2: Miss Khan, Year 4 Ash new account key teacher" in words(page)
    again = upload_staff(office, (SAMPLE / "staff.csv").read_bytes())
    assert "Row 6: Ms Doyle, Year 4 Ash known teaches or helps" in words(again)
    key_teachers = db.session.execute(
        select(SchoolClass.name, Staff.name, Staff.number)
        .join(Staff, Staff.id == SchoolClass.key_teacher_id)
        .order_by(SchoolClass.name)
    ).all()
    assert [tuple(row) for row in key_teachers] == [
        ("Year 3 Oak", "Mrs Osei", "+447700900903"),
        ("Year 4 Ash", "Miss Khan", "+447700900901"),
        ("Year 5 Elm", "Mr Patel", "+447700900904"),
        ("Year 6 Yew", "Mr Evans", "+447700900902"),
    ]
    staff = db.session.execute(select(Staff.username, Staff.roles, Staff.password_hash)).all()
    assert {username: roles for username, roles, _ in staff} == {
        "mrs.green": ["office"],
        **{who: ["teacher"] for who in ("khan", "evans", "osei", "patel", "doyle")},
    }


def test_a_list_of_staff_with_mistakes(office: CheckingClient) -> None:
    bring_in(office, EXPORT)
    make.staff("Ms Doyle", Role.CRECHE, username="jdoyle")
    data = (
        "Class,Name,Part\n"
        "Year 4 Ash,Miss Khan,key teacher\n"
        "Year 6 Yew,Mr Khan,key teacher\n"
        "Year 9 Fig,Mr Who,key teacher\n"
        "Year 4 Ash,,other\n"
        "Year 4 Ash,Ms Doyle,boss\n"
    )
    page = words(upload_staff(office, data.encode()))
    assert "Row 4: Mr Who, Year 9 Fig left out No child is in this class." in page
    assert "Row 5: Year 4 Ash There is no name in this row. The row is left out." in page
    assert "“boss” is neither “key teacher” nor “other”. It is taken as “other”." in page
    staff = dict(db.session.execute(select(Staff.username, Staff.roles)).all())
    assert staff == {
        "mrs.green": ["office"],
        "khan": ["teacher"],
        "khan2": ["teacher"],
        "jdoyle": ["teacher", "crèche lead"],
    }
    no_columns = upload_staff(office, b"Year,Person\n4,Khan\n5,Evans\n")
    assert "The list needs a column headed Class and a column headed Name." in words(no_columns)


def test_a_user_name_of_somebody_else_and_a_number_that_is_there_change_nothing(
    office: CheckingClient,
) -> None:
    bring_in(office, EXPORT)
    head = make.staff("Mrs Head", Role.LEAD, username="head")
    doyle = make.staff("Ms Doyle", Role.TEACHER, username="doyle")
    with act():
        db.session.get_one(Staff, doyle).number = "+447700900950"
    data = (
        "Class,Class Teacher,Teaching Assistant,User name,Mobile\n"
        "Year 4 Ash,Miss Patel,Mr Aziz,head,07700 900951\n"
        "Year 6 Yew,Miss Doyle,Mrs Lee,doyle,07700 900952\n"
    )
    page = words(upload_staff(office, data.encode()))
    assert "Not read: Teaching Assistant." in page
    sorry = "left out The user name head is Mrs Head's. Nothing is changed."
    assert f"Row 2: Miss Patel, Year 4 Ash {sorry}" in page
    assert "Row 3: Miss Doyle, Year 6 Yew known key teacher" in page
    db.session.expire_all()
    people = {one.id: one for one in db.session.scalars(select(Staff))}
    assert (people[head].name, people[head].number, people[head].roles) == (
        "Mrs Head",
        None,
        ["lead"],
    )
    assert (people[doyle].number, len(people)) == ("+447700900950", 3)
    assert "Not read" not in words(upload_staff(office, (SAMPLE / "staff.csv").read_bytes()))


def test_the_import_is_the_offices(portal: Flask, browser: CheckingClient) -> None:
    pages = ("/staff/import", "/staff/import/1", "/staff/import/missing", "/staff/import/staff")
    assert [browser.get(page).location for page in pages] == ["/staff/sign-in"] * 4
    browser.sign_in(make.staff("Miss Khan", Role.TEACHER))
    assert [browser.get(page).status_code for page in pages] == [404] * 4
