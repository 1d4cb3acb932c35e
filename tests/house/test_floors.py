"""The floors of docs/architecture.md hold, and the core stands without Qt."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.sources import ROOT, modules, name

WITHOUT_QT = """
import sys
sys.modules.update(dict.fromkeys(["PySide6", "shiboken6", "ui"]))   # importing them now fails
import importlib
for module in sys.argv[1:]:
    importlib.import_module(module)
"""


def dotted(module: Path) -> str:
    return name(module).removesuffix(".py").replace("/", ".").removesuffix(".__init__")


@pytest.mark.timeout(120)
def test_the_import_contracts_hold() -> None:
    lint = Path(sys.executable).parent / "lint-imports"
    outcome = subprocess.run([lint, "--no-logo"], cwd=ROOT, capture_output=True, text=True)
    assert outcome.returncode == 0, outcome.stdout


@pytest.mark.timeout(120)
def test_every_module_of_the_core_loads_without_qt() -> None:
    core = [dotted(module) for module in modules("healthdesk") if "migrations" not in module.parts]
    command = [sys.executable, "-c", WITHOUT_QT, *core]
    outcome = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert outcome.returncode == 0, outcome.stderr


def test_the_command_line_loads_neither_qt_nor_alembic() -> None:
    question = "import sys, healthdesk.cli; print(*{'PySide6', 'alembic', 'reportlab'} & set(sys.modules))"
    outcome = subprocess.run([sys.executable, "-c", question], cwd=ROOT, capture_output=True, text=True)
    assert (outcome.stdout.strip(), outcome.stderr) == ("", "")
