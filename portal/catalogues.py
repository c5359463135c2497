"""Keeping the catalogues: collecting the words from code and templates, and what is missing.

For translators and engineers, from a checkout: an installed portal only reads them.
"""

import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from babel.messages.pofile import read_po

from portal.languages import ENGLISH, OFFERED, SHIPPED, catalogue_path

TEMPLATE = SHIPPED / "translations" / "messages.pot"


def update() -> None:
    """Write messages.pot from code and templates, and merge it into every catalogue. What has
    changed in English is empty again in every language, never guessed."""
    extract(TEMPLATE)
    for own in OFFERED.values():
        if own is not ENGLISH:
            path = catalogue_path(own)
            _babel(
                "update" if path.exists() else "init", "-i", str(TEMPLATE), "-o", str(path),
                "-l", own.folder, "-w", "100",
                *(["--no-fuzzy-matching", "--ignore-obsolete"] if path.exists() else []),
            )  # fmt: skip


def extract(file: Path) -> None:
    """Write every message of code and templates, with its comments for translators, to `file`."""
    _babel(
        "extract", "-F", "babel.cfg", "-c", "Translators:", "--no-location", "--sort-output",
        "--project", "Parent portal", "--msgid-bugs-address", "", "-o", str(file), ".",
    )  # fmt: skip


_SAID_BY = {
    "target": "a child's promise, the target that child, parent and teacher sign; the child says"
    " I. Nothing may show whether a boy or a girl speaks.",
    "child": "a child's own promise, a step towards the target; the child says I. Nothing may show"
    " whether a boy or a girl speaks.",
    "home": "what the family promises to do at home. We are the grown-ups and the child together;"
    " a mother or a father signs it. Nothing may show which.",
    "school": "what the school promises to do. Me is the child, boy or girl. No word may show"
    " whether the grown-up at school is a man or a woman.",
    "how": "how all will see that a target is met, worded as being so now. I is the child, boy or"
    " girl; nothing may show which.",
}


def starters(
    file: BinaryIO, _keywords: object, _tags: object, options: dict[str, str]
) -> Iterator[tuple[int, None, str, list[str]]]:
    """The sentences of one file of the starter bank, as Babel asks for them (see babel.cfg): line,
    no function, message, comments for translators."""
    bank = tomllib.loads(file.read().decode())
    for part, said_by in _SAID_BY.items():
        for words in bank[part].values():
            yield 0, None, words, [f"Translators: {said_by}"]


_DEEDS = {
    "girl": "The child is a girl.",
    "boy": "The child is a boy.",
    "any": "Nothing may show whether the child is a girl or a boy.",
}


def praise(
    file: BinaryIO, _keywords: object, _tags: object, options: dict[str, str]
) -> Iterator[tuple[int, str | None, str | list[str], list[str]]]:
    """The phrases of good news, each in three contexts, and what can fill their blanks."""
    bank = tomllib.loads(file.read().decode())
    for row in bank["phrase"]:
        said = (
            "good news from a teacher to a parent. {child} is a first name: it stands where its"
            " ending never changes, best at the start."
        )
        if row.get("thanks"):
            said += " You is one grown-up, a woman or a man: nothing may show which."
        for blank in ("in_subject", "in_sport"):
            if f"{{{blank}}}" in row["words"]:
                example = next(iter(bank[blank].values()))
                said += (
                    f" {{{blank}}} is a phrase from a list, such as: {example}. It fits as it is."
                )
        for form, whose in _DEEDS.items():
            yield 0, "pgettext", [form, row["words"]], [f"Translators: {said} {whose}"]
    for blank in ("in_subject", "in_sport"):
        for key, words in bank[blank].items():
            note = bank["notes"].get(key)
            said = f"one of a list; stands inside: Sam tried very hard {{{blank}}} today."
            yield 0, None, words, [f"Translators: {said}" + (f" Here: {note}." if note else "")]


def ideas(
    file: BinaryIO, _keywords: object, _tags: object, options: dict[str, str]
) -> Iterator[tuple[int, None, str, list[str]]]:
    """The five-minute ideas for home."""
    for row in tomllib.loads(file.read().decode())["idea"]:
        said = (
            "an idea for five minutes at home, said to a parent, mother or father; your child may"
            " be a girl or a boy. It may go out as a text, so keep it short."
        )
        yield 0, None, row["words"], [f"Translators: {said}"]


def _babel(*words: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "babel.messages.frontend", "-q", *words], check=True, cwd=SHIPPED
    )


def missing() -> dict[str, list[str]]:
    """For each language but English, the messages without a translation."""
    with TEMPLATE.open("rb") as file:
        wanted = [(message.id, message.context) for message in read_po(file) if message.id]
    found: dict[str, list[str]] = {}
    for own in OFFERED.values():
        if own is ENGLISH:
            continue
        with catalogue_path(own).open("rb") as file:
            catalogue = read_po(file, locale=own.folder)
        found[own.tag] = [
            str(words)
            for words, context in wanted
            if (message := catalogue.get(words, context)) is None
            or not message.string
            or message.fuzzy
        ]
    return found
