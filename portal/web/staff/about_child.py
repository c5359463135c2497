"""Whose plan a screen is about, and which talk: found through what this colleague may see.

`?talk=` in an address, or in a form, carries the talk. Only its parent is named, and only what that
parent does at home is shown: they may be looking over the teacher's shoulder.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import abort, request

from portal.db import act, db
from portal.domain import agreed, records, signing, targets, ties
from portal.domain.agreed import Agreed
from portal.domain.bookings import Booking
from portal.domain.people import Child, Guardianship, Parent, Responsibility
from portal.domain.signing import GROWN_UPS, Party, Signed
from portal.domain.targets import Target
from portal.languages import ENGLISH, OFFERED, Language
from portal.web.access import by_staff, staff
from portal.web.numbers import row_id

PLAN = "targets"
"""What history calls what was opened."""


@dataclass(frozen=True)
class About:
    """A child, and the talk (with its parent) that the screen is about, if it is about one."""

    child: Child
    talk: Booking | None = None
    tie: Guardianship | None = None

    @property
    def parent(self) -> Parent | None:
        return self.tie.parent if self.tie else None

    @property
    def parent_id(self) -> int | None:
        return self.tie.parent_id if self.tie else None

    @property
    def carer(self) -> bool:
        """Whether the parent of the talk would sign as a carer."""
        return self.tie is not None and self.tie.responsibility != Responsibility.YES

    @property
    def own(self) -> Language:
        """The language of the parent of the talk."""
        return OFFERED.get((self.parent.language if self.parent else None) or "", ENGLISH)

    @property
    def foreign(self) -> bool:
        return self.own is not ENGLISH

    @property
    def at(self) -> dict[str, Any]:
        """What stands for it in an address."""
        return {"child_id": self.child.id} | self.beside

    @property
    def beside(self) -> dict[str, Any]:
        """The talk, beside whatever else stands in an address."""
        return {"talk": self.talk.id} if self.talk else {}

    def plan(self, language: Language = ENGLISH) -> list[Agreed]:
        """What is agreed, with what the parent of the talk does at home."""
        if self.parent_id is None:
            return agreed.shared(self.child.id, language)
        return agreed.for_parent(self.child.id, self.parent_id, language)


def find(child_id: int) -> About:
    """The child of this address and the talk beside it. Everything about a plan begins with this:
    what this colleague may not see is not found."""
    child = records.child_for(staff(), child_id)
    if child is None:
        abort(404)
    if "talk" not in request.values:
        return About(child)
    about = of_talk(request.values.get("talk", 0, type=row_id))
    if about.child.id != child_id:
        abort(404)
    return about


def of_talk(booking_id: int) -> About:
    """The talk of this address, and its child."""
    talk = records.talk_for(staff(), booking_id)
    child = records.child_for(staff(), talk.child_id) if talk else None
    if talk is None or child is None:
        abort(404)
    tie = next(one for one in ties.of_child(child.id) if one.parent_id == talk.parent_id)
    return About(child, talk, tie)


def target_of(about: About, target_id: int) -> Target:
    """A target of this child, ended or not."""
    target = db.session.get(Target, target_id)
    if target is None or target.child_id != about.child.id:
        abort(404)
    return target


def look(about: About) -> None:
    """History says who opened it."""
    child_id = about.child.id
    with act():
        records.seen(child_id, by_staff(), PLAN)


@dataclass(frozen=True)
class Standing:
    """Who has signed a target, and whom it waits for, in words that may be read over a shoulder.
    `works`: it is in force, as far as the reader may know of it."""

    signed: list[str]
    waits_for: list[str]
    works: bool

    @property
    def words(self) -> str:
        if not self.signed:
            return f"Nobody has signed yet; waiting for {_and(self.waits_for)}"
        signed = _and(self.signed)
        said = f"{signed[0].upper()}{signed[1:]} signed"
        return f"{said}; waiting for {_and(self.waits_for)}" if self.waits_for else said


def _and(words: list[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def standings(about: About, target_ids: Iterable[int]) -> dict[int, Standing]:
    """Who has signed, by target. With a talk, of all parents only its parent is spoken of."""
    return {
        target_id: _standing(about, signed)
        for target_id, signed in signing.sign_offs(target_ids).items()
    }


def _standing(about: About, signed: list[Signed]) -> Standing:
    parties = {one.party for one in signed}
    grown_up = [
        one for one in signed if one.party in GROWN_UPS and about.parent_id in (None, one.parent_id)
    ]
    name = about.parent.full_name if about.parent else "a parent or carer"
    if about.parent and (grown_up[0].party == Party.CARER if grown_up else about.carer):
        name = f"{name} (carer)"
    each = {
        "the teacher": Party.TEACHER in parties,
        about.child.first_name: Party.CHILD in parties,
        name: bool(grown_up),
    }
    return Standing(
        [who for who, has in each.items() if has],
        [who for who, has in each.items() if not has],
        all(each.values()),
    )


@dataclass(frozen=True)
class Heading:
    """Targets under one heading."""

    words: str
    targets: list[Agreed]


def by_year(plan: list[Agreed]) -> list[Heading]:
    """The targets of now, then those set for a school year that has not begun."""
    rows = {one.target_id: db.session.get_one(Target, one.target_id) for one in plan}
    later = [one for one in plan if targets.comes_later(rows[one.target_id])]
    now = [one for one in plan if one not in later]
    return [Heading("Now", now)] + ([Heading("Next year’s targets", later)] if later else [])
