"""The sample parents' phones, in the demo only: what the school texted them, and a way to reply.

A reply goes through the same webhook code as a carrier's, with a real signature. Only here can the
demo's clock be moved on, so that every reminder can be seen in a minute. In English: whoever looks
at these phones is trying the portal out, and is no parent.
"""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from flask import (
    Blueprint,
    abort,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from sqlalchemy import func, or_, select

from portal import clock
from portal.config import Settings
from portal.db import db
from portal.domain import check_in_texts, coming_up, dispatch, weekly_ideas
from portal.domain.bookings import Booking, BookingState
from portal.domain.inbox import CameBy, InText
from portal.domain.invitations import Invitation
from portal.domain.links import TextLink
from portal.domain.numbers import show_number
from portal.domain.outbox import OutText, TextState
from portal.domain.people import Parent
from portal.domain.reminders import When, span
from portal.domain.rounds import Slot
from portal.gates import open_to_anyone
from portal.languages import ENGLISH, Language, language
from portal.sms import webhooks
from portal.sms.signature import signed, webhook_address
from portal.wording.answers import Word, shown
from portal.wording.texts import LINK

blueprint = Blueprint("phones", __name__)

SIDES = ("left", "right")
INTERESTING = 3
"""The first parents of the sample are the ones worth a look: three languages, two children."""
LISTED = 30
SHOWN = 40
"""The last texts on a phone."""
DIGITS = "0123456"
WORDS = (Word.TIMES, Word.CHANGE, Word.TALK, Word.LANGUAGE)
MORNING = time(8)
QUARTER = timedelta(minutes=16)
"""A time that was given up is then offered to whoever waits."""
AGAIN_AFTER = "4"
"""Seconds until the page asks by itself whether there is a new text; it needs no script."""


@dataclass(frozen=True)
class Bubble:
    """One text on the screen. `link`: the address its `{link}` stands for; None: the parent's."""

    at: datetime
    before: str
    link: str | None
    after: str
    own: Language
    from_school: bool


@dataclass(frozen=True)
class ShownPhone:
    """One phone on the page."""

    side: str
    parent: Parent
    own: Language
    bubbles: list[Bubble]


@blueprint.get("/phones")
@open_to_anyone
def show() -> ResponseReturnValue:
    """One phone, or two side by side; without any, the list of them."""
    chosen = {side: _row(request.args, side) for side in SIDES}
    phones = [_phone(side, parent_id) for side, parent_id in chosen.items() if parent_id]
    if not phones:
        return _list()
    writing = request.args.get("write")
    page = make_response(
        render_template(
            "phones/phones.html",
            phones=phones,
            chosen=chosen,
            digits=DIGITS,
            words_of=lambda own: [
                (shown(word.value, own.tag), shown(word.value, ENGLISH.tag)) for word in WORDS
            ],
            writing=writing if writing in SIDES else None,
            now=clock.now(),
            moments=_moments([phone.parent.id for phone in phones]),
        )
    )
    if writing not in SIDES:  # what somebody is writing must not go away
        page.headers["Refresh"] = AGAIN_AFTER
    return page


def _list() -> ResponseReturnValue:
    words = request.args.get("find", "").strip()
    query = select(Parent).where(Parent.number.is_not(None)).order_by(Parent.id)
    first = list(db.session.scalars(query.limit(INTERESTING)))
    if words:
        like = f"%{words}%"
        query = query.where(or_(Parent.first_name.ilike(like), Parent.last_name.ilike(like)))
    else:
        query = query.offset(INTERESTING)
    return render_template(
        "phones/list.html",
        first=first,
        rivals=_rivals(),
        others=list(db.session.scalars(query.limit(LISTED))),
        language_of=lambda parent: language(parent.language),
        number_of=lambda parent: show_number(parent.number),
        now=clock.now(),
        moments=_moments([]),
    )


def _rivals() -> list[Parent]:
    """Parents of two children for whom their teacher has one single time: what waiting is like."""
    one_time = (
        select(Slot.round_id)
        .where(Slot.removed_at.is_(None))
        .group_by(Slot.round_id)
        .having(func.count() == 1)
    )
    first_of_child = (
        select(func.min(Invitation.parent_id))
        .where(Invitation.round_id.in_(one_time))
        .group_by(Invitation.child_id)
    )
    query = select(Parent).where(Parent.id.in_(first_of_child), Parent.number.is_not(None))
    found = list(db.session.scalars(query.order_by(Parent.id).limit(2)))
    return found if len(found) == 2 else []


@blueprint.post("/phones/reply")
@open_to_anyone
def reply() -> ResponseReturnValue:
    """Send a text from one of the phones."""
    parent = db.session.get(Parent, _row(request.form, "from") or 0)
    if parent is None or not parent.number:
        abort(404)
    settings = _settings()
    form: webhooks.Fields = {
        "MessageSid": f"SIM{secrets.token_hex(15)}",
        "From": parent.number,
        "Body": request.form.get("body", ""),
        "NumMedia": "0",
    }
    address = webhook_address(settings.public_url, webhooks.INBOUND)
    webhooks.text_came(form, signed(address, form, webhooks.signing_token(settings) or ""))
    return _back()


@blueprint.post("/phones/clock")
@open_to_anyone
def move_on() -> ResponseReturnValue:
    """Move the demo's clock on to a moment worth seeing; never back."""
    shown = [one for side in SIDES if (one := _row(request.form, side))]
    to = request.form.get("to")
    for name, _, moment in _moments(shown):
        if name == to:
            clock.DemoClock(_settings().demo_clock).move_on_to(moment)
    return _back()


def _settings() -> Settings:
    found: Settings = current_app.config["SETTINGS"]
    return found


def _row(fields: Mapping[str, str], name: str) -> int | None:
    """A row's id in an address or a form; None for anything that cannot be one."""
    words = fields.get(name, "")
    return int(words) if words.isascii() and words.isdigit() and len(words) < 10 else None


def _back() -> ResponseReturnValue:
    left, right = (_row(request.form, side) for side in SIDES)
    return redirect(url_for("phones.show", left=left, right=right), 303)


# -- what is on a phone ------------------------------------------------------------------------


def _phone(side: str, parent_id: int) -> ShownPhone:
    parent = db.session.get(Parent, parent_id)
    if parent is None or not parent.number:
        abort(404)
    return ShownPhone(side, parent, language(parent.language), _bubbles(parent.number))


def _bubbles(number: str) -> list[Bubble]:
    came = db.session.scalars(
        select(OutText)
        .where(OutText.to == number, OutText.state.in_([TextState.SENT, TextState.DELIVERED]))
        .order_by(OutText.sent_at.desc(), OutText.id.desc())
        .limit(SHOWN)
    )
    went = db.session.scalars(
        select(InText)
        .where(InText.number == number, InText.came_by == CameBy.TEXT)
        .order_by(InText.id.desc())
        .limit(SHOWN)
    )
    bubbles = [_from_school(text) for text in reversed(came.all())]
    bubbles += [_from_parent(text) for text in reversed(went.all())]
    # What was written stands before what was answered in the same moment.
    return sorted(bubbles, key=lambda bubble: (bubble.at, bubble.from_school))[-SHOWN:]


def _from_school(text: OutText) -> Bubble:
    before, link, page, after = _parted(text.body)
    address = _address(text.parent_id) if link and text.parent_id else None
    address = f"{address}{page}" if address else None
    at = text.sent_at or text.made_at
    return Bubble(at, before, address, after, language(text.language), from_school=True)


def _parted(body: str) -> tuple[str, str, str, str]:
    """What stands before the link, the link, the page of it that is meant, and what follows."""
    before, link, rest = body.partition(LINK)
    page = re.match(r"(?:/[a-z]+)*", rest)
    return before, link, page[0] if page else "", rest[page.end() if page else 0 :]


def _from_parent(text: InText) -> Bubble:
    return Bubble(text.came_at, text.body, None, "", ENGLISH, from_school=False)


def _address(parent_id: int) -> str | None:
    """The parent's page, at the address of this demo; None once their link has ended."""
    generation = db.session.scalar(
        select(TextLink.generation).where(
            TextLink.parent_id == parent_id, TextLink.dead_at.is_(None)
        )
    )
    if generation is None:
        return None
    return dispatch.address(_settings().public_url, parent_id, generation)


# -- where the clock can go --------------------------------------------------------------------

Moment = tuple[str, str, datetime]
"""What the button posts, what it says, and when that is."""


def _moments(parent_ids: list[int]) -> list[Moment]:
    """The moments still to come that are worth seeing, in order: the next morning, around the next
    talk, when a plan is asked about and an idea comes; of these parents, or else of anybody."""
    today, now = clock.today(), clock.now()
    here = clock.local(now).time()
    morning = today if here < MORNING else today + timedelta(days=1)
    moments: list[Moment] = [
        ("quarter", "A quarter of an hour", now + QUARTER),
        ("morning", "Next morning", clock.at(morning, MORNING)),
    ]
    talk = _next_talk(parent_ids) or _next_talk([])
    if talk:
        day, starts, ends = talk
        moments += [
            ("five", "5 days before the talk", span(When.FIVE_DAYS, day, starts).begins),
            ("eve", "The day before the talk", span(When.DAY_BEFORE, day, starts).begins),
            ("soon", "2 hours before the talk", span(When.TWO_HOURS, day, starts).begins),
            ("after", "After the talk", ends),
        ]
    for name, says, next_of in (
        ("halfway", "Halfway to the look back", check_in_texts.next_time),
        ("look-back", "2 school days before the look back", coming_up.next_look_back),
        ("idea", "The next five-minute idea", weekly_ideas.next_time),
    ):
        at = next_of(parent_ids) or next_of()
        if at:
            moments.append((name, says, at))
    return sorted((one for one in moments if one[2] > now), key=lambda one: one[2])


def _next_talk(parent_ids: list[int]) -> tuple[date, datetime, datetime] | None:
    query = (
        select(Slot.day, Slot.starts_at, Slot.ends_at)
        .join(Booking, Booking.slot_id == Slot.id)
        .where(Booking.state == BookingState.BOOKED, Slot.ends_at > clock.now())
        .order_by(Slot.starts_at)
        .limit(1)
    )
    if parent_ids:
        query = query.where(Booking.parent_id.in_(parent_ids))
    found = db.session.execute(query).one_or_none()
    return (found[0], found[1], found[2]) if found else None
