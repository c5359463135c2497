"""Placeholder until the bank is merged."""

from dataclasses import dataclass
from enum import StrEnum

from portal.languages import Language


class Topic(StrEnum):
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


class Ages(StrEnum):
    YOUNGEST = "4 to 6"
    JUNIOR = "7 to 9"
    UPPER = "10 to 11"
    TEENS = "12 to 16"


class Part(StrEnum):
    TARGET = "target"
    CHILD = "child"
    HOME = "home"
    SCHOOL = "school"
    HOW = "how"


@dataclass(frozen=True)
class Starter:
    key: str
    topic: Topic
    ages: frozenset[Ages]
    target: str
    child: tuple[str, ...]
    home: tuple[str, ...]
    school: tuple[str, ...]
    how: tuple[str, ...]


def sentences(language: Language) -> dict[str, str]:
    _ = language.gettext
    return {
        "read-10-min": _("I will read for ten minutes every day."),
        "choose-book": _("I choose a book I like."),
        "read-together": _("We read together after tea."),
        "hear-friday": _("The teacher listens to me read every Friday."),
        "reads-page": _("I can read a page on my own."),
    }


def sentence(key: str, language: Language) -> str:
    return sentences(language)[key]


def fitting(topic: Topic | None = None, ages: Ages | None = None) -> list[Starter]:
    return list(STARTERS)


STARTERS = (
    Starter(
        "read-10-min",
        Topic.READING,
        frozenset(Ages),
        "read-10-min",
        ("choose-book",),
        ("read-together",),
        ("hear-friday",),
        ("reads-page",),
    ),
)
