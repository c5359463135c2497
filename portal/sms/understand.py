"""What a parent's text means: words and the question they answer become an intent.

Pure: no database, no time. How words are read in each language is in `wording.answers`; what then
happens is in `answer`. Whatever is not plain is NOT_UNDERSTOOD and goes to a person: a wrong guess
books or cancels something. A "no" never cancels.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from portal.domain.questions import WORDS_COMING, WORDS_UNDO, Question
from portal.wording import answers


class Says(StrEnum):
    """What a text says."""

    STOP = "stop"
    START = "start"
    HELP = "help"
    TIMES = "times"
    CHANGE = "change"
    TALK = "talk"
    LANGUAGE = "language"
    WRONG_PERSON = "wrong person"
    CHOICE = "choice"
    NO = "no"
    NOT_UNDERSTOOD = "not understood"


@dataclass(frozen=True)
class Intent:
    """`choice`, for CHOICE only: which of the question's choices was meant, how many little ones,
    or their ages in years."""

    says: Says
    choice: int | str | tuple[int, ...] | None = None


@dataclass(frozen=True)
class Asked:
    """The question that the last text left open. `choices[0]` is what "1" means: the id of a slot
    or a booking, or one of the outbox's WORDS."""

    question: Question
    choices: tuple[int | str, ...]


_WORDS = {
    answers.Word.STOP: Intent(Says.STOP),
    answers.Word.START: Intent(Says.START),
    answers.Word.HELP: Intent(Says.HELP),
    answers.Word.TIMES: Intent(Says.TIMES),
    answers.Word.CHANGE: Intent(Says.CHANGE),
    answers.Word.TALK: Intent(Says.TALK),
    answers.Word.LANGUAGE: Intent(Says.LANGUAGE),
}
_NOT_UNDERSTOOD = Intent(Says.NOT_UNDERSTOOD)
_YES_MEANS = {Question.COMING: WORDS_COMING, Question.UNDO: WORDS_UNDO}


def understand(asked: Asked | None, body: str, tag: str, names: Iterable[str] = ()) -> Intent:
    """What `body` says, in the language with this tag or in English, to what was asked.

    `names`: the first and last names of the parents who have this number, for "I am not Ayesha".

    STOP and what carriers take for it (CANCEL, END, QUIT) always stop texts, whatever was asked.
    """
    if word := answers.word(body, tag):
        return _WORDS[word]
    if answers.wrong_person(body, tag):
        # To somebody who has just cancelled, the Polish for "wrong number" also says "my mistake".
        undoing = asked is not None and asked.question == Question.UNDO
        return _NOT_UNDERSTOOD if undoing else Intent(Says.WRONG_PERSON)
    if asked is None:
        return _NOT_UNDERSTOOD
    number = answers.number(body)
    if number is not None:
        return _choice(asked, number)
    if answers.yes_no(body, tag) and asked.question in _YES_MEANS:
        return Intent(Says.CHOICE, _YES_MEANS[asked.question])
    return _NOT_UNDERSTOOD


def _choice(asked: Asked, number: int) -> Intent:
    if 1 <= number <= len(asked.choices):
        return Intent(Says.CHOICE, asked.choices[number - 1])
    return _NOT_UNDERSTOOD
