"""The starter bank: targets and steps ready to choose from, by topic and age, in every language.

The sentences are content, one file a topic in `bank/`, each with a key of its own. A key goes into
agreements that families sign, so it never changes what it means: to say something else, add a new
key and leave the old sentence in its table, even when no starter offers it any more.

Child, parent and teacher read these sentences on one page and sign them, so each part has one
voice, and the reader is never in doubt who is meant:

- The target and what the child does: the child's own promise. "I will read for ten minutes."
- What home does: "We", the grown-ups and the child at home together. Never "I" or "me", because
  the parent signs these. Any family can do them: in any language, without money, with hardly any
  reading.
- What school does: "School ...", without saying which grown-up. "Me" is the child, whose page it
  is. Not "the teacher": some languages cannot say that without saying he or she.
- How we will know: the child again, or a thing that can be seen or counted, now.

No sentence praises, blames or says "must"; none holds a name, or a word for boy or girl. In other
languages nothing may show whether a boy or a girl, a mother or a father speaks.
"""

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from portal.languages import Language


class Topic(StrEnum):
    """What a target is about. The files in `bank/` are named after the members."""

    READING = "reading"
    WRITING = "writing"
    MATHS = "maths"
    SUBJECT = "another subject"
    ATTENDANCE = "being at school"
    BEHAVIOUR = "behaviour"
    FRIENDS = "friends"
    JOINING_IN = "joining in"
    WELLBEING = "feeling well"
    LANGUAGE = "English and home languages"

    @property
    def learning(self) -> bool:
        """Whether it is a target for learning, or a wider one."""
        return self in _LEARNING


_LEARNING = frozenset({Topic.READING, Topic.WRITING, Topic.MATHS, Topic.SUBJECT, Topic.LANGUAGE})


class Ages(StrEnum):
    """How old the children are for whom a starter is worded, in years."""

    YOUNGEST = "4 to 6"
    YOUNGER = "7 to 9"
    OLDER = "10 to 11"
    OLDEST = "12 to 16"


class Part(StrEnum):
    """Where in a target a sentence stands, and so who says it."""

    TARGET = "target"
    CHILD = "child"
    HOME = "home"
    SCHOOL = "school"
    HOW = "how"


@dataclass(frozen=True)
class Starter:
    """One target with steps to choose from. All but `key`, `topic` and `ages` are keys of
    sentences."""

    key: str
    topic: Topic
    ages: frozenset[Ages]
    target: str
    child: tuple[str, ...]
    home: tuple[str, ...]
    school: tuple[str, ...]
    how: tuple[str, ...]


def fitting(topic: Topic | None = None, ages: Ages | None = None) -> list[Starter]:
    """The starters on this topic for children of this age, in the order of the bank. None: any."""
    return [
        starter
        for starter in STARTERS
        if topic in (None, starter.topic) and (ages is None or ages in starter.ages)
    ]


def sentence(key: str, language: Language) -> str:
    """One sentence in this language. KeyError where there is none."""
    return language.gettext(_ENGLISH[key])


@cache
def sentences(language: Language) -> dict[str, str]:
    """Every sentence of the bank in this language, by its key. Shared: not to be changed."""
    return {key: sentence(key, language) for key in _ENGLISH}


def part_of(key: str) -> Part:
    """The part to which a sentence belongs, and no other. KeyError where there is none."""
    return _PARTS[key]


def topic_name(topic: Topic, language: Language) -> str:
    """What parents read above a target."""
    _ = language.gettext
    return {
        # Translators: what a child's target is about; one of a list of topics.
        Topic.READING: _("Reading"),
        # Translators: what a child's target is about; one of a list of topics.
        Topic.WRITING: _("Writing"),
        # Translators: what a child's target is about; one of a list of topics.
        Topic.MATHS: _("Maths"),
        # Translators: what a child's target is about: a school subject other than reading,
        # writing and maths, or learning in all subjects.
        Topic.SUBJECT: _("Another subject"),
        # Translators: what a child's target is about: coming to school every day and on time.
        Topic.ATTENDANCE: _("Being at school"),
        # Translators: what a child's target is about; kind and calm words, a warm topic.
        Topic.BEHAVIOUR: _("Being calm and kind"),
        # Translators: what a child's target is about; one of a list of topics.
        Topic.FRIENDS: _("Friends"),
        # Translators: what a child's target is about: clubs, speaking in a group, helping others.
        Topic.JOINING_IN: _("Joining in"),
        # Translators: what a child's target is about: sleep, feelings, worries, moving.
        Topic.WELLBEING: _("Feeling well"),
        # Translators: what a child's target is about: learning English, and the languages that
        # the family speaks at home.
        Topic.LANGUAGE: _("English and home languages"),
    }[topic]


def whose(part: Part, language: Language) -> str:
    """The heading above the sentences of a part, on the page that all three read."""
    _ = language.gettext
    return {
        # Translators: heading above a child's target; the child speaks.
        Part.TARGET: _("My target"),
        # Translators: heading above what the child promises to do; the child speaks.
        Part.CHILD: _("What I do"),
        # Translators: heading above what the family does at home.
        Part.HOME: _("What we do at home"),
        # Translators: heading above what the school does.
        Part.SCHOOL: _("What school does"),
        # Translators: heading above what will show that a child has met the target.
        Part.HOW: _("How we will know"),
    }[part]


# -- reading the bank ----------------------------------------------------------------------------


def _read(topic: Topic) -> dict[str, Any]:
    path = Path(__file__).with_name("bank") / f"{topic.name.lower()}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _starter(topic: Topic, row: dict[str, Any]) -> Starter:
    return Starter(
        key=row["key"],
        topic=topic,
        ages=frozenset(Ages(ages) for ages in row["ages"]),
        target=row[Part.TARGET],
        child=tuple(row[Part.CHILD]),
        home=tuple(row[Part.HOME]),
        school=tuple(row[Part.SCHOOL]),
        how=tuple(row[Part.HOW]),
    )


_BANK = {topic: _read(topic) for topic in Topic}
_ENGLISH: dict[str, str] = {
    key: words for file in _BANK.values() for part in Part for key, words in file[part].items()
}
_PARTS = {key: part for file in _BANK.values() for part in Part for key in file[part]}

STARTERS: tuple[Starter, ...] = tuple(
    _starter(topic, row) for topic, file in _BANK.items() for row in file["starter"]
)
