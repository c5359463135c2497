"""Whether two names may be one person's: spelt otherwise, with a word more, or turned round.

For where it is safer to take a stranger for somebody we know than the other way round: what is
found here is looked at by a person. Names that are the same but for accents and hyphens are
`names.compared`.
"""

from functools import lru_cache

from portal.wording.names import TITLES, Fit, Word, fit, words_of


@lru_cache(maxsize=20_000)
def alike(one: str, other: str) -> bool:
    """Whether each word of the shorter name is, or sounds like, a word of the longer one: Omar,
    Malik Omar, Mr Omar K. Malik and Umar Malik may all be Omar Malik. A name without words is like
    no other."""
    shorter, longer = sorted((_words(one), _words(other)), key=len)
    return bool(shorter) and all(any(_may_be(word, each) for each in longer) for word in shorter)


def same_words(one: str, other: str) -> bool:
    """Whether each word of the shorter name stands in the longer one, whatever their order."""
    shorter, longer = sorted(
        ({word.plain for word in _words(name)} for name in (one, other)), key=len
    )
    return bool(shorter) and shorter <= longer


def _words(name: str) -> list[Word]:
    """The words of a name without titles, unless there is nothing else."""
    words = words_of(name)
    return [word for word in words if word.plain not in TITLES] or list(words)


def _may_be(one: Word, other: Word) -> bool:
    """The same, to the eye or to the ear; or an initial and a word that begins with it."""
    if one.plain == other.plain or (one.spelt and one.spelt == other.spelt):
        return True
    for short, whole in ((one, other), (other, one)):
        if len(short.plain) == 1 and short.is_latin:
            return whole.latin.startswith(short.plain)
    return Fit.NOT not in (fit(one, other), fit(other, one))
