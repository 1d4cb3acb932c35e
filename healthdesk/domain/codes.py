"""Codes and code lists: an unknown code is kept, shown as it is, and sent back as it came."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from healthdesk.base import paths
from healthdesk.base.errors import InvalidInput, NotFound


@dataclass(frozen=True, slots=True)
class Code:
    """One entry of a list. `pinyin` holds the initials; validity days both belong to it."""

    code: str
    text: str
    pinyin: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    is_known: bool = True

    def is_valid_on(self, day: date) -> bool:
        """Whether the code may be chosen on that day; old records keep retired codes."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )

    def matches(self, words: str) -> bool:
        """Whether the typed words mean this code: number, or part of the text or of its pinyin initials."""
        return self.begins_with(words) or words in self.text or words.lower() in self.pinyin

    def begins_with(self, words: str) -> bool:
        """Whether number, text or pinyin initials begin with the typed words."""
        is_number = any(sign.isdigit() for sign in self.code)  # codes that are words are never typed
        return (
            (is_number and self.code.startswith(words.upper()))
            or self.text.startswith(words)
            or self.pinyin.startswith(words.lower())
        )


class CodeSystem:
    """One list in its official order."""

    def __init__(self, name: str, codes: Iterable[Code]) -> None:
        self.name = name
        self.codes = tuple(codes)
        self._by_code = {code.code: code for code in self.codes}

    def get(self, code: str) -> Code:
        """The code, or an unknown one whose text is the code itself."""
        return self._by_code.get(code) or Code(code, code, is_known=False)

    def of_text(self, text: str) -> Code | None:
        """The code with exactly that text (the newest when a text was used twice), or None."""
        return next((code for code in reversed(self.codes) if code.text == text), None)

    def search(self, words: str, on: date) -> tuple[Code, ...]:
        """What may be chosen on that day for the typed words, the likeliest first; everything for none."""
        wanted = words.strip()
        found = [code for code in self.codes if code.is_valid_on(on) and code.matches(wanted)]
        return tuple(sorted(found, key=lambda code: not code.begins_with(wanted)))


class Codes:
    """All code lists, one CSV each (code, text, pinyin, valid_from, valid_to), read when asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read: dict[str, tuple[CodeSystem, tuple[InvalidInput, ...]]] = {}

    @classmethod
    def read(cls, folder: Path | None = None) -> "Codes":
        """The lists of a folder, by default those the program ships with."""
        return cls(folder or paths.resources() / "codes")

    def names(self) -> tuple[str, ...]:
        """The names of all lists, sorted."""
        return tuple(sorted(path.stem for path in self._folder.glob("*.csv")))

    def get(self, name: str) -> CodeSystem:
        """One list, without the lines that are damaged. Raises NotFound."""
        return self._opened(name)[0]

    def faults(self, name: str) -> tuple[InvalidInput, ...]:
        """What is wrong with a list: InvalidInput(field="file:line", reason). Raises NotFound."""
        return self._opened(name)[1]

    def _opened(self, name: str) -> tuple[CodeSystem, tuple[InvalidInput, ...]]:
        if name not in self._read:
            path = self._folder / f"{name}.csv"
            if not path.is_file():
                raise NotFound("code list", name)
            codes, faults = _read(path)
            self._read[name] = CodeSystem(name, codes), tuple(faults)
        return self._read[name]


@cache
def shipped() -> Codes:
    """The lists the program ships with, opened once."""
    return Codes.read()


def text_of(name: str | None, code: str) -> str:
    """What people read for a code of a shipped list; the code itself where there is no list or no entry."""
    return shipped().get(name).get(code).text if name else code


def _read(path: Path) -> tuple[list[Code], list[InvalidInput]]:
    """The sound lines of a file, and what is wrong with the others."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError):
        return [], [InvalidInput(f"{path.name}:1", "not-utf-8")]
    found: dict[str, Code] = {}
    faults = []
    for number, row in enumerate(csv.DictReader(lines), 2):
        place = f"{path.name}:{number}"
        try:
            code = _code(row, place)
        except InvalidInput as fault:
            faults.append(fault)
            continue
        if code.code in found:
            faults.append(InvalidInput(place, "code-twice"))
        found.setdefault(code.code, code)
    return list(found.values()), faults


def _code(row: dict[str, str], place: str) -> Code:
    if not row.get("code") or not row.get("text"):
        raise InvalidInput(place, "no-code-or-text")
    try:
        first, last = _day(row.get("valid_from")), _day(row.get("valid_to"))
    except ValueError:
        raise InvalidInput(place, "date") from None
    if first and last and first > last:
        raise InvalidInput(place, "date-order")
    return Code(row["code"], row["text"], row.get("pinyin") or "", first, last)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
