"""The red stops of the injection table."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from healthdesk.domain.immunization.schedule import Schedule
from healthdesk.domain.stock.ledger import Entry, Kind, Standing, standing
from healthdesk.domain.stock.lots import Shelf, lot_id, lot_key
from healthdesk.domain.stock.trace_codes import is_trace_code, product_code
from healthdesk.domain.stock.using import Use, Wanted, use

SCHEDULE = Schedule.read()
NOW = datetime(2026, 11, 2, 2, tzinfo=UTC)
TODAY = date(2026, 11, 2)
CODE = "81000250318470263915"
WANTED = Wanted("DTaP", TODAY, NOW, number="202603018", trace_code=CODE)
SHELF = Shelf("l1", "DTaP", "202603018", "北京生物", date(2027, 9, 14), 1, Standing(on_hand=23))


def entry(kind: Kind, doses: int = 0, minutes_ago: int = 0, code: str = "") -> Entry:
    at = NOW - timedelta(minutes=minutes_ago)
    return Entry(f"{kind}-{minutes_ago}", kind, at, doses, "冰箱 12.5 ℃", trace_code=code)


def vials(vaccine: str, minutes_ago: int, *, used: int = 1, code: str = "") -> tuple[Shelf, Wanted]:
    """A lot in vials of five, one of them opened so many minutes ago; and the wish for a dose of it."""
    opened = entry(Kind.OPENED, minutes_ago=minutes_ago, code=code)
    book = [entry(Kind.RECEIVED, 10, minutes_ago=999), opened]
    stood = standing(book, 5, {opened.id: used})
    shelf = replace(SHELF, product=vaccine, doses_per_vial=5, standing=stood)
    return shelf, replace(WANTED, vaccine=vaccine, trace_code=code)


def codes(answer: Use) -> list[str]:
    return [stop.code for stop in answer.stops]


def test_a_fine_pack_is_fine() -> None:
    assert use(SHELF, WANTED, SCHEDULE) == Use()


@pytest.mark.parametrize(
    ("shelf", "wanted", "code"),
    [
        pytest.param(SHELF, replace(WANTED, vaccine="MMR"), "stock_wrong_vaccine", id="wrong vaccine"),
        pytest.param(replace(SHELF, expires_on=date(2026, 11, 1)), WANTED, "stock_expired", id="expired"),
        pytest.param(
            replace(SHELF, standing=standing([entry(Kind.RECEIVED, 9), entry(Kind.RECALLED)], 1, {})),
            WANTED,
            "stock_recalled",
            id="recalled",
        ),
        pytest.param(
            replace(SHELF, standing=standing([entry(Kind.RECEIVED, 9), entry(Kind.QUARANTINED)], 1, {})),
            WANTED,
            "stock_quarantined",
            id="quarantined",
        ),
        pytest.param(replace(SHELF, standing=Standing(on_hand=0)), WANTED, "stock_none", id="none left"),
        pytest.param(SHELF, replace(WANTED, code_used_on=TODAY), "stock_code_used", id="used before"),
    ],
)
def test_what_stops_stops_for_good_and_says_what_to_do(shelf: Shelf, wanted: Wanted, code: str) -> None:
    (stop,) = use(shelf, wanted, SCHEDULE).stops
    assert (stop.code, stop.may_overrule) == (code, False)
    assert "：" in stop.text
    assert "{" not in stop.text


def test_on_its_last_day_a_vaccine_may_be_used() -> None:
    assert use(replace(SHELF, expires_on=TODAY), WANTED, SCHEDULE).stops == ()


def test_an_unknown_lot_is_for_a_doctor_to_decide_and_no_matter_where_no_stock_is_kept() -> None:
    (stop,) = use(None, WANTED, SCHEDULE).stops
    assert (stop.code, stop.may_overrule) == ("stock_unknown_lot", True)
    assert use(None, replace(WANTED, is_kept=False), SCHEDULE).stops == ()
    nothing = replace(SHELF, standing=Standing())
    assert use(nothing, replace(WANTED, is_kept=False), SCHEDULE).stops == ()


def test_a_held_lot_stops_even_where_no_stock_is_kept() -> None:
    held = replace(SHELF, standing=standing([entry(Kind.RECALLED)], 1, {}))
    assert codes(use(held, replace(WANTED, is_kept=False), SCHEDULE)) == ["stock_recalled"]


@pytest.mark.parametrize("code", ["8100025031847026391", "(01)06901234567892(21)A1", "810002503184702639155"])
def test_a_code_of_unusual_length_is_a_warning_and_no_stop(code: str) -> None:
    answer = use(SHELF, replace(WANTED, trace_code=code), SCHEDULE)
    assert answer.stops == ()
    (warning,) = answer.warnings
    assert warning.code == "stock_code_length"


@pytest.mark.parametrize(
    ("vaccine", "minutes", "is_late"),
    [("MMR", 30, False), ("MMR", 31, True), ("DTaP", 60, False), ("DTaP", 61, True)],
)
def test_an_opened_vial_has_its_clock(vaccine: str, minutes: int, is_late: bool) -> None:
    shelf, wanted = vials(vaccine, minutes, code=CODE)
    answer = use(shelf, wanted, SCHEDULE)
    assert codes(answer) == (["stock_vial_late"] if is_late else [])
    assert answer.vial_id


def test_without_a_code_a_late_vial_is_left_alone_and_a_new_one_opened() -> None:
    shelf, wanted = vials("MMR", 31)
    answer = use(shelf, wanted, SCHEDULE)
    assert (answer.stops, answer.vial_id, answer.opens_vial) == ((), "", True)


def test_a_vial_is_used_as_often_as_its_doses() -> None:
    shelf, wanted = vials("MMR", 5, used=4, code=CODE)
    assert use(shelf, replace(wanted, code_used_on=TODAY), SCHEDULE).stops == ()
    shelf, wanted = vials("MMR", 5, used=5, code=CODE)
    assert codes(use(shelf, replace(wanted, code_used_on=TODAY), SCHEDULE)) == ["stock_vial_empty"]


def test_what_is_in_late_vials_is_no_stock() -> None:
    shelf, wanted = vials("MMR", 40)
    left = standing([entry(Kind.RECEIVED, 5), entry(Kind.OPENED, minutes_ago=40)], 5, {"opened-40": 1})
    assert codes(use(replace(shelf, standing=left), wanted, SCHEDULE)) == ["stock_none"]


def test_a_lot_is_the_same_however_its_number_is_typed() -> None:
    assert lot_key(" ２０26a 01 ") == "2026A01"
    assert lot_id("MMR", "北京生物", "2026a01") == lot_id("MMR", "北京生物 ", "2026A01")
    assert lot_id("MMR", "北京生物", "1") != lot_id("MMR", "武汉生物", "1")


def test_the_first_seven_digits_of_a_usual_code_name_the_product() -> None:
    rules = SCHEDULE.stock
    assert product_code(f" {CODE}\n", rules) == "8100025"
    assert product_code(CODE[:-1], rules) == ""
    assert is_trace_code(CODE)
    assert not is_trace_code("202603018")
