"""What the school asks by text besides times and reminders (`tell`, `reminders`): the rest of a
booking, offers to who waits, and what TIMES, CHANGE, TALK and LANGUAGE lead to.

Like `tell`: called in the act of the deed, and nothing is queued for whom may not be texted.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from portal import clock
from portal.domain import sharing, tell, wishes
from portal.domain.asked import may_ask, open_question
from portal.domain.bookings import Booking
from portal.domain.coming import as_ids
from portal.domain.history import CLOCK, By, Face
from portal.domain.invitations import Invitation
from portal.domain.move_asks import MoveAsk
from portal.domain.outbox import Kind, OutText, Urgency
from portal.domain.people import Child, Parent, school
from portal.domain.questions import (
    ABOUT_A_REMINDER,
    ABOUT_THE_DAY,
    WORDS_ALONE,
    WORDS_BRING,
    WORDS_CALL,
    WORDS_CANNOT,
    WORDS_CHANGE,
    WORDS_CRECHE,
    WORDS_MORE,
    WORDS_NO,
    WORDS_NONE,
    WORDS_NOT_NOW,
    WORDS_TAKE,
    WORDS_WAIT,
    WORDS_YES,
    Asks,
    Question,
)
from portal.languages import OFFERED, Language
from portal.wording import asking, moving, plan_texts, texts
from portal.wording import together as together_texts
from portal.wording.texts import dialled

PATIENCE = timedelta(days=2)
"""How long a question asked along the way stays answerable, if nothing else is asked meanwhile."""
MOST_LITTLE_ONES = 4
OLDEST = 7
"""Years: older children are not taken into the crèche."""


# -- the rest of a booking ---------------------------------------------------------------------


def little_ones(booking: Booking, by: By, *, rest: bool, too_old: bool = False) -> None:
    """How many need the crèche; once more if one of them was `too_old`. `rest`, here and below:
    whether an interpreter is asked about, too, after the crèche."""
    child = booking.invitation.child.first_name

    def words(own: Language) -> str:
        if too_old:
            return asking.too_old(own, most=MOST_LITTLE_ONES)
        return asking.little_ones(own, child=child, most=MOST_LITTLE_ONES)

    counts = list(range(MOST_LITTLE_ONES + 1))
    _ask(booking, by, words, Question.LITTLE_ONES, counts, rest=rest)


def ages(booking: Booking, count: int, by: By, *, rest: bool) -> None:
    """How old they are."""

    def words(own: Language) -> str:
        return asking.ages(own, count=count)

    _ask(booking, by, words, Question.AGES, [count], rest=rest)


def health(booking: Booking, by: By, *, rest: bool) -> None:
    """Any allergy, medicine or need."""
    choices = [WORDS_NONE, WORDS_CALL]
    _ask(booking, by, asking.health, Question.HEALTH, choices, rest=rest)


def interpreter(booking: Booking, by: By) -> None:
    """Whether they want an interpreter."""
    _ask(booking, by, asking.interpreter, Question.INTERPRETER, [WORDS_NO, WORDS_YES])


def creche_full(
    booking: Booking, years: Sequence[int], by: By, *, rest: bool, other_times: bool = True
) -> None:
    """No place for little ones of these ages: wait, another time (unless there is none with
    places), or bring them along."""
    choices = [WORDS_WAIT, *([WORDS_MORE] if other_times else []), WORDS_BRING]
    words = asking.creche_full if other_times else asking.creche_full_always
    _ask(booking, by, words, Question.CRECHE_FULL, choices, ages=list(years), rest=rest)


def together(booking: Booking, by: By) -> None:
    """Whether they would like to come together with another parent, if there is one."""
    child = booking.invitation.child.first_name

    def words(own: Language) -> str:
        return together_texts.ask(own, child=child)

    _ask(booking, by, words, Question.TOGETHER, [WORDS_YES, WORDS_NO])


def menu(booking: Booking, by: By) -> None:
    """What shall change about this talk."""
    at, child = clock.local(booking.slot.starts_at), booking.invitation.child.first_name
    choices = [WORDS_CHANGE, WORDS_CRECHE, WORDS_CANNOT, WORDS_CALL]
    words = asking.menu
    if sharing.partner_of(booking):
        choices, words = [*choices, WORDS_ALONE], together_texts.menu
    _ask(booking, by, lambda own: words(own, child=child, at=at), Question.MENU, choices)


def noted(booking: Booking, by: By, *, places: int, waits: bool) -> None:
    """Nothing more is asked: what is kept for them."""
    at = clock.local(booking.slot.starts_at)
    tell.tell_of(
        booking,
        Kind.ASKS,
        by,
        lambda own: asking.noted(own, at=at, places=places, waits=waits),
    )


def _ask(
    booking: Booking,
    by: By,
    words: tell.Words,
    question: Question,
    choices: list[int] | list[str],
    **ids: object,
) -> None:
    until = min(booking.slot.starts_at, clock.now() + PATIENCE)
    asks = Asks(question, list(choices), {"booking": booking.id, **ids}, until)
    tell.tell_of(booking, Kind.ASKS, by, words, asks=asks)


# -- before the talk ---------------------------------------------------------------------------


def see_you(parent: Parent, talks: Sequence[Booking]) -> None:
    """Thanks to who is coming to these talks of one day. Asks what they would like to talk about,
    unless they have said so, or have just been asked."""
    first, ids = talks[0], as_ids(talks)
    at, other = clock.local(first.slot.starts_at), open_question(parent.id)
    asked = other is not None and other.question == Question.WISH and other.ids == ids
    if asked or wishes.have_answered([talk.id for talk in talks]):
        tell.answer(parent, lambda own: texts.coming(own, at=at))
        return
    asks = Asks(Question.WISH, list(ABOUT_A_REMINDER), ids, first.slot.starts_at)
    child_id = first.child_id if len(talks) == 1 else None
    _reply(parent, lambda own: asking.wish(own, at=at), asks, child_id)


def will_read(parent: Parent, talks: Sequence[Booking], *, somebody_is_in: bool) -> None:
    """Thanks for what they would like to talk about, and who reads it."""
    teachers = sorted({talk.slot.teacher.name for talk in talks})

    def words(own: Language) -> str:
        said = asking.will_read(own, teacher=teachers[0] if len(teachers) == 1 else None)
        return said if somebody_is_in else f"{said} {asking.in_danger(own)}"

    _reply(parent, words)


# -- waiting -----------------------------------------------------------------------------------


def none_free(invitation: Invitation, by: By) -> None:
    """No time is free: wait for one, or be rung. In answer to a parent's own text."""
    child = invitation.child.first_name
    asks = Asks(
        Question.WAIT,
        [WORDS_WAIT, WORDS_CALL],
        {"invitation": invitation.id},
        clock.now() + tell.PATIENCE,
    )
    tell.tell_about(
        Kind.ASKS,
        invitation,
        by,
        lambda own: asking.none_free(own, child=child),
        asks=asks,
        urgency=Urgency.AT_ONCE,
    )


def waiting(invitation: Invitation, by: By) -> None:
    """They wait for a time. Only in answer to a text: a page says it itself."""
    _answer(invitation, by, lambda own: asking.waiting(own, child=invitation.child.first_name))


def passed(invitation: Invitation, by: By) -> None:
    """They did not want the time. Only in answer to a text: a page says it itself."""
    _answer(invitation, by, lambda own: asking.passed(own, child=invitation.child.first_name))


def _answer(invitation: Invitation, by: By, words: tell.Words) -> None:
    if by.face == Face.TEXT:
        tell.tell_about(Kind.ANSWER, invitation, by, words, urgency=Urgency.AT_ONCE)


def offer(entry_id: int, held: Booking, by: By = CLOCK) -> None:
    """This time is kept for them until the hold ends. `by` the parent: they wrote TIMES."""
    at, until = clock.local(held.slot.starts_at), held.held_until or clock.now()
    child, teacher = held.invitation.child.first_name, held.slot.teacher.name
    shown = clock.local(until)

    def words(own: Language, asks: bool) -> str:
        return asking.offer(own, child=child, teacher=teacher, at=at, until=shown, asks=asks)

    ids = {"entry": entry_id, "slot": held.slot_id}
    _offer(held, by, words, Asks(Question.OFFER, [WORDS_TAKE, WORDS_NO], ids, until))


def place(booking: Booking, until: datetime, by: By = CLOCK) -> None:
    """Places in the crèche are kept for them until then. `by` the parent: they wrote TIMES."""
    at, shown = clock.local(booking.slot.starts_at), clock.local(until)

    def words(own: Language, asks: bool) -> str:
        return asking.place_offer(own, at=at, until=shown, asks=asks)

    ids = {"booking": booking.id}
    _offer(booking, by, words, Asks(Question.PLACE, [WORDS_TAKE, WORDS_NO], ids, until))


def may_we_move(asked: MoveAsk, talk: Booking, by: By) -> None:
    """May the talk have this other time, kept for them until then. `by` the parent: they wrote
    TIMES."""
    old, new = clock.local(talk.slot.starts_at), clock.local(asked.slot.starts_at)
    child, until = talk.invitation.child.first_name, clock.local(asked.until)

    def words(own: Language, asks: bool) -> str:
        return moving.may_we_move(own, child=child, old=old, new=new, until=until, asks=asks)

    asks = Asks(Question.MOVE, [WORDS_TAKE, WORDS_NO], {"ask": asked.id}, asked.until)
    _offer(talk, by, words, asks, Kind.MOVE_ASKED)


def stays(talk: Booking, by: By) -> None:
    """The talk keeps its old time."""
    at, child = clock.local(talk.slot.starts_at), talk.invitation.child.first_name
    tell.tell_of(talk, Kind.MOVE_ASKED, by, lambda own: moving.stays(own, child=child, at=at))


def _offer(
    booking: Booking,
    by: By,
    words: Callable[[Language, bool], str],
    asks: Asks,
    kind: Kind = Kind.OFFER,
) -> None:
    """An offer that ends with its question; where that cannot be asked now, a link and a word."""
    may = by.parent_id == booking.parent_id or may_ask(booking.parent_id, asks.question)
    tell.tell_about(
        kind,
        booking.invitation,
        by,
        lambda own: words(own, may),
        booking_id=booking.id,
        asks=asks if may else None,
        urgency=Urgency.AT_ONCE,
        expires_at=asks.until,
    )


def place_not_wanted(booking: Booking, by: By) -> None:
    """Only in answer to a text: a page says it itself."""
    _answer(booking.invitation, by, asking.place_not_wanted)


# -- words that can always be written ----------------------------------------------------------


def which_child(parent: Parent, children: Sequence[Child]) -> None:
    """About which child they would like to talk."""
    names = [child.first_name for child in children]
    _reply(
        parent,
        lambda own: asking.which_child(own, children=names),
        Asks(Question.CHILD, [child.id for child in children], {}, clock.now() + PATIENCE),
    )


def will_answer(parent: Parent, teacher: str, day: date, *, somebody_is_in: bool) -> None:
    """Who will get in touch, and by when."""

    def words(own: Language) -> str:
        said = asking.will_answer(own, teacher=teacher, day=day)
        return said if somebody_is_in else f"{said} {asking.in_danger(own)}"

    _reply(parent, words)


def languages(parent: Parent, tags: Sequence[str], *, page: int, more: bool) -> None:
    """One page of languages to choose from, each by its own name."""
    names = [OFFERED[tag].name for tag in tags]
    choices = [*tags, *([WORDS_MORE] if more else [])]
    _reply(
        parent,
        lambda own: asking.languages(own, names=names, more=more),
        Asks(Question.LANGUAGE, choices, {"page": page}, clock.now() + PATIENCE),
    )


def again(parent: Parent, asked: OutText, why: tell.Words = asking.again) -> None:
    """The same question once more: because the answer was not understood, or as `why` says."""
    if asked.question is None or asked.answer_by is None:
        raise LookupError("nothing was asked")
    own_words, english = asked.body, asked.body_english or asked.body

    def words(own: Language) -> str:
        before = own_words if own.tag == asked.language else english
        return f"{why(own)}\n{before}"

    ids = {**(asked.ids or {}), "again": True}
    _reply(
        parent,
        words,
        Asks(asked.question, list(asked.choices or []), ids, asked.answer_by),
        asked.child_id,
    )


def what_no_means(parent: Parent, asked: OutText) -> bool:
    """A bare "no" to an invitation, a reminder or a plan is asked about, not guessed. False where
    it can mean nothing that would need a guess."""
    if asked.answer_by is None:
        return False
    words: tell.Words
    question = asked.question
    if question in ABOUT_THE_DAY:
        words, choices, question = asking.cannot_come, list(asked.choices or []), Question.COMING
        if choices != ABOUT_A_REMINDER:
            return False
    elif question == Question.TIME and WORDS_NOT_NOW in (asked.choices or []):
        words, choices = asking.not_this_time, [WORDS_NOT_NOW, WORDS_MORE, WORDS_CALL]
    elif question == Question.SIGN:
        day = date.fromisoformat((asked.ids or {})["day"])
        words, choices = _no_to_sign(day), list(asked.choices or [])
    else:
        return False
    ids = {**(asked.ids or {}), "again": True}
    asks = Asks(question, choices, ids, asked.answer_by)
    _reply(parent, words, asks, asked.child_id)
    return True


def _no_to_sign(day: date) -> tell.Words:
    return lambda own: plan_texts.no_to_sign(own, day=day)


def _reply(
    parent: Parent, words: tell.Words, asks: Asks | None = None, child_id: int | None = None
) -> None:
    tell.tell_parent(
        Kind.ANSWER,
        parent,
        words,
        child_id=child_id,
        asks=asks,
        urgency=Urgency.AT_ONCE,
        answers_them=True,
    )


def a_person_reads(
    parent: Parent, day: date, *, somebody_is_in: bool, key: str, at_once: bool
) -> None:
    """A person will read what they wrote, by this day. `at_once`: they have just written it."""
    facts = school()

    def words(own: Language) -> str:
        said = asking.a_person_reads(
            own, school=facts.short_name, phone=dialled(own, facts.phone), day=day
        )
        return said if somebody_is_in else f"{said} {asking.in_danger(own)}"

    tell.tell_parent(
        Kind.ANSWER, parent, words, urgency=Urgency.AT_ONCE, answers_them=at_once, key=key
    )
