"""One name for a language, however somebody wrote it down: "Urdu", "urdu" or "اردو"."""

from functools import cache

from babel import Locale

from portal.languages import ENGLISH, OFFERED

PANJABI = ("pa", "punjabi", "panjabi")
"""One language in two spellings, of which the portal's own counts."""


def tongue(words: str) -> str:
    """The English name of the language that these words name: a tag, its English name, or its own
    name if the portal offers it. Of any other language the words themselves, tidied."""
    plain = " ".join(words.split())
    return _names().get(plain.casefold(), plain)


def same(one: str, other: str) -> bool:
    """Whether both name the same language, and any at all."""
    return bool(one.strip()) and tongue(one).casefold() == tongue(other).casefold()


@cache
def _names() -> dict[str, str]:
    known = {tag: name for tag, name in Locale.parse(ENGLISH.folder).languages.items()}
    names = {tag.casefold(): name for tag, name in known.items()}
    names |= {name.casefold(): name for name in known.values()}
    names |= dict.fromkeys(PANJABI, OFFERED["pa-Guru"].english_name)
    for one in OFFERED.values():
        names |= {word.casefold(): one.english_name for word in (one.tag, one.name)}
    return names
