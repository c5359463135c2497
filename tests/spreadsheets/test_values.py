"""Cells as schools fill them in."""

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from portal.domain.entries import UNKNOWN, Birthday, Relationship, Tongue, YearGroup
from portal.domain.people import Responsibility, Sex
from portal.spreadsheets import values
from portal.spreadsheets.first_languages import read_language
from portal.spreadsheets.values import FullName
from tests.conftest import Watch

SPELLINGS_OF_YES = ["y", "yes", "t", "true", "1", "tick", "ticked", "checked", "✓", "✔", "✔\ufe0f"]
SPELLINGS_OF_NO = ["n", "no", "f", "false", "0", "none", "unticked", "✗", "☐"]
SPELLINGS_OF_NOTHING = ["", "-", "n/a", "unknown", "not known", "null", "?"]


def in_any_dress(spellings: list[str]) -> st.SearchStrategy[str]:
    """The same word in other capitals, with spaces round it or a full stop."""
    cases = st.sampled_from([str.upper, str.lower, str.title, str.capitalize])
    rounds = st.sampled_from(["{}", " {}", "{} ", "\t{}\n", "{}."])
    return st.builds(
        lambda word, case, around: around.format(case(word)),
        st.sampled_from(spellings),
        cases,
        rounds,
    )


class TestYesAndNo:
    @given(in_any_dress(SPELLINGS_OF_YES))
    def test_yes(self, written: str) -> None:
        assert (values.read_yes_no(written), values.is_blank(written)) == (True, False)

    @given(in_any_dress(SPELLINGS_OF_NO))
    def test_no(self, written: str) -> None:
        assert (values.read_yes_no(written), values.is_blank(written)) == (False, False)

    @given(in_any_dress(SPELLINGS_OF_NOTHING))
    def test_nothing(self, written: str) -> None:
        assert (values.read_yes_no(written), values.is_blank(written)) == (None, True)

    @given(st.text())
    def test_anything_else_is_for_a_person(self, written: str) -> None:
        plain = written.strip(" .\t\r\n\ufe0f").casefold()
        assume(not re.fullmatch(r"[01]\.0+", plain))
        known = {word: True for word in SPELLINGS_OF_YES} | dict.fromkeys(SPELLINGS_OF_NO, False)
        rarer = {"☑": True, "✅": True, "✘": False, "❌": False, "unchecked": False, "needed": True}
        assert values.read_yes_no(written) == {**known, **rarer, "required": True}.get(plain)

    @pytest.mark.parametrize(("written", "said"), [("1.0", True), ("0.0", False), ("2.0", None)])
    def test_as_a_spreadsheet_leaves_them(self, written: str, said: bool | None) -> None:
        assert values.read_yes_no(written) is said

    @pytest.mark.parametrize(
        ("written", "marked"),
        [
            *((said, False) for said in ("", "N", "None", "-", "not known")),
            *((said, True) for said in ("T", "x", "Non-molestation order", "Leics CC")),
        ],
    )
    def test_a_mark_that_must_not_be_missed(self, written: str, marked: bool) -> None:
        assert values.read_mark(written) is marked

    @pytest.mark.parametrize(
        ("written", "responsibility"),
        [
            *(("T", Responsibility.YES), ("no", Responsibility.NO)),
            *((said, None) for said in ("", "x", "Mother only")),
        ],
    )
    def test_parental_responsibility(
        self, written: str, responsibility: Responsibility | None
    ) -> None:
        assert values.read_responsibility(written) is responsibility


@pytest.mark.parametrize(
    ("written", "year"),
    [
        *((said, YearGroup("Year 7", 7)) for said in ("7", "07", "Year 7", "Y07", "yr 7", "Y 7")),
        *(
            (said, YearGroup("Year 7", 7))
            for said in ("Year  07", "Curriculum Year 7", "NC Year 7")
        ),
        *((said, YearGroup("Reception", 0)) for said in ("R", "Year R", "YR", "Rec", "reception")),
        *((said, YearGroup("Reception", 0)) for said in ("0", "Year 0")),
        ("N1", YearGroup("Nursery 1", -2)),
        ("N2", YearGroup("Nursery 2", -1)),
        ("Nursery 2", YearGroup("Nursery 2", -1)),
        *((said, YearGroup("Nursery", -1)) for said in ("Nursery", "FS1", "F1")),
        *((said, YearGroup("Reception", 0)) for said in ("FS2", "F2")),
        ("4.0", YearGroup("Year 4", 4)),
        ("Year 10", YearGroup("Year 10", 10)),
        ("13", YearGroup("Year 13", 13)),
        *((said, None) for said in ("", "Year 3/4", "X", "20", "Year", "Oak")),
    ],
)
def test_year_groups(written: str, year: YearGroup | None) -> None:
    assert values.read_year_group(written) == year


@pytest.mark.parametrize(
    ("written", "sex"),
    [
        *((said, Sex.GIRL) for said in ("F", "female", "Girl")),
        *((said, Sex.BOY) for said in ("M", "Male", "boy")),
        ("X", Sex.NOT_GIVEN),
        ("", None),
        ("12", None),
    ],
)
def test_sex(written: str, sex: Sex | None) -> None:
    assert values.read_sex(written) is sex


@pytest.mark.parametrize(
    ("written", "birthday"),
    [
        *(
            (said, Birthday(12, 3))
            for said in (
                *("12/03/2018", "12/3/18", "12-03-2018", "12.03.2018", "2018-03-12", "2018/03/12"),
                *("12 March 2018", "12 Mar 2018", "12-Mar-18", "12-MAR-2018", "March 12, 2018"),
                *("Monday 12th March 2018", "12/03/2018 00:00:00", "2018-03-12T00:00", "43171"),
                *("2018-03-12 00:00", "43171.0", "12-03-18"),
                *("12.03.18", "2018.03.12"),
            )
        ),
        *((said, Birthday(12, 9)) for said in ("12 Sept 2018", "12/Sept/2018", "12-SEPT-18")),
        ("29/02/2016", Birthday(29, 2)),
        *((said, None) for said in ("", "29/02/2018", "03/25/2018", "31/04/2018", "12", "spring")),
    ],
)
def test_birthdays_keep_the_day_and_the_month_and_never_the_year(
    written: str, birthday: Birthday | None
) -> None:
    assert values.read_birthday(written) == birthday


@pytest.mark.parametrize(
    ("written", "birthday"),
    [
        ("09/11/2025", Birthday(9, 11)),
        ("10/11/2025", None),
        ("10/11/2000", Birthday(10, 11)),
        ("09/11/2000", None),
        ("12/03/1918", None),
        ("00/01/1900", None),
    ],
)
def test_nobody_at_a_school_is_younger_than_one_or_older_than_twenty_five(
    watch: Watch, written: str, birthday: Birthday | None
) -> None:
    assert values.read_birthday(written) == birthday


@pytest.mark.parametrize(
    ("written", "relationship"),
    [
        *((said, Relationship.MOTHER) for said in ("PAM", "Mother", "mum")),
        *((said, Relationship.FATHER) for said in ("PAF", "Father ", "Dad")),
        *((said, Relationship.STEP_PARENT) for said in ("STP", "Step-Father", "Step Mother")),
        *((said, Relationship.FOSTER_PARENT) for said in ("Foster Carer", "foster parents")),
        *((said, Relationship.GRANDPARENT) for said in ("GRP", "Nan", "Grandparents")),
        *((said, Relationship.RELATIVE) for said in ("REL", "FAM", "Aunt", "Other family member")),
        ("CAR", Relationship.CARER),
        ("SWR", Relationship.SOCIAL_WORKER),
        ("Child minder", Relationship.CHILDMINDER),
        ("OTH", Relationship.OTHER),
        ("", None),
        ("XYZ", None),
    ],
)
def test_relationships(written: str, relationship: Relationship | None) -> None:
    assert values.read_relationship(written) is relationship


@pytest.mark.parametrize(
    ("written", "priority"),
    [
        ("1", 1),
        ("1.0", 1),
        ("02", 2),
        ("Priority 3", 3),
        ("1st", 1),
        ("Contact 2", 2),
        ("", None),
        ("T", None),
    ],
)
def test_priorities(written: str, priority: int | None) -> None:
    assert values.read_priority(written) == priority


@pytest.mark.parametrize(
    ("written", "upn"),
    [
        ("C999123425001", "C999123425001"),
        (" c999 123425001", "C999123425001"),
        ("H801200001001", "H801200001001"),
        ("N99912342500A", "N99912342500A"),
        ("C999123425002", None),
        ("C99912342500", None),
        ("I999123425001", None),
        ("", None),
    ],
)
def test_upns_are_checked_by_their_letter(written: str, upn: str | None) -> None:
    assert values.read_upn(written) == upn


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("001204", "1204"),
        ("1204", "1204"),
        (" c001 ", "C001"),
        ("A-12 b", "A-12 B"),
        ("", ""),
        ("1204.0", "1204"),
        ("12.04", "12.04"),
    ],
)
def test_record_numbers_are_the_same_after_a_spreadsheet_dropped_the_noughts(
    written: str, kept: str
) -> None:
    assert values.read_record_number(written) == kept


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("  Ayesha   Malik ", "Ayesha Malik"),
        ("SMITH", "Smith"),
        ("O'BRIEN", "O'Brien"),
        ("D’ANGELO", "D’Angelo"),
        ("MCDONALD", "McDonald"),
        ("ANNE-MARIE", "Anne-Marie"),
        ("VAN DER BERG", "van der Berg"),
        ("ABDUL RAHMAN BIN ALI", "Abdul Rahman bin Ali"),
        ("ŁUKASZ", "Łukasz"),
        ("İREM", "İrem"),
        ("O'Brien", "O'Brien"),
        ("van der Berg", "van der Berg"),
        ("'t Hooft", "'t Hooft"),
        ("MacLeod", "MacLeod"),
        ("TJ", "TJ"),
        ("NG", "NG"),
        ("bell hooks", "bell hooks"),
        ("Zoe\u0308", "Zoë"),
        ("Zo\u200b\xa0\u202dë\n", "Zo ë"),
        ("می\u200cنا", "می\u200cنا"),
        ("عائشہ", "عائشہ"),
    ],
)
def test_names_stay_as_their_owners_write_them(written: str, name: str) -> None:
    assert values.read_name(written) == name


@pytest.mark.parametrize(
    ("name", "garbled"),
    [
        *((name, True) for name in ("ZoÃ«", "SÅ‚awek", "?ukasz", "Zo\ufffd", "Nguyá»…n")),
        *((name, True) for name in ("Ð˜Ð²Ð°Ð½", "Ø¹Ù„ÙŠ")),
        *((name, False) for name in ("Zoë", "Sławek", "Åsa", "Ângela", "O’Brien", "Øyvind")),
        *((name, False) for name in ("IBÁÑEZ", "BØ–Hansen", "Ðuro", "Mária", "Иван", "علي")),
    ],
)
def test_names_that_lost_letters_on_the_way(name: str, garbled: bool) -> None:
    assert values.is_garbled(name) is garbled


@pytest.mark.parametrize(
    "written",
    ["Oâ€™Brien", "O&#39;Brien", "O&apos;Brien", "O\x92Brien", "O’Brien"],
)
def test_an_apostrophe_that_came_in_another_dress(written: str) -> None:
    assert values.read_name(written).replace("'", "’") == "O’Brien"


@pytest.mark.parametrize(
    ("written", "name"),
    [('Turner"', "Turner"), ('"Turner', "Turner"), ('Zofia "Zosia"', 'Zofia "Zosia"')],
)
def test_a_stray_quotation_mark_is_none_of_a_name(written: str, name: str) -> None:
    assert values.read_name(written) == name


@pytest.mark.parametrize(
    ("name", "more"),
    [
        *((name, True) for name in ("Mr & Mrs Malik", "Mum/Dad", "Ayesha (mother)", "Ayesha 2")),
        *((name, True) for name in ("[old] Malik", "a.malik@example.org")),
        *((name, False) for name in ("Anne-Marie O’Brien", "J. R. Malik", "আয়েশা", "Nguyễn")),
    ],
)
def test_more_than_one_persons_name(name: str, more: bool) -> None:
    assert values.has_signs(name) is more


@pytest.mark.parametrize(
    ("said", "nothing"),
    [
        *((said, True) for said in ("#N/A", "#REF!", "Unknown", "NOT KNOWN", "TBC", "-", "")),
        *((said, False) for said in ("Na", "Null", "Unknown Malik", "None", "C001")),
    ],
)
def test_names_of_nobody(said: str, nothing: bool) -> None:
    assert values.names_nothing(said) is nothing


@pytest.mark.parametrize(
    ("said", "not_to"),
    [
        *((said, True) for said in ("DO NOT CONTACT Father", "no contact", "Omar (Don’t ring)")),
        *((said, True) for said in ("never text", "Not to be contacted", "Father - do not call")),
        *((said, True) for said in ("Court Order", "Non-molestation order")),
        *(
            (said, False)
            for said in ("Omar Malik", "Noah Contact", "First contact", "No Callaghan")
        ),
    ],
)
def test_a_name_that_says_not_to(said: str, not_to: bool) -> None:
    assert values.says_not_to("", said) is not_to


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Malik, Ayesha", FullName("", "Ayesha", "Malik")),
        ("Malik, Mrs Ayesha", FullName("Mrs", "Ayesha", "Malik")),
        ("Mrs Ayesha Malik", FullName("Mrs", "Ayesha", "Malik")),
        ("Mrs. Malik", FullName("Mrs.", "", "Malik")),
        ("Mary Jane Smith", FullName("", "Mary Jane", "Smith")),
        ("Anna van der Berg", FullName("", "Anna", "van der Berg")),
        ("SMITH, JOHN", FullName("", "John", "Smith")),
        ("Ayesha", FullName("", "Ayesha", "")),
        ("", FullName("", "", "")),
    ],
)
def test_full_names_are_taken_apart(written: str, name: FullName) -> None:
    assert values.split_name(written) == name


@pytest.mark.parametrize(
    ("written", "tongue"),
    [
        *((said, Tongue("ur")) for said in ("URD", "Urdu", " urdu ", "ur", "اردو")),
        *((said, Tongue("pl")) for said in ("POL", "Polish", "Polski")),
        *((said, Tongue("en")) for said in ("ENG", "English")),
        *((said, Tongue("ro")) for said in ("RMN", "RMNR", "Romanian (Moldova)")),
        *((said, Tongue("ur")) for said in ("PHR", "PNJM", "Panjabi (Mirpuri)", "Pahari")),
        ("PNJG", Tongue("pa-Guru")),
        ("BNGS", Tongue("bn")),
        ("PORB", Tongue("pt-BR")),
        ("POR", Tongue("pt-PT")),
        ("Chinese (Cantonese)", Tongue("zh-Hant-HK")),
        ("Persian/Farsi", Tongue("fa")),
        ("Arabic - Iraq", Tongue("ar")),
        *(
            (said, Tongue(choices=("pa-Guru", "pa-Arab", "ur")))
            for said in ("PNJ", "pa", "pan", "Punjabi")
        ),
        *((said, Tongue(choices=("zh-Hant-HK", "zh-Hans"))) for said in ("zh", "Chinese")),
        *((said, Tongue("zh-Hans")) for said in ("zh-CN", "Mandarin Chinese")),
        *((said, Tongue("zh-Hant-HK")) for said in ("zh-TW", "zh-HK", "Traditional Chinese")),
        *((said, Tongue("pt-PT")) for said in ("pt", "Portugues")),
        *((said, Tongue("ckb")) for said in ("Sorani", "Sorani Kurdish")),
        *((said, Tongue("uk")) for said in ("UKR", "Ukranian")),
        *((said, Tongue(tag)) for said, tag in (("ben", "bn"), ("ron", "ro"), ("en-GB", "en"))),
        ("Kurdish", Tongue(choices=("ku", "ckb"))),
        ("Polish / English", Tongue(choices=("pl", "en"))),
        *((said, UNKNOWN) for said in ("ENB", "OTB", "OTH", "NOT", "REF", "ZZZ", "", "Klingon")),
        *((said, UNKNOWN) for said in ("Other than English", "Believed to be English")),
    ],
)
def test_first_languages(written: str, tongue: Tongue) -> None:
    assert read_language(written) == tongue
