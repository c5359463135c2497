"""From the language a school wrote down to the language a parent may read.

`first_languages.csv` holds the DfE's language codes and names (Common Basic Data Set) with the BCP
47 tag of the written language its speakers mostly read; several tags mean that only the family can
say. What the portal offers is in `portal.languages`: a tag here is a suggestion, offered or not.
"""

import csv
import re
from functools import lru_cache
from pathlib import Path

from portal.domain.entries import Tongue


def read_language(raw: str) -> Tongue:
    """The language suggested by a DfE code (URD), an English or own name (Urdu) or a tag (ur).

    UNKNOWN for an empty cell, for codes that name no language (ENB, OTB, OTH, NOT, REF, ZZZ) and
    for languages not in the table. Two languages in one cell are both offered as choices.
    """
    if whole := _table().get(_squash(raw)):
        return _tongue(whole)
    words = [_table().get(_squash(word), ()) for word in re.split(r"[/,;&()+]|\band\b", raw)]
    return _tongue(tuple(dict.fromkeys(tag for tags in words for tag in tags)))


def _tongue(tags: tuple[str, ...]) -> Tongue:
    return Tongue(tag=tags[0]) if len(tags) == 1 else Tongue(choices=tags)


@lru_cache(maxsize=1)
def _table() -> dict[str, tuple[str, ...]]:
    table: dict[str, tuple[str, ...]] = {}
    with Path(__file__).with_suffix(".csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            tags = tuple(row["tags"].split())
            for spelling in [*row["codes"].split(), *row["names"].split("|")]:
                table[_squash(spelling)] = tags
            if len(tags) == 1:
                table.setdefault(_squash(tags[0]), tags)
    return table


def _squash(text: str) -> str:
    """Capitals, spaces and punctuation make no difference; marks on letters do."""
    return re.sub(r"[\s\-_./()]+", "", text).casefold()
