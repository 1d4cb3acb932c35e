"""Tables in: each row for itself, nobody twice under one number, twins kept, and a way to stop."""

from pathlib import Path

import pytest

from healthdesk.base import errors
from healthdesk.desk import Desk
from healthdesk.domain.access import Role
from healthdesk.domain.identity import check_character
from healthdesk.services.drafts import NEW_RESIDENT
from healthdesk.services.transfer import ROWS_A_UNIT
from tests.desks import seat

BODY = "11010519590312002"
ID_NO = BODY + check_character(BODY)
HEADINGS = "姓名,性别,出生日期,身份证号,电话,现住址"


def a_table(folder: Path, *rows: str) -> Path:
    file = folder / "table.csv"
    file.write_text("\n".join([HEADINGS, *rows]), encoding="utf-8")
    return file


def test_good_rows_are_kept_and_bad_ones_told_by_line(desk: Desk, tmp_path: Path) -> None:
    file = a_table(
        tmp_path, "张三,男,1950-01-01,,,", "李四,男,3050-01-01,,,", "王五,女,,,,", f"赵六,,,{ID_NO},,"
    )
    report = desk.transfer.bring_in(file)
    assert (report.rows, report.imported, report.already_here) == (4, 2, 0)
    assert [(one.line, one.field, one.reason) for one in report.refused] == [
        (3, "birth_date", "future"),
        (4, "birth_date", "required"),
    ]


def test_a_second_time_those_with_a_number_are_already_here(desk: Desk, tmp_path: Path) -> None:
    file = a_table(tmp_path, f"赵六,,,{ID_NO},,", f"赵六,,,{ID_NO},,")
    first, second = desk.transfer.bring_in(file), desk.transfer.bring_in(file)
    assert (first.imported, first.already_here) == (1, 1)
    assert (second.imported, second.already_here) == (0, 2)


def test_twins_without_numbers_are_two_people(desk: Desk, tmp_path: Path) -> None:
    file = a_table(tmp_path, "王大宝,男,2024-05-01,,,幸福里", "王二宝,男,2024-05-01,,,幸福里")
    assert desk.transfer.bring_in(file).imported == 2


def test_a_number_that_stands_twice_in_one_table_is_one_person(desk: Desk, tmp_path: Path) -> None:
    report = desk.transfer.bring_in(a_table(tmp_path, f"赵六,,,{ID_NO},,", f"赵六,,,{ID_NO},,"))
    assert (report.rows, report.imported, report.already_here) == (2, 1, 1)


def test_archive_numbers_go_on_from_unit_to_unit(desk: Desk, tmp_path: Path) -> None:
    people = 2 * ROWS_A_UNIT + 1
    desk.transfer.bring_in(a_table(tmp_path, *(f"王{number},男,1950-01-01,,," for number in range(people))))
    serials = sorted(int(row.archive_no[-5:]) for row in desk.residents.everybody())
    assert serials == list(range(serials[0], serials[0] + people))


def test_somebody_being_registered_by_hand_stays_on_the_desk(desk: Desk, tmp_path: Path) -> None:
    sheet = desk.residents.start().answer("name", "王秀")
    kept = {"form_version": sheet.form.version, "document": sheet.entries_document(), "opened_version": None}
    desk.drafts.keep(NEW_RESIDENT, sheet.form.key, **kept)
    desk.transfer.bring_in(a_table(tmp_path, "张三,男,1950-01-01,,,"))
    assert [row.subject for row in desk.drafts.mine()] == [NEW_RESIDENT]


class StopAfter:
    """Somebody who has seen enough after some rows."""

    def __init__(self, rows: int) -> None:
        self.left = rows

    def step(self, done: int, total: int) -> None:
        self.left -= 1

    @property
    def is_cancelled(self) -> bool:
        return self.left <= 0


def test_a_stopped_import_says_how_far_it_came(desk: Desk, tmp_path: Path) -> None:
    file = a_table(tmp_path, *(f"王{number},男,1950-01-01,,," for number in range(5)))
    report = desk.transfer.bring_in(file, StopAfter(2))
    assert (report.rows, report.imported, report.was_cancelled) == (2, 2, True)
    assert desk.residents.count() == 2


def test_importing_is_a_permission(desk: Desk, tmp_path: Path) -> None:
    seat(desk, Role.VACCINATOR)
    with pytest.raises(errors.NotAllowed):
        desk.transfer.bring_in(a_table(tmp_path))
