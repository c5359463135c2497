"""One name for a language, however it is written down."""

import pytest

from portal.languages import OFFERED
from portal.wording.tongues import same, tongue


@pytest.mark.parametrize("written", ["Punjabi", "punjabi", "Panjabi", " PANJABI ", "pa", "ਪੰਜਾਬੀ"])
def test_panjabi_has_one_spelling_wherever_it_came_from(written: str) -> None:
    assert tongue(written) == OFFERED["pa-Guru"].english_name == "Panjabi"
    assert same(written, "pa-Guru")


def test_a_language_that_nobody_knows_stays_as_it_was_written() -> None:
    assert tongue("  Old   Norse-ish ") == "Old Norse-ish"
