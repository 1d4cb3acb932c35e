"""Files that are written whole or not at all, and never in place of what is no file."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from healthdesk.base import errors


def write(file: Path, content: bytes) -> None:
    """Replace `file` in one step: a kill leaves the old one, a full disk nothing of the new one.

    Raises InvalidInput("output", …) for what is no file, StoreReadOnly, DiskFull.
    """
    with _written_aside(file, content) as whole:
        whole.replace(file)


def require_room(file: Path, size: int) -> None:
    """Whether `write` could put so many bytes there now; nothing changes. Raises as `write`."""
    with _written_aside(file, bytes(size)):
        pass


def require_file(file: Path) -> None:
    """A folder, a device or a pipe is not to be replaced. Raises InvalidInput("output", …)."""
    if file.is_dir():
        raise errors.InvalidInput("output", "is-a-folder")
    if file.exists() and not file.is_file():
        raise errors.InvalidInput("output", "not-a-file")


@contextmanager
def _written_aside(file: Path, content: bytes) -> Iterator[Path]:
    """All of `content` in a file beside `file`, which is gone afterwards in any case."""
    aside = file.with_name(file.name + ".new")
    try:
        require_file(file)
        aside.unlink(missing_ok=True)  # left by a kill; a pipe of that name would never be opened
        with aside.open("xb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        yield aside
    except OSError as error:
        raise errors.from_os(error) from None
    finally:
        with suppress(OSError):
            aside.unlink(missing_ok=True)
