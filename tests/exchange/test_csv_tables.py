"""Tables as files: encodings, delimiters, spreadsheets."""

from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from healthdesk.base.errors import InvalidInput
from healthdesk.exchange import csv_tables


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_a_file_is_read_in_any_usual_encoding(tmp_path: Path, encoding: str, delimiter: str) -> None:
    file = tmp_path / "t.csv"
    file.write_bytes(f"姓名{delimiter}性别\r\n王𬭎{delimiter}男\r\n".encode(encoding))
    table = csv_tables.read(file)
    assert table.headings == ("姓名", "性别")
    assert [(row.line, row.cells) for row in table.rows] == [(2, ("王𬭎", "男"))]


def test_characters_of_the_private_area_get_their_own_place() -> None:
    assert csv_tables.decoded(b"\xfe\x51\xfe\x59") == "\U00020087\u9fb4"


def test_line_numbers_are_those_of_an_editor(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text('姓名,备注\n\n王伟,"两\n行"\n张伟,\n', encoding="utf-8")
    assert [row.line for row in csv_tables.read(file).rows] == [3, 5]


def test_long_numbers_guarded_for_spreadsheets_are_read_bare(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text('姓名,身份证号,电话\n王伟,"=""330199198501027157""",\'16000000001\n', encoding="utf-8")
    assert csv_tables.read(file).rows[0].cells[1:] == ("330199198501027157", "16000000001")


def test_a_spreadsheet_is_read_like_a_text(tmp_path: Path) -> None:
    file = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(str(file)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["姓名", "出生日期", "电话"])
        sheet.write(1, 0, "王伟")
        sheet.write_datetime(1, 1, date(1985, 1, 2), book.add_format({"num_format": "yyyy-mm-dd"}))
        sheet.write_number(1, 2, 16000000001)
    table = csv_tables.read(file)
    assert [(row.line, row.cells) for row in table.rows] == [(2, ("王伟", "1985-01-02", "16000000001"))]


def test_a_spreadsheet_that_begins_lower_keeps_the_numbers_of_its_rows(tmp_path: Path) -> None:
    file = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(str(file)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(2, 1, ["姓名", "电话"])
        sheet.write_row(5, 1, ["王伟", "16000000001"])
    table = csv_tables.read(file)
    assert [word for word in table.headings if word] == ["姓名", "电话"]
    assert [row.line for row in table.rows] == [6]


def test_what_was_written_is_read_again(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    csv_tables.write(file, ["姓名", "备注"], [["王𬭎", 'a,"b"']])
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    assert csv_tables.read(file).rows[0].cells == ("王𬭎", 'a,"b"')


@pytest.mark.parametrize(
    ("content", "reason"),
    [(None, "absent"), (b"", "empty"), (b"\x00\x01\x02", "encoding"), (b"\xff\xff", "encoding")],
)
def test_an_unreadable_file_says_why(tmp_path: Path, content: bytes | None, reason: str) -> None:
    file = tmp_path / "t.csv"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(InvalidInput) as caught:
        csv_tables.read(file)
    assert caught.value.reason == reason


def test_a_broken_spreadsheet_says_so(tmp_path: Path) -> None:
    file = tmp_path / "t.xlsx"
    file.write_bytes(b"no spreadsheet")
    with pytest.raises(InvalidInput) as caught:
        csv_tables.read(file)
    assert caught.value.reason == "format"
