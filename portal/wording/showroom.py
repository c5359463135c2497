"""Every text in one place, with made-up facts: what `portal texts` prints, and what the tests on
length, plain words and forbidden details read. Phrases and ideas are in `news_showroom`."""

from collections.abc import Callable, Iterable
from typing import Any

from portal.languages import ENGLISH, OFFERED, Language
from portal.wording import (
    asking,
    called_off,
    help_texts,
    missed,
    moving,
    news_showroom,
    plan_texts,
    safe_texts,
    segments,
    texts,
    together,
)
from portal.wording.called_off import Happened, Lost
from portal.wording.doors import Door
from portal.wording.made_up import TIMES, USUAL, Facts
from portal.wording.refusals import Reason, say

OFFERING = {
    *("invitation", "nudge", "choices", "sorry taken", "my talks", "asked again"),
    "invitation, language not known",
    *("after a missed talk", "after a missed talk, today"),
    *("teacher away today", "teacher away", "school closed today", "school closed"),
    *("fell through", "fell through, new times", "times gone"),
    *("may we move", "may we move, no question"),
}
"""The texts that list times or repeat another: they may be longer than the others."""
WITH_IDEA = {"good news, with an idea", "the week's idea"}
"""The texts that hold a sentence or two more than the others."""
MANY_SCRIPTS = {"which language"}
"""Written in several scripts at once, also where the text is English."""


def all_texts(own: Language, facts: Facts = USUAL) -> dict[str, str]:
    """Every text in this language, by name, link filled in, as it would leave."""
    at, child, teacher = TIMES[0], facts.child, facts.teacher
    who: Any = {"child": child, "teacher": teacher}
    found = {
        "invitation": texts.invitation(own, school=facts.school, times=TIMES, **who),
        "nudge": texts.nudge(own, school=facts.school, times=TIMES, **who),
        "invitation, language not known": texts.invitation(
            ENGLISH, school=facts.school, times=TIMES, perhaps=own, **who
        ),
        "after a missed talk": missed.new_times(
            own, school=facts.school, child=child, day=at.date(), times=TIMES
        ),
        "after a missed talk, today": missed.new_times(
            own, school=facts.school, child=child, day=None, times=TIMES
        ),
        "after a missed talk, no question": missed.see_times(
            own, school=facts.school, child=child, day=at.date()
        ),
        "after a missed talk, no times": missed.no_times(
            own, school=facts.school, child=child, day=at.date(), phone=facts.phone
        ),
        "choices": texts.choices(own, child=child, times=TIMES),
        "sorry taken": texts.sorry_taken(own, sorry=say(Reason.SLOT_TAKEN, own), times=TIMES),
        "booked": texts.booked(
            own, at=at, door=Door.MAIN_DOOR, welcomed_by=facts.welcomed_by, **who
        ),
        "booked by phone": texts.booked_elsewhere(own, at=at, by_phone=True, **who),
        "booked by video": texts.booked_elsewhere(own, at=at, by_phone=False, **who),
        "moved": texts.moved(own, at=at, **who),
        "may we move": moving.may_we_move(
            own, child=child, old=at, new=TIMES[1], until=TIMES[2], asks=True
        ),
        "may we move, no question": moving.may_we_move(
            own, child=child, old=at, new=TIMES[1], until=TIMES[2], asks=False
        ),
        "not moved": moving.stays(own, child=child, at=at),
        "not moved, new time gone": moving.gone(own, child=child, at=at),
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
        "help": texts.help_(own, school=facts.school, phone=facts.phone),
        "started": texts.started(own, school=facts.school),
        "wrong person": texts.wrong_person(own),
        "is this you": safe_texts.is_this_you(own, school=facts.school),
        "still yours": safe_texts.still_yours(own),
        "will only ring": safe_texts.will_only_ring(own),
        "no reminders": safe_texts.no_reminders(own),
        "reminders again": safe_texts.reminders_again(own),
        "code for a safe number": safe_texts.safe_number_code(own, digits="123456"),
        "link": texts.link(own, school=facts.school),
        "test": texts.test(own, school=facts.school),
        "code": texts.code(own, school=facts.school, digits="123456"),
        "crèche ready": texts.creche_ready(own, at=at),
        "crèche withdrawn": texts.creche_withdrawn(own, at=at),
    }
    found |= _conversation(own, facts) | _plan(own, facts) | _fell_through(own, facts)
    found |= _help(own, facts)
    found |= news_showroom.samples(own, facts)
    return {name: news_showroom.as_sent(words, facts) for name, words in found.items()}


def _fell_through(own: Language, facts: Facts) -> dict[str, str]:
    """What is told when a teacher is away, the school closed, or something else falls through."""
    at, until, child, teacher = TIMES[0], TIMES[1], facts.child, facts.teacher

    def lost(happened: Happened, *, today: bool) -> Lost:
        return Lost(happened, today, child, teacher, facts.school, at)

    def new_times(off: Lost) -> str:
        said = called_off.sorry(own, off)
        return called_off.with_new_times(own, said, times=TIMES, until=until)

    away = called_off.sorry(own, lost(Happened.AWAY, today=True))
    gone = called_off.kept_gone(own, child=child)
    ring = {"child": child, "phone": facts.phone}
    return {
        "teacher away today": new_times(lost(Happened.AWAY, today=True)),
        "teacher away": new_times(lost(Happened.AWAY, today=False)),
        "school closed today": new_times(lost(Happened.SHUT, today=True)),
        "school closed": new_times(lost(Happened.SHUT, today=False)),
        "fell through": new_times(lost(Happened.OTHER, today=False)),
        "teacher away, no question": called_off.see_times(own, away),
        "teacher away, no times": called_off.no_times_yet(own, away),
        "teacher away, please ring": called_off.please_ring(own, away, **ring),
        "times gone": called_off.with_new_times(own, gone, times=TIMES, until=until),
        "times gone, no question": called_off.see_times(own, gone),
        "times gone, no times": called_off.no_times_yet(own, gone),
        "times gone, please ring": called_off.please_ring(own, gone, **ring),
        "fell through, new times": called_off.new_times(own, child=child, times=TIMES, until=until),
        "on after all": called_off.on_after_all(own, child=child, teacher=teacher, at=at),
        "no crèche": called_off.creche_off(own, child=child, at=at),
        "crèche after all": called_off.creche_waits(own, at=at),
    }


def _help(own: Language, facts: Facts) -> dict[str, str]:
    """What is told of the help that a parent asked for."""
    at, child = TIMES[0], facts.child
    found = {}
    for what in help_texts.What:
        ready_at = TIMES[1].time() if what == help_texts.What.LIFT else None
        found[f"help arranged, {what}"] = help_texts.arranged(
            own, what, child=child, at=at, ready_at=ready_at
        )
        found[f"help cannot be, {what}"] = help_texts.cannot(own, what, child=child, at=at)
    return found


def _conversation(own: Language, facts: Facts) -> dict[str, str]:
    """What is asked and answered by text alone."""
    at, until, child, teacher = TIMES[0], TIMES[1], facts.child, facts.teacher
    phone = texts.dialled(own, facts.phone)
    danger = asking.in_danger(own)
    person = asking.a_person_reads(own, school=facts.school, phone=phone, day=at.date())
    answered = asking.will_answer(own, teacher=teacher, day=at.date())
    return {
        "how many little ones": asking.little_ones(own, child=child, most=4),
        "how old, one": asking.ages(own, count=1),
        "how old, two": asking.ages(own, count=2),
        "how old, four": asking.ages(own, count=4),
        "too old for the crèche": asking.too_old(own, most=4),
        "waits for a crèche place": asking.waits_for_place(own),
        "any need": asking.health(own),
        "interpreter": asking.interpreter(own),
        "crèche full": asking.creche_full(own),
        "crèche full at all times": asking.creche_full_always(own),
        "all noted": asking.noted(own, at=at, places=0, waits=False),
        "all noted, one place": asking.noted(own, at=at, places=1, waits=False),
        "all noted, two places": asking.noted(own, at=at, places=2, waits=False),
        "all noted, waits": asking.noted(own, at=at, places=2, waits=True),
        "coming, what about": asking.wish(own, at=at),
        "what about, please say": asking.tell_us(own),
        "what about, nothing": asking.nothing_special(own),
        "what about, thanks": asking.will_read(own, teacher=teacher),
        "what about, thanks, office shut": f"{asking.will_read(own, teacher=teacher)} {danger}",
        "what about, thanks, two teachers": asking.will_read(own, teacher=None),
        "no time is free": asking.none_free(own, child=child),
        "waits for a time": asking.waiting(own, child=child),
        "offer of a time": asking.offer(
            own, child=child, teacher=teacher, at=at, until=until, asks=True
        ),
        "offer of a time, no question": asking.offer(
            own, child=child, teacher=teacher, at=at, until=until, asks=False
        ),
        "offer of crèche places": asking.place_offer(own, at=at, until=until, asks=True),
        "offer of crèche places, no question": asking.place_offer(
            own, at=at, until=until, asks=False
        ),
        "offer not wanted": asking.passed(own, child=child),
        "offer gone": asking.offer_gone(own),
        "crèche places not wanted": asking.place_not_wanted(own),
        "what shall change": asking.menu(own, child=child, at=at),
        "what shall change, together": together.menu(own, child=child, at=at),
        "come together?": together.ask(own, child=child),
        "come together?, changed": together.changed(own),
        "one talk together": together.joined(own, child=child, teacher=teacher, at=at),
        "my talks": asking.my_talks(own, talks=[(at, child, teacher)] * 2),
        "no talks": asking.no_talks(own),
        "which child": asking.which_child(own, children=[child, child]),
        "will get in touch": answered,
        "will get in touch, office shut": f"{answered} {danger}",
        "a person reads": person,
        "a person reads, office shut": f"{person} {danger}",
        "asked again": f"{asking.again(own)}\n{asking.interpreter(own)}",
        "crossed": f"{asking.crossed(own)}\n{asking.interpreter(own)}",
        "no to a reminder": asking.cannot_come(own),
        "no to an invitation": asking.not_this_time(own),
        "nothing has changed": asking.unchanged(own),
        "too late": asking.too_late(own),
        "which language": asking.languages(
            own, names=[one.name for one in list(OFFERED.values())[:6]], more=True
        ),
        "language kept": asking.language_kept(own),
    }


def _plan(own: Language, facts: Facts) -> dict[str, str]:
    """What is said about what was agreed; of the words themselves, one answer reads them out."""
    day, child, teacher = TIMES[0].date(), facts.child, facts.teacher
    return {
        "do you agree": plan_texts.sign(own, school=facts.school, day=day),
        "no to what was read": plan_texts.no_to_sign(own, day=day),
        "read and sign": plan_texts.read_and_sign(own, child=child),
        "agreed": plan_texts.signed(own),
        "changed since": plan_texts.changed_since(own, teacher=teacher, day=day),
        "will ring and read": plan_texts.will_read(own, teacher=teacher, day=day),
        "sent on paper": plan_texts.on_paper(own, teacher=teacher),
        "how is it going": plan_texts.check_in(own, child=child),
        "how is it going, read out": plan_texts.check_in(own, child=child, reads=False),
        "going well": plan_texts.goes_well(own),
        "a bit hard": plan_texts.is_hard(own),
        "stuck": plan_texts.will_ring(own, teacher=teacher, day=day),
        "look back soon": plan_texts.look_back_soon(own, child=child, day=day),
        "step soon": plan_texts.step_soon(own, child=child, day=day),
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
        add("\n  good news, phrase by phrase: segments of its text, and whose it is")
        lines.extend(_in_a_line(one) for one in news_showroom.phrases(own))
        add("\n  five-minute ideas: segments of the week's text")
        lines.extend(_in_a_line(one) for one in news_showroom.weekly(own))
    return "\n".join(lines)


def _in_a_line(one: news_showroom.Sample) -> str:
    return f"    {segments.measure(one.text).segments}  {one.name}: {one.said}"
