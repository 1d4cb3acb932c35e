"""A table of an old system: good rows become answers, bad rows are refused with line, field and reason."""

import weakref
from datetime import date
from pathlib import Path

import pytest

from healthdesk.base import paths
from healthdesk.base.errors import InvalidInput
from healthdesk.exchange import csv_tables, importing
from healthdesk.exchange.csv_tables import Table, TableRow
from healthdesk.exchange.importing import ImportRow, Refusal

TODAY = date(2026, 11, 2)
SAMPLES = paths.resources() / "samples"
FAULTS = [
    (14, "name", "required"),
    (19, "id_no", "check-character"),
    (35, "id_no", "length"),
    (40, "id_no", "birth-date"),
    (74, "id_no", "characters"),
    (97, "id_no", "region"),
    (99, "birth_date", "future"),
    (130, "birth_date", "format"),
    (134, "birth_date", "range"),
    (148, "sex", "option"),
    (180, "name", "length"),
    (247, "birth_date", "required"),
]


def read_text(tmp_path: Path, content: str, encoding: str = "utf-8") -> tuple[ImportRow | Refusal, ...]:
    file = tmp_path / "people.csv"
    file.write_bytes(content.encode(encoding))
    return tuple(importing.read(file, TODAY))


class Cell(str):
    """Text of which one can ask whether it is still kept."""

    __slots__ = ("__weakref__",)


def test_a_row_that_was_read_is_let_go_of_and_so_is_one_that_nobody_wants(tmp_path: Path) -> None:
    kept: list[weakref.ref[Cell]] = []

    def table(_file: Path) -> Table:
        cells = [Cell(name) for name in ("王伟", "张伟", "李伟")]
        kept.extend(weakref.ref(cell) for cell in cells)
        return Table(("姓名",), tuple(TableRow(line, (cell,)) for line, cell in enumerate(cells, 2)))

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(csv_tables, "read", table)
        people = importing.read(tmp_path / "people.csv", TODAY)
    rows = iter(people)
    next(rows)
    assert [one() is None for one in kept] == [True, False, False]
    rows.close()
    assert len(people) == 3
    assert [one() is None for one in kept] == [True, True, True]


def the_row(rows: tuple[ImportRow | Refusal, ...]) -> ImportRow:
    (row,) = rows
    assert isinstance(row, ImportRow)
    return row


@pytest.mark.parametrize("name", ["residents.csv", "residents-gb18030.csv"])
def test_the_sample_has_twelve_faulty_rows(name: str) -> None:
    rows = tuple(importing.read(SAMPLES / name, TODAY))
    assert [(row.line, row.field, row.reason) for row in rows if isinstance(row, Refusal)] == FAULTS
    good = [row.answers for row in rows if isinstance(row, ImportRow)]
    numbers = [answers["id_no"] for answers in good if "id_no" in answers]
    assert (len(rows), len(good), len(numbers) - len(set(numbers))) == (300, 288, 8)


def test_both_encodings_give_the_same_answers() -> None:
    one = tuple(importing.read(SAMPLES / "residents.csv", TODAY))
    other = tuple(importing.read(SAMPLES / "residents-gb18030.csv", TODAY))
    assert one == other


def test_twins_are_both_read() -> None:
    rows = tuple(importing.read(SAMPLES / "residents.csv", TODAY))
    names = {row.answers["name"] for row in rows if isinstance(row, ImportRow)}
    assert {"钱大宝", "钱小宝", "林沐宸", "林沐晨"} <= names


def test_full_width_digits_and_headings_in_brackets_are_understood(tmp_path: Path) -> None:
    rows = read_text(
        tmp_path,
        "＊姓 名,性别（必填）,身份证号码,联系电话,家庭住址\n"
        "王　伟,男,３３０１９９１９８５０１０２７１５７,１６００００００００１,桃园路１号\n",
    )
    answers = the_row(rows).answers
    assert answers["name"] == "王伟"
    assert answers["id_no"] == "330199198501027157"
    assert answers["birth_date"] == "1985-01-02"
    assert answers["phone"] == "16000000001"


@pytest.mark.parametrize("written", ["1985-01-02", "19850102", "1985/1/2", "1985.01.02", "1985年1月2日"])
def test_a_date_may_be_written_in_many_ways(tmp_path: Path, written: str) -> None:
    rows = read_text(tmp_path, f"姓名;性别;出生日期\n王伟;男;{written}\n")
    assert the_row(rows).answers["birth_date"] == "1985-01-02"


def test_words_become_official_codes(tmp_path: Path) -> None:
    rows = read_text(
        tmp_path,
        "姓名\t性别\t出生日期\t民族\t文化程度\t婚姻\t药物过敏\n"
        "艾力\t男性\t1985-01-02\t维吾尔族\t本科\t离异\t青霉素、头孢\n",
    )
    answers = the_row(rows).answers
    assert answers["sex"] == "1"
    assert (answers["ethnic"], answers["ethnic_text"]) == ("99", "维吾尔族")
    assert (answers["education"], answers["marital"]) == ("2", "4")
    assert (answers["drug_allergy"], answers["drug_allergy_text"]) == (("2", "5"), "头孢")


def test_an_old_number_of_15_digits_is_completed(tmp_path: Path) -> None:
    rows = read_text(tmp_path, "姓名,身份证号\n王伟,330199850102715\n")
    assert the_row(rows).answers["id_no"] == "330199198501027157"


@pytest.mark.parametrize("written", ["1985-01", "1985年1月", "198501"])
def test_a_month_of_birth_is_completed_from_the_number(tmp_path: Path, written: str) -> None:
    rows = read_text(tmp_path, f"姓名,出生年月,身份证号\n王伟,{written},330199198501027157\n")
    assert the_row(rows).answers["birth_date"] == "1985-01-02"


def test_a_month_of_birth_alone_is_refused(tmp_path: Path) -> None:
    rows = read_text(tmp_path, "姓名,性别,出生年月\n王伟,男,1985-01\n")
    assert rows == (Refusal(2, "birth_date", "format"),)


def test_words_for_nothing_are_nothing(tmp_path: Path) -> None:
    rows = read_text(tmp_path, "姓名,性别,出生日期,电话,现住址\n王伟,男,1985-01-02,无,NULL\n")
    assert "phone" not in the_row(rows).answers
    assert "current_address" not in the_row(rows).answers


def test_a_row_with_too_many_cells_is_refused(tmp_path: Path) -> None:
    rows = read_text(tmp_path, "姓名,性别,出生日期\n王伟,男,1985-01-02,桃园路,1号\n")
    assert rows == (Refusal(2, "row", "columns"),)


def test_a_table_without_a_name_column_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_text(tmp_path, "序号,备注\n1,无\n")
    assert (caught.value.field, caught.value.reason) == ("file", "headings")


def test_a_wrong_encoding_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_text(tmp_path, "姓名,性别\n王伟,男\n", "utf-32-le")
    assert (caught.value.field, caught.value.reason) == ("file", "encoding")
