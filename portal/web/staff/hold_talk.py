"""The talk itself, on a tablet in the room: what is said is written down as it goes.

Each part saves by itself (`save_part`), or all at once by one button (`save_talk`), where there is
no JavaScript. Whoever writes over words they have not seen is shown both and settles it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import Response, abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.db import act, db
from portal.domain import records, ticks, who_came
from portal.domain.bookings import Booking
from portal.domain.records import Clash, Part, Saved
from portal.web.access import by_staff, staff, staff_only
from portal.web.numbers import row_id
from portal.web.staff import talk_screen
from portal.web.staff.pages import blueprint
from portal.web.staff.plan import READERS
from portal.wording.agreements import digest
from portal.wording.refusals import Reason, Refused, say_to_staff

KEEP = ("theirs", "mine", "both")
CHOSEN = "Somebody has chosen already: this is what stands."


def find_talk(booking_id: int) -> Booking:
    """The talk, if this person may open its record. Everything here begins with this."""
    found = records.talk_for(staff(), booking_id)
    if found is None:
        abort(404)
    return found


@blueprint.get("/talks/<int:booking_id>")
@staff_only(*READERS, second_step=True)
def hold_talk(booking_id: int) -> ResponseReturnValue:
    """The whole record, to read and to write. Opening it is written down."""
    child_id = find_talk(booking_id).child_id
    with act():
        records.seen(child_id, by_staff(), "record")
    return _show(booking_id)


def _show(booking_id: int, typed: Mapping[Part, str] | None = None, sorry: str = "") -> str:
    shown = talk_screen.screen(find_talk(booking_id), staff(), typed or {})
    return render_template("staff/hold_talk.html", talk=shown, me_id=staff().id, sorry=sorry)


# -- one part, as it is typed ------------------------------------------------------------------


@blueprint.post("/talks/<int:booking_id>/parts/<part>")
@staff_only(*READERS, second_step=True)
def save_part(booking_id: int, part: str) -> ResponseReturnValue:
    """Save one part over the version its writer has seen. Answers as JSON."""
    find_talk(booking_id)
    if part not in set(Part):
        abort(404)
    which = Part(part)
    if "words" not in request.form:
        abort(400)
    try:
        with act():
            saved = records.save(
                records.open_record(booking_id, by_staff()).id,
                which,
                ticks.tidied(which, request.form["words"]),
                request.form.get("seen", 0, type=row_id),
                by_staff(),
                own=[ticks.tidied(which, one) for one in request.form.getlist("own")],
                clash_id=request.form.get("clash", type=row_id),
            )
    except Refused as refused:
        return _answer(sorry=say_to_staff(refused.reason)), 422
    return _told(saved)


@blueprint.post("/talks/<int:booking_id>/clashes/<int:clash_id>")
@staff_only(*READERS, second_step=True)
def settle_part(booking_id: int, clash_id: int) -> ResponseReturnValue:
    """Keep theirs, mine or both. Answers as JSON, like a saving."""
    find_talk(booking_id)
    clash = _clash(booking_id, clash_id)
    keep = request.form.get("keep", "")
    if keep not in KEEP:
        abort(400)
    try:
        with act():
            saved = _settle(clash, keep, request.form.get("seen", 0, type=row_id))
    except Refused as refused:
        return _answer(sorry=say_to_staff(refused.reason)), 422
    return _told(saved, note=CHOSEN if clash.settled_at else "")


def _clash(booking_id: int, clash_id: int) -> Clash:
    record = records.of_talk(booking_id)
    found = records.clash_of(record.id, clash_id) if record else None
    if found is None:
        abort(404)
    return found


def _settle(clash: Clash, keep: str, seen: int) -> Saved:
    """What stands now, what was written beside it, or one after the other. If it has changed once
    more since it was shown, nothing is chosen yet: both are shown again. In an act."""
    row = records.parts_of(clash.conversation_id)[clash.part]
    if clash.settled_at is not None:
        return Saved(row.version, row.words)
    if keep == "theirs":
        return records.settle(clash.id, row.words, row.version, by_staff())
    if row.version != seen:
        who = records.writers_of(clash.conversation_id).get(clash.part, "")
        return Saved(row.version, row.words, clash.id, who)
    words = clash.words if keep == "mine" else ticks.both(clash.part, row.words, clash.words)
    return records.settle(clash.id, words, seen, by_staff())


def _told(saved: Saved, note: str = "") -> Response:
    """What came of it; after a clash with the box that shows both."""
    box = ""
    if saved.clash is not None:
        clash = db.session.get_one(Clash, saved.clash)
        one = talk_screen.beside(clash, staff().name, staff())
        box = render_template("staff/parts/beside.html", one=one)
    return _answer(
        version=saved.version,
        words=saved.words,
        clash=saved.clash,
        who=saved.who,
        saved=talk_screen.saved_words(clock.now()),
        box=box,
        note=note,
    )


def _answer(**facts: object) -> Response:
    answer = jsonify(facts)
    answer.headers["Cache-Control"] = "no-store"
    return answer


# -- all parts by one button -------------------------------------------------------------------


@dataclass
class Outcome:
    """What came of saving a whole form: what could not be saved, and whether somebody else wrote
    at the same time."""

    too_long: dict[Part, str] = field(default_factory=dict)
    saved: dict[Part, Saved] = field(default_factory=dict)

    @property
    def clashes(self) -> bool:
        return any(one.clash is not None for one in self.saved.values())


@blueprint.post("/talks/<int:booking_id>")
@staff_only(*READERS, second_step=True)
def save_talk(booking_id: int) -> ResponseReturnValue:
    """Save everything that was changed in the form, then do what its button says: settle, mark as
    come, go on to another page."""
    find_talk(booking_id)
    typed = _typed()
    with act():
        outcome = _save_all(booking_id, typed)
    if "settle" in request.form:
        _settle_in_form(booking_id, outcome)
    then = request.form.get("then", "")
    if then == "came":
        _mark_as_come(booking_id)
    if outcome.too_long:
        sorry = say_to_staff(Reason.TOO_LONG)
        answer = Response(_show(booking_id, outcome.too_long, sorry), 422)
        answer.headers["Cache-Control"] = "no-store"
        return answer
    if outcome.clashes:
        flash("Somebody else wrote in the same place. Both are kept: please choose below.")
        return redirect(url_for("staff.hold_talk", booking_id=booking_id), 303)
    return redirect(_where_to(booking_id, then), 303)


def _typed() -> dict[Part, str]:
    """The parts of the form that were changed in it."""
    typed = {}
    for part in Part:
        if f"seen-{part}" in request.form:
            lines = [one for one in request.form.getlist(part) if one.strip()]
            words = records.as_kept(ticks.tidied(part, "\n".join(lines)))
            if digest(words) != request.form.get(f"was-{part}"):
                typed[part] = words
    return typed


def _save_all(booking_id: int, typed: Mapping[Part, str]) -> Outcome:
    outcome = Outcome()
    if not typed:
        return outcome
    record_id = records.open_record(booking_id, by_staff()).id
    for part, words in typed.items():
        seen = request.form.get(f"seen-{part}", 0, type=row_id)
        try:
            outcome.saved[part] = records.save(record_id, part, words, seen, by_staff())
        except Refused:  # too long: before anything of it was written
            outcome.too_long[part] = words
    return outcome


def _settle_in_form(booking_id: int, outcome: Outcome) -> None:
    """As the button said ("12:both"); over what the same form has just saved in that part."""
    digits, _, keep = request.form["settle"].partition(":")
    try:
        clash_id = row_id(digits)
    except ValueError:
        abort(400)
    if keep not in KEEP:
        abort(400)
    clash = _clash(booking_id, clash_id)
    seen = request.form.get(f"stands-{clash_id}", 0, type=row_id)
    just_saved = outcome.saved.get(clash.part)
    if just_saved is not None and just_saved.clash is None:
        seen = just_saved.version
    try:
        with act():
            outcome.saved[clash.part] = _settle(clash, keep, seen)
    except Refused as refused:
        flash(say_to_staff(refused.reason))


def _mark_as_come(booking_id: int) -> None:
    try:
        with act():
            who_came.mark(booking_id, came=True, by=by_staff())
    except Refused as refused:
        flash(say_to_staff(refused.reason))


def _where_to(booking_id: int, then: str) -> str:
    child_id = find_talk(booking_id).child_id
    match then:
        case "target":
            return url_for("staff.new_target", child_id=child_id, talk=booking_id)
        case "plan":
            return url_for("staff.plan", child_id=child_id, talk=booking_id)
        case "help":
            return url_for("staff.promise_help", booking_id=booking_id)
        case "look-back":
            return url_for("staff.look_back", booking_id=booking_id)
        case "sum-up":
            return url_for("staff.sum_up", booking_id=booking_id)
        case _:
            return url_for("staff.hold_talk", booking_id=booking_id)
