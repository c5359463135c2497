"""What a text weighs: its encoding, its segments, its price, and how to make it lighter.

A carrier sells texts by the segment. One letter outside the GSM-7 alphabet cuts a segment from
160 characters to 70, so curly quotes and hidden marks are made plain before a text is measured
or sent; the letters of a name never are. The words of the texts do not live here.

Sources: 3GPP TS 23.038 (formerly GSM 03.38) sections 6.2.1 and 6.2.1.1 for the two GSM-7 tables;
3GPP TS 23.040 section 9.2.3.24.1 for the six octets that join the segments of a longer text, and
that neither an escape nor half a UCS-2 character may end a segment; Unicode UAX #29 for letters.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

import regex

# In the standard's own order. Position 0x1B, the escape into the extension table, is left out:
# it is a mark between the two tables and never a character of a text.
GSM7_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ"
    " !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
# Sent as the escape and one more character, so each of these counts as two.
GSM7_EXTENSION = frozenset("\f^{}\\[~]|€")
GSM7 = GSM7_BASIC | GSM7_EXTENSION


class Encoding(StrEnum):
    """How a carrier writes a text down: seven bits a character, or sixteen."""

    GSM7 = "GSM-7"
    UCS2 = "UCS-2"


# The longest text in one segment, and the room in each segment of a longer one.
ROOM = {Encoding.GSM7: (160, 153), Encoding.UCS2: (70, 67)}


@dataclass(frozen=True)
class Size:
    """What a carrier counts in a text.

    `characters` are counted as the carrier does: in GSM-7 an extension character (€, [, ~) is
    two; in UCS-2 a character is its UTF-16 units, so most emoji are two or more. `costly` holds
    the characters that forced UCS-2, each once, in the order they appear; it is empty in GSM-7.
    """

    characters: int
    encoding: Encoding
    segments: int
    costly: tuple[str, ...]

    def cost(self, price: Decimal) -> Decimal:
        """Pence for sending the text once, given the pence for one segment."""
        return self.segments * price


def clean(text: str) -> str:
    """The same text with plain quotes, dashes, dots and spaces, and without hidden marks.

    Letters are only composed (NFC), never swapped: Łukasz and Zoë stay who they are. The joiners
    U+200C and U+200D stay too: they shape words in Urdu, Persian and Malayalam, and emoji.
    """
    without_marks = _HIDDEN.sub("", _LINE_BREAK.sub("\n", text))
    return unicodedata.normalize("NFC", without_marks).translate(_PLAIN)


def measure(text: str) -> Size:
    """The size of a text exactly as given; `clean` it first. An empty text has no segments."""
    costly = tuple(dict.fromkeys(c for c in text if c not in GSM7))
    encoding = Encoding.UCS2 if costly else Encoding.GSM7
    alone, joined = ROOM[encoding]
    widths = _widths(text, encoding, joined)
    return Size(sum(widths), encoding, _segments(widths, alone, joined), costly)


def _widths(text: str, encoding: Encoding, room: int) -> list[int]:
    """The widths of what is never cut in two: in GSM-7 the escape and its character, in UCS-2 what
    a reader sees as one letter (a letter with its marks, a flag, a family joined into one emoji).

    Only what is longer than a whole segment is cut after all, between its characters.
    """
    if encoding is Encoding.GSM7:
        return [2 if character in GSM7_EXTENSION else 1 for character in text]
    widths = []
    for letter in regex.findall(r"\X", text):
        units = [2 if ord(character) > 0xFFFF else 1 for character in letter]
        widths += [sum(units)] if sum(units) <= room else units
    return widths


def _segments(widths: Sequence[int], alone: int, joined: int) -> int:
    """How many segments hold what has these widths, none of it cut in two."""
    if sum(widths) <= alone:
        return 1 if widths else 0
    segments, filled = 1, 0
    for width in widths:
        if filled + width > joined:
            segments, filled = segments + 1, 0
        filled += width
    return segments


_LINE_BREAK = re.compile("\r\n?|[\u2028\u2029]")
# Nulls and other controls but tab and line feed, the soft hyphen, zero-width spaces, and all
# that only steers the direction of writing.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]"
)
_PLAIN = str.maketrans(
    dict.fromkeys("‘’‚‛′`´", "'")
    | dict.fromkeys("“”„‟″", '"')
    | dict.fromkeys("‐‑‒–—―−", "-")
    | dict.fromkeys("\t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008", " ")
    | dict.fromkeys("\u2009\u200a\u202f\u205f\u3000", " ")
    | {"…": "..."}
)
