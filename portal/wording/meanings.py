"""What words in a reply can mean. The words themselves are in `words/`, one file per language."""

from enum import Enum, auto


class Meaning(Enum):
    """What a list of words stands for. Phrases are parted by commas."""

    YES = auto()
    OKAY = auto()
    """Says yes to an offer, but is also how people say no more than "I have read this"."""
    NO = auto()
    NOT_NOW = auto()
    """A no to being asked at all: "not this time"."""
    CANNOT = auto()
    """"I cannot come". It is asked about, never done."""
    POLITE = auto()
    """May stand around an answer and changes nothing."""
    FALSE_FRIENDS = auto()
    """English words that mean something else here: left for a person."""
    REAL_WORDS = auto()
    """One slip of the thumb away from a word below, but words themselves: never put right."""

    STOP = auto()
    START = auto()
    HELP = auto()
    TIMES = auto()
    CHANGE = auto()
    TALK = auto()
    LANGUAGE = auto()
    IDEAS = auto()
    """A five-minute idea each week, please."""
    NO_IDEAS = auto()
    NEWS = auto()
    """Good news by text again, please."""
    NO_NEWS = auto()
    REMINDERS = auto()
    """Reminders again, please."""
    NO_REMINDERS = auto()
    RING_ONLY = auto()
    """Ring me, and no texts, from now on."""
    NO_ENGLISH = auto()
    """LANGUAGE, or an answer to whether they need an interpreter."""

    MORE = auto()
    OTHER_TIME = auto()
    """More times where times are offered; everywhere else a wish to change."""
    CALL = auto()
    COMING = auto()
    UNDO = auto()
    WAIT = auto()
    TAKE = auto()
    BRING = auto()
    CRECHE = auto()
    NONE = auto()
    """No little ones, no allergy, nothing."""
    NOTHING_SPECIAL = auto()
    """Nothing they would like to talk about: "all good", "nothing special"."""
    NO_LITTLE_ONES = auto()
    NO_NEEDS = auto()
    INTERPRETER = auto()
    NO_INTERPRETER = auto()

    AGREE = auto()
    """With what was read together."""
    READ = auto()
    PAPER = auto()
    WELL = auto()
    HARD = auto()
    STUCK = auto()
    DID = auto()
    """They did what was suggested."""
    THUMB = auto()
    """A sign that says so where we asked: also an OKAY."""

    NUMBERS = auto()
    """One, two, three ...; several words for one number with / between them."""
    ORDINALS = auto()
    """The first, the second ...: written like NUMBERS; choices, but no counts and no ages."""
    ALONE = auto()
    """Numbers that are English words too, and so count only for who reads this language, and only
    among its own words."""
    CHOICE = auto()
    """What may stand beside a number: "option 2"."""
    LITTLE_ONES = auto()
    """What may stand beside how many children there are: "just 2 kids"."""
    COUNTS = auto()
    """How many children in one word, where that word is no choice and no age: the Arabic "two
    girls", the Bengali "duita". Written like NUMBERS."""

    AGED = auto()
    """What may stand beside an age and changes nothing: "he is 2"."""
    WHO = auto()
    """Whose age: "girl 2, boy 4". But "1 girl 1 boy" is how many."""
    AND = auto()
    YEARS = auto()
    MONTHS = auto()
    HALF = auto()
    """Half a year more, which an age in years leaves out."""
    YEARS_OLD = auto()
    """An age in a word, written like NUMBERS: the Polish "rok", the Urdu "dhai saal" (2½)."""
    BABY = auto()
    EACH = auto()
    """One age for all of them: "both 2"."""

    LANGUAGES = auto()
    """Names of languages: the tag and the names with / between them."""
    IN_LANGUAGE = auto()
    """What may stand beside the name of a language: "in Polish"."""

    WRONG_PERSON = auto()
    NO_CHILD = auto()
    """A stranger's words, unless we have just asked how many little ones they bring."""
    NOT_ME = auto()
    """A stranger's words around the name of the parent we wrote to, which is written {name}."""
    TITLES = auto()
    """What may stand before a name."""
    NAME_ENDINGS = auto()
    """How names change: "a/y" makes "Anny" of "Anna"."""
    NOT_NAMES = auto()
    """What else is said after "I am not", even if somebody is called so."""


MAY_BE_EMPTY = frozenset(
    {
        Meaning.FALSE_FRIENDS,
        Meaning.REAL_WORDS,
        Meaning.ALONE,
        Meaning.YEARS_OLD,
        Meaning.NAME_ENDINGS,
        Meaning.THUMB,
        Meaning.COUNTS,
    }
)
"""What not every language has."""
