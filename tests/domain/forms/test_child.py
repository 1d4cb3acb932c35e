"""The child forms: maternal-child/02 to 05, 07 and 21."""

import json
from datetime import date, timedelta
from typing import Any

import pytest

from healthdesk.base import paths
from healthdesk.base.calendar import add_months
from healthdesk.domain.forms.definition import Carry
from healthdesk.domain.forms.filling import Filling, Subject
from healthdesk.domain.programmes.catalogue import Programmes
from tests.domain.forms.builders import FORMS, answered

NEWBORN = FORMS.current("newborn-visit")
EARLY = FORMS.current("child-1-8-months")
MIDDLE = FORMS.current("child-12-30-months")
LATE = FORMS.current("child-3-6-years")
TCM = FORMS.current("tcm-child")
CHECKS = (EARLY, MIDDLE, LATE)
TODAY = date(2026, 11, 20)
FORM_OF_VISIT = {option.code: form for form in CHECKS for option in form.item("visit_key").options}


def a_child(born: date, sex: str = "1") -> Subject:
    return Subject(today=TODAY, sex=sex, born=born, archive_no="33010600501200457")


def a_newborn(days: int = 7, **answers: Any) -> Filling:
    return answered(Filling.start(NEWBORN, a_child(TODAY - timedelta(days))), answers)


def a_check(visit: str, last: dict[str, Any] | None = None, sex: str = "1", **answers: Any) -> Filling:
    """On the day the child reaches the age of the visit; without any answer but the proposed ones."""
    months = int(visit[1:]) * (12 if visit[0] == "Y" else 1)
    form = FORM_OF_VISIT[visit]
    return answered(
        Filling.start(
            form, a_child(add_months(TODAY, -months), sex), last=last, prefill={"visit_key": visit}
        ),
        answers,
    )


def faults(filling: Filling) -> set[tuple[str, str]]:
    return {(problem.link_id, problem.reason) for problem in filling.problems()}


def doubts(filling: Filling) -> set[tuple[str, str]]:
    return {(doubt.link_id, doubt.reason) for doubt in filling.doubts()}


# who and when


def test_the_visits_of_the_forms_are_those_of_the_programme() -> None:
    planned = {one.key: one.form for one in Programmes.read().get("child").visits}
    assert {visit: form.key for visit, form in FORM_OF_VISIT.items()} | {"NB": "newborn-visit"} == planned
    services = {one.key: one.form for one in Programmes.read().get("tcm").visits}
    assert services == {option.code: "tcm-child" for option in TCM.item("visit_key").options}
    for form in (*CHECKS, TCM):
        assert next(form.leaves()).link_id == "visit_key", form.key


@pytest.mark.parametrize(
    ("form", "months", "visit"),
    [
        (EARLY, 1, "M1"),
        (EARLY, 2, "M1"),
        (EARLY, 3, "M3"),
        (EARLY, 5, "M3"),
        (EARLY, 11, "M8"),
        (MIDDLE, 17, "M12"),
        (MIDDLE, 18, "M18"),
        (LATE, 47, "M36"),
        (LATE, 48, "Y4"),
        (LATE, 83, "Y6"),
        (TCM, 12, "M12"),
    ],
)
def test_the_visit_is_proposed_from_the_age(form: Any, months: int, visit: str) -> None:
    assert Filling.start(form, a_child(add_months(TODAY, -months))).value("visit_key") == visit


@pytest.mark.parametrize(
    ("form", "born", "is_refused"),
    [
        (NEWBORN, date(2026, 8, 21), False),
        (NEWBORN, date(2026, 8, 20), True),
        (EARLY, date(2025, 11, 21), False),
        (EARLY, date(2025, 11, 20), True),
        (MIDDLE, date(2025, 12, 21), True),
        (MIDDLE, date(2025, 12, 20), False),
        (MIDDLE, date(2023, 11, 20), True),
        (LATE, date(2023, 12, 20), False),
        (LATE, date(2019, 11, 21), False),
        (LATE, date(2019, 11, 20), True),
        (LATE, date(1996, 3, 3), True),
        (TCM, date(2022, 11, 20), True),
    ],
)
def test_a_child_of_another_age_is_refused_with_the_reason(
    form: Any, born: date, *, is_refused: bool
) -> None:
    found = faults(Filling.start(form, a_child(born)))
    assert (("visit_date", "age-in-months") in found) is is_refused
    assert not is_refused or ("visit_key", "option") not in found


def test_nothing_is_measured_before_birth_or_in_the_future() -> None:
    filling = a_check("M3")
    assert ("visit_date", "date-order") in faults(filling.answer("visit_date", "2026-08-19"))
    assert ("visit_date", "future") in faults(filling.answer("visit_date", "2026-11-21"))
    assert ("next_date", "date-order") in faults(filling.answer("next_date", "2026-11-20"))


@pytest.mark.parametrize(
    ("visit", "born", "is_on_time"),
    [
        ("M1", date(2026, 10, 24), False),
        ("M1", date(2026, 10, 23), True),
        ("M1", date(2026, 10, 9), True),
        ("M1", date(2026, 10, 8), False),
        ("M3", date(2026, 7, 21), True),
        ("M3", date(2026, 7, 20), False),
        ("Y4", date(2021, 11, 21), True),
        ("Y4", date(2021, 11, 20), False),
    ],
)
def test_a_visit_outside_its_window_is_asked_again(visit: str, born: date, *, is_on_time: bool) -> None:
    filling = Filling.start(FORM_OF_VISIT[visit], a_child(born), prefill={"visit_key": visit})
    assert (("visit_date", "off-window") not in doubts(filling)) is is_on_time


def test_age_is_months_and_the_days_beyond_them() -> None:
    filling = Filling.start(EARLY, a_child(date(2026, 7, 31)))
    assert (filling.value("age_months"), filling.value("age_days")) == (3, 20)
    assert not filling.asks("corrected_months")


def test_a_preterm_child_has_a_corrected_age_beside_the_other() -> None:
    filling = Filling.start(EARLY, a_child(date(2026, 5, 20)), last={"gest_weeks": 32, "birth_weight": "1.9"})
    assert filling.carried() == ("gest_weeks", "birth_weight")
    assert (filling.value("age_months"), filling.value("corrected_months")) == (6, 4)
    assert filling.value("corrected_days") == 5
    assert filling.answer("gest_weeks", 37).asks("corrected_months") is False


# the newborn


def test_the_head_of_the_newborns_sheet_comes_from_the_archive() -> None:
    facts = {item.link_id: item.archive for item in NEWBORN.leaves() if item.archive}
    assert facts == {
        "name": "name",
        "sex": "sex",
        "birth_date": "birth_date",
        "id_no": "id_no",
        "address": "current_address",
    }


@pytest.mark.parametrize(
    ("answers", "needs"),
    [
        ({"gest_weeks": 37, "birth_weight": "2.5", "birth_mode": ["1"], "malform": "1"}, False),
        ({"gest_weeks": 36}, True),
        ({"birth_weight": "2.49"}, True),
        ({"birth_mode": ["4", "5"]}, True),
        ({"malform": "2"}, True),
    ],
)
def test_items_with_a_star_are_for_children_at_risk(answers: dict[str, Any], *, needs: bool) -> None:
    starred = {"cur_weight", "milk_ml", "milk_times", "vomit", "stool", "stool_times"}
    assert starred.isdisjoint(a_newborn(**answers).gaps()) is not needs
    assert not needs or starred <= set(a_newborn(**answers).gaps())


def test_apgar_is_asked_after_asphyxia_and_both_scores_are_kept() -> None:
    assert not a_newborn(asphyxia="1").asks("apgar_kind")
    filling = a_newborn(asphyxia="2", apgar_kind=["1", "2"])
    assert {"apgar_1", "apgar_5"} <= set(filling.gaps())
    assert filling.toggle("apgar_kind", "3").value("apgar_kind") == ("3",)
    assert ("apgar_1", "range") in doubts(filling.answer("apgar_1", 7))
    assert ("apgar_1", "range") not in doubts(filling.answer("apgar_1", 8))
    assert ("apgar_1", "range") in faults(filling.answer("apgar_1", 11))


@pytest.mark.parametrize(
    ("link_id", "code"),
    [("preg_illness", "1"), ("disease_scr", "1"), ("disease_scr", "2"), ("jaundice", "1"), ("skin", "1")],
)
def test_nothing_found_stands_alone(link_id: str, code: str) -> None:
    filling = a_newborn(**{link_id: ["3"]})
    assert filling.toggle(link_id, code).value(link_id) == (code,)


@pytest.mark.parametrize(
    ("link_id", "fine", "doubted", "refused"),
    [
        ("temp", ("35.6", "37.4"), ("35.5", "37.5"), ("29.9", "43.1")),
        ("heart_rate", (100, 160), (99, 161), (39, 301)),
        ("resp_rate", (20, 60), (19, 61), (4, 151)),
        ("birth_weight", ("2.5", "4.5"), ("2.49", "4.51"), ("0.29", "8.01")),
        ("birth_length", ("45", "56"), ("44.9", "56.1"), ("19.9", "65.1")),
        ("gest_weeks", (37, 42), (36, 43), (19, 46)),
        ("font_a", ("0", "3"), ("3.1", "8"), ("-1", "8.1")),
    ],
)
def test_limits_of_the_newborn(link_id: str, fine: Any, doubted: Any, refused: Any) -> None:
    for value in fine:
        assert link_id not in {key for key, _ in doubts(a_newborn(**{link_id: value}))}
    for value in doubted:
        assert (link_id, "range") in doubts(a_newborn(**{link_id: value}))
        assert link_id not in {key for key, _ in faults(a_newborn(**{link_id: value}))}
    for value in refused:
        assert (link_id, "range") in faults(a_newborn(**{link_id: value}))


@pytest.mark.parametrize(
    ("days", "now", "is_doubted"),
    [(5, "2.70", False), (5, "2.69", True), (10, "2.99", False), (11, "2.99", True), (11, "3.00", False)],
)
def test_a_newborn_that_does_not_gain_is_asked_again(days: int, now: str, *, is_doubted: bool) -> None:
    """Three kilograms at birth: a tenth may be lost, and the eleventh day has it back."""
    assert (
        ("cur_weight", "weight-loss") in doubts(a_newborn(days, birth_weight="3.00", cur_weight=now))
    ) is (is_doubted)


def test_small_contradictions_of_the_newborn_are_asked_again() -> None:
    assert ("jaundice", "yellow-face") in doubts(a_newborn(face="2", jaundice=["1"]))
    assert ("jaundice", "yellow-face") not in doubts(a_newborn(face="2", jaundice=["2"]))
    assert ("cord", "late-cord") in doubts(a_newborn(22, cord="1"))
    assert ("cord", "late-cord") not in doubts(a_newborn(21, cord="1"))
    assert ("birth_mode", "unusual") in doubts(a_newborn(birth_mode=["5"]))
    assert ("birth_mode", "unusual") not in doubts(a_newborn(birth_mode=["4", "5"]))
    assert ("mother_birth_date", "parents-age") in doubts(a_newborn(mother_birth_date="2013-01-01"))
    assert ("mother_birth_date", "parents-age") not in doubts(a_newborn(mother_birth_date="1996-01-01"))


def test_the_first_visit_is_late_a_week_after_discharge_or_two_after_birth() -> None:
    assert ("visit_date", "late-visit") not in doubts(a_newborn(14))
    assert ("visit_date", "late-visit") in doubts(a_newborn(15))
    assert ("visit_date", "late-visit") in doubts(a_newborn(14, discharge_date="2026-11-12"))
    assert ("visit_date", "late-visit") not in doubts(a_newborn(15, discharge_date="2026-11-13"))


def test_a_lump_of_the_neck_is_numbered_the_other_way_round_later() -> None:
    assert [option.text for option in NEWBORN.item("neck").options] == ["无", "有"]
    assert [option.text for option in EARLY.item("neck").options] == ["有", "无"]
    assert a_newborn(neck="2").asks("neck_text")
    assert a_check("M3", neck="1").asks("neck_text")
    assert not a_check("M3", neck="2").asks("neck_text")


# one form, several ages


@pytest.mark.parametrize(
    ("visit", "asked", "not_asked"),
    [
        ("M1", {"face", "mouth", "navel", "neck"}, {"face_6", "navel_3", "rick_sym", "teeth", "hb"}),
        (
            "M3",
            {"face", "mouth", "navel_3", "rick_sym", "rick_sign_3"},
            {"navel", "rick_sign", "dev_signs_6"},
        ),
        ("M6", {"face_6", "teeth", "rick_sign", "neck", "hb", "dev_signs_6"}, {"face", "mouth", "navel_3"}),
        ("M8", {"face_6", "teeth", "rick_sign", "hb", "dev_signs_8"}, {"neck", "dev_signs_6", "rick_sign_3"}),
        ("M12", {"hearing", "dev_signs_12"}, {"hb", "dev_signs_18"}),
        ("M18", {"hb", "dev_signs_18"}, {"hearing"}),
        ("M24", {"hearing"}, {"hb"}),
        ("M30", {"hb"}, {"hearing"}),
        ("M36", {"hearing", "hb"}, {"va_l", "va_r"}),
        ("Y4", {"va_l", "va_r", "hb"}, {"hearing"}),
        ("Y6", {"va_l", "va_r", "hb", "dev_signs_72"}, {"hearing"}),
    ],
)
def test_each_age_has_its_own_questions(visit: str, asked: set[str], not_asked: set[str]) -> None:
    filling = a_check(visit)
    assert {key for key in asked if not filling.asks(key)} == set()
    assert {key for key in not_asked if filling.asks(key)} == set()


@pytest.mark.parametrize(
    ("visit", "needed", "open_to"),
    [
        ("M3", set(), {"hearing"}),
        ("M6", {"hearing"}, {"hb"}),
        ("M8", {"hb"}, {"hearing"}),
        ("M12", {"font", "rick_sign", "vit_d"}, {"gait"}),
        ("M24", {"font", "gait", "rick_sign", "vit_d"}, {"head"}),
        ("M30", {"gait"}, {"font", "rick_sign", "vit_d"}),
        ("M36", set(), {"hb"}),
        ("Y5", {"hb"}, {"other"}),
    ],
)
def test_what_is_closed_on_paper_but_not_for_sure_can_still_be_written(
    visit: str, needed: set[str], open_to: set[str]
) -> None:
    filling = a_check(visit)
    assert needed <= set(filling.gaps())
    assert open_to.isdisjoint(filling.gaps())
    assert all(filling.asks(key) for key in open_to)


def test_one_haemoglobin_at_six_or_eight_months() -> None:
    assert "hb" not in a_check("M8", last={"hb": 118}).gaps()
    assert ("hb", "range") in doubts(a_check("M8", hb=109))
    assert ("hb", "range") not in doubts(a_check("M8", hb=110))


def test_an_answer_of_another_age_is_not_signed() -> None:
    filling = a_check("M3", face="2", rick_sign_3=["2"]).answer("visit_key", "M6")
    assert {"face", "rick_sign_3"}.isdisjoint(filling.answers())


def test_the_warning_signs_are_four_at_each_age_and_none_is_said_aloud() -> None:
    lists = [item for form in CHECKS for item in form.leaves() if item.link_id.startswith("dev_signs_")]
    assert len(lists) == 11
    for item in lists:
        assert [option.code for option in item.options] == ["0", "1", "2", "3", "4"], item.link_id
    for visit in FORM_OF_VISIT:
        leaves = [item.link_id for item in a_check(visit).asked_leaves()]
        asked = [link_id for link_id in leaves if link_id.startswith("dev_signs_")]
        assert len(asked) == (visit != "M1"), visit
        assert set(asked) <= set(a_check(visit).gaps())


def test_a_warning_sign_is_found_under_one_name_at_every_age() -> None:
    filling = a_check("Y5", dev_signs_60=["2", "4"])
    assert filling.answers()["dev_signs"] == ("2", "4")
    assert filling.toggle("dev_signs_60", "0").answers()["dev_signs"] == ("0",)
    assert "dev_signs" not in filling.answer("visit_key", "Y6").answers()
    assert filling.next_asked("dev_signs_60") == "ill"


@pytest.mark.parametrize(
    ("visit", "value", "reason"),
    [("M3", "1", "closed-early"), ("M6", "1", ""), ("M18", "2", ""), ("M24", "2", "open-late")],
)
def test_the_fontanelle_closes_in_its_time(visit: str, value: str, reason: str) -> None:
    found = {why for key, why in doubts(a_check(visit, font=value)) if key == "font"}
    assert found == ({reason} if reason else set())


def test_each_illness_has_its_count_and_none_stands_alone() -> None:
    filling = a_check("M12", ill=["2", "4", "5"])
    assert {"ill_pneu", "ill_trauma", "ill_other"} <= set(filling.gaps())
    assert not filling.asks("ill_diar")
    assert filling.toggle("ill", "1").value("ill") == ("1",)
    assert ("ill_pneu", "range") in faults(filling.answer("ill_pneu", 0))


def test_decayed_teeth_are_among_the_teeth() -> None:
    assert ("caries", "order") in faults(a_check("Y4", teeth=20, caries=21))
    assert faults(a_check("Y4", teeth=20, caries=20)) == set()


def test_after_the_last_visit_there_is_no_next_one_to_name() -> None:
    assert "next_date" in a_check("Y5").gaps()
    assert "next_date" not in a_check("Y6").gaps()


def test_guidance_of_the_preschool_years_begins_with_a_balanced_diet() -> None:
    assert [form.item("guidance").options[0].text for form in CHECKS] == ["科学喂养", "科学喂养", "合理膳食"]


@pytest.mark.parametrize(
    ("visit", "third"),
    [("M6", "传授摩腹、捏脊方法"), ("M18", "传授按揉迎香穴、足三里穴方法"), ("M36", "传授按揉四神聪穴方法")],
)
def test_what_is_taught_depends_on_the_age(visit: str, third: str) -> None:
    filling = answered(Filling.start(TCM, a_child(date(2024, 1, 1))), {"visit_key": visit})
    asked = [item for item in filling.asked_leaves() if item.link_id in ("items", "items_18", "items_30")]
    assert [item.options[2].text for item in asked] == [third]
    only_advice = filling.answer(asked[0].link_id, ["1", "4"])
    assert (asked[0].link_id, "unusual") in doubts(only_advice)
    assert "items_text" in only_advice.gaps()


def test_what_is_found_on_the_day_is_never_carried() -> None:
    background = {
        "gest_weeks", "birth_weight", "outdoor", "vit_d", "va_notation", "preg_illness", "preg_illness_text",
        "birth_org", "birth_mode", "birth_mode_text", "asphyxia", "apgar_kind", "apgar_1", "apgar_5",
        "malform", "malform_text", "birth_length", "birth_certificate", "discharge_date",
        *(f"{who}_{part}" for who in ("father", "mother") for part in ("name", "job", "phone", "birth_date")),
    }  # fmt: skip
    for form in (NEWBORN, *CHECKS, TCM):
        carried = {item.link_id for item in form.leaves() if item.carry is Carry.CONFIRM}
        assert carried <= background, form.key


def test_the_numbers_of_the_child_programme_are_items_and_options() -> None:
    document = json.loads((paths.resources() / "programmes" / "child.json").read_bytes())
    for flag in document["flags"]:
        forms = [NEWBORN] if flag.get("visits") == ["NB"] else [NEWBORN, *CHECKS]
        for test in flag["any_of"]:
            asking = [form for form in forms if form.has(test["answer"])]
            assert asking, flag["key"]
            for code in test.get("is_one_of", ()):
                assert all(form.item(test["answer"]).option(code) for form in asking), flag["key"]
