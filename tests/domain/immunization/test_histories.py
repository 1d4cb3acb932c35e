"""Difficult histories, and what a parent is told about them."""

import pytest

from tests.domain.immunization.builders import a_child, next_dose, places, summary, verdicts


def test_between_lines_of_products_a_doctor_decides() -> None:
    child = a_child("2024-01-01")
    had = ("JE-L 2024-09-01", "JE-I 2026-01-10")
    verdict = verdicts(child, *had)[1]
    assert (verdict.is_valid, verdict.reason) == (False, "ask_clinician")
    assert verdict.text == "国家程序没有写明乙脑灭活疫苗接在这之后怎样计，请医生判断。"
    found = next_dose("JE", child, "2026-11-01", *had)
    assert (found.status, found.earliest, found.reasons[0].text) == (
        "deferred",
        None,
        "程序没有写明下一步，请医生判断",
    )


def test_after_a_complete_line_a_dose_of_the_other_does_no_harm() -> None:
    child = a_child("2024-01-01")
    had = ("JE-L 2024-09-01", "JE-L 2026-01-10", "JE-I 2026-03-10")
    assert places(child, *had) == ["JE-1", "JE-2", None]
    assert verdicts(child, *had)[2].text == "乙脑按程序不需要这一剂，多打了，不占剂次，无需处理。"
    assert next_dose("JE", child, "2026-11-01", *had).status == "complete"


def test_a_third_dose_of_group_a_fills_no_place_and_stops_nothing() -> None:
    child = a_child("2025-01-01")
    had = ("MPSV-A 2025-07-01", "MPSV-A 2025-10-01", "MPSV-A 2026-01-05")
    assert places(child, *had) == ["MEN-A1", "MEN-A2", None]
    assert summary(next_dose("MEN", child, "2026-11-01", *had)) == (3, "not_yet_due", "MPSV-AC", "2028-01-01")


def test_a_conjugate_course_without_its_doses_still_leads_to_the_third_year() -> None:
    child = a_child("2025-01-01", insert_course_complete="MPCV-AC")
    assert summary(next_dose("MEN", child, "2026-11-01")) == (3, "not_yet_due", "MPSV-AC", "2028-01-01")


def test_four_polio_doses_with_one_type_2_ask_for_an_inactivated_one() -> None:
    child = a_child("2018-05-10")
    had = ("IPV 2018-07-10", "bOPV 2018-08-10", "bOPV 2018-09-10", "bOPV 2022-05-10")
    found = next_dose("POLIO", child, "2026-11-01", *had)
    assert summary(found) == (5, "due", "IPV", "2022-06-07")
    assert found.reasons[-1].confidence == "K"
    assert next_dose("POLIO", child, "2025-06-01", *had).status == "complete"  # not under the 2021 edition


def test_a_combination_counts_for_the_part_that_kept_its_limits() -> None:
    child = a_child("2026-01-01")
    verdict = verdicts(child, "IPV 2026-03-20", "DTaP-IPV/Hib 2026-04-05")[1]
    assert (verdict.is_valid, verdict.counts_as, verdict.reason) == (True, "DTP-1", "ok")
    assert "脊灰第 2 剂与第 1 剂（2026-03-20）至少隔 28 天" in verdict.text
    assert "百白破第 1 剂，有效" in verdict.text


def test_two_doses_of_one_vaccine_on_one_day_count_once() -> None:
    assert places(a_child("2026-01-01"), "HepB 2026-03-01", "HepB 2026-03-01") == ["HepB-1", None]


def test_an_outbreak_dose_is_repeated() -> None:
    found = next_dose("MMR", a_child("2026-01-20"), "2026-10-01", "MMR 2026-07-25")
    assert summary(found) == (1, "due", "MMR", "2026-09-20")
    assert [reason.text for reason in found.reasons] == [
        "应在 12 月龄前完成",
        "满 8 月龄",
        "距不计的一剂已满 28 天",
    ]


def test_a_dose_before_birth_is_a_wrong_date() -> None:
    verdict = verdicts(a_child("2026-01-01"), "HepB 2025-12-31")[0]
    assert (verdict.is_valid, verdict.text) == (False, "接种日期早于出生日期，请核对。")


def test_immune_deficiency_asks_for_inactivated_vaccines() -> None:
    child = a_child("2025-12-01", immune_state="deficient")
    products = {
        group: next_dose(group, child, "2026-11-01").product for group in ("POLIO", "JE", "HepA", "MMR")
    }
    assert products == {"POLIO": "IPV", "JE": "JE-I", "HepA": "HepA-I", "MMR": None}


@pytest.mark.parametrize(
    ("known", "status", "condition"),
    [
        pytest.param({"hiv": "positive", "immune_state": "normal"}, "due", None, id="not severe"),
        pytest.param({"hiv": "positive", "immune_state": "severe"}, "not_indicated", None, id="severe"),
        pytest.param({"hiv": "positive"}, "conditional", "no-severe-immunosuppression", id="not known"),
        pytest.param({"hiv": "exposed_unknown"}, "conditional", "no-severe-immunosuppression", id="exposed"),
    ],
)
def test_mmr_of_a_child_with_hiv_depends_on_the_immune_state(
    known: dict[str, str], status: str, condition: str | None
) -> None:
    found = next_dose("MMR", a_child("2026-01-01", **known), "2026-11-01")
    assert (found.status, found.condition) == (status, condition)


def test_mmr_not_yet_due_tells_what_will_be_asked() -> None:
    found = next_dose("MMR", a_child("2026-06-01", hiv="exposed_unknown"), "2026-11-01")
    assert (found.status, found.condition) == ("not_yet_due", "no-severe-immunosuppression")


def test_a_skin_test_opens_bcg() -> None:
    child = a_child("2025-05-12", tb_skin_test="negative")
    assert summary(next_dose("BCG", child, "2026-11-01")) == (1, "overdue", "BCG", "2025-05-12")


def test_starting_hpv_at_fifteen_is_for_a_doctor_to_confirm() -> None:
    found = next_dose("HPV", a_child("2011-12-01", "F"), "2027-01-01")
    assert found.reasons[-1].text == "满 15 岁才开始的，说明书是 3 剂，国家程序没有写明，请医生确认"


def test_a_four_valent_course_has_three_doses() -> None:
    girl = a_child("2012-12-01", "F")
    had = ("4vHPV 2026-01-01", "4vHPV 2026-03-05")
    assert summary(next_dose("HPV", girl, "2026-11-01", *had)) == (3, "due", "4vHPV", "2026-07-01")


def test_the_mother_decides_how_soon_the_first_dose_must_be_given() -> None:
    found = next_dose("HepB", a_child("2026-10-01", mother_hbsag="positive"), "2026-10-01")
    assert found.reasons[0].text == "应在出生后 12 小时内完成"
    assert "100 IU" in " ".join(reason.text for reason in found.reasons)


def test_a_dose_that_waits_may_become_another_product() -> None:
    child = a_child("2024-12-20")
    found = next_dose("MEN", child, "2026-10-25", "MPSV-A 2026-09-25")
    assert summary(found) == (3, "not_yet_due", "MPSV-AC", "2026-12-25")
    assert found.reasons[-1].text == "满 24 月龄不再打A群流脑疫苗，尽早打A+C群流脑疫苗"


def test_a_dose_that_waits_until_catching_up_ends_is_not_indicated() -> None:
    girl = a_child("2009-01-01", "F")
    found = next_dose("HepB", girl, "2026-12-15", "HepB 2026-10-15", "HepB 2026-11-20")
    assert (found.status, found.reasons[0].text) == ("not_indicated", "满 18 岁，不再补种")
