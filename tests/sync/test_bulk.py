"""A first load by a bulk export brings what the history brings; one that lies is not believed."""

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from sqlalchemy import event, func, select

from healthdesk.base.progress import Silence
from healthdesk.store.platform import PLATFORM, Attempt, Cursor, InboxEntry
from healthdesk.sync import bulk, export_files, export_job, forerun, inbox, inventory, whole
from healthdesk.sync.engine import Engine
from healthdesk.trials.syncing import exporting, faults
from healthdesk.trials.syncing.fake_platform import FakePlatform
from healthdesk.trials.syncing.piecemeal import NDJSON as LINES
from healthdesk.trials.syncing.stations import Station, a_station
from tests.sync.taking import loads_by_history, since_yesterday, taking

IN_STEP = ("in-step", 0, 0, 0)
NDJSON = {"Content-Type": LINES}


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits."""
    monkeypatch.setattr(export_files, "LEAST_WAIT_S", 0.0)


@pytest.fixture
def platform() -> FakePlatform:
    """It offers an export and makes it at once."""
    return FakePlatform(exports="well")


@pytest.fixture
def people(here: Station, platform: FakePlatform) -> list[str]:
    return since_yesterday(here, platform)


@pytest.fixture
def desk(there: Station, platform: FakePlatform, people: list[str]) -> Station:
    return taking(there)


def is_history(request: requests.PreparedRequest) -> bool:
    return "/fhir/_history" in (request.url or "")


def asked(platform: FakePlatform, word: str) -> list[requests.PreparedRequest]:
    return [one for one in platform.seen if word in (one.url or "")]


def to(word: str, method: str = "GET") -> Callable[[requests.PreparedRequest], bool]:
    return lambda request: word in (request.url or "") and request.method == method


def outcomes(station: Station) -> list[str]:
    with station.database.reading() as session:
        return list(session.scalars(select(Attempt.outcome)))


def held(station: Station) -> int:
    with station.database.reading() as session:
        return session.scalar(select(func.count()).where(InboxEntry.state == "held")) or 0


def streams(station: Station) -> dict[str, str | None]:
    with station.database.reading() as session:
        return {one.stream: one.high_server_time for one in session.scalars(select(Cursor))}


def newest_mark_when_believed(station: Station) -> str:
    """Where the streams stand in a run that takes an export, at the point where it is believed."""
    marks: list[str | None] = []

    def note(point: str) -> None:
        marks.extend(streams(station).values() if point == "export-believed" else ())

    station.link = replace(station.link, reached=note)
    assert station.sync().state == "in-step"
    return max(filter(None, marks))


def test_it_brings_the_same_rows_as_the_history(
    desk: Station, here: Station, stations: Callable[[int], Station], platform: FakePlatform
) -> None:
    outcome = desk.sync()
    assert desk.settled(outcome) == IN_STEP
    assert loads_by_history(platform) == 0
    assert desk.rows() == here.rows()
    other = stations(3)
    other.sync()
    assert desk.rows() == other.rows()
    assert held(desk) == 0
    assert list(streams(desk)) == ["history/"]
    assert platform.ended == {0}


def test_the_history_goes_on_from_its_time_and_a_second_run_brings_nothing(
    desk: Station, platform: FakePlatform
) -> None:
    desk.sync()
    assert streams(desk)["history/"] is not None
    platform.seen.clear()
    outcome = desk.sync()
    assert (outcome.state, outcome.sent, outcome.received) == ("in-step", 0, 0)
    assert asked(platform, "$export") == []


def test_the_inventory_afterwards_finds_nothing(desk: Station) -> None:
    outcome = Engine(desk.link).run(Silence(), inventory.due)
    assert outcome.findings is not None
    assert (outcome.findings.queued_again, outcome.findings.fetched) == ((), ())


def test_what_is_written_meanwhile_comes_with_the_history(
    desk: Station,
    here: Station,
    platform: FakePlatform,
    people: list[str],
    stations: Callable[[int], Station],
) -> None:
    def write(line: FakePlatform, request: requests.PreparedRequest) -> requests.Response:
        here.edit(people[1], phone="13900000002")
        here.visit(people[1])
        line.delete("Patient", people[2])
        assert here.sync().state == "in-step"
        return line.serve(request)

    platform.fail(write, to("$job"))
    assert desk.sync().state == "in-step"
    assert loads_by_history(platform) == 0
    assert desk.row("Resident", people[1])["phone"] == "13900000002"
    other = stations(3)
    other.sync()
    assert desk.rows() == other.rows()


def test_a_mark_that_is_later_than_its_beginning_skips_nothing(
    desk: Station, here: Station, platform: FakePlatform, people: list[str]
) -> None:
    """The time of an export that took an hour may be of its end; what was written meanwhile is not in it."""

    def write(line: FakePlatform, request: requests.PreparedRequest) -> requests.Response:
        here.edit(people[1], phone="13900000002")
        assert here.sync().state == "in-step"
        line.now += timedelta(hours=1)
        line.jobs[0].time = line.now.isoformat()
        return line.serve(request)

    platform.fail(write, to("$job"))
    assert desk.sync().state == "in-step"
    assert desk.row("Resident", people[1])["phone"] == "13900000002"


def test_the_streams_never_stand_at_what_was_written_while_it_was_made(
    desk: Station, platform: FakePlatform, people: list[str]
) -> None:
    """Not by a second, though the time of the export be that of its end: a kill may leave them there."""
    written: list[str] = []

    def write(line: FakePlatform, request: requests.PreparedRequest) -> requests.Response:
        written.append(line.amend("Patient", people[1], birthDate="1959-03-13").time.isoformat())
        line.now += timedelta(minutes=50)
        line.jobs[0].time = line.now.isoformat()
        return line.serve(request)

    platform.fail(write, to("$job"))
    assert newest_mark_when_believed(desk) < min(written)


def test_nor_at_what_was_written_while_it_was_begun(
    desk: Station, platform: FakePlatform, people: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is in it is fixed when it is asked for, and the clock comes with the answer."""
    written: list[str] = []

    def begin(line: FakePlatform, request: requests.PreparedRequest) -> requests.Response:
        answer = line.serve(request)
        written.append(line.amend("Patient", people[1], birthDate="1959-03-13").time.isoformat())
        line.now += timedelta(seconds=40)
        line.jobs[0].time = line.now.isoformat()
        place = {"Content-Location": answer.headers["Content-Location"]}
        return line.answer(request, answer.status_code, b"", place)

    platform.fail(begin, to("$export"))
    monkeypatch.setattr(platform, "timer", lambda: platform.now.timestamp())
    desk.link = replace(desk.link, client=platform.client())
    assert newest_mark_when_believed(desk) < min(written)


@pytest.mark.parametrize("lie", exporting.ALL_LIES)
def test_one_that_lies_is_not_believed_and_the_history_is_read(
    desk: Station, here: Station, platform: FakePlatform, lie: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    platform.exports = lie
    monkeypatch.setattr(export_files, "LONGEST", timedelta(0))
    for _ in range(bulk.MOST_FRUITLESS):
        outcome = desk.sync()
        if outcome.state == "in-step":
            break
    assert desk.settled(outcome) == IN_STEP
    assert loads_by_history(platform) == 1
    assert desk.rows() == here.rows()
    assert held(desk) == 0
    assert {export_job.NOT_MADE, export_job.NOT_BELIEVED} & set(outcomes(desk))
    assert not asked(platform, exporting.ELSEWHERE)
    platform.seen.clear()
    assert desk.sync().received == 0
    assert asked(platform, "$export") == []


def test_a_platform_that_names_another_host_is_asked_at_ours(desk: Station, platform: FakePlatform) -> None:
    platform.exports = "misnamed"
    assert desk.sync().state == "in-step"
    assert loads_by_history(platform) == 0
    assert not asked(platform, "inside.test")


@pytest.fixture
def in_small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export_files, "LINES_A_PIECE", 2)


def cut(platform: FakePlatform, request: requests.PreparedRequest) -> requests.Response:
    """Half of a file arrives."""
    whole_file = platform.serve(request).content
    return platform.answer(request, 200, whole_file[: len(whole_file) // 2], NDJSON)


def pieces(desk: Station) -> list[str]:
    """Told of each piece of a file that is stored there from now on."""
    told: list[str] = []
    desk.link = replace(desk.link, reached=told.append)
    return told


@pytest.mark.usefixtures("in_small_pieces")
def test_after_a_cut_it_goes_on_with_the_file_and_the_line_at_which_it_was(
    desk: Station, here: Station, platform: FakePlatform, stations: Callable[[int], Station]
) -> None:
    platform.pieces = "well"
    told = pieces(desk)
    platform.fail(faults.torn(0.5), to("/QuestionnaireResponse"))
    assert desk.sync().state == "offline"
    assert desk.rows() == {}
    assert held(desk)
    files = list(platform.jobs[0].downloads)
    assert desk.sync().state == "in-step"
    assert len(platform.jobs) == 1
    again = platform.jobs[0].downloads[len(files) :]
    assert again[0] == files[-1] == "QuestionnaireResponse"
    assert not set(again) & set(files[:-1])
    assert desk.rows() == here.rows()
    uncut = taking(stations(3))
    at_once = pieces(uncut)
    uncut.sync()
    assert told.count("lines-stored") - at_once.count("lines-stored") in (0, 1), "what came before the cut"


def noted(desk: Station) -> list[int]:
    """How many bytes are written from now on of how far it is, each time."""
    sizes: list[int] = []

    def note(_connection: Any, _cursor: Any, text: str, written: Any, *_rest: Any) -> None:
        if "cursor" in text and not text.startswith("SELECT"):
            sizes.append(sum(len(one) for one in written if isinstance(one, memoryview)))

    event.listen(desk.database._engine, "before_cursor_execute", note)
    return sizes


@pytest.mark.usefixtures("in_small_pieces")
def test_a_piece_costs_no_more_however_many_files_there_are(desk: Station, platform: FakePlatform) -> None:
    sizes = noted(desk)
    platform.fail(faults.no_route, to("$file"))
    assert desk.sync().state == "offline"
    listed = max(sizes)
    sizes.clear()
    assert desk.sync().state == "in-step"
    assert listed > 500
    assert len([one for one in sizes if one > 300]) == 1, "when it is believed"


@pytest.mark.usefixtures("in_small_pieces")
def test_a_line_that_lies_in_the_next_run_throws_away_what_came_in_the_last(
    desk: Station, here: Station, platform: FakePlatform
) -> None:
    platform.fail(cut, to("/QuestionnaireResponse"))
    desk.sync()
    platform.jobs[0].lines["QuestionnaireResponse"][-1] = b"{}"
    assert desk.sync().state == "in-step"
    assert held(desk) == 0
    assert desk.rows() == here.rows()


def test_of_a_record_that_cannot_be_read_the_history_tells_the_version_before(
    desk: Station, stations: Callable[[int], Station], platform: FakePlatform, people: list[str]
) -> None:
    bad = platform.body("Patient", people[3])
    platform.write("Patient", people[3], bad | {"birthDate": {"not": "a date"}})
    desk.sync()
    assert loads_by_history(platform) == 1
    assert ("Resident", people[3]) in desk.rows()
    with desk.database.reading() as session:
        (apart,) = session.scalars(select(InboxEntry).where(InboxEntry.state == "quarantined"))
        assert apart.id == people[3]
        assert apart.body == platform.state["Patient", people[3]].body
    other = stations(3)
    other.sync()
    assert desk.rows() == other.rows()


@pytest.mark.parametrize("change", [{"scope": "another name"}, {"takes_exports": False}], ids=("who", "wish"))
@pytest.mark.usefixtures("in_small_pieces")
def test_what_another_access_had_begun_or_nobody_wants_any_more_is_thrown_away(
    desk: Station, here: Station, platform: FakePlatform, change: dict[str, Any]
) -> None:
    platform.fail(cut, to("/QuestionnaireResponse"))
    desk.sync()
    assert held(desk)
    desk.link = replace(desk.link, **change)
    assert desk.sync().state == "in-step"
    assert held(desk) == 0
    assert loads_by_history(platform) == 1
    assert desk.rows() == here.rows()


def test_a_job_that_is_not_done_is_asked_for_again_and_not_begun_anew(
    desk: Station, platform: FakePlatform
) -> None:
    platform.polls = 3
    platform.fail(faults.no_route, lambda request: to("$job")(request) and bool(platform.jobs[0].polls))
    assert desk.sync().state == "offline"
    assert desk.sync().state == "in-step"
    assert len(platform.jobs) == 1


def test_whoever_waits_for_it_stops_within_a_second(
    desk: Station, platform: FakePlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    platform.polls = 1000
    monkeypatch.setattr(export_files, "LEAST_WAIT_S", 60.0)
    engine = Engine(desk.link)
    run = threading.Thread(target=lambda: engine.run(Silence()))
    run.start()
    while not asked(platform, "$job"):
        time.sleep(0.01)
    engine.stop()
    run.join(1.0)
    assert not run.is_alive()
    assert len(streams(desk)) == 1


def test_whoever_lets_go_of_what_was_held_stops_between_two_units_and_goes_on_the_next_time(
    desk: Station, here: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "HELD_A_UNIT", 2)
    engine = Engine(replace(desk.link, reached=lambda at: engine.stop() if at == "export-believed" else None))
    engine.run(Silence())
    assert held(desk)
    assert desk.rows() == {}
    assert desk.sync().state == "in-step"
    assert held(desk) == 0
    assert desk.rows() == here.rows()


def test_whoever_comes_soon_is_fetched_by_name_while_it_is_made(
    desk: Station, platform: FakePlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    went: list[int] = []
    monkeypatch.setattr(forerun.Forerun, "go", lambda _self: went.append(len(platform.jobs)))
    desk.sync()
    assert went[0] == 1


def test_until_all_of_it_is_here_no_row_is_made_and_the_banner_stands(
    desk: Station, platform: FakePlatform, people: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_files, "LINES_A_PIECE", 2)
    platform.fail(faults.no_route, to("/QuestionnaireResponse"))
    assert desk.sync().state == "offline"
    assert held(desk)
    assert desk.rows() == {}
    with desk.database.reading() as session:
        assert whole.is_first_load(session, PLATFORM)
    platform.fail(faults.no_route, is_history)
    assert desk.sync().state == "offline"
    assert held(desk) == 0
    desk.sync()
    assert {id_ for noun, id_ in desk.rows() if noun == "Resident"} == set(people)


@pytest.mark.parametrize(
    "habit",
    [{"honours_if_match": False}, {"takes_own_ids": False}, {"keeps_history": False}],
    ids=lambda habit: next(iter(habit)),
)
def test_where_former_versions_are_looked_at_none_is_asked_for(
    tmp_path: Path, habit: dict[str, bool]
) -> None:
    narrow = FakePlatform(exports="well", **habit)  # type: ignore[arg-type]
    here, desk = (a_station(tmp_path / str(number), narrow.client(), number) for number in (1, 2))
    here.register()
    assert here.sync().state == "in-step"
    taking(desk)
    assert desk.sync().state == "in-step"
    assert asked(narrow, "$export") == []
    assert desk.rows() == here.rows()
    for station in (here, desk):
        station.database.close()


def test_nobody_is_asked_for_one_who_offers_none_or_where_nobody_wants_it(
    desk: Station, stations: Callable[[int], Station], platform: FakePlatform
) -> None:
    platform.exports = ""
    desk.sync()
    without = [(one.method, one.url) for one in platform.seen]
    platform.exports = "well"
    platform.seen.clear()
    stations(3).sync()
    assert asked(platform, "$export") == []
    assert all("rest" not in (one.url or "") for one in asked(platform, "metadata"))
    assert not [url for _, url in without if "$" in str(url) or "_summary" in str(url)]


def test_a_desk_that_has_read_before_takes_none(desk: Station, platform: FakePlatform) -> None:
    desk.link = replace(desk.link, takes_exports=False)
    platform.page_size = 5
    platform.fail(
        faults.no_route, lambda request: is_history(request) and "_offset=20" in (request.url or "")
    )
    desk.sync()
    taking(desk)
    assert desk.sync().state == "in-step"
    assert asked(platform, "$export") == []


def test_few_records_are_read_as_ever(desk: Station, platform: FakePlatform) -> None:
    desk.link = replace(desk.link, fewest_exported=1_000)
    assert desk.sync().state == "in-step"
    assert asked(platform, "$export") == []
    assert list(streams(desk)) == ["export/", "history/"]
