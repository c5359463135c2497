"""What staff read about good news on its way: phrases before they are chosen, when it goes out and
why later, who is left out and why, what was sent. In English, like all of their screens."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date

from portal import clock
from portal.domain.news_days import Later
from portal.domain.own_phrases import Own
from portal.domain.praising import Gets, Plan
from portal.domain.reaching import WhyNot
from portal.languages import ENGLISH
from portal.wording import dates, praise
from portal.wording.praise import NUMBER, SPORT, SUBJECT, Phrase
from portal.wording.refusals import Reason, say_to_staff

_OPEN = {SUBJECT: "in …", SPORT: "in …", NUMBER: "…"}
_LATER = {
    Later.AFTERNOON_OVER: "this afternoon is over",
    Later.NO_SCHOOL: "the school is closed until then",
    Later.CHILD_HAS_NEWS: "other good news goes first, one a day",
    Later.PARENT_HAS_NEWS: "the family gets another such text first, one a day",
}
_ON_THEIR_PAGE = {
    WhyNot.NEWS_OFF: "wants no good news by text",
    WhyNot.OPTED_OUT: "has stopped our texts",
}
"""Any other reason is a number that does not do; whose fault that is, is not for a teacher."""
NAMED = 3
"""So many children are named in one line, and no more."""


def shown(phrase: Phrase | Own, about: str) -> str:
    """A phrase in the list: about this child, with dots for what it leaves open."""
    words = phrase.words.replace("{child}", about)
    for blank, dots in _OPEN.items():
        words = words.replace(f"{{{blank}}}", dots)
    return words


def not_yet_in(phrase: Phrase | Own, read: Collection[str]) -> str:
    """The languages which a phrase of the school's own lacks, of those (tags) that families here
    read: "Polish and Urdu"; or nothing."""
    if not isinstance(phrase, Own):
        return ""
    return _and([own.english_name for own in phrase.missing(read)])


def choices(phrase: Phrase | Own) -> list[tuple[str, str]]:
    """What can fill the blank: its key, and how it reads."""
    if not isinstance(phrase, Phrase):
        return []
    return [(key, praise.in_words(phrase, key, ENGLISH)) for key in phrase.choices()]


def when(plan: Plan) -> str:
    """ "today at 15:30", "now", or a later day and why: "on Friday 13 November at 15:30, because
    this afternoon is over"."""
    if plan.goes_at <= clock.now():
        return "now"
    words = f"{day(plan.day)} at {dates.time(clock.local(plan.goes_at).time(), ENGLISH.tag)}"
    return f"{words}, because {_LATER[plan.later]}" if plan.later else words


def day(of: date) -> str:
    """ "today", or "on Friday 13 November"."""
    return "today" if of == clock.today() else f"on {dates.day(of, ENGLISH.tag)}"


def why_on_page(gets: Gets) -> str:
    """Why this parent gets no text."""
    return _ON_THEIR_PAGE.get(gets.why_not or WhyNot.NO_NUMBER, "has no number that works")


def why_refused(plan: Plan) -> str:
    """Why nothing goes out about this child."""
    if plan.refused is None:
        return ""
    if plan.refused.reason != Reason.HEARD_ALREADY:
        return say_to_staff(plan.refused.reason)
    heard, who = plan.refused.facts["day"], plan.refused.facts["who"] or "a colleague"
    verb = "hears" if heard >= clock.today() else "heard"
    return f"The family {verb} this from {who} {day(heard)} already. Please choose other words."


def what_was_sent(plans: Sequence[Plan], *, now: bool) -> Iterator[str]:
    """What became of it, in a line or a few. No plans: the same form was sent before."""
    sent = [one for one in plans if one.refused is None]
    if not plans:
        yield "This was sent already. Nothing has gone out twice."
    for words in dict.fromkeys(_goes(one, now=now) for one in sent):
        about = [one.child.first_name for one in sent if _goes(one, now=now) == words]
        yield f"Good news about {_named(about)} {words}."
    for why in dict.fromkeys(why_refused(one) for one in plans if one.refused):
        about = [one.child.first_name for one in plans if why_refused(one) == why]
        yield f"Not sent about {_named(about)}. {why}"


def _goes(plan: Plan, *, now: bool) -> str:
    if plan.on_paper:
        return f"is printed by the office and goes home on paper {day(plan.day)}"
    if plan.on_page:
        return f"stands on the parent’s page {day(plan.day)}"
    return "goes out now" if now else f"goes out {when(plan)}"


def _named(names: Sequence[str]) -> str:
    return _and(names) if len(names) <= NAMED else f"{len(names)} children"


def _and(words: Sequence[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"
