"""`record`: what staff do, from a file; a refused action is told, harms no other and saves nothing."""

import codecs
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from healthdesk.desk import Desk
from healthdesk.domain.identity import check_character
from tests.cli.conftest import Answer, Run
from tests.desks import registered
from tests.documents.reading import pages

BODY = "11010519590312002"
ID_NO = BODY + check_character(BODY)
SOMEBODY: dict[str, Any] = {"name": "李四", "sex": "1", "birth_date": "1950-01-01"}
PRESSURE: dict[str, Any] = {"mode": "1", "symptoms": ["1"], "sbp": 132, "dbp": 84}


@pytest.fixture
def record(run: Run, store: Path, tmp_path: Path) -> Callable[..., Answer]:
    """Writes the actions to a file and hands it in."""

    def hand_in(*actions: Any) -> Answer:
        file = tmp_path / "actions.json"
        file.write_text(json.dumps(actions, ensure_ascii=False), encoding="utf-8")
        return run("record", file, "--json", store=store)

    return hand_in


Record = Callable[..., Answer]


@pytest.fixture
def person(at_desk: Callable[[], Desk]) -> str:
    """王秀英, registered."""
    desk = at_desk()
    try:
        return registered(desk)
    finally:
        desk.close()


def register(**values: Any) -> dict[str, Any]:
    """Register 李四, with changes."""
    return {"action": "register", "values": SOMEBODY | values}


def visit(person: str, **changes: Any) -> dict[str, Any]:
    """A follow-up of today, with changes."""
    today = date.today().isoformat()  # noqa: DTZ011  the command line lives today
    plain = {"action": "visit", "resident": person, "programme": "hypertension", "date": today}
    return {**plain, "answers": PRESSURE, **changes}


def refusal(answer: Answer) -> tuple[str, str]:
    """Field and reason of the only action."""
    (one,) = answer.document
    assert answer.code == 3
    assert one["id"] is None
    return one["refused"]["field"], one["refused"]["reason"]


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"[", id="cut"),
        pytest.param(b"{}", id="an object"),
        pytest.param(b"[1]", id="a list of numbers"),
        pytest.param(b"\xff\xfe[\x00]\x00", id="utf-16"),
        pytest.param(b"\xb0\xa1", id="gb 18030"),
        pytest.param(b"[" * 100_000, id="deep"),
    ],
)
def test_a_file_that_is_no_list_of_actions_is_wrong_usage(
    run: Run, store: Path, tmp_path: Path, raw: bytes
) -> None:
    (tmp_path / "x.json").write_bytes(raw)
    answer = run("record", tmp_path / "x.json", "--json", store=store)
    assert (answer.code, answer.kind) == (2, "InvalidInput")


def test_no_actions_are_done_at_once(record: Record) -> None:
    answer = record()
    assert (answer.code, answer.document) == (0, [])


def test_a_byte_order_mark_is_no_fault(run: Run, store: Path, tmp_path: Path) -> None:
    (tmp_path / "x.json").write_bytes(codecs.BOM_UTF8 + json.dumps([register()]).encode())
    assert run("record", tmp_path / "x.json", "--json", store=store).code == 0


def test_refused_actions_stand_in_order_between_those_that_are_done(record: Record) -> None:
    answer = record(register(), register(sex="7"), {"action": "fly"}, {}, register(name="王五"))
    assert answer.code == 3
    assert [(one["action"], one["refused"] and one["refused"]["reason"]) for one in answer.document] == [
        ("register", None),
        ("register", "option"),
        ("fly", "unknown"),
        ("", "required"),
        ("register", None),
    ]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        pytest.param({"nme": "x"}, ("nme", "unknown"), id="misspelt key"),
        pytest.param({"section_person": "x"}, ("section_person", "unknown"), id="heading"),
        pytest.param({"name": ["x"]}, ("name", "format"), id="list for a text"),
        pytest.param({"name": True}, ("name", "format"), id="truth for a text"),
        pytest.param({"name": "   "}, ("name", "required"), id="blank name"),
        pytest.param({"name": "阿" * 61}, ("name", "length"), id="61 characters"),
        pytest.param({"name": "李" * 1_000_000}, ("name", "length"), id="a million characters"),
        pytest.param({"name": "李\x00四"}, ("name", "control-signs"), id="zero byte"),
        pytest.param({"name": "李\x1b[31m"}, ("name", "control-signs"), id="terminal escape"),
        pytest.param({"name": "\u202e李四"}, ("name", "control-signs"), id="turned direction"),
        pytest.param({"sex": ["1"]}, ("sex", "format"), id="list for a code"),
        pytest.param({"sex": {"code": "1"}}, ("sex", "format"), id="object for a code"),
        pytest.param({"birth_date": "2999-01-01"}, ("birth_date", "future"), id="born in the future"),
        pytest.param({"birth_date": "1700-01-01"}, ("birth_date", "range"), id="born in 1700"),
        pytest.param({"birth_date": "1950-02-30"}, ("birth_date", "format"), id="30 February"),
        pytest.param({"id_no": ID_NO[:-1] + "X"}, ("id_no", "check-character"), id="check character"),
        pytest.param({"drug_allergy": ["1", "2"]}, ("drug_allergy", "exclusive"), id="none and penicillin"),
        pytest.param({"drug_allergy": [["2"]]}, ("drug_allergy", "format"), id="list in a list"),
        pytest.param({"past_disease": [{"name": "x"}]}, ("name", "unknown"), id="unknown column"),
        pytest.param({"village": "1"}, ("village", "format"), id="village too short"),
        pytest.param({"village": ["110105009012"]}, ("village", "format"), id="list of villages"),
    ],
)
def test_a_registration_is_refused_by_field(
    record: Record, values: dict[str, Any], expected: tuple[str, str]
) -> None:
    assert refusal(record(register(**values))) == expected


def test_nothing_of_a_refused_registration_stays(record: Record, run: Run, store: Path) -> None:
    record(register(sex="7"), register(id_no="1"))
    assert run("list", "residents", "--json", store=store).document == []


def test_60_characters_and_rare_signs_are_kept(record: Record, run: Run, store: Path) -> None:
    names = ["阿" * 60, "𠮷野 家", "😀"]
    assert record(*(register(name=name) for name in names)).code == 0
    kept = {row["name"] for row in run("list", "residents", "--json", store=store).document}
    assert kept == set(names)


def test_one_identity_number_is_one_person(record: Record) -> None:
    first, second = record(
        {"action": "register", "values": {"name": "甲", "id_no": ID_NO}},
        {"action": "register", "values": {"name": "乙", "id_no": f" {ID_NO} "}},
    ).document
    assert first["refused"] is None
    assert second["refused"] == {"field": "id_no", "reason": "already-here"}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({"resident": "nobody"}, ("resident", "not-found"), id="unknown resident"),
        pytest.param({"programme": "flying"}, ("programme", "not-found"), id="unknown programme"),
        pytest.param({"programme": "archive"}, ("programme", "no-form"), id="programme without visits"),
        pytest.param({"form": "personal-information"}, ("programme", "no-form"), id="form of no visit"),
        pytest.param({"form": "poem"}, ("programme", "no-form"), id="unknown form"),
        pytest.param({"date": 20261101}, ("date", "format"), id="number for a date"),
        pytest.param({"date": "2999-01-01"}, ("visit_date", "future"), id="future"),
        pytest.param({"date": "1950-01-01"}, ("visit_date", "date-order"), id="before birth"),
        pytest.param({"comment": "x"}, ("comment", "unknown"), id="unknown key"),
        pytest.param({"answers": []}, ("answers", "format"), id="list of answers"),
        pytest.param({"answers": {"mode": "1"}}, ("sbp", "required"), id="nothing to judge by"),
        pytest.param({"answers": PRESSURE | {"sbp": "high"}}, ("sbp", "format"), id="words for a number"),
        pytest.param({"answers": PRESSURE | {"sbp": 9999}}, ("sbp", "range"), id="beyond belief"),
        pytest.param({"answers": PRESSURE | {"dbp": 200}}, ("dbp", "order"), id="diastolic above systolic"),
        pytest.param({"answers": PRESSURE | {"class": "4"}}, ("class", "overrule-reason"), id="own class"),
        pytest.param(
            {"answers": PRESSURE | {"symptoms": ["1", "2"]}}, ("symptoms", "exclusive"), id="none and one"
        ),
        pytest.param({"answers": PRESSURE | {"mode": "x"}}, ("mode", "option"), id="mode"),
    ],
)
def test_a_visit_is_refused_by_field(
    record: Record, person: str, changes: dict[str, Any], expected: tuple[str, str]
) -> None:
    assert refusal(record(visit(person, **changes))) == expected


def test_a_second_visit_of_the_day_is_refused(record: Record, person: str) -> None:
    first, second = record(visit(person), visit(person)).document
    assert first["class"] == "1"
    assert first["next"] > date.today().isoformat()  # noqa: DTZ011  as above
    assert second["refused"] == {"field": "visit_date", "reason": "already-there"}


def test_an_edit_of_nobody_and_an_edit_to_no_name_are_refused(record: Record, person: str) -> None:
    assert refusal(record({"action": "edit", "id": "nobody", "set": {}})) == ("resident", "not-found")
    assert refusal(record({"action": "edit", "id": person, "set": {"name": None}})) == ("name", "required")
    assert record({"action": "edit", "id": person, "set": {"name": "王秀莹"}}).code == 0


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({"vaccine": "cowpox"}, ("vaccine", "unknown"), id="unknown vaccine"),
        pytest.param({"vaccine": 5}, ("vaccine", "format"), id="number for a vaccine"),
        pytest.param({"resident": "nobody"}, ("resident", "not-found"), id="unknown resident"),
        pytest.param({"date": "2999-01-01"}, ("date", "future"), id="future"),
        pytest.param({"date": "1950-01-01"}, ("date", "before-birth"), id="before birth"),
        pytest.param({"lot": ""}, ("lot", "required"), id="no lot"),
        pytest.param({"lot": 5}, ("lot", "format"), id="number for a lot"),
        pytest.param({"lot": "x" * 41}, ("lot", "length"), id="long lot"),
        pytest.param({"lot": "a\nb"}, ("lot", "format"), id="lot of two lines"),
        pytest.param({"site": "x" * 21}, ("site", "length"), id="long site"),
        pytest.param({"expires_on": "2000-01-01"}, ("expires_on", "expired"), id="expired"),
        pytest.param({"elsewhere": "no"}, ("elsewhere", "format"), id="word for a truth"),
        pytest.param({"expiry": "2027-01-01"}, ("expiry", "unknown"), id="misspelt key"),
        pytest.param({"vaccine": "BCG"}, ("vaccine", "not_indicated"), id="too old for it"),
    ],
)
def test_a_dose_is_refused_by_field(
    record: Record, person: str, changes: dict[str, Any], expected: tuple[str, str]
) -> None:
    today = date.today().isoformat()  # noqa: DTZ011  as above
    dose = {"action": "dose", "resident": person, "vaccine": "influenza", "date": today, "lot": "L1"}
    assert refusal(record({**dose, **changes})) == expected


def test_a_dose_of_an_earlier_day_is_written_down_once(record: Record, person: str) -> None:
    dose = {"action": "dose", "resident": person, "vaccine": "influenza", "date": "2020-11-02", "lot": "L1"}
    first, second = record(dose, dose).document
    assert first["refused"] is None
    assert second["refused"] == {"field": "date", "reason": "already-there"}


@pytest.mark.parametrize(
    ("code", "warning"),
    [
        ("81000240000000000000", None),
        ("123", {"field": "trace_code", "reason": "unusual"}),
        (
            "(01)06901234567892(17)280101(10)ABC123456789(21)12345678901234567890",
            {"field": "trace_code", "reason": "unusual"},
        ),
    ],
)
def test_a_trace_code_of_another_make_is_a_warning_and_never_a_refusal(
    record: Record, code: str, warning: dict[str, str] | None
) -> None:
    (made,) = record(register(birth_date="2026-01-01")).document
    dose = {"action": "dose", "resident": made["id"], "vaccine": "HepB", "date": "2026-01-01", "lot": "L1"}
    (done,) = record(dose | {"trace_code": code}).document
    assert (done["refused"], done["warning"]) == (None, warning)


def test_labels_are_printed_from_the_free_place_on(
    run: Run, store: Path, tmp_path: Path, at_desk: Callable[[], Desk]
) -> None:
    desk = at_desk()
    person = registered(desk)
    desk.close()
    file = tmp_path / "labels.pdf"
    words = ("print", "labels", person, "--sheet", "a4-70x37", "--first", "24", "--copies", "2", "-o", file)
    assert run(*words, store=store).code == 0
    assert len(pages(file.read_bytes())) == 2
    assert run("print", "labels", person, "--first", "2", "-o", file, store=store).code == 2
