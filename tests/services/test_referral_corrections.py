"""A signed referral is corrected with a reason; what it said stays, and the corrected sheet is sent again."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from healthdesk.base import errors
from healthdesk.base.progress import Silence
from healthdesk.desk import Desk
from healthdesk.domain.access import Role
from healthdesk.domain.forms import past
from healthdesk.services.prefill import About
from healthdesk.store.platform import Version
from healthdesk.store.referrals import Referral
from healthdesk.sync.engine import Engine
from healthdesk.sync.link import Link
from healthdesk.sync.standing import Outcome
from healthdesk.trials.syncing.fake_platform import FakePlatform
from tests.desks import registered, seat
from tests.services.test_referrals import referred
from ui.screens.referral.course import unsigned_words

SHEET = "QuestionnaireResponse"


def synchronised(desk: Desk, platform: FakePlatform) -> Outcome:
    link = Link.to(platform.client(), desk.database, desk.mapper, clock=desk.clock, ids=desk.platform._ids)
    return Engine(link).run(Silence())


def corrected(desk: Desk, referral: str, reason: str = "医院名称写错", **answers: str) -> None:
    found = desk.referral_corrections.open(referral)
    filling = found.filling
    for link_id, value in answers.items():
        filling = filling.answer(link_id, value)
    desk.referral_corrections.amend(referral, filling, reason, opened_version=found.version)


def test_it_keeps_its_number_and_says_who_changed_what_and_why(desk: Desk) -> None:
    referral = referred(desk, registered(desk))
    number = desk.referrals.course(referral).row.number
    seat(desk, Role.DOCTOR)
    corrected(desk, referral, to_org="区中医院", treatment="停用氨氯地平")
    corrected(desk, referral, "科室也写错", to_dept="肾内科")
    course = desk.referrals.course(referral)
    assert (course.row.number, course.row.to_org, course.row.to_dept) == (number, "区中医院", "肾内科")
    assert course.row.doctor == "张建国"  # as with a visit: the paper goes on naming who referred
    last, first = course.corrections
    assert (last.by, last.reason, first.reason) == (desk.seat.sitter.full_name, "科室也写错", "医院名称写错")
    assert [(one.item.link_id, one.before, one.after) for one in first.changes] == [
        ("to_org", "市第一人民医院", "区中医院"),
        ("treatment", "按原方案服药", "停用氨氯地平"),
    ]
    assert [(one.before, one.after) for one in last.changes] == [("心血管内科", "肾内科")]


def test_the_paper_is_the_corrected_one(desk: Desk) -> None:
    referral = referred(desk, person := registered(desk))
    begun = desk.referral_corrections.open(referral).filling.answer("to_org", "区中医院")
    number = desk.referrals.course(referral).row.number
    preview = desk.referrals.preview(person, begun, referral_id=referral)
    assert (preview.to_org, preview.number) == ("区中医院", number)
    corrected(desk, referral, to_org="区中医院")
    sheet = desk.referrals.sheet(referral)
    assert (sheet.to_org, sheet.number, sheet.from_doctor) == ("区中医院", number, "张建国")
    assert sheet.signed_on == desk.clock.today()


def test_the_paper_says_that_a_correction_has_not_been_sent_yet(desk: Desk) -> None:
    """The platform holds the sheet as it was: a hospital that looks there reads another hospital's name."""
    platform, referral = FakePlatform(), referred(desk, registered(desk))
    synchronised(desk, platform)
    assert not desk.referrals.sheet(referral).is_unsent
    corrected(desk, referral, to_org="区中医院")
    assert desk.referrals.sheet(referral).is_unsent
    synchronised(desk, platform)
    assert not desk.referrals.sheet(referral).is_unsent


def test_whose_sheet_it_is_follows_the_archive(desk: Desk) -> None:
    """Perhaps the name was what the platform refused: nobody types it on the sheet."""
    referral = referred(desk, person := registered(desk))
    filling, version = desk.residents.sheet(person)
    desk.residents.edit(person, filling.answer("name", "王秀瑛"), version)
    corrected(desk, referral)
    assert desk.referrals.sheet(referral).name == "王秀瑛"


def test_without_a_reason_with_gaps_or_over_a_newer_one_nothing_is_corrected(desk: Desk) -> None:
    referral = referred(desk, registered(desk))
    found = desk.referral_corrections.open(referral)
    amend = desk.referral_corrections.amend
    with pytest.raises(errors.InvalidInput, match="amend_reason: required"):
        amend(referral, found.filling, " ", opened_version=found.version)
    with pytest.raises(errors.InvalidInput, match="to_org: required"):
        amend(referral, found.filling.answer("to_org", None), "写错", opened_version=found.version)
    with pytest.raises(errors.InvalidInput, match="out_date: future"):
        amend(referral, found.filling.answer("out_date", "2026-12-01"), "写错", opened_version=found.version)
    corrected(desk, referral, to_org="区中医院")
    with pytest.raises(errors.StaleRecord):
        amend(referral, found.filling, "写错", opened_version=found.version)
    assert len(desk.referrals.course(referral).corrections) == 1


@pytest.mark.parametrize("status", ["refused", "returned", "closed"])
def test_after_the_last_word_of_the_hospital_a_new_sheet_is_written(desk: Desk, status: str) -> None:
    referral = referred(desk, registered(desk))
    desk.referrals.receive(referral, status)
    assert not desk.referrals.course(referral).is_correctable
    with pytest.raises(errors.InvalidInput, match="answered-there"):
        desk.referral_corrections.open(referral)


def test_what_was_begun_of_a_correction_goes_on_where_it_was_left(desk: Desk) -> None:
    referral = referred(desk, registered(desk))
    found = desk.referral_corrections.open(referral)
    begun = found.filling.answer("to_org", "区中医院")
    document = begun.entries_document() | {"reason": "医院名称写错"}
    form = begun.form
    desk.drafts.keep(
        referral, form.key, form_version=form.version, document=document, opened_version=found.version
    )
    (draft,) = desk.drafts.mine()
    assert (draft.name, draft.corrects) == ("王秀英", "referral")
    again = desk.referral_corrections.open(referral)
    assert (again.filling.value("to_org"), again.reason, again.is_overtaken) == (
        "区中医院",
        "医院名称写错",
        False,
    )
    desk.referrals.receive(referral, "accepted")
    overtaken = desk.referral_corrections.open(referral)
    assert (overtaken.filling.value("to_org"), overtaken.is_overtaken) == ("市第一人民医院", True)
    assert overtaken.reason == again.reason
    corrected(desk, referral, to_dept="肾内科")
    assert desk.drafts.mine() == ()


def test_a_sheet_stays_as_sensitive_as_it_was(desk: Desk) -> None:
    person = registered(desk)
    desk.enrolments.enrol(person, "severe-mental-disorder")
    referral = referred(desk, person, About(programme="severe-mental-disorder"))
    corrected(desk, referral, impression="高血压")
    seat(desk, Role.NURSE, "other")
    with pytest.raises(errors.NotAllowed):
        desk.referral_corrections.open(referral)


def test_a_refused_referral_is_corrected_and_sent_again_and_every_version_is_kept(desk: Desk) -> None:
    platform = FakePlatform()

    def refuses(body: Mapping[str, Any]) -> str | None:
        is_wrong = body["resourceType"] == SHEET and "市第一人民医院" in str(body["item"])
        return f"{SHEET}.item[1]" if is_wrong else None

    referral = referred(desk, registered(desk))
    platform.refuses = refuses
    assert synchronised(desk, platform).rejected == 1
    corrected(desk, referral, to_org="区中医院")
    outcome = synchronised(desk, platform)
    assert (outcome.state, outcome.rejected, outcome.waiting) == ("in-step", 0, 0)
    assert platform.body("ServiceRequest", referral)["performer"] == [{"display": "区中医院"}]
    (sheet,) = [body for body in _bodies(platform, SHEET) if "referral-out" in body["questionnaire"]]
    assert sheet["status"] == "amended"
    with desk.database.reading() as session:
        bodies = session.scalars(select(Version.body).where(Version.row_id == referral))
        assert any("市第一人民医院".encode() in body for body in bodies)


def _bodies(platform: FakePlatform, type_: str) -> list[dict[str, Any]]:
    return [platform.body(*key) for key in platform.state if key[0] == type_]


FOREIGN: tuple[Any, ...] = (
    ["市一院"],
    [{"to_org": "市一院"}],
    [{"answers": ["市一院"], "signed_at": "2026-11-01T09:00:00+08:00"}],
    [{"answers": {"to_org": "市一院"}, "signed_at": "昨天"}],
    [{"answers": {"to_org": "市一院"}, "signed_at": "2026-11-01T09:00:00"}],
    {"2026-11-01": "市一院"},
)
"""Histories as another system may write them: no sheets, no answers, no time, no list."""


@pytest.mark.parametrize("foreign", FOREIGN, ids=repr)
def test_a_history_of_another_shape_is_kept_and_the_course_is_shown(desk: Desk, foreign: Any) -> None:
    platform, referral = FakePlatform(), referred(desk, registered(desk))
    corrected(desk, referral, to_org="区中医院")
    synchronised(desk, platform)
    body = platform.body("ServiceRequest", referral)
    own = next(one for one in body["extension"] if one["url"].endswith("referral"))
    place = next(one for one in own["extension"] if one["url"] == "history")
    (value,) = (key for key in place if key.startswith("value"))
    place[value] = json.dumps(foreign, ensure_ascii=False)
    platform.write("ServiceRequest", referral, body)
    assert synchronised(desk, platform).state == "in-step"
    course = desk.referrals.course(referral)
    assert (course.corrections, course.unread) == ((), 1)
    corrected(desk, referral, "科室也写错", to_dept="肾内科")
    assert [one.reason for one in desk.referrals.course(referral).corrections] == ["科室也写错"]
    synchronised(desk, platform)
    assert "市一院" in str(platform.body("ServiceRequest", referral))


def test_answers_of_no_form_of_ours_are_compared_as_far_as_they_go(desk: Desk) -> None:
    referral = referred(desk, registered(desk))
    odd = {"to_org": {"a": 1}, "signed_on": 5, "nobody_asks": [1, {"b": None}], "drugs": "x"}
    with desk.database.writing("test") as session:
        row = session.get_one(Referral, referral)
        row.history = [{"answers": odd, "signed_at": "2026-11-01T09:00:00+08:00"}]
    (found,) = desk.referrals.course(referral).corrections
    assert found.by == ""


@pytest.mark.parametrize("foreign", FOREIGN[:-1], ids=repr)
def test_a_history_of_another_shape_names_no_earlier_day(foreign: list[Any]) -> None:
    """Lists of a record and of the quality of many ask for it."""
    now = datetime(2026, 11, 2, 9, tzinfo=UTC)
    assert past.entered_at(foreign, now) == now
    whole = {"answers": {}, "signed_at": "2026-11-01T09:00:00+08:00"}
    assert past.entered_at([*foreign, whole], now) == datetime(2026, 11, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("status", ["refused", "returned", "closed"])
def test_a_correction_that_came_too_late_is_no_work_any_more_and_is_read_at_the_course(
    desk: Desk, status: str
) -> None:
    referral = referred(desk, registered(desk))
    found = desk.referral_corrections.open(referral)
    form, begun = found.filling.form, found.filling.answer("to_org", "区中医院")
    document = begun.entries_document() | {"reason": "医院名称写错"}
    desk.drafts.keep(
        referral, form.key, form_version=form.version, document=document, opened_version=found.version
    )
    assert len(desk.drafts.mine()) == 1
    assert desk.referrals.course(referral).unsigned is None
    desk.referrals.receive(referral, status)
    assert desk.drafts.mine() == ()
    left = desk.referrals.course(referral).unsigned
    assert left is not None
    assert (left.by, left.reason) == ("张建国", "医院名称写错")
    assert [(one.item.link_id, one.after) for one in left.changes] == [("to_org", "区中医院")]
    assert "区中医院" in unsigned_words(left) and "不能再送" in unsigned_words(left)
    assert desk.drafts.kept(referral, form.key) is not None
    seat(desk, Role.DOCTOR)
    assert desk.referrals.course(referral).unsigned is None
