"""Every page a parent can be shown, in every language: it is valid, fits a small phone, a finger
and the first packets, and keeps nobody out.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from flask import template_rendered
from playwright.sync_api import Page

from portal.languages import OFFERED, SHIPPED
from tests.browser import looking, tour
from tests.browser.conftest import LANGUAGES, NewPhone
from tests.browser.looking import Check
from tests.browsing import check_page
from tests.conftest import Watch
from tests.live import Live

pytestmark = pytest.mark.browser


def faults(stops: Iterable[str], page: Page, checks: list[Check]) -> dict[str, list[str]]:
    """What is wrong at each stop; only stops where something is."""
    found = {}
    for stop in stops:
        found[stop] = [fault for check in checks for fault in check(page)]
    return {stop: wrong for stop, wrong in found.items() if wrong}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page(live: Live, new_phone: NewPhone, watch: Watch, language: str) -> None:
    page = new_phone(language=language)
    wire = looking.Wire(page)
    shown: set[str] = set()

    def show(_app: object, template: Any, **_rest: object) -> None:
        shown.add(template.name)

    def sent(_page: Page) -> list[str]:
        check_page(live.pages[-1], parent=True)
        return wire.faults(live.address)

    checks: list[Check] = [
        sent,
        looking.frame(language, OFFERED[language].direction),
        looking.cut_off,
        looking.overlapping,
        looking.boxes,
        looking.left_in_english(OFFERED[language]),
        looking.small_targets,
        looking.covered,
        looking.kept_out,
    ]
    stops = tour.of_parents(live, watch, page, language)
    with template_rendered.connected_to(show, live.app):
        assert faults(stops, page, checks) == {}
    pages = {f"parent/{file.name}" for file in Path(SHIPPED / "templates/parent").glob("*.html")}
    assert shown == pages, "the tour leaves out pages, or shows those of others"


@pytest.mark.walk
def test_every_page_in_the_dark(live: Live, new_phone: NewPhone, watch: Watch) -> None:
    page = new_phone(language="en", dark=True)
    stops = tour.of_parents(live, watch, page, "en")
    assert faults(stops, page, [looking.kept_out]) == {}
