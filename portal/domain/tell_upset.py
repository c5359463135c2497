"""What a parent is told when something falls through: chooses the words and puts them in the
outbox. The words are in `wording.called_off`; the rules of who may be told in `tell`.

The one reason to break quiet hours: a talk of today, or of tomorrow morning. Who may be writing an
answer to something else just now is asked nothing by number, so that their "1" means what they
meant; a word to text back, or the link, does for them.
"""

from datetime import datetime, time, timedelta

from sqlalchemy import select

from portal import clock
from portal.db import db
from portal.domain import creche_places, tell
from portal.domain.asked import is_fresh, open_question
from portal.domain.bookings import Booking
from portal.domain.creche import PlaceState
from portal.domain.history import By
from portal.domain.outbox import (
    ON_THE_PHONE,
    Kind,
    OutText,
    TextState,
    Urgency,
    call_back,
    close_this,
)
from portal.domain.people import school
from portal.domain.questions import ABOUT_THE_DAY, Asks, Question, matters_more
from portal.domain.rounds import Slot
from portal.domain.upset import What
from portal.languages import Language
from portal.wording import called_off as words
from portal.wording.called_off import Happened, Lost

NOON = time(12)
"""Who hears of tomorrow morning's talk at eight that morning hears of it too late."""
HAPPENED = {What.AWAY: Happened.AWAY, What.SHUT: Happened.SHUT}


def lost(talk: Booking, what: What) -> Lost:
    """This talk, as words speak of it."""
    return Lost(
        HAPPENED.get(what, Happened.OTHER),
        talk.slot.day == clock.today(),
        talk.invitation.child.first_name,
        talk.slot.teacher.name,
        school().short_name,
        clock.local(talk.slot.starts_at),
    )


def said_of(
    own: Language, said: str, talk: Booking, times: list[datetime], until: datetime | None
) -> str:
    """What has happened (`said`), with these times to choose from, or that new ones follow, or that
    a person finds one with them."""
    if not talk.invitation.round.is_open:
        child = talk.invitation.child.first_name
        return words.please_ring(own, said, child=child, phone=school().phone)
    if until:
        return words.with_new_times(own, said, times=times, until=clock.local(until))
    return words.no_times_yet(own, said)


def called_off(
    talk: Booking, what: What, slots: list[Slot], until: datetime | None, by: By
) -> None:
    """The talk is off; these times are kept for them."""
    off = lost(talk, what)
    _is_old_news(talk)
    _say(
        talk,
        lambda own: words.sorry(own, off),
        slots,
        until,
        by,
        expires_at=talk.slot.starts_at,
        at_any_hour=_cannot_wait(talk),
    )


def kept_gone(
    talk: Booking, gone: list[int], slots: list[Slot], until: datetime | None, by: By
) -> None:
    """The times kept for them (slot ids `gone`) have fallen through, too; these others are kept
    now. Nothing is said to who was sent other times meanwhile: they answered before they heard.
    """
    child = talk.invitation.child.first_name
    listed = open_question(talk.parent_id)
    if listed and _lists_times_for(talk, listed):
        if set(listed.choices or []).isdisjoint(gone):
            return
        if not (slots and is_fresh(listed)):  # nobody is left to choose from that list
            close_this(listed.id)
    _is_old_news(talk)
    _say(talk, lambda own: words.kept_gone(own, child=child), slots, until, by, expires_at=until)


def _say(
    talk: Booking,
    said: tell.Words,
    slots: list[Slot],
    until: datetime | None,
    by: By,
    *,
    expires_at: datetime | None,
    at_any_hour: bool = False,
) -> None:
    times = [clock.local(slot.starts_at) for slot in slots]
    asks = _asks(talk, slots) if slots and may_ask_now(talk) else None

    def body(own: Language) -> str:
        if slots and asks is None:
            return words.see_times(own, said(own))
        return said_of(own, said(own), talk, times, until)

    tell.tell_about(
        Kind.CALLED_OFF,
        talk.invitation,
        by,
        body,
        booking_id=talk.id,
        asks=asks,
        urgency=Urgency.AT_ONCE,
        expires_at=expires_at,
        at_any_hour=at_any_hour,
    )


def new_times(talk: Booking, slots: list[Slot], until: datetime, by: By) -> None:
    """The new times that were promised."""
    child = talk.invitation.child.first_name
    times = [clock.local(slot.starts_at) for slot in slots]
    tell.tell_about(
        Kind.CALLED_OFF,
        talk.invitation,
        by,
        lambda own: words.new_times(own, child=child, times=times, until=clock.local(until)),
        booking_id=talk.id,
        asks=_asks(talk, slots),
        urgency=Urgency.AT_ONCE,
        expires_at=until,
    )


def creche_off(talk: Booking, by: By) -> None:
    """The crèche cannot open; the talk is still on."""
    at, child = clock.local(talk.slot.starts_at), talk.invitation.child.first_name
    tell.tell_of(
        talk,
        Kind.CALLED_OFF,
        by,
        lambda own: words.creche_off(own, child=child, at=at),
        at_any_hour=_cannot_wait(talk),
    )


def creche_after_all(talk: Booking, by: By) -> None:
    """The crèche can open after all: they have their places again, or wait for them."""
    at = clock.local(talk.slot.starts_at)
    if _has_places(talk):
        tell.creche_place(talk, True, by)
    elif creche_places.places_of(talk.id):
        tell.tell_of(talk, Kind.CRECHE, by, lambda own: words.creche_waits(own, at=at))


def places_otherwise(talk: Booking, were_sure: bool, by: By) -> None:
    """The talk is on again, but its crèche places are not what the parent knows: they wait where
    they had places (`were_sure`), or have places where they waited."""
    has = _has_places(talk)
    if creche_places.places_of(talk.id) and has != were_sure:
        tell.creche_place(talk, has, by)


def _has_places(talk: Booking) -> bool:
    return bool(creche_places.places_of(talk.id, (PlaceState.TAKEN,)))


def on_after_all(talk: Booking, by: By) -> None:
    """It can be held after all."""
    at = clock.local(talk.slot.starts_at)
    child, teacher = talk.invitation.child.first_name, talk.slot.teacher.name
    at_any_hour = _cannot_wait(talk)
    tell.make_way_for(talk)
    tell.tell_of(
        talk,
        Kind.CALLED_OFF,
        by,
        lambda own: words.on_after_all(own, child=child, teacher=teacher, at=at),
        at_any_hour=at_any_hour,
    )


def _asks(talk: Booking, slots: list[Slot]) -> Asks:
    """These times, other times, ring me: they had said that they want to talk."""
    return tell.asks_for_time(talk.invitation, slots, not_now=False)


def never_told(talk: Booking, since: datetime) -> bool:
    """Whether what was said of it since then still waits for the morning, all of it: then it is
    called back, and there is nothing to say."""
    about = (
        OutText.booking_id == talk.id,
        OutText.kind == Kind.CALLED_OFF,
        OutText.made_at >= since,
    )
    states = set(db.session.scalars(select(OutText.state).where(*about)))
    if TextState.QUEUED not in states:
        return False
    call_back(*about, why="it stands otherwise by now")
    return states.isdisjoint(ON_THE_PHONE)


def _lists_times_for(talk: Booking, asked: OutText) -> bool:
    about = (asked.ids or {}).get("invitation")
    return asked.question == Question.TIME and about == talk.invitation_id


def may_ask_now(talk: Booking) -> bool:
    """Whether the text may ask by number: nothing else is open with this parent that matters as
    much, and nothing was asked so lately that the answer may be on its way."""
    other = open_question(talk.parent_id)
    if other is None or other.question is None:
        return True
    ids = other.ids or {}
    of_the_day = other.question in ABOUT_THE_DAY and ids.get("day") == talk.slot.day.isoformat()
    about_this = of_the_day or ids.get("booking") == talk.id or _lists_times_for(talk, other)
    return not is_fresh(other) and (about_this or matters_more(Question.TIME, other.question))


def _is_old_news(talk: Booking) -> None:
    call_back(OutText.booking_id == talk.id, why="the talk is called off")


def _cannot_wait(talk: Booking) -> bool:
    """Whether nobody may be left to set out for it: it is today, or tomorrow morning."""
    tomorrow = clock.today() + timedelta(days=1)
    return talk.slot.day <= clock.today() or (talk.slot.day == tomorrow and talk.slot.begins < NOON)
