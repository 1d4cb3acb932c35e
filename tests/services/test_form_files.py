"""Files of forms: a damaged one stops nobody else, and an old record keeps the version it was signed in."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from healthdesk.base import paths
from healthdesk.base.errors import InvalidInput
from healthdesk.desk import Desk
from tests.builders import PASSWORD, TODAY
from tests.desks import a_desk, an_environment, registered, signed
from tests.documents.reading import text

FORM, PAGE = "hypertension-visit-2017.json", "personal-information-2017.json"
Change = Callable[[dict[str, Any]], None]


@pytest.fixture
def forms(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of forms of one's own; everything else is the shipped one."""
    own, shipped = tmp_path / "resources", paths.resources()
    own.mkdir()
    for one in shipped.iterdir():
        if one.name == "forms":
            shutil.copytree(one, own / "forms")
        else:
            (own / one.name).symlink_to(one)
    monkeypatch.setattr(paths, "resources", lambda: own)
    return own / "forms"


def changed(file: Path, change: Change) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    change(document)
    return document


def item(document: dict[str, Any], link_id: str) -> dict[str, Any]:
    for one in document.get("item", ()):
        if one["linkId"] == link_id:
            found: dict[str, Any] = one
            return found
        if "item" in one and (inner := item(one, link_id)):
            return inner
    return {}


def _on_what_is_not_there(document: dict[str, Any]) -> None:
    item(document, "sbp")["enableWhen"] = [
        {"question": "nobody", "operator": "exists", "answerBoolean": True}
    ]


def _by_nobody(document: dict[str, Any]) -> None:
    item(document, "bmi")["extension"].append({"url": "urn:healthdesk:check", "valueString": "no-such-check"})


def _number_twice(document: dict[str, Any]) -> None:
    options = item(document, "symptoms")["answerOption"]
    options.append(options[0])


def _group_twice(document: dict[str, Any]) -> None:
    document["item"].append(document["item"][0])


FAULTS = [
    pytest.param(_on_what_is_not_there, "sbp", "nobody", id="condition"),
    pytest.param(_by_nobody, "bmi", "no-such-check", id="check"),
    pytest.param(_number_twice, "symptoms", "option-number-twice", id="number"),
]


@pytest.mark.parametrize(("change", "link_id", "words"), FAULTS)
def test_a_contradiction_names_file_item_and_fault(
    forms: Path, tmp_path: Path, change: Change, link_id: str, words: str
) -> None:
    (forms / FORM).write_text(json.dumps(changed(forms / FORM, change)), encoding="utf-8")
    desk = a_desk(tmp_path)
    person = registered(desk)
    with pytest.raises(InvalidInput) as fault:
        desk.visits.start(person, "hypertension")
    assert fault.value.field == f"{FORM}:{link_id}"
    assert words in fault.value.reason
    desk.close()


def test_the_program_works_on_with_the_other_forms(forms: Path, tmp_path: Path) -> None:
    (forms / FORM).write_bytes((forms / FORM).read_bytes()[:5000])
    desk = a_desk(tmp_path)
    person = registered(desk)
    writable = [one.form for one in desk.visits.writable(person)]
    assert "hypertension-visit" not in writable and "diabetes-visit" in writable
    assert desk.centre_records.kinds()
    desk.enrolments.enrol(person, "diabetes")
    assert desk.visits.start(person, "diabetes").filling.form.key == "diabetes-visit"
    desk.close()


def test_a_person_is_found_and_referred_though_a_form_of_theirs_is_damaged(
    forms: Path, tmp_path: Path
) -> None:
    desk = a_desk(tmp_path)
    person = registered(desk)
    visit, folder = signed(desk, person), desk.folder
    desk.close()
    (forms / FORM).write_bytes((forms / FORM).read_bytes()[:5000])
    desk = Desk.open(folder, "admin", PASSWORD, an_environment(TODAY, 2))
    record = desk.records.open(person)
    assert [event.id for event in record.events] == [visit]
    assert any("氨氯地平" in line for line in record.medicines)
    assert "氨氯地平" in str(desk.referrals.start(person).answers().get("treatment"))
    assert desk.visits.start(person, "archive", "health-checkup").filling.form.key == "health-checkup"
    with pytest.raises(InvalidInput, match=FORM):
        desk.printing.visit(visit)
    assert [(fault.file, fault.item) for fault in desk.broken_files()] == [(FORM, "form")]
    desk.close()


def test_a_damaged_first_page_stops_no_record(forms: Path, tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    past = [{"past_disease_code": "2"}, {"past_disease_code": "13", "past_disease_text": "痛风"}]
    person = registered(desk, drug_allergy=["2", "5"], drug_allergy_text="头孢曲松", past_disease=past)
    visit, folder = signed(desk, person), desk.folder
    desk.close()
    (forms / PAGE).write_text(json.dumps(changed(forms / PAGE, _group_twice)), encoding="utf-8")
    desk = Desk.open(folder, "admin", PASSWORD, an_environment(TODAY, 2))
    record = desk.records.open(person)
    assert [event.id for event in record.events] == [visit]
    assert record.card.allergies == ("青霉素", "头孢曲松")
    assert record.fault is not None
    assert record.fault.field.startswith(f"{PAGE}:")
    assert desk.residents.card(person).allergies == ("青霉素", "头孢曲松")
    sheet = desk.referrals.start(person)
    assert sheet.value("past_history") == "高血压；其他（痛风）；药物过敏：青霉素、头孢曲松。"
    desk.referrals.preview(person, sheet)
    assert desk.immunization.card(person).resident.name == "王秀英"
    assert [one.form_key for one in desk.quality.completeness(person)] == ["hypertension-visit"]
    card = desk.visits.start(person, "archive", "information-card").filling
    assert card.value("allergy") == "青霉素、头孢曲松"
    signed(desk, person, visit_date="2026-10-02")
    with pytest.raises(InvalidInput, match=PAGE):
        desk.residents.sheet(person)
    with pytest.raises(InvalidInput, match=PAGE):
        desk.printing.cover_page(person)
    desk.close()


def test_an_old_record_is_drawn_and_printed_in_its_own_version(forms: Path, tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    person = registered(desk)
    old, folder = signed(desk, person, visit_date="2026-09-02"), desk.folder
    desk.close()

    def renew(document: dict[str, Any]) -> None:
        document["version"] = "2027.1"
        item(document, "compliance")["text"] = "新的遵医行为"

    newer = changed(forms / FORM, renew)
    (forms / "hypertension-visit-2027.json").write_text(json.dumps(newer), encoding="utf-8")
    shutil.copy(forms / "layout" / FORM, forms / "layout" / "hypertension-visit-2027.json")
    desk = Desk.open(folder, "admin", PASSWORD, an_environment(TODAY, 2))
    assert desk.visits.start(person, "hypertension").filling.form.version == "2027.1"
    record, filling = desk.visits.open(old)
    assert (record.form_version, filling.form.version) == ("2017.1", "2017.1")
    assert filling.form.item("compliance").text == "遵医行为"
    new = signed(desk, person)
    assert "新的遵医行为" not in text(desk.printing.visit(old))
    assert "新的遵医行为" in text(desk.printing.visit(new))
    both = text(desk.printing.visits(person, "hypertension-visit"))
    assert both.count("遵医行为") == 2 and both.count("新的遵医行为") == 1
    desk.close()
