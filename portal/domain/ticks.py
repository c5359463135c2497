"""Parts of a record that are ticked rather than written: who is here, how to keep in touch, when
to talk again.

Each is kept as plain lines like any other part: the values ticked, a day (YYYY-MM-DD), and after
those whatever was written beside them. So two people's lines can be put together, and read.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from portal.domain.records import Part
from portal.wording.reading_back import Here, InTouch

CHOICES: dict[Part, type[StrEnum]] = {Part.PRESENT: Here, Part.IN_TOUCH: InTouch}
"""The parts in which one ticks, and what."""
ONE_LINE = (Part.INTERPRETER, Part.PRIORITY_1, Part.PRIORITY_2, Part.PRIORITY_3)


@dataclass(frozen=True)
class Ticked:
    """What such a part says: the choices ticked, in the order in which they are offered; the day;
    and what was written beside them."""

    choices: Sequence[StrEnum] = ()
    day: date | None = None
    words: str = ""


def read(part: Part, words: str) -> Ticked:
    """What the words of this part say. Twice the same tick is one; a second day stays as words."""
    offered = CHOICES.get(part, ())
    chosen, day, rest = set(), None, []
    for line in (one.strip() for one in words.splitlines()):
        found = _day(line) if part == Part.NEXT_TALK and day is None else None
        if line in {one.value for one in offered}:
            chosen.add(line)
        elif found is not None:
            day = found
        elif line and line not in rest:
            rest.append(line)
    return Ticked([one for one in offered if one.value in chosen], day, "; ".join(rest))


def _day(line: str) -> date | None:
    try:
        return date.fromisoformat(line) if len(line) == len("2026-11-24") else None
    except ValueError:
        return None


def tidied(part: Part, words: str) -> str:
    """The words of any part as they are kept: ticks in one order, short answers on one line."""
    if part in ONE_LINE:
        return "; ".join(line.strip() for line in words.splitlines() if line.strip())
    if part in CHOICES or part == Part.NEXT_TALK:
        said = read(part, words)
        lines = [one.value for one in said.choices]
        lines += [said.day.isoformat()] if said.day else []
        return "\n".join([*lines, said.words] if said.words else lines)
    return words


def both(part: Part, theirs: str, mine: str) -> str:
    """Two people's words for one part, one after the other."""
    return tidied(part, "\n\n".join(words for words in (theirs, mine) if words))
