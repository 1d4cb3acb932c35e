"""What a record said before it was corrected, perhaps as another system wrote it into our record."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Past:
    """A sheet as it stood, until `replaced_by` signed another; `reason` is why it had come to be."""

    answers: Mapping[str, Any]
    signed_at: datetime
    reason: str
    replaced_by: str


def read(history: Iterable[Any]) -> Iterator[Past]:
    """Those that can be read, in their order, the oldest first; the others are kept as they came."""
    for one in history:
        if isinstance(one, Mapping) and (signed_at := _moment(one.get("signed_at"))) is not None:
            answers = one.get("answers")
            if isinstance(answers, Mapping):
                yield Past(answers, signed_at, _words(one.get("reason")), _words(one.get("replaced_by")))


def entered_at(history: Iterable[Any] | None, signed_at: datetime) -> datetime:
    """When a record was first written, however often it was corrected since; a new row has no history yet."""
    return next((one.signed_at for one in read(history or ())), signed_at)


def _moment(said: object) -> datetime | None:
    """None for what names no moment, or none of a zone: it could not be compared."""
    try:
        at = datetime.fromisoformat(said) if isinstance(said, str) else None
    except ValueError:
        return None
    return at if at is not None and at.tzinfo is not None else None


def _words(said: object) -> str:
    return said if isinstance(said, str) else ""
