"""What a reply means beside the question it answers, in the words parents really send."""

import pytest

from portal.domain.questions import (
    WORDS_CALL,
    WORDS_CANNOT,
    WORDS_CHANGE,
    WORDS_COMING,
    WORDS_MORE,
    WORDS_NOT_NOW,
    WORDS_UNDO,
    Question,
)
from portal.sms.understand import Asked, Intent, Says, understand

TIME = Asked(Question.TIME, (41, 42, 43, WORDS_MORE, WORDS_CALL, WORDS_NOT_NOW))
NEW_TIME = Asked(Question.NEW_TIME, (51, 52, WORDS_MORE, WORDS_CALL))
COMING = Asked(Question.COMING, (WORDS_COMING, WORDS_CHANGE, WORDS_CANNOT, WORDS_CALL))
WHICH = Asked(Question.WHICH, (7, 8))
UNDO = Asked(Question.UNDO, (WORDS_UNDO,))
QUESTIONS = [TIME, NEW_TIME, COMING, WHICH, UNDO, None]
LANGUAGES = ["en", "pl", "ur"]


@pytest.mark.parametrize("tag", LANGUAGES)
@pytest.mark.parametrize(
    "body",
    [
        "2",
        " 2 ",
        "2.",
        "(2)",
        "2️⃣",
        "٢",
        "۲",
        "२",
        "２",
        "2!",
        "2 please",
        "option 2",
        "no. 2",
        "two",
        "Two please",
        "Hi, 2 thanks",
        "poproszę 2",
        "dwa",
        "دو",
        "2 شکریہ",
    ],
)
def test_two_is_the_second_choice_in_any_script(tag: str, body: str) -> None:
    assert understand(TIME, body, tag) == Intent(Says.CHOICE, 42)
    assert understand(NEW_TIME, body, tag) == Intent(Says.CHOICE, 52)
    assert understand(COMING, body, tag) == Intent(Says.CHOICE, WORDS_CHANGE)
    assert understand(WHICH, body, tag) == Intent(Says.CHOICE, 8)


@pytest.mark.parametrize(
    ("asked", "body", "choice"),
    [
        (TIME, "1", 41),
        (TIME, "4", WORDS_MORE),
        (TIME, "۵", WORDS_CALL),
        (TIME, "6", WORDS_NOT_NOW),
        (NEW_TIME, "3", WORDS_MORE),
        (NEW_TIME, "4", WORDS_CALL),
        (COMING, "1", WORDS_COMING),
        (COMING, "3", WORDS_CANNOT),
        (COMING, "٣", WORDS_CANNOT),
        (COMING, "4", WORDS_CALL),
        (UNDO, "1", WORDS_UNDO),
        (UNDO, "۱", WORDS_UNDO),
    ],
)
def test_a_number_is_what_the_text_offered(asked: Asked, body: str, choice: int | str) -> None:
    assert understand(asked, body, "en") == Intent(Says.CHOICE, choice)


@pytest.mark.parametrize(
    ("asked", "body"),
    [
        (TIME, "7"),
        (TIME, "0"),
        (TIME, "42"),
        (TIME, "22"),
        (TIME, "2 or 3"),
        (TIME, "1 2"),
        (TIME, "2?"),
        (TIME, "15:30"),
        (TIME, "2:30"),
        (TIME, "2/3"),
        (TIME, "07700 900123"),
        (TIME, "not 2"),
        (TIME, "2 but later"),
        (NEW_TIME, "5"),
        (COMING, "5"),
        (WHICH, "3"),
        (UNDO, "2"),
    ],
)
def test_a_number_that_was_not_offered_is_not_guessed(asked: Asked, body: str) -> None:
    assert understand(asked, body, "en") == Intent(Says.NOT_UNDERSTOOD)


@pytest.mark.parametrize(
    ("tag", "body"),
    [
        ("en", "yes"),
        ("en", "Yes please"),
        ("en", "OK"),
        ("en", "👍"),
        ("en", "👍🏽"),
        ("pl", "tak"),
        ("pl", "Tak, dziękuję"),
        ("pl", "yes"),
        ("ur", "ہاں"),
        ("ur", "جی ہاں"),
        ("ur", "haan ji"),
        ("ur", "👍"),
    ],
)
def test_yes_answers_only_what_can_be_answered_with_yes(tag: str, body: str) -> None:
    assert understand(COMING, body, tag) == Intent(Says.CHOICE, WORDS_COMING)
    assert understand(UNDO, body, tag) == Intent(Says.CHOICE, WORDS_UNDO)
    for asked in (TIME, NEW_TIME, WHICH, None):
        assert understand(asked, body, tag) == Intent(Says.NOT_UNDERSTOOD)


@pytest.mark.parametrize(
    ("tag", "body"),
    [
        ("en", "no"),
        ("en", "No thanks"),
        ("en", "👎"),
        ("en", "can't come"),
        ("en", "cancel please"),
        ("en", "please cancel the talk"),
        ("en", "yes but can we do 4pm"),
        ("pl", "nie"),
        ("pl", "nie mogę"),
        ("pl", "no"),
        ("ur", "نہیں"),
        ("ur", "nahi"),
    ],
)
@pytest.mark.parametrize("asked", QUESTIONS)
def test_a_no_never_cancels(asked: Asked | None, tag: str, body: str) -> None:
    assert understand(asked, body, tag) == Intent(Says.NOT_UNDERSTOOD)


@pytest.mark.parametrize("asked", QUESTIONS)
@pytest.mark.parametrize(
    ("tag", "body", "says"),
    [
        *((tag, word, Says.STOP) for tag in LANGUAGES for word in ("STOP", "stop.", "StopAll")),
        *((tag, word, Says.STOP) for tag in LANGUAGES for word in ("Cancel", "END", "quit")),
        *((tag, word, Says.STOP) for tag in LANGUAGES for word in ("UNSUBSCRIBE", "optout")),
        *((tag, word, Says.START) for tag in LANGUAGES for word in ("START", "unstop")),
        *((tag, word, Says.HELP) for tag in LANGUAGES for word in ("HELP", "info")),
        ("pl", "wypisz", Says.STOP),
        ("pl", "wznów", Says.START),
        ("pl", "Pomoc!", Says.HELP),
        ("ur", "بند کریں", Says.STOP),
        ("ur", "شروع کریں", Says.START),
        ("ur", "مدد", Says.HELP),
    ],
)
def test_the_words_everybody_is_owed_an_answer_to(
    asked: Asked | None, tag: str, body: str, says: Says
) -> None:
    assert understand(asked, body, tag) == Intent(says)


@pytest.mark.parametrize(
    ("tag", "body"),
    [
        ("en", "Wrong number"),
        ("en", "sorry, wrong person"),
        ("en", "this is not my child"),
        ("pl", "pomyłka"),
        ("pl", "to nie moje dziecko"),
        ("ur", "غلط نمبر"),
        ("ur", "galat number"),
    ],
)
def test_a_wrong_person_is_heard(tag: str, body: str) -> None:
    for asked in (TIME, NEW_TIME, COMING, WHICH, None):
        assert understand(asked, body, tag) == Intent(Says.WRONG_PERSON)
    # Right after a cancellation it may as well be "I pressed the wrong number".
    assert understand(UNDO, body, tag) == Intent(Says.NOT_UNDERSTOOD)


@pytest.mark.parametrize("asked", QUESTIONS)
@pytest.mark.parametrize(
    "body",
    ["", "   ", "😀" * 400, "?", "Can I come at 4?", "\x00", "‮2‮ maybe", "x" * 5000, "I need help"],
)
def test_what_is_not_plain_is_left_for_a_person(asked: Asked | None, body: str) -> None:
    for tag in LANGUAGES:
        assert understand(asked, body, tag) == Intent(Says.NOT_UNDERSTOOD)


def test_without_a_question_a_number_means_nothing() -> None:
    assert understand(None, "2", "en") == Intent(Says.NOT_UNDERSTOOD)
