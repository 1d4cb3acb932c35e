"""A day at the clinic: numbers, calling, identification, the table's stops, signing, observation."""

from datetime import UTC, date, datetime

import pytest

from healthdesk.base import errors
from healthdesk.desk import Desk
from healthdesk.domain.access import Role
from healthdesk.domain.immunization.attending import MOVES, Stage
from healthdesk.services.dose_changes import DoseChange
from healthdesk.services.doses import NewDose
from healthdesk.services.immunization import DoseStopped
from healthdesk.store.attendances import Attendance, attendance_id
from healthdesk.store.immunization import Vaccination
from healthdesk.store.visits import Visit
from tests.desks import at_the_table, ready_for_a_dose, registered, seat

TODAY = date(2026, 11, 2)
BCG = NewDose("BCG", TODAY, "B-1", expires_on=date(2027, 1, 1), site="左上臂", is_at_table=True)


@pytest.fixture
def child(desk: Desk) -> str:
    """A boy of three weeks."""
    return registered(desk, name="李沐阳", birth_date="2026-10-12", sex="1", id_no=None)


def numbers(desk: Desk) -> list[tuple[int, str, str]]:
    return [(row.number, row.name, row.stage.value) for row in desk.clinic.day()]


def observed_since(desk: Desk, resident_id: str, hour: int, minute: int) -> None:
    with desk.database.writing("attendance", lane=resident_id) as session:
        seen = session.get_one(Attendance, attendance_id(resident_id, TODAY))
        seen.observed_from = datetime(2026, 11, 2, hour, minute, tzinfo=UTC)


def test_numbers_follow_the_order_of_arrival(desk: Desk, child: str) -> None:
    other = registered(desk, name="陈小宝", birth_date="2026-08-20", id_no=None)
    desk.clinic.book(other, TODAY)
    assert numbers(desk) == [(0, "陈小宝", "booked")]
    assert desk.clinic.arrive(child).number == 1
    assert desk.clinic.arrive(other).number == 2
    assert desk.clinic.arrive(child).number == 1
    assert numbers(desk) == [(1, "李沐阳", "waiting"), (2, "陈小宝", "waiting")]


def test_who_was_called_and_did_not_come_is_called_again(desk: Desk, child: str) -> None:
    desk.clinic.arrive(child)
    called = desk.clinic.call_next()
    assert called is not None and called.stage is Stage.CALLED
    assert desk.clinic.call_next() is None
    desk.clinic.skip(child)
    assert numbers(desk) == [(1, "李沐阳", "skipped")]
    assert desk.clinic.call(child).stage is Stage.CALLED
    desk.clinic.skip(child)
    assert desk.clinic.arrive(child).number == 1


def test_nobody_is_called_who_has_not_come(desk: Desk, child: str) -> None:
    desk.clinic.book(child, TODAY)
    with pytest.raises(errors.InvalidInput):
        desk.clinic.call(child)
    desk.clinic.cancel(child, TODAY)
    assert numbers(desk) == [(0, "李沐阳", "cancelled")]
    with pytest.raises(errors.NotFound):
        desk.clinic.call(registered(desk, name="陈小宝", birth_date="2026-08-20", id_no=None))


def test_every_stage_leads_somewhere() -> None:
    assert set(MOVES) == set(Stage)


def test_appointments_stand_by_day(desk: Desk, child: str) -> None:
    desk.clinic.book(child, date(2026, 12, 7))
    desk.clinic.book(child, date(2026, 11, 12))
    days = [row.day for row in desk.clinic.appointments(TODAY, date(2026, 12, 31))]
    assert days == [date(2026, 11, 12), date(2026, 12, 7)]
    with pytest.raises(errors.InvalidInput):
        desk.clinic.book(child, date(2026, 11, 1))


@pytest.mark.parametrize("scanned", ["李沐阳20261012", "李沐阳 2026-10-12", "１", "archive"])
def test_the_person_is_identified_by_what_is_theirs(desk: Desk, child: str, scanned: str) -> None:
    desk.clinic.arrive(child)
    number = desk.immunization.card(child).resident.archive_no
    typed = number if scanned == "archive" else scanned
    assert desk.clinic.identify(child, typed).is_same
    assert desk.clinic.find(typed) == (child,)


def test_another_persons_booklet_is_named_and_nothing_is_noted(desk: Desk, child: str) -> None:
    other = registered(desk, name="陈小宝", birth_date="2026-08-20", id_no=None)
    desk.clinic.arrive(child)
    found = desk.clinic.identify(child, "陈小宝20260820")
    assert (found.is_same, found.others) == (False, ("陈小宝",))
    seen = desk.clinic.of(child)
    assert seen is not None and not seen.is_identified
    assert desk.clinic.identify(child, "李沐阳20261013").others == ()
    stranger = registered(desk, name="赵小雨", birth_date="2026-08-20", id_no=None)
    assert desk.clinic.identify(stranger, "1").others == ("李沐阳",)
    assert desk.clinic.of(stranger) is None
    assert desk.clinic.find("99") == ()
    assert desk.clinic.of(other) is None


def test_the_table_wants_everything_in_order(desk: Desk, child: str) -> None:
    def codes() -> list[str]:
        return [one.code for one in desk.immunization.stops(child, "BCG", TODAY, is_at_table=True)]

    assert codes() == ["unasked", "history", "consent", "identity"]
    ready_for_a_dose(desk, child)
    assert codes() == ["consent", "identity"]
    desk.backgrounds.consent(child, "韩梅", "母亲", ("HepB",))
    assert codes() == ["consent", "identity", "same_person"]
    desk.backgrounds.consent(child, "韩梅", "母亲", ("BCG",))
    desk.clinic.identify(child, "李沐阳20261012")
    assert codes() == ["same_person"]
    seat(desk, Role.VACCINATOR)
    assert codes() == []
    desk.immunization.record(child, BCG)
    with desk.database.reading() as session:
        dose = session.query(Vaccination).one()
        assert (dose.registrar, dose.injector) == ("张建国", "vaccinator 某")


def test_a_centre_of_one_may_choose_so(desk: Desk, child: str) -> None:
    ready_for_a_dose(desk, child)
    desk.backgrounds.consent(child, "韩梅", "母亲", ("BCG",))
    desk.clinic.identify(child, "李沐阳20261012")
    with pytest.raises(DoseStopped) as raised:
        desk.immunization.record(child, BCG)
    assert raised.value.reason == "same_person"
    desk.rules.change("immunization", "immunization.two_people", "no", "村卫生室一人")
    assert desk.immunization.record(child, BCG).counts_as == "BCG-1"


def test_consent_names_who_agreed(desk: Desk, child: str) -> None:
    for by, as_, vaccines, field in (
        ("", "母亲", ("BCG",), "consent_by"),
        ("韩梅", " ", ("BCG",), "consent_as"),
        ("韩梅", "母亲", (), "consented"),
        ("韩梅", "母亲", ("XYZ",), "consented"),
    ):
        with pytest.raises(errors.InvalidInput) as raised:
            desk.backgrounds.consent(child, by, as_, vaccines)
        assert raised.value.field == field


def test_a_dose_is_taken_back_until_it_is_signed(desk: Desk, child: str) -> None:
    at_the_table(desk, child)
    first = desk.immunization.record(child, BCG)
    assert desk.clinic.day()[0].stage is Stage.OBSERVED
    desk.signatures.undo(first.id)
    assert desk.immunization.of(child) == ()
    assert (desk.clinic.day()[0].stage, desk.clinic.day()[0].observed_from) == (Stage.CALLED, None)
    second = desk.immunization.record(child, BCG)
    assert desk.signatures.sign(child) == 1
    with pytest.raises(errors.InvalidInput) as raised:
        desk.signatures.undo(second.id)
    assert raised.value.reason == "signed"
    assert desk.signatures.sign(child) == 0
    with pytest.raises(errors.InvalidInput):
        desk.signatures.amend(second.id, DoseChange(site="右上臂"), " ")
    desk.signatures.amend(second.id, DoseChange(site="右上臂"), "写错了")
    assert [(dose.site, dose.is_signed) for dose in desk.immunization.of(child)] == [("右上臂", True)]


def test_thirty_minutes_or_a_reason(desk: Desk, child: str) -> None:
    at_the_table(desk, child)
    desk.immunization.record(child, BCG)
    assert [one.name for one in desk.immunization.observed()] == ["李沐阳"]
    with pytest.raises(errors.InvalidInput) as raised:
        desk.clinic.leave(child)
    assert raised.value.field == "left_reason"
    desk.clinic.note_reaction(child, "接种处红")
    desk.clinic.leave(child, "家里有急事")
    assert desk.immunization.observed() == ()
    seen = desk.clinic.of(child)
    assert seen is not None and (seen.stage, seen.reaction) == (Stage.LEFT, "接种处红")
    with desk.database.reading() as session:
        dose = session.query(Vaccination).one()
        assert (dose.left_reason, dose.reaction) == ("家里有急事", "接种处红")


def test_after_thirty_minutes_nobody_asks_why(desk: Desk, child: str) -> None:
    at_the_table(desk, child)
    desk.immunization.record(child, BCG)
    observed_since(desk, child, 8, 29)
    desk.clinic.leave(child)
    assert desk.clinic.of(child).left_at is not None  # type: ignore[union-attr]  # it is there


def test_a_clerk_gives_numbers_and_does_not_vaccinate(desk: Desk, child: str) -> None:
    seat(desk, Role.CLERK)
    assert desk.clinic.arrive(child).number == 1
    for act in (
        lambda: desk.clinic.call(child),
        lambda: desk.clinic.identify(child, "1"),
        lambda: desk.clinic.leave(child, "急事"),
        lambda: desk.signatures.sign(child),
        lambda: desk.backgrounds.consent(child, "韩梅", "母亲", ("BCG",)),
    ):
        with pytest.raises(errors.NotAllowed):
            act()


def test_who_comes_back_on_the_same_day_is_identified_again(desk: Desk, child: str) -> None:
    at_the_table(desk, child)
    desk.immunization.record(child, BCG)
    desk.clinic.leave(child, "急事")
    row = desk.clinic.arrive(child)
    assert (row.number, row.stage, row.is_identified) == (1, Stage.WAITING, False)


BOOKLET = "3202050101202600001"


def test_a_booklet_is_known_by_its_code_once_it_was_scanned_beside_the_person(desk: Desk, child: str) -> None:
    assert desk.clinic.find(BOOKLET) == ()
    assert not desk.clinic.identify(child, BOOKLET).is_same
    desk.backgrounds.keep_booklet(child, f" {BOOKLET} ")
    assert desk.clinic.find(BOOKLET) == (child,)
    assert desk.clinic.identify(child, BOOKLET).how == "booklet"
    assert desk.backgrounds.forget_booklet(child)
    assert not desk.backgrounds.forget_booklet(child)
    assert desk.clinic.find(BOOKLET) == ()


def test_the_code_on_the_paper_card_identifies_too(desk: Desk, child: str) -> None:
    with desk.database.writing("visit") as session:
        card = Visit(
            id="card", resident_id=child, programme="immunization", form_key="immunization-card",
            form_version="2017.1", visited_on=TODAY, status="signed", answers={"barcode": BOOKLET},
            entries={}, judgement={}, doctor="李慧", signed_at=desk.clock.now(),
        )  # fmt: skip
        session.add(card)
    assert desk.clinic.find(BOOKLET) == (child,)
    assert desk.clinic.identify(child, BOOKLET).how == "booklet"


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("12", "format"),
        ("李沐阳20261012", "format"),
        ("81000250318470263915", "is-pack"),
        ("202603018", "is-pack"),
        (BOOKLET, "of-another"),
    ],
)
def test_what_is_no_booklet_of_this_person_is_refused(desk: Desk, child: str, code: str, reason: str) -> None:
    other = registered(desk, name="陈小宝", birth_date="2026-08-20", id_no="")
    desk.backgrounds.keep_booklet(other, BOOKLET)
    desk.stock_book.recall("DTaP", "202603018", "通告")
    with pytest.raises(errors.InvalidInput, match=f"booklet_no: {reason}"):
        desk.backgrounds.keep_booklet(child, code)
    assert desk.clinic.find(code) in ((), (child,), (other,))


def test_who_stands_at_the_table_waits_no_more(desk: Desk, child: str) -> None:
    other = registered(desk, name="陈小宝", birth_date="2026-08-20", id_no="")
    desk.clinic.arrive(child)
    desk.clinic.arrive(other)
    assert desk.clinic.waiting() == ("李沐阳", "陈小宝")
    desk.clinic.identify(child, "1")
    assert desk.clinic.waiting() == ("陈小宝",)
