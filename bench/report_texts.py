"""The figures about texts in words: one section of the report, which can be measured and written
alone."""

from collections.abc import Iterable

from bench import texts
from bench.report_tables import table
from bench.texts import Texts
from portal import clock

HEADING = "## Texts"
ENOUGH = 300
"""Texts a second that two workers must send: then the carrier is the limit, and not we."""
FLAT = 5.0
"""MB by which a worker may grow, however many texts wait."""


def section(found: list[Texts]) -> str:
    """The whole section, in Markdown."""
    return f"""{HEADING}

Measured on {clock.today()} by `python -m bench texts` or `make bench`. {texts.DRAINED:,} texts
wait for {texts.PARENTS:,} parents, each with a link to fill in; `portal work`, once and twice,
sends them to a carrier that answers in {texts.ANSWERS_IN} ms. CPU in milliseconds a text.

{_targets(found)}

{_drained(found)}

{_rest(found)}

"Others" is the part of the machine that other programs took meanwhile: with much of it, texts
a second are fewer than they would be alone. The carrier's own CPU is in neither figure."""


def _targets(found: list[Texts]) -> str:
    rows = []
    for one in found:
        fastest = one.drained[-1].a_second
        grown = one.memory_many - one.memory_few
        rows += [
            (
                f"Texts a second with two workers, {one.name}",
                f"at least {ENOUGH}",
                f"{fastest:.0f}",
                _met(fastest >= ENOUGH),
            ),
            (
                f"Memory while {texts.WAITING:,} wait, above {texts.A_FEW:,}, {one.name}",
                f"flat (at most {FLAT:.0f} MB)",
                f"{grown:+.1f} MB",
                _met(grown <= FLAT),
            ),
        ]
    return table(("", "Target", "Measured", ""), rows)


def _met(met: bool) -> str:
    return "met" if met else "**not met**"


def _drained(found: list[Texts]) -> str:
    rows: Iterable[tuple[object, ...]] = (
        (
            f"{one.name}, {level.workers}",
            f"{level.a_second:.0f}",
            f"{level.cpu_each * 1000:.2f}",
            f"{level.cpu_with_database * 1000:.2f}",
            f"{level.others:.0%}",
        )
        for one in found
        for level in one.drained
    )
    head = ("Database, workers", "a second", "CPU of the workers", "with the database", "others")
    return table(head, rows)


def _rest(found: list[Texts]) -> str:
    rows = [
        (
            f"MB of a worker (PSS) while {texts.A_FEW:,} texts wait",
            *(f"{one.memory_few:.1f}" for one in found),
        ),
        (
            f"MB of a worker (PSS) while {texts.WAITING:,} texts wait",
            *(f"{one.memory_many:.1f}" for one in found),
        ),
        (
            f"Seconds to find the reminders due of {texts.TALKS:,} talks on one day",
            *(f"{one.found:.2f}" for one in found),
        ),
        (
            "Seconds to make them all, each in an act of its own",
            *(f"{one.made:.1f}" for one in found),
        ),
    ]
    return table(("", *(one.name for one in found)), rows)
