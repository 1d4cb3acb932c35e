"""Households: formed by a head, joined and left."""

import pytest

from healthdesk.base import errors
from healthdesk.desk import Desk
from tests.desks import registered


def test_a_family_is_its_head_and_who_joined(desk: Desk) -> None:
    mother, child = registered(desk), registered(desk, name="王小宝", birth_date="2020-05-01")
    family = desk.families.form(mother)
    desk.families.join(family, child, "child")
    assert [(one.name, one.role) for one in desk.families.members(family)] == [
        ("王秀英", "head"),
        ("王小宝", "child"),
    ]
    assert len(desk.records.open(child).family) == 2


def test_who_leaves_is_gone_from_the_household(desk: Desk) -> None:
    mother = registered(desk)
    family = desk.families.form(mother)
    desk.families.leave(mother)
    assert desk.families.members(family) == ()
    assert desk.records.open(mother).family == ()


def test_nobody_joins_a_family_that_is_not_there(desk: Desk) -> None:
    with pytest.raises(errors.NotFound):
        desk.families.join("nothing", registered(desk), "child")


def test_a_family_needs_a_resident(desk: Desk) -> None:
    with pytest.raises(errors.NotFound):
        desk.families.form("nobody")
