"""A parent's card: what the office may know and do while serving this one parent.

It begins with the parent and shows only what this parent may know: their own children, talks and
texts, and nothing of another parent of the same child. Every verb runs inside the caller's
`act()`. How a parent's language and texts are switched is in `contact`, ties in `ties`.
"""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.dialects.postgresql import insert as insert_on_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_on_sqlite
from sqlalchemy.orm import joinedload

from portal import clock
from portal.db import db
from portal.domain import (
    barriers,
    contact,
    desk,
    inbox,
    links,
    people,
    reaching,
    tell,
    under_way,
)
from portal.domain.desk import Line
from portal.domain.history import By, Deed, record
from portal.domain.invitations import Invitation, InvitationState
from portal.domain.links import TextLink
from portal.domain.numbers import Kind as NumberKind
from portal.domain.numbers import Problem, read_number
from portal.domain.off_the_phone import OffThePhone, off_the_phone
from portal.domain.outbox import Kind, OutText, call_back
from portal.domain.people import Child, Guardianship, NumberState, Parent
from portal.domain.reaching import WhyNot
from portal.domain.rounds import Round, RoundChild, RoundClass
from portal.domain.tasks import TaskKind, ask_office, off_the_list
from portal.wording import texts
from portal.wording.refusals import Reason, Refused


@dataclass(frozen=True)
class Known:
    """One child this parent may know about. `why_no_texts`: None if texts about it may go out.
    `to_invite`: rounds for this child's class to which this parent has no invitation yet."""

    tie: Guardianship
    why_no_texts: WhyNot | None
    talks: list[Line]
    to_invite: list[Round]


@dataclass(frozen=True)
class Card:
    """Everything on one parent's card. `tell_nothing`: first names of children about whom this
    parent is told nothing; with no other child (`closed`) the card shows no more than that."""

    parent: Parent
    known: list[Known]
    tell_nothing: list[str]
    why_no_link: WhyNot | None
    link: TextLink | None

    @property
    def locked(self) -> bool:
        """Whether the birthday was tried too often on their link: a new one opens it."""
        return self.link is not None and self.link.birthday_tries >= links.TRIES

    @property
    def closed(self) -> bool:
        return bool(self.tell_nothing) and not self.known


def card(parent_id: int) -> Card | None:
    """The card of this parent; None if there is no such person."""
    parent = db.session.get(Parent, parent_id)
    if parent is None:
        return None
    ties = _ties(parent_id)
    blocked = reaching.blocked_numbers(parent.number) if parent.number else set()
    talks = desk.talks_of_parent(parent_id)
    to_invite = _rounds_to_invite(parent_id)
    known = [
        Known(
            tie,
            reaching.why_not_text(tie, blocked),
            [talk for talk in talks if talk.child_id == tie.child_id],
            to_invite.get(tie.child_id, []) if tie.may_be_invited else [],
        )
        for tie in ties
        if reaching.may_reach(tie)
    ]
    return Card(
        parent,
        known,
        [tie.child.first_name for tie in ties if tie.no_contact or tie.held],
        _why_no_link(ties, blocked),
        _live_link(parent_id),
    )


def _ties(parent_id: int) -> list[Guardianship]:
    query = (
        select(Guardianship)
        .where(Guardianship.parent_id == parent_id)
        .options(
            joinedload(Guardianship.child).joinedload(Child.school_class),
            joinedload(Guardianship.parent),
        )
        .order_by(Guardianship.id)
    )
    return list(db.session.scalars(query))


def _why_no_link(ties: list[Guardianship], blocked: set[str]) -> WhyNot | None:
    """Why no link may be sent to this parent; None if there is one child it may go out for."""
    reasons = [reaching.why_not_text(tie, blocked) for tie in ties]
    if None in reasons:
        return None
    return reasons[0] if reasons else WhyNot.NOT_INVITED


def _live_link(parent_id: int) -> TextLink | None:
    return db.session.scalar(
        select(TextLink).where(TextLink.parent_id == parent_id, TextLink.dead_at.is_(None))
    )


def _rounds_to_invite(parent_id: int) -> dict[int, list[Round]]:
    """Per child of this parent: rounds under way that include it, without an invitation of
    theirs."""
    rounds = {around.id: around for around in under_way.rounds()}
    rows = db.session.execute(
        select(Child.id, Round.id)
        .join(Guardianship, Guardianship.child_id == Child.id)
        .join(Round, Round.id.in_(rounds))
        .outerjoin(
            Invitation,
            and_(
                Invitation.round_id == Round.id,
                Invitation.child_id == Child.id,
                Invitation.parent_id == parent_id,
                Invitation.state != InvitationState.WITHDRAWN,
            ),
        )
        .where(Guardianship.parent_id == parent_id, Invitation.id.is_(None), _includes())
        .order_by(Round.id)
    )
    found: dict[int, list[Round]] = {}
    for child_id, round_id in rows:
        found.setdefault(child_id, []).append(rounds[round_id])
    return found


def _includes() -> ColumnElement[bool]:
    """Whether a round is for this child: by the child's class, or picked by name."""
    by_class = select(RoundClass.id).where(
        RoundClass.round_id == Round.id, RoundClass.class_id == Child.class_id
    )
    by_name = select(RoundChild.id).where(
        RoundChild.round_id == Round.id, RoundChild.child_id == Child.id
    )
    return or_(by_class.exists(), by_name.exists())


def invite(parent_id: int, child_id: int, round_id: int, by: By) -> int:
    """Ask this parent to the talk about this child at the desk, without a text. Returns the
    invitation's id, also of one that was there already.

    Refuses NO_CONTACT, NOT_INVITED (the tie is switched off, or the round is not for this child),
    NO_KEY_TEACHER.
    """
    tie = tell.tie(parent_id, child_id)
    if tie is None or not reaching.may_reach(tie):
        raise Refused(Reason.NO_CONTACT)
    for_it = select(Round.id).join(Child, Child.id == child_id).where(Round.id == round_id)
    if not tie.may_be_invited or db.session.scalar(for_it.where(_includes())) is None:
        raise Refused(Reason.NOT_INVITED)
    teacher_id = people.key_teacher_id(tie.child)
    if teacher_id is None:
        raise Refused(Reason.NO_KEY_TEACHER)
    insert = insert_on_sqlite if db.engine.dialect.name == "sqlite" else insert_on_postgresql
    whose = {"round_id": round_id, "child_id": child_id, "parent_id": parent_id}
    db.session.execute(
        insert(Invitation)
        .values(
            **whose,
            teacher_id=teacher_id,
            state=InvitationState.WAITING,
            made_at=clock.now(),
            nudges=0,
            groups=barriers.groups_of([child_id])[child_id],
        )
        .on_conflict_do_nothing(index_elements=list(whose))
    )
    invitation = db.session.scalars(select(Invitation).filter_by(**whose)).one()
    if invitation.state in (InvitationState.WAITING, InvitationState.WITHDRAWN):
        if invitation.state == InvitationState.WITHDRAWN:
            invitation.groups = barriers.groups_of([child_id])[child_id]
        invitation.state, invitation.asked_at = InvitationState.ASKED, clock.now()
        record(by, Deed.INVITED, parent_id=parent_id, child_id=child_id, round=round_id)
    return invitation.id


def send_link(parent_id: int, by: By, *, new: bool = False) -> None:
    """Text this parent the link to their own page, at once. `new`: every older link ends first,
    for a lost phone or a birthday tried too often. Refuses NO_TEXTS."""
    found = card(parent_id)
    if found is None or found.why_no_link:
        raise Refused(Reason.NO_TEXTS)
    if new:
        links.new_link(parent_id)
        call_back(OutText.parent_id == parent_id, OutText.kind == Kind.LINK, why="a newer link")
        short = people.school().short_name
        tell.answer(found.parent, lambda own: texts.link(own, school=short), Kind.LINK)
        record(by, Deed.LINK_SENT, parent_id=parent_id)
    else:
        links.link_of(parent_id)
        contact.send_link(found.parent, by)


def change_number(parent_id: int, typed: str, by: By) -> NumberState:
    """Another number, or none; the same one again says that it is theirs. Returns how it stands.

    A changed number ends every link and calls back what waits for the old one. A number that
    somebody else has is held for both, with a task, until it is settled whose it is. Refuses
    BAD_NUMBER.
    """
    parent = db.session.get_one(Parent, parent_id, with_for_update=True)
    read = read_number(typed)
    if not read.e164 and read.problem != Problem.EMPTY:
        raise Refused(Reason.BAD_NUMBER)
    number = read.e164 or None
    if number != parent.number:
        parent.number, parent.number_confirmed_at = number, None
        parent.number_seen_at = parent.safe_number_at = None
        off_the_phone(parent_id, OffThePhone.CHANGED)
        links.new_link(parent_id) if number else links.end_links(parent_id)
    elif number:
        parent.number_confirmed_at = clock.now()
    parent.number_state, parent.number_asked_at = NumberState.GOOD, None
    for settled in (TaskKind.NUMBER_SILENT, TaskKind.SHARED_NUMBER, TaskKind.WRONG_NUMBER):
        off_the_list(settled, parent_id, None)
    if read.kind == NumberKind.LANDLINE:
        parent.number_state = NumberState.LANDLINE
    db.session.flush()
    hold_if_shared(parent)
    record(by, Deed.NUMBER_CHANGED, parent_id=parent_id)
    return parent.number_state


def hold_if_shared(parent: Parent) -> None:
    """Two people with one number: nobody is texted on it until a person has asked."""
    if parent.number is None or parent.number_state != NumberState.GOOD:
        return
    sharing = inbox.parents_with(parent.number)
    if len(sharing) == 1:
        return
    for one in sharing:
        if one.number_state == NumberState.GOOD:
            one.number_state = NumberState.HELD
    if parent.number in reaching.blocked_numbers(parent.number):
        ask_office(TaskKind.BARRED_NUMBER, parent_id=parent.id)
        return
    for one in sharing:
        ask_office(TaskKind.SHARED_NUMBER, parent_id=one.id)
