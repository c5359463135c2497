"""Listen: the phone's own voice reads the page aloud, where it has one for the page's language."""

import pytest
from playwright.sync_api import Page

from tests import make
from tests.browser.conftest import NewPhone
from tests.live import Live

pytestmark = pytest.mark.browser

VOICES = """
  window.said = [];
  window.SpeechSynthesisUtterance = function (words) { this.words = words; };
  Object.defineProperty(window, "speechSynthesis", { value: {
    getVoices: () => %s.map((lang) => ({ lang })),
    speak: (one) => { said.push([one.lang, one.words]); window.last = one; },
    cancel: () => { window.stopped = true; },
  } });
"""


def with_voices(page: Page, *voices: str) -> None:
    """This phone can speak these languages, as Android writes them."""
    page.add_init_script(VOICES % list(voices))


@pytest.mark.parametrize(
    ("language", "voices", "speaks"),
    [
        ("en", ["pl_PL", "en_US", "en_GB"], "en_US"),
        ("pl", ["en_GB", "pl_PL"], "pl_PL"),
        ("ur", ["ur_IN"], "ur_IN"),
    ],
)
def test_the_page_is_read_in_its_language(
    live: Live, new_phone: NewPhone, language: str, voices: list[str], speaks: str
) -> None:
    day = make.evening(language=language)
    page = new_phone(language=language)
    with_voices(page, *voices)
    page.goto(live.link(day.family.parent_id))
    page.click(".listen")
    said = page.evaluate("said")
    assert {voice for voice, _words in said} == {speaks}
    assert said[0][1] == page.inner_text("h1")
    assert page.inner_text("main button >> nth=0") in [words for _voice, words in said]
    assert page.get_attribute(".listen", "aria-pressed") == "true"
    page.click(".listen")
    assert page.evaluate("window.stopped")
    assert page.get_attribute(".listen", "aria-pressed") == "false"


def test_after_the_last_line_the_button_reads_again(live: Live, new_phone: NewPhone) -> None:
    day = make.evening()
    page = new_phone()
    with_voices(page, "en-GB")
    page.goto(live.link(day.family.parent_id))
    page.click(".listen")
    page.evaluate("last.onend()")
    assert page.get_attribute(".listen", "aria-pressed") == "false"


def test_no_voice_no_button(live: Live, new_phone: NewPhone) -> None:
    day = make.evening(language="ur")
    page = new_phone(language="ur")
    with_voices(page, "en_GB", "pl_PL")
    page.goto(live.link(day.family.parent_id))
    assert page.locator(".listen").is_hidden()
