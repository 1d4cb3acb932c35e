"""`backup`, `restore`, `import`, `print`: files that go out and come in."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from healthdesk.desk import Desk
from tests.cli.conftest import Run
from tests.desks import registered


def test_a_backup_is_restored_with_the_password_of_its_day(
    run: Run, store: Path, tmp_path: Path, at_desk: Callable[[], Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = at_desk()
    registered(desk)
    desk.close()
    made = run("backup", "-o", tmp_path / "one.hdbackup", "--json", store=store).document
    assert made["verified"] is True
    restored = run("restore", made["file"], "--json", store=tmp_path / "again")
    assert (restored.code, restored.document["faults"]) == (0, [])
    assert len(run("list", "residents", "--json", store=tmp_path / "again").document) == 1
    monkeypatch.setenv("HEALTHDESK_PASSWORD", "not the password")
    unchecked = run("restore", made["file"], "--json", store=tmp_path / "third")
    assert (unchecked.code, unchecked.kind) == (4, "LoginFailed")
    assert "Restored to" in unchecked.err


def test_a_backup_goes_nowhere_near_the_store(run: Run, store: Path) -> None:
    for name in ("healthdesk.db", "keys.json", "."):
        assert run("backup", "-o", store / name, "--json", store=store).code == 2
    assert run("verify", store=store).code == 0


def test_a_restore_onto_a_store_or_of_rubbish_changes_nothing(run: Run, store: Path, tmp_path: Path) -> None:
    (tmp_path / "rubbish").write_bytes(b"rubbish")
    assert run("restore", tmp_path / "rubbish", "--json", store=tmp_path / "new").kind == "BackupUnusable"
    assert run("restore", tmp_path / "nothing", "--json", store=tmp_path / "new").code == 2
    assert run("restore", tmp_path / "rubbish", "--json", store=store).kind == "StoreExists"
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "empty"),
        ("姓名,性别,出生日期".encode("utf-16-le"), "encoding"),
        (b"\x00\x01\x02", "encoding"),
        ("性别,出生日期\n男,1950-01-01".encode(), "headings"),
    ],
)
def test_a_table_that_is_none_is_wrong_usage(
    run: Run, store: Path, tmp_path: Path, raw: bytes, reason: str
) -> None:
    (tmp_path / "table.csv").write_bytes(raw)
    answer = run("import", tmp_path / "table.csv", "--json", store=store)
    assert answer.code == 2
    assert reason in answer.err


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_a_table_of_any_usual_make_is_read(
    run: Run, store: Path, tmp_path: Path, encoding: str, sign: str
) -> None:
    lines = [
        ["姓名", "性别", "出生日期", "备用"],
        ["欧阳娜", "女", "1950-01-01", ""],
        ["张", "男", "3050-01-01", ""],
    ]
    table = "\r\n".join(sign.join(cells) for cells in lines)
    (tmp_path / "table.csv").write_bytes(table.encode(encoding))
    answer = run("import", tmp_path / "table.csv", "--json", store=store)
    assert answer.code == 3
    assert answer.document == {
        "rows": 2,
        "imported": 1,
        "already_here": 0,
        "refused": [{"line": 3, "field": "birth_date", "reason": "future"}],
    }


def test_headings_alone_are_no_rows(run: Run, store: Path, tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_text("姓名,性别,出生日期\n", encoding="utf-8")
    answer = run("import", tmp_path / "table.csv", "--json", store=store)
    assert (answer.code, answer.document["rows"]) == (0, 0)


def test_a_sheet_is_not_printed_into_a_folder_that_is_not_there(
    run: Run, store: Path, tmp_path: Path, at_desk: Callable[[], Desk]
) -> None:
    desk = at_desk()
    person = registered(desk)
    sheet = desk.referrals.start(person)
    for link_id in ("to_org", "to_dept", "impression", "treatment", "present_history_reason", "from_phone"):
        sheet = sheet.answer(link_id, "010-88005521")
    referral = desk.referrals.refer(person, sheet)
    desk.close()
    nowhere = run("print", "referral", referral, "-o", tmp_path / "no" / "x.pdf", "--json", store=store)
    assert (nowhere.code, nowhere.kind) == (2, "InvalidInput")
    assert run("print", "referral", referral, "-o", tmp_path / "x.pdf", store=store).code == 0
    assert (tmp_path / "x.pdf").read_bytes().startswith(b"%PDF")
    if sys.platform != "win32":
        os.mkfifo(tmp_path / "pipe.pdf")
        pipe = run("print", "referral", referral, "-o", tmp_path / "pipe.pdf", "--json", store=store)
        assert (pipe.code, pipe.kind) == (2, "InvalidInput")
