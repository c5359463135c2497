"""How good news is spread over the school: what part of the children of each class and group had
some in the last three weeks, so that it is not always for the same ones.

For leads alone, because some groups come from what the school's records say (`barrier_facts`). By
class and never by teacher, in the order of the years and never by rank. What is too small to be
shown is decided in `hiding`. Only looks, in as many statements however large the school.
"""

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select

from portal.db import db
from portal.domain import balance
from portal.domain.balance import Line, Spans, praised_after
from portal.domain.barrier_facts import YES, About, BarrierFact
from portal.domain.hiding import SMALLEST, hidden, hidden_within
from portal.domain.history import By, Deed, record
from portal.domain.people import Child, Guardianship, OnRoll, Parent, Sex
from portal.domain.reaching import seen
from portal.languages import OFFERED

NO_CLASS, NOT_KNOWN, OTHERS = "No class", "Not known", "All others"
SEXES = {Sex.GIRL: "Girls", Sex.BOY: "Boys", Sex.NOT_GIVEN: NOT_KNOWN}
SEN, FUNDED, EAL = "SEN support or EHC plan", "Premium or free meals", "Other than English"
LANGUAGES = tuple(one.english_name for one in OFFERED.values())
SEN_SUPPORT = frozenset({"E", "K"})
"""Codes of the school census: an EHC plan, SEN support."""
COUNTS = {
    About.SEN: SEN_SUPPORT,
    About.PUPIL_PREMIUM: {YES},
    About.FSM: {YES},
    About.OTHER_LANGUAGE: {YES},
}
"""What of a child's record puts it into a group, and with which value."""


@dataclass(frozen=True)
class Group:
    """Children who are looked at together. `praised`: how many of them had good news in the last
    three weeks."""

    name: str
    children: int
    praised: int

    @property
    def percent(self) -> int:
        return round(100 * self.praised / self.children)


@dataclass(frozen=True)
class Split:
    """The school divided in one way. `groups`: those that are shown, each child in at most one.
    `hides`: there are others."""

    name: str
    groups: Sequence[Group]
    hides: bool

    @property
    def says_something(self) -> bool:
        """Whether a group is shown that is not everybody."""
        return bool(self.groups) and (self.hides or len(self.groups) > 1)


@dataclass(frozen=True)
class Spread:
    """`whole`: the school; None where it is too small to be shown. `lines`: every child."""

    whole: Group | None
    splits: Sequence[Split]
    lines: Sequence[Line]


def of_school() -> Spread:
    """Everybody on roll. Small groups are left out."""
    lines = balance.of(Child.roll != OnRoll.LEFT)
    facts, homes = _facts(), _homes()

    def marked(group: str, *which: About) -> Callable[[Child], str]:
        def of_child(child: Child) -> str:
            return group if any((child.id, about) in facts for about in which) else OTHERS

        return of_child

    ways: list[tuple[str, Callable[[Child], str], Sequence[str]]] = [
        ("Girls and boys", lambda child: SEXES[child.sex], tuple(SEXES.values())),
        ("Special educational needs", marked(SEN, About.SEN), (SEN, OTHERS)),
        (
            "Pupil premium or free school meals",
            marked(FUNDED, About.PUPIL_PREMIUM, About.FSM),
            (FUNDED, OTHERS),
        ),
        ("First language", marked(EAL, About.OTHER_LANGUAGE), (EAL, OTHERS)),
        (
            "Language of the home",
            lambda child: homes.get(child.id, NOT_KNOWN),
            (*LANGUAGES, NOT_KNOWN),
        ),
    ]
    splits = [*_classes_and_years(lines)]
    splits += [_split(name, lines, _names(lines, way), order) for name, way, order in ways]
    whole = _group("The whole school", lines) if len(lines) >= SMALLEST else None
    return Spread(whole, [split for split in splits if split.says_something], lines)


def _classes_and_years(lines: Sequence[Line]) -> tuple[Split, Split]:
    """In the order of the years. What is hidden of a year cannot be worked out from its classes,
    nor of a class from its year."""
    years, classes = _names(lines, _year), _names(lines, _class)
    hidden_years = hidden(Counter(years.values()))
    year_of = {classes[child_id]: year for child_id, year in years.items()}
    hidden_classes = hidden_within(Counter(classes.values()), year_of, hidden_years)
    return (
        _shown("Classes", lines, classes, hidden_classes),
        _shown("Years", lines, years, hidden_years),
    )


def looked_at(by: By) -> None:
    """History says who looked at groups that come from barriers: no child's own were seen."""
    record(by, Deed.BARRIERS_SEEN, spread=True)


def headline() -> tuple[Group, Sequence[Group]] | None:
    """The whole school, and girls and boys, for one line on Today; None where it is too small."""
    praised = praised_after(Spans.of_today().lately)
    rows = db.session.execute(select(Child.id, Child.sex).where(Child.roll != OnRoll.LEFT))
    members: dict[Sex, list[bool]] = {}
    for child_id, sex in rows:
        members.setdefault(sex, []).append(child_id in praised)
    found = {sex: Group(SEXES[sex], len(theirs), sum(theirs)) for sex, theirs in members.items()}
    groups = [found[sex] for sex in SEXES if sex in found]
    whole = _together("The whole school", groups)
    if whole.children < SMALLEST:
        return None
    hides = hidden({one.name: one.children for one in groups})
    return whole, [one for one in groups if one.name not in hides]


def _together(name: str, groups: Sequence[Group]) -> Group:
    children, praised = sum(one.children for one in groups), sum(one.praised for one in groups)
    return Group(name, children, praised)


def _names(lines: Sequence[Line], way: Callable[[Child], str]) -> dict[int, str]:
    """By child (id): the name of its group."""
    return {line.child.id: way(line.child) for line in lines}


def _year(child: Child) -> str:
    held = child.school_class
    return (held.year or NOT_KNOWN) if held else NO_CLASS


def _class(child: Child) -> str:
    return child.school_class.name if child.school_class else NO_CLASS


def _split(name: str, lines: Sequence[Line], names: dict[int, str], order: Sequence[str]) -> Split:
    found = _shown(name, lines, names, hidden(Counter(names.values())))
    in_order = sorted(found.groups, key=lambda group: order.index(group.name))
    return replace(found, groups=in_order)


def _shown(
    name: str, lines: Sequence[Line], names: dict[int, str], hides: Collection[str]
) -> Split:
    """The groups in the order of their first child: that of years and classes."""
    members: dict[str, list[Line]] = {}
    for line in lines:
        members.setdefault(names[line.child.id], []).append(line)
    groups = [_group(one, theirs) for one, theirs in members.items() if one not in hides]
    return Split(name, groups, bool(hides))


def _group(name: str, lines: Sequence[Line]) -> Group:
    return Group(name, len(lines), sum(not line.heard.waits for line in lines))


def _facts() -> set[tuple[int, About]]:
    """What puts children into groups, each with the child (id)."""
    query = select(BarrierFact.child_id, BarrierFact.kind, BarrierFact.value)
    rows = db.session.execute(query.where(BarrierFact.kind.in_(COUNTS)))
    return {(child_id, kind) for child_id, kind, value in rows if value in COUNTS[kind]}


def _homes() -> dict[int, str]:
    """By child (id): the language that the first parent in the school's records reads."""
    query = (
        select(Guardianship.child_id, Parent.language)
        .join(Parent, Parent.id == Guardianship.parent_id)
        .where(seen(), Parent.language.is_not(None))
        .order_by(Guardianship.priority.nulls_last(), Guardianship.id)
    )
    found: dict[int, str] = {}
    for child_id, tag in db.session.execute(query):
        found.setdefault(child_id, OFFERED[tag].english_name if tag in OFFERED else NOT_KNOWN)
    return found
