"""The texts about coming to a talk together with another parent or carer of the child.

Every parent of a round that asks gets the same question, whether there is another one or not. No
text names anybody but the child and the teacher, or says what somebody answered.
"""

from datetime import datetime

from portal.languages import Language
from portal.wording.answers import shown
from portal.wording.meanings import Meaning
from portal.wording.texts import when


def ask(language: Language, *, child: str) -> str:
    """Whether they would like to come together. Its question: TOGETHER."""
    _ = language.gettext
    # Translators: a text to every parent who booked a talk, also where only one parent is invited.
    # child is a first name. It must not sound as if there were somebody else. The parent replies
    # with a number.
    return _(
        "We may invite another parent or carer of %(child)s, too. Would you like to come together?"
        " We tell nobody. Reply 1 yes, 2 no."
    ) % {"child": child}


def changed(language: Language) -> str:
    """They answered it once more, and otherwise."""
    _ = language.gettext
    # Translators: a text to a parent who has changed an answer that the school keeps to itself.
    return _("Thank you. We have noted it, and tell nobody.")


def joined(language: Language, *, child: str, teacher: str, at: datetime) -> str:
    """Both have said yes, and it is one talk now. It says nothing about anybody else."""
    _ = language.gettext
    # Translators: a text: a talk that a parent will come to together with another parent or carer,
    # as they said they would like. child and teacher are names, when is day and time. change is a
    # word to text back, in capitals.
    return _(
        "%(when)s, %(teacher)s: your talk about %(child)s. You will come together, as you wished."
        " To come alone, reply %(change)s."
    ) % {
        "child": child,
        "teacher": teacher,
        "when": when(language, at),
        "change": shown(Meaning.CHANGE, language.tag),
    }


def menu(language: Language, *, child: str, at: datetime) -> str:
    """What shall change about a talk that they come to together. Its question: MENU."""
    _ = language.gettext
    # Translators: a text: what would the parent like to change about a talk? As the text that
    # begins in the same way, with a fifth choice: not to come together with another parent or
    # carer, but to have a talk alone with the teacher.
    return _(
        "Talk about %(child)s, %(when)s. Reply 1 change time, 2 crèche, 3 cannot come,"
        " 4 call me, 5 come alone"
    ) % {"child": child, "when": when(language, at)}
