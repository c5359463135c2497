"""The portal served for real: HTTP on a free port of this machine, over a SQLite file of its own.

It runs in this process, so a test's clock and the rows a test makes are the server's too.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

from flask import Flask, Response, request
from flask_migrate import upgrade
from werkzeug.serving import make_server

from portal.app import create_app
from portal.db import act
from portal.domain import links
from portal.domain.people import Staff
from portal.web.limits import limiter
from tests import make


class Live:
    """A portal that answers at `address`, and what it has answered since `forget`."""

    def __init__(self, app: Flask, address: str) -> None:
        self.app, self.address = app, address
        self.pages: list[str] = []
        """The HTML of each page, oldest first."""
        self.crashes: list[str] = []
        """What was answered with "something went wrong here"."""

    def hear(self, response: Response) -> Response:
        if response.mimetype == "text/html" and response.status_code not in range(300, 400):
            self.pages.append(response.get_data(as_text=True))
        if response.status_code >= 500:
            self.crashes.append(f"{request.method} {request.path}")
        return response

    def forget(self) -> None:
        self.pages.clear()
        self.crashes.clear()

    def link(self, parent_id: int) -> str:
        """The address in this parent's texts."""
        with act():
            generation = links.link_of(parent_id).generation
        return f"{self.address}/t/{links.token(parent_id, generation)}"

    def signed_in(self, staff_id: int) -> dict[str, str]:
        """The cookie of a colleague at a device of theirs, for Playwright."""
        with act() as session:
            generation = session.get_one(Staff, staff_id).generation
            digest = make.known_device(staff_id)
        return self.cookie(_user_id=f"{staff_id}.{generation}", _fresh=True, device=digest)

    def cookie(self, **session: object) -> dict[str, str]:
        """The cookie of a browser with this session, for Playwright."""
        signer = self.app.session_interface.get_signing_serializer(self.app)  # type: ignore[attr-defined]
        return {"name": "portal", "value": signer.dumps(session), "url": self.address}


@contextmanager
def serve(settings: dict[str, str]) -> Iterator[Live]:
    """Serve a new portal with these settings, at an address of its own."""
    logging.getLogger("werkzeug").setLevel(logging.WARNING)  # not a line for every request
    server = make_server("127.0.0.1", 0, _nothing_yet, threaded=True)
    address = f"http://127.0.0.1:{server.server_port}"
    live = Live(create_app({**settings, "PORTAL_PUBLIC_URL": address}), address)
    live.app.after_request(live.hear)
    limiter.enabled = False
    with live.app.app_context():
        upgrade()
    server.app = live.app
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield live
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _nothing_yet(_environ: object, _start: object) -> list[bytes]:
    raise AssertionError("asked before there was a portal")
