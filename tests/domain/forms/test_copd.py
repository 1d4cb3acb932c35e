"""The draft form of COPD: archive-chronic/15 section 3."""

from typing import Any

import pytest

from healthdesk.domain.forms.definition import Carry
from healthdesk.domain.forms.filling import Filling
from tests.domain.forms.builders import FORMS, a_woman, answered

FORM = FORMS.current("copd-visit")


def a_visit(last: dict[str, Any] | None = None, **answers: Any) -> Filling:
    return answered(Filling.start(FORM, a_woman(), last=last), answers)


def faults(filling: Filling) -> set[tuple[str, str]]:
    return {(problem.link_id, problem.reason) for problem in filling.problems()}


def test_the_form_says_that_it_is_a_draft() -> None:
    assert FORM.is_draft
    assert "草案" in FORM.title
    assert all(item.confidence != "C" for item in FORM.walk())


def test_stays_in_hospital_are_among_the_worsenings() -> None:
    assert faults(a_visit(ae_count=1, ae_hosp=2)) == {("ae_hosp", "order")}
    assert a_visit(ae_count=2, ae_hosp=2).problems() == ()


@pytest.mark.parametrize(
    ("link_id", "low", "high"),
    [("cat", 0, 40), ("ae_count", 0, 50), ("spo2", 40, 100), ("rr", 4, 80), ("hr", 20, 250)],
)
def test_limits_that_cannot_be_saved(link_id: str, low: int, high: int) -> None:
    around = {"spo2_state": "1"} if link_id == "spo2" else {}
    for value, is_refused in ((low - 1, True), (low, False), (high, False), (high + 1, True)):
        assert ((link_id, "range") in faults(a_visit(**around, **{link_id: value}))) is is_refused


def test_lung_function_has_a_day_and_all_its_values() -> None:
    assert not a_visit().asks("fev1")
    assert {"fev1", "fev1_fvc", "fev1_pred"} <= set(a_visit(fev1_date="2026-10-20").gaps())
    tested = {"fev1_date": "2026-10-20", "fev1": "8.01", "fev1_fvc": "4.9", "fev1_pred": "150"}
    assert faults(a_visit(**tested)) == {("fev1", "range"), ("fev1_fvc", "range")}


def test_the_last_spirometry_is_remembered_from_visit_to_visit() -> None:
    assert a_visit().value("last_spirometry") is None
    assert a_visit({"fev1_date": "2025-10-01"}).value("last_spirometry") == "2025-10-01"
    later = a_visit({"last_spirometry": "2025-10-01"}, fev1_date="2026-10-20")
    assert later.value("last_spirometry") == "2026-10-20"
    assert a_visit({"last_spirometry": "2025-10-01"}).value("last_spirometry") == "2025-10-01"


def test_breath_is_counted_when_people_meet() -> None:
    seen = {"hr", "rr", "spo2_state"}
    assert seen <= set(a_visit(mode="1").gaps())
    assert seen.isdisjoint(a_visit(mode="3").gaps())
    assert a_visit(mode="3").asks("spo2_state"), "people have meters at home"
    assert not a_visit(mode="1", spo2_state="9").asks("spo2")
    assert "spo2" in a_visit(mode="1", spo2_state="2").gaps()


def test_the_inhaler_is_looked_at_when_there_is_one() -> None:
    tablet = {"drug_name": "茶碱缓释片", "drug_device": "1"}
    powder = {"drug_name": "噻托溴铵粉吸入剂", "drug_device": "3"}
    assert "inhaler" not in a_visit(drugs=[tablet]).gaps()
    assert "inhaler" in a_visit(drugs=[tablet, powder]).gaps()
    assert "inhaler" not in a_visit(drugs=[{"drug_name": "茶碱缓释片"}]).gaps()


def test_nothing_clinical_is_asked_about_somebody_who_is_gone() -> None:
    for outcome in ("2", "9"):
        filling = a_visit(mode="3", visit_outcome=outcome)
        assert not any(filling.asks(link_id) for link_id in ("mmrc", "sbp", "class", "next_date", "drugs"))


def test_measurements_are_taken_anew() -> None:
    fresh = {"symptoms", "mmrc", "cat", "ae_count", "sbp", "hr", "rr", "spo2", "weight", "adherence", "adr"}
    assert all(FORM.item(link_id).carry is not Carry.CONFIRM for link_id in fresh)
    assert {FORM.item(link_id).measure for link_id in ("hr", "rr", "spo2")} == {
        "heart_rate",
        "respiration",
        "spo2",
    }
