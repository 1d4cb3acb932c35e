"""A file that travels on a stick: compressed, sealed under a password, whole or unusable.

A fresh key seals the content (AES-256-GCM); that key is sealed under the password (Argon2id, as the store's
own keys are), so that a wrong password and a damaged file are told apart.
"""

import secrets
import zlib
from pathlib import Path

import msgspec
from argon2.exceptions import HashingError
from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from healthdesk.base import errors
from healthdesk.store.keys import Hardness

MAGIC = b"HealthDesk sealed 1\n"
LARGEST_BYTES = 1024 * 1024 * 1024
_NONCE, _SALT = 12, 16


class _Head(msgspec.Struct, frozen=True):
    """The second line of the file. `length` is of what follows it, so that half a file is known as such."""

    purpose: str
    salt: bytes
    hardness: Hardness
    key: bytes
    length: int


def seal(raw: bytes, password: str, purpose: str, hardness: Hardness) -> bytes:
    """The content of the file. `purpose` says what it is for; it opens for nothing else."""
    key, salt = secrets.token_bytes(32), secrets.token_bytes(_SALT)
    sealed = _sealed(AESGCM(key), zlib.compress(raw), purpose.encode())
    wrapped = _sealed(_from_password(password, salt, hardness), key, purpose.encode())
    head = msgspec.json.encode(_Head(purpose, salt, hardness, wrapped, len(sealed)))
    return MAGIC + head + b"\n" + sealed


def unseal(file: bytes, password: str, purpose: str) -> bytes:
    """What was sealed. Raises InvalidInput for a wrong password, PackageUnusable for all else."""
    line, found, sealed = file.removeprefix(MAGIC).partition(b"\n")
    if not file.startswith(MAGIC) or not found:
        raise errors.PackageUnusable("foreign")
    try:
        head = msgspec.json.decode(line, type=_Head)
    except msgspec.DecodeError:
        raise errors.PackageUnusable("damaged") from None
    if head.purpose != purpose:
        raise errors.PackageUnusable("another-kind")
    if head.length != len(sealed):
        raise errors.PackageUnusable("half")
    try:
        key = _opened(_from_password(password, head.salt, head.hardness), head.key, purpose.encode())
    except (InvalidTag, ValueError, HashingError):
        raise errors.InvalidInput("password", "wrong") from None
    try:
        return _inflated(_opened(AESGCM(key), sealed, purpose.encode()))
    except (InvalidTag, ValueError, zlib.error):
        raise errors.PackageUnusable("altered") from None


def read(file: Path) -> bytes:
    """The file. Raises InvalidInput("file", …) when it is absent or a folder, StoreReadOnly."""
    if not file.is_file():
        raise errors.InvalidInput("file", "is-a-folder" if file.is_dir() else "absent")
    try:
        return file.read_bytes()
    except OSError as error:
        raise errors.from_os(error) from None


def _sealed(cipher: AESGCM, raw: bytes, purpose: bytes) -> bytes:
    nonce = secrets.token_bytes(_NONCE)
    return nonce + cipher.encrypt(nonce, raw, purpose)


def _opened(cipher: AESGCM, sealed: bytes, purpose: bytes) -> bytes:
    return cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], purpose)


def _inflated(raw: bytes) -> bytes:
    """A few bytes must not become a full memory."""
    machine = zlib.decompressobj()
    content = machine.decompress(raw, LARGEST_BYTES)
    if not machine.eof:
        raise ValueError("too large")
    return content


def _from_password(password: str, salt: bytes, hardness: Hardness) -> AESGCM:
    secret = password.encode()
    return AESGCM(
        hash_secret_raw(secret, salt, hardness.passes, hardness.memory_kib, hardness.lanes, 32, Type.ID)
    )
