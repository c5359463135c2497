"""When a page cannot be shown: what happened, in plain words, and the way on."""

import logging

from flask import (
    Flask,
    Response,
    current_app,
    g,
    make_response,
    redirect,
    render_template,
    request,
)
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from portal.db import db, waited_for_each_other

_log = logging.getLogger(__name__)

SHOWN = {400, 403, 404, 405, 413, 429}
PAGES = ("/t/", "/staff/")


def register(app: Flask) -> None:
    """Give every error a page of its own."""
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(OperationalError, _once_more)
    app.register_error_handler(Exception, _crash)


def _page(code: int) -> Response:
    staff = request.path.startswith("/staff")
    folder = "staff" if staff else "parent"
    return make_response(render_template(f"{folder}/sorry.html", code=code), code)


def _csrf(error: CSRFError) -> Response:
    return _page(400)


def _http(error: HTTPException) -> Response:
    code = error.code or 500
    if code == 405 and request.method == "GET" and request.path.startswith(PAGES):
        # An address that only takes forms, opened as a page: a parent has changed the language
        # there, or gone back to it. The page above it is where the form was.
        return make_response(redirect(request.path.rsplit("/", 1)[0]))
    if code in SHOWN:
        return _page(code)
    if code < 400:
        return make_response(error.get_response())
    return _page(500)


def _once_more(error: OperationalError) -> ResponseReturnValue:
    """Two acts waited for each other, and the database ended this one, with nothing done: it is
    begun again, once, as if the form had been sent twice. Not with a file: that is read by now."""
    if not waited_for_each_other(error) or "once_more" in g or request.files:
        return _crash(error)
    g.once_more = True
    db.session.remove()
    try:
        return current_app.dispatch_request()
    except Exception as now:
        return current_app.handle_user_exception(now)


def _crash(error: Exception) -> Response:
    # The traceback names places in the code, never people: messages carry ids only.
    _log.error("a page failed: %s %s", request.method, request.endpoint, exc_info=error)
    return _page(500)
