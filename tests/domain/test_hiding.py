"""No group under ten is shown, and none can be worked out from those that are."""

from hypothesis import given
from hypothesis import strategies as st

from portal.domain.hiding import SMALLEST, hidden, hidden_within

SIZES = st.dictionaries(st.text("abcdefgh", min_size=1, max_size=2), st.integers(1, 40), max_size=8)


def left_over(sizes: dict[str, int], hides: set[str]) -> int:
    """What anybody can subtract: the whole without everything shown."""
    return sum(sizes.values()) - sum(size for name, size in sizes.items() if name not in hides)


@given(SIZES)
def test_nothing_small_is_shown_or_left_over(sizes: dict[str, int]) -> None:
    hides = hidden(sizes)
    assert all(size >= SMALLEST for name, size in sizes.items() if name not in hides)
    whole_is_small = sum(sizes.values()) < SMALLEST
    assert whole_is_small or left_over(sizes, hides) == 0 or left_over(sizes, hides) >= SMALLEST


@given(SIZES)
def test_no_more_is_hidden_than_needed(sizes: dict[str, int]) -> None:
    hides = hidden(sizes)
    small = {name for name, size in sizes.items() if size < SMALLEST}
    assert small <= hides
    assert len(hides - small) <= 1
    assert bool(hides) == bool(small)


@given(st.dictionaries(st.sampled_from("ABCD"), SIZES, max_size=4))
def test_nothing_small_is_left_over_in_a_year_either(school: dict[str, dict[str, int]]) -> None:
    classes = {
        f"{year}{name}": size for year, in_it in school.items() for name, size in in_it.items()
    }
    year_of = {name: name[0] for name in classes}
    years = {year: sum(in_it.values()) for year, in_it in school.items() if in_it}
    hidden_years = hidden(years)
    hides = hidden_within(classes, year_of, hidden_years)
    shown = {name: size for name, size in classes.items() if name not in hides}
    assert all(size >= SMALLEST for size in shown.values())
    assert not any(year_of[name] in hidden_years for name in shown)
    for year, size in years.items():
        left = size - sum(one for name, one in shown.items() if year_of[name] == year)
        assert year in hidden_years or left == 0 or left >= SMALLEST


def test_the_next_smallest_goes_with_the_one_that_is_too_small() -> None:
    assert hidden({"girls": 30, "boys": 25, "not known": 3}) == {"not known", "boys"}
    assert hidden({"SEN": 4, "others": 100}) == {"SEN", "others"}
    assert hidden({"a": 9, "b": 9, "c": 10}) == {"a", "b"}
    assert hidden({"a": 10, "b": 10}) == set()
    assert hidden({}) == set()
