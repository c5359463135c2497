"""The form on which a parent says who comes, how to meet and what helps."""

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    Form,
    FormField,
    RadioField,
    SelectField,
    StringField,
)
from wtforms.validators import Length

from portal.domain.booking import Answers
from portal.domain.bookings import Comes
from portal.domain.creche import LONGEST_NAME, WAITING, Age, CrechePlace, IfFull, LittleOne
from portal.domain.rounds import Way
from portal.domain.talks import Talk
from portal.languages import ENGLISH
from portal.web import access
from portal.web.forms import Several, tidy

MOST_LITTLE_ONES = 4


def _line(longest: int) -> StringField:
    """One line of so many letters."""
    return StringField(validators=[Length(max=longest)], filters=[tidy])


class LittleOneForm(Form):
    """One little one for the crèche. A form without a name is not filled in."""

    name = _line(LONGEST_NAME)
    age = SelectField(choices=["", *Age], default="")
    health = RadioField(choices=["", "no", "yes", "kept"], default="")
    needs = _line(300)
    nappies = BooleanField()
    comfort = _line(100)
    speaks = _line(40)
    collected_by = _line(60)

    @property
    def used(self) -> bool:
        return bool(self.name.data or self.age.data or self.needs.data)

    def missing(self) -> list[str]:
        """Which of name, age and health still need an answer."""
        wanted = {
            "name": self.name.data,
            "age": self.age.data,
            "health": self.needs.data or self.health.data in ("no", "kept"),
        }
        return [name for name, answer in wanted.items() if not answer] if self.used else []

    def little_one(self) -> LittleOne:
        """What was said. What was written about health counts, whatever was ticked beside it."""
        as_before = self.health.data == "kept"
        return LittleOne(
            name=self.name.data,
            age=Age(self.age.data),
            health=None if as_before else self.needs.data,
            nappies=self.nappies.data,
            comfort=self.comfort.data,
            speaks=self.speaks.data,
            collected_by=self.collected_by.data,
            adds=self.needs.data if as_before else "",
        )


class DetailsForm(FlaskForm):
    """What a parent says about one talk. CSRF is checked for the whole portal at once."""

    class Meta:
        csrf = False

    way = RadioField(choices=list(Way))
    comes = RadioField(choices=list(Comes), default=Comes.ALONE.value)
    interpreter = BooleanField()
    speaks = _line(40)
    lift = BooleanField()
    step_free = BooleanField()
    phone_instead = BooleanField()
    with_me = BooleanField()
    ring_me = BooleanField()
    remind_2_hours = BooleanField()
    little_ones = Several(
        FormField(LittleOneForm), min_entries=MOST_LITTLE_ONES, max_entries=MOST_LITTLE_ONES
    )
    if_full = RadioField(choices=["", "wait", "bring"], default="")

    def __init__(self, talk: Talk, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.way.choices = talk.invitation.round.ways
        if self.way.data not in self.way.choices:
            self.way.data = self.way.choices[0]
        if self.comes.data not in set(Comes):
            self.comes.data = Comes.ALONE.value

    @classmethod
    def of(cls, talk: Talk, places: list[CrechePlace]) -> "DetailsForm":
        """The form as it was filled in before, or empty. Answers on health are not shown back."""
        booking = talk.booking
        assert booking is not None
        own = access.page_language()
        return cls(
            talk,
            formdata=None,
            data={
                "way": booking.way.value,
                "comes": booking.comes.value,
                "interpreter": bool(booking.interpreter),
                "speaks": booking.interpreter or (own.name if own is not ENGLISH else ""),
                "lift": booking.lift,
                "step_free": booking.step_free,
                "phone_instead": booking.phone_instead,
                "with_me": booking.with_me,
                "ring_me": booking.ring_me,
                "remind_2_hours": booking.remind_2_hours,
                "if_full": "wait" if _waits(places) else "",
                "little_ones": [_filled(place) for place in places[:MOST_LITTLE_ONES]],
            },
        )

    def validate(self, extra_validators: object = None) -> bool:
        """Whether every little one has a name, an age and an answer about health, and an
        interpreter a language."""
        if not super().validate(extra_validators):
            return False
        return not self.incomplete()

    def incomplete(self) -> bool:
        """Whether something that was begun still needs an answer."""
        missing = self.language_missing() or any(entry.form.missing() for entry in self.wanted())
        return missing or bool(self.errors)

    def little_ones_and_what_is_missing(self) -> list[tuple[LittleOneForm, list[str]]]:
        """The form of each little one; once it was sent, with the answers that it still needs."""
        sent = self.is_submitted()
        return [(entry.form, entry.form.missing() if sent else []) for entry in self.little_ones]

    def language_missing(self) -> bool:
        """Whether an interpreter was asked for, but not in which language."""
        return bool(self.interpreter.data) and not self.speaks.data

    def wanted(self) -> list[FormField]:
        """The little ones that were filled in, if the crèche is wanted at all."""
        if self.if_full.data == "bring":
            return []
        return [entry for entry in self.little_ones if entry.form.used]

    def answers(self) -> Answers:
        """What was said, for the domain."""
        return Answers(
            way=Way(self.way.data),
            comes=Comes(self.comes.data),
            interpreter=self.speaks.data if self.interpreter.data else "",
            lift=self.lift.data,
            step_free=self.step_free.data,
            phone_instead=self.phone_instead.data,
            with_me=self.with_me.data,
            ring_me=self.ring_me.data,
            remind_2_hours=self.remind_2_hours.data,
            little_ones=[entry.form.little_one() for entry in self.wanted()],
        )

    def ask_anew(self, places: list[CrechePlace]) -> None:
        """ "As I told you before" holds of those whose place (of `places`) has an answer; of others
        health is asked, such as of one who was written over the name of another."""
        told = [place for place in places if place.health is not None]
        names = {place.name.casefold() for place in told}
        numbers = {place.age.value for place in told if place.unnamed}
        for entry in self.little_ones:
            one = entry.form
            known = (one.name.data or "").casefold() in names or one.age.data in numbers
            if one.health.data == "kept" and not known:
                one.health.data = ""

    def kept(self) -> bool:
        """Whether of anybody "as I told you before" is said."""
        return any(entry.form.health.data == "kept" for entry in self.little_ones)

    def wish_if_full(self) -> IfFull:
        return IfFull.WAIT if self.if_full.data == "wait" else IfFull.REFUSE


def _waits(places: list[CrechePlace]) -> bool:
    return any(place.state in WAITING for place in places)


def _filled(place: CrechePlace) -> dict[str, object]:
    return {
        "name": place.name,
        "age": place.age.value,
        "health": "kept" if place.health is not None else "",
        "nappies": place.nappies,
        "comfort": place.comfort,
        "speaks": place.speaks,
        "collected_by": place.collected_by,
    }
