"""What the pages of a journey weigh on the wire, and how often they ask the database."""

import re
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from bench.journeys import send
from bench.phones import ANSWERS, TIME, TOKEN, Errand
from bench.servers import Running
from portal.db import db
from portal.languages import OFFERED

FIRST_FLIGHT = 14_336
"""Bytes of the first flight of packets: a page with everything it loads is to fit in it."""


@dataclass(frozen=True)
class Step:
    """One request of the journey. `statements` it makes; bytes that come back, compressed:
    `headers`, and `bodies` by language."""

    name: str
    status: int
    statements: int
    headers: int
    bodies: dict[str, int]


def steps(server: Running, tokens: list[str], statements: list[int]) -> list[Step]:
    """The journey over the wire, once in each language; `statements` are those of each step."""
    seen = {
        language: send(Errand("book", server.port, 1, [token], language)).seen
        for language, token in zip(OFFERED, tokens, strict=True)
    }
    return [
        Step(name, status, count, headers, {tag: seen[tag][n][4] for tag in seen})
        for n, ((name, status, _ms, headers, _body), count) in enumerate(
            zip(seen["en"], statements, strict=True)
        )
    ]


def files(server: Running, token: str) -> dict[str, int]:
    """Bytes, compressed and with headers, of every file that the first page loads."""
    page = _fetch(server.port, f"/t/{token}", "identity")[1].decode()
    paths = re.findall(r'(?:href|src)="(/static/[^"]+)"', page)
    fetched = {path: _fetch(server.port, path, "br, gzip") for path in paths}
    return {
        path.split("/")[-1].split("?")[0]: head + len(body)
        for path, (head, body) in fetched.items()
    }


def _fetch(port: int, path: str, accepted: str) -> tuple[int, bytes]:
    with closing(HTTPConnection("127.0.0.1", port, timeout=10)) as line:
        line.request("GET", path, headers={"Accept-Encoding": accepted})
        answer = line.getresponse()
        lines = ["HTTP/1.1 200 OK", *(f"{name}: {value}" for name, value in answer.getheaders())]
        return len("\r\n".join(lines)) + 4, answer.read()


def statements(app: Flask, tokens: list[str]) -> list[int]:
    """Statements of each of the seven requests, counted in this process. The first token's
    journey warms up; the second's is counted."""
    heard: list[str] = []

    def hear(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA", "SELECT 1")):
            heard.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", hear)
    try:
        _journey(app.test_client(), tokens[0], heard)
        return _journey(app.test_client(), tokens[1], heard)
    finally:
        event.remove(engine, "before_cursor_execute", hear)
        engine.dispose()


def _journey(browser: FlaskClient, token: str, heard: list[str]) -> list[int]:
    counts: list[int] = []

    def ask(path: str, fields: dict[str, str] | None = None) -> str:
        heard.clear()
        page = browser.get(path) if fields is None else browser.post(path, data=fields)
        counts.append(len(heard))
        return page.get_data(as_text=True)

    ask(f"/t/{token}")
    times = ask(f"/t/{token}/talks")
    talk = re.findall(r'action="([^"]+)/times"', times)[0]
    csrf = {"csrf_token": re.findall(TOKEN, times)[0]}
    ask(f"{talk}/times", {**csrf, "slot": re.findall(TIME, times)[0]})
    ask(f"{talk}/details")
    ask(f"{talk}/details", {**csrf, **ANSWERS})
    ask(f"{talk}/confirm", csrf)
    ask(talk)
    return counts
