"""What colleagues who read a family's language say of its translations: right as it stands, or
better like this.

The catalogues come with the portal and are changed with it alone, so that every school reads the
same tested words. What a colleague says is kept here and goes back to whoever keeps the catalogues
as a patch. What was said of words that have changed since counts no more.
"""

import difflib
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po
from sqlalchemy import JSON, ForeignKey, String, Text, select
from sqlalchemy.orm import Mapped, mapped_column

from portal import clock
from portal.db import Base, db
from portal.domain.history import By
from portal.domain.people import Staff
from portal.languages import Language, catalogue_path
from portal.wording.placeholders import differ
from portal.wording.refusals import Reason, Refused

A_PAGE = 40
"""Messages on one page."""
LONGEST = 1_000
"""Letters of a better translation."""


class Reading(Base):
    """What one colleague said of one message. `translation`: the forms they saw; `better`: the
    forms they would write, None where it is right."""

    __tablename__ = "reading"

    id: Mapped[int] = mapped_column(primary_key=True)
    language: Mapped[str] = mapped_column(String(20), index=True)
    context: Mapped[str] = mapped_column(String(20))
    message: Mapped[str] = mapped_column(Text)
    translation: Mapped[list[str]] = mapped_column(JSON)
    better: Mapped[list[str] | None] = mapped_column(JSON)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime]


class View(StrEnum):
    """Which messages one looks at."""

    ALL = "all"
    OPEN = "not looked at"
    RIGHT = "right"
    BETTER = "better suggested"


@dataclass(frozen=True)
class Entry:
    """One message of a catalogue: what it says in English (one form, or the singular and the
    plural), what translators are told about it, and its forms in the language."""

    number: int
    context: str
    english: tuple[str, ...]
    about: str
    forms: tuple[str, ...]


@dataclass(frozen=True)
class Looked:
    """What a colleague said of it last, and who."""

    better: Sequence[str] | None
    by: str
    at: datetime


@dataclass(frozen=True)
class State:
    """How a language's catalogue was made, in the words of its own first lines, and how many of its
    messages colleagues here found right or would say better."""

    made: str
    right: int
    better: int


@dataclass(frozen=True)
class Page:
    """One page of a catalogue; `total`: how many messages this view has in all."""

    entries: list[tuple[Entry, Looked | None]]
    number: int
    last: int
    total: int


# -- looking -------------------------------------------------------------------------------------


def state(own: Language) -> State:
    """What is known about a catalogue; all of it is read only where somebody has said something."""
    said = _said(own).values()
    better = sum(one.better is not None for one in said)
    return State(_made(own), len(said) - better, better)


def how_many(own: Language) -> int:
    """The messages of a catalogue."""
    return len(_entries(own))


def page(own: Language, view: View, search: str = "", number: int = 1) -> Page:
    """One page (the first is 1) of the messages in whose English or translation this stands."""
    said, sought = _said(own), search.casefold()
    found = [
        (entry, said.get(entry.number))
        for entry in _entries(own)
        if sought in " ".join((*entry.english, *entry.forms)).casefold()
        and _is_in(view, said.get(entry.number))
    ]
    last = max(1, -(-len(found) // A_PAGE))
    number = min(max(number, 1), last)
    return Page(found[(number - 1) * A_PAGE : number * A_PAGE], number, last, len(found))


def _is_in(view: View, looked: Looked | None) -> bool:
    match view:
        case View.ALL:
            return True
        case View.OPEN:
            return looked is None
        case View.RIGHT:
            return looked is not None and looked.better is None
        case View.BETTER:
            return looked is not None and looked.better is not None


def _said(own: Language) -> dict[int, Looked]:
    """The last word on each message as it stands now, by its number."""
    query = (
        select(Reading, Staff.name)
        .outerjoin(Staff, Staff.id == Reading.by_id)
        .where(Reading.language == own.tag)
        .order_by(Reading.id)
    )
    rows = db.session.execute(query).all()
    entries = {(one.context, one.english[0]): one for one in _entries(own)} if rows else {}
    said = {}
    for row, name in rows:
        entry = entries.get((row.context, row.message))
        if entry and list(entry.forms) == row.translation:
            said[entry.number] = Looked(row.better, name or "somebody", row.at)
    return said


# -- saying --------------------------------------------------------------------------------------


def is_right(own: Language, number: int, seen: Sequence[str], by: By) -> None:
    """This message is right as it stands. `seen`: its forms as they were looked at. In an act.

    Refuses CHANGED_MEANWHILE where it stands otherwise by now. LookupError for a wrong number.
    """
    _keep(own, _find(own, number, seen), None, by)


def could_be_better(
    own: Language, number: int, seen: Sequence[str], better: Sequence[str], by: By
) -> None:
    """This message should read like this, form by form. In an act.

    Refuses CHANGED_MEANWHILE, NOTHING_WRITTEN, TOO_LONG, and PLACEHOLDERS where what the portal
    fills in is not the same. LookupError for a wrong number.
    """
    entry = _find(own, number, seen)
    forms = [" ".join(one.split()) for one in better]
    if len(forms) != len(entry.forms) or not all(forms):
        raise Refused(Reason.NOTHING_WRITTEN)
    if max(map(len, forms)) > LONGEST:
        raise Refused(Reason.TOO_LONG)
    if any(differ(before, after) for before, after in zip(entry.forms, forms, strict=True)):
        raise Refused(Reason.PLACEHOLDERS)
    _keep(own, entry, None if forms == list(entry.forms) else forms, by)


def _find(own: Language, number: int, seen: Sequence[str]) -> Entry:
    entries = _entries(own)
    if not 0 <= number < len(entries):
        raise LookupError(number)
    if list(seen) != list(entries[number].forms):
        raise Refused(Reason.CHANGED_MEANWHILE)
    return entries[number]


def _keep(own: Language, entry: Entry, better: list[str] | None, by: By) -> None:
    db.session.add(
        Reading(
            language=own.tag,
            context=entry.context,
            message=entry.english[0],
            translation=list(entry.forms),
            better=better,
            by_id=by.staff_id,
            at=clock.now(),
        )
    )


# -- handing it on -------------------------------------------------------------------------------


def patch(own: Language) -> str:
    """What colleagues would say better, as a patch of the language's .po file (`git apply`, `patch
    -p1`); empty if there is nothing."""
    catalogue, name = _read(own), f"translations/{own.folder}/LC_MESSAGES/messages.po"
    before = _written(catalogue)
    entries, said = _entries(own), _said(own)
    for number, looked in said.items():
        if looked.better is not None:
            _put(catalogue, entries[number], looked.better)
    after = _written(catalogue)
    lines = difflib.unified_diff(
        before.splitlines(keepends=True),
        after.splitlines(keepends=True),
        f"a/{name}",
        f"b/{name}",
    )
    return "".join(lines)


def _put(catalogue: Catalog, entry: Entry, better: Sequence[str]) -> None:
    message = catalogue.get(entry.english[0], entry.context or None)
    if message is not None:
        message.string = tuple(better) if isinstance(message.id, tuple) else better[0]


def _written(catalogue: Catalog) -> str:
    """The file as `portal messages` writes it."""
    file = io.BytesIO()
    write_po(file, catalogue, width=100, ignore_obsolete=True)
    return file.getvalue().decode()


# -- the catalogue -------------------------------------------------------------------------------


def _entries(own: Language) -> tuple[Entry, ...]:
    path = catalogue_path(own)
    return _all_entries(own, path, path.stat().st_mtime_ns)


@lru_cache(maxsize=4)
def _all_entries(own: Language, _path: Path, _changed: int) -> tuple[Entry, ...]:
    return tuple(
        Entry(
            number,
            message.context or "",
            _forms(message.id),
            " ".join(message.auto_comments).removeprefix("Translators: "),
            _forms(message.string),
        )
        for number, message in enumerate(_messages(_read(own)))
    )


def _messages(catalogue: Catalog) -> Iterable[Message]:
    return (message for message in catalogue if message.id)


def _forms(words: Any) -> tuple[str, ...]:
    return (words,) if isinstance(words, str) else tuple(words)


def _read(own: Language) -> Catalog:
    with catalogue_path(own).open("rb") as file:
        return read_po(file, locale=own.folder)


def _made(own: Language) -> str:
    """The sentence in the first lines of the file that says how the translation was made."""
    lines: list[str] = []
    with catalogue_path(own).open(encoding="utf-8") as file:
        for line in file:
            if not line.startswith("#"):
                break
            lines.append(line.strip("# \n"))
    words = " ".join(lines)
    at = words.find("Translated ")
    return words[at:] if at >= 0 else ""
