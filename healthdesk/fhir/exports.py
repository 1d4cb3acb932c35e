"""A bulk export (FHIR Bulk Data Access): which files there are, and the lines in them, each a resource."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

import msgspec

from healthdesk.fhir import bundles, resources
from healthdesk.fhir.bundles import PageEntry

LONGEST_LINE_BYTES = 16 * 1024 * 1024
OPERATION = "export"


@dataclass(frozen=True, slots=True)
class File:
    """`lines` is how many it has, where that is told."""

    type: str
    url: str
    lines: int | None = None


@dataclass(frozen=True, slots=True)
class Manifest:
    """All that was there at `time`, the platform's own."""

    time: datetime
    files: tuple[File, ...]


class _Output(msgspec.Struct):
    type: str
    url: str
    count: int | None = None


class _Manifest(msgspec.Struct, rename="camel"):
    transaction_time: str
    output: list[_Output]
    error: list[msgspec.Raw] | None = None
    deleted: list[msgspec.Raw] | None = None


class _Operation(msgspec.Struct):
    name: str = ""


class _Rest(msgspec.Struct):
    operation: list[_Operation] = []


class _Statement(msgspec.Struct):
    rest: list[_Rest] = []


def is_offered(statement: bytes) -> bool:
    """Whether a CapabilityStatement names the export of everything."""
    try:
        rest = msgspec.json.decode(statement, type=_Statement).rest
    except msgspec.DecodeError:
        return False
    return any(one.name == OPERATION for part in rest for one in part.operation)


def manifest(raw: bytes, types: Collection[str]) -> Manifest:
    """What an export of `types` came to. Raises ValueError for one that is not whole, or of other things."""
    try:
        said = msgspec.json.decode(raw, type=_Manifest)
    except msgspec.DecodeError as error:
        raise ValueError(str(error)) from None
    if said.error or said.deleted or any(one.type not in types for one in said.output):
        raise ValueError("not what was asked for")
    time = resources.moment(said.transaction_time)
    if time is None or datetime.fromisoformat(said.transaction_time).tzinfo is None:
        raise ValueError("no instant")
    return Manifest(time, tuple(File(one.type, one.url, one.count) for one in said.output))


class Lines:
    """The lines of a file that comes in pieces, and whether each has an end: the last of a cut one has none.

    `size` bytes of the file have come, `end` of them up to the end of the line that was given last. Raises
    ValueError for a line that is longer than any resource.
    """

    def __init__(self, pieces: Iterable[bytes], start: int = 0) -> None:
        """Of `pieces` the first byte is number `start` of the file."""
        self._pieces = pieces
        self.size = self.end = start

    def __iter__(self) -> Iterator[tuple[bytes, bool]]:
        rest = list[bytes]()
        for piece in self._pieces:
            self.size += len(piece)
            *whole, last = piece.split(b"\n")
            for one in whole:
                line = b"".join((*rest, one))
                rest.clear()
                self.end += len(line) + 1
                if line.strip():
                    yield line, True
            rest.append(last)
            if self.size - self.end > LONGEST_LINE_BYTES:
                raise ValueError("a line without end")
        if (line := b"".join(rest)).strip():
            self.end = self.size
            yield line, False


def entry(line: bytes, type_: str) -> PageEntry:
    """The version that a line tells. Raises ValueError for what is none, or of another type."""
    found = bundles.resource(line.strip())
    if found.type != type_ or found.time is None:
        raise ValueError("not in its file, or without a time")
    return found
