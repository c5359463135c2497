"""A colleague's own words in a text: what may not stand there, and what is no reason for alarm."""

import pytest

from portal.wording import not_in_a_text
from portal.wording.not_in_a_text import LONGEST, What, why_not

SURNAMES = {"Malik", "Okafor-Smith", "O'Brien", "Long", "Łęcki"}
OTHERS = {"Zofia", "Will", "He", "Mary Jane"}


def found(words: str, child: str = "Adam") -> list[tuple[What, str]]:
    wrong = why_not(words, surnames=SURNAMES, other_names=OTHERS, child=child)
    assert all(one.instead.strip() for one in wrong)
    return [(one.what, one.words) for one in wrong]


@pytest.mark.parametrize(
    "words",
    [
        "He made a lovely picture.",
        "She finally sent the butter and chocolate cake.",
        "We are so proud of her!",
        "You should be proud.",
        "Adam did it all by himself. Adam's best day!",
        "He paid attention all day.",
        "Adam scored two lovely goals.",
        "He hit the ball so well.",
        "She broke a record.",
        "He sat with care and took turns.",
        "Her problem solving was great.",
        "What a bit of fun!",
        "I'll tell the head.",
        "He wrote about Roman roads in class 4B.",
        "She read 12 pages at 9 o'clock.",
        "It took a long time, and he will do it again.",
        "He was so patient.",
        "Très bien! Zażółć.",
        "Well done 👏",
    ],
)
def test_good_words_stand(words: str) -> None:
    assert found(words) == []


@pytest.mark.parametrize(
    ("words", "what", "which"),
    [
        ("Great work, 7/10", What.MARK, "7/10"),
        ("85% in maths", What.MARK, "85%"),
        ("9 out of 10 today", What.MARK, "9 out of 10"),
        ("He is at level 4 now", What.MARK, "level 4"),
        ("A grade B", What.MARK, "grade B"),
        ("A* work", What.MARK, "A*"),
        ("What a score", What.MARK, "score"),
        ("Ready for GCSEs", What.MARK, "GCSEs"),
        ("Top of the class", What.MARK, "Top of the class"),
        ("Good, but be quick", What.WORRY, "but"),
        ("However, he tried", What.WORRY, "However"),
        ("I was worried", What.WORRY, "worried"),
        ("His behaviour was fine", What.WORRY, "behaviour"),
        ("Not late at all", What.WORRY, "late"),
        ("No detention", What.WORRY, "detention"),
        ("He did not hit anyone", What.WORRY, "hit"),
        ("Though he was ill", What.PRIVATE, "ill"),
        ("SEN star", What.PRIVATE, "SEN"),
        ("His autism group", What.PRIVATE, "autism"),
        ("The trip money came", What.PRIVATE, "money"),
        ("The police came", What.PRIVATE, "police"),
        ("His social worker saw it", What.PRIVATE, "social worker"),
        ("Attendance is up", What.PRIVATE, "Attendance"),
        ("It was your fault", What.BLAME, "your fault"),
        ("You forgot his bag", What.BLAME, "You forgot"),
        ("Ring 07700 900123", What.ADDRESS, "07700 900123"),
        ("See www.example.com/x", What.ADDRESS, "www.example.com/x"),
        ("See example.com", What.ADDRESS, "example.com"),
        ("At 12 Oak Road", What.ADDRESS, "12 Oak Road"),
        ("Send to a@b.example", What.ADDRESS, "a@b.example"),
        ("Hi {child}", What.BRACES, "{ }"),
        ("Дуже добре", What.SCRIPT, "Дуже"),
        ("بہت اچھا", What.SCRIPT, "بہت"),
        ("Well done Malik", What.NAME, "Malik"),
        ("Malik's best day", What.NAME, "Malik's"),
        ("Malik’s best day", What.NAME, "Malik’s"),
        ("Smith at his best", What.NAME, "Smith"),
        ("O’Brien at his best", What.NAME, "O’Brien"),
        ("Lecki at his best", What.NAME, "Lecki"),
        ("with zofia", What.NAME, "zofia"),
        ("with Will and all", What.NAME, "Will"),
        ("with Jane in class", What.NAME, "Jane"),
        ("A formative assessment", What.HARD_WORDS, "formative assessment"),
        ("He worked enthusiastically", What.HARD_WORDS, "enthusiastically"),
    ],
)
def test_what_may_not_stand(words: str, what: What, which: str) -> None:
    assert (what, which) in found(words)


def test_too_long_whatever_it_says() -> None:
    assert found("a " * 30 + "b") == [(What.TOO_LONG, "a " * 30 + "b")]
    assert found(("lovely " * 9)[:LONGEST]) == []
    assert What.TOO_LONG in [what for what, _ in found("so good " * 50)]


def test_everything_is_said_at_once_and_each_thing_once() -> None:
    said = found("Malik got 7/10 but was late, late")
    assert said == [
        (What.NAME, "Malik"),
        (What.MARK, "7/10"),
        (What.WORRY, "but"),
        (What.WORRY, "late"),
    ]


def test_a_childs_own_long_name_is_no_hard_word() -> None:
    words = "Oluwatobiloba read to us."
    assert found(words, child="Oluwatobiloba") == []
    assert why_not(words, surnames=(), other_names=["Oluwatobiloba"])[0].what == What.NAME


def test_a_child_who_shares_a_name_with_another_may_be_named() -> None:
    assert why_not("Adam did it", surnames=["Adam"], other_names=["Adam"], child="Adam") == []


def test_every_kind_says_what_to_do() -> None:
    assert set(not_in_a_text.INSTEAD) == set(What) - {What.HARD_WORDS}
