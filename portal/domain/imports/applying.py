"""Writes a plan: one short act, in which nothing is worked out any more.

Everything was checked before. The act looks once more whether the school is still as the plan
found it, and then only writes.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, insert, update

from portal import clock
from portal.db import db
from portal.domain import barrier_facts, links, no_contact
from portal.domain.history import By, Deed, Event, record
from portal.domain.imports.known import look
from portal.domain.imports.plans import NewTie, Plan, Ref, Values
from portal.domain.imports.uploads import Import
from portal.domain.invitations import Invitation, InvitationState
from portal.domain.outbox import OutText, call_back, close_question
from portal.domain.people import Child, Guardianship, Parent, SchoolClass
from portal.domain.tasks import ask_office
from portal.wording.refusals import Reason, Refused

Ids = dict[int, int]
"""Of those who are new: the row of the file, and the id they were given."""
AT_ONCE = 1000
"""Ids in one statement; SQLite takes some 32,000."""


def apply(import_id: int, plan: Plan, by: By, *, wrong: int = 0, patient: bool = False) -> bool:
    """Do what this plan says, and throw the file away. Done twice it is the same as once.

    `wrong`: rows with something to look at, for the history. `patient`: while a text to somebody
    whom it holds is leaving at this very moment, nothing is done, and the answer is False: look
    again (`no_contact.hold`). Refuses UPLOAD_GONE, and CHANGED_MEANWHILE if the school is no longer
    as the plan found it: then plan again.
    """
    upload = db.session.get(Import, import_id, with_for_update=True, populate_existing=True)
    if upload is None:
        raise Refused(Reason.UPLOAD_GONE)
    if upload.done_at:
        return True
    marked = _newly_marked(plan)
    if marked and not no_contact.make_ready(marked, patient=patient):
        return False
    if look(lock=True) != plan.known:
        raise Refused(Reason.CHANGED_MEANWHILE)
    children, parents = _write_people(plan)
    _write_ties(plan, children, parents, by, import_id)
    hidden = {_id(ref, children): one for ref, one in plan.hidden.items()}
    barrier_facts.keep(hidden, import_id)
    _leave_old_numbers(plan, by)
    _withdraw_what_is_off(plan, by)
    for marked_parent, marked_child in marked:
        no_contact.end_for_mark(marked_parent, marked_child, by)
    for todo in plan.todos:
        child_id = _id(todo.child, children) if todo.child else None
        parent_id = _id(todo.parent, parents) if todo.parent else None
        ask_office(todo.kind, child_id=child_id, parent_id=parent_id)
    upload.data, upload.done_at = None, clock.now()
    upload.counts = plan.counts | {"rows to look at": wrong}
    return True


def _newly_marked(plan: Plan) -> list[tuple[int, int]]:
    """The ties (parent and child ids) that this plan holds and that were here before."""
    ties = {one.id: one for one in plan.known.ties.values()}
    held = [key for key, values in plan.changed_ties.items() if values.get("held")]
    return [(ties[key].parent_id, ties[key].child_id) for key in sorted(held)]


def _id(ref: Ref, new: Ids) -> int:
    return new[ref.row] if ref.id is None else ref.id


# -- rows --------------------------------------------------------------------------------------


def _write_people(plan: Plan) -> tuple[Ids, Ids]:
    _free_unique(Child, plan.changed_children, "mis_id", "upn")
    _free_unique(Parent, plan.changed_parents, "mis_id")
    made = _insert(SchoolClass, plan.new_classes.values())
    classes = {key: one.id for key, one in plan.known.classes.items()}
    classes |= dict(zip(plan.new_classes, made, strict=True))
    _update(SchoolClass, plan.changed_classes)
    _update(Child, {key: _in_class(one, classes) for key, one in plan.changed_children.items()})
    _update(Parent, plan.changed_parents)
    new = [_in_class(one, classes) for one in plan.new_children.values()]
    children = dict(zip(plan.new_children, _insert(Child, new), strict=True))
    parents = dict(zip(plan.new_parents, _insert(Parent, plan.new_parents.values()), strict=True))
    return children, parents


def _in_class(values: Values, classes: dict[str, int]) -> Values:
    if "class_name" not in values:
        return values
    rest = {name: value for name, value in values.items() if name != "class_name"}
    return rest | {"class_id": classes.get(values["class_name"])}


def _free_unique(table: type[Any], changes: dict[int, Values], *names: str) -> None:
    """Of two who swap their numbers in the records, one would have the other's for a moment."""
    for name in names:
        for ids in _some([key for key, values in changes.items() if name in values]):
            db.session.execute(update(table).where(table.id.in_(ids)).values({name: None}))


def _insert(table: type[Any], rows: Iterable[Values]) -> list[int]:
    """Insert these rows; returns their ids in the same order."""
    if not (values := list(rows)):
        return []
    made = insert(table).returning(table.id, sort_by_parameter_order=True)
    return list(db.session.scalars(made, values))


def _update(table: type[Any], changes: dict[int, Values]) -> None:
    alike: defaultdict[tuple[str, ...], list[Values]] = defaultdict(list)
    for key, values in changes.items():
        alike[tuple(sorted(values))].append({"id": key} | values)
    for rows in alike.values():
        db.session.execute(update(table), rows)


def _write_ties(plan: Plan, children: Ids, parents: Ids, by: By, import_id: int) -> None:
    _update(Guardianship, plan.changed_ties)

    def whose(tie: NewTie) -> Values:
        return {"child_id": _id(tie.child, children), "parent_id": _id(tie.parent, parents)}

    if plan.new_ties:
        ties = [whose(tie) | tie.values for tie in plan.new_ties]
        db.session.execute(insert(Guardianship), ties)
        came = {"at": clock.now(), "face": by.face, "by_staff_id": by.staff_id}
        came["about"] = {"import": import_id}
        events = [came | whose(tie) | {"deed": _deed(tie)} for tie in plan.new_ties]
        db.session.execute(insert(Event), events)


def _deed(tie: NewTie) -> Deed:
    return Deed.CONTACT_HELD if tie.values["held"] else Deed.IMPORTED


# -- what follows from it ------------------------------------------------------------------------


def _leave_old_numbers(plan: Plan, by: By) -> None:
    """Nothing that was meant for an old number goes out, and no link on it opens anything."""
    changed = [key for key, values in plan.changed_parents.items() if "number" in values]
    for ids in _some(changed):
        links.end_links(*ids)
        close_question(*ids)
        call_back(OutText.parent_id.in_(ids), why="the number was changed")
        forget = update(Parent).where(Parent.id.in_(ids))
        forget = forget.values(
            number_confirmed_at=None, number_seen_at=None, number_asked_at=None, safe_number_at=None
        )
        db.session.execute(forget)
    for parent_id in changed:
        record(by, Deed.NUMBER_CHANGED, parent_id=parent_id)


def _withdraw_what_is_off(plan: Plan, by: By) -> None:
    """Whoever is no longer invited or is held now: invitations that are not booked end, waiting
    texts about the child are called back."""
    ties = {one.id: one for one in plan.known.ties.values()}
    off = []
    for tie_id, values in plan.changed_ties.items():
        tie = ties[tie_id]
        if values.get("held") or "may_be_invited" in values:
            deed = Deed.CONTACT_HELD if values.get("held") else Deed.TIE_CHANGED
            record(by, deed, parent_id=tie.parent_id, child_id=tie.child_id)
        if values.get("may_be_invited") is False:
            off.append(tie_id)
    for ids in _some(off):
        withdraw = update(Invitation).where(
            _of_ties(Invitation, ids), Invitation.state != InvitationState.BOOKED
        )
        db.session.execute(
            withdraw.values(state=InvitationState.WITHDRAWN, wants_call_at=None),
            execution_options={"synchronize_session": "fetch"},
        )
        call_back(_of_ties(OutText, ids), why="switched off for texts")


def _of_ties(table: type[Any], tie_ids: Sequence[int]) -> ColumnElement[bool]:
    """Rows about the same parent and child as one of these ties."""
    same = and_(Guardianship.child_id == table.child_id, Guardianship.parent_id == table.parent_id)
    return exists().where(Guardianship.id.in_(tie_ids), same)


def _some(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), AT_ONCE):
        yield ids[start : start + AT_ONCE]
