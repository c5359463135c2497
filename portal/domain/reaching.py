"""Whether a parent may be reached: may see or hear anything about a child, may be texted about it,
and why not. Only looks; the ties and numbers it goes by are in `people`.
"""

from collections.abc import Sequence
from enum import StrEnum
from functools import cache

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import aliased, joinedload

from portal.db import db
from portal.domain.people import Guardianship, NumberState, OnRoll, Parent


class WhyNot(StrEnum):
    """Why a parent gets no text about a child; what the office reads on the call list."""

    NO_CONTACT = "no contact"
    HELD = "held until someone has looked at it"
    NOT_INVITED = "not switched on for texts"
    CHILD_LEFT = "the child is not on roll"
    MISSING = "not in the last import"
    OPTED_OUT = "stopped texts"
    RING_ONLY = "wants to be rung, no texts"
    NO_NUMBER = "no mobile number"
    LANDLINE = "only a landline"
    WRONG_NUMBER = "wrong number"
    NEWS_OFF = "wants no good news by text"
    NOT_SURE = "not sure that the number is still theirs"
    NUMBER_HELD = "number held: shared, or of someone who must not be contacted"


def why_not_text(tie: Guardianship, blocked: set[str]) -> WhyNot | None:
    """Why this parent may not be texted about this child, or None if they may.

    `blocked` are the numbers from `blocked_numbers()`. Checked when a text is made and again when
    it is sent.
    """
    if not may_reach(tie):
        return _why_not_reach(tie)
    parent = tie.parent
    if tie.missing or parent.missing:
        return WhyNot.MISSING
    if not tie.gets_texts:
        return WhyNot.NOT_INVITED
    return why_not_number(parent, blocked)


def why_not_number(parent: Parent, blocked: set[str]) -> WhyNot | None:
    """Why this parent's number may not be texted at all, or None if it may."""
    if parent.opted_out_at:
        return WhyNot.OPTED_OUT
    if parent.ring_only_at:
        return WhyNot.RING_ONLY
    if not parent.number:
        return WhyNot.NO_NUMBER
    if parent.number_state == NumberState.LANDLINE:
        return WhyNot.LANDLINE
    if parent.number_state == NumberState.WRONG:
        return WhyNot.WRONG_NUMBER
    if parent.number_state == NumberState.HELD or parent.number in blocked:
        return WhyNot.NUMBER_HELD
    return WhyNot.NOT_SURE if parent.number_asked_at else None


def may_reach(tie: Guardianship) -> bool:
    """Whether this parent may see or hear anything about this child at all."""
    return not (tie.no_contact or tie.held or tie.child.roll == OnRoll.LEFT)


def _why_not_reach(tie: Guardianship) -> WhyNot:
    if tie.no_contact:
        return WhyNot.NO_CONTACT
    return WhyNot.HELD if tie.held else WhyNot.CHILD_LEFT


def why_not_anything(parent_id: int) -> WhyNot | None:
    """Why this person may hear nothing at all from the school, or None if they may: contact is
    barred or held about every child of theirs who is still here."""
    ties = db.session.scalars(
        select(Guardianship)
        .where(Guardianship.parent_id == parent_id)
        .options(joinedload(Guardianship.child))
    ).all()
    return why_not_with(ties)


def is_barred(parent_id: int, child_id: int | None) -> bool:
    """Whether contact with this person is barred or held about this child; None: about all."""
    if child_id is None:
        return why_not_anything(parent_id) is not None
    tie = Guardianship.parent_id == parent_id, Guardianship.child_id == child_id
    return db.session.scalar(select(Guardianship.id).where(*tie, ~seen())) is not None


def why_not_with(ties: Sequence[Guardianship]) -> WhyNot | None:
    """The same, given all ties of the person, their children loaded."""
    if any(map(may_reach, ties)):
        return None
    if any(tie.no_contact for tie in ties):
        return WhyNot.NO_CONTACT
    return WhyNot.HELD if any(tie.held for tie in ties) else None


def blocked_numbers(number: str | None = None) -> set[str]:
    """Numbers that are also somebody else's who must not be contacted about some child, or is held
    until somebody has looked.

    With `number`, looks only at that one. A person's own number is not blocked for the children
    they may still hear about: only where the same number stands on another person.
    """
    barred, other = aliased(Parent), aliased(Parent)
    query = (
        select(barred.number)
        .join(Guardianship, Guardianship.parent_id == barred.id)
        .join(other, (other.number == barred.number) & (other.id != barred.id))
        .where(or_(Guardianship.no_contact, Guardianship.held), barred.number.is_not(None))
    )
    if number:
        query = query.where(barred.number == number)
    return {found for found in db.session.scalars(query) if found}


@cache
def number_is_blocked() -> ColumnElement[bool]:
    """The same about the `Parent` of a query, as a column of it: one round trip fewer."""
    barred, other, tie = aliased(Parent), aliased(Parent), aliased(Guardianship)
    somebody_barred = exists().where(
        barred.number == Parent.number,
        tie.parent_id == barred.id,
        or_(tie.no_contact, tie.held),
    )
    return and_(
        somebody_barred.correlate(Parent),
        exists().where(other.number == Parent.number, other.id != Parent.id).correlate(Parent),
    )


def seen() -> ColumnElement[bool]:
    """Whether the tie may be spoken of outside the safeguarding lead's own page."""
    return and_(~Guardianship.no_contact, ~Guardianship.held)
