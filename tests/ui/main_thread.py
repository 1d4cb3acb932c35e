"""What the window must leave to its lanes: hears of every query and file the main thread touches."""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from sqlalchemy import Engine, event

ROOT = Path(__file__).resolve().parents[2]
WINDOW = tuple(str(ROOT / "ui" / floor) for floor in
               ("application", "forms", "kit", "login", "screens", "shell", "tables", "widgets"))  # fmt: skip
OWN = tuple(str(path) for path in (ROOT / "resources", ROOT / "ui", ROOT / "healthdesk", sys.prefix,
                                   sys.base_prefix))  # fmt: skip
"""The program itself: its modules, its icons. They are read once and lie beside it."""


class _Ear:
    """An audit hook stays for ever, so there is one, which listens only while somebody watches."""

    def __init__(self) -> None:
        self.seen: list[str] | None = None
        sys.addaudithook(self._hear)

    def _hear(self, name: str, arguments: tuple[Any, ...]) -> None:
        if self.seen is None or name != "open" or not isinstance(arguments[0], str | bytes):
            return
        path = arguments[0].decode() if isinstance(arguments[0], bytes) else arguments[0]
        if not path.startswith(OWN):
            self.note(f"file {path}")

    def query(self, *heard: Any) -> None:
        self.note(f"query {' '.join(str(heard[2]).split())[:80]}")

    def note(self, what: str) -> None:
        if self.seen is None or threading.current_thread() is not threading.main_thread():
            return
        where = _place(sys._getframe())
        if where:
            self.seen.append(f"{what} from {where}")


_EAR = _Ear()


@contextmanager
def watched() -> Iterator[list[str]]:
    """What the window did itself meanwhile, each with the place in `ui/` that asked for it."""
    _EAR.seen = seen = []
    event.listen(Engine, "before_cursor_execute", _EAR.query)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", _EAR.query)
        _EAR.seen = None


def _place(frame: FrameType | None) -> str:
    """The innermost line of the window on the stack; empty for a test that asks the desk itself."""
    while frame is not None:
        if frame.f_code.co_filename.startswith(WINDOW):
            return f"{Path(frame.f_code.co_filename).relative_to(ROOT)}:{frame.f_lineno}"
        frame = frame.f_back
    return ""
