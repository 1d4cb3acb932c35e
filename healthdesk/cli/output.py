"""What a command prints: one JSON document, or lines for a person."""

import io
import sys
import time
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec


class Output:
    """With `is_json`, stdout holds exactly one document and every sentence goes to stderr."""

    def __init__(self, *, is_json: bool) -> None:
        self.is_json = is_json
        self._is_answered = False

    def settle_encoding(self) -> None:
        """JSON is UTF-8 wherever it goes; a terminal gets what it can show and escapes for the rest."""
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(encoding="utf-8" if self.is_json else None, errors="backslashreplace")

    def document(self, value: Any) -> None:
        """The result, for programs. Does nothing for a person."""
        if self.is_json:
            self._is_answered = True
            sys.stdout.write(_encode(value) + "\n")
            sys.stdout.flush()

    def answer(self, value: Any) -> None:
        """A result that is a document whoever asks; sentences go to stderr then."""
        self.is_json = True
        self.document(value)

    def line(self, text: str = "") -> None:
        """A sentence; the last one of a command is its summary."""
        print(text, file=sys.stderr if self.is_json else sys.stdout, flush=True)

    def table(self, heads: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """Columns for a person; nothing for a program, which has the document."""
        if self.is_json:
            return
        texts = [[_cell(cell) for cell in row] for row in rows]
        widths = [max([_width(head), *(_width(row[i]) for row in texts)]) for i, head in enumerate(heads)]
        for row in [list(heads), *texts]:
            print("  ".join(cell + " " * (widths[i] - _width(cell)) for i, cell in enumerate(row)).rstrip())

    def fail(self, code: int, kind: str, sentence: str) -> int:
        """The command did not work; returns `code`."""
        if not self._is_answered:
            self.document({"error": {"kind": kind, "exit": code, "message": sentence}})
        print(sentence, file=sys.stderr)
        return code


def counted(number: int, nouns: str) -> str:
    """`1 visit`, `2 visits`; the noun is given as of many."""
    return f"{number} {nouns.removesuffix('s') if number == 1 else nouns}"


class ProgressLine:
    """Says how far a long command is, on stderr, at most once a second; Ctrl+C ends it."""

    is_cancelled = False

    def __init__(self, out: Output) -> None:
        self._is_terminal = sys.stderr.isatty() and not out.is_json
        self._last = 0.0

    def step(self, done: int, total: int) -> None:
        """`done` of `total` pieces are finished; of a total of 0 nobody knows how many there are."""
        if self._is_terminal and (time.monotonic() - self._last > 1 or done == total):
            self._last = time.monotonic()
            said = f"{done} of {total}" if total else f"{done} so far"
            print(f"\r{said}", end="\n" if done == total else "", file=sys.stderr, flush=True)


def _encode(value: Any) -> str:
    raw = msgspec.json.Encoder(enc_hook=_plain, decimal_format="number").encode(value)
    return msgspec.json.format(raw, indent=1).decode()


def _plain(value: Any) -> Any:
    if isinstance(value, Path | str):  # what somebody typed is a word of its own kind (base/phrase.py)
        return str(value)
    raise TypeError(type(value).__name__)


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case datetime():
            return value.isoformat(timespec="seconds")
        case date() | Decimal():
            return str(value)
        case tuple() | list():
            return " ".join(_cell(part) for part in value)
    return str(value)


def _width(text: str) -> int:
    return sum(2 if ord(char) > 0x2E7F else 1 for char in text)
