"""Every "no" of the portal, worded once, for page and phone.

The domain raises `Refused(Reason.X)`; a face shows `say(reason, language)`. What parents may meet
is in every language; what only staff meet is English.
"""

from collections.abc import Callable
from enum import StrEnum
from typing import Any

from portal.languages import ENGLISH, Language


class Reason(StrEnum):
    """Why the portal says no."""

    SLOT_TAKEN = "slot taken"
    SLOT_GONE = "slot gone"
    ROUND_CLOSED = "round closed"
    PARENT_BUSY = "parent busy"
    NOT_INVITED = "not invited"
    NO_HOLD = "no hold"
    BOOKING_OVER = "booking over"
    CRECHE_FULL = "creche full"
    CRECHE_SHUT = "creche shut"
    CRECHE_TOO_LONG = "creche too long"
    PLAN_CHANGED = "plan changed"
    NOT_TO_SIGN = "not to sign"
    NOT_IN_LANGUAGE = "not in language"
    TOO_LONG = "too long"
    NOTHING_WRITTEN = "nothing written"
    CHILD_READS = "child reads"
    SAFE_HOURS = "safe hours"
    # staff only
    TEACHER_BUSY = "teacher busy"
    ROOM_BUSY = "room busy"
    COVER_BOOKED = "cover booked"
    COVER_TIMES = "cover times"
    COVER_BEGUN = "cover begun"
    CHANGED_MEANWHILE = "changed meanwhile"
    MOVED_MEANWHILE = "moved meanwhile"
    BOOKED_MEANWHILE = "booked meanwhile"
    MARKED_MEANWHILE = "marked meanwhile"
    ASKED_ALREADY = "asked already"
    NO_TIME_TO_ASK = "no time to ask"
    UNDO_OVER = "undo over"
    UNDO_OVERTAKEN = "undo overtaken"
    CRECHE_TIMES = "creche times"
    CRECHE_TOO_SMALL = "creche too small"
    ROUND_DATES = "round dates"
    ROUND_LENGTH = "round length"
    ROUND_INVITED = "round invited"
    PAST_DAY = "past day"
    CRECHE_BOOKED = "creche booked"
    NAME_TAKEN = "name taken"
    NOBODY_INVITED = "nobody invited"
    NO_KEY_TEACHER = "no key teacher"
    NO_NUMBER = "no number"
    NO_CONTACT = "no contact"
    NUMBER_IN_USE = "number in use"
    WEAK_PASSWORD = "weak password"
    UPLOAD_GONE = "upload gone"
    INVITE_OVER = "invite over"
    LAST_OFFICE = "last office"
    LAST_LEAD = "last lead"
    LAST_SAFEGUARDING = "last safeguarding"
    FOR_LEADS = "for leads"
    WRONG_PASSWORD = "wrong password"
    TOO_MANY_CODES = "too many codes"
    OWN_STEP = "own step"
    IN_HAND = "in hand"
    HEIR_GONE = "heir gone"
    HEIR_BUSY = "heir busy"
    NAME_MISSING = "name missing"
    PLACEHOLDERS = "placeholders"
    BAD_NUMBER = "bad number"
    NO_TEXTS = "no texts"
    LEAD_DECIDES = "lead decides"
    FOR_SAFEGUARDING = "for safeguarding"
    NO_HOLD_HERE = "no hold here"
    REVIEW_DAY = "review day"
    REASON_MISSING = "reason missing"
    REASON_TOO_LONG = "reason too long"
    NOT_ASKED = "not asked"
    SAME_PERSON = "same person"
    CARE_UNDECIDED = "care undecided"
    UPSET_DATES = "upset dates"
    UPSET_OVER = "upset over"
    CLOSURE_DATES = "closure dates"
    CLOSURE_TOO_LONG = "closure too long"
    SCHOOL_CLOSED = "school closed"
    DAY_TOO_FAR = "day too far"
    NOT_READ_YET = "not read yet"
    READ_ALREADY = "read already"
    TAKEN = "taken"
    ANSWERED_MEANWHILE = "answered meanwhile"
    NOBODY_TO_PASS_TO = "nobody to pass to"
    TARGETS_FULL = "targets full"
    TARGET_ENDED = "target ended"
    LOOK_BACK_PAST = "look back past"
    LOOK_BACK_FAR = "look back far"
    TOO_MANY_STEPS = "too many steps"
    HELP_OVER = "help over"
    NEED_OVER = "need over"
    NO_LANGUAGE = "no language"
    INTERPRETER_BUSY = "interpreter busy"
    INTERPRETER_BOOKED = "interpreter booked"
    INTERPRETER_TIMES = "interpreter times"
    WORDS_SIGNED = "words signed"
    CHILD_TRANSLATES = "child translates"
    QUESTION_OPEN = "question open"
    BLANK_OPEN = "blank open"
    WHOM_TO_THANK = "whom to thank"
    NOBODY_TO_TELL = "nobody to tell"
    HEARD_ALREADY = "heard already"
    NEWS_THAT_DAY = "news that day"
    NOT_NOW = "not now"
    NEWS_GONE = "news gone"
    PHRASE_CHILD = "phrase child"
    PHRASE_THERE = "phrase there"
    PHRASE_CLOSEST = "phrase closest"
    UNFIT_WORDS = "unfit words"
    OTHER_LETTERS = "other letters"
    OTHER_ALPHABET = "other alphabet"
    WHO_WAS_TOLD = "who was told"
    WORRY_STAYS = "worry stays"
    NOT_TOGETHER = "not together"
    NO_SUCH_SPAN = "no such span"
    TASK_OVER = "task over"
    TASK_TAKEN = "task taken"
    TASK_STAYS_DONE = "task stays done"
    TASK_AGAIN = "task again"
    OWN_PAGE = "own page"
    CALL_OVER = "call over"
    SETTING_BOUNDS = "setting bounds"
    LANGUAGE_IN_USE = "language in use"
    TESTED_JUST_NOW = "tested just now"


class Refused(Exception):
    """A deed was refused; the whole act is undone. `facts` are for the face that words it."""

    def __init__(self, reason: Reason, **facts: Any) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.facts = facts


def say(reason: Reason, language: Language) -> str:
    """The refusal in words, saying what to do next. Staff-only reasons come in English."""
    if reason in STAFF:
        return STAFF[reason]
    return _to_parent(reason, language.gettext)


def _to_parent(reason: Reason, _: Callable[[str], str]) -> str:
    match reason:
        case Reason.SLOT_TAKEN:
            # Translators: the school to a parent, on a page and in a text, when another family
            # took the time a moment ago. Free times are listed right after it.
            return _("Sorry, someone has just taken that time. Please choose another.")
        case Reason.SLOT_GONE:
            # Translators: the school to a parent: the time they chose is no longer offered.
            return _("Sorry, that time is no longer free. Please choose another.")
        case Reason.ROUND_CLOSED:
            # Translators: the school to a parent: online booking has ended for now.
            return _("Booking has closed. Please call the school and we will find a time.")
        case Reason.PARENT_BUSY:
            # Translators: the school to a parent who has another talk at the same time.
            return _("You have another talk at that time. Please choose another.")
        case Reason.NOT_INVITED:
            # Translators: the school to a parent, when this talk cannot be booked online.
            return _("Please call the school to book this talk.")
        case Reason.NO_HOLD:
            # Translators: the school to a parent who went on without choosing a time.
            return _("Please choose a time first.")
        case Reason.BOOKING_OVER:
            # Translators: the school to a parent who tries to change a talk that is in the past
            # or was cancelled.
            return _("This talk can no longer be changed here. Please call the school.")
        case Reason.CRECHE_FULL:
            # Translators: the school to a parent: no crèche place is left at the time of the
            # talk. The crèche is free child care at school during the talk.
            return _("The crèche is full at that time. You can still keep your talk.")
        case Reason.CRECHE_SHUT:
            # Translators: the school to a parent: there is no crèche at the time of the talk.
            return _("There is no crèche at that time. You can bring your child with you.")
        case Reason.CRECHE_TOO_LONG:
            # Translators: the school to a parent with several talks on one day. The crèche is free
            # child care at school during a talk; a child may only stay so long in a day.
            return _(
                "Your child would be in the crèche for too long that day."
                " Please choose a time on another day."
            )
        case Reason.PLAN_CHANGED:
            # Translators: the school to a parent who agrees with a plan for their child that has
            # been changed meanwhile. They can read it anew on this page, or talk to the school.
            return _("The plan has changed since then. Please read it again first.")
        case Reason.NOT_TO_SIGN:
            # Translators: the school to a parent or carer who cannot sign the plan for a child.
            return _("You cannot sign here. Please call the school.")
        case Reason.NOT_IN_LANGUAGE:
            # Translators: the school to a parent: parts of the plan for the child are not yet in
            # the parent's language.
            return _("Not all of it is in your language yet. We will read it to you first.")
        case Reason.TOO_LONG:
            # Translators: the school to a parent who wrote more than fits.
            return _("That is too long. Please write it in fewer words.")
        case Reason.NOTHING_WRITTEN:
            # Translators: the school to a parent who sent an empty form.
            return _("Please write something first.")
        case Reason.SAFE_HOURS:
            # Translators: the school to a parent who chooses the hours in which texts may come.
            return _("Please choose at least one hour, between 8:00 and 20:00.")
        case Reason.CHILD_READS:
            # Translators: the school to a parent who wrote the name of their own child as the
            # person who read the plan out to them.
            return _("Please let an adult read it to you, not your child.")
        case _:
            raise KeyError(reason)


STAFF = {
    Reason.TEACHER_BUSY: "This member of staff already has a cover session at that time.",
    Reason.ROOM_BUSY: "This room is already in use at that time.",
    Reason.COVER_BOOKED: "Talks are booked in this time. Move or cancel them first.",
    Reason.COVER_BEGUN: "Talks of it have begun, so its day and its teacher stay. Change its times,"
    " and release a teacher anew for the rest.",
    Reason.COVER_TIMES: "No talk fits between these times. Check from, to and breaks.",
    Reason.CHANGED_MEANWHILE: "Somebody else has just changed this. Please look again.",
    Reason.MOVED_MEANWHILE: "A colleague has just changed this talk. Please look again.",
    Reason.BOOKED_MEANWHILE: "This talk has just been booked. Please look again.",
    Reason.MARKED_MEANWHILE: "A colleague has just said whether they came. Please look again.",
    Reason.ASKED_ALREADY: "This family has been asked about another time already. Take that"
    " question back first, or move the talk at once if they agree.",
    Reason.NO_TIME_TO_ASK: "There is no time left to ask by text. Please ring, and move it once"
    " they agree.",
    Reason.UNDO_OVER: "This can be undone for two hours, and that time is over.",
    Reason.UNDO_OVERTAKEN: "Something has happened to this talk since. Nothing was undone: please"
    " look again.",
    Reason.UPSET_DATES: "Choose a first day from today on and a last day, at most a month later.",
    Reason.UPSET_OVER: "This can be undone for two hours, and that time is over.",
    Reason.CRECHE_TIMES: "The crèche must end after it begins.",
    Reason.CRECHE_TOO_SMALL: "More little ones are coming than this would allow.",
    Reason.ROUND_INVITED: "This round has been invited meanwhile. Nothing was changed.",
    Reason.ROUND_LENGTH: "A talk lasts 20 to 60 minutes, with 0 to 10 minutes between talks.",
    Reason.PAST_DAY: "This day is over. Please choose today or a later day.",
    Reason.CRECHE_BOOKED: "Little ones have places at times this would leave out.",
    Reason.ROUND_DATES: "Booking must close on or after the day it opens.",
    Reason.NAME_TAKEN: "This name is already in use. Please choose another.",
    Reason.NOBODY_INVITED: "Nobody can be invited yet. Choose classes with children.",
    Reason.NO_KEY_TEACHER: "This child has no key teacher yet. Set one on the child's class.",
    Reason.NO_NUMBER: "We hold no mobile number that works for this parent.",
    Reason.NO_CONTACT: "Tell this person nothing; ask the safeguarding lead.",
    Reason.NUMBER_IN_USE: "Another parent has this number. Settle whose it is first.",
    Reason.WEAK_PASSWORD: "Please choose at least 10 characters, and more than a name or an easy"
    " word with a number. Three or four words in a row are good.",
    Reason.UPLOAD_GONE: "This upload is no longer kept. Please choose the file again.",
    Reason.INVITE_OVER: "This link has been used or is more than seven days old. Please ask the"
    " office for a new one.",
    Reason.FOR_LEADS: "Only a lead or the safeguarding lead can do this for a lead or"
    " safeguarding lead.",
    Reason.LAST_OFFICE: "Nobody else in the office can sign in. Give somebody the office role first"
    " and let them choose a password.",
    Reason.LAST_LEAD: "Nobody else who can sign in is a lead. Give a colleague the lead's role"
    " first and let them choose a password.",
    Reason.LAST_SAFEGUARDING: "Nobody else who can sign in is safeguarding lead. Give a colleague"
    " that role first and let them choose a password.",
    Reason.WRONG_PASSWORD: "This is not your password. Please type it again.",
    Reason.TOO_MANY_CODES: "Three codes have gone out in the last hour. The newest may still come;"
    " otherwise please wait, or use a printed code.",
    Reason.OWN_STEP: "Change your own second step under My account: it asks for your password.",
    Reason.IN_HAND: "They still have something in hand. Please say first who sees to it.",
    Reason.HEIR_GONE: "This colleague does not work here any more, or has not the role for it."
    " Please choose another.",
    Reason.HEIR_BUSY: "This colleague already has talks at one of these times. Please choose"
    " another, or move the cover session first.",
    Reason.NAME_MISSING: "Please fill in the name.",
    Reason.PLACEHOLDERS: "Please leave what stands in %(…)s, {…} or <…> just as it is: the portal"
    " fills it in.",
    Reason.BAD_NUMBER: "This cannot be a phone number. Please check the digits.",
    Reason.NO_TEXTS: "This parent gets no texts just now. Their card says why.",
    Reason.FOR_SAFEGUARDING: "Only the safeguarding lead does this.",
    Reason.NO_HOLD_HERE: "There is no contact to look at here any more. Please look again.",
    Reason.REVIEW_DAY: "Please choose a day within a year, from tomorrow on.",
    Reason.REASON_MISSING: "Please write why. Only safeguarding leads can read it.",
    Reason.REASON_TOO_LONG: "The reason is too long: please keep to a thousand letters.",
    Reason.NOT_ASKED: "Nobody asks to lift this any more. It stays as it is.",
    Reason.SAME_PERSON: "It takes two: somebody else must be the second.",
    Reason.CARE_UNDECIDED: "Please say yes or no for every adult, to both questions.",
    Reason.LEAD_DECIDES: "This child is in care: a lead names who is invited and who may sign.",
    Reason.CLOSURE_DATES: "The last day must be the first day or later.",
    Reason.CLOSURE_TOO_LONG: "That is more than three months. Please check the year.",
    Reason.SCHOOL_CLOSED: "The school is closed on this day. Please choose another.",
    Reason.DAY_TOO_FAR: "That is years away. Please check the year.",
    Reason.NOT_TOGETHER: "These two do not come together. Each keeps a talk of their own.",
    Reason.NOT_READ_YET: "Nobody has read this yet. Write down first what it says in English.",
    Reason.READ_ALREADY: "A colleague has just written down what it says.",
    Reason.TAKEN: "A colleague has just taken this.",
    Reason.ANSWERED_MEANWHILE: "A colleague has just answered.",
    Reason.TARGETS_FULL: "This child has three targets already. End one first: three are enough.",
    Reason.TARGET_ENDED: "This target has ended. Please make a new one.",
    Reason.LOOK_BACK_PAST: "Please choose a day to look back that is still to come.",
    Reason.LOOK_BACK_FAR: "Please choose a day to look back within the next two years.",
    Reason.TOO_MANY_STEPS: "Four steps are enough for anybody. Please choose the best.",
    Reason.HELP_OVER: "A colleague has just seen to this. What became of it stands on the list.",
    Reason.NEED_OVER: "This help is not needed any more: the talk was moved or cancelled, or the"
    " parent does not want it.",
    Reason.NO_LANGUAGE: "Please write the language.",
    Reason.INTERPRETER_BUSY: "This interpreter is taken at that time.",
    Reason.INTERPRETER_BOOKED: "They are to be here on a day that is still to come. Call that off"
    " first.",
    Reason.INTERPRETER_TIMES: "It must end after it begins.",
    Reason.QUESTION_OPEN: "A question is still open on this parent's phone. Once it is answered,"
    " they are asked at 16:00 whether they agree.",
    Reason.BLANK_OPEN: "Please choose what it is about.",
    Reason.WHOM_TO_THANK: "This thanks somebody for what they did. Please choose one child, and"
    " whom you thank.",
    Reason.NOBODY_TO_TELL: "There is nobody we may write to about this child. Tell the child in"
    " person, and ask the office who can be written to.",
    Reason.HEARD_ALREADY: "The family has heard this already in the last seven days. Please choose"
    " other words.",
    Reason.NEWS_THAT_DAY: "The family gets another such text today. Let this one wait for the next"
    " afternoon.",
    Reason.NOT_NOW: "Nothing goes out now: only on school days, and never in quiet hours. It can"
    " wait for the next afternoon.",
    Reason.NEWS_GONE: "It has gone out, and cannot be taken back.",
    Reason.PHRASE_CHILD: "Please write {child} once, where the name stands, and no other brackets"
    " like these.",
    Reason.PHRASE_THERE: "This phrase is there already. If it is retired, take it up again.",
    Reason.PHRASE_CLOSEST: "Please choose the closest phrase.",
    Reason.UNFIT_WORDS: "Some of this cannot stand in good news. Please change it.",
    Reason.OTHER_LETTERS: "Please write this in English. Other languages have their own page.",
    Reason.OTHER_ALPHABET: "These are not the letters of this language. Please check that it stands"
    " under the right one.",
    Reason.WHO_WAS_TOLD: "Please choose whom you told.",
    Reason.WORRY_STAYS: "Only whoever told the family can take it back, and only on the same day.",
    Reason.CHILD_TRANSLATES: "An adult translates it, never the child. Please name the adult.",
    Reason.WORDS_SIGNED: "Somebody has read or signed these words in this language, so they stay as"
    " they are. Change the sentence itself: that makes a new version.",
    Reason.TASK_OVER: "This is off the list already.",
    Reason.TASK_TAKEN: "Somebody else has this task now.",
    Reason.TASK_STAYS_DONE: "This can be taken back for two hours, by whoever can do it. It stays"
    " done.",
    Reason.TASK_AGAIN: "The same task is on the list again already.",
    Reason.OWN_PAGE: "Nobody hears about another parent, also not for them. Find this person by"
    " their own name. If it is only the same name, add who they are: grandmother, neighbour.",
    Reason.CALL_OVER: "This call is finished, or the 15 minutes are over. Please check again who is"
    " speaking.",
    Reason.NO_SUCH_SPAN: "It cannot be kept so long, or so short. Please choose within the bounds.",
    Reason.SETTING_BOUNDS: "This cannot be chosen. Please keep to what the line below it says.",
    Reason.LANGUAGE_IN_USE: "Parents here read this language. They keep it; nobody else can choose"
    " it. Please say that you are sure.",
    Reason.TESTED_JUST_NOW: "A test text has just gone out. Please wait a minute for it.",
    Reason.NOBODY_TO_PASS_TO: "Nobody has the safeguarding lead's role yet, so nobody would read"
    " it. Give a colleague that role under Staff, then pass this on.",
}

_AT_THE_DESK = {
    Reason.PLAN_CHANGED: "This has changed meanwhile. Please read it again before anybody signs.",
    Reason.NOT_TO_SIGN: "This parent has no right to sign for this child. See the parent's card.",
    Reason.NOT_IN_LANGUAGE: "Not all of it is in this parent's language. Translate it, or name the"
    " adult who reads it out.",
    Reason.TOO_LONG: "That is too long. Please write it in fewer words.",
    Reason.CHILD_READS: "Name the adult who reads it out, never the child.",
    Reason.SLOT_TAKEN: "Someone has just taken that time. Please choose another.",
    Reason.SLOT_GONE: "That time is not free for this parent. Please choose another.",
    Reason.PARENT_BUSY: "This parent has another talk at that time. Please choose another.",
    Reason.NOT_INVITED: "This parent is not invited to this talk. See the parent's card.",
    Reason.ROUND_CLOSED: "Booking has closed. Move the round’s last day first, if it is to go on.",
    Reason.BOOKING_OVER: "This talk has begun, is over or was cancelled, so it stays as it is.",
    Reason.CRECHE_FULL: "The crèche is full at that time. Wait for a place, or choose another"
    " time.",
    Reason.CRECHE_SHUT: "There is no crèche at that time. Choose another time, or the little ones"
    " come along to the talk.",
}


def say_to_staff(reason: Reason) -> str:
    """The refusal in English, to somebody who acts for a parent or sets up the school."""
    return _AT_THE_DESK.get(reason) or say(reason, ENGLISH)
