"""The school's people: children, parents, the ties between them, and staff.

Tables, and the lookups through which each person may find others. The school itself is in
`school`; who may be reached, and why not, is in `reaching`; text links are in `links`, imports in
`imports`.
"""

from collections.abc import Collection
from datetime import datetime, time
from enum import StrEnum

from sqlalchemy import (
    JSON,
    ColumnElement,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Base, db
from portal.domain.history import named
from portal.domain.school import School as School
from portal.domain.school import forget_school as forget_school
from portal.domain.school import school as school


class SchoolClass(Base):
    __tablename__ = "school_class"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(60), unique=True)
    year: Mapped[str] = mapped_column(String(20), default="")
    year_order: Mapped[int] = mapped_column(default=0)
    key_teacher_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))


class Sex(StrEnum):
    """Chooses the grammar of a sentence in languages that need it, nothing else."""

    GIRL = "girl"
    BOY = "boy"
    NOT_GIVEN = "not given"


class OnRoll(StrEnum):
    """on_roll -> missing (not in the last import) -> left (the office said so) | on_roll."""

    ON_ROLL = "on roll"
    MISSING = "missing"
    LEFT = "left"


class Child(Base):
    __tablename__ = "child"

    id: Mapped[int] = mapped_column(primary_key=True)
    mis_id: Mapped[str | None] = mapped_column(String(40), unique=True)
    """The child's number in the school's records: what an import knows the child by."""
    upn: Mapped[str | None] = mapped_column(String(13), unique=True)
    """The unique pupil number: only knows the child again in an import, and is never shown."""
    first_name: Mapped[str] = mapped_column(String(60))
    last_name: Mapped[str] = mapped_column(String(60))
    sex: Mapped[Sex] = mapped_column(named(Sex), default=Sex.NOT_GIVEN)
    birth_day: Mapped[int | None]
    birth_month: Mapped[int | None]
    """Day and month only: the check on a parent's phone. The year is never kept."""
    class_id: Mapped[int | None] = mapped_column(ForeignKey("school_class.id"), index=True)
    own_key_teacher_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    """Set where the child's key teacher is not the class's."""
    in_care: Mapped[bool] = mapped_column(default=False)
    roll: Mapped[OnRoll] = mapped_column(named(OnRoll), default=OnRoll.ON_ROLL)

    school_class: Mapped[SchoolClass | None] = relationship()

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}"


class NumberState(StrEnum):
    """What we know of a parent's mobile number.

    good -> wrong (they said so, or the carrier) -> good (a new number)
    good -> held (two people with one number, or one who must not be contacted) -> good
    landline: never texted
    """

    GOOD = "good"
    WRONG = "wrong"
    HELD = "held"
    LANDLINE = "landline"


class Parent(Base):
    """Anyone with care of, or responsibility for, a child."""

    __tablename__ = "parent"

    id: Mapped[int] = mapped_column(primary_key=True)
    mis_id: Mapped[str | None] = mapped_column(String(40), unique=True)
    title: Mapped[str] = mapped_column(String(20), default="")
    first_name: Mapped[str] = mapped_column(String(60))
    last_name: Mapped[str] = mapped_column(String(60))
    number: Mapped[str | None] = mapped_column(String(20), index=True)
    """E.164."""
    number_in_file: Mapped[str | None] = mapped_column(String(20))
    """As the last import had it: only a number that is another in the file is news."""
    number_state: Mapped[NumberState] = mapped_column(named(NumberState), default=NumberState.GOOD)
    number_confirmed_at: Mapped[datetime | None]
    """When somebody last said on this phone "this is my child's school"."""
    number_seen_at: Mapped[datetime | None]
    """About when their page was last opened: written once a day (`number_checks`)."""
    number_asked_at: Mapped[datetime | None]
    """Since when we wait to hear whether the number is still theirs (`number_checks`)."""
    safe_number_at: Mapped[datetime | None]
    """When they chose this number as the one that is safe: no import changes it (`safe_number`)."""
    safe_from: Mapped[time | None]
    safe_until: Mapped[time | None]
    """The hours of the day in which a text is safe; both or neither (`safe`)."""
    ring_only_at: Mapped[datetime | None]
    """They want to be rung, and no texts."""
    reminders_off_at: Mapped[datetime | None]
    language: Mapped[str | None] = mapped_column(String(20))
    """BCP 47 tag, one of those offered; None while unknown."""
    language_chosen: Mapped[bool] = mapped_column(default=False)
    """The parent, or the office for them, chose it: an import never changes it."""
    likely_language: Mapped[str | None] = mapped_column(String(20))
    """What the import suggests, offered or not."""
    interpreter: Mapped[bool] = mapped_column(default=False)
    opted_out_at: Mapped[datetime | None]
    news_off_at: Mapped[datetime | None]
    """They want no good news by text; it still stands on their page."""
    ideas_on_at: Mapped[datetime | None]
    """They want a five-minute idea each week."""
    missing: Mapped[bool] = mapped_column(default=False)
    """Not in the last import: no texts until the office decides."""

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


def whole_parent(parent_id: int) -> Parent:
    """This parent with every column, also where only some were read before."""
    return db.session.get_one(Parent, parent_id, populate_existing=True)


class Responsibility(StrEnum):
    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Guardianship(Base):
    """The tie between a parent and a child, and what it allows.

    Being in the school's file invites nobody: `may_be_invited` and `gets_texts` begin as the
    design's section on people says (`starting_rights`), and after that belong to the office.
    `no_contact` is the hardest rule of the portal: nothing goes to, or speaks of, that person.
    `held` is its waiting room: a court-order mark from an import that nobody has looked at yet.
    """

    __tablename__ = "guardianship"
    __table_args__ = (UniqueConstraint("child_id", "parent_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    child_id: Mapped[int] = mapped_column(ForeignKey("child.id"), index=True)
    parent_id: Mapped[int] = mapped_column(ForeignKey("parent.id"), index=True)
    relationship_: Mapped[str] = mapped_column("relationship", String(40), default="")
    responsibility: Mapped[Responsibility] = mapped_column(
        named(Responsibility), default=Responsibility.UNKNOWN
    )
    priority: Mapped[int | None]
    may_be_invited: Mapped[bool] = mapped_column(default=False)
    may_sign: Mapped[bool] = mapped_column(default=False)
    gets_texts: Mapped[bool] = mapped_column(default=False)
    no_contact: Mapped[bool] = mapped_column(default=False)
    held: Mapped[bool] = mapped_column(default=False)
    decided: Mapped[bool] = mapped_column(default=False)
    """The office has decided about this tie: an import never changes it again."""
    court_order: Mapped[bool] = mapped_column(default=False)
    """The last import had a court-order mark here: only a mark that was not there is news."""
    missing: Mapped[bool] = mapped_column(default=False)

    child: Mapped[Child] = relationship()
    parent: Mapped[Parent] = relationship()


class Role(StrEnum):
    OFFICE = "office"
    TEACHER = "teacher"
    LEAD = "lead"
    SAFEGUARDING = "safeguarding lead"
    CRECHE = "crèche lead"


class Staff(Base):
    """Someone who signs in. `name` is how parents know them: "Miss Khan"."""

    __tablename__ = "staff"

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(60))
    roles: Mapped[list[str]] = mapped_column(JSON, default=list)
    number: Mapped[str | None] = mapped_column(String(20))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    active: Mapped[bool] = mapped_column(default=True)
    invite_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    """SHA-256 of the one-time link with which a password is chosen."""
    invite_until: Mapped[datetime | None]
    failed_sign_ins: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
    generation: Mapped[int] = mapped_column(default=0)
    """Raised by a new password or a suspension: every older sign-in ends."""

    def has(self, *roles: Role) -> bool:
        return any(role.value in self.roles for role in roles)


class ClassStaff(Base):
    """Another member of staff who teaches or helps in a class."""

    __tablename__ = "class_staff"
    __table_args__ = (UniqueConstraint("class_id", "staff_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    class_id: Mapped[int] = mapped_column(ForeignKey("school_class.id"))
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)


Index("child_by_name", Child.last_name, Child.first_name)
ASKED = Parent.number_asked_at.is_not(None)
Index("parent_asked", Parent.number_asked_at, sqlite_where=ASKED, postgresql_where=ASKED)


def ties_of(parent_id: int) -> list[Guardianship]:
    """The children this parent may see, eldest tie first: the parent's own way to find a child."""
    query = (
        select(Guardianship)
        .join(Guardianship.child)
        .where(
            Guardianship.parent_id == parent_id,
            ~Guardianship.no_contact,
            ~Guardianship.held,
            Child.roll != OnRoll.LEFT,
        )
        .order_by(Guardianship.id)
    )
    return list(db.session.scalars(query))


def key_teacher_id(child: Child) -> int | None:
    """The teacher who knows this child best: the child's own, or else the class's."""
    if child.own_key_teacher_id:
        return child.own_key_teacher_id
    return child.school_class.key_teacher_id if child.school_class else None


def key_teacher_is(staff_id: int) -> ColumnElement[bool]:
    """Whether this is the `key_teacher_id` of a `Child`; in a query that joins the child's
    `SchoolClass` by an outer join."""
    of_class = Child.own_key_teacher_id.is_(None) & (SchoolClass.key_teacher_id == staff_id)
    return or_(Child.own_key_teacher_id == staff_id, of_class).is_(True)


def starting_rights(responsibility: Responsibility, *, in_care: bool, held: bool) -> bool:
    """Whether a new tie begins switched on (invited, signs, gets texts) as the school's rule says;
    the office may decide otherwise.

    Parental responsibility: on. Anyone else: off until the office says yes. A child in care:
    nobody, until a lead has named who.
    """
    return responsibility == Responsibility.YES and not in_care and not held


def lock_child(child_id: int) -> Child:
    """This child, locked. In an act. Whatever is done with what is agreed about a child begins with
    this, so that all of it is done one after the other, and in one order of locks. Rows that only
    point at the child need not wait."""
    query = select(Child).where(Child.id == child_id).with_for_update(key_share=True)
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def taught_by(staff_id: int) -> ColumnElement[bool]:
    """Whether this person teaches or helps in the class of a `Child`, or is the child's own key
    teacher; in a query that joins the child's `SchoolClass` by an outer join."""
    return or_(
        Child.own_key_teacher_id == staff_id,
        SchoolClass.key_teacher_id == staff_id,
        SchoolClass.id.in_(select(ClassStaff.class_id).where(ClassStaff.staff_id == staff_id)),
    )


def lock_parents_of(child_ids: Collection[int]) -> None:
    """The parents of these children, locked: what is planned for their phones is planned one after
    the other. In an act, after the children."""
    of_them = select(Guardianship.parent_id).where(Guardianship.child_id.in_(child_ids))
    query = select(Parent.id).where(Parent.id.in_(of_them)).order_by(Parent.id)
    db.session.execute(query.with_for_update(key_share=True)).all()


def teacher_of(child: Child) -> tuple[int | None, str]:
    """Who sees to this child: the key teacher (id) and the name, or the school's name."""
    staff_id = key_teacher_id(child)
    found = db.session.get(Staff, staff_id) if staff_id else None
    return staff_id, found.name if found else school().short_name
