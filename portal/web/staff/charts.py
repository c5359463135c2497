"""Plots of parts of a whole, drawn by the server: where every bar and word of one stands.

Bars lie one under another, each under its name and with its share at the end, so that nothing
hangs on colour and the plot fits the narrowest phone. Templates draw it (`plot`), with a table
beside it that says the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.domain.spread import Group

WIDTH, LONGEST = 340, 290
"""Of the plot, and of a bar that means everybody, in units of the drawing: pixels on a phone."""
ROW, THICK = 38, 14
WORDS, BAR, SHARE = 13, 18, 30
"""Below the top of its row: where the name stands, the bar begins, the share stands."""


@dataclass(frozen=True)
class Bar:
    """One bar with its words, by the drawing's coordinates."""

    name: str
    percent: int
    length: int
    y: int
    words_y: int
    share_y: int


@dataclass(frozen=True)
class Chart:
    """`average`: where the line of the whole stands; `text`: all of it for who hears the page."""

    bars: Sequence[Bar]
    average: int
    text: str
    width: int = WIDTH
    longest: int = LONGEST
    thick: int = THICK

    @property
    def height(self) -> int:
        return len(self.bars) * ROW


def shares(name: str, groups: Sequence[Group], whole: Group) -> Chart:
    """The share of each group, in their order, with a line at the share of the whole."""
    bars = [
        Bar(
            group.name,
            group.percent,
            group.percent * LONGEST // 100,
            at * ROW + BAR,
            at * ROW + WORDS,
            at * ROW + SHARE,
        )
        for at, group in enumerate(groups)
    ]
    said = ", ".join(f"{group.name} {group.percent}%" for group in (*groups, whole))
    return Chart(bars, whole.percent * LONGEST // 100, f"{name}, good news in three weeks: {said}")
