"""What the worker asks the carrier: whether it took a text, what became of one, what came in.

No transaction is open meanwhile; each answer is worked in by an act of its own. What follows from
an answer is in `domain.settling` and `outcomes`. A carrier that cannot be asked is asked again
later: nothing is guessed.
"""

import logging
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from portal import clock
from portal.db import act
from portal.domain import inbox, settling
from portal.domain.numbers import read_number
from portal.domain.settling import Doubt, OnList
from portal.sms import outcomes
from portal.sms.carriers.base import CannotTell, Listed, Receipt
from portal.sms.deliver import Sender

log = logging.getLogger(__name__)

AT_ONCE = 8
"""So many questions are put at the same time."""
A_SPELL = 1.0
"""Seconds of asking after which the worker looks at its other duties."""

Question = TypeVar("Question")
Told = TypeVar("Told")


def settle(sender: Sender) -> int:
    """Find out about texts of which nobody can tell whether they went out. Returns how many
    numbers were settled."""
    if settling.is_any_lost(sender.lag):
        with act():
            settling.lose_sight_of_old(sender.lag)
    return _for_a_spell(lambda: _settle_some(sender))


def _for_a_spell(some: Callable[[], int]) -> int:
    """As long as there is something to ask and the carrier answers, but not for too long."""
    done, enough = 0, clock.ticks() + A_SPELL
    while (just_done := some()) and clock.ticks() < enough:
        done += just_done
    return done + just_done


def _settle_some(sender: Sender) -> int:
    doubts = settling.doubts(sender.lag, AT_ONCE)
    settled = 0
    for doubt, listed in _ask(sender, doubts, lambda one: _sent_to(sender, one)):
        if listed is None:
            with act():
                settling.still_in_the_dark(doubt)
            continue
        on_list = [OnList(one.carrier_id, one.body, one.made_at) for one in listed]
        with act():
            found = settling.settle(doubt, on_list)
        settled += 1
        for one in listed:
            if one.carrier_id in found and one.receipt is not Receipt.SENT:
                outcomes.report(None, one.carrier_id, one.receipt, one.code)
    return settled


def _sent_to(sender: Sender, doubt: Doubt) -> list[Listed]:
    return sender.carrier.sent_to(doubt.number, doubt.since)


def follow_up(sender: Sender) -> int:
    """Ask what became of texts for which no receipt came. Returns how many were asked about."""
    return _for_a_spell(lambda: _follow_up_some(sender))


def _follow_up_some(sender: Sender) -> int:
    ids = settling.without_receipt(AT_ONCE)
    asked = 0
    for carrier_id, told in _ask(sender, ids, lambda one: [sender.carrier.look_up(one)]):
        if told is None:
            continue
        for one in told:
            if one is not None:
                outcomes.report(None, one.carrier_id, one.receipt, one.code)
        with act():
            settling.asked_about(carrier_id)
        asked += 1
    return asked


def take_in_missing(sender: Sender) -> int:
    """Look through the carrier's list for texts whose call never reached us, or was answered with
    an error: the carrier does not call again. Returns how many were taken in."""
    began, since = clock.now(), settling.look_for_inbound_since()
    new = 0
    if since is not None:
        try:
            listed = sender.carrier.came_in(since)
        except CannotTell:
            return 0
        with act():
            for one in sorted(listed, key=lambda text: text.sent_at):
                new += inbox.take_in(
                    carrier_id=one.carrier_id,
                    number=read_number(one.from_).e164 or one.from_[:30],
                    body=one.body,
                    pictures=one.pictures,
                    came_at=min(one.sent_at, began),
                )
    with act():
        settling.inbound_listed(began)
    if new:
        log.warning("%s texts had come in that no call told us of", new)
    return new


def _ask(
    sender: Sender, questions: Sequence[Question], ask: Callable[[Question], Told]
) -> Iterable[tuple[Question, Told | None]]:
    """Each question and its answer, None if the carrier could not tell."""

    def answer(question: Question) -> Told | None:
        try:
            return ask(question)
        except CannotTell:
            return None

    return list(zip(questions, sender.pool.map(answer, questions), strict=True))
