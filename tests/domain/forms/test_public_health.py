"""The case card, the event card, the reaction after a dose and the centre's registers."""

from datetime import date, datetime
from typing import Any

import pytest

from healthdesk.domain.forms.definition import Carry, Kind, Noun
from healthdesk.domain.forms.filling import Filling
from tests.domain.forms.builders import FORMS, a_woman, answered

CARD = FORMS.current("infectious-disease-card")
EVENT = FORMS.current("public-health-event")
REACTION = FORMS.current("adverse-event")
ACTIVITY = FORMS.current("health-education-activity")
INFORMATION = FORMS.current("supervision-information")
PATROL = FORMS.current("supervision-patrol")
IMMUNIZATION = FORMS.current("immunization-card")

CASE: dict[str, Any] = {
    "card_kind": "1", "name": "王秀英", "id_no": "330106195903041229", "sex": "2", "birth_date": "1959-03-04",
    "phone": "13912345678", "belongs": "1", "address": "文三路社区 1 幢 101", "occupation": "23",
    "case_class": "3", "onset": "2026-10-30", "diagnosed_at": "2026-11-01", "diagnosed_time": "15:30",
    "disease_code": "MEASLES", "unit": "文三社区卫生服务中心",
}  # fmt: skip


def a_card(**answers: Any) -> Filling:
    return answered(Filling.start(CARD, a_woman()), CASE | answers)


def faults(filling: Filling) -> set[tuple[str, str]]:
    return {(problem.link_id, problem.reason) for problem in filling.problems()}


def doubts(filling: Filling) -> set[tuple[str, str]]:
    return {(problem.link_id, problem.reason) for problem in filling.doubts()}


def test_a_whole_card_is_complete() -> None:
    card = a_card()
    assert (card.gaps(), card.problems(), card.doubts()) == ((), (), ())


def test_the_card_shows_its_clock() -> None:
    card = a_card()
    assert (card.value("limit_hours"), card.value("report_by")) == (24, "2026-11-02 15:30")
    assert card.value("disease_class") == "2"
    assert card.value("in_time") is None
    assert card.value("card_no") == "01200457202611011530"


@pytest.mark.parametrize(
    ("answers", "hours", "by"),
    [
        ({"disease_code": "CHOLERA"}, 2, "2026-11-01 17:30"),
        ({"disease_code": "ANTHRAX", "anthrax_type": "1"}, 2, "2026-11-01 17:30"),
        ({"disease_code": "ANTHRAX", "anthrax_type": "2"}, 24, "2026-11-02 15:30"),
        ({"circumstances": ["3"]}, 2, "2026-11-01 17:30"),
        ({"disease_code": None, "other_disease": "水痘"}, 24, "2026-11-02 15:30"),
        ({"disease_code": None}, None, None),
        ({"diagnosed_time": None}, 24, None),
        ({"diagnosed_time": "quarter"}, 24, None),
    ],
)
def test_the_limit_follows_the_disease(answers: dict[str, Any], hours: int | None, by: str | None) -> None:
    card = a_card(**answers)
    assert (card.value("limit_hours"), card.value("report_by")) == (hours, by)


@pytest.mark.parametrize(("time", "verdict"), [("15:30", "1"), ("15:31", "2")])
def test_the_report_is_judged_to_the_minute(time: str, verdict: str) -> None:
    assert a_card(reported_at="2026-11-02", reported_time=time).value("in_time") == verdict


def test_nobody_reports_before_the_diagnosis() -> None:
    early = a_card(reported_at="2026-11-01", reported_time="15:29")
    assert ("reported_time", "date-order") in faults(early)
    assert "reported_time" in a_card(reported_at="2026-11-02").gaps()


def test_a_time_ahead_of_the_clock_is_refused_when_signing() -> None:
    at_noon = a_woman(now=datetime.fromisoformat("2026-11-02T12:00"))
    today = {"diagnosed_at": "2026-11-02", "onset": "2026-11-02"}
    ahead = answered(Filling.start(CARD, at_noon), CASE | today | {"diagnosed_time": "12:01"})
    assert ("diagnosed_time", "future") in faults(ahead)
    now = answered(Filling.start(CARD, at_noon), CASE | today | {"diagnosed_time": "12:00"})
    assert "diagnosed_time" not in {link_id for link_id, _ in faults(now)}
    assert ("diagnosed_time", "format") in faults(a_card(diagnosed_time="12:70"))


def test_a_single_case_of_polio_shows_the_event_clock_too() -> None:
    assert a_card(disease_code="POLIOMYELITIS").value("event_by") == "2026-11-01 17:30"
    assert not a_card().asks("event_by")


@pytest.mark.parametrize(
    ("disease", "type_item"),
    [
        ("HIV", "hiv_type"),
        ("VIRAL_HEPATITIS", "hepatitis_type"),
        ("ANTHRAX", "anthrax_type"),
        ("DYSENTERY", "dysentery_type"),
        ("TUBERCULOSIS", "tuberculosis_type"),
        ("TYPHOID", "typhoid_type"),
        ("SYPHILIS", "syphilis_type"),
        ("MALARIA", "malaria_type"),
    ],
)
def test_a_disease_with_types_cannot_be_finished_without(disease: str, type_item: str) -> None:
    """Example 9."""
    assert type_item in a_card(disease_code=disease).gaps()
    assert type_item not in a_card(disease_code=disease, **{type_item: "1"}).gaps()
    assert not a_card().asks(type_item)


@pytest.mark.parametrize(
    ("answers", "is_needed"),
    [
        ({"disease_code": "VIRAL_HEPATITIS", "hepatitis_type": "2"}, True),
        ({"disease_code": "VIRAL_HEPATITIS", "hepatitis_type": "3"}, True),
        ({"disease_code": "VIRAL_HEPATITIS", "hepatitis_type": "1"}, False),
        ({"disease_code": "SCHISTOSOMIASIS"}, True),
        ({}, False),
    ],
)
def test_acute_or_chronic_where_it_matters(answers: dict[str, Any], *, is_needed: bool) -> None:
    """Example 7."""
    assert ("case_course" in a_card(**answers).gaps()) is is_needed
    assert "case_course" not in a_card(**answers, case_course="1").gaps()


@pytest.mark.parametrize(
    ("day", "reason"), [("2023-09-19", "not-listed"), ("2023-09-20", None)], ids=["before", "from"]
)
def test_the_card_is_held_against_the_list_of_its_day(day: str, reason: str | None) -> None:
    """Example 5."""
    card = a_card(disease_code="MPOX", diagnosed_at=day, onset="2023-09-01")
    assert (("disease_code", "not-listed") in faults(card)) is bool(reason)


def test_an_unknown_disease_is_kept_and_refused() -> None:
    card = a_card(disease_code="某病")
    assert card.value("disease_code") == "某病"
    assert ("disease_code", "option") in faults(card)
    assert a_card(disease_code="麻疹").value("disease_code") == "MEASLES"


def test_onset_comes_before_diagnosis_and_death_after_onset() -> None:
    """Example 16."""
    assert ("onset", "date-order") in faults(a_card(onset="2026-11-02", diagnosed_at="2026-11-01"))
    assert ("death", "date-order") in faults(a_card(death="2026-10-29"))


@pytest.mark.parametrize(("born", "is_needed"), [("2011-11-02", True), ("2011-11-01", False)])
def test_a_child_up_to_14_has_a_parent_on_the_card(born: str, *, is_needed: bool) -> None:
    assert ("parent" in a_card(birth_date=born).gaps()) is is_needed


def test_age_stands_in_for_the_day_of_birth() -> None:
    assert set(a_card(birth_date=None).gaps()) >= {"age", "age_unit"}
    infant = a_card(birth_date=None, age=40, age_unit="3")
    assert "parent" in infant.gaps()
    assert not a_card().asks("age")


@pytest.mark.parametrize("group", ["1", "3", "4"])
def test_who_is_at_school_names_it(group: str) -> None:
    """Example 6."""
    assert "workplace" in a_card(occupation=group).gaps()
    assert "workplace" not in a_card().gaps()
    assert "occupation_text" in a_card(occupation="29").gaps()


def test_a_correction_says_what_it_corrects() -> None:
    """Examples 11 and 12."""
    assert "revised_name" in a_card(card_kind="2").gaps()
    assert "revised_name" not in a_card(card_kind="2", revised_name="流行性感冒").gaps()
    assert "revised_name" not in a_card(card_kind="2", death="2026-11-02").gaps()
    assert not a_card().asks("revised_name")


def test_nothing_of_a_case_is_carried_to_the_next_card() -> None:
    for key in ("onset", "diagnosed_at", "diagnosed_time", "disease_code", "case_class", "circumstances"):
        assert CARD.item(key).carry is Carry.NEVER, key


def test_forms_about_nobody_are_the_centres() -> None:
    for form in (ACTIVITY, EVENT, INFORMATION, PATROL):
        assert form.noun is Noun.CENTRE_RECORD
        assert form.has(form.service_date)
    assert CARD.noun is Noun.VISIT


@pytest.mark.parametrize(("time", "verdict"), [("10:15", "1"), ("10:16", "2")])
def test_an_event_is_told_within_two_hours_of_the_news(time: str, verdict: str) -> None:
    news = {"notice_at": "2026-11-01", "notice_time": "08:15", "reported_at": "2026-11-01"}
    event = answered(Filling.start(EVENT, a_woman()), news | {"reported_time": time})
    assert (event.value("report_by"), event.value("in_time")) == ("2026-11-01 10:15", verdict)


def test_totals_are_not_below_what_is_new() -> None:
    event = answered(Filling.start(EVENT, a_woman()), {"new_cases": 3, "total_cases": 2})
    assert ("new_cases", "order") in faults(event)
    dead = answered(Filling.start(EVENT, a_woman()), {"new_deaths": 2, "total_deaths": 1, "total_cases": 5})
    assert ("new_deaths", "order") in faults(dead)
    assert "progress_no" in answered(Filling.start(EVENT, a_woman()), {"kind": "2"}).gaps()
    zero = answered(Filling.start(EVENT, a_woman()), {"kind": "2", "progress_no": 0})
    assert ("progress_no", "range") in faults(zero)


def a_reaction(**answers: Any) -> Filling:
    given = {
        "doses": [{"vaccine": "百白破疫苗", "given_on": "2026-10-20"}],
        "onset_at": "2026-10-21", "onset_time": "20:00", "found_at": "2026-10-22", "found_time": "08:30",
        "gravity": ["0"],
    }  # fmt: skip
    return answered(Filling.start(REACTION, a_woman()), given | answers)


@pytest.mark.parametrize(
    ("gravity", "hours", "by"),
    [(["0"], 48, "2026-10-24 08:30"), (["1"], 2, "2026-10-22 10:30"), (["3", "4"], 2, "2026-10-22 10:30")],
)
def test_the_clock_of_a_reaction_knows_how_grave_it_is(gravity: list[str], hours: int, by: str) -> None:
    reaction = a_reaction(gravity=gravity)
    assert (reaction.value("limit_hours"), reaction.value("report_by")) == (hours, by)
    assert a_reaction(gravity=None).value("report_by") is None


def test_a_reaction_outside_its_window_is_asked_about() -> None:
    late = a_reaction(reactions=[{"reaction": "ANAPHYLACTIC_SHOCK"}], onset_at="2026-10-22")
    assert ("reaction", "onset-window") in doubts(late)
    assert doubts(a_reaction(reactions=[{"reaction": "FEVER"}])) == set()
    two = [{"vaccine": "a", "given_on": "2026-10-01"}, {"vaccine": "b", "given_on": "2026-10-21"}]
    assert doubts(a_reaction(doses=two, reactions=[{"reaction": "ANAPHYLACTIC_SHOCK"}])) == set()


def test_a_reaction_does_not_begin_before_the_first_dose() -> None:
    assert ("onset_at", "date-order") in faults(a_reaction(onset_at="2026-10-19"))
    assert a_reaction().toggle("gravity", "1").value("gravity") == ("1",)


def test_a_lecture_has_a_speaker_and_other_forms_need_none() -> None:
    lecture = answered(Filling.start(ACTIVITY, a_woman()), {"form": "1"})
    assert "speaker" in lecture.gaps()
    board = answered(Filling.start(ACTIVITY, a_woman()), {"form": "3"})
    assert "speaker" not in board.gaps()
    assert "form_text" in answered(Filling.start(ACTIVITY, a_woman()), {"form": "9"}).gaps()


def test_copies_and_kinds_agree() -> None:
    none = answered(Filling.start(ACTIVITY, a_woman()), {"kinds_n": 0, "copies_n": 5})
    assert ("copies_n", "not-zero") in faults(none)
    fewer = answered(Filling.start(ACTIVITY, a_woman()), {"kinds_n": 6, "copies_n": 5})
    assert ("kinds_n", "order") in faults(fewer)
    many = answered(Filling.start(ACTIVITY, a_woman()), {"audience_n": 501})
    assert ("audience_n", "range") in doubts(many)
    assert doubts(answered(Filling.start(ACTIVITY, a_woman()), {"audience_n": 500})) == set()
    assert ("audience_n", "range") in faults(
        answered(Filling.start(ACTIVITY, a_woman()), {"audience_n": 100001})
    )


def test_a_problem_found_is_reported_in_the_note() -> None:
    found = {"problems": "直饮机滤芯过期"}
    assert "note" in answered(Filling.start(PATROL, a_woman()), found).gaps()
    for nothing in ("无", "无。"):
        assert "note" not in answered(Filling.start(PATROL, a_woman()), {"problems": nothing}).gaps()


@pytest.mark.parametrize(
    ("reported", "is_late"), [("2026-10-20", False), ("2026-10-21", False), ("2026-10-22", True)]
)
def test_information_is_passed_on_within_a_day(reported: str, *, is_late: bool) -> None:
    told = {"found_at": "2026-10-20", "reported_at": reported, "kind": "SCHOOL"}
    information = answered(Filling.start(INFORMATION, a_woman()), told)
    assert (("reported_at", "late-report") in doubts(information)) is is_late
    early = answered(Filling.start(INFORMATION, a_woman()), told | {"reported_at": "2026-10-19"})
    assert ("reported_at", "date-order") in faults(early)


def test_retired_kinds_of_information_are_still_read() -> None:
    item = INFORMATION.item("kind")
    assert (item.kind, item.codes) == (Kind.CODE, "supervision-kind")
    old = answered(Filling.start(INFORMATION, a_woman()), {"kind": "食品安全"})
    assert old.value("kind") == "FOOD_SAFETY"
    assert ("kind", "option") not in faults(old)


def test_the_doses_of_the_immunization_card_are_not_typed() -> None:
    doses = IMMUNIZATION.item("doses")
    assert doses.is_read_only
    assert doses.archive == "doses"
    assert {"vaccine", "dose_no", "given_on", "site", "lot", "maker", "trace_code", "clinic", "nurse"} <= {
        column.link_id for column in doses.items
    }


def test_a_sheet_begun_today_has_the_days_of_today() -> None:
    begun = Filling.start(ACTIVITY, a_woman(today=date(2026, 11, 2)))
    assert begun.value("filled_on") == "2026-11-02"
