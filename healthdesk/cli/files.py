"""Files that a command writes: their endings say what is in them, and nobody sees half of one."""

import argparse
from collections.abc import Callable
from pathlib import Path

from healthdesk.base import errors, files

CSV, PDF = ".csv", ".pdf"


def ending_in(*endings: str) -> Callable[[str], Path]:
    """The type of an option that names such a file: what is in a file is what its name says."""

    def named(text: str) -> Path:
        file = Path(text)
        if file.suffix.lower() not in endings:
            raise argparse.ArgumentTypeError(f"name a file that ends in {' or '.join(endings)}, not {text}")
        return file

    return named


def require_place(file: Path) -> None:
    """Raises InvalidInput where no file of that name can be written."""
    files.require_file(file)
    if not file.parent.is_dir():
        raise errors.InvalidInput("output", "no-such-folder")


def keep(file: Path, raw: bytes) -> None:
    """All of it or nothing: a sheet cut off by a full disk must not be handed out.

    Raises InvalidInput, DiskFull, StoreReadOnly.
    """
    require_place(file)
    files.write(file, raw)
