"""How a search that found too many is narrowed."""

from datetime import date

import pytest

from healthdesk.services.rows import ResidentRow
from ui.shell.hits import Hit
from ui.shell.search_list import SHOWN, narrower


def _found(many: int = SHOWN) -> tuple[Hit, ...]:
    row = ResidentRow(
        id="1",
        name="王秀英",
        sex="2",
        born=date(1959, 3, 12),
        id_masked="",
        phone_masked="",
        archive_no="",
        address="幸福里 3-2-501",
        tags=(),
        next_due=None,
        status="active",
    )
    return tuple(Hit(row, "", frozenset()) for _ in range(many))


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("wang", ("wang 1959", "wang 幸福里")),
        ("1959", ("1959 幸福里",)),
        ("wang 1959", ()),
    ],
)
def test_a_year_is_offered_to_letters_and_not_to_numbers(typed: str, offered: tuple[str, ...]) -> None:
    assert narrower(typed, _found()) == offered


def test_nothing_is_narrowed_that_fits() -> None:
    assert narrower("wang", _found(SHOWN - 1)) == ()
