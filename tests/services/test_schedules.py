"""The centre's schedule: newer files taken in whole or not at all, switches with a reason."""

import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from healthdesk.base import errors
from healthdesk.base.paths import resources
from healthdesk.desk import Desk
from healthdesk.domain.access import Role
from healthdesk.domain.immunization.reading import ScheduleFault
from healthdesk.domain.immunization.schedule import Schedule
from healthdesk.services.doses import NewDose
from healthdesk.services.rules import RuleNumber
from tests.builders import PASSWORD
from tests.desks import an_environment, registered, seat

NEWEST = "edition-4-cn-2026.json"
KEY = "immunization.repeat_gap"


@pytest.fixture
def newer(tmp_path: Path) -> Callable[[Callable[[Any], None]], Path]:
    """A folder with the newest edition, changed."""

    def made(change: Callable[[Any], None]) -> Path:
        folder = tmp_path / "newer"
        folder.mkdir(exist_ok=True)
        shutil.copy(resources() / "immunization" / NEWEST, folder)
        document = json.loads((folder / NEWEST).read_text(encoding="utf-8"))
        change(document)
        (folder / NEWEST).write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
        return folder

    return made


def switch(desk: Desk, key: str = KEY) -> RuleNumber:
    return next(one for one in desk.rules.all() if one.setting.key == key)


def test_newer_files_count_at_once_and_after_the_next_start(
    desk: Desk, newer: Callable[[Callable[[Any], None]], Path]
) -> None:
    desk.schedules.take_in(newer(lambda document: document.update(title="2026 年版程序（修订）")))
    assert desk.schedule.editions[-1].title == "2026 年版程序（修订）"
    folder = desk.folder
    desk.close()
    again = Desk.open(folder, "admin", PASSWORD, an_environment())
    try:
        assert again.schedule.editions[-1].title == "2026 年版程序（修订）"
        assert again.schedules.fault is None
    finally:
        again.close()


def test_a_contradiction_is_named_and_the_schedule_before_stays(
    desk: Desk, newer: Callable[[Callable[[Any], None]], Path]
) -> None:
    desk.schedules.take_in(newer(lambda document: document.update(title="修订一")))
    with pytest.raises(ScheduleFault, match="CN-2026: in force on the same day"):
        desk.schedules.take_in(newer(lambda document: document.update(since="2025-11-10", title="修订二")))
    assert desk.schedule.editions[-1].title == "修订一"


def test_a_folder_without_files_is_refused(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(ScheduleFault, match="no files"):
        desk.schedules.take_in(tmp_path / "empty")


def test_files_that_a_newer_program_cannot_read_give_way_to_the_shipped_ones(
    desk: Desk, newer: Callable[[Callable[[Any], None]], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = newer(lambda document: document.update(mood="good"))
    with monkeypatch.context() as lenient:
        lenient.setattr("healthdesk.domain.immunization.reading._unread", lambda *_: iter(()))
        desk.schedules.take_in(folder)
    place = desk.folder
    desk.close()
    again = Desk.open(place, "admin", PASSWORD, an_environment())
    try:
        assert again.schedule.editions[-1].title == "2026 年版程序"
        assert str(again.schedules.fault) == "CN-2026: unknown word mood"
    finally:
        again.close()


def test_a_switch_is_chosen_with_a_reason_and_counts_for_the_next_card(desk: Desk) -> None:
    child = registered(desk, birth_date="2026-03-31", sex="2", id_no=None)
    desk.rules.change("immunization", "immunization.month_end", "next-day", "本市要求")
    forecasts = {one.group: one for one in desk.immunization.card(child).forecasts}
    assert forecasts["HepB"].status == "overdue"
    number = switch(desk, "immunization.month_end")
    assert (number.shown, number.is_own, number.remark) == (
        "顺延到下月 1 日", True, "2026-11-02 张建国：本市要求",
    )  # fmt: skip
    assert desk.schedule.settings["immunization.month_end"] == "next-day"
    assert (switch(desk).value, switch(desk).shown) == ("28d", "28 天")


@pytest.mark.parametrize(
    ("key", "value", "reason", "error"),
    [
        (KEY, "soon", "理由", errors.InvalidInput),
        ("immunization.month_end", "从不", "理由", errors.InvalidInput),
        (KEY, "14d", " ", errors.InvalidInput),
        ("immunization.moon", "1", "理由", errors.NotFound),
    ],
)
def test_a_value_that_leads_nowhere_is_refused(
    desk: Desk, key: str, value: str, reason: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        desk.rules.change("immunization", key, value, reason)
    assert not switch(desk).is_own


def test_only_an_administrator_changes_the_schedule(desk: Desk, tmp_path: Path) -> None:
    seat(desk, Role.VACCINATOR)
    with pytest.raises(errors.NotAllowed):
        desk.rules.change("immunization", KEY, "14d", "理由")
    with pytest.raises(errors.NotAllowed):
        desk.schedules.take_in(tmp_path)


def test_due_dates_follow_a_switch_that_was_turned(desk: Desk) -> None:
    child = registered(desk, name="李沐阳", birth_date="2026-03-01", id_no=None)
    for on in (date(2026, 3, 1), date(2026, 3, 11)):  # the second ten days after the first
        desk.immunization.record(child, NewDose("HepB", on, is_elsewhere=True))
    assert [dose.counts_as for dose in desk.immunization.of(child)] == ["HepB-1", ""]
    desk.dose_dates.renew()
    desk.rules.change("immunization", "immunization.past_early_dose", "flagged", "市疾控规定")
    assert desk.dose_dates.renew() == 1
    assert [dose.counts_as for dose in desk.immunization.of(child)] == ["HepB-1", "HepB-2"]
    assert desk.dose_dates.renew() == 0


def test_the_shipped_schedule_read_without_a_second_look_is_the_same() -> None:
    quick, whole = Schedule.shipped(), Schedule.read()
    assert (quick.editions, quick.products, quick.policy) == (whole.editions, whole.products, whole.policy)
