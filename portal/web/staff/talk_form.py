"""What the office writes down for a parent who rings: how to meet, what helps, who needs the
crèche. What was typed is shown again when the form is refused."""

from collections.abc import Iterable
from typing import Any

from wtforms import (
    BooleanField,
    Form,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length

from portal.domain.booking import Answers
from portal.domain.bookings import Booking, Comes
from portal.domain.creche import LONGEST_NAME, WAITING, Age, CrechePlace, IfFull, LittleOne
from portal.domain.rounds import Way
from portal.domain.school import school
from portal.web.forms import Several, tidy
from portal.web.numbers import row_id

USUAL_LITTLE_ONES, MOST_LITTLE_ONES = 4, 20
"""So many forms stand there, and so many at most where more little ones have a place already."""


def _each(values: Iterable[str]) -> list[SelectChoice]:
    return [SelectChoice(str(value), value.capitalize()) for value in values]


def _row(words: Any) -> int:
    try:
        return row_id(str(words))
    except ValueError:
        return 0


class LittleOneForm(Form):
    """One little one for the crèche; without a name it is not filled in."""

    name = StringField("First name", [Length(max=LONGEST_NAME)], filters=[tidy])
    age = SelectField("Age on the day", choices=_each(["", *Age]), default="")
    health = StringField("Allergy, medicine or need", [Length(max=300)], filters=[tidy])
    no_health = BooleanField("Asked: none")
    nappies = BooleanField("Nappies")
    comfort = StringField("What comforts", [Length(max=100)], filters=[tidy])
    speaks = StringField("Speaks", [Length(max=40)], filters=[tidy])
    collected_by = StringField("Collected by, if not the parent", [Length(max=60)], filters=[tidy])
    place_id = HiddenField(filters=[_row])

    @property
    def used(self) -> bool:
        return bool(self.name.data or self.age.data or self.health.data)

    def validate(self, extra_validators: Any = None) -> bool:
        """A little one who is filled in has a name and an age."""
        right = super().validate(extra_validators)
        if self.used and not self.name.data:
            self.name.errors = ["Please fill in the first name."]
        if self.used and not self.age.data:
            self.age.errors = ["Please choose the age."]
        return right and not (self.name.errors or self.age.errors)

    def little_one(self) -> LittleOne:
        return LittleOne(
            name=self.name.data,
            age=Age(self.age.data),
            health=self.health.data or ("" if self.no_health.data else None),
            nappies=self.nappies.data,
            comfort=self.comfort.data,
            speaks=self.speaks.data,
            collected_by=self.collected_by.data,
            place_id=self.place_id.data,
        )


class TalkForm(Form):
    """How to meet, who comes, what helps."""

    way = RadioField("How they meet", choices=_each(Way))
    comes = RadioField("Who comes", choices=_each(Comes), default=Comes.ALONE.value)
    interpreter = StringField(
        "Language to interpret, if they want one", [Length(max=40)], filters=[tidy]
    )
    lift = BooleanField("A lift to school")
    step_free = BooleanField("Step-free access")
    phone_instead = BooleanField("By phone instead, though this round is not")
    with_me = BooleanField("Somebody from school to sit with them")
    ring_me = BooleanField("Ring them before the talk")
    remind_2_hours = BooleanField("A reminder two hours before")
    little_ones = Several(
        FormField(LittleOneForm), min_entries=USUAL_LITTLE_ONES, max_entries=MOST_LITTLE_ONES
    )
    if_full = RadioField(
        "If the crèche is full",
        choices=[
            SelectChoice(IfFull.REFUSE.value, "Choose another time"),
            SelectChoice(IfFull.WAIT.value, "Keep the time and wait for a place"),
        ],
        default=IfFull.REFUSE.value,
    )

    @property
    def offers_two_hours(self) -> bool:
        """The school offers that reminder, or it was asked for when it did."""
        return school().offers_two_hours or bool(self.remind_2_hours.data)

    @classmethod
    def for_ways(cls, ways: list[str], typed: Any = None, **filled: Any) -> "TalkForm":
        """The form with the ways to meet of one round."""
        form = cls(typed, data=filled)
        form.way.choices = _each(ways)
        if form.way.data not in ways:
            form.way.data = ways[0]
        return form

    def answers(self) -> Answers:
        """What was said, for the domain."""
        return Answers(
            way=Way(self.way.data),
            comes=Comes(self.comes.data),
            interpreter=self.interpreter.data,
            lift=self.lift.data,
            step_free=self.step_free.data,
            phone_instead=self.phone_instead.data,
            with_me=self.with_me.data,
            ring_me=self.ring_me.data,
            remind_2_hours=self.remind_2_hours.data,
            little_ones=[one.form.little_one() for one in self.little_ones if one.form.used],
        )

    def wish_if_full(self) -> IfFull:
        return IfFull(self.if_full.data)


def as_said(booking: Booking, places: list[CrechePlace]) -> dict[str, Any]:
    """The form as it was filled in for this talk. Health stays on the crèche's sheet."""
    waits = any(place.state in WAITING for place in places)
    return {
        "way": booking.way.value,
        "comes": booking.comes.value,
        "interpreter": booking.interpreter,
        "lift": booking.lift,
        "step_free": booking.step_free,
        "phone_instead": booking.phone_instead,
        "with_me": booking.with_me,
        "ring_me": booking.ring_me,
        "remind_2_hours": booking.remind_2_hours,
        "little_ones": [
            {
                "place_id": place.id,
                "name": place.name,
                "age": place.age.value,
                "nappies": place.nappies,
                "comfort": place.comfort,
                "speaks": place.speaks,
                "collected_by": place.collected_by,
            }
            for place in places
        ],
        "if_full": (IfFull.WAIT if waits else IfFull.REFUSE).value,
    }
