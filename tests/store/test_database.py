"""One door: what passes it is saved, versioned, queued and audited together, or not at all."""

import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from healthdesk.base import errors
from healthdesk.store import wrapping
from healthdesk.store.audit import AuditEntry, broken_links
from healthdesk.store.database import Database
from healthdesk.store.journal import Origin
from healthdesk.store.platform import Head, Intent, IntentItem, Version
from healthdesk.store.residents import Resident
from tests.builders import NURSE, a_database, a_resident_row, some_answers, the_database

if TYPE_CHECKING:
    from healthdesk.base.changes import Changes


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return a_database(tmp_path)


def _count(database: Database, noun: type[object]) -> int:
    with database.reading() as session:
        return len(session.scalars(select(noun)).all())


def test_a_save_leaves_row_version_intent_and_audit(database: Database) -> None:
    with database.writing("register") as session:
        session.add(a_resident_row())
    with database.reading() as session:
        intent = session.scalars(select(Intent)).one()
        entry = session.scalars(select(AuditEntry)).one()
        types = set(session.scalars(select(Version.type)))
        items = session.scalars(select(IntentItem)).all()
    assert types >= {"Patient"}
    assert {item.type for item in items} == types
    assert (intent.kind, intent.state, intent.lane) == ("register", "queued", a_resident_row().id)
    assert (entry.act, entry.noun, entry.who) == ("add", "Resident", NURSE.who)


def test_a_save_that_fails_leaves_nothing(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.writing("register") as session:
        session.add(a_resident_row())
        session.flush()
        raise ZeroDivisionError
    assert [_count(database, noun) for noun in (Resident, Version, Intent, AuditEntry)] == [0, 0, 0, 0]


def test_a_change_keeps_what_stood_before(database: Database) -> None:
    with database.writing("register") as session:
        session.add(a_resident_row())
    with database.writing("edit") as session:
        session.get_one(Resident, a_resident_row().id).take(some_answers(phone="13900001234"))
    with database.reading() as session:
        entry = session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc())).first()
        head = session.scalars(select(Head).where(Head.type == "Patient")).one()
        versions = session.scalars(
            select(Version).where(Version.type == "Patient").order_by(Version.seq)
        ).all()
    assert entry is not None
    assert entry.before is not None
    assert entry.before["phone"] == "13800005521"
    assert [version.parent_a for version in versions] == [None, versions[0].seq]
    assert head.working_seq == versions[-1].seq


def test_saving_the_same_again_makes_no_new_version(database: Database) -> None:
    with database.writing("register") as session:
        session.add(a_resident_row())
    before = _count(database, Version)
    with database.writing("edit") as session:
        row = session.get_one(Resident, a_resident_row().id)
        row.answers = dict(row.answers)
    assert _count(database, Version) == before


def test_rows_are_written_through_the_door_only(database: Database) -> None:
    with database.reading() as session:
        session.add(a_resident_row())
        with pytest.raises(RuntimeError, match="writing"):
            session.flush()


def test_bulk_statements_cannot_pass_beneath_the_journal(database: Database) -> None:
    with pytest.raises(TypeError, match="journal"), database.writing("edit") as session:
        session.execute(update(Resident).values(name="x"))


def test_a_tracked_row_is_never_deleted(database: Database) -> None:
    with database.writing("register") as session:
        session.add(a_resident_row())
    with pytest.raises(TypeError, match="status"), database.writing("edit") as session:
        session.delete(session.get_one(Resident, a_resident_row().id))


def test_units_of_work_do_not_nest(database: Database) -> None:
    with database.writing("outer"), pytest.raises(RuntimeError, match="nest"), database.writing("inner"):
        pass


def test_a_row_saved_by_somebody_else_is_stale(database: Database) -> None:
    with database.writing("register") as session:
        session.add(a_resident_row())
    with pytest.raises(errors.StaleRecord), database.writing("edit") as session:
        row = session.get_one(Resident, a_resident_row().id)
        session.connection().exec_driver_sql("UPDATE resident SET row_version = row_version + 1")
        row.name = "王秀"


def test_what_comes_from_the_platform_is_audited_and_not_queued(database: Database) -> None:
    with database.writing("apply", origin=Origin.PLATFORM) as session:
        session.add(a_resident_row())
    assert (_count(database, Intent), _count(database, AuditEntry)) == (0, 1)


def test_a_synthetic_centre_passes_the_same_door_in_bulk(database: Database) -> None:
    with database.writing("demo", origin=Origin.DEMO) as session:
        session.add_bulk([a_resident_row(number) for number in range(1, 51)])
    assert (_count(database, Resident), _count(database, AuditEntry), _count(database, Intent)) == (50, 50, 0)
    with database.reading() as session:
        assert broken_links(session) == []
        assert set(session.scalars(select(Head.state))) == {"dirty"}


def test_people_who_are_imported_together_are_a_save_each(database: Database) -> None:
    rows = [a_resident_row(number) for number in range(1, 4)]
    with database.writing("register", gives_way=True) as session:
        session.add_bulk(rows)
    with database.reading() as session:
        intents = session.scalars(select(Intent).order_by(Intent.seq)).all()
        assert [(one.lane, one.kind) for one in intents] == [(row.id, "register") for row in rows]
        for intent in intents:
            first, *_ = intent.items
            assert (first.type, first.id, first.op) == ("Patient", intent.lane, "create")
            assert session.get_one(Version, first.version_seq).hash == first.hash
    assert not database.is_person_at_work


def test_a_commit_says_which_kinds_of_row_it_touched(database: Database) -> None:
    heard: list[Changes] = []
    database.listen(heard.append)
    with database.writing("register") as session:
        session.add(a_resident_row())
    assert [change.touches("Resident") for change in heard] == [True]


def test_two_threads_write_one_after_the_other(database: Database) -> None:
    def save(number: int) -> None:
        with database.writing("register") as session:
            session.scalars(select(Resident)).all()
            session.add(a_resident_row(number))

    threads = [threading.Thread(target=save, args=(number,)) for number in range(1, 9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert _count(database, Resident) == 8
    with database.reading() as session:
        assert broken_links(session) == []


def test_the_audit_chain_shows_a_changed_entry(database: Database) -> None:
    for number in (1, 2, 3):
        with database.writing("register") as session:
            session.add(a_resident_row(number))
    with database.writing("x") as session:
        session.connection().exec_driver_sql("UPDATE audit_entry SET who = '某人' WHERE seq = 2")
    with database.reading() as session:
        assert broken_links(session) == [2]


def test_the_audit_chain_shows_a_missing_entry(database: Database) -> None:
    for number in (1, 2, 3):
        with database.writing("register") as session:
            session.add(a_resident_row(number))
    with database.writing("x") as session:
        session.connection().exec_driver_sql("DELETE FROM audit_entry WHERE seq = 2")
    with database.reading() as session:
        assert broken_links(session) == [3]


def test_the_file_holds_no_name_in_clear(database: Database) -> None:
    with database.writing("register") as session:
        session.add(a_resident_row())
    database.close()
    raw = b"".join(path.read_bytes() for path in database.folder.iterdir())
    assert "王秀英".encode() not in raw
    assert b"13800005521" not in raw


def test_another_key_does_not_open_the_file(database: Database, tmp_path: Path) -> None:
    database.close()
    other = the_database(tmp_path, wrapping.new_data_key())
    with pytest.raises(errors.StoreCorrupt):
        other.open()


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"SQLite format 3\x00" + bytes(5000), id="plain"),
        pytest.param(b"rubbish" * 900, id="rubbish"),
    ],
)
def test_a_file_that_is_no_store_is_refused(tmp_path: Path, content: bytes) -> None:
    database = a_database(tmp_path)
    database.close()
    database.file.write_bytes(content)
    for beside in database.folder.glob("*-*"):
        beside.unlink()
    with pytest.raises(errors.StoreCorrupt):
        database.open()


def test_a_newer_store_is_refused(database: Database) -> None:
    with database.writing("x") as session:
        session.connection().exec_driver_sql("PRAGMA user_version = 99")
    with pytest.raises(errors.StoreTooNew):
        database.open()
