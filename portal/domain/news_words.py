"""The words of a text of good news, as one parent reads them. Only looks."""

from dataclasses import dataclass
from datetime import date

from portal.db import db
from portal.domain.good_news import form_of
from portal.domain.own_phrases import Book
from portal.domain.people import Child, Staff, school, teacher_of
from portal.languages import ENGLISH, Language
from portal.wording import ideas, news_texts


@dataclass(frozen=True)
class ToSay:
    """What is to be said. `day`: on which it goes out; `praised_on`: the day that a phrase's
    "today" means. `idea`: the key of one that goes with it."""

    child: Child
    phrase: str
    filled: str
    own_words: str
    signed: str
    idea: str | None
    day: date
    praised_on: date


@dataclass(frozen=True)
class Body:
    """A text in the parent's language and in English. `closest`: another phrase stands in for the
    school's own."""

    words: str
    english: str
    closest: bool


def signature(child: Child, signed_by: int | None) -> str:
    """The name under good news about this child: of whoever sent it, or of who sees to the child
    now, where it came by itself."""
    signer = db.session.get(Staff, signed_by) if signed_by else None
    return signer.name if signer else teacher_of(child)[1]


def write(what: ToSay, phrases: Book, own: Language) -> Body:
    """The text for a parent who reads this language. The English says the same: with the phrase
    that stands in, and the colleague's own words only where the parent reads them."""
    form, child = form_of(what.child), what.child.first_name
    theirs = phrases.say(what.phrase, form, own, child=child, filled=what.filled)
    stands_in = getattr(phrases.find(what.phrase), "closest", what.phrase)
    said_with = stands_in if theirs.closest else what.phrase
    english = phrases.say(said_with, form, ENGLISH, child=child, filled=what.filled)

    def text(tongue: Language, said: str) -> str:
        if own is ENGLISH:
            said = news_texts.with_own_words(said, what.own_words)
        return news_texts.good_news(
            tongue,
            school=school().short_name,
            said=said,
            teacher=what.signed,
            day=None if what.day == what.praised_on else what.praised_on,
            idea=ideas.say(ideas.find(what.idea), tongue) if what.idea else "",
        )

    return Body(text(own, theirs.words), text(ENGLISH, english.words), theirs.closest)
