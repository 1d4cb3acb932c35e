"""Cards about a resident: the case card, the reaction after a dose, the immunization card, the contract."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from healthdesk.base.errors import InvalidInput
from healthdesk.desk import Desk
from healthdesk.domain.access import Role
from healthdesk.domain.forms.filling import Filling
from healthdesk.services.doses import NewDose
from tests.desks import registered, seat

CARD, REACTION, IMMUNIZATION, CONTRACT = (
    "infectious-disease-card",
    "adverse-event",
    "immunization-card",
    "family-doctor-contract",
)
CASE: Mapping[str, Any] = {
    "card_kind": "1",
    "belongs": "1",
    "occupation": "23",
    "case_class": "3",
    "onset": "2026-10-30",
    "diagnosed_time": "08:30",
    "disease_code": "MEASLES",
    "id_no": "110105195903041221",
}


def begun(desk: Desk, person: str, programme: str, form: str, **answers: Any) -> Filling:
    filling = desk.visits.start(person, programme, form).filling
    for link_id, value in answers.items():
        filling = filling.answer(link_id, value)
    return filling


def test_the_card_takes_the_person_from_the_archive(desk: Desk) -> None:
    person = registered(desk)
    card = begun(desk, person, "infectious-disease", CARD)
    resident = desk.residents.card(person)
    assert (card.value("name"), card.value("sex")) == (resident.name, resident.sex)
    assert card.value("phone")
    assert card.value("unit") == "幸福路社区卫生服务中心"


def test_two_diseases_of_one_day_are_two_cards(desk: Desk) -> None:
    person = registered(desk)
    for disease in ("MEASLES", "RUBELLA"):
        filling = begun(desk, person, "infectious-disease", CARD, **CASE | {"disease_code": disease})
        desk.visits.sign(person, "infectious-disease", filling)
    assert [one.answers["disease_code"] for one in desk.visits.full(person)] == ["MEASLES", "RUBELLA"]
    assert desk.residents.card(person).enrolments == ()


def test_a_diagnosis_in_an_hour_that_has_not_come_is_refused(desk: Desk) -> None:
    person = registered(desk)
    ahead = desk.clock.now().astimezone().strftime("%H:%M")
    filling = begun(desk, person, "infectious-disease", CARD, **CASE | {"diagnosed_time": "23:59"})
    assert ahead < "23:59"
    with pytest.raises(InvalidInput) as refused:
        desk.visits.sign(person, "infectious-disease", filling)
    assert (refused.value.field, refused.value.reason) == ("diagnosed_time", "future")


def test_hiv_is_shown_only_to_those_who_may_see_it(desk: Desk) -> None:
    person = registered(desk)
    case = {**CASE, "disease_code": "HIV", "hiv_type": "2"}
    filling = begun(desk, person, "infectious-disease", CARD, **case)
    desk.visits.sign(person, "infectious-disease", filling)
    seat(desk, Role.NURSE)
    assert desk.visits.full(person) == ()


def test_a_reaction_of_a_grown_up_makes_nobody_a_member(desk: Desk) -> None:
    person = registered(desk)
    assert REACTION in {one.form for one in desk.visits.writable(person)}
    assert IMMUNIZATION not in {one.form for one in desk.visits.writable(person)}
    filling = begun(
        desk, person, "immunization", REACTION,
        doses=[{"vaccine": "流感疫苗", "given_on": "2026-11-01"}],
        onset_at="2026-11-01", onset_time="10:00", found_time="07:00",
        reactions=[{"reaction": "SYNCOPE"}], gravity=["0"], diagnosis="晕厥", outcome="1",
    )  # fmt: skip
    desk.visits.sign(person, "immunization", filling)
    assert desk.residents.card(person).enrolments == ()


def test_doses_come_onto_the_card_and_the_last_ones_into_the_report(desk: Desk) -> None:
    person = registered(desk, birth_date="2026-06-01", id_no="", id_type="99")
    for vaccine, on in (("HepB", date(2026, 6, 1)), ("BCG", date(2026, 6, 1)), ("HepB", date(2026, 7, 1))):
        desk.immunization.record(person, NewDose(vaccine, on, is_elsewhere=True))
    card = begun(desk, person, "immunization", IMMUNIZATION)
    doses = card.value("doses")
    assert isinstance(doses, tuple)
    rows = [row for row in doses if isinstance(row, Mapping)]
    assert [(row["vaccine"], row.get("dose_no")) for row in rows] == [
        ("乙肝疫苗", 1), ("卡介苗", 1), ("乙肝疫苗", 2),
    ]  # fmt: skip
    report = begun(desk, person, "immunization", REACTION).value("doses")
    assert isinstance(report, tuple)
    assert [row["given_on"] for row in report if isinstance(row, Mapping)] == ["2026-07-01"]


def test_a_contract_is_kept_until_its_end(desk: Desk) -> None:
    person = registered(desk)
    filling = begun(
        desk, person, "archive", CONTRACT,
        id_no="110105195903041221", groups=["3"], team="一组", doctor="李静",
        packages=[{"package_name": "基本包", "package_kind": "1"}],
        state="1", channel="1", term="1", valid_from="2026-11-02", agreement_read="1", party_a="王秀英",
        party_a_relation="1",
    )  # fmt: skip
    signed = desk.visits.sign(person, "archive", filling)
    assert str(signed.next_due) == "2027-11-01"
    again = begun(desk, person, "archive", CONTRACT, valid_from="2027-11-01")
    assert ("valid_from", "overlap") in {(one.link_id, one.reason) for one in again.problems()}


def test_the_timeline_says_what_was_reported(desk: Desk) -> None:
    person = registered(desk)
    filling = begun(desk, person, "infectious-disease", CARD, **CASE)
    visit = desk.visits.sign(person, "infectious-disease", filling)
    (event,) = desk.records.open(person).events
    assert (event.id, event.title, event.facts) == (visit.id, "中华人民共和国传染病报告卡", "麻疹")
