"""F01, F02, F24 and F38 to F55 of sync.md 10: kills, restores, copies, clocks, disks, bad lines, quitting."""

import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from sqlalchemy import event, select, text

from healthdesk.base import errors
from healthdesk.base.ids import SeededIds
from healthdesk.base.progress import Silence
from healthdesk.fhir import resources
from healthdesk.fhir.mapping import Mapper
from healthdesk.store import audit, cipher, schema, search
from healthdesk.store.audit import AuditEntry
from healthdesk.store.lock import StoreLock
from healthdesk.store.platform import Cursor, Intent, Version
from healthdesk.store.residents import Resident
from healthdesk.sync import inventory, recovery
from healthdesk.sync.engine import Engine
from healthdesk.trials.syncing import faults
from healthdesk.trials.syncing.fake_platform import FakePlatform, is_upload
from healthdesk.trials.syncing.stations import Station, a_link
from healthdesk.trials.syncing.world import WanderingClock
from tests.builders import PASSWORD, a_resident_row, the_database
from tests.desks import a_desk, registered, seat

ROOT = Path(__file__).parents[2]
IN_STEP = ("in-step", 0, 0, 0)


class Crash(Exception):
    """The power goes."""


def test_f01_a_power_cut_before_the_commit_leaves_the_draft_and_nothing_saved(
    tmp_path: Path,
) -> None:
    desk = a_desk(tmp_path)
    filling = desk.residents.start().answer("name", "王秀英")
    document = filling.entries_document()
    desk.drafts.keep("new", "personal-information", form_version="2017.1", document=document)
    waiting = desk.platform.state().waiting

    def cut() -> None:
        with desk.database.writing("register") as session:
            session.add(a_resident_row())
            session.flush()
            raise Crash

    with pytest.raises(Crash):
        cut()
    kept = desk.drafts.kept("new", "personal-information")
    assert kept is not None
    assert kept.document == document
    assert desk.platform.state().waiting == waiting
    with desk.database.reading() as session:
        assert session.scalars(select(Resident.id)).all() == []
    desk.close()


SAVER = """
import os, signal, sys
from pathlib import Path
from healthdesk.base.ids import SeededIds
from healthdesk.trials.syncing.stations import Station, a_link
from healthdesk.trials.syncing.fake_platform import FakePlatform
from tests.builders import the_database
database = the_database(Path(sys.argv[1]), bytes.fromhex(sys.argv[2]))
database.open()
Station(database, a_link(database, FakePlatform().client(), SeededIds(9))).register(7)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no kill on this system")
def test_f02_a_power_cut_right_after_the_commit_finds_row_version_intent_and_audit(
    here: Station, platform: FakePlatform
) -> None:
    here.database.close()
    key = here.database._key
    run = subprocess.run(
        [sys.executable, "-c", SAVER, str(here.database.folder), key.hex()],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert run.returncode == -signal.SIGKILL
    with here.database.reading() as session:
        (row,) = session.scalars(select(Resident)).all()
        assert session.scalars(select(Version.row_id)).all() == [row.id] * 2
        assert session.scalars(select(Intent.state)).all() == ["queued"]
        assert session.scalars(select(AuditEntry.row_id).where(AuditEntry.act == "add")).all()[-1] == row.id
        assert audit.broken_links(session) == []
        assert session.scalar(text("PRAGMA synchronous")) == 2
    assert here.settled(here.sync()) == IN_STEP


def test_f24_one_person_registered_at_two_sites_stays_and_is_pointed_out(
    here: Station, there: Station
) -> None:
    number = "110105195903120022"
    ours, theirs = here.register(1, id_no=number), there.register(2, id_no=number)
    for station in (here, there, here):
        assert station.settled(station.sync()) == IN_STEP
    assert {here.row("Resident", one)["status"] for one in (ours, theirs)} == {"active"}
    with here.database.reading() as session:
        alike = search.duplicates(session, name="王秀英", born=None, id_no=number, phone="", address="")
    assert {one.hit.id for one in alike if one.is_certain} == {ours, theirs}


def test_f38_a_platform_brought_back_from_a_backup_gets_what_it_lost(
    here: Station, there: Station, platform: FakePlatform
) -> None:
    first = here.register(1)
    here.sync()
    yesterday = dict(platform.state), list(platform.log)
    here.edit(first, phone="13900000009")
    here.register(2)
    here.sync()
    platform.state, platform.log = yesterday
    assert here.settled(here.sync()) == IN_STEP
    assert here.all_conflicts() == 0
    there.sync()
    assert there.rows() == here.rows()


def test_f38_an_empty_platform_is_filled_again(here: Station, there: Station, platform: FakePlatform) -> None:
    here.visit(here.register())
    here.sync()
    platform.state, platform.log = {}, []
    assert here.settled(here.sync()) == IN_STEP
    there.sync()
    assert there.rows() == here.rows()


def test_f39_a_workstation_brought_back_from_a_backup_becomes_another_one(
    here: Station, platform: FakePlatform, tmp_path: Path
) -> None:
    first = here.register(1)
    here.sync()
    here.edit(first, workplace="无")
    backup = tmp_path / "backup"
    backup.mkdir()
    here.database.copy_to(backup / "healthdesk.db")
    here.edit(first, phone="13900000009")
    here.register(2)
    here.sync()

    restored = the_database(backup, here.database._key)
    restored.open()
    back = Station(restored, a_link(restored, platform.client(), SeededIds(99)))
    assert back.sync().reason == "cloned"
    recovery.enrol_again(back.link)
    back = Station(restored, a_link(restored, platform.client(), SeededIds(98)))
    assert back.settled(back.sync()) == IN_STEP
    here.sync()
    assert back.rows() == here.rows()
    assert back.row("Resident", first)["phone"] == "13900000009"
    restored.close()


def test_f40_a_copy_of_a_workstation_is_refused_until_it_is_enrolled_again(
    here: Station, platform: FakePlatform, tmp_path: Path
) -> None:
    here.register(1)
    here.sync()
    here.database.close()
    shutil.copytree(here.database.folder, tmp_path / "copy")
    copied = the_database(tmp_path / "copy", here.database._key)
    copied.open()
    copy = Station(copied, a_link(copied, platform.client(), SeededIds(77)))
    here.register(2)
    here.sync()
    copy.register(3)
    outcome = copy.sync()
    assert (outcome.state, outcome.reason, outcome.waiting) == ("paused", "cloned", 1)
    recovery.enrol_again(copy.link)
    copy = Station(copied, a_link(copied, platform.client(), SeededIds(78)))
    assert copy.settled(copy.sync()) == IN_STEP
    here.sync()
    assert here.rows() == copy.rows()
    copied.close()


def test_f41_a_clock_that_is_wrong_by_years_decides_nothing(
    here: Station, there: Station, platform: FakePlatform
) -> None:
    wrong = WanderingClock()
    resident = here.register()
    here.sync()
    there.sync()
    there.database._clock = wrong
    slow = Station(there.database, replace(there.link, clock=wrong))
    for number, days in enumerate((-4000, 8000, -1, 1), start=1):
        wrong.moment += timedelta(days=days)
        slow.edit(resident, phone=f"1390000000{number}")
        assert slow.settled(slow.sync()) == IN_STEP
        assert here.settled(here.sync()) == IN_STEP
        assert here.row("Resident", resident)["phone"] == f"1390000000{number}"
        here.edit(resident, workplace=f"单位 {number}")
        here.sync()
        slow.sync()
        with slow.database.reading() as session:
            marks = [resources.moment(one) for one in session.scalars(select(Cursor.high_server_time))]
        assert [one.date() for one in marks if one] == [platform.now.date()]
    assert here.rows() == slow.rows()
    assert here.all_conflicts() == slow.all_conflicts() == 0


def test_f42_a_full_disk_refuses_a_save_loudly_and_a_page_without_moving_the_mark(
    here: Station, there: Station
) -> None:
    resident = here.register()
    here.sync()
    there.sync()
    here.edit(resident, workplace="甲" * 4000)
    here.sync()
    before = there.rows()
    with no_room(there), pytest.raises(errors.DiskFull):
        there.register(5, workplace="乙" * 20_000)
    assert there.rows() == before
    with no_room(there), pytest.raises(errors.DiskFull):
        for number in range(40):
            there.register(100 + number, workplace="丙" * 2_000)
    with there.database.reading() as session:
        mark = session.scalars(select(Cursor.high_server_time)).one()
    with no_room(there), pytest.raises(errors.DiskFull):
        there.sync()
    with there.database.reading() as session:
        assert session.scalars(select(Cursor.high_server_time)).one() == mark
    assert there.settled(there.sync()) == IN_STEP
    assert "甲" in str(there.row("Resident", resident)["answers"])


@contextmanager
def no_room(station: Station) -> Iterator[None]:
    """The file cannot grow any more while the block lasts."""
    engine = station.database._engine
    with engine.connect() as connection:
        full = connection.exec_driver_sql("PRAGMA page_count").scalar()

    def limit(pages: object) -> Callable[..., None]:
        return lambda raw, *_rest: raw.cursor().execute(f"PRAGMA max_page_count = {pages}")

    is_full = limit(full)
    event.listen(engine, "checkout", is_full)
    try:
        yield
    finally:
        event.remove(engine, "checkout", is_full)
        engine.dispose()


def test_f43_a_file_that_somebody_holds_for_a_moment_is_waited_for_and_a_second_program_refused(
    here: Station,
) -> None:
    holder = cipher.connect(here.database.file, here.database._key)
    holder.execute("BEGIN IMMEDIATE")
    letting_go = threading.Timer(0.4, holder.rollback)
    letting_go.start()
    here.register()
    letting_go.join()
    holder.close()
    assert here.states() == ["queued"]
    first, second = StoreLock(here.database.folder), StoreLock(here.database.folder)
    first.acquire()
    with pytest.raises(errors.StoreLocked):
        second.acquire(patience=0.1)
    first.release()


def test_f44_after_damage_the_last_backup_is_filled_up_from_the_platform(
    here: Station, platform: FakePlatform, tmp_path: Path
) -> None:
    first = here.register(1)
    here.sync()
    backup = tmp_path / "backup"
    backup.mkdir()
    here.database.copy_to(backup / "healthdesk.db")
    here.edit(first, phone="13900000009")
    here.register(2)
    here.sync()
    lost = here.rows()
    here.database.close()
    content = bytearray(here.database.file.read_bytes())
    content[4096 * 3 : 4096 * 6] = os.urandom(4096 * 3)
    here.database.file.write_bytes(content)
    assert here.database.faults() != []
    restored = the_database(backup, here.database._key)
    restored.open()
    recovery.enrol_again(a_link(restored, platform.client(), SeededIds(70)))
    back = Station(restored, a_link(restored, platform.client(), SeededIds(71)))
    assert back.settled(back.sync()) == IN_STEP
    assert back.rows() == lost
    assert inventory.take(back.link).is_complete
    restored.close()


def test_f45_what_was_saved_before_an_upgrade_is_sent_as_it_was_written(
    here: Station, platform: FakePlatform
) -> None:
    resident = here.register()
    for _ in range(100):
        here.visit(resident)
    with here.database.reading() as session:
        written = {(one.type, one.id): one.body for one in session.scalars(select(Version))}

    class NewerMapper(Mapper):
        """Another release says more of everything."""

        def freeze(self, row: Any, previous: Any) -> Any:
            return [one._replace(body=one.body | {"language": "zh"}) for one in super().freeze(row, previous)]

    upgraded = Station(here.database, replace(here.link, mapper=NewerMapper()))
    here.database._freeze = NewerMapper().freeze
    outcome = upgraded.sync()
    assert (outcome.sent, upgraded.settled(outcome)) == (101, IN_STEP)
    for (type_, id_), body in written.items():
        assert b"language" not in (platform.state[type_, id_].body or b""), type_
        assert body.strip(b"{}")[:40] in (platform.state[type_, id_].body or b"")


def test_f46_a_newer_store_is_refused_and_left_as_it_is(here: Station) -> None:
    here.register()
    with here.database._engine.execution_options(begin="IMMEDIATE").begin() as connection:
        connection.exec_driver_sql(f"PRAGMA user_version = {schema.CURRENT + 1}")
    here.database.close()
    before = here.database.file.read_bytes()
    with pytest.raises(errors.StoreTooNew):
        the_database(here.database.folder, here.database._key).open()
    assert here.database.file.read_bytes() == before


def test_f47_unsent_work_of_somebody_who_is_locked_out_stays_and_is_sent_by_the_next(
    tmp_path: Path, platform: FakePlatform
) -> None:
    from healthdesk.domain.access import Role

    desk = a_desk(tmp_path)
    seat(desk, Role.NURSE, "lihui")
    registered(desk)
    desk.accounts.log_in("admin", PASSWORD)
    desk.accounts.set_active("lihui", is_active=False)
    with pytest.raises(errors.LoginFailed):
        desk.accounts.log_in("lihui", PASSWORD)
    assert desk.platform.state().waiting == 1
    link = a_link(desk.database, platform.client(), SeededIds(5))
    assert Engine(link).run(Silence()).sent == 1
    desk.close()


def test_f48_a_token_that_expires_in_a_run_loses_nothing(here: Station, platform: FakePlatform) -> None:
    for number in range(1, 31):
        here.register(number)
    seen = []

    def second_upload(request: requests.PreparedRequest) -> bool:
        seen.append(is_upload(request))
        return sum(seen) == 2

    platform.fail(faults.status(401), second_upload)
    outcome = here.sync()
    assert (outcome.state, outcome.reason, outcome.sent) == ("paused", "unauthenticated", 10)
    assert here.settled(here.sync()) == IN_STEP
    assert len([key for key in platform.state if key[0] == "Patient"]) == 30


def test_f50_a_sleep_in_the_middle_of_a_request_is_a_doubt_that_is_settled(
    here: Station, platform: FakePlatform
) -> None:
    clock = WanderingClock()
    asleep = Station(here.database, replace(here.link, clock=clock))
    resident = here.register()

    def sleeps(server: FakePlatform, request: requests.PreparedRequest) -> requests.Response:
        clock.moment += timedelta(hours=9)
        server.now += timedelta(hours=9)
        return faults.answer_lost(server, request)

    platform.fail(sleeps)
    platform.fail(faults.no_route, faults.a_look_at_the_sentinel)
    assert asleep.sync().state == "offline"
    assert asleep.states() == ["unknown"]
    assert asleep.settled(asleep.sync()) == IN_STEP
    assert platform.state["Patient", resident].version == 1


def test_f51_quitting_in_a_run_returns_at_once_and_the_next_start_goes_on(
    here: Station, platform: FakePlatform
) -> None:
    for number in range(1, 41):
        here.register(number)
    engine = Engine(here.link)

    def quits(server: FakePlatform, request: requests.PreparedRequest) -> requests.Response:
        engine.stop()
        return server.serve(request)

    platform.fail(quits)
    outcome = engine.run(Silence())
    asked = len(platform.seen)
    assert (outcome.state, outcome.sent, outcome.waiting) == ("waiting", 10, 30)
    assert here.settled(here.sync()) == IN_STEP
    assert len(platform.seen) > asked


def test_f52_two_desks_of_one_centre_work_on_one_person(
    here: Station, there: Station, platform: FakePlatform
) -> None:
    resident = here.register()
    here.sync()
    there.sync()

    def edited_there_meanwhile(server: FakePlatform, request: requests.PreparedRequest) -> requests.Response:
        there.edit(resident, phone="13900000009")
        there.sync()
        here.edit(resident, workplace="乙")
        return server.serve(request)

    here.edit(resident, current_address="新华里 9")
    platform.fail(edited_there_meanwhile)
    for _ in range(3):
        outcomes = [here.sync(), there.sync()]
    assert [here.settled(one) for one in outcomes] == [IN_STEP, IN_STEP]
    assert here.rows() == there.rows()
    row = here.row("Resident", resident)
    assert (row["phone"], row["address"], row["answers"]["workplace"]) == ("13900000009", "新华里 9", "乙")


def test_f55_a_second_run_writes_nothing_and_costs_little(here: Station, platform: FakePlatform) -> None:
    for number in range(1, 11):
        here.visit(here.register(number))
    here.sync()
    platform.now = platform.now.replace(hour=12)
    here.sync()
    versions, sent, units = len(platform.log), platform.bytes_sent, []
    here.database.listen(lambda changes: units.append(changes))
    outcome = here.sync()
    assert (outcome.sent, outcome.received) == (0, 0)
    assert len(platform.log) == versions
    assert units == []
    assert platform.bytes_sent - sent <= 2048
