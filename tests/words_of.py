"""English words in what should be in another language: those of the English messages that stand in
no translation into that language."""

import re
from functools import cache

from babel.messages.pofile import read_po

from portal.languages import ENGLISH, Language, catalogue_path
from portal.wording.placeholders import PLACEHOLDER

_WORD = re.compile(r"(?<![^\W\d_])[a-z]{3,}(?![^\W\d_])")


def foreign_words(said: str, own: Language) -> list[str]:
    """The English words in this."""
    return sorted(set(_WORD.findall(said.casefold())) & _foreign(own))


@cache
def _foreign(own: Language) -> frozenset[str]:
    if own is ENGLISH:
        return frozenset()
    with catalogue_path(own).open("rb") as file:
        messages = [message for message in read_po(file, locale=own.folder) if message.id]
    english, theirs = (_words(messages, side) for side in ("id", "string"))
    return english - theirs


def _words(messages: list[object], side: str) -> frozenset[str]:
    """The words in Latin letters of all messages, in English ("id") or in the language."""
    sides = [getattr(message, side) for message in messages]
    said = " ".join(one if isinstance(one, str) else " ".join(one) for one in sides)
    return frozenset(_WORD.findall(PLACEHOLDER.sub(" ", said).casefold()))
