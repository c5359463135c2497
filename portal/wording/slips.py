"""One slip of the thumb in one word: "chnage", "tlak", "thre".

Only for words that can do no harm. Words that stop texts, say no or cannot come are not here, and
a word that is itself a word (`REAL_WORDS`) is never put right.
"""

from functools import cache

from rapidfuzz.distance import OSA

from portal.wording.answer_words import (
    anywhere,
    known,
    language_names,
    listed,
    numerals,
    own,
)
from portal.wording.folding import fold
from portal.wording.meanings import Meaning

COMMANDS = (Meaning.TIMES, Meaning.CHANGE, Meaning.TALK, Meaning.HELP, Meaning.LANGUAGE)

LONG_ENOUGH, LONG, SWAPPABLE = 5, 8, 4
"""Letters. From 5 on one may be wrong, from 8 on two in the words that our texts tell people to
write: in shorter words any slip makes another word. TALK and HELP may have two letters swapped."""


def put_right(word: str, tag: str) -> str | None:
    """The one word that a parent must have meant by this folded word, or None."""
    if len(word) < SWAPPABLE or not word.isalpha() or word in _not_slips(tag):
        return None
    near: dict[str, str] = {}
    best = LONG
    for candidate, meant in _candidates(tag).items():
        distance = _slip(word, candidate, told=candidate in _told(tag))
        if distance is None or distance > best:
            continue
        if distance < best:
            near, best = {}, distance
        near[meant] = candidate
    return next(iter(near.values())) if len(near) == 1 else None


def _slip(word: str, candidate: str, *, told: bool) -> int | None:
    """How many letters are wrong, if so few are that they may be a slip. `told`: a text told them
    to write this word."""
    if word[0] != candidate[0]:
        return None  # few people miss the first letter
    letters = len(candidate)
    if letters == SWAPPABLE:
        swapped = sorted(word) == sorted(candidate) and OSA.distance(word, candidate) == 1
        return 1 if swapped else None
    most = 2 if told and letters >= LONG else 1
    distance = OSA.distance(word, candidate, score_cutoff=most)
    return distance if distance <= most else None


@cache
def _candidates(tag: str) -> dict[str, str]:
    """Words that may be put right, and a name for what each means: two words for one thing do not
    make a slip doubtful."""
    found = {word: meaning.name for meaning in COMMANDS for word in known(tag, meaning)}
    found |= {word: Meaning.YES.name for word in known(tag, Meaning.YES)}
    for each in (tag, "en"):
        found |= {word: str(number) for word, number in numerals(each, Meaning.NUMBERS).items()}
    found |= language_names()
    return {
        word: meant
        for word, meant in found.items()
        if word.isalpha() and (len(word) >= LONG_ENOUGH or word in _told(tag))
    }


@cache
def _told(tag: str) -> frozenset[str]:
    """The words that texts tell parents to write, in their language and in English."""
    firsts = {fold(listed(each, meaning)[0]) for each in (tag, "en") for meaning in COMMANDS}
    return frozenset(word for word in firsts if len(word) >= SWAPPABLE)


@cache
def _not_slips(tag: str) -> frozenset[str]:
    """Every single word of the tables: what is a word of its own is not another one misspelt."""
    phrases = known(tag, *Meaning) | own(tag, Meaning.FALSE_FRIENDS) | anywhere(Meaning.REAL_WORDS)
    return frozenset(word for phrase in phrases for word in phrase.split())
