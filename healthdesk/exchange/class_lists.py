"""A list of pupils as a school sends it: names, identity numbers, birth dates, in whatever columns."""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from healthdesk.base import paths, text
from healthdesk.base.errors import InvalidInput
from healthdesk.domain import identity
from healthdesk.domain.forms.answers import as_date, is_month
from healthdesk.exchange import csv_tables
from healthdesk.exchange.importing import bare

WANTED = ("name", "id_no", "birth_date")


@dataclass(frozen=True, slots=True, repr=False)
class Pupil:
    """One line of the list; `id_no` and `born` as far as they can be read."""

    line: int
    name: str
    id_no: str
    born: date | None


def read(file: Path) -> tuple[Pupil, ...]:
    """Every line with a name or a number. Raises InvalidInput("file", reason), headings among them."""
    table = csv_tables.read(file)
    columns = [_known().get(bare(heading)) for heading in table.headings]
    if "id_no" not in columns and not {"name", "birth_date"} <= set(columns):
        raise InvalidInput(csv_tables.FILE, "headings")
    return tuple(
        _pupil(row.line, {key: cell for key, cell in zip(columns, row.cells, strict=False) if key})
        for row in table.rows
    )


def _known() -> dict[str, str]:
    raw = (paths.resources() / "exchange" / "residents.json").read_text(encoding="utf-8")
    headings: dict[str, Any] = json.loads(raw)["headings"]
    return {bare(one): key for key in WANTED for one in headings[key]}


def _pupil(line: int, cells: dict[str, str]) -> Pupil:
    number = text.squeezed(cells.get("id_no", "")).replace(" ", "").upper()
    written = cells.get("birth_date", "")
    born = None if is_month(written) else as_date(written)
    if born is None and number:
        born = _born(number)
    return Pupil(line, text.squeezed(cells.get("name", "")), number, born)


def _born(number: str) -> date | None:
    try:
        return identity.check(number).born
    except InvalidInput:
        return None
