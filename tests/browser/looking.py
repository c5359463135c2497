"""What one looks for on a page in a browser. Each check returns the faults it found, in words.

Sizes are CSS pixels. The rules are those of WCAG 2.2 AA, and our own where they are stricter.
"""

from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, Request

SMALL = {"width": 360, "height": 640}
"""The window of a cheap phone."""
SMALLEST = {"width": 320, "height": 480}
"""What must still do (design, section 2; WCAG 1.4.10)."""
FINGER = 44
"""The least width and height of what is tapped and does not stand in a sentence (WCAG 2.5.5)."""
LEAST = 24
"""The least width and height of anything that is tapped (WCAG 2.5.8)."""
FIRST_FLIGHT = 14_336
"""Bytes that reach a phone in the first flight of packets: a page with all it loads."""
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

_SHARED = """
const name = (el) => el.tagName.toLowerCase() + (el.id ? '#' + el.id : '')
  + (el.className ? '.' + el.className : '') + ' "' + (el.innerText || el.name || '').slice(0, 30) + '"';
const seen = (el) => el.checkVisibility() && el.getBoundingClientRect().width > 0;
const box = (el) => (el.type === 'radio' || el.type === 'checkbox'
  ? el.closest('label') || el : el).getBoundingClientRect();
"""

_CUT_OFF = (
    "() => {"
    + _SHARED
    + """
const page = document.documentElement, found = [];
if (page.scrollWidth > page.clientWidth) found.push('the page scrolls sideways');
const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (words.nextNode()) {
  const el = words.currentNode.parentElement;
  if (!words.currentNode.data.trim() || !seen(el) || el.closest('option')) continue;
  const range = document.createRange();
  range.selectNodeContents(words.currentNode);
  const frame = el.closest('button, .button, label, .card, main, header').getBoundingClientRect();
  const text = range.getBoundingClientRect();
  if (text.left < Math.max(frame.left, 0) - 1 || text.right > Math.min(frame.right, page.clientWidth) + 1)
    found.push('cut off: ' + name(el));
}
for (const el of document.querySelectorAll('input, select'))
  if (seen(el) && el.scrollHeight > el.clientHeight + 1) found.push('too low for its words: ' + name(el));
return found; }"""
)

_SMALL_TARGETS = (
    "([finger, least]) => {"
    + _SHARED
    + """
const inSentence = (el) => getComputedStyle(el).display === 'inline'
  && [...el.parentElement.childNodes].some((one) => one.nodeType === 3 && one.data.trim());
return [...document.querySelectorAll('a[href], button, summary, select, input:not([type=hidden])')]
  .filter(seen).filter((el) => {
    const {width, height} = box(el), size = inSentence(el) ? least : finger;
    return (inSentence(el) ? height < 20 : height < size) || width < size;
  }).map((el) => 'too small to tap: ' + name(el) + ' ' + Math.round(box(el).width) + 'x' + Math.round(box(el).height)); }"""
)

_HAS_FOCUS = (
    "() => {"
    + _SHARED
    + """
const el = document.activeElement, bar = document.querySelector('.do');
if (!el || el === document.body) return null;
const first = !el.dataset.tabbed;
el.dataset.tabbed = 'yes';
const {top, bottom, height} = box(el);
const end = bar && !bar.contains(el) ? bar.getBoundingClientRect().top : innerHeight;
const covered = bottom > end + 1 && height < end || top < -1;
return {first, fault: covered ? 'covered when focused: ' + name(el) : ''}; }"""
)


def cut_off(page: Page) -> list[str]:
    """Words that are cut off or run out of their frame, in a small window, in the smallest, and
    with letters twice the size (WCAG 1.4.4, 1.4.10)."""
    found = []
    for size, letters in ((SMALLEST, ""), (SMALL, "200%"), (SMALL, "")):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        page.evaluate("(size) => { document.documentElement.style.fontSize = size }", letters)
        where = f"{size['width']} wide{' and letters doubled' if letters else ''}"
        found += [f"{fault} ({where})" for fault in page.evaluate(_CUT_OFF)]
        if page.evaluate(
            "() => (document.querySelector('.do')?.offsetHeight ?? 0) * 2 > innerHeight"
        ):
            found.append(f"the bar takes half the window ({where})")
    return found


def small_targets(page: Page) -> list[str]:
    """What a finger would miss."""
    found: list[str] = page.evaluate(_SMALL_TARGETS, [FINGER, LEAST])
    return found


def covered(page: Page) -> list[str]:
    """What lies under the bar at the bottom when the keyboard reaches it (WCAG 2.4.11)."""
    found = []
    for _ in range(200):
        page.keyboard.press("Tab")
        now = page.evaluate(_HAS_FOCUS)
        if now is None or not now["first"]:
            return found
        found += [now["fault"]] if now["fault"] else []
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

    def bytes(self) -> int:
        """What came over the wire for the page shown now: headers and bodies, as sent."""
        sizes = [request.sizes() for request in self.requests]
        return sum(one["responseHeadersSize"] + one["responseBodySize"] for one in sizes)

    def hosts(self) -> set[str]:
        """Whom it asked."""
        return {urlsplit(request.url).netloc for request in self.requests}
