"""A colleague has saved the same form meanwhile: who it was, and what it says by now, to stand
beside what was typed."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from wtforms import BooleanField, Form, HiddenField
from wtforms.fields.choices import SelectFieldBase

from portal.domain import story
from portal.domain.history import Deed
from portal.web.forms import Day, Pounds, Spans


@dataclass(frozen=True)
class Meanwhile:
    """`who` changed it; `says`: the fields that say something else than was typed, by label."""

    who: str
    says: list[tuple[str, str]]


def changed(deed: Deed, about: str, row_id: int, typed: Form, stands: Form) -> Meanwhile:
    """What a colleague's deed about this row made of it. `stands`: the form, filled in as the row
    is by now."""
    fields = [field for field in stands if not isinstance(field, HiddenField)]
    return Meanwhile(story.who_changed(deed, about, row_id), otherwise(typed, fields))


def otherwise(typed: Form, stands: Iterable[Any]) -> list[tuple[str, str]]:
    """Those of these fields that say something else by now than was typed: label and words."""
    return [
        (field.label.text, _shown(field))
        for field in stands
        if _meant(field) != _meant(typed[field.name])
    ]


def _meant(field: Any) -> Any:
    """What a field says, however it was typed."""
    if isinstance(field, Pounds):
        return field.pence
    if isinstance(field, Spans):
        return field.spans
    return field.data


def _shown(field: Any) -> str:
    """The same in words."""
    if isinstance(field, BooleanField):
        return "yes" if field.data else "no"
    if isinstance(field, SelectFieldBase):
        return ", ".join(option.label.text for option in field if option.checked)
    if isinstance(field, Day):
        return f"{field.data:%d/%m/%Y}"
    return ", ".join(str(field._value()).splitlines())
