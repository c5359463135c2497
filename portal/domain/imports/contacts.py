"""The contacts of a pupils' file against the parents the school knows: names, languages, numbers.

What was learned here is kept: a language somebody chose, an opt-out, a wrong number. Where the
file says otherwise, a person decides.
"""

from collections import defaultdict
from dataclasses import dataclass

from portal.domain.entries import ChildInFile, ContactInFile
from portal.domain.imports.known import KnownParent
from portal.domain.imports.matching import FileContact, InFile
from portal.domain.imports.plans import Ask, Conflict, Decisions, Plan, Ref, ToDo, Values
from portal.domain.numbers import Number, show_number
from portal.domain.people import NumberState
from portal.domain.school import school
from portal.domain.tasks import TaskKind
from portal.languages import ENGLISH, OFFERED


def ask_who_is_who(made: Plan, file: InFile, decisions: Decisions) -> None:
    """In doubt a person says whether it is somebody else. About somebody who is barred nobody is
    asked: that record stays as it is, and whoever is in the file begins held."""
    hidden = _hidden(made)
    for contact in file.contacts:
        known = contact.known
        if known is None or not contact.doubtful:
            continue
        if known.id in hidden:
            contact.known, contact.perhaps_barred = None, True
            continue
        here = _with_number(known.name, known.number)
        there = _with_number(contact.name, contact.facts.number.e164)
        conflict = Conflict(
            Ask.SAME_PERSON, known.id, contact.row_number, contact.name, here, there
        )
        made.conflicts.append(conflict)
        if decisions.file_is_right.get(conflict.key):
            contact.known = None


def _with_number(name: str, number: str | None) -> str:
    """The number tells apart people of one name."""
    return f"{name}, {show_number(number)}" if number else name


def _hidden(made: Plan) -> set[int]:
    """Parents who may hear about no child: no list carries their details."""
    ties: defaultdict[int, list[bool]] = defaultdict(list)
    for tie in made.known.ties.values():
        ties[tie.parent_id].append(tie.barred)
    return {parent_id for parent_id, barred in ties.items() if all(barred)}


def compare(made: Plan, file: InFile, decisions: Decisions) -> None:
    """Everything about the contacts but their ties."""
    hidden = _hidden(made)
    for contact, children in _with_children(file):
        if contact.known is None:
            made.new_parents[contact.row_number] = _as_new(contact.facts, children)
        else:
            shown = contact.known.id not in hidden
            _compare_parent(made, contact, contact.known, children, decisions, shown=shown)
        _say_other_numbers(made, contact)
    _suggest_languages(made, file, decisions)
    _hold_shared_numbers(made, file)


def _with_children(file: InFile) -> list[tuple[FileContact, list[ChildInFile]]]:
    children: defaultdict[int, list[ChildInFile]] = defaultdict(list)
    for tie in file.ties:
        children[tie.contact.row_number].append(tie.child.facts)
    return [(contact, children[contact.row_number]) for contact in file.contacts]


# -- people ------------------------------------------------------------------------------------


def _as_new(facts: ContactInFile, children: list[ChildInFile]) -> Values:
    number = facts.number.e164 or None
    return {
        "mis_id": facts.mis_id or None,
        "title": facts.title,
        "first_name": facts.first,
        "last_name": facts.last,
        "number": number,
        "number_in_file": number,
        "number_state": _state(facts.number),
        "language": facts.language.tag if school().offers(facts.language.tag) else None,
        "likely_language": _likely(facts, children),
        "interpreter": facts.interpreter,
    }


def _state(number: Number) -> NumberState:
    return NumberState.GOOD if number.is_mobile or not number.e164 else NumberState.LANDLINE


def _likely(facts: ContactInFile, children: list[ChildInFile]) -> str | None:
    """The contact's own language, or else the child's, which is no more than a suggestion."""
    if facts.language.tag or facts.language.choices:
        return facts.language.tag or None
    return next((one.language.tag for one in children if one.language.tag), None)


def _compare_parent(
    made: Plan,
    contact: FileContact,
    known: KnownParent,
    children: list[ChildInFile],
    decisions: Decisions,
    *,
    shown: bool,
) -> None:
    facts, said = contact.facts, _said(contact.facts, known)
    if likely := _likely(facts, children):
        said["likely_language"] = likely
    said |= _number(made, contact, known, decisions, may_ask=shown)
    values = {name: value for name, value in said.items() if getattr(known, name) != value}
    if values:
        made.change(made.changed_parents, known.id, **values)
    if shown:
        language = values.get("language", known.language)
        made.say(
            contact,
            ("name", known.name, contact.name),
            ("title", known.title, facts.title or known.title),
            ("language", _language(known.language), _language(language)),
            ("needs an interpreter", "", "yes" if "interpreter" in values else ""),
        )
        if "number" in values:
            made.say(contact, ("number", _shown(known.number), _shown(values["number"])))


def _said(facts: ContactInFile, known: KnownParent) -> Values:
    said: Values = {"first_name": facts.first, "last_name": facts.last}
    if facts.mis_id:
        said["mis_id"] = facts.mis_id
    if facts.title:
        said["title"] = facts.title
    if facts.interpreter:
        said["interpreter"] = True
    if school().offers(facts.language.tag) and not known.language_chosen:
        said["language"] = facts.language.tag
    return said


def _language(tag: str | None) -> str:
    return OFFERED[tag].english_name if tag in OFFERED else tag or ""


def _shown(number: str | None) -> str:
    return show_number(number) if number else ""


def _suggest_languages(made: Plan, file: InFile, decisions: Decisions) -> None:
    """A child's first language is not its parents': a person decides whether to begin with it
    where nothing better is known. Everybody else begins in English."""
    for contact in file.contacts:
        now = _now(made, contact)
        likely = now["likely_language"]
        if now["language"] or not school().offers(likely) or likely == ENGLISH.tag:
            continue
        made.suggested[likely] = made.suggested.get(likely, 0) + 1
        if likely in decisions.languages:
            if contact.known:
                made.change(made.changed_parents, contact.known.id, language=likely)
            else:
                made.new_parents[contact.row_number]["language"] = likely


def _now(made: Plan, contact: FileContact) -> Values:
    """A contact as the import leaves them, so far."""
    if contact.known is None:
        return made.new_parents[contact.row_number]
    return contact.known._asdict() | made.changed_parents.get(contact.known.id, {})


# -- numbers -----------------------------------------------------------------------------------


def _say_other_numbers(made: Plan, contact: FileContact) -> None:
    """One parent with several numbers: the first counts."""
    for row_number, number in contact.other_numbers:
        if number and number != contact.facts.number.e164:
            words = f"{show_number(number)} is not taken: {contact.name} has another number in row"
            made.notices.append((row_number, f"{words} {contact.row_number}."))


def _number(
    made: Plan, contact: FileContact, known: KnownParent, decisions: Decisions, *, may_ask: bool
) -> Values:
    """What becomes of a known parent's number.

    A number that the parent chose as safe stays, and nobody is asked. Else only a number that is
    not the file's last one is news; and only a person puts it in the place of what was learned
    here, or a landline in the place of a mobile.
    """
    number = contact.facts.number
    new = number.e164
    if not new or (new == known.number_in_file and new != known.number):
        return {}
    if new == known.number or known.safe_number_at:
        return {"number_in_file": new}
    taken = {"number": new, "number_in_file": new, "number_state": _state(number)}
    edited = known.number != known.number_in_file
    mobile_goes = (
        known.number is not None
        and known.number_state != NumberState.LANDLINE
        and not number.is_mobile
    )
    if not (edited or mobile_goes or known.number_state == NumberState.WRONG):
        return taken
    if not may_ask:
        return {}
    conflict = Conflict(
        Ask.NUMBER, known.id, contact.row_number, contact.name, _here(known), _shown(new)
    )
    made.conflicts.append(conflict)
    decided = decisions.file_is_right.get(conflict.key)
    if decided is None:
        return {}
    return taken if decided else {"number_in_file": new}


def _here(known: KnownParent) -> str:
    if known.number_state == NumberState.WRONG:
        return f"{_shown(known.number)}, which does not reach them"
    return _shown(known.number) or "no number"


@dataclass(frozen=True)
class _Holder:
    """Somebody with a number, after the import. `row`: the first that names them in the file, 0 if
    none; `fresh`: the number was not theirs before."""

    ref: Ref
    state: NumberState
    fresh: bool


def _hold_shared_numbers(made: Plan, file: InFile) -> None:
    """Two people with one number: nobody is texted on it until a person has asked whose it is.
    Only where this import brings the two together."""
    barred = {tie.parent_id for tie in made.known.ties.values() if tie.barred}
    for number, holders in _by_number(made, file).items():
        if len(holders) < 2 or not any(one.fresh for one in holders):
            continue
        with_barred = any(one.ref.id in barred for one in holders)
        for one in holders:
            if one.state == NumberState.GOOD:
                _hold(made, one.ref)
            if with_barred and one.ref.id in barred:
                continue
            kind = TaskKind.BARRED_NUMBER if with_barred else TaskKind.SHARED_NUMBER
            made.todos.append(ToDo(kind, parent=one.ref))
            if one.fresh:
                made.notices.append((one.ref.row, _also_with(number)))


def _also_with(number: str) -> str:
    return (
        f"{show_number(number)} also stands with somebody else. Nobody gets texts on it until you "
        "have asked whose it is."
    )


def _by_number(made: Plan, file: InFile) -> dict[str, list[_Holder]]:
    found: defaultdict[str, list[_Holder]] = defaultdict(list)

    def add(ref: Ref, now: Values, *, fresh: bool) -> None:
        if now["number"] and now["number_state"] != NumberState.LANDLINE:
            found[now["number"]].append(_Holder(ref, now["number_state"], fresh))

    rows = {one.known.id: one.row_number for one in file.contacts if one.known}
    for known in made.known.parents.values():
        values = made.changed_parents.get(known.id, {})
        ref = Ref(known.id, rows.get(known.id, 0))
        add(ref, known._asdict() | values, fresh="number" in values)
    for row, values in made.new_parents.items():
        add(Ref(None, row), values, fresh=True)
    return found


def _hold(made: Plan, ref: Ref) -> None:
    if ref.id is None:
        made.new_parents[ref.row]["number_state"] = NumberState.HELD
    else:
        made.change(made.changed_parents, ref.id, number_state=NumberState.HELD)
