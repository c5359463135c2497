"""The phrases of good news: plain, complete, right for a girl, a boy and a child who is neither."""

import re
from collections import Counter

import pytest

from portal.languages import ENGLISH, OFFERED, Language
from portal.wording import plain, praise, segments
from portal.wording.praise import LISTS, PHRASES, SPORT, SUBJECT, Form, Phrase, Topic

OTHERS = [own for own in OFFERED.values() if own is not ENGLISH]
LONGEST_NAME = "Bartholomew"


def filled(phrase: Phrase) -> list[str]:
    """Everything that can stand in the phrase's blank; "" where it has none."""
    return list(phrase.choices()) or [""]


def every(own: Language, form: Form, name: str = "Sam") -> list[str]:
    return [
        praise.sentence(phrase, form, own, child=name, filled=one)
        for phrase in PHRASES
        for one in filled(phrase)
    ]


# -- whole ---------------------------------------------------------------------------------------


def test_every_phrase_has_a_short_key_of_its_own_and_a_topic_has_some() -> None:
    keys = [phrase.key for phrase in PHRASES]
    assert [key for key, times in Counter(keys).items() if times > 1] == []
    form = re.compile("[a-z0-9]+(-[a-z0-9]+)*")
    assert [key for key in keys if not form.fullmatch(key) or len(key) > 24] == []
    assert [topic for topic in Topic if all(phrase.topic != topic for phrase in PHRASES)] == []
    assert len(PHRASES) >= 80


def test_a_key_that_is_not_there_is_an_error() -> None:
    with pytest.raises(KeyError):
        praise.find("won-the-race")
    tried = praise.find("tried-hard")
    with pytest.raises(KeyError):
        praise.sentence(tried, Form.ANY, ENGLISH, child="Sam", filled="juggling")
    with pytest.raises(KeyError):
        praise.sentence(tried, Form.ANY, ENGLISH, child="Sam")


@pytest.mark.parametrize("phrase", PHRASES, ids=lambda phrase: phrase.key)
def test_a_phrase_names_the_child_once_and_leaves_one_thing_open_at_most(phrase: Phrase) -> None:
    gaps = re.findall(r"\{(\w+)\}", phrase.words)
    assert gaps[0] == "child"
    assert gaps[1:] in ([], [phrase.blank])
    assert bool(phrase.numbers) == (phrase.blank == praise.NUMBER)


def test_the_phrases_that_the_clock_sends_are_there() -> None:
    assert not praise.find(praise.MET).thanks
    for key in (praise.THANKS_FOR_COMING, praise.THANKS_FOR_TALKING):
        assert praise.find(key).thanks


# -- how they speak ------------------------------------------------------------------------------


def test_english_is_plain_short_and_cheap() -> None:
    for words in every(ENGLISH, Form.ANY, "Sam"):
        assert plain.check(words) == [], words
        assert segments.measure(words).encoding == "GSM-7"
    assert plain.reading_age(" ".join(every(ENGLISH, Form.ANY, "Sam"))) <= 9
    assert [words for words in every(ENGLISH, Form.ANY, LONGEST_NAME) if len(words) > 80] == []


def test_nobody_is_ranked_called_he_or_she_or_praised_for_what_a_family_cannot_control() -> None:
    never = re.compile(
        r"\b(he|she|him|her|his|hers|boys?|girls?|mum|dad|mother|father|best|better than|clever"
        r"|never|late|target|attendance|behaviou?r|level|grade|score|marks?|ill|sick|poor|money)\b",
        re.IGNORECASE,
    )
    assert [words for words in every(ENGLISH, Form.ANY) if never.search(words)] == []


def test_thanks_are_for_one_grown_up_and_nothing_else_thanks() -> None:
    thanking = {phrase.key for phrase in PHRASES if "Thank you" in phrase.words}
    assert thanking == {phrase.key for phrase in PHRASES if phrase.thanks}


# -- in every language -----------------------------------------------------------------------------


@pytest.mark.parametrize("form", Form)
@pytest.mark.parametrize("own", OTHERS, ids=lambda own: own.tag)
def test_all_forms_are_there_and_none_of_them_english(own, form, caplog) -> None:  # type: ignore[no-untyped-def]
    english, theirs = every(ENGLISH, form), every(own, form)
    assert caplog.records == []
    assert set(english) & set(theirs) == set()
    assert len(set(theirs)) == len(theirs)
    assert [words for words in theirs if words.count("Sam") != 1 or "{" in words] == []
    assert [words for words in every(own, form, LONGEST_NAME) if len(words) > 120] == []


@pytest.mark.parametrize("own", OFFERED.values(), ids=lambda own: own.tag)
@pytest.mark.parametrize("name", [SUBJECT, SPORT])
def test_no_two_items_of_a_list_read_alike(own: Language, name: str) -> None:
    words = [own.gettext(one) for one in LISTS[name].values()]
    assert len(set(words)) == len(words) >= 12


RIGHT = {
    ("en", Form.GIRL): "Zofia worked very hard today.",
    ("en", Form.BOY): "Zofia worked very hard today.",
    ("pl", Form.GIRL): "Zofia bardzo pilnie dziś pracowała.",
    ("pl", Form.BOY): "Zofia bardzo pilnie dziś pracował.",
    ("pl", Form.ANY): "Zofia bardzo pilnie dziś pracuje.",
    ("ur", Form.GIRL): "آج Zofia نے بہت محنت کی۔",
    ("ur", Form.BOY): "آج Zofia نے بہت محنت کی۔",
}


@pytest.mark.parametrize(("tag", "form"), RIGHT)
def test_the_same_phrase_is_right_for_a_girl_and_a_boy(tag: str, form: Form) -> None:
    hard = praise.find("worked-hard")
    assert praise.sentence(hard, form, OFFERED[tag], child="Zofia") == RIGHT[tag, form]


def test_in_urdu_a_verb_that_bends_with_the_child_is_a_girls_or_a_boys() -> None:
    more = praise.find("more-days-month")
    said = {form: praise.sentence(more, form, OFFERED["ur"], child="Sam") for form in Form}
    assert "آئی" in said[Form.GIRL] and "آیا" in said[Form.BOY]
    assert "آئی" not in said[Form.ANY] and "آیا" not in said[Form.ANY]


def test_in_polish_a_name_stands_where_it_never_changes() -> None:
    # A name that is the subject of its sentence, or stands before a colon, is in the nominative;
    # after a preposition or a verb that governs it, "Zofia" would have to be "Zofię" or "Zofii".
    at_the_start = re.compile(r"(^|[.!?] )(Dziś |Dzisiaj |W tym \w+ )?Sam\b")
    wrong = [
        words
        for form in Form
        for words in every(OFFERED["pl"], form)
        if not at_the_start.search(words)
    ]
    assert wrong == []


def test_in_polish_a_girls_deed_is_a_girls_and_a_boys_a_boys() -> None:
    of_girl, of_boy = re.compile(r"\b\w+ła(by)?\b"), re.compile(r"\b\w{2,}ł\b")
    for phrase in PHRASES:
        girl, boy = (
            praise.sentence(phrase, form, OFFERED["pl"], child="Sam", filled=filled(phrase)[0])
            for form in (Form.GIRL, Form.BOY)
        )
        assert (girl == boy) == (not of_girl.search(girl)), girl
        if girl != boy:
            assert of_boy.search(boy), boy


def test_in_polish_the_third_form_shows_neither() -> None:
    not_of_the_child = "udział|dział|szkoła|cała|przyszła kolej"
    bends = re.compile(rf"\bSam\b[^.:]*?\b(?!{not_of_the_child})(\w+ł|\w+ła|sama?|gotow[ya])\b")
    assert [words for words in every(OFFERED["pl"], Form.ANY) if bends.search(words)] == []
    assert [words for words in every(OFFERED["pl"], Form.ANY) if re.search(r"[/()]", words)] == []


def test_no_teacher_or_parent_is_a_man_or_a_woman() -> None:
    polish = re.compile(r"nauczyciel|wychowaw(ca|czyni)|\bpani?\b|\bpan[aiu]\b", re.IGNORECASE)
    urdu = re.compile(r"\b(استانی|امی|ابو|والدہ|والد)\b")
    for form in Form:
        assert [words for words in every(OFFERED["pl"], form) if polish.search(words)] == []
        assert [words for words in every(OFFERED["ur"], form) if urdu.search(words)] == []
