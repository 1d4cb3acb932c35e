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


def in_a_state(**changed: Any) -> Change:
    return lambda document: document["special_states"][0].update(changed)


def as_a_whole(**changed: Any) -> Change:
    return lambda document: document.update(changed)


@pytest.mark.parametrize(
    ("file", "how", "fault"),
    [
        pytest.param(EDITION, in_a_step(takes=["HepC"]), "no product HepC", id="product"),
        pytest.param(EDITION, in_a_step(when={"filled": ["HepB-9"]}), "no place HepB-9", id="place"),
        pytest.param(EDITION, in_a_step(notes=["sing"]), "no words for sing", id="note"),
        pytest.param(EDITION, in_a_step(condition="sun"), "no words for sun", id="condition"),
        pytest.param(
            EDITION, in_a_step(intervals=[{"min": "28d", "valid": "2m"}]), "is longer", id="interval"
        ),
        pytest.param(EDITION, in_a_step(before="5m"), "late before", id="deadline"),
        pytest.param(EDITION, in_a_step(window="7d", intervals=[{"min": "28d"}]), "window ends", id="window"),
        pytest.param(
            EDITION,
            in_a_step(intervals=[{"min": "28d", "from_place": "HepB-9"}]),
            "no place HepB-9",
            id="place of an interval",
        ),
        pytest.param(EDITION, in_a_step(valid_age="9m"), "planned before it counts", id="valid age"),
        pytest.param(EDITION, in_a_step(closes="1m"), "closed before", id="closed"),
        pytest.param(EDITION, in_a_step(dose=9), "more doses than in all", id="number"),
        pytest.param(EDITION, in_a_step(when={"age_from": "2y", "age_below": "1y"}), "is nobody", id="ages"),
        pytest.param(
            EDITION,
            in_a_step(when={"born_from": "2020-01-01", "born_before": "2019-01-01"}),
            "is nobody",
            id="births",
        ),
        pytest.param(EDITION, in_a_step(proposed={"context": {"mood": ["good"]}}), "no fact mood", id="fact"),
        pytest.param(
            EDITION, in_a_step(when={"unless": {"below": {"mood": 1}}}), "no fact mood", id="inner fact"
        ),
        pytest.param(EDITION, in_a_step(when={"awaits": ["XYZ"]}), "no group XYZ", id="another group"),
        pytest.param(EDITION, in_a_step(min_aeg="6m"), "unknown word min_aeg", id="misspelt"),
        pytest.param(
            EDITION,
            lambda document: document["groups"]["HepA"]["steps"].insert(
                0, {**document["groups"]["HepA"]["steps"][0], "proposed": {}}
            ),
            "always comes first",
            id="shadowed",
        ),
        pytest.param(EDITION, in_a_step(min_age="soon"), "no length of time", id="span"),
        pytest.param(EDITION, in_a_step(min_age=6), "min_age", id="number for a span"),
        pytest.param(EDITION, in_a_step(dose="third"), "int", id="type"),
        pytest.param(EDITION, lambda document: a_step(document).pop("min_age"), "min_age", id="missing"),
        pytest.param(EDITION, in_a_state(bars=["HepC"]), "no product HepC", id="state's product"),
        pytest.param(EDITION, in_a_state(asks={"MMR": "sun"}), "no words for sun", id="state's condition"),
        pytest.param(
            EDITION, in_a_state(when={"context": {"mood": ["good"]}}), "no fact mood", id="state's fact"
        ),
        pytest.param(
            EDITION,
            as_a_whole(apart=[{"products": ["HepC"], "min": "1d", "source": "-", "confidence": "P"}]),
            "gap: no product HepC",
            id="gap",
        ),
        pytest.param(NEWEST, as_a_whole(based_on="CN-1999"), "no edition CN-1999", id="base"),
        pytest.param(NEWEST, as_a_whole(changes={"XYZ": {}}), "nothing to change", id="change of nothing"),
        pytest.param(
            EDITION, lambda document: a_step(document).pop("dose"), "nothing is said", id="no number"
        ),
        pytest.param(NEWEST, as_a_whole(since="2025-11-10"), "in force on the same day", id="twins"),
        pytest.param(NEWEST, as_a_whole(since="$immunization.moon"), "no setting", id="setting"),
        pytest.param("settings.json", as_a_whole(settings=[]), "no setting", id="no settings"),
    ],
)
def test_a_contradiction_is_named(folder: Path, file: str, how: Change, fault: str) -> None:
    change(folder / file, how)
    with pytest.raises(ScheduleFault, match=fault):
        Schedule.read(folder)


@pytest.mark.parametrize(
    ("key", "choice"), [("past_early_dose", "shrug"), ("province", "Atlantis"), ("repeat_gap", "soon")]
)
def test_a_choice_nobody_offers_is_named(key: str, choice: str) -> None:
    with pytest.raises(ScheduleFault, match=rf"settings\.json: .*{choice}"):
        Schedule.read(chosen={f"immunization.{key}": choice})


@pytest.mark.parametrize(
    ("key", "choice"),
    [
        pytest.param("broken_live_gap", "maybe", id="one of two"),
        pytest.param("conjugate_counts_for", "XYZ", id="series"),
    ],
)
def test_a_choice_that_leads_nowhere_is_named(key: str, choice: str) -> None:
    with pytest.raises(ScheduleFault, match=choice):
        Schedule.read(chosen={f"immunization.{key}": choice})


def test_a_province_without_a_file_is_named(folder: Path) -> None:
    (folder / "province-jiangsu.json").unlink()
    with pytest.raises(ScheduleFault, match="no province Jiangsu"):
        Schedule.read(folder, {"immunization.province": "Jiangsu"})


def test_two_products_of_one_code_are_named(folder: Path) -> None:
    change(folder / "products.json", lambda document: document["products"].append(document["products"][0]))
    with pytest.raises(ScheduleFault, match="two products of one code"):
        Schedule.read(folder)


@pytest.mark.parametrize(
    ("content", "fault"),
    [pytest.param("{", "products.json: ", id="no json"), pytest.param("[]", "no object", id="a list")],
)
def test_a_damaged_file_is_named(folder: Path, content: str, fault: str) -> None:
    (folder / "products.json").write_text(content, encoding="utf-8")
    with pytest.raises(ScheduleFault, match=fault) as raised:
        Schedule.read(folder)
    assert str(raised.value).startswith("products.json: ")


def test_a_file_that_cannot_be_read_is_named(folder: Path) -> None:
    (folder / "edition-9.json").mkdir()
    with pytest.raises(ScheduleFault, match=r"edition-9\.json: IsADirectoryError"):
        Schedule.read(folder)


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "card.json").unlink()
    with pytest.raises(ScheduleFault, match=r"card\.json"):
        Schedule.read(folder)


def test_a_province_changes_a_rule_in_the_data_alone(folder: Path) -> None:
    def free_varicella(document: dict[str, Any]) -> None:
        document["groups"]["VAR"]["is_programme"] = True

    change(folder / "inserts.json", free_varicella)
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
