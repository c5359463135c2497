"""The words that always work, strangers who say so, and the table of words itself."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from portal.languages import OFFERED
from portal.wording.answer_words import (
    LONGEST_PHRASE,
    WORDS,
    anywhere,
    known,
    listed,
    numerals,
    own,
)
from portal.wording.answers import Word, read, shown
from portal.wording.meanings import MAY_BE_EMPTY, Meaning
from portal.wording.slips import LONG, LONG_ENOUGH, put_right

CARRIER_STOP = ["STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"]
A_LOT = "😀" * 1600


def said(table):
    return [(text, tag) for tag, texts in table.items() for text in texts.split("|")]


@pytest.mark.parametrize("tag", WORDS)
@pytest.mark.parametrize("stop", CARRIER_STOP)
def test_the_carriers_words_always_stop(stop, tag):
    written = [stop, stop.lower(), stop.title(), f" {stop}\n", f"{stop}.", f"“{stop}”", f"{stop}!!"]
    assert [read(text, tag).word() for text in written] == [Word.STOP] * len(written)


@pytest.mark.parametrize(
    ("text", "tag", "meant"),
    [
        ("START", "en", Word.START),
        ("start", "pl", Word.START),
        ("Unstop", "ur", Word.START),
        ("wznów", "pl", Word.START),
        ("WZNOW", "pl", Word.START),
        ("شروع کریں", "ur", Word.START),
        ("shuru", "ur", Word.START),
        ("HELP", "en", Word.HELP),
        ("Help!", "ur", Word.HELP),
        ("help?", "en", Word.HELP),
        ("info", "pl", Word.HELP),
        ("Pomoc", "pl", Word.HELP),
        ("مدد", "ur", Word.HELP),
        ("Madad", "ur", Word.HELP),
        ("Please stop", "en", Word.STOP),
        ("stop texting me", "en", Word.STOP),
        ("opt out", "en", Word.STOP),
        ("Opt-Out", "pl", Word.STOP),
        ("ｓｔｏｐ", "en", Word.STOP),
        ("STOP?", "en", Word.STOP),
        ("wypisz mnie", "pl", Word.STOP),
        ("Nie piszcie!", "pl", Word.STOP),
        ("بند کریں۔", "ur", Word.STOP),
        ("میسج بند کریں", "ur", Word.STOP),
        ("Band karo", "ur", Word.STOP),
        ("اسٹاپ", "ur", Word.STOP),
        # These are about a talk, a bus or a child, and not about our texts.
        ("", "en", None),
        ("?", "en", None),
        ("cancel please", "en", None),
        ("cancel it", "en", None),
        ("I need to cancel", "en", None),
        ("please cancel my talk", "en", None),
        ("the end", "en", None),
        ("weekend", "en", None),
        ("stopped", "en", None),
        ("bus stop", "en", None),
        ("stop 2", "en", None),
        ("stop start", "en", None),
        ("don't stop", "en", None),
        ("please help me choose", "en", None),
        ("can you help", "en", None),
        ("what time do you start", "en", None),
        ("information", "en", None),
        ("yes", "en", None),
        ("2", "en", None),
        ("koniec", "pl", None),
        ("anuluj", "pl", None),
        ("nie", "pl", None),
        ("pomoc", "en", None),
        ("wypisz mnie", "ur", None),
        ("بند", "ur", None),
        ("رکو", "ur", None),
        ("مدد", "pl", None),
        (A_LOT, "en", None),
    ],
)
def test_stop_start_and_help(text, tag, meant):
    assert read(text, tag).word() is meant


WRONG = {
    "en": "wrong number | Wrong number. | WRONG NUMBER!!! | wrong no"
    "| Wrong person | sorry wrong number | Sorry, wrong number | wrong number sorry"
    "| Hi, wrong number | No, wrong number"
    "| no this is the wrong number | This is the wrong number, sorry | you have the wrong number"
    "| You've got the wrong number | You’ve got the wrong person | youve got the wrong number"
    "| I think you have the wrong number | not my child | Not my child! | this is not my child"
    "| This isn't my child | not my child, wrong number | I don't have a child"
    "| I dont have kids | I have no children | I don't have any children, sorry"
    "| I don't have a child at this school | I don't know this child | wrong number?",
    "pl": "zły numer | Zly numer | to zły numer | To jest zły numer, przepraszam"
    "| pomyłka | Pomyłka! | pomylka | to pomyłka | błędny numer | nie, pomyłka | zła osoba"
    "| to nie moje dziecko"
    "| Nie moje dziecko | nie mam dzieci | to pomyłka, nie mam dzieci | wrong number"
    "| No, wrong number | not my child",
    "ur": "غلط نمبر | غلط نمبر۔ | غلط نمبر ہے | یہ غلط نمبر ہے | رانگ نمبر | نہیں، غلط نمبر"
    "| معذرت، غلط نمبر | یہ میرا بچہ نہیں ہے | یہ ميرا بچه نہيں | galat number | Ghalat number hai"
    "| rong number | mera bacha nahi hai | ye mera bacha nahi hai | nahi galat number"
    "| wrong number | Not my child",
}
RIGHT = {
    "en": "| no | wrong | number | sorry | child | 2 | wrong day | wrong time | wrong teacher"
    "| I gave you the wrong number for his dad | that is the wrong number of children"
    "| she got the wrong number in maths | not my child's fault | not my child but his friend"
    "| my child is not well | you have the wrong name | what is wrong | who is this | who is this?"
    "| is this the wrong number for the office | not me | I have two children | zły numer",
    "pl": "nie | numer | zły dzień | zły humor | pomyliłam godzinę | to moje dziecko | mam dzieci"
    "| nie mam czasu | nie ten dzień | غلط نمبر",
    "ur": "نہیں | نمبر | غلط | غلط دن | غلط وقت | یہ میرا بچہ ہے | میرا بچہ ٹھیک نہیں | galat din"
    "| mera bacha bimar hai | nahi | pomyłka",
}


@pytest.mark.parametrize(("text", "tag"), said(WRONG))
def test_a_stranger_says_so(text, tag):
    assert read(text, tag).no_child() is True


@pytest.mark.parametrize(("text", "tag"), [*said(RIGHT), (A_LOT, "en")])
def test_a_parent_is_not_taken_for_a_stranger(text, tag):
    assert read(text, tag).no_child() is False


@pytest.mark.parametrize("tag", ["xx", "", "EN"])
def test_a_language_without_words_is_refused_loudly(tag):
    with pytest.raises(KeyError):
        read("yes", tag)


def test_every_offered_language_has_words():
    assert set(WORDS) == set(OFFERED)


@pytest.mark.parametrize("tag", WORDS)
def test_every_language_has_words_for_every_meaning(tag):
    assert [m for m in Meaning if m not in WORDS[tag]] == []
    assert [m for m in Meaning if not own(tag, m) and m not in MAY_BE_EMPTY] == []


@pytest.mark.parametrize("tag", WORDS)
def test_no_phrase_is_too_long_to_be_found(tag):
    assert [phrase for phrase in own(tag, *Meaning) if len(phrase.split()) > LONGEST_PHRASE] == []


TOLD = (Meaning.TIMES, Meaning.CHANGE, Meaning.TALK, Meaning.LANGUAGE, Meaning.HELP)
TOLD_IN_TWO_WORDS = (Meaning.IDEAS, Meaning.NO_IDEAS, Meaning.NEWS, Meaning.NO_NEWS)


@pytest.mark.parametrize("tag", WORDS)
def test_what_texts_tell_parents_to_write_is_understood(tag):
    for told in (*TOLD, *TOLD_IN_TWO_WORDS):
        assert read(shown(told, tag), tag).word() is Word(told)
    assert [told for told in TOLD if " " in shown(told, tag)] == []


def test_what_texts_tell_parents_to_write_is_easy_to_type_and_cheap():
    assert [shown(one, "en") for one in TOLD] == ["TIMES", "CHANGE", "TALK", "LANGUAGE", "HELP"]
    assert [shown(one, "pl") for one in TOLD] == ["TERMINY", "ZMIANA", "ROZMOWA", "JEZYK", "POMOC"]
    assert [shown(one, "ur") for one in TOLD] == ["وقت", "تبدیلی", "بات", "زبان", "مدد"]


COMMANDS = [word.value for word in Word]
PLAIN = [Meaning.YES, Meaning.OKAY, Meaning.NO, Meaning.NOT_NOW, Meaning.CANNOT]
CHOICES = [
    Meaning.MORE,
    Meaning.OTHER_TIME,
    Meaning.CALL,
    Meaning.COMING,
    Meaning.UNDO,
    Meaning.WAIT,
    Meaning.TAKE,
    Meaning.BRING,
    Meaning.CRECHE,
    Meaning.NONE,
    Meaning.NO_ENGLISH,
]
STRANGERS = [Meaning.WRONG_PERSON, Meaning.NO_CHILD, Meaning.NOT_ME]


def counted(tag):
    """The number words that a parent of this language may write."""
    mine, english = (numerals(each, Meaning.NUMBERS, Meaning.ORDINALS) for each in (tag, "en"))
    return set(mine) | set(english)


@pytest.mark.parametrize("tag", WORDS)
def test_no_word_means_two_things_to_one_parent(tag):
    lists = [known(tag, meaning) for meaning in (*COMMANDS, *PLAIN, *CHOICES, *STRANGERS)]
    lists.append(counted(tag))
    both = [(a & b) for n, a in enumerate(lists) for b in lists[n + 1 :]]
    assert [words for words in both if words] == []
    assert known(tag, Meaning.NO) & known(tag, Meaning.POLITE) == set()


def one_slip_away(a, b):
    """As far as slips are put right: shorter words only with two letters swapped."""
    if abs(len(a) - len(b)) > 2:
        return False  # most pairs, and the rest costs
    if min(len(a), len(b)) < LONG_ENOUGH:
        return OSA.distance(a, b) == 1 and sorted(a) == sorted(b)
    two = max(len(a), len(b)) >= LONG and " " not in a + b
    return OSA.distance(a, b) <= (2 if two else 1)


@pytest.mark.parametrize("tag", WORDS)
def test_no_word_is_a_slip_away_from_what_always_works(tag):
    """Nor from a word that stops texts, a yes, a no, a number, a choice: in both languages."""
    for word in Word:
        others = known(tag, *(meaning for meaning in COMMANDS if meaning is not word.value))
        others |= known(tag, *PLAIN, *CHOICES, *STRANGERS) | counted(tag)
        pairs = product(known(tag, word.value), others)
        assert [pair for pair in pairs if one_slip_away(*pair)] == []


@pytest.mark.parametrize("tag", WORDS)
def test_no_slip_makes_a_word_that_stops_or_says_no(tag):
    harmful = known(tag, Meaning.STOP, Meaning.START, *PLAIN[2:], Meaning.NONE)
    for word in harmful:
        slips = {word[:at] + word[at + 1 :] for at in range(len(word))}
        slips |= {word[:at] + "x" + word[at:] for at in range(len(word) + 1)}
        for slip in slips - anywhere(*Meaning):
            meant = put_right(slip, tag)
            assert meant is None or meant not in harmful


@pytest.mark.parametrize("tag", WORDS)
def test_every_word_in_the_table_is_understood(tag):
    def unread(meaning, reads):
        return [
            phrase for phrase in listed(tag, meaning) if phrase and not reads(read(phrase, tag))
        ]

    for word in Word:
        assert unread(word.value, lambda reply, word=word: reply.word() is word) == []
    for meaning in (*PLAIN, *CHOICES):
        assert unread(meaning, lambda reply, meaning=meaning: reply.only(meaning)) == []
    for meaning in (Meaning.WRONG_PERSON, Meaning.NO_CHILD):
        assert unread(meaning, lambda reply: reply.no_child()) == []
    about_me = [phrase.replace("\ue000", "Zofia") for phrase in listed(tag, Meaning.NOT_ME)]
    assert [phrase for phrase in about_me if not read(phrase, tag).not_me(["Zofia"])] == []
    numbers = numerals(tag, Meaning.NUMBERS, Meaning.ORDINALS)
    assert {word: read(word, tag).number() for word in numbers} == numbers
    beside = [phrase for phrase in listed(tag, Meaning.CHOICE) if phrase]
    assert [phrase for phrase in beside if read(f"{phrase} 3", tag).number() != 3] == []
    beside = [phrase for phrase in listed(tag, Meaning.LITTLE_ONES) if phrase]
    assert [phrase for phrase in beside if read(f"{phrase} 3", tag).count() != 3] == []


@given(st.text(), st.sampled_from(sorted(WORDS)))
def test_whatever_is_typed_is_read_without_harm(text, tag):
    n = read(text, tag).number()
    assert n is None or 0 <= n <= 99
    more = read(f"{text} and something else", tag)
    assert more.number() is None
    assert more.count() is None
    assert more.word() is None
    assert more.no_child() is False
    assert more.put_right() is None
    assert [meaning for meaning in (*PLAIN, *CHOICES) if more.only(meaning)] == []
