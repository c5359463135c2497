"""The phrases of good news: the bank's and the school's own, in every language they have.

A phrase of the school's own is written in English and put into other languages by people, in the
forms that each needs (`praise.Form`). Until a language has it, families who read that get the bank
phrase that comes closest, and staff see so. Its words never change: to say it otherwise, a school
retires it and writes another.

    in use -> retired (nobody can choose it; what was sent still reads so)
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, db
from portal.domain.history import named
from portal.languages import ENGLISH, OFFERED, Language
from portal.wording import praise
from portal.wording.praise import Form, Phrase, Topic

LONGEST = 100
"""Characters of a phrase, its {child} included."""


class OwnPhrase(Base):
    """A phrase of the school's own. `closest`: the bank phrase (key) that stands in for it."""

    __tablename__ = "own_phrase"

    id: Mapped[int] = mapped_column(primary_key=True)
    topic: Mapped[Topic] = mapped_column(named(Topic))
    closest: Mapped[str] = mapped_column(String(24))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    made_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]


class OwnPhraseWords(Base):
    """Such a phrase in one language and form. ANY is always there; GIRL and BOY where the language
    needs them."""

    __tablename__ = "own_phrase_words"
    __table_args__ = (UniqueConstraint("phrase_id", "language", "form"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    phrase_id: Mapped[int] = mapped_column(ForeignKey("own_phrase.id"))
    language: Mapped[str] = mapped_column(String(20))
    form: Mapped[Form] = mapped_column(named(Form))
    words: Mapped[str] = mapped_column(String(300))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime]


@dataclass(frozen=True)
class Said:
    """A phrase as one family reads it. `closest`: another phrase stands in for it."""

    words: str
    closest: bool = False


@dataclass(frozen=True)
class Own:
    """One phrase of the school's own with all its words, by language (tag) and form."""

    id: int
    topic: Topic
    closest: str
    retired: bool
    by_tag: Mapping[tuple[str, Form], str]

    thanks = False

    @property
    def key(self) -> str:
        return f"own-{self.id}"

    def choices(self) -> tuple[str, ...]:
        """A phrase of the school's own leaves nothing open but the child."""
        return ()

    @property
    def words(self) -> str:
        """In English, with {child}."""
        return self.by_tag[ENGLISH.tag, Form.ANY]

    def missing(self) -> list[Language]:
        """The offered languages that do not have it yet."""
        return [own for own in OFFERED.values() if (own.tag, Form.ANY) not in self.by_tag]


@dataclass(frozen=True)
class Book:
    """Every phrase there is, by key, as it is needed to say what was sent."""

    own: Mapping[str, Own]

    def find(self, key: str) -> Phrase | Own:
        """The phrase with this key, in use or retired. KeyError where there is none."""
        return self.own[key] if key in self.own else praise.find(key)

    def say(
        self, key: str, form: Form, language: Language, *, child: str, filled: str = ""
    ) -> Said:
        """The phrase about this child in this language; `filled` as in `praise.sentence`."""
        found = self.find(key)
        if isinstance(found, Phrase):
            return Said(praise.sentence(found, form, language, child=child, filled=filled))
        words = found.by_tag.get((language.tag, form)) or found.by_tag.get((language.tag, Form.ANY))
        if words:
            return Said(words.replace("{child}", child))
        stands_in = praise.find(found.closest)
        return Said(praise.sentence(stands_in, form, language, child=child), closest=True)

    def in_use(self) -> Sequence[Phrase | Own]:
        """What can be chosen: the bank, then the school's own, oldest first."""
        return [*praise.PHRASES, *(one for one in self.own.values() if not one.retired)]


def book() -> Book:
    """All phrases as they stand now. A school has few of its own: they are read at once."""
    words: dict[int, dict[tuple[str, Form], str]] = {}
    for row in db.session.scalars(select(OwnPhraseWords)):
        words.setdefault(row.phrase_id, {})[row.language, row.form] = row.words
    rows = db.session.scalars(select(OwnPhrase).order_by(OwnPhrase.id))
    found = (
        Own(row.id, row.topic, row.closest, row.retired_at is not None, words[row.id])
        for row in rows
    )
    return Book({one.key: one for one in found})
