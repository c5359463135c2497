"""The week's nudge: who waited longest when the week began, until praised or seen."""

import pytest

from portal.db import act, db
from portal.domain import nudges
from portal.domain.outbox import TextState
from portal.domain.school_days import Closed, change_closures
from tests import heard, make
from tests.conftest import Watch
from tests.news import praise

pytestmark = pytest.mark.usefixtures("portal")


def names(staff_id: int) -> list[str]:
    db.session.expire_all()
    return [one.child.first_name for one in nudges.of_week(staff_id)]


def a_class(*children: str) -> tuple[int, dict[str, int]]:
    """A teacher, and the ids of the children of their class by name."""
    teacher = make.staff()
    class_id = make.school_class(teacher_id=teacher)
    return teacher, {name: make.family(name, class_id=class_id).child_id for name in children}


def test_who_waits_longest_comes_first_and_never_before_that(watch: Watch) -> None:
    teacher, ids = a_class("Ada", "Ben", "Cleo", "Dan")
    heard.good(ids["Ada"], "2026-10-01")
    heard.good(ids["Ben"], "2026-09-10")
    heard.good(ids["Dan"], "2026-11-06")
    make.family("Zofia", class_id=make.school_class("Year 6 Yew", make.staff("Mr Evans")))
    assert names(teacher) == ["Cleo", "Ben", "Ada"]


def test_eight_names_and_no_others_come_in_their_place(watch: Watch) -> None:
    teacher, ids = a_class(*(f"Child{at}" for at in range(10)))
    assert names(teacher) == [f"Child{at}" for at in range(8)]
    heard.good(ids["Child0"])
    heard.good(ids["Child1"], "2026-11-12", text=TextState.QUEUED)  # planned
    assert names(teacher) == [f"Child{at}" for at in range(2, 8)]
    watch.set("2026-11-16 08:00")
    assert names(teacher) == [f"Child{at}" for at in range(2, 10)]


def test_seen_it_is_gone_for_this_week_for_this_colleague(watch: Watch) -> None:
    teacher, _ids = a_class("Ada")
    other = make.staff("Mr Evans")
    with act():
        nudges.see(other)
    assert names(teacher) == ["Ada"]
    for _ in range(2):
        with act():
            nudges.see(teacher)
    assert names(teacher) == []
    watch.set("2026-11-15 23:59")
    assert names(teacher) == []
    watch.set("2026-11-16 00:00")
    assert names(teacher) == ["Ada"]


def test_it_stands_there_from_the_first_school_day_of_the_week(watch: Watch) -> None:
    teacher, _ids = a_class("Ada")
    with act():
        change_closures([Closed(watch.moment.date(), watch.moment.date())], make.OFFICE)
    assert names(teacher) == []
    watch.set("2026-11-10 07:00")
    assert names(teacher) == ["Ada"]
    watch.set("2026-11-15 12:00")  # the weekend after
    assert names(teacher) == ["Ada"]


def test_children_about_whom_nobody_is_to_hear_take_no_place() -> None:
    teacher, ids = a_class(*(f"Child{at}" for at in range(8)), "Waits")
    heard.good(ids["Waits"], "2026-09-10")
    for at in range(8):
        child_id = ids[f"Child{at}"]
        heard.barred(child_id, heard.parent_of(child_id))
    assert names(teacher) == ["Waits"]


def test_what_waits_for_the_office_to_print_it_has_been_said(watch: Watch) -> None:
    teacher, ids = a_class("Ada", "Ben")
    heard.good(ids["Ada"], "2026-11-05", text=None, on_paper=True)
    assert names(teacher) == ["Ben"]


def test_thanks_to_a_grown_up_end_no_childs_wait(watch: Watch) -> None:
    teacher, ids = a_class("Ada", "Ben")
    heard.good(ids["Ada"], "2026-11-05", phrase="thanks-reading")
    praise(ids["Ben"], teacher, "thanks-home", thanked_id=heard.parent_of(ids["Ben"]))
    assert names(teacher) == ["Ada", "Ben"]


def test_good_news_planned_for_who_must_not_be_contacted_now_is_none(watch: Watch) -> None:
    teacher, ids = a_class("Ada", "Ben")
    for child_id in ids.values():
        praise(child_id, teacher)
    assert names(teacher) == []
    for child_id in ids.values():
        heard.barred(child_id, heard.parent_of(child_id))
        make.another_parent(child_id)
    assert names(teacher) == ["Ada", "Ben"]
