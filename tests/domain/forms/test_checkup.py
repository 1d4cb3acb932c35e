"""The check-up: archive-chronic/03, item by item where an answer decides about others."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from healthdesk.domain.forms.checkup import HAZARDS, QUADRANTS
from healthdesk.domain.forms.definition import Carry, Kind
from healthdesk.domain.forms.filling import Filling
from healthdesk.domain.forms.findings import findings_of
from tests.domain.forms.builders import FORMS, a_woman, answered

FORM = FORMS.current("health-checkup")
OLDER, HYPERTENSION, DIABETES, OTHERS = "1", "2", "3", "4"
EVERYBODY = {"temperature", "pulse", "respiration", "sbp_left", "dbp_right", "height", "weight", "waist"}
BODY = {"skin", "sclera", "lymph", "lung_barrel", "heart_rate", "heart_rhythm", "abd_tender", "edema"}
SENSES = {"lips", "teeth", "throat", "vision_l", "vision_r", "hearing", "motor"}
ELDER = {"elder_health_self", "eating", "moving", "elder_selfcare", "elder_cognition", "elder_mood"}
BLOOD, URINE = {"hb", "wbc", "plt"}, {"u_prot", "u_glu", "u_ket", "u_blood"}
LIVER, KIDNEY, LIPIDS = {"alt", "ast", "tbil"}, {"cr", "urea"}, {"tc", "tg", "ldl", "hdl"}


def a_checkup(*groups: str, sex: str = "2", last: dict[str, Any] | None = None, **answers: Any) -> Filling:
    known = {"sex": sex, "groups": list(groups)}
    start = Filling.start(FORM, a_woman(sex=sex), last=last, prefill=known)
    return answered(start, {"exam_date": "2026-11-02"} | answers)


def faults(filling: Filling) -> set[tuple[str, str]]:
    return {(problem.link_id, problem.reason) for problem in filling.problems()}


def doubts(filling: Filling) -> set[tuple[str, str]]:
    return {(doubt.link_id, doubt.reason) for doubt in filling.doubts()}


@pytest.mark.parametrize(
    ("groups", "due", "free"),
    [
        ([], EVERYBODY | BODY | SENSES, ELDER | BLOOD | URINE | {"fbg", "ecg", "foot_pulse", "guide"}),
        ([HYPERTENSION], EVERYBODY | BODY | SENSES, ELDER | BLOOD | {"fbg", "foot_pulse"}),
        ([DIABETES], EVERYBODY | SENSES | {"fbg", "foot_pulse"}, ELDER | BLOOD | LIPIDS),
        ([OTHERS], EVERYBODY | BODY | BLOOD | {"blood_other", "alt", "fbg", "ecg"}, SENSES | {"ast", "cr"}),
        (
            [OLDER],
            EVERYBODY | BODY | SENSES | ELDER | BLOOD | URINE | LIVER | KIDNEY | LIPIDS
            | {"fbg", "ecg", "us_abdomen", "xray", "hba1c", "guide"},
            {"foot_pulse", "blood_other", "hbsag", "fundus"},
        ),
        ([OLDER, DIABETES], ELDER | URINE | {"fbg", "foot_pulse", "xray"}, {"blood_other"}),
        ([HYPERTENSION, OTHERS], SENSES | BLOOD | {"alt"}, {"ast"}),
    ],
)  # fmt: skip
def test_who_gets_what(groups: list[str], due: set[str], free: set[str]) -> None:
    gaps = set(a_checkup(*groups).gaps())
    assert due <= gaps
    assert free.isdisjoint(gaps)


def test_chest_picture_and_hba1c_are_due_from_2025() -> None:
    assert {"xray", "hba1c"}.isdisjoint(a_checkup(OLDER, exam_date="2024-12-31").gaps())
    assert {"xray", "hba1c"} <= set(a_checkup(OLDER, exam_date="2025-01-01").gaps())


def test_older_people_are_asked_what_others_are_not() -> None:
    assert not any(a_checkup(HYPERTENSION).asks(link_id) for link_id in ELDER)
    positive = a_checkup(OLDER, elder_cognition="2", elder_mood="2")
    assert {"mmse_total", "gds_total", "gds_scale"} <= set(positive.gaps())
    negative = a_checkup(OLDER, elder_cognition="1", elder_mood="1")
    assert not negative.asks("mmse_total")
    assert not negative.asks("gds_total")


def test_self_care_is_never_typed_alone() -> None:
    scale = {"eating": "3", "grooming": "1", "dressing": "3", "toilet": "5", "moving": "1"}
    filling = a_checkup(OLDER, **scale)
    assert (filling.value("selfcare_total"), filling.value("elder_selfcare")) == (13, "3")
    assert FORM.item("elder_selfcare").is_read_only
    assert a_checkup(OLDER, **(scale | {"moving": None})).value("elder_selfcare") is None


@pytest.mark.parametrize(
    ("scale", "total", "is_refused"), [("1", 30, False), ("1", 31, True), ("2", 15, False), ("2", 16, True)]
)
def test_the_mood_scale_has_thirty_or_fifteen_points(scale: str, total: int, *, is_refused: bool) -> None:
    filling = a_checkup(OLDER, elder_mood="2", gds_scale=scale, gds_total=total)
    assert (("gds_total", "range") in faults(filling)) is is_refused


def test_the_arm_with_the_higher_pressure_counts() -> None:
    both = a_checkup(sbp_left=138, dbp_left=92, sbp_right=146, dbp_right=84)
    assert (both.value("sbp"), both.value("dbp")) == (146, 84)
    one = a_checkup(sbp_left=138, dbp_left=92, sbp_right=146)
    assert (one.value("sbp"), one.value("dbp")) == (138, 92)
    assert a_checkup(sbp_left=138).value("sbp") is None
    assert {FORM.item(link_id).measure for link_id in ("sbp_left", "dbp_right", "pulse")} == {None}


@pytest.mark.parametrize(("right", "is_asked"), [(120, True), (121, False), (159, False), (160, True)])
def test_twenty_between_the_arms_is_asked_again(right: int, *, is_asked: bool) -> None:
    filling = a_checkup(sbp_left=140, dbp_left=80, sbp_right=right, dbp_right=80)
    assert (("sbp_right", "arms-differ") in doubts(filling)) is is_asked


@pytest.mark.parametrize(
    ("link_id", "others"),
    [("symptom", "3"), ("teeth", "2"), ("breast", "4"), ("p_brain", "2"), ("p_heart", "7"), ("p_eye", "4")],
)
def test_nothing_found_stands_alone(link_id: str, others: str) -> None:
    filling = a_checkup(**{link_id: ["1"]}).toggle(link_id, others)
    assert filling.value(link_id) == (others,)
    assert filling.toggle(link_id, "1").value(link_id) == ("1",)


@pytest.mark.parametrize(
    ("diet", "is_refused"), [(["1", "2"], True), (["2", "3", "4"], True), (["1", "4", "6"], False)]
)
def test_one_kind_of_diet_beside_its_tastes(diet: list[str], *, is_refused: bool) -> None:
    assert (("diet", "exclusive") in faults(a_checkup(diet=diet))) is is_refused


@pytest.mark.parametrize(
    ("link_id", "code"),
    [
        ("symptom", ["25"]), ("fundus", "2"), ("skin", "7"), ("sclera", "4"), ("lymph", "4"),
        ("lung_sound", "2"),
        ("lung_rale", "4"), ("heart_murmur", "2"), ("abd_mass", "2"), ("rectal", "5"), ("breast", ["5"]),
        ("gyn_cervix", "2"), ("ecg", "2"), ("xray", "2"), ("us_abdomen", "2"), ("pap", "2"),
        ("p_kidney", ["6"]),
        ("p_heart", ["7"]), ("p_vessel", ["4"]), ("p_neuro", "2"), ("p_other", "2"),
    ],
)  # fmt: skip
def test_other_and_abnormal_want_words(link_id: str, code: Any) -> None:
    assert f"{link_id}_text" in a_checkup(**{link_id: code}).gaps()
    assert not a_checkup(**{link_id: ["1"] if isinstance(code, list) else "1"}).asks(f"{link_id}_text")


def test_who_does_not_exercise_smoke_or_drink_is_asked_nothing_more() -> None:
    never = a_checkup(exercise_freq="4", smoke_status="1", drink_freq="1", occ_hazard="1")
    rest = {
        "exercise_min", "exercise_years", "exercise_kind", "smoke_daily", "smoke_start_age", "smoke_quit_age",
        "drink_daily", "drink_quit", "drink_start_age", "drunk_last_year", "drink_kind",
        "occ_work", "occ_dust",
    }  # fmt: skip
    assert not any(never.asks(link_id) for link_id in rest)
    stopped = a_checkup(smoke_status="2", drink_freq="2", drink_quit="2")
    assert {"smoke_daily", "smoke_quit_age", "drink_quit_age"} <= set(stopped.gaps())
    assert not a_checkup(smoke_status="3").asks("smoke_quit_age")


def test_ages_and_years_fit_into_a_life() -> None:
    wrong = a_checkup(
        exercise_freq="1", exercise_years=67, smoke_status="2", smoke_start_age=30, smoke_quit_age=29,
        drink_freq="3", drink_start_age=68,
    )  # fmt: skip
    assert faults(wrong) == {
        ("exercise_years", "order"),
        ("smoke_quit_age", "order"),
        ("drink_start_age", "order"),
    }
    right = a_checkup(
        exercise_freq="1", exercise_years="66.5", smoke_status="2", smoke_start_age=30, smoke_quit_age=67
    )
    assert right.problems() == ()


def test_a_hazard_is_named_with_its_protection() -> None:
    assert set(HAZARDS) <= set(a_checkup(occ_hazard="2").gaps())
    named = a_checkup(occ_hazard="2", occ_chemical="苯")
    assert not set(HAZARDS) & set(named.gaps())
    assert "occ_chemical_protection" in named.gaps()
    assert "occ_chemical_protection_text" in named.answer("occ_chemical_protection", "2").gaps()


def test_teeth_are_named_by_quadrant() -> None:
    missing = a_checkup(teeth=["2", "4"])
    assert {"teeth_missing_ul", "teeth_false_ul"} <= set(missing.gaps())
    assert not missing.asks("teeth_decayed_ul")
    for quadrant in QUADRANTS:
        assert "teeth_missing_ul" not in missing.answer(f"teeth_missing_{quadrant}", "67").gaps()
    for text, is_refused in (("1", False), ("12345678", False), ("9", True), ("66", True), ("6,7", True)):
        filling = a_checkup(teeth=["2"], teeth_missing_lr=text)
        assert (("teeth_missing_lr", "teeth") in faults(filling)) is is_refused, text


def test_only_men_have_a_prostate_and_only_women_a_cervix() -> None:
    assert faults(a_checkup(sex="2", rectal="4")) == {("rectal", "another-sex")}
    assert a_checkup(sex="1", rectal="4").problems() == ()
    assert a_checkup(sex="2").asks("gyn_cervix")
    assert a_checkup(sex="2").asks("pap")
    assert not a_checkup(sex="1").asks("gyn_cervix")
    assert not a_checkup(sex="1").asks("pap")


@pytest.mark.parametrize(
    ("result", "is_asked"),
    [
        ("-", False),
        ("+-", False),
        ("++++", False),
        ("0.3 g/L", False),
        ("2+", True),
        ("阴性", True),
        ("0.3", True),
    ],
)
def test_a_urine_result_in_other_words_is_asked_about_and_kept(result: str, *, is_asked: bool) -> None:
    sheet = a_checkup(u_prot=result)
    assert (("u_prot", "urine") in doubts(sheet)) is is_asked
    assert sheet.answers()["u_prot"] == result


def test_urine_and_blood_are_asked_again_outside_what_is_usual() -> None:
    assert doubts(a_checkup(u_prot="-", dbil="5", tbil="12", ldl="3.39", hdl="1.0", u_malb="3")) == set()
    assert doubts(a_checkup(u_prot="+-", dbil="7", tbil="6", ldl="3.4", hdl="0.99", u_malb="3.01")) == {
        ("u_prot", "positive"),
        ("dbil", "order"),
        ("ldl", "range"),
        ("hdl", "range"),
        ("u_malb", "range"),
    }


@pytest.mark.parametrize(
    ("link_id", "low", "high"),
    [
        ("temperature", "32", "43"), ("hb", "20", "250"), ("wbc", "0.1", "500"), ("plt", "1", "3000"),
        ("fbg", "0.5", "50"), ("u_malb", "0", "1000"), ("hba1c", "3", "20"), ("alt", "0", "10000"),
        ("alb", "5", "80"), ("cr", "5", "3000"), ("urea", "0.1", "100"), ("k", "1", "12"), ("na",
        "80", "200"),
        ("tc", "0.5", "40"), ("tg", "0.1", "100"), ("ldl", "0.1", "30"), ("hdl", "0.1", "10"),
        ("vision_l", "0", "5.3"), ("exercise_min", "1", "600"),
    ],
)  # fmt: skip
def test_limits_that_cannot_be_saved(link_id: str, low: str, high: str) -> None:
    item = FORM.item(link_id)
    step = Decimal(1) if item.kind is Kind.INTEGER else Decimal("0.1")
    for value, is_refused in (
        (Decimal(low) - step, True), (Decimal(low), False), (Decimal(high), False),
        (Decimal(high) + step, True)
    ):  # fmt: skip
        assert ((link_id, "range") in faults(a_checkup(**{link_id: value}))) is is_refused, value


def test_stays_end_after_they_began() -> None:
    stay = {"adm_in": "2026-03-09", "adm_out": "2026-03-01", "adm_reason": "肺炎"}
    assert faults(a_checkup(admissions=[stay])) == {("adm_out", "date-order")}
    assert a_checkup(admissions=[stay | {"adm_out": "2026-03-09"}]).problems() == ()
    assert faults(a_checkup(extra_vaccines=[{"vac_name": "流感疫苗", "vac_date": "2026-11-03"}])) == {
        ("vac_date", "future")
    }


def test_an_abnormal_assessment_proposes_what_was_measured() -> None:
    found = a_checkup(sbp_left=158, dbp_left=92, height=156, weight="70", waist="88", fbg="7.0", assess="2")
    assert [found.value(f"abnormal_{number}") for number in range(1, 5)] == [
        "血压偏高 158/92 mmHg",
        "空腹血糖偏高 7.0 mmol/L",
        "肥胖 BMI 28.8",
        "中心性肥胖 腰围 88 cm",
    ]
    assert "abnormal_1" in a_checkup(assess="2").gaps()
    assert (
        found.answer("abnormal_1", "高血压 2 级").answer("sbp_left", 160).value("abnormal_1") == "高血压 2 级"
    )


@pytest.mark.parametrize(
    ("sex", "waist", "is_found"), [("1", "89.9", False), ("1", "90", True), ("2", "85", True)]
)
def test_the_waist_counts_by_sex(sex: str, waist: str, *, is_found: bool) -> None:
    assert (a_checkup(sex=sex, waist=waist).value("abnormal_1") is not None) is is_found


def test_nothing_abnormal_beside_a_finding_is_asked_again() -> None:
    assert doubts(a_checkup(lips="1", foot_pulse="2", p_brain=["1"], assess="1")) == set()
    for answers in ({"lips": "3"}, {"foot_pulse": "1"}, {"ecg": "2"}, {"p_eye": ["4"]}, {"fbg": "7.0"}):
        assert ("assess", "findings") in doubts(a_checkup(assess="1", **answers)), answers


def test_a_raised_value_without_the_diagnosis_advises_to_look_again() -> None:
    raised = {"sbp_left": 158, "dbp_left": 88}
    assert ("guide", "check-again") in doubts(a_checkup(guide=["1"], **raised))
    assert ("guide", "check-again") not in doubts(a_checkup(guide=["1", "2"], **raised))
    assert ("guide", "check-again") not in doubts(a_checkup(HYPERTENSION, guide=["1"], **raised))
    assert ("guide", "check-again") in doubts(a_checkup(HYPERTENSION, guide=["1"], fbg="7.4"))


def test_losing_weight_has_a_target_below_today() -> None:
    assert "risk_weight_target" in a_checkup(risk=["5"]).gaps()
    assert ("risk_weight_target", "order") in doubts(a_checkup(risk=["5"], weight=60, risk_weight_target=60))
    assert {"risk_vaccine", "risk_text"} <= set(a_checkup(risk=["6", "7"]).gaps())


def test_habits_are_carried_and_measurements_are_not() -> None:
    last = {
        "smoke_status": "1", "diet": ["1"], "weight": "60", "symptom": ["1"], "skin": "1", "elder_mood": "1",
        "drugs": [{"drug_name": "氨氯地平", "drug_adherence": "1"}],
    }  # fmt: skip
    filling = a_checkup(OLDER, last=last)
    assert {"smoke_status", "diet", "drugs"} <= set(filling.carried())
    assert filling.value("drugs") == ({"drug_name": "氨氯地平"},), "adherence is asked anew"
    assert {"weight", "symptom", "skin", "elder_mood"} <= set(filling.gaps())
    assert FORM.item("foot_pulse").carry is Carry.NEVER


def test_every_normal_code_is_one_of_its_item() -> None:
    for link_id, code in findings_of("health-checkup-2017").normal.items():
        assert FORM.item(link_id).option(code), link_id


def test_the_day_of_the_check_up_is_its_own() -> None:
    assert FORM.service_date == "exam_date"
    assert ("exam_date", "future") in faults(a_checkup(exam_date=date(2026, 11, 3)))


def test_a_full_check_up_of_an_older_woman_is_complete() -> None:
    answers: dict[str, Any] = {
        "responsible_doctor": "王建平", "symptom": ["1"], "temperature": "36.5", "pulse": 76,
        "respiration": 18,
        "sbp_left": 132, "dbp_left": 80, "sbp_right": 130, "dbp_right": 78, "height": 156, "weight": "54",
        "waist": "76", "elder_health_self": "2", "eating": "0", "grooming": "0", "dressing": "0",
        "toilet": "0",
        "moving": "0", "elder_cognition": "1", "elder_mood": "1", "exercise_freq": "4", "diet": ["1"],
        "smoke_status": "1", "drink_freq": "1", "occ_hazard": "1", "teeth": ["1"], "vision_l": "4.8",
        "vision_r": "4.8", "heart_rate": 76, "hb": "128", "wbc": "5.6", "plt": "210", "fbg": "5.2",
        "hba1c": "5.4", "alt": "22", "ast": "24", "tbil": "12", "cr": "66", "urea": "5.1",
        "tc": "4.6", "tg": "1.2",
        "ldl": "2.8", "hdl": "1.3", "assess": "1", "guide": ["2"],
    }  # fmt: skip
    filling = a_checkup(OLDER, **answers)
    ones = [gap for gap in filling.gaps() if FORM.item(gap).kind in (Kind.CHOICE, Kind.CHOICES)]
    for gap in ones:
        filling = filling.answer(gap, ["1"] if FORM.item(gap).kind is Kind.CHOICES else "1")
    for gap in ("u_prot", "u_glu", "u_ket", "u_blood"):
        filling = filling.answer(gap, "-")
    assert filling.is_complete
    assert filling.doubts() == ()
