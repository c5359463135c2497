"""The school's own settings: one row, and the facts that pages, texts and rules read from it.

What may be chosen, and how it is changed, is in `school_settings`; how long things are kept, in
`keeping`; the closed days, in `school_days`. A setting is read where it is needed, never copied:
what is changed counts everywhere ten seconds later at the latest.
"""

from dataclasses import dataclass
from datetime import time
from typing import Any

from sqlalchemy import JSON, String, select
from sqlalchemy.orm import Mapped, mapped_column

from portal import clock
from portal.db import Base, db
from portal.domain.history import named
from portal.languages import ENGLISH, OFFERED, Language
from portal.wording.doors import Door

PENCE_PER_SEGMENT = 4.0
"""What a segment costs until the school says otherwise: a common price for a text in bulk."""
DAY_BEGINS, DAY_ENDS = time(8), time(20)
"""The longest day: no school writes of its own accord before 08:00 or after 20:00 (design, section
7). It may begin later and end sooner."""
IN_PERSON, NO_COST = "in person", "no cost"
"""Values of `rounds.Way` and `rounds.PaidBy`, which know this room and not the other way round."""


class School(Base):
    """The one school of this database, and its own settings."""

    __tablename__ = "school"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    short_name: Mapped[str] = mapped_column(String(20))
    """How the school signs its texts."""
    phone: Mapped[str] = mapped_column(String(20))
    """The office's number, as families dial it."""
    door: Mapped[Door] = mapped_column(named(Door), default=Door.MAIN_DOOR)
    """Which door to come to."""
    welcomed_by: Mapped[str] = mapped_column(String(60), default="")
    """Who meets parents at the door; may be empty."""
    pence_per_segment: Mapped[float] = mapped_column(default=PENCE_PER_SEGMENT)
    text_number: Mapped[str] = mapped_column(String(20), default="")
    """The number texts come from, as families dial it; may be empty."""
    opens: Mapped[time] = mapped_column(default=time(8))
    shuts: Mapped[time] = mapped_column(default=time(16))
    """When somebody is in the office on a school day."""
    tells_met: Mapped[bool] = mapped_column(default=True)
    """Families get good news by itself when a target is met."""
    thanks_who_came: Mapped[bool] = mapped_column(default=False)
    """A parent who came to a talk is thanked by itself."""
    invite_level: Mapped[int] = mapped_column(default=3)
    """From how many points on the school suggests inviting a child's parents: `barrier_rules`."""

    ways: Mapped[list[str]] = mapped_column(JSON, default=lambda: [IN_PERSON])
    """How parents can meet the teacher (`rounds.Way`) in a round that says nothing else."""
    slot_minutes: Mapped[int] = mapped_column(default=30)
    gap_minutes: Mapped[int] = mapped_column(default=0)
    nudge_after_days: Mapped[int] = mapped_column(default=3)
    """What a new round begins with."""
    reminds_early: Mapped[bool] = mapped_column(default=True)
    reminds_days_before: Mapped[int] = mapped_column(default=5)
    reminds_day_before: Mapped[bool] = mapped_column(default=True)
    reminds_at: Mapped[time] = mapped_column(default=time(17))
    """From this time on, on either of those days."""
    offers_two_hours: Mapped[bool] = mapped_column(default=True)
    """Parents can ask for one more text two hours before."""

    day_begins: Mapped[time] = mapped_column(default=DAY_BEGINS)
    day_ends: Mapped[time] = mapped_column(default=DAY_ENDS)
    """Quiet hours bind what the school starts: nothing before, and nothing from then on."""
    news_begins: Mapped[time] = mapped_column(default=time(15, 30))
    news_ends: Mapped[time] = mapped_column(default=time(18, 30))
    """When families have time for news and questions, Monday to Friday."""
    languages_off: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Languages with a catalogue that nobody can choose here; English never stands among them."""

    creche_babies: Mapped[int] = mapped_column(default=3)
    creche_twos: Mapped[int] = mapped_column(default=5)
    creche_older: Mapped[int] = mapped_column(default=8)
    creche_older_6: Mapped[int] = mapped_column(default=13)
    creche_adults: Mapped[int] = mapped_column(default=2)
    creche_m2_baby: Mapped[float] = mapped_column(default=3.5)
    creche_m2_two: Mapped[float] = mapped_column(default=2.5)
    creche_m2_older: Mapped[float] = mapped_column(default=2.3)
    creche_stay: Mapped[int] = mapped_column(default=110)
    creche_margin: Mapped[int] = mapped_column(default=10)
    """What is safe in the crèche: `creche.Rule`."""

    cover_pence_an_hour: Mapped[int] = mapped_column(default=0)
    """What an hour of cover costs, where nobody has written another cost; 0: nobody knows."""
    creche_pence: Mapped[int] = mapped_column(default=0)
    """What a new crèche session begins with."""
    payers: Mapped[list[str]] = mapped_column(
        JSON, default=lambda: ["school budget", "pupil premium", "other grant", NO_COST]
    )
    """The budgets (`rounds.PaidBy`) that can be chosen."""
    payer: Mapped[str] = mapped_column(String(60), default=NO_COST)
    """Which of them is chosen at first."""

    set_up_later: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Steps of the first-start guide that somebody put off: `first_steps`."""


@dataclass(frozen=True)
class SchoolFacts:
    """The settings as everybody reads them, never stale for more than ten seconds. What each is, is
    said at its column in `School`."""

    name: str
    short_name: str
    phone: str
    door: Door = Door.MAIN_DOOR
    welcomed_by: str = ""
    text_number: str = ""
    opens: time = time(8)
    shuts: time = time(16)
    ways: tuple[str, ...] = (IN_PERSON,)
    slot_minutes: int = 30
    gap_minutes: int = 0
    nudge_after_days: int = 3
    reminds_early: bool = True
    reminds_days_before: int = 5
    reminds_day_before: bool = True
    reminds_at: time = time(17)
    offers_two_hours: bool = True
    pence_per_segment: float = PENCE_PER_SEGMENT
    day_begins: time = DAY_BEGINS
    day_ends: time = DAY_ENDS
    news_begins: time = time(15, 30)
    news_ends: time = time(18, 30)
    tells_met: bool = True
    thanks_who_came: bool = False
    languages_off: tuple[str, ...] = ()
    creche_babies: int = 3
    creche_twos: int = 5
    creche_older: int = 8
    creche_older_6: int = 13
    creche_adults: int = 2
    creche_m2_baby: float = 3.5
    creche_m2_two: float = 2.5
    creche_m2_older: float = 2.3
    creche_stay: int = 110
    creche_margin: int = 10
    cover_pence_an_hour: int = 0
    creche_pence: int = 0
    payers: tuple[str, ...] = ("school budget", "pupil premium", "other grant", NO_COST)
    payer: str = NO_COST

    @property
    def languages(self) -> dict[str, Language]:
        """The languages that parents can choose, by tag."""
        return {tag: own for tag, own in OFFERED.items() if self.offers(tag)}

    def offers(self, tag: str | None) -> bool:
        """Whether a parent can choose this language. Who has chosen it already keeps it."""
        return tag in OFFERED and (tag == ENGLISH.tag or tag not in self.languages_off)


FACTS = tuple(SchoolFacts.__dataclass_fields__)

_kept: tuple[float, SchoolFacts] | None = None


def school() -> SchoolFacts:
    """The school's settings, kept in memory for ten seconds: every page and every text needs
    them."""
    global _kept
    if _kept is None or clock.ticks() - _kept[0] > 10:
        keep_in_mind(_read())
    assert _kept is not None
    return _kept[1]


def _read() -> SchoolFacts:
    row = db.session.execute(select(*(getattr(School, name) for name in FACTS))).one()
    return SchoolFacts(**{name: as_fact(value) for name, value in row._mapping.items()})


def as_fact(value: Any) -> Any:
    """A column's value as it stands among the facts, which nobody can change."""
    return tuple(value) if isinstance(value, list) else value


def keep_in_mind(facts: SchoolFacts) -> None:
    """These are the settings for the next ten seconds."""
    global _kept
    _kept = clock.ticks(), facts


def forget_school() -> None:
    """The school's settings have changed: read them again."""
    global _kept
    _kept = None
