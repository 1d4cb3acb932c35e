"""A Questionnaire is read item by item, and a fault names the item."""

import json
from decimal import Decimal
from typing import Any

import pytest

from healthdesk.base import paths
from healthdesk.base.errors import InvalidInput, NotFound
from healthdesk.domain.forms.definition import Carry, Kind, Noun, Range
from healthdesk.domain.forms.layout import Cell, read_layout
from healthdesk.domain.forms.questionnaire import read_form
from tests.domain.forms.builders import FORMS, a_form, a_questionnaire

VISIT = FORMS.current("hypertension-visit")


def test_an_item_carries_everything_its_file_says() -> None:
    sbp = VISIT.item("sbp")
    assert (sbp.kind, sbp.unit, sbp.is_required, sbp.carry) == (Kind.INTEGER, "mmHg", True, Carry.SHOW)
    assert (sbp.hard, sbp.soft) == (Range(Decimal(40), Decimal(300)), Range(Decimal(80), Decimal(200)))
    assert sbp.measure == "sbp"
    assert sbp.source.startswith("高血压 4 #5")
    symptoms = VISIT.item("symptoms")
    assert (symptoms.kind, symptoms.max_choices) == (Kind.CHOICES, 8)
    assert [option.code for option in symptoms.options] == [str(number) for number in range(1, 11)]
    assert [option.code for option in symptoms.options if option.is_exclusive] == ["1"]
    assert VISIT.item("bmi").is_read_only
    assert VISIT.item("doctor").kind is Kind.SIGNATURE
    assert VISIT.item("drugs").kind is Kind.ROWS
    assert not VISIT.item("new_complication").is_printed


def test_every_kind_of_item_is_read() -> None:
    kinds = {item.kind for key in FORMS.keys() for item in FORMS.current(key).walk()}  # noqa: SIM118
    assert kinds == set(Kind) - {Kind.NOTE}
    note = a_form({"linkId": "n", "text": "说明", "type": "display"}).item("n")
    assert note.kind is Kind.NOTE
    assert not note.holds_answer


def test_source_and_tag_come_from_the_group_around() -> None:
    group = {
        "linkId": "g",
        "text": "组",
        "type": "group",
        "extension": [{"url": "urn:healthdesk:source", "valueString": "表 1"}],
        "item": [{"linkId": "a", "text": "甲", "type": "string"}],
    }
    assert a_form(group).item("a").source == "表 1"


def test_a_first_value_comes_from_the_ticked_option_or_from_initial() -> None:
    assert VISIT.item("visit_outcome").initial == "1"
    form = a_form({"linkId": "a", "text": "甲", "type": "integer", "initial": [{"valueInteger": 3}]})
    assert form.item("a").initial == "3"


@pytest.mark.parametrize(
    ("item", "field", "reason"),
    [
        pytest.param({"text": "甲", "type": "string"}, "form", "no-link-id", id="no-link-id"),
        pytest.param({"linkId": "a", "type": "quantity"}, "a", "unreadable", id="unknown-type"),
        pytest.param({"linkId": "a"}, "a", "unreadable", id="no-type"),
        pytest.param(
            {
                "linkId": "a",
                "type": "string",
                "extension": [{"url": "urn:healthdesk:carry", "valueCode": "perhaps"}],
            },
            "a",
            "unreadable",
            id="unknown-carry",
        ),
    ],
)
def test_a_fault_names_the_item(item: dict[str, Any], field: str, reason: str) -> None:
    with pytest.raises(InvalidInput) as fault:
        a_form(item)
    assert fault.value.field == field
    assert fault.value.reason.startswith(reason)


def test_a_link_id_used_twice_is_refused() -> None:
    item = {"linkId": "a", "text": "甲", "type": "string"}
    with pytest.raises(InvalidInput) as fault:
        a_form(item, {"linkId": "g", "type": "group", "item": [item]})
    assert (fault.value.field, fault.value.reason) == ("a", "repeated-link-id")


def _with_extension(name: str, **value: str) -> bytes:
    extension = [{"url": f"urn:healthdesk:{name}", **value}]
    item = {"linkId": "a", "text": "甲", "type": "date"}
    return json.dumps(a_questionnaire(item) | {"extension": extension}).encode()


def test_the_days_of_service_and_of_the_next_visit_have_their_usual_names_or_the_forms_own() -> None:
    assert (VISIT.service_date, VISIT.next_date) == ("visit_date", "next_date")
    own = read_form(_with_extension("service-date", valueString="a"))
    assert (own.service_date, own.next_date) == ("a", "")
    with pytest.raises(InvalidInput) as fault:
        read_form(_with_extension("next-date", valueString="b"))
    assert (fault.value.field, fault.value.reason) == ("b", "unknown-item")


def test_a_form_is_kept_as_a_visit_unless_it_says_otherwise() -> None:
    assert VISIT.noun is Noun.VISIT
    assert FORMS.current("referral-out").noun is Noun.REFERRAL
    centre = a_questionnaire() | {"subjectType": ["Organization"]}
    assert read_form(json.dumps(centre).encode()).noun is Noun.CENTRE_RECORD
    with pytest.raises(InvalidInput) as fault:
        read_form(_with_extension("noun", valueCode="poem"))
    assert fault.value.reason == "unknown-noun"


def test_a_draft_form_says_so() -> None:
    assert read_form(json.dumps(a_questionnaire() | {"status": "draft"}).encode()).is_draft
    assert not VISIT.is_draft


def test_groups_around_an_item_are_known() -> None:
    assert [group.link_id for group in VISIT.parents("drug_name")] == ["section_drugs", "drugs"]
    with pytest.raises(NotFound):
        VISIT.item("unheard_of")


def test_a_layout_puts_two_items_on_one_line() -> None:
    line = FORMS.layout(VISIT).line_of("dbp")
    assert line is not None
    assert line.label == "血压"
    assert line.link_ids[:2] == ("sbp", "dbp")
    assert line.cells[1] == Cell("dbp", "/", None, 4)


@pytest.mark.parametrize("raw", ["{", "[]", '{"lines": [{"label": "x"}]}'])
def test_a_damaged_layout_is_refused(raw: str) -> None:
    with pytest.raises(InvalidInput):
        read_layout(raw.encode())


def test_reading_the_largest_form_is_quick() -> None:
    path = paths.resources() / "forms" / "personal-information-2017.json"
    assert len(list(read_form(path.read_bytes()).leaves())) > 40


def test_a_range_prints_its_ends() -> None:
    assert str(Range(Decimal("0.5"), Decimal("50.0"))) == "0.5-50"
    assert str(Range(None, Decimal(3))) == "-3"
    assert Range(Decimal(1), None).holds(1)
    assert not Range(Decimal(1), None).holds(0)
