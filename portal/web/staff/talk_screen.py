"""What stands on the screen of a talk: its clock, its parts, what waits to be settled.

Only looks; `hold_talk` writes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from portal import clock
from portal.db import db
from portal.domain import agreed, records, sharing, ticks
from portal.domain.agreed import Agreed
from portal.domain.bookings import Booking, BookingState
from portal.domain.people import Child, Parent, Role, Staff
from portal.domain.records import Clash, Conversation, Part, RecordPart
from portal.domain.targets import Target
from portal.domain.ticks import Ticked
from portal.languages import ENGLISH
from portal.wording import dates, starters
from portal.wording.agreements import digest
from portal.wording.reading_back import Here, InTouch
from portal.wording.starters import Topic

STAGES = (
    ("explore", "Explore", 10),
    ("focus", "Focus", 7),
    ("plan", "Plan", 8),
    ("sum-up", "Sum up", 5),
)
HALF_AN_HOUR = 30
MOST = dict.fromkeys((*ticks.ONE_LINE, Part.IN_TOUCH, Part.NEXT_TALK), 120)
MOST |= {Part.INTERPRETER: 60, Part.PRESENT: 60}
"""Characters of the short answers; `records.LONGEST` of all others."""
NAMES = {
    Part.PRESENT: "Who is here",
    Part.INTERPRETER: "The interpreter",
    Part.GOING_WELL: "What is going well",
    Part.WORRIES: "What worries them",
    Part.HOPES: "What they hope for",
    Part.PRIORITY_1: "First priority",
    Part.PRIORITY_2: "Second priority",
    Part.PRIORITY_3: "Third priority",
    Part.PARENT_ONLY: "Only for this parent",
    Part.STAFF_ONLY: "Staff only",
    Part.IN_TOUCH: "How to keep in touch",
    Part.NEXT_TALK: "The next talk",
}


@dataclass(frozen=True)
class Stage:
    """One stage of the talk, and from when to when it fits."""

    anchor: str
    name: str
    begins: datetime
    ends: datetime


def stages(starts: datetime, ends: datetime) -> list[Stage]:
    """The four stages, scaled to the length of the talk; on whole minutes."""
    length, gone, found = (ends - starts) / HALF_AN_HOUR, 0, []
    for anchor, name, minutes in STAGES:
        begins = starts + length * gone
        gone += minutes
        found.append(Stage(anchor, name, _whole(begins), _whole(starts + length * gone)))
    return found


def _whole(moment: datetime) -> datetime:
    return (moment + timedelta(seconds=30)).replace(second=0, microsecond=0)


@dataclass(frozen=True)
class Beside:
    """What somebody wrote over words they had not seen, beside what stands: to be settled. Whose
    is whose, as the reader says it: "Yours", "Miss Khan’s"."""

    clash_id: int
    part: Part
    version: int
    stands: str
    whose_stands: str
    words: str
    whose: str

    @property
    def name(self) -> str:
        return NAMES[self.part]


@dataclass(frozen=True)
class Field:
    """One part on the screen. `was`: by this a form that comes back shows what was changed in
    it. `saved`: when and by whom, in words; empty if nothing stands there yet."""

    part: Part
    words: str
    version: int
    was: str
    saved: str
    most: int
    besides: Sequence[Beside]

    @property
    def ticked(self) -> Ticked:
        return ticks.read(self.part, self.words)


@dataclass(frozen=True)
class Screen:
    """All of it. `on_the_day`: the clock runs. `markable`: the family can be marked as come.
    `beside`: the other parent's booking, where it is one talk with theirs."""

    booking: Booking
    child: Child
    parent: Parent
    record: Conversation | None
    stages: list[Stage]
    now: datetime
    on_the_day: bool
    came: bool
    markable: bool
    fields: Mapping[Part, Field]
    plan: list[Agreed]
    looks_back: bool
    guards: list[str]
    beside: Booking | None
    here: type[Here] = Here
    in_touch: type[InTouch] = InTouch

    def field(self, name: str) -> Field:
        return self.fields[Part(name)]

    @property
    def topics(self) -> list[str]:
        return [starters.topic_name(topic, ENGLISH) for topic in Topic]


def screen(booking: Booking, person: Staff, typed: Mapping[Part, str]) -> Screen:
    """The screen of this talk for this person; `typed`: what could not be saved, to show again."""
    record = records.of_talk(booking.id)
    slot = booking.slot
    return Screen(
        booking=booking,
        child=db.session.get_one(Child, booking.child_id),
        parent=db.session.get_one(Parent, booking.parent_id),
        record=record,
        stages=stages(slot.starts_at, slot.ends_at),
        now=clock.now(),
        on_the_day=slot.day == clock.today(),
        came=booking.state == BookingState.ATTENDED,
        markable=slot.day <= clock.today(),
        fields=_fields(record, person, typed),
        plan=agreed.for_parent(booking.child_id, booking.parent_id, ENGLISH),
        looks_back=_has_older_targets(booking.child_id, record),
        guards=safeguarding_leads(),
        beside=sharing.partner_of(booking),
    )


def _fields(
    record: Conversation | None, person: Staff, typed: Mapping[Part, str]
) -> dict[Part, Field]:
    stand = records.parts_of(record.id) if record else {}
    writers = records.writers_of(record.id) if record else {}
    besides = (
        [beside(one, who, person) for one, who in records.clashes_of(record.id)] if record else []
    )

    def field(part: Part) -> Field:
        row = stand.get(part)
        words = row.words if row else ""
        return Field(
            part=part,
            words=typed.get(part, words),
            version=row.version if row else 0,
            was=digest(words),
            saved=saved_words(row.at, writers.get(part, "")) if row and row.version else "",
            most=MOST.get(part, records.LONGEST),
            besides=[one for one in besides if one.part == part],
        )

    return {part: field(part) for part in Part}


def saved_words(at: datetime, who: str = "") -> str:
    """ "Saved 10:42", and by whom; with the day once that is over."""
    here = clock.local(at)
    day = "" if here.date() == clock.today() else f" on {dates.day_short(here.date(), ENGLISH.tag)}"
    by = f" by {who}" if who else ""
    return f"Saved{day} {dates.time(here.time(), ENGLISH.tag)}{by}"


def beside(clash: Clash, who: str, person: Staff) -> Beside:
    """One clash as this person reads it: what stands, what else was written, whose is whose."""
    query = select(RecordPart).filter_by(conversation_id=clash.conversation_id, part=clash.part)
    stands = db.session.scalars(query).one()
    writer = db.session.get(Staff, stands.staff_id) if stands.staff_id else None
    same = clash.staff_id == stands.staff_id
    return Beside(
        clash_id=clash.id,
        part=clash.part,
        version=stands.version,
        stands=readable(clash.part, stands.words),
        whose_stands=_whose(stands.staff_id, writer.name if writer else "", person),
        words=readable(clash.part, clash.words),
        whose=_whose(clash.staff_id, who, person) + (", in another window" if same else ""),
    )


def _whose(staff_id: int | None, name: str, person: Staff) -> str:
    return "Yours" if staff_id == person.id else f"{name or 'A colleague'}’s"


def readable(part: Part, words: str) -> str:
    """The words of a part as a person reads them: ticks and days in one line."""
    if part not in (*ticks.CHOICES, Part.NEXT_TALK):
        return words
    said = ticks.read(part, words)
    day = [dates.day(said.day, ENGLISH.tag)] if said.day else []
    return ", ".join([*said.choices, *day, *([said.words] if said.words else [])])


def _has_older_targets(child_id: int, record: Conversation | None) -> bool:
    """Whether there are targets from before this talk to look back at."""
    query = select(Target.id).where(Target.child_id == child_id, Target.ended_at.is_(None))
    if record is not None:
        query = query.where(Target.conversation_id.is_distinct_from(record.id))
    return db.session.scalar(query.limit(1)) is not None


def safeguarding_leads() -> list[str]:
    """Whom to tell when a child may not be safe, by name."""
    people = db.session.scalars(select(Staff).where(Staff.active).order_by(Staff.name))
    return [one.name for one in people if one.has(Role.SAFEGUARDING)]
