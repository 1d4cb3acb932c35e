"""From a fresh checkout to the open program, or to a full run of the tests, in one command.

    python3 installer/bootstrap.py run [ARGUMENTS OF main.py]
    python3 installer/bootstrap.py test [--nightly]
    python3 installer/bootstrap.py setup [--test]

Only the standard library is used, and any Python 3 can read this file far enough to be told
which Python is needed. Wheels are installed into `.venv` in the checkout from a list with
hashes; nothing is compiled. Exit: what the started program says, or 2 when set-up failed.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
LOCKS = ROOT / "installer" / "locks"
IS_WINDOWS = os.name == "nt"
PYTHON = VENV / ("Scripts/python.exe" if IS_WINDOWS else "bin/python")
OLDEST, NEWEST = (3, 11), (3, 13)
ATTEMPTS = 3
WAIT_SECONDS = 5
LOOK_AFTER_SECONDS = 0.05
STOPS = (signal.SIGINT, signal.SIGTERM)
DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY")
WALK_PICTURES = ROOT / "out" / "walk"

# What Qt loads from a bare Debian or Ubuntu: library file → package.
CORE_LIBRARIES = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
}
WINDOW_LIBRARIES = {
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libcups.so.2": "libcups2",
}
KNOWN = (["test"], ["test", "--nightly"], ["setup"], ["setup", "--test"])
USAGE = """usage: bootstrap.py run [ARGUMENTS]     install what is missing, open the program
       bootstrap.py test [--nightly]    install the tools of the tests too, run every test
       bootstrap.py setup [--test]      only install"""


class SetupFailed(Exception):
    """A sentence for the person at the keyboard: what is wrong and what to type."""


def main(arguments: list[str]) -> int:
    command, rest = (arguments or ["--help"])[0], arguments[1:]
    if command in ("--help", "-h"):
        say(USAGE)
        return 0
    if command != "run" and [command, *rest] not in KNOWN:
        say(USAGE)
        return 2
    try:
        check_python(arguments)
        install("test" if command == "test" or (command == "setup" and rest) else "run")
    except SetupFailed as failure:
        say("set-up failed: " + str(failure))
        return 2
    except KeyboardInterrupt:
        say("set-up interrupted; the next start goes on where this one stopped.")
        return 2
    if command == "run":
        return run(rest)
    if command == "test":
        os.chdir(ROOT)
        return start([str(PYTHON), "-m", "tests.check", *rest])
    say("set-up done: python3 installer/bootstrap.py run opens the program.")
    return 0


def say(sentence: str) -> None:
    """Sentences go to stderr, so that stdout stays the started program's."""
    print(sentence, file=sys.stderr, flush=True)


def has_display() -> bool:
    return not sys.platform.startswith("linux") or any(os.environ.get(name) for name in DISPLAYS)


def run(arguments: list[str]) -> int:
    """Open the window; where there is no display, walk the day offscreen. Subcommands need neither."""
    wants_window = not arguments or arguments[0].startswith("-")
    if wants_window and not has_display() and "--help" not in arguments:
        say("There is no display here: walking a day without a window instead.")
        say("Pictures of each screen are saved in " + str(WALK_PICTURES))
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        WALK_PICTURES.mkdir(parents=True, exist_ok=True)
        arguments = ["tour", "--out", str(WALK_PICTURES)]
    return start([str(PYTHON), str(ROOT / "main.py"), *arguments])


def start(command: list[str]) -> int:
    """Become `command`; on Windows wait for it, because execv there returns to the shell at once."""
    if not IS_WINDOWS:
        os.execv(command[0], command)
    return subprocess.call(command)


def call(command: list[str], stdout: int | None = None, stderr: int | None = None) -> int:
    """`subprocess.call` that, stopped, lets its command end and waits for it. Raises KeyboardInterrupt."""
    asked: list[int] = []
    # Noted, not raised: raised while the command is being started, nobody would know it to end it.
    before = {name: signal.signal(name, lambda number, _: asked.append(number)) for name in STOPS}
    try:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=stdout, stderr=stderr)
        while process.poll() is None and not asked:
            time.sleep(LOOK_AFTER_SECONDS)
        if process.returncode is not None:
            return int(process.returncode)
        process.terminate()
        process.wait()
        raise KeyboardInterrupt
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)


def check_python(arguments: list[str]) -> None:
    """Go on under another Python of this machine when this one does not fit."""
    if OLDEST <= sys.version_info[:2] <= NEWEST:
        return
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        other = shutil.which(f"python3.{minor}")
        if other and not IS_WINDOWS:
            os.execv(other, [other, str(Path(__file__).resolve()), *arguments])
    line = "py -3.13 installer\\bootstrap.py run" if IS_WINDOWS else "python3.13 installer/bootstrap.py run"
    raise SetupFailed(
        f"this is Python {sys.version_info[0]}.{sys.version_info[1]}; HealthDesk needs 3.11, 3.12 or 3.13. "
        f"Install one of them and start this script with it, for example:\n    {line}"
    )


def install(kind: str) -> None:
    """Install the list `kind` (run or test) unless its stamp says that this was done."""
    if is_installed(kind):
        return
    started = time.monotonic()
    prefix = leave_to_install()
    is_window = kind == "test" or has_display() or prefix is not None
    install_system_packages(missing_packages(kind, is_window), prefix)
    make_venv()
    say("Installing the packages, which takes a minute or so …")
    install_wheels(LOCKS / f"{kind}.txt")
    for covered in ("test", "run") if kind == "test" else ("run",):
        stamp(covered).write_text(f"{fingerprint(covered)} {'window' if is_window else 'offscreen'}")
    say(f"Installed in {time.monotonic() - started:.1f} s.")


def is_installed(kind: str) -> bool:
    """Whether the stamp covers this list, this Python and, where there is a display, the window."""
    if not (PYTHON.exists() and stamp(kind).exists()):
        return False
    done, extent = stamp(kind).read_text().split()
    return done == fingerprint(kind) and (extent == "window" or not has_display())


def stamp(kind: str) -> Path:
    """Written last, so that an interrupted installation is taken up again."""
    return VENV / f"healthdesk-{kind}.stamp"


def fingerprint(kind: str) -> str:
    """Changes with the list and with the Python."""
    python = f"{sys.version_info[:2]} {sys.platform}"
    return hashlib.sha256((LOCKS / f"{kind}.txt").read_bytes() + python.encode()).hexdigest()


def make_venv() -> None:
    """Make `.venv`, keeping one that already runs this version of Python."""
    if venv_fits():
        return
    say(f"Making {VENV.name} …")
    uv = shutil.which("uv")
    if uv and call([uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(VENV)]) == 0:
        return
    if call([sys.executable, "-m", "venv", "--clear", str(VENV)]) != 0:
        raise SetupFailed(f"Python could not make {VENV}; the reason is above.")


def venv_fits() -> bool:
    if not PYTHON.exists():
        return False
    question = "import sys; print(sys.version_info[:2])"
    try:
        answer = subprocess.run([str(PYTHON), "-c", question], stdout=subprocess.PIPE, check=False)
    except OSError:
        return False
    return answer.stdout.decode().strip() == str(sys.version_info[:2])


def install_wheels(lock: Path) -> None:
    """Install with uv where it is, else or when uv fails with pip, which reads other settings."""
    wheels = ["--require-hashes", "--only-binary", ":all:", "--no-deps", "-r", str(lock)]
    uv = shutil.which("uv")
    if uv and call([uv, "pip", "install", "--quiet", "--python", str(PYTHON), *wheels]) == 0:
        return
    if call([str(PYTHON), "-m", "pip", "--version"], subprocess.DEVNULL, subprocess.DEVNULL) != 0:
        attempt([str(PYTHON), "-m", "ensurepip"], "Python could not install pip into .venv.")
    pip = [str(PYTHON), "-m", "pip", "--quiet", "--disable-pip-version-check", "--no-input"]
    attempt(
        [*pip, "install", *wheels],
        "the packages could not be fetched. Check the network (or the mirror set for pip) and start again.",
    )


def attempt(command: list[str], sentence: str) -> None:
    """Run a command that uses the network, a few times; its complaints are shown. Raises SetupFailed."""
    for turn in range(1, ATTEMPTS + 1):
        if call(command, stdout=subprocess.DEVNULL) == 0:
            return
        if turn < ATTEMPTS:
            say(f"That did not work; trying again ({turn + 1} of {ATTEMPTS}).")
            time.sleep(WAIT_SECONDS * turn)
    raise SetupFailed(sentence)


def missing_packages(kind: str, is_window: bool) -> list[str]:
    """Debian's names of what is missing; nothing on Windows and macOS."""
    if not sys.platform.startswith("linux"):
        return []
    libraries = dict(CORE_LIBRARIES, **(WINDOW_LIBRARIES if is_window else {}))
    missing = [package for library, package in libraries.items() if not loads(library)]
    if not venv_fits() and not can_make_venv():
        missing.append("python3-venv")
    if kind == "test" and not shutil.which("Xvfb"):
        missing.append("xvfb")
    return missing


def can_make_venv() -> bool:
    """Debian ships Python without ensurepip, which venv needs; uv needs neither."""
    if shutil.which("uv"):
        return True
    return call([sys.executable, "-c", "import venv, ensurepip"], stderr=subprocess.DEVNULL) == 0


def loads(library: str) -> bool:
    with suppress(OSError):
        return bool(ctypes.CDLL(library))
    return False


def install_system_packages(packages: list[str], prefix: list[str] | None) -> None:
    """Install them where this person may, else raise SetupFailed with the line to type.

    `prefix` goes before apt-get; None is no leave to install.
    """
    if not packages:
        return
    line = "apt-get install --yes --no-install-recommends " + " ".join(packages)
    if not shutil.which("apt-get"):
        raise SetupFailed("install these with the system's own installer: " + " ".join(packages))
    if prefix is None:
        raise SetupFailed("system packages are missing. Type this line, then start again:\n    sudo " + line)
    say("Installing system packages: " + " ".join(packages))
    os.environ["DEBIAN_FRONTEND"] = "noninteractive"
    quiet = ["apt-get", "--quiet=2", "-o", "DPkg::Lock::Timeout=120"]
    sentence = "the system packages could not be installed. Type this line, then start again:\n    " + line
    attempt([*prefix, *quiet, "update"], sentence)
    attempt([*prefix, *quiet, *line.split()[1:]], sentence)


def leave_to_install() -> list[str] | None:
    """What to put before apt-get: nothing for root, sudo when it may or can ask, None when not allowed."""
    if IS_WINDOWS or os.geteuid() == 0:
        return []
    if not shutil.which("sudo"):
        return None
    is_free = call(["sudo", "-n", "true"], stderr=subprocess.DEVNULL) == 0
    can_ask = sys.stdin is not None and sys.stdin.isatty()
    return ["sudo"] if is_free or can_ask else None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
