"""Everything that can go wrong and that somebody can do something about.

    HealthDeskError
    ├── UserError
    │   ├── InvalidInput      a value is refused: which field, why
    │   ├── NotAllowed        the person's role does not permit it
    │   ├── LoginFailed       wrong name or password; how long to wait
    │   ├── StaleRecord       somebody saved this record since it was opened
    │   ├── NotFound          no such record
    │   └── Cancelled         whoever had asked for a long job stopped it; nothing of it is left
    ├── PlatformError
    │   ├── Unreachable       no answer, nothing was delivered
    │   ├── AnswerUnclear     bytes were sent; nobody knows what became of them
    │   ├── Untrusted         somebody else's certificate: nothing was delivered
    │   ├── Unauthenticated   the platform does not know this workstation
    │   ├── Outdated          the platform wants a newer program
    │   ├── PlatformFull      the platform has no room left
    │   └── Refused           the platform read the request and said no
    └── StorageError
        ├── StoreAbsent  StoreExists  DiskFull  StoreLocked  StoreReadOnly
        ├── StoreCorrupt      damaged, or not a store at all (BackupUnusable: the same of a backup)
        ├── StoreTooNew       written by a newer program
        ├── PackageUnusable   a package or receipt from a stick: altered, cut, or another kind of file
        ├── KeysMissing       the wrapped keys are gone or unreadable
        └── KeyringMissing  KeyringLocked

Errors are dataclasses that are not frozen: Python writes the traceback into them as they rise.
Errors carry fields, never sentences for people and never personal data: the window and the
command line each make their own sentence. Anything outside this tree is a bug.
"""

import errno
import os
from dataclasses import dataclass, field


class HealthDeskError(Exception):
    """The root of all expected errors."""


class UserError(HealthDeskError):
    """Something the person at the desk can put right."""


class PlatformError(HealthDeskError):
    """Something between this workstation and the regional platform."""


class StorageError(HealthDeskError):
    """Something about the store folder or its files."""


@dataclass(eq=False)
class InvalidInput(UserError):
    """`field` is a link id or column; `reason` a short code such as `check-digit` or `future`.

    `accepted` are the words that would do, where they are few enough to be read.
    """

    field: str
    reason: str
    accepted: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.field}: {self.reason}"


@dataclass(eq=False)
class NotAllowed(UserError):
    """`permission` is the value of a `domain.access.Permission`."""

    permission: str

    def __str__(self) -> str:
        return self.permission


@dataclass(eq=False)
class LoginFailed(UserError):
    """Wrong name or password. The next attempt is accepted after `wait_seconds`."""

    wait_seconds: float = 0.0
    is_disabled: bool = False


@dataclass(eq=False)
class StaleRecord(UserError):
    """The record was saved by somebody else since it was opened here."""

    kind: str
    id: str


@dataclass(eq=False)
class NotFound(UserError):
    """`kind` is the name of the noun, `id` what was asked for."""

    kind: str
    id: str = field(repr=False, default="")

    def __str__(self) -> str:
        return self.kind


class Cancelled(UserError):
    """A long job was stopped by whoever had asked for it, before it came to anything."""


class Unreachable(PlatformError):
    """Nothing was delivered: no name, no route, no connection, no trusted certificate."""


class AnswerUnclear(PlatformError):
    """Bytes were sent and the answer is missing, cut, or not FHIR (a portal's page, say)."""


class Untrusted(PlatformError):
    """Whoever answered has a certificate that nobody here trusts; not a byte of ours was sent."""


class Unauthenticated(PlatformError):
    """The platform does not accept this workstation's token."""


class Outdated(PlatformError):
    """The platform speaks only to a newer program; nothing was taken."""


class PlatformFull(PlatformError):
    """The platform has no room left; nothing was taken."""


@dataclass(eq=False)
class Refused(PlatformError):
    """A clear no. `status` is the HTTP status, `issues` the platform's own codes and paths."""

    status: int
    issues: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.status} {' '.join(self.issues)}"


class StoreAbsent(StorageError):
    """There is no store in that folder."""


class StoreExists(StorageError):
    """There is a store in that folder already."""


class StoreCorrupt(StorageError):
    """The file is damaged, or is no store of this program."""


class BackupUnusable(StoreCorrupt):
    """The file to restore is damaged, cut off, or no backup of this program."""


class PackageUnusable(StorageError):
    """A package or receipt that was altered, cut off, or is another kind of file: nothing of it is used."""


class StoreTooNew(StorageError):
    """A newer program wrote this store."""


class StoreLocked(StorageError):
    """Another program holds the store."""


class StoreReadOnly(StorageError):
    """The folder or the file cannot be written to."""


class DiskFull(StorageError):
    """The disk has no room left."""


class KeysMissing(StorageError):
    """keys.json is gone or unreadable."""


class KeyringMissing(StorageError):
    """No keyring that can be trusted is there; nothing is kept in clear instead."""


class KeyringLocked(StorageError):
    """The system's keyring is there and locked."""


def from_os(error: OSError) -> StorageError:
    """What the operating system said about writing a file, as one of ours; no path, no name of a person."""
    text = os.strerror(error.errno or 0)
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):  # FAT takes no file over 4 GiB
        return DiskFull(text)
    return StoreReadOnly(text)
