"""What parents write back: numbers, yes and no, words that always work, and "wrong person".

Pure reading of one message. Which question it answers and what happens then is decided
elsewhere; the words themselves are in `words/`, ages in `ages`. Everything here reads the whole
message or nothing: besides the answer only a greeting or a thank-you may stand in it. What is not
understood is left for a person to read, because a wrong guess books or cancels something.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from enum import Enum
from functools import cache

from babel.dates import get_month_names

from portal.languages import OFFERED
from portal.wording.answer_words import (
    NAME,
    WORDS,
    anywhere,
    known,
    language_names,
    listed,
    name_endings,
    numerals,
    own,
    parts,
    without_name,
)
from portal.wording.folding import LETTER, digits, fold
from portal.wording.meanings import Meaning
from portal.wording.slips import put_right


class Word(Enum):
    """The words that always work, whatever was asked. STOP, START and HELP every text service
    owes everybody."""

    STOP = Meaning.STOP
    START = Meaning.START
    HELP = Meaning.HELP
    TIMES = Meaning.TIMES
    CHANGE = Meaning.CHANGE
    TALK = Meaning.TALK
    LANGUAGE = Meaning.LANGUAGE
    IDEAS = Meaning.IDEAS
    NO_IDEAS = Meaning.NO_IDEAS
    NEWS = Meaning.NEWS
    NO_NEWS = Meaning.NO_NEWS
    REMINDERS = Meaning.REMINDERS
    NO_REMINDERS = Meaning.NO_REMINDERS
    RING_ONLY = Meaning.RING_ONLY


LONGEST_PLAIN = 300
"""Characters. What is longer is a letter to a person, whatever it begins with."""
_BY_HEART = (Word.STOP, Word.START)
"""Nothing polite may stand beside these: "cancel please" is about a talk, not about texts."""
_NEVER_ASKED = (
    *(Word.IDEAS, Word.NO_IDEAS, Word.NEWS, Word.NO_NEWS),
    *(Word.REMINDERS, Word.NO_REMINDERS, Word.RING_ONLY),
)
"""These turn something on or off: "no news?" asks whether there is any."""


@dataclass(frozen=True)
class Reply:
    """One message of a parent who reads the language with this tag. `said`: as it is compared.
    `asks`: it has a question mark."""

    text: str
    tag: str
    said: str
    asks: bool

    def only(self, *meanings: Meaning, beside: tuple[Meaning, ...] = ()) -> bool:
        """Whether this says these meanings, at least one, and else only what may stand beside."""
        if self.asks:
            return False
        wanted = known(self.tag, *meanings)
        return _says_only(self.said, wanted, known(self.tag, Meaning.POLITE, *beside))

    def word(self) -> Word | None:
        """The word that always works, if that is all this says, most of them also as a question."""
        for each in Word:
            if self.asks and each in _NEVER_ASKED:
                continue
            phrases = known(self.tag, each.value)
            if each is Word.LANGUAGE:
                phrases = anywhere(Meaning.LANGUAGE)  # who needs it may not read the one they have
            if self.said in phrases:
                return each
            if each not in _BY_HEART and _says_only(self.said, phrases, self._polite):
                return each
        return None

    def doubtful(self) -> bool:
        """Whether it is a bare "no", or a word that means something else in English."""
        return self.only(Meaning.NO, Meaning.NOT_NOW, Meaning.FALSE_FRIENDS)

    def no_english(self) -> bool:
        """Whether they say that they do not read English."""
        return _says_only(self.said, anywhere(Meaning.NO_ENGLISH), self._polite)

    def number(self) -> int | None:
        """The one number a parent chose, in digits or in words of their language or of English; or
        None. To who reads English, a word in a script of its own may be of any language: not all
        of them have said which is theirs.

        "2", "2.", "option 2", "2 please" and "2️⃣" are 2. Times, dates, phone numbers, questions
        and more than one number are None. Any number up to 99 is read; whether it was offered is
        not known here.
        """
        if self.asks or _NO_AND_NUMBER.search(self.text):
            return None
        theirs = {_chosen(self.said, tag, self.tag) for tag in (self.tag, "en")} - {None}
        if not theirs and self.tag == "en" and not self.said.isascii():
            theirs = {_chosen(self.said, tag, self.tag) for tag in WORDS} - {None}
        return theirs.pop() if len(theirs) == 1 else None

    def number_and_words(self) -> "tuple[int, Reply] | None":
        """A number, and the same without it: "4 ring me" copies a line of our list."""
        first = _FIRST_FIGURE.match(self.said)
        return (int(first[1]), replace(self, said=first[2])) if first else None

    def count(self) -> int | None:
        """How many children: "2", "just one", "two kids"."""
        if self.asks:
            return None
        numbers = (Meaning.NUMBERS, Meaning.COUNTS)
        return _one_number(self.said, self.tag, numbers, (Meaning.LITTLE_ONES,))

    def language(self) -> str | None:
        """The tag of the one language that is named: in itself, in English or by its tag."""
        if self.asks:
            return None
        names = _names_of_languages(self.tag)
        around = anywhere(Meaning.IN_LANGUAGE, Meaning.POLITE) | known(self.tag, Meaning.YES)
        said = parts(self.said, frozenset(names) | around)
        named = {names[part] for part in said if part in names}
        return named.pop() if len(named) == 1 else None

    def wrong_person(self) -> bool:
        """Whether this says that we text a stranger."""
        return _says_only(self.said, known(self.tag, Meaning.WRONG_PERSON), self._around_wrong)

    def no_child(self) -> bool:
        """Whether this says that the writer has no child at all."""
        phrases = known(self.tag, Meaning.NO_CHILD, Meaning.WRONG_PERSON)
        return _says_only(self.said, phrases, self._around_wrong)

    def not_me(self, names: Iterable[str]) -> bool:
        """Whether this says "I am not Ayesha", where Ayesha is one of these names."""
        said = _with_name(self.said, tuple(names), self.tag)
        if NAME not in said:
            return False
        phrases = known(self.tag, Meaning.NOT_ME)
        around = self._around_wrong | known(self.tag, Meaning.WRONG_PERSON)
        return _says_only(said, phrases, around)

    def put_right(self) -> "Reply | None":
        """The same with a slip of the thumb put right, if all but politeness is one such word."""
        words = _left_over(self.said, self._polite)
        meant = put_right(words[0], self.tag) if len(words) == 1 else None
        return replace(self, said=meant) if meant else None

    @property
    def _polite(self) -> frozenset[str]:
        return known(self.tag, Meaning.POLITE)

    @property
    def _around_wrong(self) -> frozenset[str]:
        # Here the Polish "no" is as good as the English one: it only opens the sentence.
        no = own(self.tag, Meaning.NO) | own("en", Meaning.NO)
        return known(self.tag, Meaning.POLITE) | no


def read(text: str, tag: str) -> Reply:
    """A message, ready to be understood. KeyError if no language has the tag."""
    known(tag, Meaning.YES)
    said = fold(_INTO_NUMBER.sub(" ", digits(without_name(text))))
    return Reply(text, tag, said, asks=_QUESTION.search(text) is not None)


def our_lines(text: str, tag: str) -> dict[str, int]:
    """The numbered answers that a text of ours offers, as they are compared with a reply, and their
    numbers: with the number ("4 other times") and without it. What stands there twice is left out,
    and a number in the middle of a line that is a day of a month.
    """
    found: dict[str, set[int]] = {}
    text = _ADDRESS.split(text)[0]
    inside = [pair for pair in _IN_A_LINE.findall(text) if not _is_day(pair[1], tag)]
    for number, words in (*_LINE.findall(text), *inside):
        for said in (f"{number} {words}", words):
            found.setdefault(read(said, tag).said, set()).add(int(number))
    return {said: numbers.pop() for said, numbers in found.items() if said and len(numbers) == 1}


def _is_day(words: str, tag: str) -> bool:
    """Whether what stands after a number makes it a day: "1 Dec 15:00", the Lithuanian "1 d."."""
    said = fold(words)
    return not _months(tag).isdisjoint(said.split()) or (len(said) == 1 and said.isascii())


@cache
def _months(tag: str) -> frozenset[str]:
    """The names of the months, long and short, as a text may have them."""
    names = [
        name
        for form in ("format", "stand-alone")
        for width in ("wide", "abbreviated")
        for name in get_month_names(width, form, OFFERED[tag].locale).values()
    ]
    return frozenset(word for name in names for word in fold(name).split())


def shown(meaning: Meaning, tag: str) -> str:
    """What a text tells a parent to write, in their language: the first of its words. In capitals,
    and without the accents that would make the text three times as dear."""
    first = listed(tag, meaning)[0]
    plain = fold(first)
    return plain.upper() if plain.isascii() else first


def _says_only(said: str, phrases: frozenset[str], around: frozenset[str]) -> bool:
    """Whether a message is these phrases, at least one, and else only what may stand around."""
    if not said:
        return False
    return any(part in phrases for part in parts(said, phrases | around))


def _chosen(said: str, tag: str, reader: str) -> int | None:
    """The number in a message made of one number and what goes with a choice, else None. In words
    of this language, which need not be the reader's: but to an English reader "do" is not two."""
    foreign = own(tag, Meaning.ALONE) if tag != reader else frozenset()
    if not foreign.isdisjoint(said.split()) or said in known(reader, Meaning.FALSE_FRIENDS):
        return None
    return _one_number(said, tag, (Meaning.NUMBERS, Meaning.ORDINALS), (Meaning.CHOICE,))


def _one_number(
    said: str, tag: str, numbers: tuple[Meaning, ...], beside: tuple[Meaning, ...]
) -> int | None:
    """Urdu "do" is 2, but "please do" is not: a number word that English has too may stand only
    among words of its own language. Beside a word for a number there is no yes: in Urdu "yes,
    two" is also "yes, give"."""
    words = numerals("en", *numbers) | numerals(tag, *numbers)
    mixed = known(tag, Meaning.POLITE, *beside)
    if figures := _FIGURES.findall(said):
        said = _NUMBER_SIGN.sub("", said)
        mixed |= known(tag, Meaning.YES, Meaning.OKAY)
        words = words | {figure: int(figure) for figure in figures}
    found = parts(said, mixed | words.keys())
    chosen = [part for part in found if part in words]
    if len(chosen) != 1:
        return None
    alone = chosen[0] in own(tag, Meaning.ALONE)
    if alone and not own(tag, Meaning.POLITE, *beside).issuperset(set(found) - set(chosen)):
        return None
    return words[chosen[0]]


def _names_of_languages(tag: str) -> dict[str, str]:
    names = dict(language_names())
    for language in OFFERED.values():
        for name in (language.tag, language.name, language.english_name):
            names[fold(name)] = language.tag
    for taken in known(tag, Meaning.YES, Meaning.OKAY, Meaning.NO, Meaning.FALSE_FRIENDS):
        names.pop(taken, None)
    return names


def _forms(names: Iterable[str], tag: str) -> frozenset[str]:
    """Every word that names this parent, also as it changes in a sentence: Anna, Anny."""
    whole = {fold(name) for name in names}
    words = {word for name in whole for word in name.split() if len(word) > 2 or word in whole}
    words -= known(tag, Meaning.NOT_NAMES, *_NEVER_NAMES)
    forms = {
        word.removesuffix(old) + new
        for word in words
        for old, new in name_endings(tag)
        if word.endswith(old)
    }
    return frozenset(words | (forms - known(tag, Meaning.NOT_NAMES, *_NEVER_NAMES)))


def _with_name(said: str, names: Collection[str], tag: str) -> str:
    """The message with NAME for the parent's names and the title before them. A name of several
    words (each Chinese character is one) is found whole first."""
    forms, titles = _forms(names, tag), known(tag, Meaning.TITLES)
    for name in sorted(map(fold, names), key=len, reverse=True):
        if " " in name:
            said = f" {said} ".replace(f" {name} ", f" {NAME} ").strip()
    forms |= {NAME}
    words: list[str] = []
    for word in said.split():
        if word not in forms:
            words.append(word)
            continue
        while words and (words[-1] in titles or words[-1] == NAME):
            words.pop()
        words.append(NAME)
    return " ".join(words)


def _left_over(said: str, around: frozenset[str]) -> list[str]:
    """The words of a short message that are not among these phrases."""
    words = said.split()
    if len(words) > _SHORT:
        return []
    left, at = [], 0
    while at < len(words):
        size = next((n for n in range(4, 0, -1) if " ".join(words[at : at + n]) in around), 0)
        if not size:
            left.append(words[at])
        at += size or 1
    return left


_NEVER_NAMES = (Meaning.YES, Meaning.OKAY, Meaning.NO, Meaning.POLITE, Meaning.COMING)
_SHORT = 8
_QUESTION = re.compile("[?？؟⁇⁈⁉❓❔]")
_INTO_NUMBER = re.compile(rf"(?<={LETTER})(?=\d)")
_LINE = re.compile(r"^([0-9]{1,2}) (.+)$", re.MULTILINE)
# "2 keep the old time" in "1 yes, 2 keep the old time, before Monday."
_IN_A_LINE = re.compile(r"(?<=[\s:：，、])([0-9]) ([^\s0-9][^,،、，;；.。۔।?？؟:：\n]*)")
_ADDRESS = re.compile(r"\{link\}|https?://")
_FIGURES = re.compile(r"(?<!\S)\d{1,2}(?!\S)")
_FIRST_FIGURE = re.compile(r"(\d{1,2}) (.+)")
# "No, 2" is a no and a number; "no 2" and "No. 2" are number two.
_NO_AND_NUMBER = re.compile(r"\bno\s*[,،，;!]\s*\d", re.IGNORECASE)
_NUMBER_SIGN = re.compile(r"(?<!\S)no (?=\d)")
