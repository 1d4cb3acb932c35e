"""Read a table of residents as an old system exported it: each row becomes answers, or is refused."""

import json
import re
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from healthdesk.base import paths, text
from healthdesk.base.errors import InvalidInput
from healthdesk.domain import contact, identity
from healthdesk.domain.forms.answers import Answer
from healthdesk.domain.forms.catalogue import Forms
from healthdesk.domain.forms.definition import Form, Kind
from healthdesk.domain.forms.filling import Filling, Subject
from healthdesk.exchange import csv_tables
from healthdesk.exchange.csv_tables import FILE, Table, TableRow

FORM = "personal-information"
NEEDED = ("name", "sex", "birth_date")
LEAST_HEADINGS = ("name",)
_DECORATION = re.compile(r"[\s*＊_:：]|[(（\[【].*?[)）\]】]")
_BETWEEN_CHARACTERS = re.compile(r"(?<=[^\x00-\x7f]) +(?=[^\x00-\x7f])")
_MONTH = re.compile(r"\d{4}(?:[-/.年]\d{1,2}月?|\d{2})")
"""A birth date of which the old system kept only the month; the identity number has the day."""

_HAN = "汉"


@dataclass(frozen=True, slots=True)
class ImportRow:
    """A row that may be registered: the form personal-information filled with it, without a problem."""

    line: int
    filling: Filling

    @property
    def answers(self) -> Mapping[str, Answer]:
        """What it says, as the form has it."""
        return self.filling.answers()


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that may not: `field` is a link id, or `row` for the whole of it; `reason` a short code."""

    line: int
    field: str
    reason: str


class ImportTable:
    """The rows of a table in order, each understood when its turn comes; their number is known before.

    They are read once: each row is let go of when it was read. A hundred thousand that end together, in
    one call, are a tenth of a second in which no other thread gets its turn.
    """

    def __init__(self, table: Table, reader: "_Reader") -> None:
        self._left = deque(table.rows)
        self._number = len(table.rows)
        self._reader = reader
        self._columns = reader.columns(table)

    def __len__(self) -> int:
        return self._number

    def __iter__(self) -> Iterator[ImportRow | Refusal]:
        try:
            while self._left:
                yield self._reader.row(self._left.popleft(), self._columns)
        finally:
            while self._left:  # nobody wants them any more; `clear` would be one call
                self._left.popleft()


def read(file: Path, today: date) -> ImportTable:
    """Every row of `file`. `today` bounds birth dates.

    Raises InvalidInput("file", reason): absent, encoding, format, empty, or headings when no column is
    a name.
    """
    return ImportTable(csv_tables.read(file), _Reader(today))


class _Reader:
    def __init__(self, today: date) -> None:
        self._today = today
        self._form: Form = Forms.read().current(FORM)
        raw = (paths.resources() / "exchange" / "residents.json").read_text(encoding="utf-8")
        self._rules: dict[str, Any] = json.loads(raw)

    def columns(self, table: Table) -> tuple[str | None, ...]:
        """The link id of each column, None for one that the form does not know."""
        found = [self._link_ids.get(bare(heading)) for heading in table.headings]
        if not set(LEAST_HEADINGS) <= set(found):
            raise InvalidInput(FILE, "headings")
        first: list[str | None] = []
        for link_id in found:
            first.append(None if link_id in first else link_id)
        return tuple(first)

    def row(self, row: TableRow, columns: tuple[str | None, ...]) -> ImportRow | Refusal:
        """One row as answers, or why not."""
        if any(row.cells[len(columns) :]):
            return Refusal(row.line, "row", "columns")
        cells = {
            link_id: value
            for link_id, cell in zip(columns, row.cells, strict=False)
            if link_id and (value := self._cell(link_id, cell)) is not None
        }
        answers = self._completed(cells)
        filling = Filling.start(self._form, Subject(today=self._today), prefill=answers)
        fault = _fault(filling)
        return Refusal(row.line, *fault) if fault else ImportRow(row.line, filling)

    @cached_property
    def _link_ids(self) -> dict[str, str]:
        return {
            bare(heading): link_id
            for link_id, headings in self._rules["headings"].items()
            for heading in headings
        }

    def _cell(self, link_id: str, cell: str) -> Any:
        plain = _BETWEEN_CHARACTERS.sub("", text.squeezed(cell))
        if plain in self._rules["nothing"] and link_id not in self._rules["keeps_nothing_words"]:
            return None
        words = self._rules["words"].get(link_id, {})
        if not self._form.has(link_id) or self._form.item(link_id).kind is not Kind.CHOICES:
            return words.get(plain, plain) or None
        parts = re.split(f"[{re.escape(self._rules['list_signs'])}]", plain)
        return [words.get(part.strip(), part.strip()) for part in parts if part.strip()] or None

    def _completed(self, cells: dict[str, Any]) -> dict[str, Any]:
        answers = self._with_details(cells)
        for link_id in ("phone", "contact_phone"):
            if link_id in answers:
                answers[link_id] = contact.read_phone(str(answers[link_id])).text
        number = _identity(answers)
        if number:
            answers["id_no"] = number.text
            if _MONTH.fullmatch(str(answers.get("birth_date", ""))):
                del answers["birth_date"]
            answers.setdefault("birth_date", number.born.isoformat())
            answers.setdefault("sex", number.sex)
        return answers

    def _with_details(self, cells: dict[str, Any]) -> dict[str, Any]:
        answers = dict(cells)
        ethnic = str(cells.get("ethnic") or "")
        if ethnic and ethnic not in ("01", "99"):
            is_han = ethnic.startswith(_HAN) or ethnic == "1"
            answers["ethnic"] = "01" if is_han else "99"
            answers |= {} if is_han else {"ethnic_text": ethnic}
        for link_id, detail in self._rules["said_in_words"].items():
            known = {option.code for option in self._form.item(link_id).options}
            known |= {option.text for option in self._form.item(link_id).options}
            for other, detail_id in detail.items():
                unknown = [word for word in cells.get(link_id, ()) if word not in known]
                if unknown:
                    kept = [word for word in cells[link_id] if word in known and word != other]
                    answers[link_id] = [*kept, other]
                    answers[detail_id] = "、".join(unknown)
        return answers


def _fault(filling: Filling) -> tuple[str, str] | None:
    problems = filling.problems()
    if problems:
        return problems[0].link_id, problems[0].reason
    missing = [link_id for link_id in NEEDED if filling.value(link_id) is None]
    return (missing[0], "required") if missing else None


def _identity(answers: Mapping[str, Any]) -> identity.IdentityNumber | None:
    if "id_no" not in answers or answers.get("id_type", "01") not in ("01", "居民身份证", "身份证"):
        return None
    try:
        return identity.check(str(answers["id_no"]))
    except InvalidInput:
        return None


def bare(heading: str) -> str:
    """A heading without blanks, stars and brackets, as headings are compared."""
    return _DECORATION.sub("", text.half_width(heading)).upper()
