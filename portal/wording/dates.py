"""Days and times as families read them, in each offered language.

One fixed pattern per language, read by somebody who speaks it, rather than a locale's own short
forms: those give 11/6/25 and 6/11/25 for one and the same day. Always the weekday, the day and
the month's name; always Latin digits and the 24-hour clock, so that phone and school clock match.
What day it is today is not known here.
"""

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache

from babel.dates import format_date, format_time

from portal.wording.segments import clean


@dataclass(frozen=True)
class Pattern:
    """How one language writes a day and a time, in the letters of CLDR's date patterns."""

    locale: str
    day: str
    day_short: str
    day_and_time: str


# After a day the Polish month stands in the genitive, which only the full name (MMMM) has:
# the short forms would give "3 maj".
PATTERNS = {
    "en": Pattern("en_GB", "EEEE d MMMM", "EEE d MMM", "{day} at {time}"),
    "pl": Pattern("pl", "EEEE d MMMM", "EEE d MMMM", "{day}, godz. {time}"),
    "ur": Pattern("ur", "EEEE، d MMMM", "EEEE d MMMM", "{day}، {time} بجے"),
    "ro": Pattern("ro", "EEEE d MMMM", "EEEE d MMMM", "{day}, ora {time}"),
    "pa-Guru": Pattern("pa_Guru", "EEEE d MMMM", "EEEE d MMMM", "{day}, {time}"),
    "ar": Pattern("ar", "EEEE d MMMM", "EEEE d MMMM", "{day} الساعة {time}"),
    "bn": Pattern("bn", "EEEE d MMMM", "EEEE d MMMM", "{day}, {time}"),
    "pt-PT": Pattern("pt_PT", "EEEE, d 'de' MMMM", "EEE, d 'de' MMMM", "{day} às {time}"),
    "so": Pattern("so", "EEEE d MMMM", "EEEE d MMMM", "{day}, {time}"),
    "gu": Pattern("gu", "EEEE, d MMMM", "EEEE d MMMM", "{day}, {time}"),
    "es": Pattern("es", "EEEE d 'de' MMMM", "EEE d 'de' MMMM", "{day}, {time}"),
    "ta": Pattern("ta", "EEEE, MMMM d", "EEEE, MMMM d", "{day}, {time}"),
    "zh-Hans": Pattern("zh_Hans", "M月d日EEEE", "M月d日EEE", "{day} {time}"),
    "zh-Hant-HK": Pattern("zh_Hant_HK", "M月d日EEEE", "M月d日EEEE", "{day} {time}"),
    "sq": Pattern("sq", "EEEE, d MMMM", "EEEE, d MMMM", "{day}, ora {time}"),
    "tr": Pattern("tr", "d MMMM EEEE", "d MMMM EEEE", "{day}, {time}"),
    "it": Pattern("it", "EEEE d MMMM", "EEE d MMMM", "{day}, {time}"),
    "fr": Pattern("fr", "EEEE d MMMM", "EEEE d MMMM", "{day} à {time}"),
    "ml": Pattern("ml", "MMMM d, EEEE", "MMMM d, EEEE", "{day}, {time}"),
    "fa": Pattern("fa", "EEEE d LLLL", "EEEE d LLLL", "{day}، ساعت {time}"),
    "uk": Pattern("uk", "EEEE, d MMMM", "EEE d MMMM", "{day}, {time}"),
    "lt": Pattern("lt", "MMMM d 'd.', EEEE", "MMMM d 'd.', EEEE", "{day}, {time}"),
}


def day(date: dt.date, tag: str) -> str:
    """A day for a page, such as "Tuesday 24 November". KeyError if no pattern has the tag."""
    return _written(date, PATTERNS[tag].day, tag)


def day_short(date: dt.date, tag: str) -> str:
    """A day for a text, such as "Tue 24 Nov": short, but never numbers alone."""
    return _written(date, PATTERNS[tag].day_short, tag)


@lru_cache(maxsize=2048)
def time(at: dt.time, tag: str) -> str:
    """A local time on the 24-hour clock, such as "09:30"."""
    return clean(format_time(at, "HH:mm", locale=PATTERNS[tag].locale))


def day_and_time(date: dt.date, at: dt.time, tag: str) -> str:
    """A day and a local time, such as "Tuesday 24 November at 09:30"."""
    return PATTERNS[tag].day_and_time.format(day=day(date, tag), time=time(at, tag))


@lru_cache(maxsize=4096)
def _written(date: dt.date, pattern: str, tag: str) -> str:
    # Some locales put no-break spaces and hidden marks into dates: costly or harmful in a text.
    return clean(format_date(date, pattern, locale=PATTERNS[tag].locale))
