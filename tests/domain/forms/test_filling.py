"""A filling settles what is asked, computed, missing and wrong at every step."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from healthdesk.base import canonical
from healthdesk.base.errors import NotFound
from healthdesk.domain.forms.filling import Filling, Origin
from tests.domain.forms.builders import (
    FORMS,
    FRESH_VISIT,
    LAST_VISIT,
    TODAY,
    a_hypertension_visit,
    a_woman,
    answered,
)

CARRIED = (
    "height",
    "weight_target",
    "smoke",
    "drink",
    "ex_times",
    "ex_min",
    "salt",
    "psych",
    "compliance",
    "drugs",
)


def reasons(filling: Filling) -> dict[str, str]:
    return {problem.link_id: problem.reason for problem in filling.problems()}


def worries(filling: Filling) -> dict[str, str]:
    return {problem.link_id: problem.reason for problem in filling.doubts()}


def test_measurements_are_shown_and_habits_are_carried() -> None:
    filling = a_hypertension_visit(LAST_VISIT)
    assert filling.carried() == CARRIED
    assert filling.last["sbp"] == 146
    assert filling.value("sbp") is None
    smoke = filling.entry("smoke")
    assert smoke is not None
    assert (smoke.value, smoke.origin, smoke.is_fresh) == (0, Origin.CARRIED, False)
    assert smoke.service_on == date(2026, 8, 3)


def test_what_needs_a_fresh_act_is_a_gap_and_what_is_carried_is_none() -> None:
    gaps = a_hypertension_visit(LAST_VISIT).gaps()
    assert gaps == tuple(FRESH_VISIT)


def test_a_visit_with_fresh_answers_is_complete() -> None:
    filling = a_hypertension_visit(LAST_VISIT, **FRESH_VISIT)
    assert filling.gaps() == ()
    assert filling.is_complete
    assert filling.answers()["smoke"] == 0


def test_without_a_last_visit_habits_are_gaps_too() -> None:
    filling = a_hypertension_visit(**FRESH_VISIT)
    assert set(filling.gaps()) >= {
        "smoke",
        "drink",
        "ex_times",
        "ex_min",
        "salt",
        "psych",
        "compliance",
        "drugs",
    }


def test_confirming_makes_a_carried_value_fresh_but_keeps_its_origin() -> None:
    at = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
    filling = a_hypertension_visit(LAST_VISIT).confirm("smoke", "drink", "no such item", at=at)
    entry = filling.entry("smoke")
    assert entry is not None
    assert (entry.origin, entry.is_fresh, entry.entered_at) == (Origin.CARRIED, True, at)
    assert entry.service_on is None
    assert "smoke" not in filling.carried()


def test_typing_replaces_a_carried_value() -> None:
    filling = a_hypertension_visit(LAST_VISIT).answer("smoke", "５")
    entry = filling.entry("smoke")
    assert entry is not None
    assert (entry.value, entry.origin) == (5, Origin.TYPED)


def test_the_body_mass_index_follows_the_weight() -> None:
    filling = a_hypertension_visit(weight="63.5")
    assert filling.value("bmi") == Decimal("25.4")
    assert filling.clear("weight").value("bmi") is None
    assert filling.answer("height", 170).value("bmi") == Decimal("22.0")
    assert filling.answer("weight", "6350").value("bmi") is None, "a weight that is refused gives no index"


def test_the_height_comes_from_the_archive_until_it_is_measured() -> None:
    filling = a_hypertension_visit()
    assert filling.value("height") == Decimal(158)
    assert filling.answer("height", "159.5").value("height") == Decimal("159.5")
    assert filling.answer("height", "159.5").clear("height").value("height") == Decimal(158)


def test_undo_is_keeping_the_filling_from_before() -> None:
    before = a_hypertension_visit(LAST_VISIT, sbp=158)
    after = before.answer("sbp", 186).toggle("symptoms", "2").answer("weight", 70)
    assert (before.value("sbp"), before.value("symptoms"), before.value("bmi")) == (158, None, None)
    assert after.value("sbp") == 186
    assert before == a_hypertension_visit(LAST_VISIT, sbp=158)


def test_no_symptom_clears_the_symptoms_and_a_symptom_clears_it() -> None:
    filling = a_hypertension_visit().toggle("symptoms", "2").toggle("symptoms", "6")
    assert filling.value("symptoms") == ("2", "6")
    assert filling.toggle("symptoms", "1").value("symptoms") == ("1",)
    assert filling.toggle("symptoms", "1").toggle("symptoms", "3").value("symptoms") == ("3",)
    assert filling.toggle("symptoms", "2").value("symptoms") == ("6",)
    assert filling.toggle("symptoms", "2").toggle("symptoms", "6").value("symptoms") is None


def test_an_imported_contradiction_of_boxes_is_refused_not_repaired() -> None:
    restored = Filling.start(FORMS.current("hypertension-visit"), a_woman(), prefill={"symptoms": ["1", "2"]})
    assert reasons(restored) == {"symptoms": "exclusive"}


def test_a_digit_ticks_one_of_several_and_again_unticks_it() -> None:
    filling = a_hypertension_visit().toggle("adherence", "2")
    assert filling.value("adherence") == "2"
    assert filling.toggle("adherence", "3").value("adherence") == "3"
    assert filling.toggle("adherence", "2").value("adherence") is None


def test_a_digit_on_a_carried_box_confirms_it() -> None:
    filling = a_hypertension_visit(LAST_VISIT).toggle("salt", "2")
    entry = filling.entry("salt")
    assert entry is not None
    assert (entry.value, entry.is_fresh, entry.origin) == ("2", True, Origin.TYPED)


def test_a_digit_on_a_suggested_box_makes_it_the_doctor_s_own() -> None:
    filling = a_hypertension_visit().propose({"class": "2"}).toggle("class", "2")
    entry = filling.entry("class")
    assert entry is not None
    assert (entry.value, entry.origin) == ("2", Origin.TYPED)


def test_the_text_of_other_is_asked_only_when_other_is_ticked() -> None:
    filling = a_hypertension_visit().toggle("symptoms", "10")
    assert filling.asks("symptoms_text")
    assert "symptoms_text" in filling.gaps()
    filling = filling.answer("symptoms_text", "耳痛").toggle("symptoms", "10")
    assert not filling.asks("symptoms_text")
    assert "symptoms_text" not in filling.answers()
    assert filling.toggle("symptoms", "10").answers()["symptoms_text"] == "耳痛"


def test_enter_goes_to_the_next_asked_question() -> None:
    filling = a_hypertension_visit()
    assert filling.next_asked(None) == "visit_date"
    assert filling.next_asked("sbp") == "dbp"
    assert filling.next_asked("weight_target") == "heart_rate"
    assert filling.next_asked("doctor") is None


def test_the_next_gap_starts_again_at_the_top() -> None:
    filling = a_hypertension_visit(LAST_VISIT, **FRESH_VISIT).clear("sbp").clear("adr")
    assert filling.next_gap(None) == "sbp"
    assert filling.next_gap("sbp") == "adr"
    assert filling.next_gap("adr") == "sbp"
    assert filling.answer("sbp", 138).answer("adr", 1).next_gap(None) is None


@pytest.mark.parametrize("outcome", ["2", "9"])
def test_a_lost_or_dead_person_is_asked_nothing_clinical(outcome: str) -> None:
    filling = a_hypertension_visit(LAST_VISIT, mode="3", visit_outcome=outcome)
    assert not any(filling.asks(link_id) for link_id in ("symptoms", "sbp", "smoke", "class", "next_date"))
    assert set(filling.answers()) == {"visit_date", "mode", "visit_outcome"}
    assert filling.gaps() == (("end_reason",) if outcome == "9" else ())


def test_death_asks_for_day_and_cause() -> None:
    filling = a_hypertension_visit(mode="3", visit_outcome="9", end_reason="1")
    assert filling.gaps() == ("death_date", "death_cause")
    assert reasons(filling.answer("death_date", "2026-11-03")) == {"death_date": "future"}


def test_an_emergency_asks_for_a_second_reading_and_what_was_done() -> None:
    filling = a_hypertension_visit(LAST_VISIT, **FRESH_VISIT)
    high = filling.propose({"emergency": ["sbp_at_least_180"]})
    assert high.gaps() == ("sbp_second", "dbp_second", "emergency_done", "emergency_outcome")
    sign = filling.propose({"emergency": ["eye_pain"]})
    assert sign.gaps() == ("emergency_done", "emergency_outcome")
    assert high.propose({"emergency": None}).gaps() == ()


def test_a_low_glucose_asks_for_a_second_glucose() -> None:
    filling = Filling.start(FORMS.current("diabetes-visit"), a_woman())
    low = filling.propose({"emergency": ["fbg_at_most_3_9"]})
    assert low.asks("fbg_second")
    assert not low.asks("sbp_second")
    assert not filling.asks("fbg_second")


def test_a_telephone_visit_does_not_ask_for_the_foot_pulse() -> None:
    filling = Filling.start(FORMS.current("diabetes-visit"), a_woman()).answer("mode", "3")
    assert not filling.asks("foot_pulse")
    assert filling.asks("bp_source")
    assert filling.answer("mode", "1").asks("foot_pulse")


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        pytest.param({"sbp": 301}, {"sbp": "range"}, id="above-the-hard-limit"),
        pytest.param({"sbp": 120, "dbp": 120}, {"dbp": "order"}, id="systolic-not-above-diastolic"),
        pytest.param({"ex_times": 0, "ex_min": 30}, {"ex_min": "not-zero"}, id="minutes-without-exercise"),
        pytest.param({"ex_times": 0, "ex_min": 0}, {}, id="no-exercise"),
        pytest.param({"visit_date": "2026-11-03"}, {"visit_date": "future"}, id="tomorrow"),
        pytest.param({"visit_date": "1959-03-03"}, {"visit_date": "date-order"}, id="before-birth"),
        pytest.param({"next_date": "2026-11-02"}, {"next_date": "date-order"}, id="next-on-the-same-day"),
        pytest.param({"weight": "63.55"}, {"weight": "decimals"}, id="too-exact"),
        pytest.param({"weight": "63.50"}, {}, id="a-zero-more"),
        pytest.param({"weight": "heavy"}, {"weight": "format"}, id="no-number"),
        pytest.param({"sbp": "138.5"}, {"sbp": "format"}, id="no-whole-number"),
        pytest.param({"next_date": "2026-02-30"}, {"next_date": "format"}, id="no-such-day"),
        pytest.param({"adherence": "7"}, {"adherence": "option"}, id="no-such-box"),
        pytest.param({"sign_other": "长" * 201}, {"sign_other": "length"}, id="too-long"),
        pytest.param({"drugs": [{"drug_name": "药", "drug_times": 99}]}, {"drug_times": "range"}, id="cell"),
    ],
)
def test_a_hard_limit_refuses(answers: dict[str, Any], expected: dict[str, str]) -> None:
    assert reasons(a_hypertension_visit(**answers)) == expected


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        pytest.param({"sbp": 201}, {"sbp": "range"}, id="outside-the-soft-limit"),
        pytest.param({"sbp": 130, "dbp": 115}, {"dbp": "pulse-pressure"}, id="narrow"),
        pytest.param({"sbp": 190, "dbp": 60}, {"dbp": "pulse-pressure"}, id="wide"),
        pytest.param({"sbp": 130, "dbp": 80}, {}, id="plain"),
        pytest.param({"sbp": 80, "dbp": 90}, {}, id="a-fault-is-no-doubt"),
        pytest.param({"weight": 71}, {"weight": "changed"}, id="weight-jumps"),
        pytest.param({"height": 170}, {"height": "changed"}, id="height-jumps"),
        pytest.param({"weight": 33, "height": 158}, {"weight": "range", "bmi": "range"}, id="both-thin"),
        pytest.param({"smoke": "many"}, {}, id="unreadable-is-refused-not-doubted"),
    ],
)
def test_a_soft_limit_asks(answers: dict[str, Any], expected: dict[str, str]) -> None:
    last = LAST_VISIT if "weight" in answers and "height" not in answers else None
    assert worries(a_hypertension_visit(last, **answers)) == expected


def test_an_accepted_doubt_is_asked_again_only_when_the_value_changes() -> None:
    filling = a_hypertension_visit(sbp=201).accept("sbp")
    assert filling.doubts() == ()
    assert worries(filling.answer("sbp", 202)) == {"sbp": "range"}


def test_a_problem_in_a_table_names_its_row() -> None:
    rows = [{"drug_name": "甲", "drug_times": 1}, {"drug_name": "乙", "drug_times": 99}]
    (problem,) = a_hypertension_visit(drugs=rows).problems()
    assert (problem.link_id, problem.row, problem.limit) == ("drug_times", 1, "0-24")


def test_a_row_without_its_required_cell_is_a_gap() -> None:
    filling = a_hypertension_visit(LAST_VISIT, **FRESH_VISIT).answer("drugs", [{"drug_dose": 5}])
    assert filling.gaps() == ("drug_name",)


def test_medicines_are_needed_only_by_those_who_take_them() -> None:
    assert "drugs" in a_hypertension_visit(adherence="1").gaps()
    assert "drugs" not in a_hypertension_visit(adherence="3").gaps()


def test_a_target_weight_is_needed_only_by_the_overweight() -> None:
    assert "weight_target" in a_hypertension_visit(weight=70).gaps()
    assert "weight_target" not in a_hypertension_visit(weight=55).gaps()


def test_a_suggestion_fills_an_item_but_never_replaces_a_person() -> None:
    filling = a_hypertension_visit().propose({"class": "2", "next_date": date(2026, 11, 16)})
    assert (filling.value("class"), filling.value("next_date")) == ("2", "2026-11-16")
    assert "class" not in filling.gaps()
    assert filling.propose({"class": "1"}).value("class") == "1"
    assert filling.propose({"class": None}).value("class") is None
    overruled = filling.answer("class", "3").propose({"class": "1"})
    assert overruled.value("class") == "3"


def test_unreadable_text_is_kept_in_the_draft_but_not_judged() -> None:
    filling = a_hypertension_visit(sbp="15o")
    assert filling.value("sbp") == "15o"
    assert "sbp" not in filling.answers()
    assert _restored(filling).value("sbp") == "15o"


def test_a_draft_comes_back_with_origins_times_and_accepted_doubts() -> None:
    at = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
    filling = a_hypertension_visit(LAST_VISIT, sbp=201, symptoms=["2", "10"]).accept("sbp")
    filling = filling.answer("dbp", 92, Origin.DEVICE, at).confirm("smoke", at=at)
    assert _restored(filling) == filling


def test_a_draft_of_a_newer_form_keeps_what_is_known_here() -> None:
    form = FORMS.current("hypertension-visit")
    document = {"entries": {"sbp": {"value": 130}, "unheard_of": {"value": 1}, "adr": {"value": ""}}}
    filling = Filling.restore(form, a_woman(), document)
    assert filling.value("sbp") == 130
    assert set(filling.entries) == {"visit_date", "height", "sbp"}


def test_an_unknown_item_is_not_found() -> None:
    with pytest.raises(NotFound):
        a_hypertension_visit().answer("unheard_of", 1)


def test_an_empty_answer_clears() -> None:
    assert a_hypertension_visit(sbp=130).answer("sbp", " ").value("sbp") is None


def test_the_referral_knows_age_and_day_by_itself() -> None:
    filling = Filling.start(FORMS.current("referral-out"), a_woman(), prefill={"name": "王秀英"})
    assert (filling.value("age"), filling.value("age_unit")) == (67, "1")
    assert filling.value("out_date") == TODAY.isoformat()
    assert filling.answer("out_date", "2020-01-01").value("age") == 60
    name = filling.entry("name")
    assert name is not None
    assert (name.origin, name.is_fresh) == (Origin.FILLED, True)


def test_an_infant_is_counted_in_months() -> None:
    baby = a_woman(born=date(2026, 6, 5))
    filling = Filling.start(FORMS.current("referral-out"), baby)
    assert (filling.value("age"), filling.value("age_unit")) == (4, "2")
    unknown = Filling.start(FORMS.current("referral-out"), a_woman(born=None))
    assert unknown.value("age") is None


def _restored(filling: Filling) -> Filling:
    document = canonical.decode(canonical.encode(filling.entries_document()))
    return Filling.restore(filling.form, filling.subject, document, filling.last)


wild = st.one_of(
    st.none(),
    st.text(max_size=8),
    st.integers(-10, 400),
    st.decimals(-1, 400, places=2),
    st.dates(date(1890, 1, 1), date(2030, 1, 1)),
    st.booleans(),
    st.lists(st.sampled_from(["1", "2", "3", "10", "99", "x"]), max_size=4),
    st.lists(
        st.dictionaries(
            st.sampled_from(["drug_name", "drug_times", "past_disease_code"]), st.text(max_size=3)
        )
    ),
)


@given(st.sampled_from(FORMS.keys()), st.data())
def test_no_filling_however_wild_breaks_or_loses_an_answer(key: str, data: st.DataObject) -> None:
    form = FORMS.current(key)
    link_ids = [item.link_id for item in form.leaves()]
    acts = data.draw(st.dictionaries(st.sampled_from(link_ids), wild, max_size=12))
    filling = answered(Filling.start(form, a_woman()), acts)
    assert _restored(filling) == filling
    assert set(filling.answers()) <= {item.link_id for item in filling.asked_leaves()}
    assert {problem.link_id for problem in filling.problems()} <= {item.link_id for item in form.walk()}
    assert filling.is_complete is (not filling.gaps() and not filling.problems())
    assert len(filling.doubts()) >= 0
