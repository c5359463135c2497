"""Plain enough for every parent: what is found, what is left alone, how old a reader must be."""

import csv
from pathlib import Path

import pytest

from portal.wording import plain
from portal.wording.plain import Finding, Kind, check, reading_age
from portal.wording.syllables import syllables

INVITATION = (
    "Hello {parent}. This is {school}. Please choose a time to talk about {child} with {teacher}:"
    " {link} Or call {phone}"
)
LETTER = (
    "We would like to talk with you about %(child)s. The talk is half an hour. You can tell us"
    " what your child likes and what is hard. We will say what we see at school. Then we agree"
    " what to do next. Tea and small children are welcome."
)
POLICY = (
    "Consultations regarding educational achievement necessitate considerable preparation."
    " Representatives of participating organisations will communicate individual arrangements"
    " subsequently, together with documentation explaining the responsibilities of all"
    " participating families, professionals and volunteers, in accordance with governmental policy."
)


def rows():
    with Path(plain.__file__).with_name("jargon.csv").open(encoding="utf-8", newline="") as file:
        return [(row["term"], row["plain"]) for row in csv.DictReader(file)]


def jargon(words, instead):
    return Finding(Kind.JARGON, words, instead)


@pytest.mark.parametrize(
    "text",
    [
        "",
        INVITATION,
        LETTER,
        "Sorry, {parent}. {teacher} cannot meet at {time} on {day}. Please choose a new time.",
        "Your free creche place is ready for {day} at {time}. Please come 10 minutes early.",
        "{child} has met one of our agreed targets. Well done, {child}.",
        "Would you like an interpreter? Tell us by Thursday 26 February, 09:30.",
        "%(count)d of our families said yes. That is 50%% of you.",
        'Please <a href="/t/%(token)s/target-attainment">choose a time</a>.',
        "See https://example.org/curriculum/phonics-and-literacy?cohort=EYFS for more.",
        "{attendance} {{ cohort }} %(curriculum)s {}",
        # Ordinary words that are jargon only in company.
        "You have two options. Set a timer for 5 minutes.",
        "A set of books is by the stream. Set 2 chairs out.",
        "We are working towards a new play area. Work is in progress.",
        "There is a lot of progress to see, and provision for lunch.",
        "We have an induction loop for hearing aids. Bring modelling clay.",
        "There is scaffolding at the main door.",
        "Add a pinch of salt, mis-sent or not. The pep talk, the lac, the sen and the asc.",
        # Whole words only.
        "A cohorting mood, unphonics, presanctioned and MISSED.",
    ],
)
def test_plain_words_are_left_alone(text):
    assert check(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Come and see the SENCO.", [jargon("SENCO", "the teacher in charge of extra help")]),
        ("Two sencos spoke.", [jargon("sencos", "the teacher in charge of extra help")]),
        ("SALT is on Monday.", [jargon("SALT", "help with talking and understanding")]),
        ("Our Cohorts", [jargon("Cohorts", "the group of children")]),
        ("the cohort's trip", [jargon("cohort", "the group of children")]),
        ("A key-stage 2 trip for KS1", [
            jargon("key-stage 2", "Years 3 to 6"),
            jargon("KS1", "Years 1 and 2"),
        ]),
        ("outside agencies", [jargon("outside agencies", "helpers from outside school")]),
        ("a catch up provision", [
            jargon("catch up provision", "extra lessons to help your child catch up"),
        ]),
        ("GCSE options evening", [jargon("GCSE options", "subjects your child chooses")]),
        ("He is in the top set.", [jargon("top set", "a group taught together")]),
        ("looked\nafter child", [jargon("looked\nafter child", "a child in care")]),
        # The longest term wins, and is reported once.
        ("The provision map", [
            jargon("provision map", "a list of the help your child gets"),
        ]),
        ("SEN support for SEN", [
            jargon("SEN support", "extra help at school"),
            jargon("SEN", "your child needs extra help to learn, or has a disability"),
        ]),
        # A long school word is reported as jargon, with words to use, and not a second time.
        ("Metacognition.", [jargon("Metacognition", "thinking about how you learn")]),
        ("%(attendance)s shows attendance", [jargon("attendance", "days at school")]),
    ],
)  # fmt: skip
def test_school_words_are_found_with_plainer_ones(text, found):
    assert check(text) == found


def test_every_school_word_is_found_by_its_own_row_and_every_ordinary_use_left_alone():
    found = [
        (term, [(f.words, f.instead) for f in check(term) if f.kind is Kind.JARGON])
        for term, _ in rows()
    ]
    assert found == [(term, [(term, words)] if words else []) for term, words in rows()]


def test_plainer_words_hold_no_school_words():
    suggestions = [words for _, words in rows()]
    assert [w for w in suggestions if any(f.kind is Kind.JARGON for f in check(w))] == []


def test_no_school_word_is_listed_twice_and_our_own_words_are_not_listed():
    terms = [term for term, _ in rows()]
    assert len(terms) == len(set(terms))
    assert {"target", "creche", "crèche"} & set(terms) == set()


def test_fifteen_words_are_a_sentence_and_sixteen_too_many():
    fifteen = "Please come to the main door and we will show you where to go now."
    sixteen = "Please come to the main door and we will show you where to go right now."
    advice = "16 words in one sentence: use 15 or fewer"
    assert check(fifteen) == []
    assert check(f"Hello. {sixteen} Thank you.") == [Finding(Kind.LONG_SENTENCE, sixteen, advice)]


@pytest.mark.parametrize(
    "text",
    [
        "One two three four five six seven eight.\nNine ten one two three four five six seven.",
        "One two three four five six seven eight! Nine ten one two three four five six seven.",
        'He said "one two three four five six seven eight." {child} was one two three four five.',
        "When\n- one two three four five six seven eight\n- nine ten one two three four five six",
    ],
)
def test_sentences_end_at_stops_and_lines(text):
    assert check(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "We meet at 9 a.m. on {day} in the big hall, by the door to the car park.",
        "It costs 1.50 or 12.50 for each child and each of us who comes along with them.",
    ],
)
def test_a_dot_inside_a_sentence_does_not_end_it(text):
    assert [finding.kind for finding in check(text)] == [Kind.LONG_SENTENCE]


@pytest.mark.parametrize(
    ("text", "long"),
    [
        ("Our conversation. The conversation was good.", ["conversation"]),
        ("Information for you", ["Information"]),
        ("It is unfortunately not available.", ["unfortunately", "available"]),
        ("an easy-to-understand documentation-free day", ["documentation"]),
        # Names, months and three syllables.
        ("We saw Alexandria in Elizabeth's book on 3 January.", []),
        ("The September timetable on Saturday afternoon", []),
    ],
)
def test_long_words_are_found_and_names_are_not(text, long):
    findings = check(text)
    assert [f.words for f in findings if f.kind is Kind.LONG_WORD] == long
    assert len(findings) == len(long)


def test_a_long_hard_text_gets_a_score_and_a_short_one_does_not():
    def scored(text):
        return [f.instead for f in check(text) if f.kind is Kind.READING_AGE]

    hard = "Consultations regarding educational achievement necessitate preparation."
    assert scored(LETTER) == []
    assert scored(hard) == []
    assert scored(POLICY) == [
        f"reading age {reading_age(POLICY):.1f}, aim for 9: shorter words and sentences"
    ]


@pytest.mark.parametrize(
    ("text", "age"),
    [
        # 0.39 words a sentence + 11.8 syllables a word - 15.59 + 5, by hand.
        ("", 0.0),
        ("{child}", 0.39 * 1 + 11.8 * 1 - 10.59),
        ("The cat sat on the mat.", 0.39 * 6 + 11.8 * 1 - 10.59),
        ("The teacher sat on the mat.", 0.39 * 6 + 11.8 * 7 / 6 - 10.59),
        ("The cat sat. The dog ran on.", 0.39 * 7 / 2 + 11.8 * 1 - 10.59),
        ("%(teacher)s sat on the %(place)s.", 0.39 * 5 + 11.8 * 1 - 10.59),
    ],
)
def test_the_score_is_flesch_and_kincaids(text, age):
    assert reading_age(text) == pytest.approx(age)


def test_harder_texts_need_older_readers():
    assert round(reading_age(LETTER)) == 5
    assert reading_age(POLICY) > 18


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (1, "a the child school talk time times called helped makes clothes tea you eye 24 09:30"),
        (1, "friend league their through small cares KS"),
        (2, "teacher invite something evening different every children maybe safety"),
        (2, "table settled needed boxes places changes science quiet going being reading people"),
        (2, "language Wednesday someone business centres hundred player careful homework"),
        (3, "family important September Saturday timetable vegetable everything idea area video"),
        (3, "interested period easier creative museum reacted element everyone poetry"),
        (4, "interpreter information conversation available everybody experience reality January"),
        (4, "appreciate priorities February emergency society confidential"),
        (5, "opportunity university unfortunately association communication"),
    ],
)
def test_syllables_are_counted_as_they_are_heard(count, words):
    examples = words.split()
    assert {word: syllables(word) for word in examples} == dict.fromkeys(examples, count)
