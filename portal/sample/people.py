"""The made-up school's families and staff: from its export and its staff list, as an office brings
them in."""

from collections.abc import Collection
from pathlib import Path

from sqlalchemy import select

from portal import clock
from portal.db import act, db
from portal.domain import accounts, class_staff
from portal.domain.history import CLOCK, By, Face
from portal.domain.imports import uploads
from portal.domain.imports.applying import apply
from portal.domain.imports.comparing import plan
from portal.domain.imports.plans import Decisions
from portal.domain.people import Role, School, Staff
from portal.domain.second_step import SecondStep, StepWay
from portal.spreadsheets.headings import match, match_staff
from portal.spreadsheets.reading import read_table
from portal.spreadsheets.rows import read_rows
from portal.spreadsheets.staff_rows import read_staff_rows

PASSWORD = "oak lane demo 1"


def open_school() -> By:
    """The school and those who teach no class; returns the office, who does the rest."""
    with act() as session:
        session.add(
            School(
                id=1,
                name="Oak Lane Primary School",
                short_name="Oak Lane",
                phone="01632 960100",
                welcomed_by="Mrs Green",
                text_number="07700 900900",
                thanks_who_came=True,
            )
        )
        session.flush()
        green = accounts.add("green", "Mrs Green", [Role.OFFICE], By(Face.DESK))
        office = By(Face.DESK, staff_id=green)
        accounts.add("okafor", "Mr Okafor", [Role.LEAD], office)
        accounts.add("reid", "Ms Reid", [Role.SAFEGUARDING], office)
        accounts.add("silva", "Mrs Silva", [Role.CRECHE], office)
    return office


def import_people(office: By, only: Collection[str] | None = None) -> None:
    """Import the export, or a file of these pupils (by their numbers in the school's records)
    alone, and the staff of the classes that are there."""
    data, name = _read("school_export.csv"), "school_export.csv"
    if only is not None:
        data, name = _some(data, only), "first_families.csv"
    table = read_table(data, name)
    columns = match(table.headings).columns
    held = {column: field.value for column, field in columns.items()}
    with act():
        import_id = uploads.keep_upload(name, data, held, office)
    made = plan(read_rows(table, columns), Decisions(languages=frozenset({"pl", "ur"})))
    with act():
        apply(import_id, made, office)
    table = read_table(_read("staff.csv"), "staff.csv")
    staff = read_staff_rows(table, match_staff(table.headings).columns)
    with act():
        class_staff.tie((row.listed for row in staff), office)


def choose_passwords() -> None:
    """Everybody has chosen the same password, and codes by text, which the demo shows on the page;
    at a real school nobody may know another's, nor the office invite a second lead."""
    query = select(Staff.id).where(Staff.password_hash.is_(None)).order_by(Staff.id)
    for staff_id in db.session.scalars(query).all():
        with act() as session:
            accounts.choose_password(accounts.invite(staff_id, CLOCK), PASSWORD)
            number = session.get_one(Staff, staff_id).number or f"+4477009009{80 + staff_id}"
            session.add(
                SecondStep(
                    staff_id=staff_id, way=StepWay.TEXT, number=number, since=clock.now(), wrong=0
                )
            )


def _read(name: str) -> bytes:
    return (Path(__file__).parent / name).read_bytes()


def _some(data: bytes, numbers: Collection[str]) -> bytes:
    heading, *lines = data.decode().splitlines(keepends=True)
    return "".join([heading, *(line for line in lines if line.split(",")[0] in numbers)]).encode()
