"""Finding a parent or a child by what somebody remembers: part of a name, a number, any script.

How names are compared is in `wording.names`: "lukasz now" finds Łukasz Nowak, and Muhamad finds
Mohammed and محمد. Two light queries bring all names; a school has some two thousand. A parent is
found through a child's name or class only where they may hear about that child.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select

from portal.db import db
from portal.domain.numbers import read_number
from portal.domain.people import Child, Guardianship, OnRoll, Parent, SchoolClass
from portal.wording.names import Fit, Wanted, Word, fits, plain, typed, words_of

MOST = 50
"""Parents or children shown for one search; more than that wants another letter."""
FEWEST_DIGITS = 4
"""So many digits of a number are worth searching for."""
ENDS = 3
"""The last digits of a number by which two people of one name are told apart."""


class Matched(StrEnum):
    """What of a parent fitted what was typed; the first that did."""

    NUMBER = "number"
    NAME = "name"
    CHILD = "child"
    CLASS = "class"


@dataclass(frozen=True)
class Theirs:
    """A child this parent may hear about, by which two parents of one name are told apart."""

    id: int
    first_name: str
    class_name: str


@dataclass(frozen=True)
class FoundParent:
    """A parent, and the children this parent may hear about. `number_ends`: the last digits of
    the number we hold, for somebody who may be served at all; `close`: the name is not written as
    it was typed, it only sounds like it."""

    id: int
    name: str
    children: list[Theirs]
    number_ends: str
    matched: Matched
    close: bool


@dataclass(frozen=True)
class _Looked:
    """What was typed: the ways to read the names in it, and the digits of a number, or ""."""

    ways: list[Wanted]
    digits: str


@dataclass(frozen=True)
class _Tie:
    """A child of a parent, ready to be compared."""

    theirs: Theirs
    name: Sequence[Word]
    of_class: Sequence[str]


def parents(words: str) -> list[FoundParent]:
    """Parents whose name, number, child or child's class fits these words: those that fit to the
    letter first, then those that sound like it, each by name; at most fifty."""
    looked = _read(words)
    if not looked.ways and not looked.digits:
        return []
    ties = _ties()
    rows = db.session.execute(
        select(Parent.id, Parent.first_name, Parent.last_name, Parent.number).order_by(
            Parent.last_name, Parent.first_name, Parent.id
        )
    )
    found = []
    for parent_id, first, last, number in rows:
        own = ties.get(parent_id, [])
        fit, matched = _fit(looked, words_of(f"{first} {last}"), number, own)
        if fit:
            ends = number[-ENDS:] if number and own else ""
            children = [tie.theirs for tie in own]
            name = f"{first} {last}".strip()
            found.append(FoundParent(parent_id, name, children, ends, matched, fit is Fit.CLOSE))
    order = list(Matched)
    return sorted(found, key=lambda one: (one.close, order.index(one.matched)))[:MOST]


def _read(words: str) -> _Looked:
    """The names and the number in these words: "malik 0777" has both."""
    digits = digits_in(words)
    if digits:
        return _Looked([], digits)
    names: list[str] = []
    number: list[str] = []
    for word in words.split():
        spoken = any(letter.isalpha() for letter in word)
        (names if spoken or len(_digits(word)) < FEWEST_DIGITS else number).append(word)
    return _Looked(typed(" ".join(names)), digits_in(" ".join(number)))


def _ties() -> dict[int, list[_Tie]]:
    """The children each parent (id) may hear about."""
    found: dict[int, list[_Tie]] = {}
    for parent_id, child_id, first, last, class_name in db.session.execute(
        select(
            Guardianship.parent_id,
            Child.id,
            Child.first_name,
            Child.last_name,
            SchoolClass.name,
        )
        .join(Child, Child.id == Guardianship.child_id)
        .outerjoin(SchoolClass, SchoolClass.id == Child.class_id)
        .where(~Guardianship.no_contact, ~Guardianship.held, Child.roll != OnRoll.LEFT)
        .order_by(Guardianship.id)
    ):
        theirs = Theirs(child_id, first, class_name or "")
        tie = _Tie(theirs, words_of(f"{first} {last}"), plain(class_name or ""))
        found.setdefault(parent_id, []).append(tie)
    return found


def _fit(
    looked: _Looked, own: Sequence[Word], number: str | None, ties: list[_Tie]
) -> tuple[Fit, Matched]:
    """How well this parent fits, and by what."""
    if looked.digits and looked.digits not in (number or ""):
        return Fit.NOT, Matched.NUMBER
    if not looked.ways:
        return Fit.EXACT, Matched.NUMBER
    tries = [(fits(looked.ways, own), Matched.NAME)]
    if tries[0][0] is not Fit.EXACT:
        tries += [(fits(looked.ways, [*own, *tie.name]), Matched.CHILD) for tie in ties]
        tries += [(_fits_class(looked.ways, own, tie), Matched.CLASS) for tie in ties]
    return max(tries, key=lambda one: one[0])


def _fits_class(ways: list[Wanted], own: Sequence[Word], tie: _Tie) -> Fit:
    """With some of the words typed beginning a word of the child's class."""
    best = Fit.NOT
    for way in ways:
        rest = [word for word in way if not _begins(word, tie.of_class)]
        if len(rest) < len(way):
            best = max(best, fits([rest], [*own, *tie.name]))
    return best


def _begins(word: Word, of_class: Sequence[str]) -> bool:
    return any(one.startswith(word.plain) for one in of_class)


def digits_in(words: str) -> str:
    """What a number in our records holds if these words are (part of) one; "" if they are not."""
    if any(letter.isalpha() for letter in words):
        return ""
    whole = read_number(words).e164
    if whole:
        return whole
    part = _digits(words.replace("(0)", ""))
    return part.lstrip("0") if len(part) >= FEWEST_DIGITS else ""


def _digits(words: str) -> str:
    return "".join(str(unicodedata.decimal(one)) for one in words if one.isdecimal())


@dataclass(frozen=True)
class FoundChild:
    id: int
    name: str
    class_name: str


def children(words: str) -> list[FoundChild]:
    """Children on roll whose name or class fits these words: to the letter first, then those that
    sound like it, each by name; at most fifty."""
    ways = typed(words)
    rows = db.session.execute(
        select(Child.id, Child.first_name, Child.last_name, SchoolClass.name)
        .outerjoin(SchoolClass, SchoolClass.id == Child.class_id)
        .where(Child.roll != OnRoll.LEFT)
        .order_by(Child.last_name, Child.first_name, Child.id)
    )
    found: dict[Fit, list[FoundChild]] = {Fit.EXACT: [], Fit.CLOSE: [], Fit.NOT: []}
    for child_id, first, last, class_name in rows:
        name = words_of(f"{first} {last}")
        tie = _Tie(Theirs(child_id, first, ""), name, plain(class_name or ""))
        fit = max(fits(ways, name), _fits_class(ways, [], tie))
        found[fit].append(FoundChild(child_id, f"{first} {last}", class_name or ""))
    return (found[Fit.EXACT] + found[Fit.CLOSE])[:MOST]
