"""Term dates from a file, as schools and councils publish them."""

from datetime import date
from io import BytesIO

import pytest
from xlsxwriter import Workbook

from portal.domain.school_days import Closed
from portal.spreadsheets import term_dates
from portal.spreadsheets.term_dates import NoTermDates, Read

TODAY = date(2026, 11, 9)
HALF_TERM = Closed(date(2026, 10, 26), date(2026, 10, 30), "Half term")
CHRISTMAS = Closed(date(2026, 12, 21), date(2027, 1, 1), "Christmas holidays")


def read(words: str | bytes, saved: tuple[Closed, ...] = (), name: str = "dates.csv") -> Read:
    data = words if isinstance(words, bytes) else words.encode()
    return term_dates.read(data, name, TODAY, saved)


def why_not(words: str | bytes) -> str:
    with pytest.raises(NoTermDates) as found:
        read(words)
    return str(found.value)


def event(name: str, begins: str, ends: str = "", more: str = "") -> str:
    last = f"DTEND;VALUE=DATE:{ends}\r\n" if ends else ""
    return (
        f"BEGIN:VEVENT\r\nUID:{name}{begins}\r\nSUMMARY:{name}\r\n"
        f"DTSTART;VALUE=DATE:{begins}\r\n{last}{more}END:VEVENT\r\n"
    )


def calendar(*events: str) -> str:
    head = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Oak Lane//EN\r\n"
    return f"{head}{''.join(events)}END:VCALENDAR\r\n"


# -- lists -------------------------------------------------------------------------------------


def test_terms_become_the_holidays_between_them() -> None:
    found = read(
        "Term dates of Oak Lane\n\nTerm,Start,End\n"
        "Autumn 1,2 September 2026,23 October 2026\n"
        "Autumn 2,Monday 2nd November 2026,Fri 18 Dec 2026\n"
        "Spring 1,04/01/2027,12/02/2027\n"
        "Spring 2,2027-02-22,2027-03-26\n"
        "Summer 1,12.4.2027,28.5.2027\n"
        "Summer 2,7 June 2027,21 July 2027\n"
        "Autumn 1,1 September 2027,22 October 2027\n"
    )
    assert [(one.name, f"{one.begins:%d.%m.}", f"{one.ends:%d.%m.}") for one in found.closed] == [
        ("Half term", "26.10.", "30.10."),
        ("Christmas holidays", "21.12.", "01.01."),
        ("Half term", "15.02.", "19.02."),
        ("Easter holidays", "29.03.", "09.04."),
        ("Half term", "31.05.", "04.06."),
        ("Summer holidays", "22.07.", "31.08."),
    ]


def test_terms_and_the_holidays_inside_them() -> None:
    found = read(
        "Autumn term,2 September 2026,18 December 2026\n"
        "Half term,26/10/2026,30/10/2026\n"
        "Spring term,4/1/2027,26/3/2027\n"
    )
    assert found.closed == [HALF_TERM, CHRISTMAS]


@pytest.mark.parametrize(
    "words",
    [
        "Holiday;From;To\nHalf term;26 October 2026;30 October 2026\nChristmas holidays;21/12/2026;"
        "1/1/2027\n",
        "Name\tFirst day\tLast day\nHalf term\t26/10/2026\t30/10/2026\nChristmas holidays\t"
        "21/12/2026\t1/1/2027\n",
        "Holiday,When\nHalf term,Mon 26 October 2026 - Fri 30 October 2026\n"
        "Christmas holidays,21 December 2026 to 1 January 2027\n",
        "Holiday,When\nHalf term,26/10/2026–30/10/2026\nChristmas holidays,21/12/2026 – 1/1/2027\n",
        "﻿Half term,46321,46325\nChristmas holidays,46377,46388\n",
    ],
)
def test_holidays_as_people_write_them(words: str) -> None:
    assert read(words).closed == [HALF_TERM, CHRISTMAS]


def test_a_workbook() -> None:
    kept = BytesIO()
    book = Workbook(kept)
    sheet = book.add_worksheet("Dates")
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    for row, (name, *days) in enumerate(
        [HOLIDAYS, ("Half term", date(2026, 10, 26), date(2026, 10, 30))]
    ):
        sheet.write(row, 0, name)
        for at, one in enumerate(days, 1):
            sheet.write(row, at, one, day)
    book.close()
    assert read(kept.getvalue(), name="dates.xlsx").closed == [HALF_TERM]


HOLIDAYS = ("Holiday", "First day", "Last day")


def test_what_is_not_needed_is_left_out_and_counted() -> None:
    found = read(
        "What,From,To\n"
        "INSET day,4 January 2027,\n"
        "Winter concert,10 December 2026,\n"
        "Year 6 trip,12 May 2027,14 May 2027\n"
        "Half term,26/10/2026,30/10/2026\n"
        "half term,26/10/2026,30/10/2026\n"
        "Christmas holidays,21/12/2025,2/1/2026\n"
        "Easter holidays,9/4/2027,29/3/2027\n"
        "Closed (bank holiday),28/12/2026,\n"
        "Closed,Saturday 5 December 2026,\n"
        "Holiday,1/9/2062,5/9/2062\n",
        saved=(HALF_TERM,),
    )
    assert [one.name for one in found.closed] == ["INSET day"]
    assert (found.known, found.left_out, found.other_years, found.backwards) == (2, 2, 2, 1)


def test_what_the_school_has_under_another_name_is_known() -> None:
    week = Closed(date(2026, 10, 24), date(2026, 11, 1), "October")
    assert read("Half term,26/10/2026,30/10/2026\nx,1/1/2027,\n", (week,)) == Read(
        [], known=1, left_out=1
    )


def test_a_term_that_is_missing_is_told() -> None:
    found = read("Term,Start,End\nAutumn,2/9/2026,18/12/2026\nSummer,12/4/2027,21/7/2027\n")
    assert (found.closed, found.odd_gaps) == ([], (date(2026, 12, 18),))


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("", "nothing in this file"),
        ("Dates\n", "no holidays or terms"),
        ("a,b\nc,d\n", "no holidays or terms"),
        ("Holiday,From,To\nHalf term,soon,later\n", "no holidays or terms"),
        ("Concert,2/12/2026\nTrip,3/12/2026\n", "no holidays or terms"),
        ("Half term,30/10/2026,26/10/2026\nx,y,z\n", "end before they begin"),
        ("Term,Start,End\nAutumn,2/9/2020,18/12/2020\n", "of other years"),
        ("Holiday,From,To\nHalf term,26/10/2062,30/10/2062\n", "of other years"),
        (b"%PDF-1.7 dates", "This is a PDF"),
        (b"\x89PNG\r\n\x1a\n\0\0", "This is a picture"),
        ("<!doctype html><p>Half term", "web page"),
        (b"PK\3\4 broken", "damaged"),
        ("BEGIN:VCALENDAR\r\nnonsense", "damaged"),
        ("BEGIN:VCALENDAR\r\n" + "X-A:" + "a" * 1_000_001, "too big"),
        (b"a" * 10_000_001, "too big"),
        (calendar(), "no holidays or terms"),
        (calendar(event("Half term", "20261301")), "no holidays or terms"),
        (
            "Holiday,From\n"
            + "".join(f"Closed,{day}/{m}/2027\n" for day in range(4, 13) for m in range(1, 13)),
            "more closed days in this file",
        ),
    ],
)
def test_files_with_nothing_to_take(words: str | bytes, says: str) -> None:
    assert says in why_not(words)


# -- calendars ---------------------------------------------------------------------------------


def test_a_calendar_of_holidays_among_much_else() -> None:
    found = read(
        calendar(
            event("Half Term", "20261026", "20261031"),
            event("INSET Day - school closed to pupils", "20270104"),
            event("Year 4 assembly", "20261120", "20261121"),
            event("Bank Holiday", "20261228", "20261229"),
            event("Half Term", "20261026", "20261031"),
        )
    )
    assert found.closed == [
        Closed(date(2026, 10, 26), date(2026, 10, 30), "Half Term"),
        Closed(
            date(2027, 1, 4), date(2027, 1, 4), "INSET Day - school closed to pupils"[:40].strip()
        ),
    ]
    assert found.left_out == 1


def test_a_calendar_that_says_when_terms_begin_and_end() -> None:
    found = read(
        calendar(
            event("End of Autumn Term", "20261218"),
            event("Spring term begins", "20270104"),
            event("Autumn term starts", "20260902"),
            event("School closes for the end of term", "20270326"),
            event("First day of the Summer Term", "20270412"),
            event("Last day of term", "20270721"),
        )
    )
    assert [one.name for one in found.closed] == ["Christmas holidays", "Easter holidays"]


def test_times_and_zones_in_a_calendar() -> None:
    late = "DTSTART:20261025T233000Z\r\nDTEND:20261030T235959Z\r\n"
    local = (
        "DTSTART;TZID=Europe/London:20261221T000000\r\nDTEND;TZID=Europe/London:20270102T000000\r\n"
    )
    long = "DTSTART;VALUE=DATE:20270215\r\nDURATION:P5D\r\n"
    events = [
        f"BEGIN:VEVENT\r\nSUMMARY:{name}\r\n{when}END:VEVENT\r\n"
        for name, when in (("Holiday A", late), ("Holiday B", local), ("Holiday C", long))
    ]
    nameless = "BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20270301\r\nEND:VEVENT\r\n"
    dayless = "BEGIN:VEVENT\r\nSUMMARY:Holiday\r\nEND:VEVENT\r\n"
    found = read(calendar(*events, nameless, dayless))
    assert [(one.begins, one.ends) for one in found.closed] == [
        (date(2026, 10, 25), date(2026, 10, 30)),
        (date(2026, 12, 21), date(2027, 1, 1)),
        (date(2027, 2, 15), date(2027, 2, 19)),
    ]
