"""Changing the school's settings: section by section, within bounds, and never over a colleague's.

The settings themselves are in `school`. A section is changed as a whole; `as_seen` names its
settings as somebody saw them, so that of two who change it at once the second is asked. Old and new
stand in the history, and `lately` reads them there.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum
from typing import Any

from sqlalchemy import select

from portal.db import db
from portal.domain.as_shown import fingerprint, refuse_changed
from portal.domain.history import By, Deed, Event, record
from portal.domain.people import Role, Staff
from portal.domain.readers import readers
from portal.domain.rounds import PaidBy, Way
from portal.domain.school import DAY_BEGINS, DAY_ENDS, School, SchoolFacts, as_fact
from portal.languages import ENGLISH, OFFERED
from portal.wording.refusals import Reason, Refused


class Section(StrEnum):
    """What is changed together."""

    SCHOOL = "the school"
    TALKS = "talks"
    TEXTS = "texts"
    CRECHE = "crèche"
    COSTS = "costs"


SETTINGS: dict[Section, tuple[str, ...]] = {
    Section.SCHOOL: (
        *("name", "short_name", "phone", "text_number"),
        *("door", "welcomed_by", "opens", "shuts"),
    ),
    Section.TALKS: (
        *("ways", "slot_minutes", "gap_minutes", "nudge_after_days"),
        *("reminds_early", "reminds_days_before", "reminds_day_before", "reminds_at"),
        "offers_two_hours",
    ),
    Section.TEXTS: (
        *("day_begins", "day_ends", "news_begins", "news_ends"),
        *("tells_met", "thanks_who_came", "pence_per_segment", "languages_off"),
    ),
    Section.CRECHE: (
        *("creche_babies", "creche_twos", "creche_older", "creche_older_6", "creche_adults"),
        *("creche_m2_baby", "creche_m2_two", "creche_m2_older"),
        *("creche_stay", "creche_margin"),
    ),
    Section.COSTS: ("cover_pence_an_hour", "creche_pence", "payers", "payer"),
}
CHANGED_BY: dict[Section, tuple[Role, ...]] = {
    section: (Role.LEAD,) if section == Section.CRECHE else (Role.OFFICE, Role.LEAD)
    for section in Section
}

BOUNDS: dict[str, tuple[Any, Any]] = {
    "slot_minutes": (20, 60),
    "gap_minutes": (0, 10),
    "nudge_after_days": (1, 14),
    "reminds_days_before": (3, 7),
    "reminds_at": (time(12), time(18)),
    "day_begins": (DAY_BEGINS, time(10)),
    "day_ends": (time(19), DAY_ENDS),
    "news_begins": (time(15), time(17)),
    "news_ends": (time(17, 30), time(19)),
    "pence_per_segment": (0, 1000),
    "creche_babies": (1, 3),
    "creche_twos": (1, 5),
    "creche_older": (1, 8),
    "creche_older_6": (1, 13),
    "creche_adults": (2, 10),
    "creche_m2_baby": (3.5, 20),
    "creche_m2_two": (2.5, 20),
    "creche_m2_older": (2.3, 20),
    "creche_stay": (50, 110),
    "creche_margin": (10, 15),
    "cover_pence_an_hour": (0, 50_000),
    "creche_pence": (0, 10_000_000),
}
"""Least and most. Talks, gaps and asking again: design, section 6. The day: nobody is written to
before 08:00 or after 20:00, and eleven hours or more are left to write in; reminders and news end
an hour before the earliest evening. Crèche: the statutory framework for the early years (of 14 July
2025) asks for 1 adult to 3 under two, 5 of two years, 8 older (13 with a level 6 person), and for
3.5, 2.5 and 2.3 m² a child; where a child stays more than two hours a day a crèche must be
registered (gov.uk, registration exemptions), and 110 minutes leave ten to spare. 50 are a talk of
half an hour with ten minutes before and after: texts ask parents to come ten minutes early, so no
less is counted. A school may be safer than this, and no less safe."""
SHORTEST_AFTERNOON = 60
"""Minutes in which news and questions go out, at least."""
LATELY = 10


def as_seen(section: Section, facts: SchoolFacts | School) -> str:
    """Names this section's settings as they are."""
    return fingerprint([as_fact(getattr(facts, name)) for name in SETTINGS[section]])


def change(
    section: Section,
    wanted: Mapping[str, Any],
    by: By,
    seen: str | None = None,
    *,
    sure: bool = False,
) -> None:
    """These are the section's settings from now on; `forget_school` once it is committed. In an
    act. `seen`: the settings as they stood when the change was begun; None: whatever they are.
    `sure`: also where a language that parents read is switched off.

    Refuses SETTING_BOUNDS (`setting`: its name), LANGUAGE_IN_USE (`parents`: how many by tag),
    CHANGED_MEANWHILE.
    """
    row = db.session.scalars(
        select(School).with_for_update().execution_options(populate_existing=True)
    ).one()
    new = {name: as_fact(wanted[name]) for name in SETTINGS[section]}
    refuse(new)
    before = {name: as_fact(getattr(row, name)) for name in new}
    changed = {name: value for name, value in new.items() if value != before[name]}
    if changed:
        refuse_changed(seen, as_seen(section, row))
    if not sure:
        _refuse_in_use(set(new.get("languages_off", ())) - set(before.get("languages_off", ())))
    for name, value in changed.items():
        setattr(row, name, list(value) if isinstance(value, tuple) else value)
    record(
        by,
        Deed.SCHOOL_CHANGED,
        section=section.value,
        changed={name: [_plain(before[name]), _plain(value)] for name, value in changed.items()},
    )


def _plain(value: Any) -> Any:
    """As history keeps it."""
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return list(value) if isinstance(value, tuple) else value


def refuse(new: Mapping[str, Any]) -> None:
    """Refuse SETTING_BOUNDS for the first of these settings that the school cannot choose."""
    for name, value in new.items():
        least, most = BOUNDS.get(name, (value, value))
        if not least <= value <= most:
            raise Refused(Reason.SETTING_BOUNDS, setting=name)
    for name, allowed, least in (
        ("ways", set(Way), 1),
        ("payers", set(PaidBy), 1),
        ("languages_off", OFFERED.keys() - {ENGLISH.tag}, 0),
    ):
        if name in new and (not set(new[name]) <= allowed or len(new[name]) < least):
            raise Refused(Reason.SETTING_BOUNDS, setting=name)
    if "payer" in new and new["payer"] not in new["payers"]:
        raise Refused(Reason.SETTING_BOUNDS, setting="payer")
    if "shuts" in new and new["shuts"] <= new["opens"]:
        raise Refused(Reason.SETTING_BOUNDS, setting="shuts")
    if "news_ends" in new and _minutes(new["news_begins"], new["news_ends"]) < SHORTEST_AFTERNOON:
        raise Refused(Reason.SETTING_BOUNDS, setting="news_ends")
    if "creche_older_6" in new and new["creche_older_6"] < new["creche_older"]:
        raise Refused(Reason.SETTING_BOUNDS, setting="creche_older_6")


def _minutes(begins: time, ends: time) -> int:
    return (ends.hour - begins.hour) * 60 + ends.minute - begins.minute


def _refuse_in_use(switched_off: set[str]) -> None:
    in_use = {tag: count for tag, count in readers().items() if tag in switched_off}
    if in_use:
        raise Refused(Reason.LANGUAGE_IN_USE, parents=in_use)


# -- what was changed ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Changed:
    """One line of history: who changed which settings, each from what to what."""

    at: datetime
    by: str
    settings: dict[str, tuple[Any, Any]]


def lately(section: Section) -> list[Changed]:
    """The last changes of this section, the newest first."""
    query = (
        select(Event.at, Staff.name, Event.about)
        .outerjoin(Staff, Staff.id == Event.by_staff_id)
        .where(
            Event.deed == Deed.SCHOOL_CHANGED,
            Event.about["section"].as_string() == section.value,
        )
        .order_by(Event.id.desc())
        .limit(LATELY)
    )
    found = [
        Changed(at, name or "", {one: (old, new) for one, (old, new) in about["changed"].items()})
        for at, name, about in db.session.execute(query)
        if about
    ]
    return [one for one in found if one.settings]


def has_saved(section: Section) -> bool:
    """Whether somebody has looked through this section and saved it."""
    query = select(Event.id).where(
        Event.deed == Deed.SCHOOL_CHANGED, Event.about["section"].as_string() == section.value
    )
    return db.session.scalar(query.limit(1)) is not None
