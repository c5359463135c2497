"""Codes that are printed and typed in again: no letter or digit can be read as another."""

import secrets
import unicodedata

SYMBOLS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Without I, O, 0 and 1. With 32 of them, each is worth five bits."""
A_GROUP = 4


def new_code(groups: int) -> str:
    """A code like "KFMR-TW7Q-BDHN": three groups are 60 bits, two are 40."""
    drawn = ("".join(secrets.choice(SYMBOLS) for _ in range(A_GROUP)) for _ in range(groups))
    return "-".join(drawn)


def as_typed(words: str) -> str:
    """A code as it was meant: small letters, spaces, dashes and other people's digits all count
    as what they stand for."""
    letters = unicodedata.normalize("NFKC", words).upper()
    plain = (str(unicodedata.digit(one, one)) for one in letters if one.isalnum())
    return "".join(plain)
