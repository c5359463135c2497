"""The school's term dates from a file: a calendar (.ics) or a list (CSV, XLSX), read into the days
on which the school is closed. Pure; saves nothing: a person looks at what was read first.

A file says holidays ("Half term", "INSET"), or terms, or the days on which terms begin and end.
Terms become closures: the days between one and the next. What is neither (a concert, a trip) is
left out and counted.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from portal.domain.school_days import (
    LONGEST_CLOSURE,
    SATURDAY,
    Closed,
    first_day_of_year,
    is_school_day,
)
from portal.spreadsheets import calendars
from portal.spreadsheets.calendars import Dated
from portal.spreadsheets.reading import Table, read_table
from portal.spreadsheets.unreadable import Reason, Unreadable
from portal.spreadsheets.values import read_day

LONGEST_HALF_TERM = timedelta(days=16)
"""A half term's holiday is a week, at some schools two; half a term of lessons is five at least."""
LONGEST_NAME = 40
"""Letters of a closure's name."""
MOST_YEARS = 3
"""Dates further ahead than this are a slip of the year."""
_DAY = timedelta(days=1)


class NoTermDates(Exception):
    """There is nothing to take from the file. `str()` is one sentence for staff: what to do."""


class Said(StrEnum):
    """Why nothing could be taken from a file that could be read."""

    NO_DATES = (
        "There are no holidays or terms in this file. It needs rows like “Half term, 26/10/2026,"
        " 30/10/2026” or “Autumn term, 2/9/2026, 18/12/2026”."
    )
    OTHER_YEARS = "All the dates in this file are of other years. Please choose this year’s file."
    BACKWARDS = "All the dates in this file end before they begin. Please check them."
    TOO_MANY = "There are more closed days in this file than a school has. Is it the right one?"


MOST = 50
"""Closures: three years have some thirty, INSET days included."""

_NOT_READ = {
    Reason.EMPTY: "There is nothing in this file. Please export it again.",
    Reason.TOO_BIG: "This file is too big for term dates. Is it the right one?",
    Reason.TOO_MANY_ROWS: "This file has too many rows for term dates. Is it the right one?",
    Reason.NO_USABLE_COLUMN: Said.NO_DATES.value,
    Reason.DAMAGED: "This file is damaged or not complete. Please export it again.",
}
"""What differs from what is said of a list of pupils."""


@dataclass(frozen=True)
class Read:
    """What a file says. `closed`: what is new, in order, none twice; `known`: how many of its
    closures the school has already; `left_out`: entries that are no holiday and no term;
    `other_years`: those of years gone by or far ahead; `backwards`: those that end before they
    begin; `odd_gaps`: days on which a term ends that no other follows within three months."""

    closed: list[Closed]
    known: int = 0
    left_out: int = 0
    other_years: int = 0
    backwards: int = 0
    odd_gaps: tuple[date, ...] = ()


def read(data: bytes, filename: str, today: date, saved: Sequence[Closed] = ()) -> Read:
    """The closed days that this file says, from this school year on, but for those that the school
    has `saved`. Raises NoTermDates with what to do: not a calendar or list, too big, no dates,
    dates of other years."""
    try:
        entries = calendars.read(data) if calendars.is_one(data) else _of_table(data, filename)
    except Unreadable as unreadable:
        raise NoTermDates(_NOT_READ.get(unreadable.reason, str(unreadable))) from unreadable
    return _closed(entries, today, saved)


# -- from a list ---------------------------------------------------------------------------------


def _of_table(data: bytes, filename: str) -> list[Dated]:
    table = read_table(data, filename)
    headings = " ".join(table.headings).casefold()
    kind = next((word for word in ("holiday", "term") if word in headings), "")
    return [one for cells in _rows(table) if (one := _dated(cells, kind))]


def _rows(table: Table) -> list[list[str]]:
    """Every row; the first, too, where it is no heading but has dates."""
    return [table.headings, *(line.cells for line in table.rows)]


def _dated(cells: Sequence[str], kind: str) -> Dated | None:
    """The first words of a row and its first and last day. `kind`: what the headings call a row,
    so that "Christmas" is a holiday, and "Autumn 1" a term."""
    days = [day for cell in cells for day in _days(cell)]
    words = [cell for cell in cells if cell and not _days(cell)]
    if not days:
        return None
    name = words[0] if words else ""
    if kind and name and _what(Dated(name, days[0], days[-1])) is What.NEITHER:
        name = f"{name} {kind}"
    return Dated(name, days[0], days[1] if len(days) > 1 else days[0])


def _days(cell: str) -> list[date]:
    """The days in one cell: one, or two with "to" or a dash between them."""
    if day := read_day(cell):
        return [day]
    parts = re.split(r"\s+(?:to|until|till|[-–—])\s+|[–—]", cell)
    found = [read_day(part) for part in parts]
    return [day for day in found if day] if len(parts) == 2 and all(found) else []


# -- what it means -------------------------------------------------------------------------------


class What(StrEnum):
    """What an entry is."""

    TERM = "term"
    CLOSED = "closed"
    BEGINS = "a term begins"
    ENDS = "a term ends"
    NEITHER = "neither"


_BEGINS = re.compile(
    r"\b(?:first day|start|starts|begins|beginning|re-?opens?|opens?|returns?|back to school)\b"
)
_ENDS = re.compile(r"\b(?:last day|end|ends|closes|finish(?:es)?|breaks? up)\b")
_CLOSED = re.compile(
    r"\b(?:holidays?|break|closed|closure|inset|in-service|training day|staff day|non-pupil day"
    r"|occasional day|vacation|bank holiday)\b"
)
_HALF = re.compile(r"\bhalf[ -]?terms?\b")
_TERM = re.compile(r"\b(?:term|terms)\b|\b(?:autumn|spring|summer)\s+[12]\b")


def _what(one: Dated) -> What:
    words, length = one.name.casefold(), one.ends - one.begins
    if not length and (_TERM.search(words) or _HALF.search(words) or "school" in words):
        if _CLOSED.search(words):
            return What.CLOSED
        if _BEGINS.search(words):
            return What.BEGINS
        if _ENDS.search(words):
            return What.ENDS
    if _CLOSED.search(words):
        return What.CLOSED
    if _HALF.search(words):
        return What.CLOSED if length <= LONGEST_HALF_TERM else What.TERM
    return What.TERM if _TERM.search(words) and length > LONGEST_HALF_TERM else What.NEITHER


def _closed(entries: Iterable[Dated], today: date, saved: Sequence[Closed]) -> Read:
    entries = list(entries)
    whats = [(one, _what(one)) for one in entries]
    meant = [(one, what) for one, what in whats if what is not What.NEITHER]
    if not meant:
        raise NoTermDates(Said.NO_DATES)
    right = [(one, what) for one, what in meant if one.begins <= one.ends]
    if not right:
        raise NoTermDates(Said.BACKWARDS)
    first, last = first_day_of_year(today), today + timedelta(days=366 * MOST_YEARS)
    timely = [(one, what) for one, what in right if one.ends >= first and one.begins <= last]
    if not timely:
        raise NoTermDates(Said.OTHER_YEARS)
    named = [_as_closed(one) for one, what in timely if what is What.CLOSED]
    gaps, odd = _gaps(_terms(timely))
    closed = sorted(
        {one for one in named if _shuts(one)} | {one for one in gaps if not _filled(one, named)},
        key=lambda one: (one.begins, one.ends, one.name),
    )
    if len(closed) > MOST:
        raise NoTermDates(Said.TOO_MANY)
    new = [one for one in closed if not _filled(one, saved)]
    return Read(
        closed=new,
        known=len(closed) - len(new),
        left_out=len(entries) - len(meant),
        other_years=len(right) - len(timely),
        backwards=len(meant) - len(right),
        odd_gaps=tuple(odd),
    )


def _as_closed(one: Dated) -> Closed:
    return Closed(one.begins, one.ends, one.name[:LONGEST_NAME].strip())


def _shuts(one: Closed) -> bool:
    """Whether there would be school on any of its days otherwise: weekends and bank holidays are
    known."""
    return not _filled(one, ())


def _days_of(one: Closed) -> list[date]:
    """Its days; of one that is far too long, the first three months."""
    span = min((one.ends - one.begins).days, LONGEST_CLOSURE.days)
    return [one.begins + timedelta(days=at) for at in range(span + 1)]


def _filled(one: Closed, others: Sequence[Closed]) -> bool:
    """Whether these other closures leave no school day of it."""
    return not any(is_school_day(day, others) for day in _days_of(one))


def _terms(entries: Iterable[tuple[Dated, What]]) -> list[Dated]:
    """The terms, in order: as they stand there, and from their first and last days."""
    found, begun = [], None
    for one, what in sorted(entries, key=lambda each: (each[0].begins, each[0].ends)):
        if what is What.TERM:
            found.append(one)
        elif what is What.BEGINS:
            begun = one
        elif what is What.ENDS and begun:
            found.append(Dated(begun.name, begun.begins, one.ends))
            begun = None
    return sorted(set(found), key=lambda term: (term.begins, term.ends))


def _gaps(terms: Sequence[Dated]) -> tuple[list[Closed], list[date]]:
    """The days between terms, named after the season; and the ends of terms after which more than
    three months are missing. A term within another (half of one) is no end of it."""
    gaps, odd = [], []
    for at, after in enumerate(terms[1:], 1):
        before = max(one.ends for one in terms[:at])
        gap = _weekdays(Closed(before + _DAY, after.begins - _DAY))
        if gap.begins > gap.ends or not _shuts(gap):
            continue
        if gap.ends - gap.begins > LONGEST_CLOSURE:
            odd.append(before)
            continue
        gaps.append(Closed(gap.begins, gap.ends, _season(gap)))
    return gaps, odd


def _weekdays(gap: Closed) -> Closed:
    """Without the weekends at both ends, as schools say it: Monday to Friday."""
    begins, ends = gap.begins, gap.ends
    while begins.weekday() >= SATURDAY:
        begins += _DAY
    while ends.weekday() >= SATURDAY:
        ends -= _DAY
    return Closed(begins, ends)


def _season(gap: Closed) -> str:
    """What a holiday is called in England by when it is."""
    middle = gap.begins + (gap.ends - gap.begins) / 2
    if middle.month in (12, 1):
        return "Christmas holidays"
    if middle.month in (3, 4):
        return "Easter holidays"
    if middle.month in (7, 8):
        return "Summer holidays"
    return "Half term"
