"""What a translation service can do for the portal. Off unless a school sets one up.

Only words that hold no names and that nobody signs are ever given to it (`domain.said_in`), and
what it makes of them stands on a page, marked as machine-made, with the English beside it: never in
a text.
"""

from typing import Protocol

from portal.languages import Language


class TranslatorError(Exception):
    """The service did not answer, or not with a translation: try again later."""


class Translator(Protocol):
    """A service that turns English into other languages."""

    def can(self, own: Language) -> bool:
        """Whether it knows this language. Raises TranslatorError."""
        ...

    def translate(self, english: str, own: Language) -> str:
        """These English words in this language. Raises TranslatorError."""
        ...
