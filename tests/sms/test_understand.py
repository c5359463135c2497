"""What a reply means beside the question it answers. The words of families are in replies/."""

from datetime import datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from portal.domain.questions import (
    WORDS_AGREE,
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
from portal.sms.understand import LONGEST_PLAIN, Asked, Intent, Says, understand
from portal.wording import moving, texts
from portal.wording.answers import our_lines

TIME = Asked(Question.TIME, (41, 42, 43, WORDS_MORE, WORDS_CALL, WORDS_NOT_NOW))
NEW_TIME = Asked(Question.NEW_TIME, (51, 52, WORDS_MORE, WORDS_CALL))
COMING = Asked(Question.COMING, (WORDS_COMING, WORDS_CHANGE, WORDS_CANNOT, WORDS_CALL))
WHICH = Asked(Question.WHICH, (7, 8))
UNDO = Asked(Question.UNDO, (WORDS_UNDO,))
WAIT = Asked(Question.WAIT, (WORDS_WAIT, WORDS_CALL))
OFFER = Asked(Question.OFFER, (WORDS_TAKE, WORDS_NO))
PLACE = Asked(Question.PLACE, (WORDS_TAKE, WORDS_NO))
MOVE = Asked(Question.MOVE, (WORDS_TAKE, WORDS_NO))
LITTLE_ONES = Asked(Question.LITTLE_ONES, (0, 1, 2, 3, 4))
AGES = Asked(Question.AGES, (2,))
HEALTH = Asked(Question.HEALTH, (WORDS_NONE, WORDS_CALL))
INTERPRETER = Asked(Question.INTERPRETER, (WORDS_NO, WORDS_YES))
NUMBER = Asked(Question.NUMBER, (WORDS_YES, WORDS_NO))
TOGETHER = Asked(Question.TOGETHER, (WORDS_YES, WORDS_NO))
CRECHE_FULL = Asked(Question.CRECHE_FULL, (WORDS_WAIT, WORDS_MORE, "bring"))
MENU = Asked(Question.MENU, (WORDS_CHANGE, WORDS_CRECHE, WORDS_CANNOT, WORDS_CALL))
LANGUAGE = Asked(Question.LANGUAGE, ("en", "pl", WORDS_MORE))
CHILD = Asked(Question.CHILD, (5, 6))
SIGN = Asked(Question.SIGN, (WORDS_AGREE, WORDS_TALK, WORDS_READ, WORDS_PAPER))
CHECK_IN = Asked(Question.CHECK_IN, (WORDS_WELL, WORDS_HARD, WORDS_STUCK, WORDS_READ))
IDEA = Asked(Question.IDEA, (WORDS_DID,))
QUESTIONS = [
    TIME,
    NEW_TIME,
    COMING,
    WHICH,
    UNDO,
    WAIT,
    OFFER,
    PLACE,
    MOVE,
    LITTLE_ONES,
    AGES,
    HEALTH,
    INTERPRETER,
    NUMBER,
    TOGETHER,
    CRECHE_FULL,
    MENU,
    LANGUAGE,
    CHILD,
    SIGN,
    CHECK_IN,
    IDEA,
]
WISH = Asked(Question.WISH, (WORDS_COMING, WORDS_CHANGE, WORDS_CANNOT, WORDS_CALL))
"""The one question that free words answer."""
ALL = [*QUESTIONS, None]
TAGS = ["en", "pl", "ur"]
NO = {"en": "no", "pl": "nie", "ur": "نہیں"}
YES = {"en": "yes", "pl": "tak", "ur": "ہاں"}
NOT_UNDERSTOOD = Intent(Says.NOT_UNDERSTOOD)


def choice(of):
    return Intent(Says.CHOICE, of)


def test_every_question_is_asked_here():
    assert {asked.question for asked in (*QUESTIONS, WISH)} == set(Question)


@pytest.mark.parametrize("tag", TAGS)
def test_a_number_is_what_the_text_offered(tag):
    for asked in (
        TIME,
        NEW_TIME,
        COMING,
        WHICH,
        WAIT,
        OFFER,
        PLACE,
        MOVE,
        HEALTH,
        MENU,
        CHILD,
        SIGN,
        CHECK_IN,
    ):
        numbered = [understand(asked, str(n), tag) for n in range(1, len(asked.choices) + 1)]
        assert numbered == [choice(each) for each in asked.choices]
        for beyond in ("0", str(len(asked.choices) + 1), "99"):
            assert understand(asked, beyond, tag) == NOT_UNDERSTOOD


def test_where_the_number_itself_is_the_answer():
    counted = [understand(LITTLE_ONES, str(n), "en") for n in range(5)]
    assert counted == [choice(n) for n in range(5)]
    assert understand(LITTLE_ONES, "5", "en") == NOT_UNDERSTOOD
    assert understand(AGES, "0 and 17", "en") == choice((0, 17))
    assert understand(AGES, "0 and 18", "en") == NOT_UNDERSTOOD


def test_without_a_question_a_number_means_nothing():
    assert understand(None, "2", "en") == NOT_UNDERSTOOD


@pytest.mark.parametrize("tag", TAGS)
def test_yes_answers_only_what_can_be_answered_with_yes(tag):
    means = {
        Question.COMING: choice(WORDS_COMING),
        Question.UNDO: choice(WORDS_UNDO),
        Question.WAIT: choice(WORDS_WAIT),
        Question.OFFER: choice(WORDS_TAKE),
        Question.PLACE: choice(WORDS_TAKE),
        Question.MOVE: choice(WORDS_TAKE),
        Question.HEALTH: choice(WORDS_CALL),
        Question.INTERPRETER: choice(WORDS_YES),
        Question.NUMBER: choice(WORDS_YES),
        Question.TOGETHER: choice(WORDS_YES),
        Question.SIGN: choice(WORDS_AGREE),
        Question.IDEA: choice(WORDS_DID),
    }
    for asked in QUESTIONS:
        assert understand(asked, YES[tag], tag) == means.get(asked.question, NOT_UNDERSTOOD)
    assert understand(None, YES[tag], tag) == NOT_UNDERSTOOD


@pytest.mark.parametrize("tag", TAGS)
def test_an_okay_is_not_taken_for_a_wish(tag):
    """ "OK" to "your talk is cancelled" leaves it so, and to "any allergy?" says nothing."""
    means = {
        Question.COMING: choice(WORDS_COMING),
        Question.WAIT: choice(WORDS_WAIT),
        Question.OFFER: choice(WORDS_TAKE),
        Question.PLACE: choice(WORDS_TAKE),
        Question.MOVE: choice(WORDS_TAKE),
        Question.UNDO: Intent(Says.NO),
        Question.SIGN: choice(WORDS_AGREE),
        Question.IDEA: Intent(Says.OKAY),
    }
    for asked in QUESTIONS:
        assert understand(asked, "ok", tag) == means.get(asked.question, NOT_UNDERSTOOD)
    means[Question.IDEA] = choice(WORDS_DID)
    for asked in QUESTIONS:
        assert understand(asked, "👍", tag) == means.get(asked.question, NOT_UNDERSTOOD)


@pytest.mark.parametrize("tag", TAGS)
def test_a_no_never_cancels(tag):
    means = {
        Question.OFFER: choice(WORDS_NO),
        Question.PLACE: choice(WORDS_NO),
        Question.MOVE: choice(WORDS_NO),
        Question.LITTLE_ONES: choice(0),
        Question.HEALTH: choice(WORDS_NONE),
        Question.INTERPRETER: choice(WORDS_NO),
        Question.NUMBER: choice(WORDS_NO),
        Question.TOGETHER: choice(WORDS_NO),
        Question.CHECK_IN: NOT_UNDERSTOOD,
    }
    for asked in QUESTIONS:
        assert understand(asked, NO[tag], tag) == means.get(asked.question, Intent(Says.NO))
    assert understand(None, NO[tag], tag) == NOT_UNDERSTOOD


def test_the_polish_no_is_a_yeah_and_so_is_asked_about():
    for asked in ALL:
        assert understand(asked, "no", "pl") == NOT_UNDERSTOOD


CANNOT = {"en": "i cannot come", "pl": "nie mogę przyjść", "ur": "نہیں آ سکتے"}


@pytest.mark.parametrize("tag", TAGS)
def test_cannot_come_is_asked_about_where_it_was_a_choice(tag):
    for asked in (*ALL, WISH):
        offered = asked is not None and WORDS_CANNOT in asked.choices
        wanted = Intent(Says.NO) if offered else NOT_UNDERSTOOD
        assert understand(asked, CANNOT[tag], tag) == wanted


ALWAYS = [
    *((word, Says.STOP) for word in ("STOP", "stop.", "StopAll", "Cancel", "END", "quit")),
    *((word, Says.STOP) for word in ("UNSUBSCRIBE", "optout", "REVOKE!", " Stop \n", "“stop”")),
    *((word, Says.START) for word in ("START", "unstop")),
    *((word, Says.HELP) for word in ("HELP", "info", "help please")),
    *((word, Says.TIMES) for word in ("TIMES", "my times", "When is my talk?")),
    *((word, Says.TALK) for word in ("TALK", "I would like to talk")),
    *((word, Says.LANGUAGE) for word in ("LANGUAGE", "język", "زبان")),
    *((word, Says.IDEAS) for word in ("IDEAS", "ideas please", "More ideas, thanks")),
    *((word, Says.NO_IDEAS) for word in ("NO IDEAS", "no more ideas please", "Stop the ideas")),
    *((word, Says.NEWS) for word in ("NEWS", "good news please")),
    *((word, Says.NO_NEWS) for word in ("NO NEWS", "stop good news", "No more good news, thanks")),
]


@pytest.mark.parametrize("tag", TAGS)
@pytest.mark.parametrize(("body", "says"), ALWAYS)
def test_some_words_always_work_whatever_was_asked(body, says, tag):
    for asked in (*ALL, WISH):
        assert understand(asked, body, tag) == Intent(says)


@pytest.mark.parametrize("tag", TAGS)
def test_change_always_works_and_in_the_menu_it_is_the_choice(tag):
    for asked in ALL:
        wanted = choice(WORDS_CHANGE) if asked is MENU else Intent(Says.CHANGE)
        assert understand(asked, "CHANGE", tag) == wanted


@pytest.mark.parametrize("tag", TAGS)
def test_other_times_are_more_times_where_times_were_offered(tag):
    for asked in ALL:
        wanted = Intent(Says.CHANGE)
        for word in (WORDS_CHANGE, WORDS_MORE):
            if asked and word in asked.choices:
                wanted = choice(word)
        assert understand(asked, "other times", tag) == wanted


def test_a_slip_of_the_thumb_never_says_no():
    """ "thre" is three, unless the third choice is one that ends something."""
    assert understand(TIME, "thre", "en") == choice(43)
    assert understand(COMING, "thre", "en") == NOT_UNDERSTOOD
    for asked in ALL:
        for slip in ("stopp", "stpo", "cancell", "cancle", "unsubscibe", "nope2", "cant cme"):
            assert understand(asked, slip, "en") == NOT_UNDERSTOOD


@pytest.mark.parametrize("tag", TAGS)
def test_the_numbers_of_the_reminder_still_work_where_free_words_are_asked_for(tag):
    numbered = [understand(WISH, str(n), tag) for n in range(7)]
    answers = [choice(each) for each in WISH.choices]
    assert numbered == [NOT_UNDERSTOOD, *answers, NOT_UNDERSTOOD, NOT_UNDERSTOOD]


@pytest.mark.parametrize("tag", TAGS)
def test_yes_no_and_okay_are_no_free_words(tag):
    assert understand(WISH, YES[tag], tag) == choice(WORDS_YES)
    assert understand(WISH, NO[tag], tag) == choice(WORDS_NONE)
    assert understand(WISH, "👍", tag) == Intent(Says.OKAY)
    for nothing in ("", "   ", "?", "...", "😀" * 400, "\x00"):
        assert understand(WISH, nothing, tag) == NOT_UNDERSTOOD
    assert understand(WISH, "no", "pl") == NOT_UNDERSTOOD


def test_free_words_are_an_answer_only_where_they_were_asked_for():
    letter = "He does not want to go to school. " * 20
    for tag in TAGS:
        for body in ("maths", "I need help with my form", "وہ اداس ہے", letter):
            assert understand(WISH, body, tag) == Intent(Says.WISH)
            assert [understand(asked, body, tag) for asked in ALL] == [NOT_UNDERSTOOD] * len(ALL)


def test_a_stranger_is_heard_there_too():
    assert understand(WISH, "I'm not Ayesha", "en", ["Ayesha"]) == Intent(Says.WRONG_PERSON)
    for tag in TAGS:
        assert understand(WISH, STRANGERS[tag], tag) == NOT_UNDERSTOOD


STRANGERS = {"en": "wrong number", "pl": "pomyłka", "ur": "غلط نمبر"}


@pytest.mark.parametrize("tag", TAGS)
def test_a_wrong_person_is_heard_but_not_right_after_their_own_number(tag):
    """Then it may as well be "I pressed the wrong number"."""
    after = {UNDO, LITTLE_ONES, AGES, HEALTH, INTERPRETER, TOGETHER, CRECHE_FULL}
    for asked in ALL:
        wanted = NOT_UNDERSTOOD if asked in after else Intent(Says.WRONG_PERSON)
        assert understand(asked, STRANGERS[tag], tag) == wanted


@pytest.mark.parametrize("names", [["Ayesha"], ["Ayesha", "Khan"], iter(["Khan", "AYESHA"])])
def test_whoever_is_not_the_parent_says_so(names):
    names = list(names)
    for asked in ALL:
        for body in ("I'm not Ayesha", "this is not AYESHA'S phone", "I am not Mrs. Ayesha"):
            assert understand(asked, body, "en", names) == Intent(Says.WRONG_PERSON)
        assert understand(asked, "I am not Sara", "en", names) == NOT_UNDERSTOOD
        assert understand(asked, "I'm not Ayesha", "en") == NOT_UNDERSTOOD


@pytest.mark.parametrize(
    ("body", "names", "tag"),
    [
        ("I'm not Zoë", ["Zoe"], "en"),
        ("im not zoe", ["Zoë"], "en"),
        ("I am not José Núñez", ["Jose", "Nunez"], "en"),
        ("i am not mary-jane", ["Mary-Jane"], "en"),
        ("I'm not Siobhan O’Neill", ["Siobhán", "O'Neill"], "en"),
        ("nie jestem Łucja", ["Lucja"], "pl"),
        ("nie jestem Lucja", ["Łucja"], "pl"),
        ("میں فاطمہ نہیں ہوں", ["فاطمة"], "ur"),
        ("I am not Li", ["Li", "Wu"], "en"),
        ("I am not 李", ["李"], "en"),
    ],
)
def test_names_are_compared_without_accents_capitals_and_keyboards(body, names, tag):
    assert understand(TIME, body, tag, names) == Intent(Says.WRONG_PERSON)


@pytest.mark.parametrize("name", ["Sure", "Able", "Coming", "Free", "Happy", "Well", "Yes"])
def test_a_name_that_is_also_a_word_stops_nothing(name):
    for asked in (*QUESTIONS, None):
        assert understand(asked, f"I am not {name}", "en", [name]) != Intent(Says.WRONG_PERSON)
    assert understand(TIME, "I'm not sure", "en", [name]) == NOT_UNDERSTOOD


def test_names_that_are_empty_or_odd_stop_nothing():
    for names in ([""], [" "], ["."], ["\x00"], ["\ue000"], ["😀"], []):
        assert understand(TIME, "I am not \ue000", "en", names) == NOT_UNDERSTOOD
        assert understand(TIME, "I am not", "en", names) == NOT_UNDERSTOOD


@pytest.mark.parametrize(
    "body",
    [
        "",
        "   ",
        "😀" * 400,
        "?",
        "Can I come at 4?",
        "\x00",
        "\ud800",
        "\u202e2\u202e maybe",
        "x" * 5000,
        "I need help with my form",
        "yes but can we do 4pm",
        "ok see you there, can gran come?",
        "stop " * 3000,
        "2\n" * 3000,
    ],
)
def test_what_is_not_plain_is_left_for_a_person(body):
    for asked in ALL:
        for tag in TAGS:
            assert understand(asked, body, tag) == NOT_UNDERSTOOD


def test_a_letter_is_for_a_person_however_it_ends():
    spaced = " " * LONGEST_PLAIN + "yes" + "\n" * LONGEST_PLAIN
    assert understand(COMING, spaced, "en") == choice(WORDS_COMING)
    assert understand(COMING, "yes" + " x" * LONGEST_PLAIN, "en") == NOT_UNDERSTOOD


@pytest.mark.parametrize(
    ("body", "means"),
    [
        ("\u200b2\u200b", choice(42)),
        ("\u202b2\u202c", choice(42)),
        ("2\x00", NOT_UNDERSTOOD),
        ("２", choice(42)),
        ("𝟐", choice(42)),
        ("2\u20e3", choice(42)),
        ("y\u0301es", choice(WORDS_COMING)),
        ("ＹＥＳ", choice(WORDS_COMING)),
        ("\ufeffyes", choice(WORDS_COMING)),
        ("уеs", NOT_UNDERSTOOD),
    ],
)
def test_marks_that_cannot_be_seen_do_not_matter(body, means):
    asked = COMING if means == choice(WORDS_COMING) else TIME
    assert understand(asked, body, "en") == means


def test_a_language_without_words_is_refused_loudly():
    with pytest.raises(KeyError):
        understand(None, "yes", "xx")


ANYTHING = st.text(
    st.characters(codec=None)
    | st.sampled_from(
        "yesnotalk 2٢۲.,'’?!+&½/xX👍🏽\ufe0f\u20e3\u202e\u200dąłżجیھںےİßﬁ\x00\ud800\ue000"
    )
)
_PIECES = (
    "yes no 2 and 4 months stop tak nie ہاں دو بچے i am not ayesha other times both half ½ "
    "please ring me cannot come 1/2 2,5 rok i pół dhai saal ? x baby "
)
PIECES = st.lists(
    st.sampled_from(_PIECES.split()),
    max_size=12,
).map(" ".join)


@given(
    st.sampled_from(ALL),
    ANYTHING | PIECES,
    st.sampled_from(TAGS),
    st.lists(ANYTHING | st.just("Ayesha"), max_size=3),
)
@example(AGES, "999 999", "en", [])
@example(AGES, "٩" * 400, "en", [])
def test_whatever_is_typed_is_read_without_harm(asked, body, tag, names):
    intent = understand(asked, body, tag, names)
    if intent.says != Says.CHOICE:
        assert intent.choice is None
    elif asked.question == Question.AGES:
        assert len(intent.choice) == 2
        assert all(0 <= age <= 17 for age in intent.choice)
    elif asked.question != Question.LANGUAGE:
        assert intent.choice in asked.choices


@given(st.sampled_from(ALL), ANYTHING | PIECES, st.sampled_from(TAGS))
def test_words_left_over_are_always_for_a_person(asked, body, tag):
    # "Zebras" is no word of any table, no name, and no slip of one.
    assert understand(asked, f"{body} zebras", tag) == NOT_UNDERSTOOD


@pytest.mark.parametrize("tag", TAGS)
def test_only_a_plain_yes_is_a_yes_to_come_together(tag):
    """ "OK" may say no more than that it was read, and a slip is not guessed at."""
    for words in ("ok", "OK thanks", "ywes"):
        assert understand(TOGETHER, words, tag) != choice(WORDS_YES), words
    assert understand(TOGETHER, "1", tag) == choice(WORDS_YES)
    assert understand(TOGETHER, "2", tag) == choice(WORDS_NO)


@pytest.mark.parametrize("tag", TAGS)
def test_a_line_of_our_text_sent_back_is_that_line(tag):
    own = OFFERED[tag]
    at = [datetime(2026, 11, 24, 15 + hour, 0) for hour in range(3)]  # noqa: DTZ001
    said = texts.invitation(own, school="Oak Lane", child="Yusuf", teacher="Miss Khan", times=at)
    asked = Asked(Question.TIME, TIME.choices, text=said)
    numbered = [line for line in said.splitlines() if line[0].isdigit()]
    assert len(numbered) == len(TIME.choices)
    for line, meant in zip(numbered, TIME.choices, strict=True):
        assert understand(asked, line, tag) == choice(meant)
        assert understand(asked, line.split(" ", 1)[1], tag) == choice(meant)


@pytest.mark.parametrize("tag", TAGS)
def test_so_is_an_answer_in_the_middle_of_a_sentence(tag):
    when = [datetime(2026, 11, day, 15, 0) for day in (24, 25, 23)]  # noqa: DTZ001
    said = moving.may_we_move(
        OFFERED[tag], child="Yusuf", old=when[0], new=when[1], until=when[2], asks=True
    )
    (keep,) = [words for words in our_lines(said, tag) if words.startswith("2 ")]
    asked = Asked(Question.MOVE, MOVE.choices, text=said)
    assert understand(asked, keep, tag) == choice(WORDS_NO)
    assert understand(asked, keep.removeprefix("2 "), tag) == choice(WORDS_NO)
    assert understand(MOVE, keep, tag) == NOT_UNDERSTOOD
