"""JSON whose bytes can be compared: sorted keys, and decimals that keep their precision.

6.50 stays 6.50: FHIR decimals carry their precision, and a hash must not depend on a float.
"""

import hashlib
from decimal import Decimal
from typing import Any

import msgspec

_encoder = msgspec.json.Encoder(order="sorted", decimal_format="number")
_decoder = msgspec.json.Decoder(float_hook=Decimal)


def encode(value: Any) -> bytes:
    """`value` as canonical JSON. Dates become ISO strings, decimals plain numbers."""
    return _encoder.encode(value)


def decode(raw: bytes | str) -> Any:
    """The value of a JSON text; numbers with a point become `Decimal`. Raises ValueError."""
    try:
        return _decoder.decode(raw)
    except (msgspec.DecodeError, RecursionError) as error:
        raise ValueError(str(error)) from None


def digest(raw: bytes) -> str:
    """SHA-256 of the bytes, in hexadecimal."""
    return hashlib.sha256(raw).hexdigest()
