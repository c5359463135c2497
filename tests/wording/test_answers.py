"""Numbers, yes and no as parents write them, and beside them replies that must not match."""

import pytest

from portal.wording.answers import read
from portal.wording.meanings import Meaning

A_LOT = "😀" * 1600


def numbers(text):
    """What number it is to readers of English, Polish and Urdu, where it is one to any of them."""
    return {read(text, tag).number() for tag in ("en", "pl", "ur")} - {None}


def yes_no(text, tag):
    """True for yes, False for no, None for anything else."""
    reply = read(text, tag)
    if reply.only(Meaning.YES, Meaning.OKAY):
        return True
    return False if reply.only(Meaning.NO, Meaning.NOT_NOW) else None


NUMBERS = {
    0: "0",
    1: "1 | one | One. | first | the first one please | jeden | jedna | aik | ایک | ١ | ۱ | 1️⃣",
    2: "2 | 2. | 2) | (2) | #2 | '2' | 2!! |  2  | 02 | ２ | ² | ② | ⑵ | 2️⃣ | *2*"
    "| 2 please | 2 pls | please 2 | 2, please | 2,please | 2.thanks | 2 thank you very much"
    "| hi 2 please | hello, 2 thanks x | 2 👍 | 👍 2 | 2 🙏🏽 | 2 ok | yes 2 | Yes, 2 please"
    "| option 2 | Option 2. | option2 | option two | number 2 please | Number: 2 | no 2 | No. 2"
    "| no.2 | No2 | slot 2 | choice 2 | I choose 2 | can I have option 2 please"
    "| I'd like option 2 please | two | Two please | 2nd | 2nd one | the 2nd one please"
    "| the second | second option | second | The second one, please"
    "| dwa | Dwa | dwie | poproszę 2 | proszę 2 | 2 proszę | opcja 2 | Opcja dwa | numer 2 | nr 2"
    "| nr.2 | wybieram 2 | tak, 2 | dzień dobry, 2 | 2 dziękuję"
    "| ٢ | ۲ | २ | ੨ | ২ | ૨ | ۲۔ | دو | do | Do. | دو شکریہ | 2 shukriya | ji 2 | haan 2"
    "| نمبر 2 | نمبر ۲ | نمبر۲ | آپشن 2 | option 2 shukriya | جی 2",
    3: "3 | three | trzy | teen | تین | ۳ | third",
    4: "4 | four | cztery | char | chaar | چار",
    5: "5 | pięć | piec | PIĘĆ | paanch | پانچ",
    6: "6 | sześć | چھ | چھے",
    10: "10 | ten | dziesięć | دس | das",
    24: "24",
    99: "99",
}
NO_NUMBER = [
    "",
    " ",
    "?",
    "yes",
    "yes but can we do 4pm",
    "2 or 3",
    "2 3",
    "2, 3",
    "2 and 3 please",
    "1 2",
    "1️⃣2️⃣",
    "one or two",
    "option 2 or option 3",
    "2/3",
    "2-3",
    "2.5",
    "2,5",
    "½",
    "at 2",
    "At 2 please",
    "2pm",
    "2 pm",
    "2 p.m.",
    "2 o'clock",
    "2:00",
    "14.30",
    "half past 2",
    "2?",
    "2 please?",
    "is 2 free",
    "not 2",
    "anything but 2",
    "2 is too early",
    "2 no",
    "2 no please",
    "2 children",
    "2 of us",
    "we are 2",
    "24/11",
    "24.11.",
    "24 11",
    "12 12",
    "24 November",
    "Tue 24 Nov",
    "the 2nd",
    "2nd of December",
    "2026",
    "123",
    "07700 900123",
    "07700900123",
    "+447700900123",
    "07 70 09 00 12",
    "£2",
    "$2",
    "+1",
    "-+2",
    "2x2",
    "2 + 2",
    "KS2",
    "no one",
    "no two",
    "one second",
    "one moment please",
    "please do",
    "plz do",
    "do it",
    "do not",
    "do you have 2",
    "how do I",
    "to",
    "too",
    "a",
    "II",
    "dwa albo trzy",
    "o drugiej",
    "o 2",
    "godzina 2",
    "do jutra",
    "2 بجے",
    "دو بجے",
    "do baje",
    "دو یا تین",
    "نو",
    "👍",
    "stop",
    "STOP 2",
    "two two",
    "2" * 1600,
    "2 " * 800,
    A_LOT,
]


@pytest.mark.parametrize(
    ("text", "n"),
    [(text, n) for n, texts in NUMBERS.items() for text in texts.split("|")],
)
def test_a_number_is_chosen(text, n):
    assert numbers(text) == {n}


@pytest.mark.parametrize("text", NO_NUMBER)
def test_no_number_is_guessed(text):
    assert numbers(text) == set()


YES = {
    "en": "yes | Yes | YES! | yes. | y | Y | yep | yeah | yup | yes please | Yes, please!"
    "| yes,please | yes yes | ok | OK | Ok. | okay | ok thanks | ok, thank you"
    "| Ok thank you so much x | k"
    "| sure | Fine | fine thanks | that's fine | That’s fine, thank you | of course"
    "| sounds good | hi yes please | Hello, yes. Thank you | yes sorry | “Yes” | ｙｅｓ"
    "| 👍 | 👍🏾 | 👍👍👍 | 👌 | ✅ | ✔️ | yes 👍 | 👍 thanks | thanks 👍 | ok 👍🏽 🙏 | yes ❤️",
    "pl": "tak | Tak | TAK! | tak proszę | tak, proszę | tak prosze | tak tak | Tak, dziękuję"
    "| dobrze | dobrze, dziękuję bardzo | dobra | okej | pewnie | jasne | oczywiście"
    "| OCZYWISCIE | zgadzam się | no tak | No dobrze | no ok | dzień dobry, tak"
    "| ok | ok dzięki | yes | yes please | 👍 | tak 👍",
    "ur": "ہاں | ہاں جی | جی | جی ہاں | جی ہاں۔ | جی، شکریہ | جي هاں | ٹھیک ہے | ٹھیک ہے شکریہ"
    "| بالکل | ضرور | جی ضرور | ہاں ان شاء اللہ | السلام علیکم، جی ہاں | اوکے | یس"
    "| haan | Haan ji | han | ha | ji | Ji haan | jee haan | g | hanji | theek hai"
    "| theek hai shukriya | thik hai | bilkul | zaroor | ji haan inshallah | salam, ji"
    "| yes | ok | Yes please | ok shukriya | haan plz | 👍 | جی 👍 | 👍🏽",
}
NO = {
    "en": "no | No | NO. | n | nope | nah | no thanks | No, thank you | no thankyou | no sorry"
    "| sorry no | Sorry, no. Thank you. | not this time | Not this time, thanks | no no"
    "| no, not this time | hi no | 👎 | 👎🏿 | no 👎 | ❌",
    "pl": "nie | Nie | NIE! | nie dziękuję | nie, dziękuje | nie, dzięki | niestety nie"
    "| przepraszam, nie | nie tym razem | nie nie | no thanks | No thank you | nope | 👎",
    "ur": "نہیں | نہیں۔ | نھیں | نهيں | نہیں جی | جی نہیں | نہیں شکریہ | معذرت، نہیں | نہ"
    "| nahi | Nahi | nahin | nai | nhi | nahi ji | ji nahi | jee nahin | nahi shukriya | na"
    "| no | No thanks | not this time | 👎",
}
NEITHER = {
    "en": "| ? | yes? | Yes? Which day? | ok? | no? | yes but can we do 4pm | yes if it is late"
    "| yes and no | yes no | no yes | ok no | yes/no | y/n | no problem | no worries"
    "| no idea | not yet | not sure | maybe | I think so | yes I think | yesterday | know"
    "| now | none | note"
    "| no one told me | No one | noon | I said no already | I can't say yes | can I say yes later"
    "| thanks | thank you | please | sorry | hi | hello miss | 🙏 | 😊 | ❤️ | 👍👎 | yes 👎 | no 👍"
    "| 👍 at 4 | 2 | yes 2 | stop | help | cancel | yes yes but"
    "| okay then what | yes Miss Khan's room | tak | nie | جی | نہیں | haan | nahi | ha | haha"
    "| 🙅 | 🤷 | \ufffc",
    "pl": "no | No. | no no | tak? | tak ale po 16 | może | nie wiem | nie mogę dziś | tak i nie"
    "| tak nie | nie ma problemu | dziękuję | proszę | dzień dobry | takie | nic | tak 👎"
    "| jak | ta | haan | جی",
    "ur": "کیا | جی؟ | ہاں لیکن شام کو | ہاں نہیں | جی نہیں ہاں | شاید | پتا نہیں"
    "| نہیں پتا | شکریہ | السلام علیکم | نو | haan lekin 4 baje | pata nahi | shayad"
    "| nahi pata | shukriya | salam"
    "| haha | hai | yes no | tak | nie | haan? | مسئلہ نہیں",
}


def said(table):
    return [(text, tag) for tag, texts in table.items() for text in texts.split("|")]


@pytest.mark.parametrize(("text", "tag"), said(YES))
def test_yes(text, tag):
    assert yes_no(text, tag) is True


@pytest.mark.parametrize(("text", "tag"), said(NO))
def test_no(text, tag):
    assert yes_no(text, tag) is False


@pytest.mark.parametrize(("text", "tag"), [*said(NEITHER), (A_LOT, "en"), ("yes but " * 200, "ur")])
def test_neither_yes_nor_no_is_guessed(text, tag):
    assert yes_no(text, tag) is None


@pytest.mark.parametrize("tag", ["en", "pl"])
@pytest.mark.parametrize("word", ["do", "teen", "tin", "char", "das", "punch"])
def test_what_is_a_number_in_urdu_is_only_a_word_to_others(word, tag):
    assert read(word, tag).number() is None
    assert read(word, "ur").number() is not None


@pytest.mark.parametrize("tag", ["en", "ro", "pl"])
def test_little_words_of_other_languages_make_no_number(tag):
    """ "La 2" is "at two" to a Romanian, whatever "la" is to somebody else."""
    assert [text for text in ("la 2", "ji 2", "haan 2") if read(text, tag).number()] == []


def test_a_number_in_its_own_script_is_read_of_whom_we_do_not_know_better():
    assert read("دو", "en").number() == 2
    assert read("دو", "pl").number() is None


@pytest.mark.parametrize("tag", ["en", "es", "it", "pl"])
def test_a_no_and_a_number_are_not_number_two(tag):
    assert [read(text, tag).number() for text in ("No. 2", "no 2", "no, 2", "No! 2")] == [
        2,
        2,
        None,
        None,
    ]
