"""What parents write back: numbers, yes and no, stop, and "wrong person", in their own words.

Pure reading of one message. Which question it answers and what happens then is decided
elsewhere. Everything here reads the whole message or nothing: besides the answer only a greeting
or a thank-you may stand in it. What is not understood is left for a person to read, because a
wrong guess books or cancels something.
"""

import re
import unicodedata
from enum import Enum, auto
from functools import cache


class Meaning(Enum):
    """What a list of words in `WORDS` stands for."""

    YES = auto()
    NO = auto()
    POLITE = auto()  # may stand around an answer and changes nothing
    NUMBERS = auto()  # one, two, three ...; several words for one number with / between them
    CHOICE = auto()  # what may stand before a number: "option 2"
    STOP = auto()
    START = auto()
    HELP = auto()
    TIMES = auto()
    CHANGE = auto()
    TALK = auto()
    LANGUAGE = auto()
    WRONG_PERSON = auto()
    FALSE_FRIENDS = auto()  # English words that mean something else here: left for a person


class Word(Enum):
    """The words that always work, whatever was asked. Three of them every text service owes."""

    STOP = Meaning.STOP
    START = Meaning.START
    HELP = Meaning.HELP
    TIMES = Meaning.TIMES
    CHANGE = Meaning.CHANGE
    TALK = Meaning.TALK
    LANGUAGE = Meaning.LANGUAGE


# Adding a language is adding one entry. Accents, capitals and punctuation do not matter, and
# whoever writes in any language may also answer in English. The first words of STOP, START and
# HELP in English are those that carriers act on by themselves (Twilio's default keywords), so they
# always mean that here too.
WORDS: dict[str, dict[Meaning, str]] = {
    "en": {
        Meaning.YES: "yes, y, yep, yeah, yup, yea, ya, yh, yess, ok, okay, okey, k, kk, sure, fine,"
        "of course, definitely, absolutely, thats fine, that is fine, thats ok, that is ok,"
        "sounds good, 👍, 👌, ✅, ✔",
        Meaning.NO: "no, n, nope, nah, no thanks, no thank you, not this time, 👎, ❌, ✖",
        Meaning.POLITE: "please, pls, plz, thanks, thank you, thankyou, thx, ty, thanks a lot,"
        "thank you so much, thank you very much, many thanks, cheers, sorry, hi, hello, hey, miss,"
        "sir, madam, good morning, good afternoon, good evening, regards, kind regards,"
        "x, xx, xxx, 🙏, 😊, 🙂, 😀, ❤, 👋",
        Meaning.NUMBERS: "one/first/first one/the first one, two/second/the second one,"
        "three/third/third one/the third one, four/fourth/the fourth one,"
        "five, six, seven, eight, nine, ten",
        Meaning.CHOICE: "option, number, option number, num, choice, slot, choose, i choose, pick,"
        "book, i want option, i would like option, id like option, can i have option,"
        "could i have option, ill take option",
        Meaning.STOP: "stop, stopall, unsubscribe, cancel, end, quit, revoke, optout,"
        "stop all, opt out, opt-out, please stop, stop please, stop texting, stop texting me,"
        "stop texts, stop messages, stop messaging me",
        Meaning.START: "start, unstop",
        Meaning.HELP: "help, info",
        Meaning.TIMES: "times, my times",
        Meaning.CHANGE: "change",
        Meaning.TALK: "talk, i would like to talk",
        Meaning.LANGUAGE: "language",
        Meaning.WRONG_PERSON: "wrong number, wrong no, wrong num, wrong person, wrong contact,"
        "this is the wrong number, this is a wrong number, this is wrong number,"
        "its the wrong number, its a wrong number, you have the wrong number,"
        "you have wrong number, you have the wrong person, you have got the wrong number,"
        "youve got the wrong number, youve got the wrong person, you got the wrong number,"
        "i think you have the wrong number, i think you have got the wrong number,"
        "i think youve got the wrong number, i think this is the wrong number,"
        "not my child, not my kid, this is not my child, this isnt my child, thats not my child,"
        "i dont have a child, i dont have children, i dont have kids, i dont have any children,"
        "i dont have any kids, i have no children, i have no kids, i have no child,"
        "i dont have a child at this school, i dont have a child at your school,"
        "i have no child at this school, i have no children at this school,"
        "i dont know this child",
        Meaning.FALSE_FRIENDS: "",
    },
    "pl": {
        Meaning.YES: "tak, no tak, tak jest, okej, oki, dobrze, no dobrze, dobra, no ok, pewnie,"
        "no pewnie, jasne, no jasne, oczywiście, zgoda, zgadzam się, jak najbardziej",
        Meaning.NO: "nie, niestety nie, nie tym razem",
        Meaning.POLITE: "proszę, poproszę, dziękuję, dziękuje, dzięki, dziękuję bardzo,"
        "bardzo dziękuję, przepraszam, dzień dobry, dobry wieczór, cześć, witam, pozdrawiam",
        Meaning.NUMBERS: "jeden/jedna/jedno/jedynka, dwa/dwie/dwójka, trzy/trójka, cztery/czwórka,"
        "pięć/piątka, sześć, siedem, osiem, dziewięć, dziesięć",
        Meaning.CHOICE: "opcja, opcję, numer, nr, termin, wybieram, wybieram opcję,"
        "wybieram numer, wybieram termin",
        Meaning.STOP: "wypisz, wypisz mnie, proszę mnie wypisać, zatrzymaj, nie pisz, nie piszcie,"
        "proszę nie pisać, nie wysyłaj, nie wysyłajcie, stop sms",
        Meaning.START: "wznów, rozpocznij",
        Meaning.HELP: "pomoc, pomocy, informacja, informacje",
        Meaning.TIMES: "terminy",
        Meaning.CHANGE: "zmiana",
        Meaning.TALK: "rozmowa",
        Meaning.LANGUAGE: "język",
        Meaning.WRONG_PERSON: "zły numer, to zły numer, to jest zły numer, zły numer telefonu,"
        "błędny numer, niewłaściwy numer, nieprawidłowy numer, nie ten numer, pomyłka,"
        "to pomyłka, to jest pomyłka, zła osoba, niewłaściwa osoba, nie moje dziecko,"
        "to nie moje dziecko, to nie jest moje dziecko, nie mam dzieci, nie mam dziecka",
        # In everyday Polish "no" means "yeah".
        Meaning.FALSE_FRIENDS: "no",
    },
    "ur": {
        Meaning.YES: "ہاں, ہان, جی, جی ہاں, ہاں جی, جی جی, ٹھیک, ٹھیک ہے, بالکل, ضرور, اوکے, یس,"
        "haan, han, haa, ha, hanji, haanji, ji, jee, g, ji haan, ji han, jee haan, g haan, g han,"
        "haan ji, han ji, theek, theek hai, thek hai, thik hai, teek hai, tik hai, bilkul,"
        "zaroor, zarur",
        Meaning.NO: "نہیں, نہی, نہ, جی نہیں, nahi, nahin, nahee, nahein, nai, nhi, na, naa,"
        "ji nahi, ji nahin, jee nahi, jee nahin",
        Meaning.POLITE: "شکریہ, بہت شکریہ, آپ کا شکریہ, مہربانی, براہ کرم, پلیز, جی, سلام,"
        "السلام علیکم, ان شاء اللہ, انشاءاللہ, جزاک اللہ, معذرت, shukriya, shukria,"
        "bohat shukriya, bahut shukriya, meherbani, mehrbani, ji, jee, salam, salaam,"
        "assalamualaikum, assalam o alaikum, aoa, inshallah, insha allah, jazakallah, jazak allah",
        # Nine in Urdu script, نو, is left out: it is also how the English "no" is written.
        Meaning.NUMBERS: "ایک/ek/aik, دو/do, تین/teen, چار/char/chaar, پانچ/panch/paanch,"
        "چھ/چھے/chay/chhe, سات/saat, آٹھ/aath, nau, دس/das",
        Meaning.CHOICE: "نمبر, آپشن, آپشن نمبر, option, number, option number",
        Meaning.STOP: "بند کریں, بند کرو, بند کر دیں, میسج بند کریں, پیغام بند کریں,"
        "پیغامات بند کریں, روکیں, روک دیں, سٹاپ, اسٹاپ, band karo, band karen, band karein,"
        "band kar dein, message band karo, message band karen, msg band karo",
        Meaning.START: "شروع, شروع کریں, سٹارٹ, اسٹارٹ, shuru, shuru karo, shuru karen",
        Meaning.HELP: "مدد, ہیلپ, معلومات, madad",
        Meaning.TIMES: "وقت",
        Meaning.CHANGE: "تبدیلی",
        Meaning.TALK: "بات",
        Meaning.LANGUAGE: "زبان",
        Meaning.WRONG_PERSON: "غلط نمبر, غلط نمبر ہے, یہ غلط نمبر ہے, رانگ نمبر, غلط شخص,"
        "میرا بچہ نہیں, میرا بچہ نہیں ہے, یہ میرا بچہ نہیں, یہ میرا بچہ نہیں ہے,"
        "یہ میری بچی نہیں, یہ میری بچی نہیں ہے, میرا کوئی بچہ نہیں, میرا کوئی بچہ نہیں ہے,"
        "galat number, ghalat number, galat number hai, ghalat number hai,"
        "yeh galat number hai, ye galat number hai, rong number, mera bacha nahi,"
        "mera bacha nahi hai, ye mera bacha nahi hai, yeh mera bacha nahi hai",
        Meaning.FALSE_FRIENDS: "",
    },
}


def digits(text: str) -> str:
    """The same text with the digits of every script as 0 to 9: ٢, २ and ２ become 2."""
    return "".join(_latin_digit(character) for character in text)


def fold(text: str) -> str:
    """A message as it is compared: no capitals, accents, marks or punctuation, single spaces.

    Letters that phones swap for each other (Arabic and Urdu ye, he, kaf; ł and l) become one.
    Each emoji is a word of its own, whatever its skin tone. Punctuation inside a number stays:
    "2:30" and "2/3" are not 2. An answer in pictures only may fold to nothing.
    """
    text = _APOSTROPHE.sub("", _KEYCAP.sub(" ", text))
    letters = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    bare = "".join(_letter(letter) for letter in letters).translate(_SAME_LETTER)
    text = _BESIDE_LETTERS.sub(" ", unicodedata.normalize("NFC", bare))
    words = (_trim(word) for word in text.split())
    return " ".join(word for word in words if word)


def number(text: str) -> int | None:
    """The one number a parent chose, in digits or words of any language, or None.

    "2", "2.", "option 2", "2 please" and "2️⃣" are 2. Times, dates, phone numbers, questions and
    more than one number are None. Any number up to 99 is read; whether it was offered is not
    known here.
    """
    if _QUESTION.search(text):
        return None
    said = fold(_INTO_NUMBER.sub(" ", digits(text)))
    chosen = {_chosen(said, tag) for tag in WORDS} - {None}
    return chosen.pop() if len(chosen) == 1 else None


def yes_no(text: str, tag: str) -> bool | None:
    """True for yes, False for no, None for anything else. KeyError if no language has the tag."""
    yes, no, polite = (_known(tag, m) for m in (Meaning.YES, Meaning.NO, Meaning.POLITE))
    said = "" if _QUESTION.search(text) else fold(text)
    if _says_only(said, yes, polite):
        return True
    return False if _says_only(said, no, polite) else None


def word(text: str, tag: str) -> Word | None:
    """STOP, START or HELP, if the whole message is a word for it. KeyError on an unknown tag.

    Nothing polite may stand beside these: "cancel please" is about a talk, not about texts.
    """
    said = fold(text)
    return next((each for each in Word if said in _known(tag, each.value)), None)


def shown(word: Word, tag: str) -> str:
    """What a text tells a parent to write, in their language: capitals, and without the accents
    that would make the text three times as dear."""
    first = WORDS[tag][word.value].split(",")[0].strip()
    return fold(first).upper() if first.isascii() or tag == "pl" else first


def wrong_person(text: str, tag: str) -> bool:
    """Whether the message says that we text a stranger. KeyError on an unknown tag."""
    around = _known(tag, Meaning.POLITE) | _own(tag, Meaning.NO) | _own("en", Meaning.NO)
    return _says_only(fold(text), _known(tag, Meaning.WRONG_PERSON), around)


@cache
def _known(tag: str, meaning: Meaning) -> frozenset[str]:
    """The folded words of a language and of English for one meaning."""
    false_friends = _own(tag, Meaning.FALSE_FRIENDS)
    return _own(tag, meaning) | (_own("en", meaning) - false_friends)


@cache
def _own(tag: str, meaning: Meaning) -> frozenset[str]:
    return frozenset(filter(None, (fold(phrase) for phrase in WORDS[tag][meaning].split(","))))


@cache
def _numerals(tag: str) -> dict[str, int]:
    numbers = WORDS[tag][Meaning.NUMBERS].split(",")
    return {fold(word): n for n, words in enumerate(numbers, 1) for word in words.split("/")}


def _says_only(said: str, phrases: frozenset[str], around: frozenset[str]) -> bool:
    """Whether a message is these phrases, at least one, and else only what may stand around."""
    parts = _parts(said, phrases | around)
    return any(part in phrases for part in parts)


def _chosen(said: str, tag: str) -> int | None:
    """The number in a message made of one number and one language's politeness, else None.

    English is not mixed in: Urdu "do" is 2, but "please do" is not.
    """
    numerals = _numerals(tag)
    beside = _own(tag, Meaning.CHOICE) | _own(tag, Meaning.POLITE)
    if figures := _FIGURES.findall(said):
        said = _NUMBER_SIGN.sub("", said)
        beside |= _own(tag, Meaning.YES)
        numerals = numerals | {figure: int(figure) for figure in figures}
    numbers = [numerals[p] for p in _parts(said, beside | numerals.keys()) if p in numerals]
    return numbers[0] if len(numbers) == 1 else None


def _parts(said: str, phrases: frozenset[str]) -> list[str]:
    """A message cut into these phrases, longest first; empty if any of it is something else."""
    words, parts, at = said.split(), [], 0
    while at < len(words):
        tries = (" ".join(words[at : at + size]) for size in range(_LONGEST, 0, -1))
        phrase = next((each for each in tries if each in phrases), None)
        if phrase is None:
            return []
        parts.append(phrase)
        at += phrase.count(" ") + 1
    return parts


def _latin_digit(character: str) -> str:
    value = unicodedata.decimal(character, None)
    return character if value is None else str(value)


def _letter(character: str) -> str:
    kind = unicodedata.category(character)
    if kind in ("Mn", "Me", "Cf", "Sk"):
        return ""
    return f" {character} " if kind == "So" else character


def _trim(word: str) -> str:
    ends = [i for i, c in enumerate(word) if not unicodedata.category(c).startswith("P")]
    return word[ends[0] : ends[-1] + 1] if ends else ""


_APOSTROPHE = re.compile("['’‘ʼ´`]")
_KEYCAP = re.compile("\u20e3")
_QUESTION = re.compile("[?？؟]")
# Punctuation that parts two words written without a space: "yes,please", "no.2", "2)thanks".
_BESIDE_LETTERS = re.compile(
    r"(?<=[^\W\d_])[.,;:!/()،۔؛]+(?=[^\W_])|(?<=\d)[.,;:!/()،۔؛]+(?=[^\W\d_])"
)
_INTO_NUMBER = re.compile(r"(?<=[^\W\d_])(?=\d)")
_FIGURES = re.compile(r"(?<!\S)\d{1,2}(?!\S)")
_NUMBER_SIGN = re.compile(r"(?<!\S)no (?=\d)")
_SAME_LETTER = str.maketrans("łøđıيىكهةۃھ", "lodiییکہہہہ", "ـ")
_LONGEST = max(
    phrase.count(" ") + 1
    for tag in WORDS
    for meaning in set(Meaning) - {Meaning.NUMBERS}
    for phrase in _own(tag, meaning)
)
