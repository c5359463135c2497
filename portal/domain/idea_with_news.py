"""Which five-minute idea goes with a piece of good news. Only looks."""

from collections.abc import Collection

from sqlalchemy import select

from portal.db import db
from portal.domain import ideas_sent
from portal.domain.people import Child
from portal.domain.targets import Target
from portal.wording import ideas, praise


def which(child: Child, praised: praise.Topic, parent_ids: Collection[int]) -> str:
    """The idea (key) that fits the child's age and what is praised, or else a target; one that
    these parents have not had, as long as there is one."""
    query = select(Target.topic).where(Target.child_id == child.id, Target.ended_at.is_(None))
    on_targets = [ideas.FOR_TARGETS[topic] for topic in db.session.scalars(query)]
    topic = ideas.FOR_PRAISE.get(praised, ideas.Topic.TALK)
    year_group = child.school_class.year_order if child.school_class else None
    had = ideas_sent.had(child.id, parent_ids)
    return ideas.next_of(year_group, [topic, *on_targets], had).key
