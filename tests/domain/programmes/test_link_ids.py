"""The rules ask for answers that a form of their programme has, and for codes that it offers."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from healthdesk.base import paths
from healthdesk.domain.forms.catalogue import Forms
from healthdesk.domain.forms.definition import Form, Kind

FORMS = Forms.read()
NOT_ON_A_FORM = {"age", "mode"}
"""What `Facts.answer` computes."""


def document(key: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((paths.resources() / "programmes" / f"{key}.json").read_bytes())
    return found


def comparisons(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        if isinstance(node.get("answer"), str):
            yield node
        for part in node.values():
            yield from comparisons(part)
    elif isinstance(node, list):
        for part in node:
            yield from comparisons(part)


@pytest.mark.parametrize("key", ["severe-mental-disorder", "tuberculosis", "copd", "child", "maternal"])
def test_every_answer_of_the_rules_is_an_item_of_a_form(key: str) -> None:
    programme = {part: value for part, value in document(key).items() if part != "screening"}
    forms = [FORMS.current(name) for name in programme["forms"] if name != "health-checkup"]
    asked = list(comparisons(programme))
    assert asked
    for test in asked:
        if test["answer"] not in NOT_ON_A_FORM:
            assert any(form.has(test["answer"]) for form in forms), test
            assert any(_offers(form, test) for form in forms), test
    for link_id in (*programme.get("needs", ()), *programme.get("may_change", ())):
        assert FORMS.current(programme["form_key"]).has(link_id), link_id


def sentences(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict | list):
        for part in node.values() if isinstance(node, dict) else node:
            yield from sentences(part)


def test_no_sentence_of_a_rule_holds_what_somebody_typed() -> None:
    """An English window says a sentence with its values in English: typed words would not stay as typed."""
    items = [item for name in FORMS.keys() for item in FORMS.current(name).walk()]  # noqa: SIM118  a catalogue
    typed = {item.link_id for item in items if item.kind in (Kind.TEXT, Kind.LONGTEXT)}
    named = {
        place
        for file in (paths.resources() / "programmes").glob("*.json")
        for sentence in sentences(json.loads(file.read_bytes()))
        for place in re.findall(r"{(\w+)}", sentence)
    }
    assert {"sbp", "target", "emergencies"} <= named
    assert named & typed == set()


def _offers(form: Form, test: dict[str, Any]) -> bool:
    """Each number that is asked for can be ticked; the words are of a program that hands in cases."""
    item = form.item(test["answer"]) if form.has(test["answer"]) else None
    wanted = set(test.get("is_one_of", ())) - {"true", "positive", "阳性"}
    return item is not None and (not item.options or wanted <= {option.code for option in item.options})


@pytest.mark.parametrize("key", ["severe-mental-disorder", "copd"])
def test_the_classes_are_those_of_the_paper(key: str) -> None:
    programme = document(key)
    options = FORMS.current(programme["form_key"]).item("class").options
    assert {(one["code"], one["text"]) for one in programme["grades"]} == {
        (option.code, option.text) for option in options
    }


@pytest.mark.parametrize("key", ["tuberculosis", "copd"])
def test_danger_signs_are_those_of_the_emergency_list(key: str) -> None:
    programme = document(key)
    known = {one["key"]: one["text"] for one in programme["emergencies"]}
    form = FORMS.current(programme["form_key"])
    assert {one.code for one in form.item("emergency").options} == set(known)
    signs = {one["key"] for one in programme["emergencies"] if "any_of" not in one}
    assert {option.code for option in form.item("danger_signs").options} == signs
