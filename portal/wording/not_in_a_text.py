"""What may not stand in a colleague's own words in a text of good news, and what to do instead.

A text may be read by a stranger, an angry former partner or the child, on a locked screen. So it
holds first names, good news and nothing else: no surname and no other child, no mark, no worry,
nothing about health, money, the law or days missed, no blame, no address. And it is plain: `plain`.

Sources: what must never stand in a text (design, section 2, principle 6); what UK GDPR, article 9,
calls special category data, as far as schools hold it (health, SEN); the school census's own words
for SEN, free meals and care; how schools in England mark and grade. The words are our own list:
what nobody thought of is for the colleague's own judgement, and the preview shows it once more.

A pattern is a whole word unless it says otherwise, so that "lovely", "sent", "chocolate" and
"butter" stand. Where a word has a good meaning in school too, only what makes it bad is listed.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum

from portal.wording import plain

LONGEST = 60
"""Letters that a colleague can add to a phrase."""


class What(StrEnum):
    """What kind of thing it is."""

    TOO_LONG = "too long"
    BRACES = "braces"
    SCRIPT = "another script"
    ADDRESS = "address, number or link"
    NAME = "name"
    MARK = "mark"
    WORRY = "worry"
    PRIVATE = "private"
    BLAME = "blame"
    HARD_WORDS = "hard words"


@dataclass(frozen=True)
class Wrong:
    """One thing that cannot stay: the words it is about, and what to do, for staff to read."""

    what: What
    words: str
    instead: str


INSTEAD = {
    What.TOO_LONG: f"Please use {LONGEST} letters or fewer.",
    What.BRACES: "Please leave curly brackets out.",
    What.SCRIPT: "Please write in English letters: only families who read English get these words.",
    What.ADDRESS: "Please leave addresses, numbers to ring and links out of a text.",
    What.NAME: "Please leave this name out: a text names one child, by first name.",
    What.MARK: "Please leave marks, levels and places out. Say what was done well.",
    What.WORRY: "This can sound like a worry. Good news only: ring about a worry.",
    What.PRIVATE: "Please leave this out: health, money, attendance and the like are never in a"
    " text.",
    What.BLAME: "This can sound like blame. Please say what went well.",
}

# -- words ---------------------------------------------------------------------------------------

_MARK = r"""
\d+\s*/\s*\d+ | \d+\s*% | \d+\s*(?:per\s*cent|percent) | \d+\s+out\s+of\s+\d+ | \d+\s+marks?
(?:full|top|high|low|good|bad|best)\s+marks? | levels?\s+\d\w? | grades?\s+[A-U\d]\b
(?-i:[A-F])[\s-]+grades?(?!\s+[A-U\d]\b) | (?-i:A\*) | [A-D][+-](?!\w)
scor(?:e|es|ed|ing)(?!\W+(?:\w+\W+){0,3}(?:goals?|points?|tries|try|runs?|baskets?)) | (?-i:SATs?)
GCSEs? | A[\s-]levels? | BTEC | Ofsted | percentile | predicted | ranked | ranking
test\s+results? | exam\s+results? | reading\s+age | working\s+(?:at|below|towards|within)
top\s+of\s+the\s+(?:class|year|set|table) | (?:the\s+)?best\s+(?:in|of|at) | the\s+best
1st | 2nd | 3rd | (?:came|was|is|finished)\s+(?:first|second|third|last)
(?:first|second|third)\s+(?:in|place|prize) | winn?(?:s|er|ers|ing)? | won | genius\w*
(?:clever|smart|fast|bright)est | all\s+\d+ | \d+\s+(?:\w+\s+)?(?:right|correct|points?|spellings)
better\s+than\s+(?:the\s+)?(?:other|others|everyone|everybody|anyone|anybody|most|all)
"""
# Levels and grades stand only with their number or letter: "the next level of the game" is none.

_WORRY = r"""
but | cr(?:y|ies|ied|ying) | less\s+than | than\s+usual
however | although | though | except | unless | despite | unfortunately | sadly | for\s+once
for\s+a\s+change | still\s+(?:needs?|has\s+to) | needs?\s+to | has\s+to | have\s+to | must
should(?!\s+(?:be|feel)\s) | could\s+do\s+better | try\s+harder | next\s+time
not\s+(?:yet|always|enough) | worr(?:y|ies|ied|ying) | concern(?:s|ed|ing)?
problems?\s+(?:with|at|in) | had\s+(?:a\s+)?problems? | issues? | trouble | bad | badly | poor
poorly | weak | fail(?:s|ed|ing|ure)? | behavi\w+ | behave[ds]? | misbehav\w+ | naughty | rude
silly | lazy | cheek(?:y|ily) | defian\w+ | late | lateness | detentions? | sanctions? | punish\w*
exclu(?:ded|sion|sions) | suspen\w+ | isolation | on\s+report | incidents? | warnings?
told\s+off | sent\s+(?:out|home) | hit(?!\s+(?:the|a)\s+(?:ball|target|note|post)) | hits
hitting | hurt | hurting | punch\w* | kick(?:s|ed|ing)?(?!\s+(?:the|a)\s+ball)
bit(?=\s+(?:another|a\s+(?:child|boy|girl|friend))) | biting | fight\w* | fought
push(?:ed|ing)\s+(?:another|a\s+child) | slap\w* | spat | spit\w* | bull(?:y|ies|ied|ying)
unkind\w* | mean\s+to | shout(?:s|ed|ing)? | scream\w* | swear\w* | swore | angry | anger | temper
tantrums? | meltdowns? | disrupt\w* | distract\w* | disappoint\w* | l(?:ied|ying)\s+to | stole
stealing | cheat\w* | damage[ds]? | broke\s+a(?!\s+record) | racist | sexist
"""

_PRIVATE = r"""
ill | illness | sick | sickness | medic(?:al|ine|ines|ation) | doctors? | hospitals? | surgery
inhalers? | asthma\w* | allerg\w+ | epilep\w+ | diabet\w+ | seizures? | injur\w+ | nits
head\s?lice | autis\w+ | (?-i:ADHD) | (?-i:ASD) | (?-i:ADD) | dyslexi\w+ | dyspraxi\w+
dyscalculi\w+ | tourette\w* | (?-i:SEND?) | (?-i:SENCO|SENCo) | (?-i:EHCP?s?) | special\s+needs?
disab\w+ | diagnos\w+ | speech\s+therapy | therap(?:y|ist|ists) | counsell\w+ | (?-i:CAMHS)
psycholog\w+ | mental\s+health | anxi\w+ | depress\w+ | self[\s-]?harm\w* | suicid\w+ | pregnan\w+
toilet\w* | wet\s+(?:him|her)self | (?:free\s+)?school\s+meals? | (?-i:FSM) | pupil\s+premium
(?-i:PPG?) | benefits | universal\s+credit | pay(?:s|ing|ment|ments)?(?!\s+attention)
paid(?!\s+attention) | owe[ds]? | debts? | arrears | fees? | money | rent | hardship | food\s?bank
homeless\w* | refuge | asylum | immigration | visa | police | crim(?:e|es|inal) | arrest\w*
prison | court\s+(?:orders?|cases?|hearings?) | in\s+court | custody | solicitors? | domestic
abus(?:e|ed|ive) | neglect\w* | divorc\w* | social\s+(?:work|worker|workers|care|services)
child\s+protection | safeguarding | in\s+care | looked-after
looked\s+after\s+(?:child|children|pupils?|by) | foster\s+\w+ | fostered
early\s+help | drugs? | alcohol | drunk | attendance | absen(?:t|ce|ces) | truan\w+
bunk(?:ed|ing) | days?\s+off | unauthori[sz]ed
"""

_BLAME = r"""
your\s+fault | because\s+of\s+you | blam\w+ | fault
you\s+(?:did\s*n[o']?t|didnt|never|forgot|missed|must|need|ought|have\s+to|failed)
if\s+(?:only\s+)?you | why\s+(?:did|do|does|has|have|is)
please\s+(?:make\s+sure|ensure|remember) | forg[eo]t\w* | missed
ask(?:ed)?\s+you\s+(?:before|again) | again\s+and\s+again
"""

_ADDRESS = r"""
https?:\S* | www\.\S* | \S+@\S+ | (?:please\s+)?(?:ring|call|phone|text|contact|email)\s+(?:me|us)
[\w-]+\.(?:com|co|uk|org|net|sch|gov|info|ly|io|me|app|school|tv|be)(?:[./]\S*)?
(?:\+|00)?\d(?:[\s().-]?\d){5,} | [A-Z]{1,2}\d[A-Z\d]?\s+\d[A-Z]{2}
\d+[a-z]?\s+\w+\s+(?:road|rd|street|st|lane|avenue|close|drive|terrace|gardens|crescent|place|court)
\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}
"""


def _any_of(patterns: str) -> re.Pattern[str]:
    """One pattern for a list of them, each as a whole word."""
    lines = [line.strip().replace(" | ", "|") for line in patterns.split("\n") if line.strip()]
    return re.compile(rf"(?<![\w'])(?:{'|'.join(lines)})(?!\w)", re.IGNORECASE)


# In the order in which they are told: a phone number is no mark, and a day is neither.
_LISTS = {
    What.ADDRESS: _any_of(_ADDRESS),
    What.MARK: _any_of(_MARK),
    What.BLAME: _any_of(_BLAME),
    What.PRIVATE: _any_of(_PRIVATE),
    What.WORRY: _any_of(_WORRY),
}

# -- names ---------------------------------------------------------------------------------------


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


_NOT_TOLD_APART = _listed("""
    a an and at do for go he her him his in it me my no of on or she so the them they to too up us
    very was we well you
""")
"""Names that are the commonest words of English: nothing could be written without them."""
_WORDS_TOO = _listed("""
    amber april art ash august autumn bell best bird black blue bold book bright brook brown bush
    carter chase clay cook daisy dawn day dean drew drum eden ever faith fay field fish flower ford
    fox frank gay good grace grand grant gray green grey hall hand happy harmony heath hill holly
    honey hope ivy jack jade jasmine joy june king knight lake lane lily little long lord love
    major mark max may melody miles mill moon north olive page park parker pearl penny pink pool
    poppy power price pride prince purple rain reed rich rivers robin rock rose round ruby sage
    sandy short sky small snow south speed spring star stone story strong summer sunny sweet swift
    teddy tiny trust violet walker ward water weaver west white will willow winter wise wood wren
    young zebra
""")
"""Names that are ordinary words, too: they are names only with a capital."""


_TITLED = re.compile(r"\b(?:Mr|Mrs|Miss|Ms|Mx|Dr|Sir|Madam)\.?\s+[A-Z]\w+")


def _names(words: str, names: Collection[str]) -> Iterator[str]:
    """The names that stand in these words, as they stand there; with "'s" as without. Whoever is
    called Mrs or Mr is a grown-up by surname."""
    yield from (match[0] for match in _TITLED.finditer(words))
    wanted = {part for name in names for part in _parts(name)} - _NOT_TOLD_APART
    for match in _A_WORD.finditer(words):
        for found in {match[0], *match[0].split("-")}:
            bare = _bare(found).removesuffix("'s").removesuffix("'")
            if bare in wanted and (bare not in _WORDS_TOO or found[0].isupper()):
                yield found


def _parts(name: str) -> Iterator[str]:
    """A name, and each part of one of several parts that has three letters or more."""
    bare = _bare(name).strip()
    yield bare
    yield from (part for part in re.split(r"[\s-]+", bare) if len(part) >= 3)


def _bare(name: str) -> str:
    """A name without capitals and accents: who types it may have no key for them."""
    letters = unicodedata.normalize("NFKD", name.replace("’", "'").casefold())
    plain_letters = "".join(one for one in letters if not unicodedata.combining(one))
    return plain_letters.translate(_STROKES)


_STROKES = str.maketrans("łøđı", "lodi")
_A_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*['’]?")

# -- all of it -----------------------------------------------------------------------------------


def why_not(
    words: str, *, surnames: Collection[str], other_names: Collection[str], child: str = ""
) -> list[Wrong]:
    """Everything that may not stand in these words of a colleague's own; empty if they may go out.

    `surnames` are the family's, `other_names` those of other children; `child` is the first name of
    the one child it is about, which may stand there.
    """
    found = [*_as_a_whole(words)]
    found += [Wrong(What.SCRIPT, one, INSTEAD[What.SCRIPT]) for one in _other_scripts(words)]
    names = {_bare(name) for name in (*surnames, *other_names)} - {_bare(child)}
    found += [Wrong(What.NAME, one, INSTEAD[What.NAME]) for one in _names(words, names)]
    text = words.replace("’", "'")
    for what, pattern in _LISTS.items():
        for match in pattern.finditer(text):
            found.append(Wrong(what, match[0].strip(), INSTEAD[what]))
        text = pattern.sub(" ", text)  # one thing is told once
    found += _hard_words(words, child, {wrong.words.casefold() for wrong in found})
    return list(dict.fromkeys(found))


def _as_a_whole(words: str) -> Iterator[Wrong]:
    if len(words) > LONGEST:
        instead = f"{len(words)} letters. {INSTEAD[What.TOO_LONG]}"
        yield Wrong(What.TOO_LONG, words, instead)
    if re.search(r"[{}]", words):
        yield Wrong(What.BRACES, "{ }", INSTEAD[What.BRACES])


def _other_scripts(words: str) -> list[str]:
    """The words with a letter that is not Latin."""
    return [
        word
        for word in words.split()
        if any(one.isalpha() and "LATIN" not in unicodedata.name(one, "") for one in word)
    ]


_KNOWN_AT_SCHOOL = frozenset(
    {
        "usually",
        "especially",
        "experiment",
        "experiments",
        "imaginative",
        "imagination",
        "animation",
    }
)
"""Long words of a school day that every family with a child there hears."""


def _hard_words(words: str, child: str, told: Collection[str]) -> Iterator[Wrong]:
    """What `plain` finds, but for what is told already. The child's name may be long."""
    text = re.sub(rf"\b{re.escape(child)}\b", "{child}", words) if child else words
    for finding in plain.check(text):
        if finding.words.casefold() not in {*told, *_KNOWN_AT_SCHOOL}:
            instead = f"Please use plainer words: {finding.instead}."
            yield Wrong(What.HARD_WORDS, finding.words, instead)
