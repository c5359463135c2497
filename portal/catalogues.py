"""Keeping the catalogues: collecting the words from code and templates, and what is missing.

For translators and engineers, from a checkout: an installed portal only reads them.
"""

import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from portal.languages import ENGLISH, OFFERED, SHIPPED, Language, catalogue_path
from portal.wording import answer_words, dates
from portal.wording.meanings import Meaning
from portal.wording.placeholders import differ

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
    """For each language but English, what it lacks, in words: messages without a translation or
    with other placeholders, plural forms, a date pattern, words that parents write back."""
    with TEMPLATE.open("rb") as file:
        wanted = [message for message in read_po(file) if message.id]
    return {
        own.tag: [*_of_catalogue(own, wanted), *_beside_it(own)]
        for own in OFFERED.values()
        if own is not ENGLISH
    }


def _of_catalogue(own: Language, wanted: Iterable[Message]) -> Iterator[str]:
    path = catalogue_path(own)
    if not path.exists():
        yield "no catalogue: `make messages` makes an empty one"
        return
    with path.open("rb") as file:
        catalogue = read_po(file, locale=own.folder)
    forms_wanted = Catalog(own.folder).num_plurals
    for message in wanted:
        found = catalogue.get(message.id, message.context)
        english = message.id if isinstance(message.id, str) else message.id[-1]
        stands = None if found is None or found.fuzzy else found.string
        forms = (stands,) if isinstance(stands, str) else tuple(stands or ())
        if not forms or not all(forms):
            yield english
        elif not isinstance(message.id, str) and len(forms) != forms_wanted:
            yield f"{english}: {len(forms)} plural forms, and not {forms_wanted}"
        elif isinstance(message.id, str) and differ(english, forms[0]):
            yield f"{english}: other placeholders"


def _beside_it(own: Language) -> Iterator[str]:
    if own.tag not in dates.PATTERNS:
        yield "a pattern for days in portal/wording/dates.py"
    words = answer_words.WORDS[own.tag]
    if not words:
        yield f"portal/wording/words/{own.tag.replace('-', '_')}.py"
    else:
        lacking = [one.name for one in Meaning if one not in words]
        yield from (f"words for {name} in portal/wording/words/" for name in lacking)
    table = SHIPPED / "tests" / "sms" / "replies" / f"{own.tag}.txt"
    if table.parent.is_dir() and not table.exists():
        yield f"tests/sms/replies/{table.name}"
