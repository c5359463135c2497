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


# -- answers to what they wrote -------------------------------------------------------------------


def will_read(language: Language, *, teacher: str) -> str:
    """They wrote a few words in answer to good news."""
    _ = language.gettext
    # Translators: a text to a parent who wrote something back to good news about their child.
    # teacher is the name of the member of staff who sent it, or of the school.
    return _("Thank you. %(teacher)s will read it.") % {"teacher": teacher}


def ideas_on(language: Language) -> str:
    """They wrote IDEAS."""
    _ = language.gettext
    # Translators: a text to a parent who asked for an idea each week, something small to do at home
    # with the child. no_ideas is a word to write back, in capitals.
    return _("You will get one 5-minute idea a week. To stop: %(no_ideas)s") % {
        "no_ideas": shown(Meaning.NO_IDEAS, language.tag)
    }


def ideas_off(language: Language) -> str:
    """They wrote NO IDEAS."""
    _ = language.gettext
    # Translators: a text to a parent who wants no more ideas for home. ideas is a word to write
    # back, in capitals, to get them again.
    return _("No more ideas by text. If you want them again: %(ideas)s") % {
        "ideas": shown(Meaning.IDEAS, language.tag)
    }


def news_on(language: Language) -> str:
    """They wrote NEWS."""
    _ = language.gettext
    # Translators: a text to a parent who asked for good news about their child by text. no_news is
    # a word to write back, in capitals.
    return _("You will get good news by text. To stop: %(no_news)s") % {
        "no_news": shown(Meaning.NO_NEWS, language.tag)
    }


def news_off(language: Language) -> str:
    """They wrote NO NEWS."""
    _ = language.gettext
    # Translators: a text to a parent who wants no good news by text. A link follows.
    words = _("No more good news by text. You can still read it on your page:")
    return f"{words} {NEWS_LINK}"


def well_done(language: Language) -> str:
    """They did the week's idea."""
    _ = language.gettext
    # Translators: a text to a parent who wrote that they did the week's five-minute idea with their
    # child.
    return _("That is lovely. Thank you for telling us!")


def not_done(language: Language) -> str:
    """They wrote "no" to the week's idea."""
    _ = language.gettext
    # Translators: a text to a parent who wrote "no" after an idea for home; not a reproach.
    # no_ideas is a word to write back, in capitals, to get no more ideas.
    return _("That is fine. To get no more ideas: %(no_ideas)s") % {
        "no_ideas": shown(Meaning.NO_IDEAS, language.tag)
    }
