"""LibreTranslate, which a school can run on a machine of its own: its HTTP interface, no more.

https://docs.libretranslate.com/api: GET /languages says what it knows, POST /translate translates.
"""

from functools import cached_property
from typing import Any

import requests

from portal.languages import ENGLISH, Language
from portal.translators.base import TranslatorError

PATIENCE = (2, 8)
"""Seconds until it can be reached, and until it has answered."""
CODES = {
    "pt-PT": ("pt-PT", "pt"),
    "pa-Guru": ("pa",),
    "zh-Hans": ("zh-Hans", "zh"),
    "zh-Hant-HK": ("zh-Hant", "zt"),
}
"""What it may call our languages, the best first, where that is not the tag."""


class LibreTranslate:
    """A running LibreTranslate. `address`: where, such as http://127.0.0.1:5000."""

    def __init__(self, address: str, key: str | None = None) -> None:
        self.address, self.key = address.rstrip("/"), key

    def can(self, own: Language) -> bool:
        return self._code(own) is not None

    def translate(self, english: str, own: Language) -> str:
        code = self._code(own)
        if code is None:
            raise TranslatorError(f"it knows no {own.english_name}")
        asked = {"q": english, "source": ENGLISH.tag, "target": code, "format": "text"}
        if self.key:
            asked["api_key"] = self.key
        answer = self._ask("POST", "/translate", asked)
        words = answer.get("translatedText") if isinstance(answer, dict) else None
        if not isinstance(words, str) or not words.strip():
            raise TranslatorError("it answered without a translation")
        return words

    def _code(self, own: Language) -> str | None:
        return next((code for code in CODES.get(own.tag, (own.tag,)) if code in self._known), None)

    @cached_property
    def _known(self) -> set[str]:
        """The languages into which it turns English."""
        answer = self._ask("GET", "/languages")
        if not isinstance(answer, list):
            raise TranslatorError("it did not say what it knows")
        for one in answer:
            if isinstance(one, dict) and one.get("code") == ENGLISH.tag:
                return {str(code) for code in one.get("targets", [])}
        raise TranslatorError("it knows no English")

    def _ask(self, method: str, path: str, body: dict[str, str] | None = None) -> Any:
        try:
            answer = requests.request(method, self.address + path, json=body, timeout=PATIENCE)
            answer.raise_for_status()
            return answer.json()
        except (requests.RequestException, ValueError) as error:
            # Its message may hold the words; what kind of fault it was is enough.
            raise TranslatorError(type(error).__name__) from None
