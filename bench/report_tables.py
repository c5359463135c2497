"""Markdown tables, and sections that are written alone."""

import re
from collections.abc import Iterable


def table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """A Markdown table; every column but the first is of figures."""
    columns = list(head)
    lines = [columns, ["---", *["---:"] * (len(columns) - 1)], *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def put_into(report: str, heading: str, words: str) -> str:
    """The report with this section in the place of the one with the same heading, or before how to
    read it."""
    old = re.compile(rf"^{re.escape(heading)}\n.*?(?=^## )", re.MULTILINE | re.DOTALL)
    if old.search(report):
        return old.sub(lambda _: words + "\n\n", report, count=1)
    return report.replace("## How to read this", f"{words}\n\n## How to read this", 1)
