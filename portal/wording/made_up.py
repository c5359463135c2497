"""Made-up names and times, to try the school's texts with."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Facts:
    """Names and times to try the texts with."""

    school: str
    child: str
    teacher: str
    welcomed_by: str
    phone: str
    link: str


USUAL = Facts(
    "Oak Lane",
    "Yusuf",
    "Miss Khan",
    "Mrs Green",
    "01632 960100",
    "https://talk.oaklane.sch.uk/t/abcdefghijklm",
)
LONGEST = Facts(
    "St Bartholomew's CE",
    "Oluwaseun-Alexandra",
    "Mrs Papadopoulou-Wright",
    "Mrs Papadopoulou-Wright",
    "01632 960100",
    "https://talk.stbartholomews.sch.uk/t/abcdefghijklm",
)
TIMES = [
    datetime(2026, 11, 25, 9, 30),  # noqa: DTZ001
    datetime(2026, 11, 26, 13, 0),  # noqa: DTZ001
    datetime(2026, 12, 2, 17, 30),  # noqa: DTZ001
]
"""Wednesdays and a Thursday: the longest days in most languages."""
