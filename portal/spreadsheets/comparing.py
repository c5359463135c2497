"""What the rows of one file say about each other: one number on two people, one row twice.

What they say against what the school already knows is the import's business.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import replace

from portal.domain.entries import ContactInFile
from portal.spreadsheets.entries import Row
from portal.spreadsheets.problems import Problem, Trouble


def compare(rows: list[Row]) -> list[Row]:
    """The same rows, each with the problems that only its neighbours show."""
    rows = _marked_throughout(rows)
    found: defaultdict[int, list[Problem]] = defaultdict(list)
    for row_number, problem in (*_shared_numbers(rows), *_repeated(rows), *_differing(rows)):
        found[row_number].append(problem)
    return [
        replace(row, problems=(*row.problems, *found[row.row_number]))
        if row.row_number in found
        else row
        for row in rows
    ]


def _marked_throughout(rows: list[Row]) -> list[Row]:
    """Of a child or a tie in several rows, one mark of care or of a court order holds for all."""
    in_care = {row.child.key for row in rows if row.child and row.child.in_care}
    ordered = {_tie(row) for row in rows if row.contact and row.contact.court_order}
    return [
        replace(
            row,
            child=row.child and replace(row.child, in_care=row.child.key in in_care),
            contact=row.contact and replace(row.contact, court_order=_tie(row) in ordered),
        )
        for row in rows
    ]


def _tie(row: Row) -> Hashable:
    return row.child and row.child.key, row.contact and row.contact.key


def _shared_numbers(rows: list[Row]) -> Iterable[tuple[int, Problem]]:
    """A mobile that stands with more than one person: its texts could reach the wrong one."""
    by_number: defaultdict[str, list[tuple[int, ContactInFile]]] = defaultdict(list)
    for row in rows:
        if row.contact and row.contact.number.is_mobile:
            by_number[row.contact.number.e164].append((row.row_number, row.contact))
    for e164, holders in by_number.items():
        if len({contact.key for _, contact in holders}) == 1:
            continue
        trouble = Trouble.SAME_NUMBER if len(_names(holders)) > 1 else Trouble.ONE_PERSON
        for row_number, contact in holders:
            others = tuple(at for at, other in holders if other.key != contact.key)
            yield row_number, Problem(trouble, number=e164, rows=others)


def _names(holders: list[tuple[int, ContactInFile]]) -> set[str]:
    return {f"{contact.first} {contact.last}".casefold() for _, contact in holders}


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
