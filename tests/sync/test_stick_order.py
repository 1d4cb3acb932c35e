"""Several edits of one record in one package: they arrive in their order, each once, whoever carries them."""

import pytest
import requests
from sqlalchemy import select

from healthdesk.base import canonical
from healthdesk.store.platform import Ack, Version
from healthdesk.sync import courier, receipts
from healthdesk.sync.packages import Package
from healthdesk.sync.receipts import Receipt
from healthdesk.trials.syncing import faults
from healthdesk.trials.syncing.fake_platform import FakePlatform, is_upload, text
from healthdesk.trials.syncing.stations import Station
from tests.sync.test_package import IN_STEP, carried, packed

PHONES = ("13900000001", "13900000002", "13900000003")


@pytest.fixture
def resident(here: Station) -> str:
    """Somebody both the platform and the desk know; from now on the desk has no line."""
    made = here.register(1)
    here.sync()
    return made


def edited(here: Station, resident: str) -> Package:
    """Three edits of one record, packed."""
    for phone in PHONES:
        here.edit(resident, phone=phone)
    return packed(here)


def phones(platform: FakePlatform, resident: str) -> list[str]:
    """The numbers that the versions there say, the oldest first, the one of the registration left out."""
    said = [canonical.decode(one.body or b"{}")["telecom"] for one in platform.versions("Patient", resident)]
    return [telecom[0]["value"] for telecom in said][1:]


def there_and_back(here: Station, platform: FakePlatform, resident: str) -> None:
    """Four edits that say one thing, another, and both again; carried, and the receipt lost."""
    for phone in (*PHONES[:2], *PHONES[:2]):
        here.edit(resident, phone=phone)
    assert carried(platform, packed(here)).left == ()


def confirmed(here: Station, resident: str) -> list[str]:
    """Under which versions this desk believes its own texts of a person to be there, the oldest first."""
    mine = select(Ack.server_version).join(Version, Version.seq == Ack.version_seq)
    mine = mine.where(Version.type == "Patient", Version.id == resident, Version.origin == "local")
    with here.database.reading() as session:
        return list(session.scalars(mine.order_by(Version.seq)))


def half_carried(platform: FakePlatform, package: Package) -> Receipt:
    """The courier's computer dies after the first edit."""
    platform.fail(faults.lost_on_the_way, lambda request: is_upload(request) and PHONES[1] in text(request))
    receipt = courier.deliver(platform.client(), package)
    assert len(receipt.done) == 1
    return receipt


def test_all_edits_of_a_record_arrive_with_one_package(
    here: Station, there: Station, platform: FakePlatform, resident: str
) -> None:
    package = edited(here, resident)
    assert package.saves == len(PHONES)
    receipt = carried(platform, package)
    assert (receipt.left, receipt.refused) == ((), {})
    assert tuple(phones(platform, resident)) == PHONES
    assert receipts.take(here.link, receipt) == len(PHONES)
    assert here.heads("dirty") == 0
    assert here.settled(here.sync()) == IN_STEP
    there.sync()
    assert there.row("Resident", resident)["phone"] == PHONES[-1]


def test_a_new_record_and_its_edits_arrive_with_one_package(
    here: Station, platform: FakePlatform, resident: str
) -> None:
    fresh = here.register(2)
    here.edit(fresh, phone=PHONES[0])
    here.edit(fresh, phone=PHONES[1])
    receipt = carried(platform, packed(here))
    assert tuple(phones(platform, fresh)) == PHONES[:2]
    assert receipts.take(here.link, receipt) == 3
    assert here.settled(here.sync()) == IN_STEP


def test_sent_twice_and_from_two_computers_they_are_there_once(
    here: Station, platform: FakePlatform, resident: str
) -> None:
    package = edited(here, resident)
    half_carried(platform, package)
    first, second = carried(platform, package), carried(platform, package)
    assert first.done == second.done
    assert tuple(phones(platform, resident)) == PHONES
    assert receipts.take(here.link, second) == len(PHONES)
    assert receipts.take(here.link, first) == 0
    assert here.settled(here.sync()) == IN_STEP


def test_two_computers_that_send_at_the_same_time_write_them_once(
    here: Station, platform: FakePlatform, resident: str
) -> None:
    """The second stick comes in between: the first one's request fails, and what it asks says why."""
    package = edited(here, resident)
    beside: list[Receipt] = []

    def overtaken(platform: FakePlatform, request: requests.PreparedRequest) -> requests.Response:
        beside.append(courier.deliver(platform.client(), package))
        return platform.serve(request)

    platform.fail(overtaken, lambda request: is_upload(request) and PHONES[1] in text(request))
    receipt = carried(platform, package)
    assert beside[0].done == receipt.done
    assert tuple(phones(platform, resident)) == PHONES
    assert receipts.take(here.link, receipt) == len(PHONES)
    assert here.settled(here.sync()) == IN_STEP


@pytest.mark.parametrize("is_receipt_read", [True, False])
def test_half_carried_and_ended_by_the_line(
    here: Station, platform: FakePlatform, resident: str, is_receipt_read: bool
) -> None:
    package = edited(here, resident)
    receipt = half_carried(platform, package)
    if is_receipt_read:
        assert receipts.take(here.link, receipt) == 1
    assert here.settled(here.sync()) == IN_STEP
    assert tuple(phones(platform, resident)) == PHONES
    assert carried(platform, package).reason == "overtaken"
    assert tuple(phones(platform, resident)) == PHONES
    assert receipts.take(here.link, receipt) == 0


def test_half_carried_then_seen_by_a_line_that_is_cut_and_ended_by_the_stick(
    here: Station, platform: FakePlatform, resident: str
) -> None:
    """The line found the first edit there and put back the others; then the stick brought them after all."""
    package = edited(here, resident)
    half_carried(platform, package)
    for _ in range(9):
        platform.fail(faults.no_route)
    assert here.sync().state == "offline"
    platform.faults.clear()
    assert carried(platform, package).left == ()
    assert here.settled(here.sync()) == IN_STEP
    assert tuple(phones(platform, resident)) == PHONES


def test_all_carried_and_the_receipt_lost(here: Station, platform: FakePlatform, resident: str) -> None:
    carried(platform, edited(here, resident))
    assert here.settled(here.sync()) == IN_STEP
    assert tuple(phones(platform, resident)) == PHONES
    here.edit(resident, phone="13900000009")
    assert here.settled(here.sync()) == IN_STEP


def test_edits_that_say_the_same_are_told_apart_by_what_they_stand_on(
    here: Station, platform: FakePlatform, resident: str
) -> None:
    """Each is looked for above the one before it: by its text alone the third would pass for the first."""
    there_and_back(here, platform, resident)
    assert here.settled(here.sync()) == IN_STEP
    assert confirmed(here, resident) == ["1", "2", "3", "4", "5"]


def test_edits_that_say_the_same_are_told_apart_also_when_reading_back_was_cut(
    here: Station, platform: FakePlatform, resident: str
) -> None:
    """The version they were packed on is no longer what the third stands on: the line had confirmed two."""
    there_and_back(here, platform, resident)
    asked: list[str] = []

    def is_third_look(request: requests.PreparedRequest) -> bool:
        if f"/Patient/{resident}/_history" in (request.url or ""):
            asked.append(request.url or "")
        return len(asked) == 3

    platform.fail(faults.lost_on_the_way, is_third_look)
    assert here.sync().reason == "unclear"
    assert confirmed(here, resident) == ["1", "2", "3"]
    assert here.settled(here.sync()) == IN_STEP
    assert confirmed(here, resident) == ["1", "2", "3", "4", "5"]


def test_an_edit_after_the_package_was_written_goes_behind_it(
    here: Station, platform: FakePlatform, resident: str
) -> None:
    monday = edited(here, resident)
    here.edit(resident, phone="13900000009")
    receipt = carried(platform, monday)
    assert receipts.take(here.link, receipt) == len(PHONES)
    assert here.row("Resident", resident)["phone"] == "13900000009"
    second = carried(platform, packed(here))
    assert receipts.take(here.link, second) == 1
    assert tuple(phones(platform, resident)) == (*PHONES, "13900000009")
    assert here.settled(here.sync()) == IN_STEP


def test_a_second_package_takes_the_first_along_in_order(
    here: Station, platform: FakePlatform, resident: str
) -> None:
    monday = edited(here, resident)
    here.edit(resident, phone="13900000009")
    tuesday = packed(here)
    half_carried(platform, monday)
    receipt = carried(platform, tuesday)
    assert tuple(phones(platform, resident)) == (*PHONES, "13900000009")
    assert receipts.take(here.link, receipt) == len(PHONES) + 1
    assert here.settled(here.sync()) == IN_STEP


def test_requests_in_another_order_do_not_go_before_what_they_build_on(
    here: Station, platform: FakePlatform, resident: str
) -> None:
    package = edited(here, resident)
    mixed = Package(
        package.station,
        package.system,
        package.slot,
        package.sentinel_id,
        package.version,
        package.counter,
        package.requests[::-1],
    )
    receipt = carried(platform, mixed)
    assert (len(receipt.done), len(receipt.left)) == (0, len(PHONES))
    assert phones(platform, resident) == []
    receipts.take(here.link, receipt)
    assert here.settled(here.sync()) == IN_STEP
    assert tuple(phones(platform, resident)) == PHONES


def test_another_workstation_between_two_edits_is_not_overwritten(
    here: Station, there: Station, platform: FakePlatform, resident: str
) -> None:
    there.sync()
    package = edited(here, resident)
    half_carried(platform, package)
    there.sync()
    there.edit(resident, phone="13700000000", current_address="新华里 9")
    there.sync()
    receipt = carried(platform, package)
    assert (len(receipt.done), len(receipt.refused), len(receipt.left)) == (1, 1, 1)
    assert phones(platform, resident) == [PHONES[0], "13700000000"]
    assert receipts.take(here.link, receipt) == 1
    assert len(here.conflicts()) == 1
    assert here.row("Resident", resident)["phone"] == PHONES[-1]
    assert phones(platform, resident) == [PHONES[0], "13700000000"]
    assert here.settled(here.sync())[0] == "conflict"


def test_a_refused_save_that_an_old_stick_brings_after_it_was_mended_does_not_pass_for_the_mended_one(
    here: Station, there: Station, platform: FakePlatform, resident: str
) -> None:
    """The platform takes on Tuesday what it refused on Monday; the record was put right in between."""
    bad = here.register(17)
    platform.refuses = lambda body: "Patient.telecom" if body.get("id") == bad else None
    package = packed(here)
    receipts.take(here.link, carried(platform, package))
    platform.refuses = lambda body: None
    here.edit(bad, phone=PHONES[0])
    assert len(carried(platform, package).done) == 1
    assert here.settled(here.sync()) == IN_STEP
    there.sync()
    assert there.row("Resident", bad)["phone"] == PHONES[0]
