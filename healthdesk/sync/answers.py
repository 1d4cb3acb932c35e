"""What an answer of the platform says, and what to do next; nothing is believed (sync.md 5.4, 5.6)."""

from dataclasses import dataclass, field

import requests

from healthdesk.base.errors import AnswerUnclear, Outdated, PlatformFull, Refused, Unauthenticated
from healthdesk.fhir import outcomes
from healthdesk.sync import session as sessions

_PLAIN_REFUSALS = (requests.codes.conflict, requests.codes.precondition_failed, 413, 416)
"""No portal says these: they are believed without an OperationOutcome."""

NDJSON = "ndjson"
"""In the type of every file of lines, whatever else it is called."""

_PAUSES = {401: Unauthenticated, 426: Outdated, 507: PlatformFull}
"""Nothing goes on until somebody has seen to it."""

_INCAPABLE = (405, 415, 501)
"""Not believed of a page for people: a portal takes no PUT either."""


@dataclass
class Overloaded(Refused):
    """429 or 503: come back after `retry_after` seconds."""

    retry_after: float = field(default=sessions.RETRY_SECONDS, kw_only=True)


class Incapable(Refused):
    """405, 415 or 501: it does not take requests of this kind (packed bytes, a transaction, a PUT)."""


class Broken(AnswerUnclear):
    """500: the platform failed at this request. Whether it was written before, only reading tells."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A FHIR answer, still as bytes. `date` is the Date header, `version` the entity tag's.

    Of what takes longer `location` is where to ask again, after `retry_after` seconds.
    """

    status: int
    body: bytes
    date: str | None
    etag: str | None
    location: str | None = None
    retry_after: float = sessions.RETRY_SECONDS


def is_file(response: requests.Response) -> bool:
    """Whether lines of resources follow, or a piece of some, and no page of a portal and no single answer."""
    is_lines = NDJSON in response.headers.get("Content-Type", "")
    is_piece = response.status_code == requests.codes.partial_content
    return is_piece or (response.status_code == requests.codes.ok and is_lines)


def judged(response: requests.Response, body: bytes) -> Answer:
    """The answer if it is one; otherwise the error that says what to do next (sync.md 5.6)."""
    status = response.status_code
    etag = response.headers.get("ETag")
    if status == requests.codes.not_modified:
        return Answer(status, b"", response.headers.get("Date"), etag)
    is_fhir = "json" in response.headers.get("Content-Type", "") and body[:1] == b"{"
    if status in (requests.codes.too_many_requests, requests.codes.service_unavailable):
        raise Overloaded(status, retry_after=sessions.wait_seconds(response.headers))
    if status in _PAUSES:
        raise _PAUSES[status](str(status))
    if status in _INCAPABLE and "html" not in response.headers.get("Content-Type", ""):
        raise Incapable(status, tuple(str(issue) for issue in outcomes.issues(body)))
    if status in _PLAIN_REFUSALS:
        raise Refused(status, tuple(str(issue) for issue in outcomes.issues(body)))
    if requests.codes.bad_request <= status < requests.codes.internal_server_error and outcomes.is_outcome(
        body
    ):
        raise Refused(status, tuple(str(issue) for issue in outcomes.issues(body)))
    is_success = requests.codes.ok <= status < requests.codes.multiple_choices
    if is_success and (is_fhir or not body):
        location, wait = response.headers.get("Content-Location"), sessions.wait_seconds(response.headers)
        return Answer(status, body, response.headers.get("Date"), etag, location, wait)
    kind = Broken if status == requests.codes.internal_server_error else AnswerUnclear
    raise kind(f"status {status}")
