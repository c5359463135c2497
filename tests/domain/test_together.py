"""Two parents of one child: apart without knowing of each other, or together by two yeses."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import select

from portal.db import act, db
from portal.domain import (
    booking,
    bookings,
    creche_places,
    erasing,
    no_contact,
    sharing,
    tasks,
    together,
    who_came,
)
from portal.domain.booking import Answers
from portal.domain.bookings import Booking, BookingState, CancelReason
from portal.domain.creche import Age, IfFull, LittleOne
from portal.domain.history import By, Deed, Event, Face
from portal.domain.invitations import Invitation, InvitationState
from portal.domain.outbox import OutText
from portal.domain.people import Parent
from portal.domain.rounds import Round, Slot
from portal.domain.tasks import TaskKind
from portal.wording.refusals import Reason, Refused
from tests import make
from tests.conftest import Watch
from tests.domain.test_at_once import at_once
from tests.make import OFFICE, Evening
from tests.phone import work


@dataclass
class Two:
    """Emma and Daniel, who are both invited about Jack by a round that asks, and have each booked
    one of the times 0 to 5 from 15:00 on: she 15:00, he 17:00."""

    evening: Evening
    emma: int
    daniel: int
    hers: int
    his: int
    her_invitation: int
    his_invitation: int

    def says(self, invitation_id: int, yes: bool) -> bool:
        parent_id = self.emma if invitation_id == self.her_invitation else self.daniel
        with act():
            return together.answer(invitation_id, yes, make.by(parent_id))

    def both_say_yes(self) -> None:
        self.says(self.her_invitation, True)
        self.says(self.his_invitation, True)

    def joined(self) -> "Two":
        self.both_say_yes()
        with act():
            together.join(self.hers, self.his, OFFICE)
        return self


def two(*, asks: bool = True, with_creche: bool = True) -> Two:
    evening = make.evening(with_creche=with_creche)
    emma = evening.family.parent_id
    with act() as session:
        session.get_one(Round, evening.round_id).asks_together = asks
    daniel = make.another_parent(evening.family.child_id, "Daniel")
    asked = make.invitation(evening.round_id, evening.family.child_id, daniel, evening.teacher_id)
    hers = make.booked(evening)
    with act():
        his = booking.book(asked, evening.slot_ids[4], make.by(daniel)).id
    return Two(evening, emma, daniel, hers, his, evening.invitation_id, asked)


@pytest.fixture
def pair(portal: Flask, watch: Watch) -> Two:
    return two()


def found(booking_id: int) -> Booking:
    return db.session.get_one(Booking, booking_id, populate_existing=True)


def to_do(kind: TaskKind) -> list[tasks.Task]:
    return [one for one in tasks.open_tasks() if one.kind == kind]


def texts_to(parent_id: int) -> list[str]:
    query = select(OutText.body).where(OutText.parent_id == parent_id).order_by(OutText.id)
    return list(db.session.scalars(query))


def refused(deed: Callable[[], object]) -> Reason:
    with pytest.raises(Refused) as no, act():
        deed()
    return no.value.reason


# -- apart ---------------------------------------------------------------------------------------


def test_an_hour_lies_between_their_talks_and_their_creche_stays(pair: Two) -> None:
    """15:00 to 15:30 is hers: with ten minutes in the crèche on each side, his may begin at 16:50,
    so 17:00 is the first of these times."""
    invitation = db.session.get_one(Invitation, pair.his_invitation)
    free = {slot.id for slot in bookings.free_slots(invitation)}
    assert free == {pair.evening.slot_ids[5]}  # besides his own, at 17:00
    assert (
        refused(lambda: booking.move(pair.his, pair.evening.slot_ids[3], make.by(pair.daniel)))
        == Reason.SLOT_GONE
    )
    little = Answers(little_ones=[LittleOne("Bilal", Age.TWO)])
    with act():
        for made, who in ((pair.hers, pair.emma), (pair.his, pair.daniel)):
            booking.fill_in(made, little, IfFull.REFUSE, make.by(who))
    (her_stay,), (his_stay,) = (creche_places.places_of(one) for one in (pair.hers, pair.his))
    assert (his_stay.stays_from - her_stay.stays_to).total_seconds() >= 3600


def test_a_time_kept_for_one_closes_those_around_it_for_the_other(pair: Two) -> None:
    """She cannot come, and may take it back for a quarter of an hour: meanwhile he is shown none
    from which she could not."""
    with act():
        booking.cancel(pair.hers, make.by(pair.emma))
    invitation = db.session.get_one(Invitation, pair.his_invitation)
    free = {slot.id for slot in bookings.free_slots(invitation)}
    assert not free & set(pair.evening.slot_ids[:4])
    with act():
        booking.take_back_cancel(pair.hers, make.by(pair.emma))
    assert found(pair.hers).state == BookingState.BOOKED


# -- together only by two yeses -------------------------------------------------------------------


def test_only_two_yeses_make_one_talk(pair: Two) -> None:
    def join() -> None:
        together.join(pair.hers, pair.his, OFFICE)

    assert refused(join) == Reason.NOT_TOGETHER
    pair.says(pair.her_invitation, True)
    assert refused(join) == Reason.NOT_TOGETHER
    pair.says(pair.his_invitation, False)
    assert refused(join) == Reason.NOT_TOGETHER
    assert not to_do(TaskKind.TOGETHER)
    pair.says(pair.his_invitation, True)
    (task,) = to_do(TaskKind.TOGETHER)
    assert (task.child_id, task.parent_id) == (pair.evening.family.child_id, None)
    with act():
        join()
    assert found(pair.his).slot_id == found(pair.hers).slot_id == pair.evening.slot_ids[0]
    assert not to_do(TaskKind.TOGETHER)


def test_each_is_told_once_and_nothing_of_the_other(pair: Two) -> None:
    before = len(texts_to(pair.emma)), len(texts_to(pair.daniel))
    pair.both_say_yes()
    assert (len(texts_to(pair.emma)), len(texts_to(pair.daniel))) == before
    for _twice in range(2):
        with act():
            together.join(pair.hers, pair.his, OFFICE)
    for parent_id, other, count in (
        (pair.emma, pair.daniel, before[0]),
        (pair.daniel, pair.emma, before[1]),
    ):
        new = texts_to(parent_id)[count:]
        assert len(new) == 1
        assert "together" in new[0] and "15:00" in new[0]
        their = db.session.get_one(Parent, other)
        assert their.first_name not in " ".join(texts_to(parent_id))


def test_a_yes_taken_back_before_it_is_one_talk_leaves_nothing(pair: Two) -> None:
    pair.both_say_yes()
    assert pair.says(pair.her_invitation, False) is False
    assert not to_do(TaskKind.TOGETHER)
    assert sharing.both_would(pair.evening.family.child_id, pair.evening.round_id) == []
    assert found(pair.hers).state == found(pair.his).state == BookingState.BOOKED


@pytest.mark.parametrize("who", ["the one whose time it was", "the one who came to it"])
def test_who_takes_a_yes_back_leaves_the_time_that_the_other_knows(
    pair: Two, portal: Flask, who: str
) -> None:
    pair.joined()
    work(portal)
    hers = who == "the one whose time it was"
    gone, stays = (pair.hers, pair.his) if hers else (pair.his, pair.hers)
    leaves, other = (pair.emma, pair.daniel) if hers else (pair.daniel, pair.emma)
    invitation_id = pair.her_invitation if hers else pair.his_invitation
    heard = texts_to(other)
    assert pair.says(invitation_id, False) is True
    assert found(gone).state == BookingState.CANCELLED
    assert (found(stays).state, found(stays).beside_id) == (BookingState.BOOKED, 0)
    assert texts_to(other) == heard
    invitation = db.session.get_one(Invitation, invitation_id)
    assert invitation.state == InvitationState.ASKED
    assert [slot.id for slot in bookings.free_slots(invitation)] == pair.evening.slot_ids[4:]
    assert {one.parent_id for one in to_do(TaskKind.TWO_TALKS)} == {leaves, other}
    assert refused(lambda: together.join(gone, stays, OFFICE)) == Reason.NOT_TOGETHER
    with act():
        booking.book(invitation_id, pair.evening.slot_ids[4], make.by(leaves))


def test_what_was_answered_is_not_in_the_history(pair: Two) -> None:
    pair.joined()
    pair.says(pair.her_invitation, False)
    lines = db.session.scalars(select(Event)).all()
    assert not [one for one in lines if "yes" in str(one.about)]
    of_his = [one for one in lines if one.booking_id == pair.his]
    (parted,) = [one for one in of_his if one.deed == Deed.TWO_TALKS]
    assert (parted.by_parent_id, parted.by_staff_id, parted.face) == (None, None, Face.CLOCK)


def test_moving_away_leaves_the_other_alone_in_it(pair: Two) -> None:
    pair.joined()
    with act():
        booking.move(pair.hers, pair.evening.slot_ids[4], make.by(pair.emma))
    assert sharing.partner_of(found(pair.hers)) is None
    assert (found(pair.his).slot_id, found(pair.his).beside_id) == (pair.evening.slot_ids[0], 0)


@pytest.mark.parametrize("first", [True, False])
def test_a_cancellation_taken_back_is_one_talk_again(pair: Two, first: bool) -> None:
    pair.joined()
    gone, who = (pair.hers, pair.emma) if first else (pair.his, pair.daniel)
    with act():
        booking.cancel(gone, make.by(who))
    assert to_do(TaskKind.TWO_TALKS)
    with act():
        booking.take_back_cancel(gone, make.by(who))
    other = sharing.partner_of(found(gone))
    assert other is not None and {gone, other.id} == {pair.hers, pair.his}
    assert not to_do(TaskKind.TWO_TALKS)


def test_not_back_into_one_talk_once_a_yes_is_taken_back(pair: Two) -> None:
    pair.joined()
    with act():
        booking.cancel(pair.hers, make.by(pair.emma))
    pair.says(pair.his_invitation, False)
    assert (
        refused(lambda: booking.take_back_cancel(pair.hers, make.by(pair.emma)))
        == Reason.SLOT_TAKEN
    )


def test_called_off_and_back_again_for_both(pair: Two) -> None:
    pair.joined()
    with act():
        booking.cancel(pair.hers, OFFICE, CancelReason.TEACHER_AWAY)
        booking.cancel(pair.his, OFFICE, CancelReason.TEACHER_AWAY)
    assert not to_do(TaskKind.TWO_TALKS)
    with act():
        booking.take_back_cancel(pair.hers, OFFICE)
        booking.take_back_cancel(pair.his, OFFICE)
    other = sharing.partner_of(found(pair.hers))
    assert other is not None and other.id == pair.his


def test_each_has_creche_places_of_their_own(pair: Two) -> None:
    pair.joined()
    with act():
        little = Answers(little_ones=[LittleOne("Bilal", Age.TWO, "peanuts")])
        booking.fill_in(pair.hers, little, IfFull.REFUSE, make.by(pair.emma))
    assert len(creche_places.places_of(pair.hers)) == 1
    assert creche_places.places_of(pair.his) == []
    pair.says(pair.her_invitation, False)
    assert creche_places.places_of(pair.hers) == []


# -- holds, and others ----------------------------------------------------------------------------


@pytest.mark.parametrize("which", ["hers", "his"])
def test_a_hold_ends_it_silently_and_its_yes(pair: Two, portal: Flask, which: str) -> None:
    pair.joined()
    work(portal)
    barred, other = (pair.emma, pair.daniel) if which == "hers" else (pair.daniel, pair.emma)
    gone, stays = (pair.hers, pair.his) if which == "hers" else (pair.his, pair.hers)
    heard = texts_to(other)
    with act():
        no_contact.hold(barred, pair.evening.family.child_id, OFFICE)
    assert found(gone).state == BookingState.CANCELLED
    assert (found(stays).state, found(stays).beside_id) == (BookingState.BOOKED, 0)
    assert texts_to(other) == heard
    assert [one.parent_id for one in to_do(TaskKind.TWO_TALKS)] == [other]
    assert sharing.last_answer(found(gone).invitation_id) is None
    assert refused(lambda: together.join(stays, gone, OFFICE)) == Reason.NOT_TOGETHER
    invitation_id = found(gone).invitation_id
    assert (
        refused(lambda: together.answer(invitation_id, True, make.by(barred))) == Reason.NOT_INVITED
    )


def test_with_a_third_who_is_invited_nobody_knows_whom_a_yes_was_for(pair: Two) -> None:
    evening = pair.evening
    omar = make.another_parent(evening.family.child_id)
    asked = make.invitation(evening.round_id, evening.family.child_id, omar, evening.teacher_id)
    pair.both_say_yes()
    assert not to_do(TaskKind.TOGETHER)
    with act():
        together.answer(asked, True, make.by(omar))
    assert refused(lambda: together.join(pair.hers, pair.his, OFFICE)) == Reason.NOT_TOGETHER


def test_a_round_that_does_not_ask_takes_no_answer(portal: Flask, watch: Watch) -> None:
    pair = two(asks=False)
    assert (
        refused(lambda: together.answer(pair.her_invitation, True, make.by(pair.emma)))
        == Reason.NOT_INVITED
    )


def test_a_talk_that_has_begun_stays_as_it_is(pair: Two, watch: Watch) -> None:
    pair.joined()
    watch.set("2026-11-24 15:05")
    assert pair.says(pair.her_invitation, False) is False
    assert found(pair.hers).state == BookingState.BOOKED
    with act():
        who_came.mark(pair.hers, True, OFFICE)
        who_came.mark(pair.his, False, OFFICE)
    assert found(pair.hers).state == BookingState.ATTENDED


def test_at_the_desk_a_parent_comes_alone(pair: Two) -> None:
    assert refused(lambda: together.comes_alone(pair.hers, OFFICE)) == Reason.BOOKING_OVER
    pair.joined()
    with act():
        together.comes_alone(pair.hers, By(Face.DESK, staff_id=pair.evening.teacher_id))
    assert found(pair.hers).state == BookingState.CANCELLED
    assert sharing.partner_of(found(pair.his)) is None


def test_erasing_one_leaves_the_other_their_talk(pair: Two) -> None:
    pair.joined()
    with act():
        booking.end_silently(pair.hers, OFFICE)
        erasing.parent(pair.emma)
    assert found(pair.his).state == BookingState.BOOKED
    slot = db.session.get_one(Slot, found(pair.his).slot_id)
    assert slot.id == pair.evening.slot_ids[0]


# -- at the same moment ---------------------------------------------------------------------------


@pytest.mark.parametrize("what", ["takes the yes back", "contact is held", "cancels"])
def test_made_one_at_the_moment_in_which_one_of_them_leaves(
    portal: Flask, pair: Two, what: str
) -> None:
    """Whichever is first: in the end nobody is in a talk with somebody who has left it."""
    pair.both_say_yes()
    child_id, by = pair.evening.family.child_id, make.by(pair.daniel)
    deeds: dict[str, Callable[[], object]] = {
        "takes the yes back": lambda: together.answer(pair.his_invitation, False, by),
        "contact is held": lambda: no_contact.hold(pair.daniel, child_id, OFFICE),
        "cancels": lambda: booking.cancel(pair.his, by),
    }
    one, other = at_once(portal, [lambda: together.join(pair.hers, pair.his, OFFICE), deeds[what]])
    assert one in (None, Reason.NOT_TOGETHER, Reason.NOT_INVITED, Reason.BOOKING_OVER)
    assert other is None
    assert sharing.partner_of(found(pair.hers)) is None
    assert (found(pair.hers).state, found(pair.hers).beside_id) == (BookingState.BOOKED, 0)
    gone = found(pair.his)
    assert gone.state == BookingState.CANCELLED or gone.slot_id == pair.evening.slot_ids[4]


def test_made_one_by_two_colleagues_at_once_it_is_told_once(portal: Flask, pair: Two) -> None:
    """One keeps her time, one his: the first is done, the second changes nothing."""
    pair.both_say_yes()
    before = len(texts_to(pair.emma))
    at_once(
        portal,
        [
            lambda: together.join(pair.hers, pair.his, OFFICE),
            lambda: together.join(pair.his, pair.hers, OFFICE),
        ],
    )
    assert found(pair.hers).slot_id == found(pair.his).slot_id
    assert len(texts_to(pair.emma)) == before + 1
