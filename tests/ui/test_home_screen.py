"""The work desk: who is due, the next person one key away, what waits."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pypdfium2
import pytest
from pytestqt.qtbot import QtBot

from healthdesk.base.changes import Changes
from healthdesk.base.clock import CHINA
from healthdesk.base.config import Place
from healthdesk.desk import Desk
from healthdesk.domain.access import Role
from healthdesk.domain.definitions import Fault
from healthdesk.store.appointments import Appointment
from healthdesk.store.journal import Origin
from tests.builders import TODAY
from tests.desks import a_desk, registered, seat, signed
from tests.ui.a_printer import FilePrinters
from tests.ui.looking import LONGEST_NAMES, clipped_labels
from tests.ui.working import a_window, click, closing, focus, has, part, press, settle, type_in, words
from ui.kit.ask import CannedAsk
from ui.screens.home.lines import Line, LineButton, Short
from ui.screens.home.screen import HomeScreen
from ui.shell import Shell

OVERDUE = {"visit_date": "2026-07-20", "next_date": "2026-10-20", "sbp": 158, "dbp": 92}
DUE_TODAY = {"visit_date": "2026-08-02", "next_date": "2026-11-02"}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with closing(a_desk(tmp_path)) as made:
        yield made


@pytest.fixture
def two(desk: Desk) -> tuple[str, str]:
    """欧阳淑芬 is overdue and was not controlled, 王秀英 is due today."""
    late = registered(desk, name="欧阳淑芬", phone="13800006604", current_address="幸福里 12-1-102")
    now = registered(desk, name="王秀英", current_address="幸福里 3-2-501")
    signed(desk, late, **OVERDUE)
    signed(desk, now, **DUE_TODAY)
    return late, now


def home(shell: Shell) -> HomeScreen:
    shell.open("home")
    settle()
    shown = shell.stack.currentWidget()
    assert isinstance(shown, HomeScreen)
    return shown


def lines(screen: HomeScreen) -> list[str]:
    model = screen.due.model()
    return [
        " ".join(str(model.index(row, column).data() or "") for column in range(model.columnCount()))
        for row in range(model.rowCount())
    ]


def test_the_overdue_come_first_with_their_days_and_verdict(
    qtbot: QtBot, desk: Desk, two: tuple[str, str]
) -> None:
    first, second = lines(home(a_window(qtbot, desk)))
    assert first.startswith("逾期")
    assert "欧阳淑芬" in first and "158/92" in first and "未达标" in first and "138****6604" in first
    assert second.startswith("今天") and "王秀英" in second and "达标" in second


def booked(desk: Desk, id_: str, person: str, after: timedelta, status: str = "booked") -> None:
    with desk.database.writing("sync", origin=Origin.PLATFORM) as session:
        row = Appointment(id=id_, resident_id=person, what="接种门诊", status=status)
        row.starts_at = desk.clock.now() + after
        session.add(row)


def test_the_next_five_appointments_stand_at_the_right(
    qtbot: QtBot, desk: Desk, two: tuple[str, str]
) -> None:
    first, second = two
    booked(desk, "gone", first, timedelta(hours=-3))
    booked(desk, "come", first, timedelta(minutes=-20), "kept")
    booked(desk, "soon", second, timedelta(minutes=10))
    booked(desk, "asked", second, timedelta(minutes=15), "asked")
    for day in range(1, 6):
        booked(desk, f"later{day}", first, timedelta(days=day))
    shell = a_window(qtbot, desk)
    screen = home(shell)
    said = [part(screen, f"home.appointment.{at}").accessibleName() for at in range(5)]
    times = [
        f"{(desk.clock.now() + at).astimezone(CHINA):%H:%M}"
        for at in (-timedelta(minutes=20), timedelta(minutes=10))
    ]
    assert said[0] == f"{times[0]} 欧阳淑芬 接种门诊 已到"
    assert said[1] == f"{times[1]} 王秀英 接种门诊"
    assert all("欧阳淑芬" in one for one in said[2:]) and "明天" in said[2]
    assert not has(screen, "home.appointment.5")
    assert not clipped_labels(shell)
    click(screen, "home.appointment.1")
    settle()
    assert shell.current_place() == "record"


def test_nobody_booked_takes_no_room(qtbot: QtBot, desk: Desk, two: tuple[str, str]) -> None:
    assert not has(home(a_window(qtbot, desk)), "home.appointments")


def test_saves_that_wait_are_said_also_before_the_platform_was_ever_reached(
    qtbot: QtBot, desk: Desk, two: tuple[str, str]
) -> None:
    screen = home(a_window(qtbot, desk))
    assert not has(screen, "home.todo.unsent")  # without an address nothing waits for anybody
    replace(Place.read(desk.folder), platform_url="https://platform.test/fhir").write(desk.folder)
    screen.reload(Changes(frozenset({"Visit"})))
    settle()
    assert has(screen, "home.todo.unsent")
    assert "待上传" in words(part(screen, "home.todo.unsent"))


def test_a_damaged_file_is_named_on_the_desk_and_in_the_settings(
    qtbot: QtBot, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = (Fault("copd.json", "", "rule 4: no finding nothing"), Fault("x.json", "form", "not-json"))
    monkeypatch.setattr(desk, "broken_files", lambda: broken)
    shell = a_window(qtbot, desk)
    home(shell)
    assert "其余照常使用；copd.json" in words(shell)
    click(shell, "home.todo.files")
    settle()
    assert shell.current_place() == "settings"
    assert "“copd.json”：一条规则用到的判断、分级或日程没有写" in words(shell)
    assert "“x.json”：文件不完整，读不出来" in words(shell)
    assert "not-json" not in words(shell) and "no finding" not in words(shell)


def test_the_tabs_count(qtbot: QtBot, desk: Desk, two: tuple[str, str]) -> None:
    screen = home(a_window(qtbot, desk))
    assert [screen.tabs.tabData(at) for at in range(5)] == ["2", "1", "1", "1", "0"]
    screen.tabs.setCurrentIndex(1)
    assert len(lines(screen)) == 1


def test_the_tabs_count_the_lines_of_the_list(qtbot: QtBot, desk: Desk, two: tuple[str, str]) -> None:
    desk.enrolments.enrol(two[0], "diabetes")
    desk.enrolments.enrol(two[1], "immunization")
    screen = home(a_window(qtbot, desk))
    assert screen.tabs.tabData(0) == str(len(lines(screen))) == "2"


def test_enter_opens_the_follow_up_of_the_current_person(
    qtbot: QtBot, desk: Desk, two: tuple[str, str]
) -> None:
    shell = a_window(qtbot, desk)
    home(shell)
    assert focus() == "home.table"
    press("Return")
    assert shell.current_place() == "visit"
    assert "欧阳淑芬" in words(shell)


def test_f2_offers_the_next_person_and_enter_accepts(qtbot: QtBot, desk: Desk, two: tuple[str, str]) -> None:
    shell = a_window(qtbot, desk)
    home(shell)
    press("F2")
    assert part(shell, "next").accessibleName().startswith("欧阳淑芬 女 67 岁 6604")
    press("F2")
    assert "王秀英" in part(shell, "next").accessibleName()
    press("Return")
    assert shell.current_place() == "visit"
    assert "王秀英" in words(shell)


def test_escape_leaves_the_offer(qtbot: QtBot, desk: Desk, two: tuple[str, str]) -> None:
    shell = a_window(qtbot, desk)
    home(shell)
    press("F2")
    press("Escape")
    assert not has(shell, "next")
    assert focus() == "home.table"


def test_f4_notes_a_call_that_reached_nobody(qtbot: QtBot, desk: Desk, two: tuple[str, str]) -> None:
    shell = a_window(qtbot, desk)
    home(shell)
    for _ in range(2):  # a second call of the same day brings nobody nearer to being lost
        press("F4")
        press("Return")
        assert "欧阳淑芬" in shell.status.quiet.text() and "连续第 1 天" in shell.status.quiet.text()


def test_a_booking_is_two_choices_and_stands_in_the_list(
    qtbot: QtBot, desk: Desk, two: tuple[str, str]
) -> None:
    shell = a_window(qtbot, desk)
    home(shell)
    press("F4")
    press("Down")
    press("Return")
    press("Down")
    press("Return")
    settle()
    assert [row.booked_on for row in desk.worklist.due().rows if row.booked_on] == [TODAY + timedelta(days=1)]


def test_the_list_can_follow_the_houses(qtbot: QtBot, desk: Desk, two: tuple[str, str]) -> None:
    shell = a_window(qtbot, desk)
    screen = home(shell)
    press("F6")
    assert "王秀英" in lines(screen)[0]


def test_an_empty_list_says_what_would_fill_it(qtbot: QtBot, desk: Desk) -> None:
    shell = a_window(qtbot, desk)
    home(shell)
    assert "两周内没有要随访的人" in words(shell)
    assert has(shell, "home.find")
    press("F2")
    assert not has(shell, "next")


def test_typing_searches(qtbot: QtBot, desk: Desk, two: tuple[str, str]) -> None:
    shell = a_window(qtbot, desk)
    home(shell)
    type_in("w")
    assert shell.top.search.text() == "w"


def test_what_was_signed_today_is_listed(qtbot: QtBot, desk: Desk, two: tuple[str, str]) -> None:
    signed(desk, two[0])
    screen = home(a_window(qtbot, desk))
    screen.tabs.setCurrentIndex(4)
    assert screen.signed.model().rowCount() == 1
    assert "今天已签 1 份" in words(screen)


def test_a_draft_is_one_click_away(qtbot: QtBot, desk: Desk, two: tuple[str, str]) -> None:
    filling = desk.visits.start(two[1], "hypertension").filling.answer("sbp", 150)
    desk.drafts.keep(
        two[1], filling.form.key, form_version=filling.form.version, document=filling.entries_document()
    )
    shell = a_window(qtbot, desk)
    home(shell)
    assert "未签的草稿" in words(shell)
    assert "已存，高血压患者随访服务记录表" in words(shell)
    click(shell, "home.draft.0")
    assert shell.current_place() == "visit"


def test_the_draft_of_a_correction_opens_what_is_corrected(
    qtbot: QtBot, desk: Desk, two: tuple[str, str]
) -> None:
    visit = signed(desk, two[0])
    _, filling = desk.visits.open(visit)
    for subject, sheet in ((visit, filling.answer("sbp", 150)), (two[1], desk.residents.sheet(two[1])[0])):
        document = sheet.answer("phone", "13900000000") if sheet.form.has("phone") else sheet
        desk.drafts.keep(
            subject,
            sheet.form.key,
            form_version=sheet.form.version,
            document=document.entries_document(),
            opened_version=1,
        )
    shell = a_window(qtbot, desk)
    opened = {
        "hypertension-visit": ("visit", "改正高血压随访"),
        "personal-information": ("register", "改基本信息"),
    }
    for form_key, (place, title) in opened.items():
        home(shell)
        at = next(at for at, row in enumerate(desk.drafts.mine()) if row.form_key == form_key)
        click(shell, f"home.draft.{at}")
        settle()
        assert shell.current_place() == place
        assert title in words(shell)


def test_the_list_is_printed(qtbot: QtBot, desk: Desk, two: tuple[str, str], tmp_path: Path) -> None:
    """Seen first; then to the printer, lying as it lies in the preview, or into a file."""
    file = tmp_path / "list.pdf"
    printers = FilePrinters(tmp_path)
    shell = a_window(qtbot, desk, CannedAsk(path=file), printers)
    home(shell)
    press("Ctrl+P")
    settle()
    assert has(shell, "paper.preview") and "应随访名单" in words(shell)
    press("Ctrl+S")
    settle()
    press("Ctrl+P")
    settle()
    sizes = []
    for made in (file, *printers.files):
        with pypdfium2.PdfDocument(made) as pdf:
            sizes.append(tuple(round(side / 10) for side in pdf[0].get_size()))
    assert sizes == [(84, 60), (84, 60)]


def test_who_may_not_write_opens_the_record(qtbot: QtBot, desk: Desk, two: tuple[str, str]) -> None:
    seat(desk, Role.CLERK)
    shell = a_window(qtbot, desk)
    home(shell)
    assert not has(shell, "home.next")
    press("F2")
    assert not has(shell, "next")
    press("Return")
    assert shell.current_place() == "record"


@pytest.mark.parametrize("width", [1093, 1366, 1920])
def test_no_word_is_cut(qtbot: QtBot, desk: Desk, width: int) -> None:
    for at, name in enumerate(LONGEST_NAMES):
        person = registered(desk, name=name, phone=f"1380000660{at}")
        signed(desk, person, **OVERDUE)
    shell = a_window(qtbot, desk)
    shell.resize(width, 768)
    assert clipped_labels(home(shell)) == []


def test_the_day_is_the_title(qtbot: QtBot, desk: Desk) -> None:
    shell = a_window(qtbot, desk)
    home(shell)
    assert f"{TODAY.month} 月 {TODAY.day} 日" in words(shell)


def test_somebody_due_for_two_programmes_is_offered_once(
    qtbot: QtBot, desk: Desk, two: tuple[str, str]
) -> None:
    desk.enrolments.enrol(two[0], "diabetes")
    shell = a_window(qtbot, desk)
    home(shell)
    press("F2")
    press("F2")
    assert "王秀英" in part(shell, "next").accessibleName()


def test_a_long_note_is_shortened_and_whole_in_its_hint(qtbot: QtBot) -> None:
    note = "高血压患者随访服务记录表，06:13"
    button = LineButton(Line("home.draft.0", "draft", "王永阿", note, "", lambda: None))
    qtbot.addWidget(button)
    button.resize(200, 50)
    button.show()
    (short,) = button.findChildren(Short)
    assert short.shown().endswith("…") and short.toolTip() == note
    button.resize(600, 50)
    settle()
    assert short.shown() == note
