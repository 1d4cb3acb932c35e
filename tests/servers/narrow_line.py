"""A line that makes a real server narrower: it gives the ids, or shows no history; the rest is its own."""

import io
from typing import Any
from urllib.parse import urlsplit

import requests
from urllib3 import HTTPResponse

from tests.servers.bad_line import BadLine


class NarrowLine(BadLine):
    """`gives_ids`: no PUT makes anything. `forgets`: nothing earlier is shown."""

    def __init__(self, *, gives_ids: bool, forgets: bool) -> None:
        super().__init__()
        self._gives_ids = gives_ids
        self._forgets = forgets

    def deliver(self, request: requests.PreparedRequest, kwargs: dict[str, Any]) -> requests.Response:
        if self._forgets and urlsplit(request.url or "").path.endswith("/_history"):
            return _refused(request, 404)
        if self._gives_ids and request.method == "PUT" and not self._is_there(request, kwargs):
            return _refused(request, 405)
        return super().deliver(request, kwargs)

    def _is_there(self, request: requests.PreparedRequest, kwargs: dict[str, Any]) -> bool:
        asked = request.copy()
        asked.method, asked.body = "GET", None
        for name in ("If-Match", "If-None-Match", "Content-Type", "Content-Length", "Content-Encoding"):
            asked.headers.pop(name, None)
        return super().deliver(asked, kwargs).status_code == requests.codes.ok


def _refused(request: requests.PreparedRequest, status: int) -> requests.Response:
    answer = requests.Response()
    answer.status_code, answer.request, answer.url = status, request, request.url or ""
    answer.headers["Content-Type"] = "application/fhir+json"
    answer.raw = HTTPResponse(
        body=io.BytesIO(b'{"resourceType": "OperationOutcome"}'), preload_content=False, status=status
    )
    return answer
