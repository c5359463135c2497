"""Every text in one place, with made-up facts: what `portal texts` prints, and what the tests on
length, plain words and forbidden details read."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from portal.languages import OFFERED, Language
from portal.wording import segments, texts
from portal.wording.doors import Door
from portal.wording.refusals import Reason, say


@dataclass(frozen=True)
class Facts:
    """Names and times to try the texts with."""

    school: str
    child: str
    teacher: str
    welcomed_by: str
    phone: str
    link: str


USUAL = Facts(
    "Oak Lane",
    "Yusuf",
    "Miss Khan",
    "Mrs Green",
    "01632 960100",
    "https://talk.oaklane.sch.uk/t/abcdefghijklm",
)
LONGEST = Facts(
    "St Bartholomew's CE",
    "Oluwaseun-Alexandra",
    "Mrs Papadopoulou-Wright",
    "Mrs Papadopoulou-Wright",
    "01632 960100",
    "https://talk.stbartholomews.sch.uk/t/abcdefghijklm",
)
TIMES = [
    datetime(2026, 11, 25, 9, 30),  # noqa: DTZ001
    datetime(2026, 11, 26, 13, 0),  # noqa: DTZ001
    datetime(2026, 12, 2, 17, 30),  # noqa: DTZ001
]
"""Wednesdays and a Thursday: the longest days in most languages."""
OFFERING = {"invitation", "nudge", "choices", "sorry taken"}
"""The texts that list times: they may be longer than the others."""


def all_texts(own: Language, facts: Facts = USUAL) -> dict[str, str]:
    """Every text in this language, by name, link filled in, as it would leave."""
    at, child, teacher = TIMES[0], facts.child, facts.teacher
    who = {"child": child, "teacher": teacher}
    found = {
        "invitation": texts.invitation(own, school=facts.school, times=TIMES, **who),
        "nudge": texts.nudge(own, school=facts.school, times=TIMES, **who),
        "choices": texts.choices(own, child=child, times=TIMES),
        "sorry taken": texts.sorry_taken(own, sorry=say(Reason.SLOT_TAKEN, own), times=TIMES),
        "booked": texts.booked(
            own, at=at, door=Door.MAIN_DOOR, welcomed_by=facts.welcomed_by, **who
        ),
        "booked by phone": texts.booked_elsewhere(own, at=at, by_phone=True, **who),
        "booked by video": texts.booked_elsewhere(own, at=at, by_phone=False, **who),
        "moved": texts.moved(own, at=at, **who),
        "cancelled": texts.cancelled(own, child=child, at=at),
        "called off, away": texts.called_off(own, at=at, teacher_away=True, **who),
        "called off": texts.called_off(own, at=at, teacher_away=False, **who),
        "reminder, days before": texts.reminder(
            own, day=at.date(), tomorrow=False, talks=[(at, child, teacher)], asks=True
        ),
        "reminder, day before": texts.reminder(
            own, day=at.date(), tomorrow=True, talks=[(at, child, teacher)], asks=True
        ),
        "reminder, no question": texts.reminder(
            own, day=at.date(), tomorrow=True, talks=[(at, child, teacher)], asks=False
        ),
        "soon": texts.soon(own, child=child, at=at, door=Door.MAIN_DOOR, school=facts.school),
        "which to change": texts.which(own, talks=[(at, child)] * 2, cancelling=False),
        "which to cancel": texts.which(own, talks=[(at, child)] * 2, cancelling=True),
        "coming": texts.coming(own, at=at),
        "will ring": texts.will_ring(own, school=facts.school),
        "declined": texts.declined(own),
        "no times": texts.no_times(own, school=facts.school, child=child),
        "not understood": texts.not_understood(own, school=facts.school, phone=facts.phone),
        "help": texts.help_(own, school=facts.school, phone=facts.phone),
        "started": texts.started(own, school=facts.school),
        "wrong person": texts.wrong_person(own),
        "link": texts.link(own, school=facts.school),
        "code": texts.code(own, school=facts.school, digits="123456"),
        "crèche ready": texts.creche_ready(own, at=at),
        "crèche withdrawn": texts.creche_withdrawn(own, at=at),
    }
    return {
        name: segments.clean(words.replace(texts.LINK, facts.link)) for name, words in found.items()
    }


def as_table(tags: Iterable[str], pence: float) -> str:
    """All texts in these languages as a table to read in a terminal."""
    lines: list[str] = []
    add: Callable[[str], None] = lines.append
    for tag in tags:
        own = OFFERED[tag]
        add(f"\n{own.english_name} ({tag})")
        for name, words in all_texts(own).items():
            size = segments.measure(words)
            cost = float(size.segments) * pence
            counts = f"{size.characters} {size.encoding} {size.segments} x {pence:g}p = {cost:g}p"
            add(f"\n  {name}: {counts}")
            lines.extend(f"    {line}" for line in words.splitlines())
    return "\n".join(lines)
