"""Finding a parent or a child by what somebody remembers: part of a name, a number, any script.

Names are compared without accents and without case, word by word from the beginning, so "lukasz
now" finds Łukasz Nowak. One light query brings all names; a school has some two thousand. A parent
is found through a child's name only where they may hear about that child.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import select

from portal.db import db
from portal.domain.numbers import read_number
from portal.domain.people import Child, Guardianship, OnRoll, Parent, SchoolClass

MOST = 50
"""Parents or children shown for one search; more than that wants another letter."""
FEWEST_DIGITS = 4
"""So many digits of a number are worth searching for."""

# Letters that are one letter to their language, and another with a mark to everybody's keyboard;
# and the several forms that Arabic and Urdu keyboards have for one letter.
_ONE_LETTER = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"}
    | {"ي": "ی", "ى": "ی", "ك": "ک", "ة": "ہ", "ه": "ہ", "ۃ": "ہ", "ـ": ""}
)


@lru_cache(maxsize=20_000)
def plain(name: str) -> tuple[str, ...]:
    """The words of a name without accents, case and punctuation."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    joined = re.sub(r"['’`´\u200c\u200d]", "", bare.translate(_ONE_LETTER))
    return tuple(re.sub(r"[-_.,;:()/]", " ", joined).split())


def _matches(wanted: tuple[str, ...], words: tuple[str, ...]) -> bool:
    """Whether every word wanted begins one of these words."""
    return all(any(word.startswith(begin) for word in words) for begin in wanted)


@dataclass(frozen=True)
class FoundParent:
    """A parent, and the first names of the children this parent may hear about."""

    id: int
    name: str
    children: list[str]


def parents(words: str) -> list[FoundParent]:
    """Parents whose name, number or child fits these words, by name; at most fifty."""
    wanted, digits = plain(words), digits_in(words)
    if not wanted:
        return []
    children: dict[int, list[tuple[str, str]]] = {}
    for parent_id, first, last in db.session.execute(
        select(Guardianship.parent_id, Child.first_name, Child.last_name)
        .join(Child, Child.id == Guardianship.child_id)
        .where(~Guardianship.no_contact, ~Guardianship.held, Child.roll != OnRoll.LEFT)
        .order_by(Guardianship.id)
    ):
        children.setdefault(parent_id, []).append((first, last))
    found = [
        FoundParent(parent_id, f"{first} {last}".strip(), [one for one, _ in own])
        for parent_id, first, last, number in db.session.execute(
            select(Parent.id, Parent.first_name, Parent.last_name, Parent.number).order_by(
                Parent.last_name, Parent.first_name, Parent.id
            )
        )
        if _is_parent(wanted, digits, f"{first} {last}", number, own := children.get(parent_id, []))
    ]
    return found[:MOST]


def _is_parent(
    wanted: tuple[str, ...],
    digits: str,
    name: str,
    number: str | None,
    children: list[tuple[str, str]],
) -> bool:
    if digits:
        return number is not None and digits in number
    words = plain(name)
    if _matches(wanted, words):
        return True
    return any(_matches(wanted, words + plain(f"{first} {last}")) for first, last in children)


def digits_in(words: str) -> str:
    """What a number in our records holds if these words are (part of) one; "" if they are not."""
    if any(letter.isalpha() for letter in words):
        return ""
    whole = read_number(words).e164
    if whole:
        return whole
    typed = "".join(str(unicodedata.decimal(one)) for one in words if one.isdecimal())
    return typed.lstrip("0") if len(typed) >= FEWEST_DIGITS else ""


@dataclass(frozen=True)
class FoundChild:
    id: int
    name: str
    class_name: str


def children(words: str) -> list[FoundChild]:
    """Children on roll whose name or class fits these words, by name; at most fifty."""
    wanted = plain(words)
    if not wanted:
        return []
    rows = db.session.execute(
        select(Child.id, Child.first_name, Child.last_name, SchoolClass.name)
        .outerjoin(SchoolClass, SchoolClass.id == Child.class_id)
        .where(Child.roll != OnRoll.LEFT)
        .order_by(Child.last_name, Child.first_name, Child.id)
    )
    found = [
        FoundChild(child_id, f"{first} {last}", class_name or "")
        for child_id, first, last, class_name in rows
        if _matches(wanted, plain(f"{first} {last}") + plain(class_name or ""))
    ]
    return found[:MOST]
