"""The made-up school of `portal demo`: Oak Lane Primary, a day after it invited two classes.

Everything comes about through the same verbs as in a real school: the import of the sample export,
the staff list, a round with its cover and crèche, the invitations, and what parents did since.
Days are counted from today. All numbers are from the ranges kept for fiction.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from sqlalchemy import select

from portal import clock
from portal.db import act, db
from portal.domain import (
    accounts,
    booking,
    bookings,
    class_staff,
    contact,
    cover,
    creche_desk,
    dispatch,
    inbox,
    inviting,
    links,
    planning,
)
from portal.domain.booking import Answers
from portal.domain.cover import CoverTimes, Released
from portal.domain.creche import Age, IfFull, LittleOne
from portal.domain.creche_desk import CrechePlan
from portal.domain.history import By, Face
from portal.domain.imports import uploads
from portal.domain.imports.applying import apply
from portal.domain.imports.comparing import plan
from portal.domain.imports.plans import Decisions
from portal.domain.invitations import Invitation
from portal.domain.outbox import TextState
from portal.domain.people import Child, Parent, Role, School, SchoolClass, Staff
from portal.domain.planning import RoundPlan
from portal.domain.rounds import PaidBy, Way
from portal.sms import answer
from portal.spreadsheets.headings import match, match_staff
from portal.spreadsheets.reading import Table, read_table
from portal.spreadsheets.rows import read_rows
from portal.spreadsheets.staff_rows import read_staff_rows

HERE = Path(__file__).parent
PASSWORD = "oak lane demo 1"
STAFF = (
    ("green", "Mrs Green", Role.OFFICE),
    ("okafor", "Mr Okafor", Role.LEAD),
    ("reid", "Ms Reid", Role.SAFEGUARDING),
    ("silva", "Mrs Silva", Role.CRECHE),
)
TUESDAY = 1
FURTHER_THAN_REMINDERS = timedelta(days=6)
"""Talks are at least so far away that even the reminder five days before is still to come."""


def build() -> None:
    """Fill an empty, migrated database. In an app context, not in an act."""
    today = clock.today()
    with _at(today - timedelta(days=8), "10:00"):
        office = _open_school()
        _import_people(office)
        _choose_passwords()
    talks = _days_of_talks(today)
    with _at(today - timedelta(days=1), "15:30"):
        _plan_creches(talks, office)
        _plan_round("Autumn talks, Years 3 and 5", EARLIER_AND_LATER[1], talks, office)
        round_id = _plan_round("Autumn talks, Years 4 and 6", EARLIER_AND_LATER[0], talks, office)
        with act():
            inviting.invite(round_id, office)
        _bring_texts()
    with _at(today - timedelta(days=1), "17:45"):
        for talk in _booked(*talks):
            _book(talk)
        _say_something_else()
        _bring_texts()


def addresses(public_url: str) -> str:
    """What to open first, and with which words one comes in."""
    link = db.session.scalars(
        select(links.TextLink)
        .join(links.TextLink.parent)
        .where(Parent.mis_id == "C002", links.TextLink.dead_at.is_(None))
    ).one()
    return "\n".join(
        (
            f"Parents' phones   {public_url}/phones",
            f"A parent's link   {public_url}/t/{links.token(link.parent_id, link.generation)}",
            "                  Katarzyna Nowak, in Polish; Zofia's birthday is 8 October",
            f"Staff             {public_url}/staff",
            f"                  office: green   teacher: khan   password: {PASSWORD}",
            "                  (lead: okafor, safeguarding lead: reid, crèche lead: silva)",
        )
    )


def _at(day: date, clock_time: str) -> "clock.Showing":
    return clock.showing(clock.at(day, time.fromisoformat(clock_time)))
