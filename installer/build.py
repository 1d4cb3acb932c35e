"""Freeze the program and pack it: `python3 installer/build.py [--skip-tests]`.

Tests, then a clean environment from installer/locks/build.txt, PyInstaller, a start of the frozen
program, then what this system can pack: a .deb where there is dpkg-deb, the Windows installer on
Windows where there is makensis. Everything lands in dist/, with SHA256SUMS.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tomllib
import venv
from pathlib import Path

INSTALLER = Path(__file__).resolve().parent
ROOT = INSTALLER.parent
BUILD, DIST = ROOT / "build", ROOT / "dist"
FOLDER = DIST / "healthdesk"
IS_WINDOWS = os.name == "nt"
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
SMOKE_CASES = ROOT / "tests" / "cases" / "follow-up.json"


def main(arguments: list[str]) -> int:
    if "--skip-tests" not in arguments:
        call([sys.executable, str(INSTALLER / "bootstrap.py"), "test"])
    freeze()
    start_once()
    packed = [pack_deb()] if shutil.which("dpkg-deb") else []
    if IS_WINDOWS and shutil.which("makensis"):
        packed.append(pack_windows())
    write_checksums(packed)
    print("built:", *(str(path.relative_to(ROOT)) for path in (FOLDER, *packed)))
    return 0


def call(command: list[str], **environment: str) -> None:
    subprocess.run(command, check=True, cwd=ROOT, env={**os.environ, **environment})


def freeze() -> None:
    """A clean environment, so that nothing of the builder's machine slips in."""
    home = BUILD / "venv"
    venv.create(home, clear=True, with_pip=True)
    python = str(home / ("Scripts/python.exe" if IS_WINDOWS else "bin/python"))
    lock = str(INSTALLER / "locks" / "build.txt")
    call(
        [
            python,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--require-hashes",
            "--only-binary",
            ":all:",
            "--no-deps",
            "-r",
            lock,
        ]
    )
    spec = str(INSTALLER / "healthdesk.spec")
    call(
        [python, "-m", "PyInstaller", "--noconfirm", "--distpath", str(DIST), "--workpath", str(BUILD), spec]
    )


def start_once() -> None:
    """The frozen program must find its resources: it runs the worked cases."""
    program = str(FOLDER / ("healthdesk-cli.exe" if IS_WINDOWS else "healthdesk-cli"))
    call([program, "cases", str(SMOKE_CASES), "--programme", "hypertension,diabetes"])


def pack_deb() -> Path:
    """The folder under /opt/healthdesk, a menu entry and two commands."""
    root = BUILD / "deb"
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(FOLDER, root / "opt/healthdesk", symlinks=True)
    files = {"healthdesk.desktop": "usr/share/applications", "control": "DEBIAN", "postinst": "DEBIAN"}
    for name, folder in files.items():
        target = root / folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        text = (INSTALLER / "debian" / name).read_text(encoding="utf-8")
        target.write_text(text.replace("@VERSION@", VERSION), encoding="utf-8")
    (root / "DEBIAN/postinst").chmod(0o755)
    (root / "usr/bin").mkdir(parents=True)
    (root / "usr/bin/healthdesk").symlink_to("/opt/healthdesk/healthdesk-cli")
    packed = DIST / f"healthdesk_{VERSION}_amd64.deb"
    call(["dpkg-deb", "--build", "--root-owner-group", "-Zxz", "-z3", str(root), str(packed)])
    return packed


def pack_windows() -> Path:
    """The installer for all users; see windows.nsi."""
    packed = DIST / f"healthdesk-{VERSION}-setup.exe"
    call(
        [
            "makensis",
            f"-DVERSION={VERSION}",
            f"-DFOLDER={FOLDER}",
            f"-DOUT={packed}",
            str(INSTALLER / "windows.nsi"),
        ]
    )
    return packed


def write_checksums(packed: list[Path]) -> None:
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in packed]
    (DIST / "SHA256SUMS").write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
