"""The sync centre: the state in a sentence, the queue with reasons, a conflict decided by digit."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from healthdesk.base.changes import Changes
from healthdesk.base.config import Place
from healthdesk.base.progress import Silence
from healthdesk.cli import sync as cli_sync
from healthdesk.desk import Desk
from healthdesk.fhir.mapping import ROWS
from healthdesk.fhir.resources import part_id
from healthdesk.services.doses import NewDose
from healthdesk.services.platform import Compared, ConflictEntry, ConflictRow, FieldRow, Verdict
from healthdesk.store.audit import AuditEntry
from healthdesk.store.journal import Origin
from healthdesk.store.platform import PLATFORM, Slot
from healthdesk.store.settings import Installation
from healthdesk.sync.behaviour import Mode
from healthdesk.sync.engine import Engine
from healthdesk.sync.link import Link
from healthdesk.sync.standing import Outcome
from healthdesk.trials import centre as synthetic
from healthdesk.trials.syncing import faults
from healthdesk.trials.syncing.fake_platform import FakePlatform
from healthdesk.trials.syncing.served import served
from tests.builders import TODAY
from tests.desks import a_desk, registered, signed
from tests.documents.reading import text
from tests.services.test_centre_records import ACTIVITY, written
from tests.services.test_referrals import referred
from tests.ui.looking import clipped_labels
from tests.ui.test_appointments_screen import asked
from tests.ui.working import (
    HeldTasks,
    a_window,
    click,
    closing,
    focus,
    has,
    is_told,
    part,
    press,
    settle,
    type_in,
    words,
)
from ui.application.glances import look
from ui.kit.ask import CannedAsk
from ui.kit.language import CHINESE, ENGLISH, speak
from ui.kit.places import place
from ui.kit.tasks import Lane
from ui.screens.appointments.screen import AppointmentsScreen
from ui.screens.paper.screen import PaperScreen
from ui.screens.sync.found import found_words
from ui.screens.sync.mending import mending_place
from ui.screens.sync.mode_words import MODES, mode_words
from ui.screens.sync.pause_words import WHY, why_words
from ui.screens.sync.picture import Kind, Line, picture
from ui.screens.sync.queue import WITHDRAWN
from ui.screens.sync.record_words import field_words, value_words
from ui.screens.sync.refusal_words import reason_words
from ui.screens.sync.result_words import result_words
from ui.screens.sync.screen import SyncScreen
from ui.screens.visit.screen import VisitScreen
from ui.shell import Shell
from ui.widgets.key_button import KeyButton

PLACE = "Immunization.lotNumber"
NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
DEEDS = ("sync.discard", "sync.resend", "sync.fix")
HOUSE = "云河区清河街道和平路132号1幢1单元604室"
NOBODY_THERE = "http://127.0.0.1:9"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with closing(a_desk(tmp_path)) as made:
        yield made


@pytest.fixture(params=(CHINESE, ENGLISH))
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    """Of the window; the test speaks it when what it needs is there."""
    yield request.param
    speak(CHINESE)


def synchronise(desk: Desk, platform: FakePlatform) -> Outcome:
    link = Link.to(platform.client(), desk.database, desk.mapper, clock=desk.clock, ids=desk.platform._ids)
    return Engine(link).run(Silence())


@pytest.fixture
def torn(desk: Desk) -> str:
    """A resident whose workplace was changed here and there."""
    return _torn(desk, {})


def _torn(desk: Desk, said: dict[str, Any], by: str = "") -> str:
    """`said` is what the other side adds to the form, `by` whom its Provenance names, if there is one."""
    platform = FakePlatform()
    resident = registered(desk, workplace="幸福里小学", blood_abo="5")
    synchronise(desk, platform)
    _edit(desk, resident, blood_abo="1")
    body = platform.body("QuestionnaireResponse", _form_id(platform))
    for section in body["item"]:
        for item in (section, *section.get("item", ())):
            if item["linkId"] == "blood_abo":
                item["answer"][0]["valueCoding"]["code"] = "3"
    platform.write("QuestionnaireResponse", body["id"], body | said)
    if by:
        target = [{"reference": f"QuestionnaireResponse/{body['id']}"}]
        agent = [{"who": {"display": by}}]
        told = {"resourceType": "Provenance", "id": "told", "target": target, "agent": agent}
        platform.write("Provenance", "told", told)
    synchronise(desk, platform)
    return resident


def _form_id(platform: FakePlatform) -> str:
    return next(id_ for type_, id_ in platform.state if type_ == "QuestionnaireResponse")


def _edit(desk: Desk, resident_id: str, **answers: str) -> None:
    filling, version = desk.residents.sheet(resident_id)
    for key, value in answers.items():
        filling = filling.answer(key, value)
    desk.residents.edit(resident_id, filling, version)


def centre(shell: Shell) -> SyncScreen:
    shell.open("platform")
    settle()
    shown = shell.stack.currentWidget()
    assert isinstance(shown, SyncScreen)
    return shown


def test_without_an_address_it_says_what_that_means(qtbot: QtBot, desk: Desk) -> None:
    registered(desk, name="王秀英")
    shell = a_window(qtbot, desk)
    screen = centre(shell)
    assert "只在本机保存" in words(shell)
    assert [line.name for line in screen.queue.table.rows.rows()] == ["王秀英"]
    press("Ctrl+U")
    settle()
    assert shell.current_place() == "settings"


def test_the_address_that_was_set_a_moment_ago_counts(qtbot: QtBot, desk: Desk) -> None:
    shell = a_window(qtbot, desk)
    centre(shell)
    replace(Place.read(desk.folder), platform_url=NOBODY_THERE).write(desk.folder)
    press("Ctrl+U")
    settle()
    assert shell.current_place() == "platform"
    assert "没有连上平台" in words(shell)


def test_what_came_in_bulk_waits_in_the_list_too(qtbot: QtBot, desk: Desk) -> None:
    synthetic.build(desk.database, residents=5, as_of=TODAY, seed=7)
    many = desk.platform.state().waiting
    shell = a_window(qtbot, desk)
    screen = centre(shell)
    assert many > 0
    assert [screen.queue.tabs.tabData(at) for at in (0, 3)] == [str(many)] * 2
    assert f"{many} 条还没有排队" in words(shell)
    registered(desk, name="张伟")
    screen.reload(Changes(frozenset()))
    settle()
    assert f"另有 {many} 条在等" in words(shell)
    assert not clipped_labels(screen)
    screen.queue.tabs.setCurrentIndex(2)
    assert "另有" not in words(shell)


def test_an_absent_platform_is_said_and_nothing_is_lost(qtbot: QtBot, desk: Desk) -> None:
    registered(desk)
    replace(Place.read(desk.folder), platform_url=NOBODY_THERE).write(desk.folder)
    shell = a_window(qtbot, desk)
    screen = centre(shell)
    press("Ctrl+U")
    settle()
    assert "没有连上" in shell.status.quiet.text()
    assert "离线" in words(shell)
    assert len(screen.queue.table.rows.rows()) == 1


def test_a_conflict_is_decided_by_digit_and_merged(qtbot: QtBot, desk: Desk, torn: str) -> None:
    shell = a_window(qtbot, desk)
    screen = centre(shell)
    assert "1 处冲突等人决定" in words(shell) or "冲突" in words(shell)
    assert "还差 1 项" in words(shell)
    screen.conflict.table.setFocus()
    type_in("1")
    assert "可以保存" in words(shell)
    press("Ctrl+Return")
    settle()
    assert desk.platform.conflicts() == ()
    sheet, _ = desk.residents.sheet(torn)
    assert sheet.value("blood_abo") == "1"


def test_what_is_proven_of_one_server_is_not_said_of_another(qtbot: QtBot, desk: Desk) -> None:
    registered(desk)
    with served(FakePlatform()) as url:
        replace(Place.read(desk.folder), platform_url=url).write(desk.folder)
        desk.platform.synchronise(url)
        shell = a_window(qtbot, desk)
        screen = centre(shell)
        assert "全部在平台上" in words(screen) and "全部已上传" in words(screen)
    other = "http://127.0.0.1:9/fhir"
    replace(Place.read(desk.folder), platform_url=other).write(desk.folder)
    for said, state in (("还没有连过平台", "unmet"), ("离线", "offline")):
        assert look(desk).state == state
        screen.reload(Changes(frozenset({"Remote"})))
        settle()
        shown = words(screen)
        assert said in shown and f"核对的是原来的 {url}" in shown
        assert "全部在平台上" not in shown and "全部已上传" not in shown
        assert not clipped_labels(screen)
        assert desk.platform.synchronise(other).state == "offline"


def test_what_a_person_took_out_is_told_apart_from_what_waits(qtbot: QtBot, desk: Desk) -> None:
    platform = FakePlatform()
    platform.refuses = lambda body: PLACE if body["resourceType"] == "Patient" else None
    registered(desk)
    with served(platform) as url:
        replace(Place.read(desk.folder), platform_url=url).write(desk.folder)
        desk.platform.synchronise(url)
        screen = centre(a_window(qtbot, desk))
        proof = desk.platform.proof()
        left = proof.held - proof.proven
        assert f"{left} 条还不在平台上，见下面的清单" in words(screen)
        (refused,) = desk.platform.queue()
        desk.platform.discard(refused.entry.intent_id, "不再上传")
        screen.reload(Changes(frozenset({"Intent"})))
        settle()
    assert desk.platform.queue() == ()
    assert f"{left} 条由人撤下、只在本机，其余全部在平台上" in words(screen)
    assert not clipped_labels(screen)


def test_a_refused_save_is_taken_out_with_words_of_whoever_does_it(qtbot: QtBot, desk: Desk) -> None:
    platform = FakePlatform()
    platform.refuses = lambda body: PLACE if body["resourceType"] == "Patient" else None
    resident = registered(desk)
    synchronise(desk, platform)
    screen = centre(a_window(qtbot, desk))
    next(one for one in screen.commands() if one.id == "sync.discard").call()
    assert screen.withdrawing.isVisible()
    press("Return")
    assert "理由：必填" in words(screen.window())
    assert len(desk.platform.queue()) == 1
    press("Escape")  # the sentence goes first, then the question
    press("Escape")
    assert not screen.withdrawing.isVisible()
    next(one for one in screen.commands() if one.id == "sync.discard").call()
    screen.withdrawing.setText("与另一份档案重复，已由村医核对")
    press("Return")
    settle()
    assert desk.platform.queue() == ()
    (kept,) = desk.platform.withdrawn()
    assert (kept.name, kept.entry.reason) == ("王秀英", "与另一份档案重复，已由村医核对")
    assert kept.entry.rows[0] == ("Resident", resident)
    assert kept.entry.by == "张建国"
    screen.queue.tabs.setCurrentIndex(WITHDRAWN)
    settle()
    assert "与另一份档案重复，已由村医核对" in words(screen.conflict)
    assert kept.entry.by in words(screen.conflict)
    assert not clipped_labels(screen)


def test_a_conflict_says_when_either_side_was_written(qtbot: QtBot, desk: Desk, torn: str) -> None:
    (conflict,) = desk.platform.conflicts()
    at = conflict.entry.there_at
    assert at is not None
    screen = centre(a_window(qtbot, desk))
    assert f"{at.astimezone():%H:%M}" in words(screen).partition("，平台 ")[2]
    assert not clipped_labels(screen)


@pytest.mark.parametrize(
    ("said", "by", "shown"),
    [
        pytest.param({"author": {"display": "李卫东"}}, "孙兰", "（孙兰 修改）", id="told"),
        pytest.param({"author": {"display": "李卫东"}}, "", "（记录上写的是 李卫东）", id="named"),
        pytest.param({}, "", "（没有说是谁改的）", id="nobody"),
    ],
)
def test_a_conflict_says_whom_the_other_side_names_or_that_it_names_nobody(
    qtbot: QtBot, desk: Desk, said: dict[str, Any], by: str, shown: str
) -> None:
    _torn(desk, said, by)
    screen = centre(a_window(qtbot, desk))
    assert shown in words(screen.conflict)
    assert not clipped_labels(screen)


def test_a_conflict_is_printed_undecided_with_whose_it_is(qtbot: QtBot, desk: Desk, torn: str) -> None:
    shell = a_window(qtbot, desk)
    centre(shell)
    press("Ctrl+P")
    settle()
    paper = shell.stack.currentWidget()
    assert isinstance(paper, PaperScreen)
    printed = text(paper._document)
    for said in (
        "王秀英",
        "冲突核对单",
        "未处理的冲突",
        "还没有决定",
        f"{TODAY.isoformat()}09:00",
        "血型",
        "A型",
        "O型",
    ):
        assert said in printed, said
    with desk.database.reading() as session:
        (kept,) = session.scalars(select(AuditEntry).where(AuditEntry.noun == "Conflict"))
    assert (kept.act, kept.resident_id) == ("print", torn)


def test_whoever_pauses_it_can_resume_it(qtbot: QtBot, desk: Desk) -> None:
    registered(desk)
    platform = FakePlatform()
    with served(platform) as url:
        replace(Place.read(desk.folder), platform_url=url).write(desk.folder)
        screen = centre(a_window(qtbot, desk))
        pause = next(one for one in screen.commands() if one.id == "sync.pause")
        pause.call()
        settle()
        assert "有人在本机暂停了同步" in words(screen)
        press("Ctrl+U")
        settle()
        assert (platform.seen, desk.platform.state().waiting) == ([], 1)
        pause.call()
        settle()
        assert "全部在平台上" in words(screen)
        assert desk.platform.state().state == "in-step"


def test_what_waits_behind_a_refused_record_says_so(qtbot: QtBot, desk: Desk) -> None:
    platform = FakePlatform()
    platform.refuses = lambda body: PLACE if body["resourceType"] == "Patient" else None
    resident = registered(desk)
    synchronise(desk, platform)
    signed(desk, resident)
    registered(desk, name="张伟", phone="13800005522")
    lines = {line.kind: line for line in picture(desk).lines if line.name == "王秀英"}
    assert "改好以后接着传" in lines[Kind.WAITING].reason
    (other,) = [line for line in picture(desk).lines if line.name == "张伟"]
    assert other.reason == ""
    screen = centre(a_window(qtbot, desk))
    screen.queue.table.go_to(picture(desk).lines.index(lines[Kind.WAITING]))
    settle()
    assert "改好以后接着传" in words(screen.conflict)


def test_a_refused_record_has_its_deeds_beside_the_reason(qtbot: QtBot, desk: Desk) -> None:
    """Nobody has to know a command by heart to see that a save is stuck and what frees it."""
    platform = FakePlatform()
    signed(desk, registered(desk), sbp=152)
    registered(desk, name="张伟", phone="13800005522", id_no=None)
    _refused(desk, platform, lambda body: _place_of("sbp", body))
    registered(desk, name="周敏", phone="13800005523", id_no=None)
    shell = a_window(qtbot, desk)
    screen = centre(shell)
    kinds = [line.kind for line in screen.queue.table.rows.rows()]
    screen.queue.table.go_to(kinds.index(Kind.WAITING))
    settle()
    assert not any(has(shell, name) for name in DEEDS)
    assert not has(shell, "sync.left")
    screen.queue.table.go_to(kinds.index(Kind.REJECTED))
    settle()
    assert all(part(shell, name).isVisible() for name in DEEDS)
    click(shell, "sync.discard")
    assert screen.withdrawing.isVisible()
    press("Escape")
    click(shell, "sync.fix")
    settle()
    assert shell.current_place() == "visit"


def test_both_sides_of_a_conflict_are_read_whole_and_every_tab_too(
    qtbot: QtBot, desk: Desk, torn: str, language: str
) -> None:
    """The longest name, a long address, six tabs with four figures each: in either language."""
    speak(language)
    registered(desk, name="阿依古丽·买买提", phone="13800005522", id_no=None)
    shell = a_window(qtbot, desk)
    screen = centre(shell)
    tabs, queue = screen.queue.tabs, screen.queue.table
    for at in range(tabs.count()):
        tabs.set_count(at, "1672")
    settle()
    assert tabs.tabRect(tabs.count() - 1).right() <= tabs.width()
    assert not clipped_labels(screen)
    for at in (0, 1):
        assert queue.sizeHintForColumn(at) <= queue.columnWidth(at)
    for verdict in (Verdict.HERE, Verdict.THERE, Verdict.BOTH, Verdict.OPEN):
        field = FieldRow("a", "current_address", HOUSE, HOUSE, HOUSE, verdict, is_safety=False)
        entry = ConflictEntry("1", "Patient", None, None, None, NOW, "张建国", NOW, None, "", (field,))
        screen.conflict.show_conflict(ConflictRow("王秀英", entry), "")
        settle()
        table = screen.conflict.table
        assert table.sizeHintForColumn(4) <= table.columnWidth(4)
        assert max(table.sizeHintForColumn(at) / 2 for at in (2, 3)) <= table.columnWidth(2)


@pytest.mark.parametrize(
    ("status", "outcome", "said"),
    [
        (200, "answered", "成功"),
        (304, "answered", "没有新的"),
        (422, "refused", "退回"),
        (503, "unclear", "平台忙"),
        (502, "unclear", "回答不清楚"),
        (None, "unreachable", "没有连上"),
        (None, "untrusted", "证书不可信"),
    ],
)
def test_how_a_request_ended_is_said_in_a_word(status: int | None, outcome: str, said: str) -> None:
    assert result_words(status, outcome) == said


def test_a_copy_that_was_found_out_is_enrolled_again_in_the_window(qtbot: QtBot, desk: Desk) -> None:
    with served(FakePlatform()) as url:
        replace(Place.read(desk.folder), platform_url=url).write(desk.folder)
        assert desk.platform.synchronise(url).state == "in-step"
        before = _station(desk)
        with desk.database.writing("sync", origin=Origin.PLATFORM) as session:  # as in a copy of last week
            session.get_one(Slot, (PLATFORM, 0)).sentinel_version = "0"
        assert desk.platform.synchronise(url).reason == "cloned"
        screen = centre(a_window(qtbot, desk, ask := CannedAsk(sure=True)))
        assert "再给本机重新登记" in words(screen)
        enrol = next(one for one in screen.commands() if one.id == "sync.enrol")
        enrol.call()
        settle()
        assert len(ask.asked) == 1
        assert desk.platform.state().state == "in-step"
    assert _station(desk) != before


def _station(desk: Desk) -> str:
    with desk.database.reading() as session:
        return session.scalars(select(Installation.id)).one()


def test_merging_too_early_goes_to_what_is_open(qtbot: QtBot, desk: Desk, torn: str) -> None:
    shell = a_window(qtbot, desk)
    centre(shell)
    press("Ctrl+Return")
    settle()
    assert len(desk.platform.conflicts()) == 1


def test_a_digit_that_is_no_side_begins_no_search(qtbot: QtBot, desk: Desk, torn: str) -> None:
    shell = a_window(qtbot, desk)
    screen = centre(shell)
    screen.conflict.table.setFocus()
    type_in("5")
    settle()
    assert shell.top.search.text() == ""
    type_in("1")
    assert "可以保存" in words(shell)


def test_a_list_of_people_never_covers_what_is_being_decided(qtbot: QtBot, desk: Desk, torn: str) -> None:
    shell = a_window(qtbot, desk)
    centre(shell)
    press("F3")
    type_in("52")
    settle()
    assert shell.found.isVisible()
    press("Ctrl+Return")
    settle()
    assert focus() == "sync.fields"
    assert not shell.found.isVisible()


def test_all_from_there_takes_the_platform(qtbot: QtBot, desk: Desk, torn: str) -> None:
    shell = a_window(qtbot, desk)
    centre(shell)
    click(shell, "sync.all_there")
    press("Ctrl+Return")
    settle()
    sheet, _ = desk.residents.sheet(torn)
    assert sheet.value("blood_abo") == "3"


def test_fields_and_refusals_have_words(desk: Desk) -> None:
    assert field_words(desk.forms, "blood_abo") == "血型"
    assert field_words(desk.forms, "phone") == "联系电话"
    assert value_words(desk.forms, "drug_allergy", "2、3") == "青霉素、磺胺"
    assert value_words(desk.forms, "workplace", "幸福里小学") == "幸福里小学"
    assert value_words(desk.forms, "workplace", None) == "–"
    assert value_words(desk.forms, "patient", "Patient/7b0c") == "本机没有其档案的人"
    assert value_words(desk.forms, "patient", "丁春花") == "丁春花"
    assert reason_words("422", "Patient.name") == "平台说内容不合规：Patient.name"
    assert "418" in reason_words("418", None)


def test_a_first_load_says_who_comes_first_and_then_how_much_there_is(qtbot: QtBot, desk: Desk) -> None:
    shell = a_window(qtbot, desk)
    overview = centre(shell).overview
    overview.begin()
    overview.step(3, 37)
    assert "先取近日要来的 37 人，已到 3 人" in words(shell)
    overview.step(812, 0)
    assert "正在同步，已有 812 条" in words(shell)
    overview.end()


def test_what_waits_is_counted_while_a_run_lasts_once_a_second(qtbot: QtBot, desk: Desk) -> None:
    registered(desk, name="王秀英")
    screen = centre(a_window(qtbot, desk))
    waiting = part(screen, "sync.fact.0")
    screen._is_running = True
    screen.overview.begin()
    step = screen.counting.beside(screen.overview.step)
    for at, shown in ((2, "2"), (3, "2")):
        registered(desk, name=f"张伟{at}")
        step(at, 0)
        settle()
        assert waiting.text() == shown  # type: ignore[attr-defined]  # a label
        assert f"正在同步，已有 {at} 条" in words(screen)


def test_a_count_that_comes_after_the_run_changes_nothing_and_no_click_waits_for_one(
    qtbot: QtBot, desk: Desk
) -> None:
    tasks = HeldTasks(Lane.SCREEN)
    screen = centre(a_window(qtbot, desk, tasks=tasks))
    waiting = part(screen, "sync.fact.0")
    shown = waiting.text()  # type: ignore[attr-defined]  # a label
    registered(desk, name="王秀英")
    screen.overview.begin()
    tasks.is_holding = True
    screen.counting.beside(screen.overview.step)(1, 0)
    screen.overview.end()
    tasks.release()
    assert waiting.text() == shown  # type: ignore[attr-defined]  # the same


def test_comparing_says_what_was_lost_there_and_sends_it_again(qtbot: QtBot, desk: Desk) -> None:
    platform = FakePlatform()
    resident = registered(desk)
    with served(platform) as url:
        replace(Place.read(desk.folder), platform_url=url).write(desk.folder)
        desk.platform.synchronise(url)
        del platform.state["Patient", resident]
        platform.log[:] = [one for one in platform.log if one.type != "Patient"]
        shell = a_window(qtbot, desk)
        screen = centre(shell)
        assert "逐条核对：" not in words(shell)
        click(shell, "sync.heal")
        settle()
        assert "平台上少了或退回旧版的 个人基本信息 1 条，已重新排队上传" in words(shell)
        assert ("Patient", resident) in platform.state
        assert not screen.overview.working.is_running
        click(shell, "sync.heal")
        settle()
    assert "逐条核对：" in words(shell)
    assert "重新排队" not in words(shell)


def test_comparing_shows_how_far_it_is_and_is_stopped_by_its_button(qtbot: QtBot, desk: Desk) -> None:
    replace(Place.read(desk.folder), platform_url=NOBODY_THERE).write(desk.folder)
    tasks = HeldTasks(Lane.NETWORK)
    shell = a_window(qtbot, desk, tasks=tasks)
    screen = centre(shell)
    tasks.is_holding = True
    click(shell, "sync.heal")
    qtbot.waitUntil(lambda: has(shell, "sync.working.stop"))
    screen.overview.working.step(30, 100)
    assert "30 %" in words(shell)
    assert not part(shell, "sync.now").isEnabled()
    assert not part(shell, "sync.heal").isEnabled()
    stops: list[bool] = []
    desk.platform.stop = lambda: stops.append(True)  # type: ignore[method-assign]
    click(shell, "sync.working.stop")
    tasks.release()
    settle()
    assert stops == [True]
    assert not screen.overview.working.is_running
    assert part(shell, "sync.heal").isEnabled()


def test_what_was_found_there_is_said_by_kind(desk: Desk) -> None:
    found = Compared(
        since=desk.clock.now(),
        agreeing=18234,
        queued_again=(("Encounter", 1), ("Visit", 2)),
        fetched=(("Immunization", 3),),
        left=(("Patient", 1),),
        refused=("Group",),
        open=2,
    )
    assert found_words(found, lambda _at: "18:20") == (
        "18:20 与平台逐条核对：18,234 条两边一致；平台上少了或退回旧版的 随访 3 条，已重新排队上传；"
        "平台上有、本机没有或较旧的 接种 3 条，已取回；"
        "平台上有、本机读不懂的 个人基本信息 1 条，请告诉平台管理员；"
        "平台不让列出 家庭，没有核对；还有 2 类没有核对"
    )


@pytest.mark.parametrize("wide", [1366, 1100, 911])
@pytest.mark.parametrize("language", [CHINESE, ENGLISH])
def test_no_button_of_the_head_is_cut_where_it_is_narrow(
    qtbot: QtBot, desk: Desk, wide: int, language: str
) -> None:
    replace(Place.read(desk.folder), platform_url="http://127.0.0.1:9/a/long/address/fhir").write(desk.folder)
    speak(language)
    try:
        shell = a_window(qtbot, desk)
        screen = centre(shell)
        shell.resize(wide, 592)
        settle()
        buttons = screen.overview.head.findChildren(KeyButton)
        assert [one.word() for one in buttons if one.width() < one.sizeHint().width()] == []
        assert screen.overview.head.width() >= max(one.geometry().right() for one in buttons)
        wordless = [one for one in buttons if one.toolTip()]
        assert all(one.toolTip() == one.accessibleName() == one.word() for one in wordless)
        assert bool(wordless) == (wide == 911 and language == ENGLISH)
        assert clipped_labels(screen.overview.head) == []
    finally:
        speak(CHINESE)


def test_a_refusal_names_question_value_and_reason_and_leads_to_the_question(
    qtbot: QtBot, desk: Desk
) -> None:
    platform = FakePlatform()
    visit = signed(desk, registered(desk), sbp=152)
    platform.refuses = lambda body: _place_of("sbp", body)
    synchronise(desk, platform)
    shell = a_window(qtbot, desk)
    screen = centre(shell)
    screen.queue.table.go_to(0)
    settle()
    assert "「收缩压」填的是「152」：平台不收这个值" in words(shell)
    assert "按 Ctrl+E 到这一项，改好存上后自动再传；不挡其他记录" in words(shell)
    screen.queue.table.setFocus()
    press("Ctrl+E")
    settle()
    assert shell.current_place() == "visit"
    shown = shell.stack.currentWidget()
    assert isinstance(shown, VisitScreen)
    assert shown._opened is not None
    assert shown._opened.visit_id == visit
    assert focus() == "field.sbp"


def _refused(desk: Desk, platform: FakePlatform, place: Callable[[dict[str, Any]], str | None]) -> None:
    platform.refuses = lambda body: place(dict(body))
    synchronise(desk, platform)


def _mended(shell: Shell) -> None:
    screen = centre(shell)
    screen.queue.table.go_to(0)
    screen.queue.table.setFocus()
    settle()
    press("Ctrl+E")
    settle()


def test_a_refused_dose_opens_at_its_field(qtbot: QtBot, desk: Desk) -> None:
    child = registered(desk, birth_date=(TODAY - timedelta(days=60)).isoformat(), id_no=None)
    desk.immunization.record(child, NewDose("BCG", TODAY - timedelta(days=50), "L1", is_elsewhere=True))
    desk.immunization.record(child, NewDose("HepB", TODAY - timedelta(days=55), "L7", is_elsewhere=True))
    _refused(desk, FakePlatform(), lambda body: PLACE if body.get("lotNumber") == "L7" else None)
    shell = a_window(qtbot, desk)
    _mended(shell)
    assert shell.current_place() == "card"
    assert focus() == "card.amend.lot"
    assert part(shell, "card.amend.lot").text() == "L7"  # type: ignore[attr-defined]  # a line


def test_a_refused_referral_is_corrected_with_a_reason_and_goes_again(qtbot: QtBot, desk: Desk) -> None:
    person = registered(desk)
    referral = referred(desk, person)
    platform = FakePlatform()
    _refused(desk, platform, lambda body: _place_of("to_dept", body))
    shell = a_window(qtbot, desk)
    _mended(shell)
    assert shell.current_place() == "referral"
    assert focus() == "referral.reason"
    type_in("xiecuo")
    press("Return")
    settle()
    assert focus() == "field.to_dept"
    field = part(shell, "field.to_dept")
    field.selectAll()  # type: ignore[attr-defined]  # a line
    type_in("shenneike")
    press("Ctrl+Return")
    settle()
    assert "xiecuo" in words(shell) and "原为“心血管内科”" in words(shell)
    platform.refuses = lambda _body: None
    assert synchronise(desk, platform).state == "in-step"
    assert platform.body("ServiceRequest", referral)["id"] == referral
    assert "shenneike" in str(platform.state)


def test_a_refused_appointment_is_the_line_to_begin_with(qtbot: QtBot, desk: Desk) -> None:
    for id_, name in (("a1", "李小宝"), ("a2", "陈小宝"), ("a3", "王小宝")):
        asked(desk, id_, name, slot=f"s-{id_}")
    synchronise(desk, platform := FakePlatform())
    desk.appointments.confirm("a2")
    platform.refuses = lambda body: "Appointment.status" if body["resourceType"] == "Appointment" else None
    synchronise(desk, platform)
    shell = a_window(qtbot, desk)
    _mended(shell)
    shown = shell.stack.currentWidget()
    assert isinstance(shown, AppointmentsScreen)
    row = shown.table.current_row()
    assert row is not None
    assert row.name == "陈小宝"


def test_a_run_that_a_fault_of_the_program_ends_is_said_and_may_begin_again(
    qtbot: QtBot, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    registered(desk)
    replace(Place.read(desk.folder), platform_url=NOBODY_THERE).write(desk.folder)
    shell = a_window(qtbot, desk)
    screen = centre(shell)
    with monkeypatch.context() as broken, pytest.raises(ZeroDivisionError):
        broken.setattr(Engine, "run", lambda *_given, **_named: 1 / 0)
        screen._synchronise()
    settle()
    assert "程序出了意外" in words(screen.overview)
    press("Ctrl+U")
    settle()
    assert "没有连上" in shell.status.quiet.text()


def test_an_address_that_was_set_elsewhere_is_no_missing_one(desk: Desk) -> None:
    assert look(desk).state == "alone"
    replace(Place.read(desk.folder), platform_url=NOBODY_THERE).write(desk.folder)
    assert look(desk).state == "unmet"
    desk.platform.synchronise(NOBODY_THERE)
    assert look(desk).state == "offline"


def test_a_refused_centre_record_asks_why_it_is_corrected_and_goes_to_its_question(
    qtbot: QtBot, desk: Desk
) -> None:
    written(desk, ACTIVITY)
    _refused(desk, FakePlatform(), lambda body: _place_of("subject", body))
    shell = a_window(qtbot, desk)
    _mended(shell)
    assert shell.current_place() == "centre-record"
    type_in("1")
    press("Return")
    settle()
    assert focus() == "field.subject"


def test_every_noun_that_is_sent_leads_to_a_place_that_exists() -> None:
    for noun in (*ROWS, "house"):
        line = Line(Kind.REJECTED, "1", "person", "", "", NOW, noun=noun, row_id="1", field="lot")
        found = mending_place(line)
        assert found is not None
        assert place(found[0]).id == found[0]
    assert mending_place(Line(Kind.REJECTED, "1", "", "", "", NOW, noun="of-tomorrow")) is None


def test_what_others_wrote_into_what_follows_our_record_says_what_to_do(qtbot: QtBot, desk: Desk) -> None:
    platform = FakePlatform()
    person = registered(desk, contact_name="张伟", contact_phone="13800005522")
    synchronise(desk, platform)
    changed = [{"system": "phone", "value": "13999999999", "use": "mobile"}]
    platform.amend("RelatedPerson", part_id(person, "RelatedPerson"), telecom=changed)
    synchronise(desk, platform)
    shell = a_window(qtbot, desk)
    screen = centre(shell)
    assert "由本机的记录自动生成" in words(screen.conflict)
    assert "王秀英" in screen.conflict.accessibleName() + words(screen.conflict)
    cell = screen.conflict.table.rows.cell
    at = screen.conflict.table.rows.index
    assert [cell(at(0, column)).text for column in (2, 3)] == ["13800005522", "13999999999"]
    assert not clipped_labels(screen)
    press("Ctrl+Return")
    settle()
    assert desk.platform.conflicts() == ()


@pytest.mark.parametrize(
    ("type_", "label", "word", "advice"),
    [
        ("Organization", "name", "机构名称", "以「设置」里的为准"),
        ("Practitioner", "active", "是否在岗", "以本机的账号为准"),
        ("Device", "deviceName", "工作站名称", "以本机为准"),
    ],
)
def test_a_conflict_about_the_house_is_said_in_words(
    qtbot: QtBot, desk: Desk, type_: str, label: str, word: str, advice: str
) -> None:
    shell = a_window(qtbot, desk)
    screen = centre(shell)
    field = FieldRow(label, label, "True", "False", "True", Verdict.OPEN, is_safety=False)
    entry = ConflictEntry("1", type_, None, None, None, NOW, "张建国", NOW, None, "", (field,))
    screen.conflict.show_conflict(ConflictRow("", entry), "")
    settle()
    said = words(screen.conflict)
    assert "的资料两边不一样" in said
    assert "没有姓名" not in said
    assert advice in said
    cells = [screen.conflict.table.rows.cell(screen.conflict.table.rows.index(0, at)).text for at in range(4)]
    assert cells[0] == word
    assert cells[1] == ("是" if label == "active" else "True")
    assert not clipped_labels(screen)


def _place_of(link_id: str, body: dict[str, Any]) -> str | None:
    """Where a platform would point to in the form that has this question."""
    keys = [item["linkId"] for item in body.get("item", ())]
    return f"QuestionnaireResponse.item[{keys.index(link_id)}].answer[0].value" if link_id in keys else None


def test_every_reason_for_a_pause_is_a_sentence_of_its_own(desk: Desk) -> None:
    """What an outcome may say, on the command line, in the sync centre and in its description."""
    described = set(re.findall(r"[a-z-]+", str(Outcome.__doc__).partition("paused:")[2].partition(".")[0]))
    assert set(WHY) == set(cli_sync.WHY) == described
    assert len({why_words(reason) for reason in WHY}) == len(WHY)
    assert why_words(None) == ""


@pytest.mark.parametrize(
    ("habits", "mode", "said"),
    [
        ({}, "full", "恰好传一次"),
        ({"honours_if_match": False}, "guarded", "写前先读、写后核对"),
        ({"keeps_history": False}, "append-only", "只新增、不改动"),
        ({"takes_own_ids": False}, "server-ids", "平台自己编号"),
    ],
)
def test_how_the_platform_behaves_is_said_with_what_follows(
    qtbot: QtBot, desk: Desk, habits: dict[str, bool], mode: str, said: str
) -> None:
    platform = FakePlatform(**habits)
    registered(desk)
    with served(platform) as url:
        replace(Place.read(desk.folder), platform_url=url).write(desk.folder)
        shell = a_window(qtbot, desk)
        screen = centre(shell)
        assert part(shell, "sync.mode").text() == mode_words("unknown")  # type: ignore[attr-defined]  # a label
        press("Ctrl+U")
        settle()
        assert said in part(shell, "sync.mode").text()  # type: ignore[attr-defined]  # a label
        assert desk.platform.state().mode == mode
        assert not clipped_labels(screen)


def test_every_mode_has_a_sentence_here_and_on_the_command_line() -> None:
    modes = {"unknown", *(one.value for one in Mode)}
    assert set(MODES) == set(cli_sync.MODES) == modes
    assert len({mode_words(mode) for mode in modes}) == len(modes)
    assert mode_words("of-tomorrow") == "of-tomorrow"
    assert "Provenance" in mode_words("full", lacks_provenance=True)
    assert "Provenance" not in mode_words("full") + mode_words("unsafe", lacks_provenance=True)


@pytest.mark.parametrize(
    ("status", "said"), [(426, "更新版本的程序"), (507, "存储空间已满"), (401, "不认这台")]
)
def test_a_pause_says_why_and_what_to_do(qtbot: QtBot, desk: Desk, status: int, said: str) -> None:
    platform = FakePlatform()
    registered(desk)
    with served(platform) as url:
        replace(Place.read(desk.folder), platform_url=url).write(desk.folder)
        platform.fail(faults.status(status), faults.anything)
        shell = a_window(qtbot, desk)
        centre(shell)
        press("Ctrl+U")
        settle()
        assert "同步已暂停" in words(shell)
        assert said in part(shell, "sync.why").text()  # type: ignore[attr-defined]
        press("Ctrl+U")
        settle()
    assert not has(shell, "sync.why")


def test_nothing_is_cut(qtbot: QtBot, desk: Desk, torn: str) -> None:
    shell = a_window(qtbot, desk)
    centre(shell)
    assert part(shell, "sync.fields").isVisible()
    assert clipped_labels(shell) == []


def test_what_has_arrived_is_not_said_to_wait_any_more(qtbot: QtBot, desk: Desk) -> None:
    shell = a_window(qtbot, desk)
    registered(desk, name="李强")
    screen = centre(shell)
    screen.queue.table.go_to(0)
    assert "李强的个人基本信息在等上传" in words(screen.conflict)
    synchronise(desk, FakePlatform())
    qtbot.waitUntil(lambda: is_told(shell))
    assert screen.queue.table.rows.rows() == ()
    assert "在等上传" not in words(screen.conflict)
    assert "没有冲突" in words(screen.conflict)


def test_the_status_line_sees_the_first_run_and_its_end(desk: Desk) -> None:
    seen: list[str] = []

    def glance(changes: Changes) -> None:
        if changes.touches("Run"):
            seen.append(look(desk).state)

    desk.on_change(glance)
    desk.platform.synchronise(NOBODY_THERE)
    assert seen[0] == "syncing"
    assert seen[-1] != "syncing"


def test_a_run_that_was_not_begun_here_is_said_in_place_of_how_the_last_one_ended(
    qtbot: QtBot, desk: Desk
) -> None:
    registered(desk)
    replace(Place.read(desk.folder), platform_url=NOBODY_THERE).write(desk.folder)
    desk.platform.synchronise(NOBODY_THERE)
    screen = centre(a_window(qtbot, desk))
    assert "离线" in words(screen.overview)
    assert "照常工作" in words(screen.overview)
    during = picture(desk)
    screen.overview.show_picture(replace(during, state=replace(during.state, is_running=True)))
    assert "正在同步" in words(screen.overview)
    assert "离线" not in words(screen.overview)
    assert "照常工作" not in words(screen.overview)
