"""Platforms that take no Provenance, or lose what they take: found out before anything is refused."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests

from healthdesk.base import canonical
from healthdesk.base.back_off import LONGEST_S
from healthdesk.base.progress import Silence
from healthdesk.store.platform import PLATFORM, Remote
from healthdesk.sync import centre, courier, packages, receipts
from healthdesk.trials.syncing import faults, told
from healthdesk.trials.syncing.fake_platform import FakePlatform, Refusal, text
from healthdesk.trials.syncing.stations import Station, a_station
from healthdesk.trials.syncing.world import WanderingClock

IN_STEP = ("in-step", 0, 0, 0)
MODES: tuple[dict[str, Any], ...] = (
    {},
    {"honours_if_match": False},
    {"takes_own_ids": False},
    {"keeps_history": False, "takes_updates": False},
)


class WithoutProvenance(FakePlatform):
    """Answers everything about Provenance with `no`, alone or in a transaction."""

    no: int = 404
    is_fhir: bool = True
    lacks: str = "Provenance"

    def serve(self, request: requests.PreparedRequest) -> requests.Response:
        in_path = f"/{self.lacks}" in urlsplit(request.url or "").path
        if in_path and not self.is_fhir:
            return faults.status(self.no)(self, request)
        return super().serve(request)

    def _dispatch(self, request: requests.PreparedRequest) -> tuple[int, bytes, dict[str, str]]:
        in_path = f"/{self.lacks}" in urlsplit(request.url or "").path
        if in_path or f'"resourceType":"{self.lacks}"' in text(request):
            raise Refusal(self.no, "not-supported")
        return super()._dispatch(request)


def probed(station: Station) -> Mapping[str, Any]:
    """What was found out about the platform."""
    with station.database.reading() as session:
        return session.get_one(Remote, PLATFORM).probe or {}


@pytest.mark.parametrize("is_fhir", [True, False], ids=["fhir", "plain"])
@pytest.mark.parametrize("no", [400, 403, 404, 405, 422, 501])
def test_a_platform_without_provenance_gets_every_save_with_a_basic_as_its_marker(
    tmp_path: Path, no: int, is_fhir: bool
) -> None:
    platform = WithoutProvenance()
    platform.no, platform.is_fhir = no, is_fhir
    here, there = (a_station(tmp_path / str(number), platform.client(), number) for number in (1, 2))
    here.visit(here.register())
    assert here.settled(here.sync()) == IN_STEP
    assert there.settled(there.sync()) == IN_STEP
    assert there.rows() == here.rows()
    assert saves_marked(platform) == 2
    here.database.close()
    there.database.close()


@pytest.mark.parametrize("habits", MODES, ids=str)
def test_the_marker_is_a_basic_in_every_mode(tmp_path: Path, habits: dict[str, Any]) -> None:
    platform = WithoutProvenance(**habits)
    here, there = (a_station(tmp_path / str(number), platform.client(), number) for number in (1, 2))
    resident = here.register()
    assert here.settled(here.sync()) == IN_STEP
    there.sync()
    there.edit(resident, phone="13900000001")
    assert there.settled(there.sync()) == IN_STEP
    assert here.settled(here.sync()) == IN_STEP
    assert here.row("Resident", resident)["phone"] == "13900000001"
    assert saves_marked(platform) == 2
    here.database.close()
    there.database.close()


def test_an_answer_that_is_lost_there_leaves_one_copy(tmp_path: Path) -> None:
    platform = WithoutProvenance()
    here = a_station(tmp_path / "desk", platform.client())
    here.sync()
    resident = here.register()
    platform.fail(faults.answer_lost, lambda request: '"code":"save"' in text(request))
    here.sync()
    assert here.settled(here.sync()) == IN_STEP
    assert len(platform.versions("Patient", resident)) == 1
    here.database.close()


def test_what_goes_on_a_stick_to_such_a_platform_bears_a_basic_too(tmp_path: Path) -> None:
    platform = WithoutProvenance()
    here = a_station(tmp_path / "desk", platform.client())
    here.sync()
    here.register()
    package = packages.pack(here.link, Silence())
    receipt = courier.deliver(platform.client(), package)
    receipts.take(here.link, receipt)
    assert here.settled(here.sync()) == IN_STEP
    assert saves_marked(platform) == 1
    here.database.close()


@pytest.mark.parametrize("is_receipt_lost", [True, False])
@pytest.mark.parametrize("no", [403, 404, 422, 501])
def test_a_stick_to_what_takes_no_provenance_any_more_is_marked_on_its_way(
    tmp_path: Path, no: int, *, is_receipt_lost: bool
) -> None:
    """It was packed before; the record that is bad itself stays behind, the others arrive, each once."""
    platform = WithoutProvenance()
    platform.lacks, platform.no = "Nothing", no
    here = a_station(tmp_path / "desk", platform.client())
    here.sync()
    bad, *good = [here.register(number) for number in range(2, 8)]
    package = packages.pack(here.link, Silence())
    platform.lacks = "Provenance"
    platform.refuses = lambda body: "?" if body.get("id") == bad else None
    receipts_of_two = [courier.deliver(platform.client(), package) for _ in range(2)]
    for receipt in receipts_of_two:
        assert (len(receipt.done), len(receipt.refused), receipt.left) == (len(good), 1, ())
    assert (saves_marked(platform), [versions(platform, "Patient", one) for one in good]) == (5, [1] * 5)
    platform.refuses = lambda body: None
    if not is_receipt_lost:
        assert receipts.take(here.link, receipts_of_two[0]) == len(good)
        here.edit(bad, phone="13900000002")
    assert here.settled(here.sync()) == IN_STEP
    assert (saves_marked(platform), versions(platform, "Patient", bad)) == (6, 1)
    assert [versions(platform, "Patient", one) for one in good] == [1] * 5
    here.database.close()


def test_a_stick_whose_records_are_bad_themselves_keeps_its_provenance(
    here: Station, platform: FakePlatform
) -> None:
    here.sync()
    bad, good = here.register(2), here.register(3)
    package = packages.pack(here.link, Silence())
    platform.refuses = lambda body: "?" if body.get("id") == bad else None
    receipt = courier.deliver(platform.client(), package)
    assert (len(receipt.done), len(receipt.refused), receipt.left) == (1, 1, ())
    assert (versions(platform, "Patient", good), saves_marked(platform)) == (1, 0)


def test_what_an_old_stick_brought_with_a_basic_is_known_by_it(tmp_path: Path) -> None:
    """The record was mended in between and packed again: what the old stick wrote is met first."""
    platform = WithoutProvenance()
    platform.lacks, platform.no = "Nothing", 403
    here = a_station(tmp_path / "desk", platform.client())
    here.sync()
    bad = here.register(17)
    platform.refuses = lambda body: "Patient.telecom" if body.get("id") == bad else None
    package = packages.pack(here.link, Silence())
    receipts.take(here.link, courier.deliver(platform.client(), package))
    platform.refuses, platform.lacks = (lambda body: None), "Provenance"
    here.edit(bad, phone="13900000001")
    packages.pack(here.link, Silence())
    assert len(courier.deliver(platform.client(), package).done) == 1
    assert here.settled(here.sync()) == IN_STEP
    newest = canonical.decode(platform.state["Patient", bad].body or b"{}")
    assert newest["telecom"][0]["value"] == "13900000001"
    here.database.close()


def test_a_store_from_before_tries_it_out_at_once(tmp_path: Path) -> None:
    platform = WithoutProvenance()
    here = a_station(tmp_path / "desk", platform.client())
    here.sync()
    with here.database.writing("probe") as session:
        remote = session.get_one(Remote, PLATFORM)
        known = {key: value for key, value in (remote.probe or {}).items() if key != "takes_provenance"}
        remote.probe = known
    here.register()
    assert here.settled(here.sync()) == IN_STEP
    here.database.close()


def test_a_sound_platform_gets_a_provenance_and_the_trial_is_deleted_again(
    here: Station, platform: FakePlatform
) -> None:
    here.register()
    assert here.settled(here.sync()) == IN_STEP
    assert probed(here)["takes_provenance"]
    assert saves_marked(platform) == 0
    living = [key for key, one in platform.state.items() if key[0] == "Provenance" and one.body]
    assert len(living) == 1


@pytest.mark.parametrize("no", [403, 404, 422, 501])
@pytest.mark.parametrize("habits", MODES, ids=str)
def test_what_takes_no_provenance_any_more_is_tried_anew_in_the_same_run(
    tmp_path: Path, habits: dict[str, Any], no: int
) -> None:
    """Under the same name and version, so that nothing else tells before the next day."""
    platform = WithoutProvenance(**habits)
    platform.lacks, platform.no = "Nothing", no
    here = a_station(tmp_path / "desk", platform.client())
    resident = here.register()
    here.sync()
    assert (probed(here)["takes_provenance"], saves_marked(platform)) == (True, 0)
    platform.lacks = "Provenance"
    visits = [here.visit(resident), here.visit(here.register(2))]
    assert here.settled(here.sync()) == IN_STEP
    assert saves_marked(platform) == 3
    assert [versions(platform, "QuestionnaireResponse", visit) for visit in visits] == [1, 1]
    here.edit(resident, phone="13900000001")
    platform.seen.clear()
    assert here.settled(here.sync()) == IN_STEP
    assert not [one for one in platform.seen if "/Provenance" in (one.url or "")]
    with here.database.reading() as session:
        assert centre.summary(session, PLATFORM).lacks_provenance
    here.database.close()


def test_a_record_that_is_refused_without_a_word_has_the_platform_tried_once(
    here: Station, platform: FakePlatform
) -> None:
    here.register()
    here.sync()
    platform.refuses = lambda body: "?" if body["resourceType"] in ("Patient", "Immunization") else None
    for number in (2, 3):
        here.register(number)
    platform.seen.clear()
    assert here.settled(here.sync()) == ("rejected", 0, 2, 0)
    assert here.settled(here.sync()) == ("rejected", 0, 2, 0)
    trials = [one for one in platform.seen if one.method == "PUT" and "/Provenance/" in (one.url or "")]
    assert len(trials) == 1


def test_a_save_that_lacks_nothing_but_its_marker_gets_it(tmp_path: Path) -> None:
    """Where single resources go: all of it had arrived, and the marker alone was lost."""
    platform, clock = FakePlatform(is_atomic=False), WanderingClock()
    here = a_station(tmp_path / "desk", platform.client(), clock=clock)
    here.sync()
    for number in (1, 2):
        here.register(number)
    platform.fail(faults.status(500), is_marker)
    assert here.settled(here.sync()) == ("waiting", 1, 0, 0)
    clock.moment += timedelta(seconds=LONGEST_S)
    assert here.settled(here.sync()) == IN_STEP
    log = [one for one in platform.log if one.type == "Provenance"]
    kept = [one for one in log if platform.state["Provenance", one.id].body]  # the trial of the probe is gone
    assert len(kept) == len({one.id for one in kept}) == 2
    here.database.close()


def is_marker(request: requests.PreparedRequest) -> bool:
    return request.method == "PUT" and "/Provenance/" in (request.url or "")


@pytest.mark.parametrize("habits", MODES, ids=str)
def test_what_takes_no_basic_any_more_gets_nothing_and_loses_nothing(
    tmp_path: Path, habits: dict[str, Any]
) -> None:
    platform = WithoutProvenance(**habits)
    platform.lacks = "Nothing"
    here = a_station(tmp_path / "desk", platform.client())
    resident = here.register()
    here.sync()
    platform.lacks = "Basic"
    here.visit(resident)
    written = len(platform.log)
    for _ in range(2):
        outcome = here.sync()
        assert (outcome.reason, outcome.waiting, outcome.rejected) == ("unsafe-platform", 1, 0)
    assert len(platform.log) == written
    platform.lacks = "Nothing"
    assert here.settled(here.sync()) == IN_STEP
    assert versions(platform, "Patient", resident) == 1
    here.database.close()


def versions(platform: FakePlatform, type_: str, id_: str) -> int:
    """How often it was written."""
    return len([one for one in told.log(platform) if (one.type, one.id) == (type_, id_)])


def saves_marked(platform: FakePlatform) -> int:
    """How many saves have a Basic as their marker."""
    bodies = [one.body for (type_, _), one in platform.state.items() if type_ == "Basic" and one.body]
    codes = [canonical.decode(body)["code"]["coding"][0]["code"] for body in bodies]
    return codes.count("save")


class LosesExtensions(FakePlatform):
    """Keeps what it knows of a resource, and drops the rest without a word."""

    def write(self, type_: str, id_: str, body: Mapping[str, Any] | None, *late: Any) -> Any:  # type: ignore[override]
        kept = None if body is None else {key: value for key, value in body.items() if key != "extension"}
        return super().write(type_, id_, kept, *late)


def test_a_platform_that_drops_extensions_is_found_out_and_gets_nothing(tmp_path: Path) -> None:
    """Half of what the program writes has no other place: it would come back without it."""
    platform = LosesExtensions()
    here = a_station(tmp_path / "desk", platform.client())
    here.register()
    outcome = here.sync()
    assert (outcome.state, outcome.reason, outcome.waiting) == ("paused", "drops-extensions", 1)
    assert not any(type_ == "Patient" for type_, _ in platform.state)
    here.database.close()
