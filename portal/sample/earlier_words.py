"""What was said and agreed in the talks of the term before, in the made-up school.

Sentences are keys of the starter bank, or a colleague's own English. Whoever reads this learns what
the starters and the record are for; nobody here is real.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from portal.domain.booking import Answers
from portal.domain.bookings import Comes
from portal.domain.promised_help import HelpKind
from portal.domain.records import Part
from portal.domain.rounds import Way
from portal.wording.reading_back import Here, InTouch
from portal.wording.starters import Topic


@dataclass(frozen=True)
class Plan:
    """A target with its steps, as it is chosen from the bank or typed."""

    topic: Topic
    target: str
    child: Sequence[str]
    home: Sequence[str]
    school: Sequence[str]
    how: str


@dataclass(frozen=True)
class Held:
    """A talk with one parent (by number in the records) about one child.

    `day`: 0 is the Tuesday, 1 the Thursday. `signs`: whether the parent signed in the room; if not,
    they had it in their language and wanted to think it over. `interpreter`: the named adult who
    read out what does not stand in the parent's language. `translated`: by whom, and own English to
    words in the parent's language. `help`: what the school promised to see to until the next talk.
    """

    who: str
    child: str
    teacher: str
    day: int
    begins: str
    parts: Mapping[Part, str]
    plans: Sequence[Plan]
    answers: Answers = field(default_factory=Answers)
    help: Mapping[HelpKind, str] = field(default_factory=dict)
    interpreter: str = ""
    signs: bool = True
    translated_by: str = ""
    translated: Mapping[str, str] = field(default_factory=dict)


def _lines(*chosen: Here | InTouch) -> str:
    return "\n".join(one.value for one in chosen)


LIFT = "A lift to the next talk: no bus comes from their street in the evening"
CRICKET = "I will write three sentences about cricket every Friday."
MATCH = "We talk about the match in Urdu before the writing."
BOOK = "My cricket book has three new sentences each week."

TABLES = Plan(
    Topic.MATHS,
    "maths-tables",
    child=("maths-known-first",),
    home=("maths-say-tables", "maths-clap"),
    school=("maths-next-table", "maths-quiz"),
    how="maths-nine-of-ten",
)
BELL = ("school-clothes-ready", "school-get-up")
BELL_SCHOOL = ("school-hello", "school-first-lesson")

HELD = (
    Held(
        who="C034",
        child="Hamza",
        teacher="khan",
        day=0,
        begins="15:30",
        answers=Answers(interpreter="Urdu", comes=Comes.WITH_CHILD),
        interpreter="Mr Aziz",
        parts={
            Part.PRESENT: _lines(Here.PARENT, Here.CHILD, Here.INTERPRETER),
            Part.INTERPRETER: "Mr Aziz",
            Part.GOING_WELL: "Hamza looks after his little brother and helps others in maths. "
            "He tells wonderful stories at home.",
            Part.WORRIES: "He writes as little as he can, and says that he is slow.",
            Part.HOPES: "Mrs Ali would like him to enjoy writing as much as he enjoys talking.",
            Part.PRIORITY_1: "Reading a little every day",
            Part.PRIORITY_2: "Writing about what he loves: cricket",
            Part.PARENT_ONLY: "Mrs Ali reads Urdu well. She would like a phone call rather than a "
            "letter when something is hard.",
            Part.STAFF_ONLY: "Ask Ms Doyle to sit with him on Fridays when he starts to write.",
            Part.IN_TOUCH: _lines(InTouch.TEXT, InTouch.PHONE),
        },
        plans=(
            Plan(
                Topic.READING,
                "read-10-min",
                child=("read-choose", "read-by-bed"),
                home=("read-listen", "read-own-language"),
                school=("read-help-choose", "read-hears-me"),
                how="read-five-ticks",
            ),
            Plan(
                Topic.WRITING,
                CRICKET,
                child=("write-say-first",),
                home=(MATCH,),
                school=("write-talk-partner",),
                how=BOOK,
            ),
        ),
        help={HelpKind.LIFT: LIFT},
        translated_by="Mr Aziz",
        translated={
            CRICKET: "مجھے ہر جمعے کو کرکٹ کے بارے میں تین جملے لکھنے ہیں۔",
            MATCH: "لکھنے سے پہلے ہم گھر میں میچ کے بارے میں اردو میں بات کریں گے۔",
            BOOK: "میری کرکٹ والی کاپی میں ہر ہفتے تین نئے جملے ہوں گے۔",
        },
    ),
    Held(
        who="C001",
        child="Yusuf",
        teacher="khan",
        day=0,
        begins="16:00",
        parts={
            Part.PRESENT: _lines(Here.PARENT, Here.CHILD),
            Part.GOING_WELL: "Yusuf is kind, hardly ever away, and loves to build things.",
            Part.WORRIES: "He counts on his fingers, and is tired in the mornings.",
            Part.HOPES: "He would like to know all his tables by the end of the year.",
            Part.PRIORITY_1: "Times tables",
            Part.PRIORITY_2: "Going to bed on time",
            Part.PARENT_ONLY: "Mrs Malik works late shifts on Mondays.",
            Part.IN_TOUCH: _lines(InTouch.TEXT),
        },
        plans=(
            TABLES,
            Plan(
                Topic.WELLBEING,
                "well-bed",
                child=("well-screen-away",),
                home=("well-bedtime", "well-no-screens"),
                school=("well-asks-sleep",),
                how="well-four-nights",
            ),
        ),
    ),
    Held(
        who="C002",
        child="Zofia",
        teacher="khan",
        day=0,
        begins="16:30",
        parts={
            Part.PRESENT: _lines(Here.PARENT, Here.CHILD),
            Part.GOING_WELL: "Zofia reads more than anybody in the class, in two languages.",
            Part.WORRIES: "At break she is often alone.",
            Part.HOPES: "A friend to play with, and to keep her Polish.",
            Part.PRIORITY_1: "Playing with others at break",
            Part.PRIORITY_2: "Polish at home and at school",
            Part.STAFF_ONLY: "Sit her next to Giulia after the holidays.",
            Part.IN_TOUCH: _lines(InTouch.TEXT, InTouch.GATE),
        },
        plans=(
            Plan(
                Topic.FRIENDS,
                "friend-play",
                child=("friend-say-hello",),
                home=("friend-practise", "friend-game"),
                school=("friend-find", "friend-start-game"),
                how="friend-playtimes",
            ),
            Plan(
                Topic.LANGUAGE,
                "lang-home-song",
                child=("lang-ask-family",),
                home=("lang-old-songs", "lang-old-stories"),
                school=("lang-on-wall",),
                how="lang-by-heart",
            ),
        ),
    ),
    Held(
        who="C003",
        child="Jack",
        teacher="khan",
        day=0,
        begins="17:30",
        parts={
            Part.PRESENT: _lines(Here.PARENT, Here.CHILD),
            Part.GOING_WELL: "Jack reads well and makes everybody laugh.",
            Part.WORRIES: "He often misses the start of the day, and then cannot find his place.",
            Part.HOPES: "Calm mornings.",
            Part.PRIORITY_1: "In class when the bell rings",
            Part.PARENT_ONLY: "Ms Turner starts work at eight and needs the breakfast club.",
            Part.IN_TOUCH: _lines(InTouch.TEXT),
        },
        plans=(
            Plan(
                Topic.ATTENDANCE,
                "school-bell",
                child=BELL,
                home=("school-bags-ready",),
                school=BELL_SCHOOL,
                how="school-four-bells",
            ),
        ),
    ),
    Held(
        who="C040",
        child="Beatriz",
        teacher="khan",
        day=1,
        begins="15:30",
        answers=Answers(interpreter="Portuguese"),
        interpreter="Ms Ferreira",
        help={HelpKind.INTERPRETER: "Ms Ferreira for the next talk, she knows the family"},
        signs=False,
        parts={
            Part.PRESENT: _lines(Here.PARENT, Here.INTERPRETER),
            Part.INTERPRETER: "Ms Ferreira",
            Part.GOING_WELL: "Beatriz understands nearly everything, and has a best friend.",
            Part.WORRIES: "In lessons she hardly speaks.",
            Part.HOPES: "Mrs Costa would like her to feel safe to make mistakes.",
            Part.PRIORITY_1: "Speaking English in lessons",
            Part.IN_TOUCH: _lines(InTouch.PHONE),
        },
        plans=(
            Plan(
                Topic.LANGUAGE,
                "lang-sentence",
                child=("lang-in-head",),
                home=("lang-talk-lots", "lang-tell-day"),
                school=("lang-sentence-start", "lang-try-friend"),
                how="lang-most-lessons",
            ),
        ),
    ),
    Held(
        who="C004",
        child="Jack",
        teacher="khan",
        day=1,
        begins="16:30",
        answers=Answers(way=Way.PHONE),
        signs=False,
        parts={
            Part.PRESENT: _lines(Here.PARENT),
            Part.GOING_WELL: "Jack is proud of his reading, and of his part in the play.",
            Part.WORRIES: "Mornings are a rush.",
            Part.PRIORITY_1: "In class when the bell rings",
            Part.PARENT_ONLY: "Mr Turner would like to be rung on a Friday.",
            Part.IN_TOUCH: _lines(InTouch.PHONE),
        },
        plans=(
            Plan(
                Topic.ATTENDANCE,
                "school-bell",
                child=BELL,
                home=("school-leave-time",),
                school=BELL_SCHOOL,
                how="school-four-bells",
            ),
        ),
    ),
    Held(
        who="C012",
        child="Dylan",
        teacher="evans",
        day=0,
        begins="15:30",
        answers=Answers(comes=Comes.WITH_CHILD),
        parts={
            Part.PRESENT: _lines(Here.PARENT, Here.CHILD),
            Part.GOING_WELL: "Dylan has good ideas in maths and explains them to others.",
            Part.WORRIES: "He skips steps, and then cannot find his mistake.",
            Part.PRIORITY_1: "Showing each step",
            Part.IN_TOUCH: _lines(InTouch.PAGE),
        },
        plans=(
            Plan(
                Topic.MATHS,
                "maths-show-steps",
                child=("maths-new-line", "maths-check-again"),
                home=("maths-talk-sum",),
                school=("maths-worked-sum", "maths-marks-steps"),
                how="maths-steps-in-book",
            ),
        ),
    ),
    Held(
        who="C088",
        child="Leo",
        teacher="evans",
        day=0,
        begins="16:00",
        parts={
            Part.PRESENT: _lines(Here.PARENT),
            Part.GOING_WELL: "Leo is brave, funny, and good with younger children.",
            Part.WORRIES: "When he is cross he runs out of the room.",
            Part.HOPES: "That he can say when it is too much.",
            Part.PRIORITY_1: "Asking for a break in time",
            Part.IN_TOUCH: _lines(InTouch.PHONE),
        },
        plans=(
            Plan(
                Topic.BEHAVIOUR,
                "calm-break",
                child=("calm-show-card", "calm-come-back"),
                home=("calm-sign", "calm-what-helps"),
                school=("calm-card", "calm-no-questions"),
                how="calm-ten-minutes",
            ),
        ),
    ),
    Held(
        who="C021",
        child="Cormac",
        teacher="patel",
        day=1,
        begins="15:30",
        parts={
            Part.PRESENT: _lines(Here.PARENT, Here.CHILD),
            Part.GOING_WELL: "Cormac can name every dinosaur, and is gentle with his sister.",
            Part.WORRIES: "A whole book looks too long to him.",
            Part.HOPES: "His grandmother would like him to choose a book by himself.",
            Part.PRIORITY_1: "Finishing a book",
            Part.IN_TOUCH: _lines(InTouch.GATE),
        },
        plans=(
            Plan(
                Topic.READING,
                "read-one-book",
                child=("read-few-pages",),
                home=("read-quiet", "read-guess-next"),
                school=("read-my-likes", "read-book-talk"),
                how="read-class-book",
            ),
        ),
    ),
)
