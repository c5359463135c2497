"""Small groups are not shown, and nothing is from which one could be worked out.

The numbers of a group under ten speak of single children. Where the whole is known and all groups
but one are shown, the last follows by subtraction: so the next smallest is hidden, too, until those
hidden together are ten or more. Pure functions: groups by the number of their members.
"""

from collections.abc import Collection, Mapping
from typing import TypeVar

SMALLEST = 10
"""Members of a group that may be shown: the rule of school inspection's own data summaries."""

Name = TypeVar("Name")
Whole = TypeVar("Whole")


def hidden(sizes: Mapping[Name, int]) -> set[Name]:
    """Which of these groups must not be shown, where the whole that they make up is shown. Each
    member is in exactly one of them."""
    smallest_first = sorted(sizes, key=lambda name: sizes[name])
    found = {name for name in smallest_first if sizes[name] < SMALLEST}
    for name in smallest_first:
        if 0 < sum(sizes[one] for one in found) < SMALLEST:
            found.add(name)
    return found


def hidden_within(
    sizes: Mapping[Name, int], whole_of: Mapping[Name, Whole], hidden_wholes: Collection[Whole]
) -> set[Name]:
    """The same for groups within groups, like classes within years (`whole_of`): each whole is
    shown, so each is looked at alone; of one that is hidden, no part is shown."""
    found: set[Name] = set()
    for whole in set(whole_of.values()):
        parts = {name: size for name, size in sizes.items() if whole_of[name] == whole}
        found |= set(parts) if whole in hidden_wholes else hidden(parts)
    return found
