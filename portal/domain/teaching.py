"""Whom a colleague teaches: the children about whom they read good news, worries and the balance.

A lead finds every child on roll, everybody else those of the classes they teach or help in, and
those whose own key teacher they are. The office finds none here: who is told of what belongs to the
records of a child. Only looks.
"""

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload

from portal.db import db
from portal.domain.people import Child, OnRoll, Role, SchoolClass, Staff, taught_by


def teaches(person: Staff) -> ColumnElement[bool]:
    """Whether this person finds a `Child`, in a query that joins its `SchoolClass` by an outer
    join."""
    on_roll = Child.roll != OnRoll.LEFT
    return on_roll if person.has(Role.LEAD) else on_roll & taught_by(person.id)


def child_for(person: Staff, child_id: int) -> Child | None:
    """This child with its class, if this person finds it; None as if there were none."""
    query = (
        select(Child)
        .outerjoin(Child.school_class)
        .where(Child.id == child_id, teaches(person))
        .options(joinedload(Child.school_class))
    )
    return db.session.scalar(query)


def classes_of(person: Staff) -> list[SchoolClass]:
    """The classes in which this person finds a child, youngest year first."""
    found = (
        select(Child.class_id)
        .outerjoin(SchoolClass, SchoolClass.id == Child.class_id)
        .where(teaches(person))
    )
    query = select(SchoolClass).where(SchoolClass.id.in_(found))
    return list(db.session.scalars(query.order_by(SchoolClass.year_order, SchoolClass.name)))
