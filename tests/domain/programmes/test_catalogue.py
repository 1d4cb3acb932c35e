"""The programme files themselves, and what happens to a damaged one."""

import json
from pathlib import Path
from typing import Any

import pytest

from healthdesk.base.errors import NotFound
from healthdesk.base.paths import resources
from healthdesk.domain.programmes.catalogue import Programmes
from healthdesk.domain.programmes.programme import Programme, ProgrammeFault, from_document

WORDS = {
    "archive",
    "child",
    "copd",
    "diabetes",
    "hypertension",
    "immunization",
    "infectious-disease",
    "maternal",
    "older-people",
    "severe-mental-disorder",
    "tcm",
    "tuberculosis",
}
CONFIDENCE = {"C", "C1", "K", "P"}


def document_of(key: str) -> dict[str, Any]:
    text = (resources() / "programmes" / f"{key}.json").read_text(encoding="utf-8")
    document: dict[str, Any] = json.loads(text)
    return document


def test_the_twelve_programmes_are_read_without_a_fault() -> None:
    known = Programmes.read()
    assert (WORDS - set(known.by_key), known.faults) == (set(), ())


@pytest.mark.parametrize("programme", Programmes.read().all(), ids=lambda programme: programme.key)
def test_every_rule_carries_its_source_and_confidence(programme: Programme) -> None:
    parts = [
        programme.belongs,
        *programme.emergencies,
        *programme.findings,
        *programme.rules,
        *programme.hints,
    ]
    parts += [
        *programme.schedule,
        *programme.visits,
        *programme.flags,
        *programme.yearly,
        *programme.settings,
    ]
    parts += programme.risk.items if programme.risk else ()
    assert all(part.source and part.confidence in CONFIDENCE for part in parts)


def test_programmes_that_must_stay_private_say_so() -> None:
    private = {programme.key for programme in Programmes.read() if programme.is_sensitive}
    assert private == {"severe-mental-disorder", "tuberculosis"}


def test_chips_are_one_character_and_differ() -> None:
    chips = [programme.chip for programme in Programmes.read()]
    assert all(len(chip) == 1 for chip in chips)
    assert len(set(chips)) == len(chips)


def test_an_unknown_programme_is_not_found() -> None:
    with pytest.raises(NotFound):
        Programmes.read().get("phrenology")


@pytest.mark.parametrize("text", ["{", "[]", '{"key": "other"}'])
def test_a_damaged_file_is_named_and_the_others_are_read(tmp_path: Path, text: str) -> None:
    (tmp_path / "broken.json").write_text(text, encoding="utf-8")
    (tmp_path / "archive.json").write_text(json.dumps(document_of("archive")), encoding="utf-8")
    known = Programmes.read(tmp_path)
    assert list(known.by_key) == ["archive"]
    assert [fault.file for fault in known.faults] == ["broken.json"]


@pytest.mark.parametrize(
    ("part", "value", "fault"),
    [
        ("title", 7, "title"),
        ("findings", [], "no finding"),
        ("grades", [{"code": "1", "text": "一"}], "no class"),
        ("schedule", None, "schedule"),
    ],
)
def test_a_contradiction_is_named(part: str, value: Any, fault: str) -> None:
    with pytest.raises(ProgrammeFault, match=fault):
        from_document(document_of("hypertension") | {part: value})


def test_a_rule_by_schedule_needs_one() -> None:
    with pytest.raises(ProgrammeFault, match="no schedule"):
        from_document(document_of("tuberculosis") | {"schedule": []})


def test_a_setting_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ProgrammeFault):
        Programmes.read().get("hypertension").adjusted({"hypertension.systolic_below": "high"})


@pytest.mark.parametrize("value", ["160", "119", "NaN", "Infinity"])
def test_a_limit_beyond_its_bounds_is_refused(value: str) -> None:
    with pytest.raises(ProgrammeFault):
        Programmes.read().get("hypertension").adjusted({"hypertension.systolic_below": value})


def test_settings_left_at_their_defaults_change_nothing() -> None:
    programme = Programmes.read().get("hypertension")
    assert programme.adjusted({"hypertension.systolic_below": "140", "unrelated": "1"}) is programme


@pytest.mark.parametrize(
    ("key", "part", "fault"),
    [
        ("copd", {"grades": [{"code": "1", "text": "一"}], "findings": []}, "emergency spo2_low: no class 4"),
        ("tuberculosis", {"forms": ["tuberculosis-visit"]}, "first form: tuberculosis-first-visit"),
    ],
)
def test_a_contradiction_names_its_place(key: str, part: dict[str, Any], fault: str) -> None:
    rules = {"rules": []} if "findings" in part else {}
    with pytest.raises(ProgrammeFault, match=fault):
        from_document({**Programmes.read().get(key).document, **rules, **part})
