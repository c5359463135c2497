"""The ties of a pupils' file, contact to child, against those the school knows.

Being in the file invites nobody: a new tie begins by the school's rule, and what the office has
decided stays. An import may add a hold, and never lifts one.
"""

from collections import defaultdict

from portal.domain.entries import Relationship
from portal.domain.imports.known import KnownParent, KnownTie
from portal.domain.imports.matching import FileChild, FileContact, FileTie, InFile
from portal.domain.imports.plans import (
    Arrival,
    Ask,
    Conflict,
    Decisions,
    NewTie,
    Plan,
    Ref,
    ToDo,
    Values,
)
from portal.domain.people import Responsibility, starting_rights
from portal.domain.tasks import TaskKind
from portal.wording.alike import alike, same_words

_SAYS_LITTLE = {None, "", Relationship.PARENT, Relationship.OTHER}
"""Relationships that any other may be."""
RIGHTS = ("may_be_invited", "may_sign", "gets_texts")


def compare(made: Plan, file: InFile, decisions: Decisions) -> None:
    """Every tie in the file, and those of children who are in care from now on."""
    _switch_off_around_children_in_care(made, file)
    perhaps_barred = _perhaps_barred(made, file)
    arrived = {one.row_number: one for one in made.arrivals}
    for tie in file.ties:
        known = _known_tie(made, tie)
        if known:
            _compare_tie(made, tie, known, decisions)
            continue
        held = tie.facts.court_order or tie.contact.row_number in perhaps_barred
        arrival = _add_tie(made, tie, held=held)
        if tie.child.known and tie.child.known.in_care and not held:
            made.todos.append(ToDo(TaskKind.IN_CARE, child=_ref(tie.child)))
        if held:
            made.not_shown.add(tie.row_number)
        else:
            arrived[tie.row_number] = arrival  # in place of the line for the new child alone
    made.arrivals = [arrived[row] for row in sorted(arrived)]


def _perhaps_barred(made: Plan, file: InFile) -> set[int]:
    """The rows of contacts who are, or may be, somebody who must not be contacted: whatever tie of
    theirs is new begins held. Whoever is barred must not come back under another name or number."""
    barred: defaultdict[int, list[tuple[KnownTie, KnownParent]]] = defaultdict(list)
    for tie in made.known.ties.values():
        if tie.barred:
            barred[tie.child_id].append((tie, made.known.parents[tie.parent_id]))
    people = {parent.id for ties in barred.values() for _, parent in ties}
    here = {one.known.id for one in file.contacts if one.known}
    may_be = {
        tie.contact.row_number
        for tie in file.ties
        if tie.child.known and not _known_tie(made, tie)
        if any(_may_be(tie, *one, here) for one in barred[tie.child.known.id])
    }
    return may_be | {
        one.row_number
        for one in file.contacts
        if one.perhaps_barred or (one.known and one.known.id in people)
    }


def _known_tie(made: Plan, tie: FileTie) -> KnownTie | None:
    child, parent = tie.child.known, tie.contact.known
    return made.known.ties.get((child.id, parent.id)) if child and parent else None


def _may_be(tie: FileTie, barred_tie: KnownTie, barred: KnownParent, here: set[int]) -> bool:
    """Whether this new contact of a child may be the one who is barred from it. `here`: ids of the
    parents who are in the file."""
    if alike(tie.contact.name, barred.name):
        return True
    relationship = tie.facts.relationship
    related = {relationship, barred_tie.relationship_} - _SAYS_LITTLE
    same_last = same_words(tie.facts.last, barred.last_name)
    return barred.id not in here and same_last and len(related) < 2


def _switch_off_around_children_in_care(made: Plan, file: InFile) -> None:
    """From the day a child is in care a lead names who is invited, whatever held before."""
    new = {
        one.known.id
        for one in file.children
        if one.known and one.facts.in_care and not one.known.in_care
    }
    for tie in made.known.ties.values():
        if tie.child_id in new:
            made.change(made.changed_ties, tie.id, **dict.fromkeys(RIGHTS, False), decided=False)


def _add_tie(made: Plan, tie: FileTie, *, held: bool) -> Arrival:
    """A tie that is new. Held, if it is marked, or if this may be somebody who is barred."""
    facts, child, parent = tie.facts, _ref(tie.child), _ref(tie.contact)
    relationship = facts.relationship.value if facts.relationship else ""
    on = starting_rights(facts.responsibility, in_care=_in_care(tie.child), held=held)
    values = {
        "relationship_": relationship,
        "responsibility": facts.responsibility,
        "priority": facts.priority,
        **dict.fromkeys(RIGHTS, on),
        "held": held,
        "court_order": facts.court_order,
    }
    made.new_ties.append(NewTie(child, parent, values))
    if held:
        _mark(made, child, parent)
    return Arrival(
        tie.row_number,
        tie.child.name,
        tie.child.facts.class_name,
        tie.child.known is None,
        tie.contact.name,
        relationship,
        on,
    )


def _ref(one: FileChild | FileContact) -> Ref:
    return Ref(one.known.id if one.known else None, one.row_number)


def _in_care(child: FileChild) -> bool:
    return child.facts.in_care or (child.known is not None and child.known.in_care)


def _mark(made: Plan, child: Ref, parent: Ref) -> None:
    made.todos.append(ToDo(TaskKind.COURT_ORDER, child, parent))
    made.marks += 1


def _compare_tie(made: Plan, tie: FileTie, known: KnownTie, decisions: Decisions) -> None:
    facts = tie.facts
    said: Values = {"court_order": facts.court_order}
    if facts.relationship:
        said["relationship_"] = facts.relationship.value
    if facts.priority is not None:
        said["priority"] = facts.priority
    if facts.court_order and not known.court_order and not known.barred:
        said |= {"held": True} | dict.fromkeys(RIGHTS, False)
        _mark(made, _ref(tie.child), _ref(tie.contact))
    elif facts.responsibility not in (known.responsibility, Responsibility.UNKNOWN):
        said |= _responsibility(made, tie, known, decisions)
    values = {name: value for name, value in said.items() if getattr(known, name, None) != value}
    if values:
        made.change(made.changed_ties, known.id, **values)
    if known.barred or said.get("held"):
        made.not_shown.add(tie.row_number)
    else:
        now = known._asdict() | values
        made.say(
            tie.contact,
            ("relationship", known.relationship_, now["relationship_"]),
            ("parental responsibility", known.responsibility.value, now["responsibility"].value),
            ("invited and texted", _yes(known.may_be_invited), _yes(now["may_be_invited"])),
            about=tie.child,
        )


def _yes(on: bool) -> str:
    return "yes" if on else "no"


def _responsibility(made: Plan, tie: FileTie, known: KnownTie, decisions: Decisions) -> Values:
    """Parental responsibility is another: the tie is switched by the school's rule, unless the
    office has decided about it."""
    now = tie.facts.responsibility
    said: Values = {"responsibility": now}
    if known.barred:
        return said
    if known.decided:
        name = f"{tie.contact.name}, about {tie.child.name}"
        here = "invited" if known.may_be_invited else "not invited"
        conflict = Conflict(
            Ask.RIGHTS, known.id, tie.row_number, name, here, f"parental responsibility: {now}"
        )
        made.conflicts.append(conflict)
        decided = decisions.file_is_right.get(conflict.key)
        if not decided:
            return said if decided is False else {}
    on = starting_rights(now, in_care=_in_care(tie.child), held=False)
    return said | dict.fromkeys(RIGHTS, on)
