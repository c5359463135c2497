"""What was agreed about a child, as one parent's own page shows it. Only looks.

Nothing here tells of another parent: of the sign-offs, a parent reads their own, the teacher's and
the child's. Words that are not in the parent's language are not shown in another.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import ColumnElement, exists, or_, select

from portal import clock
from portal.db import db
from portal.domain import agreed, check_ins, people, signing, targets, tell
from portal.domain.agreed import Agreed, StepToRead
from portal.domain.check_ins import Going
from portal.domain.look_backs import LookBack, Result
from portal.domain.people import Child, Guardianship, OnRoll
from portal.domain.reaching import may_reach, seen
from portal.domain.signing import Party
from portal.domain.targets import Ended, Step, Target
from portal.languages import Language
from portal.wording import agreements
from portal.wording.starters import topic_name

SHOWN_FOR = timedelta(days=183)
"""How long a parent's page shows what was met."""


@dataclass(frozen=True)
class Paper:
    """One target to read, and who has signed it of those whom this parent may know of."""

    target: Agreed
    by_me: bool
    by_teacher: bool
    by_child: bool


@dataclass(frozen=True)
class ParentsPlan:
    """The page of one parent about one child. `to_sign`: to be read and signed; `heard`: to be
    signed, too, but read out to them and not in their language, and `heard_on` which day;
    `unread`: whether some of
    it is not in their language and nothing of that waits to be signed; `agreed`: the rest. `asks`:
    whether they may say how it goes, `going` what they said last."""

    child: Child
    teacher: str
    to_sign: Sequence[Paper]
    heard: Sequence[Agreed]
    heard_on: date | None
    unread: bool
    agreed: Sequence[Paper]
    met: Sequence[Agreed]
    asks: bool
    going: Going | None

    @property
    def to_be_signed(self) -> list[Agreed]:
        return [*(paper.target for paper in self.to_sign), *self.heard]

    @property
    def is_empty(self) -> bool:
        return not (self.to_be_signed or self.unread or self.agreed or self.met)


def of(parent_id: int, child_id: int, own: Language) -> ParentsPlan | None:
    """This parent's page about this child in this language; None where they may hear nothing about
    the child."""
    tie = tell.tie(parent_id, child_id)
    if tie is None or not may_reach(tie):
        return None
    plan = agreed.these(_offered(child_id), own, parent_id)
    signs = signing.sign_offs([one.target_id for one in plan])

    def signed(one: Agreed, *parties: Party) -> bool:
        return any(each.party in parties for each in signs[one.target_id])

    def by_me(one: Agreed) -> bool:
        return any(each.parent_id == parent_id for each in signs[one.target_id])

    papers = [
        Paper(one, by_me(one), signed(one, Party.TEACHER), signed(one, Party.CHILD))
        for one in plan
        if one.complete
    ]
    foreign = [one for one in plan if not one.complete]
    heard = [one for one in foreign if signing.has_had(parent_id, [one.key])]
    to_hear = [one for one in heard if tie.may_sign and not by_me(one)]
    heard_at = signing.heard_at(parent_id, [one.key for one in to_hear])
    _, teacher = people.teacher_of(tie.child)
    return ParentsPlan(
        child=tie.child,
        teacher=teacher,
        to_sign=[paper for paper in papers if tie.may_sign and not paper.by_me],
        heard=to_hear,
        heard_on=clock.local(heard_at).date() if heard_at else None,
        unread=bool(foreign) and not to_hear,
        agreed=[
            *(paper for paper in papers if paper.by_me or not tie.may_sign),
            *(
                Paper(_in_own(one, own), True, signed(one, Party.TEACHER), signed(one, Party.CHILD))
                for one in foreign
                if by_me(one)
            ),
        ],
        met=_met(child_id, parent_id, own),
        asks=bool(check_ins.plan_of(parent_id, child_id)),
        going=check_ins.last_of(parent_id, child_id),
    )


def _in_own(one: Agreed, own: Language) -> Agreed:
    """What they signed after it was read out to them, as far as it is in their language: what is
    not is left out, and the topic stands for the sentence."""

    def theirs(steps: Sequence[StepToRead]) -> list[StepToRead]:
        return [step for step in steps if step.words.own]

    sentence = replace(one.sentence, own=one.sentence.own or topic_name(one.topic, own))
    return replace(
        one,
        sentence=sentence,
        child=theirs(one.child),
        home=theirs(one.home),
        school=theirs(one.school),
        how=one.how if one.how and one.how.own else None,
    )


def _offered(child_id: int) -> list[int]:
    query = select(Target.id).where(
        Target.child_id == child_id, Target.ended_at.is_(None), signing.is_offered()
    )
    return list(db.session.scalars(query))


def _met(child_id: int, parent_id: int, own: Language) -> list[Agreed]:
    ids = db.session.scalars(select(Target.id).where(Target.child_id == child_id, _was_met()))
    return [one for one in agreed.these(ids.all(), own, parent_id) if one.sentence.own]


def _was_met() -> ColumnElement[bool]:
    since = clock.now() - SHOWN_FOR
    looked_back = exists().where(
        LookBack.target_id == Target.id, LookBack.result == Result.MET, LookBack.at > since
    )
    return or_((Target.ended == Ended.MET) & (Target.ended_at > since), looked_back)


def children(parent_id: int) -> list[Child]:
    """The children of this parent about whom something is agreed that they may see, or was met
    lately."""
    something = exists().where(
        Target.child_id == Child.id,
        or_(Target.ended_at.is_(None) & signing.is_offered(), _was_met()),
    )
    query = (
        select(Child)
        .join(Guardianship, Guardianship.child_id == Child.id)
        .where(
            Guardianship.parent_id == parent_id,
            seen(),
            Child.roll != OnRoll.LEFT,
            something,
        )
        .order_by(Guardianship.id)
    )
    return list(db.session.scalars(query))


def own_step(parent_id: int, child_id: int, step_id: int) -> Step | None:
    """This step, if it is one that this parent does at home for this child; else None."""
    homes = targets.last_home_parts(targets.ongoing_ids(child_id), parent_id)
    found = db.session.get(Step, step_id)
    mine = found is not None and found.home_part_id in {part.id for part in homes.values()}
    return found if mine else None


def shown_as(one: Agreed, own: Language) -> str:
    """What a form keeps of a target that its reader has before their eyes: the version, their home
    part (0: none) and the beginning of the words' hash. Before anybody has signed, a version can
    come to read otherwise."""
    version_id, home_part_id = one.key
    return f"{version_id}.{home_part_id or 0}.{agreements.digest(one.as_read(own))[:16]}"
