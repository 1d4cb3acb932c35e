"""Every check of the house in one command: `python -m tests.check [--nightly] [ARGUMENTS OF pytest]`."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
WORKERS = "2"
LOOK_AFTER_SECONDS = 0.05
GRACE_SECONDS = 10.0
STOPS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
"""Ctrl+C, `kill`, and the terminal that closes."""


def commands(arguments: list[str]) -> dict[str, list[str]]:
    """What is run, in this order; pytest last, so that its closing line is the last but the summary's."""
    lengths = ["-m", "nightly or not nightly"] if "--nightly" in arguments else []
    rest = [argument for argument in arguments if argument != "--nightly"]
    return {
        "ruff": [str(BIN / "ruff"), "check", "."],
        "mypy": [sys.executable, "-m", "mypy"],
        "lint-imports": [str(BIN / "lint-imports"), "--no-logo"],
        "pytest": [sys.executable, "-m", "pytest", "-q", "-n", WORKERS, *lengths, *rest],
    }


def main(arguments: list[str]) -> int:
    """Run all of them, whatever fails before. Returns 0 when all passed, else 1."""
    outcomes: dict[str, tuple[int, float]] = {}
    for name, command in commands(arguments).items():
        print(f"check: {name} ...", flush=True)
        started = time.monotonic()
        code = run(command)
        outcomes[name] = code, time.monotonic() - started
    words = (f"{name} {'FAILED' if code else 'ok'} {spent:.0f} s" for name, (code, spent) in outcomes.items())
    print("check: " + ", ".join(words))
    return int(any(code for code, _ in outcomes.values()))


def run(command: list[str]) -> int:
    """Run a command in a group of its own; told to stop, end the whole group, then this process.

    pytest's workers and the servers that tests started are in it; nobody else's processes are.
    """
    asked: list[int] = []
    # Noted, not raised: raised while the command is being started, nobody would know it to end it.
    before = {name: signal.signal(name, lambda number, _: asked.append(number)) for name in STOPS}
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL, start_new_session=True)
    try:
        while process.poll() is None and not asked:
            time.sleep(LOOK_AFTER_SECONDS)
        if process.returncode is not None:
            return process.returncode
        end(process)
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)
    print("check: stopped", file=sys.stderr, flush=True)
    sys.exit(128 + asked[0])


def end(process: subprocess.Popen[bytes]) -> None:
    """Ask the process and its group to end; after a while they have to."""
    if sys.platform == "win32":
        process.kill()
        return
    deadline = time.monotonic() + GRACE_SECONDS
    try:
        os.killpg(process.pid, signal.SIGTERM)
        while time.monotonic() < deadline:
            process.poll()
            os.killpg(process.pid, 0)
            time.sleep(0.05)
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass  # nobody of the group is left
    process.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
