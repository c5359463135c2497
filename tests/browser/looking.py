"""What one looks for on a page in a browser. Each check returns the faults it found, in words.

Sizes are CSS pixels. The rules are those of WCAG 2.2 AA, and our own where they are stricter.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, Request

from portal.languages import Language
from tests.words_of import foreign_words

SMALL = {"width": 360, "height": 640}
"""The window of a cheap phone."""
SMALLEST = {"width": 320, "height": 480}
"""What must still do (design, section 2; WCAG 1.4.10)."""
FINGER = 44
"""The least width and height of what is tapped and does not stand in a sentence (WCAG 2.5.5)."""
LEAST = 24
"""The least width of anything that is tapped (WCAG 2.5.8)."""
FIRST_FLIGHT = 14_336
"""Bytes that reach a phone in the first flight of packets: a page with all it loads."""
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
LEAVE = "/leave"
"""Where the quick way out leads."""
SCRIPT = Path(__file__).parent / "looking.js"
"""A browser that is asked has this in every page: `context.add_init_script(path=SCRIPT)`."""

Check = Callable[[Page], list[str]]


def _ask(page: Page, question: str, about: object = None) -> Any:
    return page.evaluate(f"(about) => looking.{question}(about)", about)


def frame(language: str, direction: str) -> Check:
    """What every page has: language and direction, ticks where reading begins, a quick way out."""

    def look(page: Page) -> list[str]:
        found = _ask(page, "frame")
        side = "right" if direction == "rtl" else "left"
        wanted = {"lang": language, "dir": direction, "leave": LEAVE, "ticks": [side]}
        if not found["ticks"]:
            wanted["ticks"] = []
        return [] if found == wanted else [f"the frame is {found}"]

    return look


def cut_off(page: Page) -> list[str]:
    """Words that are cut off or run out of their frame: in the smallest window, with letters
    twice the size, and in a small window (WCAG 1.4.4, 1.4.10)."""
    found = []
    for size, letters in ((SMALLEST, ""), (SMALL, "200%"), (SMALL, "")):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        page.evaluate("(size) => { document.documentElement.style.fontSize = size }", letters)
        where = f"{size['width']} wide{' and letters doubled' if letters else ''}"
        found += [f"{fault} ({where})" for fault in _ask(page, "cutOff")]
    return found


def small_targets(page: Page) -> list[str]:
    """What a finger would miss."""
    found: list[str] = _ask(page, "smallTargets", [FINGER, LEAST])
    return found


def covered(page: Page) -> list[str]:
    """What lies under the bar at the bottom when the keyboard reaches it (WCAG 2.4.11)."""
    found = []
    for _ in range(200):
        page.keyboard.press("Tab")
        fault = _ask(page, "focused")
        if fault is None:
            return found
        found += [fault] if fault else []
    return [*found, "no end of pressing Tab"]


def kept_out(page: Page) -> list[str]:
    """Whom the page keeps out, as axe sees it."""
    page.evaluate(AXE_SCRIPT)
    options = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
    violations: list[dict[str, Any]] = page.evaluate(
        "(options) => axe.run(options).then((results) => results.violations)", options
    )
    return [
        f"{one['id']}: {node['html'][:120]} {node['failureSummary'][:200]}"
        for one in violations
        for node in one["nodes"]
    ]


def overlapping(page: Page) -> list[str]:
    """Words that lie on other words."""
    found: list[str] = _ask(page, "overlapping")
    return found


def boxes(page: Page) -> list[str]:
    """Letters that no font of this machine has."""
    found: list[str] = _ask(page, "boxes")
    return found


def left_in_english(own: Language) -> Check:
    """English words among those of a page in this language. Names stand in `bdi`."""

    def look(page: Page) -> list[str]:
        return [f"English: {word}" for word in foreign_words(" ".join(_ask(page, "said")), own)]

    return look


class Wire:
    """What this browser loads for each page, as on a first visit: nothing is in its cache."""

    def __init__(self, page: Page) -> None:
        self.requests: list[Request] = []
        page.on("request", self._hear)
        network = page.context.new_cdp_session(page)
        network.send("Network.enable")
        network.send("Network.setCacheDisabled", {"cacheDisabled": True})

    def _hear(self, request: Request) -> None:
        if request.is_navigation_request():
            self.requests.clear()
        self.requests.append(request)

    def faults(self, address: str) -> list[str]:
        """What was too much, or asked of others than the portal at this address, for the page
        shown now: it loads one stylesheet and one script."""
        sizes = [request.sizes() for request in self.requests]
        came = sum(one["responseHeadersSize"] + one["responseBodySize"] for one in sizes)
        found = [] if came <= FIRST_FLIGHT else [f"{came} bytes over the wire"]
        _page, *loaded = [request.url for request in self.requests]
        files = [f"{address}/static/portal.css", f"{address}/static/portal.js"]
        if [urlsplit(url)._replace(query="").geturl() for url in loaded] != files:
            found.append(f"loads {loaded}")
        return found
