"""Before anything is sent: whom an invitation would reach, in which words, and what that costs.

Only looks. Whom a round is about is in `invitees`, the verbs are in `inviting`, and how far the
texts have come once they are under way is in `sending`.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from portal import clock
from portal.db import db
from portal.domain.asked import has_to_wait
from portal.domain.calling import ReachedBy, reached_by
from portal.domain.invitees import (
    ChildLeftOut,
    FreeTimes,
    Invitee,
    NoTimes,
    already_invited,
    of_round,
    teacher_names,
)
from portal.domain.people import school
from portal.domain.reaching import WhyNot, blocked_numbers
from portal.domain.rounds import Round, Slot
from portal.domain.tell import perhaps_reads
from portal.languages import ENGLISH, Language, language
from portal.wording import costly, segments, texts

NAMED = 8
"""So many of the names that make texts dear are listed."""


@dataclass(frozen=True)
class Sample:
    """One of the texts of a language with its English, and what all of that language come to.
    `perhaps`: the language of a line at its end, for parents who have not chosen one. `dear`: why
    they cost more than they might, in words."""

    language: Language
    perhaps: Language | None
    body: str
    english: str
    texts: int
    segments: int
    pence: float
    dear: list[str]

    @property
    def name(self) -> str:
        """The language or languages, in English."""
        line = f", with a line in {self.perhaps.english_name}" if self.perhaps else ""
        return f"{self.language.english_name}{line}"


@dataclass(frozen=True)
class NoText:
    """A parent who is invited but gets no text, about these children, why, and how else."""

    parent_id: int
    parent: str
    children: list[str]
    why: WhyNot | NoTimes
    way: ReachedBy


@dataclass(frozen=True)
class TextLater:
    """A parent who has something else to answer first, until then at most, and about which
    children they are texted after it."""

    parent_id: int
    parent: str
    children: list[str]
    until: datetime


@dataclass
class Outlook:
    """What pressing "Invite" would do. `texts` are all of them, `parents` how many parents get
    theirs at once: those in `later` have something else to answer first, and brothers and sisters
    follow one at a time. `pence` is for all the texts."""

    families: int = 0
    parents: int = 0
    later: list[TextLater] = field(default_factory=list)
    texts: int = 0
    segments: int = 0
    pence: float = 0.0
    samples: list[Sample] = field(default_factory=list)
    no_text: list[NoText] = field(default_factory=list)
    to_release: dict[str, list[NoText]] = field(default_factory=dict)
    """Those for whom their teacher has no time to offer, by the teacher's name."""
    left_out: list[ChildLeftOut] = field(default_factory=list)
    barred: int = 0

    @property
    def siblings(self) -> int:
        """Texts about a second child or third: each goes once the one before is settled."""
        return self.texts - self.parents - len(self.later)


@dataclass(frozen=True)
class _Text:
    """One text as it would leave, and the names in it."""

    one: Invitee
    teacher: str
    slots: list[Slot]
    body: str

    @property
    def names(self) -> tuple[str, ...]:
        return self.one.tie.child.first_name, self.teacher, school().short_name


def who_would_get_it(round_id: int, link: str) -> Outlook:
    """Whom an invitation would reach now, leaving out those invited before. `link`: a link as
    long as those in the texts, for counting segments."""
    invitees, before = of_round(round_id), already_invited(round_id)
    new = [one for one in invitees.invited if _key(one) not in before]
    outlook = Outlook(left_out=invitees.left_out, barred=invitees.barred, families=_families(new))
    times = FreeTimes([(round_id, one.teacher_id, one.tie.parent_id) for one in new])
    names = teacher_names({one.teacher_id for one in new})
    made: dict[tuple[str, str], list[_Text]] = defaultdict(list)
    no_text: dict[tuple[int, WhyNot], list[Invitee]] = defaultdict(list)
    no_times: dict[tuple[str, int], list[Invitee]] = defaultdict(list)
    texted: dict[int, list[Invitee]] = defaultdict(list)
    for one in new:
        slots = [] if one.why_not else times.offer(round_id, one.teacher_id, one.tie.parent_id)
        if not slots:
            if one.why_not:
                no_text[one.tie.parent_id, one.why_not].append(one)
            else:
                no_times[names[one.teacher_id], one.tie.parent_id].append(one)
            continue
        own, teacher = language(one.tie.parent.language), names[one.teacher_id]
        perhaps = perhaps_reads(one.tie.parent)
        key = own.tag, perhaps.tag if perhaps else ""
        made[key].append(_Text(one, teacher, slots, _words(own, one, teacher, slots, link)))
        texted[one.tie.parent_id].append(one)
    opens = clock.at(db.session.get_one(Round, round_id).opens_on, school().day_begins)
    waits = {who: until for who, until in has_to_wait(texted).items() if until > opens}
    outlook.later = [_later(texted[parent_id], until) for parent_id, until in waits.items()]
    outlook.parents = len(texted) - len(waits)
    outlook.samples = [_sample(language(tag), all_, link) for (tag, _), all_ in made.items()]
    outlook.texts = sum(sample.texts for sample in outlook.samples)
    outlook.segments = sum(sample.segments for sample in outlook.samples)
    outlook.pence = sum(sample.pence for sample in outlook.samples)
    blocked = blocked_numbers()
    outlook.no_text = [_no_text(why, those, blocked) for (_parent, why), those in no_text.items()]
    for (teacher, _parent), those in sorted(no_times.items()):
        without = _no_text(NoTimes.NO_TIMES, those, blocked)
        outlook.to_release.setdefault(teacher, []).append(without)
    return outlook


def _key(one: Invitee) -> tuple[int, int]:
    return one.tie.child_id, one.tie.parent_id


def _words(own: Language, one: Invitee, teacher: str, slots: list[Slot], link: str) -> str:
    words = texts.invitation(
        own,
        school=school().short_name,
        child=one.tie.child.first_name,
        teacher=teacher,
        times=[clock.local(slot.starts_at) for slot in slots],
        perhaps=perhaps_reads(one.tie.parent),
    )
    return segments.clean(words).replace(texts.LINK, link)


def _sample(own: Language, all_: list[_Text], link: str) -> Sample:
    first = all_[0]
    count = sum(segments.measure(text.body).segments for text in all_)
    english = "" if own is ENGLISH else _words(ENGLISH, first.one, first.teacher, first.slots, link)
    pence = count * school().pence_per_segment
    perhaps = perhaps_reads(first.one.tie.parent)
    dear = _dear(perhaps or own, all_)
    return Sample(own, perhaps, first.body, english, len(all_), count, pence, dear)


def _dear(own: Language, all_: list[_Text]) -> list[str]:
    """What makes these texts dear: the language once, else each name with its number of texts."""
    own_letters = dict.fromkeys(
        letter for text in all_ for letter in costly.own_letters(text.body, text.names)
    )
    names = Counter(name for text in all_ for name in costly.dear_names(text.body, text.names))
    found = [costly.say_own_letters(own, own_letters)] if own_letters else []
    found += [name.words(texts) for name, texts in names.most_common(NAMED)]
    rest = len(names) - NAMED
    return found + ([f"and {rest} more {'name' if rest == 1 else 'names'}"] if rest > 0 else [])


def _later(those: list[Invitee], until: datetime) -> TextLater:
    parent = those[0].tie.parent
    children = [one.tie.child.first_name for one in those]
    return TextLater(parent.id, parent.full_name, children, until)


def _no_text(why: WhyNot | NoTimes, those: list[Invitee], blocked: set[str]) -> NoText:
    parent = those[0].tie.parent
    children = [one.tie.child.first_name for one in those]
    return NoText(parent.id, parent.full_name, children, why, reached_by(parent, blocked))


def _families(invitees: list[Invitee]) -> int:
    """How many families these are: children and parents who are tied together are one."""
    family: dict[str, str] = {}

    def head(who: str) -> str:
        while family.setdefault(who, who) != who:
            who = family[who]
        return who

    for one in invitees:
        family[head(f"parent {one.tie.parent_id}")] = head(f"child {one.tie.child_id}")
    return sum(who == first for who, first in family.items())
