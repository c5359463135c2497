"""The texts when the school asks whether a talk may have another time: the question, and that the
old time stays. That it has moved is said by `texts.moved`. The rules for all texts are in `texts`.
"""

from datetime import datetime

from portal.languages import Language
from portal.wording.asking import see_before
from portal.wording.texts import LINK, when


def may_we_move(
    language: Language, *, child: str, old: datetime, new: datetime, until: datetime, asks: bool
) -> str:
    """May the talk have another time? It stays as it is until they answer, or for good after
    `until`. Its question: MOVE, if it `asks`."""
    _ = language.gettext
    # Translators: a text: the school would like to give a talk that is booked another time, and
    # asks the parent first. child is a first name, old and new are days and times. The talk
    # keeps its old time unless the parent says yes.
    words = _("May we move your talk about %(child)s from %(old)s to %(new)s?") % {
        "child": child,
        "old": when(language, old),
        "new": when(language, new),
    }
    if not asks:
        return f"{words} {see_before(language, until)}"
    # Translators: second half of the text "May we move your talk". until is the last day and time
    # to answer. The parent replies with a number: 1 yes, the new time suits me; 2 the talk stays
    # at its old time. A link follows.
    ask = _("Reply 1 yes, 2 keep the old time, before %(until)s.")
    return f"{words} {ask % {'until': when(language, until)}} {LINK}"


def stays(language: Language, *, child: str, at: datetime) -> str:
    """The talk keeps its old time: they said so, did not answer, or the school asks no more."""
    _ = language.gettext
    # Translators: a text: the school had asked whether a talk may have another time, and it has
    # not been moved. child is a first name, when is its old day and time.
    return _("Your talk about %(child)s stays at the old time: %(when)s.") % {
        "child": child,
        "when": when(language, at),
    }


def gone(language: Language, *, child: str, at: datetime) -> str:
    """They said yes to the new time, which cannot be any more: the old one stays."""
    _ = language.gettext
    # Translators: a text to a parent who said yes to another time for a talk, but the time cannot
    # be had any more. "Your talk about Yusuf stays at the old time" follows.
    sorry = _("Sorry, the new time is not free any more.")
    return f"{sorry} {stays(language, child=child, at=at)}"
