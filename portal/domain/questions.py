"""What a text can ask, and so what a number in reply means. No tables here: a question stands on
its text (`outbox`), words are read in `sms.understand`, and what a choice does is in `sms.choose`.

Two questions are never open on one phone at once. A text that would ask while another question is
open replaces it only if that one matters less (`matters_more`): otherwise it waits, or asks
nothing. What was replaced can be come back to with TIMES or CHANGE.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class Question(StrEnum):
    """What a text asks. `choices[0]` is what "1" means, but for LITTLE_ONES and AGES, where the
    number itself is the answer."""

    TIME = "time"
    """choices: slot ids, then the words MORE, CALL, NOT_NOW. ids: invitation."""
    NEW_TIME = "new time"
    """choices: slot ids, then MORE, CALL. ids: invitation, booking, and `ages` if the time is to
    have crèche places for little ones of these ages."""
    COMING = "coming"
    """choices: COMING, CHANGE, CANNOT, CALL. ids: day, and invitations: of the talks listed, which
    may have another day by the time of the answer."""
    WHICH = "which"
    """choices: booking ids. ids: then (CHANGE, CANNOT, MENU)."""
    UNDO = "undo"
    """choices: UNDO. ids: booking."""
    WAIT = "wait"
    """No time is free. choices: WAIT, CALL. ids: invitation."""
    OFFER = "offer"
    """A time has come free. choices: TAKE, NO. ids: entry, booking."""
    PLACE = "place"
    """Crèche places have come free. choices: TAKE, NO. ids: booking."""
    MOVE = "move"
    """Whether the new time for a talk suits them. choices: TAKE, NO. ids: ask."""
    LITTLE_ONES = "little ones"
    """How many need the crèche. choices: the counts 0, 1, 2 and so on. ids: booking."""
    AGES = "ages"
    """How old they are, in years. choices: how many ages are awaited. ids: booking."""
    HEALTH = "health"
    """Any allergy, medicine or need. choices: NONE, CALL. ids: booking."""
    INTERPRETER = "interpreter"
    """choices: NO, YES. ids: booking."""
    CRECHE_FULL = "creche full"
    """choices: WAIT, MORE (a time with places), BRING. ids: booking, ages."""
    MENU = "menu"
    """What shall change about a talk. choices: CHANGE, CRECHE, CANNOT, CALL, and ALONE where it is
    one talk with another parent's. ids: booking."""
    LANGUAGE = "language"
    """choices: language tags, and MORE where there are more. ids: page."""
    CHILD = "child"
    """About which child they would like to talk. choices: child ids."""
    SIGN = "sign"
    """Whether they agree with what was read together. choices: AGREE, TALK, READ, PAPER. ids:
    child, keys: pairs of version and home part, and day: when it was read."""
    CHECK_IN = "check-in"
    """How the plan for a child is going. choices: WELL, HARD, STUCK, and READ if it can be
    read out. ids: child, day: of looking back."""
    IDEA = "idea"
    """Whether they did the week's idea. choices: DID. ids: idea."""
    TOGETHER = "together"
    """Whether they would like to come together with another parent. choices: YES, NO. ids:
    booking. Nobody reads the answer: its words are not kept."""
    WISH = "wish"
    """What they would like to talk about, in free words. choices: those of COMING, whose numbers
    stay on the phone. ids: those of COMING."""

    NUMBER = "number"
    """Whether they have a child at this school. choices: YES, NO."""


WORDS_MORE, WORDS_CALL, WORDS_NOT_NOW = "more", "call", "not now"
WORDS_COMING, WORDS_CHANGE, WORDS_CANNOT, WORDS_UNDO = "coming", "change", "cannot", "undo"
WORDS_MENU, WORDS_CRECHE = "menu", "creche"
WORDS_WAIT, WORDS_TAKE, WORDS_BRING = "wait", "take", "bring"
WORDS_YES, WORDS_NO, WORDS_NONE = "yes", "no", "none"
WORDS_AGREE, WORDS_TALK, WORDS_READ, WORDS_PAPER = "agree", "talk", "read", "paper"
WORDS_WELL, WORDS_HARD, WORDS_STUCK = "going well", "a bit hard", "stuck"
WORDS_DID = "did it"
WORDS_ALONE = "alone"

IN_PASSING = frozenset(
    {
        Question.NEW_TIME,
        Question.UNDO,
        Question.WAIT,
        Question.LITTLE_ONES,
        Question.AGES,
        Question.HEALTH,
        Question.INTERPRETER,
        Question.MENU,
        Question.LANGUAGE,
        Question.CHILD,
        Question.WHICH,
        Question.WISH,
        Question.IDEA,
        Question.TOGETHER,
    }
)
"""Asked along the way: may be left, replaced by what matters more, and come back to."""

ABOUT_THE_DAY = frozenset({Question.COMING, Question.WISH})
"""Asked about the talks of one day, and answered by the same numbers."""

ABOUT_A_REMINDER = [WORDS_COMING, WORDS_CHANGE, WORDS_CANNOT, WORDS_CALL]
"""What the numbers of a reminder mean."""


@dataclass(frozen=True)
class Asks:
    """A question a text leaves open."""

    question: Question
    choices: list[Any]
    ids: dict[str, Any]
    until: datetime


def matters_more(new: Question, old: Question) -> bool:
    """Whether a text of the school's own accord may replace this open question by its own."""
    return old in IN_PASSING and new not in IN_PASSING
