"""A file as people: each child and each contact once, from the rows that name them.

Which of them the school knows already is found in `recognising`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from portal.domain.entries import ChildInFile, ContactInFile, Entry
from portal.domain.imports.known import KnownChild, KnownParent

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
    perhaps_barred: bool = False
    """May be somebody who must not be contacted, and nobody can be asked without saying so: every
    tie that is new begins held."""
    other_numbers: list[tuple[int, str]] = field(default_factory=list)
    """Row and number (E.164, or "") of rows that name the same parent without saying more."""

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
    """The file as people: everybody once. `left_out`: children of rows that could not be used, or
    whose contact could not be read."""

    children: list[FileChild]
    contacts: list[FileContact]
    ties: list[FileTie]
    left_out: list[ChildInFile]


def gather(rows: Iterable[Entry]) -> InFile:
    """Everybody in the file once; what the first row says counts."""
    children: dict[Key, FileChild] = {}
    contacts: dict[Key, FileContact] = {}
    ties: dict[tuple[Key, Key], FileTie] = {}
    left_out = []
    upns: set[str] = set()
    for row in rows:
        if row.left_out:
            left_out.append(row.left_out)
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
    return InFile([*children.values()], [*contacts.values()], [*ties.values()], left_out)
