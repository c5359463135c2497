"""Names typed as they are heard, in any script and spelling."""

import pytest

from portal.wording.names import Fit, fits, plain, typed, words_of


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("lukasz", "Łukasz Wójcik"),
        ("wojcik lukasz", "Łukasz Wójcik"),
        ("Łukasz", "Lukasz Wojcik"),
        ("agnieszk", "Agnieszka Nowak"),
        ("gulsen", "Gülşen Çelik"),
        ("Nguyen", "Nguyễn Thị Hoa"),
        ("obrien", "Siobhán O’Brien"),
        ("علي", "علی رضا"),
        ("Олена", "Olena Shevchenko"),
        ("Shevchenko", "Олена Шевченко"),
        ("অনিতা", "Anita Das"),
        ("प्रिया", "Priya Patel"),
        ("王小明", "Xiaoming Wang"),
        ("王小明", "Wang Xiao Ming"),
        ("Xiaoming", "王小明"),
        ("wang", "王小明"),
    ],
)
def test_a_name_is_the_same_in_another_script_and_without_marks(said: str, name: str) -> None:
    assert fits(typed(said), words_of(name)) is Fit.EXACT


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Mohammed", "Muhammad Khan"),
        ("mohamad kahn", "Mohammed Khan"),
        ("moham", "Muhammad Khan"),
        ("محمد", "Mohammed Khan"),
        ("Muhammad", "محمد خان"),
        ("محمد خان", "Muhammed Khan"),
        ("فاطمہ", "Fatima Ahmed"),
        ("عائشہ", "Ayesha Malik"),
        ("aisha", "Ayesha Malik"),
        ("چوہدری", "Choudhry"),
        ("hussain", "Hussein"),
        ("Дмитро", "Dmytro"),
        ("Євген", "Yevhen"),
        ("Ганна", "Hanna Kovalenko"),
        ("ਗੁਰਪ੍ਰੀਤ ਸਿੰਘ", "Gurpreet Singh"),
        ("gurpreet", "ਗੁਰਪ੍ਰੀਤ ਸਿੰਘ"),
        ("Sharma", "शर्मा"),
        ("שרה", "Sarah Cohen"),
        ("agnieshka", "Agnieszka Nowak"),
        ("siobahn", "Siobhán O’Brien"),
        ("stephen", "Steven Smith"),
        ("katazyna", "Katarzyna"),
        ("sarah", "Sara Jones"),
    ],
)
def test_a_name_sounds_like_another_spelling(said: str, name: str) -> None:
    assert fits(typed(said), words_of(name)) is Fit.CLOSE


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("ukasz", "Łukasz"),
        ("ali", "Leo Oluwa"),
        ("ola", "Ela"),
        ("mary", "Mark Smith"),
        ("zofia", "Sofia"),
        ("karim", "Ayesha Malik"),
        ("محمد", "Ayesha Malik"),
        ("ayesha khan", "Ayesha Malik"),
        ("", "Ayesha Malik"),
        ("-", "Ayesha Malik"),
    ],
)
def test_another_name_does_not_fit(said: str, name: str) -> None:
    assert fits(typed(said), words_of(name)) is Fit.NOT


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Zoë Łuć", ("zoe", "luc")),
        ("O’Brien-Smith", ("obrien", "smith")),
        ("ØSTERGÅRD", ("ostergard",)),
        ("علي", ("علی",)),
        ("अनिता", ("अनिता",)),
    ],
)
def test_names_are_compared_without_marks(name: str, words: tuple[str, ...]) -> None:
    assert plain(name) == tuple(word for one in words for word in plain(one))
