"""`stock` and the acts of `record` on it: what a stranger hands in, and what is told back."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from healthdesk.desk import Desk
from tests.cli.conftest import Answer, Run
from tests.desks import registered

TODAY = date.today()  # noqa: DTZ011  the command line lives today
LOT: dict[str, Any] = {"product": "DTaP", "number": "202603018"}
RECEIVE: dict[str, Any] = {
    **LOT,
    "action": "receive",
    "manufacturer": "北京生物",
    "expires_on": (TODAY + timedelta(300)).isoformat(),
    "doses": 10,
    "celsius": 4.5,
}


@pytest.fixture
def record(run: Run, store: Path, tmp_path: Path) -> Callable[..., list[Any]]:
    """Hands the actions in; what became of each."""

    def hand_in(*actions: Any) -> list[Any]:
        file = tmp_path / "actions.json"
        file.write_text(json.dumps(actions, ensure_ascii=False), encoding="utf-8")
        found: list[Any] = run("record", file, "--json", store=store).document
        return found

    return hand_in


Record = Callable[..., list[Any]]


@pytest.fixture
def stock(run: Run, store: Path) -> Callable[..., Answer]:
    """The command on the store."""
    return lambda *words: run("stock", *words, store=store)


@pytest.fixture
def child(at_desk: Callable[[], Desk]) -> str:
    """李小宝, three months old."""
    desk = at_desk()
    try:
        return registered(desk, name="李小宝", birth_date=(TODAY - timedelta(95)).isoformat(), id_no="")
    finally:
        desk.close()


def test_a_lot_is_received_used_and_told(record: Record, stock: Callable[..., Answer], child: str) -> None:
    dose = {"action": "dose", "resident": child, "vaccine": "DTaP", "date": TODAY.isoformat()}
    done = record(RECEIVE, {**dose, "lot": "202603018"})
    assert [one["refused"] for one in done] == [None, None]
    told = stock("--json").document
    (lot,) = told["lots"]
    assert (told["kept"], lot["number"], lot["on_hand"], lot["state"]) == (True, "202603018", 9, "usable")
    assert told["needs"][0]["used"] == 1
    assert [line["kind"] for line in stock("--book", "--json").document] == ["given", "received"]
    assert stock().summary == "1 lot, 0 vaccines to order"


def test_what_goes_out_is_counted_and_held(record: Record, stock: Callable[..., Answer]) -> None:
    done = record(
        RECEIVE,
        {"action": "waste", **LOT, "doses": 2, "reason": "摔碎"},
        {"action": "return", **LOT, "doses": 1, "reason": "近效期", "partner": "区疾控"},
        {"action": "count", **LOT, "counted": 6, "reason": "少一支"},
        {"action": "quarantine", **LOT, "reason": "停电"},
        {"action": "release", **LOT, "reason": "厂家评估可用"},
    )
    assert [one["refused"] for one in done] == [None] * 6
    (lot,) = stock("--json").document["lots"]
    assert (lot["on_hand"], lot["state"]) == (6, "usable")


def test_a_lot_is_moved_put_right_called_back_and_taken_in_again(
    record: Record, stock: Callable[..., Answer]
) -> None:
    first, second = record(
        {"action": "refrigerator", "name": "1 号"}, {"action": "refrigerator", "name": "2 号"}
    )
    done = record(
        {**RECEIVE, "refrigerator": first["id"]},
        {"action": "move", **LOT, "refrigerator": second["id"]},
        {"action": "amend-lot", **LOT, "expires_on": "2099-01-01", "free": False, "reason": "看错"},
        {"action": "recall-lot", **LOT, "reason": "通告"},
        {"action": "reinstate-lot", **LOT, "reason": "是另一批"},
        {"action": "amend-lot", **LOT, "doses_per_vial": 0, "reason": "看错"},
    )
    assert [one["refused"] and one["refused"]["field"] for one in done] == [None] * 5 + ["doses_per_vial"]
    (lot,) = stock("--json").document["lots"]
    assert (lot["refrigerators"], lot["expires_on"], lot["free"]) == (["2 号"], "2099-01-01", False)
    assert lot["state"] == "usable"


def test_a_recall_finds_everybody(record: Record, stock: Callable[..., Answer], child: str) -> None:
    dose = {"action": "dose", "resident": child, "vaccine": "DTaP", "date": TODAY.isoformat()}
    _, _, recalled = record(
        RECEIVE, {**dose, "lot": "202603018"}, {"action": "recall-lot", **LOT, "reason": "通告"}
    )
    (person,) = stock("--recipients", recalled["id"], "--json").document
    assert (person["name"], person["phone"]) == ("李小宝", "138****5521")
    (person,) = stock("--recipients", recalled["id"], "--unmasked", "--json").document
    assert person["phone"] == "13800005521"
    assert stock("--recipients", recalled["id"]).summary == "1 person"
    assert stock("--recipients", "nobody", "--json").code == 2


def test_a_warm_refrigerator_alarms(record: Record, stock: Callable[..., Answer]) -> None:
    (place,) = record({"action": "refrigerator", "name": "1 号冰箱"})
    done = record(
        {**RECEIVE, "refrigerator": place["id"]},
        {"action": "temperature", "refrigerator": place["id"], "celsius": 12.5, "remark": "停电"},
        {"action": "quarantine", "refrigerator": place["id"], "reason": "冰箱 12.5 ℃"},
    )
    assert [one["refused"] for one in done] == [None] * 3
    told = stock("--json").document
    assert (told["refrigerators"][0]["alarm"], told["lots"][0]["state"]) == (True, "quarantined")
    log = stock("--temperatures", place["id"], "--json").document
    assert [reading["celsius"] for day in log["days"] for reading in day["readings"]] == [12.5]
    record({"action": "void-temperature", "id": done[1]["id"], "reason": "看错小数点"})
    assert stock("--json").document["refrigerators"][0]["last"] is None


@pytest.mark.parametrize(
    ("action", "field"),
    [
        ({**RECEIVE, "doses": -1}, "doses"),
        ({**RECEIVE, "doses": "10"}, "doses"),
        ({**RECEIVE, "doses": True}, "doses"),
        ({**RECEIVE, "expires_on": "2020-01-01"}, "expires_on"),
        ({**RECEIVE, "expires_on": "soon"}, "expires_on"),
        ({**RECEIVE, "celsius": None}, "celsius"),
        ({**RECEIVE, "trace_codes": "81000250318470263915"}, "trace_codes"),
        ({**RECEIVE, "colour": "red"}, "colour"),
        ({"action": "waste", **LOT, "doses": 1, "reason": "摔碎"}, "lot"),
        ({"action": "waste", "doses": 1, "reason": "摔碎"}, "product"),
        ({"action": "count", "lot": "no-such-lot", "counted": 3}, "lot"),
        ({"action": "recall-lot", "product": "XYZ", "number": "1", "reason": "通告"}, "product"),
        ({"action": "temperature", "refrigerator": "none", "celsius": 4}, "refrigerator"),
        ({"action": "temperature", "refrigerator": "none", "celsius": 4, "at": "noon"}, "at"),
    ],
)
def test_rubbish_is_refused_by_its_field(
    record: Record, stock: Callable[..., Answer], action: dict[str, Any], field: str
) -> None:
    (done,) = record(action)
    assert done["refused"]["field"] == field
    assert stock("--all", "--json").document["lots"] == []
