"""Chromium on a cheap phone: what the browser tests drive the real portal with.

Without Chromium, or without the Noto fonts for every script, they are skipped with one loud line;
with CI=true that is a failure.
"""

import os
import shutil
import subprocess
import warnings
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from portal.languages import OFFERED
from tests.browser import looking
from tests.live import Live

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
NewPhone = Callable[..., Page]
ALWAYS = ("en", "ur")
"""Languages in which every page is looked at on every run: ours, and one from right to left in high
letters. With --walk it is all of them."""
LANGUAGES = [tag if tag in ALWAYS else pytest.param(tag, marks=pytest.mark.walk) for tag in OFFERED]


@pytest.fixture
def tags(request: pytest.FixtureRequest) -> list[str]:
    """The languages in which several pages are looked at in one test: as LANGUAGES."""
    return list(OFFERED) if request.config.getoption("--walk") else list(ALWAYS)


def _missing() -> str:
    if not any(shutil.which(name) for name in PROGRAMS):
        return "CHROMIUM"
    fonts = ""
    if shutil.which("fc-list"):
        fonts = subprocess.run(["fc-list"], capture_output=True, text=True, check=True).stdout
    return "" if "Noto Nastaliq" in fonts and "Noto Sans CJK" in fonts else "NOTO FONTS"


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if missing := _missing():
        if os.environ.get("CI") == "true":
            pytest.fail(f"no {missing.lower()}: CI needs them")
        warnings.warn(f"NO {missing}: THE BROWSER TESTS ARE SKIPPED", stacklevel=1)
        pytest.skip(f"no {missing.lower()}")
    program = next(found for name in PROGRAMS if (found := shutil.which(name)))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program)
        yield browser
        browser.close()


@pytest.fixture
def new_phone(chromium: Browser, live: Live) -> Iterator[NewPhone]:
    """Makes phones that have never been here: `new_phone(language="pl", javascript=False)`."""
    contexts: list[BrowserContext] = []

    def make_phone(*, language: str = "en", javascript: bool = True, dark: bool = False) -> Page:
        context = chromium.new_context(
            viewport=looking.SMALL,
            locale=language,
            java_script_enabled=javascript,
            color_scheme="dark" if dark else "light",
            base_url=live.address,
        )
        context.add_init_script(path=looking.SCRIPT)
        contexts.append(context)
        return context.new_page()

    yield make_phone
    for context in contexts:
        context.close()
