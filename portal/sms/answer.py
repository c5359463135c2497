"""A parent's text is answered: who wrote, what it answers, and one domain verb for it.

Each text is read and answered in one act, which also claims it, so that each is answered exactly
once. Success speaks once: by the text that the verb itself queued. What words mean is found out in
`understand`, what a number does in `choose`.
"""

import logging
import traceback
from datetime import timedelta

from portal import clock
from portal.db import act, db
from portal.domain import (
    ask,
    bookings,
    coming,
    contact,
    first_choice,
    inbox,
    outbox,
    restored,
    safe,
    talking,
    tell,
    wishes,
)
from portal.domain.asked import last_question, may_answer_the_last
from portal.domain.bookings import Booking
from portal.domain.history import By, Face
from portal.domain.inbox import InText
from portal.domain.outbox import OutText
from portal.domain.people import NumberState, Parent, school
from portal.domain.questions import ABOUT_THE_DAY, WORDS_CALL, Question
from portal.domain.reaching import WhyNot, blocked_numbers, why_not_anything, why_not_number
from portal.domain.school_days import school_days_after
from portal.languages import ENGLISH, language
from portal.sms import about_ideas, about_news, about_upsets, choose, commands, offering
from portal.sms.chosen import Chosen, Done, may_hear_about
from portal.sms.message import SAID_TWICE, Message
from portal.sms.understand import Asked, Says, understand
from portal.wording import asking, news_texts, safe_texts, texts
from portal.wording.refusals import Reason, Refused

log = logging.getLogger(__name__)

TRIED_FOR = timedelta(minutes=2)
"""A text that cannot be answered for this long (an error of ours) goes to a person."""
OFTEN_ENOUGH = timedelta(hours=1)
"""At most one "a person will read your message" to a parent in this time."""
MAY_MEAN_THE_TALK = {"cancel", "end", "quit", "revoke"}
"""Carriers stop all texts at these words; whoever has a talk may have meant that."""
STOP_OR_TALK = f"{Says.STOP}, or the talk"
TOO_LATE = "too late"
SIGNS_OF_LIFE = {
    *(Says.CHOICE, Says.TIMES, Says.CHANGE, Says.TALK, Says.START, Says.RING_ONLY),
    *(Says.IDEAS, Says.NO_IDEAS, Says.NEWS, Says.NO_NEWS, Says.REMINDERS, Says.NO_REMINDERS),
}
"""Words of ours that no stranger writes: where we ask whether the number is still theirs, they say
that it is."""
ASKED_IN_ANSWER = {Question.TIME, Question.NEW_TIME, Question.WISH}
"""What may be asked in answer to a number, so that the same number again means nothing new."""


def answer_new() -> int:
    """Answer every text that came in, oldest first. Returns how many."""
    return sum(_try(text_id) for text_id in inbox.unread())


def _try(text_id: int) -> bool:
    try:
        return answer(text_id)
    except Exception as error:
        # Where it broke, and not what the error says: that could quote somebody's text.
        frames = "".join(traceback.format_tb(error.__traceback__))
        log.error("text in %s: %s\n%s", text_id, type(error).__name__, frames)
        return _give_up_if_old(text_id)


def _give_up_if_old(text_id: int) -> bool:
    with act():
        text = inbox.claim(text_id)
        if text is None or text.came_at > clock.now() - TRIED_FOR:
            return False
        inbox.for_a_person(text)
        return True


def answer(text_id: int) -> bool:
    """Answer this text, if nobody has yet. False if it is answered already, or not its turn."""
    try:
        with act():
            text = inbox.claim(text_id)
            if text:
                _answer(text)
    except Refused as refused:
        # A refusal has undone the act: what is said about it is another.
        with act():
            text = inbox.claim(text_id)
            if text:
                _say_sorry(text, refused.reason)
    return text is not None


# -- who wrote, and what they answer -----------------------------------------------------------


def _answer(text: InText) -> None:
    holders = inbox.parents_with(text.number)
    if len(holders) != 1:
        _answer_number(text, holders)
        return
    message = _read(text, holders[0])
    text.question_id = message.question.id if message.question else None
    if message.intent.says == Says.STOP:
        _stop(message)
    elif why_not_anything(message.parent.id) or _cannot_be_answered(message):
        inbox.for_a_person(text)  # and not a word to them
    elif restored.came_before(text.came_at):
        inbox.for_a_person(text)  # it may have been answered, and the question is lost
    else:
        _do(message)


def _do(message: Message) -> None:
    text = message.text
    if message.parent.number_asked_at and message.intent.says != Says.CHOICE:
        contact.confirm_number(message.parent.id, message.by)
    if done := about_news.answer(message):
        _end(message, done)
    elif message.intent.says in (Says.CHOICE, Says.NO) and message.answers_a_person:
        _to_a_person(text, message.parent)
    elif message.intent.says == Says.CHOICE:
        _do_chosen(message)
    elif message.intent.says == Says.WISH:
        _take_wish(message)
    else:
        _answer_word(message)


def _cannot_be_answered(message: Message) -> bool:
    """Whether no text can go to this number: they stopped texts, or somebody has said that it is
    not the parent's phone. What comes from it does nothing by itself."""
    parent = message.parent
    speaks_of_the_number = message.intent.says in (Says.START, Says.WRONG_PERSON)
    if speaks_of_the_number and parent.number_state == NumberState.GOOD:
        return False
    why = why_not_number(parent, blocked_numbers(parent.number))
    if why == WhyNot.NOT_SURE:
        return message.intent.says not in SIGNS_OF_LIFE
    return why is not None


def _read(text: InText, parent: Parent) -> Message:
    text.parent_id = parent.id
    question = last_question(parent.id, text.number, text.came_at)
    asked = None
    if question and question.question:
        again = bool((question.ids or {}).get("again"))
        choices = tuple(question.choices or ())
        asked = Asked(question.question, choices, again, question.body)
    names = (parent.first_name, parent.last_name)
    undecided = parent.language is None
    tag = (tell.perhaps_reads(parent) or language(parent.language)).tag
    intent = understand(asked, text.body, tag, names, undecided=undecided)
    return Message(text, parent, question, _was_open(question, text), intent)


def _was_open(question: OutText | None, text: InText) -> bool:
    if question is None or question.answer_by is None or question.answer_by <= text.came_at:
        return False
    # Who said "coming" may say "cannot come" the next day: nothing else was asked since.
    can_be_answered_anew = question.question in ABOUT_THE_DAY
    answered = question.answered_at
    return can_be_answered_anew or answered is None or answered > text.came_at


def _answer_number(text: InText, holders: list[Parent]) -> None:
    """The number is nobody's, or several people's. Only what is true of the number itself is
    done; who of them wrote is not guessed, and a stranger gets no answer."""
    tags = {language(one.language).tag for one in holders} or {ENGLISH.tag}
    names = [name for one in holders for name in (one.first_name, one.last_name)]
    said = {understand(None, text.body, tag, names).says for tag in tags}
    barred = [one for one in holders if why_not_anything(one.id)]
    if barred:
        text.parent_id = barred[0].id  # so that the safeguarding lead reads it, and nobody else
    if Says.STOP in said:
        for one in holders:
            contact.stop_texts(one.id, By(Face.TEXT, parent_id=one.id))
        inbox.understood(text, Says.STOP)
    elif Says.WRONG_PERSON in said and holders and not barred:
        for one in holders:
            contact.wrong_person(one.id, By(Face.TEXT, parent_id=one.id))
        contact.last_text(text.number, language(holders[0].language), texts.wrong_person)
        inbox.understood(text, Says.WRONG_PERSON)
    else:
        inbox.for_a_person(text)


# -- what is done ------------------------------------------------------------------------------


def _stop(message: Message) -> None:
    """The carrier itself tells them that texts have stopped. With one of its words, such as
    CANCEL, they may have meant the talk: then a person looks."""
    parent_id, text = message.parent.id, message.text
    contact.stop_texts(parent_id, message.by)
    word = text.body.strip(" .!").casefold()
    if word in MAY_MEAN_THE_TALK and bookings.has_talk_to_come(parent_id):
        inbox.for_a_person(text, STOP_OR_TALK)
    else:
        inbox.understood(text, Says.STOP)


def _answer_word(message: Message) -> None:
    facts, parent, text = school(), message.parent, message.text
    match message.intent.says:
        case Says.START:
            contact.start_texts(parent.id, message.by)
            tell.answer(parent, lambda own: texts.started(own, school=facts.short_name))
        case Says.HELP:
            name, phone = facts.short_name, facts.phone
            tell.answer(parent, lambda own: texts.help_(own, school=name, phone=phone))
        case Says.WRONG_PERSON:
            contact.wrong_person(parent.id, message.by)
            if parent.opted_out_at is None:
                contact.last_text(text.number, language(parent.language), texts.wrong_person)
        case Says.TIMES:
            commands.times(parent, message.by)
        case Says.CHANGE:
            commands.change(parent, message.by)
        case Says.TALK if commands.talk(parent, message.by, message.about_plan_of):
            pass
        case Says.LANGUAGE if message.intent.choice:
            commands.keep_language(parent, str(message.intent.choice), message.by)
        case Says.LANGUAGE:
            commands.language(parent)
        case Says.CALL:
            offering.ring_me(parent)
        case Says.IDEAS if about_ideas.start(parent, message.by):
            pass
        case Says.NO_IDEAS:
            about_ideas.stop(parent, message.by)
        case Says.NEWS:
            about_news.start(parent, message.by)
        case Says.NO_NEWS:
            about_news.stop(parent, message.by)
        case Says.RING_ONLY:
            safe.ring_only(parent.id, message.by)
            contact.last_text(text.number, language(parent.language), safe_texts.will_only_ring)
        case Says.REMINDERS:
            safe.start_reminders(parent.id, message.by)
            tell.answer(parent, safe_texts.reminders_again)
        case Says.NO_REMINDERS:
            safe.stop_reminders(parent.id, message.by)
            tell.answer(parent, safe_texts.no_reminders)
        case Says.DID if about_ideas.did_last(parent, message.by):
            pass
        case Says.NO if _no_is_answered(message):
            pass
        case Says.OKAY:
            pass  # they have read it, and may still write
        case _:
            _not_understood(message)
            return
    inbox.understood(text, message.intent.says)


def _no_is_answered(message: Message) -> bool:
    """A bare "no" cancels nothing. Where it could mean that they cannot come, they are asked;
    where it leaves all as it is, they are told so."""
    question = message.question
    if question is None or not message.open:
        return False
    if (question.ids or {}).get("again"):
        return False  # asked already what they mean
    if not ask.what_no_means(message.parent, question):
        outbox.close_this(question.id)
        about_idea = question.question == Question.IDEA
        tell.answer(message.parent, news_texts.not_done if about_idea else asking.unchanged)
    return True


def _do_chosen(message: Message) -> None:
    """They chose one of the things that the question offered."""
    question, chosen, text = message.question, message.chosen(), message.text
    if question is None or chosen is None:
        raise LookupError("a choice without a question")
    if question.child_id and not may_hear_about(message.parent.id, question.child_id):
        inbox.for_a_person(text)
        return
    if chosen.question in ASKED_IN_ANSWER and inbox.said_just_now(text):
        # What came between the two sendings of one text is not what it answers.
        inbox.understood(text, SAID_TWICE)
        return
    if may_answer_the_last(question, text.came_at):
        first_choice.keep_longer(question.booking_id)
        _not_understood(message, asking.crossed)
        return
    if chosen.question == Question.LANGUAGE:
        done = commands.choose_language(chosen)
        outbox.close_this(question.id)  # the next page of languages is a question of its own
    elif message.open:
        done = choose.do(chosen)
        # Only now: a verb first locks the day and then the parent's texts, like every face.
        outbox.close_this(question.id)
    elif text.body in inbox.said_before(text):
        inbox.understood(text, SAID_TWICE)
        return
    elif about_upsets.answered(message):
        return
    else:
        done = choose.once_more(chosen)
    if done is Done.ANSWERED:
        _is_answered(text, chosen)
    else:
        _end(message, done)


def _is_answered(text: InText, chosen: Chosen) -> None:
    """The text is answered. What is said about coming together, nobody is to read."""
    if chosen.question == Question.TOGETHER:
        inbox.keep_to_ourselves(text, chosen.question)
    else:
        inbox.understood(text, chosen.in_words, settles=True)


def _end(message: Message, done: Done) -> None:
    """What is left to do after what became of it."""
    match done:
        case Done.TOO_LATE:
            tell.answer(message.parent, asking.too_late)
            inbox.understood(message.text, TOO_LATE)
        case Done.NOT_UNDERSTOOD:
            _not_understood(message)
        case Done.FOR_A_PERSON:
            _to_a_person(message.text, message.parent)
        case Done.SAY_NOTHING:
            inbox.for_a_person(message.text)


def _take_wish(message: Message) -> None:
    """What they would like to talk about is kept with the talks of the day, and thanked for once.
    What may want an answer, or came too late to be meant so, a person reads as ever."""
    text, parent = message.text, message.parent
    talks = _talks_wished_for(message)
    if not talks:
        _not_understood(message)
        return
    if all(text.body in wishes.said_of(talk.id) for talk in talks):
        inbox.understood(text, SAID_TWICE)
        return
    is_first = message.question is None or wishes.last_answer(message.question) is None
    if wishes.take(text, talks, message.by):
        _to_a_person(text, parent)
    elif is_first:
        ask.will_read(parent, talks, somebody_is_in=talking.somebody_is_in())


def _talks_wished_for(message: Message) -> list[Booking]:
    question, is_open = message.question, message.open and not message.answers_a_person
    if not question or not (is_open and wishes.is_answer(question, message.text.came_at)):
        return []
    return coming.of_one_day(coming.asked_about(message.parent.id, question.ids or {}))


def _say_sorry(text: InText, reason: Reason) -> None:
    """A verb said no, which undid everything: in the parent's words, and what they can do."""
    (parent,) = inbox.parents_with(text.number)
    message = _read(text, parent)
    chosen, question = message.chosen(), message.question
    if chosen is None or question is None:
        raise LookupError("a refusal without a choice")
    text.question_id = question.id
    if about_upsets.answered(message):
        return
    rung = chosen.choice == WORDS_CALL
    if rung:  # whatever is over: who wants to be rung is rung
        offering.ring_me(parent)
    else:
        choose.sorry(chosen, reason)
    outbox.close_this(question.id)
    if rung or chosen.question == Question.TOGETHER:
        _is_answered(text, chosen)
    else:
        inbox.understood(text, f"refused: {reason}")


def _not_understood(message: Message, why: tell.Words = asking.again) -> None:
    """What may be a slip is asked once more, with the words that say `why`; anything else, and a
    second slip, a person reads. The same words again, understood a moment ago, are one text that
    was sent twice."""
    text = message.text
    if text.body in inbox.said_before(text):
        inbox.understood(text, SAID_TWICE)
    elif message.question and message.may_be_a_slip:
        ask.again(message.parent, message.question, why)
        inbox.asked_again(text)
    else:
        _to_a_person(text, message.parent)


def _to_a_person(text: InText, parent: Parent, *, at_once: bool = True) -> None:
    """A person reads it, and the parent is told by when, at most once an hour. `at_once`: they
    have just written it, so that quiet hours do not hold the answer back."""
    inbox.for_a_person(text)
    if outbox.told_lately(f"person:{parent.id}:", OFTEN_ENOUGH) or why_not_anything(parent.id):
        return
    ask.a_person_reads(
        parent,
        school_days_after(clock.today(), 1),
        somebody_is_in=talking.somebody_is_in(),
        key=f"person:{parent.id}:{text.id}",
        at_once=at_once,
    )


def give_up_waiting(text_id: int) -> bool:
    """The question was put again and no answer came: a person reads what they wrote. Whether that
    was still due."""
    text = inbox.claim_unanswered(text_id)
    if text is None:
        return False
    _to_a_person(text, db.session.get_one(Parent, text.parent_id), at_once=False)
    return True
