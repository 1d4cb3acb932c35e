"""A package of which something is refused: the others arrive, the bad one is known by its reason."""

import pytest
import requests

from healthdesk.base.progress import Silence
from healthdesk.store.platform import PLATFORM
from healthdesk.sync import centre, courier, packages, receipts
from healthdesk.sync.merge import Verdict
from healthdesk.trials.syncing import faults
from healthdesk.trials.syncing.fake_platform import FakePlatform, is_upload, text
from healthdesk.trials.syncing.stations import Station
from tests.sync.test_package import IN_STEP, carried, packed

MANY = 30
HALVINGS = 14
"""The first request, two halves each time, and none that is refused twice."""


@pytest.fixture
def resident(here: Station) -> str:
    """Somebody both the platform and the desk know; from now on the desk has no line."""
    made = here.register(1)
    here.sync()
    return made


def crossed(here: Station, there: Station, resident: str) -> list[str]:
    """One record edited at both desks, the other's first on the platform; and many more saves here."""
    there.sync()
    many = [here.register(number) for number in range(10, 10 + MANY)]
    here.edit(resident, phone="13900000001")
    there.edit(resident, current_address="新华里 9")
    there.sync()
    return many


def uploads(platform: FakePlatform) -> int:
    """How many transactions with saves were sent to the platform."""
    return sum(is_upload(request) for request in platform.seen)


def test_a_stale_save_goes_home_with_what_was_written_before_it_and_all_others_arrive(
    here: Station, there: Station, platform: FakePlatform, resident: str
) -> None:
    """Without any line: the receipt alone brings the other's version, and the next package the merge."""
    many = crossed(here, there, resident)
    package, before = packed(here), uploads(platform)
    assert len(package.requests) == 1
    receipt = carried(platform, package)
    assert uploads(platform) - before <= HALVINGS
    assert (len(receipt.done), len(receipt.refused), receipt.left) == (MANY, 1, ())
    assert all(("Patient", one) in platform.state for one in many)
    assert platform.body("Patient", resident)["address"][0]["text"] == "新华里 9"
    assert receipts.take(here.link, receipt) == MANY
    row = here.row("Resident", resident)
    assert (row["phone"], row["address"], here.conflicts()) == ("13900000001", "新华里 9", ())
    second = carried(platform, packed(here))
    assert (len(second.done), second.refused, second.left) == (1, {}, ())
    receipts.take(here.link, second)
    assert here.settled(here.sync()) == IN_STEP
    there.sync()
    assert there.row("Resident", resident)["phone"] == "13900000001"


def test_a_stale_save_of_the_same_field_is_laid_before_a_person(
    here: Station, there: Station, platform: FakePlatform, resident: str
) -> None:
    there.sync()
    here.edit(resident, workplace="一厂")
    other = here.register(2)
    there.edit(resident, workplace="二厂")
    there.sync()
    receipt = carried(platform, packed(here))
    assert receipts.take(here.link, receipt) == 1
    assert ("Patient", other) in platform.state
    (conflict,) = here.conflicts()
    assert (conflict.noun, conflict.row_id) == ("Resident", resident)
    assert here.row("Resident", resident)["answers"]["workplace"] == "一厂"
    (field,) = [one for one in conflict.fields if one.verdict is Verdict.OPEN]
    assert centre.resolve(here.link, conflict.key, {field.path: Verdict.HERE}, "王慧")
    second = carried(platform, packed(here))
    receipts.take(here.link, second)
    assert here.settled(here.sync()) == IN_STEP
    there.sync()
    assert there.row("Resident", resident)["answers"]["workplace"] == "一厂"


def test_a_record_that_was_deleted_there_comes_back_as_a_question(
    here: Station, platform: FakePlatform, resident: str
) -> None:
    here.edit(resident, phone="13900000001")
    other = here.register(2)
    platform.delete_on("Patient", resident, None)
    receipt = carried(platform, packed(here))
    assert receipts.take(here.link, receipt) == 1
    assert ("Patient", other) in platform.state
    assert len(here.conflicts()) == 1
    assert here.row("Resident", resident)["phone"] == "13900000001"


def test_an_invalid_save_is_rejected_with_its_reason_and_the_mended_one_goes_with_the_next_package(
    here: Station, platform: FakePlatform, resident: str
) -> None:
    bad, *others = [here.register(number) for number in range(17, 17 + MANY)]
    visit = here.visit(bad)
    platform.refuses = lambda body: "Patient.birthDate" if body.get("id") == bad else None
    receipt = carried(platform, packed(here))
    assert (len(receipt.done), len(receipt.refused), len(receipt.left)) == (len(others), 1, 1)
    assert receipts.take(here.link, receipt) == len(others)
    with here.database.reading() as session:
        (entry,) = [one for one in centre.queue(session, PLATFORM) if one.state == "rejected"]
    assert entry.code == "422"
    assert "Patient.birthDate" in (entry.places or "")
    platform.refuses = lambda body: None
    here.edit(bad, phone="13900000002")
    second = carried(platform, packed(here))
    assert (len(second.done), second.left) == (2, ())
    receipts.take(here.link, second)
    assert here.settled(here.sync()) == IN_STEP
    assert len(platform.versions("Patient", bad)) == 1
    assert len(platform.versions("QuestionnaireResponse", visit)) == 1


def test_a_save_that_breaks_the_platform_is_left_and_the_others_arrive(
    here: Station, platform: FakePlatform, resident: str
) -> None:
    bad, *others = [here.register(number) for number in range(10, 10 + MANY)]

    def breaks(request: requests.PreparedRequest) -> bool:
        return is_upload(request) and f'"id":"{bad}"' in text(request)

    for _ in range(HALVINGS):
        platform.fail(faults.status(500), breaks)
    receipt = carried(platform, packed(here))
    assert (len(receipt.done), receipt.refused, len(receipt.left)) == (len(others), {}, 1)
    assert receipts.take(here.link, receipt) == len(others)
    platform.faults.clear()
    assert here.settled(here.sync()) == IN_STEP
    assert len(platform.versions("Patient", bad)) == 1


def test_a_platform_that_is_ill_is_not_asked_about_every_save(
    here: Station, platform: FakePlatform, resident: str
) -> None:
    for number in range(10, 10 + MANY):
        here.register(number)
    for _ in range(3 * MANY):
        platform.fail(faults.status(500))
    package, before = packed(here), uploads(platform)
    receipt = carried(platform, package)
    assert (receipt.reason, len(receipt.left)) == ("answerunclear", MANY)
    assert uploads(platform) - before <= HALVINGS


def test_a_request_that_went_in_parts_is_settled_by_the_line_when_its_receipt_is_lost(
    here: Station, there: Station, platform: FakePlatform, resident: str
) -> None:
    """More steps of the sentinel than requests were packed: they are ours all the same."""
    many = crossed(here, there, resident)
    assert len(carried(platform, packed(here)).done) == MANY
    assert here.settled(here.sync()) == IN_STEP
    assert all(len(platform.versions("Patient", one)) == 1 for one in many)
    there.sync()
    assert there.row("Resident", resident)["phone"] == "13900000001"


def test_what_is_killed_between_the_parts_is_ended_by_another_computer(
    here: Station, platform: FakePlatform, resident: str
) -> None:
    bad, *others = [here.register(number) for number in range(17, 17 + MANY)]
    platform.refuses = lambda body: "Patient.birthDate" if body.get("id") == bad else None
    package, killed = packed(here), platform.client()
    last = uploads(platform) + HALVINGS // 2

    def dies(request: requests.PreparedRequest) -> bool:
        return is_upload(request) and uploads(platform) > last

    for _ in range(MANY):
        platform.fail(faults.lost_on_the_way, dies)
    first = courier.deliver(killed, package)
    assert 0 < len(first.done) < len(others)
    platform.faults.clear()
    second = carried(platform, package)
    assert (set(second.done) >= set(first.done), len(second.done)) == (True, len(others))
    assert receipts.take(here.link, second) == len(others)
    assert receipts.take(here.link, first) == 0
    assert all(len(platform.versions("Patient", one)) == 1 for one in others)


def test_an_old_refusal_says_nothing_of_what_was_packed_again(
    here: Station, platform: FakePlatform, resident: str
) -> None:
    """The receipt is read a second time, when the mended record is on its way in another package."""
    bad = here.register(17)
    here.register(18)
    platform.refuses = lambda body: "Patient.birthDate" if body.get("id") == bad else None
    first = carried(platform, packed(here))
    receipts.take(here.link, first)
    platform.refuses = lambda body: None
    here.edit(bad, phone="13900000002")
    package = packages.pack(here.link, Silence())
    assert receipts.take(here.link, first) == 0
    assert "rejected" not in here.states()
    receipts.take(here.link, carried(platform, package))
    assert set(here.states()) == {"acked"}
