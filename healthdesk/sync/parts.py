"""The rest of a file that was cut: how it is asked for, and whether what comes is that (RFC 9110, 13 and 14).

Whatever is not plainly the rest of the same version is not: then the file begins anew.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

import requests

from healthdesk.base.errors import AnswerUnclear
from healthdesk.sync import cursors
from healthdesk.sync.answers import NDJSON

SURELY_OLDER = timedelta(seconds=60)
"""A time of change is of whole seconds: one this old names one version (RFC 7232, 2.2.2)."""

UNSATISFIABLE = requests.codes.requested_range_not_satisfiable
_SPAN = re.compile(r"bytes (\d+)-(\d+)/(\d+)")


class NotTheRest(AnswerUnclear):
    """Something else came than what follows on the bytes that are here."""


@dataclass(frozen=True, slots=True)
class Part:
    """The first `size` bytes of a file of `length`, if that is told, of the version that `tag` names.

    Nothing is added where there is no tag. `is_plain`: it is asked for as it lies there, for of what comes
    packed nobody can say where the rest begins.
    """

    size: int = 0
    tag: str = ""
    length: int | None = None
    is_plain: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether nothing more can follow."""
        return bool(self.size) and self.size == self.length


def asked(part: Part) -> dict[str, str]:
    """The headers that ask for what follows on `part`, or for the whole if something has changed."""
    if part.size and part.tag:
        return {"Accept-Encoding": "identity", "Range": f"bytes={part.size}-", "If-Range": part.tag}
    return {"Accept-Encoding": "identity"} if part.is_plain else {}


def begun(response: requests.Response, part: Part) -> Part:
    """Where in the file this answer begins: after `part`, or at its start.

    Raises NotTheRest for a piece of another version or from another place, AnswerUnclear for one unasked.
    """
    headers = response.headers
    if response.status_code == requests.codes.partial_content:
        if not part.size:
            raise AnswerUnclear("a piece of a file, unasked")
        return _rest(headers, part)
    if not _is_plain(headers):
        return Part(is_plain=True)
    tag, length = _tag(headers), headers.get("Content-Length", "")
    is_plain = part.is_plain and bool(tag)
    return Part(0, tag, int(length) if length.isdecimal() else None, is_plain)


def _rest(headers: Mapping[str, str], part: Part) -> Part:
    span = _SPAN.fullmatch(headers.get("Content-Range", ""))
    if span is None or not _is_plain(headers) or NDJSON not in headers.get("Content-Type", ""):
        raise NotTheRest("no piece of it")
    first, last, length = map(int, span.groups())
    name = "ETag" if part.tag.startswith('"') else "Last-Modified"
    is_same = headers.get(name) == part.tag and part.length in (None, length)
    if not is_same or first != part.size or last + 1 != length:
        raise NotTheRest("another piece")
    return replace(part, length=length, is_plain=True)


def _is_plain(headers: Mapping[str, str]) -> bool:
    return headers.get("Content-Encoding", "identity").strip().lower() == "identity"


def _tag(headers: Mapping[str, str]) -> str:
    """What names this version and no other; empty where nothing does, or no pieces are given."""
    if headers.get("Accept-Ranges", "").strip().lower() == "none":
        return ""
    if (tag := headers.get("ETag", "")).startswith('"'):
        return tag
    text = headers.get("Last-Modified", "")
    changed, now = cursors.http_date(text), cursors.http_date(headers.get("Date"))
    return text if changed and now and now - changed >= SURELY_OLDER else ""
