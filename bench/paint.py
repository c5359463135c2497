"""How long a parent waits until something stands on the screen, in each language: Chromium as a
slow phone on a slow line, on a first visit.

The line and the phone are those of Lighthouse's "slow 3G" and its fourfold slower processor: 400 ms
there and back, 400 kbit/s. It is Chromium that slows down, so the machine only has to be quiet.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median

from playwright.sync_api import Browser, sync_playwright

from bench.servers import Running
from portal.languages import OFFERED

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
DELAY = 400
"""Milliseconds there and back."""
LINE = 400_000 / 8
"""Bytes a second, each way."""
SLOWER = 4
"""So many times slower than this machine."""
TIMES = 3
PHONE = {"width": 360, "height": 640}
PAINTED = """() => new Promise((found) => {
  const ask = () => {
    const [painted] = performance.getEntriesByName("first-contentful-paint");
    painted ? found(painted.startTime) : setTimeout(ask, 20);
  };
  ask();
})"""


@dataclass(frozen=True)
class Painted:
    """Seconds until the first words stood there, by page and language: the middle of three."""

    seconds: dict[str, dict[str, float]]

    @property
    def slowest(self) -> float:
        return max(one for times in self.seconds.values() for one in times.values())


def measure(server: Running, links: dict[str, str]) -> Painted:
    """First visits to these pages (path by name) in every language."""
    found: dict[str, dict[str, float]] = {}
    with _chromium() as browser:
        for name, path in links.items():
            address = f"http://127.0.0.1:{server.port}{path}"
            found[name] = {
                tag: median(_first_visit(browser, address, tag) for _ in range(TIMES))
                for tag in OFFERED
            }
    return Painted(found)


@contextmanager
def _chromium() -> Iterator[Browser]:
    program = next((found for name in PROGRAMS if (found := shutil.which(name))), None)
    if program is None:
        raise SystemExit("no Chromium: `make browser` says how to get it")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program)
        yield browser
        browser.close()


def _first_visit(browser: Browser, address: str, tag: str) -> float:
    context = browser.new_context(viewport=PHONE, locale=tag)  # type: ignore[arg-type]
    page = context.new_page()
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    slow = {"latency": DELAY, "downloadThroughput": LINE, "uploadThroughput": LINE}
    line.send("Network.emulateNetworkConditions", {"offline": False, **slow})
    line.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(address)
    painted = float(page.evaluate(PAINTED)) / 1000
    shown = page.get_attribute("html", "lang")
    context.close()
    if shown != tag:
        raise SystemExit(f"{address} is in {shown}, not in {tag}")
    return painted
