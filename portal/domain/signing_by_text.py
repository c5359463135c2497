"""Agreeing by text with what was read together: the question, who is asked by the clock, and what
each answer does.

A text says nothing of what is agreed: it is sent only to who has had all of it in their own
language, on a page or read out, and tells the day of that. Who left the room without signing is
asked once, at four o'clock of that day or the next.
"""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from hashlib import sha256

from sqlalchemy import exists, func, select

from portal import clock
from portal.db import db
from portal.domain import asked, people, plan_ties, signing, tell
from portal.domain.history import CLOCK, By, Face
from portal.domain.outbox import Kind, OutText
from portal.domain.people import Child, Guardianship, Parent, school
from portal.domain.questions import (
    WORDS_AGREE,
    WORDS_PAPER,
    WORDS_READ,
    WORDS_TALK,
    Asks,
    Question,
)
from portal.domain.school_days import school_days_after
from portal.domain.signing import GROWN_UPS, Heard, Key, SignedBy, SignOff
from portal.domain.targets import Target, TargetVersion
from portal.domain.tasks import TaskKind, ask_office
from portal.languages import language
from portal.wording import plan_texts
from portal.wording.refusals import Reason, Refused

ASKED_FROM = time(16)
AN_HOUR = timedelta(hours=1)
"""Who has heard it just now may still be signing in the room."""
PATIENCE = timedelta(days=7)
"""How long the question stays answerable, and how long the clock looks for a moment to ask it."""
READS_WITHIN = 2
"""School days in which a teacher rings and reads it out."""


# -- asking ------------------------------------------------------------------------------------


def ask(parent_id: int, child_id: int, by: By, day: date | None = None) -> bool:
    """Ask this parent by text whether they agree with what they have had in their own language,
    read together on `day` (the day on which they had it, if none is given). Once for the same
    words. In an act.

    False, and no text, where there is nothing to sign, or not all of it was heard, or they may not
    be texted, or another question is open on their phone.
    """
    tie = tell.tie(parent_id, child_id)
    if tie is None or tell.why_not(parent_id, child_id):
        return False
    keys = [one.key for one in signing.to_sign(child_id, parent_id)]
    heard = signing.heard_at(parent_id, keys)
    if heard is None or not asked.may_ask(parent_id, Question.SIGN):
        return False
    short, read_on = school().short_name, day or clock.local(heard).date()
    made = tell.tell_parent(
        Kind.SIGN,
        tie.parent,
        lambda own: plan_texts.sign(own, school=short, day=read_on),
        child_id=child_id,
        asks=Asks(
            Question.SIGN,
            [WORDS_AGREE, WORDS_TALK, WORDS_READ, WORDS_PAPER],
            {"child": child_id, "keys": [list(key) for key in keys], "day": read_on.isoformat()},
            clock.now() + PATIENCE,
        ),
        key=_key(parent_id, child_id, keys, heard),
    )
    return made is not None


def _key(parent_id: int, child_id: int, keys: Collection[Key], heard: datetime) -> str:
    """Names the one text for these words, as they were last heard."""
    return _named("sign", parent_id, child_id, f"{sorted(keys, key=str)} {heard.timestamp():.0f}")


def _named(what: str, parent_id: int, child_id: int, words: str) -> str:
    return f"{what}:{parent_id}:{child_id}:{sha256(words.encode()).hexdigest()[:16]}"


def send_link(parent_id: int, child_id: int) -> bool:
    """Text this parent where to read and sign what is agreed: the way for who is not in the room,
    also when it reads otherwise than they signed it. Once for the same words. In an act.

    False, and no text, where they have nothing to sign or may not be texted. Refuses
    NOT_IN_LANGUAGE: there is nothing to read on a page that is not all in their own language.
    """
    tie = tell.tie(parent_id, child_id)
    if tie is None or tell.why_not(parent_id, child_id):
        return False
    plan = signing.to_sign(child_id, parent_id)
    if not all(one.complete for one in plan):
        raise Refused(Reason.NOT_IN_LANGUAGE)
    if plan:
        child = tie.child.first_name
        tell.tell_parent(
            Kind.SIGN,
            tie.parent,
            lambda own: plan_texts.read_and_sign(own, child=child),
            child_id=child_id,
            key=_named(
                "read", parent_id, child_id, f"{sorted([one.key for one in plan], key=str)}"
            ),
        )
    return bool(plan)


Pair = tuple[int, int]
"""A parent and a child, by id."""


def to_ask() -> list[Pair]:
    """Who has had what is agreed in the last days, has not signed it and was not asked since: from
    four o'clock until the evening."""
    now = clock.now()
    if not ASKED_FROM <= clock.local(now).time() < school().day_ends:
        return []
    signed = exists().where(
        SignOff.version_id == Heard.version_id,
        SignOff.parent_id == Heard.parent_id,
        SignOff.party.in_(GROWN_UPS),
        SignOff.home_part_id.is_not_distinct_from(Heard.home_part_id),
    )
    asked_since = exists().where(
        OutText.parent_id == Heard.parent_id,
        OutText.child_id == Target.child_id,
        OutText.kind == Kind.SIGN,
        OutText.made_at >= Heard.at,
    )
    query = (
        select(Heard.parent_id, Target.child_id)
        .join(TargetVersion, TargetVersion.id == Heard.version_id)
        .join(Target, Target.id == TargetVersion.target_id)
        .join(Child, Child.id == Target.child_id)
        .join(Parent, Parent.id == Heard.parent_id)
        .join(
            Guardianship,
            (Guardianship.parent_id == Parent.id) & (Guardianship.child_id == Child.id),
        )
        .where(
            Target.ended_at.is_(None),
            plan_ties.is_last_version(),
            plan_ties.home_reads_so(Heard),
            Heard.at >= TargetVersion.made_at,
            Heard.at > now - PATIENCE,
            Guardianship.may_sign,
            plan_ties.may_be_texted(),
            ~signed,
            ~asked_since,
            plan_ties.can_be_asked(),
        )
        .group_by(Heard.parent_id, Target.child_id)
        .having(func.max(Heard.at) <= now - AN_HOUR)
        .order_by(func.max(Heard.at), Heard.parent_id, Target.child_id)
    )
    return [(parent_id, child_id) for parent_id, child_id in db.session.execute(query)]


def ask_who_left(pair: Pair) -> bool:
    """Ask one of those. In an act; whether a text was made."""
    return ask(*pair, CLOCK)


# -- the answers -------------------------------------------------------------------------------


def agree(parent_id: int, child_id: int, keys: Collection[Key], by: By) -> None:
    """They agree with exactly what they were asked about; the answer is queued. Said twice, it is
    signed once. What reads otherwise by now is not signed: the teacher rings and reads it to them.

    Refuses NOT_TO_SIGN, NOT_INVITED.
    """
    tie = signing.tie_of(parent_id, child_id)
    if not _sign(tie, keys, by):
        day, (staff_id, teacher) = _by_when(), people.teacher_of(tie.child)
        _task(TaskKind.READ_TO, tie, staff_id, day)
        _answer(tie, lambda own: plan_texts.changed_since(own, teacher=teacher, day=day))
        return
    _answer(tie, plan_texts.signed)


def _sign(tie: Guardianship, keys: Collection[Key], by: By) -> bool:
    """False where they have not had it as it reads now."""
    parent_id, child_id = tie.parent_id, tie.child_id
    if not signing.has_had(parent_id, keys):
        return False
    own = language(tie.parent.language)
    try:
        signing.sign_as_parent(parent_id, child_id, keys, SignedBy.TEXT, by, own=own)
    except Refused as refused:
        if refused.reason != Reason.PLAN_CHANGED:  # this one comes before anything is written
            raise
        return False
    return True


def read_to(parent_id: int, child_id: int, by: By) -> None:
    """They want it read to them on the phone: the key teacher rings. By text it is answered; a page
    says it itself. Refuses NOT_INVITED."""
    tie = signing.tie_of(parent_id, child_id)
    day, (staff_id, teacher) = _by_when(), people.teacher_of(tie.child)
    _task(TaskKind.READ_TO, tie, staff_id, day)
    if by.face == Face.TEXT:
        _answer(tie, lambda own: plan_texts.will_read(own, teacher=teacher, day=day))


def on_paper(parent_id: int, child_id: int, by: By) -> None:
    """They want it on paper: the key teacher sees to it. Answered like `read_to`."""
    tie = signing.tie_of(parent_id, child_id)
    staff_id, teacher = people.teacher_of(tie.child)
    _task(TaskKind.ON_PAPER, tie, staff_id, _by_when())
    if by.face == Face.TEXT:
        _answer(tie, lambda own: plan_texts.on_paper(own, teacher=teacher))


def _by_when() -> date:
    return school_days_after(clock.today(), READS_WITHIN)


def _task(kind: TaskKind, tie: Guardianship, staff_id: int | None, day: date) -> None:
    ask_office(kind, parent_id=tie.parent_id, child_id=tie.child_id, staff_id=staff_id, due_on=day)


def _answer(tie: Guardianship, words: tell.Words) -> None:
    if tell.why_not(tie.parent_id, tie.child_id) is None:
        tell.answer(tie.parent, words)
