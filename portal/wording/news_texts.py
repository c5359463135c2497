"""Texts of good news and of five-minute ideas."""

from datetime import date

from portal.languages import Language
from portal.wording import dates
from portal.wording.answers import shown
from portal.wording.meanings import Meaning
from portal.wording.texts import LINK

NEWS_LINK = f"{LINK}/news"


def good_news(
    language: Language,
    *,
    school: str,
    said: str,
    teacher: str,
    day: date | None = None,
    idea: str = "",
) -> str:
    """Good news: `said` is one or two sentences in this language. `day`: when it was, where that is
    not the day on which it is sent. `idea`: a five-minute idea to go with it."""
    _ = language.gettext
    if day:
        # Translators: begins a text with good news about a child; a sentence about what the child
        # did on that day follows. school is the school's name, day a day such as "Tue 24 Nov".
        begins = _("Good news from %(school)s, %(day)s:") % {
            "school": school,
            "day": dates.day_short(day, language.tag),
        }
    else:
        # Translators: begins a text with good news about a child; a sentence about what the child
        # did follows. school is the school's name.
        begins = _("Good news from %(school)s!") % {"school": school}
    lines = [f"{begins} {said} {teacher}"]
    if idea:
        # Translators: in a text with good news, before something small to do at home with the
        # child; one sentence follows, such as "Count the stairs together".
        lines.append(_("An idea for home: %(idea)s") % {"idea": idea})
    return "\n".join([*lines, NEWS_LINK])


def with_own_words(said: str, own_words: str) -> str:
    """A sentence of good news with a colleague's own words after it; they end as sentences do, so
    that the name that follows is not part of them."""
    if not own_words:
        return said
    return f"{said} {own_words}" + ("." if own_words[-1].isalnum() else "")


def idea(language: Language, *, child: str, words: str) -> str:
    """The week's five-minute idea. Its question: IDEA."""
    _ = language.gettext
    # Translators: a text with something small to do at home with the child; one sentence follows,
    # such as "Count the stairs together". child is a first name.
    begins = _("A 5-minute idea for you and %(child)s:") % {"child": child}
    return f"{begins} {words}\n{did_it(language)}"


def did_it(language: Language) -> str:
    """How to say that they did it, and how to get no more."""
    _ = language.gettext
    # Translators: ends a text with something small to do at home. yes and no_ideas are words to
    # write back, in capitals: yes after doing it, no_ideas to get no more of these texts.
    return _("Did it? Reply %(yes)s. No more ideas? Reply %(no_ideas)s.") % {
        "yes": shown(Meaning.YES, language.tag),
        "no_ideas": shown(Meaning.NO_IDEAS, language.tag),
    }
