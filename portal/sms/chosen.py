"""A choice that a parent made by text, and what can become of it."""

from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from portal.domain import tell
from portal.domain.history import By
from portal.domain.people import Parent
from portal.domain.questions import Question
from portal.domain.reaching import may_reach

Choice = int | str | tuple[int, ...]
"""An id, one of the WORDS in `questions`, a count, or ages in years."""


@dataclass(frozen=True)
class Chosen:
    """One choice of one question, by this parent. `ids` are those that the question kept."""

    parent: Parent
    by: By
    question: Question
    choice: Choice
    ids: dict[str, Any]

    @property
    def id(self) -> int:
        """The choice, of a question whose choices are ids."""
        if not isinstance(self.choice, int):
            raise LookupError("a choice of this question is an id")
        return self.choice

    @property
    def in_words(self) -> str:
        """The question and the choice, for whoever reads what a text was understood as."""
        choices = self.choice if isinstance(self.choice, tuple) else (self.choice,)
        return f"{self.question}: {', '.join(map(str, choices))}"


class Done(Enum):
    """What became of it."""

    ANSWERED = auto()
    NOT_UNDERSTOOD = auto()  # nothing a rule could do: a person reads it
    TOO_LATE = auto()  # it makes no sense any more: they are told so, with the way on
    FOR_A_PERSON = auto()  # a person reads it, whatever else was done
    SAY_NOTHING = auto()  # a person reads it, and the parent hears nothing


def may_hear_about(parent_id: int, child_id: int) -> bool:
    """Whether this parent may still be answered about this child."""
    tie = tell.tie(parent_id, child_id)
    return tie is not None and may_reach(tie)
