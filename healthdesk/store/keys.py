"""keys.json: the store's data key, wrapped once for each member of staff.

Any member of staff opens the store offline, and disabling one never locks out the rest. This module
reads and replaces the file; the sealing itself is in `wrapping`, so that the login can be painted
before any cryptography is loaded.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import msgspec

from healthdesk.base import errors, files

FREE_ATTEMPTS = 3
LONGEST_WAIT_SECONDS = 300.0


@dataclass(frozen=True, slots=True)
class Hardness:
    """Argon2id cost: memory in KiB, passes, lanes; bounded, for a damaged file may ask for anything."""

    memory_kib: Annotated[int, msgspec.Meta(ge=8, le=4 * 1024 * 1024)] = 64 * 1024
    passes: Annotated[int, msgspec.Meta(ge=1, le=1000)] = 3
    lanes: Annotated[int, msgspec.Meta(ge=1, le=64)] = 2


@dataclass(frozen=True, slots=True)
class WrappedKey:
    """One user's line of keys.json. Binary parts are base64. `last_seen` orders the login list."""

    login: str
    full_name: str
    role: str
    salt: str
    nonce: str
    sealed: str
    hardness: Hardness
    is_active: bool = True
    failed: int = 0
    failed_at: datetime | None = None
    last_seen: datetime | None = None


def wait_seconds(entry: WrappedKey, now: datetime) -> float:
    """How long this user must still wait: nothing for three attempts, then 2, 4, 8 … at most 300 s."""
    if entry.failed < FREE_ATTEMPTS or entry.failed_at is None:
        return 0.0
    pause = min(2.0 ** (entry.failed - FREE_ATTEMPTS + 1), LONGEST_WAIT_SECONDS)
    remaining = (entry.failed_at + timedelta(seconds=pause) - now).total_seconds()
    return max(0.0, min(remaining, pause))


def not_later_than(entry: WrappedKey, now: datetime) -> WrappedKey:
    """The entry, its failures moved to `now` when they lie in the future.

    The clock was ahead when they happened; the pause begins again, once, and locks nobody out for years.
    """
    is_ahead = entry.failed_at is not None and entry.failed_at > now
    return replace(entry, failed_at=now) if is_ahead else entry


class KeyRing:
    """The file itself. Every change replaces it atomically."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "keys.json"

    def entries(self) -> tuple[WrappedKey, ...]:
        """All users, the last seen first. Raises KeysMissing."""
        return tuple(
            sorted(self._read(), key=lambda e: e.last_seen.timestamp() if e.last_seen else 0.0, reverse=True)
        )

    def entry(self, login: str) -> WrappedKey | None:
        """The line of one user, or None."""
        return next((entry for entry in self.entries() if entry.login == login), None)

    def first_administrator(self) -> str:
        """The login of the administrator who founded the store. Raises KeysMissing."""
        for entry in self._read():
            if entry.role == "administrator":
                return entry.login
        raise errors.KeysMissing(self._path.name)

    def put(self, entry: WrappedKey) -> None:
        """Add one user's line, or replace it where it stands."""
        old = self._read() if self._path.exists() else ()
        if any(one.login == entry.login for one in old):
            self._replace(tuple(entry if one.login == entry.login else one for one in old))
        else:
            self._replace((*old, entry))

    def note_failure(self, entry: WrappedKey, now: datetime) -> None:
        """Count a wrong password, so that the next attempt waits longer."""
        self.put(replace(entry, failed=entry.failed + 1, failed_at=now))

    def note_success(self, entry: WrappedKey, now: datetime) -> None:
        """Forget the failures and remember who was here."""
        self.put(replace(entry, failed=0, failed_at=None, last_seen=now))

    def _read(self) -> tuple[WrappedKey, ...]:
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=tuple[WrappedKey, ...])
        except (OSError, msgspec.DecodeError):
            raise errors.KeysMissing(self._path.name) from None

    def _replace(self, entries: tuple[WrappedKey, ...]) -> None:
        files.write(self._path, msgspec.json.format(msgspec.json.encode(entries), indent=1))
