"""The command line, called in this process on a store whose password costs nothing."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import main
from healthdesk.base.clock import SystemClock
from healthdesk.desk import Desk, Environment
from tests.builders import PASSWORD, SOFT
from tests.desks import a_start


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command said and how it ended."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The one JSON document on stdout; anything beside it is an error."""
        return json.loads(self.out)

    @property
    def kind(self) -> str:
        """The kind of the error that stdout tells."""
        return str(self.document["error"]["kind"])

    @property
    def summary(self) -> str:
        """The last line."""
        return self.out.rstrip("\n").rsplit("\n", 1)[-1]


Run = Callable[..., Answer]


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Iterator[Run]:
    """`run("search", "王", store=folder)`: one command, with the administrator's password."""

    def command(*words: object, store: Path | None = None) -> Answer:
        capfd.readouterr()
        first, *rest = map(str, words)
        where = [] if store is None else ["--store", str(store)]
        code = main.main([first, *where, *rest])
        return Answer(code, *capfd.readouterr())

    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("HEALTHDESK_PASSWORD", PASSWORD)
        yield command


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """An empty store of today."""
    Desk.found(tmp_path / "store", a_start(), Environment(clock=SystemClock(), hardness=SOFT)).close()
    return tmp_path / "store"


@pytest.fixture
def at_desk(store: Path) -> Callable[[], Desk]:
    """Opens the store for what the command line cannot do; close it before the next command."""
    return lambda: Desk.open(store, "admin", PASSWORD, Environment(hardness=SOFT))
