"""Every word a parent can meet exists in every offered language, and is plain in English."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from gettext import c2py
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from portal import catalogues
from portal.languages import ENGLISH, OFFERED, SHIPPED, Language, catalogue_path
from portal.wording import plain
from portal.wording.placeholders import PLACEHOLDER

OTHERS = [own for own in OFFERED.values() if own is not ENGLISH]
NUMBERS = ("%(num)d", "%(num)s")
HARMFUL = re.compile(
    "[\u00a0\u00ad\u200b\u200d-\u200f\u202a-\u202f\u2060-\u2069\ufeff]|(?![0-9])\\d"
)
"""Hidden marks, no-break spaces (dear in a text) and digits other than 0 to 9. Persian and
Malayalam need the zero-width non-joiner (U+200C) to spell some words."""
SAME_ON_PURPOSE = {"Oak Lane", "No"}


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


@cache
def catalogue(own: Language) -> Catalog:
    with catalogue_path(own).open("rb") as file:
        return read_po(file, locale=own.folder)


def translated(own: Language) -> Iterator[tuple[Message, list[str]]]:
    """Each message, and its forms in this language."""
    for message in EVERY:
        found = catalogue(own).get(message.id, message.context)
        yield message, [found.string] if isinstance(found.string, str) else list(found.string)


def test_nothing_is_missing() -> None:
    assert catalogues.missing() == {own.tag: [] for own in OTHERS}


@pytest.mark.parametrize("own", OTHERS, ids=lambda own: own.tag)
def test_there_are_as_many_plural_forms_as_the_language_has(own: Language) -> None:
    wanted = catalogue(own).num_plurals
    assert wanted == Catalog(own.folder).num_plurals
    counted = [forms for message, forms in translated(own) if not isinstance(message.id, str)]
    assert [forms for forms in counted if len(forms) != wanted] == []


@pytest.mark.parametrize("own", OTHERS, ids=lambda own: own.tag)
def test_placeholders_and_tags_are_the_same(own: Language) -> None:
    wrong = []
    for message, forms in translated(own):
        wanted = sorted(PLACEHOLDER.findall(english(message)[-1]))
        # A form for just one or two may say the number in words: "a place", "two places".
        without = [wanted] if isinstance(message.id, str) else [wanted, wanted_but_number(wanted)]
        wrong += [form for form in forms if sorted(PLACEHOLDER.findall(form)) not in without]
    assert wrong == []


def wanted_but_number(wanted: list[str]) -> list[str]:
    return [one for one in wanted if one not in NUMBERS]


@pytest.mark.parametrize("own", OTHERS, ids=lambda own: own.tag)
def test_a_number_is_said_wherever_a_form_stands_for_several(own: Language) -> None:
    """A form that leaves the number out is used for one number only."""
    plural = c2py(catalogue(own).plural_expr)
    for message, forms in translated(own):
        if isinstance(message.id, str):
            continue
        used = Counter(plural(number) for number in range(1, 200))
        silent = [n for n, form in enumerate(forms) if not set(NUMBERS) & set(found_in(form))]
        assert [forms[n] for n in silent if used[n] > 1] == []


def found_in(form: str) -> list[str]:
    return PLACEHOLDER.findall(form)


@pytest.mark.parametrize("own", OTHERS, ids=lambda own: own.tag)
def test_nothing_is_left_in_english(own: Language) -> None:
    same = [message.id for message, forms in translated(own) if forms[0] == english(message)[0]]
    assert [words for words in same if words not in SAME_ON_PURPOSE] == []


@pytest.mark.parametrize("own", OTHERS, ids=lambda own: own.tag)
def test_no_hidden_mark_or_foreign_digit_stands_in_a_word(own: Language) -> None:
    wrong = [form for _message, forms in translated(own) for form in forms if HARMFUL.search(form)]
    assert wrong == []


def test_every_message_tells_the_translator_who_says_it_to_whom() -> None:
    silent = [message.id for message in EVERY if not message.auto_comments]
    assert silent == []


def test_english_is_plain() -> None:
    found = {words: plain.check(words) for message in EVERY for words in english(message)}
    assert {words: wrong for words, wrong in found.items() if wrong} == {}


def test_all_words_together_can_be_read_at_nine() -> None:
    together = " ".join(words for message in EVERY for words in english(message))
    assert plain.reading_age(together) <= 9


def test_the_catalogues_say_honestly_how_they_were_made() -> None:
    for own in OTHERS:
        head = (SHIPPED / "translations" / own.folder / "LC_MESSAGES" / "messages.po").read_text()
        assert "native reader" in head[:800]
