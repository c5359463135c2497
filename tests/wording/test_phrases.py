"""Ready-made answers: one segment in English, plain, and safe on a lock screen."""

import re

import pytest

from portal.languages import ENGLISH, OFFERED
from portal.wording import phrases, segments
from portal.wording.phrases import Phrase
from portal.wording.plain import check
from tests.wording.test_texts import HARMFUL

FACTS = {"school": "St Bartholomew's CE", "phone": "01632 960100"}


@pytest.mark.parametrize("phrase", Phrase)
def test_a_phrase_is_one_cheap_plain_segment_in_english(phrase: Phrase) -> None:
    words = phrases.say(phrase, ENGLISH, **FACTS)
    size = segments.measure(words)
    assert (size.segments, size.encoding) == (1, "GSM-7")
    assert check(words) == []
    assert HARMFUL.findall(words) == []


@pytest.mark.parametrize("tag", OFFERED)
@pytest.mark.parametrize("phrase", Phrase)
def test_a_phrase_leaves_no_gap_unfilled_in_any_language(phrase: Phrase, tag: str) -> None:
    words = phrases.say(phrase, OFFERED[tag], **FACTS)
    assert re.findall(r"[{}]|%\(|%s", words) == []
    assert segments.measure(words).segments <= 3


def test_the_number_keeps_its_order_where_words_run_from_the_right() -> None:
    assert "01632960100" in phrases.say(Phrase.RING_US, OFFERED["ur"], **FACTS)
