"""What the national text leaves open is a switch of the clinic, never a branch in the code."""

from tests.domain.immunization.builders import a_child, day, next_dose, summary, the_schedule, verdicts

EARLY = ("HepB 2026-02-01", "HepB 2026-02-20")
TOO_CLOSE = ("MMR 2026-08-05", "JE-L 2026-08-15")


def test_a_past_dose_given_too_early_does_not_count() -> None:
    verdict = verdicts(a_child("2026-02-01"), *EARLY)[1]
    assert (verdict.is_valid, verdict.counts_as, verdict.reason) == (False, None, "too_young")
    assert verdict.text == "接种时才 19 天，乙肝第 2 剂要满 1 月龄（2026-03-01）才能打；这一剂不计，需补种。"


def test_or_it_counts_and_is_flagged_for_the_doctor() -> None:
    flagging = the_schedule(past_early_dose="flagged")
    verdict = verdicts(a_child("2026-02-01"), *EARLY, schedule=flagging)[1]
    assert (verdict.is_valid, verdict.counts_as, verdict.is_flagged) == (True, "HepB-2", True)
    assert verdict.text.endswith("才能打；这一剂按本中心的设定计入，请医生确认。")


def test_a_live_dose_too_close_to_another_does_not_count() -> None:
    verdict = verdicts(a_child("2025-12-01"), *TOO_CLOSE)[1]
    assert (verdict.is_valid, verdict.reason, verdict.confidence) == (False, "interval_too_short", "C")
    assert "2026-08-05 的麻腮风疫苗" in verdict.text
    assert "只隔了 10 天" in verdict.text


def test_or_it_counts_and_is_flagged() -> None:
    flagging = the_schedule(broken_live_gap="flagged")
    verdict = verdicts(a_child("2025-12-01"), *TOO_CLOSE, schedule=flagging)[1]
    assert (verdict.counts_as, verdict.is_flagged) == ("JE-1", True)


def test_a_live_dose_too_soon_after_immunoglobulin_follows_its_own_switch() -> None:
    child = a_child("2025-12-01", immunoglobulin=day("2026-07-01"))
    strict, flagged = (
        verdicts(child, "MMR 2026-08-05", schedule=the_schedule(broken_immunoglobulin_gap=choice))[0]
        for choice in ("not-counted", "flagged")
    )
    assert (strict.is_valid, strict.reason) == (False, "interval_too_short")
    assert "2026-07-01 用过免疫球蛋白" in strict.text
    assert (flagged.is_valid, flagged.is_flagged) == (True, True)


def test_the_repeat_keeps_a_distance_that_the_clinic_chooses() -> None:
    child, relaxed = a_child("2026-01-20"), the_schedule(repeat_gap="0d")
    birth, early = "HepB 2026-01-20", "HepB 2026-02-10"
    assert summary(next_dose("HepB", child, "2026-03-01", birth, early))[3] == "2026-03-10"
    assert summary(next_dose("HepB", child, "2026-03-01", birth, early, schedule=relaxed))[3] == "2026-02-20"


def test_a_repeat_waits_no_longer_than_its_own_rule() -> None:
    child = a_child("2026-01-01", je_product="JE-I")
    found = next_dose("JE", child, "2026-09-08", "JE-I 2026-09-01", "JE-I 2026-09-07")
    assert summary(found) == (2, "not_yet_due", "JE-I", "2026-09-14")
    assert found.reasons[1].text == "距不计的一剂（2026-09-07）满 7 天，2026-09-14 可种"


def test_the_end_of_a_month_may_roll_over() -> None:
    child, rolling = a_child("2026-01-31"), the_schedule(month_end="next-day")
    assert summary(next_dose("HepB", child, "2026-02-01", "HepB 2026-01-31"))[3] == "2026-02-28"
    found = next_dose("HepB", child, "2026-02-01", "HepB 2026-01-31", schedule=rolling)
    assert summary(found)[3] == "2026-03-01"


def test_the_newest_edition_begins_when_the_clinic_says() -> None:
    earlier = the_schedule(cn2026_from="2026-06-17")
    assert the_schedule().edition(day("2026-06-20")).id == "CN-2021+DTaP2025+HPV2025"
    assert earlier.edition(day("2026-06-20")).id == "CN-2026"


def test_catching_up_ends_at_the_age_the_clinic_says() -> None:
    child = a_child("2012-01-01")
    assert next_dose("HepB", child, "2026-10-01").status == "overdue"
    found = next_dose("HepB", child, "2026-10-01", schedule=the_schedule(catch_up_below="14y"))
    assert (found.status, found.reasons[0].text) == ("not_indicated", "满 14 岁，不再补种")


def test_conjugate_vaccine_may_be_left_out_of_the_series() -> None:
    child, dose = a_child("2025-06-01"), "MPCV-AC 2025-09-01"
    assert verdicts(child, dose)[0].counts_as == "MEN-A1"
    apart = verdicts(child, dose, schedule=the_schedule(conjugate_counts_for=""))[0]
    assert (apart.is_valid, apart.counts_as) == (True, None)


def test_who_is_to_be_called_is_known_from_the_day_of_the_recall() -> None:
    child = a_child("2026-05-01")
    assert next_dose("HepB", child, "2026-06-02", "HepB 2026-05-01").call_from == day("2026-07-01")
    waiting = the_schedule(recall_after_days="60")
    found = next_dose("HepB", child, "2026-06-02", "HepB 2026-05-01", schedule=waiting)
    assert found.call_from == day("2026-07-31")
