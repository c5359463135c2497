"""How old little ones are: in one way only, or a person reads it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.wording.ages import ages


@pytest.mark.parametrize(
    ("text", "tag", "how_many", "read"),
    [
        ("2", "en", 1, (2,)),
        ("2 and 4", "en", 2, (2, 4)),
        ("2,4", "en", 2, (2, 4)),
        ("2,4", "en", 1, None),
        ("2,4", "pl", 2, (2, 4)),
        # A comma is the Polish decimal point.
        ("2,5", "pl", 1, (2,)),
        ("2,5 i 4", "pl", 2, (2, 4)),
        ("2,5 i 4", "pl", 3, (2, 5, 4)),
        ("2.5", "en", 1, (2,)),
        ("2.5", "en", 2, None),
        ("2½", "en", 1, (2,)),
        ("2 ½", "en", 1, (2,)),
        ("½", "en", 1, None),
        ("2 1/2", "en", 1, (2,)),
        ("2 1/2", "en", 2, None),
        ("1/2", "en", 2, (1, 2)),
        ("18 months", "en", 1, (1,)),
        ("11 months", "en", 1, (0,)),
        ("24m", "en", 1, (2,)),
        # One child of one and a half, or two.
        ("1 year 6 months", "en", 1, (1,)),
        ("1 year 6 months", "en", 2, (1, 0)),
        ("1 year 6 months and 3", "en", 2, (1, 3)),
        ("1 year 18 months", "en", 1, None),
        ("baby", "en", 1, (0,)),
        ("baby 6 months", "en", 1, (0,)),
        ("baby 6 months", "en", 2, (0, 0)),
        ("baby and 2", "en", 2, (0, 2)),
        ("1 baby", "en", 1, None),
        ("1 boy", "en", 1, None),
        ("boy 1", "en", 1, (1,)),
        ("1 boy 1 girl", "en", 2, None),
        ("boy 2 girl 4", "en", 2, (2, 4)),
        ("2 year old boy and 4 year old girl", "en", 2, (2, 4)),
        ("both 2", "en", 2, (2, 2)),
        ("both 2", "en", 1, None),
        ("both 2", "en", 3, None),
        ("twins 2 2", "en", 2, (2, 2)),
        ("twins 2 4", "en", 2, None),
        ("2 x 2", "en", 2, (2, 2)),
        ("2 x 4", "en", 2, None),
        ("2x3", "en", 3, None),
        ("2 x", "en", 1, (2,)),
        ("17", "en", 1, (17,)),
        ("18", "en", 1, None),
        ("0", "en", 1, (0,)),
        ("2024", "en", 1, None),
        ("02/04/2024", "en", 1, None),
        ("months", "en", 1, None),
        ("half", "en", 1, None),
        ("", "en", 1, None),
        ("and", "en", 1, None),
        ("rok", "pl", 1, (1,)),
        ("1 rok", "pl", 1, (1,)),
        ("rok", "en", 1, None),
        ("dwulatek i czterolatka", "pl", 2, (2, 4)),
        ("2 i rok", "pl", 2, (2, 1)),
        ("pół roku", "pl", 1, (0,)),
        ("2 i pół roku", "pl", 1, (2,)),
        ("2 i pół roku", "pl", 2, None),
        ("do saal", "ur", 1, (2,)),
        ("please do", "ur", 1, None),
        ("dhai saal aur 4", "ur", 2, (2, 4)),
        ("۲ اور ۴", "ur", 2, (2, 4)),
        ("۲٫۵", "ur", 1, (2,)),
        ("2 " * 30, "en", 30, (2,) * 30),
        ("2 " * 400, "en", 400, None),
    ],
)
def test_ages_are_read_in_one_way_or_not_at_all(text, tag, how_many, read):
    assert ages(text, tag, how_many) == read


@given(st.lists(st.integers(0, 17), min_size=1, max_size=6), st.sampled_from(["en", "pl", "ur"]))
def test_bare_numbers_in_any_list_are_the_ages(years, tag):
    for between in (" ", ", ", " + ", "\n", " & ", "; "):
        assert ages(between.join(map(str, years)), tag, len(years)) == tuple(years)
