"""Five-minute ideas for home, by age and topic, in every language.

The sentences are content, in `ideas.toml`. They speak to the grown-up, call the child "your child",
cost nothing and need no book, screen or English.
"""

import tomllib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from portal.languages import Language
from portal.wording import praise, starters

YOUNGEST, OLDEST = 0, 11
"""Year groups: Reception is 0."""
YEARS = range(YOUNGEST, OLDEST + 1)
FIRST_AGE = 4
"""Children in Reception become five in that year; those in Year 4 become nine."""


class Topic(StrEnum):
    """What an idea helps with."""

    READING = "reading"
    WRITING = "writing"
    MATHS = "maths"
    SUBJECTS = "subjects"
    LANGUAGES = "languages"
    TALK = "talk"
    PRAISE = "praise"
    FRIENDS = "friends"
    JOINING_IN = "joining in"
    FEELINGS = "feelings"
    CALM = "calm"
    MORNINGS = "mornings"


@dataclass(frozen=True)
class Idea:
    """One idea, for children of the year groups from `first` to `last`, both included."""

    key: str
    first: int
    last: int
    topic: Topic
    words: str


def fitting(year: int | None = None, topic: Topic | None = None) -> list[Idea]:
    """The ideas for this year group (0: Reception) and topic, in the order of the bank. None:
    any."""
    return [
        one
        for one in IDEAS
        if (year is None or one.first <= year <= one.last) and topic in (None, one.topic)
    ]


def say(idea: Idea, language: Language) -> str:
    """The idea in this language."""
    return language.gettext(idea.words)


@cache
def find(key: str) -> Idea:
    """The idea with this key. KeyError where there is none."""
    return _BY_KEY[key]


def year_name(year: int, language: Language) -> str:
    """What parents call a year group."""
    _ = language.gettext
    if year == YOUNGEST:
        # Translators: the name of the first year at an English school, for children of 4 to 5.
        return _("Reception")
    # Translators: the name of a year at an English school. number is 1 (for children of 5 to 6) to
    # 11 (for children of 15 to 16).
    return _("Year %(number)s") % {"number": year}


def ages(year: int, language: Language) -> str:
    """How old the children of a year group are."""
    _ = language.gettext
    # Translators: how old the children are for whom an idea for home is; first and second are ages
    # in years, such as 8 and 9.
    return _("age %(first)s to %(second)s") % {
        "first": year + FIRST_AGE,
        "second": year + FIRST_AGE + 1,
    }


def topic_name(topic: Topic, language: Language) -> str:
    """What parents read above the ideas of a topic."""
    _ = language.gettext
    return {
        # Translators: heading above ideas for five minutes at home; one of a list of topics.
        Topic.READING: _("Reading"),
        # Translators: heading above ideas for five minutes at home; one of a list of topics.
        Topic.WRITING: _("Writing"),
        # Translators: heading above ideas for five minutes at home; one of a list of topics.
        Topic.MATHS: _("Maths"),
        # Translators: heading above ideas for five minutes at home: science, history, the world,
        # homework, getting ready for tests.
        Topic.SUBJECTS: _("School subjects"),
        # Translators: heading above ideas for five minutes at home: the family's own languages,
        # and learning English.
        Topic.LANGUAGES: _("Our languages"),
        # Translators: heading above ideas for five minutes at home: parent and child talk.
        Topic.TALK: _("Talking together"),
        # Translators: heading above ideas for five minutes at home: saying what the child did well.
        Topic.PRAISE: _("Saying what went well"),
        # Translators: heading above ideas for five minutes at home; one of a list of topics.
        Topic.FRIENDS: _("Friends"),
        # Translators: heading above ideas for five minutes at home: clubs, speaking in a group,
        # helping others.
        Topic.JOINING_IN: _("Joining in"),
        # Translators: heading above ideas for five minutes at home: worries, sleep, rest.
        Topic.FEELINGS: _("Feeling well"),
        # Translators: heading above ideas for five minutes at home: anger, waiting, kind words.
        Topic.CALM: _("Being calm and kind"),
        # Translators: heading above ideas for five minutes at home: sleep, the school bag, getting
        # to school in peace.
        Topic.MORNINGS: _("Calm mornings"),
    }[topic]


FOR_TARGETS = {
    starters.Topic.READING: Topic.READING,
    starters.Topic.WRITING: Topic.WRITING,
    starters.Topic.MATHS: Topic.MATHS,
    starters.Topic.SUBJECT: Topic.SUBJECTS,
    starters.Topic.ATTENDANCE: Topic.MORNINGS,
    starters.Topic.BEHAVIOUR: Topic.CALM,
    starters.Topic.FRIENDS: Topic.FRIENDS,
    starters.Topic.JOINING_IN: Topic.JOINING_IN,
    starters.Topic.WELLBEING: Topic.FEELINGS,
    starters.Topic.LANGUAGE: Topic.LANGUAGES,
}
"""The ideas that go with a target on this topic."""

FOR_PRAISE = {
    praise.Topic.READING: Topic.READING,
    praise.Topic.WRITING: Topic.WRITING,
    praise.Topic.MATHS: Topic.MATHS,
    praise.Topic.SCIENCE: Topic.SUBJECTS,
    praise.Topic.LEARNING: Topic.SUBJECTS,
    praise.Topic.HOMEWORK: Topic.SUBJECTS,
    praise.Topic.LANGUAGES: Topic.LANGUAGES,
    praise.Topic.KINDNESS: Topic.FRIENDS,
    praise.Topic.FRIENDS: Topic.FRIENDS,
    praise.Topic.TEAMWORK: Topic.JOINING_IN,
    praise.Topic.CONFIDENCE: Topic.JOINING_IN,
    praise.Topic.CLUBS: Topic.JOINING_IN,
    praise.Topic.CALM: Topic.CALM,
    praise.Topic.MORNINGS: Topic.MORNINGS,
}
"""The ideas that go with good news on this topic; with any other, those for talking."""


def next_of(year: int | None, topics: Sequence[Topic], sent: Collection[str]) -> Idea:
    """The idea to send next to a family who has had these (keys, oldest first): on the first of
    these topics that has one they have not had; then one for talking, then any; or else the one
    they had longest ago."""
    of_age = fitting(year) or list(IDEAS)
    wanted = dict.fromkeys([*topics, Topic.TALK])
    matched = [one for topic in wanted for one in of_age if one.topic == topic]
    had = {key: at for at, key in enumerate(sent, 1)}
    fresh = next((one for one in (*matched, *of_age) if one.key not in had), None)
    return fresh or min(matched or of_age, key=lambda one: had[one.key])


_BANK = tomllib.loads(Path(__file__).with_name("ideas.toml").read_text(encoding="utf-8"))

IDEAS: tuple[Idea, ...] = tuple(
    Idea(row["key"], row["years"][0], row["years"][1], Topic(row["topic"]), row["words"])
    for row in _BANK["idea"]
)
_BY_KEY = {idea.key: idea for idea in IDEAS}
