"""Days and times as families read them."""

import datetime as dt
import re

import pytest

from portal.wording.dates import PATTERNS, day, day_and_time, day_short, time

TALK = dt.date(2026, 11, 24)
HALF_PAST_NINE = dt.time(9, 30)
YEAR = [dt.date(2026, 1, 1) + dt.timedelta(days=n) for n in range(365)]


@pytest.mark.parametrize(
    ("tag", "page", "text", "both"),
    [
        ("en", "Tuesday 24 November", "Tue 24 Nov", "Tuesday 24 November at 09:30"),
        (
            "pl",
            "wtorek 24 listopada",
            "wt. 24 listopada",
            "wtorek 24 listopada, godz. 09:30",
        ),
        ("ur", "منگل، 24 نومبر", "منگل 24 نومبر", "منگل، 24 نومبر، 09:30 بجے"),
    ],
)
def test_the_same_talk_in_each_language(tag, page, text, both):
    assert day(TALK, tag) == page
    assert day_short(TALK, tag) == text
    assert time(HALF_PAST_NINE, tag) == "09:30"
    assert day_and_time(TALK, HALF_PAST_NINE, tag) == both


def test_polish_months_are_in_the_genitive():
    months = "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października"
    expected = [*months.split(), "listopada", "grudnia"]
    firsts = [dt.date(2026, month, 1) for month in range(1, 13)]
    assert [day(first, "pl").split()[2] for first in firsts] == expected
    assert [day_short(first, "pl").split()[2] for first in firsts] == expected


def test_english_days_for_a_text():
    firsts = [dt.date(2027, month, month) for month in range(1, 13)]
    assert [day_short(first, "en") for first in firsts] == [
        "Fri 1 Jan",
        "Tue 2 Feb",
        "Wed 3 Mar",
        "Sun 4 Apr",
        "Wed 5 May",
        "Sun 6 Jun",
        "Wed 7 Jul",
        "Sun 8 Aug",
        "Thu 9 Sept",
        "Sun 10 Oct",
        "Thu 11 Nov",
        "Sun 12 Dec",
    ]


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (dt.time(0, 0), "00:00"),
        (dt.time(8, 5), "08:05"),
        (dt.time(12, 0), "12:00"),
        (dt.time(17, 45, 59), "17:45"),
    ],
)
@pytest.mark.parametrize("tag", PATTERNS)
def test_the_clock_has_24_hours(at, said, tag):
    assert time(at, tag) == said


@pytest.mark.parametrize("written", [day, day_short])
@pytest.mark.parametrize("tag", PATTERNS)
def test_no_two_days_of_a_year_look_the_same_and_none_is_only_numbers(written, tag):
    days = [written(date, tag) for date in YEAR]
    assert len(set(days)) == 365
    assert [d for d in days if sum(letter.isalpha() for letter in d) < 3] == []
    numbers = [[int(number) for number in re.findall("[0-9]+", d)] for d in days]
    told = zip(YEAR, days, numbers, strict=True)
    assert [d for date, d, found in told if date.day not in found] == []


@pytest.mark.parametrize("tag", PATTERNS)
def test_digits_are_latin_and_nothing_is_hidden(tag):
    said = "".join(day_and_time(date, HALF_PAST_NINE, tag) + day_short(date, tag) for date in YEAR)
    assert {c for c in said if c.isdigit()} == set("0123456789")
    # The zero-width non-joiner shapes some days in Persian and Malayalam.
    assert {c for c in said if not c.isprintable()} <= {"\u200c"}
    assert {c for c in said if c.isspace()} == {" "}


@pytest.mark.parametrize("written", [day, day_short])
@pytest.mark.parametrize("tag", ["xx", "", "EN", "en_GB", "cy"])
def test_a_language_without_a_pattern_is_refused_loudly(written, tag):
    with pytest.raises(KeyError):
        written(TALK, tag)
    with pytest.raises(KeyError):
        time(HALF_PAST_NINE, tag)
    with pytest.raises(KeyError):
        day_and_time(TALK, HALF_PAST_NINE, tag)
