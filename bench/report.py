"""The figures in words: the table of targets, then what stands behind it."""

import os
import platform
import sqlite3
import sys
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from bench import data, databases
from bench.journeys import Level, Rush
from bench.pages import FIRST_FLIGHT, Step
from bench.report_tables import table
from bench.whole_portal import WholePortal
from portal import clock
from portal.serving import THREADS

LIBRARIES = ("Flask", "Werkzeug", "Jinja2", "SQLAlchemy", "psycopg", "gunicorn", "granian")
BUSY = 0.1
"""From this part of the machine on, what other programs took is said."""


@dataclass(frozen=True)
class OnDatabase:
    """One database: the whole portal; journeys with 1, 8 and 32 clients on gunicorn, with 8 on
    granian; the rush."""

    name: str
    whole: WholePortal
    levels: list[Level]
    granian: Level
    memory: dict[str, float]
    """MB (PSS) of all processes of each web server, after those journeys."""
    rush: Rush

    def at(self, clients: int) -> Level:
        return next(level for level in self.levels if level.clients == clients)


@dataclass(frozen=True)
class Findings:
    """All that was measured. Everything but the journeys was measured on the last database."""

    journeys: list[OnDatabase]
    steps: list[Step]
    files: dict[str, int]
    first_page: Level
    yardstick: Level
    starts: dict[str, list[float]]

    @property
    def chief(self) -> OnDatabase:
        return self.journeys[-1]

    @property
    def heaviest(self) -> int:
        """Bytes of the heaviest page of the journey with everything it loads."""
        pages = [step.headers + max(step.bodies.values()) for step in self.steps]
        return max(pages) + sum(self.files.values())

    @property
    def others(self) -> float:
        """The largest part of the busy machine that other programs took at any level."""
        every = [level for one in self.journeys for level in (*one.levels, one.granian)]
        return max(level.others for level in every)


def write(found: Findings) -> str:
    """The whole report, in Markdown."""
    parts = (_head(found), _targets(found), _journeys(found), _servers(found), _rushes(found))
    return "\n\n".join((*parts, _pages(found), _memory(found), _notes(found))) + "\n"


def _head(found: Findings) -> str:
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    postgresql = f", PostgreSQL {databases.version()}" if len(found.journeys) > 1 else ""
    return f"""# What the portal costs

Measured on {clock.today()} by `make bench`, which wrote this page. {os.cpu_count()} cores
({_cpu_model()}), Linux {platform.release().split("-")[0]}, {_python()},
SQLite {sqlite3.sqlite_version}{postgresql}.
{libraries}."""


def _python() -> str:
    """The system's own Python is built for speed, one that somebody compiled often is not."""
    whose = "as the system brings it" if sys.base_prefix == "/usr" else "not the system's own"
    return f"Python {platform.python_version()} ({whose})"


def _cpu_model() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    return next(line.split(":")[1].strip() for line in lines if line.startswith("model name"))


def _targets(found: Findings) -> str:
    eight, many = found.chief.at(8), found.chief.at(32)
    statements = sum(step.statements for step in found.steps)
    runs = [one.whole.first_answer for one in found.journeys]
    slowest = max(*found.starts["`portal serve`"], *runs)
    rushes = ", ".join(str(one.rush.winners) for one in found.journeys)
    failures = sum(one.rush.failures for one in found.journeys)
    rows = [
        (
            "CPU of one journey, all processes with the database",
            "at most 0.030 s (aim 0.020)",
            f"{eight.cpu_each:.4f} s",
            eight.cpu_each <= 0.030,
        ),
        ("Requests of a journey", "at most 7", f"{eight.requests_each:g}", len(found.steps) <= 7),
        ("Statements of a journey", "at most 30", statements, statements <= 30),
        (
            "Journeys a second, 8 clients",
            "at least 50",
            f"{eight.a_second:.1f}",
            eight.a_second >= 50,
        ),
        (
            "95 of 100 requests answered, 32 clients",
            "within 400 ms",
            f"{many.within(95):.0f} ms",
            many.within(95) < 400,
        ),
        (
            "CPU of a first page",
            "at most 3 ms",
            f"{found.first_page.cpu_each * 1000:.2f} ms",
            found.first_page.cpu_each <= 0.003,
        ),
        (
            f"Winners of {data.RUSH_TIMES} times that {data.RUSH_FAMILIES} clients want",
            f"{data.RUSH_TIMES}, no 5xx",
            f"{rushes}; {failures} 5xx",
            all(one.rush.as_it_should_be for one in found.journeys),
        ),
        (
            "Memory (PSS) of two web workers and the text worker",
            "at most 240 MB",
            f"{found.chief.whole.workers:.0f} MB",
            found.chief.whole.workers <= 240,
        ),
        ("First answer after the start", "within 2 s", f"{slowest:.2f} s", slowest <= 2),
        (
            "Heaviest page of the journey, first visit, with all it loads",
            f"at most {FIRST_FLIGHT:,} bytes",
            f"{found.heaviest:,} bytes",
            found.heaviest <= FIRST_FLIGHT,
        ),
    ]
    return f"## Targets\n\n{_machine(found)}\n\n" + table(
        ("", "Target", "Measured", ""),
        ((*row, "met" if met else "**not met**") for *row, met in rows),
    )


def _machine(found: Findings) -> str:
    """What was measured, and how fast it was where it was measured."""
    bare = found.yardstick.cpu_each
    return (
        f"On {found.chief.name}, gunicorn with 2 workers of {THREADS} threads.\n"
        f"How fast this machine is: a bare Flask page costs {bare * 1000:.2f} ms of CPU (below).\n"
        f"A journey costs as much as {found.chief.at(8).cpu_each / bare:.0f} of them."
    )


def _journeys(found: Findings) -> str:
    return f"""## Journeys

A journey is a family's whole booking: open the link in the text, see the free times, choose one,
open the questions, fill them in with one crèche place and a text two hours before, confirm, see
the booked talk. Each is a phone of its own: its own line, kept open, its own cookies, and the CSRF
tokens that its pages hold. CPU in milliseconds a journey; times in milliseconds a request. With
8 clients the middle of three rounds, by CPU.

{_levels(found.journeys)}"""


def _levels(journeys: list[OnDatabase]) -> str:
    rows = [(f"{one.name}, {level.clients}", level) for one in journeys for level in one.levels]
    return table(
        (
            *("Database, clients", "Journeys", "a second", "CPU", "of it database"),
            *("p50", "p95", "5xx", "CPU of the driver"),
        ),
        (_level(name, level) for name, level in rows),
    )


def _level(name: str, level: Level) -> tuple[object, ...]:
    done = level.outcome.done
    return (
        name,
        done,
        f"{level.a_second:.1f}",
        f"{level.cpu_each * 1000:.1f}",
        f"{level.used.database / done * 1000:.1f}",
        f"{level.within(50):.1f}",
        f"{level.within(95):.1f}",
        level.failures,
        f"{level.outcome.cpu / done * 1000:.1f}",
    )


def _servers(found: Findings) -> str:
    rows = []
    for one in found.journeys:
        for name, level in (("gunicorn", one.at(8)), ("granian", one.granian)):
            rows.append(
                (
                    f"{name}, {one.name}",
                    f"{level.a_second:.1f}",
                    f"{level.cpu_each * 1000:.1f}",
                    f"{level.within(50):.1f}",
                    f"{level.within(95):.1f}",
                    f"{one.memory[name]:.0f}",
                )
            )
    same = (
        f"The same journeys, 8 clients, 2 workers of {THREADS} threads, the middle of three rounds."
    )
    return f"## gunicorn or granian\n\n{same}\n\n" + (
        table(("", "Journeys a second", "CPU (ms)", "p50", "p95", "MB (PSS)"), rows)
        + "\n\nThe portal runs on gunicorn, whose workers share most of their memory with the\n"
        "process that loaded the app, and so with the text worker; granian's each load their own."
    )


def _rushes(found: Findings) -> str:
    rows = [
        (
            one.name,
            one.rush.winners,
            one.rush.booked,
            one.rush.answers[303],
            one.rush.answers[409],
            one.rush.failures,
        )
        for one in found.journeys
    ]
    return f"""## The rush

{data.RUSH_FAMILIES} families of one teacher see the same {data.RUSH_TIMES} times, choose at the
same moment, and choose again from what is still free until nothing is.

""" + table(
        (
            *("", "Winners", "Times booked", "Chosen (303)"),
            *("“Someone has just taken that time” (409)", "5xx"),
        ),
        rows,
    )


def _pages(found: Findings) -> str:
    alone = found.chief.at(1)
    tags = list(found.steps[0].bodies)
    steps = [
        (
            step.name,
            step.status,
            step.statements,
            f"{alone.within(50, step.name):.1f}",
            step.headers,
            *(step.bodies[tag] for tag in tags),
        )
        for step in found.steps
    ]
    files = " · ".join(f"{name} {size:,}" for name, size in found.files.items())
    first, bare = found.first_page, found.yardstick
    return f"""## Pages

The seven requests: statements, median milliseconds with one client, bytes of headers, and bytes of
the page in each language, compressed (br). The page of times holds {data.TIMES_A_DAY * 2} of them.

{table(("Request", "Status", "Statements", "ms", "Headers", *tags), steps)}

Loaded once, with headers: {files}.

The first page against a bare Flask page from a template, in the same server, {first.outcome.done}
phones that were never here, 8 at once:

{
        table(
            ("", "CPU (ms)", "Pages a second", "p50", "p95"),
            (
                (
                    name,
                    f"{one.cpu_each * 1000:.2f}",
                    f"{one.a_second:.0f}",
                    f"{one.within(50):.1f}",
                    f"{one.within(95):.1f}",
                )
                for name, one in (("First page", first), ("Bare Flask page", bare))
            ),
        )
    }"""


def _memory(found: Findings) -> str:
    every = [one.whole for one in found.journeys]
    roles = [(name, *(f"{one.memory[name]:.1f}" for one in every)) for name in every[0].memory]
    starts = [(name, " · ".join(f"{s:.2f}" for s in times)) for name, times in found.starts.items()]
    run = " · ".join(f"{one.first_answer:.2f}" for one in every)
    rows = [
        *roles,
        ("all of them", *(f"{sum(one.memory.values()):.1f}" for one in every)),
        ("CPU of the text worker, ms a text", *(f"{one.cpu_a_text * 1000:.1f}" for one in every)),
    ]
    return f"""## Memory, the text worker, the start

`portal run` after {every[-1].journeys} journeys, whose {every[-1].texts} texts went to a stand-in
carrier. MB of PSS: the app is loaded once, and a page of memory that processes share counts in
parts.

{table(("", *(one.name for one in found.journeys)), rows)}

From the start of the command to its first whole page:

{table(("", "Seconds"), [*starts, ("`portal run`, on each database", run)])}"""


def _notes(found: Findings) -> str:
    notes = [
        "Phones, portal and database share this machine: no network is in these times, and what"
        " the phones use of the two cores (last column of the journeys) is missing for the portal."
        " Their CPU is not in the CPU figures.",
        "The phones never stop to think: so many clients at once are many times more families.",
        f"The school has {data.CLASSES} classes of {data.FAMILIES} families, four teachers a day,"
        " and every family asks for a crèche place, which is more than any real one. Each had a"
        " talk half a year ago: nothing is looked up in tables that are empty. Families who book"
        " at the same moment have different teachers; the rush is the opposite case.",
        "CPU of a journey: gunicorn and its workers, and with PostgreSQL its connections and its"
        " own background processes. The text worker comes on top: it sends the confirmation.",
        "The programs were in the disk cache when they were started.",
        "SQLite writes with `synchronous=FULL`; PostgreSQL is as Debian sets it up, and flushes"
        " every booking to disk as well.",
    ]
    if found.others > BUSY:
        notes.append(
            f"**Other programs took up to {found.others:.0%} of the busy machine meanwhile:"
            " journeys a second and times a request are worse than they would be alone.**"
        )
    return "## How to read this\n\n" + "\n".join(f"- {note}" for note in notes)
