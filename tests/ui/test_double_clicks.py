"""A double click, or Enter twice, on everything that writes: exactly one record results."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QComboBox, QLineEdit
from pytestqt.qtbot import QtBot
from sqlalchemy import func, select

from healthdesk.base.progress import Silence
from healthdesk.desk import Desk
from healthdesk.domain.access import Role
from healthdesk.domain.forms.filling import Filling
from healthdesk.services.centre_records import CENTRE
from healthdesk.services.doses import NewDose
from healthdesk.services.drafts import NEW_RESIDENT
from healthdesk.services.prefill import About
from healthdesk.store.appointments import Appointment, BookingSlot
from healthdesk.store.audit import AuditEntry
from healthdesk.store.journal import Origin
from healthdesk.store.platform import Intent
from healthdesk.sync.engine import Engine
from healthdesk.sync.link import Link
from healthdesk.trials.filling_in import plain_answer
from healthdesk.trials.syncing.fake_platform import FakePlatform
from tests.builders import TODAY, some_answers
from tests.desks import FULL_VISIT, a_desk, at_the_table, registered, seat, signed
from tests.ui.at_the_card import scan
from tests.ui.working import (
    HeldTasks,
    a_window,
    click,
    closing,
    double_click,
    is_told,
    part,
    press,
    settle,
    type_in,
)
from ui.kit.ask import CannedAsk
from ui.kit.screen import Screen
from ui.screens.settings.rules import RulesPage
from ui.shell import Shell

FOUND = {"found_at": "2026-10-30", "kind": "SCHOOL", "content": "饮水机滤芯过期", "reported_at": "2026-10-30"}


@dataclass(frozen=True)
class Deed:
    """What is written by pressing `button`, or by `key` in `focus`; `act` and `noun` say what results.

    `asks_for_file`: the system's box stands over the window until it is answered, and meets the second click.
    """

    noun: str
    begin: Callable[[Shell, Desk], None]
    prepare: Callable[[Desk], object] = lambda _desk: None
    button: str = ""
    key: str = ""
    focus: str = ""
    act: str = "add"
    count: Callable[[Desk], int] | None = None
    asks_for_file: bool = False


def kept(desk: Desk, subject: str, filling: Filling) -> None:
    """The sheet is written whole and waits as a draft, so that it opens ready to be signed."""
    desk.drafts.keep(
        subject, filling.form.key, form_version=filling.form.version, document=filling.entries_document()
    )


def a_person(desk: Desk) -> str:
    return desk.residents.everybody()[0].id


def write_resident(desk: Desk) -> None:
    filling = desk.residents.start()
    for link_id, value in some_answers().items():
        filling = filling.answer(link_id, value)
    kept(desk, NEW_RESIDENT, filling)


def write_visit(desk: Desk) -> None:
    person = registered(desk)
    filling = desk.visits.start(person, "hypertension").filling
    for link_id, value in FULL_VISIT.items():
        filling = filling.answer(link_id, value)
    kept(desk, person, filling)


def write_referral(desk: Desk) -> None:
    person = registered(desk)
    signed(desk, person)
    kept(desk, person, completed(desk.referrals.start(person, About())))


def completed(filling: Filling) -> Filling:
    for link_id in filling.gaps():
        text = "01065550000" if link_id.endswith("phone") else "无"
        filling = filling.answer(link_id, plain_answer(filling.form.item(link_id), text, TODAY))
    return filling


def refer(desk: Desk) -> None:
    write_referral(desk)
    person = a_person(desk)
    desk.referrals.refer(person, completed(desk.referrals.start(person, About())), About())


def see_referral(shell: Shell, desk: Desk) -> None:
    shell.open("referral", referral_id=desk.referrals.all()[0].id)
    settle()
    part(shell, "referral.answer").setFocus()
    type_in("2")


def write_information(desk: Desk) -> None:
    filling = desk.centre_records.start("supervision-information").filling
    for link_id, value in FOUND.items():
        filling = filling.answer(link_id, value)
    kept(desk, CENTRE, filling)


def a_child(desk: Desk) -> str:
    made = registered(desk, name="李沐阳", sex="1", birth_date="2026-09-01")
    for vaccine in ("HepB", "BCG"):
        desk.immunization.record(made, NewDose(vaccine, date(2026, 9, 1), is_elsewhere=True))
    return made


def a_child_at_the_table(desk: Desk) -> None:
    at_the_table(desk, a_child(desk))
    seat(desk, Role.VACCINATOR)


def to_the_needle(shell: Shell, desk: Desk) -> None:
    open_card(shell, desk)
    scan(shell, "card.scan", "202603018")
    type_in("20270914")
    press("Return")


def open_card(shell: Shell, desk: Desk) -> None:
    shell.open("card", resident_id=a_person(desk))
    settle()


def to_consent(shell: Shell, desk: Desk) -> None:
    shell.open("immunization")
    settle()
    scan(shell, "immunization.scan", "李沐阳20260901")
    for _ in range(5):
        type_in("1")
        settle()
    press("Ctrl+Return")
    settle()
    press("Ctrl+B")
    settle()
    scan(shell, "consent.name", "韩梅")
    type_in("1")


def to_receipt(shell: Shell, desk: Desk) -> None:
    shell.open("stock")
    settle()
    press("F4")
    for name, text in (("number", "202603018"), ("manufacturer", "BJ"), ("expires_on", "20270914"),
                       ("doses", "10"), ("celsius", "4.5")):  # fmt: skip
        field = part(shell, f"stock.receipt.{name}")
        assert isinstance(field, QLineEdit)
        field.setFocus()
        field.selectAll()
        type_in(text)


def to_temperature(shell: Shell, desk: Desk) -> None:
    shell.open("stock", tab="cold")
    settle()
    type_in("5.5")


def to_account(shell: Shell, desk: Desk) -> None:
    shell.open("settings", page="users")
    settle()
    click(shell, "settings.add")
    sheet = part(shell, "settings.account")
    for field, text in (("full_name", "李慧"), ("login", "lihui"), ("secret", "long enough"),
                        ("again", "long enough")):  # fmt: skip
        line = getattr(sheet, field)
        getattr(line, "field", line).insert(text)
    role = sheet.role  # type: ignore[attr-defined]  # of the sheet
    assert isinstance(role, QComboBox)
    role.setCurrentIndex(role.findData(Role.NURSE))


def suspected(desk: Desk) -> None:
    registered(desk, past_disease=[{"past_disease_code": "2", "past_disease_date": "2014-03"}])


def open_record(shell: Shell, desk: Desk) -> None:
    shell.open("record", resident_id=a_person(desk))
    settle()


def two_who_wait(desk: Desk) -> None:
    for name, day in (("李沐阳", "2026-09-01"), ("王小雨", "2026-08-01")):
        desk.clinic.arrive(registered(desk, name=name, birth_date=day, id_no=None))


def open_clinic(shell: Shell, desk: Desk) -> None:
    shell.open("immunization")
    settle()


def command(shell: Shell, id_: str) -> None:
    """What somebody would choose from the palette."""
    screen = shell.stack.currentWidget()
    assert isinstance(screen, Screen)
    next(one for one in screen.commands() if one.id == id_).call()
    settle()


def to_void(shell: Shell, desk: Desk) -> None:
    open_card(shell, desk)
    press("Ctrl+D")
    part(shell, "card.void.reason").setFocus()
    type_in("xie cuo")


def to_amend(shell: Shell, desk: Desk) -> None:
    open_card(shell, desk)
    command(shell, "card.amend")
    part(shell, "card.amend.site").setFocus()
    type_in("left arm")
    part(shell, "card.amend.reason").setFocus()
    type_in("xie cuo")


def given(shell: Shell, desk: Desk) -> None:
    to_the_needle(shell, desk)
    press("Return")
    settle()


def observed(shell: Shell, desk: Desk) -> None:
    given(shell, desk)
    press("Ctrl+Return")
    settle()


def to_booking(shell: Shell, desk: Desk) -> None:
    observed(shell, desk)
    part(shell, "card.book.day")


def to_leaving(shell: Shell, desk: Desk) -> None:
    observed(shell, desk)
    press("Escape")
    press("F10")
    settle()
    part(shell, "card.leave.words").setFocus()
    type_in("you shi")


def something_waits(desk: Desk) -> None:
    """Registered after the platform has been met."""
    link = Link.to(
        FakePlatform().client(), desk.database, desk.mapper, clock=desk.clock, ids=desk.platform._ids
    )
    Engine(link).run(Silence())
    registered(desk)


def to_stick(shell: Shell, desk: Desk) -> None:
    shell.open("platform")
    settle()
    command(shell, "sync.stick")
    part(shell, "sync.stick.password").setFocus()
    type_in("long enough")


def refused(desk: Desk) -> None:
    """The platform has sent the resident back."""
    registered(desk)
    with desk.database.writing("audit") as session:
        for intent in session.scalars(select(Intent)):
            intent.state, intent.last_error_text = "rejected", "identifier"


def queued(desk: Desk) -> int:
    with desk.database.reading() as session:
        return session.scalars(select(func.count()).where(Intent.state == "queued")).one()


def to_resend(shell: Shell, desk: Desk) -> None:
    shell.open("platform")
    settle()
    press("Ctrl+K")
    type_in("zcyc")


def to_rule(shell: Shell, desk: Desk) -> None:
    shell.open("settings", page="rules")
    settle()
    page = shell.findChild(RulesPage)
    assert isinstance(page, RulesPage)
    keys = [row.setting.key for row in page.table.rows.rows()]
    page.table.setFocus()
    page.table.go_to(keys.index("hypertension.older_systolic_below"))
    press("Return")
    page.value.line.setText("140")
    press("Return")
    type_in("ben qu")


def rule_changes(desk: Desk) -> int:
    written = select(func.count()).where(AuditEntry.row_id == "programme.hypertension")
    with desk.database.reading() as session:
        return session.scalars(written).one()


def somebody_asks(desk: Desk) -> None:
    """For tomorrow at nine, on the platform."""
    person, at = registered(desk), desk.clock.now() + timedelta(days=1)
    with desk.database.writing("sync", origin=Origin.PLATFORM) as session:
        session.add(BookingSlot(id="s1", schedule="Schedule/1", starts_at=at, ends_at=at, status="free"))
        session.add(
            Appointment(id="a1", resident_id=person, slot_id="s1", starts_at=at, what="门诊", status="asked")
        )


def to_appointments(shell: Shell, desk: Desk) -> None:
    shell.open("appointments")
    settle()


DEEDS = {
    "register": Deed("Resident", lambda shell, _: shell.open("register"), write_resident,
                     "registration.save", "Ctrl+Return"),
    "visit": Deed("Visit", lambda shell, desk: shell.open(
        "visit", resident_id=a_person(desk), programme="hypertension"),
                  write_visit, "visit.sign", "Ctrl+Return"),
    "referral": Deed("Referral", lambda shell, desk: shell.open("referral", resident_id=a_person(desk)),
                     write_referral, "referral.sign", "Ctrl+Return"),
    "answer": Deed("Referral", see_referral, refer, "referral.sign", "Ctrl+Return", act="change"),
    "centre record": Deed("CentreRecord",
                          lambda shell, _: shell.open("centre-record", form="supervision-information"),
                          write_information, "centre_record.sign", "Ctrl+Return"),
    "dose": Deed("Vaccination", to_the_needle, a_child_at_the_table, "card.given", "Return"),
    "consent": Deed("Background", to_consent, a_child, "consent.agree", "Ctrl+S", act="change"),
    "call next": Deed("Attendance", open_clinic, two_who_wait, key="F5", act="change"),
    "receipt": Deed("Lot", to_receipt, button="stock.receipt.keep", key="Return"),
    "temperature": Deed("Temperature", to_temperature, lambda desk: desk.refrigerators.add("1 号冰箱"),
                        key="Return"),
    "account": Deed("Account", to_account, button="settings.account.keep", key="Return",
                    focus="settings.account.again"),
    "void": Deed("Vaccination", to_void, a_child, "card.void.keep", "Return", act="change"),
    "amend": Deed("Vaccination", to_amend, a_child, "card.amend.keep", "Return", act="change"),
    "undo": Deed("Vaccination", given, a_child_at_the_table, key="F12", act="change"),
    "sign doses": Deed("Vaccination", given, a_child_at_the_table, key="Ctrl+Return", act="change"),
    "book": Deed("Attendance", to_booking, a_child_at_the_table, "card.book.keep", "Return",
                 focus="card.book.day"),
    "leave": Deed("Attendance", to_leaving, a_child_at_the_table, "card.leave.keep", "Return",
                  focus="card.leave.words", act="change"),
    "confirm": Deed("Appointment", to_appointments, somebody_asks, key="F2", act="change"),
    "stick": Deed("Package", to_stick, something_waits, "sync.stick.write", act="package written",
                  asks_for_file=True),
    "resend": Deed("Intent", to_resend, refused, key="Return", count=queued),
    "rule": Deed("Setting", to_rule, key="Return", focus="settings.rule.reason", count=rule_changes),
    "enrolment": Deed("Enrolment", open_record, suspected, button="record.enrol.hypertension"),
}  # fmt: skip


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with closing(a_desk(tmp_path)) as made:
        yield made


def written(desk: Desk, deed: Deed) -> int:
    """How often that was done, by the audit, or by what there is of it."""
    if deed.count is not None:
        return deed.count(desk)
    query = select(func.count()).where(AuditEntry.noun == deed.noun, AuditEntry.act == deed.act)
    with desk.database.reading() as session:
        return session.scalars(query).one()


WAYS = [
    pytest.param(
        name, by_key, is_busy, id=f"{name}, {'key' if by_key else 'click'}, {'busy' if is_busy else 'idle'}"
    )
    for name, deed in DEEDS.items()
    for by_key in (True, False)
    for is_busy in (True, False)
    if (deed.key if by_key else deed.button) and (is_busy or not deed.asks_for_file)
]


@pytest.mark.parametrize(("name", "by_key", "is_busy"), WAYS)
def test_twice_is_once(
    qtbot: QtBot, desk: Desk, tmp_path: Path, name: str, *, by_key: bool, is_busy: bool
) -> None:
    """`is_busy`: the second comes before the first was done; else it meets what the first has left."""
    deed = DEEDS[name]
    deed.prepare(desk)
    tasks = HeldTasks()
    shell = a_window(qtbot, desk, CannedAsk(path=tmp_path / "written"), tasks=tasks)
    deed.begin(shell, desk)
    settle()
    before = written(desk, deed)
    tasks.is_holding = is_busy

    def between() -> None:
        qtbot.waitUntil(lambda: is_told(shell))

    if by_key:
        if deed.focus or deed.button:
            part(shell, deed.focus or deed.button).setFocus()
        press(deed.key)
        between()
        press(deed.key)
    else:
        double_click(part(shell, deed.button), between)
    tasks.release()
    settle()
    assert written(desk, deed) == before + 1
    assert not shell.notice.isVisible(), f"what was done is said to have failed: {shell.notice.text()}"
