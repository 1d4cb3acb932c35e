"""F26 to F37 of sync.md 10: what comes from the platform, and everything that may go wrong with it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import requests
from sqlalchemy import event, select

from healthdesk.base import canonical
from healthdesk.base.errors import AnswerUnclear
from healthdesk.base.progress import Silence
from healthdesk.store.platform import PLATFORM, Cursor, InboxEntry, Wanted
from healthdesk.sync import cursors, inbox, packages, sentinel, wanted
from healthdesk.trials.syncing import faults
from healthdesk.trials.syncing.fake_platform import FakePlatform
from healthdesk.trials.syncing.stations import Station

IN_STEP = ("in-step", 0, 0, 0)
NEXT_YEAR = timedelta(days=-365)
"""So late a version of next year commits."""


class Crash(Exception):
    """The power goes."""


@contextmanager
def crash_at(station: Station, statement: int, words: str) -> Iterator[list[int]]:
    """The power goes at the so many-th statement that has `words` in it; the list counts them."""
    seen = [0]

    def count(_connection: Any, _cursor: Any, text: str, *_rest: Any) -> None:
        if words in text:
            seen[0] += 1
            if seen[0] == statement:
                raise Crash

    event.listen(station.database._engine, "before_cursor_execute", count)
    try:
        yield seen
    finally:
        event.remove(station.database._engine, "before_cursor_execute", count)


def test_f26_a_crash_at_any_statement_of_storing_a_page_leaves_neither_page_nor_mark(
    here: Station, there: Station
) -> None:
    here.register()
    here.sync()
    there.sync()
    for number in range(2, 5):
        here.register(number)
        here.sync()
        before = stored(there)
        with (
            crash_at(there, 1, ("INSERT INTO inbox", "UPDATE cursor", "DELETE")[number % 2]),
            pytest.raises(Crash),
        ):
            there.sync()
        assert stored(there) == before
    assert there.settled(there.sync()) == IN_STEP
    assert there.rows() == here.rows()


def stored(station: Station) -> tuple[int, str | None]:
    """How many raw versions are stored, and the mark."""
    with station.database.reading() as session:
        marks = session.scalars(select(Cursor.high_server_time)).all()
        return len(session.scalars(select(InboxEntry.seq)).all()), marks[0] if marks else None


def test_f27_a_crash_during_integration_keeps_the_raw_text_and_goes_on_later(
    here: Station, there: Station
) -> None:
    here.visit(here.register())
    here.sync()
    statement = 1
    while statement < 40:
        with crash_at(there, statement, "INSERT INTO version") as seen:
            try:
                there.sync()
            except Crash:
                assert stored(there)[0] > 0
        if seen[0] < statement:
            break
        statement += 1
    assert statement > 1
    assert there.settled(there.sync()) == IN_STEP
    assert there.rows() == here.rows()


def left_in_the_inbox(here: Station, there: Station) -> None:
    """A record of `here` has come to `there`, where the power went before it was in the rows."""
    here.visit(here.register())
    here.sync()
    with crash_at(there, 1, "INSERT INTO version"), pytest.raises(Crash):
        there.sync()
    assert is_left(there)


def is_left(station: Station) -> bool:
    """Whether something waits in the inbox."""
    with station.database.reading() as session:
        return inbox.waits(session, PLATFORM)


def offline(platform: FakePlatform) -> None:
    """Nobody is there for a run, however often it asks."""
    for _ in range(9):
        platform.fail(faults.no_route, faults.anything)


def test_f27_what_came_is_in_the_rows_although_the_platform_is_not_reached(
    here: Station, there: Station, platform: FakePlatform
) -> None:
    left_in_the_inbox(here, there)
    offline(platform)
    assert there.sync().state == "offline"
    assert not is_left(there)
    assert there.rows() == here.rows()


def test_f27_while_a_save_is_in_doubt_what_came_waits_for_the_platform(
    here: Station, there: Station, platform: FakePlatform
) -> None:
    there.register(2)
    there.sync()
    there.register(3)
    left_in_the_inbox(here, there)
    packages.pack(there.link, Silence())
    offline(platform)
    assert there.sync().state == "offline"
    assert is_left(there)
    platform.faults.clear()
    assert there.settled(there.sync()) == IN_STEP
    here.sync()
    assert there.rows() == here.rows()


def test_f28_a_row_that_commits_late_is_caught_and_its_lateness_remembered(
    here: Station, there: Station, platform: FakePlatform
) -> None:
    resident = here.register()
    here.sync()
    platform.now += timedelta(hours=1)
    there.sync()
    there.sync()
    platform.amend("Patient", resident, timedelta(seconds=550), address=[{"use": "home", "text": "别处 1"}])
    there.sync()
    assert there.row("Resident", resident)["address"] == "别处 1"
    with there.database.reading() as session:
        overlap = session.scalars(select(Cursor.overlap_s)).one()
    assert overlap > cursors.FIRST_OVERLAP_S


def test_f29_many_rows_of_one_instant_all_arrive(
    here: Station, there: Station, platform: FakePlatform
) -> None:
    platform.page_size = 7
    for number in range(1, 31):
        here.register(number)
    here.sync()
    assert there.settled(there.sync()) == IN_STEP
    assert there.rows() == here.rows()


def test_f29_many_rows_of_one_instant_arrive_from_a_platform_whose_pages_skip_ties(
    here: Station, there: Station, platform: FakePlatform
) -> None:
    platform.page_size, platform.skips_ties = 7, True
    for number in range(1, 31):
        here.register(number)
    here.sync()
    assert there.settled(there.sync()) == IN_STEP
    assert there.rows() == here.rows()


def test_f30_a_dead_link_begins_again_at_the_mark(
    here: Station, there: Station, platform: FakePlatform
) -> None:
    platform.page_size = 7
    for number in range(1, 11):
        here.register(number)
    here.sync()
    platform.fail(expired, lambda request: "_offset=14" in (request.url or ""))
    assert there.settled(there.sync()) == IN_STEP
    assert there.rows() == here.rows()


def expired(server: FakePlatform, request: Any) -> Any:
    return server.answer(
        request, 410, b'{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"expired"}]}'
    )


def test_f30_a_pass_that_was_cut_is_ended_and_nothing_newer_is_skipped(
    here: Station, there: Station, platform: FakePlatform
) -> None:
    platform.page_size = 7
    for number in range(1, 11):
        here.register(number)
    here.sync()
    platform.fail(faults.lost_on_the_way, lambda request: "_offset=14" in (request.url or ""))
    assert there.sync().state == "offline"
    here.register(11)
    here.sync()
    assert there.settled(there.sync()) == IN_STEP
    assert there.rows() == here.rows()


def test_a_server_that_forgets_since_on_its_links_is_not_read_to_the_beginning(
    here: Station, there: Station, platform: FakePlatform
) -> None:
    platform.page_size, platform.forgets_since = 7, True
    for number in range(1, 11):
        here.register(number)
    here.sync()
    there.sync()
    platform.now = platform.now.replace(hour=15)
    there.sync()
    here.edit("00000000-0000-4000-8000-000000000001", phone="13900000009")
    here.sync()
    before = len(platform.seen)
    assert there.settled(there.sync()) == IN_STEP
    assert len(platform.seen) - before <= 4
    assert there.rows() == here.rows()


@pytest.mark.parametrize("has_system_history", [True, False], ids=["one stream", "a stream for each type"])
def test_f31_rows_that_come_while_we_page_are_seen_in_this_pass_or_the_next(
    here: Station, there: Station, platform: FakePlatform, has_system_history: bool
) -> None:
    platform.page_size, platform.has_system_history = 5, has_system_history
    for number in range(1, 13):
        here.register(number)
    here.sync()
    first = "00000000-0000-4000-8000-000000000001"

    def meanwhile(server: FakePlatform, request: requests.PreparedRequest) -> requests.Response:
        server.amend("Patient", first, address=[{"use": "home", "text": "别处 1"}])
        here.register(50 + len(server.log))
        here.sync()
        return server.serve(request)

    for offset in (5, 10):
        platform.fail(meanwhile, lambda request, at=offset: f"_offset={at}" in (request.url or ""))
    there.sync()
    there.sync()
    here.sync()
    assert not platform.faults
    assert there.rows() == here.rows()
    assert there.row("Resident", first)["address"] == "别处 1"


@pytest.mark.parametrize(
    "garbage",
    [
        {"resourceType": "Immunization", "id": "g1", "status": "completed"},
        {"resourceType": "Patient", "id": "g0"},
        {
            "resourceType": "QuestionnaireResponse",
            "id": "g2",
            "item": "nonsense",
            "extension": [{"url": "urn:healthdesk:visit"}],
        },
    ],
    ids=["a dose of nothing", "somebody of whom nothing is said", "a visit of nonsense"],
)
def test_f32_garbage_is_kept_apart_and_the_others_arrive(
    here: Station, there: Station, platform: FakePlatform, garbage: dict[str, Any]
) -> None:
    here.register()
    here.sync()
    platform.write(garbage["resourceType"], garbage["id"], garbage)
    there.sync()
    assert there.rows() == here.rows()
    with there.database.reading() as session:
        entry = session.query(InboxEntry).filter_by(id=garbage["id"]).one()
        assert entry.state == "quarantined"


@pytest.mark.parametrize(
    "said",
    [
        {"text": "nonsense"},
        {"identifier": "nonsense"},
        {"identifier": [None]},
        {"name": {"text": "不是一列"}},
        {"extension": ["nonsense"]},
        {"telecom": [None]},
        {"link": [{"other": "Patient/1"}]},
        {"active": "yes"},
    ],
    ids=lambda said: next(iter(said)),
)
def test_f32_a_record_whose_parts_are_not_what_they_are_called_stops_nobody(
    here: Station, there: Station, platform: FakePlatform, said: dict[str, Any]
) -> None:
    resident = here.register()
    here.sync()
    there.sync()
    platform.amend("Patient", resident, **said)
    other = here.register(2)
    here.sync()
    assert there.sync().reason is None
    assert there.row("Resident", other)["name"] == here.row("Resident", other)["name"]
    there.edit(resident, phone="13900000001")
    assert there.row("Resident", resident)["phone"] == "13900000001"
    with there.database.reading() as session:
        assert session.query(InboxEntry).filter_by(state="quarantined").count() == 1


def test_f33_elements_nobody_here_knows_come_back_unchanged(here: Station, platform: FakePlatform) -> None:
    resident = here.register()
    here.sync()
    insured = {"url": "http://platform.test/insured", "valueString": "城乡居民"}
    body = platform.body("Patient", resident)
    platform.amend(
        "Patient",
        resident,
        extension=[*body["extension"], insured],
        communication=[{"language": {"text": "普通话"}}],
        identifier=[*body["identifier"], {"system": "http://platform.test/card", "value": "7"}],
    )
    here.sync()
    here.edit(resident, phone="13900000009")
    assert here.settled(here.sync()) == IN_STEP
    sent = platform.body("Patient", resident)
    assert insured in sent["extension"]
    assert sent["communication"] == [{"language": {"text": "普通话"}}]
    assert {"system": "http://platform.test/card", "value": "7"} in sent["identifier"]


def test_f33_a_type_nobody_here_knows_is_kept_as_it_came(here: Station, platform: FakePlatform) -> None:
    here.register()
    platform.write("Basket", "b1", {"resourceType": "Basket", "id": "b1", "x": [1]})
    assert here.settled(here.sync()) == IN_STEP
    with here.database.reading() as session:
        assert session.scalars(select(InboxEntry.state).where(InboxEntry.type == "Basket")).all() == [
            "applied"
        ]


def test_f34_a_child_before_its_person_waits_and_completes(
    here: Station, there: Station, platform: FakePlatform
) -> None:
    resident = here.register()
    here.visit(resident)
    here.sync()
    patient = platform.state["Patient", resident]
    platform.log.remove(patient)
    del platform.state["Patient", resident]
    there.sync()
    with there.database.reading() as session:
        assert session.get(Wanted, ("Patient", resident)) is not None
    platform.state["Patient", resident] = patient
    there.sync()
    with there.database.reading() as session:
        assert session.get(Wanted, ("Patient", resident)) is None
    assert there.rows() == here.rows()


def test_f34_whatever_is_spoken_of_is_asked_for_and_the_record_says_that_it_is_incomplete(
    here: Station, there: Station, platform: FakePlatform
) -> None:
    resident = here.register()
    visit = here.visit(resident)
    here.sync()
    (key,) = [key for key in platform.state if key[0] == "Encounter"]
    encounter = platform.state.pop(key)
    platform.log.remove(encounter)
    there.sync()
    assert is_incomplete(there, resident)
    platform.state[key] = encounter
    there.sync()
    assert not is_incomplete(there, resident)
    assert ("Visit", visit) in there.rows()


def test_f34_what_never_comes_is_asked_for_seldom_and_what_was_deleted_not_at_all(
    here: Station, there: Station, platform: FakePlatform
) -> None:
    resident = here.register()
    here.visit(resident)
    here.sync()
    (key,) = [key for key in platform.state if key[0] == "Encounter"]
    platform.log.remove(platform.state.pop(key))
    for _ in range(wanted.OFTEN + 1):
        there.sync()
    count = len(platform.seen)
    there.sync()
    assert not any(key[1] in (request.url or "") for request in platform.seen[count:])
    platform.write(*key, None)
    platform.log.pop()
    with there.database.writing("trial") as session:
        session.get_one(Wanted, key).times_asked = 0
    there.sync()
    assert not is_incomplete(there, resident)


def test_f34_a_writer_nobody_tells_of_makes_no_record_incomplete(
    here: Station, there: Station, platform: FakePlatform
) -> None:
    resident = here.register()
    here.sync()
    platform.amend("Patient", resident, managingOrganization={"reference": "Organization/elsewhere"})
    there.sync()
    assert not is_incomplete(there, resident)


def is_incomplete(station: Station, resident_id: str) -> bool:
    """Whether the screens of this person's record say that something is missing."""
    with station.database.reading() as session:
        return session.scalars(select(Wanted).where(wanted.of_person(resident_id))).first() is not None


def test_f35_a_deletion_there_hides_and_an_edit_against_it_is_a_conflict(
    here: Station, there: Station, platform: FakePlatform
) -> None:
    visit = here.visit(here.register())
    here.sync()
    there.sync()
    platform.delete("QuestionnaireResponse", visit)
    there.sync()
    assert there.row("Visit", visit)["status"] == "void"
    here.change("Visit", visit, grade="1")
    assert here.sync().conflicts == 1
    assert here.row("Visit", visit)["grade"] == "1"


def test_f35_a_record_that_is_gone_without_a_word_is_a_conflict_with_an_edit(
    here: Station, platform: FakePlatform
) -> None:
    visit = here.visit(here.register())
    here.sync()
    here.change("Visit", visit, grade="1")
    platform.log = [one for one in platform.log if one.id != visit]
    del platform.state["QuestionnaireResponse", visit]
    assert here.sync().conflicts == 1
    assert here.row("Visit", visit)["grade"] == "1"


def test_f36_a_person_who_leaves_the_catchment_stays_here(
    here: Station, there: Station, platform: FakePlatform
) -> None:
    resident = here.register()
    here.sync()
    there.sync()
    platform.log = [one for one in platform.log if one.id != resident]
    del platform.state["Patient", resident]
    for _ in range(2):
        there.sync()
    assert there.row("Resident", resident)["status"] == "active"


@pytest.mark.parametrize("has_history", [True, False], ids=["history", "search"])
def test_f37_a_changed_catchment_is_read_from_its_own_beginning_and_the_old_data_stay(
    here: Station, there: Station, platform: FakePlatform, *, has_history: bool
) -> None:
    """The platform shows each account its own; what was outside is older than the cursor."""
    platform.keeps_history = has_history
    outside = here.register()
    here.sync()
    hidden = [one for one in platform.log if one.type != "Basic"]
    platform.log = [one for one in platform.log if one.type == "Basic"]
    kept = {key: platform.state.pop(key) for key in list(platform.state) if key[0] != "Basic"}
    platform.now += timedelta(days=2)
    inside = here.register(2)
    here.sync()
    there.sync()
    platform.log = hidden + platform.log
    platform.state |= kept
    there.sync()
    assert ("Resident", outside) not in there.rows()
    before = there.row("Resident", inside)
    moved = replace(there, link=replace(there.link, scope="another centre"))
    moved.sync()
    assert moved.row("Resident", outside)["name"] == here.row("Resident", outside)["name"]
    assert moved.row("Resident", inside) == before


def test_a_history_is_always_asked_for_since_a_time(here: Station, platform: FakePlatform) -> None:
    """HAPI counts one without `_since` once a minute and ends it at the old count (docs/platforms.md)."""
    platform.fail(faults.answer_lost)
    here.register()
    here.sync()
    asked = [one.url or "" for one in platform.seen if "_history" in (one.url or "")]
    read = [url for url in asked if "_count=1&" not in f"{url}&"]  # the probe only tries whether there is one
    assert read
    assert all("_since=" in url for url in read)


def test_a_version_of_next_year_does_not_make_all_others_old(
    here: Station, there: Station, platform: FakePlatform
) -> None:
    here.register()
    here.sync()
    platform.write("Patient", "of-next-year", {"resourceType": "Patient", "id": "of-next-year"}, NEXT_YEAR)
    there.sync()
    other = here.register(2)
    here.sync()
    there.sync()
    assert there.row("Resident", other)["name"] == here.row("Resident", other)["name"]


def test_after_a_platform_put_its_clock_right_nothing_written_meanwhile_is_missed(
    here: Station, there: Station, platform: FakePlatform
) -> None:
    here.register()
    platform.now -= NEXT_YEAR
    here.sync()
    there.sync()
    platform.now += NEXT_YEAR
    other = here.register(2)
    here.sync()
    platform.now += timedelta(days=2)
    there.sync()
    assert there.row("Resident", other)["name"] == here.row("Resident", other)["name"]


@pytest.mark.parametrize(
    "time",
    ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "yesterday", "Mon, 02 Nov 2026 09:00:00 GMT"],
)
def test_a_version_whose_time_nobody_can_read_stops_nobody(
    here: Station, there: Station, platform: FakePlatform, time: str
) -> None:
    resident = here.register()
    here.sync()
    there.sync()
    body = platform.body("Patient", resident) | {"gender": "male"}
    stored = platform.write("Patient", resident, body)
    meta = {"versionId": str(stored.version), "lastUpdated": time}
    stored.body = canonical.encode(body | {"meta": meta})
    other = here.register(2)
    here.sync()
    there.sync()
    assert there.row("Resident", resident)["sex"] == "1"
    assert there.row("Resident", other)["name"] == here.row("Resident", other)["name"]
    with there.database.reading() as session:
        assert session.scalars(select(Cursor.overlap_s)).one() == cursors.FIRST_OVERLAP_S


UNREADABLE = [
    pytest.param(b'"\\ud800"', id="half a character"),
    pytest.param(b'"\x01"', id="a control character"),
    pytest.param(b"[" * 50_000 + b"]" * 50_000, id="nested without end"),
]


@pytest.mark.parametrize("photo", UNREADABLE)
def test_f32_what_no_reader_takes_is_set_aside_and_the_others_arrive(
    here: Station,
    there: Station,
    platform: FakePlatform,
    photo: bytes,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    resident = here.register(1)
    here.sync()
    there.sync()
    platform.amend("Patient", resident, photo="spoilt")
    other = here.register(2)
    visit = here.visit(resident)
    answer = platform.answer

    def spoilt(request: requests.PreparedRequest, status: int, body: bytes, *more: Any) -> requests.Response:
        return answer(request, status, body.replace(b'"spoilt"', photo), *more)

    monkeypatch.setattr(platform, "answer", spoilt)
    here.sync()
    assert there.sync().reason is None
    assert there.row("Resident", other)["name"] == here.row("Resident", other)["name"]
    assert there.row("Visit", visit)["answers"] == here.row("Visit", visit)["answers"]
    with there.database.reading() as session:
        entry = session.query(InboxEntry).filter_by(state="quarantined").one()
        assert (entry.type, entry.id) == ("Patient", resident)
        assert photo in (entry.body or b"")
    assert there.sync().reason is None
    monkeypatch.setattr(platform, "answer", answer)
    phone = {"system": "phone", "value": "13900000009", "use": "mobile"}
    platform.amend("Patient", resident, photo="sound", telecom=[phone])
    there.sync()
    assert there.row("Resident", resident)["phone"] == "13900000009"


@pytest.mark.parametrize("photo", UNREADABLE)
def test_f09_a_page_that_was_cut_off_in_what_no_reader_takes_is_no_page(
    here: Station, there: Station, platform: FakePlatform, photo: bytes
) -> None:
    here.register()
    here.sync()
    there.sync()

    def cut(server: FakePlatform, request: requests.PreparedRequest) -> requests.Response:
        entry = b'{"fullUrl":"Patient/x","resource":{"resourceType":"Patient","id":"x","photo":' + photo
        page = b'{"resourceType":"Bundle","type":"history","entry":[' + entry
        return server.answer(request, 200, page)

    platform.fail(cut, lambda request: "_history" in (request.url or ""))
    assert there.sync().reason == "unclear"
    assert there.sync().reason is None
    with there.database.reading() as session:
        assert session.query(InboxEntry).filter_by(state="quarantined").all() == []


def test_pages_that_lead_in_a_circle_end_the_run(
    here: Station, there: Station, platform: FakePlatform
) -> None:
    here.register()
    here.sync()
    there.sync()

    def leads_to(page: str) -> faults.Fault:
        def answer(server: FakePlatform, request: requests.PreparedRequest) -> requests.Response:
            link = {"relation": "next", "url": f"http://platform.test/fhir/_history?page={page}"}
            body = {"resourceType": "Bundle", "type": "history", "link": [link], "entry": []}
            return server.answer(request, 200, canonical.encode(body))

        return answer

    for page in "ababab":
        platform.fail(leads_to(page), lambda request: "_history" in (request.url or ""))
    assert there.sync().reason == "unclear"
    assert len(platform.faults) == len("bab")
    platform.faults.clear()
    assert there.sync().reason is None


def test_a_next_link_that_is_no_address_is_no_answer(
    here: Station, there: Station, platform: FakePlatform
) -> None:
    """It had ended the run as a fault of the program, and with it every run after."""
    here.register()
    here.sync()
    there.sync()

    def leads_nowhere(server: FakePlatform, request: requests.PreparedRequest) -> requests.Response:
        link = {"relation": "next", "url": "http://[x"}
        body = {"resourceType": "Bundle", "type": "history", "link": [link], "entry": []}
        return server.answer(request, 200, canonical.encode(body))

    platform.fail(leads_nowhere, lambda request: "_history" in (request.url or ""))
    assert there.sync().reason == "unclear"
    assert there.sync().reason is None
    platform.fail(leads_nowhere, lambda request: "Basic/" in (request.url or ""))
    with pytest.raises(AnswerUnclear):
        sentinel.history(here.link.client, here.sentinel())


def test_another_record_than_the_one_asked_for_is_no_answer(
    here: Station, there: Station, platform: FakePlatform
) -> None:
    first, second = here.register(), here.register(2)
    here.sync()

    def cached(server: FakePlatform, request: requests.PreparedRequest) -> requests.Response:
        return server.answer(request, 200, server.state["Patient", second].body or b"")

    platform.fail(cached, lambda request: (request.url or "").endswith(first))
    with pytest.raises(AnswerUnclear):
        here.link.border.read(here.link, "Patient", first)
    assert here.link.border.read(here.link, "Patient", first) is not None


def test_a_version_that_only_the_line_garbled_is_read_again_when_it_is_needed(
    here: Station, there: Station, platform: FakePlatform
) -> None:
    resident = here.register()
    here.sync()
    there.sync()
    platform.amend("Patient", resident, address=[{"use": "home", "text": "别处 1"}])

    def garbled(server: FakePlatform, request: requests.PreparedRequest) -> requests.Response:
        answer = server.serve(request)
        body = answer.raw.read().replace(b'"address":[', b'"address":[5,')
        return server.answer(request, 200, body)

    platform.fail(garbled, lambda request: "_history" in (request.url or ""))
    there.sync()
    there.edit(resident, phone="13900000001")
    assert there.settled(there.sync()) == IN_STEP
    assert there.row("Resident", resident)["address"] == "别处 1"
    assert platform.body("Patient", resident)["telecom"][0]["value"] == "13900000001"


def test_an_edit_of_what_nobody_can_read_waits_and_is_counted(here: Station, platform: FakePlatform) -> None:
    resident = here.register()
    here.sync()
    platform.amend("Patient", resident, identifier="nonsense")
    here.sync()
    here.edit(resident, phone="13900000001")
    assert here.settled(here.sync()) == ("waiting", 1, 0, 0)
    platform.amend("Patient", resident, identifier=[])
    assert here.settled(here.sync()) == IN_STEP
    assert platform.body("Patient", resident)["telecom"][0]["value"] == "13900000001"
