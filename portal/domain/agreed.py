"""What is agreed about a child, as it is read: by one parent, by the child, by the teacher.

Only looks. A parent reads the shared part and what they themselves do at home; the child reads the
shared part; the teacher reads what each parent does at home, too, of those who may be spoken of.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from portal.db import db
from portal.domain import targets, wordings
from portal.domain.people import Guardianship, Parent
from portal.domain.reaching import seen
from portal.domain.targets import HomePart, Step, Target, TargetVersion, Whose
from portal.languages import ENGLISH, Language
from portal.wording import agreements
from portal.wording.starters import Topic


@dataclass(frozen=True)
class Words:
    """A sentence to read: `own` in the reader's language, None where nobody has put it into that;
    `english` for staff."""

    wording_id: int
    own: str | None
    english: str


@dataclass(frozen=True)
class StepToRead:
    """One step: who does it follows from where it stands."""

    id: int
    words: Words
    by_when: date | None
    done_at: datetime | None


@dataclass(frozen=True)
class Agreed:
    """One target as one person reads it. `number`: which version it is of those that people have
    signed, or are to sign. `home_part_id`: None where they do nothing at home, or the reader is no
    parent. `complete`: every word of it is in the reader's language."""

    target_id: int
    child_id: int
    version_id: int
    number: int
    home_part_id: int | None
    topic: Topic
    next_year: bool
    made_at: datetime
    sentence: Words
    child: Sequence[StepToRead]
    school: Sequence[StepToRead]
    home: Sequence[StepToRead]
    how: Words | None
    look_back_on: date
    complete: bool

    @property
    def steps(self) -> list[StepToRead]:
        return [*self.child, *self.home, *self.school]

    @property
    def key(self) -> tuple[int, int | None]:
        """Exactly what is before the reader's eyes: the version, and their own home part."""
        return self.version_id, self.home_part_id

    def as_read(self, language: Language) -> str:
        """All of it as one text in this language; English where it is not complete. What a
        sign-off keeps."""
        own = self.complete and language is not ENGLISH

        def said(words: Words) -> str:
            return words.own or words.english if own else words.english

        def lines(steps: Sequence[StepToRead]) -> list[agreements.StepLine]:
            return [(said(step.words), step.by_when) for step in steps]

        return agreements.as_read(
            language if own else ENGLISH,
            sentence=said(self.sentence),
            child=lines(self.child),
            home=lines(self.home),
            school=lines(self.school),
            how=said(self.how) if self.how else None,
            look_back_on=self.look_back_on,
        )


def for_parent(child_id: int, parent_id: int, language: Language) -> list[Agreed]:
    """What this child has now, as this parent reads it, oldest first. Whether the parent may hear
    about the child the caller has looked up."""
    return _read(targets.ongoing_ids(child_id), language, parent_id)


def shared(child_id: int, language: Language = ENGLISH) -> list[Agreed]:
    """What this child has now without what is done at home, as child and school read it."""
    return _read(targets.ongoing_ids(child_id), language, None)


def these(
    target_ids: Collection[int], language: Language, parent_id: int | None = None
) -> list[Agreed]:
    """These targets, ended or not, as they read last; for a parent or (None) without any home."""
    return _read(sorted(target_ids), language, parent_id)


def older(target_id: int, language: Language = ENGLISH) -> list[Agreed]:
    """The versions of this target that somebody signed before its last one, newest first, without
    what is done at home."""
    query = select(TargetVersion).where(
        TargetVersion.target_id == target_id, TargetVersion.fixed_at.is_not(None)
    )
    versions = db.session.scalars(query.order_by(TargetVersion.number.desc())).all()
    last = targets.version_of(target_id)
    return _these_versions([one for one in versions if one is not last], {}, language)


def ended(child_id: int) -> list[tuple[Agreed, Target]]:
    """For the teacher: the targets of this child that have ended, the last one first."""
    query = select(Target).where(Target.child_id == child_id, Target.ended_at.is_not(None))
    rows = db.session.scalars(query.order_by(Target.ended_at.desc(), Target.id.desc())).all()
    read = {one.target_id: one for one in these([row.id for row in rows], ENGLISH)}
    return [(read[row.id], row) for row in rows]


def at_versions(
    version_ids: Collection[int], language: Language = ENGLISH, homes: dict[int, int] | None = None
) -> list[Agreed]:
    """These versions, last or not, as they read; `homes`: the home part (id) to read with each
    target (id)."""
    query = select(TargetVersion).where(TargetVersion.id.in_(version_ids))
    versions = db.session.scalars(query.order_by(TargetVersion.target_id)).all()
    return _these_versions(list(versions), homes or {}, language)


def at_home(child_id: int) -> list[tuple[Parent, list[Agreed]]]:
    """For the teacher: each parent who does something at home, and may be spoken of, with the
    targets for which they do, in English; by the order of the ties."""
    ties = db.session.scalars(
        select(Guardianship)
        .where(Guardianship.child_id == child_id, seen())
        .order_by(Guardianship.priority.nulls_last(), Guardianship.id)
    ).all()
    doing = at_home_for(child_id)
    return [
        (tie.parent, at_home_of(child_id, tie.parent_id)) for tie in ties if tie.parent_id in doing
    ]


def at_home_of(child_id: int, parent_id: int) -> list[Agreed]:
    """The targets for which this parent does something at home, in English."""
    return [one for one in for_parent(child_id, parent_id, ENGLISH) if one.home]


def at_home_for(child_id: int) -> set[int]:
    """The parents (ids) who do something at home for this child now, and may be spoken of."""
    parts = {
        part: parent_id
        for (_, parent_id), part in last_homes(targets.ongoing_ids(child_id)).items()
    }
    doing = {parts[step.home_part_id or 0] for step in targets.steps_of(home_part_ids=parts)}
    may_be = select(Guardianship.parent_id).where(Guardianship.child_id == child_id, seen())
    return doing & set(db.session.scalars(may_be))


def last_homes(target_ids: Collection[int]) -> dict[tuple[int, int], int]:
    """What each parent last agreed to do at home (id of the home part), by target and parent."""
    query = (
        select(HomePart.target_id, HomePart.parent_id, HomePart.id)
        .where(HomePart.target_id.in_(target_ids))
        .order_by(HomePart.number)
    )
    return {(target, parent): part for target, parent, part in db.session.execute(query)}


def _read(target_ids: list[int], language: Language, parent_id: int | None) -> list[Agreed]:
    versions = targets.last_versions(target_ids)
    homes = targets.last_home_parts(target_ids, parent_id) if parent_id else {}
    homes_by_id = {target_id: part.id for target_id, part in homes.items()}
    return _these_versions([versions[one] for one in target_ids], homes_by_id, language)


def _these_versions(
    versions: list[TargetVersion], homes: dict[int, int], language: Language
) -> list[Agreed]:
    """`homes`: the home part (id) to read with each target (id)."""
    if not versions:
        return []
    found = targets.steps_of(
        version_ids=[one.id for one in versions], home_part_ids=list(homes.values())
    )
    wording_ids = {one.sentence_id for one in versions} | {step.wording_id for step in found}
    wording_ids |= {one.how_id for one in versions if one.how_id}
    own = wordings.in_language(wording_ids, language)
    english = own if language is ENGLISH else wordings.in_language(wording_ids, ENGLISH)
    of_target = {
        target.id: target
        for target in db.session.scalars(
            select(Target).where(Target.id.in_({one.target_id for one in versions}))
        )
    }

    signed = _signed_numbers(of_target)

    def words(wording_id: int) -> Words:
        return Words(wording_id, own.get(wording_id), english[wording_id])

    def to_read(steps: list[Step]) -> list[StepToRead]:
        return [
            StepToRead(step.id, words(step.wording_id), step.by_when, step.done_at)
            for step in steps
        ]

    def one(version: TargetVersion) -> Agreed:
        target, home_id = of_target[version.target_id], homes.get(version.target_id)
        shared_steps = [step for step in found if step.version_id == version.id]
        home = [step for step in found if home_id and step.home_part_id == home_id]
        used = {version.sentence_id, *(step.wording_id for step in [*shared_steps, *home])}
        used |= {version.how_id} if version.how_id else set()
        return Agreed(
            target_id=target.id,
            child_id=target.child_id,
            version_id=version.id,
            number=1 + sum(one < version.number for one in signed.get(target.id, ())),
            home_part_id=home_id,
            topic=target.topic,
            next_year=target.next_year,
            made_at=version.made_at,
            sentence=words(version.sentence_id),
            child=to_read([step for step in shared_steps if step.whose == Whose.CHILD]),
            school=to_read([step for step in shared_steps if step.whose == Whose.SCHOOL]),
            home=to_read(home),
            how=words(version.how_id) if version.how_id else None,
            look_back_on=version.look_back_on,
            complete=used <= own.keys(),
        )

    return [one(version) for version in versions]


def _signed_numbers(target_ids: Collection[int]) -> dict[int, list[int]]:
    """The numbers of those versions of each target that somebody has signed."""
    query = select(TargetVersion.target_id, TargetVersion.number).where(
        TargetVersion.target_id.in_(target_ids), TargetVersion.fixed_at.is_not(None)
    )
    found: dict[int, list[int]] = {}
    for target_id, number in db.session.execute(query):
        found.setdefault(target_id, []).append(number)
    return found
