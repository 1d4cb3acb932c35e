"""The tidy room every test starts in: a standing clock, no network but loopback, no warning unheard."""

import logging
import os
import socket
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from healthdesk.base.clock import FixedClock

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

TODAY = date(2026, 11, 2)
LOOPBACK = ("127.", "::1", "localhost")


@pytest.fixture
def clock() -> FixedClock:
    """Nine in the morning of Monday 2026-11-02."""
    return FixedClock.on(TODAY)


class LoopbackSocket(socket.socket):
    """A socket that reaches this machine only."""

    def connect(self, address: Any) -> None:
        _refuse_strangers(self.family, address)
        super().connect(address)

    def connect_ex(self, address: Any) -> int:
        _refuse_strangers(self.family, address)
        return super().connect_ex(address)


def _refuse_strangers(family: int, address: Any) -> None:
    if family in (socket.AF_INET, socket.AF_INET6) and not str(address[0]).startswith(LOOPBACK):
        pytest.fail("a test reached for the network")


@pytest.fixture(autouse=True)
def no_network_but_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "socket", LoopbackSocket)


class _Warnings(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.heard.append(f"{record.name}: {record.getMessage()}")


@pytest.fixture(autouse=True)
def no_warning_is_logged(request: pytest.FixtureRequest) -> Iterator[None]:
    """A logged warning fails the test, unless it is marked `logs_warnings`."""
    heard = _Warnings()
    logging.getLogger().addHandler(heard)
    yield
    logging.getLogger().removeHandler(heard)
    if request.node.get_closest_marker("logs_warnings") is None:
        assert heard.heard == []
