"""What a parent's text means: words and the question they answer become an intent.

Pure: no database, no time. How words are read in each language is in `wording.answers`; what then
happens is in `answer`. Whatever is not plain is NOT_UNDERSTOOD and goes to a person: a wrong guess
books or cancels something. A "no" never cancels.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from portal.domain.questions import (
    WORDS_AGREE,
    WORDS_BRING,
    WORDS_CALL,
    WORDS_CANNOT,
    WORDS_CHANGE,
    WORDS_COMING,
    WORDS_CRECHE,
    WORDS_DID,
    WORDS_HARD,
    WORDS_MORE,
    WORDS_NO,
    WORDS_NONE,
    WORDS_NOT_NOW,
    WORDS_PAPER,
    WORDS_READ,
    WORDS_STUCK,
    WORDS_TAKE,
    WORDS_TALK,
    WORDS_UNDO,
    WORDS_WAIT,
    WORDS_WELL,
    WORDS_YES,
    Question,
)
from portal.languages import OFFERED
from portal.wording.ages import ages
from portal.wording.answers import LONGEST_PLAIN, Reply, Word, our_lines, read
from portal.wording.meanings import Meaning


class Says(StrEnum):
    """What a text says. OKAY: no more than that they have read ours. WISH: free words, where we
    asked what they would like to talk about. DID: that they did it, with nothing asked."""

    STOP = "stop"
    START = "start"
    HELP = "help"
    TIMES = "times"
    CHANGE = "change"
    TALK = "talk"
    LANGUAGE = "language"
    IDEAS = "ideas"
    NO_IDEAS = "no ideas"
    NEWS = "good news again"
    NO_NEWS = "no good news"
    REMINDERS = "reminders"
    NO_REMINDERS = "no reminders"
    RING_ONLY = "ring only"
    DID = "did it"
    CALL = "call"
    WRONG_PERSON = "wrong person"
    CHOICE = "choice"
    NO = "no"
    OKAY = "okay"
    WISH = "wish"
    NOT_UNDERSTOOD = "not understood"


@dataclass(frozen=True)
class Intent:
    """`choice`, for CHOICE: which of the question's choices was meant, how many little ones, or
    their ages in years; for LANGUAGE: the tag of the language they named, if they did."""

    says: Says
    choice: int | str | tuple[int, ...] | None = None


@dataclass(frozen=True)
class Asked:
    """The question that the last text left open. `choices[0]` is what "1" means: the id of a slot
    or a booking, or one of the WORDS of `domain.questions`."""

    question: Question
    choices: tuple[int | str, ...]
    again: bool = False
    """Whether it was put again because the answer was not plain."""
    text: str = ""
    """The text itself: who sends one of its lines back means that line."""


_NOT_UNDERSTOOD = Intent(Says.NOT_UNDERSTOOD)

_YES_MEANS: dict[Question, tuple[str, tuple[Meaning, ...]]] = {
    Question.COMING: (WORDS_COMING, (Meaning.YES, Meaning.OKAY)),
    Question.OFFER: (WORDS_TAKE, (Meaning.YES, Meaning.OKAY)),
    Question.PLACE: (WORDS_TAKE, (Meaning.YES, Meaning.OKAY)),
    Question.MOVE: (WORDS_TAKE, (Meaning.YES, Meaning.OKAY)),
    Question.WAIT: (WORDS_WAIT, (Meaning.YES, Meaning.OKAY)),
    # Asked right after they had it read to them: "OK" is a yes to this very question.
    Question.SIGN: (WORDS_AGREE, (Meaning.YES, Meaning.OKAY, Meaning.AGREE)),
    # "OK" to "your talk is cancelled" is "I have read it"; to "any allergy?" it may be "all well".
    Question.UNDO: (WORDS_UNDO, (Meaning.YES,)),
    Question.HEALTH: (WORDS_CALL, (Meaning.YES,)),
    # "OK" to an idea is "I have read it".
    Question.IDEA: (WORDS_DID, (Meaning.YES,)),
    Question.INTERPRETER: (WORDS_YES, (Meaning.YES, Meaning.INTERPRETER)),
    # "OK" may only say that they have read it: here a yes must be one.
    Question.NUMBER: (WORDS_YES, (Meaning.YES,)),
    Question.TOGETHER: (WORDS_YES, (Meaning.YES,)),
}
_NO = (Meaning.NO, Meaning.NOT_NOW)
_NO_MEANS: dict[Question, tuple[str, tuple[Meaning, ...]]] = {
    Question.OFFER: (WORDS_NO, _NO),
    Question.PLACE: (WORDS_NO, _NO),
    Question.MOVE: (WORDS_NO, _NO),
    Question.HEALTH: (WORDS_NONE, (Meaning.NO, Meaning.NONE, Meaning.NO_NEEDS)),
    Question.INTERPRETER: (WORDS_NO, (Meaning.NO, Meaning.NO_INTERPRETER)),
    Question.NUMBER: (WORDS_NO, (Meaning.NO, Meaning.NONE)),
    Question.TOGETHER: (WORDS_NO, (Meaning.NO,)),
}
_AGREEING = (Meaning.YES, Meaning.OKAY)
_NONE = (Meaning.NO, Meaning.NOT_NOW, Meaning.NONE, Meaning.NO_LITTLE_ONES)
"""How many little ones need the crèche: none."""

_CHOICES_IN_WORDS: tuple[tuple[str, tuple[Meaning, ...]], ...] = (
    (WORDS_MORE, (Meaning.MORE, Meaning.OTHER_TIME)),
    (WORDS_CALL, (Meaning.CALL,)),
    (WORDS_NOT_NOW, (Meaning.NOT_NOW,)),
    (WORDS_COMING, (Meaning.COMING,)),
    (WORDS_CHANGE, (Meaning.OTHER_TIME,)),
    (WORDS_CRECHE, (Meaning.CRECHE,)),
    (WORDS_UNDO, (Meaning.UNDO,)),
    (WORDS_WAIT, (Meaning.WAIT,)),
    (WORDS_TAKE, (Meaning.TAKE,)),
    (WORDS_BRING, (Meaning.BRING,)),
    (WORDS_AGREE, (Meaning.AGREE,)),
    (WORDS_TALK, (Meaning.TALK,)),
    (WORDS_PAPER, (Meaning.PAPER,)),
    (WORDS_READ, (Meaning.READ,)),
    (WORDS_WELL, (Meaning.WELL,)),
    (WORDS_HARD, (Meaning.HARD,)),
    (WORDS_STUCK, (Meaning.STUCK,)),
    (WORDS_DID, (Meaning.DID, Meaning.THUMB)),
)
"""Words that say one of the choices, where that choice was offered."""

_NEVER_BY_A_SLIP = {WORDS_CANNOT, WORDS_NOT_NOW, WORDS_NO, WORDS_NONE, WORDS_AGREE}
_AFTER_THEIR_OWN_REPLY = {
    Question.UNDO,
    Question.LITTLE_ONES,
    Question.AGES,
    Question.HEALTH,
    Question.INTERPRETER,
    Question.CRECHE_FULL,
    Question.TOGETHER,
    Question.WISH,
}
"""Asked right after a number that the parent sent. "Wrong number" may then say that they pressed
the wrong one: in Polish it is also how one says "my mistake"."""


def understand(
    asked: Asked | None,
    body: str,
    tag: str,
    names: Iterable[str] = (),
    *,
    undecided: bool = False,
) -> Intent:
    """What `body` says, in the language with this tag or in English, to what was asked.

    `names`: the first and last names of the parents who have this number, for "I am not Ayesha".
    `undecided`: they have not said yet which language is theirs, so its name alone says so.
    STOP and what carriers take for it (CANCEL, END, QUIT) always stop texts, whatever was asked.
    """
    body, names = body.strip(), tuple(names)
    reply = read(body if len(body) <= LONGEST_PLAIN else "", tag)
    plain = _exactly(asked, reply, names)
    if plain != _NOT_UNDERSTOOD:
        return plain
    asks_for_words = asked is not None and asked.question == Question.WISH  # English: a lesson
    if undecided and not asks_for_words and (named := reply.language()) in OFFERED:
        return Intent(Says.LANGUAGE, named)
    meant = reply.put_right()
    slip = _exactly(asked, meant, names) if meant else _NOT_UNDERSTOOD
    if slip.choice in _NEVER_BY_A_SLIP or (asked and asked.question == Question.TOGETHER):
        return _NOT_UNDERSTOOD
    if slip == _NOT_UNDERSTOOD and asked and asked.question == Question.WISH:
        return _free_words(body, reply)
    return slip


def _free_words(body: str, reply: Reply) -> Intent:
    """What they would like to talk about. Not a number that was not offered, nor a word that may
    mean two things."""
    doubtful = reply.number() is not None or reply.no_child() or reply.only(Meaning.FALSE_FRIENDS)
    says_something = any(letter.isalpha() for letter in body)
    return Intent(Says.WISH) if says_something and not doubtful else _NOT_UNDERSTOOD


def _exactly(asked: Asked | None, reply: Reply, names: Iterable[str]) -> Intent:
    """What a message says, taken by the letter."""
    word = reply.word()
    if word is Word.STOP:
        return Intent(Says.STOP)
    if stranger := _stranger(asked, reply, names):
        return stranger
    if asked and (first := _before_words(asked, reply)):
        return first
    if word:
        return Intent(Says[word.name])
    if asked and (answer := _answer(asked, reply)):
        return answer
    if asked and asked.question == Question.UNDO and reply.only(Meaning.OKAY):
        return Intent(Says.NO)  # they have read it, and it stays as it is
    if reply.only(Meaning.CALL):
        return Intent(Says.CALL)
    if reply.no_english():
        return Intent(Says.LANGUAGE)
    if reply.only(Meaning.DID, beside=_AGREEING):
        return Intent(Says.DID)
    return Intent(Says.CHANGE) if reply.only(Meaning.OTHER_TIME) else _NOT_UNDERSTOOD


def _stranger(asked: Asked | None, reply: Reply, names: Iterable[str]) -> Intent | None:
    if reply.not_me(names):
        return Intent(Says.WRONG_PERSON)
    if not reply.no_child():
        return None
    may_mean_a_slip = asked is not None and asked.question in _AFTER_THEIR_OWN_REPLY
    return _NOT_UNDERSTOOD if may_mean_a_slip else Intent(Says.WRONG_PERSON)


def _before_words(asked: Asked, reply: Reply) -> Intent | None:
    """Where a word that always works is the very answer, asking again would go in a circle."""
    if asked.question == Question.MENU and reply.only(Meaning.CHANGE):
        return _offered(asked, WORDS_CHANGE)
    if asked.question == Question.INTERPRETER and reply.no_english():
        return _offered(asked, WORDS_YES)
    if asked.question == Question.SIGN and reply.only(Meaning.CALL):
        return _offered(asked, WORDS_READ)
    return None


def _answer(asked: Asked, reply: Reply) -> Intent | None:
    """The choice that was meant, or a no that means none of them."""
    match asked.question:
        case Question.LITTLE_ONES:
            count = 0 if reply.only(*_NONE) else reply.count()
            return None if count is None else _offered(asked, count)
        case Question.AGES:
            listed = _ages(asked, reply)
            return Intent(Says.CHOICE, listed) if listed else _no(asked, reply)
        case Question.LANGUAGE if tag := reply.language():
            return Intent(Says.CHOICE, tag) if tag in OFFERED else None
        case Question.WISH if intent := _whether_there_is_something(reply):
            return intent
        case _:
            number = reply.number()
            if number is not None:
                return _numbered(asked, number)
            ways = (_in_words, _copied, _line_of_ours, _has_read)
            return next(filter(None, (way(asked, reply) for way in ways)), None)


def _whether_there_is_something(reply: Reply) -> Intent | None:
    """To what they would like to talk about: yes there is, no there is not, or just "thanks"."""
    if reply.only(Meaning.YES, beside=(Meaning.OKAY,)):
        return Intent(Says.CHOICE, WORDS_YES)
    if reply.only(*_NO, Meaning.NONE, Meaning.NOTHING_SPECIAL, beside=(Meaning.OKAY,)):
        return Intent(Says.CHOICE, WORDS_NONE)
    return Intent(Says.OKAY) if reply.only(Meaning.OKAY, Meaning.POLITE) else None


def _has_read(asked: Asked, reply: Reply) -> Intent | None:
    """To an idea, "ok" and "thanks" need no answer."""
    okay = asked.question == Question.IDEA and reply.only(Meaning.OKAY, Meaning.POLITE)
    return Intent(Says.OKAY) if okay else None


def _ages(asked: Asked, reply: Reply) -> tuple[int, ...] | None:
    (how_many,) = asked.choices
    return ages(reply.text, reply.tag, int(how_many))


def _numbered(asked: Asked, number: int) -> Intent | None:
    if 1 <= number <= len(asked.choices):
        return Intent(Says.CHOICE, asked.choices[number - 1])
    return None


def _copied(asked: Asked, reply: Reply) -> Intent | None:
    """A line of our own list, number and words: where both say the same, it is that choice."""
    if not (copied := reply.number_and_words()):
        return None
    number, words = copied
    numbered = _numbered(asked, number)
    if numbered == Intent(Says.CHOICE, WORDS_CANNOT) and words.only(Meaning.CANNOT):
        return numbered
    if numbered and numbered.choice in (WORDS_READ, WORDS_STUCK) and words.only(Meaning.CALL):
        return numbered  # "3 please ring": both lines end so
    return numbered if numbered and numbered == _in_words(asked, words) else None


def _line_of_ours(asked: Asked, reply: Reply) -> Intent | None:
    """A line of the very text, sent back as it stands there."""
    number = our_lines(asked.text, reply.tag).get(reply.said)
    return _numbered(asked, number) if number else None


def _in_words(asked: Asked, reply: Reply) -> Intent | None:
    for choice, meanings in _CHOICES_IN_WORDS:
        if choice in asked.choices and reply.only(*meanings, beside=_AGREEING):
            return Intent(Says.CHOICE, choice)
    for means in (_YES_MEANS, _NO_MEANS):
        if asked.question in means:
            choice, meanings = means[asked.question]
            if reply.only(*meanings):
                return None if _may_mean_a_change(asked) else _offered(asked, choice)
    return _no(asked, reply)


def _may_mean_a_change(asked: Asked) -> bool:
    """Who said "no" to the plan and then "yes", when asked what to do, has agreed to nothing: only
    a number or words of agreement sign."""
    return asked.question == Question.SIGN and asked.again


def _no(asked: Asked, reply: Reply) -> Intent | None:
    """A no that is none of the choices is asked about. So is "I cannot come" where that is one of
    them: it may be the time that does not suit."""
    if asked.question in _NO_MEANS or asked.question == Question.CHECK_IN:
        return None  # "how is it going?" has no no: they are asked again
    cannot = WORDS_CANNOT in asked.choices and reply.only(Meaning.CANNOT, beside=_NO)
    return Intent(Says.NO) if cannot or reply.only(*_NO) else None


def _offered(asked: Asked, choice: int | str) -> Intent:
    return Intent(Says.CHOICE, choice) if choice in asked.choices else _NOT_UNDERSTOOD
