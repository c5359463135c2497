"""The phrases of good news: the bank's and the school's own, in every language they have.

A phrase of the school's own is written in English and put into other languages by people, in the
forms that each needs (`praise.Form`). Until a language has it, families who read that get the bank
phrase that comes closest, and staff see so. Its words never change: to say it otherwise, a school
retires it and writes another.

    in use -> retired (nobody can choose it; what was sent still reads so) -> in use
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from rapidfuzz import fuzz, process
from sqlalchemy import ForeignKey, String, UniqueConstraint, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from portal import clock
from portal.db import Base, db
from portal.domain.as_shown import fingerprint, refuse_changed
from portal.domain.history import By, Deed, named, record
from portal.domain.people import School
from portal.languages import ENGLISH, OFFERED, Language
from portal.wording import not_in_a_text, praise
from portal.wording.free_words import in_other_letters
from portal.wording.not_in_a_text import What
from portal.wording.praise import Form, Phrase, Topic
from portal.wording.refusals import Reason, Refused

LONGEST = 100
"""Characters of a phrase in English, its {child} included."""
LONGEST_TRANSLATED = 150
"""Characters in any other language: most take up to half as many again, and the text with its link
still fits into three segments."""
SENT_TWICE = timedelta(minutes=5)
"""The same phrase from the same colleague within this time is one form, sent twice."""
CHILD = "{child}"


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

    def missing(self, read: Collection[str]) -> list[Language]:
        """The languages that do not have it yet, of those (tags) that families here read."""
        return [
            own
            for own in OFFERED.values()
            if own.tag in read and (own.tag, Form.ANY) not in self.by_tag
        ]

    def forms(self, tag: str) -> dict[Form, str]:
        """The phrase in this language as it stands; empty where a form is not there."""
        return {form: self.by_tag.get((tag, form), "") for form in Form}

    def seen(self, tag: str) -> str:
        """Names how it stands in this language, so that only what somebody saw is overwritten."""
        return fingerprint(self.forms(tag))


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


# -- the school's own ----------------------------------------------------------------------------


def stand_ins(topic: Topic | None = None) -> list[Phrase]:
    """The bank's phrases that can stand in for one of the school's own: those that leave nothing
    open but the child and thank nobody. Of this topic, if it has any; else all."""
    every = [one for one in praise.PHRASES if not one.blank and not one.thanks]
    return [one for one in every if one.topic == topic] or every


def closest_to(words: str, topic: Topic) -> Phrase:
    """The phrase of the bank on this topic whose words are most like these."""
    found = stand_ins(topic)
    _words, _alike, at = process.extractOne(
        words, [one.words for one in found], scorer=fuzz.token_set_ratio
    )
    return found[at]


def add(words: str, topic: Topic, closest: str, by: By) -> int:
    """A phrase of the school's own, in English; returns its id. Until it is in another language,
    families who read that get the bank phrase `closest` (a key). In an act. The same form sent
    twice makes one phrase.

    Refuses NOTHING_WRITTEN, PHRASE_CHILD ({child} is not there just once, or there are other
    braces), TOO_LONG, OTHER_LETTERS, UNFIT_WORDS (`findings`, see `not_in_a_text`), PHRASE_THERE,
    and PHRASE_CLOSEST (not one of `stand_ins`).
    """
    said = _refuse_words(words, LONGEST)
    _refuse_unfit(said)
    if closest not in {one.key for one in stand_ins()}:
        raise Refused(Reason.PHRASE_CLOSEST)
    db.session.scalars(select(School).with_for_update()).one()  # one is added after the other
    if there := _same(said):
        row = db.session.get_one(OwnPhrase, there.id)
        if row.by_id == by.staff_id and row.made_at > clock.now() - SENT_TWICE:
            return row.id
    if there or _folded(said) in {_folded(one.words) for one in praise.PHRASES}:
        raise Refused(Reason.PHRASE_THERE)
    row = OwnPhrase(topic=topic, closest=closest, by_id=by.staff_id, made_at=clock.now())
    db.session.add(row)
    db.session.flush()
    _put(row.id, ENGLISH.tag, {Form.ANY: said}, by)
    record(by, Deed.PHRASE_CHANGED, phrase=row.id, what="added")
    return row.id


def _refuse_words(words: str, longest: int) -> str:
    """The words tidied; refused whatever the language is."""
    said = " ".join(words.split())
    if not said:
        raise Refused(Reason.NOTHING_WRITTEN)
    rest = said.replace(CHILD, "")
    if said.count(CHILD) != 1 or "{" in rest or "}" in rest:
        raise Refused(Reason.PHRASE_CHILD)
    if len(said) > longest:
        raise Refused(Reason.TOO_LONG)
    return said


def _refuse_unfit(said: str) -> None:
    """What must not stand in English good news: other letters, whatever no text may say, and words
    that are not plain."""
    if in_other_letters(said):
        raise Refused(Reason.OTHER_LETTERS)
    words = said.replace(CHILD, "Sam")
    found = not_in_a_text.why_not(words, surnames=(), other_names=(), child="Sam")
    if findings := [one for one in found if one.what != What.TOO_LONG]:
        raise Refused(Reason.UNFIT_WORDS, findings=findings)


def _same(said: str) -> Own | None:
    found = book().own.values()
    return next((one for one in found if _folded(one.words) == _folded(said)), None)


def _folded(words: str) -> str:
    """The words without capitals and marks, as phrases are told apart."""
    return " ".join(re.findall(r"\w+", words.casefold()))


def translate(phrase_id: int, tag: str, forms: Mapping[Form, str], seen: str, by: By) -> None:
    """Put a phrase of the school's own into another language: ANY, and GIRL and BOY where they
    differ from it. `seen`: how it stood when the colleague began to write (`Own.seen`). In an act;
    the same words again change nothing.

    Refuses NOTHING_WRITTEN (no ANY), PHRASE_CHILD, TOO_LONG, OTHER_ALPHABET (not the language's
    own letters), CHANGED_MEANWHILE.
    """
    db.session.get_one(OwnPhrase, phrase_id, with_for_update=True)
    wanted = {
        form: _refuse_words(words, LONGEST_TRANSLATED)
        for form, words in forms.items()
        if words.strip()
    }
    if Form.ANY not in wanted:
        raise Refused(Reason.NOTHING_WRITTEN)
    wanted = {
        form: said for form, said in wanted.items() if form == Form.ANY or said != wanted[Form.ANY]
    }
    for said in wanted.values():
        if in_other_letters(said) != in_other_letters(OFFERED[tag].name):
            raise Refused(Reason.OTHER_ALPHABET)
    own = book().own[f"own-{phrase_id}"]
    if {form: said for form, said in own.forms(tag).items() if said} == wanted:
        return
    refuse_changed(seen, own.seen(tag))
    this = (OwnPhraseWords.phrase_id == phrase_id) & (OwnPhraseWords.language == tag)
    db.session.execute(delete(OwnPhraseWords).where(this))
    _put(phrase_id, tag, wanted, by)
    record(by, Deed.PHRASE_CHANGED, phrase=phrase_id, what="translated", language=tag)


def _put(phrase_id: int, tag: str, forms: Mapping[Form, str], by: By) -> None:
    for form, said in forms.items():
        db.session.add(
            OwnPhraseWords(
                phrase_id=phrase_id,
                language=tag,
                form=form,
                words=said,
                by_id=by.staff_id,
                at=clock.now(),
            )
        )


def retire(phrase_id: int, by: By) -> None:
    """Nobody can choose this phrase from now on. In an act; done twice it is the same."""
    _change_retired(phrase_id, by, retired=True)


def take_up_again(phrase_id: int, by: By) -> None:
    """It can be chosen again. In an act; done twice it is the same."""
    _change_retired(phrase_id, by, retired=False)


def _change_retired(phrase_id: int, by: By, *, retired: bool) -> None:
    row = db.session.get_one(OwnPhrase, phrase_id, with_for_update=True)
    if (row.retired_at is not None) == retired:
        return
    row.retired_at = clock.now() if retired else None
    record(by, Deed.PHRASE_CHANGED, phrase=phrase_id, what="retired" if retired else "in use")
