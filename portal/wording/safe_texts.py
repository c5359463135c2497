"""Texts about the number itself: whether it is still theirs, which texts go there, a new one; and
the word in the calendar. One function each, as in `texts`."""

from portal.languages import Language
from portal.wording.answers import shown
from portal.wording.meanings import Meaning
from portal.wording.texts import LINK


def is_this_you(language: Language, *, school: str) -> str:
    """A number not seen for long: names nobody, since it may be a stranger's now. Its question:
    NUMBER."""
    _ = language.gettext
    # Translators: a text to a number that we have not heard from for long. It may belong to a
    # stranger now, so it names no person. school is a name. A link follows.
    words = _("%(school)s: do you have a child at our school? Reply 1 yes, 2 no. Or see:")
    return f"{words % {'school': school}} {LINK}"


def still_yours(language: Language) -> str:
    """They answered that they have a child here."""
    _ = language.gettext
    # Translators: a text to a parent who told us that their phone number is still right.
    return _("Thank you. We will go on using this number.")


def will_only_ring(language: Language) -> str:
    """They want to be rung, and no texts: the last text to them."""
    _ = language.gettext
    # Translators: the last text to a parent who wants phone calls and no texts. start is the word
    # START, which stays as it is.
    words = _("Thank you. We will ring you and not text. To get texts again, reply %(start)s.")
    return words % {"start": "START"}


def no_reminders(language: Language) -> str:
    """They want no more reminders."""
    _ = language.gettext
    # Translators: a text to a parent who wants no more reminders by text. reminders is a word to
    # text back, in capitals.
    words = _("No more reminders. To get them again, reply %(reminders)s.")
    return words % {"reminders": shown(Meaning.REMINDERS, language.tag)}


def reminders_again(language: Language) -> str:
    """They want reminders again."""
    _ = language.gettext
    # Translators: a text to a parent who wants reminders by text again.
    return _("You will get reminders again. Thank you.")


def safe_number_code(language: Language, *, digits: str) -> str:
    """A code to a new number. It names no school: nobody knows yet whose phone this is."""
    _ = language.gettext
    # Translators: a text with a code to type on a web page. code is six digits.
    return _("%(code)s is your code. It works for 10 minutes.") % {"code": digits}


def calendar_entry(language: Language) -> str:
    """All that the entry of a talk in the phone's calendar says."""
    _ = language.gettext
    # Translators: the only word in the entry of a talk in a phone's calendar. Others may see the
    # calendar, so it says nothing of the talk.
    return _("School")
