"""Which languages the families of this school read. Only looks."""

from sqlalchemy import func, select

from portal.db import db
from portal.domain.people import Child, Guardianship, OnRoll, Parent


def readers() -> dict[str, int]:
    """How many parents of children here read each language, by tag. Who has not said which is left
    out."""
    query = (
        select(Parent.language, func.count(func.distinct(Parent.id)))
        .join(Guardianship, Guardianship.parent_id == Parent.id)
        .join(Child, Child.id == Guardianship.child_id)
        .where(Parent.language.is_not(None), Child.roll != OnRoll.LEFT)
        .group_by(Parent.language)
    )
    return {tag: count for tag, count in db.session.execute(query) if tag}
