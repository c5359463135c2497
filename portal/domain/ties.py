"""The ties of one child to the people around it, as the office decides about them.

This is where ties are switched on and off, never where a caller is served: it names all parents
of a child. No contact is in `no_contact`; what each switch means is in `people`.
"""

from sqlalchemy import select, update
from sqlalchemy.orm import joinedload

from portal.db import db
from portal.domain import (
    reaching,
)
from portal.domain.history import By, Deed, record
from portal.domain.invitations import Invitation, InvitationState
from portal.domain.outbox import OutText, call_back
from portal.domain.people import Child, Guardianship, Role, Staff
from portal.domain.tasks import TaskKind, off_the_list
from portal.wording.refusals import Reason, Refused


def child(child_id: int) -> Child | None:
    """The child with its class, or None."""
    return db.session.get(Child, child_id, options=[joinedload(Child.school_class)])


def of_child(child_id: int) -> list[Guardianship]:
    """Every tie of this child, in the order of the school's records."""
    query = (
        select(Guardianship)
        .where(Guardianship.child_id == child_id)
        .options(joinedload(Guardianship.parent), joinedload(Guardianship.child))
        .order_by(Guardianship.priority.is_(None), Guardianship.priority, Guardianship.id)
    )
    return list(db.session.scalars(query))


def switch(tie_id: int, *, invited: bool, texts: bool, may_sign: bool, by: By) -> None:
    """The office decides about one tie; no import changes it again.

    Switched off, invitations that are not booked are withdrawn and waiting texts about the child
    called back; a booked talk stays until somebody cancels it. Refuses NO_CONTACT where the tie
    is held, LEAD_DECIDES for a child in care unless a lead does it.
    """
    tie = db.session.get_one(Guardianship, tie_id, with_for_update=True)
    if not reaching.may_reach(tie):
        raise Refused(Reason.NO_CONTACT)
    if tie.child.in_care and not _is_lead(by):
        raise Refused(Reason.LEAD_DECIDES)
    tie.may_be_invited, tie.gets_texts, tie.may_sign = invited, texts, may_sign
    tie.decided, tie.missing, tie.parent.missing = True, False, False
    if not invited:
        _withdraw(tie)
    if not texts:
        call_back(
            OutText.parent_id == tie.parent_id,
            OutText.child_id == tie.child_id,
            why="switched off for texts",
        )
    record(by, Deed.TIE_CHANGED, parent_id=tie.parent_id, child_id=tie.child_id)
    if tie.child.in_care:
        _settle_care(tie.child_id)


def _settle_care(child_id: int) -> None:
    """Once a lead has decided about everybody around a child in care, nothing is left to do."""
    db.session.flush()
    undecided = select(Guardianship.id).where(
        Guardianship.child_id == child_id, ~Guardianship.decided, reaching.seen()
    )
    if db.session.scalar(undecided.limit(1)) is None:
        off_the_list(TaskKind.IN_CARE, None, child_id)


def _is_lead(by: By) -> bool:
    person = db.session.get(Staff, by.staff_id or 0)
    return person is not None and person.has(Role.LEAD)


def _withdraw(tie: Guardianship) -> None:
    db.session.execute(
        update(Invitation)
        .where(
            Invitation.parent_id == tie.parent_id,
            Invitation.child_id == tie.child_id,
            Invitation.state != InvitationState.BOOKED,
        )
        .values(state=InvitationState.WITHDRAWN, wants_call_at=None)
    )


def set_key_teacher(child_id: int, staff_id: int | None, by: By) -> None:
    """The child's own key teacher, or None for the class's. Invitations already made keep
    theirs."""
    found = db.session.get_one(Child, child_id, with_for_update=True)
    if found.own_key_teacher_id != staff_id:
        found.own_key_teacher_id = staff_id
        record(by, Deed.TIE_CHANGED, child_id=child_id)
