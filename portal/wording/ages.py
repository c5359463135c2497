"""How old little ones are, as parents write it: "2 and 4", "6 months", "2yrs 4yrs", "rok".

The question asks for years, so a bare number is years and months count only as whole years. How
many ages are awaited is known: a message that can be read as just so many ages in one way, and in
one way only, is understood.
"""

import re
from dataclasses import dataclass
from functools import cache

from babel.numbers import get_decimal_symbol

from portal.languages import language
from portal.wording.answer_words import known, numerals, own, parts, without_name
from portal.wording.folding import LETTER, digits, fold
from portal.wording.meanings import Meaning

OLDEST = 17
MONTHS_A_YEAR = 12
_FEW = 40  # words; ages take less


@dataclass(frozen=True)
class _Age:
    """One age that was written. `unit`: YEARS, MONTHS, BABY, or None for a bare number."""

    number: int
    unit: Meaning | None
    of_whom: bool = False

    @property
    def years(self) -> int:
        return self.number // MONTHS_A_YEAR if self.unit is Meaning.MONTHS else self.number


def ages(text: str, tag: str, how_many: int) -> tuple[int, ...] | None:
    """The ages in whole years, 0 to 17, in the order they were written; None if it is not just so
    many, or not plain."""
    text = digits(without_name(text))
    if _QUESTION.search(text) or _is_sum(text, how_many):
        return None
    found = {
        tuple(age.years for age in listed)
        for written in _spellings(text, tag)
        for listed in _lists(written, tag, how_many)
        if len(listed) == how_many
    }
    one = found.pop() if len(found) == 1 else ()
    return one if one and max(one) <= OLDEST else None


def _is_sum(text: str, how_many: int) -> bool:
    """ "2 x 4" may be two of four, or two and four with a kiss."""
    times = _TIMES.search(text)
    return times is not None and {int(times[1]), int(times[2])} != {how_many}


def _spellings(text: str, tag: str) -> list[str]:
    """The message folded, with a comma between figures as a list and, where decimals are written
    so, as a decimal."""
    text = _POINT.sub(r"\1 ", _HALF.sub(" half ", text))
    spelt = [text]
    if get_decimal_symbol(language(tag).locale) == ",":
        spelt.append(_COMMA.sub(r"\1 ", text))
    return [fold(_BETWEEN.sub(" ", _EDGE.sub(" ", _HALVES.sub(" half ", each)))) for each in spelt]


def _lists(said: str, tag: str, how_many: int) -> list[list[_Age]]:
    """The lists of ages that a folded message can be."""
    if len(said.split()) > _FEW:
        return []
    vocabulary = _vocabulary(tag)
    figures = {word: int(word) for word in said.split() if _FIGURE.fullmatch(word)}
    cut = parts(said, frozenset(vocabulary) | figures.keys())
    numbers = _numbers(tag) | figures
    written = _written(cut, vocabulary, numbers, numerals(tag, Meaning.YEARS_OLD))
    if written is None or _is_english(cut, tag):
        return []
    if any(vocabulary.get(part) is Meaning.EACH for part in cut):
        return _for_both(written, how_many)
    no_babies = [age for age in written if age.unit is not Meaning.BABY] or written
    return [written, no_babies, _together(written), _together(no_babies)]


def _written(
    cut: list[str],
    vocabulary: dict[str, Meaning],
    numbers: dict[str, int],
    years_old: dict[str, int],
) -> list[_Age] | None:
    """Each age in a message that is cut into phrases, with its unit; None if it is not plain."""
    ages: list[_Age] = []
    before: Meaning | None = None
    of_whom = False
    for part in cut:
        kind = vocabulary.get(part, Meaning.NUMBERS)
        after_number = before is Meaning.NUMBERS or (before is Meaning.HALF and bool(ages))
        match kind:
            case Meaning.NUMBERS:
                ages.append(_Age(numbers[part], None, of_whom))
                of_whom = False
            case Meaning.YEARS | Meaning.MONTHS if after_number:
                if ages[-1].unit is None:
                    ages[-1] = _Age(ages[-1].number, kind)
            case Meaning.YEARS | Meaning.YEARS_OLD if part in years_old:
                ages.append(_Age(years_old[part], Meaning.YEARS))
            case Meaning.YEARS | Meaning.MONTHS:
                return None
            case Meaning.BABY | Meaning.WHO if _counts(before, ages):
                return None
            case Meaning.BABY:
                ages.append(_Age(0, Meaning.BABY))
            case Meaning.WHO:
                of_whom = True
        before = kind
    return ages


def _is_english(cut: list[str], tag: str) -> bool:
    """Whether a number that is an English word too ("please do") stands among English words."""
    if own(tag, Meaning.ALONE).isdisjoint(cut):
        return False
    others = {part for part in cut if not _FIGURE.fullmatch(part)}
    return not others <= own(tag, *_KINDS)


def _counts(before: Meaning | None, ages: list[_Age]) -> bool:
    """Whether a bare number right before a child is how many: "1 boy". Not in "boy 2 girl 4"."""
    return before is Meaning.NUMBERS and not ages[-1].of_whom


def _for_both(written: list[_Age], how_many: int) -> list[list[_Age]]:
    same = len({age.years for age in written}) == 1 and len(written) in (1, 2)
    return [written[:1] * 2] if same and how_many == 2 else []


def _together(written: list[_Age]) -> list[_Age]:
    """The list with "1 year 6 months" as one age."""
    ages: list[_Age] = []
    for age in written:
        part_of_year = age.unit is Meaning.MONTHS and age.number < MONTHS_A_YEAR
        if not (part_of_year and ages and ages[-1].unit is Meaning.YEARS):
            ages.append(age)
    return ages


@cache
def _vocabulary(tag: str) -> dict[str, Meaning]:
    """What each phrase is; where two lists hold one phrase, the later of _KINDS wins."""
    lists = {kind: known(tag, kind) for kind in _KINDS}
    lists[Meaning.NUMBERS] = frozenset(_numbers(tag))
    lists[Meaning.YEARS_OLD] = frozenset(numerals(tag, Meaning.YEARS_OLD))
    return {phrase: kind for kind, phrases in lists.items() for phrase in phrases}


@cache
def _numbers(tag: str) -> dict[str, int]:
    return numerals("en", Meaning.NUMBERS) | numerals(tag, Meaning.NUMBERS)


_KINDS = (
    Meaning.POLITE,
    Meaning.YEARS_OLD,
    Meaning.YEARS,
    Meaning.MONTHS,
    Meaning.AND,
    Meaning.NUMBERS,
    Meaning.BABY,
    Meaning.WHO,
    Meaning.HALF,
    Meaning.EACH,
    Meaning.AGED,
)
_QUESTION = re.compile("[?？؟]")
_TIMES = re.compile(r"(\d{1,3})\s*[xX×*]\s*(\d{1,3})")
_HALF = re.compile("[½¼¾]")
_HALVES = re.compile(r"(?<=\S)\s+1/2(?!\d)")
_POINT = re.compile(r"(?<!\d)(\d{1,2})[.٫]\d{1,2}(?!\d)")
_COMMA = re.compile(r"(?<!\d)(\d{1,2}),\d{1,2}(?!\d)")
_EDGE = re.compile(rf"(?<=\d)(?=[^\W\d_])|(?<={LETTER})(?=\d)")
_BETWEEN = re.compile(
    rf"(?<=\d)\s*[,，،、+＋&;；/–—-]\s*(?=\d)|[&+\n]|(?:(?<=\w)|(?<={LETTER}))\s*[–—-]\s*(?=\d)"
)
_FIGURE = re.compile(r"\d{1,3}")
