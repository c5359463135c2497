"""What the portal made of a text, and what became of one, as the office reads it."""

import pytest

from portal.domain.outbox import TextState
from portal.wording.delivery import outcome_in_words, standstill_in_words
from portal.wording.understood import understood_in_words


@pytest.mark.parametrize(
    ("kept", "number", "said"),
    [
        ("time: 17", 2, "time 2"),
        ("time: 17", None, "time"),
        ("time: more", 4, "other times, please"),
        ("new time: 17", 1, "time 1 instead"),
        ("which: 12", 2, "talk 2"),
        ("coming: cannot", 3, "cannot come"),
        ("coming: coming", 1, "coming"),
        ("undo: undo", 1, "take the cancellation back"),
        ("little ones: 2", 2, "2 for the crèche"),
        ("language: pl", 2, "Polish"),
        ("language: tlh", 2, "language: tlh"),
        ("refused: slot taken", 1, "but that time had just been taken"),
        ("refused: moon full", 1, "but moon full"),
        ("stop", None, "stop texts"),
        ("said twice", 1, "the same text again"),
        ("something new", None, "something new"),
        ("something: new", 7, "something: new"),
        ("", None, ""),
        (None, 3, ""),
    ],
)
def test_what_was_understood_is_said_in_words(
    kept: str | None, number: int | None, said: str
) -> None:
    assert understood_in_words(kept, number) == said


@pytest.mark.parametrize(
    ("state", "code", "why", "said"),
    [
        ("queued", None, None, "Waiting to go out"),
        ("sending", None, None, "On its way"),
        ("sent", None, None, "On its way"),
        ("delivered", None, None, "Arrived"),
        ("undelivered", 30005, None, "This number no longer works"),
        ("undelivered", 30003, None, "The phone was off or out of reach for too long"),
        ("undelivered", 12345, None, "It did not arrive"),
        ("failed", None, "this is a landline", "It could not be sent: this is a landline"),
        ("unknown", None, None, "We cannot tell yet whether it went out"),
        ("skipped", None, "stopped texts", "Not sent: stopped texts"),
        ("cancelled", None, "wrong number", "Not sent: wrong number"),
        ("cancelled", None, None, "Not sent: called back"),
        ("something new", None, None, "Something new"),
    ],
)
def test_what_became_of_a_text_is_said_in_words(
    state: str, code: int | None, why: str | None, said: str
) -> None:
    assert outcome_in_words(state, code, why) == said


def test_why_nothing_goes_out_is_said_in_words() -> None:
    assert standstill_in_words("unreachable", None) == "the text carrier cannot be reached"
    assert standstill_in_words("settings", 21408) == "the Twilio account may not text this country"
    unknown = "the text carrier does not accept the school's settings"
    assert standstill_in_words("settings", 1) == unknown


def test_every_state_has_words() -> None:
    said = {state: outcome_in_words(state.value, None, None) for state in TextState}
    assert [state for state, words in said.items() if words == state.value.capitalize()] == []
