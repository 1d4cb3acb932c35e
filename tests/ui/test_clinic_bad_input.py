"""What cannot be, typed or scanned at the clinic: each is refused in words, and what was typed stays."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from healthdesk.base.paths import resources
from healthdesk.desk import Desk
from healthdesk.services.doses import NewDose
from tests.desks import a_desk, at_the_table, registered
from tests.services.test_stock import CODE, RECEIPT
from tests.ui.at_the_card import card, choose
from tests.ui.looking import clipped_labels, window_picture
from tests.ui.working import a_window, click, closing, focus, part, press, settle, type_in, words
from ui.kit.ask import CannedAsk
from ui.shell import Shell

EXPIRES = date(2027, 9, 14)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with closing(a_desk(tmp_path)) as made:
        yield made


@pytest.fixture
def child(desk: Desk) -> str:
    """Two months old, at the injection table, with a stock of DTaP."""
    made = registered(desk, name="李沐阳", sex="1", birth_date="2026-09-01", id_no=None)
    for vaccine in ("HepB", "BCG"):
        desk.immunization.record(made, NewDose(vaccine, date(2026, 9, 1), is_elsewhere=True))
    desk.stock_book.receive(RECEIPT)
    at_the_table(desk, made)
    return made


def scan(shell: Shell, text: str) -> None:
    box = part(shell, "card.scan")
    assert isinstance(box, QLineEdit)
    box.setFocus()
    box.clear()
    type_in(text)
    press("Return")
    settle()


def seen(shell: Shell, name: str) -> str:
    window_picture(shell, f"bad-{name}")
    assert clipped_labels(shell) == []
    return words(shell)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        pytest.param("20260831", "接种日期：日期在出生之前", id="before birth"),
        pytest.param("+1", "接种日期：日期在今天之后", id="future"),
        pytest.param("20260901", "接种日期：这一天已经有同一种疫苗", id="twice a day"),
        pytest.param("昨天", "日期看不懂", id="no day"),
    ],
)
def test_a_dose_from_elsewhere_that_cannot_be(
    qtbot: QtBot, desk: Desk, child: str, typed: str, said: str
) -> None:
    shell = a_window(qtbot, desk)
    screen = card(shell, child)
    press("Ctrl+E")
    screen.elsewhere.vaccine.setCurrentIndex(screen.elsewhere.vaccine.findData("HepB"))
    screen.elsewhere.day.setText(typed)
    screen.elsewhere.place.setText("安平妇幼保健院")
    click(shell, "card.elsewhere.keep")
    settle()
    assert said in seen(shell, f"elsewhere-{typed}")
    assert (screen.elsewhere.day.text(), screen.elsewhere.place.text()) == (typed, "安平妇幼保健院")
    assert len(desk.immunization.of(child)) == 2


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        pytest.param("NEVER-1", "没有", id="unknown lot"),
        pytest.param("99999990318470263915", "没有", id="unknown code"),
    ],
)
def test_a_pack_that_nobody_knows_is_a_red_stop_and_stays_in_the_box(
    qtbot: QtBot, desk: Desk, child: str, typed: str, said: str
) -> None:
    shell = a_window(qtbot, desk)
    choose(card(shell, child), "DTaP")
    scan(shell, typed)
    assert said in seen(shell, f"pack-{typed}")
    assert part(shell, "card.stop").isVisible()
    assert part(shell, "card.scan").text() == typed  # type: ignore[attr-defined]  # a line
    assert len(desk.immunization.of(child)) == 2


def test_a_code_of_unusual_length_warns_and_goes_on(qtbot: QtBot, desk: Desk, child: str) -> None:
    shell = a_window(qtbot, desk)
    choose(card(shell, child), "DTaP")
    scan(shell, "010690123456789217270914")
    scan(shell, RECEIPT.number)
    said = seen(shell, "code-length")
    assert "追溯码" in said
    press("Return")
    settle()
    assert desk.immunization.of(child)[-1].lot == RECEIPT.number


def test_the_same_vaccine_again_today_is_refused_at_the_table_and_stays(
    qtbot: QtBot, desk: Desk, child: str
) -> None:
    shell = a_window(qtbot, desk)
    screen = card(shell, child)
    choose(screen, "DTaP")
    scan(shell, CODE)
    scan(shell, RECEIPT.number)
    desk.immunization.record(child, NewDose("DTaP", desk.clock.today(), RECEIPT.number, EXPIRES, "北京生物"))
    part(shell, "card.given").setFocus()
    press("Return")
    settle()
    said = seen(shell, "twice-today")
    assert "接种日期：这一天已经有同一种疫苗" in said
    assert [dose.vaccine for dose in desk.immunization.of(child)] == ["HepB", "BCG", "DTaP"]


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        pytest.param("doses", "-5", "剂数：", id="negative"),
        pytest.param("doses", "0", "剂数：", id="none"),
        pytest.param("doses", "五", "剂数要写成数字", id="no number"),
        pytest.param("expires_on", "20200101", "有效期至：已过有效期", id="expired"),
        pytest.param("celsius", "999", "到货温度（℃）：", id="too hot"),
        pytest.param("number", " ", "要写批号", id="no lot"),
    ],
)
def test_a_delivery_that_cannot_be_is_said_by_the_name_of_its_field(
    qtbot: QtBot, desk: Desk, child: str, name: str, typed: str, said: str
) -> None:
    shell = a_window(qtbot, desk)
    shell.open("stock")
    settle()
    press("F4")
    good = {
        "number": "N-1",
        "manufacturer": "北京生物",
        "expires_on": "20270914",
        "doses": "5",
        "celsius": "4",
    }
    for field, text in (good | {name: typed}).items():
        part(shell, f"stock.receipt.{field}").setText(text)  # type: ignore[attr-defined]  # a line
    click(shell, "stock.receipt.keep")
    settle()
    assert said in seen(shell, f"receipt-{name}-{typed.strip()}")
    assert part(shell, f"stock.receipt.{name}").text() == typed  # type: ignore[attr-defined]  # a line
    assert [row.number for row in desk.stock.lots()] == [RECEIPT.number]


def test_more_than_there_is_is_never_thrown_away(qtbot: QtBot, desk: Desk, child: str) -> None:
    shell = a_window(qtbot, desk)
    shell.open("stock")
    settle()
    press("F7")
    type_in("11")
    press("Return")
    type_in("x")
    press("Return")
    settle()
    assert "剂数：比账面" in seen(shell, "waste-too-much")
    assert focus() == "stock.act.doses"
    assert desk.stock.lots()[0].on_hand == 10


def test_a_schedule_file_with_a_contradiction_is_named_and_the_one_before_stays(
    qtbot: QtBot, desk: Desk, tmp_path: Path
) -> None:
    name = "edition-4-cn-2026.json"
    shipped = (resources() / "immunization" / name).read_text(encoding="utf-8")
    wrong = tmp_path / name
    wrong.write_text(shipped.replace("$immunization.cn2026_from", "2025-11-10"), encoding="utf-8")
    shell = a_window(qtbot, desk, CannedAsk(path=wrong))
    shell.open("settings", page="rules")
    settle()
    assert "免疫程序：" in words(shell)
    click(shell, "settings.schedule.take_in")
    settle()
    said = seen(shell, "schedule")
    assert "不能用（与「" in said and "」同一天起用，不知道听哪个）：没有装入，仍按" in said
    assert str(desk.schedule.editions[-1].since) == "2026-07-03"
    wrong.write_text(shipped, encoding="utf-8")
    click(shell, "settings.schedule.take_in")
    settle()
    assert "已装入" in shell.status.quiet.text() and "没有装入" not in words(shell)
