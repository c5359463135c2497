"""No contact: the hardest rule of the portal, set at once and never told to anyone.

Nothing goes to, or speaks of, a person who must not be contacted about a child: no page, list,
print, export or text. Here is the deed that sets it, and the safeguarding lead's list of those it
holds for. What becomes of it is in `holds`, who may be texted at all in `reaching`.
"""

from collections.abc import Collection
from datetime import date
from functools import cache

from sqlalchemy import Select, and_, exists, or_, select, update
from sqlalchemy.orm import aliased, joinedload

from portal import clock
from portal.db import db
from portal.domain import (
    booking,
    handing_over,
    holding,
    holds,
    inbox,
    links,
    people,
    together,
)
from portal.domain.asked import open_question
from portal.domain.bookings import UNDER_WAY, Booking
from portal.domain.history import By, Deed, record
from portal.domain.invitations import Invitation, InvitationState
from portal.domain.outbox import OutText, call_back, close_question
from portal.domain.people import Child, Guardianship, OnRoll, Parent
from portal.domain.rounds import Slot
from portal.domain.tasks import OF_HOLDS, Task, TaskKind, ask_office, off_the_list
from portal.wording.refusals import Reason, Refused


def hold(parent_id: int, child_id: int, by: By, *, patient: bool = False) -> bool:
    """This parent hears and sees nothing more about this child, from now on. Tells nobody.

    Their talks about the child end silently, their invitations are withdrawn, waiting texts are
    called back, an open question is closed, and their links end if no other child is left. Done
    twice it is the same as once. Refuses NOT_INVITED where there is no such tie.

    `patient`: while a text to them is leaving at this very moment, nothing is done but that all
    others wait some seconds, and the answer is False: look again. So when it is saved, no text
    leaves any more (drawn in `handing_over`). Otherwise the answer is True.
    """
    tie = _tie(parent_id, child_id)
    if tie.no_contact:
        return True
    holding.lock_days(_days_to_come(parent_id, child_id))
    if not handing_over.hold_back([parent_id], patient=patient):
        return False
    tie.no_contact, tie.held, tie.decided = True, False, True
    tie.may_be_invited = tie.may_sign = tie.gets_texts = False
    _end_everything(tie, by)
    holds.begin(tie, by)
    record(by, Deed.CONTACT_HELD, parent_id=parent_id, child_id=child_id)
    return True


def _end_everything(tie: Guardianship, by: By) -> None:
    parent_id, child_id = tie.parent_id, tie.child_id
    ended = _end_talks(parent_id, child_id, by)
    _withdraw(parent_id, child_id)
    _silence(parent_id, child_id, ended)
    db.session.flush()
    if not people.ties_of(parent_id):
        links.end_links(parent_id)
    together.forget(parent_id, child_id)
    _settle_tasks(parent_id, child_id, ended)
    _look_at_number(tie.parent)


# -- the marks of an import ----------------------------------------------------------------------


def make_ready(marked: Collection[tuple[int, int]], *, patient: bool) -> bool:
    """Before an import holds these ties (parent and child ids): what has not begun to leave waits.
    False, if `patient` and a text to one of them is leaving at this moment: look again."""
    days = {day for parent_id, child_id in marked for day in _days_to_come(parent_id, child_id)}
    holding.lock_days(days)
    return handing_over.hold_back({parent_id for parent_id, _ in marked}, patient=patient)


def end_for_mark(parent_id: int, child_id: int, by: By) -> None:
    """An import has just held this tie: as hard as no contact, until the safeguarding lead has
    looked. Its talks, invitations, texts and links end silently."""
    _end_everything(_tie(parent_id, child_id), by)


def _tie(parent_id: int, child_id: int) -> Guardianship:
    tie = db.session.scalar(
        select(Guardianship)
        .where(Guardianship.parent_id == parent_id, Guardianship.child_id == child_id)
        .with_for_update(of=Guardianship)
        .execution_options(populate_existing=True)
    )
    if tie is None:
        raise Refused(Reason.NOT_INVITED)
    return tie


def _days_to_come(parent_id: int, child_id: int) -> set[date]:
    """Every day on which this parent could have, or be just getting, a talk about the child."""
    query = (
        select(Slot.day)
        .join(
            Invitation,
            and_(Invitation.round_id == Slot.round_id, Invitation.teacher_id == Slot.teacher_id),
        )
        .where(
            Invitation.parent_id == parent_id,
            Invitation.child_id == child_id,
            Slot.ends_at > clock.now(),
        )
    )
    return set(db.session.scalars(query))


def _end_talks(parent_id: int, child_id: int, by: By) -> list[int]:
    query = (
        select(Booking.id)
        .join(Booking.slot)
        .where(
            Booking.parent_id == parent_id,
            Booking.child_id == child_id,
            UNDER_WAY,
            Slot.ends_at > clock.now(),
        )
        .order_by(Slot.day, Booking.id)
    )
    ids = list(db.session.scalars(query))
    for one in ids:
        booking.end_silently(one, by)
    return ids


def _withdraw(parent_id: int, child_id: int) -> None:
    db.session.execute(
        update(Invitation)
        .where(Invitation.parent_id == parent_id, Invitation.child_id == child_id)
        .values(state=InvitationState.WITHDRAWN, wants_call_at=None)
    )


def _silence(parent_id: int, child_id: int, ended: list[int]) -> None:
    """Texts about the child, and those that may name several children, do not go out; a number
    in reply to one means nothing any more."""
    about_it = or_(
        OutText.child_id == child_id, OutText.child_id.is_(None), OutText.booking_id.in_(ended)
    )
    call_back(OutText.parent_id == parent_id, about_it, why="contact is held")
    asked = open_question(parent_id)
    if asked and asked.child_id in (None, child_id):
        close_question(parent_id)


def _settle_tasks(parent_id: int, child_id: int, ended: list[int]) -> None:
    """Nobody rings this parent about the child because of an older task. Whoever was to come and
    help is still called off, and the task for it names nobody any more."""
    theirs = update(Task).where(Task.parent_id == parent_id, Task.done_at.is_(None))
    if people.ties_of(parent_id):
        theirs = theirs.where(or_(Task.child_id == child_id, Task.booking_id.in_(ended)))
    help_off = theirs.where(Task.kind == TaskKind.HELP_OFF)
    db.session.execute(help_off.values(parent_id=None, child_id=None))
    db.session.execute(theirs.where(Task.kind.not_in(OF_HOLDS)).values(done_at=clock.now()))


def _look_at_number(parent: Parent) -> None:
    """The same number on somebody else holds the texts to it until a person has looked."""
    if not parent.number:
        return
    for other in inbox.parents_with(parent.number):
        if other.id != parent.id:
            ask_office(TaskKind.BARRED_NUMBER, parent_id=other.id)


@cache
def nothing_else() -> Select[int]:
    """The parents (ids) who may hear about no child who is still here, while contact about one is
    barred or held: what they write goes to the safeguarding lead. The same rule as
    `reaching.why_not_anything`, for all at once; begins with the few ties it is about."""
    barred = or_(Guardianship.no_contact, Guardianship.held)
    other = aliased(Guardianship)
    open_ = exists().where(
        other.parent_id == Guardianship.parent_id,
        ~or_(other.no_contact, other.held),
        Child.id == other.child_id,
        Child.roll != OnRoll.LEFT,
    )
    return select(Guardianship.parent_id).where(barred, ~open_.correlate(Guardianship))


def everyone() -> list[Guardianship]:
    """Every tie with no contact, or with a court-order mark that nobody has looked at yet, those
    to look at first."""
    query = (
        select(Guardianship)
        .join(Guardianship.child)
        .join(Guardianship.parent)
        .where(or_(Guardianship.no_contact, Guardianship.held))
        .options(joinedload(Guardianship.child), joinedload(Guardianship.parent))
        .order_by(Guardianship.no_contact, Parent.last_name, Parent.first_name, Guardianship.id)
    )
    return list(db.session.scalars(query))


def clear_mark(parent_id: int, child_id: int, by: By) -> None:
    """The court-order mark of an import does not concern this tie. It begins switched off; the
    office decides who is invited. Never lifts no contact."""
    tie = _tie(parent_id, child_id)
    if tie.held and not tie.no_contact:
        tie.held = False
        holds.begin_switched_off(tie)
        off_the_list(TaskKind.COURT_ORDER, parent_id, child_id)
        record(by, Deed.MARK_CLEARED, parent_id=parent_id, child_id=child_id)
