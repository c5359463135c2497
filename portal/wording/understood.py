"""What the portal made of a parent's text, in words for the office: "time 2", "cannot come".

`sms.answer` keeps what it understood as a few words of its own, such as "time: 17" or "refused:
slot taken". Words that nobody put here yet are shown as they are.
"""

from portal.languages import OFFERED

_WHOLE = {
    "stop": "stop texts",
    "stop, or the talk": "stop texts; they may have meant the talk",
    "start": "start texts again",
    "no": "no: asked what they mean",
    "too late": "an old question: told how to go on",
    "help": "asked for help",
    "call": "ring me",
    "wrong person": "we have the wrong person",
    "said twice": "the same text again",
    "talk": "would like to talk",
    "times": "asked for their times",
    "change": "would like to change something",
    "language": "another language",
    "time: more": "other times, please",
    "time: call": "ring me",
    "time: not now": "not this time",
    "new time: more": "other times, please",
    "new time: call": "ring me",
    "coming: coming": "coming",
    "coming: change": "another time, please",
    "coming: cannot": "cannot come",
    "coming: call": "ring me",
    "undo: undo": "take the cancellation back",
    "wait: wait": "waits for a time",
    "wait: call": "ring me",
    "offer: take": "takes the time that came free",
    "offer: no": "does not take the time that came free",
    "move: take": "the new time suits them",
    "move: no": "keeps the old time",
    "place: take": "takes the crèche places",
    "place: no": "does not take the crèche places",
    "health: none": "no allergy, medicine or need",
    "health: call": "there is something to know for the crèche: ring me",
    "interpreter: yes": "an interpreter, please",
    "interpreter: no": "no interpreter",
    "creche full: wait": "waits for crèche places",
    "creche full: more": "a time with crèche places",
    "creche full: bring": "brings the child along",
    "menu: change": "another time, please",
    "menu: creche": "about the crèche",
    "menu: cannot": "cannot come",
    "menu: call": "ring me",
    "language: more": "more languages",
    "wish": "what they would like to talk about",
    "wish: yes": "would like to talk about something: asked what",
    "wish: none": "nothing special to talk about",
    "wish: coming": "coming",
    "wish: change": "another time, please",
    "wish: cannot": "cannot come",
    "wish: call": "ring me",
    "okay": "thanks",
    "heart": "a heart for good news",
    "good news": "an answer to good news",
    "good news again": "good news by text, please",
    "no good news": "no good news by text",
    "reminders": "reminders again, please",
    "no reminders": "no more reminders",
    "ring only": "ring me, no texts",
    "number: yes": "the number is still theirs",
    "number: no": "we have the wrong person",
    "ideas": "an idea each week, please",
    "no ideas": "no more ideas",
    "did it": "did the week's idea",
    "idea: did it": "did the week's idea",
    "sign: agree": "agrees with what was read together",
    "sign: talk": "would like to talk",
    "sign: read": "ring me and read it to me",
    "sign: paper": "send it on paper",
    "together": "an answer that nobody is to read",
    "check-in: going well": "the plan goes well",
    "check-in: a bit hard": "the plan is a bit hard",
    "check-in: stuck": "stuck with the plan: please ring",
    "check-in: read": "read the plan to me",
}
_REFUSED = {
    "slot taken": "that time had just been taken",
    "slot gone": "that time was no longer free",
    "round closed": "booking had closed",
    "parent busy": "they have another talk at that time",
    "not invited": "this talk cannot be booked",
    "booking over": "that talk could no longer be changed",
    "creche full": "the crèche was full at that time",
    "creche shut": "there is no crèche at that time",
    "creche too long": "too long in the crèche for one day",
    "not to sign": "they have no right to sign",
}


def understood_in_words(understood_as: str | None, number: int | None = None) -> str:
    """What a text meant; `number`: the one that stood in it, if any. Empty if nothing is known."""
    said = (understood_as or "").strip()
    if said in _WHOLE:
        return _WHOLE[said]
    kind, colon, choice = said.partition(": ")
    if kind == "refused":
        return f"but {_REFUSED.get(choice, choice)}"
    if not colon:
        return said
    nth = f" {number}" if number is not None else ""
    match kind:
        case "time":
            return f"time{nth}"
        case "new time":
            return f"time{nth} instead"
        case "which":
            return f"talk{nth}"
        case "child":
            return f"child{nth}"
        case "little ones":
            return f"{choice} for the crèche"
        case "ages":
            return f"ages for the crèche: {choice}"
        case "language" if choice in OFFERED:
            return OFFERED[choice].english_name
    return said
