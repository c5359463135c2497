"""Whether what somebody typed may be this name: any script, any spelling.

A caller says a name and a colleague types what they hear. So a name is compared in three ways: as
it is written, without accents and case; in Latin letters (`anyascii`); and by the sounds that all
spellings share, which are its consonants: Mohammed, Muhamad and محمد are one name by them.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from anyascii import anyascii
from rapidfuzz import fuzz
from rapidfuzz.distance import OSA


class Fit(IntEnum):
    """How well a name fits what was typed."""

    NOT = 0
    CLOSE = 1
    """It sounds like it, or has a slip in it."""
    EXACT = 2
    """It begins with just that."""


# Letters that are one letter to their language, and another with a mark to everybody's keyboard;
# and the several forms that Arabic and Urdu keyboards have for one letter.
_ONE_LETTER = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"}
    | {"ي": "ی", "ى": "ی", "ك": "ک", "ة": "ہ", "ه": "ہ", "ۃ": "ہ", "ـ": ""}
)


TITLES = frozenset(
    ("mr", "mrs", "ms", "miss", "mx", "dr", "prof", "rev", "sir", "madam", "lady", "lord")
)
"""What stands before a name and is none of its words, as `plain` leaves it."""
# Taken away before letters are taken apart: an acute accent by itself would leave a space.
_INSIDE_A_WORD = re.compile("['’‘‛ʼʻ`´′\u200c\u200d]")
_BETWEEN_WORDS = re.compile(r"[\s\-‐‑‒–—_.,;:()/\"“”]+")


@lru_cache(maxsize=20_000)
def plain(name: str) -> tuple[str, ...]:
    """The words of a name without accents, case and punctuation."""
    letters = unicodedata.normalize("NFKD", _INSIDE_A_WORD.sub("", name.casefold()))
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return tuple(_BETWEEN_WORDS.sub(" ", bare.translate(_ONE_LETTER)).split())


@lru_cache(maxsize=20_000)
def compared(*names: str) -> str:
    """A person's name as it is compared with another: accents, capitals, apostrophes of any shape,
    hyphens and full stops make no difference."""
    return " ".join(word for name in names for word in plain(name))


@dataclass(frozen=True)
class Word:
    """One word of a name: as it is written, in Latin letters, in those with one spelling for each
    vowel, and its consonants alone.

    `vowels`: whether its script writes them; Arabic and Hebrew leave them out. `is_latin`: whether
    it came in Latin letters.
    """

    plain: str
    latin: str
    spelt: str
    sounds: str
    vowels: bool
    is_latin: bool


@lru_cache(maxsize=20_000)
def words_of(name: str) -> tuple[Word, ...]:
    """The words of a name, ready to be compared. A Chinese name, which is written without a space,
    gives each of its syllables, the given name as one, and all of it."""
    found = []
    for written in plain(name):
        syllables = _syllables(written)
        if len(syllables) > 1:
            given = ["".join(syllables[1:])] if len(syllables) > 2 else []
            parts = [*syllables, *given, "".join(syllables)]
            found += [_word(written, written)]
            found += [_word(part, part, was_latin=False) for part in parts]
        else:
            found.append(_word(written, anyascii(_with_marks(name, written))))
    return tuple(found)


def _with_marks(name: str, written: str) -> str:
    """This word as it stands in the name: what is taken away to compare it (a vowel of Hindi or
    Punjabi is a mark) is needed to read it."""
    for whole in _BETWEEN_WORDS.split(name.casefold()):
        if plain(whole) == (written,):
            return whole
    return written


def _syllables(written: str) -> list[str]:
    """The syllables of a word in Chinese characters; none of any other word."""
    if not all(unicodedata.name(letter, "").startswith("CJK") for letter in written):
        return []
    return [anyascii(letter).strip().casefold() for letter in written]


@lru_cache(maxsize=20_000)
def _word(written: str, latin: str, *, was_latin: bool | None = None) -> Word:
    letters = re.sub(r"[^a-z0-9]", "", latin.casefold())
    scripts = {unicodedata.name(letter, "").split(" ")[0] for letter in written}
    return Word(
        plain=written,
        latin=letters,
        spelt=_spelt(letters),
        sounds=_sounds(letters),
        vowels=not scripts & {"ARABIC", "HEBREW"},
        is_latin=not scripts - {"LATIN", "DIGIT"} if was_latin is None else was_latin,
    )


# Spellings that are written for one another, before anything is compared letter by letter.
_SPELT = (("ee", "i"), ("oo", "u"), ("ou", "u"), ("y", "i"), ("ph", "f"), ("ck", "k"), ("q", "k"))
# Several letters for one sound, in the spellings of our families' languages; the longest first.
_SOUNDS = (
    ("sch", "S"), ("tch", "C"), ("sz", "S"), ("sh", "S"), ("cz", "C"), ("ch", "C"), ("ph", "f"),
    ("kh", "k"), ("gh", "g"), ("th", "t"), ("dh", "d"), ("bh", "b"), ("zh", "z"), ("ck", "k"),
    ("x", "ks"), ("q", "k"), ("c", "k"), ("v", "f"),
)  # fmt: skip


def _spelt(letters: str) -> str:
    for spelling, usual in _SPELT:
        letters = letters.replace(spelling, usual)
    return letters


def _sounds(letters: str) -> str:
    """The consonants that are heard: w, y and a last h only prolong a vowel."""
    if letters.startswith("w"):
        letters = f"v{letters[1:]}"
    for spelling, sound in _SOUNDS:
        letters = letters.replace(spelling, sound)
    once = re.sub(r"(.)\1+", r"\1", letters)
    consonants = re.sub(r"[aeiouyw]", "", once)
    return re.sub(r"(?<=.)h$", "", consonants)


VOWELS = frozenset("aeiou")
FEWEST_TYPED = 3
"""Letters from which on a name may be meant that sounds like it."""
LONG_ENOUGH, LONG = 5, 8
"""Letters from which on one may be wrong, and two: in a shorter name a slip makes another name."""
SOUNDS = 4
"""Consonants from which on one may be missing, where a script writes no vowels."""
ALIKE = 60
"""Per cent of letters that two spellings with the same consonants share (`rapidfuzz.fuzz.ratio`):
Mohammed and Muhamad do, Mahmood and Mohammad just do, Ali and Leo do not."""


def fit(wanted: Word, word: Word) -> Fit:
    """How well this word of a name fits the one that was typed, which may be its beginning."""
    if word.plain.startswith(wanted.plain):
        return Fit.EXACT
    if wanted.vowels and word.vowels:
        if wanted.latin and word.latin.startswith(wanted.latin):
            return Fit.EXACT
        return _close(wanted, word)
    if wanted.vowels == word.vowels:  # neither writes them: a keyboard's other letter
        return Fit.CLOSE if _nearly(wanted.latin, word.latin) else Fit.NOT
    return Fit.CLOSE if _same_consonants(wanted.sounds, word.sounds) else Fit.NOT


def _same_consonants(typed: str, written: str) -> bool:
    if not typed or typed == written:
        return bool(typed)
    shorter, longer = sorted((len(typed), len(written)))
    long_enough = longer >= SOUNDS and shorter >= SOUNDS - 1
    return long_enough and OSA.distance(typed, written, score_cutoff=1) <= 1


def _close(wanted: Word, word: Word) -> Fit:
    """Both in letters with vowels: the same consonants and much the same letters, or a slip."""
    typed, written = wanted.spelt, word.spelt
    in_latin = wanted.is_latin and word.is_latin
    if len(typed) < FEWEST_TYPED or (in_latin and not _begins_alike(wanted, word)):
        return Fit.NOT
    heard, sounds = wanted.sounds, word.sounds
    if not in_latin:  # "sh" has a letter of its own in one, and not in the other
        heard, sounds = heard.casefold(), sounds.casefold()
    alike = max(fuzz.ratio(typed, whole) for whole in (written, written[: len(typed)]))
    if len(heard) > 1 and alike >= ALIKE:
        beginning = len(heard) > 2 and sounds.startswith(heard)
        if beginning or heard == sounds:
            return Fit.CLOSE
    return Fit.CLOSE if _nearly(typed, written) else Fit.NOT


def _begins_alike(wanted: Word, word: Word) -> bool:
    """Whether both begin with a vowel, or with the same consonant: few slips are in the first."""
    first, other = wanted.spelt[:1], word.spelt[:1]
    if first in VOWELS or other in VOWELS:
        return first in VOWELS and other in VOWELS
    return wanted.sounds[:1] == word.sounds[:1]


def _nearly(typed: str, written: str) -> bool:
    """Whether so few letters are wrong that it may be a slip, in all of it or in the beginning.
    In a name of four letters two may be swapped."""
    if len(typed) < LONG_ENOUGH:
        swapped = len(typed) == LONG_ENOUGH - 1 and sorted(typed) == sorted(written)
        return swapped and OSA.distance(typed, written, score_cutoff=1) <= 1
    wrong = 2 if len(typed) >= LONG else 1
    return any(
        OSA.distance(typed, whole, score_cutoff=wrong) <= wrong
        for whole in (written, written[: len(typed)])
    )


Wanted = Sequence[Word]
"""What was typed, word by word."""


def typed(words: str) -> list[Wanted]:
    """The ways to read what was typed; one, but for a Chinese name, whose syllables may stand
    together or apart in our records."""
    ways: list[list[Word]] = [[]]
    for written in words.split():
        ways = [[*way, *reading] for way in ways for reading in _readings(written)]
    return [way for way in ways if way]


def _readings(written: str) -> list[list[Word]]:
    syllables = _syllables(written)
    if len(syllables) < 2:
        return [list(words_of(written))]
    splits = [syllables, ["".join(syllables)]]
    if len(syllables) > 2:
        splits.append([syllables[0], "".join(syllables[1:])])
    itself = [_word(written, written)]
    return [itself, *([_word(one, one, was_latin=False) for one in split] for split in splits)]


def fits(ways: Iterable[Wanted], name: Sequence[Word]) -> Fit:
    """How well a name fits: as badly as the worst of the words typed, each by its best word."""
    return max((_fits(way, name) for way in ways), default=Fit.NOT)


def _fits(way: Wanted, name: Sequence[Word]) -> Fit:
    worst = Fit.EXACT
    for wanted in way:
        worst = min(worst, max((fit(wanted, word) for word in name), default=Fit.NOT))
        if worst is Fit.NOT:
            break
    return worst
