"""A target is met: good news for every parent who may be texted about the child.

The text says no more than that there is good news, and where. It waits for a weekday afternoon,
and for two hours, so that a slip can be put right before anybody is told.
"""

from datetime import timedelta

from sqlalchemy import select

from portal import clock
from portal.db import db
from portal.domain import plan_ties, tell
from portal.domain.history import By
from portal.domain.outbox import Kind, OutText, call_back
from portal.domain.people import Child, Guardianship
from portal.domain.targets import Target
from portal.languages import Language
from portal.wording import plan_texts

NOT_BEFORE = timedelta(hours=2)


def tell_met(target_id: int, by: By) -> int:
    """Tell each parent of the child who may be texted, once a target. In an act; returns how many
    texts were made."""
    child_id = db.session.get_one(Target, target_id).child_id
    ties = db.session.scalars(
        select(Guardianship).where(Guardianship.child_id == child_id).order_by(Guardianship.id)
    ).all()
    begins, ends = plan_ties.next_family_time(clock.now() + NOT_BEFORE)
    child = db.session.get_one(Child, child_id).first_name

    def words(own: Language) -> str:
        return plan_texts.good_news(own, child=child)

    made = 0
    for tie in ties:
        if tell.why_not(tie.parent_id, child_id):
            continue
        text_id = tell.tell_parent(
            Kind.GOOD_NEWS,
            tie.parent,
            words,
            child_id=child_id,
            due_at=begins,
            expires_at=ends,
            key=f"met:{target_id}:{tie.parent_id}",
        )
        made += text_id is not None
    return made


def take_back(target_id: int) -> None:
    """It is not met after all: what has not gone out yet is called back."""
    call_back(OutText.key.startswith(f"met:{target_id}:", autoescape=True), why="not met after all")
