"""A dose put right: judged anew, out of the lot it really came from, in one transaction."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from healthdesk.base import errors
from healthdesk.desk import Desk
from healthdesk.services.dose_changes import AmendedDose, DoseChange
from healthdesk.services.doses import NewDose
from healthdesk.services.stock_rows import LotRow, Receipt
from healthdesk.store.immunization import Vaccination
from tests.builders import TODAY
from tests.desks import at_the_table, registered

BORN = date(2026, 8, 1)
CODE = "81000250318470263915"
RIGHT = Receipt("DTaP", "202603018", "北京生物", date(2027, 9, 14), 10, Decimal("4.5"), "0.5 mL/支")
WRONG = replace(RIGHT, number="202605001", expires_on=date(2027, 12, 1))


@pytest.fixture
def child(desk: Desk) -> str:
    return registered(desk, birth_date=BORN.isoformat(), id_no="", name="李小宝")


def given(desk: Desk, child: str, **changes: Any) -> str:
    """A dose of the wrong lot, signed."""
    desk.stock_book.receive(RIGHT)
    desk.stock_book.receive(WRONG)
    dose = NewDose("DTaP", TODAY, WRONG.number, WRONG.expires_on, WRONG.manufacturer, "左大腿")
    made = desk.immunization.record(child, replace(dose, **changes))
    desk.signatures.sign(child)
    return made.id


def put_right(desk: Desk, dose: str, **changes: Any) -> AmendedDose:
    return desk.signatures.amend(dose, DoseChange(**changes), "看错了")


def lot(desk: Desk, number: str) -> LotRow:
    return next(row for row in desk.stock.lots() if row.number == number)


def on_hand(desk: Desk) -> tuple[int, int]:
    return lot(desk, RIGHT.number).on_hand, lot(desk, WRONG.number).on_hand


def row(desk: Desk, dose: str) -> Vaccination:
    with desk.database.reading() as session:
        return session.get_one(Vaccination, dose)


def refused(desk: Desk, dose: str, **changes: Any) -> tuple[str, str]:
    before = row(desk, dose).row_version
    with pytest.raises(errors.InvalidInput) as wrong:
        put_right(desk, dose, **changes)
    assert row(desk, dose).row_version == before
    return wrong.value.field, wrong.value.reason


def test_another_lot_takes_expiry_maker_and_stock_with_it(desk: Desk, child: str) -> None:
    dose = given(desk, child)
    assert on_hand(desk) == (10, 9)
    put_right(desk, dose, lot=RIGHT.number)
    assert on_hand(desk) == (9, 10)
    now = row(desk, dose)
    assert (now.lot, now.expires_on, now.manufacturer, now.specification) == (
        RIGHT.number,
        RIGHT.expires_on,
        RIGHT.manufacturer,
        "0.5 mL/支",
    )
    assert (now.amend_reason, now.signed_at is not None) == ("看错了", True)


def test_a_lot_that_is_not_here_leaves_the_stock_and_inherits_nothing(desk: Desk, child: str) -> None:
    dose = given(desk, child)
    amended = put_right(desk, dose, lot="NEVER")
    assert [stop.code for stop in amended.warnings] == ["stock_unknown_lot"]
    assert on_hand(desk) == (10, 10)
    assert (row(desk, dose).expires_on, row(desk, dose).manufacturer) == (None, None)


def test_the_last_dose_of_a_lot_stays_out_of_it_when_only_its_maker_is_spelled_anew(
    desk: Desk, child: str
) -> None:
    desk.stock_book.receive(replace(WRONG, doses=1))
    dose = desk.immunization.record(child, NewDose("DTaP", TODAY, WRONG.number, WRONG.expires_on))
    amended = put_right(desk, dose.id, manufacturer=WRONG.manufacturer)
    assert amended.warnings == ()
    assert (row(desk, dose.id).lot_id is not None, row(desk, dose.id).manufacturer) == (True, "北京生物")
    assert [one.on_hand for one in desk.stock.lots(with_empty=True)] == [0]


def test_a_recalled_lot_is_written_down_and_said(desk: Desk, child: str) -> None:
    dose = given(desk, child)
    desk.stock_book.recall("DTaP", RIGHT.number, "通告", manufacturer=RIGHT.manufacturer)
    amended = put_right(desk, dose, lot=RIGHT.number)
    assert [stop.code for stop in amended.warnings] == ["stock_recalled"]
    assert [one.name for one in desk.recipients.of(lot(desk, RIGHT.number).id)] == ["李小宝"]
    assert on_hand(desk) == (9, 10)


def test_another_vaccine_is_judged_anew_with_its_own_route(desk: Desk, child: str) -> None:
    dose = given(desk, child)
    assert row(desk, dose).counts_as == "DTP-1"
    amended = put_right(desk, dose, vaccine="IPV", lot="IPV-7")
    assert amended.counts_as == "POLIO-1"
    desk.immunization.record(child, NewDose("DTaP", TODAY, RIGHT.number, manufacturer=RIGHT.manufacturer))
    assert [one.counts_as for one in desk.immunization.of(child)] == ["POLIO-1", "DTP-1"]


def test_another_day_moves_the_places_of_the_others(desk: Desk, child: str) -> None:
    first = desk.immunization.record(child, NewDose("HepB", TODAY - timedelta(60), is_elsewhere=True))
    desk.immunization.record(child, NewDose("HepB", TODAY - timedelta(30), is_elsewhere=True))
    amended = put_right(desk, first.id, on=TODAY - timedelta(1))
    assert amended.counts_as == "HepB-2"
    assert [one.counts_as for one in desk.immunization.of(child)] == ["HepB-1", "HepB-2"]
    assert not row(desk, first.id).signed_at


def test_who_was_not_vaccinated_today_after_all_is_not_observed(desk: Desk, child: str) -> None:
    at_the_table(desk, child)
    dose = desk.immunization.record(child, NewDose("DTaP", TODAY, "X", date(2027, 1, 1), is_at_table=True))
    desk.signatures.sign(child)
    put_right(desk, dose.id, on=TODAY - timedelta(1))
    seen = desk.clinic.of(child)
    assert seen is not None
    assert seen.observed_from is None


def test_the_vial_that_was_opened_by_mistake_is_whole_again(desk: Desk, child: str) -> None:
    for receipt in (RIGHT, WRONG):
        desk.stock_book.receive(replace(receipt, doses_per_vial=5))
    other = registered(desk, birth_date=BORN.isoformat(), id_no="", name="李小贝")
    wrong = NewDose("DTaP", TODAY, WRONG.number, manufacturer=WRONG.manufacturer)
    alone = desk.immunization.record(child, wrong).id
    put_right(desk, alone, lot=RIGHT.number)
    assert (lot(desk, WRONG.number).vials, lot(desk, WRONG.number).on_hand) == ((), 10)
    (vial,) = lot(desk, RIGHT.number).vials
    assert vial.left == 4
    shared = desk.immunization.record(child, replace(wrong, vaccine="DTaP", on=TODAY - timedelta(1))).id
    assert row(desk, shared).vial_id is None  # no vial is opened today for a dose of yesterday
    desk.immunization.record(other, wrong)
    assert len(lot(desk, WRONG.number).vials) == 1


@pytest.mark.parametrize(
    ("changes", "field", "reason"),
    [
        ({}, "change", "required"),
        ({"lot": WRONG.number}, "change", "required"),
        ({"on": TODAY + timedelta(1)}, "date", "future"),
        ({"on": BORN - timedelta(1)}, "date", "before-birth"),
        ({"vaccine": "XYZ"}, "vaccine", "unknown"),
        ({"vaccine": "HepB"}, "date", "already-there"),
        ({"expires_on": TODAY - timedelta(1)}, "expires_on", "expired"),
        ({"site": "左" * 21}, "site", "length"),
        ({"trace_code": CODE}, "trace_code", "used"),
    ],
)
def test_what_cannot_have_been_is_refused_and_nothing_changes(
    desk: Desk, child: str, changes: dict[str, Any], field: str, reason: str
) -> None:
    other = registered(desk, birth_date=BORN.isoformat(), id_no="", name="李小贝")
    dose = given(desk, child)
    desk.immunization.record(child, NewDose("HepB", TODAY, is_elsewhere=True))
    desk.immunization.record(other, NewDose("DTaP", TODAY, RIGHT.number, None, "北京生物", "", CODE))
    stock = on_hand(desk)
    assert refused(desk, dose, **changes) == (field, reason)
    assert on_hand(desk) == stock


def test_a_code_scanned_beside_the_wrong_lot_teaches_it_nothing(desk: Desk, child: str) -> None:
    measles = replace(RIGHT, product="MMR", number="M-1", manufacturer="上海生物")
    desk.stock_book.receive(measles)
    dose = given(desk, child, trace_code=CODE)
    assert desk.stock.check("DTaP", CODE[:7] + "0" * 13).stops
    put_right(desk, dose, vaccine="MMR", lot="M-1", trace_code=CODE)
    for vaccine, stops in (("DTaP", ["stock_wrong_vaccine"]), ("MMR", [])):
        checked = desk.stock.check(vaccine, CODE[:7] + "0" * 13)
        assert [stop.code for stop in checked.stops] == stops
    desk.immunization.void(dose, "扫错了人")
    nowhere = desk.stock.check("MMR", CODE[:7] + "0" * 13)
    assert [stop.code for stop in nowhere.stops] == ["stock_unknown_code"]
