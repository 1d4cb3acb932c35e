"""Ids that a platform gives: whom a reference from there speaks of."""

import pytest

from healthdesk.fhir import given_ids

BASE, CANONICAL = "https://region.test/fhir", "https://health.region.test/r4"
NAMES = {("Patient", "17"): "ours"}


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Patient/17", "Patient/ours"),
        (f"{BASE}/Patient/17", "Patient/ours"),
        (f"{BASE}/Patient/17/_history/3", "Patient/ours"),
        (f"{CANONICAL}/Patient/17", "Patient/ours"),
        ("https://elsewhere.test/fhir/Patient/17", "https://elsewhere.test/fhir/Patient/17"),
        (f"{BASE}.evil.test/Patient/17", f"{BASE}.evil.test/Patient/17"),
        ("urn:uuid:17", "urn:uuid:17"),
        ("Patient/18", "Patient/18"),
    ],
)
def test_the_number_of_another_server_is_nobody_of_ours(said: str, meant: str) -> None:
    body = {"subject": {"reference": said}, "note": [{"authorReference": {"reference": said}}]}
    told = given_ids.referring(body, NAMES, (BASE, CANONICAL))
    assert told == {"subject": {"reference": meant}, "note": [{"authorReference": {"reference": meant}}]}
    is_ours = meant == "Patient/ours"
    assert (("Patient", "17") in set(given_ids.references(body, (BASE, CANONICAL)))) == is_ours
