"""A target as a parent, a teacher and a child read it before they sign: one plain text.

It is what a sign-off keeps, letter by letter, and what its hash is of.
"""

import hashlib
from collections.abc import Sequence
from datetime import date

from portal.languages import Language
from portal.wording import dates

StepLine = tuple[str, date | None]
"""A step in words, and by when."""


def child_heading(language: Language) -> str:
    _ = language.gettext
    # Translators: heading above what the child will do, in a plan that parent, teacher and child
    # agreed on. The child reads it, too.
    return _("What I do")


def home_heading(language: Language) -> str:
    _ = language.gettext
    # Translators: heading above what the family will do at home to help the child.
    return _("What we do at home")


def school_heading(language: Language) -> str:
    _ = language.gettext
    # Translators: heading above what the school will do to help the child.
    return _("What school does")


def how_heading(language: Language) -> str:
    _ = language.gettext
    # Translators: heading above the sign by which all will see that a target was reached.
    return _("How we will know")


def look_back(language: Language, day: date) -> str:
    _ = language.gettext
    # Translators: under a target that parent, teacher and child agreed on. day is a date such as
    # "Tuesday 9 March": on that day they talk about how it went.
    return _("We look back on %(day)s.") % {"day": dates.day(day, language.tag)}


def by_when(language: Language, day: date) -> str:
    _ = language.gettext
    # Translators: after a step of a plan: it is to be done by this day. day is a date.
    return _("by %(day)s") % {"day": dates.day_short(day, language.tag)}


def as_read(
    language: Language,
    *,
    sentence: str,
    child: Sequence[StepLine],
    home: Sequence[StepLine],
    school: Sequence[StepLine],
    how: str | None,
    look_back_on: date,
) -> str:
    """The whole of one target in this language, line by line."""
    lines = [sentence]
    for heading, steps in (
        (child_heading(language), child),
        (home_heading(language), home),
        (school_heading(language), school),
    ):
        if steps:
            lines += [heading, *(f"- {step(language, *one)}" for one in steps)]
    if how:
        lines += [how_heading(language), f"- {how}"]
    return "\n".join([*lines, look_back(language, look_back_on)])


def step(language: Language, words: str, day: date | None) -> str:
    """One step and by when, as a line."""
    return f"{words} ({by_when(language, day)})" if day else words


def digest(text: str) -> str:
    """SHA-256 of what was shown, in hexadecimal: shows that a kept text is still the one signed."""
    return hashlib.sha256(text.encode()).hexdigest()
