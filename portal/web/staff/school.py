"""The school's settings, a page for each part: with a sentence on what each changes, what it would
mean before it is saved, and what was changed lately. The closed days are in `closed_days`."""

from dataclasses import replace
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.db import act
from portal.domain import school_previews, school_settings
from portal.domain.numbers import show_number
from portal.domain.people import Role, forget_school
from portal.domain.readers import readers
from portal.domain.school import SchoolFacts, as_fact
from portal.domain.school import school as facts_of_school
from portal.domain.school_settings import CHANGED_BY, Section
from portal.languages import OFFERED
from portal.web.access import by_staff, settings, staff, staff_only
from portal.web.forms import say_beside
from portal.web.staff.invite import TOKEN
from portal.web.staff.pages import blueprint
from portal.web.staff.school_forms import (
    CostsForm,
    CrecheForm,
    SchoolForm,
    SettingsForm,
    TalksForm,
    TextsForm,
)
from portal.wording.refusals import Reason, Refused

OFFICE = (Role.OFFICE, Role.LEAD)
MORE = {
    "phone": {"inputmode": "tel", "autocomplete": "off"},
    "text_number": {"inputmode": "tel", "autocomplete": "off"},
    "pence_per_segment": {"inputmode": "decimal", "autocomplete": "off"},
    "cover_pence_an_hour": {"inputmode": "decimal", "autocomplete": "off"},
    "creche_pence": {"inputmode": "decimal", "autocomplete": "off"},
}


@blueprint.route("/school", methods=["GET", "POST"])
@staff_only(*OFFICE)
def school() -> ResponseReturnValue:
    """Name, numbers, door and hours."""
    return _look_or_save(SchoolForm, "staff.school")


@blueprint.route("/school/talks", methods=["GET", "POST"])
@staff_only(*OFFICE)
def school_talks() -> ResponseReturnValue:
    """What a new round begins with, and reminders."""
    return _look_or_save(TalksForm, "staff.school_talks")


@blueprint.route("/school/texts", methods=["GET", "POST"])
@staff_only(*OFFICE)
def school_texts() -> ResponseReturnValue:
    """Hours, languages, good news that sends itself, and the price."""
    return _look_or_save(TextsForm, "staff.school_texts")


@blueprint.get("/school/creche")
@staff_only(*OFFICE)
def school_creche() -> ResponseReturnValue:
    """How many little ones are safe."""
    return _show(CrecheForm.of(_fresh()), "staff.school_creche")


@blueprint.post("/school/creche", endpoint="change_school_creche")
@staff_only(Role.LEAD, second_step=True)
def change_school_creche() -> ResponseReturnValue:
    """A lead chooses safer numbers."""
    return _look_or_save(CrecheForm, "staff.school_creche")


@blueprint.route("/school/costs", methods=["GET", "POST"])
@staff_only(*OFFICE)
def school_costs() -> ResponseReturnValue:
    """What cover and crèche cost, and who pays."""
    return _look_or_save(CostsForm, "staff.school_costs")


def _fresh() -> SchoolFacts:
    """The settings as they are this moment: another process may have changed them."""
    forget_school()
    return facts_of_school()


def _look_or_save(kind: type[SettingsForm], place: str) -> ResponseReturnValue:
    facts = _fresh()
    if request.method == "GET":
        return _show(_as_kept(kind, facts), place)
    form = kind(request.form)
    if not form.validate():
        return _show(form, place), 422
    typed = form.settings()
    if "look" in request.form:
        return _show(form, place, trying=typed)
    try:
        with act():
            school_settings.change(
                form.section,
                typed,
                by_staff(),
                request.form.get("seen"),
                sure="sure" in request.form,
            )
    except Refused as refused:
        return _show_refused(form, place, typed, refused)
    forget_school()
    flash("Saved. It may take ten seconds until every page says so.")
    return redirect(url_for(place), 303)


def _as_kept(kind: type[SettingsForm], facts: SchoolFacts) -> SettingsForm:
    """The form as it is; while nobody has written the number texts come from, the carrier's."""
    twilio = settings().twilio
    if kind is SchoolForm and not facts.text_number and twilio and twilio.from_:
        facts = replace(facts, text_number=show_number(twilio.from_))
    return kind.of(facts)


def _show_refused(
    form: SettingsForm, place: str, typed: dict[str, Any], refused: Refused
) -> ResponseReturnValue:
    if refused.reason == Reason.LANGUAGE_IN_USE:
        in_use = [(OFFERED[tag], count) for tag, count in refused.facts["parents"].items()]
        return _show(form, place, trying=typed, in_use=in_use), 409
    if refused.reason == Reason.CHANGED_MEANWHILE:
        now = {name: as_fact(getattr(_fresh(), name)) for name in typed}
        theirs = [
            (form.label(name), form.said(name, value))
            for name, value in now.items()
            if value != typed[name]
        ]
        return _show(form, place, meanwhile=theirs), 409
    say_beside(form, refused.facts["setting"], refused)
    return _show(form, place), 409


def _show(
    form: SettingsForm,
    place: str,
    *,
    trying: dict[str, Any] | None = None,
    in_use: list[Any] | None = None,
    meanwhile: list[tuple[str, str]] | None = None,
) -> str:
    """`trying`: what was typed and is to be looked at; `in_use`: languages that parents read;
    `meanwhile`: what a colleague has saved."""
    now = facts_of_school()
    seen = school_settings.as_seen(form.section, now)
    was_seen = request.form.get("seen") if not meanwhile else None
    return render_template(
        "staff/school/section.html",
        form=form,
        title=form.title,
        about=form.about,
        hints=form.hints,
        groups=form.groups,
        more=MORE,
        part=place.removeprefix("staff.").removeprefix("school_"),
        section_place=place,
        seen=was_seen or seen,
        may_change=staff().has(*CHANGED_BY[form.section]),
        trying=trying is not None,
        facts=replace(now, **trying) if trying else now,
        preview=school_previews,
        readers=readers() if form.section == Section.TEXTS else {},
        link=f"{settings().public_url}/t/{TOKEN}",
        in_use=in_use,
        meanwhile=meanwhile,
        lately=_lately(form),
    )


def _lately(form: SettingsForm) -> list[dict[str, Any]]:
    return [
        {
            "at": one.at,
            "by": one.by,
            "settings": [
                (form.label(name), form.said(name, old), form.said(name, new))
                for name, (old, new) in one.settings.items()
            ],
        }
        for one in school_settings.lately(form.section)
    ]
