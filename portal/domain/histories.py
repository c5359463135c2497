"""A child's, a parent's and a colleague's history, for leads: page by page, the newest first.

Only looks. Nothing here names a parent whom nobody but the safeguarding lead may speak of, nor says
that contact was held; the safeguarding lead reads all. Who asked for a change in what was agreed is
told to nobody (`changes_wanted`). Lines are written by `history`, and the database lets nobody
change them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select, union
from sqlalchemy.orm import aliased

from portal.db import db
from portal.domain import guarding, story
from portal.domain.history import Deed, Event, Face
from portal.domain.people import Child, Guardianship, Parent, Role, Staff
from portal.domain.reaching import seen

A_PAGE = 50
OF_HOLDS = frozenset({Deed.CONTACT_HELD, *story.OF_HOLDS})
"""Deeds that say that contact is barred or held: for the safeguarding lead alone."""
NAMELESS = frozenset({Deed.CHANGE_WANTED})
"""Deeds of which nobody reads who did them."""


class About(StrEnum):
    """What a line of history is about: the kinds that a reader may choose from. `REST` is whatever
    stands in none of the others."""

    TALKS = "talks"
    MESSAGES = "messages"
    PLANS = "plans"
    NEWS = "news"
    PEOPLE = "people"
    SIGNING_IN = "signing-in"
    REST = "rest"


KINDS: dict[About, frozenset[Deed]] = {
    About.TALKS: frozenset(
        {
            Deed.INVITED,
            Deed.DECLINED,
            Deed.CALL_ASKED,
            Deed.HELD,
            Deed.BOOKED,
            Deed.CONFIRMED_COMING,
            Deed.MOVED,
            Deed.MOVE_ASKED,
            Deed.MOVE_DECLINED,
            Deed.MOVE_ASKED_NO_MORE,
            Deed.UNDONE,
            Deed.ANSWERS_CHANGED,
            Deed.CANCELLED,
            Deed.CANCEL_UNDONE,
            Deed.ONE_TALK,
            Deed.TWO_TALKS,
            Deed.ATTENDED,
            Deed.MISSED,
            Deed.MARK_TAKEN_BACK,
            Deed.NOTED,
            Deed.PLACE_ADDED,
            Deed.PLACE_WITHDRAWN,
            Deed.PLACE_OFFERED,
            Deed.WAITS_FOR_TIME,
            Deed.WAITS_NO_MORE,
            Deed.TIME_OFFERED,
            Deed.OFFER_PASSED,
            Deed.WISHED,
            Deed.NO_WISH,
            Deed.LETTER_GIVEN,
            Deed.NEED_TAKEN,
            Deed.NEED_ARRANGED,
            Deed.NEED_CANNOT,
            Deed.NEED_ASKED_AGAIN,
            Deed.NEED_OVER,
            *story.OF_HELP,
        }
    ),
    About.MESSAGES: frozenset(
        {
            *story.OF_THREADS,
            Deed.TALK_ASKED,
            *story.OF_TASKS,
            Deed.LINK_CONFIRMED,
            Deed.LINK_SENT,
            Deed.WRONG_PERSON,
            Deed.LANGUAGE_CHOSEN,
            Deed.TEXTS_STOPPED,
            Deed.TEXTS_STARTED,
            Deed.BIRTHDAY_ASKED,
            Deed.RING_ONLY,
            Deed.REMINDERS_STOPPED,
            Deed.REMINDERS_STARTED,
            Deed.SAFE_HOURS_CHANGED,
            Deed.SAFE_NUMBER_CHOSEN,
            Deed.PHONES_FORGOTTEN,
            Deed.NUMBER_ASKED,
            Deed.NUMBER_CONFIRMED,
            Deed.NUMBER_CHANGED,
            Deed.DOUBT_SETTLED,
            Deed.CALLER_KNEW,
            Deed.CALLER_NOT_KNEW,
            Deed.CALLER_RUNG_BACK,
            Deed.CALLER_KNOWN,
            Deed.CALLER_NOT_LISTED,
        }
    ),
    About.PLANS: frozenset(
        {*story.OF_RECORDS, Deed.WORD_ADDED, Deed.WORD_WITHDRAWN, Deed.SENTENCES_TYPED}
    ),
    About.NEWS: frozenset(
        {
            Deed.NEWS_SENT,
            Deed.NEWS_TAKEN_BACK,
            Deed.NEWS_ANSWERED,
            Deed.NEWS_STOPPED,
            Deed.NEWS_STARTED,
            Deed.IDEAS_STOPPED,
            Deed.IDEAS_STARTED,
            Deed.IDEA_DONE,
            Deed.WORRY_TOLD,
            Deed.WORRY_TAKEN_BACK,
        }
    ),
    About.PEOPLE: frozenset(
        {
            *OF_HOLDS,
            Deed.CARE_DECIDED,
            Deed.TIE_CHANGED,
            Deed.IMPORTED,
            Deed.LEFT,
            Deed.FILE_TAKEN,
            Deed.ERASED,
            Deed.BARRIERS_CHANGED,
            Deed.BARRIERS_SEEN,
            Deed.BARRIER_NOTED,
            Deed.PICKED,
            Deed.UNPICKED,
        }
    ),
    About.SIGNING_IN: frozenset(
        {
            Deed.SIGNED_IN,
            Deed.SIGN_IN_FAILED,
            Deed.STAFF_INVITED,
            Deed.STAFF_CHANGED,
            Deed.PASSWORD_CHOSEN,
            Deed.STEP_SET_UP,
            Deed.STEP_PASSED,
            Deed.STEP_FAILED,
            Deed.STEP_RESET,
            Deed.DEVICE_FORGOTTEN,
            Deed.SIGNED_OUT_EVERYWHERE,
            Deed.HANDED_ON,
        }
    ),
}


REST = frozenset(Deed).difference(*KINDS.values())


@dataclass(frozen=True)
class Happened:
    """One line. Names are "" where there is nobody, or nobody to name; ids lead to more history.
    `erased`: it is about somebody of whom only this is kept."""

    id: int
    at: datetime
    deed: Deed
    face: Face
    staff_id: int | None
    by_staff: str
    by_parent_id: int | None
    by_parent: str
    parent_id: int | None
    parent: str
    child_id: int | None
    child: str
    talk_at: datetime | None
    """The time of the talk it is about."""
    note: str


@dataclass(frozen=True)
class Asked:
    """Which page: of one kind or all, and what is older than the line `before` (id) or the
    newest."""

    about: About | None = None
    before: int | None = None


def of_child(child_id: int, reader: Staff, asked: Asked) -> list[Happened]:
    """A page about this child."""
    return _page([Event.child_id == child_id], reader, asked)


def of_parent(parent_id: int, reader: Staff, asked: Asked) -> list[Happened]:
    """A page about this parent, and of what they did."""
    named = Event.deed.not_in(NAMELESS)
    about, by = Event.parent_id == parent_id, Event.by_parent_id == parent_id
    return _page([and_(about, named), and_(by, named)], reader, asked)


def of_staff(staff_id: int, reader: Staff, asked: Asked) -> list[Happened]:
    """A page of what this colleague did, and of their account."""
    account = and_(
        Event.deed.in_(KINDS[About.SIGNING_IN]), Event.about["staff"].as_integer() == staff_id
    )
    return _page([Event.by_staff_id == staff_id, account], reader, asked)


def may_read_parent(parent_id: int, reader: Staff) -> bool:
    """Whether there is such a parent whom this reader may read of."""
    if db.session.get(Parent, parent_id) is None:
        return False
    if reader.has(Role.SAFEGUARDING):
        return True
    ties = select(Guardianship.id).where(Guardianship.parent_id == parent_id)
    spoken_of = db.session.scalar(ties.where(seen()).limit(1))
    return spoken_of is not None or db.session.scalar(ties.limit(1)) is None


def _page(ways: Sequence[ColumnElement[bool]], reader: Staff, asked: Asked) -> list[Happened]:
    """The newest lines that are found in one of these ways, each of which has an index."""
    newest = union(*[_newest(way, reader, asked).subquery().select() for way in ways])
    by_parent, parent, by_staff = aliased(Parent), aliased(Parent), aliased(Staff)
    query = (
        select(Event, by_staff.name, by_parent, parent, Child)
        .outerjoin(by_staff, by_staff.id == Event.by_staff_id)
        .outerjoin(by_parent, by_parent.id == Event.by_parent_id)
        .outerjoin(parent, parent.id == Event.parent_id)
        .outerjoin(Child, Child.id == Event.child_id)
        .where(Event.id.in_(newest))
        .order_by(Event.id.desc())
        .limit(A_PAGE)
    )
    rows = db.session.execute(query).all()
    times = story.times_of([row[0] for row in rows])
    return [_happened(*row, times) for row in rows]


def _newest(way: ColumnElement[bool], reader: Staff, asked: Asked) -> Select[int]:
    query = select(Event.id).where(way).order_by(Event.id.desc()).limit(A_PAGE)
    if asked.about:
        query = query.where(_of_kind(asked.about))
    if asked.before:
        query = query.where(Event.id < asked.before)
    if not reader.has(Role.SAFEGUARDING):
        query = query.where(Event.deed.not_in(OF_HOLDS), ~_not_to_be_named(), ~_guarded())
    return query


def _of_kind(about: About) -> ColumnElement[bool]:
    return Event.deed.in_(KINDS.get(about, REST))


def _not_to_be_named() -> ColumnElement[bool]:
    """Whether the line speaks of a parent who is barred or held about its child; of no child: about
    any."""
    return exists().where(
        ~seen(),
        or_(
            Guardianship.parent_id == Event.parent_id, Guardianship.parent_id == Event.by_parent_id
        ),
        or_(Event.child_id.is_(None), Guardianship.child_id == Event.child_id),
    )


def _guarded() -> ColumnElement[bool]:
    """Whether the line is about a thread that only the safeguarding lead finds."""
    theirs = exists().where(Parent.id == Event.parent_id, guarding.parents())
    return and_(Event.deed.in_([*story.OF_THREADS, *story.OF_TASKS]), theirs)


def _happened(
    event: Event,
    by_staff: str | None,
    by_parent: Parent | None,
    parent: Parent | None,
    child: Child | None,
    times: dict[int, datetime],
) -> Happened:
    nameless = event.deed in NAMELESS
    return Happened(
        id=event.id,
        at=event.at,
        deed=event.deed,
        face=event.face,
        staff_id=event.by_staff_id,
        by_staff=by_staff or "",
        by_parent_id=None if nameless else event.by_parent_id,
        by_parent="" if nameless else _name(by_parent),
        parent_id=None if nameless else event.parent_id,
        parent="" if nameless else _name(parent),
        child_id=event.child_id,
        child=_name(child),
        talk_at=times.get((event.about or {}).get("slot", 0)),
        note=event.note or "",
    )


def _name(person: Parent | Child | None) -> str:
    return person.full_name if person else ""


def older(page: Sequence[Happened]) -> int | None:
    """From which line (id) the next page goes on; None if this is the last."""
    return page[-1].id if len(page) == A_PAGE else None
