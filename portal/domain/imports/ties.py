"""The ties of a pupils' file, contact to child, against those the school knows.

Being in the file invites nobody: a new tie begins by the school's rule, and what the office has
decided stays. An import may add a hold, and never lifts one.
"""

from portal.domain.imports.known import KnownTie, fold
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

RIGHTS = ("may_be_invited", "may_sign", "gets_texts")


def compare(made: Plan, file: InFile, decisions: Decisions) -> None:
    """Every tie in the file, and those of children who are in care from now on."""
    _switch_off_around_children_in_care(made, file)
    barred = [tie for tie in made.known.ties.values() if tie.barred]
    names = {(tie.child_id, _name(made, tie.parent_id)) for tie in barred}
    people = {tie.parent_id for tie in barred if tie.no_contact}
    arrived = {one.row_number: one for one in made.arrivals}
    for tie in file.ties:
        child, parent = tie.child.known, tie.contact.known
        known = made.known.ties.get((child.id, parent.id)) if child and parent else None
        if known:
            _compare_tie(made, tie, known, decisions)
            continue
        alike = child is not None and (child.id, fold(tie.contact.name)) in names
        held = tie.facts.court_order or alike or (parent is not None and parent.id in people)
        arrival = _add_tie(made, tie, held=held)
        if child and child.in_care and not held:
            made.todos.append(ToDo(TaskKind.IN_CARE, child=_ref(tie.child)))
        if held:
            made.not_shown.add(tie.row_number)
        else:
            arrived[tie.row_number] = arrival  # in place of the line for the new child alone
    made.arrivals = [arrived[row] for row in sorted(arrived)]


def _name(made: Plan, parent_id: int) -> str:
    parent = made.known.parents[parent_id]
    return fold(parent.first_name, parent.last_name)


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
    """A tie that is new. Held, if it is marked, or if this person, or somebody of this name, must
    not be contacted: whoever is barred must not come back under another number."""
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
