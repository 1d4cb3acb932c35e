"""Records about nobody: numbers by year, signatures, amendments, who may write them."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from healthdesk.base.errors import InvalidInput, NotAllowed, NotFound, StaleRecord
from healthdesk.desk import Desk
from healthdesk.domain.access import Permission, Role
from healthdesk.domain.forms.catalogue import Forms
from healthdesk.domain.forms.definition import Form
from healthdesk.domain.forms.filling import Filling
from healthdesk.services.centre_records import CENTRE
from healthdesk.services.centre_rows import SignedCentreRecord
from healthdesk.store.centre_records import CentreRecord
from healthdesk.trials.syncing.fake_platform import FakePlatform
from tests.builders import PASSWORD, TODAY
from tests.desks import a_desk, an_environment, seat
from tests.documents.reading import pages, text
from tests.services.test_privacy_places import synchronise

ACTIVITY, INFORMATION, PATROL = "health-education-activity", "supervision-information", "supervision-patrol"
LECTURE = {
    "held_at": "2026-10-30", "held_time": "09:00", "place": "活动室", "form": "1",
    "subject": "冬季心脑血管病",
    "organiser": "公卫科", "speaker": "李静", "audience": "老年人", "audience_n": 46, "materials": "折页",
    "kinds_n": 1, "copies_n": 46, "content": "讲血压", "summary": "到场 46 人", "attach": ["1"],
}  # fmt: skip
FOUND = {"found_at": "2026-10-30", "kind": "SCHOOL", "content": "饮水机滤芯过期", "reported_at": "2026-10-30"}


def sheet(desk: Desk, form: str, answers: dict[str, Any]) -> Filling:
    filling = desk.centre_records.start(form).filling
    for link_id, value in answers.items():
        filling = filling.answer(link_id, value)
    return filling


def written(desk: Desk, form: str = INFORMATION, **answers: Any) -> SignedCentreRecord:
    usual = FOUND if form == INFORMATION else LECTURE
    return desk.centre_records.sign(sheet(desk, form, usual | answers))


def amended(desk: Desk, record_id: str, filling: Filling, reason: str) -> SignedCentreRecord:
    """Corrected as it stands now."""
    version = desk.centre_records.open(record_id)[0].version
    return desk.centre_records.amend(record_id, filling, reason, opened_version=version)


def test_all_four_forms_of_the_centre_can_be_written(desk: Desk) -> None:
    keys = {one.key for one in desk.centre_records.kinds()}
    assert keys == {ACTIVITY, INFORMATION, PATROL, "public-health-event"}


def test_numbers_run_within_a_form_and_begin_again_each_year(desk: Desk) -> None:
    last_year = {"found_at": "2025-12-31", "reported_at": "2025-12-31"}
    numbers = [
        written(desk),
        written(desk, **last_year),
        written(desk),
        written(desk, **last_year),
        written(desk, ACTIVITY),
    ]
    assert [(one.year, one.number) for one in numbers] == [
        (2026, 1), (2025, 1), (2026, 2), (2025, 2), (2026, 1),
    ]  # fmt: skip
    _, filling = desk.centre_records.open(numbers[2].id)
    assert filling.value("seq") == 2
    assert [one.number for one in desk.centre_records.all(INFORMATION, 2025)] == [2, 1]


def test_the_number_of_a_void_record_is_not_given_again(desk: Desk) -> None:
    first = written(desk)
    with pytest.raises(InvalidInput):
        desk.centre_records.void(first.id, " ")
    desk.centre_records.void(first.id, "重复登记")
    assert written(desk).number == 2
    assert [(one.number, one.status) for one in desk.centre_records.all()] == [(2, "signed"), (1, "void")]


def test_signing_gives_the_first_signature_and_leaves_the_head_to_sign_by_hand(desk: Desk) -> None:
    made = written(desk, ACTIVITY)
    row, filling = desk.centre_records.open(made.id)
    assert filling.value("filler") == row.signed_by == desk.seat.sitter.full_name
    assert filling.value("head") is None
    assert (row.about, row.title) == ("冬季心脑血管病", "健康教育活动记录表")
    assert (row.on.isoformat(), row.is_late_entry) == ("2026-10-30", True)
    prompt = written(desk, found_at=TODAY.isoformat(), reported_at=TODAY.isoformat())
    assert not desk.centre_records.open(prompt.id)[0].is_late_entry


def test_what_is_missing_or_in_the_future_is_refused(desk: Desk) -> None:
    with pytest.raises(InvalidInput) as missing:
        written(desk, content="")
    assert (missing.value.field, missing.value.reason) == ("content", "required")
    with pytest.raises(InvalidInput) as ahead:
        written(desk, ACTIVITY, held_at=TODAY.isoformat(), held_time="23:59")
    assert (ahead.value.field, ahead.value.reason) == ("held_time", "future")
    with pytest.raises(InvalidInput) as wrong:
        desk.centre_records.start("hypertension-visit")
    assert (wrong.value.field, wrong.value.reason) == ("form", "no-form")
    assert desk.centre_records.all() == ()


def test_an_amendment_keeps_what_stood_there(desk: Desk) -> None:
    made = written(desk)
    _, filling = desk.centre_records.open(made.id)
    with pytest.raises(InvalidInput):
        desk.centre_records.amend(made.id, filling.answer("kind", "WATER"), "", opened_version=1)
    again = amended(desk, made.id, filling.answer("kind", "WATER"), "类别录错")
    assert (again.id, again.number) == (made.id, made.number)
    with desk.database.reading() as session:
        record = session.get_one(CentreRecord, made.id)
        assert record.answers["kind"] == "WATER"
        assert [past["answers"]["kind"] for past in record.history] == ["SCHOOL"]
    desk.centre_records.void(made.id, "误报")
    with pytest.raises(InvalidInput):
        amended(desk, made.id, filling, "再改")


def test_a_correction_does_not_cover_one_that_came_in_meanwhile(desk: Desk) -> None:
    made = written(desk)
    looked_at, filling = desk.centre_records.open(made.id)
    amended(desk, made.id, filling.answer("kind", "WATER"), "类别录错")
    with pytest.raises(StaleRecord):
        desk.centre_records.amend(made.id, filling, "再改", opened_version=looked_at.version)
    assert desk.centre_records.open(made.id)[1].value("kind") == "WATER"


def test_an_amended_day_in_another_year_takes_a_number_of_that_year(desk: Desk) -> None:
    written(desk)
    made = written(desk)
    _, filling = desk.centre_records.open(made.id)
    moved = filling.answer("found_at", "2025-12-31").answer("reported_at", "2025-12-31")
    again = amended(desk, made.id, moved, "日期录错")
    assert (again.year, again.number) == (2025, 1)
    assert desk.centre_records.open(made.id)[1].value("seq") == 1


def test_the_last_record_gives_place_and_organiser(desk: Desk) -> None:
    written(desk, ACTIVITY)
    fresh = desk.centre_records.start(ACTIVITY).filling
    assert set(fresh.carried()) == {"place", "organiser"}
    assert fresh.value("subject") is None
    event = desk.centre_records.start("public-health-event").filling
    assert event.value("unit") == "幸福路社区卫生服务中心"


def test_a_sheet_that_was_left_is_found_again_and_gone_when_signed(desk: Desk) -> None:
    begun = sheet(desk, INFORMATION, FOUND)
    desk.drafts.keep(CENTRE, INFORMATION, form_version=begun.form.version, document=begun.entries_document())
    again = desk.centre_records.start(INFORMATION)
    assert again.from_draft
    assert again.filling.value("content") == FOUND["content"]
    desk.centre_records.sign(again.filling)
    assert not desk.centre_records.start(INFORMATION).from_draft


@pytest.mark.parametrize("role", [Role.NURSE, Role.CLERK, Role.MANAGER, Role.DOCTOR])
def test_who_keeps_the_registers(desk: Desk, role: Role) -> None:
    seat(desk, role)
    assert written(desk).number == 1


def test_a_vaccinator_does_not(desk: Desk) -> None:
    made = written(desk)
    seat(desk, Role.VACCINATOR)
    for act in (
        desk.centre_records.kinds,
        desk.centre_records.all,
        lambda: desk.centre_records.start(INFORMATION),
        lambda: desk.centre_records.open(made.id),
        lambda: desk.centre_records.void(made.id, "x"),
        lambda: desk.printing.centre_record(made.id),
        lambda: desk.printing.register(INFORMATION, 2026),
    ):
        with pytest.raises(NotAllowed) as refused:
            act()
        assert refused.value.permission == Permission.KEEP_CENTRE_RECORDS.value


def test_the_paper_names_centre_year_and_number(desk: Desk) -> None:
    made = written(desk)
    paper = text(desk.printing.centre_record(made.id))
    assert "机构名称：幸福路社区卫生服务中心年度2026" in paper
    assert "序号发现时间信息类别信息内容报告时间报告人12026-10-30学校卫生" in paper
    assert "姓名" not in paper
    with pytest.raises(NotFound):
        desk.printing.centre_record("nothing")


def test_a_year_of_a_register_is_one_list(desk: Desk) -> None:
    made = [written(desk, content=f"第{number}处") for number in range(1, 16)]
    desk.centre_records.void(made[1].id, "写错了")
    written(desk, content="去年的", found_at="2025-12-31", reported_at="2025-12-31")
    pdf = desk.printing.register(INFORMATION, 2026)
    first, second = pages(pdf)
    assert "第1处" in first and "第15处" in second and "序号" in second
    assert "第2处" not in text(pdf) and "去年的" not in text(pdf)
    with pytest.raises(NotFound):
        desk.printing.register(INFORMATION, 2024)


def test_a_register_is_printed_though_the_newest_version_of_its_form_cannot_be_read(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(desk)

    def damaged(_self: Forms, key: str) -> Form:
        raise InvalidInput(f"{key}:", "damaged")

    monkeypatch.setattr(Forms, "current", damaged)
    assert desk.printing.register(INFORMATION, 2026)


def test_a_record_of_a_newer_form_is_listed_as_it_came(desk: Desk) -> None:
    made = written(desk)
    with desk.database.writing("amend") as session:
        session.get_one(CentreRecord, made.id).form_version = "2099.1"
    (row,) = desk.centre_records.all()
    assert (row.title, row.about, row.is_raw) == ("卫生计生监督协管信息报告登记表", "饮水机滤芯过期", True)
    with pytest.raises(NotFound):
        desk.centre_records.open(made.id)


def test_only_the_two_registers_of_supervision_are_lines_of_a_year(desk: Desk) -> None:
    kinds = desk.centre_records.kinds()
    assert {one.key for one in kinds if one.is_register} == {INFORMATION, PATROL}
    assert {one.short_title for one in kinds} == {"健康教育", "突发事件", "监督协管信息", "监督协管巡查"}


def test_a_correction_makes_no_late_entry_of_a_record_written_in_time(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    today = {"found_at": TODAY.isoformat(), "reported_at": TODAY.isoformat()}
    record = written(desk, **today)
    desk.close()
    later = Desk.open(tmp_path / "store", "admin", PASSWORD, an_environment(date(2026, 11, 20), seed=2))
    _, filling = later.centre_records.open(record.id)
    amended(later, record.id, filling.answer("content", "饮水机滤芯过期，已换"), "补充")
    assert [row.is_late_entry for row in later.centre_records.all()] == [False]
    later.close()


def two_of_one_number(desk: Desk) -> tuple[str, str]:
    """As two desks without a line leave them, the earlier first."""
    first, second = written(desk, content="先写的"), written(desk, content="后写的")
    with desk.database.writing("test") as session:
        later = session.get_one(CentreRecord, second.id)
        later.number, later.answers = 1, later.answers | {"seq": 1}
        later.signed_at = later.signed_at + timedelta(minutes=5)
    return first.id, second.id


def test_the_later_of_two_records_of_one_number_takes_the_next(desk: Desk) -> None:
    first, later = two_of_one_number(desk)
    amended(desk, first, desk.centre_records.open(first)[1].answer("kind", "WATER"), "类别录错")
    rows = {row.id: row for row in desk.centre_records.all()}
    known = {key: row.twin for key, row in rows.items() if row.twin}
    assert {key: (twin.id, twin.is_earlier) for key, twin in known.items()} == {
        first: (later, False),
        later: (first, True),
    }, "a correction does not make the earlier one the later"
    with pytest.raises(InvalidInput):
        desk.centre_records.renumber(first, "同号", opened_version=rows[first].version)
    with pytest.raises(StaleRecord):
        desk.centre_records.renumber(later, "同号", opened_version=rows[later].version - 1)
    now = desk.centre_records.renumber(later, "同号", opened_version=rows[later].version)
    assert (now.year, now.number) == (2026, 2)
    row, filling = desk.centre_records.open(later)
    assert (row.number, row.twin, row.amend_reason, filling.value("seq")) == (2, None, "同号", 2)
    assert desk.centre_records.open(first)[0].twin is None
    with desk.database.reading() as session:
        assert [past["number"] for past in session.get_one(CentreRecord, later).history] == [1]


def test_a_void_record_has_no_twin(desk: Desk) -> None:
    first, later = two_of_one_number(desk)
    assert desk.centre_records.open(later)[0].twin
    desk.centre_records.void(first, "重复")
    assert [row.twin for row in desk.centre_records.all()] == [None, None]


def test_two_desks_that_met_see_one_number_twice_until_one_of_them_changes_it(tmp_path: Path) -> None:
    platform = FakePlatform()
    desks = [a_desk(tmp_path / str(seed), seed=seed) for seed in (1, 2)]
    made = [written(desk, content=f"第{at}台").id for at, desk in enumerate(desks)]
    for desk in (*desks, desks[0]):
        synchronise(desk, platform)
    for desk in desks:
        assert {row.id: row.number for row in desk.centre_records.all()} == dict.fromkeys(made, 1)
        assert all(row.twin for row in desk.centre_records.all())
    (later,) = (row for row in desks[0].centre_records.all() if row.twin and row.twin.is_earlier)
    (there,) = (row for row in desks[1].centre_records.all() if row.twin and row.twin.is_earlier)
    assert later.id == there.id, "both desks call the same one the later"
    desks[0].centre_records.renumber(later.id, "同号", opened_version=later.version)
    for desk in desks:
        synchronise(desk, platform)
    for desk in desks:
        assert sorted((row.number, row.twin) for row in desk.centre_records.all()) == [(1, None), (2, None)]
        desk.close()


def test_a_correction_that_was_begun_goes_on_where_it_stood(desk: Desk) -> None:
    made = written(desk)
    row, filling = desk.centre_records.open(made.id)
    document = filling.answer("content", "饮水机已换").entries_document() | {"reason": "补充"}

    def keep() -> None:
        desk.drafts.keep(
            made.id,
            INFORMATION,
            form_version=filling.form.version,
            document=document,
            opened_version=row.version,
        )

    keep()
    left = desk.centre_records.correction(made.id)
    assert left.draft is not None
    assert (left.draft.value("content"), left.reason, left.is_overtaken) == ("饮水机已换", "补充", False)
    amended(desk, made.id, filling.answer("kind", "WATER"), "类别录错")
    assert desk.centre_records.correction(made.id).draft is None, "what is signed is no draft any more"
    keep()
    overtaken = desk.centre_records.correction(made.id)
    assert overtaken.draft is not None
    assert overtaken.is_overtaken
    assert overtaken.draft.value("kind") == "WATER", "the record as it stands"
    assert overtaken.draft.last["content"] == "饮水机已换", "beside it what was written"
    desk.centre_records.void(made.id, "误报")
    assert desk.drafts.mine() == ()
