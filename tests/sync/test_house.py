"""Who writes: centre, place, staff and workstation reach the platform once, and again when they change."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pyfhircheck import Validator

from healthdesk.base import canonical
from healthdesk.base.progress import Silence
from healthdesk.desk import Desk
from healthdesk.fhir.house import House, Member, to_resources
from healthdesk.fhir.resources import Profile
from healthdesk.store import settings
from healthdesk.store.accounts import Account
from healthdesk.sync.engine import Engine
from healthdesk.sync.link import Link
from healthdesk.trials.syncing.fake_platform import FakePlatform
from tests.desks import a_desk
from tests.fhir.validity import complaints, unpack
from tests.ui.working import closing

TYPES = ("Organization", "Location", "Practitioner", "Device")


@pytest.fixture
def desks(tmp_path: Path) -> Iterator[tuple[Desk, Desk]]:
    with closing(a_desk(tmp_path / "a", seed=1)) as here, closing(a_desk(tmp_path / "b", seed=2)) as there:
        for desk in (here, there):
            with desk.database.writing("settings") as session:
                settings.change(session, "centre.code", "12110105400000000X")
        yield here, there


def sync(platform: FakePlatform, desk: Desk) -> int:
    link = Link.to(platform.client(), desk.database, desk.mapper, clock=desk.clock, ids=desk.platform._ids)
    return Engine(link).run(Silence()).sent


def versions(platform: FakePlatform) -> dict[str, int]:
    return {type_: len([one for one in platform.log if one.type == type_]) for type_ in TYPES}


def test_two_desks_tell_of_one_centre_and_of_themselves(desks: tuple[Desk, Desk]) -> None:
    platform, (here, there) = FakePlatform(), desks
    sync(platform, here)
    sync(platform, there)
    found = versions(platform)
    assert (found["Organization"], found["Location"], found["Device"]) == (1, 1, 2)
    assert [sync(platform, desk) for desk in (here, there, here)] == [0, 0, 0]
    assert versions(platform) == found
    assert not any(one.is_blind for one in platform.log if one.type in TYPES)


def test_only_what_changed_is_told_again_and_what_others_added_stays(desks: tuple[Desk, Desk]) -> None:
    platform, (here, _) = FakePlatform(), desks
    sync(platform, here)
    before = versions(platform)
    with here.database.reading() as session:
        one = session.query(Account).first()
        assert one is not None
        account = one.id
    platform.amend("Practitioner", account, qualification=[{"code": {"text": "主治医师"}}])
    with here.database.writing("account") as session:
        session.get_one(Account, account).is_active = False
    assert sync(platform, here) == 0, "nobody saved anything"
    body = platform.body("Practitioner", account)
    assert body["active"] is False
    assert body["qualification"] == [{"code": {"text": "主治医师"}}]
    grown = {type_: count - before[type_] for type_, count in versions(platform).items()}
    assert grown == {"Organization": 0, "Location": 0, "Practitioner": 2, "Device": 0}


@pytest.mark.parametrize("code", ["12110105400000000X", ""])
def test_they_are_official_r4(tmp_path: Path, code: str) -> None:
    staff = [Member("m1", "李慧", is_active=True)]
    house = House("d1", "1 号工作站", "幸福路社区卫生服务中心", code, "010-5550 0100" if code else "", staff)
    made = [canonical.decode(canonical.encode(body)) for body in to_resources(house, Profile())]
    validator = Validator(unpack(tmp_path))
    assert [fault for body in made for fault in complaints(validator, body)] == []
    expected = TYPES if code else ("Device", "Practitioner")
    assert sorted(body["resourceType"] for body in made) == sorted(expected)
