"""Signing what was agreed: parent or carer, teacher and child, each for themselves.

Nobody signs wording they have not had in their own language: all of it stands in that language
(the starter bank, or a named person's translation), or a named adult read it out; never the child.
A sign-off keeps the exact text shown and its hash. A target is in force once one parent or carer,
the teacher and the child have signed its last version; a second parent's sign-off is their own and
blocks nothing.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, ForeignKey, Index, String, Text, exists, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from portal import clock
from portal.db import Base, db
from portal.domain import (
    agreed,
    people,
    reaching,
    targets,
    tell,
)
from portal.domain.agreed import Agreed
from portal.domain.history import By, Deed, named, record
from portal.domain.people import Child, Guardianship, Parent, Responsibility
from portal.domain.targets import HomePart, Target, TargetVersion
from portal.languages import ENGLISH, Language, language
from portal.wording.agreements import digest
from portal.wording.refusals import Reason, Refused

Key = tuple[int, int | None]
"""What somebody has before them: a version (id), and their own home part (id) if there is one."""


class Party(StrEnum):
    """Who signs. A carer signs without parental responsibility, and is kept as such."""

    PARENT = "parent"
    CARER = "carer"
    TEACHER = "teacher"
    CHILD = "child"


GROWN_UPS = (Party.PARENT, Party.CARER)


class SignedBy(StrEnum):
    """The way a sign-off came in."""

    IN_THE_ROOM = "in the room, on the school's device"
    LINK = "on their own phone"
    TEXT = "by text"
    PAPER = "on paper"


class SignOff(Base):
    """One party's yes to one version; rows are added and never changed. It counts as long as its
    version (and for a parent their home part) is the last."""

    __tablename__ = "sign_off"

    id: Mapped[int] = mapped_column(primary_key=True)
    target_id: Mapped[int] = mapped_column(ForeignKey("target.id"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("target_version.id"))
    home_part_id: Mapped[int | None] = mapped_column(ForeignKey("home_part.id"))
    party: Mapped[Party] = mapped_column(named(Party))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("parent.id"), index=True)
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    """The teacher who signs; for all others the colleague at whose device it was done."""
    way: Mapped[SignedBy] = mapped_column(named(SignedBy))
    at: Mapped[datetime]
    language: Mapped[str] = mapped_column(String(20))
    """Of the text shown (BCP 47)."""
    shown: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))
    read_out_by: Mapped[str] = mapped_column(String(60), default="")
    witness: Mapped[str] = mapped_column(String(60), default="")
    """Who saw it signed on paper, or heard a young child say yes."""


Index(
    "one_sign_off_a_version",
    SignOff.version_id,
    SignOff.party,
    unique=True,
    sqlite_where=SignOff.parent_id.is_(None),
    postgresql_where=SignOff.parent_id.is_(None),
)


class Heard(Base):
    """A parent has had this wording in their own language: on a page all in it (`read_out_by`
    empty), or read out by a named adult."""

    __tablename__ = "heard"

    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int] = mapped_column(ForeignKey("parent.id"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("target_version.id"), index=True)
    home_part_id: Mapped[int | None] = mapped_column(ForeignKey("home_part.id"))
    language: Mapped[str] = mapped_column(String(20))
    read_out_by: Mapped[str] = mapped_column(String(60), default="")
    at: Mapped[datetime]


# -- having had it in one's own language --------------------------------------------------------


def have_had(
    parent_id: int, child_id: int, own: Language, by: By, *, read_out_by: str = ""
) -> list[Key]:
    """This parent has just had all that is agreed about this child: on a page in their language
    `own`, or read out by a named adult. Returns what they had.

    Refuses NOT_IN_LANGUAGE where nobody read it out and some of it is not in `own`, or that is not
    the language on file for them; NOT_INVITED where they may hear nothing about the child;
    CHILD_READS where the child was to read it out.
    """
    tie = tie_of(parent_id, child_id)
    name = " ".join(read_out_by.split())[:60]
    if is_child(tie.child, name):
        raise Refused(Reason.CHILD_READS)
    plan = agreed.for_parent(child_id, parent_id, own)
    in_own = tie.parent.language in (None, own.tag) and all(one.complete for one in plan)
    if plan and not (in_own or name):
        raise Refused(Reason.NOT_IN_LANGUAGE)
    for one in plan:
        if _heard(parent_id, one.key) is None:
            version_id, home_part_id = one.key
            db.session.add(
                Heard(
                    parent_id=parent_id,
                    version_id=version_id,
                    home_part_id=home_part_id,
                    language=own.tag,
                    read_out_by=name,
                    at=clock.now(),
                )
            )
    db.session.flush()
    if name:
        record(by, Deed.READ_OUT, parent_id=parent_id, child_id=child_id, language=own.tag)
    return [one.key for one in plan]


def is_child(child: Child, name: str) -> bool:
    """Whether this is the child's own name: they never read out or translate for their parents."""
    return name.casefold() in (child.first_name.casefold(), child.full_name.casefold())


def has_had(parent_id: int, keys: Collection[Key]) -> bool:
    """Whether this parent has had every one of these in their own language."""
    return all(_heard(parent_id, key) for key in keys)


def heard_at(parent_id: int, keys: Collection[Key]) -> datetime | None:
    """When this parent had the last of these in their own language; None unless all of them."""
    found = [_heard(parent_id, key) for key in keys]
    times = [one.at for one in found if one]
    return max(times) if found and len(times) == len(found) else None


def _heard(parent_id: int, key: Key) -> Heard | None:
    version_id, home_part_id = key
    query = select(Heard).where(
        Heard.parent_id == parent_id,
        Heard.version_id == version_id,
        Heard.home_part_id.is_not_distinct_from(home_part_id),
    )
    return db.session.scalar(query.order_by(Heard.id.desc()).limit(1))


# -- signing -----------------------------------------------------------------------------------


def sign_as_parent(
    parent_id: int,
    child_id: int,
    keys: Collection[Key],
    way: SignedBy,
    by: By,
    *,
    own: Language,
    witness: str = "",
    read_out_by: str = "",
) -> int:
    """This parent or carer agrees with exactly what they have before them (`keys`), in `own`
    language. Returns how many targets they newly signed: done twice it is the same.

    Refuses PLAN_CHANGED (it reads otherwise by now), NOT_TO_SIGN (no right to, or no contact),
    NOT_IN_LANGUAGE (they have not had it in their language), NAME_MISSING (paper without a
    witness).
    """
    tie = tie_of(parent_id, child_id)
    if not tie.may_sign:
        raise Refused(Reason.NOT_TO_SIGN)
    if way == SignedBy.PAPER and not witness.strip():
        raise Refused(Reason.NAME_MISSING)
    full = tie.responsibility == Responsibility.YES
    signed = 0
    for one in _current(child_id, keys, parent_id, own):
        name = read_out_by or _who_read_it_out(parent_id, one)
        had = _heard(parent_id, one.key) is not None
        in_own = one.complete and way != SignedBy.TEXT
        if not (in_own or had or name):
            raise Refused(Reason.NOT_IN_LANGUAGE)
        signed += _sign(
            one,
            Party.PARENT if full else Party.CARER,
            way,
            by,
            own,
            parent_id=parent_id,
            witness=witness,
            read_out_by=name,
        )
    return signed


def sign_as_teacher(child_id: int, keys: Collection[Key], by: By) -> int:
    """The teacher agrees. Whether they are the child's the caller has looked up. Refuses
    PLAN_CHANGED."""
    return sum(
        _sign(one, Party.TEACHER, SignedBy.IN_THE_ROOM, by, ENGLISH)
        for one in _current(child_id, keys, None, ENGLISH)
    )


def sign_as_child(
    child_id: int, keys: Collection[Key], way: SignedBy, by: By, *, witness: str = ""
) -> int:
    """The child agrees, on the school's device with a teacher beside, or on paper. Refuses
    PLAN_CHANGED, NAME_MISSING (paper without a witness)."""
    if way == SignedBy.PAPER and not witness.strip():
        raise Refused(Reason.NAME_MISSING)
    return sum(
        _sign(one, Party.CHILD, way, by, ENGLISH, witness=witness)
        for one in _current(child_id, keys, None, ENGLISH)
    )


def _who_read_it_out(parent_id: int, one: Agreed) -> str:
    heard = _heard(parent_id, one.key)
    return heard.read_out_by if heard else ""


def tie_of(parent_id: int, child_id: int) -> Guardianship:
    """The tie through which this parent may hear about this child. Refuses NOT_INVITED."""
    tie = tell.tie(parent_id, child_id)
    if tie is None or not reaching.may_reach(tie):
        raise Refused(Reason.NOT_INVITED)
    return tie


def _current(
    child_id: int, keys: Collection[Key], parent_id: int | None, own: Language
) -> list[Agreed]:
    """What stands under these keys, the child locked, without which nothing of it changes. Refuses
    PLAN_CHANGED if any of it is not the last any more."""
    people.lock_child(child_id)
    if parent_id is None:
        plan = agreed.shared(child_id, own)
    else:
        plan = agreed.for_parent(child_id, parent_id, own)
    found = {one.key: one for one in plan}
    if not keys or any(key not in found for key in keys):
        raise Refused(Reason.PLAN_CHANGED)
    return [found[key] for key in keys]


def _sign(
    one: Agreed,
    party: Party,
    way: SignedBy,
    by: By,
    own: Language,
    *,
    parent_id: int | None = None,
    witness: str = "",
    read_out_by: str = "",
) -> bool:
    if party_signed(one, party, parent_id):
        return False
    before = is_in_force(one.target_id)
    text = one.as_read(own)
    db.session.add(
        SignOff(
            target_id=one.target_id,
            version_id=one.version_id,
            home_part_id=one.home_part_id,
            party=party,
            parent_id=parent_id,
            staff_id=by.staff_id,
            way=way,
            at=clock.now(),
            language=own.tag if one.complete else ENGLISH.tag,
            shown=text,
            digest=digest(text),
            read_out_by=read_out_by,
            witness=" ".join(witness.split())[:60],
        )
    )
    _fix(one)
    record(
        by,
        Deed.SIGNED,
        parent_id=parent_id,
        child_id=one.child_id,
        target=one.target_id,
        version=one.number,
        party=party,
    )
    if not before and is_in_force(one.target_id):
        record(by, Deed.IN_FORCE, child_id=one.child_id, target=one.target_id)
    return True


def _fix(one: Agreed) -> None:
    version = db.session.get_one(TargetVersion, one.version_id)
    version.fixed_at = version.fixed_at or clock.now()
    if one.home_part_id:
        part = db.session.get_one(HomePart, one.home_part_id)
        part.fixed_at = part.fixed_at or clock.now()
    db.session.flush()


# -- where signing stands ----------------------------------------------------------------------


@dataclass(frozen=True)
class Signed:
    """One sign-off that counts: who (a name only where the parent may be spoken of), how, when."""

    party: Party
    parent_id: int | None
    way: SignedBy
    at: datetime


def sign_offs(target_ids: Iterable[int]) -> dict[int, list[Signed]]:
    """The sign-offs that count, by target: those of its last version and, for parents, of their
    last home part. That of somebody who may not be spoken of counts no more."""
    ids = list(target_ids)
    versions = targets.last_versions(ids)
    held = exists().where(
        Guardianship.child_id == Target.child_id,
        Guardianship.parent_id == SignOff.parent_id,
        Guardianship.no_contact | Guardianship.held,
    )
    query = (
        select(SignOff)
        .join(Target, Target.id == SignOff.target_id)
        .where(SignOff.version_id.in_([one.id for one in versions.values()]), ~held)
        .order_by(SignOff.id)
    )
    found: dict[int, list[Signed]] = {target_id: [] for target_id in ids}
    homes = agreed.last_homes(ids)
    for row in db.session.scalars(query):
        if row.parent_id is None or homes.get((row.target_id, row.parent_id)) == row.home_part_id:
            found[row.target_id].append(Signed(row.party, row.parent_id, row.way, row.at))
    return found


def party_signed(one: Agreed, party: Party, parent_id: int | None = None) -> bool:
    """Whether this party has signed exactly this."""
    same = GROWN_UPS if party in GROWN_UPS else (party,)
    query = select(SignOff.id).where(
        SignOff.version_id == one.version_id,
        SignOff.party.in_(same),
        SignOff.parent_id.is_not_distinct_from(parent_id),
    )
    if parent_id is not None:
        query = query.where(SignOff.home_part_id.is_not_distinct_from(one.home_part_id))
    return db.session.scalar(query.limit(1)) is not None


def is_in_force(target_id: int) -> bool:
    """Whether a parent or carer, the teacher and the child have signed its last version."""
    return target_id in in_force([target_id])


def is_offered() -> ColumnElement[bool]:
    """Whether a `Target` was read to a parent or signed by anybody, in any version: what a teacher
    is only writing yet stands on no parent's own page."""
    was_read = exists().where(
        Heard.version_id == TargetVersion.id, TargetVersion.target_id == Target.id
    )
    return or_(exists().where(SignOff.target_id == Target.id), was_read)


def in_force(target_ids: Iterable[int]) -> set[int]:
    """Those of these targets that are in force."""
    return {
        target_id
        for target_id, signed in sign_offs(target_ids).items()
        if {Party.TEACHER, Party.CHILD} <= {one.party for one in signed}
        and any(one.party in GROWN_UPS for one in signed)
    }


def to_sign(child_id: int, parent_id: int, own: Language | None = None) -> list[Agreed]:
    """What this parent has not signed yet of what is agreed about this child, as they read it;
    nothing where they may not sign."""
    tie = tell.tie(parent_id, child_id)
    if tie is None or not reaching.may_reach(tie) or not tie.may_sign:
        return []
    spoken = own or language(db.session.get_one(Parent, parent_id).language)
    plan = agreed.for_parent(child_id, parent_id, spoken)
    return [one for one in plan if not party_signed(one, Party.PARENT, parent_id)]
