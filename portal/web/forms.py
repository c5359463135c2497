"""Fields that several staff forms share: they take what people type, show it again when it is
refused, and say kindly what they want."""

from collections.abc import Callable
from datetime import time
from decimal import Decimal
from typing import Any

from flask import request
from werkzeug.datastructures import MultiDict
from wtforms import (
    DateField,
    DecimalField,
    FieldList,
    Form,
    IntegerField,
    SelectMultipleField,
    StringField,
    TimeField,
)
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from portal.wording.refusals import Refused, say_to_staff

Span = tuple[time, time]

NOT_A_NUMBER = "Please write a number like 42.5."
MOST_PENCE = 10_000_000
"""More than any session costs: a hundred thousand pounds."""


def tidy(words: str | None) -> str:
    """One line without control characters and double spaces, as a database can keep it."""
    return " ".join("".join(c if c.isprintable() else " " for c in words or "").split())


def typed() -> MultiDict[str, str]:
    """What was typed into this form, to be shown again."""
    return MultiDict((name, tidy(words)) for name, words in request.form.items(multi=True))


def say_beside(form: Form, name: str, refused: Refused) -> None:
    """Show why the domain refused beside the field it is about."""
    field, why = form[name], refused.facts.get("why")
    more = f" The closed days say: {why}." if why else ""
    field.errors = [*field.errors, f"{say_to_staff(refused.reason)}{more}"]


def between(lowest: int, highest: int) -> Callable[[Form, Any], None]:
    """A validator: from `lowest` to `highest`, for a field that holds a number."""

    def check(_form: Form, field: Any) -> None:
        if field.data is not None and not lowest <= field.data <= highest:
            raise ValidationError(f"Please write a number from {lowest} to {highest}.")

    return check


class Day(DateField):
    """A day: chosen from the browser's calendar, or typed."""

    def __init__(self, label: str, validators: Any = None, **options: Any) -> None:
        super().__init__(label, validators, ["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y"], **options)

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.raw_data = valuelist = [tidy(one) for one in valuelist]  # as it is shown again
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError("Please write the day like 24/11/2026.") from error


class TimeOfDay(TimeField):
    """A time on the school's clock."""

    data: Any

    def __init__(self, label: str, validators: Any = None, **options: Any) -> None:
        super().__init__(label, validators, ["%H:%M", "%H.%M", "%H:%M:%S"], **options)

    def process_formdata(self, valuelist: list[Any]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError("Please write the time like 15:30.") from error
        if self.data:
            self.data = self.data.replace(second=0)  # a browser may send them, no page shows them


class WholeNumber(IntegerField):
    def process_formdata(self, valuelist: list[Any]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError("Please write a whole number.") from error


class Number(DecimalField):
    data: Any

    def process_formdata(self, valuelist: list[Any]) -> None:
        try:
            super().process_formdata([one.replace(",", ".") for one in valuelist])
        except ValueError as error:
            raise ValueError(NOT_A_NUMBER) from error
        if self.data is not None and not self.data.is_finite():
            self.data = None
            raise ValueError(NOT_A_NUMBER)


class Pounds(StringField):
    """An amount of money, typed in pounds; `pence` is what it comes to."""

    pence = 0

    def process_data(self, value: Any) -> None:
        """Begins with pence."""
        self.pence = value or 0
        self.data = f"{self.pence / 100:.2f}"

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata(valuelist)
        words = tidy(self.data).removeprefix("£").replace(",", "") or "0"
        try:
            pence = Decimal(words) * 100
            right = 0 <= pence <= MOST_PENCE and pence == int(pence)
        except ArithmeticError:
            right = False
        if not right:
            raise ValueError("Please write pounds and pence like 218.50.")
        self.pence = int(pence)


class Spans(StringField):
    """Breaks, typed as "16:15-16:30, 17:00-17:10"; `spans` is what was understood."""

    spans: tuple[Span, ...] = ()

    def process_data(self, value: Any) -> None:
        """Begins with pairs of times."""
        self.spans = tuple(value or ())
        self.data = ", ".join(f"{a:%H:%M}-{b:%H:%M}" for a, b in self.spans)

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata(valuelist)
        try:
            self.spans = tuple(_span(one) for one in tidy(self.data).split(",") if one.strip())
        except ValueError as error:
            raise ValueError("Please write breaks like 16:15-16:30, 17:00-17:10.") from error


def _span(words: str) -> Span:
    begins, ends = map(_time_of_day, words.replace("–", "-").split("-"))
    if begins >= ends:
        raise ValueError("a break that ends before it begins")
    return begins, ends


def _time_of_day(words: str) -> time:
    """16:15 or 16.15 on the school's clock, and nothing else."""
    hours, minutes = words.replace(".", ":").split(":")
    return time(int(hours), int(minutes))


class Several(FieldList):
    """A form several times over. A field whose number is none ("little_ones-²-name") is not of
    it."""

    def _extract_indices(self, prefix: str, formdata: Any) -> Any:
        return super()._extract_indices(prefix, [name for name in formdata if name.isascii()])


class Ticks(SelectMultipleField):
    """Several of a list, each with its own box to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()
