"""What a target or a step says, and what it is in which language.

A wording is a sentence of the starter bank (`wording.starters`), ready in every offered language,
or a colleague's own English. Own English is in another language only once a named person has put
it into it. A wording never changes: other words are another wording, so that what somebody signed
stays what it was.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from portal import clock
from portal.db import Base, db, insert_once
from portal.domain.history import By
from portal.languages import ENGLISH, Language
from portal.wording import starters
from portal.wording.refusals import Reason, Refused

LONGEST = 200
"""Characters of one sentence."""


class Wording(Base):
    """One sentence: `starter` names it in the bank, `english` is a colleague's own; never both."""

    __tablename__ = "wording"

    id: Mapped[int] = mapped_column(primary_key=True)
    starter: Mapped[str | None] = mapped_column(String(60), unique=True)
    english: Mapped[str | None] = mapped_column(String(LONGEST))


Index("own_wording", Wording.english)


class Translation(Base):
    """A colleague's own English in another language, and who put it into that."""

    __tablename__ = "wording_translation"
    __table_args__ = (UniqueConstraint("wording_id", "language"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    wording_id: Mapped[int] = mapped_column(ForeignKey("wording.id"))
    language: Mapped[str] = mapped_column(String(20))
    words: Mapped[str] = mapped_column(String(LONGEST * 2))
    translated_by: Mapped[str] = mapped_column(String(60))
    """The name of the person, on the staff or not, who answers for it."""
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    """Who typed it in."""
    at: Mapped[datetime]


def from_bank(key: str) -> int:
    """The wording (id) of a sentence of the bank. KeyError if the bank has none with this key. In
    an act."""
    starters.sentence(key, ENGLISH)
    insert_once(Wording, [Wording.starter], {"starter": key})
    return db.session.execute(select(Wording.id).where(Wording.starter == key)).scalar_one()


def own(words: str) -> int:
    """The wording (id) of a colleague's own English. What reads exactly like a sentence of the bank
    is that sentence, and so has its languages. In an act.

    Refuses NOTHING_WRITTEN, TOO_LONG.
    """
    words = " ".join(words.split())
    if not words:
        raise Refused(Reason.NOTHING_WRITTEN)
    if len(words) > LONGEST:
        raise Refused(Reason.TOO_LONG)
    for key, sentence in starters.sentences(ENGLISH).items():
        if sentence == words:
            return from_bank(key)
    found = db.session.scalar(select(Wording.id).where(Wording.english == words).limit(1))
    if found:
        return found
    made = Wording(english=words)
    db.session.add(made)
    db.session.flush()
    return made.id


def in_language(wording_ids: Collection[int], language: Language) -> dict[int, str]:
    """These wordings in this language, by id; those that nobody has put into it are not there."""
    rows = db.session.execute(
        select(Wording.id, Wording.starter, Wording.english).where(Wording.id.in_(wording_ids))
    ).all()
    translated: dict[int, str] = {}
    if language is not ENGLISH:
        translated = {
            wording_id: words
            for wording_id, words in db.session.execute(
                select(Translation.wording_id, Translation.words).where(
                    Translation.wording_id.in_(wording_ids), Translation.language == language.tag
                )
            )
        }
    found = {}
    for wording_id, starter, english in rows:
        if starter:
            found[wording_id] = starters.sentence(starter, language)
        elif language is ENGLISH and english:
            found[wording_id] = english
        elif wording_id in translated:
            found[wording_id] = translated[wording_id]
    return found


def translate(wording_id: int, language: Language, words: str, translated_by: str, by: By) -> None:
    """A named person has put a colleague's own English into this language. A second translation
    takes the place of the first only as long as nobody has signed it: the caller looks. In an act.

    Refuses NOTHING_WRITTEN, TOO_LONG, NAME_MISSING.
    """
    words, translated_by = " ".join(words.split()), " ".join(translated_by.split())
    if not words:
        raise Refused(Reason.NOTHING_WRITTEN)
    if len(words) > LONGEST * 2:
        raise Refused(Reason.TOO_LONG)
    if not translated_by:
        raise Refused(Reason.NAME_MISSING)
    which = {"wording_id": wording_id, "language": language.tag}
    said: dict[str, Any] = {"words": words, "translated_by": translated_by[:60]}
    said |= {"staff_id": by.staff_id, "at": clock.now()}
    unique = [Translation.wording_id, Translation.language]
    if insert_once(Translation, unique, which | said) is None:
        found = db.session.scalars(select(Translation).filter_by(**which).with_for_update()).one()
        for name, value in said.items():
            setattr(found, name, value)
        db.session.flush()
