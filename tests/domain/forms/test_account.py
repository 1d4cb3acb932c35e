"""Each form beside its table in the specification: every row has an item, or a word why it has none."""

import pytest

from healthdesk.domain.forms.account import account
from tests.domain.forms.builders import FORMS, a_form

KEYS = FORMS.keys()
NATIONAL = [
    "archive-cover",
    "personal-information",
    "health-checkup",
    "encounter",
    "consultation",
    "referral-out",
    "referral-back",
    "information-card",
    "self-care",
    "hypertension-visit",
    "diabetes-visit",
    "mental-disorder-supplement",
    "mental-disorder-visit",
    "tuberculosis-first-visit",
    "tuberculosis-visit",
    "copd-visit",
    "newborn-visit",
    "child-1-8-months",
    "child-12-30-months",
    "child-3-6-years",
    "antenatal-first",
    "antenatal-2-5",
    "maternal-risk",
    "postpartum-visit",
    "postpartum-42-days",
    "tcm-elderly",
    "tcm-child",
    "health-education-activity",
    "infectious-disease-card",
    "public-health-event",
    "supervision-information",
    "supervision-patrol",
    "family-doctor-contract",
    "immunization-card",
    "adverse-event",
]


def test_all_thirty_five_are_there() -> None:
    assert len(NATIONAL) == 35
    assert set(NATIONAL) <= set(KEYS)


@pytest.mark.parametrize("key", KEYS)
def test_no_row_of_the_specification_is_missing_without_a_word(key: str) -> None:
    form = FORMS.current(key)
    counted = account(form)
    assert counted.answers >= len(range(counted.rows)) - len(counted.missing) or form.difference
    assert not counted.missing or form.difference
    assert counted.rows or form.difference


def test_a_row_that_no_item_names_is_found() -> None:
    def item(link_id: str, source: str) -> dict[str, object]:
        said = {"url": "urn:healthdesk:source", "valueString": source}
        return {"linkId": link_id, "text": "甲", "type": "string", "extension": [said]}

    form = a_form(item("a", "小表 1 #1"), item("b", "小表 1 #3-4"), item("c", "别的表 2 #2"))
    object.__setattr__(form, "source", "小表 1")
    object.__setattr__(form, "items_in_specification", 5)
    assert account(form).missing == (2, 5)
