"""The form on which a parent says who comes, how to meet and what helps."""

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    RadioField,
    SelectField,
    StringField,
)
from wtforms.validators import Length

from portal.domain.booking import Answers
from portal.domain.bookings import Comes
from portal.domain.creche import WAITING, Age, CrechePlace, IfFull, LittleOne
from portal.domain.rounds import Way
from portal.domain.talks import Talk
from portal.languages import ENGLISH
from portal.web import access

MOST_LITTLE_ONES = 4


class LittleOneForm(Form):
    """One little one for the crèche. A form without a name is not filled in."""

    name = StringField(validators=[Length(max=40)])
    age = SelectField(choices=["", *Age], default="")
    health = RadioField(choices=["", "no", "yes", "kept"], default="")
    needs = StringField(validators=[Length(max=300)])
    nappies = BooleanField()
    comfort = StringField(validators=[Length(max=100)])
    speaks = StringField(validators=[Length(max=40)])
    collected_by = StringField(validators=[Length(max=60)])

    @property
    def used(self) -> bool:
        return bool((self.name.data or "").strip() or self.age.data or self.needs.data)

    def missing(self) -> list[str]:
        """Which of name, age and health still need an answer."""
        wanted = {
            "name": (self.name.data or "").strip(),
            "age": self.age.data,
            "health": self.health.data and (self.health.data != "yes" or self.needs.data),
        }
        return [name for name, answer in wanted.items() if not answer] if self.used else []

    def little_one(self) -> LittleOne:
        health = {"no": "", "yes": (self.needs.data or "").strip()}.get(self.health.data)
        return LittleOne(
            name=(self.name.data or "").strip(),
            age=Age(self.age.data),
            health=health,
            nappies=self.nappies.data,
            comfort=(self.comfort.data or "").strip(),
            speaks=(self.speaks.data or "").strip(),
            collected_by=(self.collected_by.data or "").strip(),
        )


class DetailsForm(FlaskForm):
    """What a parent says about one talk. CSRF is checked for the whole portal at once."""

    class Meta:
        csrf = False

    way = RadioField(choices=list(Way))
    comes = RadioField(choices=list(Comes), default=Comes.ALONE.value)
    interpreter = BooleanField()
    speaks = StringField(validators=[Length(max=40)])
    lift = BooleanField()
    step_free = BooleanField()
    phone_instead = BooleanField()
    with_me = BooleanField()
    ring_me = BooleanField()
    remind_2_hours = BooleanField()
    little_ones = FieldList(
        FormField(LittleOneForm), min_entries=MOST_LITTLE_ONES, max_entries=MOST_LITTLE_ONES
    )
    if_full = RadioField(choices=["", "wait", "bring"], default="")

    def __init__(self, talk: Talk, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.way.choices = talk.invitation.round.ways
        if self.way.data not in self.way.choices:
            self.way.data = self.way.choices[0]

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
        return self.language_missing() or any(entry.form.missing() for entry in self.wanted())

    def little_ones_and_what_is_missing(self) -> list[tuple[LittleOneForm, list[str]]]:
        """The form of each little one; once it was sent, with the answers that it still needs."""
        sent = self.is_submitted()
        return [(entry.form, entry.form.missing() if sent else []) for entry in self.little_ones]

    def language_missing(self) -> bool:
        """Whether an interpreter was asked for, but not in which language."""
        return bool(self.interpreter.data) and not (self.speaks.data or "").strip()

    def wanted(self) -> list[FormField]:
        """The little ones that were filled in, if the crèche is wanted at all."""
        if self.if_full.data == "bring":
            return []
        return [entry for entry in self.little_ones if entry.form.used]

    def answers(self) -> Answers:
        """What was said, for the domain."""
        language = (self.speaks.data or "").strip()
        return Answers(
            way=Way(self.way.data),
            comes=Comes(self.comes.data),
            interpreter=language if self.interpreter.data else "",
            lift=self.lift.data,
            step_free=self.step_free.data,
            phone_instead=self.phone_instead.data,
            with_me=self.with_me.data,
            ring_me=self.ring_me.data,
            remind_2_hours=self.remind_2_hours.data,
            little_ones=[entry.form.little_one() for entry in self.wanted()],
        )

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
