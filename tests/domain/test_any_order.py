"""Whatever families and the office do, in whatever order: no slot has two families, nobody is in
two places, two parents of one child never meet, nor do their little ones, unless each has said yes,
and the crèche is safe at every minute."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import combinations

from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from portal import clock
from portal.db import act, db
from portal.domain import (
    booking,
    cover,
    creche_desk,
    creche_places,
    holding,
    moving,
    sharing,
    together,
    undoing,
)
from portal.domain.booking import Answers
from portal.domain.bookings import Booking, BookingState
from portal.domain.cover import CoverTimes, Released
from portal.domain.creche import Age, CrechePlace, CrecheSession, IfFull, LittleOne, PlaceState
from portal.domain.history import By, Face
from portal.domain.invitations import Invitation
from portal.domain.move_asks import ASKED, MoveAsk
from portal.domain.people import Guardianship
from portal.domain.rounds import CoverSession, Slot
from portal.wording.refusals import Refused
from tests import make
from tests.conftest import MONDAY, empty

DAY = "2026-11-24"
AGES = list(Age)
SPACE = {Age.UNDER_1: "3.5", Age.ONE: "3.5", Age.TWO: "2.5"}
"""Square metres for the youngest; 2.3 for all others."""
ADULTS = {Age.UNDER_1: 3, Age.ONE: 3, Age.TWO: 5}
"""How many of this age one adult may look after; 8 of all others."""

pick = st.integers(min_value=0, max_value=10_000)
ages = st.lists(st.sampled_from(AGES), max_size=3)


class SchoolDay(RuleBasedStateMachine):
    """One afternoon with two teachers and a small crèche; three families, one of them with two
    parents and two children."""

    @initialize(booked=st.booleans())
    def begin(self, booked: bool) -> None:
        empty()
        self.moment = MONDAY
        clock.use(lambda: self.moment)
        make.school()
        khan, evans = make.staff("Miss Khan"), make.staff("Mr Evans")
        ash, yew = make.school_class("Ash", khan), make.school_class("Yew", evans)
        around = make.round_(class_ids=(ash, yew), asks_together=True)
        hers_and_his = make.cover(around, khan, DAY, "15:00", "17:30")
        make.cover(around, evans, DAY, "15:15", "17:15", room="Room 6")
        make.creche(DAY, "14:30", "18:00", adults=2, area=8)
        two = make.family("Jack", ("Emma", "Daniel"), class_id=ash, surname="Turner")
        self.two = two.parent_ids
        sister = make.sibling(two.parent_ids[0], "Lily", class_id=yew)
        yusuf = make.family("Yusuf", ("Ayesha",), class_id=ash)
        zofia = make.family("Zofia", ("Katarzyna",), class_id=yew, surname="Nowak")
        self.invitations = [
            make.invitation(around, two.child_id, two.parent_ids[0], khan),
            make.invitation(around, two.child_id, two.parent_ids[1], khan),
            make.invitation(around, sister, two.parent_ids[0], evans),
            make.invitation(around, yusuf.child_id, yusuf.parent_id, khan),
            make.invitation(around, zofia.child_id, zofia.parent_id, evans),
        ]
        self.office = By(Face.DESK, staff_id=khan)
        if booked:  # 15:00 is hers, 17:00 his
            for invitation, slot in zip(self.invitations, (0, 4), strict=False):
                with act():
                    booking.book(invitation, hers_and_his[slot], self.office)

    def one(self, ids: list[int], number: int) -> int:
        return ids[number % len(ids)] if ids else 0

    def an_invitation(self, number: int) -> tuple[int, By]:
        chosen = self.one(self.invitations, number)
        parent = db.session.scalar(select(Invitation.parent_id).where(Invitation.id == chosen))
        return chosen, By(Face.WEB, parent_id=parent)

    def a_slot(self, number: int) -> int:
        return self.one(list(db.session.scalars(select(Slot.id).order_by(Slot.id))), number)

    def a_booking(self, number: int) -> int:
        return self.one(list(db.session.scalars(select(Booking.id).order_by(Booking.id))), number)

    def little_ones(self, of_ages: list[Age]) -> list[LittleOne]:
        return [LittleOne(f"Little {n}", age, "") for n, age in enumerate(of_ages)]

    @rule(who=pick, when=pick)
    def a_parent_chooses_a_time(self, who: int, when: int) -> None:
        invitation, by = self.an_invitation(who)
        self.tried(lambda: holding.hold(invitation, self.a_slot(when), by))

    @rule(which=pick, of_ages=ages, wait=st.booleans())
    def a_parent_fills_in_the_form(self, which: int, of_ages: list[Age], wait: bool) -> None:
        answers = Answers(little_ones=self.little_ones(of_ages))
        if_full = IfFull.WAIT if wait else IfFull.REFUSE
        found = self.a_booking(which)
        self.tried(lambda: booking.fill_in(found, answers, if_full, self.office))

    @rule(which=pick)
    def a_parent_confirms(self, which: int) -> None:
        found = self.a_booking(which)
        self.tried(lambda: booking.confirm(found, self.office))

    @rule(who=pick, when=pick, of_ages=ages)
    def the_office_books(self, who: int, when: int, of_ages: list[Age]) -> None:
        invitation, _ = self.an_invitation(who)
        slot, answers = self.a_slot(when), Answers(little_ones=self.little_ones(of_ages))
        self.tried(lambda: booking.book(invitation, slot, self.office, answers, IfFull.WAIT))

    @rule(which=pick, when=pick, wait=st.booleans())
    def a_talk_is_moved(self, which: int, when: int, wait: bool) -> None:
        found, slot = self.a_booking(which), self.a_slot(when)
        if_full = IfFull.WAIT if wait else IfFull.REFUSE
        self.tried(lambda: booking.move(found, slot, self.office, if_full))

    @rule(which=pick, when=pick, wait=st.booleans())
    def a_family_is_asked_about_another_time(self, which: int, when: int, wait: bool) -> None:
        found, slot = self.a_booking(which), self.a_slot(when)
        if_full = IfFull.WAIT if wait else IfFull.REFUSE
        self.tried(lambda: moving.ask(found, slot, self.office, if_full))

    @rule(which=pick, yes=st.booleans())
    def a_family_answers_whether_it_suits(self, which: int, yes: bool) -> None:
        asked = self.one(list(db.session.scalars(select(MoveAsk.id).order_by(MoveAsk.id))), which)
        verb = moving.say_yes if yes else moving.say_no
        self.tried(lambda: verb(asked, self.office))

    @rule(which=pick)
    def what_was_just_done_is_undone(self, which: int) -> None:
        found = self.a_booking(which)
        last = undoing.just_done(found) if found else None
        if last:
            self.tried(lambda: undoing.undo(found, last, self.office))

    @rule(which=pick)
    def a_talk_is_cancelled(self, which: int) -> None:
        found = self.a_booking(which)
        self.tried(lambda: booking.cancel(found, self.office))

    @rule(which=pick)
    def a_cancellation_is_taken_back(self, which: int) -> None:
        found = self.a_booking(which)
        self.tried(lambda: booking.take_back_cancel(found, self.office))

    @rule(which=st.booleans(), yes=st.booleans())
    def one_of_two_says_whether_together(self, which: bool, yes: bool) -> None:
        invitation, by = self.an_invitation(int(which))
        self.tried(lambda: together.answer(invitation, yes, by))

    @rule(turned=st.booleans())
    def both_say_yes_and_the_office_makes_one_talk_of_two(self, turned: bool) -> None:
        for which in (True, False):
            self.one_of_two_says_whether_together(which, True)
        query = select(Booking.id).where(
            Booking.state == BookingState.BOOKED, Booking.invitation_id.in_(self.invitations[:2])
        )
        talks = list(db.session.scalars(query.order_by(Booking.id)))
        if len(talks) == 2:
            stays, comes = reversed(talks) if turned else talks
            self.tried(lambda: together.join(stays, comes, self.office))

    @rule(which=pick, age=st.sampled_from(AGES))
    def the_office_adds_a_place(self, which: int, age: Age) -> None:
        found = self.a_booking(which)
        self.tried(lambda: creche_desk.add_place(found, LittleOne("Little 9", age), self.office))

    @rule(which=pick)
    def a_waiting_family_gets_its_places(self, which: int) -> None:
        found = self.a_booking(which)
        self.tried(lambda: creche_desk.give_places(found, self.office))

    @rule(which=pick, begins=st.sampled_from([15, 16]), ends=st.sampled_from([16, 17, 18]))
    def a_cover_session_changes(self, which: int, begins: int, ends: int) -> None:
        found = self.one(list(db.session.scalars(select(CoverSession.id))), which)
        if not found:
            return
        was = cover.released_of(db.session.get_one(CoverSession, found))
        times = CoverTimes(date.fromisoformat(DAY), time(begins), time(ends, 30))
        released = Released(was.teacher_id, was.room)
        self.tried(lambda: cover.change_cover(found, times, released, self.office))

    @rule(minutes=st.integers(min_value=1, max_value=15))
    def time_passes(self, minutes: int) -> None:
        self.moment += timedelta(minutes=minutes)
        for old in holding.old_holds():
            self.tried(lambda old=old: holding.let_go_if_over(old))
        for over in moving.to_settle():
            self.tried(lambda over=over: moving.settle(over))

    def tried(self, deed) -> None:  # type: ignore[no-untyped-def]
        """Do it; a refusal is as good an answer as any."""
        try:
            with act():
                deed()
        except Refused:
            pass
        finally:
            db.session.expire_all()

    def live(self) -> list[tuple[Booking, Slot]]:
        states = [BookingState.HELD, BookingState.BOOKED]
        query = (
            select(Booking, Slot)
            .join(Slot, Slot.id == Booking.slot_id)
            .where(Booking.state.in_(states))
        )
        rows = [(row[0], row[1]) for row in db.session.execute(query)]
        return [
            (made, slot)
            for made, slot in rows
            if made.state == BookingState.BOOKED or made.held_until > self.moment
        ]

    @invariant()
    def nobody_is_in_two_places(self) -> None:
        if not hasattr(self, "moment"):
            return
        ties = {(tie.parent_id, tie.child_id) for tie in db.session.scalars(select(Guardianship))}
        for (one, first), (other, second) in combinations(self.live(), 2):
            if first.id == second.id:
                assert self.may_be_one_talk(one, other)
                continue
            assert one.invitation_id != other.invitation_id
            overlap = first.starts_at < second.ends_at and second.starts_at < first.ends_at
            if one.parent_id == other.parent_id or first.teacher_id == second.teacher_id:
                assert not overlap
            share = {c for p, c in ties if p == one.parent_id} & {
                c for p, c in ties if p == other.parent_id
            }
            if share and one.parent_id != other.parent_id:
                gap = max(first.starts_at - second.ends_at, second.starts_at - first.ends_at)
                assert gap >= timedelta(hours=1)

    def may_be_one_talk(self, one: Booking, other: Booking) -> bool:
        yeses = [sharing.last_answer(made.invitation_id) for made in (one, other)]
        apart = {one.beside_id, other.beside_id}
        booked = one.state == other.state == BookingState.BOOKED
        same_child = one.child_id == other.child_id and one.parent_id != other.parent_id
        return (
            booked
            and same_child
            and yeses == [True, True]
            and apart in ({0, one.id}, {0, other.id})
        )

    @invariant()
    def little_ones_of_two_parents_are_never_there_within_an_hour(self) -> None:
        if not hasattr(self, "moment"):
            return
        emma, daniel = self.two
        live = {made.id: slot.id for made, slot in self.live()}
        stays = [
            place
            for place in db.session.scalars(
                select(CrechePlace).where(CrechePlace.state.in_(creche_places.HAS))
            )
            if place.booking_id in live
        ]
        for one in (place for place in stays if place.parent_id == emma):
            for other in (place for place in stays if place.parent_id == daniel):
                gap = max(one.stays_from - other.stays_to, other.stays_from - one.stays_to)
                together_ = live[one.booking_id] == live[other.booking_id]
                assert together_ or gap >= timedelta(hours=1)

    @invariant()
    def what_is_kept_for_a_family_is_nobody_elses(self) -> None:
        if not hasattr(self, "moment"):
            return
        taken = {slot.id: made for made, slot in self.live()}
        for asked in db.session.scalars(select(MoveAsk).where(ASKED)):
            there = taken.get(asked.slot_id)
            over = asked.until <= self.moment or asked.booking_id not in {
                made.id for made in taken.values()
            }
            assert over or there is None or there.parent_id == asked.parent_id

    @invariant()
    def the_creche_is_safe_at_every_minute(self) -> None:
        if not hasattr(self, "moment"):
            return
        session = db.session.scalars(select(CrecheSession)).one()
        taken = db.session.scalars(
            select(CrechePlace).where(CrechePlace.state == PlaceState.TAKEN)
        ).all()
        live = {made.id for made, _ in self.live()}
        moment, shuts = session.opens_at, session.shuts_at
        while moment < shuts:
            self.check_minute(session, [one for one in taken if one.booking_id in live], moment)
            moment += timedelta(minutes=5)

    def check_minute(
        self, session: CrecheSession, places: list[CrechePlace], moment: datetime
    ) -> None:
        there = {
            (one.parent_id, one.name): one.age
            for one in places
            if one.stays_from <= moment < one.stays_to
        }
        floor = sum((Decimal(SPACE.get(age, "2.3")) for age in there.values()), Decimal(0))
        share = sum(1 / ADULTS.get(age, 8) for age in there.values())
        assert floor <= Decimal(str(session.area_m2))
        assert share <= session.adults + 1e-9

    def teardown(self) -> None:
        clock.use(None)


def test_in_any_order(portal: Flask) -> None:
    quick = settings(
        max_examples=12,
        stateful_step_count=25,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(SchoolDay, settings=quick)
