"""What a parent is told of the help they asked for: once for each change, by day, and by a person
where no text reaches them or where it cannot be arranged. The words are in `wording.help_texts`.
"""

from portal import clock
from portal.db import db
from portal.domain import tell
from portal.domain.bookings import Booking
from portal.domain.help_requests import HelpRequest, NeedKind, NeedState
from portal.domain.outbox import Kind, OutText, call_back
from portal.domain.reaching import WhyNot
from portal.domain.rounds import Slot
from portal.domain.tasks import TaskKind, ask_office, take_off
from portal.languages import ENGLISH, Language
from portal.wording import dates, help_texts
from portal.wording.help_texts import What
from portal.wording.tongues import tongue

WHAT = {
    NeedKind.INTERPRETER: What.INTERPRETER,
    NeedKind.LIFT: What.LIFT,
    NeedKind.STEP_FREE: What.ROOM,
    NeedKind.PHONE: What.PHONE,
    NeedKind.SOMEONE: What.SOMEONE,
}
SAYS_NOTHING = (WhyNot.NO_CONTACT, WhyNot.HELD)
"""Nobody rings them either."""


def what_became(need: HelpRequest, talk: Booking) -> None:
    """It is arranged, or cannot be: the parent is told, unless they know it already."""
    same_as_told = need.told_as == need.state
    if need.text_id and not same_as_told:
        call_back(OutText.id == need.text_id, why="it is otherwise meanwhile")
    _nobody_rings(need)
    why_not = tell.why_not(talk.parent_id, talk.child_id)
    if why_not in SAYS_NOTHING:
        return
    if why_not or need.state == NeedState.CANNOT:
        ask_office(
            TaskKind.CALL,
            parent_id=talk.parent_id,
            child_id=talk.child_id,
            booking_id=talk.id,
            words=_to_say(need, need.state),
        )
    if not why_not and not same_as_told:
        need.text_id = _text(need, talk)
    need.told_as = need.state


def forget(need: HelpRequest) -> None:
    """What they were told of it is not true any more, and need not be said."""
    if need.text_id:
        call_back(OutText.id == need.text_id, why="it is otherwise meanwhile")
    _nobody_rings(need)
    need.told_as = need.text_id = None


def _nobody_rings(need: HelpRequest) -> None:
    for state in (NeedState.ARRANGED, NeedState.CANNOT):
        take_off(TaskKind.CALL, need.booking_id, _to_say(need, state))


def _text(need: HelpRequest, talk: Booking) -> int | None:
    at, child = clock.local(talk.slot.starts_at), talk.invitation.child.first_name
    what, arranged, ready_at = WHAT[need.kind], need.state == NeedState.ARRANGED, need.ready_at

    def words(own: Language) -> str:
        if arranged:
            return help_texts.arranged(own, what, child=child, at=at, ready_at=ready_at)
        return help_texts.cannot(own, what, child=child, at=at)

    return tell.tell_parent(
        Kind.HELP,
        talk.invitation.parent,
        words,
        child_id=talk.child_id,
        booking_id=talk.id,
        round_id=talk.invitation.round_id,
        expires_at=talk.slot.starts_at,
    )


def in_words(need: HelpRequest) -> str:
    """What it is and when, for a colleague: "a lift, Tuesday 24 November at 15:00"."""
    at = clock.local(db.session.get_one(Slot, need.slot_id).starts_at)
    language = f" ({tongue(need.language)})" if need.language else ""
    return f"{need.kind}{language}, {dates.day_and_time(at.date(), at.time(), ENGLISH.tag)}"


def _to_say(need: HelpRequest, state: NeedState) -> str:
    became = "tell them it is arranged" if state == NeedState.ARRANGED else "cannot be arranged"
    return f"{in_words(need)}: {became}"
