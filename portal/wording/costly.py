"""Which letters make a text dear: the language's own, which cannot be helped, or those of a name.

In English, for staff who look at a text before hundreds of it go out. What a text weighs is in
`segments`; no name ever loses a letter.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from portal.languages import Language
from portal.wording.segments import ROOM, Encoding, clean, measure

SHOWN = 4
"""Letters of a language that are named before "and others"."""


@dataclass(frozen=True)
class DearName:
    """A name whose letters make a text longer: `segments` with them, `instead_of` without."""

    letters: tuple[str, ...]
    name: str
    segments: int
    instead_of: int

    def words(self, texts: int) -> str:
        """ "“Ł” in Łukasz makes 1 text 3 segments instead of 1"."""
        letters = ", ".join(f"“{letter}”" for letter in self.letters)
        verb = "makes" if len(self.letters) == 1 else "make"
        return (
            f"{letters} in {self.name} {verb} {texts} {'text' if texts == 1 else 'texts'}"
            f" {self.segments} segments instead of {self.instead_of}"
        )


def own_letters(body: str, names: Iterable[str]) -> tuple[str, ...]:
    """The letters outside the names that cut a segment from 160 characters to 70."""
    return measure(_without(body, names)).costly


def say_own_letters(own: Language, letters: Iterable[str]) -> str:
    """ "Polish letters (ę, ś): 70 characters a segment instead of 160"; a script of its own is
    not spelt out."""
    alone, joined = ROOM[Encoding.UCS2][0], ROOM[Encoding.GSM7][0]
    found = list(letters)
    latin = [letter for letter in found if ord(letter) < 0x250]
    which = f" ({', '.join(latin[:SHOWN])}{' …' if len(latin) > SHOWN else ''})" if latin else ""
    if latin and len(latin) != len(found):
        which = ""
    return f"{own.english_name} letters{which}: {alone} characters a segment instead of {joined}"


def dear_names(body: str, names: Iterable[str]) -> list[DearName]:
    """The names that make this text longer than it would be with plain letters; none where the
    language needs its own letters anyway, or nothing would be saved."""
    names = [clean(name) for name in names]
    plain = measure(_without(body, names))
    size = measure(body)
    if plain.costly or plain.segments == size.segments:
        return []
    found = {name: measure(name).costly for name in names if name in body}
    return [
        DearName(letters, name, size.segments, plain.segments)
        for name, letters in found.items()
        if letters
    ]


def _without(body: str, names: Iterable[str]) -> str:
    """The text with a plain letter for each dear one in these names."""
    for name in map(clean, names):
        dear = set(measure(name).costly)
        if dear:
            body = body.replace(name, "".join("x" if c in dear else c for c in name))
    return body
