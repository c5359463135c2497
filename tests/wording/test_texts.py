"""Every text of the school in every language: short enough, plain, and safe on a lock screen."""

import re
from collections.abc import Iterable

import pytest

from portal.languages import ENGLISH, OFFERED
from portal.wording import ideas, news_showroom, praise, segments
from portal.wording.made_up import LONGEST, USUAL, Facts
from portal.wording.news_showroom import Sample
from portal.wording.segments import Size
from portal.wording.showroom import MANY_SCRIPTS, OFFERING, WITH_IDEA, all_texts, as_table


def too_long(tag: str, facts: Facts, usual: int, longer: int) -> dict[str, Size]:
    """The texts that have more segments than that; `longer` is for those that may have more."""
    sizes = {name: segments.measure(one) for name, one in all_texts(OFFERED[tag], facts).items()}
    long = OFFERING | WITH_IDEA | MANY_SCRIPTS
    most = {name: longer if name in long else usual for name in sizes}
    return {name: size for name, size in sizes.items() if size.segments > most[name]}


@pytest.mark.parametrize("tag", OFFERED)
def test_a_text_is_short_enough_with_usual_names(tag: str) -> None:
    assert too_long(tag, USUAL, *((1, 2) if tag == "en" else (3, 5))) == {}


@pytest.mark.parametrize("tag", OFFERED)
def test_a_text_with_the_longest_names_still_goes_out_in_full(tag: str) -> None:
    assert too_long(tag, LONGEST, *((2, 3) if tag == "en" else (4, 6))) == {}


def test_an_english_text_costs_the_cheap_letters_only() -> None:
    found = {name: segments.measure(words).encoding for name, words in all_texts(ENGLISH).items()}
    assert {name for name, encoding in found.items() if encoding != "GSM-7"} <= MANY_SCRIPTS


GAP = re.compile(r"[{}]|%\(|%s")
HARMFUL = re.compile(
    r"\b(attendance|behaviou?r|excluded|SEN|police|social|worried|missed|late|money|pupil premium"
    r"|surname|allerg\w+|medicine|target)\b",
    re.IGNORECASE,
)


def test_a_text_says_nothing_that_could_harm_on_a_lock_screen() -> None:
    found = {name: HARMFUL.findall(words) for name, words in all_texts(ENGLISH).items()}
    # One text asks every family with a crèche place the same question, and says nothing of any.
    asks_all = {"any need": ["allergy", "medicine"]}
    assert {name: harm for name, harm in found.items() if harm} == asks_all


@pytest.mark.parametrize("tag", OFFERED)
def test_a_text_leaves_no_gap_unfilled(tag: str) -> None:
    gaps = {name: GAP.findall(words) for name, words in all_texts(OFFERED[tag]).items()}
    assert {name: found for name, found in gaps.items() if found} == {}


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


def test_no_good_news_could_harm_on_a_lock_screen() -> None:
    texts = [one.text for one in news_showroom.phrases(ENGLISH)]
    assert [text for text in texts if HARMFUL.search(text)] == []


def test_the_table_shows_every_phrase_and_idea_with_its_segments() -> None:
    shown = as_table(["en", "pl"], 4)
    assert "    1  worked-hard (girl, boy, any): Yusuf worked very hard today." in shown
    assert "worked-hard (girl): " in shown
    assert "    1  teach-me (talk, years 3 to 6): Ask your child to teach you" in shown
