"""Calendar files (.ics), as schools publish their dates: each entry with its name and days."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from icalendar import Calendar
from icalendar.prop import vBroken

from portal import clock
from portal.spreadsheets.unreadable import Reason, Unreadable

MAX_BYTES = 1_000_000
"""Some 3,000 entries: ten years of a busy school's calendar."""


@dataclass(frozen=True)
class Dated:
    """One entry of a calendar or row of a list; both days are included."""

    name: str
    begins: date
    ends: date


def is_one(data: bytes) -> bool:
    """Whether this is a calendar file, seen from how it begins."""
    return data.removeprefix(b"\xef\xbb\xbf").lstrip()[:15].upper() == b"BEGIN:VCALENDAR"


def read(data: bytes) -> list[Dated]:
    """The entries with a first day, in the file's order. One that comes again is read once. Raises
    Unreadable (TOO_BIG, DAMAGED)."""
    if len(data) > MAX_BYTES:
        raise Unreadable(Reason.TOO_BIG)
    try:
        events = Calendar.from_ical(data.removeprefix(b"\xef\xbb\xbf")).walk("VEVENT")
        found = [_dated(event) for event in events]
    except (ValueError, KeyError, IndexError, TypeError, AttributeError) as broken:
        # Whatever the parser trips over, the file is not right.
        raise Unreadable(Reason.DAMAGED) from broken
    return [one for one in found if one]


def _dated(event: Any) -> Dated | None:
    name = " ".join(str(event.get("SUMMARY", "")).split())
    begins, ends, lasts = (_value(event, key) for key in ("DTSTART", "DTEND", "DURATION"))
    if begins is None:
        return None
    if ends is None:
        ends = begins + (lasts if lasts is not None else timedelta())
    first, last = _day(begins), _day(ends)
    # The end of a calendar's entry is the first moment after it.
    midnight = not isinstance(ends, datetime) or (ends.hour, ends.minute) == (0, 0)
    if midnight and last > first:
        last -= timedelta(days=1)
    return Dated(name, first, last)


def _value(event: Any, key: str) -> Any:
    """The day, moment or span; None where there is none that can be read."""
    held = event.get(key)
    if isinstance(held, vBroken):
        return None
    return getattr(held, "dt", getattr(held, "td", None))


def _day(moment: date | datetime) -> date:
    """The day on the school's clock; a time without a zone is the school's own."""
    if not isinstance(moment, datetime):
        return moment
    return clock.local(moment).date() if moment.tzinfo else moment.date()
