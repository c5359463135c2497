"""Good news and ideas with made-up facts: a sample of each text, every phrase and every idea."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from portal.languages import Language
from portal.wording import ideas, news_texts, praise, segments, texts
from portal.wording.ideas import Idea
from portal.wording.made_up import TIMES, USUAL, Facts
from portal.wording.praise import Form, Phrase

PHRASE, IDEA = "tried-again", "teach-me"
"""Of usual length."""


@dataclass(frozen=True)
class Sample:
    """A phrase or an idea, and the whole text that it makes, as it would leave."""

    name: str
    said: str
    text: str


def as_sent(words: str, facts: Facts) -> str:
    """A text with its link filled in."""
    return segments.clean(words.replace(texts.LINK, facts.link))


def samples(own: Language, facts: Facts) -> dict[str, str]:
    """Each of the texts once, by name."""
    day, idea = TIMES[0].date(), ideas.say(ideas.find(IDEA), own)
    said = _said(praise.find(PHRASE), Form.ANY, own, facts)
    news = partial(news_texts.good_news, own, school=facts.school, said=said, teacher=facts.teacher)
    return {
        "good news": news(),
        "good news, of another day": news(day=day),
        "good news, with an idea": news(day=day, idea=idea),
        "good news, answered": news_texts.will_read(own, teacher=facts.teacher),
        "the week's idea": news_texts.idea(own, child=facts.child, words=idea),
        "the week's idea, done": news_texts.well_done(own),
        "the week's idea, a no": news_texts.not_done(own),
        "ideas on": news_texts.ideas_on(own),
        "ideas off": news_texts.ideas_off(own),
        "good news on": news_texts.news_on(own),
        "good news off": news_texts.news_off(own),
    }


def phrases(own: Language, facts: Facts = USUAL) -> Iterator[Sample]:
    """Every phrase in each form, those that read the same as one; a blank holds the longest of
    its list."""
    for phrase in praise.PHRASES:
        forms: dict[str, list[Form]] = {}
        for form in Form:
            forms.setdefault(_said(phrase, form, own, facts), []).append(form)
        for said, whose in forms.items():
            text = news_texts.good_news(own, school=facts.school, said=said, teacher=facts.teacher)
            yield Sample(f"{phrase.key} ({', '.join(whose)})", said, as_sent(text, facts))


def _said(phrase: Phrase, form: Form, own: Language, facts: Facts) -> str:
    tries = phrase.choices() or ("",)
    said = (praise.sentence(phrase, form, own, child=facts.child, filled=one) for one in tries)
    return max(said, key=len)


def weekly(own: Language, facts: Facts = USUAL) -> Iterator[Sample]:
    """Every idea, as the text of a week."""
    for idea in ideas.IDEAS:
        said = ideas.say(idea, own)
        text = news_texts.idea(own, child=facts.child, words=said)
        yield Sample(_for_whom(idea), said, as_sent(text, facts))


def _for_whom(idea: Idea) -> str:
    return f"{idea.key} ({idea.topic}, years {idea.first} to {idea.last})"
