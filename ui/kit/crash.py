"""Bugs: every unexpected error becomes a report on this machine that holds no personal data."""

import faulthandler
import logging
import platform
import sys
import threading
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import IO

from PySide6.QtCore import (
    QMessageLogContext,
    QObject,
    Qt,
    QtMsgType,
    Signal,
    qInstallMessageHandler,
    qVersion,
)

KEEP_REPORTS = 20

_log = logging.getLogger("healthdesk.qt")
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


class CrashDesk(QObject):
    """Catches what nobody else caught. `reported` carries the path of each report, on the main thread."""

    reported = Signal(object)
    _written = Signal(object)

    def __init__(self, folder: Path, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        super().__init__()
        self._folder = folder
        self._now = now
        self._fatal: IO[str] | None = None
        self._written.connect(self.reported, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Listen to Python, its threads, Qt, and the signals that kill a process."""
        self._folder.mkdir(parents=True, exist_ok=True)
        self._fatal = (self._folder / "fatal.txt").open("a", encoding="utf-8")
        faulthandler.enable(self._fatal)
        sys.excepthook = self.report
        threading.excepthook = self._report_thread
        qInstallMessageHandler(pass_to_log)

    def uninstall(self) -> None:
        """Give everything back."""
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__
        qInstallMessageHandler(None)
        if self._fatal:
            faulthandler.disable()
            self._fatal.close()
            self._fatal = None

    def report(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Write a report. Ctrl+C ends the program as ever."""
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        _log.error("unexpected %s", kind.__name__)
        path = self._folder / f"crash-{self._now():%Y%m%dT%H%M%S%f}.txt"
        try:
            path.write_text(describe(kind, error, trace, self._now()), encoding="utf-8")
            self._forget_old()
        except OSError:
            _log.exception("no report could be written")
            return
        self._written.emit(path)

    def left_behind(self) -> str:
        """What a killed process left in the fatal file; emptied once it has been read."""
        file = self._folder / "fatal.txt"
        found = file.read_text(encoding="utf-8", errors="replace") if file.exists() else ""
        if found:
            file.write_text("", encoding="utf-8")
        return found

    def _report_thread(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self.report(args.exc_type, args.exc_value, args.exc_traceback)

    def _forget_old(self) -> None:
        for old in sorted(self._folder.glob("crash-*.txt"))[:-KEEP_REPORTS]:
            old.unlink()


def describe(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None, at: datetime
) -> str:
    """Types, places and versions. The texts of errors are left out: they may quote what was typed."""
    lines = [f"{at:%Y-%m-%d %H:%M:%S}Z {kind.__module__}.{kind.__name__}"]
    lines.append(f"Python {platform.python_version()}, Qt {qVersion()}, {platform.platform()}")
    lines += _frames(trace)
    cause = error.__cause__ or error.__context__
    while cause is not None:
        lines.append(f"because of {type(cause).__module__}.{type(cause).__name__}")
        lines += _frames(cause.__traceback__)
        cause = cause.__cause__ or cause.__context__
    return "\n".join(lines) + "\n"


def _frames(trace: TracebackType | None) -> list[str]:
    return [f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in traceback.extract_tb(trace)]


def pass_to_log(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:  # noqa: ARG001  Qt's
    """What Qt has to say goes where everything else goes."""
    _log.log(_LEVELS.get(kind, logging.WARNING), "%s", text)
