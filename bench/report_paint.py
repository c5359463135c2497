"""The figures about the first paint in words: one section of the report, which can be measured and
written alone."""

from bench import paint
from bench.paint import Painted
from bench.report_tables import table
from portal import clock
from portal.languages import OFFERED

HEADING = "## First paint"
ENOUGH = 2.0
"""Seconds until the first words stand on the screen of a first visitor."""


def section(found: Painted) -> str:
    """The whole section, in Markdown."""
    names = list(found.seconds)
    rows = [
        (own.english_name, *(f"{found.seconds[name][tag]:.2f}" for name in names))
        for tag, own in OFFERED.items()
    ]
    met = "met" if found.slowest <= ENOUGH else "**not met**"
    target = [("Slowest first paint", f"at most {ENOUGH:.0f} s", f"{found.slowest:.2f} s", met)]
    return f"""{HEADING}

Measured on {clock.today()} by `python -m bench paint` or `make bench`. Seconds until the first
words stand on the screen of a phone that was never here: Chromium with {paint.DELAY} ms there and
back, 400 kbit/s and a processor {paint.SLOWER} times slower than this one; the middle of
{paint.TIMES}.

{table(("", "Target", "Measured", ""), target)}

{table(("Language", *names), rows)}"""
