"""The phrases of good news, ready to tap, in every language and in the right grammar.

The sentences are content, in `praise.toml`, each with a key that never changes what it means: a
family's list of good news keeps keys, not words. To say something else, add a new phrase.

Many languages bend the verb by who did the deed. So every sentence stands in the catalogues three
times, with the context "girl", "boy" or "any": the last says it without showing which, and is used
where the school does not know. The child's name stands where its ending never changes, and what a
phrase leaves open (a subject, a sport) is a phrase of its own that fits as it is: "in maths".
"""

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from portal.languages import Language


class Form(StrEnum):
    """Whose deed it is, for the grammar. Values are contexts in the catalogues."""

    GIRL = "girl"
    BOY = "boy"
    ANY = "any"


class Topic(StrEnum):
    """What a phrase praises, in the order in which teachers see them."""

    EFFORT = "effort"
    LEARNING = "learning"
    READING = "reading"
    WRITING = "writing"
    MATHS = "maths"
    SCIENCE = "science"
    LANGUAGES = "languages"
    KINDNESS = "kindness"
    FRIENDS = "friends"
    HELPING = "helping"
    TEAMWORK = "teamwork"
    CALM = "calm"
    HONESTY = "honesty"
    CONFIDENCE = "confidence"
    CREATIVE = "creative"
    SPORT = "sport"
    CLUBS = "clubs"
    MORNINGS = "mornings"
    HOMEWORK = "homework"
    HOME = "home"
    AGREED = "agreed"
    EARLY = "early"
    OLDER = "older"
    WELCOME = "welcome"
    MEETING = "meeting"


TOPICS = {
    Topic.EFFORT: "Effort",
    Topic.LEARNING: "Learning",
    Topic.READING: "Reading",
    Topic.WRITING: "Writing",
    Topic.MATHS: "Maths",
    Topic.SCIENCE: "Science",
    Topic.LANGUAGES: "Languages",
    Topic.KINDNESS: "Kindness",
    Topic.FRIENDS: "Friends",
    Topic.HELPING: "Helping",
    Topic.TEAMWORK: "Working together",
    Topic.CALM: "Calm and good choices",
    Topic.HONESTY: "Honesty",
    Topic.CONFIDENCE: "Speaking up and trying",
    Topic.CREATIVE: "Art, music and drama",
    Topic.SPORT: "Sport",
    Topic.CLUBS: "Clubs",
    Topic.MORNINGS: "Coming to school",
    Topic.HOMEWORK: "Homework",
    Topic.HOME: "Thanks for help at home",
    Topic.AGREED: "What we agreed on",
    Topic.EARLY: "Nursery and Reception",
    Topic.OLDER: "Older pupils",
    Topic.WELCOME: "A good start",
    Topic.MEETING: "Our talk",
}
"""What staff call each topic."""

SUBJECT, SPORT, NUMBER = "in_subject", "in_sport", "number"
BLANKS = (SUBJECT, SPORT, NUMBER)
"""What a phrase can leave open besides the child: one of these at most."""
MET = "met-agreed"
THANKS_FOR_COMING, THANKS_FOR_TALKING = "thanks-for-coming", "thanks-for-talking"
"""The phrases that the clock sends."""


@dataclass(frozen=True)
class Phrase:
    """One phrase of the bank. `words` in English, with {child} and at most one blank. `thanks`: it
    thanks one grown-up for what they did, and goes to nobody else. `numbers`: what {number} can
    be."""

    key: str
    topic: Topic
    words: str
    thanks: bool = False
    numbers: tuple[int, ...] = ()

    @property
    def blank(self) -> str | None:
        """The blank to fill besides the child, if there is one."""
        return next((one for one in BLANKS if f"{{{one}}}" in self.words), None)

    def choices(self) -> tuple[str, ...]:
        """What can fill the blank: keys of a list, or figures. Empty where there is none."""
        if self.blank == NUMBER:
            return tuple(map(str, self.numbers))
        return tuple(LISTS[self.blank]) if self.blank else ()


def sentence(
    phrase: Phrase, form: Form, language: Language, *, child: str, filled: str = ""
) -> str:
    """The phrase about this child in this language. `filled`: what fills the blank, one of
    `choices`. KeyError where it is not."""
    words = language.pgettext(form, phrase.words)
    if phrase.blank:
        words = words.replace(f"{{{phrase.blank}}}", in_words(phrase, filled, language))
    return words.replace("{child}", child)


def in_words(phrase: Phrase, filled: str, language: Language) -> str:
    """What fills the blank of this phrase, in this language: "in maths". KeyError where it is not
    one of `choices`."""
    if filled not in phrase.choices():
        raise KeyError(filled)
    if phrase.blank == NUMBER:
        return filled
    listed = LISTS[phrase.blank or ""][filled]
    return language.gettext(listed)


@cache
def find(key: str) -> Phrase:
    """The phrase with this key. KeyError where there is none."""
    return _BY_KEY[key]


_BANK = tomllib.loads(Path(__file__).with_name("praise.toml").read_text(encoding="utf-8"))

PHRASES: tuple[Phrase, ...] = tuple(
    Phrase(
        key=row["key"],
        topic=Topic(row["topic"]),
        words=row["words"],
        thanks=row.get("thanks", False),
        numbers=tuple(row.get("numbers", ())),
    )
    for row in _BANK["phrase"]
)
LISTS: dict[str, dict[str, str]] = {name: _BANK[name] for name in (SUBJECT, SPORT)}
_BY_KEY = {phrase.key: phrase for phrase in PHRASES}
THANKS = frozenset(phrase.key for phrase in PHRASES if phrase.thanks)
"""The phrases (keys) that thank one grown-up. A school's own thank nobody."""
