"""The texts of a conversation by text alone: what is asked after a booking, what is offered to who
waits, and the answers to TIMES, CHANGE, TALK and LANGUAGE. The school's other texts, and the rules
for all of them, are in `texts`.
"""

from collections.abc import Sequence
from datetime import date, datetime

from portal.languages import Language
from portal.wording import dates
from portal.wording.answers import shown
from portal.wording.meanings import Meaning
from portal.wording.refusals import Reason, say
from portal.wording.texts import LINK, coming, numbered, to_change, when

EXAMPLE_AGES = (2, 4, 1, 3)
"""What stands in the question about ages, so that parents see how to write them."""


# -- the rest of a booking ---------------------------------------------------------------------


def little_ones(language: Language, *, child: str, most: int) -> str:
    """How many need the crèche. Its question: LITTLE_ONES."""
    _ = language.gettext
    # Translators: a text right after a parent booked a talk. The crèche is free child care at
    # school during the talk. child is the first name of the child whom the talk is about. After
    # it comes "Reply with a number: 0, 1, 2, 3, 4".
    words = _("How many little ones need our free crèche while you talk about %(child)s?")
    return f"{words % {'child': child}} {_reply_with(language, most)}"


def _reply_with(language: Language, most: int) -> str:
    _ = language.gettext
    counts = language.comma.join(str(count) for count in range(most + 1))
    # Translators: second half of a text that asks how many small children come. counts is a list
    # of numbers such as "0, 1, 2, 3, 4".
    return _("Reply with a number: %(counts)s") % {"counts": counts}


def ages(language: Language, *, count: int) -> str:
    """How old they are. Its question: AGES."""
    _ = language.gettext
    if count == 1:
        # Translators: a text: how old is the small child who comes to the crèche (child care)?
        # The parent replies with a number of years; a baby under one year is 0.
        return _("How old is your little one, in years? Reply with the number. For a baby reply 0.")
    example = " ".join(str(age) for age in EXAMPLE_AGES[:count])
    # Translators: a text: how old are the small children who come to the crèche (child care)?
    # count is how many children there are, two or more; example is numbers such as "2 4".
    return _(
        "How old are the %(count)d little ones, in years? Reply like this: %(example)s."
        " For a baby write 0."
    ) % {"count": count, "example": example}


def too_old(language: Language, *, most: int) -> str:
    """One of the ages is over seven. Its question: LITTLE_ONES, once more."""
    _ = language.gettext
    # Translators: a text: the crèche (child care during the talk) takes children up to 7 years.
    # After it comes "Reply with a number: 0, 1, 2, 3, 4".
    words = _("Our crèche is for children up to 7. How many of yours are 7 or younger?")
    return f"{words} {_reply_with(language, most)}"


def health(language: Language) -> str:
    """The one question about health; no answer is ever put in a text. Its question: HEALTH."""
    _ = language.gettext
    # Translators: a text to a parent whose small child has a place in the crèche (child care
    # during the talk). need: anything the staff must know to keep the child well. The parent
    # replies with a number.
    return _("Any allergy, medicine or need? Reply 1 no, 2 yes, please ring me.")


def interpreter(language: Language) -> str:
    """Whether they want an interpreter. Its question: INTERPRETER."""
    _ = language.gettext
    # Translators: a text to a parent who booked a talk: do they want somebody at the talk who
    # speaks English and the language of this text? The parent replies with a number.
    return _("Would you like an interpreter at the talk? It is free. Reply 1 no, 2 yes.")


def creche_full(language: Language) -> str:
    """The talk is booked, and the crèche is full then. Its question: CRECHE_FULL."""
    _ = language.gettext
    # Translators: a text: no place is left in the crèche (free child care during the talk) at the
    # time of the parent's talk. The parent replies with a number. 1: be told when a place comes
    # free; 2: choose another time for the talk; 3: bring the small child into the talk.
    return _(
        "The crèche is full then. Your talk is still on."
        " Reply 1 wait for a place, 2 other times, 3 bring your child with you."
    )


def creche_full_always(language: Language) -> str:
    """No other time has places either. Its question: CRECHE_FULL, without other times."""
    _ = language.gettext
    # Translators: a text: at none of the times is there a place left in the crèche (free child
    # care during the talk). The parent replies with a number, as in the text before.
    return _(
        "Sorry, the crèche has no room at other times."
        " Reply 1 wait for a place, 2 bring your child with you."
    )


def noted(language: Language, *, at: datetime, places: int, waits: bool) -> str:
    """Everything is asked: what is kept for them."""
    _ = language.gettext
    words = [
        # Translators: a text, the last of some about a talk that is booked. when is day and time.
        _("Thank you, that is all. See you on %(when)s.") % {"when": when(language, at)}
    ]
    if places and waits:
        words.append(hear_of_a_place(language))
    elif places:
        words.append(
            # Translators: a text: so many small children have a place in the crèche (child care
            # during the talk). They come ten minutes before the talk.
            language.ngettext(
                "%(num)d crèche place is kept for you. Please come 10 minutes early.",
                "%(num)d crèche places are kept for you. Please come 10 minutes early.",
                places,
            )
            % {"num": places}
        )
    return " ".join(words)


def hear_of_a_place(language: Language) -> str:
    """End of a text to who waits for places in the crèche."""
    _ = language.gettext
    # Translators: a text: the parent waits for a place in the crèche (free child care).
    return _("We will text you if a crèche place comes free.")


def waits_for_place(language: Language) -> str:
    """The office has put their little ones on the crèche's waiting list."""
    return f"{say(Reason.CRECHE_FULL, language)} {hear_of_a_place(language)} {LINK}"


# -- before the talk ---------------------------------------------------------------------------


def wish(language: Language, *, at: datetime) -> str:
    """They are coming: what would they like to talk about? Its question: WISH."""
    _ = language.gettext
    # Translators: second half of a text to a parent who said that they come to the talk. They may
    # write in their own words, in any language.
    ask = _("Is there something you would like to talk about? Just text it to us.")
    return f"{coming(language, at=at)} {ask}"


def tell_us(language: Language) -> str:
    """They said yes, there is something. The question WISH stays open."""
    _ = language.gettext
    # Translators: a text to a parent who answered "yes" to "Is there something you would like to
    # talk about?".
    return _("Please text us what it is. You can write in any language.")


def nothing_special(language: Language) -> str:
    """They said no, there is nothing special."""
    _ = language.gettext
    # Translators: a text to a parent who answered "no" to "Is there something you would like to
    # talk about?". The talk itself stays as it is.
    return _("That is fine. See you then.")


def will_read(language: Language, *, teacher: str | None) -> str:
    """They wrote what they would like to talk about. No `teacher`: there are several."""
    _ = language.gettext
    if teacher is None:
        # Translators: a text: the parent wrote what they would like to talk about in their talks
        # with several teachers of the school.
        return _("Thank you. We will read it before your talks.")
    # Translators: a text: the parent wrote what they would like to talk about. teacher is a name.
    return _("Thank you. %(teacher)s will read it before the talk.") % {"teacher": teacher}


# -- waiting -----------------------------------------------------------------------------------


def none_free(language: Language, *, child: str) -> str:
    """No time is free. Its question: WAIT."""
    _ = language.gettext
    # Translators: a text: no time is free for the talk about child (a first name). The parent
    # replies with a number: 1 get a text when a time comes free, 2 be rung by the school.
    return _(
        "All times to talk about %(child)s are taken now."
        " Reply 1 tell me when one is free, 2 ring me."
    ) % {"child": child}


def waiting(language: Language, *, child: str) -> str:
    """They are on the waiting list."""
    _ = language.gettext
    # Translators: a text: the parent waits for a time for the talk about child (a first name).
    return _("Thank you. We will text you when a time to talk about %(child)s is free.") % {
        "child": child
    }


def offer(
    language: Language, *, child: str, teacher: str, at: datetime, until: datetime, asks: bool
) -> str:
    """A time has come free, kept for them until `until`. Its question: OFFER, if it `asks`."""
    _ = language.gettext
    # Translators: a text: a time for a talk has come free. child and teacher are names, when is
    # the day and time of the talk.
    words = _("A time to talk about %(child)s is free: %(when)s, %(teacher)s.") % {
        "child": child,
        "when": when(language, at),
        "teacher": teacher,
    }
    return f"{words} {_offered(language, until, asks)}"


def place_offer(language: Language, *, at: datetime, until: datetime, asks: bool) -> str:
    """The crèche has room for their little ones now. Its question: PLACE, if it `asks`."""
    _ = language.gettext
    # Translators: a text: the crèche (free child care during the talk) was full and now has room.
    # when is the day and time of the parent's talk.
    words = _("The crèche has room now for your talk on %(when)s.") % {"when": when(language, at)}
    return f"{words} {_offered(language, until, asks)}"


def _offered(language: Language, until: datetime, asks: bool) -> str:
    _ = language.gettext
    by = {"until": when(language, until)}
    if asks:
        # Translators: second half of a text that offers something; until is the last day and time
        # to answer. The parent replies with a number.
        return _("Reply 1 yes please, 2 no thanks, before %(until)s.") % by
    return see_before(language, until)


def see_before(language: Language, until: datetime) -> str:
    """How to answer an offer that asks nothing by number."""
    _ = language.gettext
    by = {"until": when(language, until), "times": shown(Meaning.TIMES, language.tag)}
    # Translators: second half of a text that offers something; until is the last day and time to
    # answer. times is a word to text back, in capitals. A link follows.
    return _("Reply %(times)s before %(until)s or see:") % by + f" {LINK}"


def passed(language: Language, *, child: str) -> str:
    """They said no to the time offered, and wait on."""
    _ = language.gettext
    # Translators: a text to a parent who did not want the time that was offered. child is a name.
    return _("Thank you. We will text you when another time to talk about %(child)s is free.") % {
        "child": child
    }


def offer_gone(language: Language) -> str:
    """They answered after the deadline, and another family has it."""
    _ = language.gettext
    # Translators: a text to a parent who said yes too late to a time that was offered.
    return _("Sorry, that has gone to someone else. We will text you when there is another.")


def place_not_wanted(language: Language) -> str:
    """They said no to the crèche places offered; the talk stays."""
    _ = language.gettext
    # Translators: a text: the parent does not want the place in the crèche (child care). The talk
    # itself stays booked.
    return _("Thank you. Your talk is still on. Your child can come with you.")


# -- words that can always be written ----------------------------------------------------------


def menu(language: Language, *, child: str, at: datetime) -> str:
    """What shall change about a talk. Its question: MENU."""
    _ = language.gettext
    # Translators: a text: what would the parent like to change about the talk? child is a first
    # name, when a day and time. The parent replies with a number. The crèche is free child care.
    return _(
        "Talk about %(child)s, %(when)s. Reply 1 change time, 2 crèche, 3 cannot come,"
        " 4 please call me"
    ) % {"child": child, "when": when(language, at)}


def my_talks(language: Language, *, talks: Sequence[tuple[datetime, str, str]]) -> str:
    """The parent's talks to come: (time, child, teacher)."""
    _ = language.gettext
    listed = "\n".join(
        f"{when(language, at)} {child}{language.comma}{teacher}" for at, child, teacher in talks
    )
    # Translators: first line of a text that lists the parent's talks, one to a line.
    head = _("Your talks:")
    return f"{head}\n{listed}\n{to_change(language)} {LINK}"


def no_talks(language: Language) -> str:
    """Nothing is booked, and nothing can be booked just now."""
    _ = language.gettext
    # Translators: a text: the parent has no talk booked. talk is a word to text back, in capitals.
    return _("You have no talk booked. To ask for one, reply %(talk)s.") % {
        "talk": shown(Meaning.TALK, language.tag)
    }


def which_child(language: Language, *, children: Sequence[str]) -> str:
    """About which child they would like to talk. Its question: CHILD."""
    _ = language.gettext
    # Translators: a text that asks about which of their children the parent would like to talk. A
    # numbered list of first names follows.
    ask = _("About which child would you like to talk? Reply:")
    return f"{ask}\n{numbered(list(children))}"


def will_answer(language: Language, *, teacher: str, day: date) -> str:
    """They would like to talk: who will get back to them, and by when."""
    _ = language.gettext
    # Translators: a text to a parent who asked to talk with the child's teacher. teacher is a name
    # of a person or of the school, day a day such as "Tue 24 Nov".
    return _("Thank you. %(teacher)s will get in touch with you by %(day)s.") % {
        "teacher": teacher,
        "day": dates.day_short(day, language.tag),
    }


def in_danger(language: Language) -> str:
    """Added to an answer when nobody is in the office."""
    _ = language.gettext
    # Translators: end of a text sent when nobody is at school. 999 is the emergency number.
    return _("In danger now? Call 999.")


def a_person_reads(language: Language, *, school: str, phone: str, day: date) -> str:
    """What they wrote goes to a person: who reads it, and by when."""
    _ = language.gettext
    # Translators: a text to a parent whose message the portal did not understand. school is a
    # name, day a day such as "Tue 24 Nov", phone a phone number.
    return _(
        "Thank you. A person at %(school)s will read this by %(day)s. You can also ring %(phone)s."
    ) % {"school": school, "day": dates.day_short(day, language.tag), "phone": phone}


def again(language: Language) -> str:
    """Put before a question that is asked once more."""
    _ = language.gettext
    # Translators: before a question that is asked a second time, because the parent's answer was
    # not understood. The parent should reply with a number from the question.
    return _("Sorry, we did not understand. Please reply with a number only.")


def crossed(language: Language) -> str:
    """Put before a question that is asked once more, because the answer may have been written
    before it came."""
    _ = language.gettext
    # Translators: before a text that is sent a second time. The school sent it, and in the same
    # minute the parent texted a number; that may have been meant for an older text. The whole text
    # follows.
    return _("We sent this text just as you wrote. Please reply to it again:")


def cannot_come(language: Language) -> str:
    """They wrote a bare "no" to a reminder. Its question: COMING, once more."""
    _ = language.gettext
    # Translators: a text to a parent who answered "no" to a reminder of a talk: what did they
    # mean? The numbers must stay the same.
    return _("Can you not come? Reply 1 coming, 2 change time, 3 cannot come, 4 please call me")


def not_this_time(language: Language) -> str:
    """They wrote a bare "no" to an invitation. Its question: TIME, with three choices."""
    _ = language.gettext
    # Translators: a text to a parent who answered "no" to an invitation to a talk: what did they
    # mean?
    return _("Do you mean not this time? Reply 1 not this time, 2 other times, 3 ring me")


def unchanged(language: Language) -> str:
    """They said "no" to something that need not be answered: it all stays."""
    _ = language.gettext
    # Translators: a text to a parent who answered "no". times is a word to text back, in capitals.
    return _("Thank you. Nothing has changed. To see your talks, reply %(times)s.") % {
        "times": shown(Meaning.TIMES, language.tag)
    }


def too_late(language: Language) -> str:
    """They answered a question that makes no sense any more: said so, with the way on."""
    _ = language.gettext
    # Translators: a text to a parent who answered an old question. times and talk are words to
    # text back, in capitals.
    return _(
        "Sorry, that question is over. To see your talks, reply %(times)s."
        " To talk with us, reply %(talk)s."
    ) % {"times": shown(Meaning.TIMES, language.tag), "talk": shown(Meaning.TALK, language.tag)}


def languages(language: Language, *, names: Sequence[str], more: bool) -> str:
    """The languages to choose from, each by its own name. Its question: LANGUAGE."""
    _ = language.gettext
    # Translators: a text that asks in which language the parent wants texts. A numbered list of
    # languages follows, each by its own name.
    ask = _("Which language would you like? Reply:")
    # Translators: last line of a numbered list of languages: there are more languages.
    lines = [*names, *([_("more")] if more else [])]
    return f"{ask}\n{numbered(lines)}"


def language_kept(language: Language) -> str:
    """In the language they have just chosen."""
    _ = language.gettext
    # Translators: a text, in the language that the parent has just chosen.
    return _("Thank you. We will write to you in this language.")
