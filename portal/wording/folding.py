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

    Letters that phones swap for each other (Arabic and Urdu ye, he, kaf, noon; ł and l; letters of
    Malayalam that older phones write with another sign) become one. The vowel signs of Indian
    scripts stay: they are letters, not accents. Each Chinese character is a word of its own, as
    nothing parts words there.
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
    if kind in ("Me", "Cf", "Sk") or (kind == "Mn" and not _is_vowel_sign(character)):
        return ""
    return f" {character} " if kind == "So" or _CHINESE.match(character) else character


def _is_vowel_sign(mark: str) -> bool:
    """Signs of combining class 0 stand for sounds; nukta, virama and accents have other classes."""
    return unicodedata.combining(mark) == 0 and not "\ufe00" <= mark <= "\ufe0f"


def _trim(word: str) -> str:
    ends = [i for i, c in enumerate(word) if not unicodedata.category(c).startswith("P")]
    return word[ends[0] : ends[-1] + 1] if ends else ""


_CHINESE = re.compile("[\u3007\u3400-\u4dbf\u4e00-\u9fff]")
# Ukrainians often type a quote for it: п"ять.
_APOSTROPHE = re.compile("['’‘ʼ´`]|(?<=[а-яіїєґ])\"(?=[а-яіїєґ])", re.IGNORECASE)
_KEYCAP = re.compile("\u20e3")
_SIGNS = "".join(chr(c) for c in range(0x900, 0xE00) if unicodedata.category(chr(c))[0] == "M")
LETTER = rf"(?:[^\W\d_]|[{_SIGNS}])"
"""A pattern for one letter: in Indian scripts a word may end in a sign, which is none to `re`."""
# Punctuation that parts two words written without a space: "yes,please", "no.2", "2)thanks".
_BESIDE_LETTERS = re.compile(
    rf"(?<={LETTER})[.,;:!/()،۔؛।]+(?=[^\W_])|(?<=\d)[.,;:!/()،۔؛।]+(?=[^\W\d_])"
)
_SAME_LETTER = str.maketrans("łøđıيىكهةۃھںൻർൽൾൺൿ", "lodiییکہہہہننരലളണക", "ـ")
