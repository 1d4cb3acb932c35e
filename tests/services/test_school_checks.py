"""The check at school entry over the store: a child, and a list that a school sends."""

from pathlib import Path

import pytest

from healthdesk.base import errors
from healthdesk.desk import Desk
from healthdesk.domain.access import Role
from healthdesk.domain.identity import check_character
from healthdesk.services.school_checks import Match
from healthdesk.services.school_list import class_rows, words
from tests.desks import registered, seat

BODY = "11010520200301002"
ID_NO = BODY + check_character(BODY)


@pytest.fixture
def pupil(desk: Desk) -> str:
    """Six years old, without a dose here."""
    return registered(desk, name="李小宝", sex="2", birth_date="2020-03-01", id_no=ID_NO)


def listed(folder: Path, *lines: str, headings: str = "姓名,身份证号,出生日期") -> Path:
    file = folder / "一年级.csv"
    file.write_text("\n".join((headings, *lines)), encoding="gb18030")
    return file


def test_one_child(desk: Desk, pupil: str) -> None:
    found = desk.school_checks.check(pupil)
    assert (found.name, found.check.is_complete) == ("李小宝", False)
    assert {"HepB", "MMR"} <= {one.group for one in found.check.lacking}
    assert desk.auditing.who_looked(pupil)[0].act == "view"


def test_a_list_is_matched_by_number_then_by_name_and_birthday(
    desk: Desk, pupil: str, tmp_path: Path
) -> None:
    twin = registered(desk, name="王 小 宝", birth_date="2020-05-05", id_no=None)
    file = listed(tmp_path, f"李小宝,{ID_NO.lower()},", "王小宝,,2020-05-05", "无此人,,2020-01-01")
    first, second, third = desk.school_checks.check_class(file)
    assert (first.child and first.child.resident_id, second.child and second.child.resident_id) == (
        pupil,
        twin,
    )
    assert (third.match, third.child) == (Match.ABSENT, None)


class Watcher:
    """Counts what it is told, and wants no more after `enough` pieces."""

    def __init__(self, enough: int) -> None:
        self._enough = enough
        self.steps: list[tuple[int, int]] = []

    def step(self, done: int, total: int) -> None:
        self.steps.append((done, total))

    @property
    def is_cancelled(self) -> bool:
        return len(self.steps) >= self._enough


def test_a_list_says_how_far_it_is_and_can_be_stopped(desk: Desk, pupil: str, tmp_path: Path) -> None:
    file = listed(tmp_path, f"李小宝,{ID_NO},", "无此人,,2020-01-01", "也没有,,2020-01-02")
    patient, hasty = Watcher(9), Watcher(1)
    assert len(desk.school_checks.check_class(file, progress=patient)) == 3
    assert patient.steps == [(1, 3), (2, 3), (3, 3)]
    with pytest.raises(errors.Cancelled):
        desk.school_checks.check_class(file, progress=hasty)
    assert hasty.steps == [(1, 3)]
    assert pupil


def test_whoever_is_not_certain_is_left_to_a_person(desk: Desk, pupil: str, tmp_path: Path) -> None:
    for _ in range(2):
        registered(desk, name="双胞胎", birth_date="2020-06-06", id_no=None)
    other = "11010520200301004" + check_character("11010520200301004")
    file = listed(tmp_path, f"别的名字,{ID_NO},", "双胞胎,,2020-06-06", f"李小宝,{other},2020-03-01")
    found = desk.school_checks.check_class(file)
    assert [line.match for line in found] == [Match.ANOTHER_NAME, Match.SEVERAL, Match.ABSENT]
    assert pupil


def test_the_result_goes_back_as_rows(desk: Desk, pupil: str, tmp_path: Path) -> None:
    lines = desk.school_checks.check_class(listed(tmp_path, f"李小宝,{ID_NO},", "无此人,,2020-01-01"))
    known, unknown = class_rows(lines)
    assert len(known) == len(unknown) == len(words().columns)
    assert known[2] == "未完成，需补种"
    assert "麻腮风疫苗第 1 剂" in str(known[3])
    assert unknown[-1] == "本中心没有档案"
    assert pupil


def test_a_file_that_is_no_list_is_refused(desk: Desk, tmp_path: Path) -> None:
    for headings in ("班级,座号", "姓名,班级"):
        with pytest.raises(errors.InvalidInput, match="file"):
            desk.school_checks.check_class(listed(tmp_path, "一,二", headings=headings))
    with pytest.raises(errors.InvalidInput, match="file"):
        desk.school_checks.check_class(tmp_path / "nothing.csv")


def test_it_needs_the_leave_to_vaccinate(desk: Desk, pupil: str) -> None:
    with pytest.raises(errors.NotFound):
        desk.school_checks.check("nobody")
    seat(desk, Role.CLERK)
    with pytest.raises(errors.NotAllowed):
        desk.school_checks.check(pupil)
