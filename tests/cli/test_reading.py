"""`search`, `due`, `list`, `show`: the documented keys, and no full number of a person but unmasked."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from healthdesk.desk import Desk
from healthdesk.domain.access import Role
from healthdesk.domain.identity import check_character
from healthdesk.store.audit import AuditEntry
from tests.builders import PASSWORD
from tests.cli.conftest import Run
from tests.desks import registered, signed
from tests.ui.working import closing

BODY = "11010519590312002"
ID_NO = BODY + check_character(BODY)
PHONE, OTHER_PHONE = "13800005521", "13900007788"


@pytest.fixture
def person(at_desk: Callable[[], Desk]) -> str:
    """Somebody with numbers in every place where a number may stand."""
    desk = at_desk()
    try:
        made = registered(
            desk, id_no=ID_NO, contact_name="王强", contact_phone=OTHER_PHONE, workplace=f"退休 {OTHER_PHONE}"
        )
        signed(desk, made)
        return made
    finally:
        desk.close()


@pytest.mark.usefixtures("person")
@pytest.mark.parametrize("words", [("search", "王"), ("list", "residents")])
def test_a_person_reads_the_sex_in_words_and_a_program_its_code(
    run: Run, store: Path, words: tuple[str, ...]
) -> None:
    assert {"男", "女"} & set(run(*words, store=store).out.split())
    assert run(*words, "--json", store=store).document[0]["sex"] in {"1", "2"}


@pytest.mark.parametrize("form", ["--json", None], ids=["document", "lines"])
def test_no_full_number_is_shown_anywhere(run: Run, store: Path, person: str, form: str | None) -> None:
    extra = [form] if form else []
    for words in (("show", person), ("search", ID_NO), ("due",), ("list", "residents"), ("list", "visits")):
        answer = run(*words, *extra, store=store)
        assert answer.code == 0
        for number in (ID_NO, PHONE, OTHER_PHONE):
            assert number not in answer.out + answer.err, words


def test_unmasking_shows_them_and_is_audited(
    run: Run, store: Path, person: str, at_desk: Callable[[], Desk]
) -> None:
    (row,) = run("list", "residents", "--unmasked", "--json", store=store).document
    assert (row["id"], row["id_no"], row["phone"]) == (person, ID_NO, PHONE)
    desk = at_desk()
    try:
        with desk.database.reading() as session:
            assert "unmask" in session.scalars(select(AuditEntry.act)).all()
    finally:
        desk.close()


def test_a_clerk_may_not_unmask(run: Run, store: Path, at_desk: Callable[[], Desk]) -> None:
    desk = at_desk()
    desk.accounts.add(login="clerk", full_name="钱某", role=Role.CLERK, password=PASSWORD)
    desk.close()
    answer = run("list", "residents", "--unmasked", "--user", "clerk", "--json", store=store)
    assert (answer.code, answer.kind) == (4, "NotAllowed")


def test_a_wrong_user_and_a_wrong_password_are_told_alike(
    run: Run, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nobody = run("due", "--user", "nobody", "--json", store=store)
    monkeypatch.setenv("HEALTHDESK_PASSWORD", "not the password")
    wrong = run("due", "--json", store=store)
    assert (nobody.code, wrong.code) == (4, 4)
    assert nobody.document == wrong.document


def test_without_a_password_and_a_terminal_nothing_opens(
    run: Run, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HEALTHDESK_PASSWORD")
    answer = run("due", "--json", store=store)
    assert (answer.code, answer.kind) == (4, "LoginFailed")


def test_wrong_passwords_wait_across_runs(run: Run, store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEALTHDESK_PASSWORD", "not the password")
    said = [run("due", store=store).err for _ in range(3)]
    assert "Wait" not in said[0]
    assert "Wait 2 seconds" in said[2]
    monkeypatch.setenv("HEALTHDESK_PASSWORD", PASSWORD)
    assert run("due", store=store).code == 4


def test_the_keys_are_the_documented_ones(run: Run, store: Path, person: str) -> None:
    (hit,) = run("search", "wxy", "--json", store=store).document
    assert set(hit) == {
        "id", "name", "sex", "born", "id_masked", "archive_no", "address", "tags", "next_due",
    }  # fmt: skip
    assert hit["tags"] == ["hypertension"]
    (due,) = run("due", "--as-of", hit["next_due"], "--json", store=store).document
    assert set(due) == {"resident_id", "name", "programme", "due_on", "latest", "state"}
    assert (due["resident_id"], due["state"]) == (person, "due")
    (row,) = run("list", "residents", "--json", store=store).document
    assert {"id", "name", "sex", "born", "id_no", "archive_no", "phone", "address"} <= set(row)
    shown = run("show", person, "--json", store=store).document
    assert shown["visits"][0]["answers"]["sbp"] == 132
    assert {"sbp", "dbp", "heart_rate", "bmi"} <= {one["code"] for one in shown["measures"]}


def test_a_joined_record_is_read_out_with_the_other_one(
    run: Run, store: Path, person: str, at_desk: Callable[[], Desk]
) -> None:
    with closing(at_desk()) as desk:
        other = registered(desk, drug_allergy=["3"])
        desk.duplicates.join(person, other)
        number = desk.residents.card(other).archive_no
    shown = run("show", person, "--json", store=store).document
    assert "磺胺" in shown["allergies"]
    assert shown["other_answers"][number]["drug_allergy"] == ["3"]
    assert f"joined with: {number}" in run("show", person, store=store).out


def test_the_last_line_is_the_summary(run: Run, store: Path, person: str) -> None:
    assert run("search", "王", store=store).summary == "1 resident"
    assert run("list", "visits", store=store).summary == "1 visit"
    assert run("verify", store=store).summary.endswith("0 faults")


@pytest.mark.parametrize(
    "query", ["", " ", "%", "'", '"', "*", "王" * 5000, "\x00", "😀", "1" * 300, "-x", "(", "\u202e"]
)
def test_no_query_is_too_odd(run: Run, store: Path, person: str, query: str) -> None:
    answer = run("search", "--json", "--store", store, "--", query)
    assert (answer.code, json.loads(answer.out)) == (0, [])


def test_unknown_ids_and_programmes_are_wrong_usage(run: Run, store: Path) -> None:
    assert run("show", "nobody", "--json", store=store).code == 2
    assert run("due", "--programme", "flying", "--json", store=store).code == 2
    assert run("print", "referral", "nothing", "-o", "x.pdf", "--json", store=store).code == 2


def test_quality_finds_and_draws_and_a_wrong_day_is_wrong_usage(run: Run, store: Path, person: str) -> None:
    year = ("--from", "2026-01-01", "--to", "2099-12-31")
    answer = run("quality", *year, "--sample", "2", "--seed", "5", "--json", store=store)
    assert answer.code == 0
    assert set(answer.document) == {"findings", "sample"}
    (drawn,) = answer.document["sample"]
    assert (drawn["resident_id"], drawn["phone"], drawn["values"]) == (person, PHONE, "132/84")
    assert run("quality", *year, store=store).summary == "0 findings, 0 in the sample"
    assert run("quality", "--from", "yesterday", "--to", "2026-12-31", store=store).code == 2


def test_show_says_what_each_form_lacks(run: Run, store: Path, person: str) -> None:
    forms = run("show", person, "--json", store=store).document["completeness"]
    assert [one["form_key"] for one in forms] == ["personal-information", "hypertension-visit"]
    (_, visit) = (one["completeness"] for one in forms)
    assert (visit["missing"], visit["wrong"], visit["is_standard"]) == ([], [], True)


def test_any_record_and_any_form_is_printed(run: Run, store: Path, person: str, tmp_path: Path) -> None:
    (visit,) = run("list", "visits", "--json", store=store).document
    target = tmp_path / "paper.pdf"
    for words in (
        ("visit", visit["id"]),
        ("visits", person, "--form", "hypertension-visit"),
        ("archive", person),
        ("cover-page", person),
        ("form", "self-care"),
        ("growth-chart", "female"),
    ):
        assert run("print", *words, "-o", target, store=store).code == 0, words
        assert target.read_bytes().startswith(b"%PDF")
        target.unlink()
    assert run("print", "growth-chart", person, "-o", target, store=store).code == 2
    assert run("print", "visits", person, "-o", target, store=store).code == 2
    assert run("print", "visit", "nobody", "-o", target, store=store).code == 2
    assert run("print", "form", "poem", "-o", target, store=store).code == 2
    assert not target.exists()


def test_records_of_the_centre_are_written_listed_and_printed(run: Run, store: Path, tmp_path: Path) -> None:
    file = tmp_path / "acts.json"
    answers = {"found_at": "2026-10-30", "kind": "SCHOOL", "content": "饮水机", "reported_at": "2026-10-30"}
    acts = [
        {"action": "centre-form", "form": "supervision-information", "answers": answers},
        {"action": "centre-form", "form": "supervision-information", "answers": {**answers, "content": None}},
        {"action": "centre-form", "form": "hypertension-visit", "answers": {}},
    ]
    file.write_text(json.dumps(acts), encoding="utf-8")
    done = run("record", str(file), "--json", store=store).document
    assert [one["refused"] for one in done] == [
        None,
        {"field": "content", "reason": "required"},
        {"field": "form", "reason": "no-form"},
    ]
    (row,) = run("list", "centre-records", "--json", store=store).document
    assert (row["id"], row["number"], row["about"]) == (done[0]["id"], "2026-1", "饮水机")
    paper = run("print", "centre-record", row["id"], "-o", str(tmp_path / "x.pdf"), store=store)
    listed = run("print", "register", "supervision-information", "-o", str(tmp_path / "y.pdf"), store=store)
    assert (paper.code, listed.code) == (0, 0)


def test_a_register_of_a_year_without_records_says_so(run: Run, store: Path, tmp_path: Path) -> None:
    words = ("print", "register", "-o", str(tmp_path / "y.pdf"))
    empty = run(*words, "supervision-information", "--year", 2020, store=store)
    assert (empty.code, "Nothing was written on that form in that year" in empty.err) == (2, True)
    unknown = run(*words, "no-such-form", store=store)
    assert (unknown.code, "`forms` tells the keys" in unknown.err) == (2, True)
