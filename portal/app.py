"""create_app: the only file that knows every room."""

import logging
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click
from flask import Flask
from flask_migrate import Migrate
from flask_talisman import Talisman
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from portal import clock, config
from portal.cli import commands
from portal.db import db, engine_options, prepare
from portal.domain import links, second_step
from portal.domain import phones as known_phones
from portal.languages import SHIPPED
from portal.sms import phones, webhooks
from portal.web import access, errors, filters, limits, wire
from portal.web.numbers import RowConverter
from portal.web.parent import (
    another_time,
    choosing,
    doors,
    ideas,
    leaving,
    news,
    own_words,
    safety,
    talks,
    together,
    waiting,
    wish,
)
from portal.web.parent import languages as parent_languages
from portal.web.parent import pages as parent_pages
from portal.web.parent import plan as parent_plan
from portal.web.parent import settings as parent_settings
from portal.web.staff import (
    after_restore,
    balance,
    bar,
    barriers,
    book_talk,
    callers,
    class_staff,
    class_words,
    closed_days,
    cover,
    creche,
    first_steps,
    good_news,
    hand_over,
    help,
    histories,
    hold_talk,
    holds,
    in_call,
    in_care,
    interpreters,
    invite,
    keeping,
    leaver,
    letters,
    look_back,
    make_target,
    missing,
    my_account,
    my_children,
    needs,
    news_on_paper,
    pass_step,
    people_import,
    phrases,
    plainly,
    praised,
    promise,
    pupil,
    rounds,
    school,
    sheet,
    sign,
    sign_in,
    staff_accounts,
    step_set_up,
    sum_up,
    talk,
    task_list,
    thread,
    ties,
    time_wanted,
    today,
    translate_plan,
    translations,
    upset,
    who,
    who_came,
    words,
    worry,
)
from portal.web.staff import bookings as staff_bookings
from portal.web.staff import inbox as staff_inbox
from portal.web.staff import moving as staff_moving
from portal.web.staff import pages as staff_pages
from portal.web.staff import people as staff_people
from portal.web.staff import plan as staff_plan
from portal.web.staff import safety as staff_safety
from portal.web.staff import together as staff_together

ROOMS = (
    *(choosing, doors, parent_languages, talks, together, waiting, another_time),
    *(own_words, wish, news, ideas, parent_settings),
    *(leaving, safety, staff_safety),
    *(bar, words, plainly, sign_in, pass_step, step_set_up, my_account),
    *(today, task_list, who_came, help, needs, interpreters),
    *(staff_bookings, talk, book_talk, staff_moving),
    *(staff_people, holds, ties, in_care, staff_together, staff_inbox, callers, in_call),
    time_wanted,
    *(thread, school, closed_days, staff_accounts, leaver, translations),
    *(people_import, missing, class_staff),
    *(rounds, cover, who, barriers, invite, letters, creche),
    *(class_words, sheet, hold_talk, sum_up, look_back, staff_plan, sign, pupil, parent_plan),
    *(make_target, translate_plan, hand_over, promise, my_children, upset),
    *(good_news, praised, phrases, news_on_paper, balance, worry),
    *(keeping, histories, after_restore, first_steps),
)
"""The files whose views stand on the blueprints: importing them is what puts them there."""

MIGRATIONS = Path(__file__).parent / "migrations"
HALF_A_YEAR = 60 * 60 * 24 * 180
"""Static files carry a hash of their contents in their address, so they never go stale."""

CONTENT = {
    "default-src": "'none'",
    "style-src": "'self'",
    "script-src": "'self'",
    "img-src": ["'self'", "data:"],
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}

csrf = CSRFProtect()


class Portal(Flask):
    """The app. None of its functions is async, so none is asked at each call whether it is."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """The function as it is."""
        return func


def create_app(environ: Mapping[str, str] = os.environ) -> Flask:
    """The portal, ready to serve, from the settings in `environ`. Raises config.BadSetting."""
    config.check_timezone(environ)
    settings = config.read(environ)
    app = Portal(__name__, template_folder=str(SHIPPED / "templates"), static_folder="static")
    app.url_map.converters["int"] = RowConverter
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(settings.database_url),
        MAX_CONTENT_LENGTH=12 * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=1024 * 1024,
        SEND_FILE_MAX_AGE_DEFAULT=HALF_A_YEAR,
        SESSION_COOKIE_NAME="portal",
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SECURE=settings.https,
        PERMANENT_SESSION_LIFETIME=known_phones.REMEMBERED,
        # Parents come back to a page after an hour; over https some send no Referer.
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
        COMPRESS_BR_LEVEL=4,
        COMPRESS_LEVEL=6,
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_ALGORITHM_STREAMING=["br", "gzip"],  # static files
        COMPRESS_MIN_SIZE=400,
    )
    if settings.demo:
        clock.use(clock.DemoClock(settings.demo_clock))
    links.sign_with(settings.secret_key)
    second_step.sign_with(settings.secret_key)
    _add_extensions(app, settings)
    filters.register(app)
    errors.register(app)
    wire.register(app)
    app.register_blueprint(parent_pages.blueprint)
    app.register_blueprint(staff_pages.blueprint)
    app.register_blueprint(webhooks.blueprint)
    csrf.exempt(webhooks.blueprint)  # the carrier signs its requests instead
    limits.limiter.exempt(webhooks.blueprint)  # and does not call again after a 429
    if settings.demo:
        app.register_blueprint(phones.blueprint)
    return app


def _add_extensions(app: Flask, settings: config.Settings) -> None:
    app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1)  # type: ignore[method-assign]
    db.init_app(app)
    with app.app_context():
        prepare(db.engine)
    Migrate(app, db, directory=str(MIGRATIONS))
    csrf.init_app(app)
    limits.limiter.init_app(app)
    access.sign_in.init_app(app, add_context_processor=False)  # no page names who signed in
    Talisman(
        app,
        force_https=settings.https,
        session_cookie_secure=settings.https,
        strict_transport_security=settings.https,
        content_security_policy=CONTENT,
        referrer_policy="same-origin",
        frame_options="DENY",
    )


def main() -> None:
    """The `portal` command."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    try:
        commands(obj=create_app)
    except config.BadSetting as error:
        click.echo(f"portal: {error}", err=True)
        sys.exit(2)
