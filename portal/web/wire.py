"""How answers travel: compressed, and kept by nobody on the way or on the phone.

Static files are the exception: their addresses change with their contents, so they are kept for
good (`app`).
"""

from flask import Flask, Response, request
from flask_compress import Compress

FORM_AGAIN = range(400, 500)
"""A form with red words is as long a page as any, but Flask-Compress passes over all errors."""


def register(app: Flask) -> None:
    """Put this on every answer."""
    _EveryPage(app)
    app.after_request(_kept_by_nobody)


class _EveryPage(Compress):
    def after_request(self, response: Response | None) -> Response:
        if response is None or response.status_code not in FORM_AGAIN:
            return super().after_request(response)
        code, response.status_code = response.status_code, 200
        compressed = super().after_request(response)
        compressed.status_code = code
        return compressed


def _kept_by_nobody(response: Response) -> Response:
    """The answer to a form may stay in the phone's memory, or going back to it would show the
    browser's own error. Static files have said already how long they keep."""
    kept = "private, no-cache" if request.method == "POST" else "no-store"
    response.headers.setdefault("Cache-Control", kept)
    return response
