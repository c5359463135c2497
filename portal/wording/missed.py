"""The kind texts after a talk that a parent missed: never blame, always a way to another time.

The school's other texts, and the rules for all of them, are in `texts`.
"""

from collections.abc import Sequence
from datetime import date, datetime

from portal.languages import Language
from portal.wording import dates
from portal.wording.answers import shown
from portal.wording.meanings import Meaning
from portal.wording.texts import LINK, dialled, with_times


def new_times(
    language: Language, *, school: str, child: str, day: date | None, times: Sequence[datetime]
) -> str:
    """After a missed talk (`day`: None if it was today), with new times and no blame. Its
    question: TIME."""
    _ = language.gettext
    # Translators: a kind text to a parent who did not come to a talk: no blame. A sentence such as
    # "Oak Lane: we are sorry we did not see you today." comes before it, a numbered list of times
    # after it. child is the child's first name.
    ask = _("Would you like another time to talk about %(child)s? Reply:") % {"child": child}
    return with_times(
        language, f"{_sorry_missed(language, school, day)} {ask}", times, not_now=True
    )


def _sorry_missed(language: Language, school: str, day: date | None) -> str:
    _ = language.gettext
    if day is None:
        # Translators: a kind text to a parent who did not come to a talk today: no blame. school
        # is a name.
        return _("%(school)s: we are sorry we did not see you today.") % {"school": school}
    # Translators: a kind text to a parent who did not come to a talk: no blame. school is a name,
    # day the day of that talk, such as "Tue 24 Nov".
    return _("%(school)s: we are sorry we did not see you on %(day)s.") % {
        "school": school,
        "day": dates.day_short(day, language.tag),
    }


def see_times(language: Language, *, school: str, child: str, day: date | None) -> str:
    """The same while another question is open with this parent: asks nothing by number."""
    _ = language.gettext
    # Translators: end of a kind text to a parent who did not come to a talk. child is a first
    # name, times a word to text back, in capitals; a link follows.
    please = _("For a new time to talk about %(child)s, reply %(times)s or see:") % {
        "child": child,
        "times": shown(Meaning.TIMES, language.tag),
    }
    return f"{_sorry_missed(language, school, day)} {please} {LINK}"


def no_times(language: Language, *, school: str, child: str, day: date | None, phone: str) -> str:
    """The same when no time is free: a person finds one with them."""
    _ = language.gettext
    # Translators: end of a kind text to a parent who did not come to a talk, when no time is free
    # to choose: a person finds one with them. child is a first name, talk a word to text back, in
    # capitals; phone a phone number. A link follows.
    please = _("To talk about %(child)s, reply %(talk)s or ring %(phone)s.") % {
        "child": child,
        "talk": shown(Meaning.TALK, language.tag),
        "phone": dialled(language, phone),
    }
    return f"{_sorry_missed(language, school, day)} {please} {LINK}"
