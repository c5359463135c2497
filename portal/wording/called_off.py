"""The texts when something falls through: a teacher is not in school, the school is closed, a room
or the crèche cannot be used. They say sorry, blame nobody, and never say why: a lock screen may be
read by others. The school's other texts, and the rules for all of them, are in `texts`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from portal.languages import Language
from portal.wording import dates
from portal.wording.answers import shown
from portal.wording.asking import hear_of_a_place
from portal.wording.meanings import Meaning
from portal.wording.texts import LINK, dialled, numbered, other_ways, to_change, when


class Happened(StrEnum):
    """As much of what happened as may stand in a text."""

    AWAY = "away"
    SHUT = "shut"
    OTHER = "other"


@dataclass(frozen=True)
class Lost:
    """The talk that cannot be held, as a text speaks of it. `today`: it was to be today."""

    happened: Happened
    today: bool
    child: str
    teacher: str
    school: str
    at: datetime


def sorry(language: Language, lost: Lost) -> str:
    """What has happened, and to which talk. Also what a person says on the phone."""
    _ = language.gettext
    if lost.happened == Happened.OTHER:
        # Translators: a text from the school, which has to cancel the talk. child is a name, when
        # is the day and time.
        words = _("Sorry, the talk about %(child)s on %(when)s cannot be held.")
        return words % {"child": lost.child, "when": when(language, lost.at)}
    # Translators: a text from the school, after a sentence such as "Sorry, Miss Khan is not in
    # school today." child is a name.
    off = _("The talk about %(child)s cannot be held.") % {"child": lost.child}
    return f"{_what_happened(language, lost)} {off}"


def kept_gone(language: Language, *, child: str) -> str:
    """The times kept for a family whose talk fell through have fallen through, too. Also what a
    person says on the phone."""
    _ = language.gettext
    # Translators: a text from the school: it had to cancel a talk and offered some new times to
    # this parent. Now it cannot keep these times, either. child is a name. Another sentence
    # follows: other new times, or that they will be texted soon.
    return _("Sorry, we cannot keep the new times for the talk about %(child)s.") % {"child": child}


def _what_happened(language: Language, lost: Lost) -> str:
    _ = language.gettext
    facts = {
        "teacher": lost.teacher,
        "school": lost.school,
        "day": dates.day_short(lost.at.date(), language.tag),
    }
    match lost.happened, lost.today:
        case Happened.AWAY, True:
            # Translators: a text from the school, which has to cancel a talk. teacher is a name.
            # Never say why: other people may see the phone.
            return _("Sorry, %(teacher)s is not in school today.") % facts
        case Happened.AWAY, False:
            # Translators: a text from the school, which has to cancel a talk. teacher is a name,
            # day a day such as "Tue 24 Nov". Never say why: other people may see the phone.
            return _("Sorry, %(teacher)s is not in school on %(day)s.") % facts
        case _, True:
            # Translators: a text from the school, which has to cancel a talk, for instance because
            # of snow. school is a name.
            return _("Sorry, %(school)s is closed today.") % facts
    # Translators: a text from the school, which has to cancel a talk, for instance because of
    # snow. school is a name, day a day such as "Tue 24 Nov".
    return _("Sorry, %(school)s is closed on %(day)s.") % facts


def with_new_times(
    language: Language, said: str, *, times: Sequence[datetime], until: datetime
) -> str:
    """What has happened (`said`), and these times are this family's first. Its question: TIME."""
    return _by_number(language, f"{said} {_kept(language, until)}", times)


def new_times(language: Language, *, child: str, times: Sequence[datetime], until: datetime) -> str:
    """The new times that were promised when the talk was called off. Its question: TIME."""
    _ = language.gettext
    # Translators: a text from the school: it had to cancel a talk, had no new time then and has
    # some now. child is a name. A sentence on how long they are kept and a list of times follow.
    words = _("We have new times to talk about %(child)s.") % {"child": child}
    return with_new_times(language, words, times=times, until=until)


def _kept(language: Language, until: datetime) -> str:
    _ = language.gettext
    # Translators: in a text from the school, which had to cancel a talk: nobody else can choose
    # these times before until, a day and time such as "Tue 24 Nov, 16:00". A numbered list of
    # times follows.
    words = _("We keep these times for you until %(until)s. Reply:")
    return words % {"until": when(language, until)}


def _by_number(language: Language, ask: str, times: Sequence[datetime]) -> str:
    """These words and the numbered times. No link: with one it would be a text longer, and TIMES
    or an older link lead to the same times."""
    lines = [when(language, moment) for moment in times]
    return f"{ask}\n{numbered([*lines, *other_ways(language, not_now=False)])}"


def see_times(language: Language, said: str) -> str:
    """The same (`said`: what has happened) while another question is open with this parent: asks
    nothing by number."""
    _ = language.gettext
    # Translators: end of a text from the school, which had to cancel a talk. times is a word to
    # text back, in capitals; a link follows.
    please = _("For a new time, reply %(times)s or see:") % {
        "times": shown(Meaning.TIMES, language.tag)
    }
    return f"{said} {please} {LINK}"


def no_times_yet(language: Language, said: str) -> str:
    """The same when no time is free: they hear again, before anybody else."""
    _ = language.gettext
    # Translators: end of a text from the school, which had to cancel a talk and has no new time to
    # offer yet.
    follows = _("We will text you new times soon.")
    return f"{said} {follows}"


def please_ring(language: Language, said: str, *, child: str, phone: str) -> str:
    """The same when times cannot be chosen by text any more: a person finds one with them."""
    _ = language.gettext
    # Translators: end of a kind text to a parent who did not come to a talk, or whose talk the
    # school had to cancel, when no time is free to choose: a person finds one with them. child is
    # a first name, talk a word to text back, in capitals; phone a phone number.
    please = _("To talk about %(child)s, reply %(talk)s or ring %(phone)s.") % {
        "child": child,
        "talk": shown(Meaning.TALK, language.tag),
        "phone": dialled(language, phone),
    }
    return f"{said} {please}"


def on_after_all(language: Language, *, child: str, teacher: str, at: datetime) -> str:
    """The talk that was called off can be held after all, at its old time."""
    words = is_on(language, child=child, teacher=teacher, at=at)
    return f"{words} {to_change(language)} {LINK}"


def is_on(language: Language, *, child: str, teacher: str, at: datetime) -> str:
    """The same as a person says it on the phone."""
    _ = language.gettext
    # Translators: a text from the school: it had cancelled a talk a short while ago, and now the
    # talk can be held after all, at the same time. child and teacher are names, when is the day
    # and time. A sentence on how to change it and a link follow.
    words = _("Good news: the talk about %(child)s with %(teacher)s on %(when)s is on again.")
    return words % {"child": child, "teacher": teacher, "when": when(language, at)}


def creche_off(language: Language, *, child: str, at: datetime) -> str:
    """The crèche cannot open; the talk stays unless the parent says otherwise."""
    _ = language.gettext
    # Translators: end of a text about a talk that is booked, when there is no crèche. change is a
    # word to text back, in capitals.
    to_move = _("For another time, reply %(change)s.")
    facts = {"change": shown(Meaning.CHANGE, language.tag)}
    return f"{no_creche(language, child=child, at=at)} {to_move % facts}"


def creche_waits(language: Language, *, at: datetime) -> str:
    """The crèche can open after all, for who waits for a place in it."""
    _ = language.gettext
    # Translators: a text from the school: it had said that there is no crèche (child care during
    # the talk), and now there is one. when is the day and time of the talk. A sentence that they
    # hear when a place comes free follows.
    opens = _("Good news: there is a crèche on %(when)s after all.") % {"when": when(language, at)}
    return f"{opens} {hear_of_a_place(language)}"


def no_creche(language: Language, *, child: str, at: datetime) -> str:
    """The same as a person says it on the phone."""
    _ = language.gettext
    # Translators: a text from the school: the crèche (child care during the talk) cannot open.
    # The talk is still on. child is the school child's name, when the day and time of the talk.
    words = _(
        "Sorry, there is no crèche on %(when)s. The talk about %(child)s is on: you can bring "
        "your little ones."
    )
    return words % {"child": child, "when": when(language, at)}
