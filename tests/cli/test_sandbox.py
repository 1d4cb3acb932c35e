"""`sandbox`: a server that is there as long as the command is."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest

MAIN = Path(__file__).parents[2] / "main.py"
PATIENCE_SECONDS = 20.0


@pytest.mark.sandbox
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no kill on this system")
def test_a_command_that_is_killed_leaves_no_server_behind(tmp_path: Path) -> None:
    pytest.importorskip("sekmet", reason="the sandbox extra is not installed")
    command = [sys.executable, str(MAIN), "sandbox", "--port", "0", "--keep", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True) as process:
        try:
            assert process.stdout is not None
            url = process.stdout.readline().decode().removeprefix("FHIR server: ").strip()
            port = urlsplit(url).port or 0
            assert _is_open(port)
            process.kill()
            process.wait()
            deadline = time.monotonic() + PATIENCE_SECONDS
            while _is_open(port) and time.monotonic() < deadline:
                time.sleep(0.05)
            assert not _is_open(port)
        finally:
            _end_what_is_left(process.pid)


def _is_open(port: int) -> bool:
    with socket.socket() as caller:
        return caller.connect_ex(("127.0.0.1", port)) == 0


def _end_what_is_left(group: int) -> None:
    try:
        os.killpg(group, signal.SIGKILL)
    except ProcessLookupError:
        return
