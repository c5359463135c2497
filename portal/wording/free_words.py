"""What free words may ask for besides what they say: so that nothing is lost in them.

A parent who writes what they would like to talk about may in the same breath say that they cannot
come. This only finds out whether a person must look; nobody is answered by it. It rather finds too
much than too little.
"""

import re
import unicodedata
from functools import cache

from rapidfuzz import fuzz

from portal.languages import ENGLISH, language
from portal.wording.answer_words import NAME, known
from portal.wording.answers import read
from portal.wording.meanings import Meaning

_ASKS_FOR = (
    Meaning.CANNOT,
    Meaning.OTHER_TIME,
    Meaning.CHANGE,
    Meaning.CALL,
    Meaning.CRECHE,
    Meaning.INTERPRETER,
    Meaning.NO_ENGLISH,
    Meaning.UNDO,
    Meaning.STOP,
    Meaning.WRONG_PERSON,
    Meaning.NO_CHILD,
)
_LONG_ENOUGH = 6
"""Letters of a single word that is told apart in a sentence: "cancel", but not "end"."""
_ALIKE = 88
"""From here on (of 100) words may well be "cannot come", written wrongly."""
_SLIPPED = 75
"""The same for a whole message that may well be "stop"."""
_FIGURE = re.compile(r"\d")


def may_ask_for_more(words: str, tag: str) -> bool:
    """Whether free words, in this language or in English, hold a question, a number (of a time, a
    phone) or a phrase by which parents ask for something: "I cannot come", "ring me"."""
    reply = read(words, tag)
    if reply.asks or _FIGURE.search(reply.said):
        return True
    said = f" {reply.said} "
    if any(f" {phrase} " in said for phrase in _phrases(tag)):
        return True
    if any(fuzz.partial_ratio(one, reply.said) >= _ALIKE for one in known(tag, Meaning.CANNOT)):
        return True
    return any(fuzz.ratio(one, reply.said) >= _SLIPPED for one in known(tag, Meaning.STOP))


@cache
def _phrases(tag: str) -> frozenset[str]:
    found = known(tag, *_ASKS_FOR)
    strangers = {" ".join(one.replace(NAME, " ").split()) for one in known(tag, Meaning.NOT_ME)}
    told_apart = {one for one in found if len(one) >= _LONG_ENOUGH}
    return frozenset(told_apart | {one for one in found | strangers if " " in one})


def is_foreign(tag: str | None, words: str) -> bool:
    """Whether somebody must put into English what a parent wrote who reads the language with this
    tag, as far as we know."""
    return language(tag) is not ENGLISH or in_other_letters(words)


def in_other_letters(words: str) -> bool:
    """Whether there are letters in it that are not Latin: then it is not English."""
    return any(
        letter.isalpha() and not unicodedata.name(letter, "LATIN").startswith("LATIN")
        for letter in words
    )
