"""What the office reads about a text's way."""

import pytest

from portal.domain.outbox import TextState
from portal.wording.delivery import in_words


@pytest.mark.parametrize(
    ("state", "why", "code", "words"),
    [
        (TextState.QUEUED, None, None, "Waits to be sent"),
        (TextState.QUEUED, None, 20429, "Waits to be sent"),
        (TextState.SENDING, None, None, "Is being sent"),
        (TextState.SENT, None, None, "Sent"),
        (TextState.DELIVERED, None, None, "Arrived on the phone"),
        (TextState.UNKNOWN, None, None, "May have been sent: the portal is finding out"),
        (TextState.EXPIRED, None, 20429, "Not sent: too late to be useful"),
        (TextState.CANCELLED, "contact is held", None, "Not sent: contact is held"),
        (TextState.CANCELLED, None, None, "Not sent: no longer true"),
        (TextState.SKIPPED, "wrong number", None, "Not sent: wrong number"),
        (
            TextState.UNDELIVERED,
            "This number no longer works.",
            30005,
            "Did not arrive. This number no longer works.",
        ),
        (
            TextState.UNDELIVERED,
            None,
            63999,
            "Did not arrive. The carrier gave a reason we do not know: 63999.",
        ),
        (TextState.UNDELIVERED, None, None, "Did not arrive. The carrier did not say why."),
        (TextState.FAILED, "stopped texts", 21610, "Could not be sent. The parent wrote STOP."),
    ],
)
def test_what_became_of_a_text_is_said_in_words(
    state: TextState, why: str | None, code: int | None, words: str
) -> None:
    assert in_words(state.value, why, code) == words


def test_every_state_has_words() -> None:
    assert all(in_words(state.value, None, None) for state in TextState)
