"""A text's way to the carrier: whose turn it is, whether it may still go, with which words.

Taking is an act of its own, with no transaction open while the carrier is spoken to (`sms.deliver`
does that). The last look before a text leaves is in `handing_over`; what the carrier answered is
marked in `marking`, what nobody can tell is settled in `settling`. Every verb here runs inside the
caller's `act()` and may be done twice.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import cast

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    Table,
    and_,
    bindparam,
    exists,
    literal_column,
    or_,
    select,
    true,
    tuple_,
    update,
)
from sqlalchemy.orm import aliased, joinedload

from portal import clock
from portal.db import UtcDateTime, db
from portal.domain import line, links, safe
from portal.domain.line import Standstill
from portal.domain.numbers import Kind as NumberKind
from portal.domain.numbers import kind_of
from portal.domain.outbox import (
    MATTERS,
    WAITS,
    Kind,
    OutText,
    TextState,
    Urgency,
    WhyNotNow,
    in_the_day,
)
from portal.domain.people import Guardianship, Parent
from portal.domain.reaching import (
    WhyNot,
    number_is_blocked,
    why_not_number,
    why_not_text,
    why_not_with,
)
from portal.domain.safe import Later
from portal.domain.tasks import TaskKind, ask_office
from portal.wording import segments
from portal.wording.texts import LINK

TEXTS = cast(Table, OutText.__table__)
ONE = timedelta(seconds=1)
ROUNDS = 10
"""If none of those whose turn it is may be sent, it is the next ones' turn, in the same act."""
A_FEW = 500
"""So many texts are let go of, or put off till the morning, in one act."""


@dataclass(frozen=True)
class Parcel:
    """A text as it goes to the carrier: the link filled in, the words cleaned. `worker` has
    claimed it; `wait`: seconds until it may be handed over; `tries`: how often it was refused."""

    text_id: int
    to: str
    body: str
    worker: str
    claimed_at: datetime
    wait: float
    tries: int


# -- what is due -------------------------------------------------------------------------------


def is_any_due() -> bool:
    """Whether a text waits that is due by now, or must be let go of or put off."""
    now = clock.now()
    over = select(OutText.id).where(WAITS, OutText.expires_at <= now).limit(1)
    if db.session.scalar(over) is not None:
        return True
    asked = ({"level": level, "now": now} for level in Urgency)
    return any(db.session.scalar(_due(), one) is not None for one in asked)


@cache
def _due() -> Select[int]:
    """One text of this urgency that is due: with one urgency at a time, the first of an index."""
    which = WAITS, OutText.urgency == bindparam("level"), OutText.due_at <= _NOW
    return select(OutText.id).where(*which).limit(1)


_NOW = bindparam("now", type_=UtcDateTime())


def expire() -> int:
    """Let go of texts that are too late to be useful; the office is told of those that matter.
    Returns how many."""
    now = clock.now()
    over = select(OutText.id).where(WAITS, OutText.expires_at <= now).limit(A_FEW)
    gone = db.session.execute(
        update(OutText)
        .where(OutText.id.in_(over), WAITS)
        .values(state=TextState.EXPIRED, answered_at=now)
        .returning(OutText.kind, OutText.parent_id)
        .execution_options(synchronize_session=False)
    ).all()
    for parent_id in {parent_id for kind, parent_id in gone if kind in MATTERS}:
        ask_office(TaskKind.TEXT_FAILED, parent_id=parent_id)
    return len(gone)


def put_off() -> int:
    """In quiet hours, what the school started and was not sent by eight is due in the morning, so
    that nobody looks through all of it all night. Returns how many texts."""
    now = clock.now()
    morning = in_the_day(now)
    if morning == now:
        return 0
    waiting = (
        select(OutText.id)
        .where(WAITS, OutText.urgency.in_(list(Urgency)), OutText.due_at <= now, ~OutText.any_hour)
        .order_by(OutText.urgency, OutText.due_at, OutText.id)
        .limit(A_FEW)
    )
    later = db.session.scalars(
        update(OutText)
        .where(OutText.id.in_(waiting), WAITS)
        .values(due_at=morning)
        .returning(OutText.id)
        .execution_options(synchronize_session=False)
    )
    return len(later.all())


# -- whose turn it is --------------------------------------------------------------------------


def take(
    worker: str, count: int, public_url: str, interval: timedelta = timedelta(0)
) -> list[Parcel]:
    """Take up to `count` texts that are due, the most urgent first, and one to a phone at most.

    Each is now this worker's: nobody else will send it. Those that may not be sent any more are
    skipped, with the rule that says so. `interval` is the time between two texts of the school,
    whichever workers send them.
    """
    the_line = line.lock()
    turn = line.next_turn(the_line)
    if turn is None:
        return []
    still = line.standing_still()
    for _ in range(ROUNDS):
        ids = _whose_turn(count, still)
        going = _with_words(_claim(ids, worker), public_url) if ids else []
        if going or not ids:
            break
    now = clock.now()
    parcels = [
        Parcel(text.id, text.to, words, worker, now, (turn + n * interval - now) / ONE, text.tries)
        for n, (text, words) in enumerate(going)
    ]
    for one in still:
        if any(parcel.to.startswith(one.scope) for parcel in parcels):
            line.trying(one)
    _note_segments(parcels)
    line.reserve(the_line, turn, len(parcels), interval)
    return parcels


def _claim(ids: list[int], worker: str) -> list["Taken"]:
    taken = db.session.execute(
        update(OutText)
        .where(OutText.id.in_(ids), WAITS)
        .values(
            state=TextState.SENDING,
            claimed_at=clock.now(),
            claimed_by=worker,
            leaves_at=None,
            looked_at=None,
        )
        .returning(*COLUMNS)
        .execution_options(synchronize_session=False)
    )
    return sorted(taken, key=lambda one: ids.index(one.id))


COLUMNS = (
    OutText.id,
    OutText.to,
    OutText.kind,
    OutText.parent_id,
    OutText.child_id,
    OutText.body,
    OutText.tries,
    OutText.any_hour,
    OutText.made_at,
    OutText.expires_at,
)
"""What the rules look at of a text."""


def _whose_turn(count: int, still: list[Standstill]) -> list[int]:
    """The texts (ids) to take now, in order: while the line stands still, one that tries it."""
    held = [one for one in still if one.scope]
    if len(held) < len(still):
        (whole,) = [one for one in still if not one.scope]
        return _due_ids(1, held, true()) if line.may_try(whole) else []
    ids = _due_ids(count, held, true())
    for one in held:
        if line.may_try(one):
            ids += _due_ids(1, [], one.concerns())
    return ids


def _due_ids(count: int, held: Iterable[Standstill], which: ColumnElement[bool]) -> list[int]:
    now = clock.now()
    query = _first_due(in_the_day(now) == now).where(which, *[~one.concerns() for one in held])
    ids: list[int] = []
    for level in Urgency:
        if len(ids) < count:
            asked = {"level": level, "now": now, "count": count - len(ids)}
            ids += db.session.scalars(query, asked)
    return ids


@cache
def _first_due(by_day: bool) -> Select[int]:
    """The first texts of one urgency that are due and whose phone is free."""
    return (
        select(OutText.id)
        .where(
            WAITS,
            OutText.urgency == bindparam("level"),
            OutText.due_at <= _NOW,
            OutText.expires_at > _NOW,
            true() if by_day else OutText.any_hour,
            ~_phone_is_busy(),
            ~_other_goes_first(by_day),
        )
        .order_by(OutText.due_at, OutText.id)
        .limit(bindparam("count"))
        .with_for_update(skip_locked=True, of=OutText)
    )


def _phone_is_busy() -> ColumnElement[bool]:
    """A text to this phone is on its way, or an older one is perhaps: two could overtake each
    other. A code is of no use later, and waits for no doubt about another text."""
    other = aliased(OutText)
    unsettled = other.state.in_([literal_column("'sending'"), literal_column("'unknown'")])
    in_doubt = and_(other.id < OutText.id, other.expires_at > _NOW, OutText.kind != Kind.CODE)
    on_its_way = other.state == TextState.SENDING
    return exists().where(unsettled, other.to == OutText.to, or_(on_its_way, in_doubt))


def _other_goes_first(by_day: bool) -> ColumnElement[bool]:
    """Another text to this phone comes before this one: the more urgent first, then the one made
    first, even if it was tried in vain and waits to be tried again.

    One order for all texts of a phone: with two, some could wait for each other for ever.
    """
    other = aliased(OutText)
    due = and_(other.due_at <= _NOW, true() if by_day else other.any_hour)
    return exists().where(
        other.state == literal_column("'queued'"),
        other.to == OutText.to,
        other.expires_at > _NOW,
        tuple_(other.urgency, other.id) < tuple_(OutText.urgency, OutText.id),
        or_(due, other.tries > 0),
    )


# -- whether it may go, and with which words ---------------------------------------------------

Taken = Row[int, str, Kind, int | None, int | None, str, int, bool, datetime, datetime]
NAMES_NOBODY = frozenset({Kind.NUMBER, Kind.LINK})
"""These may go where we are not sure whose the number is: they ask just that."""


def _with_words(taken: Sequence[Taken], public_url: str) -> list[tuple[Taken, str]]:
    """Those that may go, each with its words."""
    may_go = let_go_of_forbidden(taken)
    linked = {text.parent_id for text in may_go if text.parent_id and LINK in text.body}
    links_of = links.generations(sorted(linked)) if linked else {}
    return [(text, _words(text, links_of, public_url)) for text in may_go]


def let_go_of_forbidden(taken: Sequence[Taken]) -> list[Taken]:
    """Those that may go by what is true now; the others are skipped, or wait for a safe hour."""
    whys, later = _why_not_send(taken)
    may_go = [text for text in taken if text.id not in whys and text.id not in later]
    for text_id, wait in later.items():
        put_off = update(OutText).where(OutText.id == text_id)
        db.session.execute(
            put_off.values(
                state=TextState.QUEUED,
                due_at=wait.due_at,
                expires_at=wait.expires_at,
                claimed_at=None,
                claimed_by=None,
                leaves_at=None,
            ).execution_options(synchronize_session=False)
        )
    for text in taken:
        if whys.get(text.id) == WhyNotNow.UNSAFE and text.kind in MATTERS:
            ask_office(TaskKind.TEXT_FAILED, parent_id=text.parent_id)
    if whys:
        statement = (
            update(TEXTS)
            .where(TEXTS.c.id == bindparam("text"))
            .values(state=TextState.SKIPPED, why=bindparam("rule"), answered_at=clock.now())
        )
        rows = [{"text": text_id, "rule": why} for text_id, why in sorted(whys.items())]
        db.session.connection().execute(statement, rows)
    return may_go


def _words(text: Taken, generations: dict[int, int], public_url: str) -> str:
    words = text.body
    if text.parent_id in generations:
        link = address(public_url, text.parent_id, generations[text.parent_id])
        words = words.replace(LINK, link)
    return segments.clean(words)


def address(public_url: str, parent_id: int, generation: int) -> str:
    """What `{link}` stands for in a text to this parent."""
    return f"{public_url}/t/{links.token(parent_id, generation)}"


def _note_segments(parcels: Iterable[Parcel]) -> None:
    rows = [
        {"text": parcel.text_id, "weight": segments.measure(parcel.body).segments}
        for parcel in parcels
    ]
    if rows:
        statement = update(TEXTS).where(TEXTS.c.id == bindparam("text"))
        db.session.connection().execute(statement.values(segments=bindparam("weight")), rows)


def _why_not_send(taken: Sequence[Taken]) -> tuple[dict[int, str], dict[int, Later]]:
    """Which rule keeps which of these texts from going out, and which of them wait for an hour
    that is safe for the parent; not there if nothing does."""
    parent_ids = {text.parent_id for text in taken if text.parent_id}
    parents: dict[int, tuple[Parent, set[str]]] = {}
    ties: dict[int, list[Guardianship]] = {one: [] for one in parent_ids}
    if parent_ids:
        query = select(Parent, number_is_blocked()).where(Parent.id.in_(parent_ids))
        for parent, blocked in db.session.execute(query):
            parents[parent.id] = parent, {parent.number or ""} if blocked else set()
        of_them = select(Guardianship).where(Guardianship.parent_id.in_(parent_ids))
        for tie in db.session.scalars(of_them.options(joinedload(Guardianship.child))):
            ties[tie.parent_id].append(tie)
    whys: dict[int, str] = {}
    later: dict[int, Later] = {}
    for text in taken:
        why: str | Later | None = _why_not_to(text.to)
        if text.parent_id and not why:
            parent, blocked_to = parents[text.parent_id]
            why = _why_not(text, parent, blocked_to, ties[text.parent_id]) or safe.look(
                parent,
                text.kind,
                any_hour=text.any_hour,
                made_at=text.made_at,
                expires_at=text.expires_at,
            )
        if isinstance(why, Later):
            later[text.id] = why
        elif why:
            whys[text.id] = why
    return whys, later


def _why_not_to(number: str) -> str | None:
    """Only mobiles are texted: to a landline the carrier may read a text aloud."""
    kind = kind_of(number)
    if kind is None:
        return WhyNot.NO_NUMBER
    return WhyNot.LANDLINE if kind == NumberKind.LANDLINE else None


def _why_not(
    text: Taken, parent: Parent, blocked: set[str], ties: Sequence[Guardianship]
) -> str | None:
    if parent.number != text.to:
        return WhyNotNow.OTHER_NUMBER
    if parent.opted_out_at:
        return WhyNot.OPTED_OUT
    if text.kind == Kind.CODE:
        return None  # asked for on a page a moment ago, for this very number
    if text.kind == Kind.GOOD_NEWS and parent.news_off_at:
        return WhyNotNow.NOT_WANTED
    if text.kind == Kind.IDEA and parent.ideas_on_at is None:
        return WhyNotNow.NOT_WANTED
    if text.kind in safe.REMINDS and parent.reminders_off_at:
        return WhyNotNow.NOT_WANTED
    if text.kind in NAMES_NOBODY:
        why = why_not_number(parent, blocked)
        return why_not_with(ties) or (None if why == WhyNot.NOT_SURE else why)
    if text.child_id:
        tie = next((one for one in ties if one.child_id == text.child_id), None)
        return why_not_text(tie, blocked) if tie else WhyNot.NOT_INVITED
    return why_not_with(ties) or why_not_number(parent, blocked)
