"""Who changed it there: a conflict names whom the platform's Provenance names, and never somebody else."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from healthdesk.trials.syncing import told
from healthdesk.trials.syncing.fake_platform import FakePlatform, text
from healthdesk.trials.syncing.stations import a_station

HABITS: tuple[dict[str, Any], ...] = ({}, {"takes_own_ids": False}, {"keeps_history": False})
LATER = timedelta(hours=1)


class Town:
    """A platform and a desk that has changed where somebody works, and not yet sent it."""

    def __init__(self, folder: Path, habits: dict[str, Any]) -> None:
        self.platform = FakePlatform(**habits)
        self.desk = a_station(folder / "desk", self.platform.client(), 1)
        self.person = self.desk.register()
        self.desk.sync()
        self.desk.edit(self.person, phone="13900000001")

    def change_there(self, **said: Any) -> None:
        """Another system changes the telephone and says who did, as `said` adds to its Provenance."""
        there = told.there(self.platform, "Patient", self.person)
        phone = [{"system": "phone", "value": "13900000002", "use": "mobile"}]
        version = self.platform.amend("Patient", there, telecom=phone).version
        target = said.pop("target", "Patient/{id}").format(id=there, version=version)
        self.platform.now += said.pop("later", timedelta(0))
        body = {"resourceType": "Provenance", "id": "by-others", "target": [{"reference": target}]}
        by = {"agent": [{"who": {"display": "孙兰"}}]}
        self.platform.write("Provenance", "by-others", {**body, **by, **said})

    def named(self) -> str:
        """Whom the one conflict names as who changed it there."""
        assert self.desk.sync().state == "conflict"
        (conflict,) = self.desk.conflicts()
        assert conflict.is_told is bool(conflict.there_by)
        return conflict.there_by


@pytest.fixture(params=HABITS, ids=str)
def town(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Town]:
    """The town of each kind of platform."""
    made = Town(tmp_path, request.param)
    yield made
    made.desk.database.close()


@pytest.mark.parametrize(
    ("said", "who"),
    [
        pytest.param({}, "孙兰", id="stored together"),
        pytest.param(
            {"target": "Patient/{id}/_history/{version}", "later": LATER},
            "孙兰",
            id="by version",
        ),
        pytest.param({"later": LATER}, "", id="of something later"),
        pytest.param({"target": "Patient/{id}/_history/1", "later": LATER}, "", id="of an older version"),
        pytest.param({"target": "Patient/another"}, "", id="of somebody else"),
        pytest.param({"agent": [{"who": {"reference": "Device/1"}}]}, "", id="nobody by name"),
    ],
)
def test_who_changed_it_there_is_whom_its_provenance_names(
    town: Town, said: dict[str, Any], who: str
) -> None:
    town.change_there(**said)
    assert town.named() == who


def test_it_is_asked_once_for_each_conflict(town: Town) -> None:
    town.change_there(target="Patient/another")
    town.named()
    town.desk.sync()
    asked = [one for one in town.platform.seen if (one.url or "").endswith("/Provenance/_search")]
    assert len([one for one in asked if "target=Patient" in text(one)]) == 1
