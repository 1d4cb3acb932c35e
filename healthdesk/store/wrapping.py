"""Sealing the store's data key under a password, and opening it again.

Each user's copy is sealed with AES-256-GCM under a key derived from the password with Argon2id
(RFC 9106, second recommended option: 64 MiB, 3 passes). PIN and badge are checked with Argon2id too.
"""

import base64
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import HashingError, InvalidHashError, VerifyMismatchError
from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from healthdesk.base import errors
from healthdesk.store.keys import Hardness, WrappedKey


def new_data_key() -> bytes:
    """A fresh 32-byte data key for a new store."""
    return secrets.token_bytes(32)


def wrap(  # noqa: PLR0913  all but two are named
    data_key: bytes, password: str, *, login: str, full_name: str, role: str, hardness: Hardness
) -> WrappedKey:
    """Seal `data_key` under `password`."""
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    sealed = _cipher(password, salt, hardness).encrypt(nonce, data_key, login.encode())
    return WrappedKey(login, full_name, role, _text(salt), _text(nonce), _text(sealed), hardness)


def unwrap(entry: WrappedKey, password: str) -> bytes:
    """The data key. Raises LoginFailed for a wrong password, KeysMissing for a line that is damaged."""
    try:
        cipher = _cipher(password, _bytes(entry.salt), entry.hardness)
        return cipher.decrypt(_bytes(entry.nonce), _bytes(entry.sealed), entry.login.encode())
    except InvalidTag:
        raise errors.LoginFailed() from None
    except (ValueError, HashingError):
        raise errors.KeysMissing("unreadable") from None


def short_hash(secret: str, hardness: Hardness) -> str:
    """Argon2id of a PIN or a badge number, for a change of user within a shift."""
    return _hasher(hardness).hash(secret)


def short_matches(secret: str, stored: str) -> bool:
    """Whether a PIN or badge number is the one that was set."""
    try:
        return PasswordHasher().verify(stored, secret)
    except (VerifyMismatchError, InvalidHashError):
        return False


def _hasher(hardness: Hardness) -> PasswordHasher:
    return PasswordHasher(hardness.passes, hardness.memory_kib, hardness.lanes)


def _cipher(password: str, salt: bytes, hardness: Hardness) -> AESGCM:
    return AESGCM(
        hash_secret_raw(
            password.encode(), salt, hardness.passes, hardness.memory_kib, hardness.lanes, 32, Type.ID
        )
    )


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
