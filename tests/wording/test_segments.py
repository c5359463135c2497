"""What a text weighs and costs, and what is made plain before it goes."""

import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.wording.segments import (
    GSM7,
    GSM7_BASIC,
    GSM7_EXTENSION,
    ROOM,
    Encoding,
    Size,
    clean,
    measure,
)

REMINDER = "Hello Zofia. Miss Khan will see you on Tue 24 Nov at 09:30 to talk about Adam."
THUMB = "👍"


def gsm7(characters, segments):
    return Size(characters, Encoding.GSM7, segments, ())


def ucs2(characters, segments, *costly):
    return Size(characters, Encoding.UCS2, segments, costly)


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("", gsm7(0, 0)),
        (REMINDER, gsm7(78, 1)),
        ("a" * 160, gsm7(160, 1)),
        ("a" * 161, gsm7(161, 2)),
        ("a" * 306, gsm7(306, 2)),
        ("a" * 307, gsm7(307, 3)),
        ("1 tea\n2 coffee", gsm7(14, 1)),
        ("àèéìòùäöüñÄÖÜÑÉÇßæøåÆØÅ", gsm7(23, 1)),
        ("€", gsm7(2, 1)),
        ("€" * 80, gsm7(160, 1)),
        ("€" * 81, gsm7(162, 2)),
        # 152 characters leave one place in the first segment, which no € may straddle.
        ("a" * 152 + "€" + "a" * 152, gsm7(306, 3)),
        ("a" * 151 + "€" + "a" * 153, gsm7(306, 2)),
        ("ż" * 70, ucs2(70, 1, "ż")),
        ("ż" * 71, ucs2(71, 2, "ż")),
        ("ż" * 134, ucs2(134, 2, "ż")),
        ("ż" * 135, ucs2(135, 3, "ż")),
        ("Zoë and Łukasz, Zoë", ucs2(19, 1, "ë", "Ł")),
        ("€ë", ucs2(2, 1, "ë")),
        (THUMB * 35, ucs2(70, 1, THUMB)),
        (THUMB * 36, ucs2(72, 2, THUMB)),
        # 66 characters leave one place in the first segment, half of what an emoji needs.
        ("ż" * 66 + THUMB + "ż" * 66, ucs2(134, 3, "ż", THUMB)),
        ("ż" * 65 + THUMB + "ż" * 67, ucs2(134, 2, "ż", THUMB)),
        ("منگل 24 نومبر", ucs2(13, 1, *"منگلوبر")),
    ],
)
def test_a_text_is_counted_as_the_carrier_counts_it(text, size):
    assert measure(text) == size


def test_the_tables_are_those_of_the_standard():
    # 7 bits give 128 places, one of which is the escape to the ten of the extension table.
    assert (len(GSM7_BASIC), len(GSM7_EXTENSION), len(GSM7)) == (127, 10, 137)
    assert sorted(GSM7_EXTENSION) == sorted("\f^{}\\[~]|€")
    assert [c for c in "çÁÍÓÚáíóúâêîôûœëżłŁ`\t\x1b’–…\u00a0\u202f" if c in GSM7] == []


@pytest.mark.parametrize(
    ("text", "cost"),
    [
        ("", Decimal("0")),
        (REMINDER, Decimal("3.5")),
        ("a" * 161, Decimal("7.0")),
        ("ż" * 135, Decimal("10.5")),
    ],
)
def test_a_text_costs_its_segments(text, cost):
    assert measure(text).cost(Decimal("3.5")) == cost


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        (REMINDER, REMINDER),
        ("“Thank you” – that’s ‘it’…", "\"Thank you\" - that's 'it'..."),
        ("„tak” — nie", '"tak" - nie'),
        ("Mr O`Brien and O´Neill", "Mr O'Brien and O'Neill"),
        ("9\u00a0am, 10\u202fam,\t11\u2009am", "9 am, 10 am, 11 am"),
        ("\u200eTue\u200f \u202a24\u202c \u2066Nov\u2069", "Tue 24 Nov"),
        ("\ufeffwell\u00ad-\u200bcome\x00\x1b", "well-come"),
        ("one\r\ntwo\rthree\u2028four\n", "one\ntwo\nthree\nfour\n"),
        ("Zoe\u0308 and Ło\u0301dz\u0301", "Zoë and Łódź"),
        # Letters stay who they are, also those that cost.
        ("Łukasz, Zoë, Siân, Ștefan, İpek", "Łukasz, Zoë, Siân, Ștefan, İpek"),
        # A joiner shapes these; without it another word, or four people in a row.
        ("می\u200cخواهم 👨\u200d👩\u200d👧", "می\u200cخواهم 👨\u200d👩\u200d👧"),
    ],
)
def test_marks_are_made_plain_and_letters_are_kept(typed, sent):
    assert clean(typed) == sent


def test_cleaning_brings_a_pasted_text_back_to_one_segment():
    pasted = "“Hello” – it’s the school…" + " Please call." * 5
    assert measure(pasted).segments == 2
    assert measure(clean(pasted)) == gsm7(93, 1)


TEXTS = st.text(st.sampled_from("aé€[ż’–\u00a0\u200e\n👍🏽م\u0301")) | st.text()


@given(TEXTS)
def test_cleaning_twice_is_cleaning_once(text):
    assert clean(clean(text)) == clean(text)


@given(TEXTS)
def test_cleaning_keeps_every_letter_and_digit(text):
    def written(text):
        apart = unicodedata.normalize("NFD", text)
        return [c for c in apart if unicodedata.category(c) in ("Lu", "Ll", "Lo", "Nd")]

    assert written(clean(text)) == written(text)


@given(TEXTS)
def test_no_text_costs_more_once_it_is_clean(text):
    # Two things grow: one … is three dots, and some Indic letters are two when composed.
    typed = unicodedata.normalize("NFC", text).replace("…", "")
    assert measure(clean(typed)).segments <= measure(typed).segments


@given(st.text(st.sampled_from("a€ż👍"), max_size=600))
def test_segments_are_the_fewest_that_cut_nothing(text):
    """Against a slow second opinion: fill a segment until the next character does not fit."""
    size = measure(text)
    if size.encoding is Encoding.GSM7:
        pieces = [c.replace("€", "\x1b€") for c in text]
    else:
        pieces = [c.encode("utf-16-be").decode("latin-1")[::2] for c in text]
    alone, joined = ROOM[size.encoding]
    filled = [""]
    for piece in pieces:
        if len(filled[-1] + piece) > joined:
            filled.append("")
        filled[-1] += piece
    units = len("".join(pieces))
    assert size.characters == units
    assert size.segments == (min(units, 1) if units <= alone else len(filled))


FAMILY = "👨\u200d👩\u200d👧"  # eight units, one letter to its reader
LETTERS = st.sampled_from(
    [
        "a",
        "ż",
        "€",
        "[",
        "é",
        "e\u0301",
        "👍🏽",
        "🇵🇱",
        FAMILY,
        "क्षि",
        "நி",
        "ปี",
        "م\u064e",
        "\n",
        "👍",
    ]
)


def naive(letters: list[str]) -> int:
    """The segments of these letters, filled one after the other by the book; knows neither the
    portal's tables nor its arithmetic."""
    text = "".join(letters)
    units: list[int]
    try:
        text.translate({ord("€"): "E", ord("["): "("}).encode("ascii")
    except UnicodeEncodeError:
        if text.replace("€", "").replace("é", "e").replace("[", "").isascii():
            units, alone, joined = [2 if c in "€[" else 1 for c in text], 160, 153
        else:
            units = [len(letter.encode("utf-16-le")) // 2 for letter in letters]
            alone, joined = 70, 67
    else:
        units, alone, joined = [2 if c in "€[" else 1 for c in text], 160, 153
    if sum(units) <= alone:
        return min(1, len(units))
    segments = [0]
    for width in units:
        if segments[-1] + width > joined:
            segments.append(0)
        segments[-1] += width
    return len(segments)


@given(st.lists(LETTERS, max_size=300))
def test_no_letter_is_ever_cut_in_two(letters):
    # A line feed and marks before anything would be letters of their own.
    assert measure("".join(letters)).segments == naive(letters)


@pytest.mark.parametrize(
    ("text", "segments"),
    [
        ("ż" * 62 + FAMILY, 1),
        ("ż" * 66 + FAMILY + "ż", 2),
        # The family leaves five places free in each segment but the last.
        (("ż" * 54 + FAMILY + "ż" * 5) * 2, 2),
        (("ż" * 60 + FAMILY) * 2, 3),
        ("ż" * 66 + "e\u0301" + "ż" * 66, 3),
        # Longer than a whole segment: cut after all.
        ("e" + "\u0301" * 200, 3),
    ],
)
def test_a_joined_emoji_and_a_letter_with_its_mark_stay_whole(text, segments):
    assert measure(text).segments == segments


@given(TEXTS)
def test_what_is_sent_is_composed(text):
    assert unicodedata.is_normalized("NFC", clean(text))
