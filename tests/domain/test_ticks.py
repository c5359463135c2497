"""Ticked parts of a record: read from plain lines, and written in one order."""

from datetime import date

import pytest

from portal.domain import ticks
from portal.domain.records import Part
from portal.domain.ticks import Ticked
from portal.wording.reading_back import Here, InTouch


@pytest.mark.parametrize(
    ("part", "words", "said"),
    [
        (Part.PRESENT, "", Ticked([], None, "")),
        (
            Part.PRESENT,
            "child\nparent\nGrandma",
            Ticked([Here.PARENT, Here.CHILD], None, "Grandma"),
        ),
        (Part.PRESENT, "child\n\nchild\n2027-03-09", Ticked([Here.CHILD], None, "2027-03-09")),
        (Part.IN_TOUCH, "Fridays\ntext", Ticked([InTouch.TEXT], None, "Fridays")),
        (Part.NEXT_TALK, "2027-03-09\nafter lunch", Ticked([], date(2027, 3, 9), "after lunch")),
        (Part.NEXT_TALK, "text\n2027-02-30", Ticked([], None, "text; 2027-02-30")),
    ],
)
def test_what_is_ticked_is_read(part: Part, words: str, said: Ticked) -> None:
    assert ticks.read(part, words) == said
    assert ticks.read(part, ticks.tidied(part, words)) == said


@pytest.mark.parametrize(
    ("part", "theirs", "mine", "both"),
    [
        (Part.WORRIES, "Reading", "Bedtime", "Reading\n\nBedtime"),
        (Part.WORRIES, "", "Bedtime", "Bedtime"),
        (Part.PRIORITY_1, "Reading", "Friends", "Reading; Friends"),
        (Part.PRESENT, "child\nGrandma", "parent\nchild\nGrandma", "parent\nchild\nGrandma"),
        (Part.NEXT_TALK, "2027-03-09", "2027-03-16", "2027-03-09\n2027-03-16"),
    ],
)
def test_two_peoples_words_come_together(part: Part, theirs: str, mine: str, both: str) -> None:
    assert ticks.both(part, theirs, mine) == both
    assert ticks.tidied(part, both) == both
