"""Tables as files: CSV as old systems write it, spreadsheets, and CSV out with a byte-order mark."""

import codecs
import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from healthdesk.base import files
from healthdesk.base.errors import InvalidInput

FILE = "file"
SPREADSHEETS = frozenset({".xlsx", ".xlsm", ".xls", ".ods"})
DELIMITERS = (",", "\t", ";", "|", "，")
_MARKED = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_UNMARKED = ("utf-8", "gb18030")
_PLACED_PRIVATELY = {
    0xE816: 0x20087, 0xE817: 0x20089, 0xE818: 0x200CC, 0xE81E: 0x9FB4, 0xE826: 0x9FB5, 0xE82B: 0x9FB6,
    0xE82C: 0x9FB7, 0xE831: 0x215D7, 0xE832: 0x9FB8, 0xE83B: 0x2298F, 0xE843: 0x9FB9, 0xE854: 0x9FBA,
    0xE855: 0x241FE, 0xE864: 0x9FBB,
}  # fmt: skip
"""Characters that GB 18030-2000 had only in the private area, at the places GB 18030-2022 gives them."""


@dataclass(frozen=True, slots=True)
class TableRow:
    """`line` is the number a person sees in an editor or spreadsheet, counted from 1."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The first row that is not empty, and the rows after it that are not empty."""

    headings: tuple[str, ...]
    rows: tuple[TableRow, ...]


def read(file: Path) -> Table:
    """A table of text cells without blanks around them.

    Raises InvalidInput("file", reason): absent, is-a-folder, encoding, format, empty.
    """
    if not file.is_file():
        raise InvalidInput(FILE, "is-a-folder" if file.is_dir() else "absent")
    is_sheet = file.suffix.lower() in SPREADSHEETS
    rows = _sheet_rows(file) if is_sheet else _text_rows(decoded(file.read_bytes()))
    filled = [row for row in rows if any(row.cells)]
    if not filled:
        raise InvalidInput(FILE, "empty")
    return Table(filled[0].cells, tuple(filled[1:]))


def write(file: Path, headings: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """UTF-8 with a byte-order mark and CRLF, which spreadsheets open rightly by a double click.

    Raises InvalidInput for what is no file, DiskFull, StoreReadOnly: a spreadsheet that has it open locks it.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(headings)
    writer.writerows(rows)
    files.write(file, text.getvalue().encode("utf-8-sig"))


def decoded(raw: bytes) -> str:
    """The text of a file: by its byte-order mark, else UTF-8, else GB 18030.

    Raises InvalidInput("file", "encoding").
    """
    if b"\x00" in raw and not raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise InvalidInput(FILE, "encoding")
    marked = [name for mark, name in _MARKED if raw.startswith(mark)]
    for encoding in marked or _UNMARKED:
        try:
            found = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        # Line by line: 100,000 lines in one call are a fifth of a second in which the window stands still.
        return "".join(line.translate(_PLACED_PRIVATELY) for line in io.StringIO(found, newline=""))
    raise InvalidInput(FILE, "encoding")


def _text_rows(content: str) -> list[TableRow]:
    text = io.StringIO(content, newline="")
    first = next((line for line in text if line.strip()), "")
    text.seek(0)
    reader = csv.reader(text, delimiter=max(DELIMITERS, key=first.count))
    rows, line = [], 1
    try:
        for cells in reader:
            rows.append(TableRow(line, tuple(_cell(cell) for cell in cells)))
            line = reader.line_num + 1
    except csv.Error:
        raise InvalidInput(FILE, "format") from None
    return rows


def _sheet_rows(file: Path) -> list[TableRow]:
    try:
        sheet = CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0)
        # Row by row: 100,000 rows in one call are half a second in which the window stands still.
        rows = enumerate(sheet.iter_rows(), 1)
        return [TableRow(line, tuple(_cell(value) for value in row)) for line, row in rows]
    except (CalamineError, OSError, ValueError, IndexError):
        raise InvalidInput(FILE, "format") from None


def _cell(value: Any) -> str:
    """Text of a cell. Old systems guard long numbers as `="0123"` or with an apostrophe."""
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    plain = str(value).translate({0x3000: " ", 0xFEFF: None}).strip()
    if plain.startswith('="') and plain.endswith('"'):
        plain = plain[2:-1]
    return plain.removeprefix("'").strip()
