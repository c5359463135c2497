"""What processes use: CPU seconds over a stretch of work, and memory."""

from dataclasses import dataclass
from pathlib import Path
from typing import Self

import psutil

from bench import databases


@dataclass(frozen=True)
class Used:
    """CPU seconds of a stretch of work: the server's processes, the database's, and whatever else
    the machine did meanwhile."""

    web: float
    database: float
    machine: float

    @property
    def ours(self) -> float:
        return self.web + self.database


class Meter:
    """`with Meter(pid, on_postgresql) as meter:` afterwards `meter.used` says what the server with
    this process id, its children, and PostgreSQL used in the block.

    SQLite works inside the web server's processes. A connection to PostgreSQL that began in the
    block counts from its beginning; the portal's stay open until the server stops.
    """

    def __init__(self, pid: int, on_postgresql: bool) -> None:
        self.pid, self.on_postgresql = pid, on_postgresql
        self.used = Used(0, 0, 0)

    def __enter__(self) -> Self:
        self._before = self._read()
        return self

    def __exit__(self, *_: object) -> None:
        web, database, machine = self._read()
        self.used = Used(
            _more(self._before[0], web), _more(self._before[1], database), machine - self._before[2]
        )

    def _read(self) -> tuple[dict[int, float], dict[int, float], float]:
        web = {process.pid: cpu(process.pid) for process in family(self.pid)}
        theirs = databases.server_processes() if self.on_postgresql else set()
        database = {pid: cpu(pid) for pid in theirs if psutil.pid_exists(pid)}
        times = psutil.cpu_times()
        machine = sum(times) - times.idle - times.iowait - times.guest - times.guest_nice
        return web, database, machine


def family(pid: int) -> list[psutil.Process]:
    """This process and all that came of it."""
    parent = psutil.Process(pid)
    return [parent, *parent.children(recursive=True)]


def cpu(pid: int) -> float:
    """CPU seconds this process has used so far."""
    times = psutil.Process(pid).cpu_times()
    return float(times.user + times.system)


def _more(before: dict[int, float], after: dict[int, float]) -> float:
    return sum(seconds - before.get(pid, 0.0) for pid, seconds in after.items())


def pss_of_all(pid: int) -> float:
    """MB (PSS) of this process and all that came of it."""
    return sum(pss(process.pid) for process in family(pid))


def pss(pid: int) -> float:
    """The process's share of memory in MB (10^6 bytes): its own pages, and of those it shares with
    others its part."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) * 1024 / 1e6
