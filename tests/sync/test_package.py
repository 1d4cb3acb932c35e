"""The queue on a stick: once on the platform, however often and by whichever way it goes there."""

import errno
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
import requests

from healthdesk.base import files
from healthdesk.base.errors import DiskFull, InvalidInput, PackageUnusable, PlatformError
from healthdesk.base.progress import Silence
from healthdesk.services import packages as sticks
from healthdesk.store import sealing
from healthdesk.sync import courier, doubt, packages, receipts
from healthdesk.sync.moved import Moved
from healthdesk.sync.packages import Package
from healthdesk.sync.receipts import Receipt
from healthdesk.sync.transactions import Transactions
from healthdesk.trials.syncing import faults
from healthdesk.trials.syncing.fake_platform import FakePlatform, text
from healthdesk.trials.syncing.stations import Station
from tests.builders import SOFT

IN_STEP = ("in-step", 0, 0, 0)
PASSWORD = "stick of a test"


@pytest.fixture
def resident(here: Station) -> str:
    """Somebody both the platform and the desk know; from now on the desk has no line."""
    made = here.register(1)
    here.sync()
    return made


def packed(station: Station, saves_a_request: int = packages.SAVES_A_REQUEST) -> Package:
    """What is written on the stick, through JSON and back."""
    made = packages.pack(station.link, Silence(), saves_a_request)
    return msgspec.json.decode(msgspec.json.encode(made), type=Package)


def carried(platform: FakePlatform, package: Package) -> Receipt:
    """What whoever carries the stick does, at another computer."""
    return courier.deliver(platform.client(), package)


def test_what_is_carried_is_there_once_and_the_receipt_settles_it(
    here: Station, there: Station, platform: FakePlatform, resident: str
) -> None:
    visit = here.visit(resident)
    second = here.register(2)
    later = here.visit(second)
    package = packed(here)
    assert package.saves == 3
    receipt = carried(platform, package)
    assert (receipt.left, receipt.refused, receipt.reason) == ((), {}, None)
    assert receipts.take(here.link, receipt) == 3
    assert here.states() == ["acked"] * 4
    outcome = here.sync()
    assert (outcome.state, outcome.sent) == ("in-step", 0)
    there.sync()
    mine, theirs = here.rows(), there.rows()
    assert {key: theirs.get(key) for key in mine} == mine
    for id_ in (visit, later):
        assert len(platform.versions("QuestionnaireResponse", id_)) == 1


def test_sent_twice_is_there_once(here: Station, platform: FakePlatform, resident: str) -> None:
    visit = here.visit(resident)
    package = packed(here)
    first, second = carried(platform, package), carried(platform, package)
    assert first.done == second.done
    assert len(platform.versions("QuestionnaireResponse", visit)) == 1
    for receipt in (second, first):
        receipts.take(here.link, receipt)
    assert here.settled(here.sync()) == IN_STEP


def test_what_was_packed_may_not_be_carried_once_the_line_has_made_sure_of_it(
    here: Station, platform: FakePlatform, resident: str
) -> None:
    visit = here.visit(resident)
    package = packed(here)
    assert doubt.outdate(here.link) == 0
    receipt = carried(platform, package)
    assert (receipt.done, receipt.reason) == ({}, "overtaken")
    assert not platform.versions("QuestionnaireResponse", visit)
    assert here.settled(here.sync()) == IN_STEP


def test_what_another_slot_has_under_way_is_not_packed(
    here: Station, platform: FakePlatform, resident: str
) -> None:
    here.link = replace(here.link, slots=2)
    here.visit(resident)
    here.sync()
    visit, other = here.visit(resident), here.register(2)
    platform.fail(faults.answer_lost, lambda request: visit in text(request))
    platform.fail(faults.no_route, faults.a_look_at_the_sentinel)
    way = Transactions(replace(here.link, slot=1), Silence(), Moved())
    with pytest.raises(PlatformError):
        way._deliver(way._choose(1)[:1])
    package = packed(here)
    assert [save.items[0].id for request in package.requests for save in request.saves] == [other]
    assert receipts.take(here.link, carried(platform, package)) == 1
    assert here.settled(here.sync()) == IN_STEP
    assert len(platform.versions("QuestionnaireResponse", visit)) == 1


def test_by_stick_and_later_by_line_is_there_once(
    here: Station, platform: FakePlatform, resident: str
) -> None:
    """The receipt is lost: the line asks the sentinel, as after a lost answer."""
    visits = [here.visit(resident) for _ in range(3)]
    many = [here.register(number) for number in range(10, 140)]
    package = packed(here)
    assert len(package.requests) > 1
    carried(platform, package)
    outcome = here.sync()
    assert here.settled(outcome) == IN_STEP
    assert set(here.states()) == {"acked"}
    for id_ in visits:
        assert len(platform.versions("QuestionnaireResponse", id_)) == 1
    for id_ in many:
        assert len(platform.versions("Patient", id_)) == 1


def test_a_package_of_many_requests_is_settled_over_many_pages_of_history(
    here: Station, platform: FakePlatform, resident: str
) -> None:
    """HAPI gives fifty versions a page whatever is asked for; what stands on the next one counts too."""
    many = [here.register(number) for number in range(10, 17)]
    package = packed(here, 1)
    assert len(package.requests) == len(many)
    carried(platform, package)
    platform.page_size = 3
    assert carried(platform, package).left == ()
    assert here.settled(here.sync()) == IN_STEP
    for id_ in many:
        assert len(platform.versions("Patient", id_)) == 1


def test_a_step_that_cannot_be_read_leaves_the_doubt(
    here: Station, platform: FakePlatform, resident: str
) -> None:
    """What those steps wrote must not be sent again: a create would overwrite what others made of it."""
    people = [here.register(number) for number in range(10, 13)]
    carried(platform, packed(here, 1))

    def nothing(platform: FakePlatform, request: requests.PreparedRequest) -> requests.Response:
        body = b'{"resourceType": "Bundle", "type": "history"}'
        return platform.answer(request, 200, body, {"Content-Type": "application/fhir+json"})

    platform.fail(nothing, lambda request: f"{here.sentinel()}/_history" in (request.url or ""))
    assert here.sync().reason == "unclear"
    assert here.settled(here.sync()) == IN_STEP
    for id_ in people:
        assert len(platform.versions("Patient", id_)) == 1


def test_by_line_and_later_by_stick_is_there_once(
    here: Station, platform: FakePlatform, resident: str
) -> None:
    visit = here.visit(resident)
    package = packed(here)
    assert here.settled(here.sync()) == IN_STEP
    receipt = carried(platform, package)
    assert receipt.reason in (None, "overtaken")
    here.visit(resident)
    assert here.settled(here.sync()) == IN_STEP
    assert carried(platform, package).reason == "overtaken"
    assert len(platform.versions("QuestionnaireResponse", visit)) == 1
    assert receipts.take(here.link, receipt) == 0


@pytest.mark.parametrize("fault", [faults.answer_lost, faults.truncated, faults.doubled])
def test_a_bad_line_at_the_courier_changes_nothing(
    here: Station, platform: FakePlatform, resident: str, fault: Callable[..., object]
) -> None:
    visit = here.visit(resident)
    package = packed(here)
    platform.fail(fault)  # type: ignore[arg-type]  # a fault of the platform
    receipt = carried(platform, package)
    assert receipt.left == ()
    assert receipts.take(here.link, receipt) == 1
    assert len(platform.versions("QuestionnaireResponse", visit)) == 1
    assert here.settled(here.sync()) == IN_STEP


def test_a_courier_without_a_line_leaves_everything_for_the_next(
    here: Station, platform: FakePlatform, resident: str
) -> None:
    here.visit(resident)
    package = packed(here)
    platform.fail(faults.no_route, faults.anything)
    receipt = carried(platform, package)
    assert receipt.reason == "unreachable"
    assert len(receipt.left) == package.saves
    assert receipts.take(here.link, receipt) == 0
    assert carried(platform, package).left == ()


def test_a_second_package_takes_the_first_along(here: Station, platform: FakePlatform, resident: str) -> None:
    """Monday's stick was lost; Tuesday's holds both days; then Monday's is found after all."""
    first = here.visit(resident)
    monday = packed(here)
    second = here.visit(here.register(3))
    tuesday = packed(here)
    assert tuesday.saves == monday.saves + 2
    receipt = carried(platform, tuesday)
    assert carried(platform, monday).reason == "overtaken"
    assert receipts.take(here.link, receipt) == 3
    for id_ in (first, second):
        assert len(platform.versions("QuestionnaireResponse", id_)) == 1
    assert here.settled(here.sync()) == IN_STEP


def test_what_others_changed_meanwhile_is_not_overwritten(
    here: Station, there: Station, platform: FakePlatform, resident: str
) -> None:
    there.sync()
    here.edit(resident, phone="13900000001")
    visit = here.visit(here.register(4))
    package = packed(here)
    there.edit(resident, current_address="新华里 9")
    there.sync()
    receipt = carried(platform, package)
    assert receipt.refused or receipt.left
    assert platform.body("Patient", resident)["address"][0]["text"] == "新华里 9"
    receipts.take(here.link, receipt)
    assert here.settled(here.sync()) == IN_STEP
    assert len(platform.versions("QuestionnaireResponse", visit)) == 1
    there.sync()
    for station in (here, there):
        row = station.row("Resident", resident)
        assert (row["phone"], row["address"]) == ("13900000001", "新华里 9")


def test_a_platform_restored_meanwhile_gets_nothing(
    here: Station, platform: FakePlatform, resident: str
) -> None:
    here.visit(resident)
    package = packed(here)
    older = msgspec.structs.replace(package, counter=package.counter + 5)
    assert carried(platform, older).reason == "restored"


@pytest.mark.parametrize("no", [429, 503])
def test_a_platform_that_is_busy_is_not_taken_for_a_restored_one(
    here: Station, platform: FakePlatform, resident: str, no: int
) -> None:
    here.visit(resident)
    package = packed(here)
    platform.fail(faults.status(no), lambda request: f"/Basic/{package.sentinel_id}" in str(request.url))
    assert carried(platform, package).reason == "unreachable"
    assert carried(platform, package).done


def test_before_the_first_contact_there_is_nothing_to_pack(here: Station) -> None:
    here.register(1)
    with pytest.raises(InvalidInput, match="never-met"):
        packages.pack(here.link, Silence())


def test_a_receipt_of_another_workstation_is_refused(
    here: Station, there: Station, platform: FakePlatform, resident: str
) -> None:
    there.sync()
    here.visit(resident)
    receipt = carried(platform, packed(here))
    with pytest.raises(InvalidInput, match="another-station"):
        receipts.take(there.link, receipt)


def test_a_stick_without_room_for_the_receipt_is_known_before_anything_is_sent(
    here: Station, platform: FakePlatform, resident: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The receipt of an earlier journey stays; what would be sent without one would stay in doubt."""
    here.register(2)
    stick, old = tmp_path / "week.hdpackage", tmp_path / "week.hdreceipt"
    files.write(stick, sealing.seal(msgspec.json.encode(packed(here)), PASSWORD, packages.PURPOSE, SOFT))
    old.write_bytes(b"an older receipt")
    before = len(platform.seen)

    def full(_file: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    with monkeypatch.context() as disk, pytest.raises(DiskFull):
        disk.setattr(os, "fsync", full)
        sticks.send(platform.client(), stick, PASSWORD, SOFT)
    assert len(platform.seen) == before
    assert old.read_bytes() == b"an older receipt"
    assert sticks.send(platform.client(), stick, PASSWORD, SOFT).done == 1
    assert sorted(one.name for one in tmp_path.iterdir() if one.is_file()) == [stick.name, old.name]
    receipt = msgspec.json.decode(sealing.unseal(old.read_bytes(), PASSWORD, packages.RECEIPT), type=Receipt)
    assert receipts.take(here.link, receipt) == 1


def test_a_sealed_file_opens_whole_with_its_password_or_not_at_all(tmp_path: Path) -> None:
    content = "王秀英".encode() * 500
    sealed = sealing.seal(content, PASSWORD, "package", SOFT)
    assert sealing.unseal(sealed, PASSWORD, "package") == content
    assert "王秀英".encode() not in sealed
    with pytest.raises(InvalidInput, match="wrong"):
        sealing.unseal(sealed, "another", "package")
    with pytest.raises(PackageUnusable):
        sealing.unseal(sealed, PASSWORD, "receipt")
    for cut in (0, 10, len(sealing.MAGIC) + 5, len(sealed) // 2, len(sealed) - 1):
        with pytest.raises(PackageUnusable):
            sealing.unseal(sealed[:cut], PASSWORD, "package")
    for at in range(len(sealing.MAGIC), len(sealed), 37):
        altered = bytearray(sealed)
        altered[at] ^= 1
        with pytest.raises((PackageUnusable, InvalidInput)):
            sealing.unseal(bytes(altered), PASSWORD, "package")
    file = tmp_path / "stick.hdpackage"
    files.write(file, sealed)
    assert sealing.read(file) == sealed
    assert [one.name for one in tmp_path.iterdir()] == [file.name]
