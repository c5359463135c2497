"""What the portal fills into a message, such as %(child)s or {child}, stays in a translation."""

import re
from collections import Counter

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|<[^>]+>|\{\w+\}")


def differ(one: str, other: str) -> bool:
    """Whether these messages have other placeholders, or the same ones not as often."""
    return Counter(PLACEHOLDER.findall(one)) != Counter(PLACEHOLDER.findall(other))
