"""The crèche: sessions, places, and the rule of how many little ones are safe.

Capacity is counted per quarter of an hour over each child's stay, so that talks may overlap.
The usual numbers are those of the early years framework, taken as a floor although a crèche of
under two hours a child is outside registration: 3 under-twos, 5 two-year-olds or 8 older children
to an adult (13 with a level 6 person), never fewer than two adults; 3.5, 2.5 and 2.3 m² a child. A
lead may choose safer ones (`school_settings`), which count from then on for every new place.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal import clock
from portal.db import Base, db
from portal.domain.history import named
from portal.domain.rounds import PaidBy
from portal.domain.school import SchoolFacts, school

SLICE = timedelta(minutes=15)
LONGEST_NAME = 40
"""Letters of a little one's first name."""


class Age(StrEnum):
    """A little one's age on the day."""

    UNDER_1 = "under 1"
    ONE = "1"
    TWO = "2"
    THREE_FOUR = "3 to 4"
    FIVE_SEVEN = "5 to 7"


BABIES = frozenset({Age.UNDER_1, Age.ONE})


class CrecheSession(Base):
    """One crèche, from-to in one room, with the staff on duty by qualification."""

    __tablename__ = "creche_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(ForeignKey("day.day"), index=True)
    begins: Mapped[time]
    ends: Mapped[time]
    room: Mapped[str] = mapped_column(String(40))
    area_m2: Mapped[float]
    """Floor that little ones can use, in square metres."""
    staff_level_6: Mapped[int] = mapped_column(default=0)
    staff_level_3: Mapped[int] = mapped_column(default=0)
    staff_level_2: Mapped[int] = mapped_column(default=0)
    staff_other: Mapped[int] = mapped_column(default=0)
    cost_pence: Mapped[int] = mapped_column(default=0)
    paid_by: Mapped[PaidBy] = mapped_column(named(PaidBy), default=PaidBy.NONE)
    off_at: Mapped[datetime | None]
    """It cannot open after all, since then."""

    @property
    def adults(self) -> int:
        return self.staff_level_6 + self.staff_level_3 + self.staff_level_2 + self.staff_other

    @property
    def opens_at(self) -> datetime:
        return clock.at(self.day, self.begins)

    @property
    def shuts_at(self) -> datetime:
        return clock.at(self.day, self.ends)


class PlaceState(StrEnum):
    """waiting -> offered (kept for them until `offered_until`) -> taken | waiting

    taken | waiting -> given up (with the talk, or when a hold ran out) -> taken | waiting

    taken | waiting -> cancelled (the parent took the child off the list)
    waiting -> taken (the office added it) · taken -> withdrawn (by the office, with a reason)
    """

    TAKEN = "taken"
    WAITING = "waiting"
    OFFERED = "offered"
    GIVEN_UP = "given up"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"


class CrechePlace(Base):
    """One little one's place during one talk. First name only, no surname, no date of birth.

    `health`: allergy, medicine or need in the parent's words; "" means asked and none; None means
    not asked yet. Deleted seven days after the session, like `comfort`.
    """

    __tablename__ = "creche_place"

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("creche_session.id"), index=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id"), index=True)
    parent_id: Mapped[int] = mapped_column(ForeignKey("parent.id"), index=True)
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    age: Mapped[Age] = mapped_column(named(Age))
    health: Mapped[str | None] = mapped_column(Text)
    nappies: Mapped[bool] = mapped_column(default=False)
    comfort: Mapped[str] = mapped_column(String(100), default="")
    speaks: Mapped[str] = mapped_column(String(40), default="")
    collected_by: Mapped[str] = mapped_column(String(60), default="")
    """Empty: the parent in the talk."""
    state: Mapped[PlaceState] = mapped_column(named(PlaceState), default=PlaceState.TAKEN)
    stays_from: Mapped[datetime]
    stays_to: Mapped[datetime]
    made_at: Mapped[datetime]
    offered_at: Mapped[datetime | None]
    offered_until: Mapped[datetime | None]
    waited: Mapped[bool] = mapped_column(default=False)
    """Of one that was given up: whether it was only waited for then."""
    reason: Mapped[str | None] = mapped_column(String(100))
    """Why the office withdrew it."""

    session: Mapped[CrecheSession] = relationship()

    @property
    def unnamed(self) -> bool:
        """By text nobody gives names: then the name is the little one's number."""
        return self.name.isdigit()


Index(
    "place_taken",
    CrechePlace.session_id,
    sqlite_where=CrechePlace.state == PlaceState.TAKEN,
    postgresql_where=CrechePlace.state == PlaceState.TAKEN,
)


KEPT = (PlaceState.TAKEN, PlaceState.OFFERED)
"""Counts as there: nobody else can have it."""
WAITING = (PlaceState.WAITING, PlaceState.OFFERED)
"""Not sure yet."""


@dataclass(frozen=True)
class LittleOne:
    """What a parent tells us about one little one. `health` None: not asked, or keep what is
    stored; "" none. `adds`: what there is besides what is stored. `place_id`: the place that these
    words are about, of a little one whose name was put right."""

    name: str
    age: Age
    health: str | None = None
    nappies: bool = False
    comfort: str = ""
    speaks: str = ""
    collected_by: str = ""
    adds: str = ""
    place_id: int = 0


class IfFull(StrEnum):
    """What to do when no place is left."""

    REFUSE = "refuse"
    WAIT = "wait"
    BRING = "bring"
    """A talk that moves: they bring their little ones along to it, and need no place."""


@dataclass(frozen=True)
class Stay:
    """Who is in the crèche from when to when. `who` names the child, so that one child of two
    talks in a row is counted once."""

    who: tuple[int, str]
    age: Age
    begins: datetime
    ends: datetime


def adults_needed(ages: Iterable[Age], *, level_6: bool, facts: SchoolFacts | None = None) -> int:
    """How many adults these little ones need at the same moment; 0 for none. `facts`, here and
    below: settings to try out; otherwise the school's own count."""
    rule = facts or school()
    counted = list(ages)
    if not counted:
        return 0
    older = rule.creche_older_6 if level_6 else rule.creche_older
    to_one = {Age.TWO: rule.creche_twos} | {baby: rule.creche_babies for baby in BABIES}
    share = sum((Decimal(1) / to_one.get(age, older) for age in counted), Decimal(0))
    # A third three times over must be one, not a hair more.
    whole = int(share.quantize(Decimal("0.000001")).to_integral_value(ROUND_CEILING))
    return max(rule.creche_adults, whole)


def area_needed(ages: Iterable[Age], facts: SchoolFacts | None = None) -> Decimal:
    """The floor in m² these little ones need at the same moment."""
    rule = facts or school()
    each = {Age.TWO: rule.creche_m2_two} | {baby: rule.creche_m2_baby for baby in BABIES}
    return sum((Decimal(str(each.get(age, rule.creche_m2_older))) for age in ages), Decimal(0))


def slices(session: CrecheSession) -> list[datetime]:
    """The beginnings of the session's quarters of an hour."""
    begin, shuts = session.opens_at, session.shuts_at
    return [begin + SLICE * n for n in range(-(-(shuts - begin) // SLICE))]


def ages_at(moment: datetime, stays: Iterable[Stay]) -> list[Age]:
    """The ages of those present at any time in the quarter of an hour from `moment`."""
    present = {
        stay.who: stay.age for stay in stays if stay.begins < moment + SLICE and stay.ends > moment
    }
    return list(present.values())


def is_enough(session: CrecheSession, ages: list[Age], facts: SchoolFacts | None = None) -> bool:
    """Whether staff and floor are enough for these little ones at the same moment."""
    needed = adults_needed(ages, level_6=session.staff_level_6 > 0, facts=facts)
    floor = Decimal(str(session.area_m2))
    return needed <= session.adults and area_needed(ages, facts) <= floor


def unsafe_quarters(
    session: CrecheSession, stays: list[Stay], facts: SchoolFacts | None = None
) -> list[datetime]:
    """The quarters of an hour in which staff or floor are not enough."""
    return [
        moment
        for moment in slices(session)
        if not is_enough(session, ages_at(moment, stays), facts)
    ]


def is_safe(session: CrecheSession, stays: list[Stay]) -> bool:
    """Whether staff and floor are enough in every quarter of an hour."""
    return not unsafe_quarters(session, stays)


def stay_for(
    session: CrecheSession, starts: datetime, ends: datetime
) -> tuple[datetime, datetime] | None:
    """When a little one would come and go for a talk, some minutes before and after it, or None if
    the crèche is shut during it."""
    margin = timedelta(minutes=school().creche_margin)
    if session.off_at or starts < session.opens_at or ends > session.shuts_at:
        return None
    return max(session.opens_at, starts - margin), min(session.shuts_at, ends + margin)


def who(place: CrechePlace | LittleOne, parent_id: int) -> tuple[int, str]:
    """Which little one this is: one of two talks of a parent's is the same by name."""
    return parent_id, place.name.strip().casefold()


def as_stay(place: CrechePlace) -> Stay:
    """A place as the rule counts it."""
    return Stay(who(place, place.parent_id), place.age, place.stays_from, place.stays_to)


def stays_in(session_id: int) -> list[Stay]:
    """All places taken in a session."""
    query = select(CrechePlace).where(
        CrechePlace.session_id == session_id, CrechePlace.state.in_(KEPT)
    )
    return [as_stay(place) for place in db.session.scalars(query)]


def time_inside(stays: Iterable[tuple[datetime, datetime]]) -> timedelta:
    """The length of these stays together, counting time that two of them share once."""
    total, until = timedelta(0), None
    for begins, ends in sorted(stays):
        if until is None or begins > until:
            total, until = total + (ends - begins), ends
        elif ends > until:
            total, until = total + (ends - until), ends
    return total
