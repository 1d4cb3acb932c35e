"""The identifier systems of a platform are a file; what it leaves out is national."""

import json
from dataclasses import asdict
from pathlib import Path

import pytest
from pyfhircheck import Validator

from healthdesk.base import canonical, paths
from healthdesk.base.errors import InvalidInput
from healthdesk.fhir.mapping import Mapper
from healthdesk.fhir.resources import Profile
from tests.fhir import samples
from tests.fhir.validity import complaints, unpack

FILES = sorted((paths.resources() / "platforms").glob("*.json"))


def test_the_national_file_says_what_counts_without_a_file() -> None:
    assert Profile.read() == Profile()
    assert (
        json.loads((paths.resources() / "platforms" / "national.json").read_text("utf-8")).items()
        >= json.loads(json.dumps(asdict(Profile()))).items()
    )


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_person_goes_out_under_the_platforms_systems_and_comes_back(file: Path) -> None:
    profile = Profile.read(file.stem)
    mapper = Mapper(profile=profile)
    row = samples.resident()
    bodies = {one.type: one.body for one in mapper.freeze(row, lambda _type, _id: None)}
    systems = {one["system"] for one in bodies["Patient"]["identifier"]}
    assert systems == {profile.id_card, profile.archive_no}
    change = mapper.thaw("Resident", row.id, bodies)
    assert change is not None
    assert {key: getattr(row, key) for key in change.columns} == dict(change.columns)


@pytest.mark.parametrize("name", ["nowhere", "../forms/referral-out-2017", ""])
def test_a_platform_nobody_described_is_refused(name: str) -> None:
    with pytest.raises(InvalidInput, match="platform_profile"):
        Profile.read(name)


CORE = "http://platform.test/StructureDefinition/core-patient"


def test_a_new_resource_claims_the_profile_that_the_platform_asks_for(tmp_path: Path) -> None:
    mapper = Mapper(profile=Profile(profiles={"Patient": CORE}))
    row, held = samples.resident(), dict[tuple[str, str], bytes]()

    def freeze() -> dict[str, dict[str, object]]:
        made = mapper.freeze(row, lambda type_, id_: held.get((type_, id_)))
        held.update({(one.type, one.id): canonical.encode(one.body) for one in made})
        return {one.type: one.body for one in made}

    first = freeze()
    assert first["Patient"]["meta"] == {"profile": [CORE]}
    assert "meta" not in first["QuestionnaireResponse"]
    assert complaints(Validator(unpack(tmp_path)), first["Patient"]) == []
    assert freeze() == first


def test_a_resource_from_before_goes_on_claiming_what_it_did() -> None:
    row = samples.resident()
    before = {one.type: canonical.encode(one.body) for one in Mapper().freeze(row, lambda _type, _id: None)}
    mapper = Mapper(profile=Profile(profiles={"Patient": CORE}))
    again = {one.type: one.body for one in mapper.freeze(row, lambda type_, _id: before.get(type_))}
    assert canonical.encode(again["Patient"]) == before["Patient"]


@pytest.mark.parametrize(
    "said",
    [{"profiles": "http://x"}, {"vaccine": {"a": "b"}}, {"profiles": {"Patient": 1}}, {"colour": "red"}],
)
def test_a_file_that_says_something_else_is_refused(tmp_path: Path, said: dict[str, object]) -> None:
    (tmp_path / "odd.json").write_text(json.dumps(said), "utf-8")
    with pytest.raises(InvalidInput, match=r"odd\.json"):
        Profile.read("odd", tmp_path)
