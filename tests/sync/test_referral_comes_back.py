"""The hospital's answer on the platform reaches the desk: state, sheet, and what is to be done by when."""

from datetime import date, timedelta

import pytest

from healthdesk.base.clock import CHINA
from healthdesk.fhir.referrals import TASK_PART
from healthdesk.fhir.resources import part_id
from healthdesk.store.referrals import Referral
from healthdesk.sync import centre
from healthdesk.sync.merge import Verdict
from healthdesk.trials.syncing.fake_platform import FakePlatform
from healthdesk.trials.syncing.stations import MAPPER, Station
from tests.fhir import samples
from tests.sync import verified

IN_STEP = ("in-step", 0, 0, 0)
SHEET = [
    {"type": {"text": "诊断结果"}, "valueString": "高血压 2 级，高危"},
    {"type": {"text": "住院病案号"}, "valueString": "20261102-7"},
    {"type": {"text": "主要检查结果"}, "valueString": "心电图未见异常"},
]


@pytest.fixture
def referred(here: Station, there: Station) -> str:
    """A referral of this centre that both its desks and the platform have."""
    resident = here.register()
    row = next(row for row in samples.others() if isinstance(row, Referral) and row.status == "sent")
    row.id, row.resident_id, row.result_due_on = here.link.ids.new(), resident, date(2026, 11, 16)
    with here.database.writing("refer", lane=resident) as session:
        session.add(row)
        made = row.id
    here.sync()
    there.sync()
    return made


def faults(station: Station) -> list[str]:
    """What `verify` has against the store after the news."""
    return verified.row_faults(station.database, MAPPER.freeze)


@pytest.mark.parametrize(
    ("status", "word", "days"),
    [
        ("accepted", "accepted", None),
        ("rejected", "refused", 0),
        ("cancelled", "refused", 0),
        ("in-progress", "seen", None),
        ("completed", "returned", 14),
    ],
)
def test_its_answer_moves_the_referral_and_says_what_is_to_be_done(
    here: Station,
    there: Station,
    platform: FakePlatform,
    referred: str,
    status: str,
    word: str,
    days: int | None,
) -> None:
    platform.amend("Task", part_id(referred, TASK_PART), status=status, output=SHEET)
    news = platform.now.astimezone(CHINA).date()
    for station in (here, there, here):
        assert station.settled(station.sync()) == IN_STEP
    for station in (here, there):
        row = station.row("Referral", referred)
        assert row["status"] == word
        expected = date(2026, 11, 16) if days is None else news + timedelta(days=days)
        assert row["result_due_on"] == expected
        assert row["feedback"]["diagnosis"] == "高血压 2 级，高危"
        assert row["feedback"]["inpatient_no"] == "20261102-7"
        assert faults(station) == []
    assert [station.sync().sent for station in (here, there)] == [0, 0]


def test_why_it_was_refused_is_kept(here: Station, platform: FakePlatform, referred: str) -> None:
    platform.amend("Task", part_id(referred, TASK_PART), status="rejected", statusReason={"text": "无床位"})
    here.sync()
    assert here.row("Referral", referred)["feedback"] == {"reason": "无床位"}
    assert platform.body("Task", part_id(referred, TASK_PART))["statusReason"] == {"text": "无床位"}
    assert platform.body("ServiceRequest", referred)["status"] == "revoked"


@pytest.mark.parametrize(
    ("choice", "word"), [(Verdict.THERE, "returned"), (Verdict.HERE, "seen")], ids=["there", "here"]
)
def test_what_the_desk_wrote_meanwhile_is_laid_before_a_person(
    here: Station, there: Station, platform: FakePlatform, referred: str, choice: Verdict, word: str
) -> None:
    """The nurse noted by telephone that he was seen, while the hospital sent him back."""
    here.change("Referral", referred, status="seen")
    platform.amend("Task", part_id(referred, TASK_PART), status="completed", output=SHEET)
    assert here.sync().conflicts == 1
    assert here.row("Referral", referred)["status"] == "seen"
    (conflict,) = here.conflicts()
    assert [one.path for one in conflict.fields if one.verdict is Verdict.OPEN] == ["status"]
    assert centre.resolve(here.link, conflict.key, {"status": choice}, "王慧")
    for station in (here, there):
        assert station.settled(station.sync()) == IN_STEP
        row = station.row("Referral", referred)
        assert (row["status"], row["feedback"]["diagnosis"]) == (word, "高血压 2 级，高危")
        assert faults(station) == []


@pytest.mark.parametrize("word", ["refused", "returned"])
def test_after_a_merge_too_somebody_acts_on_the_last_word_of_the_hospital(
    here: Station, platform: FakePlatform, referred: str, word: str
) -> None:
    """What both sides wrote has no time of its own: whoever was refused still needs a doctor today."""
    here.change("Referral", referred, feedback={"by_phone": "已到院"})
    status = {"refused": "rejected", "returned": "completed"}[word]
    platform.amend("Task", part_id(referred, TASK_PART), status=status)
    assert here.settled(here.sync()) == IN_STEP
    row = here.row("Referral", referred)
    days = {"refused": 0, "returned": 14}[word]
    assert (row["status"], row["feedback"]) == (word, {"by_phone": "已到院"})
    assert row["result_due_on"] == row["signed_at"].astimezone(CHINA).date() + timedelta(days=days)
    assert faults(here) == []
