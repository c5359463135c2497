"""A deed that waits for texts which are leaving at this very moment: so that none leaves after it
is saved (drawn in `domain.handing_over`)."""

from time import sleep
from typing import Protocol

from portal import clock
from portal.db import act

A_BLINK = 0.1
LONGEST = 15.0
"""Seconds. Longer than a text may be about to leave: whoever is leaving then has left, or its
worker died on the way."""


class Patient(Protocol):
    """A deed, to be done in an act. False: nothing was done, look again."""

    def __call__(self, *, patient: bool) -> bool: ...


def patiently(deed: Patient) -> None:
    """Do this deed in an act of its own, as soon as no text in its way is leaving."""
    enough = clock.ticks() + LONGEST
    done = False
    while not done:
        with act():
            done = deed(patient=clock.ticks() < enough)
        if not done:
            sleep(A_BLINK)
