"""Answers that a person in the office chooses from a list, ready in every language.

Each takes one segment in English. They are sent as texts, so the rule of `texts` holds: nothing
that would harm if a stranger read the lock screen. Which one fits is for the person to say.
"""

from enum import StrEnum

from portal.languages import Language


class Phrase(StrEnum):
    """The answers, in the order of the list."""

    THANKS = "thanks"
    YES = "yes"
    NO = "no"
    ALL_DONE = "all done"
    NOT_BY_TEXT = "not by text"
    RING_US = "ring us"
    WILL_RING_TODAY = "will ring today"
    WILL_RING_NEXT = "will ring next"
    WHEN_TO_RING = "when to ring"
    TOLD_TEACHER = "told teacher"
    INTERPRETER = "interpreter"
    BRING_SOMEONE = "bring someone"
    BRING_CHILDREN = "bring children"
    COME_IN = "come in"
    SAY_AGAIN = "say again"
    OWN_LANGUAGE = "own language"


def say(phrase: Phrase, language: Language, *, school: str, phone: str) -> str:
    """The answer in this language. `phone`: the school's number, as families dial it."""
    # Between words that run from the right, the halves of a number would change places.
    dialled = phone.replace(" ", "") if language.rtl else phone
    return _all(language)[phrase] % {"school": school, "phone": dialled}


def _all(language: Language) -> dict[Phrase, str]:
    _ = language.gettext
    return {
        # Translators: the school answers a parent's text: the message has arrived and was read.
        Phrase.THANKS: _("Thank you. We have read your message."),
        # Translators: the school answers a question in a parent's text with yes.
        Phrase.YES: _("Yes, that is fine."),
        # Translators: the school answers a wish in a parent's text with a friendly no. phone is
        # the school's number.
        Phrase.NO: _("Sorry, we cannot do that. Please ring us on %(phone)s."),
        # Translators: the school to a parent who asked for something by text: it has been done.
        Phrase.ALL_DONE: _("It is done. You do not need to do more."),
        # Translators: the school to a parent who asked for a change that needs a call. phone is
        # the school's number.
        Phrase.NOT_BY_TEXT: _("Sorry, we cannot change that by text. Please ring us on %(phone)s."),
        # Translators: the school asks a parent to call. phone is the school's number.
        Phrase.RING_US: _("Please ring %(school)s on %(phone)s."),
        # Translators: the school to a parent: somebody from the school calls today.
        Phrase.WILL_RING_TODAY: _("%(school)s will ring you today."),
        # Translators: the school to a parent: somebody from the school calls on the next day on
        # which the school is open.
        Phrase.WILL_RING_NEXT: _("%(school)s will ring you on the next school day."),
        # Translators: the school to a parent who would like to be called.
        Phrase.WHEN_TO_RING: _("When can we ring you? Please text us a day and a time."),
        # Translators: the school to a parent: the child's teacher has got the parent's message.
        Phrase.TOLD_TEACHER: _("We have told the teacher. Thank you."),
        # Translators: the school to a parent: somebody who speaks the parent's language will help
        # at the talk at school. It is free.
        Phrase.INTERPRETER: _("An interpreter will be at your talk. It is free."),
        # Translators: the school to a parent who asks whether somebody may come along to the talk
        # at school.
        Phrase.BRING_SOMEONE: _("Yes, you can bring a friend or someone from your family."),
        # Translators: the school to a parent who asks about small children during the talk at
        # school.
        Phrase.BRING_CHILDREN: _("Yes, you can bring your little ones with you."),
        # Translators: the school to a parent: come to the room where the school's office is.
        Phrase.COME_IN: _("Please come to the school office. We will help you there."),
        # Translators: the school to a parent whose text nobody understood. phone is the school's
        # number.
        Phrase.SAY_AGAIN: _(
            "Sorry, we did not understand. Please write it again, or ring us on %(phone)s."
        ),
        # Translators: the school to a parent who tries to write in English. Your own language is
        # the one this very text is in.
        Phrase.OWN_LANGUAGE: _("You can write to us in your own language."),
    }


def english_follows(language: Language) -> str:
    """The line in front of a person's own words, written in English, to a parent who reads another
    language."""
    _ = language.gettext
    # Translators: stands in front of a text that somebody at the school wrote in English, to a
    # parent who reads this language.
    return _("The school writes to you in English:")
