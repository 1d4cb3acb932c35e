"""The files of forms, programmes and codes looked at together: each fault with its file and item."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from healthdesk.base import paths
from healthdesk.domain.codes import Codes
from healthdesk.domain.definitions import faults
from healthdesk.domain.forms.catalogue import Forms
from healthdesk.domain.programmes.catalogue import Programmes

Damage = Callable[[Path], None]


@pytest.fixture
def own(tmp_path: Path) -> Path:
    for name in ("codes", "forms", "programmes"):
        shutil.copytree(paths.resources() / name, tmp_path / name)
    return tmp_path


def found(own: Path) -> list[str]:
    forms, programmes = Forms.read(own / "forms"), Programmes.read(own / "programmes")
    return [str(one) for one in faults(forms, programmes, Codes.read(own / "codes"))]


def _not_json(own: Path) -> None:
    (own / "forms" / "diabetes-visit-2017.json").write_text("{", encoding="utf-8")


def _no_layout(own: Path) -> None:
    (own / "forms" / "layout" / "copd-visit-2024.json").write_text("{{", encoding="utf-8")


def _unknown_in_layout(own: Path) -> None:
    layout = {"form": "copd-visit", "folded": ["no_such_item"]}
    (own / "forms" / "layout" / "copd-visit-2024.json").write_text(json.dumps(layout), encoding="utf-8")


def _no_text(own: Path) -> None:
    (own / "codes" / "sex.csv").write_text("code,text\n1,\n2,女\n", encoding="utf-8")


def _no_finding(own: Path) -> None:
    _replace(own / "programmes" / "copd.json", '"now": ["worse"]', '"now": ["nothing"]')


def _no_form(own: Path) -> None:
    _replace(
        own / "programmes" / "copd.json", '"forms": ["copd-visit"]', '"forms": ["copd-visit", "nowhere"]'
    )


def _no_place(own: Path) -> None:
    _replace(own / "programmes" / "copd.json", '"key": "haemoptysis"', '"key": "blood"')


def _not_asked(own: Path) -> None:
    _replace(own / "programmes" / "copd.json", '"needs": ["mmrc"]', '"needs": ["mmrc", "mood"]')


def _replace(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_what_we_ship_is_sound(own: Path) -> None:
    assert found(own) == []


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (_not_json, "diabetes-visit-2017.json: form: not-json"),
        (_no_layout, "layout/copd-visit-2024.json: layout: unreadable"),
        (_unknown_in_layout, "layout/copd-visit-2024.json: no_such_item: unknown-item"),
        (_no_text, "sex.csv: 2: no-code-or-text"),
        (_no_finding, "copd.json: rule 4: no finding nothing"),
        (_no_form, "copd.json: nowhere: no-such-form"),
        (_no_place, "copd.json: blood: not an option of emergency in copd-visit"),
        (_not_asked, "copd.json: mood: needed, but not asked by copd-visit"),
    ],
)
def test_a_fault_names_file_item_and_what_is_wrong(own: Path, damage: Damage, told: str) -> None:
    damage(own)
    assert found(own) == [told]


def test_a_form_is_filled_in_without_its_damaged_layout(own: Path) -> None:
    _no_layout(own)
    forms = Forms.read(own / "forms")
    assert forms.layout(forms.current("copd-visit")).lines == ()
