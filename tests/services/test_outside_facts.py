"""What hospitals wrote: allergies wherever ours are, diagnoses and medicines on the record, marked."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest

from healthdesk.desk import Desk
from healthdesk.domain.access import Role
from healthdesk.services.rows import OutsideRow
from healthdesk.store.journal import Origin
from healthdesk.store.outside_facts import OutsideFact
from tests.desks import a_desk, registered, seat
from tests.ui.working import closing

ON = date(2026, 10, 1)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with closing(a_desk(tmp_path)) as made:
        yield made


def told(desk: Desk, person: str, *facts: tuple[str, str, str], codes: list[str] | None = None) -> None:
    """Kind, text and status of what the platform brought."""
    with desk.database.writing("sync", origin=Origin.PLATFORM) as session:
        for kind, text, status in facts:
            row = OutsideFact(id=str(uuid4()), resident_id=person, kind=kind, text=text, status=status)
            row.said_on, row.said_by, row.codes = ON, "市第一医院", codes
            session.add(row)


@pytest.mark.parametrize(
    ("own", "seen", "state"),
    [
        (["1"], ("头孢曲松",), "known"),
        (["2"], ("青霉素", "头孢曲松"), "known"),
        (["5"], ("头孢曲松",), "known"),
    ],
)
def test_an_allergy_of_elsewhere_stands_beside_ours(
    desk: Desk, own: list[str], seen: tuple[str, ...], state: str
) -> None:
    person = registered(desk, drug_allergy=own, drug_allergy_text="头孢曲松")
    told(desk, person, ("allergy", "头孢曲松", "active"), ("allergy", "磺胺", "gone"))
    card = desk.residents.card(person)
    assert (card.allergies, card.allergy_state) == (seen, state)


@pytest.mark.parametrize("own", [["1"], None])
def test_an_allergy_of_elsewhere_goes_out_with_a_referral_and_onto_the_card(
    desk: Desk, own: list[str] | None
) -> None:
    person = registered(desk, drug_allergy=own)
    told(desk, person, ("allergy", "头孢曲松", "active"))
    history = str(desk.referrals.start(person).answers()["past_history"])
    assert "药物过敏：头孢曲松" in history
    assert "未询问" not in history.partition("药物过敏")[2]
    card = desk.visits.start(person, "archive", "information-card").filling
    assert "头孢曲松" in str(card.answers())


def test_an_allergy_of_the_joined_record_goes_out_with_a_referral(desk: Desk) -> None:
    kept = registered(desk, name="王秀英", drug_allergy=["1"])
    other = registered(desk, name="王秀英", drug_allergy=["5"], drug_allergy_text="磺胺")
    told(desk, other, ("allergy", "头孢曲松", "active"))
    desk.duplicates.join(kept, other)
    assert "药物过敏：磺胺、头孢曲松" in str(desk.referrals.start(kept).answers()["past_history"])


def test_diagnoses_and_medicines_of_elsewhere_are_shown_with_source_and_date(desk: Desk) -> None:
    person = registered(desk)
    told(desk, person, ("condition", "冠心病", "active"), ("medication", "阿司匹林", "active"))
    told(desk, person, ("condition", "肺炎", "gone"), ("allergy", "头孢曲松", "active"))
    assert desk.records.open(person).outside == (
        OutsideRow("allergy", "头孢曲松", ON, "市第一医院"),
        OutsideRow("condition", "冠心病", ON, "市第一医院"),
        OutsideRow("medication", "阿司匹林", ON, "市第一医院"),
    )


@pytest.mark.parametrize(("text", "codes"), [("肺结核", None), ("其他疾病", ["A16.2"]), ("B20.1", None)])
def test_a_sensitive_diagnosis_of_elsewhere_is_for_those_who_treat_it(
    desk: Desk, text: str, codes: list[str] | None
) -> None:
    person = registered(desk)
    told(desk, person, ("condition", text, "active"), codes=codes)
    told(desk, person, ("allergy", "抗结核药", "active"))
    assert len(desk.records.open(person).outside) == 2
    assert not desk.residents.card(person).has_hidden_programme
    seat(desk, Role.NURSE)
    assert [row.kind for row in desk.records.open(person).outside] == [
        "allergy"
    ]  # it may harm whoever treats
    assert desk.residents.card(person).has_hidden_programme
