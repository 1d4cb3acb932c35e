"""The stock book: sums, opened vials, holds – in whatever order its lines arrive."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from healthdesk.domain.stock.ledger import Entry, Kind, State, standing

START = datetime(2026, 11, 2, 1, tzinfo=UTC)


def line(number: int, kind: Kind, doses: int = 0, about: str = "", refrigerator: str = "") -> Entry:
    """A line of the book, `number` minutes after the first."""
    return Entry(
        f"m{number}",
        kind,
        START + timedelta(minutes=number),
        doses,
        f"因为{number}",
        about,
        refrigerator,
    )


BOOK = (
    line(1, Kind.RECEIVED, 50, refrigerator="a"),
    line(2, Kind.RECEIVED, 20, refrigerator="b"),
    line(3, Kind.OPENED),
    line(4, Kind.WASTED, -2, about="m3"),
    line(5, Kind.QUARANTINED),
    line(6, Kind.RELEASED, about="m5"),
    line(7, Kind.WASTED, -3),
    line(8, Kind.COUNTED, -1),
    line(9, Kind.RETURNED, -10),
    line(10, Kind.QUARANTINED),
)


@given(st.permutations(BOOK))
def test_whatever_order_the_lines_arrive_in_the_lot_stands_the_same(book: list[Entry]) -> None:
    found = standing(book, 5, {"": 4, "m3": 1})
    assert found.on_hand == 50 + 20 - 2 - 3 - 1 - 10 - 5
    assert [(vial.id, vial.left) for vial in found.vials] == [("m3", 2)]
    assert found.unopened == found.on_hand - 2
    assert (found.state, found.reason) == (State.QUARANTINED, "因为10")
    assert found.refrigerators == ("a", "b")


def test_a_release_lifts_the_hold_it_was_meant_for_and_no_recall() -> None:
    book = [line(1, Kind.QUARANTINED), line(2, Kind.RECALLED), line(3, Kind.RELEASED, about="m1")]
    assert standing(book, 1, {}).state is State.RECALLED
    assert standing([*book, line(4, Kind.REINSTATED, about="m2")], 1, {}).state is State.USABLE


def test_a_hold_that_another_workstation_set_meanwhile_is_not_lifted_along() -> None:
    book = [line(1, Kind.QUARANTINED), line(2, Kind.QUARANTINED), line(3, Kind.RELEASED, about="m1")]
    assert standing(book, 1, {}).state is State.QUARANTINED


def test_a_lot_that_was_moved_lies_in_one_place_and_later_deliveries_beside_it() -> None:
    book = [*BOOK, line(11, Kind.MOVED, refrigerator="c"), line(12, Kind.RECEIVED, 5, refrigerator="a")]
    assert standing(book, 1, {}).refrigerators == ("c", "a")


def test_an_empty_vial_is_none() -> None:
    assert standing([line(1, Kind.RECEIVED, 5), line(2, Kind.OPENED)], 5, {"m2": 5}).vials == ()


def test_two_workstations_that_used_the_last_dose_are_seen() -> None:
    assert standing([line(1, Kind.RECEIVED, 1)], 1, {"": 2}).on_hand == -1
