"""Free words of colleagues on parents' pages, in the parents' languages: who has put them there,
and what still waits.

So far these are the few words that a colleague adds to good news: they hold no names and nothing
private (`wording.not_in_a_text`), nobody signs them, and a text never has them in another language
than the one they were written in. The same English is kept once, however many children it was for.

    written in English ── a person puts it into the language ─> theirs, for good
          │                                                       ^
          └── a machine does (only where the school has one) ─> marked as machine-made
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, String, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, mapped_column

from portal import clock
from portal.db import Base, db, insert_once
from portal.domain.good_news import STANDS, GoodNews, NewsTo
from portal.domain.history import By
from portal.domain.people import Parent, school
from portal.languages import ENGLISH, OFFERED, Language
from portal.wording import not_in_a_text
from portal.wording.refusals import Reason, Refused

LONGEST = not_in_a_text.LONGEST * 3
"""Letters of a translation."""
LATELY = timedelta(days=60)
"""Good news of earlier days waits for no translation any more."""


class SaidIn(Base):
    """A colleague's English words in another language. `translated_by`: the person who answers for
    it, on the staff or not; empty: a machine made it."""

    __tablename__ = "said_in"
    __table_args__ = (UniqueConstraint("english", "language"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    english: Mapped[str] = mapped_column(String(not_in_a_text.LONGEST))
    language: Mapped[str] = mapped_column(String(20))
    words: Mapped[str] = mapped_column(String(LONGEST))
    translated_by: Mapped[str] = mapped_column(String(60), default="")
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime]


@dataclass(frozen=True)
class Said:
    """A colleague's words as one parent reads them. `words` is empty as long as nobody has put them
    into the parent's language."""

    english: str
    words: str = ""
    by_machine: bool = False


@dataclass(frozen=True)
class Wanted:
    """English words that parents cannot read yet: `families`, how many are waiting in this
    language; `machine`: what a machine made of them meanwhile."""

    english: str
    language: Language
    families: int
    machine: str = ""


def of(english: Collection[str], own: Language) -> dict[str, Said]:
    """These words as somebody reads them who reads this language."""
    wanted = {one for one in english if one}
    if own is ENGLISH or not wanted:
        return {one: Said(one, one) for one in wanted}
    query = select(SaidIn).where(SaidIn.english.in_(wanted), SaidIn.language == own.tag)
    there = {
        row.english: Said(row.english, row.words, not row.translated_by)
        for row in db.session.scalars(query)
    }
    return {one: there.get(one, Said(one)) for one in wanted}


def wanted() -> list[Wanted]:
    """What no person has put into a language yet that parents of the last weeks read, by language,
    what most families wait for first."""
    families = func.count(func.distinct(NewsTo.parent_id))
    query = (
        select(GoodNews.own_words, Parent.language, families, func.max(SaidIn.words))
        .join(NewsTo, NewsTo.news_id == GoodNews.id)
        .join(Parent, Parent.id == NewsTo.parent_id)
        .outerjoin(
            SaidIn,
            (SaidIn.english == GoodNews.own_words) & (SaidIn.language == Parent.language),
        )
        .where(
            STANDS,
            GoodNews.own_words != "",
            GoodNews.made_at > clock.now() - LATELY,
            Parent.language.in_([tag for tag in school().languages if tag != ENGLISH.tag]),
            func.coalesce(SaidIn.translated_by, "") == "",
        )
        .group_by(GoodNews.own_words, Parent.language)
    )
    found = [
        Wanted(english, OFFERED[tag], count, machine or "")
        for english, tag, count, machine in db.session.execute(query)
        if tag
    ]
    return sorted(found, key=lambda one: (one.language.english_name, -one.families, one.english))


def put_into(english: str, own: Language, words: str, translated_by: str, by: By) -> None:
    """A named person has put these words into this language, in the place of a machine or of an
    earlier try. In an act.

    Refuses NOTHING_WRITTEN, TOO_LONG, NAME_MISSING.
    """
    translated_by = " ".join(translated_by.split())
    if not translated_by:
        raise Refused(Reason.NAME_MISSING)
    _keep(english, own, words, translated_by[:60], by.staff_id)


def by_machine(english: str, own: Language, words: str) -> None:
    """A machine has: kept only where nothing stands yet. In an act."""
    which = {"english": english, "language": own.tag}
    said = {"words": " ".join(words.split())[:LONGEST], "translated_by": "", "at": clock.now()}
    insert_once(SaidIn, [SaidIn.english, SaidIn.language], which | said)


def _keep(
    english: str, own: Language, words: str, translated_by: str, staff_id: int | None
) -> None:
    words = " ".join(words.split())
    if not words:
        raise Refused(Reason.NOTHING_WRITTEN)
    if len(words) > LONGEST:
        raise Refused(Reason.TOO_LONG)
    which = {"english": english, "language": own.tag}
    said = {"words": words, "translated_by": translated_by, "staff_id": staff_id}
    said |= {"at": clock.now()}  # type: ignore[dict-item]
    if insert_once(SaidIn, [SaidIn.english, SaidIn.language], which | said) is None:
        stands = db.session.scalars(select(SaidIn).filter_by(**which).with_for_update()).one()
        for name, value in said.items():
            setattr(stands, name, value)
        db.session.flush()
