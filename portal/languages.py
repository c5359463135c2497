"""The languages parents can choose, and every word of them. Needs no request.

One catalogue per language, read from its .po file once a process: nothing compiled, nothing
stale. English is the source. To offer another language: one line in OFFERED, one folder in
translations/, and `portal languages` lists what is missing.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from gettext import c2py
from pathlib import Path

from babel import Locale
from babel.messages.pofile import read_po

_here = Path(__file__).parent
SHIPPED = _here if (_here / "templates").is_dir() else _here.parent
"""Where templates/ and translations/ are: in the package when installed, beside it when not."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Language:
    """One offered language. `tag` is BCP 47, `name` is its own name for itself."""

    tag: str
    name: str
    folder: str
    english_name: str
    rtl: bool = False

    @property
    def direction(self) -> str:
        return "rtl" if self.rtl else "ltr"

    @property
    def comma(self) -> str:
        """What stands between the items of a list."""
        return "، " if self.rtl else ", "

    @property
    def locale(self) -> Locale:
        return Locale.parse(self.folder)

    def gettext(self, message: str) -> str:
        """The message in this language."""
        return _words(self.tag).one(message)

    def pgettext(self, context: str, message: str) -> str:
        """The message in this language as it reads in this context."""
        return _words(self.tag).one(message, context)

    def ngettext(self, one: str, many: str, number: int) -> str:
        """The message in this language, in the form that goes with `number`."""
        return _words(self.tag).counted(one, many, number)


OFFERED = {
    language.tag: language
    for language in (
        Language("en", "English", "en_GB", "English"),
        Language("pl", "Polski", "pl", "Polish"),
        Language("ur", "اردو", "ur", "Urdu", rtl=True),
        Language("ro", "Română", "ro", "Romanian"),
        Language("pa-Guru", "ਪੰਜਾਬੀ", "pa_Guru", "Panjabi"),
        Language("ar", "العربية", "ar", "Arabic", rtl=True),
        Language("bn", "বাংলা", "bn", "Bengali"),
        Language("pt-PT", "Português", "pt_PT", "Portuguese"),
        Language("so", "Soomaali", "so", "Somali"),
        Language("gu", "ગુજરાતી", "gu", "Gujarati"),
        Language("es", "Español", "es", "Spanish"),
        Language("ta", "தமிழ்", "ta", "Tamil"),
        Language("zh-Hans", "中文 (简体)", "zh_Hans", "Chinese (simplified)"),
        Language("zh-Hant-HK", "中文 (繁體)", "zh_Hant_HK", "Chinese (traditional)"),
        Language("sq", "Shqip", "sq", "Albanian"),
        Language("tr", "Türkçe", "tr", "Turkish"),
        Language("it", "Italiano", "it", "Italian"),
        Language("fr", "Français", "fr", "French"),
        Language("ml", "മലയാളം", "ml", "Malayalam"),
        Language("fa", "فارسی", "fa", "Persian", rtl=True),
        Language("uk", "Українська", "uk", "Ukrainian"),
        Language("lt", "Lietuvių", "lt", "Lithuanian"),
    )
}
ENGLISH = OFFERED["en"]


def language(tag: str | None) -> Language:
    """The offered language with this tag; English where nobody has chosen yet.

    Raises KeyError for a tag that is not offered.
    """
    return OFFERED[tag] if tag else ENGLISH


_READ_BY = {
    **dict.fromkeys(("zh-hant", "zh-tw", "zh-hk", "zh-mo", "yue"), "zh-Hant-HK"),
    "zh": "zh-Hans",
    **dict.fromkeys(("pa-pk", "pa-arab", "pnb"), "ur"),  # in Pakistan Panjabi is read in Urdu
    "pa": "pa-Guru",
    "pt": "pt-PT",
    "prs": "fa",
}
"""The offered language that readers of others can read, by the beginning of a tag."""


@lru_cache(maxsize=256)  # phones ask for the same few on every page
def nearest(tag: str) -> Language | None:
    """The offered language that somebody reads of whom a phone or a school says this tag (BCP 47,
    in any case): itself, without its region, or one that is close; None if there is none."""
    parts = tag.replace("_", "-").casefold().split("-")
    for end in range(len(parts), 0, -1):
        beginning = "-".join(parts[:end])
        for own in OFFERED.values():
            if own.tag.casefold() == beginning:
                return own
        if beginning in _READ_BY:
            return OFFERED[_READ_BY[beginning]]
    return None


class Words:
    """A language's catalogue, by context and message. A missing message is logged as an error and
    fails a test."""

    def __init__(
        self,
        tag: str,
        messages: dict[tuple[str, str], tuple[str, ...]],
        plural: Callable[[int], int],
    ):
        self.tag, self.messages, self.plural = tag, messages, plural

    def one(self, message: str, context: str = "") -> str:
        found = self._found(message, context)
        return (found and found[0]) or message

    def counted(self, one: str, many: str, number: int) -> str:
        forms = self._found(one)
        if forms is None:
            return one if number == 1 else many
        return forms[self.plural(number)]  # in some languages there is but one form

    def _found(self, message: str, context: str = "") -> tuple[str, ...] | None:
        found = self.messages.get((context, message))
        if found is None and self.tag != "en":
            _log.error("no %s for the message %r", self.tag, message[:40])
        return found


def catalogue_path(language: Language) -> Path:
    """Where this language's .po file is."""
    return SHIPPED / "translations" / language.folder / "LC_MESSAGES" / "messages.po"


@cache
def _words(tag: str) -> Words:
    if tag == "en":
        return Words(tag, {}, lambda n: int(n != 1))
    path = catalogue_path(OFFERED[tag])
    with path.open("rb") as file:
        catalogue = read_po(file, locale=OFFERED[tag].folder)
    messages: dict[tuple[str, str], tuple[str, ...]] = {}
    for message in catalogue:
        if not message.id or message.fuzzy:
            continue
        key = message.id if isinstance(message.id, str) else message.id[0]
        strings = message.string or ""
        forms = (strings,) if isinstance(strings, str) else tuple(strings)
        if all(forms):
            messages[message.context or "", key] = forms
    return Words(tag, messages, c2py(catalogue.plural_expr))
