"""Every check of the house in one command: `python -m tests.check [--nightly] [ARGUMENTS OF pytest]`."""

import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
WORKERS = "2"


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
        code = subprocess.call(command, cwd=ROOT, stdin=subprocess.DEVNULL)
        outcomes[name] = code, time.monotonic() - started
    words = (f"{name} {'FAILED' if code else 'ok'} {spent:.0f} s" for name, (code, spent) in outcomes.items())
    print("check: " + ", ".join(words))
    return int(any(code for code, _ in outcomes.values()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
