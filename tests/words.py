"""What the school says by text on `make.evening()`, to compare what a phone was sent with."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from portal import clock
from portal.domain import links
from portal.domain.people import school
from portal.languages import Language, language
from portal.wording import asking, missed, texts
from portal.wording.refusals import Reason, say

TALKS_ON = date(2026, 11, 24)


def at(words: str) -> datetime:
    """This time on the evening of the talks, on the school's clock."""
    return clock.local(clock.at(TALKS_ON, time.fromisoformat(words)))


@dataclass(frozen=True)
class Words:
    """The school's texts to one parent about one child."""

    parent_id: int
    tag: str = "en"
    child: str = "Yusuf"
    teacher: str = "Miss Khan"

    @property
    def own(self) -> Language:
        return language(self.tag)

    def _with_link(self, words: str) -> str:
        page = f"http://localhost/t/{links.token(self.parent_id, 1)}"
        return words.replace(texts.LINK, page)

    def invitation(self, *times: str) -> str:
        return self._with_link(
            texts.invitation(
                self.own,
                school=school().short_name,
                child=self.child,
                teacher=self.teacher,
                times=[at(one) for one in times],
            )
        )

    def missed(self, *times: str) -> str:
        """On the day of a talk that was missed, with these times."""
        return self._with_link(
            missed.new_times(
                self.own,
                school=school().short_name,
                child=self.child,
                day=None,
                times=[at(one) for one in times],
            )
        )

    def missed_see_times(self) -> str:
        """The same on the day itself, with no question."""
        facts = school()
        words = missed.see_times(self.own, school=facts.short_name, child=self.child, day=None)
        return self._with_link(words)

    def missed_no_times(self) -> str:
        """The same on the day itself, with nothing free."""
        facts = school()
        words = missed.no_times(
            self.own, school=facts.short_name, child=self.child, day=None, phone=facts.phone
        )
        return self._with_link(words)

    def choices(self, *times: str) -> str:
        offered = [at(one) for one in times]
        return self._with_link(texts.choices(self.own, child=self.child, times=offered))

    def sorry(self, reason: Reason, *times: str) -> str:
        """A refusal: with the nearest times, or alone."""
        if not times:
            return say(reason, self.own)
        offered = [at(one) for one in times]
        return self._with_link(
            texts.sorry_taken(self.own, sorry=say(reason, self.own), times=offered)
        )

    def booked(self, when: str) -> str:
        facts = school()
        return self._with_link(
            texts.booked(
                self.own,
                child=self.child,
                teacher=self.teacher,
                at=at(when),
                door=facts.door,
                welcomed_by=facts.welcomed_by,
            )
        )

    def moved(self, when: str) -> str:
        return self._with_link(
            texts.moved(self.own, child=self.child, teacher=self.teacher, at=at(when))
        )

    def cancelled(self, when: str) -> str:
        return self._with_link(texts.cancelled(self.own, child=self.child, at=at(when)))

    def reminder(self, *talks: tuple[str, str, str], tomorrow: bool, asks: bool = True) -> str:
        """`talks`: time, child and teacher of each."""
        return self._with_link(
            texts.reminder(
                self.own,
                day=TALKS_ON,
                tomorrow=tomorrow,
                talks=[(at(when), child, teacher) for when, child, teacher in talks],
                asks=asks,
            )
        )

    def soon(self, when: str) -> str:
        facts = school()
        return texts.soon(
            self.own, child=self.child, at=at(when), door=facts.door, school=facts.short_name
        )

    def coming(self, when: str) -> str:
        """Thanks, and what they would like to talk about."""
        return asking.wish(self.own, at=at(when))

    def see_you(self, when: str) -> str:
        """Thanks alone, where they have said what they would like to talk about."""
        return texts.coming(self.own, at=at(when))

    def which(self, *talks: tuple[str, str], cancelling: bool) -> str:
        """`talks`: time and child of each."""
        listed = [(at(when), child) for when, child in talks]
        return texts.which(self.own, talks=listed, cancelling=cancelling)

    def will_ring(self) -> str:
        return texts.will_ring(self.own, school=school().short_name)

    def no_times(self) -> str:
        return texts.no_times(self.own, school=school().short_name, child=self.child)

    def none_free(self) -> str:
        return asking.none_free(self.own, child=self.child)

    def waiting(self) -> str:
        return asking.waiting(self.own, child=self.child)

    def offer(self, when: str, until: datetime, *, asks: bool = True) -> str:
        return self._with_link(
            asking.offer(
                self.own,
                child=self.child,
                teacher=self.teacher,
                at=at(when),
                until=clock.local(until),
                asks=asks,
            )
        )

    def place_offer(self, when: str, until: datetime, *, asks: bool = True) -> str:
        words = asking.place_offer(self.own, at=at(when), until=clock.local(until), asks=asks)
        return self._with_link(words)

    def creche_ready(self, when: str) -> str:
        return self._with_link(texts.creche_ready(self.own, at=at(when)))

    def little_ones(self) -> str:
        return asking.little_ones(self.own, child=self.child, most=4)

    def ages(self, count: int) -> str:
        return asking.ages(self.own, count=count)

    def noted(self, when: str, places: int = 0, *, waits: bool = False) -> str:
        return asking.noted(self.own, at=at(when), places=places, waits=waits)

    def menu(self, when: str) -> str:
        return asking.menu(self.own, child=self.child, at=at(when))

    def my_talks(self, *talks: tuple[str, str, str]) -> str:
        """`talks`: time, child and teacher of each."""
        listed = [(at(when), child, teacher) for when, child, teacher in talks]
        return self._with_link(asking.my_talks(self.own, talks=listed))

    def declined(self) -> str:
        return self._with_link(texts.declined(self.own))

    def help(self) -> str:
        facts = school()
        return self._with_link(texts.help_(self.own, school=facts.short_name, phone=facts.phone))

    def started(self) -> str:
        return texts.started(self.own, school=school().short_name)

    def wrong_person(self) -> str:
        return texts.wrong_person(self.own)

    def said(self, words: Callable[[Language], str]) -> str:
        """One of `asking`'s texts that needs no facts, such as `asking.health`."""
        return self._with_link(words(self.own))

    def a_person(self, by: date | None = None, *, danger: bool = False) -> str:
        """A person reads it by this day, otherwise tomorrow; `danger`: nobody is in the office."""
        facts, by = school(), by or clock.today() + timedelta(days=1)
        phone = texts.dialled(self.own, facts.phone)
        said = asking.a_person_reads(self.own, school=facts.short_name, phone=phone, day=by)
        return f"{said} {asking.in_danger(self.own)}" if danger else said
