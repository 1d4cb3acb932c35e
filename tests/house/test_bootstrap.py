"""installer/bootstrap.py says what is wrong and what to type, before anything is installed."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.sources import ROOT

SCRIPT = ROOT / "installer" / "bootstrap.py"


def bootstrap(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, SCRIPT, *arguments], capture_output=True, text=True, timeout=20)


def test_an_old_python_can_read_it_far_enough_to_be_told() -> None:
    ast.parse(SCRIPT.read_text(encoding="utf-8"), feature_version=(3, 8))


def test_it_needs_the_standard_library_only() -> None:
    nodes = ast.walk(ast.parse(SCRIPT.read_text(encoding="utf-8")))
    imported = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    assert imported <= sys.stdlib_module_names


@pytest.mark.parametrize("arguments", [(), ("--help",)])
def test_it_explains_itself(arguments: tuple[str, ...]) -> None:
    outcome = bootstrap(*arguments)
    assert outcome.returncode == 0
    assert "bootstrap.py run" in outcome.stderr


@pytest.mark.parametrize("arguments", [("start",), ("test", "--fast"), ("setup", "--all")])
def test_an_unknown_word_is_wrong_usage(arguments: tuple[str, ...]) -> None:
    assert bootstrap(*arguments).returncode == 2


def test_a_bare_machine_without_leave_to_install_is_told_the_line_to_type(tmp_path: Path) -> None:
    (tmp_path / "apt-get").touch(mode=0o755)
    question = (
        "import bootstrap\n"
        "try: bootstrap.install_system_packages(['libegl1', 'python3-venv'], prefix=None)\n"
        "except bootstrap.SetupFailed as failure: print(failure)"
    )
    environment = {**os.environ, "PATH": str(tmp_path), "PYTHONPATH": str(SCRIPT.parent)}
    command = [sys.executable, "-c", question]
    outcome = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert "sudo apt-get install --yes --no-install-recommends libegl1 python3-venv" in outcome.stdout
