"""A colleague's own sentences of a plan in a parent's language: what is missing, and putting it in.

What somebody has signed in a language, or has read before they sign by text, stays as it stood.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select

from portal.db import db
from portal.domain import wordings
from portal.domain.agreed import Agreed, Words
from portal.domain.history import By
from portal.domain.signing import Heard, SignOff
from portal.domain.targets import HomePart, Step, TargetVersion
from portal.domain.wordings import Translation, Wording
from portal.languages import Language
from portal.wording.refusals import Reason, Refused


@dataclass(frozen=True)
class ToTranslate:
    """One sentence that is not in the bank. `words`: as it stands in that language, and who put it
    there; `fixed`: somebody has signed it so."""

    wording_id: int
    english: str
    words: str
    translated_by: str
    fixed: bool


def own_sentences(plan: Iterable[Agreed], language: Language) -> list[ToTranslate]:
    """The colleagues' own sentences of this plan, in the order in which they are read."""
    read = {one.wording_id: one for target in plan for one in _all_words(target)}
    own = set(
        db.session.scalars(
            select(Wording.id).where(Wording.id.in_(read), Wording.starter.is_(None))
        )
    )
    query = select(Translation).where(
        Translation.wording_id.in_(own), Translation.language == language.tag
    )
    there = {row.wording_id: row for row in db.session.scalars(query)}
    return [
        ToTranslate(
            wording_id,
            words.english,
            there[wording_id].words if wording_id in there else "",
            there[wording_id].translated_by if wording_id in there else "",
            wording_id in there and is_signed_in(wording_id, language.tag),
        )
        for wording_id, words in read.items()
        if wording_id in own
    ]


def _all_words(target: Agreed) -> list[Words]:
    steps = [*target.home, *target.child, *target.school]
    return [target.sentence, *(step.words for step in steps), *([target.how] if target.how else [])]


def is_signed_in(wording_id: int, tag: str) -> bool:
    """Whether somebody has signed this wording as it stands in this language, or has read it so
    and may sign it by text."""
    signed = select(SignOff.id).where(
        SignOff.language == tag, _says(wording_id, SignOff.version_id, SignOff.home_part_id)
    )
    heard = select(Heard.id).where(
        Heard.language == tag,
        Heard.read_out_by == "",
        _says(wording_id, Heard.version_id, Heard.home_part_id),
    )
    return any(db.session.scalar(query.limit(1)) is not None for query in (signed, heard))


def _says(wording_id: int, version_id: object, home_part_id: object) -> ColumnElement[bool]:
    """Whether a version or a home part, of a query over sign-offs, has this wording."""
    versions = select(TargetVersion.id).where(
        or_(TargetVersion.sentence_id == wording_id, TargetVersion.how_id == wording_id)
    )
    steps = select(Step.version_id).where(
        Step.wording_id == wording_id, Step.version_id.is_not(None)
    )
    homes = select(HomePart.id).join(Step, Step.home_part_id == HomePart.id)
    return or_(
        version_id.in_(versions),  # type: ignore[attr-defined]
        version_id.in_(steps),  # type: ignore[attr-defined]
        home_part_id.in_(homes.where(Step.wording_id == wording_id)),  # type: ignore[attr-defined]
    )


def put_into(wording_id: int, language: Language, words: str, translated_by: str, by: By) -> None:
    """A named person has put this sentence into this language. The same words once more change
    nothing. In an act.

    Refuses WORDS_SIGNED where somebody has signed it as it stands there, NOTHING_WRITTEN, TOO_LONG,
    NAME_MISSING.
    """
    query = select(Translation).where(
        Translation.wording_id == wording_id, Translation.language == language.tag
    )
    stands = db.session.scalar(query.with_for_update())
    if stands is not None and stands.words == " ".join(words.split()):
        return
    if stands is not None and is_signed_in(wording_id, language.tag):
        raise Refused(Reason.WORDS_SIGNED)
    wordings.translate(wording_id, language, words, translated_by, by)
