"""Who is who: the children and contacts of a file, and those the school knows already.

A number in the school's records decides, if the name does not speak against it. A name alone never
does: it needs the birthday or the mobile, or it is a question for a person. What is beyond doubt is
found first, for whoever is found is nobody else: what is only likely is looked for among the rest.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TypeVar

from portal.domain.entries import ChildInFile, ContactInFile, fold
from portal.domain.imports.known import Known, KnownChild, KnownParent
from portal.domain.imports.matching import FileChild, FileContact, FileTie, InFile
from portal.wording.alike import alike
from portal.wording.names import compared


def recognise(file: InFile, known: Known) -> None:
    """Find those in the file whom the school knows already."""
    _Children(file, known).recognise()
    _Contacts(file, known).recognise()


One = TypeVar("One", KnownChild, KnownParent)
File = TypeVar("File", FileChild, FileContact)


def _claim(one: File, found: One, taken: set[int], *, doubtful: bool = False) -> None:
    taken.add(found.id)
    one.known, one.doubtful = found, doubtful  # type: ignore[assignment]


def _unknown(people: Iterable[File]) -> list[File]:
    return [one for one in people if one.known is None]


def _same_name(one: FileChild | FileContact, found: KnownChild | KnownParent) -> bool:
    return compared(one.name) == compared(found.name)


def _same_first(one: FileChild | FileContact, found: KnownChild | KnownParent) -> bool:
    return compared(one.facts.first) == compared(found.first_name)


def _another_name(one: FileChild | FileContact, found: KnownChild | KnownParent) -> bool:
    """Nothing in the names says that they are one person: neither in the first, nor in all of it,
    where one may lack the first or have the two turned round."""
    return not alike(one.facts.first, found.first_name) and not alike(one.name, found.name)


def _another_last(one: FileChild | FileContact, found: KnownChild | KnownParent) -> bool:
    return compared(one.facts.last) != compared(found.last_name)


# -- children ----------------------------------------------------------------------------------


class _Children:
    """The children of a file, and those the school knows; `taken`: who was found already."""

    def __init__(self, file: InFile, known: Known):
        self.all, self.known = file.children, known
        self.taken: set[int] = set()
        self.orders = {one.id: one.year_order for one in known.classes.values()}
        self.by_name: defaultdict[str, list[KnownChild]] = defaultdict(list)
        for one in known.children.values():
            self.by_name[compared(one.name)].append(one)

    def recognise(self) -> None:
        self._by_upn()
        self._by_number()
        for sure in (True, False):
            self._by_name(sure=sure)

    def _by_upn(self) -> None:
        by_upn = {one.upn: one for one in self.known.children.values() if one.upn}
        for child in self.all:
            found = by_upn.get(child.facts.upn)
            if found and found.id not in self.taken:
                _claim(child, found, self.taken)

    def _by_number(self) -> None:
        """By the number in the records: with the first name; else whoever fits exactly, for two
        numbers may have been swapped; else by the number alone."""
        by_id = {one.mis_id: one for one in self.known.children.values() if one.mis_id}
        for child in _unknown(self.all):
            found = self._free(by_id.get(child.facts.mis_id))
            if found and _same_first(child, found) and not _two_upns(child.facts, found):
                _claim(child, found, self.taken)
        for child in _unknown(self.all):
            fits = [one for one in self._namesakes(child) if _same_birthday(child.facts, one)]
            found = next((one for one in fits if not _two_upns(child.facts, one)), None)
            if found and child.facts.mis_id in by_id:
                _claim(child, found, self.taken)
        for child in _unknown(self.all):
            found = self._free(by_id.get(child.facts.mis_id))
            if found and not (_two_upns(child.facts, found) and not alike(child.name, found.name)):
                _claim(child, found, self.taken, doubtful=_doubtful_number(child, found))

    def _free(self, found: KnownChild | None) -> KnownChild | None:
        return found if found and found.id not in self.taken else None

    def _namesakes(self, child: FileChild) -> list[KnownChild]:
        return [one for one in self.by_name[compared(child.name)] if one.id not in self.taken]

    def _by_name(self, *, sure: bool) -> None:
        """By name, and all else that is known. Of several the likeliest, who is never sure."""
        for child in _unknown(self.all):
            may_be = [one for one in self._namesakes(child) if _may_be(child.facts, one)]
            ranked = sorted(may_be, key=lambda one: self._rank(child.facts, one), reverse=True)
            if sure:
                ranked = [one for one in ranked if self._is_sure(child.facts, one)]
                there = [one for one in ranked if self._in_class(child.facts, one)]
                ranked = ranked if len(ranked) == 1 else there if len(there) == 1 else []
            if ranked:
                _claim(child, ranked[0], self.taken, doubtful=not sure)

    def _rank(self, facts: ChildInFile, one: KnownChild) -> tuple[bool, bool, bool]:
        """How likely this is the child: the birthday, the class, the same year or the next."""
        order, year = self.orders.get(one.class_id or 0), facts.year
        followed = year is not None and order in (year.order, year.order - 1)
        return _same_birthday(facts, one), self._in_class(facts, one), followed

    def _is_sure(self, facts: ChildInFile, one: KnownChild) -> bool:
        if facts.mis_id and one.mis_id:  # another system of records numbers everybody anew
            fits = _same_birthday(facts, one) and self._in_class(facts, one)
            return fits and not _two_upns(facts, one)
        if _two_upns(facts, one):
            return False
        listed_again = self._in_class(facts, one) and _without_numbers(facts, one)
        return listed_again or _same_birthday(facts, one)

    def _in_class(self, facts: ChildInFile, one: KnownChild) -> bool:
        here = self.known.class_of(one)
        return bool(here) and fold(here) == fold(facts.class_name)


def _doubtful_number(child: FileChild, found: KnownChild) -> bool:
    """Whether a number in the records is too little to say that this is the child."""
    born = _same_birthday(child.facts, found)
    if _two_upns(child.facts, found):  # a number for a while, and the one that stays
        return not born
    return _another_name(child, found) and (not born or _another_last(child, found))


def _two_upns(facts: ChildInFile, one: KnownChild) -> bool:
    return bool(facts.upn and one.upn and facts.upn != one.upn)


def _may_be(facts: ChildInFile, one: KnownChild) -> bool:
    """Whether nothing says that they are two children: two birthdays, or two pupil numbers."""
    two_birthdays = facts.birthday and one.birth_day
    return _same_birthday(facts, one) or not (two_birthdays or _two_upns(facts, one))


def _same_birthday(facts: ChildInFile, one: KnownChild) -> bool:
    return facts.birthday is not None and facts.birthday == (one.birth_day, one.birth_month)


def _without_numbers(facts: ChildInFile, one: KnownChild) -> bool:
    """A list without numbers, read again: name and class are all there ever was."""
    return not (one.mis_id or one.upn or facts.mis_id or facts.upn)


# -- contacts ----------------------------------------------------------------------------------


class _Contacts:
    """The contacts of a file, and the parents the school knows; `taken`: who was found already.
    Their children are recognised before them."""

    def __init__(self, file: InFile, known: Known):
        self.file, self.known = file, known
        self.taken: set[int] = set()
        self.children: defaultdict[int, set[int]] = defaultdict(set)
        """Of each contact, by row: the children known beyond doubt."""
        for tie in file.ties:
            if tie.child.known and not tie.child.doubtful:
                self.children[tie.contact.row_number].add(tie.child.known.id)
        self.around: defaultdict[int, list[KnownParent]] = defaultdict(list)
        for child_id, parent_id in known.ties:
            self.around[child_id].append(known.parents[parent_id])
        self.by_name_and_number: defaultdict[tuple[str, str], list[KnownParent]] = defaultdict(list)
        for one in known.parents.values():
            for number in {one.number, one.number_in_file} - {None}:
                self.by_name_and_number[compared(one.name), number or ""].append(one)

    def recognise(self) -> None:
        self._by_number_in_the_records()
        for doubtful in (False, True):
            self._by_name_and_number(doubtful=doubtful)
        self._by_name_around_a_child()
        self._join_rows_of_one_parent()
        self._by_what_is_likely()

    def _by_number_in_the_records(self) -> None:
        """As `_Children._by_number`: with the first name, as whoever fits exactly, alone."""
        by_id = {one.mis_id: one for one in self.known.parents.values() if one.mis_id}
        for contact in self.file.contacts:
            found = by_id.get(contact.facts.mis_id)
            if found and found.id not in self.taken and _same_first(contact, found):
                _claim(contact, found, self.taken)
        for contact in _unknown(self.file.contacts):
            fits = [*self._fitting(contact), *self._namesakes_with_a_child(contact)]
            if fits and contact.facts.mis_id in by_id:
                _claim(contact, fits[0], self.taken)
        for contact in _unknown(self.file.contacts):
            found = by_id.get(contact.facts.mis_id)
            if found and found.id not in self.taken:
                _claim(contact, found, self.taken, doubtful=_doubtful_id(contact, found))

    def _fitting(self, contact: FileContact) -> list[KnownParent]:
        """Those of this name with this number."""
        found = self.by_name_and_number[compared(contact.name), contact.facts.number.e164]
        return [one for one in found if one.id not in self.taken]

    def _namesakes_with_a_child(self, contact: FileContact) -> list[KnownParent]:
        """Those of this name who are parents of a child of this contact's."""
        children = self.children[contact.row_number]
        around = [one for child_id in children for one in self.around[child_id]]
        return [one for one in around if one.id not in self.taken and _same_name(contact, one)]

    def _by_name_and_number(self, *, doubtful: bool) -> None:
        for contact in _unknown(self.file.contacts):
            fits = self._fitting(contact)
            found = [one for one in fits if self._is_doubtful(contact, one) is doubtful]
            if found:
                _claim(contact, found[0], self.taken, doubtful=doubtful)

    def _is_doubtful(self, contact: FileContact, one: KnownParent) -> bool:
        """Another system of records numbers everybody anew: with two numbers there, name and mobile
        are too little if they share no child."""
        return _two_ids(contact.facts, one) and not self._share_a_child(contact, one)

    def _share_a_child(self, contact: FileContact, one: KnownParent) -> bool:
        children = self.children[contact.row_number]
        return any((child_id, one.id) in self.known.ties for child_id in children)

    def _by_name_around_a_child(self) -> None:
        for contact, child in self._not_found():
            for one in self._free_around(child):
                if _same_name(contact, one) and not _two_ids(contact.facts, one):
                    _claim(contact, one, self.taken, doubtful=child.doubtful)
                    break

    def _not_found(self) -> Iterator[tuple[FileContact, FileChild]]:
        """Contacts whom nobody is found for so far, with each known child of theirs."""
        for tie in self.file.ties:
            if tie.contact.known is None and tie.child.known:
                yield tie.contact, tie.child

    def _free_around(self, child: FileChild) -> list[KnownParent]:
        around = self.around[child.known.id] if child.known else []
        return [one for one in around if one.id not in self.taken]

    def _by_what_is_likely(self) -> None:
        """The mobile of a parent of this child, or a name like it: a person is asked."""
        for contact, child in self._not_found():
            free = self._free_around(child)
            same_number = [one for one in free if _respelt(contact.facts, one)]
            if likely := [*same_number, *(one for one in free if _name_like(contact, one))]:
                _claim(contact, likely[0], self.taken, doubtful=True)

    def _join_rows_of_one_parent(self) -> None:
        """A parent's name about a child of theirs, without a number or with another: the same
        parent as in the rows that are found, whose tie to a child counts if there are two."""
        found = {one.known.id: one for one in self.file.contacts if one.known}
        wholes = {
            tie.contact.row_number: whole
            for tie in self.file.ties
            if (whole := self._same_parent(tie, found))
        }
        ties: dict[tuple[int, int], FileTie] = {}
        for tie in sorted(self.file.ties, key=lambda tie: tie.contact.row_number in wholes):
            contact = wholes.get(tie.contact.row_number, tie.contact)
            pair = tie.child.row_number, contact.row_number
            ties.setdefault(pair, replace(tie, contact=contact))
        for part in self.file.contacts:
            if whole := wholes.get(part.row_number):
                whole.other_numbers.append((part.row_number, part.facts.number.e164))
        self.file.ties[:] = sorted(ties.values(), key=lambda tie: tie.row_number)
        self.file.contacts[:] = [one for one in self.file.contacts if one.row_number not in wholes]

    def _same_parent(self, tie: FileTie, found: dict[int, FileContact]) -> FileContact | None:
        if tie.contact.known or tie.contact.facts.mis_id or not tie.child.known:
            return None
        parents = [one for one in self.around[tie.child.known.id] if _same_name(tie.contact, one)]
        wholes = [found[one.id] for one in parents if one.id in found]
        name = compared(tie.contact.name)
        return next((one for one in wholes if compared(one.name) == name), None)


def _name_like(contact: FileContact, one: KnownParent) -> bool:
    return alike(contact.name, one.name) or alike(contact.facts.first, one.first_name)


def _doubtful_id(contact: FileContact, found: KnownParent) -> bool:
    """Whether a number in the records is too little to say that this is the parent."""
    same_number = _same_number(contact.facts, found)
    return _another_name(contact, found) and (not same_number or _another_last(contact, found))


def _same_number(facts: ContactInFile, one: KnownParent) -> bool:
    return facts.number.is_mobile and facts.number.e164 in (one.number, one.number_in_file)


def _respelt(facts: ContactInFile, one: KnownParent) -> bool:
    return _same_number(facts, one) and not _two_ids(facts, one)


def _two_ids(facts: ContactInFile, one: KnownParent) -> bool:
    return bool(facts.mis_id and one.mis_id)
