"""Secrets in the system's own keyring; what happens without one is said, and nothing is written in clear.

Only real keyrings are trusted: Windows Credential Manager, Secret Service, KWallet, macOS. A plain-text
substitute that happens to be installed is treated as no keyring at all.
"""

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

import keyring
from keyring.backend import KeyringBackend
from keyring.backends.chainer import ChainerBackend
from keyring.errors import InitError, KeyringError, KeyringLocked

from healthdesk.base import errors

SERVICE = "HealthDesk"
TRUSTED = (
    "keyring.backends.Windows",
    "keyring.backends.SecretService",
    "keyring.backends.libsecret",
    "keyring.backends.kwallet",
    "keyring.backends.macOS",
)


class Secrets(Protocol):
    """Where the workstation may keep a secret of its own."""

    def keep(self, name: str, secret: bytes) -> None:
        """Store `secret`. Raises KeyringMissing, KeyringLocked."""
        ...

    def fetch(self, name: str) -> bytes | None:
        """The secret, or None when there is none. Raises KeyringMissing, KeyringLocked."""
        ...

    def forget(self, name: str) -> None:
        """Remove it; nothing happens when it is not there."""
        ...


class SystemSecrets:
    """The keyring of the person logged in to the computer."""

    def __init__(self, backend: KeyringBackend | None = None) -> None:
        self._backend = backend

    def keep(self, name: str, secret: bytes) -> None:
        with _understood():
            self._trusted().set_password(SERVICE, name, base64.b64encode(secret).decode())

    def fetch(self, name: str) -> bytes | None:
        with _understood():
            found = self._trusted().get_password(SERVICE, name)
        return None if found is None else base64.b64decode(found)

    def forget(self, name: str) -> None:
        with _understood():
            backend = self._trusted()
            if backend.get_password(SERVICE, name) is not None:
                backend.delete_password(SERVICE, name)

    def _trusted(self) -> KeyringBackend:
        backend = self._backend or keyring.get_keyring()
        candidates = list(backend.backends) if isinstance(backend, ChainerBackend) else [backend]
        for candidate in candidates:
            if type(candidate).__module__.startswith(TRUSTED):
                return candidate
        raise errors.KeyringMissing("no keyring of this system")


@contextmanager
def _understood() -> Iterator[None]:
    try:
        yield
    except KeyringLocked:
        raise errors.KeyringLocked("the keyring is locked") from None
    except (KeyringError, InitError):
        raise errors.KeyringMissing("the keyring does not answer") from None
