"""Stores that are absent, damaged, in use or full: exit 5 with a sentence, and nothing half saved."""

import json
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from healthdesk.desk import Desk
from tests.cli.conftest import Run

ROOT = Path(__file__).resolve().parents[2]
ON_A_STORE = (("search", "王"), ("due",), ("list", "visits"), ("show", "x"), ("verify",), ("backup",))


def a_plain_database(file: Path) -> None:
    """What the standard library writes, in place of the store's."""
    file.unlink()
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE resident (name)")
    connection.close()


def flipped(file: Path, offset: int) -> None:
    """One byte of the file turned over."""
    raw = bytearray(file.read_bytes())
    raw[offset] ^= 0xFF
    file.write_bytes(raw)


@pytest.mark.parametrize("words", ON_A_STORE, ids=lambda words: words[0])
def test_without_a_store_every_command_says_so(run: Run, tmp_path: Path, words: tuple[str, ...]) -> None:
    answer = run(*words, "--json", store=tmp_path / "nothing")
    assert (answer.code, answer.kind) == (5, "StoreAbsent")
    assert not (tmp_path / "nothing").exists()


@pytest.mark.parametrize(
    ("harm", "kind"),
    [
        pytest.param(lambda folder: flipped(folder / "healthdesk.db", 100), "StoreCorrupt", id="first page"),
        pytest.param(lambda folder: (folder / "healthdesk.db").write_bytes(b""), "StoreCorrupt", id="empty"),
        pytest.param(
            lambda folder: (folder / "healthdesk.db").write_bytes(b"x" * 9000), "StoreCorrupt", id="no store"
        ),
        pytest.param(lambda folder: a_plain_database(folder / "healthdesk.db"), "StoreCorrupt", id="plain"),
        pytest.param(lambda folder: (folder / "keys.json").unlink(), "KeysMissing", id="no keys"),
        pytest.param(lambda folder: (folder / "keys.json").write_text("[{"), "KeysMissing", id="cut keys"),
        pytest.param(lambda folder: (folder / "keys.json").write_text("[]"), "KeysMissing", id="no users"),
        pytest.param(
            lambda folder: in_keys(folder, '"memory_kib": 64', '"memory_kib": -5'), "KeysMissing", id="cost"
        ),
        pytest.param(lambda folder: in_keys(folder, '"salt": "', '"salt": "!'), "KeysMissing", id="salt"),
    ],
)
def test_a_damaged_store_is_told_and_left_alone(
    run: Run, store: Path, harm: Callable[[Path], object], kind: str
) -> None:
    harm(store)
    before = (store / "healthdesk.db").read_bytes()
    answer = run("verify", "--json", store=store)
    assert (answer.code, answer.kind) == (5, kind)
    assert (store / "healthdesk.db").read_bytes() == before


def in_keys(folder: Path, old: str, new: str) -> None:
    """keys.json with something in it changed."""
    text = (folder / "keys.json").read_text(encoding="utf-8")
    assert old in text
    (folder / "keys.json").write_text(text.replace(old, new), encoding="utf-8")


def test_a_folder_in_place_of_the_database_is_no_store(run: Run, store: Path) -> None:
    (store / "healthdesk.db").unlink()
    (store / "healthdesk.db").mkdir()
    assert run("verify", "--json", store=store).kind == "StoreCorrupt"


def test_a_damaged_page_is_a_fault_that_verify_names(
    run: Run, store: Path, at_desk: Callable[[], Desk]
) -> None:
    # A page that nobody reads at the login; which one it is, depends on the order the tables were made in.
    page = "SELECT rootpage FROM sqlite_master WHERE name = 'sqlite_autoindex_appointment_1'"
    desk = at_desk()
    with desk.database.reading() as session:
        number = session.execute(text(page)).scalar_one()
    desk.close()
    flipped(store / "healthdesk.db", number * 4096 - 50)
    answer = run("verify", "--json", store=store)
    assert answer.code == 1
    assert any("page" in fault for fault in answer.document["faults"])


def test_an_unreadable_place_harms_nothing(run: Run, store: Path) -> None:
    (store / "place.json").write_bytes(b"\xff")
    assert run("verify", store=store).code == 0


def test_a_store_in_use_is_told_after_a_short_wait(
    run: Run, store: Path, at_desk: Callable[[], Desk]
) -> None:
    desk = at_desk()
    try:
        answer = run("verify", "--json", store=store)
    finally:
        desk.close()
    assert (answer.code, answer.kind) == (5, "StoreLocked")


def test_init_never_touches_what_is_there(run: Run, store: Path, tmp_path: Path) -> None:
    before = (store / "healthdesk.db").read_bytes()
    assert run("init", "--json", store=store).kind == "StoreExists"
    assert (store / "healthdesk.db").read_bytes() == before
    (tmp_path / "file").write_bytes(b"a file")
    assert run("init", "--json", store=tmp_path / "file").kind == "StoreReadOnly"


@pytest.mark.parametrize("residents", ["0", "-1", "many"])
def test_a_demonstration_needs_somebody(run: Run, tmp_path: Path, residents: str) -> None:
    answer = run("init", "--demo", residents, "--json", store=tmp_path / "new")
    assert (answer.code, answer.kind) == (2, "Usage")
    assert not (tmp_path / "new").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="no limits on the size of files there")
def test_a_disk_that_gives_out_in_the_middle_loses_nothing(run: Run, store: Path, tmp_path: Path) -> None:
    people = [
        {"action": "register", "values": {"name": f"李{number}", "sex": "1", "birth_date": "1950-01-01"}}
        for number in range(60)
    ]
    (tmp_path / "people.json").write_text(json.dumps(people), encoding="utf-8")
    program = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (800_000, 800_000));"
        "import main; sys.exit(main.main(sys.argv[1:]))"
    )
    words = ["record", "--store", str(store), str(tmp_path / "people.json"), "--json"]
    done = subprocess.run([sys.executable, "-c", program, *words], cwd=ROOT, capture_output=True, check=False)
    results = json.loads(done.stdout)
    assert (done.returncode, len(results)) == (5, len(people))
    saved = {one["id"] for one in results if not one["refused"]}
    assert 0 < len(saved) < len(people)
    assert {one["refused"]["field"] for one in results if one["refused"]} == {"store"}
    assert {row["id"] for row in run("list", "residents", "--json", store=store).document} == saved
    assert run("verify", store=store).code == 0
