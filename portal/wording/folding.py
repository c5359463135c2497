"""A message as it is compared with lists of words: scripts, accents, capitals and punctuation.

What words mean is in `words/`, how they are put together in `answers` and `ages`.
"""

import re
import unicodedata


def digits(text: str) -> str:
    """The same text with the digits of every script as 0 to 9: ٢, २ and ２ become 2."""
    return "".join(_latin_digit(character) for character in text)


def fold(text: str) -> str:
    """A message as it is compared: no capitals, accents, marks or punctuation, single spaces.

    Letters that phones swap for each other (Arabic and Urdu ye, he, kaf, noon; ł and l) become
    one.
    Each emoji is a word of its own, whatever its skin tone. Punctuation inside a number stays:
    "2:30" and "2/3" are not 2. An answer in pictures only may fold to nothing.
    """
    text = _APOSTROPHE.sub("", _KEYCAP.sub(" ", text))
    letters = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    bare = "".join(_letter(letter) for letter in letters).translate(_SAME_LETTER)
    text = _BESIDE_LETTERS.sub(" ", unicodedata.normalize("NFC", bare))
    words = (_trim(word) for word in text.split())
    return " ".join(word for word in words if word)


def _latin_digit(character: str) -> str:
    value = unicodedata.decimal(character, None)
    return character if value is None else str(value)


def _letter(character: str) -> str:
    kind = unicodedata.category(character)
    if kind in ("Mn", "Me", "Cf", "Sk"):
        return ""
    return f" {character} " if kind == "So" else character


def _trim(word: str) -> str:
    ends = [i for i, c in enumerate(word) if not unicodedata.category(c).startswith("P")]
    return word[ends[0] : ends[-1] + 1] if ends else ""


_APOSTROPHE = re.compile("['’‘ʼ´`]")
_KEYCAP = re.compile("\u20e3")
# Punctuation that parts two words written without a space: "yes,please", "no.2", "2)thanks".
_BESIDE_LETTERS = re.compile(
    r"(?<=[^\W\d_])[.,;:!/()،۔؛]+(?=[^\W_])|(?<=\d)[.,;:!/()،۔؛]+(?=[^\W\d_])"
)
_SAME_LETTER = str.maketrans("łøđıيىكهةۃھں", "lodiییکہہہہن", "ـ")
