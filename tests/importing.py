"""Files as an import reads them, and the school that comes of them."""

from dataclasses import replace
from typing import Any

from sqlalchemy import func, select

from portal.db import act, db
from portal.domain import no_contact
from portal.domain.entries import (
    Birthday,
    ChildInFile,
    ContactInFile,
    Entry,
    Relationship,
    Tongue,
    YearGroup,
)
from portal.domain.imports import uploads
from portal.domain.imports.applying import apply
from portal.domain.imports.comparing import plan
from portal.domain.imports.plans import Decisions, Plan
from portal.domain.numbers import read_number
from portal.domain.people import Child, Guardianship, Parent, Responsibility, Sex
from portal.domain.tasks import TaskKind, open_for_safeguarding, open_tasks
from tests import make

YUSUF = ChildInFile(
    "Yusuf",
    "Malik",
    mis_id="1201",
    upn="V999123422001",
    year=YearGroup("Year 4", 4),
    class_name="Year 4 Ash",
    sex=Sex.BOY,
    birthday=Birthday(13, 2),
    language=Tongue("ur"),
)
JACK = ChildInFile("Jack", "Turner", mis_id="1204", class_name="Year 4 Ash")
AYESHA = ContactInFile(
    "Ayesha",
    "Malik",
    mis_id="C001",
    title="Mrs",
    number=read_number("07700 900011"),
    relationship=Relationship.MOTHER,
    responsibility=Responsibility.YES,
    priority=1,
)
EMMA = ContactInFile(
    "Emma",
    "Turner",
    mis_id="C003",
    number=read_number("07700 900013"),
    responsibility=Responsibility.YES,
)
DANIEL = ContactInFile(
    "Daniel",
    "Turner",
    mis_id="C004",
    number=read_number("07700 900014"),
    responsibility=Responsibility.YES,
)
NOTHING = {
    "new children": 0,
    "new contacts": 0,
    "changes": 0,
    "children missing": 0,
    "contacts missing": 0,
}


def rows(*pairs: tuple[ChildInFile | None, ContactInFile | None]) -> list[Entry]:
    """A file with these children and contacts, from row 2 on."""
    return [Entry(at, child, who) for at, (child, who) in enumerate(pairs, start=2)]


OUR_FILE = rows((YUSUF, AYESHA), (JACK, EMMA), (JACK, DANIEL))


def bring_in(file: list[Entry], decisions: Decisions | None = None) -> Plan:
    """Import this file as the office would: look, decide, confirm."""
    with act():
        import_id = uploads.keep_upload("export.csv", b"the file", {0: "class"}, make.OFFICE)
    made = plan(file, decisions or Decisions())
    with act():
        apply(import_id, made, make.OFFICE)
    return made


def parent(first: str) -> Parent:
    db.session.expire_all()
    return db.session.scalars(select(Parent).where(Parent.first_name == first)).one()


def child(first: str) -> Child:
    db.session.expire_all()
    return db.session.scalars(select(Child).where(Child.first_name == first)).one()


def tie(who: str, of: str) -> Guardianship:
    db.session.expire_all()
    return db.session.scalars(
        select(Guardianship)
        .join(Guardianship.child)
        .join(Guardianship.parent)
        .where(Parent.first_name == who, Child.first_name == of)
    ).one()


def rights(found: Guardianship) -> tuple[bool, bool, bool]:
    return found.may_be_invited, found.may_sign, found.gets_texts


def tasks() -> list[tuple[TaskKind, str | None, str | None]]:
    """What is to be done, with first names."""
    names = dict(db.session.execute(select(Parent.id, Parent.first_name)).all())
    children = dict(db.session.execute(select(Child.id, Child.first_name)).all())
    return [
        (task.kind, names.get(task.parent_id), children.get(task.child_id))
        for task in open_tasks() + open_for_safeguarding()
    ]


def how_many(table: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def with_number(who: ContactInFile, number: str) -> ContactInFile:
    return replace(who, number=read_number(number))


def hold_daniel() -> None:
    with act():
        no_contact.hold(parent("Daniel").id, child("Jack").id, make.OFFICE)


def differences(made: Plan) -> dict[str, int]:
    return {name: count for name, count in made.counts.items() if name != "unchanged"}
