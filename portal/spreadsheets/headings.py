"""Which column is which: the headings of SIMS, Arbor, Bromcom and hand-made lists.

A heading is recognised whatever its capitals, spaces and punctuation, with or without a prefix
such as "Pupil" or "Contact". What stands in the cells is read in `values`.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Generic, TypeVar


class Use(StrEnum):
    """What the portal does with a column, and what staff are told about it."""

    READ = "read"
    HIDDEN = "read, hidden"
    NOT_NEEDED = "not needed, not read"


class Field(StrEnum):
    """What a column of a pupils' file can hold. The value is how staff see it."""

    CHILD_ID = "child's number in the school's records"
    UPN = "UPN"
    CHILD_NAME = "child's full name"
    CHILD_FIRST = "child's first name"
    CHILD_KNOWN_AS = "first name the child is known by"
    CHILD_LAST = "child's last name"
    CHILD_LAST_KNOWN_AS = "last name the child is known by"
    YEAR = "year group"
    CLASS = "class"
    SEX = "child's sex"
    BIRTHDAY = "child's birthday"
    CHILD_LANGUAGE = "child's first language"
    CONTACT_ID = "contact's number in the school's records"
    CONTACT_NAME = "contact's full name"
    CONTACT_TITLE = "contact's title"
    CONTACT_FIRST = "contact's first name"
    CONTACT_LAST = "contact's last name"
    RELATIONSHIP = "relationship to the child"
    PRIORITY = "contact's priority"
    RESPONSIBILITY = "parental responsibility"
    LIVES_WITH = "lives with the child"
    MOBILE = "contact's mobile"
    CONTACT_LANGUAGE = "contact's language"
    INTERPRETER = "contact needs an interpreter"
    IN_CARE = "in care"
    COURT_ORDER = "court order"
    SEN = "special educational needs"
    FSM = "free school meals"
    PUPIL_PREMIUM = "pupil premium"
    EAL = "English as an additional language"
    ENGLISH_PROFICIENCY = "proficiency in English"
    WAS_IN_CARE = "in care before"
    SERVICE = "service child"
    ATTENDANCE = "attendance"
    SOCIAL_WORKER = "social worker"
    YOUNG_CARER = "young carer"
    SUSPENSIONS = "suspensions"
    BEHAVIOUR = "behaviour points"
    MID_YEAR = "joined mid-year"
    SCHOOLS = "schools attended"
    ATTAINMENT = "low attainment"
    PROGRESS = "steps behind, or low progress"
    RESULT = "result"
    DATA_DAY = "day of attendance and results"
    NOT_NEEDED = "something the portal does not need"

    @property
    def use(self) -> Use:
        """What the portal does with this column."""
        if self is Field.NOT_NEEDED:
            return Use.NOT_NEEDED
        return Use.HIDDEN if self in _HIDDEN else Use.READ


# What counts towards the I factor, and what keeps a parent from being told: the office sees that
# the column was read and nothing more (design, section 5).
_HIDDEN = {
    Field.IN_CARE,
    Field.COURT_ORDER,
    Field.SEN,
    Field.FSM,
    Field.PUPIL_PREMIUM,
    Field.EAL,
    Field.ENGLISH_PROFICIENCY,
    Field.WAS_IN_CARE,
    Field.SERVICE,
    Field.ATTENDANCE,
    Field.SOCIAL_WORKER,
    Field.YOUNG_CARER,
    Field.SUSPENSIONS,
    Field.BEHAVIOUR,
    Field.MID_YEAR,
    Field.SCHOOLS,
    Field.ATTAINMENT,
    Field.PROGRESS,
    Field.RESULT,
}

SEVERAL = {Field.RESULT, Field.NOT_NEEDED}
"""What more than one column can hold. A result is kept under its own heading."""


class StaffField(StrEnum):
    """What a column of the file that ties staff to classes can hold."""

    CLASS = "class"
    NAME = "name, as parents know them"
    USERNAME = "user name"
    MOBILE = "mobile"
    PART = "part: key teacher or other"


class Missing(StrEnum):
    """What a pupils' file cannot do without."""

    CHILD_NAME = "a column with the child's name, or one each for first and last name"
    CONTACT_NAME = "a column with the contact's name"


F = TypeVar("F", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Matching(Generic[F]):
    """Column numbers, from 0, and what they hold.

    `rivals` were recognised, but a better column holds the same; `unknown` were not recognised.
    Both are left for a person to match.
    """

    columns: dict[int, F]
    rivals: dict[int, F]
    unknown: tuple[int, ...]


def match(headings: Sequence[str]) -> Matching[Field]:
    """Match the headings of a pupils' file. Several columns may be results or "not needed"."""
    return _match(headings, recognise)


def match_staff(headings: Sequence[str]) -> Matching[StaffField]:
    """Match the headings of a file that ties staff to classes."""
    return _match(headings, _recognise_staff)


def missing(fields: Iterable[Field]) -> list[Missing]:
    """What is still needed before a pupils' file can be read, given the fields matched."""
    held = set(fields)
    child = Field.CHILD_NAME in held or (
        held & {Field.CHILD_FIRST, Field.CHILD_KNOWN_AS}
        and held & {Field.CHILD_LAST, Field.CHILD_LAST_KNOWN_AS}
    )
    contact = held & {Field.CONTACT_NAME, Field.CONTACT_FIRST, Field.CONTACT_LAST}
    return ([] if child else [Missing.CHILD_NAME]) + ([] if contact else [Missing.CONTACT_NAME])


def known_headings(cells: Iterable[str]) -> int:
    """How many cells of a row are headings of either kind of file: how the heading row is found."""
    return sum(1 for cell in cells if recognise(cell) or _recognise_staff(cell))


def _match(
    headings: Sequence[str], recognise: Callable[[str], tuple[F, int] | None]
) -> Matching[F]:
    """Give each field to its best heading, the leftmost of equals."""
    found = {column: known for column, text in enumerate(headings) if (known := recognise(text))}
    columns: dict[int, F] = {}
    rivals: dict[int, F] = {}
    taken = set()
    for column, (field, _) in sorted(found.items(), key=lambda item: (item[1][1], item[0])):
        if field in taken:
            rivals[column] = field
            continue
        columns[column] = field
        if field not in SEVERAL:
            taken.add(field)
    unknown = tuple(column for column in range(len(headings)) if column not in found)
    return Matching(dict(sorted(columns.items())), dict(sorted(rivals.items())), unknown)


# -- Headings, the best first, as `_squashed` leaves them: letters and digits only ---------------

# May stand bare or after a word for the child: "Forename", "Pupil Forename".
_OF_CHILD = {
    Field.CHILD_ID: "adno admissionnumber admissionno admno admissionid misid personid arborid"
    " arborstudentid studentid pupilid childid studentnumber pupilnumber id",
    Field.UPN: "upn uniquepupilnumber",
    Field.CHILD_NAME: "legalfullname fullname legalname pupilname studentname childname name"
    " pupil student child",
    Field.CHILD_FIRST: "legalforename legalfirstname forename firstname givenname forenames first",
    Field.CHILD_KNOWN_AS: "preferredforename preferredfirstname preferredname chosenforename"
    " chosenfirstname chosenname knownas",
    Field.CHILD_LAST: "legalsurname legallastname surname lastname familyname last",
    Field.CHILD_LAST_KNOWN_AS: "preferredsurname preferredlastname chosensurname chosenlastname",
    Field.YEAR: "yeargroup year ncyear yearnc ncyeargroup nationalcurriculumyear curriculumyear"
    " actualyear yeartaughtin currentyear",
    Field.CLASS: "registrationform registrationgroup reggroup regform reg formgroup form tutorgroup"
    " class classname classgroup mainclass",
    Field.SEX: "sex legalsex gender legalgender",
    Field.BIRTHDAY: "dateofbirth dob birthdate birthday",
    # The language spoken at home says more about the parents than the child's first (6.2).
    Field.CHILD_LANGUAGE: "homelanguage homelanguagecode firstlanguage firstlanguagecode"
    " mothertongue nativelanguage nativelanguages language languagecode languages",
    Field.IN_CARE: "incare lookedafter lookedafterchild childlookedafter lac cla incareindicator"
    " currentlyincare lookedafterincare",
    Field.SEN: "senprovision senstatus senstage sencode sen sensupport sendstatus send",
    Field.FSM: "fsmeligible freeschoolmealeligibility eligibleforfreeschoolmeals freeschoolmeals"
    " freeschoolmeal fsm fsmstatus",
    Field.PUPIL_PREMIUM: "pupilpremium pupilpremiumeligibility pupilpremiumindicator ppindicator"
    " ppeligible pp ever6 ever6fsm fsmever6",
    Field.EAL: "eal englishadditionallanguage englishasadditionallanguage"
    " englishasanadditionallanguage ealstatus",
    Field.ENGLISH_PROFICIENCY: "ealproficiency proficiencyinenglish englishproficiency proficiency",
    Field.WAS_IN_CARE: "postlac previouslylookedafter previouslyincare pla postlookedafter"
    " everincare adoptedfromcare",
    Field.SERVICE: "servicechild servicechildren servicechildreneducation servicefamily"
    " servicechildrenineducation parentinarmedforces",
    Field.ATTENDANCE: "attendance attend attendanceytd percentageattendance attendancepercentage"
    " percentattendance totalattendance attendancepercent",
    Field.SOCIAL_WORKER: "socialworker hassocialworker childinneed cin childprotection cp",
    Field.YOUNG_CARER: "youngcarer isyoungcarer youngcarerindicator",
    Field.SUSPENSIONS: "suspensions suspension numberofsuspensions suspended fixedtermexclusions"
    " fixedtermexclusion exclusions",
    Field.BEHAVIOUR: "behaviourpoints negativebehaviourpoints negativepoints behaviourincidents"
    " conductpoints",
    Field.MID_YEAR: "joinedmidyear midyearadmission midyearjoiner midyear inyearadmission"
    " joinedinyear inyeartransfer",
    Field.SCHOOLS: "schoolsattended numberofschools schoolssofar",
    Field.ATTAINMENT: "lowattainment lowattainer lowest20 belowexpected priorattainment",
    Field.PROGRESS: "stepsbehind lowprogress sublevelsbehind progressgap",
    Field.RESULT: "reading writing maths mathematics science spelling phonics spag gps"
    " readingage spellingage readingscore mathsscore readingscaledscore mathsscaledscore"
    " gpsscaledscore progress8 progress8estimate attainment8 attainment8estimate"
    " averagepointscore",
    Field.DATA_DAY: "datadate dateofdata dataasof attendancedate attendanceasof resultsdate asof",
}
# May only stand after a word for the contact: a bare "Forename" is the child's.
_OF_CONTACT_PREFIXED = {
    Field.CONTACT_ID: "id personid misid reference",
    Field.CONTACT_NAME: "fullname name",
    Field.CONTACT_FIRST: "forename firstname legalforename legalfirstname givenname first"
    " preferredforename preferredfirstname preferredname",
    Field.CONTACT_LAST: "surname lastname legalsurname legallastname familyname last",
    Field.CONTACT_LANGUAGE: "language firstlanguage homelanguage spokenlanguage",
}
# May stand bare or after a word for the contact.
_OF_CONTACT = {
    Field.CONTACT_TITLE: "title salutation",
    Field.RELATIONSHIP: "relationship relationshiptopupil relationshiptostudent"
    " relationshiptochild relation relationshiptype",
    Field.PRIORITY: "priority priorityorder order emergencycontactpriority emergencycontact",
    Field.RESPONSIBILITY: "parentalresponsibility hasparentalresponsibility pr legalguardian"
    " parentalresp responsibility responsible",
    Field.LIVES_WITH: "liveswithpupil liveswithstudent liveswithchild liveswith liveswiththepupil",
    Field.MOBILE: "mainmobile primarymobile mobile mobilephone mobilenumber mobilephonenumber"
    " mobiletelephone mobiletelephonenumber mobileno mobiletel telephonem telephonemobile phonem"
    " phonemobile cellphone mobile1 maintelephone primarytelephone telephone phone phonenumber"
    " telephonenumber number contactnumber",
    Field.CONTACT_LANGUAGE: "correspondencelanguage languageofcorrespondence textlanguage"
    " preferredlanguage languagefortexts",
    Field.INTERPRETER: "interpreter interpreterneeded interpreterrequired needsinterpreter"
    " translatorrequired requiresinterpreter",
    Field.COURT_ORDER: "courtorder courtorders courtorderflag restrictions restriction nocontact"
    " contactrestrictions contactrestriction hascourtorder",
}
_OF_STAFF = {
    StaffField.CLASS: "class classname reg reggroup registrationgroup registrationform form"
    " formgroup tutorgroup group",
    StaffField.NAME: "teachername teacher staffname staff staffmember keyteacher classteacher"
    " displayname fullname name tutor",
    StaffField.USERNAME: "username user login loginname signinname userid",
    StaffField.MOBILE: "mobile mobilephone mobilenumber mobileno telephone phone phonenumber",
    StaffField.PART: "part role position job jobtitle post",
}
_CHILD_WORDS = "pupils? students? child(?:s|rens?|ren)? learners?"
_CONTACT_WORDS = (
    "(?:primary|main|first|emergency)?(?:contact|parentorcarer|parentcarer|parentguardian|parent"
    "|carer|guardian)s?1? priority1contact"
)
# Never the parents' business with us, so never read: data protection (domain facts, 5.1). A
# child's own mobile is among them: a text to a parent must not reach the child.
_NOT_NEEDED = re.compile(
    "address|postcode|email|ethnic|religion|faith|nationality|passport|countryofbirth|photo"
    "|medical|allerg|diet|doctor|surgery|nhs|^uln$|middlename|sentype|senneed|needtype"
    "|primaryneed|secondaryneed|^house$|^housename$"
    "|(?:home|work|day|daytime|evening|other)(?:tele)?phone|(?:home|work|day)tel|telephone[hw]"
)
_CHILDS_OWN_PHONE = re.compile(rf"(?:{_CHILD_WORDS.replace(' ', '|')})(?:mobile|tele|phone)")


@lru_cache(maxsize=2048)
def recognise(heading: str) -> tuple[Field, int] | None:
    """The field a heading names and its rank, the lower the better, or None."""
    for text in _squashed(heading):
        if known := _recognise_squashed(text):
            return known
    return None


@lru_cache(maxsize=1)
def _vocabulary() -> dict[str, tuple[Field, int]]:
    contact = _ranked(_OF_CONTACT)
    prefixed = {**_ranked(_OF_CONTACT_PREFIXED), **contact}
    child = _ranked(_OF_CHILD)
    return {
        **{f"contact {name}": known for name, known in prefixed.items()},
        **{f"child {name}": known for name, known in child.items()},
        **contact,
        **child,
    }


def _ranked(names: dict[F, str]) -> dict[str, tuple[F, int]]:
    return {
        name: (field, rank)
        for field, all_names in names.items()
        for rank, name in enumerate(all_names.split())
    }


_STAFF_VOCABULARY = _ranked(_OF_STAFF)
_PREFIXES = (
    ("contact", re.compile(_CONTACT_WORDS.replace(" ", "|"))),
    ("child", re.compile(_CHILD_WORDS.replace(" ", "|"))),
)


def _recognise_squashed(text: str) -> tuple[Field, int] | None:
    vocabulary = _vocabulary()
    if _CHILDS_OWN_PHONE.match(text):
        return Field.NOT_NEEDED, 0
    if known := vocabulary.get(text):
        return known
    # Every place to cut, for "contacts urname" would be the first one found.
    for cut in range(3, len(text)):
        for who, prefix in _PREFIXES:
            if known := prefix.fullmatch(text[:cut]) and vocabulary.get(f"{who} {text[cut:]}"):
                field, rank = known
                return field, rank - 1  # saying whose makes it the better of two
    return (Field.NOT_NEEDED, 0) if _NOT_NEEDED.search(text) else None


def _recognise_staff(heading: str) -> tuple[StaffField, int] | None:
    return next(filter(None, map(_STAFF_VOCABULARY.get, _squashed(heading))), None)


def _squashed(heading: str) -> Iterable[str]:
    """A heading in letters and digits only; then without what stands in brackets."""
    for text in (heading, re.sub(r"[(\[].*?[)\]]", "", heading)):
        yield re.sub(r"[\W_]+", "", text).casefold()
