"""The words of every language, folded and looked up by what they mean.

Adding a language is adding one file to `words/`, named like its tag. Accents, capitals and
punctuation do not matter, and whoever writes in any language may also answer in English.
"""

import re
from functools import cache
from importlib import import_module
from importlib.util import find_spec

from portal.languages import OFFERED
from portal.wording.folding import fold
from portal.wording.meanings import Meaning


def _table(tag: str) -> dict[Meaning, str]:
    """A language's words; none as long as nobody has written them: `portal languages` says so."""
    name = f"portal.wording.words.{tag.replace('-', '_')}"
    found: dict[Meaning, str] = import_module(name).WORDS if find_spec(name) else {}
    return found


WORDS = {tag: _table(tag) for tag in OFFERED}

LONGEST_PHRASE = 24
"""Words of a phrase (in Chinese characters) at most. A test looks: to look here would mean to fold
every word of every language before the first text is read."""
NAME = "\ue000"
"""Stands for a parent's name where a name is expected. Nobody can type it: see `without_name`."""


@cache
def known(tag: str, *meanings: Meaning) -> frozenset[str]:
    """The folded words of a language and of English for these meanings. KeyError if no language
    has the tag."""
    false_friends = own(tag, Meaning.FALSE_FRIENDS)
    return own(tag, *meanings) | (own("en", *meanings) - false_friends)


@cache
def own(tag: str, *meanings: Meaning) -> frozenset[str]:
    """The folded words of a language alone for these meanings."""
    words = {fold(word) for meaning in meanings for word in listed(tag, meaning)}
    return frozenset(words - {""})


@cache
def anywhere(*meanings: Meaning) -> frozenset[str]:
    """The folded words of all languages for these meanings."""
    return frozenset().union(*(own(tag, *meanings) for tag in WORDS))


@cache
def numerals(tag: str, *meanings: Meaning) -> dict[str, int]:
    """The folded number words of a language alone, and what they count."""
    return {
        fold(word): number
        for meaning in meanings
        for number, words in enumerate(WORDS[tag][meaning].split(","), 1)
        for word in words.split("/")
        if word
    }


@cache
def language_names() -> dict[str, str]:
    """The folded names that languages have in all languages here, and whose tag they mean."""
    return {
        fold(name): names.split("/")[0].strip()
        for tag in WORDS
        for names in WORDS[tag][Meaning.LANGUAGES].split(",")
        for name in names.split("/")
    }


@cache
def name_endings(tag: str) -> tuple[tuple[str, str], ...]:
    """What names may end in instead of what: in this language or in English."""
    pairs = [pair for one in (tag, "en") for pair in WORDS[one][Meaning.NAME_ENDINGS].split(",")]
    split = (pair.strip().partition("/") for pair in pairs if pair)
    return tuple((old, new) for old, _, new in split)


def listed(tag: str, meaning: Meaning) -> list[str]:
    """The words as they are written in the table, names as NAME."""
    words = re.split("[,/]", WORDS[tag].get(meaning, ""))
    return [word.strip().replace("{name}", NAME) for word in words]


def without_name(text: str) -> str:
    """The same text without the sign that stands for a name."""
    return text.replace(NAME, " ")


def parts(said: str, phrases: frozenset[str]) -> list[str]:
    """A folded message cut into these phrases, the longer ones first; empty if it cannot be."""
    words = said.split()
    cut: list[str] = []
    lengths: list[int] = []
    dead: set[int] = set()
    at = 0
    while at < len(words):
        longest = min(LONGEST_PHRASE, len(words) - at)
        fitting = (
            size
            for size in range(longest, 0, -1)
            if at + size not in dead and " ".join(words[at : at + size]) in phrases
        )
        size = next(fitting, 0)
        if size:
            cut.append(" ".join(words[at : at + size]))
            lengths.append(size)
            at += size
        elif cut:  # a shorter phrase before this may leave words that fit
            dead.add(at)
            cut.pop()
            at -= lengths.pop()
        else:
            return []
    return cut
