"""How a search that found too many is narrowed."""

from collections.abc import Sequence
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from healthdesk.services.rows import ResidentRow
from ui.screens.immunization.due_columns import due_columns as due_doses
from ui.screens.recall.columns import recall_columns
from ui.screens.residents.columns import resident_columns
from ui.screens.visits.columns import suggestion_columns
from ui.shell.hits import Hit
from ui.shell.search_list import SHOWN, narrower
from ui.tables.columns import Column


def _found(many: int = SHOWN, address: str = "幸福里 3-2-501") -> tuple[Hit, ...]:
    row = ResidentRow(
        id="1",
        name="王秀英",
        sex="2",
        born=date(1959, 3, 12),
        id_masked="",
        phone_masked="",
        archive_no="",
        address=address,
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


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("云河区松林镇松林村6组80号", "松林村"),
        ("云河区南湖街道湖滨社区槐树巷60号7幢", "槐树巷"),
        ("幸福里社区12号", "幸福里"),
        ("云河区清河街道阳光小区3幢", "阳光小区"),
    ],
)
def test_the_place_that_is_offered_is_a_whole_name(address: str, place: str) -> None:
    assert narrower("wang", _found(address=address))[1] == f"wang {place}"


LISTS = (
    resident_columns(date.today),
    suggestion_columns(date.today),
    due_doses(date.today),
    recall_columns(date.today),
)


@pytest.mark.parametrize("columns", LISTS, ids=("residents", "suggestions", "due doses", "recall"))
def test_an_address_that_does_not_fit_keeps_its_house(columns: Sequence[Column[Any]]) -> None:
    """All begin with one district; the house tells two people of one name apart."""
    column = next(one for one in columns if one.title == "住址")
    assert column.of(SimpleNamespace(address="云河区松林镇松林村6组80号")).keeps_end
