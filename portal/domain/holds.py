"""What becomes of no contact once it is set: confirmed, looked at again, lifted by two.

The deed that sets it is in `no_contact`, and it is as hard from its first moment as after years:
whatever stands here only says who has decided, and when somebody looks again. Every verb runs
inside the caller's `act()`.
"""

from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, ForeignKey, Index, Text, exists, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from portal import clock
from portal.db import Base, db
from portal.domain.history import By, Deed, record
from portal.domain.people import Child, Guardianship, OnRoll, Parent, Role, Staff
from portal.domain.tasks import OF_HOLDS, Task, TaskKind, ask_office, off_the_list
from portal.wording.refusals import Reason, Refused

LONGEST_UNTIL_REVIEW = timedelta(days=366)
"""A hold is looked at again within a year, so that none stands because it was forgotten."""
LONGEST_REASON = 1000
"""Letters of a reason."""


class Hold(Base):
    """No contact about one tie, from the moment it is set until it is lifted.

        held (by the office, or by the safeguarding lead from an import's mark)
          └ confirm (a safeguarding lead: a day to look again, and why) ─> confirmed
        confirmed ── the day comes ─> to look at again ── keep (another day) ─> confirmed
        held | confirmed | to look at again
          └ ask_to_lift (a safeguarding lead) ─> lift asked
                 ├ take_lift_back (either) ─> as before
                 └ lift (another person, safeguarding lead or lead) ─> lifted

    Lifted, the tie begins switched off: nobody is invited or texted until the office says so.
    """

    __tablename__ = "hold"

    id: Mapped[int] = mapped_column(primary_key=True)
    tie_id: Mapped[int] = mapped_column(ForeignKey("guardianship.id"), index=True)
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    confirmed_at: Mapped[datetime | None]
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    review_on: Mapped[date | None]
    lift_asked_at: Mapped[datetime | None]
    lift_asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    lifted_at: Mapped[datetime | None]
    lifted_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))

    tie: Mapped[Guardianship] = relationship()
    by: Mapped[Staff | None] = relationship(foreign_keys=by_id)
    confirmed_by: Mapped[Staff | None] = relationship(foreign_keys=confirmed_by_id)
    lift_asked_by: Mapped[Staff | None] = relationship(foreign_keys=lift_asked_by_id)
    lifted_by: Mapped[Staff | None] = relationship(foreign_keys=lifted_by_id)

    @property
    def to_look_at(self) -> bool:
        """Whether the day to look at it again has come."""
        return self.review_on is not None and self.review_on <= clock.today()


STANDS = Hold.lifted_at.is_(None)
Index("hold_that_stands", Hold.tie_id, unique=True, sqlite_where=STANDS, postgresql_where=STANDS)


class HoldReason(Base):
    """Why nobody may be contacted: a table of its own, which nothing but the page of the
    safeguarding lead reads."""

    __tablename__ = "hold_reason"

    id: Mapped[int] = mapped_column(primary_key=True)
    hold_id: Mapped[int] = mapped_column(ForeignKey("hold.id"), unique=True)
    words: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))


# -- setting -------------------------------------------------------------------------------------


def begin(tie: Guardianship, by: By) -> None:
    """No contact was set just now. The safeguarding lead is asked to confirm it."""
    _hold_of(tie, by)
    off_the_list(TaskKind.COURT_ORDER, tie.parent_id, tie.child_id)
    ask_office(TaskKind.CONFIRM_HOLD, parent_id=tie.parent_id, child_id=tie.child_id)


def _hold_of(tie: Guardianship, by: By) -> Hold:
    """The hold that stands on this tie, made where there is none, locked."""
    if db.session.scalar(select(Hold.id).where(Hold.tie_id == tie.id, STANDS)) is None:
        db.session.add(Hold(tie_id=tie.id, at=clock.now(), by_id=by.staff_id))
        db.session.flush()
    query = select(Hold).where(Hold.tie_id == tie.id, STANDS).with_for_update()
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def find(tie_id: int) -> Guardianship:
    """A tie on which no contact stands, locked. Refuses NO_HOLD_HERE where there is none."""
    query = (
        select(Guardianship)
        .where(Guardianship.id == tie_id, Guardianship.no_contact)
        .with_for_update(of=Guardianship)
        .execution_options(populate_existing=True)
    )
    tie = db.session.scalar(query)
    if tie is None:
        raise Refused(Reason.NO_HOLD_HERE)
    return tie


# -- confirming and looking again ----------------------------------------------------------------


def confirm(tie_id: int, reason: str, review_on: date | None, by: By) -> None:
    """The safeguarding lead has looked: it stays, for this reason, until somebody looks again on
    this day, a year ahead if none is given. Done again, it is a new day and a new reason.

    Refuses FOR_SAFEGUARDING, NO_HOLD_HERE, REVIEW_DAY (not within a year from tomorrow on),
    REASON_MISSING (none is written here yet), REASON_TOO_LONG.
    """
    _refuse_unless_safeguarding(by)
    tie = find(tie_id)
    hold = _hold_of(tie, by)
    first = hold.confirmed_at is None
    day = review_on or clock.today() + timedelta(days=365)
    if not clock.today() < day <= clock.today() + LONGEST_UNTIL_REVIEW:
        raise Refused(Reason.REVIEW_DAY)
    _write_reason(hold, reason, by)
    hold.confirmed_at, hold.confirmed_by_id, hold.review_on = clock.now(), by.staff_id, day
    hold.lift_asked_at = hold.lift_asked_by_id = None
    _no_more_to_do(tie)
    deed = Deed.HOLD_CONFIRMED if first else Deed.HOLD_KEPT
    record(by, deed, parent_id=tie.parent_id, child_id=tie.child_id, review=day.isoformat())


def _write_reason(hold: Hold, words: str, by: By) -> None:
    found = db.session.scalar(select(HoldReason).where(HoldReason.hold_id == hold.id))
    if not words and found is None:
        raise Refused(Reason.REASON_MISSING)
    if len(words) > LONGEST_REASON:
        raise Refused(Reason.REASON_TOO_LONG)
    if not words:
        return
    if found is None:
        found = HoldReason(hold_id=hold.id)
        db.session.add(found)
    found.words, found.at, found.by_id = words, clock.now(), by.staff_id


def _no_more_to_do(tie: Guardianship) -> None:
    for kind in OF_HOLDS:
        off_the_list(kind, tie.parent_id, tie.child_id)


def to_review() -> list[int]:
    """The holds (ids) whose day to look again has come, and nobody is asked yet."""
    tie, child = Guardianship, Child
    query = (
        select(Hold.id)
        .join(tie, tie.id == Hold.tie_id)
        .join(child, child.id == tie.child_id)
        .where(
            STANDS,
            Hold.review_on <= clock.today(),
            tie.no_contact,
            child.roll != OnRoll.LEFT,
            ~_is_asked(TaskKind.REVIEW_HOLD),
        )
        .order_by(Hold.id)
    )
    return list(db.session.scalars(query))


def _is_asked(kind: TaskKind) -> ColumnElement[bool]:
    return exists().where(
        Task.kind == kind,
        Task.parent_id == Guardianship.parent_id,
        Task.child_id == Guardianship.child_id,
        Task.done_at.is_(None),
    )


def ask_to_review(hold_id: int) -> bool:
    """The safeguarding lead is asked to look at this hold again; whether it was still to ask."""
    hold = db.session.get(Hold, hold_id, with_for_update=True)
    if hold is None or hold.lifted_at or not hold.to_look_at:
        return False
    tie = hold.tie
    ask_office(TaskKind.REVIEW_HOLD, parent_id=tie.parent_id, child_id=tie.child_id)
    return True


# -- lifting -------------------------------------------------------------------------------------


def ask_to_lift(tie_id: int, by: By) -> None:
    """The first of the two: a safeguarding lead would lift it. Nothing changes yet. Refuses
    FOR_SAFEGUARDING, NO_HOLD_HERE."""
    _refuse_unless_safeguarding(by)
    tie = find(tie_id)
    hold = _hold_of(tie, by)
    if hold.lift_asked_at:
        return
    hold.lift_asked_at, hold.lift_asked_by_id = clock.now(), by.staff_id
    ask_office(TaskKind.SECOND_TO_LIFT, parent_id=tie.parent_id, child_id=tie.child_id)
    record(by, Deed.LIFT_ASKED, parent_id=tie.parent_id, child_id=tie.child_id)


def take_lift_back(tie_id: int, by: By) -> None:
    """It stays after all: said by either of the two. Refuses FOR_LEADS, NO_HOLD_HERE."""
    _refuse_unless_second(by)
    tie = find(tie_id)
    hold = _hold_of(tie, by)
    if hold.lift_asked_at is None:
        return
    hold.lift_asked_at = hold.lift_asked_by_id = None
    off_the_list(TaskKind.SECOND_TO_LIFT, tie.parent_id, tie.child_id)
    record(by, Deed.LIFT_TAKEN_BACK, parent_id=tie.parent_id, child_id=tie.child_id)


def lift(tie_id: int, by: By) -> None:
    """The second of the two agrees: it is lifted. The tie begins switched off.

    Refuses FOR_LEADS (neither safeguarding lead nor lead), SAME_PERSON (whoever asked cannot be
    the second), NOT_ASKED (nobody asks to lift it any more), NO_HOLD_HERE.
    """
    _refuse_unless_second(by)
    tie = find(tie_id)
    hold = _hold_of(tie, by)
    if hold.lift_asked_at is None:
        raise Refused(Reason.NOT_ASKED)
    if by.staff_id is None or hold.lift_asked_by_id == by.staff_id:
        raise Refused(Reason.SAME_PERSON)
    hold.lifted_at, hold.lifted_by_id = clock.now(), by.staff_id
    tie.no_contact = tie.held = False
    begin_switched_off(tie)
    _no_more_to_do(tie)
    first, child_id = hold.lift_asked_by_id, tie.child_id
    record(by, Deed.HOLD_LIFTED, parent_id=tie.parent_id, child_id=child_id, first=first)


def begin_switched_off(tie: Guardianship) -> None:
    """This adult is not invited, texted or asked to sign until the office says so; about a child in
    care, until a lead does."""
    tie.may_be_invited = tie.may_sign = tie.gets_texts = False
    tie.decided = not tie.child.in_care
    if tie.child.in_care:
        ask_office(TaskKind.IN_CARE, child_id=tie.child_id)


def _has(by: By, *roles: Role) -> bool:
    person = db.session.get(Staff, by.staff_id or 0)
    return person is not None and person.active and person.has(*roles)


def _refuse_unless_safeguarding(by: By) -> None:
    if not _has(by, Role.SAFEGUARDING):
        raise Refused(Reason.FOR_SAFEGUARDING)


def _refuse_unless_second(by: By) -> None:
    if not _has(by, Role.SAFEGUARDING, Role.LEAD):
        raise Refused(Reason.FOR_LEADS)


# -- looking -------------------------------------------------------------------------------------


def standing(tie_ids: list[int]) -> dict[int, Hold]:
    """The hold that stands on each of these ties, with who did what."""
    query = (
        select(Hold)
        .where(Hold.tie_id.in_(tie_ids), STANDS)
        .options(joinedload(Hold.by), joinedload(Hold.confirmed_by), joinedload(Hold.lift_asked_by))
    )
    return {hold.tie_id: hold for hold in db.session.scalars(query)}


def reasons(hold_ids: list[int]) -> dict[int, str]:
    """Why, by hold. For the safeguarding lead's page alone."""
    query = select(HoldReason.hold_id, HoldReason.words).where(HoldReason.hold_id.in_(hold_ids))
    return {hold_id: words for hold_id, words in db.session.execute(query)}


def lift_asked() -> list[Guardianship]:
    """The ties on which lifting is asked for: what the second of the two sees."""
    query = (
        select(Guardianship)
        .join(Hold, Hold.tie_id == Guardianship.id)
        .join(Guardianship.parent)
        .where(STANDS, Hold.lift_asked_at.is_not(None), Guardianship.no_contact)
        .options(joinedload(Guardianship.child), joinedload(Guardianship.parent))
        .order_by(Parent.last_name, Parent.first_name, Guardianship.id)
    )
    return list(db.session.scalars(query))


def is_second_wanted(person: Staff) -> bool:
    """Whether lifting waits for a second person who may be this one."""
    waits = STANDS, Hold.lift_asked_at.is_not(None), Hold.lift_asked_by_id != person.id
    return db.session.scalar(select(Hold.id).where(*waits).limit(1)) is not None


def lifted_lately() -> list[Hold]:
    """What was lifted within a year, newest first, with both who did it."""
    query = (
        select(Hold)
        .where(Hold.lifted_at > clock.now() - LONGEST_UNTIL_REVIEW)
        .options(
            joinedload(Hold.tie).joinedload(Guardianship.child),
            joinedload(Hold.tie).joinedload(Guardianship.parent),
            joinedload(Hold.lift_asked_by),
            joinedload(Hold.lifted_by),
        )
        .order_by(Hold.id.desc())
        .limit(50)
    )
    return list(db.session.scalars(query))
