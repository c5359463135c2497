"""Whether English is plain enough for every parent: reading age, long sentences, school jargon.

What is checked: no school jargon; at most 15 words in a sentence; no word of four syllables or
more but names, days and months; and, over 30 words or more, a reading age of 9 or below. A score
over fewer words says more about one long word than about the text, so short messages get none.

Placeholders ({child}, %(child)s) are read as one short name, markup is dropped, and a web address
counts as one word. Other languages have no such score: a person reads them.

The school words are in `jargon.csv` beside this file, one term a row with the plainer words to
offer. There:
- A word with two capitals or more is an abbreviation and is matched as written (SALT is a
  therapy, salt is not); everything else is matched in any case, whole, also in the plural, and
  with hyphens or spaces between its words. The longest term wins.
- A word that is ordinary outside school (options, set, stream, progress, provision, working
  towards) stands only inside the phrases that make it jargon: "GCSE options", never "two options".
- A row with no plainer words is an ordinary use of a school word ("induction loop"), left alone.
- Target and creche are words that we use with parents and explain, so they are not in the list.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from portal.wording.syllables import syllables

# GOV.UK style writes for a reading age of 9. 15 words is our own longest sentence.
OLDEST_READER = 9
LONGEST_SENTENCE = 15
LONGEST_WORD = 3
FEWEST_WORDS_TO_SCORE = 30

# Long, but every shorter word would mean something else.
LONG_BUT_KNOWN = frozenset({"january", "february", "interpreter", "interpreters"})


class Kind(StrEnum):
    """What can stand in a parent's way."""

    JARGON = "jargon"
    LONG_SENTENCE = "long sentence"
    LONG_WORD = "long word"
    READING_AGE = "reading age"


@dataclass(frozen=True)
class Finding:
    """One thing to change: what stands there now, and what to write instead, for staff to read."""

    kind: Kind
    words: str
    instead: str


def check(text: str) -> list[Finding]:
    """Everything in an English text that a parent may stumble over; empty if it is plain.

    A capital letter inside a sentence marks a name. At the start of one it cannot, so a long name
    belongs in a placeholder, as in "{child} read a book".
    """
    text = _as_read(text)
    sentences = _sentences(text)
    jargon = list(_jargon(text))
    in_jargon = {word.casefold() for finding in jargon for word in _words(finding.words)}
    return [
        *jargon,
        *_long_sentences(sentences),
        *(f for f in _long_words(sentences) if f.words.casefold() not in in_jargon),
        *_too_hard(text, sentences),
    ]


def reading_age(text: str) -> float:
    """The age in years at which an English reader can read the text: Flesch-Kincaid grade + 5.

    The grade is Kincaid and others (1975): 0.39 words a sentence + 11.8 syllables a word - 15.59.
    It can fall below 0 for very short words; a text without words is 0.
    """
    sentences = _sentences(_as_read(text))
    words = [word for sentence in sentences for word in _words(sentence)]
    if not words:
        return 0.0
    beats = sum(syllables(word) for word in words)
    return 0.39 * len(words) / len(sentences) + 11.8 * beats / len(words) - 15.59 + 5


def _as_read(text: str) -> str:
    text = _MARKUP.sub(" ", text)
    text = _PLACEHOLDER.sub("Sam", text).replace("%%", "%")
    return _ADDRESS.sub("Sam", text).replace("’", "'")


def _sentences(text: str) -> list[str]:
    """The sentences with words in them. A line break ends one too: headings have no full stop."""
    return [sentence for sentence in _SENTENCE_END.split(text) if _WORD.search(sentence)]


def _words(text: str) -> list[str]:
    """Words and numbers; the parts of a hyphenated word each count, as they are read."""
    return _WORD.findall(text)


def _jargon(text: str) -> Iterator[Finding]:
    for match in _TERM.finditer(text):
        term = _TERMS[int(str(match.lastgroup).removeprefix("term"))]
        if term.plain:
            yield Finding(Kind.JARGON, match[0], term.plain)


def _long_sentences(sentences: list[str]) -> Iterator[Finding]:
    for sentence in sentences:
        if (length := len(_words(sentence))) > LONGEST_SENTENCE:
            advice = f"{length} words in one sentence: use {LONGEST_SENTENCE} or fewer"
            yield Finding(Kind.LONG_SENTENCE, sentence.strip(), advice)


def _long_words(sentences: list[str]) -> Iterator[Finding]:
    seen: set[str] = set()
    for sentence in sentences:
        for position, word in enumerate(_words(sentence)):
            is_name = position > 0 and word[0].isupper()
            known = is_name or word.casefold() in LONG_BUT_KNOWN | seen
            if not known and syllables(word) > LONGEST_WORD:
                seen.add(word.casefold())
                yield Finding(Kind.LONG_WORD, word, f"a word of {LONGEST_WORD} syllables or fewer")


def _too_hard(text: str, sentences: list[str]) -> Iterator[Finding]:
    length = sum(len(_words(sentence)) for sentence in sentences)
    if length >= FEWEST_WORDS_TO_SCORE and (age := reading_age(text)) > OLDEST_READER:
        advice = f"reading age {age:.1f}, aim for {OLDEST_READER}: shorter words and sentences"
        yield Finding(Kind.READING_AGE, text.strip(), advice)


@dataclass(frozen=True)
class _Term:
    words: str
    plain: str

    def pattern(self) -> str:
        words = re.split(r"[\s-]+", self.words)
        pattern = r"[\s-]+".join(self._cased(word) for word in words)
        ends_in_y = re.search("[^aeiou]y$", self.words)
        return f"{pattern[:-2]}(?:y|ies))" if ends_in_y else f"{pattern}s?"

    @staticmethod
    def _cased(word: str) -> str:
        is_abbreviation = sum(letter.isupper() for letter in word) >= 2
        return re.escape(word) if is_abbreviation else f"(?i:{re.escape(word)})"


def _read_terms() -> list[_Term]:
    with Path(__file__).with_name("jargon.csv").open(encoding="utf-8", newline="") as rows:
        terms = [_Term(row["term"], row["plain"]) for row in csv.DictReader(rows)]
    return sorted(terms, key=lambda term: len(term.words), reverse=True)


_MARKUP = re.compile(r"</?[a-zA-Z][^<>]*>")
_PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|\{\{.*?\}\}|\{\w*\}")
_ADDRESS = re.compile(r"https?://\S*\w")
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"')\]]*\s+(?=[^a-z])|\s*\n\s*")
_WORD = re.compile(r"\d+(?:[.:,]\d+)*[^\W\d_]*|[^\W\d_]+(?:'[^\W\d_]+)*")
_TERMS = _read_terms()
_TERM = re.compile(
    r"(?<!\w)(?:"
    + "|".join(f"(?P<term{i}>{term.pattern()})" for i, term in enumerate(_TERMS))
    + r")(?!\w)"
)
