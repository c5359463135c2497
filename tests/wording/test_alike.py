"""Names that may be one person's."""

import pytest

from portal.wording.alike import alike, same_words
from portal.wording.names import compared


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Pat O'Brien", "PAT O’Brien"),
        ("Pat O‘Brien", "Pat OʼBrien"),
        ("Pat O´Brien", "Pat O`Brien"),
        ("José Núñez", "Jose Nunez"),
        ("Jose\u0301 Nu\u0301n\u0303ez", "José Núñez"),
        ("Omar Al-Said", "Omar Al Said"),
        ("Omar Al‑Said", "Omar  Al–Said"),
        ("J. R. Malik", "J R Malik"),
        ("Łukasz Wójcik", "Lukasz Wojcik"),
        ("علي", "علی"),
    ],
)
def test_accents_apostrophes_and_hyphens_make_no_difference(one: str, other: str) -> None:
    assert compared(one) == compared(other)
    assert alike(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Omar Malik", "Omer Malik"), ("मीरा", "मारा"), ("Anne Marie", "Annemarie")],
)
def test_letters_and_vowel_signs_make_a_difference(one: str, other: str) -> None:
    assert compared(one) != compared(other)


def test_first_and_last_name_are_compared_as_one() -> None:
    assert compared("Omar", "Al-Said") == compared("Omar Al", "Said") == "omar al said"


@pytest.mark.parametrize(
    "other",
    [
        *("Omar Malik", "Omar", "Malik", "Malik Omar", "Mr Omar Malik", "Omar Khalid Malik"),
        *("Umar Malik", "Omer Malek", "O Malik", "O. K. Malik", "Mr. Malik", "عمر ملک"),
    ],
)
def test_who_may_be_omar_malik(other: str) -> None:
    assert alike("Omar Malik", other)
    assert alike(other, "Omar Malik")


@pytest.mark.parametrize(
    "other", ["Ayesha Malik", "Omar Khan", "Khalid Malik", "Mr", "", "A. Malik", "王明"]
)
def test_who_is_not(other: str) -> None:
    assert not alike("Omar Malik", other)
    assert not alike(other, "Omar Malik")


@pytest.mark.parametrize(
    ("one", "other", "so_it_is"),
    [
        ("Ali", "Alina", False),
        ("Ali", "Aly", True),
        ("Mohammed", "Muhamad", True),
        ("Jack", "Emma", False),
        ("王小明", "Wang Xiaoming", True),
        ("王小明", "王小红", False),
    ],
)
def test_one_name_alone(one: str, other: str, so_it_is: bool) -> None:
    assert (alike(one, other), alike(other, one)) == (so_it_is, so_it_is)


def test_the_same_words_are_no_others_that_sound_so() -> None:
    assert same_words("Omar Khalid", "Mr Khalid Omar Malik")
    assert not same_words("Omar Malik", "Umar Malik")
    assert not same_words("", "Omar")
