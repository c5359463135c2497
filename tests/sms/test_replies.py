"""Hundreds of replies as families write them, in each language.

The tables are in replies/, one file per language, which begins with names of parents. A new
language brings its own.
"""

from collections import Counter
from functools import cache
from pathlib import Path

import pytest

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
from portal.sms.understand import Asked, Intent, Says, understand

REPLIES = Path(__file__).parent / "replies"
NOT_UNDERSTOOD = "~"
QUESTIONS = {
    "none": None,
    "time": Asked(Question.TIME, (41, 42, 43, WORDS_MORE, WORDS_CALL, WORDS_NOT_NOW)),
    "new time": Asked(Question.NEW_TIME, (51, 52, WORDS_MORE, WORDS_CALL)),
    "coming": Asked(Question.COMING, (WORDS_COMING, WORDS_CHANGE, WORDS_CANNOT, WORDS_CALL)),
    "which": Asked(Question.WHICH, (7, 8)),
    "undo": Asked(Question.UNDO, (WORDS_UNDO,)),
    "wait": Asked(Question.WAIT, (WORDS_WAIT, WORDS_CALL)),
    "offer": Asked(Question.OFFER, (WORDS_TAKE, WORDS_NO)),
    "move": Asked(Question.MOVE, (WORDS_TAKE, WORDS_NO)),
    "place": Asked(Question.PLACE, (WORDS_TAKE, WORDS_NO)),
    "little ones": Asked(Question.LITTLE_ONES, (0, 1, 2, 3, 4)),
    "ages 1": Asked(Question.AGES, (1,)),
    "ages 2": Asked(Question.AGES, (2,)),
    "ages 3": Asked(Question.AGES, (3,)),
    "health": Asked(Question.HEALTH, (WORDS_NONE, WORDS_CALL)),
    "interpreter": Asked(Question.INTERPRETER, (WORDS_NO, WORDS_YES)),
    "number": Asked(Question.NUMBER, (WORDS_YES, WORDS_NO)),
    "together": Asked(Question.TOGETHER, (WORDS_YES, WORDS_NO)),
    "creche full": Asked(Question.CRECHE_FULL, (WORDS_WAIT, WORDS_MORE, WORDS_BRING)),
    "menu": Asked(Question.MENU, (WORDS_CHANGE, WORDS_CRECHE, WORDS_CANNOT, WORDS_CALL)),
    "language": Asked(Question.LANGUAGE, ("en", "pl", "ur", WORDS_MORE)),
    "child": Asked(Question.CHILD, (5, 6)),
    "wish": Asked(Question.WISH, (WORDS_COMING, WORDS_CHANGE, WORDS_CANNOT, WORDS_CALL)),
    "sign": Asked(Question.SIGN, (WORDS_AGREE, WORDS_TALK, WORDS_READ, WORDS_PAPER)),
    "check-in": Asked(Question.CHECK_IN, (WORDS_WELL, WORDS_HARD, WORDS_STUCK, WORDS_READ)),
    "idea": Asked(Question.IDEA, (WORDS_DID,)),
}
ANY = "any"


@cache
def table(tag):
    """The names of parents, and each (question, reply, what it means), of a language."""
    question, names, rows = "", [], []
    for line in (REPLIES / f"{tag}.txt").read_text("utf-8").splitlines():
        if line.startswith("["):
            question = line.strip("[]")
        elif line and not line.startswith("#"):
            means, reply = line.split(" | ", 1)
            if means == "names":
                names = reply.split(", ")
            else:
                rows.append((question, reply.replace("\\n", "\n"), means))
    return names, rows


def intent(means):
    if not means.startswith("="):
        return Intent(Says.NOT_UNDERSTOOD if means == NOT_UNDERSTOOD else Says(means))
    choice = means.removeprefix("=")
    if choice.startswith("["):
        return Intent(Says.CHOICE, tuple(int(age) for age in choice.strip("[]").split(",")))
    return Intent(Says.CHOICE, int(choice) if choice.isdecimal() else choice)


def asked_in(question, means):
    if question != ANY:
        return [QUESTIONS[question]]
    # What is no answer elsewhere may be one where free words were asked for.
    open_to_words = ["wish"] if means == NOT_UNDERSTOOD else []
    return [asked for name, asked in QUESTIONS.items() if name not in open_to_words]


@pytest.mark.parametrize("tag", OFFERED)
def test_what_a_family_writes_is_understood(tag):
    names, rows = table(tag)
    wrong = [
        f"{reply!r} to {question}: {means}"
        for question, reply, means in rows
        for asked in asked_in(question, means)
        if understand(asked, reply, tag, names) != intent(means)
    ]
    assert wrong == []


@pytest.mark.parametrize("tag", OFFERED)
def test_every_language_has_hundreds_of_replies_to_every_question(tag):
    names, rows = table(tag)
    assert names
    assert len(rows) >= 200
    assert QUESTIONS.keys() - {question for question, _, _ in rows} == set()


@pytest.mark.parametrize("tag", OFFERED)
def test_no_reply_stands_in_a_table_twice(tag):
    twice = Counter((question, reply) for question, reply, _ in table(tag)[1])
    assert [row for row, times in twice.items() if times > 1] == []
