"""Who is no longer in a pupils' file: children, and contacts of children who are.

What becomes of them a person decides afterwards: `missing`.
"""

from collections import defaultdict

from portal.domain.imports.known import KnownChild
from portal.domain.imports.matching import InFile, Key
from portal.domain.imports.plans import Gone, Plan
from portal.domain.people import OnRoll


def compare(made: Plan, file: InFile, *, whole_school: bool) -> None:
    """Mark who is not in a file of the whole school, and unmark whoever is back."""
    here = {child.known.id for child in file.children if child.known}
    unread = _unread(made, file)
    for child in made.known.children.values():
        in_file = child.id in here or child.id in unread
        if whole_school and not in_file and child.roll == OnRoll.ON_ROLL:
            made.change(made.changed_children, child.id, roll=OnRoll.MISSING)
            made.gone.append(_gone(made, child))
    sought = set(made.known.children) - unread if whole_school else set()
    gone_from = _compare_ties(made, file, here, sought)
    present = {contact.known.id for contact in file.contacts if contact.known}
    for parent_id, gone in gone_from.items():
        missing = parent_id not in present and all(gone)
        if missing != made.known.parents[parent_id].missing:
            made.change(made.changed_parents, parent_id, missing=missing)


def _unread(made: Plan, file: InFile) -> set[int]:
    """Ids of children of whom a row could not be used: neither they nor their contacts are gone."""
    children = made.known.children.values()
    ids: dict[Key, int] = {("number", one.mis_id): one.id for one in children if one.mis_id}
    ids |= {("number", one.upn): one.id for one in children if one.upn}
    ids |= {one.facts.key: one.known.id for one in file.children if one.known}
    keys = {key for one in file.left_out for key in (one.key, ("number", one.upn))}
    return {ids[key] for key in keys & ids.keys()}


def _compare_ties(
    made: Plan, file: InFile, here: set[int], sought: set[int]
) -> dict[int, list[bool]]:
    """Per parent, whether each tie of theirs is missing. `here`: ids of the children in the file;
    `sought`: of those whose contacts would all be in it.

    What the office decided to keep stays as long as the child is here.
    """
    pairs = {
        (tie.child.known.id, tie.contact.known.id)
        for tie in file.ties
        if tie.child.known and tie.contact.known
    }
    gone_from: defaultdict[int, list[bool]] = defaultdict(list)
    for (child_id, parent_id), tie in made.known.ties.items():
        child = made.known.children[child_id]
        if child_id not in here and child.roll == OnRoll.LEFT:
            continue
        kept = child_id in here and ((child_id, parent_id) in pairs or tie.decided)
        gone = not kept and (child_id in sought or tie.missing)
        gone_from[parent_id].append(gone)
        if gone != tie.missing:
            made.change(made.changed_ties, tie.id, missing=gone)
        if gone and not tie.missing and child_id in here and not tie.barred:
            made.gone.append(_gone(made, child, made.known.parents[parent_id].name))
    return gone_from


def _gone(made: Plan, child: KnownChild, contact: str = "") -> Gone:
    return Gone(child.name, made.known.class_of(child), contact)
