"""Every word a parent can meet exists in every offered language, and is plain in English."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from portal import catalogues
from portal.languages import ENGLISH, OFFERED, SHIPPED, catalogue_path
from portal.wording import plain

OTHERS = [own for own in OFFERED.values() if own is not ENGLISH]
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|<[^>]+>|\{\w+\}")
SAME_ON_PURPOSE = {"Oak Lane"}


def messages() -> Iterator[Message]:
    with catalogues.TEMPLATE.open("rb") as file:
        yield from (message for message in read_po(file) if message.id)


def english(message: Message) -> list[str]:
    return [message.id] if isinstance(message.id, str) else list(message.id)


def named(message: Message) -> str:
    return f"{message.context}: {message.id}"


EVERY = list(messages())


def test_the_template_holds_what_code_and_pages_say(tmp_path: Path) -> None:
    fresh = tmp_path / "messages.pot"
    catalogues.extract(fresh)
    with fresh.open("rb") as file:
        now = sorted(named(message) for message in read_po(file) if message.id)
    assert sorted(map(named, EVERY)) == now


@pytest.mark.parametrize("own", OTHERS, ids=lambda own: own.tag)
def test_nothing_is_missing(own) -> None:  # type: ignore[no-untyped-def]
    assert catalogues.missing()[own.tag] == []


@pytest.mark.parametrize("own", OTHERS, ids=lambda own: own.tag)
def test_placeholders_and_tags_are_the_same(own) -> None:  # type: ignore[no-untyped-def]
    with catalogue_path(own).open("rb") as file:
        catalogue = read_po(file, locale=own.folder)
    wrong = []
    for message in EVERY:
        found = catalogue.get(message.id, message.context)
        forms = [found.string] if isinstance(found.string, str) else list(found.string)
        wanted = sorted(PLACEHOLDER.findall(english(message)[-1]))
        wrong += [form for form in forms if sorted(PLACEHOLDER.findall(form)) != wanted]
    assert wrong == []


@pytest.mark.parametrize("own", OTHERS, ids=lambda own: own.tag)
def test_nothing_is_left_in_english(own) -> None:  # type: ignore[no-untyped-def]
    with catalogue_path(own).open("rb") as file:
        catalogue = read_po(file, locale=own.folder)
    left = [
        message.id
        for message in EVERY
        if catalogue.get(message.id, message.context).string == message.id
        and message.id not in SAME_ON_PURPOSE
    ]
    assert left == []


def test_every_message_tells_the_translator_who_says_it_to_whom() -> None:
    silent = [message.id for message in EVERY if not message.auto_comments]
    assert silent == []


@pytest.mark.parametrize("message", EVERY, ids=lambda message: english(message)[0][:40])
def test_english_is_plain(message: Message) -> None:
    for words in english(message):
        assert plain.check(words) == [], words


def test_all_words_together_can_be_read_at_nine() -> None:
    together = " ".join(words for message in EVERY for words in english(message))
    assert plain.reading_age(together) <= 9


def test_the_catalogues_say_honestly_how_they_were_made() -> None:
    for own in OTHERS:
        head = (SHIPPED / "translations" / own.folder / "LC_MESSAGES" / "messages.po").read_text()
        assert "native reader" in head[:800]
