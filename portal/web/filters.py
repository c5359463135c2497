"""What templates can say: the language, the school, days and times, files that never go stale."""

import hashlib
from collections.abc import Callable
from datetime import date, datetime, time
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from babel.dates import get_month_names
from flask import Flask, g, request, url_for
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from portal import clock
from portal.domain.people import school
from portal.languages import ENGLISH, OFFERED, Language
from portal.web import access
from portal.wording import dates
from portal.wording.doors import come_to


@pass_context
def _gettext(context: Context, message: str, /, **facts: Any) -> str:
    own: Language = context["language"]
    return _filled(own.gettext(message), facts)


@pass_context
def _ngettext(context: Context, one: str, many: str, number: int, /, **facts: Any) -> str:
    own: Language = context["language"]
    return _filled(own.ngettext(one, many, number), {"num": number, **facts})


def _filled(words: str, facts: dict[str, Any]) -> Markup:
    """The words of a catalogue as they are, with these facts in them, escaped. Most words hold no
    fact: Jinja's own way to do this makes three calls and a format of each."""
    return Markup(words) % facts if "%" in words else Markup(words)


def register(app: Flask) -> None:
    """Add all of this to Jinja."""
    env = app.jinja_env
    env.trim_blocks = env.lstrip_blocks = True
    env.globals.update(_=_gettext, gettext=_gettext, ngettext=_ngettext)
    env.globals["static_url"] = _static_url(app)
    env.globals["languages"] = OFFERED
    env.globals["language_choices"] = _language_choices(app)
    env.filters["day"] = _day
    env.filters["short_day"] = _short_day
    env.filters["time"] = _time
    env.filters["day_and_time"] = _day_and_time
    env.globals["come_to"] = come_to
    env.globals["months"] = _months
    env.filters["local"] = clock.local
    env.filters["pounds"] = _pounds
    env.filters["dial"] = _dial

    @app.context_processor
    def _everywhere() -> dict[str, Any]:
        return {
            "language": access.page_language(),
            "school": school(),
            "token": g.get("token"),
            "here": _here,
        }


def _here() -> str:
    """This page's address, for a form that comes back to it."""
    return url_for(request.endpoint, **(request.view_args or {})) if request.endpoint else "/start"


def _language_choices(app: Flask) -> Callable[[Language, bool], Markup]:
    """The buttons of all languages. They stand on every page and are the same for everybody who
    reads in one language, so they are made once for each, until the school offers others."""

    @lru_cache(maxsize=4 * len(OFFERED))
    def made(own: Language, marks_own: bool, off: tuple[str, ...]) -> Markup:
        offered = [one for one in OFFERED.values() if school().offers(one.tag) or one is own]
        template = app.jinja_env.get_template("parts/language_choices.html")
        return Markup(template.render(to_choose=offered, own=own, marks_own=marks_own))

    def language_choices(own: Language, marks_own: bool) -> Markup:
        return made(own, marks_own, school().languages_off)

    return language_choices


def _static_url(app: Flask) -> Callable[[str], str]:
    @cache
    def static_url(name: str) -> str:
        file = Path(app.static_folder or "") / name
        version = hashlib.sha256(file.read_bytes()).hexdigest()[:10]
        return url_for("static", filename=name, v=version)

    return static_url


def _as_date(moment: date | datetime) -> date:
    return clock.local(moment).date() if isinstance(moment, datetime) else moment


def _day(moment: date | datetime, own: Language = ENGLISH) -> str:
    """ "Tuesday 24 November": in this language; staff screens say nothing and get English."""
    return dates.day(_as_date(moment), own.tag)


def _short_day(moment: date | datetime, own: Language = ENGLISH) -> str:
    return dates.day_short(_as_date(moment), own.tag)


def _time(moment: time | datetime, own: Language = ENGLISH) -> str:
    clock_time = clock.local(moment).time() if isinstance(moment, datetime) else moment
    return dates.time(clock_time, own.tag)


def _day_and_time(moment: datetime, own: Language = ENGLISH) -> str:
    here = clock.local(moment)
    return dates.day_and_time(here.date(), here.time(), own.tag)


@cache
def _months(own: Language) -> list[str]:
    """The twelve months by name, as they stand alone in a list."""
    names = get_month_names("wide", context="stand-alone", locale=own.locale)
    return [names[month] for month in range(1, 13)]


def _dial(number: str) -> Markup:
    """A phone number that a tap rings. It runs from left to right, also where the words around it
    do not: without that, Urdu shows its second half first."""
    digits = "".join(sign for sign in number if sign.isdigit() or sign == "+")
    return Markup('<a href="tel:{}" dir="ltr">{}</a>').format(digits, number)


def _pounds(pence: float) -> str:
    return f"£{pence / 100:,.2f}"
