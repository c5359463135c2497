"""What parents write back to good news, and whether they want it by text.

Good news asks nothing. So its answer is whatever is written while it is the last thing on the phone
and means nothing else: a heart, where it is no more than thanks; else words for whoever signed it.
What answers an open question stays its answer, and a bare "no" is not guessed at.
"""

from portal.db import db
from portal.domain import inbox, news_answers, tell
from portal.domain.good_news import GoodNews
from portal.domain.history import By
from portal.domain.people import Parent
from portal.domain.questions import WORDS_COMING, WORDS_WELL, Question
from portal.languages import language
from portal.sms.chosen import Done, may_hear_about
from portal.sms.message import SAID_TWICE, Message
from portal.sms.understand import Says
from portal.wording import news_texts
from portal.wording.answers import Reply, read
from portal.wording.hearts import is_heart
from portal.wording.meanings import Meaning

HEART = "heart"
"""What stands in `understood_as` of a text that was a heart for good news."""
IN_OWN_WORDS = (Says.WISH, Says.NOT_UNDERSTOOD)
MAY_BE_A_HEART = (Says.CHOICE, Says.NO, Says.OKAY, *IN_OWN_WORDS)
"""Whatever else they say is a word that always works."""
ALL_IS_WELL = (WORDS_COMING, WORDS_WELL)
"""Choices whose words also praise ("very good", "see you"): of a question that is over, they are
words about the news."""


def answer(message: Message) -> Done | None:
    """Take this text as the answer to the good news that was the last thing on the phone, and
    return what became of it. None if there is none, or it is about something else."""
    text, parent = message.text, message.parent
    reply = read(text.body, language(parent.language).tag)
    is_thanks = _is_heart(message, reply)
    if not is_thanks and not _is_words(message, reply):
        return None
    news_id = news_answers.on_phone(parent.id, text.number, text.came_at)
    if news_id is None and is_thanks and not (_is_choice(message) or _is_yes(message, reply)):
        news_id = news_answers.lately(parent.id, text.number, text.came_at)
    if news_id is None:
        return None
    if not may_hear_about(parent.id, db.session.get_one(GoodNews, news_id).child_id):
        return Done.SAY_NOTHING
    if is_thanks and _may_be_a_yes(message, reply):
        return Done.FOR_A_PERSON if _signs(message) else None
    text.question_id = None  # it answers the news, and not the question before it
    if is_thanks:
        news_answers.heart(parent.id, news_id, message.by)
        inbox.understood(text, HEART)
    elif news_answers.said_already(text, news_id):
        inbox.understood(text, SAID_TWICE)
    elif news_answers.take(text, news_id, message.by):
        return Done.FOR_A_PERSON
    else:
        _thank(parent, news_id)
    return Done.ANSWERED


def _is_choice(message: Message) -> bool:
    """Whether it may answer a question that has come since the good news, or is only read as "I
    have read it" there."""
    says = message.intent.says
    return message.open and says in (Says.CHOICE, Says.NO, Says.OKAY)


def _is_yes(message: Message, reply: Reply) -> bool:
    """Whether it says yes or all right, in a word, while a question is open that has come since the
    good news: "yes, thank you" is about that question, even where it is no answer to it."""
    in_words = any(letter.isalpha() for letter in reply.said)
    return message.open and in_words and reply.only(Meaning.YES, Meaning.OKAY)


def _is_heart(message: Message, reply: Reply) -> bool:
    """Whether it is no more than thanks. A picture may say anything."""
    may_be = message.intent.says in MAY_BE_A_HEART and not message.text.pictures
    return may_be and is_heart(message.text.body, reply.tag)


def _may_be_a_yes(message: Message, reply: Reply) -> bool:
    """Whether it is a yes, in a word and not only a thumb, to a question that is still open: good
    news asks for none."""
    chose = message.intent.says == Says.CHOICE and message.open
    return chose and not reply.only(Meaning.OKAY, Meaning.POLITE)


def _signs(message: Message) -> bool:
    """Nobody is taken to have signed what they may not have meant."""
    return message.question is not None and message.question.question == Question.SIGN


def _is_words(message: Message, reply: Reply) -> bool:
    """Whether it is something to read that means nothing else."""
    intent = message.intent
    if intent.says == Says.CHOICE:
        return not message.open and intent.choice in ALL_IS_WELL and reply.number() is None
    if intent.says == Says.NEWS:
        return message.parent.news_off_at is None  # "Good news!"
    if intent.says not in IN_OWN_WORDS:
        return False
    may_be_an_answer = reply.number() is not None or reply.no_child() or reply.doubtful()
    says_something = bool(message.text.pictures or reply.said)
    return says_something and not may_be_an_answer


def _thank(parent: Parent, news_id: int) -> None:
    """Who will read it. Once a day: what follows is read by the same colleague."""
    teacher = news_answers.read_by(news_id)
    tell.answer(
        parent,
        lambda own: news_texts.will_read(own, teacher=teacher),
        key=news_answers.thanks_key(parent.id),
    )


def start(parent: Parent, by: By) -> None:
    """Good news by text again."""
    news_answers.start(parent.id, by)
    tell.answer(parent, news_texts.news_on)


def stop(parent: Parent, by: By) -> None:
    """No more good news by text: it still stands on their page."""
    news_answers.stop(parent.id, by)
    tell.answer(parent, news_texts.news_off)
