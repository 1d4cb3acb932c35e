"""One program on one store at a time."""

import contextlib
import sys
import time
from pathlib import Path
from typing import IO

from healthdesk.base import errors

LOCK_NAME = "store.lock"
PATIENCE_SECONDS = 2.0
RETRY_SECONDS = 0.05


class StoreLock:
    """An advisory lock on the store folder. The operating system drops it when the process dies."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / LOCK_NAME
        self._stream: IO[bytes] | None = None

    def acquire(self, patience: float = PATIENCE_SECONDS) -> None:
        """Take the lock, waiting at most `patience` seconds. Raises StoreLocked, StoreReadOnly, DiskFull."""
        try:
            stream = self._path.open("ab")
        except OSError as error:
            raise errors.from_os(error) from None
        until = time.monotonic() + patience
        while not _try_lock(stream):
            if time.monotonic() > until:
                stream.close()
                raise errors.StoreLocked("another program holds the store")
            time.sleep(RETRY_SECONDS)
        self._stream = stream

    def release(self) -> None:
        """Let the next program in. Safe to call twice."""
        if self._stream is not None:
            self._stream.close()
            self._stream = None


if sys.platform == "win32":  # pragma: no cover  the other system's branch
    import msvcrt

    def _try_lock(stream: IO[bytes]) -> bool:
        with contextlib.suppress(OSError):
            msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
            return True
        return False

else:
    import fcntl

    def _try_lock(stream: IO[bytes]) -> bool:
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        return False
