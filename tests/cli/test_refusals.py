"""What is refused says what, why and what to do; an ending that promises something else writes nothing."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from healthdesk.base import errors, paths
from healthdesk.cli import exits
from healthdesk.desk import Desk
from tests.cli.conftest import Run
from tests.desks import registered, signed


@pytest.fixture
def child(at_desk: Callable[[], Desk]) -> str:
    """Four years old, without a dose."""
    desk = at_desk()
    try:
        return registered(desk, name="李小宝", birth_date="2022-01-05")
    finally:
        desk.close()


@pytest.mark.parametrize(
    ("field", "reason", "way_out"),
    [
        ("list", "empty", "Widen street, age, vaccine or state"),
        ("dose", "nothing-new", "--whole"),
        ("package", "nothing-waits", "after the next save"),
        ("programme", "another-age-or-sex", "Check birth date and sex"),
        ("kind", "no-table", "Leave --table out"),
        ("kind", "no-readings", "Leave --readings out"),
        ("output", "no-such-folder", "Make it, or name another"),
        ("output", "is-a-folder", "Name a file in it"),
        ("folder", "absent", "Check how it is written"),
        ("file", "is-a-folder", "Name one of the files in it"),
        ("password", "required", "HEALTHDESK_PACKAGE_PASSWORD"),
        ("vaccine", "required", "--vaccine"),
        ("form", "required", "--form"),
        ("sheet", "option", "labels.json"),
        ("platform", "address", "https://"),
        ("to", "before-from", "--from"),
        ("file", "empty", "Check that it is the right one"),
        ("personal-information-2017.json:name", "unreadable", "Put the shipped one back"),
    ],
)
def test_a_refusal_says_what_can_be_done(field: str, reason: str, way_out: str) -> None:
    sentence = exits.sentence(errors.InvalidInput(field, reason))
    assert way_out in sentence
    assert "Correct it" not in sentence


@pytest.mark.parametrize(
    ("kind", "way_out"), [("visit", "`list visits`"), ("form", "`forms`"), ("lot", "`stock --all --json`")]
)
def test_an_id_that_nobody_has_names_the_list_of_its_kind(kind: str, way_out: str) -> None:
    assert way_out in exits.sentence(errors.NotFound(kind))


@pytest.mark.parametrize(
    "words",
    [
        ("recall", "--letters", "LETTERS.csv"),
        ("recall", "-o", "LIST.doc"),
        ("print", "catch-up-plan", "CHILD", "-o", "PLAN.csv"),
        ("school-check", "CHILD", "-o", "RESULT.pdf"),
    ],
)
def test_a_file_is_what_its_name_says(
    run: Run, store: Path, tmp_path: Path, child: str, words: tuple[str, ...]
) -> None:
    *first, name = (child if word == "CHILD" else word for word in words)
    answer = run(*first, tmp_path / name, store=store)
    assert answer.code == exits.USAGE
    assert "name a file that ends in" in answer.err
    assert not (tmp_path / name).exists()


def test_the_words_of_vaccines_are_told(run: Run, store: Path, tmp_path: Path, child: str) -> None:
    assert "JE-L" in run("recall", "--help").out
    for words in (("recall", "--vaccine", "flu"), ("print", "consent", child, "--vaccine", "flu")):
        file = () if words[0] == "recall" else ("-o", tmp_path / "consent.pdf")
        answer = run(*words, *file, store=store)
        assert answer.code == exits.USAGE
        assert "Accepted: " in answer.err
        assert "influenza" in answer.err


def test_a_folder_where_a_file_is_meant_is_no_absent_file(run: Run, store: Path, tmp_path: Path) -> None:
    for words in (("school-check", tmp_path), ("import", tmp_path), ("restore", tmp_path)):
        place = tmp_path / "new" if words[0] == "restore" else store
        answer = run(*words, store=place)
        assert answer.code == exits.USAGE
        assert "A folder has that name; a file is needed" in answer.err


def test_a_folder_that_is_no_centre_is_told_from_one_that_is_not_there(run: Run, tmp_path: Path) -> None:
    answer = run("due", store=tmp_path)
    assert answer.code == exits.STORE
    assert "no healthdesk.db" in answer.err


@pytest.mark.parametrize("month", ["2026-13", "november", "2026"])
@pytest.mark.parametrize(
    "words", [("stock",), ("print", "temperature-log", "x", "-o", "x.pdf")], ids=["stock", "print"]
)
def test_a_month_that_is_none_names_the_format(run: Run, words: tuple[str, ...], month: str) -> None:
    answer = run(*words, "--month", month)
    assert answer.code == exits.USAGE
    assert answer.err.rstrip().endswith(f"not a month (YYYY-MM): {month}")


def test_what_can_only_be_a_slip_is_refused_and_does_nothing(run: Run, store: Path, tmp_path: Path) -> None:
    """A port that is none, a period from its end, a stick that is not plugged in."""
    absent = tmp_path / "stick" / "one.hdbackup"
    for words in (
        ("sandbox", "--port", "65536"),
        ("quality", "--from", "2026-11-02", "--to", "2026-11-01"),
        ("backup", "-o", absent),
    ):
        assert run(*words, store=None if words[0] == "sandbox" else store).code == exits.USAGE
    assert not absent.parent.exists()


def test_init_names_what_it_takes_for_granted(run: Run) -> None:
    said = " ".join(run("init", "--help").out.split())
    for default in ("幸福路社区卫生服务中心", "010-00000000", "1 号工作站", "default: admin"):
        assert default in said


def test_a_call_tells_whose_it_is(run: Run, store: Path, tmp_path: Path, child: str) -> None:
    file = tmp_path / "calls.json"
    file.write_text(json.dumps([{"action": "call", "resident": child, "result": "reached"}]))
    (done,) = run("record", file, "--json", store=store).document
    assert done["id"] == child


def test_a_damaged_first_page_leaves_the_rest_of_a_record(
    run: Run, store: Path, at_desk: Callable[[], Desk], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    desk = at_desk()
    person = registered(desk, workplace="退休 13900007788")
    visit = signed(desk, person)
    desk.close()
    shipped, own = paths.resources(), tmp_path / "resources"
    (own / "forms").mkdir(parents=True)
    for one in shipped.iterdir():
        if one.name != "forms":
            (own / one.name).symlink_to(one)
    for one in (shipped / "forms").iterdir():
        if one.name != "personal-information-2017.json":
            (own / "forms" / one.name).symlink_to(one)
    (own / "forms" / "personal-information-2017.json").write_text("{", encoding="utf-8")
    monkeypatch.setattr(paths, "resources", lambda: own)
    answer = run("show", person, "--json", store=store)
    assert answer.code == exits.DONE
    assert answer.document["fault"].startswith("personal-information-2017.json")
    assert answer.document["visits"][0]["id"] == visit
    assert answer.document["answers"]["name"] == "王秀英"
    assert "13900007788" not in answer.out
    assert "the rest is whole" in run("show", person, store=store).out


def test_the_due_list_has_the_orders_of_the_window(
    run: Run, store: Path, at_desk: Callable[[], Desk]
) -> None:
    desk = at_desk()
    for name, address in (("王一", "幸福里 12 号"), ("王二", "幸福里 3 号")):
        signed(desk, registered(desk, name=name, current_address=address, id_no=""))
    desk.close()
    told = {
        order: [
            row["name"]
            for row in run("due", "--as-of", "2099-01-01", "--order", order, "--json", store=store).document
        ]
        for order in ("street", "doctor")
    }
    assert told["street"] == ["王二", "王一"]
    assert sorted(told["doctor"]) == ["王一", "王二"]
    assert run("due", "--order", "age", store=store).code == exits.USAGE
