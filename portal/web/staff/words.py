"""What staff read for the states of things: a text, a talk, a task, a line of history.

Staff screens are English only. What a parent reads is in `wording`.
"""

from datetime import date, datetime

from portal import clock
from portal.domain.bookings import BookingState
from portal.domain.desk import Line
from portal.domain.history import Deed, Face
from portal.domain.inbox import NEEDS_NO_ANSWER, InState
from portal.domain.invitations import InvitationState
from portal.domain.line import Standing
from portal.domain.numbers import show_number
from portal.domain.one_thread import Came
from portal.domain.outbox import OutText, TextState
from portal.domain.people import NumberState
from portal.domain.story import Happening
from portal.domain.tasks import TaskKind
from portal.domain.threads import Last
from portal.languages import ENGLISH, OFFERED
from portal.web.staff.pages import blueprint
from portal.wording import answers, dates
from portal.wording.delivery import outcome_in_words, standstill_in_words
from portal.wording.tongues import tongue
from portal.wording.understood import understood_in_words

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
    TaskKind.CONFIRM_HOLD: "No contact was set: please confirm it",
    TaskKind.REVIEW_HOLD: "No contact: please look at it again",
    TaskKind.SECOND_TO_LIFT: "Lifting no contact waits for a second person",
    TaskKind.IN_CARE: "Child in care: a lead names who is invited and who may sign",
    TaskKind.WRONG_NUMBER: "Wrong number: find the right one",
    TaskKind.NUMBER_SILENT: "No answer whether this is still their number: ring or write to them",
    TaskKind.NEW_NUMBER: "Chose a safe number on their page: make sure that it was they",
    TaskKind.SHARED_NUMBER: "Somebody else has this number, too: ask whose it is",
    TaskKind.BARRED_NUMBER: "This number cannot be used: ask for another one",
    TaskKind.CALL: "Please ring",
    TaskKind.LANGUAGE: "Asked for a language we do not have yet",
    TaskKind.BIRTHDAY_LOCKED: "Tried the birthday five times: send a new link from their card",
    TaskKind.NO_BIRTHDAY: "No birthday on file, so their page stays shut: ring them",
    TaskKind.CRECHE_WITHDRAWN: "Crèche place withdrawn: ask the family what they would like",
    TaskKind.TEXT_FAILED: "A text did not arrive: ring them",
    TaskKind.TALK: "Would like to talk",
    TaskKind.ASK_MOVE: "Please ring and ask whether the new time suits them: enter the answer on"
    " the talk's page",
    TaskKind.NOT_MOVED: "Asked about another time: the talk stays at the old one",
    TaskKind.MISSED_TWICE: "Missed two talks: please ring and find a time together",
    TaskKind.CHANGE_WANTED: "A change is asked for in what was agreed",
    TaskKind.STUCK: "Stuck with the plan: please ring",
    TaskKind.PUPIL_STUCK: "The child says: I am stuck",
    TaskKind.READ_TO: "Please ring and read out what was agreed",
    TaskKind.ON_PAPER: "Please send what was agreed on paper",
    TaskKind.NOT_LISTED: "Rang or came, and was told nothing: ring back on a number we hold",
    TaskKind.TOGETHER: "Both parents would like to come together: make it one talk",
    TaskKind.TWO_TALKS: "No longer one talk with the other parent: ring, and speak only of their"
    " own talk",
    TaskKind.NEWS_ON_PAPER: "Good news to print: no text reaches the family",
}
_OF_HOLDS = {
    TaskKind.COURT_ORDER: ("mark from an import to look at", "marks from an import to look at"),
    TaskKind.CONFIRM_HOLD: ("to confirm", "to confirm"),
    TaskKind.REVIEW_HOLD: ("to look at again", "to look at again"),
    TaskKind.SECOND_TO_LIFT: ("waits for a second person", "wait for a second person"),
}
_NUMBERS = {
    NumberState.GOOD: "",
    NumberState.WRONG: "This number does not work or belongs to somebody else",
    NumberState.HELD: "Held: somebody else has this number, too",
    NumberState.LANDLINE: "A landline: no texts",
}
_DEEDS_AT = {Deed.MOVED: "moved to", Deed.CANCELLED: "cancelled"}
_NUMBER_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_FACES = {
    Face.WEB: "on the web",
    Face.TEXT: "by text",
    Face.DESK: "at the desk",
    Face.PHONE: "on the phone",
}


blueprint.add_app_template_filter(tongue, "tongue")


@blueprint.app_template_filter("holds_to_see_to")
def holds_to_see_to(kind: TaskKind, count: int) -> str:
    """How many holds wait for something: "2 to confirm"."""
    one, many = _OF_HOLDS[kind]
    return f"{count} {one if count == 1 else many}"


@blueprint.app_template_filter("text_state")
def text_state(text: OutText) -> str:
    """What became of a text: "Arrived", "Not sent: stopped texts"."""
    if text.state == TextState.QUEUED and text.due_at > clock.now():
        due = clock.local(text.due_at)
        return f"Goes out on {dates.day_and_time(due.date(), due.time(), ENGLISH.tag)}"
    return outcome_in_words(text.state, text.carrier_code, text.why)


@blueprint.app_template_filter("outcome")
def outcome(last: Last) -> str:
    """Why the last text to a parent did not arrive."""
    return outcome_in_words(last.state, last.code, last.why)


@blueprint.app_template_filter("standing_still")
def standing_still(still: Standing) -> str:
    """Why texts do not go out: "the text carrier cannot be reached"."""
    return standstill_in_words(still.why, still.code)


@blueprint.app_template_filter("text_was")
def text_was(came: Came) -> str:
    """What the portal made of what a parent wrote, and what came of it: "Understood: time 2 →
    booked Tue 24 Nov 15:30"."""
    text = came.text
    meant = understood_in_words(text.understood_as, answers.read(text.body, ENGLISH.tag).number())
    match text.state:
        case InState.UNDERSTOOD:
            said = f"Understood: {meant}" if meant else "Answered by the portal"
            return " → ".join([said, *(deed_done(deed) for deed in came.deeds)])
        case InState.ASKED_AGAIN:
            return "Not understood: asked again"
        case InState.FOR_A_PERSON if text.understood_as in NEEDS_NO_ANSWER:
            return "Waits to be read: the teacher answers it"
        case InState.FOR_A_PERSON:
            return f"Waits for an answer. Understood: {meant}" if meant else "Waits for an answer"
        case InState.DONE:
            return "Seen to"
    return "Just in"


def deed_done(happening: Happening) -> str:
    """What a parent did by text: "booked Tue 24 Nov 15:30"."""
    if happening.talk_at is None:
        return happening.deed.value
    at = clock.local(happening.talk_at)
    deed = _DEEDS_AT.get(happening.deed, happening.deed.value)
    return f"{deed} {dates.day_short(at.date(), ENGLISH.tag)} {dates.time(at.time(), ENGLISH.tag)}"


@blueprint.app_template_filter("ago")
def ago(moment: datetime) -> str:
    """How long ago this was: "two minutes ago", "three days ago"."""
    minutes = int((clock.now() - moment).total_seconds() // 60)
    if minutes < 1:
        return "just now"
    if minutes < 60:
        return f"{_counted(minutes, 'minute')} ago"
    if minutes < 24 * 60:
        return f"{_counted(minutes // 60, 'hour')} ago"
    return f"{_counted((clock.today() - clock.local(moment).date()).days, 'day')} ago"


def _counted(number: int, what: str) -> str:
    small = _NUMBER_WORDS[number] if number < len(_NUMBER_WORDS) else str(number)
    return f"{small} {what}{'' if number == 1 else 's'}"


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
    return _TASKS.get(kind) or f"{kind.value[0].upper()}{kind.value[1:]}"


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


@blueprint.app_template_filter("dated")
def dated(when: datetime | date) -> str:
    """A day that may be years ago: "9 November 2026"."""
    day = clock.local(when) if isinstance(when, datetime) else when
    return f"{day.day} {day:%B %Y}"


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
