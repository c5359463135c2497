"""Every kind of text the school sends: one function each, from plain facts to words.

`portal texts` prints them all, in every language, with characters, encoding, segments and cost.
In English each takes one segment with usual names, in any other language three at most; those
that offer times two and four. `{link}` stays in the words and is filled in when the text is sent.
What may stand in a text: first names, who, when, one link or one question. Never a surname, a
reason, a need, a result, or anything that would harm if a stranger read the lock screen.
"""

from collections.abc import Sequence
from datetime import date, datetime

from portal.languages import Language
from portal.wording import dates
from portal.wording.answers import shown
from portal.wording.doors import Door, come_to
from portal.wording.meanings import Meaning

LINK = "{link}"


def when(language: Language, moment: datetime) -> str:
    return (
        f"{dates.day_short(moment.date(), language.tag)} {dates.time(moment.time(), language.tag)}"
    )


def dialled(language: Language, phone: str) -> str:
    """Between words that run from the right, the halves of a number would change places."""
    return phone.replace(" ", "") if language.rtl else phone


def numbered(lines: Sequence[str]) -> str:
    return "\n".join(f"{number} {line}" for number, line in enumerate(lines, start=1))


def other_ways(language: Language, *, not_now: bool) -> list[str]:
    """What else can be answered where times are listed, after them."""
    _ = language.gettext
    # Translators: one line of a numbered list in a text: "4 other times". Reply with the number.
    lines = [_("other times")]
    # Translators: one line of a numbered list in a text: "5 ring me". The school will ring back.
    lines.append(_("ring me"))
    if not_now:
        # Translators: one line of a numbered list in a text: "6 not this time". The parent does
        # not want a talk now; needs no reason.
        lines.append(_("not this time"))
    return lines


def invitation(
    language: Language,
    *,
    school: str,
    child: str,
    teacher: str,
    times: Sequence[datetime],
    perhaps: Language | None = None,
) -> str:
    """The first text of a round, with numbered times (school's clock). Its question: TIME.

    `perhaps`: the language of a parent who has not said which is theirs, as far as the school can
    guess: one line of the text is in it."""
    _ = language.gettext
    # Translators: a text from the school to a parent. A numbered list of times follows.
    # school, teacher and child are names; the talk is half an hour at school about the child.
    ask = _("%(school)s: please come and talk about %(child)s with %(teacher)s. Reply:") % {
        "school": school,
        "child": child,
        "teacher": teacher,
    }
    return with_times(language, ask, times, not_now=True, perhaps=perhaps)


def nudge(
    language: Language,
    *,
    school: str,
    child: str,
    teacher: str,
    times: Sequence[datetime],
    perhaps: Language | None = None,
) -> str:
    """A kind second or third asking. Its question: TIME. `perhaps`: as in `invitation`."""
    _ = language.gettext
    # Translators: a second, kind text from the school to a parent who has not answered yet. A
    # numbered list of times follows. school, teacher and child are names.
    ask = _("%(school)s: %(teacher)s would still like to talk about %(child)s. Reply:") % {
        "school": school,
        "child": child,
        "teacher": teacher,
    }
    return with_times(language, ask, times, not_now=True, perhaps=perhaps)


def choices(language: Language, *, child: str, times: Sequence[datetime]) -> str:
    """More times to choose from, as asked for by the parent. Its question: TIME or NEW_TIME."""
    _ = language.gettext
    # Translators: a text answering a parent who asked for other times; a numbered list of times
    # follows. child is the child's first name.
    ask = _("Times to talk about %(child)s. Reply:") % {"child": child}
    return with_times(language, ask, times, not_now=False)


def sorry_taken(language: Language, *, sorry: str, times: Sequence[datetime]) -> str:
    """The time asked for by number is gone: `sorry` (a refusal in words) and the nearest times."""
    return with_times(language, sorry, times, not_now=False)


def with_times(
    language: Language,
    ask: str,
    times: Sequence[datetime],
    *,
    not_now: bool,
    perhaps: Language | None = None,
) -> str:
    """These words and a numbered list: the times, and what else can be answered."""
    lines = [when(language, moment) for moment in times]
    lines += other_ways(language, not_now=not_now)
    theirs = [in_your_language(perhaps)] if perhaps else []
    return "\n".join([ask, numbered(lines), *theirs, LINK])


def in_your_language(perhaps: Language) -> str:
    """A line in the language that a parent may read, under a text in English: how to get it."""
    _ = perhaps.gettext
    # Translators: one line at the end of a text that is in English, to a parent who may read this
    # language; the school does not know. name is this language's own name for itself (Polski),
    # ready to be sent back as it is: it must stand unchanged, best after a colon or at the end.
    return _("To read this in your language, reply %(name)s.") % {"name": perhaps.name}


def booked(
    language: Language, *, child: str, teacher: str, at: datetime, door: Door, welcomed_by: str
) -> str:
    """The talk is booked, at school: which door, who meets them, tea, little ones welcome."""
    _ = language.gettext
    # Translators: a text from the school: the talk is booked. child and teacher are names, when
    # is a day and time.
    what = _("Booked: %(child)s, %(when)s, %(teacher)s.")
    words = [
        what % {"child": child, "when": when(language, at), "teacher": teacher},
        come_to(door, language),
    ]
    if welcomed_by:
        # Translators: a text, after "Come to the main door." welcomed_by is a name.
        words.append(_("Ask for %(welcomed_by)s.") % {"welcomed_by": welcomed_by})
    # Translators: end of a text about a booked talk at school: the parent gets tea, and small
    # children may come. A link follows.
    words.append(_("Little ones welcome. Tea too."))
    return f"{' '.join(words)} {LINK}"


def booked_elsewhere(
    language: Language, *, child: str, teacher: str, at: datetime, by_phone: bool
) -> str:
    """The talk is booked, by phone or by video."""
    _ = language.gettext
    facts = {"child": child, "teacher": teacher, "when": when(language, at)}
    if by_phone:
        # Translators: a text from the school: a talk by phone is booked. child and teacher are
        # names, when is a day and time.
        words = _("Booked: %(child)s, %(when)s. %(teacher)s will ring you then.") % facts
    else:
        # Translators: a text from the school: a talk by video is booked. child and teacher are
        # names, when is a day and time. A link for the video comes later from the school.
        words = _("Booked: %(child)s, %(when)s, by video with %(teacher)s.") % facts
    return f"{words} {to_change(language)} {LINK}"


def to_change(language: Language) -> str:
    """How to change a talk: a word to reply, or the link that follows."""
    _ = language.gettext
    # Translators: end of a text about a booked talk. change is a word to text back, in capitals;
    # a link follows.
    return _("To change it, reply %(change)s or see:") % {
        "change": shown(Meaning.CHANGE, language.tag)
    }


def moved(language: Language, *, child: str, teacher: str, at: datetime) -> str:
    """The talk has another time."""
    _ = language.gettext
    # Translators: a text from the school: the talk has a new time. child and teacher are names,
    # when is the new day and time. A link follows.
    words = _("The new time for the talk about %(child)s is %(when)s with %(teacher)s.") % {
        "child": child,
        "teacher": teacher,
        "when": when(language, at),
    }
    return f"{words} {to_change(language)} {LINK}"


def cancelled(language: Language, *, child: str, at: datetime) -> str:
    """The parent cancelled. Its question: UNDO."""
    _ = language.gettext
    # Translators: a text from the school to a parent who cancelled. child is a name, when the day
    # and time that was cancelled. A link to other times follows.
    words = _(
        "Your talk about %(child)s on %(when)s is cancelled. Reply 1 to take it back. Other times:"
    ) % {"child": child, "when": when(language, at)}
    return f"{words} {LINK}"


def called_off(
    language: Language, *, child: str, teacher: str, at: datetime, teacher_away: bool
) -> str:
    """The school cancelled."""
    _ = language.gettext
    facts = {"child": child, "teacher": teacher, "when": when(language, at)}
    if teacher_away:
        # Translators: a text from the school, which has to cancel because the teacher is away.
        # child and teacher are names, when is the day and time. A link to new times follows.
        words = _("Sorry, %(teacher)s cannot talk about %(child)s on %(when)s.")
    else:
        # Translators: a text from the school, which has to cancel the talk. child is a name, when
        # is the day and time. A link to new times follows.
        words = _("Sorry, the talk about %(child)s on %(when)s cannot be held.")
    # Translators: end of a text from the school, which had to cancel a talk. times is a word to
    # text back, in capitals; a link follows.
    please = _("For a new time, reply %(times)s or see:") % {
        "times": shown(Meaning.TIMES, language.tag)
    }
    return f"{words % facts} {please} {LINK}"


def reminder(
    language: Language,
    *,
    day: date,
    tomorrow: bool,
    talks: Sequence[tuple[datetime, str, str]],
    asks: bool,
) -> str:
    """All of a parent's talks on one day: (time, child, teacher). Its question: COMING, unless
    another one is still open with this parent (`asks` is False)."""
    _ = language.gettext
    listed = language.comma.join(
        f"{dates.time(at.time(), language.tag)} {child} ({teacher})" for at, child, teacher in talks
    )
    facts = {"day": dates.day_short(day, language.tag), "talks": listed}
    if tomorrow:
        # Translators: a text that reminds a parent. talks lists time, child and teacher, such as
        # "09:30 Yusuf (Miss Khan)"; day is a short date.
        words = _("See you tomorrow, %(day)s: %(talks)s.") % facts
    else:
        # Translators: a text that reminds a parent some days before. talks lists time, child and
        # teacher, such as "09:30 Yusuf (Miss Khan)"; day is a short date.
        words = _("See you on %(day)s: %(talks)s.") % facts
    if not asks:
        return f"{words} {to_change(language)} {LINK}"
    # Translators: second half of a reminder text. The parent replies with a number.
    choose = _("Reply 1 coming, 2 change time, 3 cannot come, 4 please call me")
    return f"{words} {choose}"


def soon(language: Language, *, child: str, at: datetime, door: Door, school: str) -> str:
    """Two hours before, for those who asked for it."""
    _ = language.gettext
    # Translators: a text two hours before the talk. child is a name, time is a clock time.
    words = _("See you today at %(time)s to talk about %(child)s.") % {
        "time": dates.time(at.time(), language.tag),
        "child": child,
    }
    return f"{words} {come_to(door, language)} {school}"


def which(language: Language, *, talks: Sequence[tuple[datetime, str]], cancelling: bool) -> str:
    """Which of several talks they mean. Its question: WHICH."""
    _ = language.gettext
    if cancelling:
        # Translators: a text that asks which of several talks the parent cannot come to. A
        # numbered list of names and times follows.
        ask = _("Which talk shall we cancel? Reply:")
    else:
        # Translators: a text that asks for which of several talks the parent wants a new time. A
        # numbered list of names and times follows.
        ask = _("Which talk do you want to change? Reply:")
    return f"{ask}\n{numbered([f'{when(language, at)} {child}' for at, child in talks])}"


def coming(language: Language, *, at: datetime) -> str:
    """Thanks for answering a reminder with "coming"."""
    _ = language.gettext
    # Translators: a text thanking a parent who said they will come. when is a day and time.
    return _("Thank you. See you on %(when)s.") % {"when": when(language, at)}


def will_ring(language: Language, *, school: str) -> str:
    """They asked to be rung."""
    _ = language.gettext
    # Translators: a text to a parent who asked the school to ring them. school is a name.
    return _("Thank you. Someone from %(school)s will ring you.") % {"school": school}


def declined(language: Language) -> str:
    """They said "not this time"."""
    _ = language.gettext
    # Translators: a text to a parent who does not want a talk now. times is a word to text back, in
    # capitals; a link follows.
    words = _("Thank you for telling us. If you want a time after all, reply %(times)s or see:")
    return f"{words % {'times': shown(Meaning.TIMES, language.tag)}} {LINK}"


def no_times(language: Language, *, school: str, child: str) -> str:
    """There is no free time to offer by text; the office has a task to ring."""
    _ = language.gettext
    # Translators: a text to a parent when no time is free. school and child are names.
    return _("All times to talk about %(child)s are taken just now. %(school)s will ring you.") % {
        "school": school,
        "child": child,
    }


def help_(language: Language, *, school: str, phone: str) -> str:
    """They wrote HELP."""
    _ = language.gettext
    # Translators: a text to a parent who wrote HELP. school is a name, phone a phone number; words
    # lists words to text back, in capitals, the last of them STOP. A link to the parent's own page
    # follows.
    words = _("%(school)s: ring us on %(phone)s. You can reply: %(words)s. Your page:") % {
        "school": school,
        "phone": dialled(language, phone),
        "words": language.comma.join([*_words_to_reply(language), "STOP"]),
    }
    return f"{words} {LINK}"


def _words_to_reply(language: Language) -> list[str]:
    always = (Meaning.TIMES, Meaning.CHANGE, Meaning.TALK, Meaning.LANGUAGE)
    return [shown(word, language.tag) for word in always]


def started(language: Language, *, school: str) -> str:
    """They wrote START after STOP."""
    _ = language.gettext
    # Translators: a text to a parent who wants texts again. school is a name.
    return _("You will get texts from %(school)s again. Thank you.") % {"school": school}


def wrong_person(language: Language) -> str:
    """They said this is not their child's school: the last text to this number."""
    _ = language.gettext
    # Translators: the last text to a stranger who got a school's text by mistake.
    return _("Thank you for telling us. We will not text this number again.")


def link(language: Language, *, school: str) -> str:
    """A new link to the parent's own page."""
    _ = language.gettext
    # Translators: a text with a link to the parent's own page. school is a name.
    words = _("Your page at %(school)s:") % {"school": school}
    return f"{words} {LINK}"


def code(language: Language, *, school: str, digits: str) -> str:
    """A code to type on the page where they asked for it."""
    _ = language.gettext
    # Translators: a text with a code to type on a web page. code is six digits, school a name.
    return _("%(code)s is your code for %(school)s. It works for 10 minutes.") % {
        "code": digits,
        "school": school,
    }


def test(language: Language, *, school: str) -> str:
    """To a colleague, before the first text to a family."""
    _ = language.gettext
    # Translators: a text that shows somebody at the school that texts arrive. school is a name.
    return _("%(school)s: this is a test. You can read it, so texts arrive.") % {"school": school}


def creche_ready(language: Language, *, at: datetime) -> str:
    """The office added a crèche place."""
    _ = language.gettext
    # Translators: a text: a place in the free crèche (child care during the talk) is ready. when
    # is the day and time of the talk. A link follows.
    words = _("Your free crèche place for %(when)s is ready. Please come 10 minutes early.") % {
        "when": when(language, at)
    }
    return f"{words} {LINK}"


def creche_withdrawn(language: Language, *, at: datetime) -> str:
    """The office had to withdraw a crèche place; the talk stays."""
    _ = language.gettext
    # Translators: a text: the crèche place (child care during the talk) is not there any more;
    # the talk stays. when is the day and time of the talk. A link follows.
    words = _(
        "Sorry, no crèche place on %(when)s now. Your talk is still on."
        " Bring your child, or choose a new time:"
    ) % {"when": when(language, at)}
    return f"{words} {LINK}"
