"""The room benches are held in: a desk over a synthetic centre, made once, and its bare file beside it."""

import os
import secrets
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from healthdesk.base.clock import FixedClock
from healthdesk.desk import Desk, Environment, FirstStart
from healthdesk.store import cipher, wrapping
from healthdesk.store.keys import KeyRing
from healthdesk.trials import centre
from healthdesk.trials.bench.report import milliseconds

RESIDENTS = 100_000
AS_OF = date(2026, 11, 2)
LOGIN = "bench"
BEST_OF = 3

Statement = tuple[str, Any]


@dataclass(frozen=True, slots=True)
class Options:
    """How large the centre is, how often each thing is measured, and a store to use instead of a new one.

    `is_full` loads a whole township where a tenth of it is usual, and imports 100,000 rows instead of 1,000.
    The password for `store` is read from HEALTHDESK_PASSWORD; nothing in it is kept.
    """

    residents: int = RESIDENTS
    rounds: int = 40
    seed: int = 1
    store: Path | None = None
    login: str = LOGIN
    is_full: bool = False


class Room:
    """Opens when first asked for; `close` takes everything away again."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.build_seconds: float | None = None
        self._own: tempfile.TemporaryDirectory[str] | None = None
        self._desk: Desk | None = None
        self._lent = options.store
        self.password = os.environ.get("HEALTHDESK_PASSWORD", "") if options.store else secrets.token_hex(8)

    @property
    def desk(self) -> Desk:
        """The desk, over a centre of `options.residents`."""
        if self._desk is None:
            self._desk = self._opened(self._lent) if self._lent else self._made()
        return self._desk

    @property
    def folder(self) -> Path:
        """The folder of the store."""
        return self.desk.folder

    def bare(self, file: Path | None = None) -> Any:
        """A driver's connection to the store, or to another `file` under the same key: the floor."""
        entry = KeyRing(self.folder).entry(self.options.login)
        if entry is None:
            raise LookupError("no such login in this store")
        return cipher.connect(
            file or self.desk.database.file, wrapping.unwrap(entry, self.password), cache_kib=16 * 1024
        )

    def lend(self) -> None:
        """Let another process open the store; the desk opens again when it is next asked for."""
        if self._desk:
            self._lent = self._desk.folder
            self._desk.close()
            self._desk = None

    def close(self) -> None:
        """Close the desk and remove what this room made."""
        if self._desk:
            self._desk.close()
        if self._own:
            self._own.cleanup()

    def _opened(self, folder: Path) -> Desk:
        environment = Environment(clock=FixedClock.on(AS_OF))
        return Desk.open(folder, self.options.login, self.password, environment)

    def _made(self) -> Desk:
        self._own = tempfile.TemporaryDirectory(
            prefix="healthdesk-bench-",
            ignore_cleanup_errors=True,  # a lane may still be letting go of the file
        )
        start = FirstStart("示范社区卫生服务中心", "1 号工作站", LOGIN, "测量员", self.password)
        environment = Environment(clock=FixedClock.on(AS_OF))
        desk = Desk.found(Path(self._own.name) / "store", start, environment)
        summary = centre.build(
            desk.database, residents=self.options.residents, seed=self.options.seed, as_of=AS_OF
        )
        self.build_seconds = summary.seconds
        return desk


@contextmanager
def statements() -> Iterator[list[Statement]]:
    """Every SQL statement that runs meanwhile, with its values, to be repeated without us around it."""
    heard: list[Statement] = []

    def hear(_connection: Any, _cursor: Any, statement: str, values: Any, _context: Any, _many: bool) -> None:
        if not statement.startswith("BEGIN"):
            heard.append((statement, values))

    event.listen(Engine, "before_cursor_execute", hear)
    try:
        yield heard
    finally:
        event.remove(Engine, "before_cursor_execute", hear)


def bare_time(connection: Any, heard: Sequence[Statement]) -> float:
    """Milliseconds for the same statements on the bare driver, rows fetched."""

    def repeat() -> None:
        for statement, values in heard:
            connection.execute(statement, values).fetchall()

    return milliseconds(repeat)


def beside_bare(connection: Any, job: Callable[[], object]) -> tuple[float, float]:
    """Milliseconds of `job`, and of its statements alone, warm; the best of three, for others compute too."""
    with statements() as heard:
        job()
    bare_time(connection, heard)
    pairs = [(milliseconds(job), bare_time(connection, heard)) for _ in range(BEST_OF)]
    return min(value for value, _ in pairs), min(floor for _, floor in pairs)
