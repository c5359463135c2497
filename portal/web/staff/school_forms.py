"""The forms of the school's settings: what each is called, what it changes, and its bounds, which
are the domain's (`school_settings.BOUNDS`)."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import time
from typing import Any, ClassVar

from wtforms import BooleanField, Form, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from portal.domain.numbers import read_number, show_number
from portal.domain.readers import readers
from portal.domain.rounds import PaidBy, Way
from portal.domain.school import SchoolFacts
from portal.domain.school_settings import BOUNDS, SETTINGS, SHORTEST_AFTERNOON, Section
from portal.languages import ENGLISH, OFFERED
from portal.web.forms import Number, Pounds, Ticks, TimeOfDay, WholeNumber, tidy
from portal.wording.doors import Door

A_NUMBER = InputRequired("Please write a number.")
A_TIME = InputRequired("Please write a time.")
Group = tuple[str, str, tuple[str, ...]]
"""Settings that stand together: a heading, what they are about, and their names."""


def _shown(bound: Any) -> str:
    return f"{bound:%H:%M}" if isinstance(bound, time) else f"{bound:g}"


def _from_to(name: str) -> str:
    """ "From 1 to 3." """
    least, most = BOUNDS[name]
    return f"From {_shown(least)} to {_shown(most)}."


def within(name: str) -> Callable[[Form, Any], None]:
    """A validator: what the school may choose for this setting."""
    least, most = BOUNDS[name]
    what = "time" if isinstance(least, time) else "number"

    def check(_form: Form, field: Any) -> None:
        if field.data is not None and not least <= field.data <= most:
            raise ValidationError(f"Please write a {what} from {_shown(least)} to {_shown(most)}.")

    return check


class SettingsForm(Form):
    """The settings of one section. A field has the name of its setting."""

    section: ClassVar[Section]
    title: ClassVar[str]
    about: ClassVar[str]
    hints: ClassVar[dict[str, str]]
    groups: ClassVar[tuple[Group, ...]]

    @classmethod
    def of(cls, facts: SchoolFacts) -> "SettingsForm":
        """The form with the settings as they are."""
        return cls(data=asdict(facts))

    def settings(self) -> dict[str, Any]:
        """What was typed, by the names of the settings."""
        return {name: self._value(name) for name in SETTINGS[self.section]}

    def _value(self, name: str) -> Any:
        field = self[name]
        if isinstance(field, Pounds):
            return field.pence
        if isinstance(field, Ticks):
            return tuple(field.data)
        return float(field.data) if isinstance(field, Number) else field.data

    def label(self, name: str) -> str:
        """What a setting is called."""
        return str(self[name].label.text)

    def said(self, name: str, value: Any) -> str:
        """A setting's value in words."""
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, time):
            return f"{value:%H:%M}"
        if isinstance(value, (list, tuple)):
            named = [OFFERED[one].english_name if one in OFFERED else one for one in value]
            return ", ".join(named) or "none"
        if name in self and isinstance(self[name], Pounds):
            return f"{value / 100:.2f}"
        return str(value) if value != "" else "nothing"


class SchoolForm(SettingsForm):
    section = Section.SCHOOL
    title = "The school"
    about = "What pages, texts and letters say about the school, and when somebody is in."
    hints: ClassVar = {
        "short_name": "Texts begin with it, so the shorter the cheaper.",
        "phone": "As families dial it. Stands on every page for parents, and in some texts.",
        "text_number": "Printed on letters and slips, so that families know it. May stay empty.",
        "door": "Texts say so in every language.",
        "welcomed_by": "Texts say “ask for …”. May stay empty.",
        "opens": "On school days. Answers to texts say when somebody will read them.",
    }
    groups: ClassVar = (
        ("What it is called", "", ("name", "short_name")),
        ("How to reach it", "", ("phone", "text_number")),
        ("Where talks are", "", ("door", "welcomed_by")),
        ("The office’s hours", "", ("opens", "shuts")),
    )

    name = StringField("Name", [InputRequired(), Length(max=60)], filters=[tidy])
    short_name = StringField("Short name", [InputRequired(), Length(max=20)], filters=[tidy])
    phone = StringField("The office’s phone", [InputRequired(), Length(max=20)], filters=[tidy])
    text_number = StringField("The number texts come from", [Length(max=40)], filters=[tidy])
    door = SelectField(
        "Where parents come to",
        choices=[SelectChoice(door, door.capitalize()) for door in Door],
        coerce=Door,
    )
    welcomed_by = StringField("Who meets parents there", [Length(max=60)], filters=[tidy])
    opens = TimeOfDay("The office opens at", [A_TIME])
    shuts = TimeOfDay("The office shuts at", [A_TIME])

    def validate_text_number(self, field: StringField) -> None:
        """A number of this country, kept as families dial it. It may stay empty."""
        if not field.data:
            return
        found = read_number(field.data)
        if not found.e164 or found.country != "GB":
            raise ValidationError("Please write a UK number like 07700 900123.")
        field.data = show_number(found.e164)

    def validate_shuts(self, field: TimeOfDay) -> None:
        """Nobody is in backwards."""
        if self.opens.data and field.data and field.data <= self.opens.data:
            raise ValidationError("The office must shut after it opens.")


class TalksForm(SettingsForm):
    section = Section.TALKS
    title = "Talks"
    about = "What a new round of talks begins with, and how parents are reminded."
    hints: ClassVar = {
        "ways": "Ticked in each new round; a round can have others.",
        "slot_minutes": f"{_from_to('slot_minutes')} Half an hour is usual.",
        "gap_minutes": f"{_from_to('gap_minutes')} Time to write notes.",
        "nudge_after_days": f"{_from_to('nudge_after_days')} Who does not answer is asked twice"
        " more, then a person rings.",
        "reminds_early": "Time to find somebody for the children, or to ask for another time.",
        "reminds_days_before": _from_to("reminds_days_before"),
        "reminds_day_before": "Parents can answer it: coming, or not.",
        "reminds_at": f"{_from_to('reminds_at')} Both go out from then on, until the day ends for"
        " texts. They count for talks that are booked already, too.",
        "offers_two_hours": "A box to tick when they book. Who has ticked it gets it all the same.",
    }
    groups: ClassVar = (
        (
            "A new round",
            "Rounds that are there already stay as they are.",
            ("ways", "slot_minutes", "gap_minutes", "nudge_after_days"),
        ),
        (
            "Reminders",
            "One text lists all of a parent’s talks of a day. Nobody gets one who has just chosen"
            " the time, or has just said that they are coming.",
            SETTINGS[Section.TALKS][4:],
        ),
    )

    ways = Ticks(
        "How parents can meet the teacher",
        [DataRequired("Please choose at least one way.")],
        choices=[SelectChoice(way.value, way.value.capitalize()) for way in Way],
    )
    slot_minutes = WholeNumber("Minutes for a talk", [A_NUMBER, within("slot_minutes")])
    gap_minutes = WholeNumber("Minutes between two talks", [A_NUMBER, within("gap_minutes")])
    nudge_after_days = WholeNumber(
        "Days before asking again", [A_NUMBER, within("nudge_after_days")]
    )
    reminds_early = BooleanField("Remind some days before the talk")
    reminds_days_before = WholeNumber(
        "So many days before", [A_NUMBER, within("reminds_days_before")]
    )
    reminds_day_before = BooleanField("Remind on the day before the talk")
    reminds_at = TimeOfDay("Reminders go out from", [A_TIME, within("reminds_at")])
    offers_two_hours = BooleanField("Parents can ask for one more text two hours before")


class TextsForm(SettingsForm):
    section = Section.TEXTS
    title = "Texts"
    about = "When texts go out, in which languages, and what they cost."
    hints: ClassVar = {
        "day_begins": f"{_from_to('day_begins')} What the school starts waits for this.",
        "day_ends": f"{_from_to('day_ends')} From then on it waits for the next morning. Codes and"
        " answers to a parent’s own text always go at once.",
        "news_begins": f"{_from_to('news_begins')} Good news and questions about a plan go out on"
        " weekdays from then on.",
        "news_ends": f"{_from_to('news_ends')} At least an hour after it begins.",
        "tells_met": "They hear that the child has done what was agreed, not what it was.",
        "thanks_who_came": "Only the one who came gets it, on the next free afternoon.",
        "languages": "Parents choose among these and English. A language is on offer because every"
        " page and text is in it. Who has chosen one that you switch off keeps it.",
        "pence_per_segment": "Your carrier’s price list says. Used for estimates only.",
    }
    groups: ClassVar = (
        ("When texts go out", "", ("day_begins", "day_ends", "news_begins", "news_ends")),
        ("Good news that sends itself", "", ("tells_met", "thanks_who_came")),
        ("Languages and price", "", ("languages", "pence_per_segment")),
    )

    day_begins = TimeOfDay("The day for texts begins at", [A_TIME, within("day_begins")])
    day_ends = TimeOfDay("The day for texts ends at", [A_TIME, within("day_ends")])
    news_begins = TimeOfDay(
        "The afternoon for good news begins at", [A_TIME, within("news_begins")]
    )
    news_ends = TimeOfDay("The afternoon for good news ends at", [A_TIME, within("news_ends")])
    tells_met = BooleanField("Tell families when a target is met")
    thanks_who_came = BooleanField("Thank the parent who came to a talk")
    languages = Ticks("Languages that parents can choose")
    pence_per_segment = Number(
        "Price of a text segment in pence", [InputRequired(), within("pence_per_segment")]
    )

    def __init__(self, formdata: Any = None, **filled: Any) -> None:
        super().__init__(formdata, **filled)
        parents = readers()
        self.languages.choices = [
            SelectChoice(tag, f"{own.english_name} ({_count(parents.get(tag, 0))})")
            for tag, own in OFFERED.items()
            if own is not ENGLISH
        ]

    @classmethod
    def of(cls, facts: SchoolFacts) -> "SettingsForm":
        return cls(data={**asdict(facts), "languages": list(facts.languages)})

    def validate_news_ends(self, field: TimeOfDay) -> None:
        """An hour at least, so that there is time to send."""
        begins, ends = self.news_begins.data, field.data
        if begins and ends and _minutes(ends) - _minutes(begins) < SHORTEST_AFTERNOON:
            raise ValidationError("Please leave at least an hour for good news.")

    def _value(self, name: str) -> Any:
        if name != "languages_off":
            return super()._value(name)
        on = {*self.languages.data, ENGLISH.tag}
        return tuple(tag for tag in OFFERED if tag not in on)

    def label(self, name: str) -> str:
        return "Languages switched off" if name == "languages_off" else super().label(name)


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


def _count(parents: int) -> str:
    return f"{parents or 'no'} {'parent reads' if parents == 1 else 'parents read'} it"


class CrecheForm(SettingsForm):
    section = Section.CRECHE
    title = "Crèche"
    about = (
        "How many little ones are safe. The usual numbers are the least that the law asks for of a"
        " nursery; a school can only be safer. They count for every new place from now on."
    )
    hints: ClassVar = {
        name: _from_to(name)
        for name in SETTINGS[Section.CRECHE]
        if name not in ("creche_stay", "creche_margin", "creche_older_6", "creche_adults")
    } | {
        "creche_older_6": f"{_from_to('creche_older_6')} Counts where the session has somebody"
        " with level 6 or a teaching degree.",
        "creche_adults": f"{_from_to('creche_adults')} However few little ones there are.",
        "creche_stay": f"{_from_to('creche_stay')} Over all of a family’s talks of a day. From two"
        " hours on a crèche must be registered.",
        "creche_margin": f"{_from_to('creche_margin')} Texts ask parents to come 10 minutes early.",
    }
    groups: ClassVar = (
        ("Little ones to one adult", "", SETTINGS[Section.CRECHE][:5]),
        ("Floor for each, in m²", "", SETTINGS[Section.CRECHE][5:8]),
        ("How long they stay", "", SETTINGS[Section.CRECHE][8:]),
    )

    creche_babies = WholeNumber("Under two years", [A_NUMBER, within("creche_babies")])
    creche_twos = WholeNumber("Two years old", [A_NUMBER, within("creche_twos")])
    creche_older = WholeNumber("Three and over", [A_NUMBER, within("creche_older")])
    creche_older_6 = WholeNumber(
        "Three and over, with level 6", [A_NUMBER, within("creche_older_6")]
    )
    creche_adults = WholeNumber("Adults at least", [A_NUMBER, within("creche_adults")])
    creche_m2_baby = Number("Floor under two years", [A_NUMBER, within("creche_m2_baby")], places=1)
    creche_m2_two = Number("Floor at two years", [A_NUMBER, within("creche_m2_two")], places=1)
    creche_m2_older = Number("Floor from three", [A_NUMBER, within("creche_m2_older")], places=1)
    creche_stay = WholeNumber("Longest stay in a day, minutes", [A_NUMBER, within("creche_stay")])
    creche_margin = WholeNumber(
        "Minutes before and after the talk", [A_NUMBER, within("creche_margin")]
    )

    def validate_creche_older_6(self, field: WholeNumber) -> None:
        """Somebody better trained watches over no fewer."""
        if None not in (field.data, self.creche_older.data) and field.data < self.creche_older.data:
            raise ValidationError("With level 6 there are at least as many as without.")


class CostsForm(SettingsForm):
    section = Section.COSTS
    title = "Costs"
    about = "What cover and crèche usually cost, and which budgets can pay. Nobody outside sees it."
    hints: ClassVar = {
        "cover_pence_an_hour": "What an hour of a supply teacher costs. Where the cost of a cover"
        " session is left empty it is worked out from this. 0 works nothing out.",
        "creche_pence": "A new crèche session begins with it.",
        "payers": "What can be chosen for cover and crèche. Sessions that are there keep theirs.",
        "payer": "Chosen at first; one of those ticked above.",
    }
    groups: ClassVar = (
        ("Usual costs", "", ("cover_pence_an_hour", "creche_pence")),
        ("Who pays", "", ("payers", "payer")),
    )

    cover_pence_an_hour = Pounds("An hour of cover, in pounds", [Length(max=12)])
    creche_pence = Pounds("A crèche session, in pounds", [Length(max=12)])
    payers = Ticks(
        "Budgets",
        [DataRequired("Please tick at least one.")],
        choices=[SelectChoice(one.value, one.value.capitalize()) for one in PaidBy],
    )
    payer = SelectField(
        "Who usually pays",
        choices=[SelectChoice(one.value, one.value.capitalize()) for one in PaidBy],
    )

    def validate_cover_pence_an_hour(self, field: Pounds) -> None:
        if field.pence > BOUNDS["cover_pence_an_hour"][1]:
            raise ValidationError("Please write at most 500 pounds an hour.")

    def validate_payer(self, field: SelectField) -> None:
        if self.payers.data and field.data not in self.payers.data:
            raise ValidationError("Please choose one of the budgets that are ticked.")
