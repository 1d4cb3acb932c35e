"""What a store folder says about itself before login: centre and workstation, in one small JSON file."""

from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from healthdesk.base import files

FILE_NAME = "place.json"
MOST_SLOTS = 4
"""So many requests with saves are under way at once at most (sync.md 5.3)."""


@dataclass(frozen=True, slots=True)
class Access:
    """How the platform is recognised, and how it recognises this workstation. The secret is in the keyring.

    `authority` is a PEM file with the certificates that sign the platform's own (empty: the system's),
    `pin` the SHA-256 fingerprint of the platform's own certificate, `certificate` and `key` PEM files of
    this workstation for mutual TLS. `allows_plain` lets records travel unencrypted, for a closed test net. In
    so many upload `slots`, from 1 to MOST_SLOTS, it sends at the same time. `takes_exports`: the first load
    may come as a bulk export.
    """

    token_url: str = ""
    client_id: str = ""
    scope: str = ""
    authority: str = ""
    pin: str = ""
    certificate: str = ""
    key: str = ""
    allows_plain: bool = False
    slots: int = 1
    takes_exports: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Names only; nothing here is secret. `platform_url`, look and language are this workstation's choice.

    `platform_profile` names the identifier systems of the platform, a file of `resources/platforms`. It is
    chosen before the first record is sent: what was sent keeps the systems it was written with. `hotline` is
    whom to call when the program does not work: the login says it.
    """

    centre: str = ""
    centre_code: str = ""
    workstation: str = ""
    platform_url: str = ""
    is_dark: bool = False
    shows_people: bool = True
    lock_after_minutes: int = 10
    language: str = "zh"
    access: Access = field(default_factory=Access)
    platform_profile: str = "national"
    hotline: str = ""

    @classmethod
    def read(cls, folder: Path) -> "Place":
        """The file of `folder`, or an empty place when it is missing or unreadable."""
        try:
            return msgspec.json.decode((folder / FILE_NAME).read_bytes(), type=cls)
        except (OSError, msgspec.DecodeError):
            return cls()

    def write(self, folder: Path) -> None:
        """Replace the file in one step. Raises StoreReadOnly, DiskFull."""
        files.write(folder / FILE_NAME, msgspec.json.format(msgspec.json.encode(self), indent=1))
