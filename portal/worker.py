"""What the clock does, as a list one can read at a glance.

Each sweep looks at what is true now and does what is due; done twice it changes nothing, so two
workers may run side by side and one may be killed at any moment. The rules are in the domain, the
way out in `sms.deliver`. Here is only which sweep runs how often, and that one that fails holds up
no other.
"""

import logging
import traceback
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from time import sleep
from typing import TypeVar

from portal import clock
from portal.config import Settings
from portal.db import act, db
from portal.domain import (
    calling_off,
    check_in_texts,
    coming_up,
    creche_offers,
    first_choice,
    holding,
    holds,
    inbox,
    inviting,
    keeping,
    milestones,
    missed,
    moving,
    news_on_paper,
    news_put_off,
    number_checks,
    reminders,
    said_in,
    signing_by_text,
    upset_undo,
    waitlist,
    weekly_ideas,
    whose_number,
)
from portal.domain.imports import uploads
from portal.sms import answer, enquiries
from portal.sms.carriers.base import Carrier
from portal.sms.deliver import Sender
from portal.translators.base import Translator, TranslatorError

log = logging.getLogger(__name__)

Item = TypeVar("Item")

AWAKE, DOZING = 1.0, 3.0
"""Seconds until the next look after a round without a deed; after a deed there is none."""
DOZES_AFTER = 30
"""So many rounds without a deed."""
A_SPELL = 1.0
"""Seconds of erasing after which the worker looks at its other duties."""
BLINK = 0.1
"""Seconds within which a worker that is told to stop notices."""


@dataclass(frozen=True)
class Sweep:
    """One of the things the clock does; `run` returns how many deeds it did. `every`: seconds."""

    name: str
    every: float
    run: Callable[[Sender], int]


def _one_by_one(items: Iterable[Item], deed: Callable[[Item], object]) -> int:
    """Each in its own short act: one that fails leaves the others alone."""
    done = 0
    for item in items:
        try:
            with act():
                done += deed(item) is not False
        except Exception as error:
            _log_failure(f"{deed.__name__} {item}", error)  # items are ids, dates and kinds
    return done


def _let_go_of_old_holds(_: Sender) -> int:
    return _one_by_one(holding.old_holds(), holding.let_go_if_over)


def _answer_texts(_: Sender) -> int:
    return answer.answer_new()


def _give_up_waiting(_: Sender) -> int:
    return _one_by_one(inbox.unanswered(), answer.give_up_waiting)


def _call_off(_: Sender) -> int:
    off = _one_by_one(calling_off.to_call_off(), calling_off.call_off)
    return off + _one_by_one(upset_undo.to_bring_back(), upset_undo.bring_back)


def _offer_first_choice(_: Sender) -> int:
    free = _one_by_one(first_choice.to_let_go(), first_choice.let_go_one)
    free += _one_by_one(first_choice.to_choose_anew(), first_choice.choose_anew)
    return free + _one_by_one(first_choice.to_offer(), first_choice.offer)


def _end_questions_about_moving(_: Sender) -> int:
    return _one_by_one(moving.to_settle(), moving.settle)


def _offer_times(_: Sender) -> int:
    settled = _one_by_one(waitlist.to_settle(), waitlist.settle)
    return settled + _one_by_one(waitlist.to_offer(), waitlist.offer)


def _offer_places(_: Sender) -> int:
    passed = _one_by_one(creche_offers.run_out(), creche_offers.let_go)
    return passed + _one_by_one(creche_offers.to_offer(), creche_offers.offer)


def _remind(_: Sender) -> int:
    return _one_by_one(reminders.due(), reminders.remind)


def _tell_who_missed(_: Sender) -> int:
    return _one_by_one(missed.due(), missed.tell_one)


def _invite_next(_: Sender) -> int:
    return _one_by_one(inviting.waiting_parents(), inviting.ask_next_of)


def _nudge(_: Sender) -> int:
    return _one_by_one(inviting.to_nudge(), inviting.nudge_one)


def _ask_to_sign(_: Sender) -> int:
    return _one_by_one(signing_by_text.to_ask(), signing_by_text.ask_who_left)


def _ask_how_it_goes(_: Sender) -> int:
    return _one_by_one(check_in_texts.to_ask(), check_in_texts.ask)


def _remind_of_plans(_: Sender) -> int:
    return _one_by_one(coming_up.due(), coming_up.remind)


def _thank_who_came(_: Sender) -> int:
    back = _one_by_one(milestones.not_to_thank(), milestones.take_thanks_back)
    return back + _one_by_one(milestones.to_thank(), milestones.thank)


def _put_off_good_news(_: Sender) -> int:
    return _one_by_one(news_put_off.due(), news_put_off.put_off)


def _send_ideas(_: Sender) -> int:
    return _one_by_one(weekly_ideas.due(), weekly_ideas.send)


def _put_news_on_paper(_: Sender) -> int:
    return _one_by_one(news_on_paper.reached_nobody(), news_on_paper.put_on_paper)


def _ask_to_look_at_holds(_: Sender) -> int:
    return _one_by_one(holds.to_review(), holds.ask_to_review)


def _ask_whose_number(_: Sender) -> int:
    asked = _one_by_one(number_checks.due(), number_checks.ask)
    return asked + _one_by_one(number_checks.silent(), number_checks.tell_office)


def _hold_shared_numbers(_: Sender) -> int:
    return _one_by_one(whose_number.to_hold(), whose_number.hold)


def _send(sender: Sender) -> int:
    return sender.send_due()


def _erase_what_is_old(_: Sender) -> int:
    """As much as fits into a spell; the rest at the next look."""
    erased, enough = 0, clock.ticks() + A_SPELL
    something, nothing = keeping.due_today()
    if nothing:
        with act():
            keeping.nothing_to_do(nothing)
    for rule in something:
        some = 1
        while some and clock.ticks() < enough:
            with act():
                some = keeping.run_some(rule)
            erased += some
    return erased


def _discard_old_uploads(_: Sender) -> int:
    with act():
        return uploads.discard_old_uploads()


RESTS_FOR = 900.0
"""Seconds without a translation service after it did not answer."""


def translating(translator: Translator) -> Sweep:
    """Put one of the free words that wait into a language, for whoever reads it. One at a time, as
    texts wait meanwhile; no act is open while the service thinks."""
    again = 0.0

    def translate(_: Sender) -> int:
        nonlocal again
        if clock.ticks() < again:
            return 0
        try:
            for one in said_in.wanted():
                if one.machine or not translator.can(one.language):
                    continue
                db.session.remove()
                words = translator.translate(one.english, one.language)
                with act():
                    said_in.by_machine(one.english, one.language, words)
                return 1
        except TranslatorError as error:
            again = clock.ticks() + RESTS_FOR
            log.warning("no translation: %s", error)
        return 0

    return Sweep("have free words translated", 30, translate)


SWEEPS = (
    Sweep("let go of times held for ten minutes", 5, _let_go_of_old_holds),
    Sweep("answer the texts that came in", 0, _answer_texts),
    Sweep("hand over what was asked again in vain", 60, _give_up_waiting),
    Sweep("call off what fell through, or bring it back", 0, _call_off),
    Sweep("offer new times first to whose talk fell through", 5, _offer_first_choice),
    Sweep("end questions whether a talk may move", 5, _end_questions_about_moving),
    Sweep("offer times that came free to who waits", 5, _offer_times),
    Sweep("offer crèche places that came free", 10, _offer_places),
    Sweep("remind of talks", 10, _remind),
    Sweep("tell kindly who missed a talk", 10, _tell_who_missed),
    Sweep("ask about the next child", 5, _invite_next),
    Sweep("ask again who has not answered", 60, _nudge),
    Sweep("ask who left without signing", 60, _ask_to_sign),
    Sweep("ask how the plan goes", 60, _ask_how_it_goes),
    Sweep("remind of a plan's dates", 300, _remind_of_plans),
    Sweep("thank who came to a talk", 60, _thank_who_came),
    Sweep("put off good news of a day that was closed", 60, _put_off_good_news),
    Sweep("send the week's ideas", 60, _send_ideas),
    Sweep("put on paper what reached nobody", 300, _put_news_on_paper),
    Sweep("ask whether a number is still theirs", 600, _ask_whose_number),
    Sweep("hold numbers that several people have", 60, _hold_shared_numbers),
    Sweep("send the texts that are due", 0, _send),
    Sweep("find out about texts that may have been sent", 5, enquiries.settle),
    Sweep("ask what became of texts without a receipt", 60, enquiries.follow_up),
    Sweep("take in texts whose call never came", 300, enquiries.take_in_missing),
    Sweep("ask to look at no contact again", 600, _ask_to_look_at_holds),
    Sweep("erase what is kept long enough", 60, _erase_what_is_old),
    Sweep("discard files nobody confirmed", 600, _discard_old_uploads),
)


def tick(sender: Sender, sweeps: Iterable[Sweep] = SWEEPS) -> int:
    """Run each sweep once; returns how many deeds were done. One that fails is logged, and the
    others run all the same. Inside an app context."""
    done = 0
    for sweep in sweeps:
        try:
            done += sweep.run(sender)
        except Exception as error:
            _log_failure(sweep.name, error)
    return done


def run(
    carrier: Carrier,
    settings: Settings,
    told_to_stop: Callable[[], bool],
    sweeps: Sequence[Sweep] = SWEEPS,
    translator: Translator | None = None,
) -> None:
    """Run the sweeps until told to stop, each as often as it says. Inside an app context."""
    if translator:
        sweeps = (*sweeps, translating(translator))
    rate, lag = settings.texts_per_second, settings.carrier_lag
    sender = Sender(carrier, settings.public_url, rate, lag)
    last: dict[str, float] = {}
    quiet = 0
    while not told_to_stop():
        done = tick(sender, _due(sweeps, last))
        db.session.remove()  # hold no connection and no old rows while asleep
        quiet = 0 if done else quiet + 1
        if quiet:
            _rest(DOZING if quiet > DOZES_AFTER else AWAKE, told_to_stop)
    sender.close()


def _due(sweeps: Sequence[Sweep], last: dict[str, float]) -> list[Sweep]:
    now = clock.ticks()
    due = [one for one in sweeps if now - last.get(one.name, -one.every) >= one.every]
    last.update((one.name, now) for one in due)
    return due


def _rest(seconds: float, told_to_stop: Callable[[], bool]) -> None:
    until = clock.ticks() + seconds
    while clock.ticks() < until and not told_to_stop():
        sleep(BLINK)


def _log_failure(what: str, error: Exception) -> None:
    """Where it broke, and not what the error says: that could quote a name or a number."""
    frames = "".join(traceback.format_tb(error.__traceback__))
    log.error("%s: %s\n%s", what, type(error).__name__, frames)
