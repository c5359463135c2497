"""Who teaches and helps in which class, as a list says: accounts for those who have none yet.

Nothing is taken away: whoever is not in the list keeps their classes. Single accounts are changed
in `accounts`, a child's own key teacher in `ties`.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import select

from portal.db import db
from portal.domain import accounts
from portal.domain.entries import fold
from portal.domain.history import By
from portal.domain.people import ClassStaff, Role, Staff
from portal.wording.alike import alike
from portal.wording.names import TITLES, compared, plain

LONGEST_USERNAME = 40


@dataclass(frozen=True)
class Listed:
    """One line of the list. `number`: a mobile in E.164, or ""."""

    row_number: int
    class_name: str
    name: str
    key_teacher: bool
    username: str = ""
    number: str = ""


@dataclass(frozen=True)
class Tied:
    """What became of one line: an account made or found, or the reason why not."""

    line: Listed
    made: bool = False
    sorry: str = ""


@dataclass
class _Classes:
    key: set[int] = field(default_factory=set)
    helps: set[int] = field(default_factory=set)


def tie(lines: Iterable[Listed], by: By) -> list[Tied]:
    """Tie everybody in the list to their classes, in the caller's act; a key teacher takes the
    place of whoever was. Lines that cannot be used say why, the others count all the same."""
    classes = {fold(one.name): one.id for one in accounts.classes()}
    found: defaultdict[int, _Classes] = defaultdict(_Classes)
    told = []
    for line in lines:
        class_id = classes.get(fold(line.class_name))
        known, sorry = _colleague(line) if class_id else (None, _NO_CHILD)
        if sorry or class_id is None:
            told.append(Tied(line, sorry=sorry))
            continue
        person = known or _add(line, by)
        _note(person, line, by)
        theirs = found[person.id]
        (theirs.key if line.key_teacher else theirs.helps).add(class_id)
        told.append(Tied(line, made=known is None))
    for staff_id, theirs in found.items():
        key = theirs.key | _key_teacher_of(staff_id)
        accounts.tie_to_classes(staff_id, key, theirs.helps | accounts.helps_in(staff_id), by)
    return told


_NO_CHILD = "No child is in this class. Import the children first."


def _colleague(line: Listed) -> tuple[Staff | None, str]:
    """Whose account it is, None if there is none yet; and why the line cannot be used."""
    if line.username:
        known = accounts.find(line.username)
        if known and not alike(known.name, line.name):
            return None, f"The user name {line.username} is {known.name}'s. Nothing is changed."
        return known, ""
    same_name = [one for one in _everyone() if compared(one.name) == compared(line.name)]
    if len(same_name) > 1:
        return None, "Two colleagues are called so. Add a column with the user name."
    return next(iter(same_name), None), ""


def _everyone() -> list[Staff]:
    return [one for one in accounts.everyone() if one.active]


def _add(line: Listed, by: By) -> Staff:
    username = line.username or _free_username(line.name)
    return db.session.get_one(Staff, accounts.add(username, line.name, [Role.TEACHER], by))


def _free_username(name: str) -> str:
    """ "Miss Khan" is khan; the next one is khan2."""
    words = plain(name)
    begin = ".".join([word for word in words if word not in TITLES] or words)
    begin = begin[: LONGEST_USERNAME - 3]
    count = 1
    while accounts.find(begin if count == 1 else f"{begin}{count}"):
        count += 1
    return begin if count == 1 else f"{begin}{count}"


def _note(person: Staff, line: Listed, by: By) -> None:
    """What else the line says of them: a number, if there is none, and that they teach."""
    if line.number and not person.number:
        person.number = line.number
    if not person.has(Role.TEACHER):
        roles = {Role(role) for role in person.roles} | {Role.TEACHER}
        accounts.change(person.id, person.name, roles, by)


def _key_teacher_of(staff_id: int) -> set[int]:
    return {one.id for one in accounts.classes() if one.key_teacher_id == staff_id}


# -- the list as it stands -----------------------------------------------------------------------


@dataclass(frozen=True)
class ClassLine:
    """A class, its key teacher and who else teaches or helps there."""

    name: str
    key_teacher: Staff | None
    others: list[Staff]


def classes() -> list[ClassLine]:
    """Every class with its staff, youngest first."""
    people = {one.id: one for one in accounts.everyone()}
    others: defaultdict[int, list[Staff]] = defaultdict(list)
    for one in db.session.scalars(select(ClassStaff).order_by(ClassStaff.id)):
        others[one.class_id].append(people[one.staff_id])
    return [
        ClassLine(one.name, people.get(one.key_teacher_id or 0), others[one.id])
        for one in accounts.classes()
    ]


def without_password() -> list[Staff]:
    """Active colleagues who have not chosen a password yet, by name."""
    return [one for one in _everyone() if one.password_hash is None]
