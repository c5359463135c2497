"""One slip of the thumb in one word: "chnage", "tlak", "thre".

Only for words that can do no harm. Words that stop texts, say no or cannot come are not here, and
a word that is itself a word (`REAL_WORDS`) is never put right.
"""

from functools import cache

from rapidfuzz.distance import OSA

from portal.wording.answer_words import anywhere, known, language_names, numerals, own
from portal.wording.meanings import Meaning

COMMANDS = (Meaning.TIMES, Meaning.CHANGE, Meaning.TALK, Meaning.HELP, Meaning.LANGUAGE)

LONG_ENOUGH, LONG = 5, 8
"""Letters from which one letter, or two, may be wrong. In shorter words any slip makes another
word; only TALK and HELP, which our texts tell people to write, may have two letters swapped."""
SWAPPABLE = 4


def put_right(word: str, tag: str) -> str | None:
    """The one word that a parent must have meant by this folded word, or None."""
    if len(word) < SWAPPABLE or word in _not_slips(tag):
        return None
    near: dict[str, str] = {}
    best = LONG
    for candidate, meant in _candidates(tag).items():
        distance = _slip(word, candidate)
        if distance is None or distance > best:
            continue
        if distance < best:
            near, best = {}, distance
        near[meant] = candidate
    return next(iter(near.values())) if len(near) == 1 else None


def _slip(word: str, candidate: str) -> int | None:
    """How many letters are wrong, if so few are that they may be a slip."""
    if word[0] != candidate[0]:
        return None  # few people miss the first letter
    letters = len(candidate)
    if letters == SWAPPABLE:
        swapped = sorted(word) == sorted(candidate) and OSA.distance(word, candidate) == 1
        return 1 if swapped else None
    most = 2 if letters >= LONG else 1
    distance = OSA.distance(word, candidate, score_cutoff=most)
    return distance if distance <= most else None


@cache
def _candidates(tag: str) -> dict[str, str]:
    """Words that may be put right, and a name for what each means: two words for one thing do not
    make a slip doubtful."""
    found = {word: meaning.name for meaning in COMMANDS for word in known(tag, meaning)}
    short = {word for word in found if len(word) == SWAPPABLE and word in ("talk", "help")}
    found |= {word: "YES" for word in known(tag, Meaning.YES, Meaning.OKAY)}
    for each in (tag, "en"):
        found |= {w: str(n) for w, n in numerals(each, Meaning.NUMBERS, Meaning.ORDINALS).items()}
    found |= language_names()
    return {
        word: meant
        for word, meant in found.items()
        if " " not in word and word.isalpha() and (len(word) >= LONG_ENOUGH or word in short)
    }


@cache
def _not_slips(tag: str) -> frozenset[str]:
    """Every single word of the tables: what is a word of its own is not another one misspelt."""
    phrases = known(tag, *Meaning) | own(tag, Meaning.FALSE_FRIENDS) | anywhere(Meaning.REAL_WORDS)
    return frozenset(word for phrase in phrases for word in phrase.split())
