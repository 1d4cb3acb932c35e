"""installer/bootstrap.py says what is wrong and what to type, before anything is installed."""

import ast
import os
import signal
import subprocess
import sys
import time
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


FAMILY = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print(child.pid, flush=True)
time.sleep(60)
"""
"""A command that has a child of its own, as pytest has workers."""


def lives(pid: int) -> bool:
    state = Path(f"/proc/{pid}/stat")
    return state.exists() and state.read_text().rsplit(")", 1)[1].split()[0] != "Z"


def ended(pid: int) -> bool:
    deadline = time.monotonic() + 10
    while lives(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not lives(pid)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into /proc")
@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT", "SIGHUP"])
def test_a_run_of_the_checks_that_is_stopped_leaves_nothing_running(name: str) -> None:
    question = f"import sys; from tests import check; check.run([sys.executable, '-c', {FAMILY!r}])"
    started = subprocess.Popen([sys.executable, "-c", question], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    with started:
        assert started.stdout is not None
        grandchild = int(started.stdout.readline())
        started.send_signal(getattr(signal, name))
        assert started.wait(20) == 128 + getattr(signal, name)
    assert ended(grandchild)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into /proc")
def test_a_set_up_that_is_stopped_ends_the_installer_it_started(tmp_path: Path) -> None:
    question = (
        "import bootstrap, sys\n"
        "bootstrap.check_python = lambda _: None\n"
        "wait = 'import os, time; print(os.getpid(), flush=True); time.sleep(60)'\n"
        "bootstrap.install = lambda _: bootstrap.call([sys.executable, '-c', wait])\n"
        "sys.exit(bootstrap.main(['setup']))"
    )
    environment = {**os.environ, "PYTHONPATH": str(SCRIPT.parent)}
    started = subprocess.Popen(
        [sys.executable, "-c", question], env=environment, cwd=tmp_path, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    with started:
        assert started.stdout is not None
        installer = int(started.stdout.readline())
        started.send_signal(signal.SIGTERM)
        said = started.communicate(timeout=20)[1]
    assert started.returncode == 2
    assert "set-up interrupted" in said
    assert ended(installer)
