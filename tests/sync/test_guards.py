"""Each guard of the failure cases is taken out, one at a time, in a copy: its test must fail."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sync.guards import GUARDS, Guard

ROOT = Path(__file__).parents[2]
CASES = [f"F{number:02d}" for number in range(1, 56)]
WITHOUT_CODE = {"F36", "F47"}


def test_every_case_has_a_named_test_and_a_guard() -> None:
    texts = [
        file.read_text(encoding="utf-8") for file in (ROOT / "tests" / "sync").glob("test_failures_*.py")
    ]
    named = {
        f"F{number}" for text in texts for number in re.findall(r"^def test_f(\d\d)_", text, re.MULTILINE)
    }
    assert sorted(named) == CASES
    assert {guard.case for guard in GUARDS} | WITHOUT_CODE == set(CASES)


@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: f"{guard.case}-{guard.where}")
def test_the_guard_stands_where_it_is_said_to_stand(guard: Guard) -> None:
    text = (ROOT / guard.file).read_text(encoding="utf-8")
    assert text.count(guard.old) == 1
    assert f"def {guard.where.rpartition('.')[2]}(" in text


def test_the_table_of_the_proof_names_them_all() -> None:
    table = (ROOT / "docs" / "sync-proof.md").read_text(encoding="utf-8")
    assert [guard.case for guard in GUARDS if f"`{guard.file}`: `{guard.where}`" not in table] == []


@pytest.mark.nightly
@pytest.mark.timeout(600)
@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: f"{guard.case}-{guard.where}")
def test_without_its_guard_a_case_fails(guard: Guard, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    for name in ("healthdesk", "tests", "resources", "ui"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", copy)
    file = copy / guard.file
    file.write_text(file.read_text(encoding="utf-8").replace(guard.old, guard.new), encoding="utf-8")
    word = f"test_{guard.case.lower()}_"
    run = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-x",
            "-p",
            "no:cacheprovider",
            f"tests/sync/{guard.test}",
            "-k",
            word,
        ],
        cwd=copy,
        env=os.environ | {"PYTHONPATH": str(copy)},
        capture_output=True,
        check=False,
    )
    assert run.returncode == 1, run.stdout.decode()[-2000:]
