"""A target as a teacher writes it down: plain words, which become wordings when it is saved.

Words that read exactly like the starter bank are the bank's, and so in every language.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import select

from portal import clock
from portal.db import db
from portal.domain import agreed, records, targets, wordings
from portal.domain.agreed import Agreed, StepToRead
from portal.domain.history import By
from portal.domain.people import lock_child
from portal.domain.school_days import LONGEST_CLOSED, closures, is_school_day
from portal.domain.targets import Says, Shared, Target
from portal.languages import ENGLISH
from portal.wording import starters
from portal.wording.refusals import Reason, Refused
from portal.wording.starters import Topic

WEEKS = 12
"""From a talk to looking back, until somebody chooses another day: about a term."""


@dataclass(frozen=True)
class Line:
    """A step in words, and by when."""

    words: str
    by_when: date | None = None


@dataclass(frozen=True)
class Draft:
    """A target in words. `home`: what the parent of this talk does; None: not spoken of here."""

    sentence: str
    look_back_on: date
    how: str = ""
    child: Sequence[Line] = ()
    school: Sequence[Line] = ()
    home: Sequence[Line] | None = None

    def all_words(self) -> list[str]:
        """Every sentence of it, once each."""
        lines = [*self.child, *(self.home or ()), *self.school]
        found = [self.sentence, *(line.words for line in lines), self.how]
        return list(dict.fromkeys(words for words in found if words))


def day_to_look_back() -> date:
    """Twelve weeks on, or the first school day after that."""
    day, closed = clock.today() + timedelta(weeks=WEEKS), closures()
    for _ in range(LONGEST_CLOSED):
        if is_school_day(day, closed):
            break
        day += timedelta(days=1)
    return day


def own_words(draft: Draft) -> list[str]:
    """The sentences of this draft that are not the bank's."""
    bank = set(starters.sentences(ENGLISH).values())
    return [words for words in draft.all_words() if words not in bank]


def make(
    child_id: int,
    topic: Topic,
    draft: Draft,
    by: By,
    *,
    next_year: bool = False,
    booking_id: int | None = None,
) -> int:
    """A new target of this child; returns its id. With `booking_id` it is of that talk, and its
    parent does what stands in `home`. Sent twice it is one target. In an act.

    Refuses what `targets.agree` does, NOTHING_WRITTEN, TOO_LONG.
    """
    lock_child(child_id)
    shared = _shared(draft, {})
    target_id = _same(child_id, shared, next_year=next_year)
    talk = records.open_record(booking_id, by) if booking_id else None
    if target_id is None:
        target_id = targets.agree(
            child_id,
            topic,
            shared,
            by,
            conversation_id=talk.id if talk else None,
            next_year=next_year,
        )
    if talk and draft.home is not None:
        targets.agree_at_home(target_id, talk.parent_id, _says(draft.home, {}), by)
    return target_id


def _same(child_id: int, shared: Shared, *, next_year: bool) -> int | None:
    """The target of this child that reads exactly so already."""
    query = select(Target.id).where(Target.child_id == child_id, Target.ended_at.is_(None))
    for target_id in db.session.scalars(query.where(Target.next_year == next_year)):
        if targets.reads(targets.version_of(target_id)) == shared:
            return target_id
    return None


def of_target(target_id: int, parent_id: int | None = None) -> Draft:
    """How this target reads now, to be written anew; with what this parent does at home."""
    (one,) = agreed.these([target_id], ENGLISH, parent_id)
    return Draft(
        one.sentence.english,
        one.look_back_on,
        one.how.english if one.how else "",
        _lines(one.child),
        _lines(one.school),
        _lines(one.home) if parent_id else None,
    )


def _lines(steps: Sequence[StepToRead]) -> list[Line]:
    return [Line(step.words.english, step.by_when) for step in steps]


def rewrite(
    target_id: int,
    draft: Draft,
    by: By,
    *,
    seen: tuple[int, int | None],
    parent_id: int | None = None,
) -> bool:
    """This target reads so from now on; `seen`: the version and home part (ids) that its writer had
    before them. Returns whether somebody is to sign anew. The same once more changes nothing.

    Refuses CHANGED_MEANWHILE (it reads otherwise by now than its writer saw), TARGET_ENDED, and
    what `targets.change` does.
    """
    targets.lock(target_id)
    if of_target(target_id, parent_id) == draft:
        return False
    (stands,) = agreed.these([target_id], ENGLISH, parent_id)
    if stands.key != seen:
        raise Refused(Reason.CHANGED_MEANWHILE)
    known = _known(stands)
    new = targets.change(target_id, _shared(draft, known), by)
    if parent_id and draft.home is not None:
        new = targets.agree_at_home(target_id, parent_id, _says(draft.home, known), by) or new
    return new


def keep_until(target_id: int, day: date, by: By) -> bool:
    """It stays as it is, and is looked back at on another day. Returns whether all sign anew.

    Refuses LOOK_BACK_PAST, TARGET_ENDED.
    """
    targets.lock(target_id)
    return targets.change(
        target_id, replace(targets.reads(targets.version_of(target_id)), look_back_on=day), by
    )


def _known(stands: Agreed) -> dict[str, int]:
    """The wordings (ids) that it has, by what they say: unchanged words stay the same wording."""
    words = [stands.sentence, *(step.words for step in stands.steps)]
    words += [stands.how] if stands.how else []
    return {one.english: one.wording_id for one in words}


def _shared(draft: Draft, known: Mapping[str, int]) -> Shared:
    return Shared(
        _wording(draft.sentence, known),
        draft.look_back_on,
        _wording(draft.how, known) if draft.how else None,
        _says(draft.child, known),
        _says(draft.school, known),
    )


def _says(lines: Sequence[Line], known: Mapping[str, int]) -> list[Says]:
    return [Says(_wording(line.words, known), line.by_when) for line in lines]


def _wording(words: str, known: Mapping[str, int]) -> int:
    return known.get(words) or wordings.own(words)
