"""Compares a pupils' file with what the school knows already. Saves nothing.

What the file says counts for facts of the records: names, class, birthday, sex, who has parental
responsibility. Where it says nothing, what is here stays. Who is who is found in `recognising`;
contacts are compared in `contacts`, their ties to children in `ties`, and who is not in the file
is looked for in `gone`.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from portal.domain.entries import ChildInFile, Entry, YearGroup, fold
from portal.domain.imports import contacts, gone, ties
from portal.domain.imports.known import KnownChild, KnownParent, look
from portal.domain.imports.matching import FileChild, InFile, gather
from portal.domain.imports.plans import (
    Arrival,
    Ask,
    Conflict,
    Decisions,
    Plan,
    Ref,
    ToDo,
    Values,
)
from portal.domain.imports.recognising import recognise
from portal.domain.people import OnRoll, Sex
from portal.domain.tasks import TaskKind
from portal.languages import ENGLISH

NOTHING_DECIDED = Decisions()


def plan(rows: Iterable[Entry], decisions: Decisions = NOTHING_DECIDED) -> Plan:
    """What importing these rows would do, as the school is now and as a person decided."""
    known = look()
    file = gather(rows)
    recognise(file, known)
    made = Plan(known)
    _ask_who_is_who(made, file, decisions)
    contacts.ask_who_is_who(made, file, decisions)
    _compare_classes(made, file.children)
    for child in file.children:
        _compare_child(made, child)
    contacts.compare(made, file, decisions)
    ties.compare(made, file, decisions)
    gone.compare(made, file, whole_school=decisions.whole_school)
    _pass_on_numbers(made, known.children, made.new_children, made.changed_children)
    _pass_on_numbers(made, known.parents, made.new_parents, made.changed_parents)
    made.count_unchanged((*file.children, *file.contacts))
    return made


def _pass_on_numbers(
    made: Plan,
    known: Mapping[int, KnownChild | KnownParent],
    new: dict[int, Values],
    changed: dict[int, Values],
) -> None:
    """A number in the records that is somebody else's now is no longer that of whoever had it."""
    given = {
        values["mis_id"] for values in (*new.values(), *changed.values()) if "mis_id" in values
    }
    for one in known.values():
        if one.mis_id and one.mis_id in given and "mis_id" not in changed.get(one.id, {}):
            made.change(changed, one.id, mis_id=None)


def _ask_who_is_who(made: Plan, file: InFile, decisions: Decisions) -> None:
    """In doubt a person says whether it is another child."""
    for child in file.children:
        known = child.known
        if known is None or not child.doubtful:
            continue
        here = _with_class(known.name, made.known.class_of(known))
        there = _with_class(child.name, child.facts.class_name)
        conflict = Conflict(Ask.SAME_CHILD, known.id, child.row_number, child.name, here, there)
        made.conflicts.append(conflict)
        if decisions.file_is_right.get(conflict.key):
            child.known = None


def _with_class(name: str, class_name: str) -> str:
    """The class tells apart children of one name."""
    return f"{name}, {class_name}" if class_name else name


# -- classes -----------------------------------------------------------------------------------


def _compare_classes(made: Plan, children: list[FileChild]) -> None:
    """New classes, and the year group that most of a class is in."""
    years: defaultdict[str, Counter[YearGroup]] = defaultdict(Counter)
    names: dict[str, str] = {}
    for child in children:
        if child.facts.class_name:
            key = fold(child.facts.class_name)
            names.setdefault(key, child.facts.class_name)
            if child.facts.year:
                years[key][child.facts.year] += 1
    for key, name in names.items():
        found = made.known.classes.get(key)
        year = years[key].most_common(1)[0][0] if years[key] else YearGroup("", 0)
        if found is None:
            made.new_classes[key] = {"name": name, "year": year.label, "year_order": year.order}
        elif year.label and (found.year, found.year_order) != year:
            values = {"year": year.label, "year_order": year.order}
            made.change(made.changed_classes, found.id, **values)


# -- children ----------------------------------------------------------------------------------


def _compare_child(made: Plan, child: FileChild) -> None:
    facts, known = child.facts, child.known
    who = Ref(known.id if known else None, child.row_number)
    made.hidden[who] = facts.hidden
    if facts.in_care and not (known and known.in_care):
        made.todos.append(ToDo(TaskKind.IN_CARE, child=who))
        made.marks += 1
    if known is None:
        made.new_children[child.row_number] = _as_new(facts)
        made.arrivals.append(Arrival(child.row_number, child.name, facts.class_name, True))
        return
    class_here = made.known.class_of(known)
    values = _news(facts, known)
    if facts.class_name and fold(facts.class_name) != fold(class_here):
        values["class_name"] = fold(facts.class_name)
    if values:
        made.change(made.changed_children, known.id, **values)
    made.say(
        child,
        ("name", known.name, child.name),
        ("class", class_here, facts.class_name if "class_name" in values else class_here),
        ("girl or boy", known.sex.value, values.get("sex", known.sex).value),
        ("on roll", known.roll.value, OnRoll.ON_ROLL.value),
    )
    if facts.birthday and {"birth_day", "birth_month"} & values.keys():
        made.say(
            child, ("birthday", _day(known.birth_day, known.birth_month), _day(*facts.birthday))
        )


def _as_new(facts: ChildInFile) -> Values:
    return {
        "mis_id": facts.mis_id or None,
        "upn": facts.upn or None,
        "first_name": facts.first,
        "last_name": facts.last,
        "sex": facts.sex,
        "birth_day": facts.birthday.day if facts.birthday else None,
        "birth_month": facts.birthday.month if facts.birthday else None,
        "class_name": fold(facts.class_name),
        "in_care": facts.in_care,
    }


def _news(facts: ChildInFile, known: KnownChild) -> Values:
    """What the file says that is not so here. A blank cell says nothing, and nobody leaves care
    by one."""
    said: Values = {"first_name": facts.first, "last_name": facts.last, "roll": OnRoll.ON_ROLL}
    if facts.mis_id:
        said["mis_id"] = facts.mis_id
    if facts.upn:
        said["upn"] = facts.upn
    if facts.sex != Sex.NOT_GIVEN:
        said["sex"] = facts.sex
    if facts.birthday:
        said["birth_day"], said["birth_month"] = facts.birthday
    if facts.in_care:
        said["in_care"] = True
    return {name: value for name, value in said.items() if getattr(known, name) != value}


def _day(day: int | None, month: int | None) -> str:
    """ "13 February"; "" where none is on file."""
    months = ENGLISH.locale.months["stand-alone"]["wide"]
    return f"{day} {months[month]}" if day and month else ""
