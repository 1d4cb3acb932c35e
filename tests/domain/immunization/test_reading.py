"""A schedule file with a fault is named; a clinic's own rule is one change in the data."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from healthdesk.base.paths import resources
from healthdesk.domain.immunization.forecast import forecast
from healthdesk.domain.immunization.reading import ScheduleFault
from healthdesk.domain.immunization.schedule import Schedule
from tests.domain.immunization.builders import a_child, day, the_schedule

EDITION = "edition-1-cn-2021.json"
NEWEST = "edition-4-cn-2026.json"
Change = Callable[[dict[str, Any]], None]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the files the program ships with."""
    copy = tmp_path / "immunization"
    shutil.copytree(resources() / "immunization", copy)
    return copy


def change(path: Path, how: Change) -> None:
    document = json.loads(path.read_text(encoding="utf-8"))
    how(document)
    path.write_text(json.dumps(document), encoding="utf-8")


def a_step(document: dict[str, Any], group: str = "HepB", index: int = -2) -> dict[str, Any]:
    found: dict[str, Any] = document["groups"][group]["steps"][index]
    return found


def in_a_step(**changed: Any) -> Change:
    """Change the third dose of hepatitis B."""
    return lambda document: a_step(document).update(changed)


def as_a_whole(**changed: Any) -> Change:
    return lambda document: document.update(changed)


@pytest.mark.parametrize(
    ("file", "how", "fault"),
    [
        pytest.param(EDITION, in_a_step(takes=["HepC"]), "no product HepC", id="product"),
        pytest.param(EDITION, in_a_step(when={"filled": ["HepB-9"]}), "no place HepB-9", id="place"),
        pytest.param(EDITION, in_a_step(note="sing"), "no words for sing", id="note"),
        pytest.param(EDITION, in_a_step(condition="sun"), "no words for sun", id="condition"),
        pytest.param(
            EDITION, in_a_step(intervals=[{"min": "28d", "valid": "2m"}]), "is longer", id="interval"
        ),
        pytest.param(EDITION, in_a_step(before="5m"), "late before", id="deadline"),
        pytest.param(EDITION, in_a_step(min_age="soon"), "no length of time", id="span"),
        pytest.param(EDITION, in_a_step(min_age=6), "min_age", id="number for a span"),
        pytest.param(EDITION, in_a_step(dose="third"), "int", id="type"),
        pytest.param(EDITION, lambda document: a_step(document).pop("min_age"), "min_age", id="missing"),
        pytest.param(NEWEST, as_a_whole(since="2025-11-10"), "in force on the same day", id="twins"),
        pytest.param(NEWEST, as_a_whole(since="$immunization.moon"), "no setting", id="setting"),
        pytest.param("settings.json", as_a_whole(settings=[]), "no setting", id="no settings"),
    ],
)
def test_a_contradiction_is_named(folder: Path, file: str, how: Change, fault: str) -> None:
    change(folder / file, how)
    with pytest.raises(ScheduleFault, match=fault):
        Schedule.read(folder)


def test_a_choice_nobody_offers_is_named() -> None:
    with pytest.raises(ScheduleFault, match=r"settings\.json: 'shrug'"):
        Schedule.read(chosen={"immunization.past_early_dose": "shrug"})


@pytest.mark.parametrize(
    ("content", "fault"),
    [pytest.param("{", "products.json: ", id="no json"), pytest.param("[]", "no object", id="a list")],
)
def test_a_damaged_file_is_named(folder: Path, content: str, fault: str) -> None:
    (folder / "products.json").write_text(content, encoding="utf-8")
    with pytest.raises(ScheduleFault, match=fault) as raised:
        Schedule.read(folder)
    assert str(raised.value).startswith("products.json: ")


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "card.json").unlink()
    with pytest.raises(ScheduleFault, match=r"card\.json"):
        Schedule.read(folder)


def test_a_province_changes_a_rule_in_the_data_alone(folder: Path) -> None:
    def free_varicella(document: dict[str, Any]) -> None:
        document["groups"]["VAR"]["is_programme"] = True

    change(folder / EDITION, free_varicella)
    found = forecast(a_child("2025-06-01"), (), Schedule.read(folder), day("2026-10-01"))
    assert ("VAR", "due") in [(one.group, one.status) for one in found]


def test_where_no_rule_fits_a_doctor_is_asked(folder: Path) -> None:
    def never(document: dict[str, Any]) -> None:
        for step in document["groups"]["BCG"]["steps"]:
            step["proposed"] = {"never": True}

    change(folder / EDITION, never)
    found = forecast(a_child("2025-06-01"), (), Schedule.read(folder), day("2026-10-01"))
    bcg = next(one for one in found if one.group == "BCG")
    assert (bcg.status, bcg.reasons[0].text) == ("not_indicated", "程序没有写明下一步，请医生判断")


def test_the_editions_come_in_the_order_of_their_days() -> None:
    assert [edition.id for edition in the_schedule().editions] == [
        "CN-2021", "CN-2021+DTaP2025", "CN-2021+DTaP2025+HPV2025", "CN-2026",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("on", "edition"),
    [
        ("2010-01-01", "CN-2021"), ("2024-12-31", "CN-2021"), ("2025-01-01", "CN-2021+DTaP2025"),
        ("2025-11-10", "CN-2021+DTaP2025+HPV2025"), ("2026-07-03", "CN-2026"), ("2099-01-01", "CN-2026"),
    ],
)  # fmt: skip
def test_an_edition_is_in_force_from_its_day(on: str, edition: str) -> None:
    assert the_schedule().edition(day(on)).id == edition


def test_a_product_is_called_by_its_short_name() -> None:
    assert the_schedule().product_title("HepB") == "乙肝疫苗"
    assert the_schedule().product_title("XYZ") == "XYZ"


def test_every_rule_names_its_source_and_how_sure_it_is() -> None:
    steps = [
        step
        for edition in the_schedule().editions
        for group in edition.groups.values()
        for step in group.steps
    ]
    assert all(step.source and step.confidence in {"C", "C1", "K", "P"} for step in steps)
