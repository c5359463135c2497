"""The record of a talk: parts saved one by one, and nothing overwritten unseen."""

import pytest
from sqlalchemy import select

from portal.db import act, db
from portal.domain import records
from portal.domain.history import By, Deed, Event, Face
from portal.domain.people import Child, Guardianship, Role, Staff
from portal.domain.records import Part, ReadBack, Saved
from portal.wording.refusals import Reason, Refused
from tests import make
from tests.conftest import Watch

pytestmark = pytest.mark.usefixtures("portal")


def _begin() -> tuple[make.Evening, int, By]:
    evening = make.evening()
    by = By(Face.DESK, staff_id=evening.teacher_id)
    booking_id = make.booked(evening)
    with act():
        return evening, records.open_record(booking_id, by).id, by


def _save(record_id: int, words: str, seen: int, by: By, part: Part = Part.WORRIES) -> Saved:
    with act():
        return records.save(record_id, part, words, seen, by)


def test_a_part_is_saved_over_what_its_writer_has_seen() -> None:
    _, record_id, by = _begin()
    assert _save(record_id, "Reading is hard", 0, by) == Saved(1, "Reading is hard")
    assert _save(record_id, "Reading is hard at home\r\n", 1, by) == Saved(
        2, "Reading is hard at home"
    )
    assert _save(record_id, "Maths is fun", 0, by, Part.GOING_WELL) == Saved(1, "Maths is fun")


def test_opened_twice_it_is_one_record() -> None:
    _, record_id, by = _begin()
    booking_id = db.session.execute(select(records.Conversation.booking_id)).scalar_one()
    with act():
        assert records.open_record(booking_id, by).id == record_id


def test_the_later_of_two_writers_is_told_and_both_are_kept() -> None:
    _, record_id, khan = _begin()
    lead = By(Face.DESK, staff_id=make.staff("Mr Okafor", Role.LEAD))
    _save(record_id, "Reading is hard", 0, khan)
    told = _save(record_id, "Bedtime is late", 0, lead)
    assert (told.version, told.words, told.who) == (1, "Reading is hard", "Miss Khan")
    assert told.clash is not None
    assert records.parts_of(record_id)[Part.WORRIES].words == "Reading is hard"
    ((clash, who),) = records.clashes_of(record_id)
    assert (clash.words, who) == ("Bedtime is late", "Mr Okafor")
    with act():
        settled = records.settle(told.clash, "Reading is hard. Bedtime is late", 1, lead)
    assert settled == Saved(2, "Reading is hard. Bedtime is late")
    assert records.clashes_of(record_id) == []


def test_settling_over_something_newer_is_one_more_clash() -> None:
    _, record_id, khan = _begin()
    lead = By(Face.DESK, staff_id=make.staff("Mr Okafor", Role.LEAD))
    _save(record_id, "One", 0, khan)
    first = _save(record_id, "Two", 0, lead)
    _save(record_id, "One and a half", 1, khan)
    assert first.clash is not None
    with act():
        again = records.settle(first.clash, "One and two", 1, lead)
    assert (again.words, again.clash is not None) == ("One and a half", True)
    assert [clash.words for clash, _ in records.clashes_of(record_id)] == ["Two", "One and two"]


def test_the_same_words_twice_are_no_clash() -> None:
    _, record_id, by = _begin()
    _save(record_id, "Reading is hard", 0, by)
    assert _save(record_id, "Reading is hard", 0, by) == Saved(1, "Reading is hard")
    assert records.clashes_of(record_id) == []


def test_too_long_is_refused_and_nothing_is_lost() -> None:
    _, record_id, by = _begin()
    _save(record_id, "Short", 0, by)
    with pytest.raises(Refused) as refused:
        _save(record_id, "x" * (records.LONGEST + 1), 1, by)
    assert refused.value.reason == Reason.TOO_LONG
    assert records.parts_of(record_id)[Part.WORRIES].words == "Short"


def test_what_is_typed_after_yes_is_to_be_read_back_again() -> None:
    _, record_id, by = _begin()
    with act():
        records.read_back(record_id, ReadBack.YES, "en", by)
    _save(record_id, "For colleagues", 0, by, Part.STAFF_ONLY)
    assert db.session.scalars(select(records.Conversation.read_back)).one() == ReadBack.YES
    _save(record_id, "One more worry", 0, by)
    assert db.session.scalars(select(records.Conversation.read_back)).one() is None


def _staff(staff_id: int) -> Staff:
    return db.session.get_one(Staff, staff_id)


def test_only_the_key_teacher_of_today_and_leads_find_a_record() -> None:
    evening, _, _ = _begin()
    booking_id = db.session.execute(select(records.Conversation.booking_id)).scalar_one()
    lead, other = make.staff("Mr Okafor", Role.LEAD), make.staff("Ms Ward")
    office = make.staff("Mrs Green", Role.OFFICE)
    found = {
        name: records.talk_for(_staff(who), booking_id) is not None
        for name, who in {
            "teacher": evening.teacher_id,
            "lead": lead,
            "other": other,
            "office": office,
        }.items()
    }
    assert found == {"teacher": True, "lead": True, "other": False, "office": False}
    with act() as session:
        session.get_one(Child, evening.family.child_id).own_key_teacher_id = other
    assert records.talk_for(_staff(evening.teacher_id), booking_id) is None
    assert records.talk_for(_staff(other), booking_id) is not None


def test_a_talk_with_somebody_who_must_not_be_contacted_is_not_found() -> None:
    evening, _, _ = _begin()
    booking_id = db.session.execute(select(records.Conversation.booking_id)).scalar_one()
    assert len(records.talks_about(evening.family.child_id)) == 1
    with act() as session:
        query = select(Guardianship).filter_by(parent_id=evening.family.parent_id)
        session.scalars(query).one().no_contact = True
    assert records.talk_for(_staff(evening.teacher_id), booking_id) is None
    assert records.talks_about(evening.family.child_id) == []


def test_looking_is_one_line_of_history_an_hour(watch: Watch) -> None:
    evening, _, by = _begin()

    def look() -> None:
        with act():
            records.seen(evening.family.child_id, by, "record")

    look()
    look()
    watch.set("2026-11-09 11:30")
    look()
    query = select(Event.by_staff_id).where(Event.deed == Deed.RECORD_SEEN)
    assert db.session.scalars(query).all() == [evening.teacher_id] * 2


def test_who_never_heard_of_a_saving_has_seen_what_they_sent() -> None:
    _, record_id, khan = _begin()
    _save(record_id, "Reading", 0, khan)  # the answer is lost on the way
    with act():
        saved = records.save(record_id, Part.WORRIES, "Reading is hard", 0, khan, own=["Reading"])
    assert saved == Saved(2, "Reading is hard")
    with act():
        told = records.save(record_id, Part.WORRIES, "Maths", 0, khan, own=["Reading"])
    assert told.clash is not None


def test_what_is_typed_on_while_both_wait_takes_the_place_of_what_waits() -> None:
    _, record_id, khan = _begin()
    lead = By(Face.DESK, staff_id=make.staff("Mr Okafor", Role.LEAD))
    _save(record_id, "Reading", 0, khan)
    first = _save(record_id, "Bedtime", 0, lead)

    def type_on(words: str, by: By) -> Saved:
        with act():
            return records.save(record_id, Part.WORRIES, words, 1, by, clash_id=first.clash)

    assert type_on("Bedtime is late", lead) == Saved(1, "Reading", first.clash, "Miss Khan")
    assert type_on("Not hers to change", khan).clash not in (None, first.clash)
    waiting = [clash.words for clash, _ in records.clashes_of(record_id)]
    assert waiting == ["Bedtime is late", "Not hers to change"]
    assert type_on("Reading", lead) == Saved(1, "Reading")  # the same after all
    assert [clash.words for clash, _ in records.clashes_of(record_id)] == ["Not hers to change"]
    assert type_on("One more", lead).clash is not None  # chosen meanwhile: never over it unasked
