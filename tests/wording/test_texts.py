"""Every text of the school in every language: short enough, plain, and safe on a lock screen."""

import re

import pytest

from portal.languages import ENGLISH, OFFERED
from portal.wording import segments
from portal.wording.showroom import LONGEST, MANY_SCRIPTS, OFFERING, USUAL, all_texts

EACH = [(tag, name) for tag in OFFERED for name in all_texts(ENGLISH)]


@pytest.mark.parametrize(("tag", "name"), EACH)
def test_a_text_is_short_enough_with_usual_names(tag: str, name: str) -> None:
    long = name in OFFERING or name in MANY_SCRIPTS
    most = (2 if long else 1) if tag == "en" else (4 if long else 3)
    size = segments.measure(all_texts(OFFERED[tag], USUAL)[name])
    assert size.segments <= most, f"{size.segments} segments, {size.characters} characters"


@pytest.mark.parametrize(("tag", "name"), EACH)
def test_a_text_with_the_longest_names_still_goes_out_in_full(tag: str, name: str) -> None:
    most = (3 if name in OFFERING else 2) if tag == "en" else (5 if name in OFFERING else 4)
    size = segments.measure(all_texts(OFFERED[tag], LONGEST)[name])
    assert size.segments <= most, f"{size.segments} segments, {size.characters} characters"


@pytest.mark.parametrize("name", [one for one in all_texts(ENGLISH) if one not in MANY_SCRIPTS])
def test_an_english_text_costs_the_cheap_letters_only(name: str) -> None:
    assert segments.measure(all_texts(ENGLISH)[name]).encoding == "GSM-7"


HARMFUL = re.compile(
    r"\b(attendance|behaviou?r|excluded|SEN|police|social|worried|missed|late|money|pupil premium"
    r"|surname|allerg\w+|medicine|target)\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize("name", list(all_texts(ENGLISH)))
def test_a_text_says_nothing_that_could_harm_on_a_lock_screen(name: str) -> None:
    # One text asks every family with a crèche place the same question, and says nothing of any.
    asks_all = {"any need": ["allergy", "medicine"]}
    assert HARMFUL.findall(all_texts(ENGLISH)[name]) == asks_all.get(name, [])


@pytest.mark.parametrize(("tag", "name"), EACH)
def test_a_text_leaves_no_gap_unfilled(tag: str, name: str) -> None:
    words = all_texts(OFFERED[tag])[name]
    assert re.findall(r"[{}]|%\(|%s", words) == []
