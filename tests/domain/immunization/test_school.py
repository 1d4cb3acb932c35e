"""The check at school entry: what is missing for the age, what is still in time, what waits."""

from healthdesk.domain.immunization.school import Lack, SchoolCheck, school_check
from tests.domain.immunization.builders import a_child, day, doses, the_schedule

ON_TIME = (
    "HepB 2020-03-01", "BCG 2020-03-01", "HepB 2020-04-01", "IPV 2020-05-01", "IPV 2020-06-01",
    "bOPV 2020-07-01", "DTaP 2020-06-01", "DTaP 2020-07-01", "DTaP 2020-08-01", "HepB 2020-09-01",
    "MPSV-A 2020-09-01",
    "MMR 2020-11-01", "JE-L 2020-11-01", "MPSV-A 2020-12-05", "DTaP 2021-09-01", "MMR 2021-09-01",
    "HepA-L 2021-09-01", "JE-L 2022-03-01", "MPSV-AC 2023-03-01", "bOPV 2024-03-01",
)  # fmt: skip


def checked(on: str, *had: str, born: str = "2020-03-01") -> SchoolCheck:
    return school_check(a_child(born), doses(*had), the_schedule(), day(on))


def lacking(found: SchoolCheck, lack: Lack) -> set[str]:
    return {f"{one.group} {one.number}" for one in found.lacking if one.lack is lack}


def test_a_child_with_every_dose_has_passed() -> None:
    found = checked("2026-02-20", *ON_TIME)
    assert found.is_complete
    assert (found.lacking, found.plan) == ((), ())


def test_a_dose_whose_age_is_reached_and_not_past_is_due_and_no_fault() -> None:
    found = checked("2026-09-01", *ON_TIME)
    assert found.is_complete
    assert lacking(found, Lack.DUE) == {"DTP 5", "MEN 2"}
    assert [visit.on for visit in found.plan] == [day("2026-09-01")]


def test_from_the_seventh_birthday_on_it_is_missing() -> None:
    found = checked("2027-03-01", *ON_TIME)
    assert not found.is_complete
    assert lacking(found, Lack.MISSING) == {"DTP 5", "MEN 2"}


def test_a_dose_without_an_end_age_is_missing_after_thirty_days() -> None:
    without = [line for line in ON_TIME if line != "HepB 2020-09-01"][:3]
    assert lacking(checked("2020-05-30", *without), Lack.DUE) >= {"POLIO 1"}
    assert lacking(checked("2020-05-31", *without), Lack.MISSING) >= {"POLIO 1"}


def test_what_is_left_out_in_the_middle_is_told_by_its_place() -> None:
    found = checked(
        "2023-09-01", *(line for line in ON_TIME if not line.startswith(("JE-L 2022", "MPSV-AC")))
    )
    assert lacking(found, Lack.MISSING) == {"JE 2"}
    assert lacking(found, Lack.DUE) == {"MEN 1"}
    assert not found.is_complete


def test_a_skin_test_comes_first() -> None:
    found = checked("2023-03-01", *(line for line in ON_TIME if "BCG" not in line))
    assert lacking(found, Lack.CONDITIONAL) == {"BCG 1"}
    assert not found.is_complete
    assert "皮试" in next(one.text for one in found.lacking if one.group == "BCG")


def test_what_is_paid_for_is_no_matter_of_the_school() -> None:
    found = checked("2026-02-20", *ON_TIME, "VarV 2021-04-01")
    assert found.is_complete
    assert {one.group for one in found.lacking} == set()


def test_what_is_put_off_is_told_and_no_fault() -> None:
    child = a_child("2020-03-01", high_dose=day("2026-01-10"))
    kept = doses(*(line for line in ON_TIME if not line.startswith("MMR 2021")))
    found = school_check(child, kept, the_schedule(), day("2026-02-20"))
    assert lacking(found, Lack.DEFERRED) == {"MMR 2"}
    assert found.is_complete
