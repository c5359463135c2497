"""Texts about what parent, teacher and child agreed on. None says what that is, but for the one
that answers a parent's own "read it to me" (`read_out`)."""

from collections.abc import Sequence
from datetime import date

from portal.languages import Language
from portal.wording import dates
from portal.wording.texts import LINK, numbered

PLAN_LINK = f"{LINK}/plan"
"""The parent's page with what was agreed."""


def sign(language: Language, *, school: str, day: date) -> str:
    """Whether they agree with what was read to them on `day`. Its question: SIGN."""
    _ = language.gettext
    # Translators: first line of a text from the school. school is its name. A numbered list
    # follows, from which the parent chooses by replying with a number.
    ask = _("%(school)s. Reply:") % {"school": school}
    return f"{ask}\n{numbered(_ways_to_sign(language, day))}"


def no_to_sign(language: Language, *, day: date) -> str:
    """They wrote a bare "no" to that. Its question: SIGN, once more."""
    _ = language.gettext
    # Translators: a text to a parent who answered "no" to whether they agree with what they and the
    # school read together: what did they mean? A numbered list follows.
    ask = _("What shall we do? Reply:")
    return f"{ask}\n{numbered(_ways_to_sign(language, day))}"


def _ways_to_sign(language: Language, day: date) -> list[str]:
    _ = language.gettext
    short = dates.day_short(day, language.tag)
    return [
        # Translators: one line of a numbered list in a text: the parent agrees with what they and
        # the teacher read together. day is a day such as "Tue 24 Nov".
        _("I agree with what we read together on %(day)s") % {"day": short},
        # Translators: one line of a numbered list in a text.
        _("I want to talk"),
        # Translators: one line of a numbered list in a text: the school rings the parent and reads
        # out what they are asked to agree with.
        _("ring me and read it to me"),
        # Translators: one line of a numbered list in a text: the parent wants it on paper.
        _("send me paper"),
    ]


def read_and_sign(language: Language, *, child: str) -> str:
    """The plan waits on their page to be read and signed: it is new, or reads otherwise."""
    _ = language.gettext
    # Translators: a text from the school to a parent: please read and sign what parent, teacher and
    # child agreed on. child is a first name. A link follows.
    words = _("Please read and sign the plan for %(child)s:") % {"child": child}
    return f"{words} {PLAN_LINK}"


def signed(language: Language) -> str:
    """They agreed."""
    _ = language.gettext
    # Translators: a text to a parent who has just agreed with what they and the teacher read
    # together. A link follows.
    words = _("Thank you for saying yes. You can read it again here:")
    return f"{words} {PLAN_LINK}"


def have_signed(language: Language) -> str:
    """On their page, right after it."""
    _ = language.gettext
    # Translators: on a parent's page, after they have agreed to the plan for their child.
    return _("Thank you. You have signed.")


def will_look(language: Language, *, teacher: str) -> str:
    """On their page, after "I want a change"."""
    _ = language.gettext
    # Translators: on a parent's page, after they have asked for a change in the plan for their
    # child. teacher is the name of a person or of the school.
    return _("Thank you. %(teacher)s will look at what you want to change.") % {"teacher": teacher}


def have_told(language: Language) -> str:
    """On their page, after they have said how it goes."""
    _ = language.gettext
    # Translators: on a parent's page, after they have said how the plan for their child goes.
    return _("Thank you for telling us how it goes.")


def changed_since(language: Language, *, teacher: str, day: date) -> str:
    """They agreed with what reads otherwise by now."""
    _ = language.gettext
    # Translators: a text to a parent who agreed with words that were changed meanwhile. teacher is
    # the name of a person or of the school, day a day such as "Tue 24 Nov".
    return _(
        "Thank you. It has changed since then. %(teacher)s will ring and read it to you by %(day)s."
    ) % {"teacher": teacher, "day": dates.day_short(day, language.tag)}


def will_read(language: Language, *, teacher: str, day: date) -> str:
    """Somebody rings and reads it out."""
    _ = language.gettext
    # Translators: a text to a parent who wants something read to them on the phone. teacher is the
    # name of a person or of the school, day a day such as "Tue 24 Nov".
    return _("Thank you. %(teacher)s will ring and read it to you by %(day)s.") % {
        "teacher": teacher,
        "day": dates.day_short(day, language.tag),
    }


def on_paper(language: Language, *, teacher: str) -> str:
    """It comes on paper."""
    _ = language.gettext
    # Translators: a text to a parent who wants something on paper. teacher is the name of a person
    # or of the school.
    return _("Thank you. %(teacher)s will send it to you on paper.") % {"teacher": teacher}


def check_in(language: Language, *, child: str, reads: bool = True) -> str:
    """How it goes, halfway. Its question: CHECK_IN; `reads`: it can be read out to them."""
    _ = language.gettext
    # Translators: a text from the school to a parent: how does it go with what they agreed to do
    # for the child? child is a first name. A numbered list follows.
    ask = _("How is the plan for %(child)s going? Reply:") % {"child": child}
    lines = ways_it_goes(language)
    if reads:
        # Translators: one line of a numbered list in a text: the parent wants to be told again
        # what was agreed.
        lines.append(_("read it to me"))
    return f"{ask}\n{numbered(lines)}"


def ways_it_goes(language: Language) -> list[str]:
    """What they can say: well, a bit hard, stuck; in this order."""
    _ = language.gettext
    return [
        # Translators: one line of a numbered list in a text: how the plan goes.
        _("going well"),
        # Translators: one line of a numbered list in a text: how the plan goes.
        _("a bit hard"),
        # Translators: one line of a numbered list in a text: the parent does not know how to go on
        # with the plan and wants to be rung.
        _("stuck, please ring"),
    ]


def goes_well(language: Language) -> str:
    """Thanks for "going well"."""
    _ = language.gettext
    # Translators: a text to a parent who said that the plan for their child goes well.
    return _("Thank you. That is good to hear.")


def is_hard(language: Language) -> str:
    """Thanks for "a bit hard"."""
    _ = language.gettext
    # Translators: a text to a parent who said that the plan for their child is a bit hard.
    return _("Thank you for telling us. Every small step helps.")


def will_ring(language: Language, *, teacher: str, day: date) -> str:
    """Thanks for "stuck", and who rings by when."""
    _ = language.gettext
    # Translators: a text to a parent who does not know how to go on. teacher is the name of a
    # person or of the school, day a day such as "Tue 24 Nov".
    return _("Thank you for telling us. %(teacher)s will ring you by %(day)s.") % {
        "teacher": teacher,
        "day": dates.day_short(day, language.tag),
    }


def read_out(language: Language, *, plan: Sequence[tuple[str, Sequence[str]]]) -> str:
    """What was agreed, in the parent's language: each sentence and what they do at home. Sent to
    nobody who has not just asked for it."""
    _ = language.gettext
    lines = []
    for sentence, home in plan:
        lines.append(sentence)
        if home:
            # Translators: in a text, before what the family does at home to help the child.
            lines.append(_("At home:"))
            lines += [f"- {step}" for step in home]
    return "\n".join(lines)


def look_back_soon(language: Language, *, child: str, day: date) -> str:
    """The day of looking back comes near."""
    _ = language.gettext
    # Translators: a text from the school: on that day parent, teacher and child look at how the
    # plan went. child is a first name, day a day such as "Tue 24 Nov". A link follows.
    words = _("On %(day)s we look back on the plan for %(child)s. See it here:") % {
        "day": dates.day_short(day, language.tag),
        "child": child,
    }
    return f"{words} {PLAN_LINK}"


def step_soon(language: Language, *, child: str, day: date) -> str:
    """Something that the family does at home is to be done by then."""
    _ = language.gettext
    # Translators: a text from the school: a part of the plan that the family does at home is to be
    # done by that day. child is a first name, day a day such as "Tue 24 Nov". A link follows.
    words = _("A part of the plan for %(child)s is for %(day)s. See it here:") % {
        "day": dates.day_short(day, language.tag),
        "child": child,
    }
    return f"{words} {PLAN_LINK}"
