"""A target as it is typed on one form: steps to tick or in own words, and what the plain-words
check says to them. All that was typed is kept when something is refused."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from werkzeug.datastructures import MultiDict

from portal.domain import drafts, targets, wordings
from portal.domain.drafts import Draft, Line
from portal.languages import ENGLISH
from portal.web.forms import tidy
from portal.wording import plain, starters
from portal.wording.plain import Finding
from portal.wording.starters import Starter, Topic

GROUPS = ("home", "child", "school")
EMPTY_ROWS = 2
"""Rows for own words where nothing is offered to tick; beside that one is enough."""
MOST_ROWS = 16
NOT_A_DAY = "Please write the day like 24/11/2026."


@dataclass
class Row:
    """One step. `given`: it was offered, and is part of the target if `ticked`; any other row is as
    soon as something stands in it."""

    words: str = ""
    by: str = ""
    given: bool = False
    ticked: bool = False

    @property
    def used(self) -> bool:
        return bool(self.words) and (self.ticked or not self.given)


@dataclass
class Typed:
    """What stands in the form. `how_offered`: ways to know, to choose from."""

    topic: Topic
    sentence: str = ""
    how: str = ""
    how_own: str = ""
    how_offered: list[str] = field(default_factory=list)
    rows: dict[str, list[Row]] = field(default_factory=dict)
    look_back_on: str = ""
    next_year: bool = False
    errors: dict[str, str] = field(default_factory=dict)
    findings: dict[str, list[Finding]] = field(default_factory=dict)

    @property
    def steps(self) -> int:
        return sum(row.used for rows in self.rows.values() for row in rows)

    def draft(self, *, with_home: bool) -> Draft | None:
        """The target, or None where something must be put right first: see `errors`."""
        self.errors = {}
        if not self.sentence:
            self.errors["sentence"] = "Please write the target, or choose one."
        lines = {group: self._lines(group) for group in GROUPS}
        look_back_on = self._day("look_back_on", self.look_back_on)
        if look_back_on is None and "look_back_on" not in self.errors:
            self.errors["look_back_on"] = "Please choose the day to look back."
        for group, found in lines.items():
            if len(found) > targets.MOST_STEPS:
                self.errors[group] = "Four steps are enough for anybody. Please choose the best."
        how = self.how_own or self.how
        if max(map(len, [self.sentence, how])) > wordings.LONGEST:
            self.errors["sentence"] = "That is too long. Please write it in fewer words."
        if self.errors or look_back_on is None:
            return None
        home = lines["home"] if with_home else None
        return Draft(self.sentence, look_back_on, how, lines["child"], lines["school"], home)

    def _lines(self, group: str) -> list[Line]:
        found = []
        for number, row in enumerate(self.rows[group]):
            if row.used:
                if len(row.words) > wordings.LONGEST:
                    self.errors[group] = "That is too long. Please write it in fewer words."
                found.append(Line(row.words, self._day(f"{group}-{number}", row.by)))
        return found

    def _day(self, name: str, words: str) -> date | None:
        if not words:
            return None
        found = as_day(words)
        if found is None:
            self.errors[name] = NOT_A_DAY
        return found

    def check(self, draft: Draft) -> bool:
        """Whether a colleague's own sentences are plain enough for every parent: `findings`."""
        self.findings = {
            words: found for words in drafts.own_words(draft) if (found := plain.check(words))
        }
        return not self.findings


def as_day(words: str) -> date | None:
    """The day typed, or None."""
    for pattern in ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y"):
        try:
            return datetime.strptime(words, pattern).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None


def of_starter(starter: Starter | None, topic: Topic, *, next_year: bool = False) -> Typed:
    """What a starter fills in: the target, the child's first step, and more steps to tick."""
    day = drafts.day_to_look_back().isoformat()
    typed = Typed(topic, look_back_on=day, next_year=next_year)
    if starter:
        typed.sentence = _say(starter.target)
        typed.how_offered = [_say(key) for key in starter.how]
        typed.how = typed.how_offered[0] if starter.how else ""
    for group in GROUPS:
        keys = getattr(starter, group) if starter else ()
        offered = [Row(_say(key), given=True) for key in keys]
        if group == "child" and offered:
            offered[0].ticked = True
        typed.rows[group] = _with_empty(offered)
    return typed


def _say(key: str) -> str:
    return starters.sentence(key, ENGLISH)


def _with_empty(offered: list[Row]) -> list[Row]:
    return [*offered, *(Row() for _ in range(1 if offered else EMPTY_ROWS))]


def of_draft(draft: Draft, topic: Topic) -> Typed:
    """What stands there now, to be changed; what the bank has beside it, to tick."""
    fits = [one for one in starters.fitting(topic) if _say(one.target) == draft.sentence]
    typed = Typed(topic, draft.sentence, draft.how, look_back_on=draft.look_back_on.isoformat())
    offered = [_say(key) for one in fits for key in one.how]
    typed.how_offered = list(dict.fromkeys([*([draft.how] if draft.how else []), *offered]))
    for group in GROUPS:
        lines = getattr(draft, group) or ()
        there = {line.words for line in lines}
        more = [_say(key) for one in fits for key in getattr(one, group)]
        stands = [
            Row(line.words, line.by_when.isoformat() if line.by_when else "", True, True)
            for line in lines
        ]
        beside = [Row(words, given=True) for words in dict.fromkeys(more) if words not in there]
        typed.rows[group] = _with_empty([*stands, *beside])
    return typed


def as_typed(form: MultiDict[str, str], topic: Topic) -> Typed:
    """The form as it came in."""
    return Typed(
        topic,
        tidy(form.get("sentence")),
        tidy(form.get("how")),
        tidy(form.get("how_own")),
        [tidy(one) for one in form.getlist("how_offered")][:MOST_ROWS],
        {group: _rows(form, group) for group in GROUPS},
        tidy(form.get("look_back_on")),
        form.get("next_year") == "yes",
    )


def _rows(form: Mapping[str, str], group: str) -> list[Row]:
    found = []
    for number in range(MOST_ROWS):
        name = f"{group}-{number}"
        if name not in form:
            break
        row = Row(
            tidy(form.get(name)),
            tidy(form.get(f"{name}-by")),
            f"{name}-given" in form,
            f"{name}-use" in form,
        )
        found.append(row)
    return found or _with_empty([])


def find_starter(key: str | None) -> Starter | None:
    """The starter with this key, if there is one."""
    every: Iterable[Starter] = starters.fitting()
    return next((one for one in every if one.key == key), None)
