"""What is printed: a letter to a parent whom no text reaches, and slips for everyone before the
first text.

A letter goes to one parent and names nobody else but the children they may hear about: two parents
of one child never share one. It carries the parent's own link; what is private still asks for the
birthday. Who is rung instead is in `calling`.
"""

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from portal import clock
from portal.db import db
from portal.domain import links
from portal.domain.bookings import well_spread
from portal.domain.calling import NOT_ANSWERED, WhyRing, is_silent
from portal.domain.creche import CrecheSession
from portal.domain.history import By, Deed, record_each
from portal.domain.invitations import Invitation, InvitationState
from portal.domain.invitees import FreeTimes, teacher_names
from portal.domain.people import Child, Guardianship, OnRoll, Parent, SchoolClass
from portal.domain.reaching import WhyNot, blocked_numbers, may_reach, why_not_text
from portal.domain.rounds import Round, RoundState, Slot, Way
from portal.languages import Language, language
from portal.wording.refusals import Reason, Refused

TIMES_IN_A_LETTER, DAYS_IN_A_LETTER = 12, 5
"""For one child; about so many in all, so that a letter stays one page."""
FEWEST_TIMES, FEWEST_DAYS = 4, 2
"""For each child, however many there are."""


@dataclass(frozen=True)
class ToWrite:
    """A parent who needs a letter, about these children (first names), and why. `letter_at`: when
    one was last on its way."""

    parent_id: int
    parent: str
    class_name: str
    children: list[str]
    language: str | None
    why: WhyNot | WhyRing
    letter_at: datetime | None

    @property
    def ticked(self) -> bool:
        """Whether it is printed unless somebody says no: not twice, and not where the number is
        also somebody's of whom the office must first know more."""
        return self.letter_at is None and self.why != WhyNot.NUMBER_HELD


@dataclass(frozen=True)
class About:
    """What a letter says about one child: free times by day; none if none is left."""

    child: str
    teacher: str
    days: list[tuple[date, list[Slot]]]


@dataclass(frozen=True)
class Letter:
    """One letter, one page. `hand_to`: the child and class, for the office alone. `token`: what
    stands in the address of the parent's own page."""

    parent_id: int
    parent: str
    language: Language
    about: list[About]
    hand_to: str
    token: str
    minutes: int
    by_phone: bool
    creche: bool


# -- who needs one -----------------------------------------------------------------------------


def who_needs_one(round_id: int, *, silent: bool = False) -> list[ToWrite]:
    """The parents of this round whom no text reaches, by class; with `silent` also those who did
    not answer after two nudges."""
    blocked = blocked_numbers()
    of_parent: dict[int, list[tuple[Invitation, Guardianship, WhyNot | WhyRing]]] = {}
    for one, tie in _open_invitations(round_id):
        quiet = WhyRing.NO_ANSWER if silent and is_silent(one) else None
        why = why_not_text(tie, blocked) or quiet
        if why:
            of_parent.setdefault(one.parent_id, []).append((one, tie, why))
    return [_to_write(rows) for rows in of_parent.values()]


def _to_write(rows: list[tuple[Invitation, Guardianship, WhyNot | WhyRing]]) -> ToWrite:
    _one, tie, why = rows[0]
    given = [one.letter_at for one, _tie, _why in rows]
    return ToWrite(
        parent_id=tie.parent_id,
        parent=tie.parent.full_name,
        class_name=_class_name(tie.child),
        children=[one_tie.child.first_name for _one, one_tie, _why in rows],
        language=tie.parent.language,
        why=why,
        letter_at=min(at for at in given if at) if all(given) else None,
    )


def _class_name(child: Child) -> str:
    return child.school_class.name if child.school_class else ""


def rounds_to_write_about(parent_id: int) -> list[Round]:
    """The rounds in which this parent can still be sent a letter, the newest first."""
    theirs = select(Invitation.round_id).where(Invitation.parent_id == parent_id)
    query = (
        select(Round)
        .where(Round.id.in_(theirs), Round.closes_on >= clock.today())
        .order_by(Round.id.desc())
    )
    return [one for one in db.session.scalars(query) if _open_invitations(one.id, [parent_id])]


def _open_invitations(
    round_id: int, parent_ids: Collection[int] | None = None
) -> list[tuple[Invitation, Guardianship]]:
    """The round's invitations without an answer of those who may be written to, by class."""
    query = (
        select(Invitation, Guardianship)
        .join(
            Guardianship,
            (Guardianship.child_id == Invitation.child_id)
            & (Guardianship.parent_id == Invitation.parent_id),
        )
        .join(Invitation.round)
        .join(Guardianship.child)
        .join(Guardianship.parent)
        .outerjoin(Child.school_class)
        .where(
            Invitation.round_id == round_id,
            Invitation.state.in_(NOT_ANSWERED),
            Round.state == RoundState.INVITED,
            Child.roll == OnRoll.ON_ROLL,
            Guardianship.may_be_invited,
            ~Guardianship.missing,
            ~Parent.missing,
        )
        .options(
            joinedload(Invitation.round),
            joinedload(Guardianship.parent),
            joinedload(Guardianship.child).joinedload(Child.school_class),
        )
        .order_by(
            SchoolClass.year_order,
            SchoolClass.name,
            Child.last_name,
            Child.first_name,
            Invitation.id,
        )
        .execution_options(populate_existing=True)
    )
    if parent_ids is not None:
        query = query.where(Invitation.parent_id.in_(parent_ids))
    return [(one, tie) for one, tie in db.session.execute(query) if may_reach(tie)]


# -- the letters -------------------------------------------------------------------------------


def write(round_id: int, parent_ids: Collection[int]) -> list[Letter]:
    """The letters to these parents, in the order in which the office hands them out. In an act:
    each carries a live link, made where there is none. Whoever may not be written to, or has
    answered meanwhile, gets none. Refuses ROUND_CLOSED."""
    around = db.session.get_one(Round, round_id)
    if around.closes_on < clock.today():
        raise Refused(Reason.ROUND_CLOSED)
    # Of two who print at once, one waits: a parent has one link.
    lock = select(Parent.id).where(Parent.id.in_(parent_ids)).order_by(Parent.id)
    db.session.execute(lock.with_for_update()).all()
    of_parent: defaultdict[int, list[tuple[Invitation, Guardianship]]] = defaultdict(list)
    for one, tie in _open_invitations(round_id, parent_ids):
        of_parent[one.parent_id].append((one, tie))
    everyone = [one for rows in of_parent.values() for one, _tie in rows]
    times = FreeTimes([(round_id, one.teacher_id, one.parent_id) for one in everyone])
    names = teacher_names(one.teacher_id for one in everyone)
    creche_days = set(
        db.session.scalars(select(CrecheSession.day).where(CrecheSession.off_at.is_(None)))
    )
    return [_letter(around, rows, times, names, creche_days) for rows in of_parent.values()]


def _letter(
    around: Round,
    rows: list[tuple[Invitation, Guardianship]],
    times: FreeTimes,
    names: dict[int, str],
    creche_days: set[date],
) -> Letter:
    count = max(FEWEST_TIMES, TIMES_IN_A_LETTER // len(rows))
    most_days = max(FEWEST_DAYS, DAYS_IN_A_LETTER // len(rows))
    about = [
        About(
            tie.child.first_name,
            names[one.teacher_id],
            _by_day(times.free(around.id, one.teacher_id, one.parent_id), count, most_days),
        )
        for one, tie in rows
    ]
    _first, tie = rows[0]
    link = links.link_of(tie.parent_id)
    return Letter(
        parent_id=tie.parent_id,
        parent=tie.parent.full_name,
        language=language(tie.parent.language),
        about=about,
        hand_to=", ".join(filter(None, (tie.child.full_name, _class_name(tie.child)))),
        token=links.token(link.parent_id, link.generation),
        minutes=around.slot_minutes,
        by_phone=Way.PHONE.value in around.ways,
        creche=any(day in creche_days for one in about for day, _slots in one.days),
    )


def _by_day(free: list[Slot], count: int, most_days: int) -> list[tuple[date, list[Slot]]]:
    """About `count` of these times, on at most `most_days` days from the first to the last, as
    many on each day as on the others."""
    every: defaultdict[date, list[Slot]] = defaultdict(list)
    for slot in free:
        every[slot.day].append(slot)
    days = _spread(sorted(every), most_days)
    shares: Counter[date] = Counter()
    while room := [day for day in days if shares[day] < len(every[day])]:
        if sum(shares.values()) >= count:
            break
        shares[min(room, key=lambda day: (shares[day], day))] += 1
    return [(day, well_spread(every[day], shares[day])) for day in days]


def _spread(days: list[date], most: int) -> list[date]:
    """Not more than `most` of these days, the first and the last among them."""
    if len(days) <= most:
        return days
    return [days[at * (len(days) - 1) // (most - 1)] for at in range(most)]


def give(round_id: int, parent_ids: Collection[int], by: By) -> int:
    """The letters to these parents are on their way: they are asked, without a text. Returns how
    many parents that were; said twice on one day, the second time does nothing."""
    given = []
    ids = [one.id for one, _tie in _open_invitations(round_id, parent_ids)]
    query = select(Invitation).where(Invitation.id.in_(ids), Invitation.state.in_(NOT_ANSWERED))
    locked = query.order_by(Invitation.id).with_for_update()
    for one in db.session.scalars(locked.execution_options(populate_existing=True)):
        if one.letter_at and clock.local(one.letter_at).date() == clock.today():
            continue
        if one.state == InvitationState.WAITING:
            one.state, one.asked_at = InvitationState.ASKED, clock.now()
        one.letter_at = clock.now()
        given.append((one.parent_id, one.child_id))
    record_each(by, Deed.LETTER_GIVEN, given, round=round_id)
    return len({parent_id for parent_id, _child_id in given})


# -- slips before the first text ---------------------------------------------------------------


@dataclass(frozen=True)
class Slips:
    """How many slips one class needs in each language, the commonest first."""

    class_name: str
    counts: list[tuple[Language, int]]

    @property
    def total(self) -> int:
        return sum(count for _language, count in self.counts)


def slips(class_ids: Collection[int]) -> list[Slips]:
    """A slip for each parent with a child in these classes, in the class of the youngest: the
    languages and numbers only, and no names."""
    query = (
        select(SchoolClass.name, Parent.id, Parent.language)
        .join(Child, Child.class_id == SchoolClass.id)
        .join(Guardianship, Guardianship.child_id == Child.id)
        .join(Parent, Parent.id == Guardianship.parent_id)
        .where(
            SchoolClass.id.in_(class_ids),
            Child.roll == OnRoll.ON_ROLL,
            or_(Guardianship.gets_texts, Guardianship.may_be_invited),
            ~Guardianship.no_contact,
            ~Guardianship.held,
            ~Guardianship.missing,
            ~Parent.missing,
        )
        .order_by(SchoolClass.year_order, SchoolClass.name, Parent.id)
    )
    seen: set[int] = set()
    counts: dict[str, Counter[str]] = {}
    for class_name, parent_id, tag in db.session.execute(query):
        of_class = counts.setdefault(class_name, Counter())
        if parent_id not in seen:
            seen.add(parent_id)
            of_class[language(tag).tag] += 1
    return [
        Slips(name, [(language(tag), count) for tag, count in of_class.most_common()])
        for name, of_class in counts.items()
    ]
