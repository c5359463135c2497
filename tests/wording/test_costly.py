"""Which letters make a text dear, in words that somebody in the office can act on."""

import pytest

from portal.languages import ENGLISH, OFFERED
from portal.wording import costly
from portal.wording.costly import DearName
from portal.wording.segments import measure

POLISH, URDU = OFFERED["pl"], OFFERED["ur"]
LINE = "Oak Lane: please come and talk about {} with {}. Reply: 1 Tue 24 Nov 15:00"


def test_a_name_that_makes_a_text_dear() -> None:
    names = ("Łukasz", "Miss Khan", "Oak Lane")
    body = LINE.format(*names)
    assert (measure(body).segments, costly.own_letters(body, names)) == (2, ())
    [found] = costly.dear_names(body, names)
    assert found == DearName(("Ł",), "Łukasz", 2, 1)
    assert found.words(1) == "“Ł” in Łukasz makes 1 text 2 segments instead of 1"
    assert found.words(12) == "“Ł” in Łukasz makes 12 texts 2 segments instead of 1"


def test_two_names_are_both_named() -> None:
    names = ("Łukasz", "Mrs Čapková", "Oak Lane")
    found = costly.dear_names(LINE.format(*names), names)
    assert [one.words(1) for one in found] == [
        "“Ł” in Łukasz makes 1 text 2 segments instead of 1",
        "“Č”, “á” in Mrs Čapková make 1 text 2 segments instead of 1",
    ]


@pytest.mark.parametrize("child", ["Yusuf", "Zoé", "Łu"])
def test_names_that_cost_nothing_are_not_mentioned(child: str) -> None:
    """é is in the common alphabet, and a short text stays one segment with any letter."""
    body = LINE.format(child, "Miss Khan") if child != "Łu" else "About Łu"
    assert costly.dear_names(body, (child, "Miss Khan")) == []


def test_where_the_language_needs_its_letters_no_name_is_to_blame() -> None:
    names = ("Łukasz", "Miss Khan")
    body = "Proszę przyjść porozmawiać: Łukasz, Miss Khan. Środa 25 listopada, 15:00. Odpisz"
    assert costly.dear_names(body, names) == []
    letters = costly.own_letters(body, names)
    assert letters == ("ę", "ś", "ć", "Ś")
    assert costly.say_own_letters(POLISH, letters) == (
        "Polish letters (ę, ś, ć, Ś): 70 characters a segment instead of 160"
    )
    assert costly.say_own_letters(POLISH, (*letters, "ż")) == (
        "Polish letters (ę, ś, ć, Ś …): 70 characters a segment instead of 160"
    )


def test_a_script_of_its_own_is_not_spelt_out() -> None:
    letters = costly.own_letters("اوک لین: یوسف", ("Miss Khan",))
    assert costly.say_own_letters(URDU, letters) == (
        "Urdu letters: 70 characters a segment instead of 160"
    )


def test_plain_english_has_nothing_to_say() -> None:
    body = LINE.format("Yusuf", "Miss Khan")
    assert costly.own_letters(body, ("Yusuf", "Miss Khan")) == ()
    assert costly.dear_names(body, ("Yusuf", "Miss Khan")) == []
    assert ENGLISH.english_name == "English"
