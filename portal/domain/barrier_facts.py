"""What the school's records say about a child that counts towards whom to invite, and results under
the school's own measure names: what each import brings, kept once for each child.

Never shown to the office, to parents, or in a text. What counts, and how much, is in
`barrier_rules`; who may see it is in `barriers`.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import ForeignKey, String, UniqueConstraint, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column

from portal import clock
from portal.db import Base, db
from portal.domain.history import named

LONGEST_MEASURE = 60
LONGEST_RESULT = 40
AT_ONCE = 1000
"""Ids in one statement; SQLite takes some 32,000."""
YES, NO = "yes", "no"


class About(StrEnum):
    """One thing that is known about a child. Free school meals and pupil premium are two things:
    neither ever follows from the other."""

    SEN = "SEN"
    ATTENDANCE = "attendance"
    ATTAINMENT = "low attainment"
    PUPIL_PREMIUM = "pupil premium"
    FSM = "free school meals"
    IN_CARE = "in care"
    WAS_IN_CARE = "in care before"
    SERVICE = "service child"
    OTHER_LANGUAGE = "first language other than English"
    PROFICIENCY = "proficiency in English"
    SOCIAL_WORKER = "social worker"
    YOUNG_CARER = "young carer"
    SUSPENSIONS = "suspensions"
    BEHAVIOUR = "behaviour points"
    MID_YEAR = "joined mid-year"
    SCHOOLS = "schools attended"
    PROGRESS = "steps behind"
    BEREAVEMENT = "bereavement"
    HOUSING = "housing"
    OTHER = "something else"


NOTES = (About.BEREAVEMENT, About.HOUSING, About.OTHER)
"""Yes or no, ticked by a lead. No import says anything about them."""


class BarrierFact(Base):
    """What is known about a child and one thing, and from which day. `value`: "yes" or "no", a
    code of the school's records, or a number, which then is `number`, too."""

    __tablename__ = "barrier_fact"
    __table_args__ = (UniqueConstraint("child_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    child_id: Mapped[int] = mapped_column(ForeignKey("child.id"))
    kind: Mapped[About] = mapped_column(named(About))
    value: Mapped[str] = mapped_column(String(LONGEST_RESULT))
    number: Mapped[float | None]
    as_of: Mapped[date]
    import_id: Mapped[int | None] = mapped_column(ForeignKey("school_import.id"))
    """The import it came with; None for what a lead ticked."""


class PupilResult(Base):
    """A child's latest result under a measure that the school named, word for word."""

    __tablename__ = "pupil_result"
    __table_args__ = (UniqueConstraint("child_id", "measure"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    child_id: Mapped[int] = mapped_column(ForeignKey("child.id"))
    measure: Mapped[str] = mapped_column(String(LONGEST_MEASURE))
    value: Mapped[str] = mapped_column(String(LONGEST_RESULT))
    as_of: Mapped[date]
    import_id: Mapped[int | None] = mapped_column(ForeignKey("school_import.id"))


class Said(NamedTuple):
    """What one cell of a file says, once read."""

    value: str
    number: float | None = None


@dataclass(frozen=True, slots=True)
class InFile:
    """What a pupils' file says about one child in its hidden columns: only cells that say
    something. `as_of`: the day the file gives for it, if it gives one."""

    facts: Mapping[About, Said] = field(default_factory=dict)
    results: Mapping[str, str] = field(default_factory=dict)
    as_of: date | None = None

    def filled_up(self, more: "InFile") -> "InFile":
        """This, and from another row of the same child what this one leaves open."""
        return InFile(
            {**more.facts, **self.facts},
            {**more.results, **self.results},
            self.as_of or more.as_of,
        )


def keep(brought: Mapping[int, InFile], import_id: int) -> None:
    """Keep what an import says about these children, in the act of the import.

    A blank cell says nothing, and what was known stays. What is known from a later day than the
    file's is not overwritten; a day still to come counts as today.
    """
    days = {child_id: _day(one.as_of) for child_id, one in brought.items()}
    _put(
        BarrierFact,
        "kind",
        (
            {"child_id": child_id, "kind": about, "as_of": days[child_id], **said._asdict()}
            for child_id, one in brought.items()
            for about, said in one.facts.items()
            if about not in NOTES
        ),
        import_id,
    )
    _put(
        PupilResult,
        "measure",
        (
            {"child_id": child_id, "measure": measure, "as_of": days[child_id], "value": value}
            for child_id, one in brought.items()
            for measure, value in one.results.items()
        ),
        import_id,
    )


def _day(given: date | None) -> date:
    today = clock.today()
    return min(given, today) if given else today


def _put(table: type[Any], name: str, rows: Iterable[dict[str, Any]], import_id: int) -> None:
    """Insert these rows, or write them over those about the same child and thing."""
    wanted = [row | {"import_id": import_id} for row in rows]
    column = getattr(table, name)
    known = {
        (child_id, what): (key, as_of)
        for ids in some(sorted({row["child_id"] for row in wanted}))
        for key, child_id, what, as_of in db.session.execute(
            select(table.id, table.child_id, column, table.as_of).where(table.child_id.in_(ids))
        )
    }
    new, changed = [], []
    for row in wanted:
        key, as_of = known.get((row["child_id"], row[name]), (None, None))
        if key is None:
            new.append(row)
        elif as_of <= row["as_of"]:
            changed.append(row | {"id": key})
    if new:
        db.session.execute(insert(table), new)
    if changed:
        db.session.execute(update(table), changed)


def some(ids: Collection[int]) -> Iterable[Collection[int]]:
    """These ids, so many at once as a statement takes."""
    in_order = list(ids)
    for start in range(0, len(in_order), AT_ONCE):
        yield in_order[start : start + AT_ONCE]


# -- looking ------------------------------------------------------------------------------------


class Fact(NamedTuple):
    """A `BarrierFact` as rules look at it."""

    value: str
    number: float | None
    as_of: date


class Result(NamedTuple):
    """A child's latest result under a measure of the school's own naming."""

    measure: str
    value: str
    as_of: date


Facts = Mapping[About, Fact]


def facts_of(child_ids: Collection[int]) -> dict[int, Facts]:
    """What is known about each of these children; nothing is an empty dictionary."""
    found: dict[int, dict[About, Fact]] = {child_id: {} for child_id in child_ids}
    for ids in some(child_ids):
        query = select(
            BarrierFact.child_id,
            BarrierFact.kind,
            BarrierFact.value,
            BarrierFact.number,
            BarrierFact.as_of,
        )
        rows = db.session.execute(query.where(BarrierFact.child_id.in_(ids)))
        for child_id, about, value, number, as_of in rows:
            found[child_id][about] = Fact(value, number, as_of)
    return dict(found)


def results_of(child_id: int) -> list[Result]:
    """A child's results, by measure."""
    query = select(PupilResult.measure, PupilResult.value, PupilResult.as_of)
    found = db.session.execute(query.where(PupilResult.child_id == child_id))
    return sorted((Result(*row) for row in found), key=lambda one: one.measure.casefold())
