"""The time, the school's day and its zone. Nobody else asks what time it is.

Times are kept twice: as the instant (aware, UTC) and as the school's local date and time of day.
"The day before at 17:00" is arithmetic on local dates, never minus 24 hours, so both clock
changes come out right.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from time import monotonic
from zoneinfo import ZoneInfo

_source: Callable[[], datetime] | None = None


def use(source: Callable[[], datetime] | None) -> None:
    """Take the time from `source` (tests, the demo) instead of the machine; None undoes it."""
    global _source
    _source = source


def now() -> datetime:
    """The present instant, aware, UTC."""
    return _source() if _source else datetime.now(UTC)


@contextmanager
def showing(instant: datetime) -> Iterator[None]:
    """Stand still at this instant for a while: how the sample school comes by its past."""
    before = _source
    use(lambda: instant)
    try:
        yield
    finally:
        use(before)


@lru_cache(maxsize=1)
def zone() -> ZoneInfo:
    """The school's time zone: PORTAL_TIMEZONE, or London."""
    return ZoneInfo(os.environ.get("PORTAL_TIMEZONE") or "Europe/London")


def local(instant: datetime) -> datetime:
    """The same instant on the school's clock."""
    return instant.astimezone(zone())


def today() -> date:
    """The school's day."""
    return local(now()).date()


def at(day: date, clock_time: time) -> datetime:
    """The instant (UTC) when the school's clock shows this time on this day.

    In the hour that happens twice in October it is the first; in the hour that does not exist in
    March it is the same length of time after midnight, so it never raises.
    """
    return datetime.combine(day, clock_time, tzinfo=zone()).astimezone(UTC)


class DemoClock:
    """The sample school's clock: real time plus what `/phones` has moved it on by.

    The offset (seconds) lives in a small file so that the web server and the text worker, two
    processes, agree.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def offset(self) -> timedelta:
        try:
            return timedelta(seconds=float(self.path.read_text()))
        except (FileNotFoundError, ValueError):
            return timedelta(0)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.offset()

    def move_on_to(self, instant: datetime) -> None:
        """Show `instant` from now on. The clock never goes back."""
        seconds = max((instant - datetime.now(UTC)).total_seconds(), self.offset().total_seconds())
        part = self.path.with_suffix(".part")
        part.write_text(str(seconds))
        part.replace(self.path)


def ticks() -> float:
    """Seconds that only go forward, for measuring how old something in memory is."""
    return monotonic()
