"""What templates can say: the language, the school, days and times, files that never go stale."""

import hashlib
from collections.abc import Callable
from datetime import date, datetime, time
from functools import cache
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
def _gettext(context: Context, message: str) -> str:
    own: Language = context["language"]
    return own.gettext(message)


@pass_context
def _ngettext(context: Context, one: str, many: str, number: int) -> str:
    own: Language = context["language"]
    return own.ngettext(one, many, number)


def register(app: Flask) -> None:
    """Add all of this to Jinja."""
    env = app.jinja_env
    env.trim_blocks = env.lstrip_blocks = True
    env.add_extension("jinja2.ext.i18n")
    env.install_gettext_callables(_gettext, _ngettext, newstyle=True)  # type: ignore[attr-defined]
    env.globals["static_url"] = _static_url(app)
    env.globals["languages"] = OFFERED
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
        own = access.page_language()
        return {
            "language": own,
            "school": school(),
            "token": g.get("token"),
            "here": _here,
            "to_choose": [
                one for one in OFFERED.values() if school().offers(one.tag) or one is own
            ],
        }


def _here() -> str:
    """This page's address, for a form that comes back to it."""
    return url_for(request.endpoint, **(request.view_args or {})) if request.endpoint else "/start"


def _static_url(app: Flask) -> Callable[[str], str]:
    @cache
    def version(name: str) -> str:
        file = Path(app.static_folder or "") / name
        return hashlib.sha256(file.read_bytes()).hexdigest()[:10]

    def static_url(name: str) -> str:
        return url_for("static", filename=name, v=version(name))

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
