"""One resident's record: who, what happened, trends, what is due, and who looked."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from healthdesk.desk import Desk
from healthdesk.domain.access import Role
from healthdesk.services.rows import EventRow
from healthdesk.store.journal import Origin
from healthdesk.store.outside_facts import OutsideFact
from tests.builders import TODAY
from tests.desks import a_desk, registered, seat, signed
from tests.ui.looking import LONGEST_NAMES, clipped_labels
from tests.ui.working import HeldTasks, a_window, click, closing, focus, has, part, press, settle, words
from ui.screens.record.screen import RecordScreen
from ui.screens.record.timeline import GROUPS, Timeline, group_of
from ui.screens.record.views import COVER, LOOKS
from ui.shell import Shell
from ui.tables.view import TableView

OLDER = {"visit_date": "2026-05-04", "sbp": 158, "dbp": 92}
NEWER = {"visit_date": "2026-08-03", "sbp": 146, "dbp": 86, "next_date": "2026-10-26"}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with closing(a_desk(tmp_path)) as made:
        yield made


@pytest.fixture
def person(desk: Desk) -> str:
    """王秀英, allergic to penicillin, with two follow-ups and one overdue."""
    made = registered(desk, drug_allergy=["2"], id_no="110101195903120020")
    signed(desk, made, **OLDER)
    signed(desk, made, **NEWER)
    return made


def record(shell: Shell, resident_id: str) -> RecordScreen:
    shell.open("record", resident_id=resident_id)
    settle()
    shown = shell.stack.currentWidget()
    assert isinstance(shown, RecordScreen)
    return shown


def events(shell: Shell) -> list[str]:
    timeline = part(shell, "record.timeline")
    assert isinstance(timeline, Timeline)
    model = timeline.model()
    return [str(model.index(at, 0).data()) for at in range(model.rowCount())]


def test_what_hospitals_wrote_stands_at_the_side_with_source_and_date(
    qtbot: QtBot, desk: Desk, person: str
) -> None:
    with desk.database.writing("sync", origin=Origin.PLATFORM) as session:
        for kind, text, by in (
            ("allergy", "头孢曲松", "市第一医院"),
            ("condition", "冠状动脉粥样硬化性心脏病", "市第一医院"),
            ("medication", "阿司匹林肠溶片", ""),
        ):
            fact = OutsideFact(id=text, resident_id=person, kind=kind, text=text, status="active", said_by=by)
            fact.said_on = date(2026, 10, 1) if by else None
            session.add(fact)
    shell = a_window(qtbot, desk)
    screen = record(shell, person)
    said = words(part(shell, "record.outside"))
    for shown in (
        "过敏  头孢曲松",
        "诊断  冠状动脉粥样硬化性心脏病",
        "市第一医院  2026-10-01",
        "外院/平台  日期未写明",
    ):
        assert shown in said
    assert not clipped_labels(screen)


def test_an_event_of_the_joined_record_says_where_it_stands(qtbot: QtBot, desk: Desk, person: str) -> None:
    other = registered(desk, name="王秀英", phone="13900000001")
    signed(desk, other, visit_date="2026-06-04")
    desk.duplicates.join(person, other)
    number = desk.residents.card(other).archive_no
    shell = a_window(qtbot, desk)
    record(shell, person)
    marked = [line for line in events(shell) if "（另一份档案）" in line]
    assert len(marked) == 1
    assert f"档案号 {number}" in marked[0]
    assert marked[0].startswith("2026-06-04")


def test_the_header_names_the_allergy_in_red(qtbot: QtBot, desk: Desk, person: str) -> None:
    shell = a_window(qtbot, desk)
    record(shell, person)
    assert part(shell, "record.person.danger").accessibleName() == "青霉素过敏"
    assert "王秀英" in words(shell) and "幸福里 3-2-501" in words(shell)
    assert "13800005521" not in words(shell)


def test_an_allergy_never_asked_for_is_a_warning(qtbot: QtBot, desk: Desk) -> None:
    shell = a_window(qtbot, desk)
    record(shell, registered(desk, drug_allergy=None))
    assert part(shell, "record.person.warning").accessibleName() == "过敏史未询问"


def test_the_timeline_has_years_and_the_newest_first(qtbot: QtBot, desk: Desk, person: str) -> None:
    shell = a_window(qtbot, desk)
    record(shell, person)
    year, first, second = events(shell)
    assert year == "2026"
    assert first.startswith("2026-08-03 高血压随访 146/86 控制满意")
    assert second.startswith("2026-05-04 高血压随访 158/92 控制不满意")


def test_what_was_written_down_days_later_says_so(qtbot: QtBot, desk: Desk) -> None:
    shell = a_window(qtbot, desk)
    late = registered(desk)
    signed(desk, late, visit_date="2026-10-28")
    record(shell, late)
    assert "控制满意，11-02 补录" in events(shell)[1]
    today = registered(desk, name="刘德厚")
    signed(desk, today)
    record(shell, today)
    assert "补录" not in events(shell)[1]


def test_the_timeline_can_be_narrowed(qtbot: QtBot, desk: Desk, person: str) -> None:
    shell = a_window(qtbot, desk)
    screen = record(shell, person)
    screen.views.overview.filters.chosen.emit(1)
    settle()
    assert len(events(shell)) == 3
    for empty in range(2, 7):
        screen.views.overview.filters.chosen.emit(empty)
        settle()
        assert not has(shell, "record.timeline")
        assert "这一类还没有记录" in words(shell)


def test_the_cover_page_is_built_from_the_records(qtbot: QtBot, desk: Desk, person: str) -> None:
    shell = a_window(qtbot, desk)
    screen = record(shell, person)
    screen.tabs.setCurrentIndex(COVER)
    settle()
    assert "高血压" in words(part(shell, "record.cover.marks"))
    rows = screen.views.table(COVER).rows.rows()
    assert [one.on.isoformat() for one in rows][-2:] == ["2026-08-03", "2026-05-04"]
    click(shell, "record.cover.print")
    assert shell.current_place() == "paper"


@pytest.mark.parametrize("tab", [COVER, LOOKS])
def test_a_tab_that_still_waits_has_nothing_of_the_person_before(
    qtbot: QtBot, desk: Desk, person: str, tab: int
) -> None:
    tasks = HeldTasks()
    shell = a_window(qtbot, desk, tasks=tasks)
    screen = record(shell, person)
    screen.tabs.setCurrentIndex(tab)
    settle()
    assert screen.views.table(tab).rows.rows()
    record(shell, registered(desk, name="李四", id_no=None))
    tasks.is_holding = True
    screen.tabs.setCurrentIndex(tab)
    settle()
    assert not screen.views.table(tab).rows.rows()
    assert not has(shell, "record.cover.marks")


@pytest.mark.parametrize(
    ("kind", "programme", "form", "group"),
    [
        pytest.param("visit", "hypertension", "hypertension-visit", "visit", id="follow-up"),
        pytest.param("visit", "older-people", "health-checkup", "check-up", id="check-up"),
        pytest.param("visit", "archive", "encounter", "encounter", id="encounter"),
        pytest.param("visit", "archive", "information-card", "document", id="card"),
        pytest.param("vaccination", "", "", "vaccination", id="dose"),
        pytest.param("referral", "", "", "referral", id="referral"),
    ],
)
def test_every_event_has_its_filter(kind: str, programme: str, form: str, group: str) -> None:
    event = EventRow("1", kind, TODAY, "", "", "", "", "signed", programme, form)
    assert group_of(event, frozenset({"hypertension", "older-people"})) == group
    assert group in GROUPS


def test_a_record_without_events_leaves_the_keys_at_its_tabs(qtbot: QtBot, desk: Desk, person: str) -> None:
    shell = a_window(qtbot, desk)
    record(shell, person)
    record(shell, registered(desk, name="李四", id_no=None))
    assert focus() == "record.tabs"


def test_an_answer_that_comes_late_takes_no_keys_away(qtbot: QtBot, desk: Desk, person: str) -> None:
    shell = a_window(qtbot, desk)
    screen = record(shell, person)
    shell.top.search.field.setFocus()
    screen.take_focus()
    assert focus() == "shell.search"
    shell.open("home")
    before = focus()
    screen.take_focus()
    assert focus() == before


def test_enter_opens_a_follow_up_to_be_amended(qtbot: QtBot, desk: Desk, person: str) -> None:
    shell = a_window(qtbot, desk)
    record(shell, person)
    assert focus() == "record.timeline"
    press("Return")
    settle()
    assert shell.current_place() == "visit"
    assert "改正高血压随访" in words(shell)


def test_trends_tell_their_values_to_a_screen_reader(qtbot: QtBot, desk: Desk, person: str) -> None:
    shell = a_window(qtbot, desk)
    record(shell, person)
    told = part(shell, "record.pressure").accessibleDescription()
    assert "2026-05-04 158" in told and "2026-08-03 86" in told
    assert "还没有空腹血糖" in words(shell)


def test_what_is_due_has_its_days_and_a_button(qtbot: QtBot, desk: Desk, person: str) -> None:
    shell = a_window(qtbot, desk)
    record(shell, person)
    assert "高血压随访" in words(part(shell, "record.due"))
    click(shell, "record.due.hypertension")
    assert shell.current_place() == "visit"


def test_f2_writes_a_follow_up_and_ctrl_r_a_referral(qtbot: QtBot, desk: Desk, person: str) -> None:
    shell = a_window(qtbot, desk)
    record(shell, person)
    press("F2")
    assert shell.current_place() == "visit"
    record(shell, person)
    press("Ctrl+R")
    assert shell.current_place() == "referral"


def test_numbers_are_shown_when_asked_for_and_that_is_audited(qtbot: QtBot, desk: Desk, person: str) -> None:
    shell = a_window(qtbot, desk)
    record(shell, person)
    press("Ctrl+M")
    settle()
    assert "110101195903120020" in words(shell) and "13800005521" in words(shell)
    assert "unmask" in [look.act for look in desk.auditing.who_looked(person)]
    shell.open("home")
    record(shell, person)
    assert "13800005521" not in words(shell)


def test_who_may_not_unmask_sees_stars(qtbot: QtBot, desk: Desk, person: str) -> None:
    seat(desk, Role.CLERK)
    shell = a_window(qtbot, desk)
    record(shell, person)
    press("Ctrl+M")
    settle()
    assert "13800005521" not in words(shell)
    assert not has(shell, "record.visit")


def test_a_missing_item_is_filled_in_where_it_belongs(qtbot: QtBot, desk: Desk, person: str) -> None:
    shell = a_window(qtbot, desk)
    record(shell, person)
    first = desk.records.open(person).missing_items[0][0]
    click(shell, f"record.fill.{first}")
    assert shell.current_place() == "register"


@pytest.fixture
def suspected(desk: Desk) -> str:
    """Hypertension in the past history, in no programme yet."""
    past = [{"past_disease_code": "2", "past_disease_date": "2014-03"}]
    return registered(desk, name="刘德厚", past_disease=past)


def test_a_suggested_programme_is_joined_with_one_click(qtbot: QtBot, desk: Desk, suspected: str) -> None:
    shell = a_window(qtbot, desk)
    record(shell, suspected)
    click(shell, "record.enrol.hypertension")
    assert [one.programme for one in desk.residents.card(suspected).enrolments] == ["hypertension"]


def test_a_suggestion_is_turned_down_with_a_reason(qtbot: QtBot, desk: Desk, suspected: str) -> None:
    shell = a_window(qtbot, desk)
    record(shell, suspected)
    click(shell, "record.decline.hypertension")
    reason = part(shell, "record.decline.reason.hypertension")
    assert isinstance(reason, QLineEdit)
    press("Return")
    assert desk.residents.card(suspected).enrolments == ()
    reason.setText("在上级医院管理")
    press("Return")
    assert [one.status for one in desk.residents.card(suspected).enrolments] == ["declined"]


def test_the_tab_says_who_looked(qtbot: QtBot, desk: Desk, person: str) -> None:
    shell = a_window(qtbot, desk)
    screen = record(shell, person)
    screen.tabs.setCurrentIndex(LOOKS)
    settle()
    model = screen.views.table(LOOKS).model()
    assert [model.index(0, column).data() for column in (1, 2, 3)] == ["张建国", "查看", "健康档案"]


def test_a_new_record_says_what_would_fill_it(qtbot: QtBot, desk: Desk) -> None:
    shell = a_window(qtbot, desk)
    record(shell, registered(desk))
    assert "还没有记录" in words(shell) and "还没有血压" in words(shell)


@pytest.mark.parametrize("width", [1093, 1366, 1920])
def test_no_word_is_cut(qtbot: QtBot, desk: Desk, width: int) -> None:
    longest = registered(desk, name=LONGEST_NAMES[-1], drug_allergy=["2", "3"])
    signed(desk, longest, **OLDER)
    shell = a_window(qtbot, desk)
    shell.resize(width, 768)
    assert clipped_labels(record(shell, longest)) == []


def test_every_sheet_that_fits_the_person_can_be_written(qtbot: QtBot, desk: Desk, person: str) -> None:
    shell = a_window(qtbot, desk)
    record(shell, person)
    press("F4")
    settle()
    listed = part(shell, "palette.list")
    assert isinstance(listed, TableView)
    offered = [one.text for one in listed.rows.rows()]
    assert "高血压患者随访服务记录表" in offered
    assert not [text for text in offered if "月龄" in text]


def test_a_damaged_first_page_is_named_beside_the_rest_of_the_record(
    qtbot: QtBot, desk: Desk, tmp_path: Path
) -> None:
    person = registered(desk, drug_allergy=["2"])
    signed(desk, person)
    broken = tmp_path / "personal-information-2017.json"
    broken.write_text("{", encoding="utf-8")
    desk.forms._files["personal-information", "2017.1"] = broken
    desk.forms._read.clear()
    shell = a_window(qtbot, desk)
    shell.open("record", resident_id=person)
    settle()
    shown = words(shell)
    assert part(shell, "record.person.danger").accessibleName() == "青霉素过敏"
    assert [event for event in events(shell) if "132/84" in event]
    assert "这张表的定义文件有错，不能使用" in shown
    assert "“personal-information-2017.json”：文件不完整，读不出来" in shown and "not-json" not in shown
    assert not clipped_labels(shell)


def test_what_an_audit_would_not_count_stands_in_the_record(qtbot: QtBot, desk: Desk, person: str) -> None:
    shell = a_window(qtbot, desk)
    record(shell, person)
    assert not has(shell, "record.lacking")
    sheet = desk.visits.start(person, "diabetes").filling
    visit = desk.visits.sign(person, "diabetes", sheet.answer("sbp", 132), is_incomplete=True).id
    (lacking,) = (one for one in desk.quality.completeness(person) if one.visit_id == visit)
    record(shell, person)
    qtbot.waitUntil(lambda: has(shell, "record.lacking"))  # the record is painted first
    assert f"空 {len(lacking.completeness.missing)} 项，错 0 项" in words(part(shell, "record.lacking"))
    assert not clipped_labels(shell)
    click(shell, f"record.complete.{visit}")
    settle()
    assert shell.current_place() == "visit"
    assert "改正糖尿病随访" in words(shell)
