"""The columns of a pupils' file that count towards whom to invite, and its results.

They are read without a word: what stands in them is shown to nobody who imports, so a cell that
is not understood counts as blank and is in no list of things to look at.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from portal.domain.barrier_facts import (
    LONGEST_MEASURE,
    LONGEST_RESULT,
    NO,
    YES,
    About,
    InFile,
    Said,
)
from portal.domain.entries import Tongue
from portal.languages import ENGLISH
from portal.spreadsheets import values
from portal.spreadsheets.headings import Field

Reader = Callable[[str], Said | None]


def measures(headings: Sequence[str], mapping: Mapping[int, Field]) -> dict[str, int]:
    """The columns that hold results, by the measure's name: the heading as the school wrote it. Of
    two with one heading the left one counts."""
    found: dict[str, int] = {}
    for column in sorted(column for column, held in mapping.items() if held is Field.RESULT):
        found.setdefault(values.tidy(headings[column])[:LONGEST_MEASURE], column)
    return found


def read(cell: Callable[[Field], str], language: Tongue, results: Mapping[str, str]) -> InFile:
    """What one row says: its cells by field, the child's first language, results by measure."""
    facts = {
        about: said
        for field, (about, reader) in _READERS.items()
        if not values.is_blank(cell(field)) and (said := reader(cell(field)))
    }
    if About.OTHER_LANGUAGE not in facts and (language.tag or language.choices):
        facts[About.OTHER_LANGUAGE] = Said(NO if language.tag == ENGLISH.tag else YES)
    return InFile(
        facts,
        {
            measure: values.tidy(value)[:LONGEST_RESULT]
            for measure, value in results.items()
            if not values.is_blank(value)
        },
        _day(cell(Field.DATA_DAY)),
    )


def _day(raw: str) -> date | None:
    return None if values.is_blank(raw) else values.read_day(raw)


def _mark(raw: str) -> Said:
    """Anything but a clear no is a yes, and its words are never kept: a name, a kind of plan."""
    return Said(YES if values.read_mark(raw) else NO)


def _clear_mark(raw: str) -> Said | None:
    """A clear yes or a clear no: anything else, such as the code of a funding stream, may be
    either."""
    said = values.read_yes_no(raw)
    return None if said is None else Said(YES if said else NO)


_SEN = re.compile(
    r"(?:(e|ehcp?|ehcplan|statement|s)|(k|sensupport|support|a|p|schoolaction(?:plus)?))"
)


def _sen(raw: str) -> Said | None:
    """E (plan) or K (support), with the codes that linger from before 2014; N is a no. A plain yes
    is support."""
    said = re.sub(r"[\W_]+", "", raw.partition(" - ")[0]).casefold()
    if said in ("n", "none", "no", "nosen", "nospecialeducationalneed", "f", "false", "0"):
        return Said(NO)
    if values.read_yes_no(raw):
        return Said("K")
    found = _SEN.fullmatch(said)
    return Said("E" if found[1] else "K") if found else None


def _proficiency(raw: str) -> Said | None:
    """A (new to English) to E (fluent), with or without the words after the letter."""
    found = re.match(r"\s*([A-E])\b", raw, re.IGNORECASE)
    return Said(found[1].upper()) if found else None


def _percent(raw: str) -> Said | None:
    """ "92.3", "92.3%" or "0.923": from 0 to 100."""
    found = re.fullmatch(r"\s*(\d{1,3}(?:[.,]\d+)?)\s*(%?)\s*", raw)
    if found is None:
        return None
    number = float(found[1].replace(",", "."))
    if not found[2] and number <= 1:
        number = round(number * 100, 2)
    return Said(f"{number:g}", number) if number <= 100 else None


def _count(raw: str) -> Said | None:
    """How many; a plain yes or no will do, too."""
    found = re.fullmatch(r"\s*(-?\d{1,6}(?:[.,]\d+)?)\s*", raw)
    if found is None:
        return _clear_mark(raw)
    number = abs(float(found[1].replace(",", ".")))
    return Said(f"{number:g}", number)


def _low(raw: str) -> Said | None:
    """Low attainment: a mark, or the band of a school that writes low, middle and high."""
    said = raw.strip(" .").casefold()
    if said in ("l", "low", "below", "below expected", "wts"):
        return Said(YES)
    if said in ("m", "h", "middle", "mid", "high", "exs", "gds", "expected"):
        return Said(NO)
    return _clear_mark(raw)


_READERS: Mapping[Field, tuple[About, Reader]] = {
    Field.SEN: (About.SEN, _sen),
    Field.ATTENDANCE: (About.ATTENDANCE, _percent),
    Field.ATTAINMENT: (About.ATTAINMENT, _low),
    Field.PUPIL_PREMIUM: (About.PUPIL_PREMIUM, _mark),
    Field.FSM: (About.FSM, _mark),
    Field.IN_CARE: (About.IN_CARE, _mark),
    Field.WAS_IN_CARE: (About.WAS_IN_CARE, _mark),
    Field.SERVICE: (About.SERVICE, _mark),
    Field.EAL: (About.OTHER_LANGUAGE, _clear_mark),
    Field.ENGLISH_PROFICIENCY: (About.PROFICIENCY, _proficiency),
    Field.SOCIAL_WORKER: (About.SOCIAL_WORKER, _mark),
    Field.YOUNG_CARER: (About.YOUNG_CARER, _mark),
    Field.SUSPENSIONS: (About.SUSPENSIONS, _count),
    Field.BEHAVIOUR: (About.BEHAVIOUR, _count),
    Field.MID_YEAR: (About.MID_YEAR, _mark),
    Field.SCHOOLS: (About.SCHOOLS, _count),
    Field.PROGRESS: (About.PROGRESS, _count),
}
