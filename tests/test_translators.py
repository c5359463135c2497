"""A translation service: LibreTranslate's interface, and the worker that asks it."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from flask import Flask

from portal import config, serving, worker
from portal.config import BadSetting
from portal.db import db
from portal.domain import said_in
from portal.languages import OFFERED
from portal.translators.base import TranslatorError
from portal.translators.libretranslate import LibreTranslate
from tests.conftest import Watch
from tests.web.test_translations import OWN, praised

POLISH, URDU, SOMALI = OFFERED["pl"], OFFERED["ur"], OFFERED["so"]
KNOWS = [
    {"code": "de", "targets": ["so"]},
    {"code": "en", "targets": ["pl", "ur", "zt", "pt", "pa"]},
]


class Service:
    """A LibreTranslate that says what a test wants. `asked`: what it was asked."""

    def __init__(self) -> None:
        self.status, self.languages, self.answer = 200, KNOWS, {"translatedText": "Po polsku"}
        self.asked: list[dict[str, Any]] = []

    def serve(self, handler: BaseHTTPRequestHandler, method: str) -> None:
        body: Any = self.languages
        if method == "POST":
            length = int(handler.headers["Content-Length"])
            self.asked.append({"path": handler.path} | json.loads(handler.rfile.read(length)))
            body = self.answer
        handler.send_response(self.status)
        handler.end_headers()
        handler.wfile.write(body if isinstance(body, bytes) else json.dumps(body).encode())


@pytest.fixture
def service() -> Iterator[tuple[Service, str]]:
    made = Service()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            made.serve(self, "GET")

        def do_POST(self) -> None:
            made.serve(self, "POST")

        def log_message(self, *_: object) -> None:
            """Not a line for every question."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield made, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_it_translates(service: tuple[Service, str]) -> None:
    libre, address = service
    translator = LibreTranslate(f"{address}/", "a key")
    assert translator.translate("Well read", POLISH) == "Po polsku"
    assert libre.asked == [
        {
            "path": "/translate",
            "q": "Well read",
            "source": "en",
            "target": "pl",
            "format": "text",
            "api_key": "a key",
        }
    ]


def test_it_says_which_languages_it_knows(service: tuple[Service, str]) -> None:
    translator = LibreTranslate(service[1])
    known = [tag for tag, own in OFFERED.items() if translator.can(own)]
    assert sorted(known) == sorted(["ur", "pl", "pa-Guru", "pt-PT", "zh-Hant-HK"])
    with pytest.raises(TranslatorError):
        translator.translate("Well read", SOMALI)


@pytest.mark.parametrize(
    "answer",
    [b"no JSON", {}, {"translatedText": ""}, {"translatedText": 3}, [], {"error": "Slow down"}],
)
def test_an_odd_answer_is_none(service: tuple[Service, str], answer: object) -> None:
    libre, address = service
    translator = LibreTranslate(address)
    assert translator.can(POLISH)
    libre.answer = answer  # type: ignore[assignment]
    with pytest.raises(TranslatorError):
        translator.translate("Well read", POLISH)


@pytest.mark.parametrize("languages", [b"no JSON", {}, [], ["en"], [{"code": "de"}]])
def test_an_odd_list_of_languages(service: tuple[Service, str], languages: object) -> None:
    libre, address = service
    libre.languages = languages  # type: ignore[assignment]
    with pytest.raises(TranslatorError):
        LibreTranslate(address).can(POLISH)


def test_no_service_there_says_so_without_the_words() -> None:
    with pytest.raises(TranslatorError) as caught:
        LibreTranslate("http://127.0.0.1:1").translate("Kuba read well", POLISH)
    assert "Kuba" not in str(caught.value)


# -- the worker ----------------------------------------------------------------------------------


def ask(sweep: worker.Sweep) -> int:
    return sweep.run(None)  # type: ignore[arg-type]


def test_the_worker_has_what_waits_translated(
    portal: Flask, watch: Watch, service: tuple[Service, str]
) -> None:
    libre, address = service
    for tag in ("pl", "so", "en"):
        praised(tag)
    sweep = worker.translating(LibreTranslate(address))
    assert [ask(sweep) for _ in range(3)] == [1, 0, 0]
    said = said_in.of([OWN], POLISH)[OWN]
    assert (said.words, said.by_machine) == ("Po polsku", True)
    assert [one["q"] for one in libre.asked] == [OWN]
    # It still waits for a person.
    assert [(one.language.tag, one.machine) for one in said_in.wanted()] == [
        ("pl", "Po polsku"),
        ("so", ""),
    ]


def test_a_service_that_is_down_is_left_alone_for_a_while(
    portal: Flask, monkeypatch: pytest.MonkeyPatch, service: tuple[Service, str]
) -> None:
    libre, address = service
    praised("pl")
    libre.status = 503
    now = 1000.0
    monkeypatch.setattr(worker.clock, "ticks", lambda: now)
    sweep = worker.translating(LibreTranslate(address))
    assert ask(sweep) == 0
    libre.status = 200
    assert ask(sweep) == 0
    now += worker.RESTS_FOR
    assert ask(sweep) == 1
    assert db.session.query(said_in.SaidIn).count() == 1


# -- off by default ------------------------------------------------------------------------------


def test_no_service_unless_a_school_sets_one_up(tmp_path: object) -> None:
    plain = {"PORTAL_DATA": str(tmp_path), "PORTAL_DEMO": "1"}
    assert serving.translator(config.read(plain)) is None
    found = serving.translator(
        config.read(plain | {"PORTAL_TRANSLATE_URL": "http://10.0.0.5:5000/"})
    )
    assert isinstance(found, LibreTranslate)
    assert found.address == "http://10.0.0.5:5000"


@pytest.mark.parametrize("url", ["libre", "ftp://x", "http://"])
def test_an_address_that_cannot_be_one(tmp_path: object, url: str) -> None:
    with pytest.raises(BadSetting, match="PORTAL_TRANSLATE_URL"):
        config.read({"PORTAL_DATA": str(tmp_path), "PORTAL_TRANSLATE_URL": url})
