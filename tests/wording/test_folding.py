"""Messages as they are compared, whatever keyboard they came from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.wording.folding import digits, fold


@pytest.mark.parametrize(
    ("written", "latin"),
    [
        ("", ""),
        ("at 10:45", "at 10:45"),
        ("٠١٢٣٤٥٦٧٨٩", "0123456789"),
        ("۰۱۲۳۴۵۶۷۸۹", "0123456789"),
        ("०१२३४५६७८९", "0123456789"),
        ("੨ ২ ૨ ௨ ２ 𝟐", "2 2 2 2 2 2"),
        ("دو ۲", "دو 2"),
        ("½ ² Ⅱ two", "½ ² Ⅱ two"),
    ],
)
def test_digits_of_every_script_become_ours(written, latin):
    assert digits(written) == latin


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("", ""),
        (" \n\t ", ""),
        ("...!?", ""),
        ("  YES,\u00a0 please!! ", "yes please"),
        ("yes,please", "yes please"),
        ("“Ok.”", "ok"),
        ("Don’t / don't / don´t", "dont dont dont"),
        ("Zły numer", "zly numer"),
        ("DZIĘKUJĘ", "dziekuje"),
        ("Ｏｋ", "ok"),
        ("İyi ışık", "iyi isik"),
        ("نہیں۔", fold("نہیں")),
        ("نهيں", fold("نہیں")),
        ("نھیں", fold("نہیں")),
        ("جى جي كه", fold("جی جی کہ")),
        ("\u200fجي\u200e", fold("جی")),
        ("👍🏽👍", "👍 👍"),
        ("ok👍", "ok 👍"),
        ("❤\ufe0f", "❤"),
        ("2️⃣", "2"),
        ("1️⃣2️⃣", "1 2"),
        ("2:30 or 2/3 or 2-3", "2:30 or 2/3 or 2-3"),
        ("no.2", "no 2"),
        ("opt-out", "opt-out"),
        ("£2", "£2"),
        ("好的，谢谢！2个", "好 的 谢 谢 2 个"),
        ("சரி,நன்றி", f"{fold('சரி')} {fold('நன்றி')}"),
        ("ਹਾਂ ਜੀ।", fold("ਹਾਂ ਜੀ")),
        ("ধন্যবাদ।হ্যাঁ", f"{fold('ধন্যবাদ')} {fold('হ্যাঁ')}"),
        ("नहीं", "नहीं"),
        ("نمی\u200cآیم", fold("نمیآیم")),
    ],
)
def test_folding_leaves_what_is_compared(written, folded):
    assert fold(written) == folded


def test_a_vowel_sign_is_no_accent():
    assert fold("வேண்டும்") != fold("வேண்டாம்")
    assert fold("ਕੀ") != fold("ਕੇ")


TYPED = (
    st.text(st.sampled_from("好の한ாநਂাyesno 2٢.,'’?!👍🏽\ufe0f\u20e3ąłżجیھ\u200fİßﬁ½")) | st.text()
)


@given(TYPED)
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)
