"""A slow line on a virtual clock, cut again and again: bytes take their time, and contacts end."""

import gzip
from dataclasses import dataclass
from typing import Any

import requests

from healthdesk.trials.syncing import faults
from healthdesk.trials.syncing.fake_platform import FakePlatform

HEAD_BYTES = 300
"""About what the headers of a request or an answer take on the wire."""


@dataclass(eq=False)
class SlowLine(FakePlatform):
    """The same speed both ways; a contact lasts `contact_seconds` (0: for ever), `spent` of them are over."""

    bits_per_second: int = 8_000
    contact_seconds: float = 30.0
    spent: float = 0.0
    seconds: float = 0.0
    wire_bytes: int = 0

    def begin_contact(self) -> None:
        """The line is up again."""
        self.spent = 0.0

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:  # type: ignore[override]
        if self.contact_seconds and self.spent >= self.contact_seconds:
            return faults.no_route(self, request)
        self._take(len(request.body or b"") + HEAD_BYTES)
        if self._is_over:
            return faults.lost_on_the_way(self, request)
        answer = super().send(request)
        packed = gzip.compress(answer.content, mtime=0) if self.accepts_gzip else answer.content
        self._take(len(packed) + HEAD_BYTES)
        if self._is_over:
            raise requests.exceptions.ReadTimeout("cut")
        return answer

    def timer(self) -> float:
        """The time on the line."""
        return self.seconds

    @property
    def _is_over(self) -> bool:
        return bool(self.contact_seconds) and self.spent > self.contact_seconds

    def _take(self, size: int) -> None:
        seconds = size * 8 / self.bits_per_second
        self.spent += seconds
        self.seconds += seconds
        self.wire_bytes += size
