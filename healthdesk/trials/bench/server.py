"""A platform to measure against: a FHIR server on this machine, in a process of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from healthdesk.sync.sandbox import Sandbox


@contextmanager
def a_platform(folder: Path) -> Iterator[str]:
    """Its address, while it runs; its data go into `folder`."""
    with Sandbox(folder, port=0) as server:
        yield server.url
