"""A talk with a teacher at the table, for tests of what is agreed there."""

from dataclasses import dataclass
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.db import act
from portal.domain import in_the_room, signing
from portal.domain.agreed import for_parent, shared
from portal.domain.history import By, Face
from portal.languages import ENGLISH, Language
from tests import make
from tests.web import reading

LATER = "2027-02-01"
"""Twelve weeks after the Monday on which tests begin: a school day."""


@dataclass
class Table:
    """A family with two parents; the talk is with the first of them."""

    evening: make.Evening
    talk_id: int
    child_id: int
    mother_id: int
    father_id: int
    by: By

    @property
    def plan(self) -> str:
        return f"/staff/plans/{self.child_id}"

    @property
    def talk(self) -> dict[str, Any]:
        return {"talk": self.talk_id}

    def keys(self, parent_id: int | None = None) -> list[str]:
        """What is before somebody's eyes, as a form carries it."""
        if parent_id:
            found = [one.key for one in for_parent(self.child_id, parent_id, ENGLISH)]
        else:
            found = [one.key for one in shared(self.child_id)]
        return [f"{version}:{home or ''}" for version, home in found]


def at_the_table(browser: FlaskClient, language: str | None = None) -> Table:
    """The key teacher signs in, and a talk with Ayesha about Yusuf is booked; Yusuf's father Omar
    has a talk of his own, and another child has a plan that must not match."""
    evening = make.evening(language=language)
    other = make.family("Ali", ("Sara",), class_id=evening.class_id)
    make.target(other.child_id, (other.parent_id, "We count stairs."), sentence="I will count.")
    father_id = make.another_parent(evening.family.child_id, "Omar")
    talk_id = make.booked(evening)
    browser.sign_in(evening.teacher_id)
    return Table(
        evening,
        talk_id,
        evening.family.child_id,
        evening.family.parent_id,
        father_id,
        By(Face.DESK, staff_id=evening.teacher_id),
    )


def talk_with_father(table: Table) -> int:
    """The booking of the father's own talk."""
    invitation_id = make.invitation(
        table.evening.round_id, table.child_id, table.father_id, table.evening.teacher_id
    )
    return make.booked(
        make.Evening(
            table.evening.teacher_id,
            table.evening.class_id,
            table.evening.round_id,
            table.evening.slot_ids,
            make.Family(table.child_id, [table.father_id]),
            invitation_id,
            0,
        ),
        4,
    )


def all_sign(table: Table, parent_id: int, own: Language = ENGLISH) -> None:
    """Teacher, child and this parent sign what is agreed now."""
    plan = [one.key for one in shared(table.child_id)]
    with act():
        in_the_room.teacher_signs(table.child_id, plan, table.by)
        in_the_room.child_signs(table.child_id, plan, table.by)
        keys = [one.key for one in for_parent(table.child_id, parent_id, own)]
        signing.sign_as_parent(
            parent_id, table.child_id, keys, signing.SignedBy.LINK, make.by(parent_id), own=own
        )


def typed(page: TestResponse, **fields: str) -> dict[str, Any]:
    """The form of a target on this page as it stands, with these fields changed; an empty string
    takes a tick away."""
    found: dict[str, Any] = {}
    for one in reading.main(page).iter():
        name, kind = one.get("name"), one.get("type")
        if name is None or name in ("csrf_token", "anyway"):
            continue
        if kind in ("checkbox", "radio") and one.get("checked") is None:
            continue
        if one.tag.endswith("select"):
            found[name] = next(
                option.get("value") for option in one if option.get("selected") is not None
            )
        elif name == "how_offered":
            found.setdefault(name, []).append(one.get("value"))
        elif one.tag.endswith("input"):
            found[name] = one.get("value") or ""
    found |= fields
    return {
        name: value for name, value in found.items() if not (name.endswith("-use") and not value)
    }
