"""The words that always work (stop, start, help), strangers who say so, and the table of words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.wording.answers import (
    WORDS,
    Meaning,
    Word,
    fold,
    number,
    word,
    wrong_person,
    yes_no,
)

CARRIER_STOP = ["STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"]
A_LOT = "😀" * 1600


def said(table):
    return [(text, tag) for tag, texts in table.items() for text in texts.split("|")]


@pytest.mark.parametrize("tag", WORDS)
@pytest.mark.parametrize("stop", CARRIER_STOP)
def test_the_carriers_words_always_stop(stop, tag):
    written = [stop, stop.lower(), stop.title(), f" {stop}\n", f"{stop}.", f"“{stop}”", f"{stop}!!"]
    assert [word(text, tag) for text in written] == [Word.STOP] * len(written)


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
    assert word(text, tag) is meant


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
    assert wrong_person(text, tag) is True


@pytest.mark.parametrize(("text", "tag"), [*said(RIGHT), (A_LOT, "en")])
def test_a_parent_is_not_taken_for_a_stranger(text, tag):
    assert wrong_person(text, tag) is False


@pytest.mark.parametrize("read", [yes_no, word, wrong_person])
@pytest.mark.parametrize("tag", ["xx", "", "EN"])
def test_a_language_without_words_is_refused_loudly(read, tag):
    with pytest.raises(KeyError):
        read("yes", tag)


def folded(tag, meaning):
    return {fold(phrase) for phrase in WORDS[tag][meaning].split(",")} - {""}


@pytest.mark.parametrize("tag", WORDS)
def test_every_language_has_words_for_every_meaning(tag):
    wordless = [m for m in Meaning if m not in WORDS[tag] or not folded(tag, m)]
    assert [m for m in wordless if m is not Meaning.FALSE_FRIENDS] == []


@pytest.mark.parametrize("tag", WORDS)
def test_no_word_means_two_things_to_one_parent(tag):
    yes, no, stop, start, help_, wrong = (
        {w for each in {tag, "en"} for w in folded(each, meaning)}
        - {w for w in folded(tag, Meaning.FALSE_FRIENDS)}
        for meaning in (
            Meaning.YES,
            Meaning.NO,
            Meaning.STOP,
            Meaning.START,
            Meaning.HELP,
            Meaning.WRONG_PERSON,
        )
    )
    assert no & folded(tag, Meaning.POLITE) == set()
    assert len(yes | no | stop | start | help_ | wrong) == sum(
        map(len, (yes, no, stop, start, help_, wrong))
    )


@pytest.mark.parametrize("tag", WORDS)
def test_every_word_in_the_table_is_understood(tag):
    def phrases(meaning):
        return [phrase for phrase in WORDS[tag][meaning].split(",")]

    def unread(meaning, reads):
        return [phrase for phrase in phrases(meaning) if not reads(phrase)]

    assert unread(Meaning.YES, lambda text: yes_no(text, tag) is True) == []
    assert unread(Meaning.NO, lambda text: yes_no(text, tag) is False) == []
    assert unread(Meaning.STOP, lambda text: word(text, tag) is Word.STOP) == []
    assert unread(Meaning.START, lambda text: word(text, tag) is Word.START) == []
    assert unread(Meaning.HELP, lambda text: word(text, tag) is Word.HELP) == []
    assert unread(Meaning.WRONG_PERSON, lambda text: wrong_person(text, tag)) == []
    assert unread(Meaning.CHOICE, lambda text: number(f"{text} 3") == 3) == []
    numbers = [
        (numeral, n)
        for n, numerals in enumerate(phrases(Meaning.NUMBERS), 1)
        for numeral in numerals.split("/")
    ]
    assert [(numeral, number(numeral)) for numeral, _ in numbers] == numbers


TYPED = st.text(st.sampled_from("yesno 2٢.,'’?!👍🏽\ufe0f\u20e3ąłżجیھ\u200fİßﬁ½")) | st.text()


@given(TYPED, st.sampled_from(sorted(WORDS)))
def test_whatever_is_typed_is_read_without_harm(text, tag):
    n = number(text)
    assert n is None or 0 <= n <= 99
    assert yes_no(f"{text} and something else", tag) is None
    assert word(f"{text} and something else", tag) is None
    assert wrong_person(f"{text} and something else", tag) is False
    assert number(f"{text} and something else") is None
