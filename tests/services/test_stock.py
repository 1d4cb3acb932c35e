"""The stock: received, used by doses, counted, held, recalled; nothing gets lost and nothing goes below 0."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from healthdesk.base import errors
from healthdesk.base.clock import FixedClock
from healthdesk.desk import Desk
from healthdesk.domain.access import Role
from healthdesk.services.doses import NewDose
from healthdesk.services.immunization import DoseStopped
from healthdesk.services.stock_rows import Receipt
from tests.builders import TODAY
from tests.desks import registered, seat

CODE = "81000250318470263915"
OTHER_CODE = "81000250318470263999"
RECEIPT = Receipt(
    product="DTaP",
    number="202603018",
    manufacturer="北京生物",
    expires_on=date(2027, 9, 14),
    doses=10,
    celsius=Decimal("4.5"),
    document_no="CK-0001",
)


def a_child(desk: Desk, name: str = "李小宝", born: date = date(2026, 8, 1)) -> str:
    return registered(desk, birth_date=born.isoformat(), id_no="", name=name)


def a_dose(**changes: Any) -> NewDose:
    return replace(NewDose("DTaP", TODAY, "202603018", manufacturer="北京生物", trace_code=CODE), **changes)


def refused(desk: Desk, child: str, dose: NewDose) -> list[str]:
    with pytest.raises(DoseStopped) as stopped:
        desk.immunization.record(child, dose)
    return [stop.code for stop in stopped.value.stops]


def on_hand(desk: Desk) -> int:
    return sum(row.on_hand for row in desk.stock.lots())


def test_a_lot_received_is_used_by_a_dose_and_falls(desk: Desk) -> None:
    booked = desk.stock_book.receive(RECEIPT)
    assert (booked.on_hand, booked.is_quarantined) == (10, False)
    checked = desk.stock.check("DTaP", "202603018", trace_code=CODE)
    assert checked.is_fine
    assert checked.lot
    desk.immunization.record(a_child(desk), a_dose(trace_code=checked.trace_code))
    (row,) = desk.stock.lots()
    assert (row.number, row.on_hand, row.state) == ("202603018", 9, "usable")
    assert [(line.kind, line.doses) for line in desk.stock.book(row.id)] == [("given", -1), ("received", 10)]


def test_a_centre_without_a_stock_is_not_hindered(desk: Desk) -> None:
    assert not desk.stock.is_kept()
    desk.immunization.record(a_child(desk), a_dose())
    assert desk.stock.lots() == ()
    desk.stock_book.receive(RECEIPT)
    assert desk.stock.is_kept()
    assert on_hand(desk) == 10  # the dose before came from nowhere
    desk.rules.change("immunization", "immunization.stock_kept", "no", "另有系统")
    desk.immunization.record(a_child(desk, "李小贝"), a_dose(trace_code="", lot="NEW"))


def test_an_unknown_lot_needs_a_doctor_and_takes_nothing(desk: Desk) -> None:
    desk.stock_book.receive(RECEIPT)
    child = a_child(desk)
    assert refused(desk, child, a_dose(lot="NEVER")) == ["stock_unknown_lot"]
    desk.immunization.record(child, a_dose(lot="NEVER", overrule_reason="刚到货，还没入库"))
    assert on_hand(desk) == 10


def test_a_code_is_used_once_and_again_only_after_the_dose_is_void(desk: Desk) -> None:
    desk.stock_book.receive(RECEIPT)
    first = desk.immunization.record(a_child(desk), a_dose())
    other = a_child(desk, "李小贝")
    assert refused(desk, other, a_dose()) == ["stock_code_used"]
    with pytest.raises(errors.InvalidInput, match="used"):
        desk.immunization.record(other, a_dose(on=TODAY - timedelta(1)))
    desk.immunization.void(first.id, "扫错了人")
    assert on_hand(desk) == 10
    desk.immunization.record(other, a_dose())
    assert on_hand(desk) == 9


def test_the_vaccine_of_a_void_dose_may_be_gone(desk: Desk) -> None:
    desk.stock_book.receive(RECEIPT)
    first = desk.immunization.record(a_child(desk), a_dose())
    desk.immunization.void(first.id, "抽好后孩子发热，未打", is_wasted=True)
    assert on_hand(desk) == 9
    assert refused(desk, a_child(desk, "李小贝"), a_dose()) == ["stock_code_used"]
    with pytest.raises(errors.InvalidInput, match="void"):
        desk.immunization.void(first.id, "再来一次", is_wasted=True)


def test_the_last_dose_is_the_last(desk: Desk) -> None:
    desk.stock_book.receive(replace(RECEIPT, doses=1))
    desk.immunization.record(a_child(desk), a_dose())
    assert refused(desk, a_child(desk, "李小贝"), a_dose(trace_code=OTHER_CODE)) == ["stock_none"]


def test_the_wrong_box_is_told_by_its_number_and_by_its_code(desk: Desk) -> None:
    desk.stock_book.receive(replace(RECEIPT, trace_codes=(CODE,)))
    by_number = desk.stock.check("MMR", "202603018")
    by_code = desk.stock.check("MMR", CODE)
    unseen = desk.stock.check("MMR", OTHER_CODE)  # another pack of the product whose digits were learnt
    for checked in (by_number, by_code, unseen):
        assert [stop.code for stop in checked.stops] == ["stock_wrong_vaccine"]
    assert refused(desk, a_child(desk), a_dose(vaccine="MMR", trace_code=""))[0] == "stock_wrong_vaccine"


def test_a_code_tells_its_lot_among_several_only_when_it_was_delivered(desk: Desk) -> None:
    desk.stock_book.receive(replace(RECEIPT, trace_codes=(CODE,)))
    second = replace(
        RECEIPT, number="202605001", document_no="CK-0002", trace_codes=("81000250000000000000",)
    )
    desk.stock_book.receive(second)
    known, unclear = desk.stock.check("DTaP", CODE), desk.stock.check("DTaP", OTHER_CODE)
    assert known.lot
    assert known.lot.number == "202603018"
    assert (unclear.lot, [stop.code for stop in unclear.stops]) == (None, ["stock_which_lot"])
    assert {row.number for row in unclear.lots} == {"202603018", "202605001"}
    nowhere = desk.stock.check("DTaP", "99999990318470263915")
    assert [stop.code for stop in nowhere.stops] == ["stock_unknown_code"]


def test_a_code_alone_is_known_as_the_window_asks_it(desk: Desk) -> None:
    """Scanned as pack and as code, for nobody knows yet that it is no lot number."""
    desk.stock_book.receive(replace(RECEIPT, trace_codes=(CODE,)))
    checked = desk.stock.check("DTaP", CODE, trace_code=CODE)
    assert checked.is_fine
    assert checked.lot
    assert checked.lot.number == "202603018"
    beside = desk.stock.check("DTaP", "NEVER", trace_code=CODE)
    assert [stop.code for stop in beside.stops] == ["stock_unknown_lot"]


def test_a_code_is_not_taken_for_the_only_lot_whose_digits_were_learnt(desk: Desk) -> None:
    desk.stock_book.receive(replace(RECEIPT, trace_codes=(CODE,)))
    desk.stock_book.receive(replace(RECEIPT, number="202605001", document_no="CK-0002"))
    unclear = desk.stock.check("DTaP", OTHER_CODE)
    assert (unclear.lot, [stop.code for stop in unclear.stops]) == (None, ["stock_which_lot"])


def test_a_vial_of_several_doses_is_opened_by_the_first_and_thrown_away_when_late(desk: Desk) -> None:
    desk.stock_book.receive(replace(RECEIPT, doses=10, doses_per_vial=5))
    desk.immunization.record(a_child(desk), a_dose())
    desk.immunization.record(a_child(desk, "李小贝"), a_dose())
    (row,) = desk.stock.lots()
    (vial,) = row.vials
    assert (row.on_hand, vial.left, vial.is_late) == (8, 3, False)
    desk.stock_book.waste(row.id, 3, "开瓶超时", vial_id=vial.id)
    (row,) = desk.stock.lots()
    assert (row.on_hand, row.vials) == (5, ())


def test_a_late_vial_is_seen_and_stops(desk: Desk) -> None:
    desk.stock_book.receive(replace(RECEIPT, doses=10, doses_per_vial=5))
    desk.immunization.record(a_child(desk), a_dose())
    later = FixedClock(datetime(TODAY.year, TODAY.month, TODAY.day, 10, 1, tzinfo=desk.clock.now().tzinfo))
    checked = replace(desk.stock.check("DTaP", CODE))
    assert checked.is_fine
    desk.stock._clock = later
    checked = desk.stock.check("DTaP", CODE)
    assert [stop.code for stop in checked.stops] == ["stock_vial_late"]
    assert desk.stock.lots()[0].vials[0].is_late


@pytest.mark.parametrize(
    ("changes", "field", "reason"),
    [
        pytest.param({"expires_on": TODAY - timedelta(1)}, "expires_on", "expired", id="expired"),
        pytest.param({"doses": 0}, "doses", "range", id="nothing"),
        pytest.param({"doses": -5}, "doses", "range", id="negative"),
        pytest.param({"doses": 7, "doses_per_vial": 5}, "doses", "no-whole-vials", id="part of a vial"),
        pytest.param({"product": "XYZ"}, "product", "unknown", id="unknown vaccine"),
        pytest.param({"product": "tOPV"}, "product", "historic", id="no longer used"),
        pytest.param({"number": "  "}, "number", "required", id="no number"),
        pytest.param({"manufacturer": ""}, "manufacturer", "required", id="no maker"),
        pytest.param({"number": "9" * 41}, "number", "length", id="too long"),
        pytest.param({"celsius": Decimal("NaN")}, "celsius", "range", id="no temperature"),
        pytest.param({"on": TODAY + timedelta(1)}, "date", "future", id="tomorrow"),
        pytest.param({"trace_codes": (CODE, f" {CODE}")}, "trace_codes", "twice", id="code twice"),
        pytest.param(
            {"doses": 1, "trace_codes": (CODE, OTHER_CODE)}, "trace_codes", "more-than-packs", id="codes"
        ),
    ],
)
def test_a_delivery_that_cannot_be_is_refused(
    desk: Desk, changes: dict[str, Any], field: str, reason: str
) -> None:
    with pytest.raises(errors.InvalidInput) as wrong:
        desk.stock_book.receive(replace(RECEIPT, **changes))
    assert (wrong.value.field, wrong.value.reason) == (field, reason)
    assert desk.stock.lots(with_empty=True) == ()


def test_a_delivery_is_not_entered_twice(desk: Desk) -> None:
    desk.stock_book.receive(replace(RECEIPT, trace_codes=(CODE,)))
    with pytest.raises(errors.InvalidInput, match="already-there"):
        desk.stock_book.receive(RECEIPT)
    with pytest.raises(errors.InvalidInput, match="trace_codes: already-there"):
        desk.stock_book.receive(replace(RECEIPT, document_no="CK-0002", trace_codes=(CODE,)))
    with pytest.raises(errors.InvalidInput, match="expires_on: differs"):
        desk.stock_book.receive(replace(RECEIPT, document_no="CK-0002", expires_on=date(2028, 1, 1)))
    desk.stock_book.receive(replace(RECEIPT, is_again=True))
    assert on_hand(desk) == 20


def test_what_came_too_warm_is_held_at_once_until_it_is_released_with_a_reason(desk: Desk) -> None:
    booked = desk.stock_book.receive(replace(RECEIPT, celsius=Decimal("11.2")))
    assert booked.is_quarantined
    assert refused(desk, a_child(desk), a_dose()) == ["stock_quarantined"]
    with pytest.raises(errors.InvalidInput, match="required"):
        desk.stock_book.release(booked.lot_id, " ")
    desk.stock_book.release(booked.lot_id, "厂家评估：可用")
    with pytest.raises(errors.InvalidInput, match="not-quarantined"):
        desk.stock_book.release(booked.lot_id, "再来")
    desk.immunization.record(a_child(desk, "李小贝"), a_dose())


def test_a_count_books_the_difference_with_a_reason(desk: Desk) -> None:
    lot = desk.stock_book.receive(RECEIPT).lot_id
    assert desk.stock_book.count(lot, 10).on_hand == 10
    with pytest.raises(errors.InvalidInput, match="reason: required"):
        desk.stock_book.count(lot, 8)
    assert desk.stock_book.count(lot, 8, "少两支，破损未记").on_hand == 8
    with pytest.raises(errors.InvalidInput, match="negative"):
        desk.stock_book.count(lot, -1, "?")
    desk.immunization.record(a_child(desk), a_dose())
    with pytest.raises(errors.InvalidInput, match="changed-meanwhile"):
        desk.stock_book.count(lot, 8, "", seen=8)


def test_a_count_is_not_below_what_is_in_opened_vials(desk: Desk) -> None:
    lot = desk.stock_book.receive(replace(RECEIPT, doses_per_vial=5)).lot_id
    desk.immunization.record(a_child(desk), a_dose())
    with pytest.raises(errors.InvalidInput, match="below-opened"):
        desk.stock_book.count(lot, 3, "只剩三剂")


def test_no_more_goes_out_than_there_is(desk: Desk) -> None:
    lot = desk.stock_book.receive(RECEIPT).lot_id
    for act in (desk.stock_book.waste, desk.stock_book.give_back):
        for many in (11, 0, -3):
            with pytest.raises(errors.InvalidInput, match="doses"):
                act(lot, many, "摔碎")
        with pytest.raises(errors.InvalidInput, match="reason"):
            act(lot, 1, "")
    assert desk.stock_book.waste(lot, 2, "摔碎").on_hand == 8
    assert desk.stock_book.give_back(lot, 8, "近效期退回", partner="区疾控").on_hand == 0
    with pytest.raises(errors.NotFound):
        desk.stock_book.waste("no-such-lot", 1, "摔碎")


def test_a_recall_blocks_the_lot_and_finds_everybody_who_had_it(desk: Desk) -> None:
    lot = desk.stock_book.receive(RECEIPT).lot_id
    here, there, other = a_child(desk), a_child(desk, "李小贝"), a_child(desk, "李小北")
    desk.immunization.record(here, a_dose())
    desk.immunization.record(there, NewDose("DTaP", TODAY - timedelta(9), "202603018 ", is_elsewhere=True))
    desk.immunization.record(other, NewDose("DTaP", TODAY - timedelta(9), "OTHER", is_elsewhere=True))
    desk.stock_book.recall("DTaP", "202603018", "国家药监局通告")
    assert refused(desk, other, a_dose(trace_code=OTHER_CODE))[0] == "stock_recalled"
    found = desk.recipients.of(lot)
    assert [(row.name, row.is_elsewhere) for row in found] == [("李小贝", True), ("李小宝", False)]
    assert {row.phone for row in found} == {"138****5521"}
    assert {row.phone for row in desk.recipients.of(lot, is_unmasked=True)} == {"13800005521"}
    assert {("view", "Lot"), ("unmask", "Lot")} <= {
        (row.act, row.noun) for row in desk.auditing.who_looked(here)
    }


def test_a_lot_that_was_recalled_before_it_came_stops_dose_and_delivery(desk: Desk) -> None:
    (booked,) = desk.stock_book.recall("DTaP", "202603018", "通告")
    assert refused(desk, a_child(desk), a_dose()) == ["stock_recalled"]
    with pytest.raises(errors.InvalidInput, match="recalled"):
        desk.stock_book.receive(RECEIPT)
    desk.stock_book.reinstate(booked.lot_id, "通告里是另一批")
    desk.stock_book.receive(RECEIPT)
    desk.immunization.record(a_child(desk, "李小贝"), a_dose())


def test_a_recall_without_a_maker_holds_for_every_maker_and_for_what_comes_later(desk: Desk) -> None:
    desk.stock_book.receive(RECEIPT)
    desk.stock_book.recall("DTaP", "202603018", "通告")
    with pytest.raises(errors.InvalidInput, match="recalled"):
        desk.stock_book.receive(replace(RECEIPT, manufacturer="武汉生物", document_no="CK-2"))
    (whole,) = desk.stock.find("DTaP", "202603018")
    assert whole.manufacturer == ""
    desk.stock_book.reinstate(whole.id, "是另一批")
    assert [(row.manufacturer, row.state) for row in desk.stock.find("DTaP", "202603018")] == [
        ("北京生物", "usable")
    ]
    desk.stock_book.receive(replace(RECEIPT, manufacturer="武汉生物", document_no="CK-2"))


def test_another_makers_lot_of_the_same_number_is_another_lot(desk: Desk) -> None:
    desk.stock_book.receive(RECEIPT)
    desk.stock_book.receive(replace(RECEIPT, manufacturer="武汉生物", document_no="CK-2"))
    desk.stock_book.recall("DTaP", "202603018", "通告", manufacturer="武汉生物")
    child = a_child(desk)
    assert refused(desk, child, a_dose(manufacturer="武汉生物")) == ["stock_recalled"]
    assert refused(desk, child, a_dose(manufacturer="")) == ["stock_which_lot"]
    desk.immunization.record(child, a_dose())


def test_needs_say_how_long_it_lasts(desk: Desk) -> None:
    desk.stock_book.receive(RECEIPT)
    for number in range(3):
        child = a_child(desk, f"李小{'宝贝北'[number]}")
        desk.immunization.record(child, a_dose(trace_code=f"8100025031847026391{number}"))
    (need,) = desk.stock.needs()
    assert (need.product, need.on_hand, need.supply.used, need.supply.lasts) == ("DTaP", 7, 3, 70)
    assert not need.is_to_order
    desk.stock_book.waste(desk.stock.lots()[0].id, 6, "停电")
    assert desk.stock.needs()[0].is_to_order


def test_a_vaccine_may_have_a_least_of_its_own(desk: Desk) -> None:
    desk.stock_book.receive(RECEIPT)
    desk.stock.keep_at_least("DTaP", 11)
    desk.stock.keep_at_least("MMR", 5)
    found = {need.product: (need.smallest, need.is_to_order) for need in desk.stock.needs()}
    assert found == {"DTaP": (11, True), "MMR": (5, True)}
    for product, doses in (("XYZ", 5), ("DTaP", -1)):
        with pytest.raises(errors.InvalidInput):
            desk.stock.keep_at_least(product, doses)


def test_a_dose_entered_late_is_out_of_the_stock_too(desk: Desk) -> None:
    desk.stock_book.receive(RECEIPT)
    desk.immunization.record(a_child(desk), a_dose(on=TODAY - timedelta(1)))
    assert on_hand(desk) == 9


def test_a_lot_is_corrected_with_a_reason(desk: Desk) -> None:
    lot = desk.stock_book.receive(RECEIPT).lot_id
    with pytest.raises(errors.InvalidInput, match="required"):
        desk.stock_book.amend(lot, "", expires_on=date(2026, 12, 1))
    with pytest.raises(errors.InvalidInput, match="unknown"):
        desk.stock_book.amend(lot, "笔误", product="MMR")
    desk.stock_book.amend(lot, "效期看错", expires_on=date(2026, 12, 1))
    (row,) = desk.stock.lots()
    assert (row.expires_on, row.is_near_expiry) == (date(2026, 12, 1), True)


@pytest.mark.parametrize("role", [Role.CLERK, Role.TCM_DOCTOR, Role.MANAGER])
def test_the_stock_is_for_those_who_vaccinate(desk: Desk, role: Role) -> None:
    lot = desk.stock_book.receive(RECEIPT).lot_id
    seat(desk, role)
    for act in (
        desk.stock.lots,
        lambda: desk.stock_book.waste(lot, 1, "摔碎"),
        lambda: desk.stock_book.receive(RECEIPT),
        lambda: desk.recipients.of(lot),
    ):
        with pytest.raises(errors.NotAllowed):
            act()
