"""The five-minute ideas: plain, for every age, in every language, and none of them costs money."""

import re
from collections import Counter

import pytest

from portal.languages import ENGLISH, OFFERED
from portal.wording import ideas, plain, praise, segments, starters
from portal.wording.ideas import IDEAS, OLDEST, YOUNGEST, Topic

OTHERS = [own for own in OFFERED.values() if own is not ENGLISH]
YEARS = range(YOUNGEST, OLDEST + 1)


def test_every_idea_has_a_short_key_of_its_own_and_ages_that_are_there() -> None:
    keys = [idea.key for idea in IDEAS]
    assert [key for key, times in Counter(keys).items() if times > 1] == []
    assert [key for key in keys if len(key) > 24] == []
    assert [one.key for one in IDEAS if not YOUNGEST <= one.first <= one.last <= OLDEST] == []
    with pytest.raises(KeyError):
        ideas.find("bake-a-cake")


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("topic", Topic)
def test_every_age_has_some_on_every_topic(topic: Topic, year: int) -> None:
    assert len(ideas.fitting(year, topic)) >= 2


def test_whatever_is_agreed_or_praised_has_ideas_that_go_with_it() -> None:
    assert set(ideas.FOR_TARGETS) == set(starters.Topic)
    assert set(ideas.FOR_PRAISE) <= set(praise.Topic)
    assert set(ideas.FOR_TARGETS.values()) <= set(Topic)


def test_they_are_plain_short_and_cheap() -> None:
    for idea in IDEAS:
        assert plain.check(idea.words) == [], idea.words
        assert len(idea.words) <= 85
        assert segments.measure(idea.words).encoding == "GSM-7"
    assert plain.reading_age(" ".join(idea.words for idea in IDEAS)) <= 9


def test_they_cost_nothing_blame_nobody_and_fit_any_family() -> None:
    never = re.compile(
        r"\b(must|should|buy|garden|car|computer|internet|tv|mum|dad|mother|father|son|daughter"
        r"|he|she|him|her|his|church|mosque|fire|knife|kettle|oven)\b",
        re.IGNORECASE,
    )
    assert [idea.words for idea in IDEAS if never.search(idea.words)] == []


@pytest.mark.parametrize("own", OTHERS, ids=lambda own: own.tag)
def test_they_are_in_every_language(own, caplog) -> None:  # type: ignore[no-untyped-def]
    said = [ideas.say(idea, own) for idea in IDEAS]
    heads = [ideas.topic_name(topic, own) for topic in Topic]
    assert caplog.records == []
    assert set(said) & {idea.words for idea in IDEAS} == set()
    assert len(set(said)) == len(said)
    assert len(set(heads)) == len(heads)
    assert [words for words in said if len(words) > 120] == []


def test_the_next_idea_is_one_they_have_not_had() -> None:
    had: list[str] = []
    for _ in range(len(ideas.fitting(4))):
        one = ideas.next_of(4, [Topic.MATHS], had)
        assert one.key not in had
        assert one.first <= 4 <= one.last
        had.append(one.key)
    matched = [ideas.find(key).topic for key in had]
    of_topic = len(ideas.fitting(4, Topic.MATHS))
    assert matched[:of_topic] == [Topic.MATHS] * of_topic
    again = ideas.next_of(4, [Topic.MATHS], had)
    assert again.key == had[0]


def test_a_child_whose_year_is_not_known_gets_ideas_too() -> None:
    assert ideas.next_of(None, [Topic.READING], []).topic == Topic.READING
    assert ideas.next_of(-1, [Topic.READING], []).topic == Topic.READING
    assert ideas.next_of(13, [], []) in IDEAS
