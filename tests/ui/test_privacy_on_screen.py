"""Every screen of somebody who does not treat it says nothing that betrays it; the same walk without secrets
tells which words a screen says to everybody (a programme in a list of filters)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QLabel, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from healthdesk.desk import Desk
from healthdesk.domain.access import Role
from tests.desks import a_desk, registered, seat, signed
from tests.secrets_of import BETRAYING, a_secretive_person
from tests.ui.working import a_window, closing, settle
from ui.forms.form_view import FormView
from ui.screens.record.views import COVER
from ui.shell import Shell
from ui.widgets.marks import IconLine

SAID = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)


def places(person: str) -> list[tuple[str, dict[str, Any]]]:
    of = {"resident_id": person}
    return [
        ("home", {}),
        ("residents", {}),
        ("visits", {}),
        ("visits", {"tab": "asking"}),
        ("visits", {"tab": "results"}),
        ("referrals", {}),
        ("record", of),
        ("record", of | {"tab": COVER}),
        ("register", of),
        ("visit", of | {"form": "encounter"}),
        ("visit", of | {"form": "health-checkup"}),
        ("visit", of | {"form": "family-doctor-contract"}),
        ("referral", of),
        ("paper", of),
        ("card", of),
        ("immunization", {}),
        ("recall", {}),
        ("reactions", {}),
        ("reports", {}),
        ("platform", {}),
    ]


def said(shell: Shell) -> Iterator[str]:
    """Everything that stands on the screen, in its fields and in its tables."""
    for widget in shell.findChildren(QWidget):
        if not widget.isVisible():
            continue
        yield widget.toolTip()
        yield widget.accessibleName()
        yield widget.accessibleDescription()
        match widget:
            case QLabel() | QLineEdit() | IconLine():
                yield widget.text()
            case QPlainTextEdit():
                yield widget.toPlainText()
            case QComboBox():
                yield widget.currentText()
            case QAbstractItemView():
                yield from cells(widget)


def cells(view: QAbstractItemView) -> Iterator[str]:
    model, nowhere = view.model(), QModelIndex()
    for row in range(model.rowCount(nowhere)):
        for column in range(model.columnCount(nowhere) if isinstance(model, QAbstractTableModel) else 1):
            for role in SAID:
                yield str(model.data(model.index(row, column), role) or "")


def walked(qtbot: QtBot, desk: Desk, person: str) -> dict[str, set[str]]:
    """The betraying sentences of each place."""
    shell = a_window(qtbot, desk)
    found: dict[str, set[str]] = {}
    for place, args in places(person):
        shell.open(place, **args)
        settle()
        for form in shell.findChildren(FormView):
            if form.isVisible():
                any(form.go_to(key) for key in reversed(form.sheet().plan.order))  # its last row is made too
        settle()
        assert shell.current_place() == place, place
        name = f"{place} {args.get('form', args.get('tab', ''))}"
        found[name] = {text for text in said(shell) if any(word in text for word in BETRAYING)}
    return found


def test_a_nurse_reads_it_on_no_screen(qtbot: QtBot, tmp_path: Path) -> None:
    with closing(a_desk(tmp_path / "plain")) as desk:
        person = registered(desk)
        signed(desk, person)
        seat(desk, Role.NURSE)
        usual = walked(qtbot, desk, person)
    with closing(a_desk(tmp_path / "secret")) as desk:
        person = a_secretive_person(desk)
        signed(desk, person)
        seat(desk, Role.NURSE)
        found = walked(qtbot, desk, person)
        assert {place: texts - usual[place] for place, texts in found.items() if texts - usual[place]} == {}


def test_the_walk_finds_what_a_doctor_reads(qtbot: QtBot, tmp_path: Path) -> None:
    with closing(a_desk(tmp_path)) as desk:
        person = a_secretive_person(desk)
        found = walked(qtbot, desk, person)
    assert {place for place, texts in found.items() if texts} > {
        "residents ",
        "record ",
        "register ",
        "referrals ",
    }
