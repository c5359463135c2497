"""A parent's text as it is answered: who wrote, what was on their phone, and what they say."""

from dataclasses import dataclass

from portal.domain.asked import a_person_wrote_since
from portal.domain.history import By, Face
from portal.domain.inbox import InText
from portal.domain.outbox import OutText
from portal.domain.people import Parent
from portal.domain.questions import Question
from portal.sms.chosen import Chosen
from portal.sms.understand import Intent

SAID_TWICE = "said twice"
"""What stands in `understood_as` of the same text again."""
FEW_WORDS, FEW_LETTERS = 3, 20
"""So short, and no question: likely an answer with a slip in it."""
IN_FREE_WORDS = (Question.WISH, Question.IDEA)
"""What is written after these and is none of their answers is no slip: it is about something."""


@dataclass(frozen=True)
class Message:
    """A parent's text. `question`: the last one that was on their phone when they wrote; `open`:
    whether it could still be answered then."""

    text: InText
    parent: Parent
    question: OutText | None
    open: bool
    intent: Intent

    @property
    def may_be_a_slip(self) -> bool:
        """Whether it looks like an answer to the open question that was only written wrongly, and
        the question has not been put twice."""
        if self.question is None or not self.open or (self.question.ids or {}).get("again"):
            return False
        if self.question.question in IN_FREE_WORDS:
            return False
        body = self.text.body.strip()
        short = 0 < len(body.split()) <= FEW_WORDS and len(body) <= FEW_LETTERS
        return short and not self.text.pictures and not set(body) & set("?？؟")

    @property
    def answers_a_person(self) -> bool:
        """Whether a colleague has written to them since the question: then a number may answer
        that, and nobody guesses."""
        question = self.question
        return question is not None and a_person_wrote_since(question, self.text.came_at)

    @property
    def about_plan_of(self) -> int | None:
        """The child (id) whose plan the open question is about, if it is about one."""
        question = self.question if self.open else None
        about_plan = question and question.question in (Question.SIGN, Question.CHECK_IN)
        return question.child_id if question and about_plan else None

    @property
    def by(self) -> By:
        return By(Face.TEXT, parent_id=self.parent.id)

    def chosen(self) -> Chosen | None:
        """The choice they made, if it is one."""
        asked, choice = self.question, self.intent.choice
        if asked is None or asked.question is None or choice is None:
            return None
        return Chosen(self.parent, self.by, asked.question, choice, asked.ids or {})
