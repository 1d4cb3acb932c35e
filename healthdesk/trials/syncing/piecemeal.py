"""The rest of a file, as the platform of the trials gives it to whoever was cut, and how it may lie."""

import gzip
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from hashlib import sha256

import requests

NDJSON = "application/fhir+ndjson"
GIVES = ("well", "by-time", "packed", "heedless")
"""By the tag of the file or only the time of its change; packed as a whole where it may be; or heedless of
the version of which the rest is asked for."""


@dataclass
class Piece:
    """What is answered: `body` is what lies from byte number `start` on in a file of `length`."""

    body: bytes
    length: int
    start: int = 0
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def is_rest(self) -> bool:
        """Whether it follows on what somebody has."""
        return bool(self.status == requests.codes.partial_content)

    def span(self, first: int) -> None:
        """Say that it begins at `first`."""
        self.headers["Content-Range"] = f"bytes {first}-{first + len(self.body) - 1}/{self.length}"


def piece(raw: bytes, made: datetime, asked: Mapping[str, str], how: str) -> Piece:
    """The file `raw`, or the rest that is `asked` for by these headers. `how` is of GIVES or PIECE_LIES."""
    found = Piece(raw, len(raw), headers={"Content-Type": NDJSON})
    if not how:
        return found
    time, tag = format_datetime(made, usegmt=True), f'"{sha256(raw).hexdigest()[:16]}"'
    found.headers |= {"Accept-Ranges": "bytes", "Last-Modified": time}
    found.headers |= {} if how == "by-time" else {"ETag": f"W/{tag}" if how == "weak" else tag}
    start = re.fullmatch(r"bytes=(\d+)-", asked.get("Range", ""))
    if start and (how == "heedless" or asked.get("If-Range") in (found.headers.get("ETag"), time)):
        _cut_off(found, int(start[1]))
    if lie := PIECE_LIES.get(how):
        lie(found)
    is_packed = how == "packed" and not found.is_rest and "gzip" in asked.get("Accept-Encoding", "")
    if is_packed:
        found.body = gzip.compress(found.body, mtime=0)
        found.headers |= {"Content-Encoding": "gzip"}
    return found


def _cut_off(found: Piece, start: int) -> None:
    if start >= found.length:
        found.status, found.body = 416, b""
        return
    found.status, found.start, found.body = 206, start, found.body[start:]
    found.span(start)


def _of_rest(change: Callable[[Piece], object]) -> Callable[[Piece], None]:
    def lie(found: Piece) -> None:
        if found.is_rest:
            change(found)

    return lie


def _misplaced(found: Piece) -> None:
    found.body = b"\n" + found.body
    found.span(found.start - 1)


def _short(found: Piece) -> None:
    found.body = found.body[: len(found.body) // 2]
    found.span(found.start)


def _longer(found: Piece) -> None:
    found.length += 1
    found.span(found.start)


def _garbled(found: Piece) -> None:
    found.body = found.body[3:] + b"   "


def _impossible(found: Piece) -> None:
    found.status, found.body = 416, b""


def _in_parts(found: Piece) -> None:
    found.headers["Content-Type"] = "multipart/byteranges; boundary=x"


def _packed(found: Piece) -> None:
    found.body = gzip.compress(found.body, mtime=0)
    found.headers["Content-Encoding"] = "gzip"


PIECE_LIES: Mapping[str, Callable[[Piece], object]] = {
    "weak": lambda found: found.headers.pop("Last-Modified"),
    "of-another": _of_rest(lambda found: found.headers.update(ETag='"another"')),
    "nameless": _of_rest(lambda found: found.headers.pop("ETag")),
    "misplaced": _of_rest(_misplaced),
    "short": _of_rest(_short),
    "longer": _of_rest(_longer),
    "garbled": _of_rest(_garbled),
    "impossible": _of_rest(_impossible),
    "in-parts": _of_rest(_in_parts),
    "packed-piece": _of_rest(_packed),
    "unplaced": _of_rest(lambda found: found.headers.pop("Content-Range")),
}
"""Ways to give the rest of a file so that it is not to be used."""
