"""The sync centre: the state in a sentence, the queue with reasons, a conflict decided by digit."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from healthdesk.base.config import Place
from healthdesk.base.progress import Silence
from healthdesk.desk import Desk
from healthdesk.sync.engine import Engine
from healthdesk.sync.link import Link
from healthdesk.sync.standing import Outcome
from healthdesk.trials.syncing.fake_platform import FakePlatform
from tests.desks import a_desk, registered
from tests.ui.looking import clipped_labels
from tests.ui.working import a_window, click, closing, part, press, settle, type_in, words
from ui.screens.sync.record_words import field_words, reason_words, value_words
from ui.screens.sync.screen import SyncScreen
from ui.shell import Shell

NOBODY_THERE = "http://127.0.0.1:9"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with closing(a_desk(tmp_path)) as made:
        yield made


def synchronise(desk: Desk, platform: FakePlatform) -> Outcome:
    link = Link.to(platform.client(), desk.database, desk.mapper, clock=desk.clock, ids=desk.platform._ids)
    return Engine(link).run(Silence())


@pytest.fixture
def torn(desk: Desk) -> str:
    """A resident whose workplace was changed here and there."""
    platform = FakePlatform()
    resident = registered(desk, workplace="幸福里小学", blood_abo="5")
    synchronise(desk, platform)
    _edit(desk, resident, blood_abo="1")
    body = platform.body("QuestionnaireResponse", _form_id(platform))
    for section in body["item"]:
        for item in (section, *section.get("item", ())):
            if item["linkId"] == "blood_abo":
                item["answer"][0]["valueCoding"]["code"] = "3"
    platform.write("QuestionnaireResponse", body["id"], body)
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


def test_merging_too_early_goes_to_what_is_open(qtbot: QtBot, desk: Desk, torn: str) -> None:
    shell = a_window(qtbot, desk)
    centre(shell)
    press("Ctrl+Return")
    settle()
    assert len(desk.platform.conflicts()) == 1


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
    assert reason_words("422", "Patient.name") == "平台说内容不合规：Patient.name"
    assert "418" in reason_words("418", None)


def test_nothing_is_cut(qtbot: QtBot, desk: Desk, torn: str) -> None:
    shell = a_window(qtbot, desk)
    centre(shell)
    assert part(shell, "sync.fields").isVisible()
    assert clipped_labels(shell) == []
