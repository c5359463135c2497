"""Who is who: the children and contacts of a file, and those the school knows already.

A number in the school's records decides. Where there is none, a name alone never does: it needs
the birthday or the mobile, or it is a question for a person. Somebody who must not be contacted
must not come back as a stranger, so in doubt it is the same person.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TypeVar

from portal.domain.entries import ChildInFile, ContactInFile, Entry
from portal.domain.imports.known import Known, KnownChild, KnownParent, fold

Key = tuple[str, ...]


@dataclass
class FileChild:
    """A child of the file, from the first row that names it."""

    row_number: int
    facts: ChildInFile
    known: KnownChild | None = None
    doubtful: bool = False
    """Only likely the one we know: a person is asked."""

    @property
    def name(self) -> str:
        return f"{self.facts.first} {self.facts.last}".strip()


@dataclass
class FileContact:
    """A contact of the file, from the first row that names it, and whose contact it is."""

    row_number: int
    facts: ContactInFile
    known: KnownParent | None = None
    doubtful: bool = False

    @property
    def name(self) -> str:
        """First and last name, either of which a contact may lack."""
        return f"{self.facts.first} {self.facts.last}".strip()


@dataclass(frozen=True)
class FileTie:
    """One contact of one child."""

    row_number: int
    child: FileChild
    contact: FileContact
    facts: ContactInFile


@dataclass(frozen=True)
class InFile:
    """The file as people: everybody once."""

    children: list[FileChild]
    contacts: list[FileContact]
    ties: list[FileTie]


def gather(rows: Iterable[Entry]) -> InFile:
    """Everybody in the file once; what the first row says counts."""
    children: dict[Key, FileChild] = {}
    contacts: dict[Key, FileContact] = {}
    ties: dict[tuple[Key, Key], FileTie] = {}
    upns: set[str] = set()
    for row in rows:
        if row.child is None:
            continue
        child = children.get(row.child.key)
        if child is None:
            # Two children with one pupil number: it says nothing about the second.
            facts = row.child
            if facts.upn and facts.upn in upns:
                facts = replace(facts, upn="")
            upns.add(facts.upn)
            child = children[row.child.key] = FileChild(row.row_number, facts)
        else:
            hidden = child.facts.hidden.filled_up(row.child.hidden)
            child.facts = replace(child.facts, hidden=hidden)
        if row.contact is None:
            continue
        key = row.contact.key
        if not row.contact.mis_id and not row.contact.number.e164:
            key = (*key, *row.child.key)  # a name says nothing about another child's contact
        contact = contacts.setdefault(key, FileContact(row.row_number, row.contact))
        tie = FileTie(row.row_number, child, contact, row.contact)
        ties.setdefault((row.child.key, key), tie)
    return InFile(list(children.values()), list(contacts.values()), list(ties.values()))


def recognise(file: InFile, known: Known) -> None:
    """Find those in the file whom the school knows already."""
    _recognise_children(file.children, known)
    _recognise_contacts(file, known)


One = TypeVar("One", KnownChild, KnownParent)
File = TypeVar("File", FileChild, FileContact)


def _claim(one: File, found: One | None, taken: set[int], *, doubtful: bool = False) -> bool:
    """This is the one, unless somebody else in the file is."""
    if found is None or found.id in taken:
        return False
    taken.add(found.id)
    one.known, one.doubtful = found, doubtful  # type: ignore[assignment]
    return True


def _other_name(one: FileChild | FileContact, found: KnownChild | KnownParent) -> bool:
    """Neither name is the same: the number may have been given to somebody else."""
    facts = one.facts
    same_first = fold(facts.first) == fold(found.first_name)
    return not same_first and fold(facts.last) != fold(found.last_name)


# -- children ----------------------------------------------------------------------------------


def _recognise_children(children: list[FileChild], known: Known) -> None:
    by_upn = {one.upn: one for one in known.children.values() if one.upn}
    by_id = {one.mis_id: one for one in known.children.values() if one.mis_id}
    taken: set[int] = set()
    for child in children:
        if child.facts.upn:
            _claim(child, by_upn.get(child.facts.upn), taken)
    for child in children:
        found = by_id.get(child.facts.mis_id)
        if child.known or found is None or _two_upns(child, found):
            continue
        _claim(child, found, taken, doubtful=_other_name(child, found))
    _recognise_by_name([child for child in children if not child.known], known, taken)


def _two_upns(child: FileChild, found: KnownChild) -> bool:
    return bool(child.facts.upn and found.upn and child.facts.upn != found.upn)


def _recognise_by_name(children: list[FileChild], known: Known, taken: set[int]) -> None:
    by_name: defaultdict[str, list[KnownChild]] = defaultdict(list)
    for one in known.children.values():
        by_name[fold(one.first_name, one.last_name)].append(one)
    for child in children:
        same_name = [
            one
            for one in by_name[fold(child.facts.first, child.facts.last)]
            if one.id not in taken and _may_be(child.facts, one)
        ]
        there = [one for one in same_name if _in_class(child.facts, one, known)]
        found = there[0] if len(there) == 1 else same_name[0] if len(same_name) == 1 else None
        if found:
            listed_again = bool(there) and _without_numbers(child.facts, found)
            sure = listed_again or _same_birthday(child.facts, found)
            _claim(child, found, taken, doubtful=not sure)


def _may_be(facts: ChildInFile, one: KnownChild) -> bool:
    """Whether nothing says that they are two children: two numbers, or two birthdays."""
    two_numbers = (facts.mis_id and one.mis_id) or (facts.upn and one.upn)
    born = facts.birthday and one.birth_day
    return not two_numbers and (not born or _same_birthday(facts, one))


def _same_birthday(facts: ChildInFile, one: KnownChild) -> bool:
    return facts.birthday is not None and facts.birthday == (one.birth_day, one.birth_month)


def _in_class(facts: ChildInFile, one: KnownChild, known: Known) -> bool:
    here = known.class_names.get(one.class_id or 0, "")
    return bool(here) and fold(here) == fold(facts.class_name)


def _without_numbers(facts: ChildInFile, one: KnownChild) -> bool:
    """A list without numbers, read again: name and class are all there ever was."""
    return not (one.mis_id or one.upn or facts.mis_id or facts.upn)


# -- contacts ----------------------------------------------------------------------------------


def _recognise_contacts(file: InFile, known: Known) -> None:
    by_id = {one.mis_id: one for one in known.parents.values() if one.mis_id}
    taken: set[int] = set()
    for contact in file.contacts:
        found = by_id.get(contact.facts.mis_id)
        if found:
            _claim(contact, found, taken, doubtful=_other_name(contact, found))
    by_number: defaultdict[tuple[str, str], list[KnownParent]] = defaultdict(list)
    for one in known.parents.values():
        if one.number:
            by_number[_name(one), one.number].append(one)
    for contact in file.contacts:
        if not contact.known:
            facts = contact.facts
            same = by_number[fold(facts.first, facts.last), facts.number.e164]
            _claim(contact, _first(contact.facts, same, taken), taken)
    around = _parents_around(known)
    for tie in file.ties:
        if not tie.contact.known and tie.child.known:
            facts = tie.contact.facts
            same = around[tie.child.known.id, fold(facts.first, facts.last)]
            _claim(tie.contact, _first(facts, same, taken), taken)


def _name(one: KnownParent) -> str:
    return fold(one.first_name, one.last_name)


def _parents_around(known: Known) -> defaultdict[tuple[int, str], list[KnownParent]]:
    """The parents of each child by name."""
    around: defaultdict[tuple[int, str], list[KnownParent]] = defaultdict(list)
    for child_id, parent_id in known.ties:
        parent = known.parents[parent_id]
        around[child_id, _name(parent)].append(parent)
    return around


def _first(
    facts: ContactInFile, same: Iterable[KnownParent], taken: set[int]
) -> KnownParent | None:
    """The first of these who may be this contact: not one with another number in the records."""
    may_be = (one for one in same if one.id not in taken and not (facts.mis_id and one.mis_id))
    return next(may_be, None)
