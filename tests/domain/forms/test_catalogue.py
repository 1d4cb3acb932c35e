"""The rule behind all forms: every file in resources/forms keeps what the house promises."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fhir.resources.R4B.questionnaire import Questionnaire

from healthdesk.base import paths
from healthdesk.base.errors import InvalidInput, NotFound
from healthdesk.domain.codes import Codes, shipped
from healthdesk.domain.forms.calculations import CALCULATIONS
from healthdesk.domain.forms.catalogue import Forms
from healthdesk.domain.forms.definition import Carry, Form, Item, Kind
from healthdesk.domain.forms.named_checks import HARD, NEEDED, SOFT
from tests.domain.forms.builders import FORMS, a_questionnaire

FILES = sorted((paths.resources() / "forms").glob("*.json"))
ALL = [FORMS.get(key, version) for key in FORMS.keys() for version in FORMS.versions(key)]  # noqa: SIM118
every_form = pytest.mark.parametrize("form", ALL, ids=lambda form: f"{form.key}-{form.version}")
every_file = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)


def test_every_file_is_in_the_catalogue() -> None:
    assert len(ALL) == len(FILES)
    assert {"personal-information", "hypertension-visit", "diabetes-visit", "referral-out"} <= set(
        FORMS.keys()
    )


@every_file
def test_every_file_is_a_valid_questionnaire(path: Path) -> None:
    Questionnaire.model_validate_json(path.read_bytes())


@every_file
def test_every_file_keeps_the_rules_between_elements(path: Path) -> None:
    for node in _nodes(json.loads(path.read_bytes())):
        assert not ("answerOption" in node and "answerValueSet" in node), node["linkId"]
        assert not ("answerOption" in node and "initial" in node), node["linkId"]
        assert len(node.get("enableWhen", ())) < 2 or "enableBehavior" in node, node["linkId"]
        assert node["type"] == "group" or not node.get("item"), node["linkId"]
        assert "answerOption" not in node or node["type"] == "choice", node["linkId"]
        assert node["type"] != "choice" or "answerOption" in node or "answerValueSet" in node, node["linkId"]
        for condition in node.get("enableWhen", ()):
            assert condition["operator"] != "exists" or "answerBoolean" in condition, node["linkId"]


@every_file
def test_every_answer_says_how_it_is_carried(path: Path) -> None:
    form = FORMS.get(*_key_and_version(path))
    for node in _nodes(json.loads(path.read_bytes())):
        if form.has(node["linkId"]) and form.item(node["linkId"]) in tuple(form.leaves()):
            urls = [extension["url"] for extension in node["extension"]]
            assert urls.count("urn:healthdesk:carry") == 1, node["linkId"]


@every_form
def test_conditions_point_backwards_to_answers_that_exist(form: Form) -> None:
    seen: dict[str, Item] = {}
    for item in form.walk():
        for condition in item.conditions:
            assert condition.link_id in seen, item.link_id
            earlier = seen[condition.link_id]
            if earlier.options and condition.operator.value in ("=", "!="):
                assert earlier.option(str(condition.value)), item.link_id
            if earlier.kind is Kind.CODE and condition.operator.value in ("=", "!="):
                assert shipped().get(earlier.codes or "").get(str(condition.value)).is_known, item.link_id
        seen[item.link_id] = item


@every_form
def test_every_named_function_and_code_list_exists(form: Form) -> None:
    lists = set(Codes.read().names())
    for item in form.walk():
        assert item.calculated is None or item.calculated in CALCULATIONS, item.link_id
        for entry in item.check:
            name, _, other = entry.partition(":")
            assert name in HARD | SOFT | NEEDED, item.link_id
            assert form.has(other) or not _is_link_id(name, other, form), (item.link_id, entry)
        assert item.codes is None or item.codes in lists, item.link_id
        assert item.fills is None or form.parents(item.link_id) == form.parents(item.fills), item.link_id
        assert (item.codes is not None) or item.kind is not Kind.CODE, item.link_id


@every_form
def test_options_are_numbered_once_and_named(form: Form) -> None:
    for item in form.walk():
        codes = [option.code for option in item.options]
        assert len(codes) == len(set(codes)), item.link_id
        assert all(option.text for option in item.options), item.link_id
        assert bool(codes) == (item.kind in (Kind.CHOICE, Kind.CHOICES)), item.link_id
        assert item.initial is None or item.option(item.initial), item.link_id


@every_form
def test_every_item_has_a_text_a_source_and_a_tag(form: Form) -> None:
    for item in form.walk():
        assert item.text, item.link_id
        assert item.source, item.link_id
        assert item.confidence in {"C", "C1", "K", "P"}, item.link_id


@every_form
def test_soft_limits_lie_within_hard_limits(form: Form) -> None:
    for item in form.walk():
        if item.hard and item.soft:
            for end in (item.soft.low, item.soft.high):
                assert end is None or item.hard.holds(end), item.link_id


@every_form
def test_a_layout_names_only_items_of_its_form(form: Form) -> None:
    layout = FORMS.layout(form)
    placed = [link_id for line in layout.lines for link_id in line.link_ids]
    assert len(placed) == len(set(placed))
    assert all(form.has(link_id) for link_id in [*placed, *layout.folded, *layout.quick, *layout.room])
    assert layout.line_of("no such item") is None


@pytest.mark.parametrize("key", ["hypertension-visit", "diabetes-visit"])
def test_what_must_be_fresh_is_never_carried_into_a_visit(key: str) -> None:
    form = FORMS.current(key)
    fresh = {
        "symptoms",
        "sbp",
        "dbp",
        "weight",
        "heart_rate",
        "adherence",
        "adr",
        "hypo",
        "foot_pulse",
        "fbg",
        "hba1c",
    }
    kept = {
        "smoke",
        "drink",
        "ex_times",
        "ex_min",
        "salt",
        "staple",
        "psych",
        "compliance",
        "drugs",
        "insulin_kind",
    }
    for item in form.leaves():
        if item.link_id in fresh:
            assert item.carry is not Carry.CONFIRM, item.link_id
        if item.link_id in kept:
            assert item.carry is Carry.CONFIRM, item.link_id


def test_the_danger_signs_are_those_the_rules_know() -> None:
    for programme in ("hypertension", "diabetes"):
        rules = json.loads((paths.resources() / "programmes" / f"{programme}.json").read_bytes())
        known = {emergency["key"] for emergency in rules["emergencies"]}
        options = FORMS.current(f"{programme}-visit").item("danger_signs").options
        assert {option.code for option in options} <= known
        # A woman who nurses need not be in the maternal programme: the sign can be ticked.
        assert "pregnant_or_lactating" in {option.code for option in options}


def test_no_programme_item_is_wanted_from_a_person_who_is_lost() -> None:
    for key in ("hypertension-visit", "diabetes-visit"):
        form = FORMS.current(key)
        for link_id in ("symptoms", "sbp", "smoke", "adherence", "class", "drugs"):
            group = form.parents(link_id)[0]
            assert {condition.link_id for condition in group.conditions} >= {"visit_outcome"}, link_id


def test_the_newest_version_is_current_and_the_old_one_stays(tmp_path: Path) -> None:
    for version, name in (("2017.1", "small-2017"), ("2017.2", "small-2017.2"), ("2017.10", "small-2017.10")):
        document = a_questionnaire({"linkId": "a", "text": "甲", "type": "string"}) | {"version": version}
        (tmp_path / f"{name}.json").write_text(json.dumps(document), encoding="utf-8")
    forms = Forms.read(tmp_path)
    assert forms.versions("small") == ("2017.1", "2017.2", "2017.10")
    assert forms.current("small").version == "2017.10"
    assert forms.get("small", "2017.1").version == "2017.1"
    assert forms.get("small", "2017.1") is forms.get("small", "2017.1")
    assert forms.layout(forms.current("small")).lines == ()


def test_an_unknown_form_or_version_is_not_found() -> None:
    with pytest.raises(NotFound):
        FORMS.current("no-such-form")
    with pytest.raises(NotFound):
        FORMS.get("hypertension-visit", "1999.1")


@pytest.mark.parametrize(
    ("content", "field", "reason"),
    [
        pytest.param("{", "small-2026.json:form", "not-json", id="not-json"),
        pytest.param("[]", "small-2026.json:form", "not-a-questionnaire", id="no-object"),
        pytest.param(
            '{"resourceType": "Patient"}', "small-2026.json:form", "not-a-questionnaire", id="other"
        ),
        pytest.param(
            '{"resourceType": "Questionnaire"}', "small-2026.json:form", "no-key-or-version", id="no-key"
        ),
    ],
)
def test_a_damaged_file_is_named_and_the_others_still_open(
    tmp_path: Path, content: str, field: str, reason: str
) -> None:
    (tmp_path / "small-2026.json").write_text(content, encoding="utf-8")
    (tmp_path / "sound-2026.json").write_text(
        json.dumps(a_questionnaire() | {"url": "urn:healthdesk:form:sound"}), encoding="utf-8"
    )
    forms = Forms.read(tmp_path)
    with pytest.raises(InvalidInput) as fault:
        forms.current("small")
    assert (fault.value.field, fault.value.reason) == (field, reason)
    assert forms.current("sound").title == "小表"


def test_a_file_under_a_wrong_name_is_refused(tmp_path: Path) -> None:
    (tmp_path / "other-2026.json").write_text(json.dumps(a_questionnaire()), encoding="utf-8")
    with pytest.raises(InvalidInput) as fault:
        Forms.read(tmp_path).current("other")
    assert fault.value.reason == "name-and-content-differ"


def test_files_that_are_no_forms_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "README.json").write_text("{}", encoding="utf-8")
    assert Forms.read(tmp_path).keys() == ()


def _key_and_version(path: Path) -> tuple[str, str]:
    document = json.loads(path.read_bytes())
    return document["url"].removeprefix("urn:healthdesk:form:"), document["version"]


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for child in node.get("item", ()):
        yield child
        yield from _nodes(child)


NAMES_NO_ITEM = {
    "age-in-months",
    "age-in-years",
    "cord-is-off",
    "fontanelle",
    "growth-within",
    "men-only",
    "nothing-found",
    "one-of",
    "only-self-pay",
    "parents-age",
    "same-as-id",
    "usually-not",
    "usually-one-of",
}
"""Checks whose argument is a part, a code or a bound."""


def _is_link_id(check: str, other: str, form: Form) -> bool:
    """Two dates may be the person's own."""
    return other not in ("", "birth_date", "registered_on") and check not in NAMES_NO_ITEM
