"""Transactions, replies, pages and outcomes: what is believed and what is not."""

from typing import Any

import pytest
from pyfhircheck import Validator

from healthdesk.base import canonical
from healthdesk.fhir import bundles, markers, outcomes
from healthdesk.fhir.bundles import Entry
from healthdesk.fhir.resources import Profile
from tests.fhir.samples import NOW
from tests.fhir.validity import complaints, unpack


def test_a_transaction_carries_the_frozen_bytes() -> None:
    raw = bundles.transaction([Entry("Basic", "a", b'{"id":"a","x":6.50}', "3"), Entry("Basic", "b", b"{}")])
    assert b'"x":6.50' in raw
    bundle = canonical.decode(raw)
    assert [entry["request"].get("ifMatch") for entry in bundle["entry"]] == ['W/"3"', None]


@pytest.mark.parametrize(
    "answer",
    [
        b"<html>",
        b'{"resourceType":"Bundle","type":"searchset","entry":[{"response":{"status":"200","etag":"1"}}]}',
        b'{"resourceType":"Bundle","type":"transaction-response","entry":[]}',
        b'{"resourceType":"Bundle","type":"transaction-response","entry":[{"response":{"status":"412"}}]}',
        b'{"resourceType":"Bundle","type":"transaction-response","entry":[{"response":{"status":"200"}}]}',
        b'{"resourceType":"Bundle","type":"transaction-response","entry":[{"resp',
    ],
    ids=["portal", "another kind", "entry missing", "entry refused", "no version", "cut"],
)
def test_an_answer_that_proves_nothing_is_not_believed(answer: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        bundles.replies(answer, [("Patient", "a")])


@pytest.mark.parametrize(
    "response",
    [{"status": "201 Created", "etag": 'W/"7"'}, {"status": "200", "location": "Basic/a/_history/7"}],
)
def test_the_version_is_read_from_tag_or_location(response: dict[str, str]) -> None:
    answer = {"resourceType": "Bundle", "type": "transaction-response", "entry": [{"response": response}]}
    assert bundles.replies(canonical.encode(answer), [("Basic", "a")])[0].version == "7"


def test_a_page_keeps_the_raw_text_and_knows_deletions() -> None:
    raw = (
        b'{"resourceType":"Bundle","type":"history","link":[{"relation":"next","url":"n"}],"entry":['
        b'{"resource":{"resourceType":"Basic","id":"a","meta":{"versionId":"2","lastUpdated":"t"},"x":6.50}},'
        b'{"request":{"method":"DELETE","url":"Basic/b"},"response":{"status":"204","etag":"W/\\"3\\"","lastModified":"t"}}]}'
    )
    page = bundles.page(raw)
    assert page.next == "n"
    assert b"6.50" in (page.entries[0].body or b"")
    assert (page.entries[1].type, page.entries[1].id, page.entries[1].version) == ("Basic", "b", "3")
    assert page.entries[1].body is None


def test_an_outcome_gives_codes_and_places_but_no_prose() -> None:
    raw = canonical.encode(
        {
            "resourceType": "OperationOutcome",
            "issue": [
                {"severity": "warning", "code": "value"},
                {
                    "severity": "error",
                    "code": "invalid",
                    "diagnostics": "110105195903120022 张伟",
                    "expression": ["Patient.birthDate"],
                },
                {"severity": "error", "code": "value", "expression": ["张伟 13800005521"]},
            ],
        }
    )
    assert [str(issue) for issue in outcomes.issues(raw)] == ["invalid Patient.birthDate", "value"]
    assert outcomes.issues(b"<html>") == ()


def test_the_markers_are_official_r4(tmp_path_factory: pytest.TempPathFactory) -> None:
    validator = Validator(unpack(tmp_path_factory.mktemp("definitions")))
    basic = markers.sentinel(Profile(), "desk-0", counter=3, request_id="r", intents=("i",)) | {"id": "s"}
    proof = markers.provenance("p1", [("Basic", "s", "00")], at=NOW, by="李慧", site="desk")
    assert complaints(validator, basic) == []
    assert complaints(validator, proof) == []
    assert complaints(validator, markers.standing_in(proof)) == []
    again = markers.read_sentinel(canonical.encode(basic | {"meta": {"versionId": "4"}}))
    assert (again.counter, again.request_id, again.intents, again.version) == (3, "r", ("i",), "4")


A_VERSION = {
    "resource": {
        "resourceType": "Basic",
        "id": "a",
        "meta": {"versionId": "1", "lastUpdated": "2026-11-02T01:00:00Z"},
    },
    "request": {"method": "PUT", "url": "Basic/a"},
}
ITS_DELETION = {
    "request": {"method": "DELETE", "url": "Basic/a/_history/2"},
    "response": {"status": "200", "etag": 'W/"2"'},
}


@pytest.mark.parametrize(
    ("entries", "links", "time"),
    [
        pytest.param([ITS_DELETION, A_VERSION], [], "2026-11-02T01:00:00Z", id="neighbour below"),
        pytest.param([A_VERSION, ITS_DELETION], [], "2026-11-02T01:00:00Z", id="neighbour above"),
        pytest.param([ITS_DELETION], [], "2026-11-02T02:00:00Z", id="alone"),
        pytest.param(
            [ITS_DELETION], [{"relation": "previous", "url": "x"}], None, id="alone on a later page"
        ),
    ],
)
def test_a_deletion_without_a_time_gets_its_neighbours(
    entries: list[Any], links: list[Any], time: str | None
) -> None:
    bundle = {
        "resourceType": "Bundle",
        "type": "history",
        "meta": {"lastUpdated": "2026-11-02T02:00:00Z"},
        "link": links,
        "entry": entries,
    }
    (deleted,) = [one for one in bundles.page(canonical.encode(bundle)).entries if one.body is None]
    assert (deleted.version, deleted.time) == ("2", time)


def test_the_note_of_a_request_is_no_content() -> None:
    """HAPI writes our request's id into `meta.source`."""
    sent = {"resourceType": "Basic", "id": "a"}
    given = sent | {"meta": {"versionId": "1", "lastUpdated": "x", "source": "#d9c0d998"}}
    assert bundles.content(given) == sent
    theirs = sent | {"meta": {"source": "https://hospital.test/his"}}
    assert bundles.content(theirs) == theirs
