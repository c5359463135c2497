"""What stands in a cell: yes or no, a year group, a birthday, a name, in all the usual spellings.

Every reader takes the cell's text and gives None both for an empty cell and for one it does not
understand; `rows` tells the two apart with `is_blank` and says so. Phone
numbers are in `portal.domain.numbers`, languages in `first_languages`.
"""

import html
import re
import unicodedata
from datetime import date, datetime, timedelta
from typing import NamedTuple

from portal import clock
from portal.domain.entries import Birthday, Relationship, YearGroup
from portal.domain.people import Responsibility, Sex
from portal.spreadsheets.csv_text import without_stray_mark
from portal.wording.names import TITLES, compared

LONGEST_NAME = 60
LONGEST_RECORD_NUMBER = 40
"""Letters; as long as the columns of `portal.domain.people`."""

_SAYS_NOTHING = {
    *("", "n/a", "na", "null", "unknown", "not known", "not given", "not applicable", "?"),
    *("information not obtained", "not obtained", "not recorded", "not specified", "(blank)"),
}
_YES = {
    *("y", "yes", "t", "true", "1", "✓", "✔", "☑", "✅", "tick", "ticked", "checked"),
    *("required", "needed", "has parental responsibility"),
}  # an x is a tick to some and a no to others: a person decides
_NO = {"n", "no", "f", "false", "0", "✗", "✘", "☐", "❌", "unticked", "unchecked", "none"}


def is_blank(raw: str) -> bool:
    """Whether a cell says nothing: empty, a dash, "n/a", "not known"."""
    return raw.strip(" -.\u2013\u2014\t\r\n").casefold() in _SAYS_NOTHING


_NOBODY = {
    *("#n/a", "#ref!", "#name?", "#value!", "#div/0!", "#null!", "#num!", "#spill!"),
    *("unknown", "not known", "tbc"),
}


def names_nothing(text: str) -> bool:
    """Whether a name or a number in the records is missing: blank, unknown, or a formula that went
    wrong. Ms Na and Mr Null have real names."""
    nothing = text in ("N/A", "n/a", "NULL") or text.casefold() in _NOBODY
    return nothing or not any(map(str.isalnum, text))


_SAYS_NOT_TO = re.compile(
    r"\bno (?:contact|text|call)s?\b"
    r"|\b(?:not|dont|never)(?: \w+){0,2} (?:contact|text|ring|rung|call|phone|message)(?:ed|s)?\b"
    r"|\bcourt order\b|\binjunction\b|\bnon molestation\b"
)


def says_not_to(*cells: str) -> bool:
    """Whether a name or what stands beside it says that nobody must contact this person."""
    return any(_SAYS_NOT_TO.search(compared(cell)) for cell in cells)


def _whole(raw: str) -> str:
    """A cell without the decimals that a spreadsheet gives to a whole number: "4.0" is 4."""
    said = re.fullmatch(r"(\d+)\.0+", raw.strip())
    return said[1] if said else raw.strip()


def read_yes_no(raw: str) -> bool | None:
    """Yes or no in any spelling of a school's system: T/F, Y/N, 1/0, a tick, "True"."""
    said = _whole(raw).strip(" .\t\r\n\ufe0f").casefold()
    return True if said in _YES else False if said in _NO else None


def read_mark(raw: str) -> bool:
    """Whether a cell marks something that must not be missed: anything but empty or a clear no."""
    return not is_blank(raw) and read_yes_no(raw) is not False


def read_responsibility(raw: str) -> Responsibility | None:
    """Parental responsibility, where the cell is clear."""
    said = read_yes_no(raw)
    if said is None:
        return None
    return Responsibility.YES if said else Responsibility.NO


def read_sex(raw: str) -> Sex | None:
    """A girl, a boy, or not given, which chooses wording without gender."""
    return _SEXES.get(raw.strip(" .").casefold())


_SEXES = {
    **dict.fromkeys(("f", "female", "g", "girl"), Sex.GIRL),
    **dict.fromkeys(("m", "male", "b", "boy"), Sex.BOY),
    **dict.fromkeys(("x", "u", "o", "other", "prefer not to say"), Sex.NOT_GIVEN),
}


def read_priority(raw: str) -> int | None:
    """A contact's place in the school's list, 1 first."""
    said = re.fullmatch(r"(?:priority|contact)?\s*#?(\d{1,2})(?:st|nd|rd|th)?", _whole(raw).lower())
    return int(said[1]) if said else None


_EARLY_YEARS = {
    "e1": YearGroup("Pre-nursery 1", -4),
    "e2": YearGroup("Pre-nursery 2", -3),
    "n1": YearGroup("Nursery 1", -2),
    "n2": YearGroup("Nursery 2", -1),
    "nursery1": YearGroup("Nursery 1", -2),
    "nursery2": YearGroup("Nursery 2", -1),
    **dict.fromkeys(("nursery", "n", "fs1", "f1"), YearGroup("Nursery", -1)),
    **dict.fromkeys(("reception", "rec", "r", "0", "fs2", "f2"), YearGroup("Reception", 0)),
}


def read_year_group(raw: str) -> YearGroup | None:
    """A year group of an English school: "7", "Year 7", "Y07", "R", "N2"."""
    said = re.sub(r"[\s.\-_]", "", _whole(raw)).casefold()
    said = re.sub(r"^(?:curriculum|national|nc)*(?:year(?:group)?|yr|y)?0?(?=.)", "", said)
    if said in _EARLY_YEARS:
        return _EARLY_YEARS[said]
    if re.fullmatch(r"[1-9]|1[0-4]", said):
        return YearGroup(f"Year {said}", int(said))
    return None


_DATE_FORMATS = (
    *("%Y-%m-%d", "%Y/%m/%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d %m %Y", "%d/%m/%y"),
    *("%d %B %Y", "%d %b %Y", "%d-%b-%Y", "%d-%b-%y", "%d-%B-%Y", "%d %b %y", "%d/%b/%Y"),
    *("%B %d %Y", "%b %d %Y", "%Y%m%d", "%Y.%m.%d", "%d-%m-%y", "%d.%m.%y"),
)
_LIKE_A_SERIAL_NUMBER = re.compile(r"[2-5]\d{4}")  # Excel's days since 1899, 1954 to 2064
_WEEKDAY = re.compile(r"^(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\s+", re.I)


def read_day(raw: str) -> date | None:
    """A day, day before month as in England."""
    said = re.sub(r"[T\s]+\d{1,2}:\d{2}.*$", "", _whole(raw))
    said = re.sub(r"(?<=\d)(?:st|nd|rd|th)\b", "", said.replace(",", " "))
    said = re.sub(r"\bsept\b", "Sep", said, flags=re.IGNORECASE)
    said = _WEEKDAY.sub("", " ".join(said.split()))
    if _LIKE_A_SERIAL_NUMBER.fullmatch(said):
        return date(1899, 12, 30) + timedelta(days=int(said))
    for layout in _DATE_FORMATS:
        try:
            return datetime.strptime(said, layout).date()  # noqa: DTZ007 - a day, not a moment
        except ValueError:
            continue
    return None


YOUNGEST, OLDEST = 1, 25
"""Years between which a child at a school is: any other date of birth is a slip."""


def read_birthday(raw: str) -> Birthday | None:
    """Day and month of a date of birth that a child at a school can have."""
    born, today = read_day(raw), clock.today()
    if born is None:
        return None
    age = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    return Birthday(born.day, born.month) if YOUNGEST <= age <= OLDEST else None


# DfE codes (domain facts, 6.2), then words.
_RELATIONSHIPS = {
    Relationship.MOTHER: "pam mother mum mummy mam mom natural_mother birth_mother",
    Relationship.FATHER: "paf father dad daddy natural_father birth_father",
    Relationship.PARENT: "parent adoptive_parent adopter",
    Relationship.STEP_PARENT: "stp step_parent stepparent step_mother stepmother step_father"
    " stepfather stepmum stepdad step_mum step_dad",
    Relationship.FOSTER_PARENT: "fop foster_parent foster_carer foster_mother foster_father",
    Relationship.GUARDIAN: "gua guardian legal_guardian special_guardian",
    Relationship.CARER: "car carer",
    Relationship.GRANDPARENT: "grp grandparent grandmother grandfather grandma grandad granddad"
    " nan nana gran granny grandpa",
    Relationship.RELATIVE: "rel fam aunt auntie uncle sister brother sibling cousin relative"
    " other_relative other_family_member family_member step_sister step_brother half_sister"
    " half_brother",
    Relationship.CHILDMINDER: "chm childminder child_minder nanny au_pair",
    Relationship.SOCIAL_WORKER: "swr social_worker",
    Relationship.OTHER: "oth other friend family_friend neighbour doc doctor rlg agn hfa"
    " host_family emergency emergency_contact other_contact",
}
_RELATIONSHIP_OF = {
    word.replace("_", " "): tie for tie, words in _RELATIONSHIPS.items() for word in words.split()
}


def read_relationship(raw: str) -> Relationship | None:
    """A DfE code (PAM, PAF, STP) or a word (mother, nan, foster carer)."""
    said = " ".join(re.sub(r"[^\w]+", " ", raw.replace("_", " ")).split()).casefold()
    return _RELATIONSHIP_OF.get(said) or _RELATIONSHIP_OF.get(said.removesuffix("s"))


def read_record_number(raw: str) -> str:
    """A number in the school's records, as it is compared: spreadsheets drop leading noughts."""
    said = " ".join(_whole(raw).split()).upper()
    return said.lstrip("0") if said.isdigit() else said


_UPN = re.compile(r"[A-HJ-NP-RT-Z]\d{11}[0-9A-HJ-NP-RT-Z]")
_UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"  # no I, O or S


def read_upn(raw: str) -> str | None:
    """A unique pupil number whose check letter is right.

    The letter is the sum of digit times position (2 to 13) modulo 23; the last place of a
    temporary number is a letter that counts as 0 to 22 (domain facts, 6.2).
    """
    upn = re.sub(r"\s", "", raw).upper()
    if not _UPN.fullmatch(upn):
        return None
    counted = [int(c) if c.isdigit() else _UPN_LETTERS.index(c) for c in upn[1:]]
    total = sum(value * position for position, value in enumerate(counted, start=2))
    return upn if _UPN_LETTERS[total % 23] == upn[0] else None


# -- Names -----------------------------------------------------------------------------------------

_SMALL_WORDS = {"van", "der", "den", "de", "da", "di", "do", "dos", "la", "bin", "bint"}
# Bytes of UTF-8 that were read as Windows-1252: the first of each letter, and those that follow.
_FOLLOWS = "[\u0080-\u00bf\u02c6\u02dc\u2010-\u203a\u20ac\u2122\u0152-\u0192]"
_GARBLED = re.compile(f"[ÂÃÄÅ]{_FOLLOWS}|á[º»]|(?:[ÐÑØÙ]{_FOLLOWS}){{2}}|\ufffd|\\w\\?|\\?\\w")
_SIGNS = re.compile(r"[&/@\d()\[\]{}<>]")
# Quotation marks and apostrophes that came as bytes of UTF-8, or as raw bytes of Windows-1252.
_MARKS = {"â€™": "’", "â€˜": "‘", "\x91": "‘", "\x92": "’", "\x93": "“", "\x94": "”"}
_MARK = re.compile("|".join(_MARKS))


def tidy(raw: str) -> str:
    """Any short text: one space between words, no invisible or control characters, and an
    apostrophe where a web page's "&#39;" or a broken one stood."""
    text = _MARK.sub(lambda found: _MARKS[found[0]], html.unescape(raw))
    text = " ".join(unicodedata.normalize("NFC", text).split())
    if text.isprintable():
        return text
    # U+200C and U+200D are letters' business in Persian, Urdu and Indian scripts.
    return "".join(c for c in text if c.isprintable() or c in "\u200c\u200d").strip()


def read_name(raw: str) -> str:
    """A first or last name as its owner writes it; only SHOUTED names are put right."""
    name = without_stray_mark(tidy(raw))
    letters = [c for c in name if c.isalpha()]
    if len(letters) < 3 or not all(c.isupper() for c in letters):
        return name
    words = name.split(" ")
    return " ".join(
        word.lower() if word.lower() in _SMALL_WORDS and len(words) > 1 else _capitalised(word)
        for word in words
    )


def _capitalised(word: str) -> str:
    """O'BRIEN, ANNE-MARIE and MCDONALD: a capital after each apostrophe, hyphen and Mc."""
    parts = re.split(r"(['’\-]|(?<=^MC)(?=\w))", word)
    return "".join(part[:1] + part[1:].lower().replace("i\u0307", "i") for part in parts)


def is_garbled(name: str) -> bool:
    """Whether letters of a name were lost on the way: "ZoÃ«", "?ukasz"."""
    return bool(_GARBLED.search(name))


def has_signs(name: str) -> bool:
    """Whether there is more in it than one person's name: "Mr & Mrs Malik", "Ayesha (mother)"."""
    return bool(_SIGNS.search(name))


class FullName(NamedTuple):
    title: str
    first: str
    last: str


def split_name(raw: str) -> FullName:
    """Take a full name apart: "Malik, Ayesha", "Mrs Ayesha Malik", "Anna van der Berg"."""
    name = tidy(raw)
    last, comma, first = (part.strip() for part in name.partition(","))
    words = (f"{first} {last}" if comma else name).split()
    title = words.pop(0) if len(words) > 1 and words[0].strip(".").lower() in TITLES else ""
    if comma:
        first = first.removeprefix(title).strip()
        return FullName(title, read_name(first), read_name(last))
    at = max(len(words) - 1, 0 if title else 1)  # "Mrs Malik" has no first name
    while at > 1 and words[at - 1].lower() in _SMALL_WORDS:
        at -= 1
    return FullName(title, read_name(" ".join(words[:at])), read_name(" ".join(words[at:])))
