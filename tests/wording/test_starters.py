"""The starter bank: plain, complete, in one voice a part, and for girls and boys alike."""

import re
from collections import Counter

import pytest

from portal.languages import ENGLISH, OFFERED
from portal.wording import plain, starters
from portal.wording.starters import STARTERS, Ages, Part, Starter, Topic

OTHERS = [own for own in OFFERED.values() if own is not ENGLISH]
IN_ENGLISH = starters.sentences(ENGLISH)


def said(starter: Starter) -> dict[Part, tuple[str, ...]]:
    return {
        Part.TARGET: (starter.target,),
        Part.CHILD: starter.child,
        Part.HOME: starter.home,
        Part.SCHOOL: starter.school,
        Part.HOW: starter.how,
    }


def of(part: Part, tag: str = "en") -> dict[str, str]:
    every = starters.sentences(OFFERED[tag])
    return {key: words for key, words in every.items() if starters.part_of(key) is part}


# -- whole ---------------------------------------------------------------------------------------


def test_starters_and_sentences_have_short_keys_of_their_own() -> None:
    keys = [starter.key for starter in STARTERS]
    assert len(keys) == len(set(keys))
    # Two files of the bank with one key between them would count as one sentence.
    held = [key for file in starters._BANK.values() for part in Part for key in file[part]]
    assert [key for key, times in Counter(held).items() if times > 1] == []
    assert sorted(held) == sorted(IN_ENGLISH)
    form = re.compile("[a-z0-9]+(-[a-z0-9]+)*")
    assert [key for key in [*keys, *held] if not form.fullmatch(key) or len(key) > 24] == []


@pytest.mark.parametrize("starter", STARTERS, ids=lambda starter: starter.key)
def test_each_part_of_a_starter_is_there_to_choose_from(starter: Starter) -> None:
    parts = said(starter)
    assert {(key, starters.part_of(key)) for keys in parts.values() for key in keys} == {
        (key, part) for part, keys in parts.items() for key in keys
    }
    assert all(len(keys) == len(set(keys)) for keys in parts.values())
    assert len(starter.child) in (1, 2)
    assert len(starter.home) in (2, 3)
    assert len(starter.school) in (2, 3)
    assert len(starter.how) in (1, 2)
    assert starter.ages


def test_no_two_starters_have_one_target() -> None:
    assert len({starter.target for starter in STARTERS}) == len(STARTERS)


def test_a_key_that_is_not_there_is_an_error() -> None:
    with pytest.raises(KeyError):
        starters.part_of("read-the-stars")
    with pytest.raises(KeyError):
        starters.sentence("read-the-stars", ENGLISH)


# -- choosing ------------------------------------------------------------------------------------


@pytest.mark.parametrize("topic", Topic)
def test_every_topic_has_some_for_everyone(topic: Topic) -> None:
    assert len(starters.fitting(topic)) >= 3
    assert [ages for ages in Ages if not starters.fitting(topic, ages)] == []


@pytest.mark.parametrize("ages", Ages)
def test_every_age_has_many(ages: Ages) -> None:
    assert len(starters.fitting(ages=ages)) >= 15


def test_fitting_keeps_to_topic_and_age() -> None:
    assert starters.fitting() == list(STARTERS)
    assert [starter.key for starter in starters.fitting(Topic.READING, Ages.YOUNGEST)] == [
        "reading-share-a-story",
        "reading-sounds",
    ]
    assert {starter.topic for starter in starters.fitting(Topic.MATHS)} == {Topic.MATHS}
    assert [s for s in starters.fitting(ages=Ages.OLDEST) if Ages.OLDEST not in s.ages] == []


def test_some_topics_are_learning_and_the_others_wider() -> None:
    assert [topic.name for topic in Topic if topic.learning] == [
        "READING",
        "WRITING",
        "MATHS",
        "SUBJECT",
        "LANGUAGE",
    ]


# -- how they speak ------------------------------------------------------------------------------


@pytest.mark.parametrize("key", IN_ENGLISH)
def test_a_sentence_is_plain_and_short(key: str) -> None:
    words = IN_ENGLISH[key]
    assert plain.check(words) == []
    assert len(words.split()) <= 15


@pytest.mark.parametrize("starter", STARTERS, ids=lambda starter: starter.key)
def test_a_starter_can_be_read_at_nine(starter: Starter) -> None:
    together = " ".join(IN_ENGLISH[key] for keys in said(starter).values() for key in keys)
    assert plain.reading_age(together) <= 9


ENDS = (".", "?", "۔", "؟", "।", "。", "？", ".”", ".“", ".»", "。”", "。」")


@pytest.mark.parametrize("tag", OFFERED)
def test_a_sentence_is_one_line_of_its_own_in_every_language(tag: str) -> None:
    every = starters.sentences(OFFERED[tag])
    assert {key: words for key, words in every.items() if len(words) > 140} == {}
    assert {key: words for key, words in every.items() if not words.endswith(ENDS)} == {}
    # Two sentences said alike would be one to families, whatever their keys.
    assert [words for words, times in Counter(every.values()).items() if times > 1] == []


def test_each_part_has_its_voice() -> None:
    child = {**of(Part.TARGET), **of(Part.CHILD)}
    assert [words for words in child.values() if not words.startswith("I will ")] == []
    assert [words for words in of(Part.HOME).values() if not words.startswith("We ")] == []
    assert [words for words in of(Part.SCHOOL).values() if not words.startswith("School ")] == []


def test_nobody_is_mistaken_for_another() -> None:
    def words_of(part: Part, *pronouns: str) -> list[str]:
        found = re.compile(rf"\b({'|'.join(pronouns)})\b")
        return [words for words in of(part).values() if found.search(words)]

    assert words_of(Part.HOME, "I", "me", "my", "mine", "you", "your") == []
    assert words_of(Part.SCHOOL, "our", "us", "ours", "you", "your") == []
    assert words_of(Part.CHILD, "we", "our", "us", "you", "your") == []
    assert words_of(Part.TARGET, "we", "our", "us", "you", "your") == []


def test_nobody_is_praised_blamed_or_called_he_or_she() -> None:
    never = re.compile(
        r"\b(must|should|have to|well done|clever|lazy|naughty|bad|late|fault|better than|behave"
        r"|he|she|him|her|his|hers|boys?|girls?|mum|dad|mother|father|ill|sick|buy|money)\b",
        re.IGNORECASE,
    )
    assert [words for words in IN_ENGLISH.values() if never.search(words)] == []


# -- in other languages --------------------------------------------------------------------------


@pytest.mark.parametrize("own", OTHERS, ids=lambda own: own.tag)
def test_all_of_it_is_there_and_none_of_it_english(own, caplog) -> None:  # type: ignore[no-untyped-def]
    # Not from the cache, so that what is missing is heard.
    words = {key: starters.sentence(key, own) for key in IN_ENGLISH}
    names = [starters.topic_name(topic, own) for topic in Topic]
    heads = [starters.whose(part, own) for part in Part]
    assert caplog.records == []
    assert words == starters.sentences(own)
    assert [key for key in words if words[key] == IN_ENGLISH[key]] == []
    assert not set(names) & {starters.topic_name(topic, ENGLISH) for topic in Topic}
    assert not set(heads) & {starters.whose(part, ENGLISH) for part in Part}
    assert (len(set(names)), len(set(heads))) == (len(Topic), len(Part))


def test_urdu_does_not_show_whether_a_girl_or_a_boy_speaks() -> None:
    # "میں" is also "in": what counts is a verb that bends with who speaks.
    bends = re.compile(r"(وں|ؤں) ?(گا|گی)|(تا|تی|رہا|رہی|گیا|گئی|سکتا|سکتی) ہوں")
    every = starters.sentences(OFFERED["ur"])
    assert [words for words in every.values() if bends.search(words)] == []
    promised = {**of(Part.TARGET, "ur"), **of(Part.CHILD, "ur")}
    assert [words for words in promised.values() if not re.search(r"\bمجھے\b", words)] == []
    assert [words for words in promised.values() if re.search(r"\b(گا|گی)\b", words)] == []


def test_urdu_home_and_school_keep_their_voice() -> None:
    home = of(Part.HOME, "ur").values()
    assert [words for words in home if not re.search(r"\bہم\b.*\bگے\b", words)] == []
    assert [w for w in of(Part.SCHOOL, "ur").values() if not re.search(r"سکول.*\bگا\b", w)] == []


def test_polish_does_not_show_whether_a_girl_or_a_boy_speaks() -> None:
    # The past and the conditional bend with who speaks, and so do ready, alone and sure.
    bends = re.compile(
        r"(łem|łam|łbym|łabym|liśmy|łyśmy|libyśmy|łybyśmy)\b"
        r"|\b(sam|sama|gotowy|gotowa|pewny|pewna|powinienem|powinnam|wszyscy|wszystkie dzieci)\b",
        re.IGNORECASE,
    )
    every = starters.sentences(OFFERED["pl"]).values()
    assert [words for words in every if bends.search(words)] == []
    future = re.compile(r"\bbędę \w+(ł|ła)\b", re.IGNORECASE)
    assert [words for words in every if future.search(words)] == []


def test_no_teacher_is_a_man_or_a_woman() -> None:
    polish = re.compile(r"nauczyciel|wychowaw|\bpani?\b|asystent", re.IGNORECASE)
    urdu = re.compile("استاد|استانی|ٹیچر|مس |سر ")
    assert [w for w in starters.sentences(OFFERED["pl"]).values() if polish.search(w)] == []
    assert [w for w in starters.sentences(OFFERED["ur"]).values() if urdu.search(w)] == []
