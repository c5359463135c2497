"""Several people with one number: nobody is texted on it until the office says whose it is.

    theirs ── another person gets the same number ──> held for all of them, with a task for each
    held   ── "it is hers" ──> hers; the others have no number
           ── "nobody's" ──> wrong for all
           ── "they all use it" ──> stays held: what is for one would be read by the other

A number comes in with an import, at the desk and as a safe number; each of these holds it at once.
Two that come in at the same moment do not see each other: a sweep looks at what is true. A number
that also belongs to somebody who must not be contacted is settled by another number alone. Every
verb runs inside the caller's `act()`.
"""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import case, func, select

from portal import clock
from portal.db import db
from portal.domain import links, reaching
from portal.domain.card import hold_if_shared
from portal.domain.history import By, Deed, record
from portal.domain.off_the_phone import OffThePhone, off_the_phone
from portal.domain.people import Guardianship, NumberState, Parent, ties_of
from portal.domain.tasks import TaskKind, off_the_list
from portal.wording.refusals import Reason, Refused


class Whose(StrEnum):
    """What the office found out."""

    ONE = "one of them"
    NOBODY = "none of them"
    ALL = "all of them"


@dataclass(frozen=True)
class Sharing:
    """Everybody who has one number, each with the children they may hear about. `barred`: somebody
    among them must not be contacted about some child, so no name is shown."""

    number: str
    holders: list[tuple[Parent, list[Guardianship]]]
    barred: bool


def to_hold() -> list[str]:
    """Numbers that several people have and on which somebody is still texted."""
    texted = case((Parent.number_state == NumberState.GOOD, 1), else_=0)
    query = (
        select(Parent.number)
        .where(
            Parent.number.is_not(None),
            Parent.number_state.in_([NumberState.GOOD, NumberState.HELD]),
        )
        .group_by(Parent.number)
        .having(func.count() > 1, func.sum(texted) > 0)
    )
    return [number for number in db.session.scalars(query) if number]


def hold(number: str) -> bool:
    """Hold this number for everybody who has it, if that is still to do. In an act."""
    texted = [one for one in _locked(number) if one.number_state == NumberState.GOOD]
    if not texted or number not in to_hold():
        return False
    # A task is about somebody whom the office may ask.
    for one in [one for one in texted if not reaching.why_not_anything(one.id)][:1]:
        hold_if_shared(one)
    for one in texted:
        one.number_state = NumberState.HELD
    return True


def sharing(parent_id: int) -> Sharing | None:
    """Who else has the number of this parent, while it is held; None if it is not. Only looks."""
    parent = db.session.get(Parent, parent_id)
    if parent is None or parent.number is None or parent.number_state != NumberState.HELD:
        return None
    query = select(Parent).where(Parent.number == parent.number).order_by(Parent.id)
    holders = [(one, ties_of(one.id)) for one in db.session.scalars(query)]
    barred = any(reaching.why_not_anything(one.id) for one, _ties in holders)
    blocked = parent.number in reaching.blocked_numbers(parent.number)
    return Sharing(parent.number, holders, barred or blocked)


def settle(number: str, whose: Whose, parent_id: int | None, by: By) -> None:
    """The office has asked: the number is this parent's (ONE), NOBODY's, or they ALL use it. In an
    act. Refuses CHANGED_MEANWHILE (it is not held any more, or not by them) and NO_CONTACT."""
    holders = _locked(number)
    theirs = next((one for one in holders if one.id == parent_id), None)
    held = any(one.number_state == NumberState.HELD for one in holders)
    if not held or (whose == Whose.ONE and theirs is None):
        raise Refused(Reason.CHANGED_MEANWHILE)
    if number in reaching.blocked_numbers(number):
        raise Refused(Reason.NO_CONTACT)
    for one in holders:
        off_the_list(TaskKind.SHARED_NUMBER, one.id, None)
        if whose == Whose.ONE and one is theirs:
            one.number_state, one.number_confirmed_at = NumberState.GOOD, clock.now()
            one.number_asked_at = None
        elif whose == Whose.ALL:
            one.number_state = NumberState.HELD
        else:
            _take_from(one, forget=whose == Whose.ONE)
        record(by, Deed.NUMBER_CHANGED, parent_id=one.id, shared=whose.value)


def _take_from(parent: Parent, *, forget: bool) -> None:
    """It is not this parent's. `forget`: it is somebody else's, and stands with them alone."""
    parent.number_state = NumberState.GOOD if forget else NumberState.WRONG
    if forget:
        parent.number = parent.number_seen_at = parent.number_confirmed_at = None
        parent.safe_number_at = parent.number_asked_at = None
    links.end_links(parent.id)
    off_the_phone(parent.id, OffThePhone.CHANGED)


def _locked(number: str) -> list[Parent]:
    query = select(Parent).where(Parent.number == number).order_by(Parent.id).with_for_update()
    return list(db.session.scalars(query.execution_options(populate_existing=True)))
