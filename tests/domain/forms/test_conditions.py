"""enableWhen decides with the answers that are themselves asked."""

from decimal import Decimal
from typing import Any

import pytest

from healthdesk.domain.forms.conditions import asked, closed, is_met
from healthdesk.domain.forms.definition import Condition, Operator
from tests.domain.forms.builders import a_form


@pytest.mark.parametrize(
    ("operator", "wanted", "answer", "met"),
    [
        ("exists", True, "x", True),
        ("exists", True, None, False),
        ("exists", False, None, True),
        ("=", "2", "2", True),
        ("=", "2", ("1", "2"), True),
        ("=", "2", None, False),
        ("!=", "2", None, True),
        ("!=", "2", ("2", "3"), False),
        (">", 10, 11, True),
        (">", 10, 10, False),
        ("<", Decimal("3.9"), Decimal("3.8"), True),
        ("<=", Decimal("3.9"), Decimal("3.9"), True),
        (">=", 180, 179, False),
        (">=", 180, 180, True),
        (">=", 180, "180", False),
        ("<=", 180, None, False),
        (">", "2026-01-01", "2026-01-02", True),
    ],
)
def test_one_comparison(operator: str, wanted: Any, answer: Any, met: bool) -> None:
    assert is_met(Condition("a", Operator(operator), wanted), answer) is met


def test_what_hangs_on_an_unasked_answer_is_not_asked() -> None:
    form = a_form(
        {"linkId": "a", "text": "甲", "type": "string"},
        {"linkId": "b", "text": "乙", "type": "string", "enableWhen": [_is("a", "yes")]},
        {"linkId": "c", "text": "丙", "type": "string", "enableWhen": [_is("b", "yes")]},
    )
    assert asked(form, {"a": "yes", "b": "yes"}) == {"a", "b", "c"}
    assert asked(form, {"a": "no", "b": "yes"}) == {"a"}


def test_a_group_takes_its_items_with_it() -> None:
    inner = {"linkId": "b", "text": "乙", "type": "string"}
    form = a_form(
        {"linkId": "a", "text": "甲", "type": "string"},
        {"linkId": "g", "text": "组", "type": "group", "enableWhen": [_is("a", "yes")], "item": [inner]},
    )
    assert asked(form, {}) == {"a"}
    assert asked(form, {"a": "yes"}) == {"a", "g", "b"}


@pytest.mark.parametrize(("behaviour", "expected"), [("any", True), ("all", False)])
def test_several_conditions_are_joined_as_the_form_says(behaviour: str, expected: bool) -> None:
    form = a_form(
        {"linkId": "a", "text": "甲", "type": "string"},
        {"linkId": "b", "text": "乙", "type": "string"},
        {
            "linkId": "c",
            "text": "丙",
            "type": "string",
            "enableWhen": [_is("a", "yes"), _is("b", "yes")],
            "enableBehavior": behaviour,
        },
    )
    assert ("c" in asked(form, {"a": "yes"})) is expected


def _is(question: str, text: str) -> dict[str, str]:
    return {"question": question, "operator": "=", "answerString": text}


def test_what_one_answer_closes_whatever_else_is_answered() -> None:
    form = a_form(
        {"linkId": "visit", "text": "次", "type": "string"},
        {"linkId": "b", "text": "乙", "type": "string", "enableWhen": [_is("visit", "1")]},
        {"linkId": "c", "text": "丙", "type": "string", "enableWhen": [_is("b", "yes")]},
        {
            "linkId": "d",
            "text": "丁",
            "type": "string",
            "enableBehavior": "any",
            "enableWhen": [_is("visit", "1"), _is("a", "yes")],
        },
        {
            "linkId": "e",
            "text": "戊",
            "type": "group",
            "enableWhen": [_is("visit", "2")],
            "item": [{"linkId": "f", "text": "己", "type": "string"}],
        },
    )
    assert closed(form, "visit", "1") == {"e", "f"}
    assert closed(form, "visit", "2") == {"b", "c"}
