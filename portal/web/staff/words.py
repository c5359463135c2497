"""What staff read for the states of things: a text, a talk, a task, a line of history.

Staff screens are English only. What a parent reads is in `wording`.
"""

from portal import clock
from portal.domain.bookings import BookingState
from portal.domain.desk import Line
from portal.domain.history import Face
from portal.domain.inbox import InState, InText
from portal.domain.invitations import InvitationState
from portal.domain.numbers import show_number
from portal.domain.outbox import OutText, TextState
from portal.domain.people import NumberState
from portal.domain.story import Happening
from portal.domain.tasks import TaskKind
from portal.languages import ENGLISH, OFFERED
from portal.web.staff.pages import blueprint
from portal.wording import dates

_TEXTS = {
    TextState.QUEUED: "Waiting to be sent",
    TextState.SENDING: "Being sent",
    TextState.SENT: "Sent, not yet confirmed",
    TextState.DELIVERED: "Delivered",
    TextState.UNDELIVERED: "Did not arrive",
    TextState.UNKNOWN: "We cannot tell whether it arrived",
    TextState.FAILED: "This number does not work",
    TextState.EXPIRED: "Not sent: it was too late",
    TextState.CANCELLED: "Not sent: called back",
    TextState.SKIPPED: "Not sent",
}
_TALKS = {
    BookingState.HELD: "Choosing a time now",
    BookingState.BOOKED: "Booked",
    BookingState.ATTENDED: "Came",
    BookingState.MISSED: "Did not come",
    BookingState.CANCELLED: "Cancelled",
}
_INVITATIONS = {
    InvitationState.WAITING: "Not asked yet",
    InvitationState.ASKED: "Not answered yet",
    InvitationState.BOOKED: "Booked",
    InvitationState.DECLINED: "Not this time",
    InvitationState.WITHDRAWN: "No longer invited",
}
_TASKS = {
    TaskKind.COURT_ORDER: "Court-order mark in the import: the safeguarding lead looks at it",
    TaskKind.IN_CARE: "Child in care: a lead names who is invited and who may sign",
    TaskKind.WRONG_NUMBER: "Wrong number: find the right one",
    TaskKind.SHARED_NUMBER: "Somebody else has this number, too: ask whose it is",
    TaskKind.BARRED_NUMBER: "This number cannot be used: ask for another one",
    TaskKind.CALL: "Please ring",
    TaskKind.LANGUAGE: "Asked for a language we do not have yet",
    TaskKind.BIRTHDAY_LOCKED: "Tried the birthday five times: send a new link from their card",
    TaskKind.NO_BIRTHDAY: "No birthday on file, so their page stays shut: ring them",
    TaskKind.CRECHE_WITHDRAWN: "Crèche place withdrawn: ask the family what they would like",
    TaskKind.TEXT_FAILED: "A text did not arrive: ring them",
}
_NUMBERS = {
    NumberState.GOOD: "",
    NumberState.WRONG: "This number does not work or belongs to somebody else",
    NumberState.HELD: "Held: somebody else has this number, too. Ask whose it is and save it again",
    NumberState.LANDLINE: "A landline: no texts",
}
_FACES = {Face.WEB: "on the web", Face.TEXT: "by text", Face.DESK: "at the desk"}


@blueprint.app_template_filter("text_state")
def text_state(text: OutText) -> str:
    """What became of a text: "Delivered", "Not sent: stopped texts"."""
    words = _TEXTS[text.state]
    if text.state == TextState.QUEUED and text.due_at > clock.now():
        due = clock.local(text.due_at)
        return f"Goes out on {dates.day_and_time(due.date(), due.time(), ENGLISH.tag)}"
    if text.state in (TextState.SKIPPED, TextState.FAILED) and text.why:
        return f"{words}: {text.why}"
    return words


@blueprint.app_template_filter("text_was")
def text_was(text: InText) -> str:
    """What the portal made of a text that came in."""
    if text.state == InState.UNDERSTOOD:
        return f"Understood: {text.understood_as or 'answered by the portal'}"
    return {InState.FOR_A_PERSON: "Waits for a person", InState.DONE: "Seen to"}.get(
        text.state, "Just in"
    )


@blueprint.app_template_filter("talk_state")
def talk_state(line: Line) -> str:
    """Where an invitation or its talk stands."""
    if line.talk is None:
        return _INVITATIONS[line.state]
    if line.talk == BookingState.BOOKED and line.coming_at:
        return "Booked, said they are coming"
    return _TALKS[line.talk]


@blueprint.app_template_filter("task_words")
def task_words(kind: TaskKind) -> str:
    """What is to be done."""
    return _TASKS[kind]


@blueprint.app_template_filter("number_words")
def number_words(state: NumberState) -> str:
    """What is wrong with a number; empty if nothing is."""
    return _NUMBERS[state]


@blueprint.app_template_filter("by_whom")
def by_whom(happening: Happening) -> str:
    """Who did it, and where: "Ayesha Malik, by text"."""
    if happening.face == Face.CLOCK:
        return "the portal"
    face = _FACES[happening.face]
    return f"{happening.who}, {face}" if happening.who else face


@blueprint.app_template_filter("number")
def number(e164: str | None) -> str:
    """A phone number as it is dialled here."""
    return show_number(e164) if e164 else ""


@blueprint.app_template_filter("language_name")
def language_name(tag: str | None) -> str:
    """A language's English name; empty while it is not known."""
    if not tag:
        return ""
    return OFFERED[tag].english_name if tag in OFFERED else tag
