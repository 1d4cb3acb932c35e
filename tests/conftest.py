"""The tidy room every test starts in: a standing clock, no network but loopback, no warning unheard."""

import logging
import os
import socket
import sys
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import settings

from healthdesk.base.clock import FixedClock

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

TODAY = date(2026, 11, 2)
LOOPBACK = ("127.", "::1", "localhost")


settings.register_profile("daily", deadline=None, derandomize=True)  # the same everywhere, however slow
settings.register_profile("nightly", deadline=None, max_examples=1000)


def pytest_configure(config: pytest.Config) -> None:
    """Properties are tried with the same examples by day, and with many new ones by night."""
    settings.load_profile("daily" if config.option.markexpr == "not nightly" else "nightly")


@pytest.fixture(scope="session", autouse=True)
def home_of_nobody(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Settings, stores and passwords of whoever runs the tests are out of reach, for programs started too."""
    with pytest.MonkeyPatch.context() as environment:
        for variable in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "LOCALAPPDATA", "APPDATA"):
            environment.setenv(variable, str(tmp_path_factory.mktemp("home")))
        environment.delenv("HEALTHDESK_PASSWORD", raising=False)
        yield


@pytest.fixture
def clock() -> FixedClock:
    """Nine in the morning of Monday 2026-11-02."""
    return FixedClock.on(TODAY)


def _stay_on_this_machine(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "socket.connect" and arguments[0].family in (socket.AF_INET, socket.AF_INET6):
        host = str(arguments[1][0])
        if not host.startswith(LOOPBACK):
            raise AssertionError(f"a test reached for the network: {host}")


sys.addaudithook(_stay_on_this_machine)


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
