"""What a colleague has chosen on the way to sending good news: whose list it began with, children,
a phrase, what fills it, whom it thanks, and a few words of their own.

All but the own words stand in the address, so that going back loses nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask import abort, request

from portal.domain import class_praise, own_phrases, praising
from portal.domain.class_praise import Which
from portal.domain.own_phrases import Book, Own
from portal.domain.people import Child
from portal.domain.praising import Wanted
from portal.web.access import staff
from portal.web.forms import tidy
from portal.web.numbers import row_id
from portal.wording import not_in_a_text
from portal.wording.not_in_a_text import Wrong
from portal.wording.praise import Phrase

MANY = 10
"""From so many children on it is asked once more: a whole class is ticked by one slip."""


def which() -> Which:
    """Whose list this is, as the address or the form says."""
    year = tidy(request.values.get("year"))
    class_id = None if year else request.values.get("class", type=row_id)
    return Which(class_id, year)


def at(chosen: Which) -> dict[str, Any]:
    """The list as it stands in an address."""
    if chosen.year:
        return {"year": chosen.year}
    return {} if chosen.class_id is None else {"class": chosen.class_id}


def ids_as_words(child_ids: Sequence[int]) -> str:
    """Children as they stand in an address, which must hold a whole year group: "12.15.99"."""
    return ".".join(map(str, child_ids))


def _ids() -> list[int]:
    try:
        words = request.values.get("children", "")
        return list(dict.fromkeys(row_id(one) for one in words.split(".") if one))
    except ValueError:
        abort(404)


def chosen_children() -> list[Child]:
    """The children that stand in the address; one whom this person may not praise is a 404."""
    ids = _ids()
    found = class_praise.find(staff(), ids)
    if len(found) != len(ids):
        abort(404)
    return found


@dataclass(frozen=True)
class Chosen:
    """Everything chosen so far. `phrase`: None until there is one that is in use."""

    which: Which
    children: Sequence[Child]
    book: Book
    phrase: Phrase | Own | None
    filled: str
    thanked_id: int | None
    own_words: str
    now: bool = False
    """It is not to wait for the afternoon."""

    @classmethod
    def read(cls) -> "Chosen":
        """From the address and the form."""
        book = own_phrases.book()
        in_use = {one.key: one for one in book.in_use()}
        phrase = in_use.get(request.values.get("phrase", ""))
        return cls(
            which(),
            chosen_children(),
            book,
            phrase,
            request.values.get("filled", "") if phrase and phrase.choices() else "",
            request.values.get("thanked", type=row_id),
            tidy(request.form.get("own_words")),
            now=bool(request.form.get("now")),
        )

    @property
    def ids(self) -> list[int]:
        return [child.id for child in self.children]

    @property
    def at(self) -> dict[str, Any]:
        """The list and the children, for an address."""
        return {**at(self.which), "children": ids_as_words(self.ids)}

    @property
    def all(self) -> dict[str, Any]:
        """Everything but the own words, for an address."""
        with_phrase = {**self.at, "phrase": self.phrase.key if self.phrase else None}
        if self.filled:
            with_phrase["filled"] = self.filled
        if self.thanked_id:
            with_phrase["thanked"] = self.thanked_id
        return with_phrase

    @property
    def about(self) -> str:
        """Whom a phrase is shown about before it is chosen."""
        return self.children[0].first_name if len(self.children) == 1 else "Each child"

    @property
    def asks_again(self) -> bool:
        """Whether it is about so many that it is asked once more: many, or several of a year."""
        count = len(self.children)
        return count >= MANY or (count > 1 and bool(self.which.year))

    @property
    def wants_filling(self) -> bool:
        """Whether the phrase leaves something open."""
        choices = self.phrase.choices() if self.phrase else ()
        return bool(choices) and self.filled not in choices

    @property
    def wants_thanked(self) -> bool:
        """Whether the phrase thanks somebody, and nobody who can be thanked is named."""
        if self.phrase is None or not self.phrase.thanks:
            return False
        return self.thanked_id not in {one.id for one in praising.may_be_thanked(self.ids[0])}

    @cached_property
    def wrong(self) -> list[Wrong]:
        """What may not stand in the own words."""
        if not self.own_words:
            return []
        surnames, others = class_praise.names_beside(self.children)
        name = self.children[0].first_name if len(self.children) == 1 else ""
        return not_in_a_text.why_not(
            self.own_words, surnames=surnames, other_names=others, child=name
        )

    def wanted(self, *, once: str | None = None) -> Wanted:
        """What is to be sent. Own words that may not go out are left aside."""
        return Wanted(
            phrase=self.phrase.key if self.phrase else "",
            filled=self.filled,
            own_words="" if self.wrong else self.own_words,
            thanked_id=self.thanked_id if self.phrase and self.phrase.thanks else None,
            now=self.now,
            once=once,
        )
