"""Real-looking persons through every kind of trouble: nothing of them in an address, a log or an error."""

import logging

import pytest
from sqlalchemy import select

from healthdesk.base.errors import PlatformError
from healthdesk.fhir import outcomes
from healthdesk.store.platform import PLATFORM, Attempt, InboxEntry, Intent, Remote
from healthdesk.trials.syncing.line import Fate, Killed, Line
from healthdesk.trials.syncing.stations import Station, a_station

PERSON = {
    "name": "欧阳若兰",
    "id_no": "110105195903120022",
    "phone": "13910772345",
    "current_address": "幸福路街道和平里 7 号楼 3-201",
    "contact_name": "欧阳建国",
}


def words_of(text: str) -> list[str]:
    """What of the person stands in a text."""
    return [word for word in PERSON.values() if word in text]


@pytest.mark.logs_warnings
@pytest.mark.parametrize("is_atomic", [True, False], ids=["whole", "one by one"])
def test_no_trouble_brings_a_person_into_an_address_a_log_or_an_error(
    tmp_path, caplog: pytest.LogCaptureFixture, is_atomic: bool
) -> None:
    caplog.set_level(logging.DEBUG)
    line = Line(is_atomic=is_atomic)
    here = a_station(tmp_path / "desk", line.client())
    heard: list[str] = []
    resident = here.register(1, **PERSON)
    here.visit(resident)
    for fate in Fate:
        line.begin([Fate.ARRIVES, Fate.ARRIVES, fate, fate])
        try:
            heard.append(repr(here.sync()))
        except Killed:
            heard.append("killed")
        here.edit(resident, workplace=f"单位 {len(heard)}")
    line.fates.clear()
    line.refuses = lambda body: f"Patient.name = {PERSON['name']}"
    here.sync()
    said = [*heard, *caplog.messages, *(str(record.exc_info) for record in caplog.records), *_kept(here)]
    assert words_of(" ".join(map(str, said))) == []
    assert [request.url for request in line.seen if words_of(request.url or "")] == []
    here.database.close()


def _kept(station: Station) -> list[str]:
    """Everything that is written down about requests, and shown or sent to somebody who helps."""
    with station.database.reading() as session:
        attempts = [
            f"{one.request_id} {one.status} {one.outcome}" for one in session.scalars(select(Attempt))
        ]
        errors = [str(one) for one in session.scalars(select(InboxEntry.error)) if one]
        remote = session.get_one(Remote, PLATFORM)
        refused = [f"{one.last_error_code} {one.last_error_text}" for one in session.scalars(select(Intent))]
        return [*attempts, *errors, *refused, str(remote.probe), str(remote.url)]


@pytest.mark.parametrize("fate", [fate for fate in Fate if not fate.startswith("killed")])
def test_an_error_of_the_platform_says_nothing_of_a_person(fate: Fate) -> None:
    line = Line()
    client = line.client()
    line.begin([fate] * 9)
    body = f'{{"resourceType":"Patient","id":"a","name":[{{"text":"{PERSON["name"]}"}}]}}'.encode()
    caught: list[PlatformError] = []
    try:
        client.put("Patient", "a", body)
    except PlatformError as error:
        caught.append(error)
    assert [words_of(f"{error!s} {error!r} {error.__context__!s}") for error in caught] == [[]] * len(caught)


def test_a_platform_that_writes_a_name_into_a_code_is_not_repeated() -> None:
    raw = f'{{"resourceType":"OperationOutcome","issue":[{{"severity":"error","code":"{PERSON["name"]}"}}]}}'
    assert [str(issue) for issue in outcomes.issues(raw.encode())] == ["unknown"]
