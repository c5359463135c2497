"""What the rows of one file say about each other: one number on two people, one row twice.

What they say against what the school already knows is the import's business.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import replace
from itertools import islice

from portal.domain.entries import ChildInFile, ContactInFile
from portal.spreadsheets.entries import Row
from portal.spreadsheets.problems import Problem, Trouble
from portal.wording.alike import same_words
from portal.wording.names import compared

MOST_ROWS = 5
"""Of the rows that say the same, how many are shown."""


def compare(rows: list[Row]) -> list[Row]:
    """The same rows, each with the problems that only its neighbours show."""
    rows = _marked_throughout(rows)
    found: defaultdict[int, list[Problem]] = defaultdict(list)
    for problems in (_shared_numbers, _repeated, _differing, _namesakes):
        for row_number, problem in problems(rows):
            found[row_number].append(problem)
    return [
        replace(row, problems=(*row.problems, *found[row.row_number]))
        if row.row_number in found
        else row
        for row in rows
    ]


def _marked_throughout(rows: list[Row]) -> list[Row]:
    """Of a child in several rows one mark of care holds for all, and one of a court order for all
    rows of that contact: some systems write a row for each telephone."""
    in_care = {row.child.key for row in rows if row.child and row.child.in_care}
    ordered: defaultdict[Hashable, list[ContactInFile]] = defaultdict(list)
    for row in rows:
        if row.child and row.contact and row.contact.court_order:
            ordered[row.child.key].append(row.contact)
    return [
        replace(
            row,
            child=row.child and replace(row.child, in_care=row.child.key in in_care),
            contact=row.contact and _marked(row.contact, ordered[row.child and row.child.key]),
        )
        for row in rows
    ]


def _marked(contact: ContactInFile, ordered: list[ContactInFile]) -> ContactInFile:
    return replace(contact, court_order=any(_is_one(contact, other) for other in ordered))


def _is_one(contact: ContactInFile, other: ContactInFile) -> bool:
    """Whether two contacts of one child are one person, by their number or as they are spelt."""
    here, there = _name(contact), _name(other)
    like_it = same_words(contact.first, other.first) and same_words(here, there)
    return contact.key == other.key or here == there or like_it


def _tie(row: Row) -> Hashable:
    return row.child and row.child.key, row.contact and row.contact.key


def _name(one: ChildInFile | ContactInFile) -> str:
    return compared(one.first, one.last)


def _shared_numbers(rows: list[Row]) -> Iterable[tuple[int, Problem]]:
    """A mobile that stands with more than one person: its texts could reach the wrong one."""
    by_number: defaultdict[str, list[tuple[int, ContactInFile]]] = defaultdict(list)
    for row in rows:
        if row.contact and row.contact.number.is_mobile:
            by_number[row.contact.number.e164].append((row.row_number, row.contact))
    for e164, holders in by_number.items():
        first: dict[Hashable, int] = {}
        for row_number, contact in holders:
            first.setdefault(contact.key, row_number)
        if len(first) == 1:
            continue
        names = {_name(contact) for _, contact in holders}
        trouble = Trouble.SAME_NUMBER if len(names) > 1 else Trouble.ONE_PERSON
        for row_number, contact in holders:
            own = contact.key
            others = (at for key, at in first.items() if key != own)
            yield row_number, _with_rows(Problem(trouble, number=e164), others)


def _with_rows(problem: Problem, rows: Iterable[int]) -> Problem:
    """The problem with the first of these rows. A number that stands in for every number that is
    not known may be in thousands."""
    first = tuple(islice(rows, MOST_ROWS + 1))
    return replace(problem, rows=first[:MOST_ROWS], more=len(first) > MOST_ROWS)


def _namesakes(rows: list[Row]) -> Iterable[tuple[int, Problem]]:
    """A child of the same name who is taken for another: perhaps one child, written in two ways."""
    by_name: defaultdict[str, dict[Hashable, tuple[int, ChildInFile]]] = defaultdict(dict)
    for row in rows:
        if row.child:
            by_name[_name(row.child)].setdefault(row.child.key, (row.row_number, row.child))
    for row in rows:
        if row.child and len(by_name[_name(row.child)]) > 1:
            others = by_name[_name(row.child)].values()
            may_be = (at for at, other in others if _may_be_one(row.child, other))
            problem = _with_rows(Problem(Trouble.NAMESAKE), may_be)
            if problem.rows:
                yield row.row_number, problem


def _may_be_one(child: ChildInFile, other: ChildInFile) -> bool:
    """Whether these count as two children, and nothing says that they are."""
    two_birthdays = child.birthday and other.birthday and child.birthday != other.birthday
    two_upns = child.upn and other.upn and child.upn != other.upn
    return child.key != other.key and not two_birthdays and not two_upns


def _repeated(rows: list[Row]) -> Iterable[tuple[int, Problem]]:
    first: dict[Hashable, int] = {}
    for row in rows:
        if row.child and row.contact:
            before = first.setdefault(_tie(row), row.row_number)
            if before != row.row_number:
                yield row.row_number, Problem(Trouble.SAME_ROW, rows=(before,))


def _differing(rows: list[Row]) -> Iterable[tuple[int, Problem]]:
    """One child, or one contact, written in two ways: the first row counts."""
    children: dict[Hashable, tuple[int, Hashable]] = {}
    contacts: dict[Hashable, tuple[int, Hashable]] = {}
    for row in rows:
        if row.child:
            at, as_written = children.setdefault(row.child.key, (row.row_number, row.child))
            if as_written != row.child:
                yield row.row_number, Problem(Trouble.CHILD_DIFFERS, rows=(at,))
        if row.contact:
            who = row.contact
            person = (who.first, who.last, who.number.e164, who.language)
            at, as_written = contacts.setdefault(who.key, (row.row_number, person))
            if as_written != person:
                yield row.row_number, Problem(Trouble.CONTACT_DIFFERS, rows=(at,))
