"""The identifier systems of a platform are a file; what it leaves out is national."""

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from healthdesk.base import paths
from healthdesk.base.errors import InvalidInput
from healthdesk.fhir.mapping import Mapper
from healthdesk.fhir.resources import Profile
from tests.fhir import samples

FILES = sorted((paths.resources() / "platforms").glob("*.json"))


def test_the_national_file_says_what_counts_without_a_file() -> None:
    assert Profile.read() == Profile()
    assert (
        json.loads((paths.resources() / "platforms" / "national.json").read_text("utf-8")).items()
        >= asdict(Profile()).items()
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
