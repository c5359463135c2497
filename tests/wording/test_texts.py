"""Every text of the school in every language: short enough, plain, and safe on a lock screen."""

import re
from collections.abc import Iterable

import pytest

from portal.languages import ENGLISH, OFFERED
from portal.wording import ideas, news_showroom, praise, segments
from portal.wording.made_up import LONGEST, USUAL, Facts
from portal.wording.news_showroom import Sample
from portal.wording.showroom import MANY_SCRIPTS, OFFERING, WITH_IDEA, all_texts, as_table

EACH = [(tag, name) for tag in OFFERED for name in all_texts(ENGLISH)]


@pytest.mark.parametrize(("tag", "name"), EACH)
def test_a_text_is_short_enough_with_usual_names(tag: str, name: str) -> None:
    long = name in OFFERING | MANY_SCRIPTS | WITH_IDEA
    most = (2 if long else 1) if tag == "en" else (4 if long else 3)
    size = segments.measure(all_texts(OFFERED[tag], USUAL)[name])
    assert size.segments <= most, f"{size.segments} segments, {size.characters} characters"


@pytest.mark.parametrize(("tag", "name"), EACH)
def test_a_text_with_the_longest_names_still_goes_out_in_full(tag: str, name: str) -> None:
    long = name in OFFERING | WITH_IDEA
    most = (3 if long else 2) if tag == "en" else (5 if long else 4)
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


NAMES = [(tag, facts) for tag in OFFERED for facts in (USUAL, LONGEST)]


def weights(samples: Iterable[Sample]) -> dict[str, int]:
    return {one.name: segments.measure(one.text).segments for one in samples}


@pytest.mark.parametrize(("tag", "facts"), NAMES)
def test_no_phrase_makes_too_long_a_text(tag: str, facts: Facts) -> None:
    most = {"en": 1}.get(tag, 3) + (facts is LONGEST)
    found = weights(news_showroom.phrases(OFFERED[tag], facts))
    assert {name: size for name, size in found.items() if size > most} == {}
    assert len(found) >= len(praise.PHRASES)


@pytest.mark.parametrize(("tag", "facts"), NAMES)
def test_no_idea_makes_too_long_a_text(tag: str, facts: Facts) -> None:
    most = {"en": 1 + (facts is LONGEST)}.get(tag, 4)
    found = weights(news_showroom.weekly(OFFERED[tag], facts))
    assert {name: size for name, size in found.items() if size > most} == {}
    assert len(found) == len(ideas.IDEAS)


@pytest.mark.parametrize("sample", list(news_showroom.phrases(ENGLISH)), ids=lambda one: one.name)
def test_no_good_news_could_harm_on_a_lock_screen(sample: Sample) -> None:
    assert HARMFUL.findall(sample.text) == []


def test_the_table_shows_every_phrase_and_idea_with_its_segments() -> None:
    shown = as_table(["en", "pl"], 4)
    assert "    1  worked-hard (girl, boy, any): Yusuf worked very hard today." in shown
    assert "worked-hard (girl): " in shown
    assert "    1  teach-me (talk, years 3 to 6): Ask your child to teach you" in shown
