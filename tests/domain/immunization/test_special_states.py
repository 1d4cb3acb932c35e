"""Special states of a person: immunoglobulin, immune state, mother, pregnancy, illness (免疫程序 4, 6, 7)."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from healthdesk.domain.immunization.person import Immunoglobulin, Person
from healthdesk.domain.immunization.stops import stops
from tests.domain.immunization.builders import (
    a_child,
    day,
    doses,
    next_dose,
    summary,
    the_schedule,
    verdicts,
)

TODAY = "2026-11-02"


def after(product: str, on: str, grams: str = "", **more: Any) -> Person:
    """A child of a year that had immunoglobulin."""
    given = Immunoglobulin(day(on), product, Decimal(grams) if grams else None, **more)
    return replace(child := a_child("2025-11-01"), context=replace(child.context, immunoglobulins=(given,)))


def codes(product: str, child: Person, on: str = TODAY, *had: str) -> list[str]:
    return [stop.code for stop in stops(child, doses(*had), the_schedule(), product, day(on))]


@pytest.mark.parametrize(
    ("child", "status", "earliest"),
    [
        pytest.param(after("intramuscular", "2026-09-01"), "not_yet_due", "2026-12-01", id="three months"),
        pytest.param(after("blood", "2026-08-02"), "overdue", "2026-11-02", id="blood, three months over"),
        pytest.param(
            after("intravenous", "2026-07-01", "0.4"), "overdue", "2026-10-01", id="small dose in a vein"
        ),
        pytest.param(
            after("intravenous", "2026-07-01", "2"), "deferred", None, id="large dose: a doctor decides"
        ),
        pytest.param(after("intravenous", "2026-07-01"), "deferred", None, id="dose not known: ask"),
        pytest.param(
            after("intravenous", "2025-12-02", "2"), "overdue", "2026-07-01", id="eleven months over"
        ),
        pytest.param(
            after("intravenous", "2026-07-01", "2", live_from=day("2027-03-01")),
            "not_yet_due",
            "2027-03-01",
            id="the day a doctor named",
        ),
    ],
)
def test_live_vaccine_after_immunoglobulin(child: Person, status: str, earliest: str | None) -> None:
    found = next_dose("MMR", child, TODAY)
    assert (found.status, found.earliest and found.earliest.isoformat()) == (status, earliest)


def test_a_large_dose_says_what_has_to_be_known() -> None:
    asked = next_dose("MMR", after("intravenous", "2026-07-01"), TODAY).reasons[0]
    assert asked.text == "用过静注免疫球蛋白但剂量不详：请问清产品、每公斤剂量和日期，由医生决定哪天可打"
    decided = after("intravenous", "2026-07-01", "2", live_from=day("2027-03-01"))
    assert next_dose("MMR", decided, TODAY).reasons[-1].text == (
        "2026-07-01 用过免疫球蛋白，医生定的是 2027-03-01 起可打"
    )
    assert codes("MMR", decided) == ["doctor"]
    assert codes("DTaP", decided) == []


def test_a_dose_before_the_day_a_doctor_named_does_not_count() -> None:
    decided = after("intravenous", "2026-07-01", "2", live_from=day("2027-03-01"))
    verdict = verdicts(decided, "MMR 2026-11-02")[0]
    assert (verdict.is_valid, verdict.reason) == (False, "interval_too_short")
    assert verdict.text.startswith("2026-07-01 用过免疫球蛋白，医生定的是 2027-03-01 起可打")


def test_immunoglobulin_soon_after_mmr_is_flagged() -> None:
    child = after("intramuscular", "2026-09-10")
    verdict = verdicts(child, "MMR 2026-09-01")[0]
    assert (verdict.counts_as, verdict.is_flagged) == ("MMR-1", True)
    assert verdict.text == (
        "麻腮风第 1 剂接种后只过了 9 天就用了免疫球蛋白（2026-09-10），14 天内不该用，可能影响效果；"
        "这一剂按本中心的设定计入，请医生确认。"
    )
    strict = the_schedule(broken_immunoglobulin_after="not-counted")
    assert not verdicts(child, "MMR 2026-09-01", schedule=strict)[0].is_valid
    assert not verdicts(after("intramuscular", "2026-09-15"), "MMR 2026-09-01")[0].is_flagged


def test_immunoglobulin_holds_neither_bcg_nor_oral_nor_dead_vaccine_back() -> None:
    child = replace(after("intramuscular", "2026-10-30"), born=day("2026-09-01"))
    assert [next_dose(group, child, TODAY).status for group in ("BCG", "POLIO", "HepB")] == [
        "due",
        "due",
        "overdue",
    ]


@pytest.mark.parametrize(
    ("known", "statuses"),
    [
        pytest.param(
            {"immune_state": "severe"}, ("not_indicated", "due"), id="severe without HIV bars live too"
        ),
        pytest.param(
            {"immune_state": "complement"}, ("conditional", "due"), id="complement: by immune function"
        ),
        pytest.param({"hiv": "positive", "immune_state": "deficient"}, ("not_indicated", "due"), id="both"),
        pytest.param({"immune_state": "normal"}, ("overdue", "due"), id="normal"),
    ],
)
def test_the_immune_state_decides_about_live_vaccines(
    known: dict[str, str], statuses: tuple[str, str]
) -> None:
    child = a_child("2025-11-01", **known)
    assert tuple(next_dose(group, child, TODAY).status for group in ("MMR", "POLIO")) == statuses
    assert next_dose("POLIO", child, TODAY).product == "IPV"


def test_complement_deficiency_was_excepted_before_2026() -> None:
    child = a_child("2024-11-01", immune_state="complement")
    assert next_dose("MMR", child, "2025-10-31").status == "due"


@pytest.mark.parametrize("hiv", ["positive", "exposed_unknown"])
def test_self_paid_live_vaccine_of_a_child_with_hiv_is_asked_about(hiv: str) -> None:
    child = a_child("2025-10-01", hiv=hiv, wanted=frozenset({"VAR"}))
    found = next_dose("VAR", child, TODAY)
    assert (found.status, found.condition) == ("conditional", "no-severe-immunosuppression")
    assert found.reasons[0].confidence == "P"


def test_a_positive_skin_test_ends_bcg() -> None:
    child = a_child("2025-11-01", tb_skin_test="positive")
    assert next_dose("BCG", child, TODAY).reasons[0].text == "结核菌素皮试阳性，不补种卡介苗"
    stop = stops(child, (), the_schedule(), "BCG", day(TODAY))[0]
    assert (stop.code, stop.may_overrule) == ("not_indicated", False)


def test_no_scar_and_an_early_birth_are_remarked() -> None:
    scarless = next_dose("BCG", a_child("2026-09-01", bcg_scar=False), TODAY, "BCG 2026-09-01")
    assert scarless.reasons[-1].text == "没有卡痕也不用补种"
    early = next_dose("BCG", a_child("2026-10-01", gestation_weeks=30), TODAY)
    assert "31 周" in early.reasons[-1].text
    assert "31 周" not in next_dose("BCG", a_child("2026-10-01", gestation_weeks=32), TODAY).reasons[-1].text


def test_a_child_whose_blood_test_was_low_has_three_more_doses() -> None:
    child = a_child("2026-01-05", mother_hbsag="positive", hepb_response="low")
    had = ("HepB 2026-01-05", "HepB 2026-02-05", "HepB 2026-07-05")
    first = next_dose("HepB", child, TODAY, *had)
    assert (summary(first), first.place) == ((1, "due", "HepB", "2026-08-02"), "HepB-R1")
    more = (*had, "HepB 2026-11-02", "HepB 2026-11-30")
    assert summary(next_dose("HepB", child, "2026-12-01", *more)) == (3, "not_yet_due", "HepB", "2027-03-02")
    assert next_dose("HepB", child, "2027-03-02", *more, "HepB 2027-03-02").status == "complete"
    protected = replace(child, context=replace(child.context, hepb_response="protected"))
    assert next_dose("HepB", protected, TODAY, *had).status == "complete"


def test_a_girl_who_is_pregnant_waits_for_live_and_hpv_vaccine() -> None:
    girl = a_child("2012-11-01", "F", pregnant=True)
    assert [next_dose(group, girl, TODAY).status for group in ("MMR", "HPV", "HepB")] == [
        "deferred", "deferred", "overdue",
    ]  # fmt: skip


def test_after_a_grave_reaction_of_the_brain_pertussis_vaccine_is_barred() -> None:
    child = a_child("2025-11-01", brain="encephalopathy")
    found = next_dose("DTP", child, TODAY)
    assert summary(found) == (1, "not_yet_due", "DT", "2032-11-01")
    assert found.reasons[-1].text == "不用含百日咳的疫苗，白喉破伤风怎样打请医生判断"
    assert codes("DTaP", child) == ["barred"]
    assert codes("IPV", child) == []


def test_fever_puts_everything_off() -> None:
    found = next_dose("MMR", a_child("2025-11-01", acute_illness=True), TODAY)
    assert (found.status, found.reasons[0].text) == ("deferred", "发热或急性病期间暂缓，病好后再打")


def test_a_child_from_a_province_without_je_vaccine_had_one_live_dose() -> None:
    child, had = a_child("2022-01-01", former_region="Xinjiang"), "JE-L 2024-05-01"
    assert next_dose("JE", child, "2025-06-01", had).status == "complete"
    assert next_dose("JE", child, "2026-04-01", had).status == "overdue"


def test_mumps_and_rubella_alone_fill_no_place_but_are_counted() -> None:
    child = a_child("2012-01-01")
    had = ("MV 2012-09-10", "MV 2013-07-10", "MuV 2013-09-10", "RuV 2013-11-10")
    assert [verdict.counts_as for verdict in verdicts(child, *had)] == ["MMR-1", "MMR-2", None, None]
    assert next_dose("MMR", child, TODAY, *had).status == "complete"
    assert next_dose("MMR", child, TODAY, *had[:3]).status == "overdue"
    assert next_dose("MMR", child, TODAY, "MM 2012-09-10", "MR 2013-07-10").status == "complete"


def test_bcg_near_another_live_vaccine_counts_and_is_told() -> None:
    """The table gives BCG no distance of its own: the next dose keeps 28 days, a past one is told."""
    child = a_child("2026-01-01")
    mmr_first = verdicts(child, "MMR 2026-09-10", "BCG 2026-09-20")[1]
    bcg_first = verdicts(child, "BCG 2026-09-10", "MMR 2026-09-20")[1]
    for verdict in (mmr_first, bcg_first):
        assert (verdict.is_valid, verdict.is_flagged) == (True, True)
        assert "只隔了 10 天" in verdict.text
    assert not verdicts(child, "MMR 2026-09-10", "BCG 2026-09-10")[1].is_flagged
    assert not verdicts(child, "MMR 2026-09-10", "BCG 2026-10-08")[1].is_flagged


@pytest.mark.parametrize("group", ["JE", "HepA"])
def test_why_the_inactivated_product_is_taken_is_said(group: str) -> None:
    barred = next_dose(group, a_child("2024-01-01", hiv="positive"), "2026-11-23")
    chosen = next_dose(group, a_child("2024-01-01", je_product="JE-I", hepa_product="HepA-I"), "2026-11-23")
    assert (barred.product, chosen.product) == (f"{group}-I", f"{group}-I")
    assert "不能用减毒活疫苗，改用灭活疫苗" in {reason.text for reason in barred.reasons}
    assert "不能用减毒活疫苗，改用灭活疫苗" not in {reason.text for reason in chosen.reasons}
