"""The texts about what a parent asked for so that they can come: it is arranged, or it cannot be.
They never name an interpreter, and say nothing of why help is needed: a lock screen may be read by
others. The school's other texts, and the rules for all of them, are in `texts`.
"""

from datetime import datetime, time
from enum import StrEnum

from portal.languages import Language
from portal.wording import dates
from portal.wording.texts import when


class What(StrEnum):
    """As much of what was asked for as may stand in a text."""

    INTERPRETER = "interpreter"
    LIFT = "lift"
    ROOM = "room"
    PHONE = "phone"
    SOMEONE = "someone"


def arranged(
    language: Language, what: What, *, child: str, at: datetime, ready_at: time | None = None
) -> str:
    """It is arranged. `ready_at`: of a lift, when to be ready."""
    _ = language.gettext
    facts = {"child": child, "when": when(language, at)}
    match what:
        case What.INTERPRETER:
            # Translators: a text from the school. An interpreter is a grown-up who speaks both
            # languages. child is a name, when the day and time of the talk.
            words = _("An interpreter will come to the talk about %(child)s on %(when)s.")
        case What.LIFT:
            # Translators: a text from the school: somebody will drive the parent to school. child
            # is a name, when the day and time of the talk.
            words = _("You have a lift to the talk about %(child)s on %(when)s.")
        case What.ROOM:
            # Translators: a text from the school to a parent who asked for a room without stairs;
            # the text does not say so, because others may see it. child is a name, when the day
            # and time of the talk.
            words = _("We have the room you asked for: the talk about %(child)s on %(when)s.")
        case What.PHONE:
            # Translators: a text from the school to a parent who asked for a phone call instead of
            # a visit. child is a name, when the day and time of the talk.
            words = _("We will ring you for the talk about %(child)s on %(when)s.")
        case What.SOMEONE:
            # Translators: a text from the school: somebody will keep the parent company in the
            # talk, as they asked. child is a name, when the day and time of the talk.
            words = _("Someone will sit with you at the talk about %(child)s on %(when)s.")
    said = words % facts
    if ready_at is None:
        return said
    # Translators: end of a text from the school about a lift to the talk. time is a time of day.
    ready = _("Please be ready at %(time)s.") % {"time": dates.time(ready_at, language.tag)}
    return f"{said} {ready}"


def cannot(language: Language, what: What, *, child: str, at: datetime) -> str:
    """It cannot be arranged; a person rings."""
    _ = language.gettext
    facts = {"child": child, "when": when(language, at)}
    match what:
        case What.INTERPRETER:
            # Translators: a text from the school. An interpreter is a grown-up who speaks both
            # languages. child is a name, when the day and time of the talk.
            words = _("Sorry, we found no interpreter for the talk about %(child)s on %(when)s.")
        case What.LIFT:
            # Translators: a text from the school: nobody can drive the parent to school. child is
            # a name, when the day and time of the talk.
            words = _("Sorry, we found no lift to the talk about %(child)s on %(when)s.")
        case What.ROOM:
            # Translators: a text from the school to a parent who asked for a room without stairs;
            # the text does not say so, because others may see it. child is a name, when the day
            # and time of the talk.
            words = _("Sorry, the right room is not free: the talk about %(child)s on %(when)s.")
        case What.PHONE:
            # Translators: a text from the school to a parent who asked for a phone call instead of
            # a visit. child is a name, when the day and time of the talk.
            words = _("Sorry, we cannot do it by phone: the talk about %(child)s on %(when)s.")
        case What.SOMEONE:
            # Translators: a text from the school to a parent who asked for somebody to keep them
            # company. child is a name, when the day and time of the talk.
            words = _("Sorry, nobody is free to sit with you: the talk about %(child)s, %(when)s.")
    # Translators: end of a text from the school that could not arrange something.
    follows = _("We will ring you about it.")
    return f"{words % facts} {follows}"
