"""The immunization card on the screen, and a proposal on it."""

from PySide6.QtWidgets import QLineEdit

from tests.ui.working import part, press, settle
from ui.screens.immunization.card import CardScreen
from ui.shell import Shell


def card(shell: Shell, resident_id: str) -> CardScreen:
    """The card of that person, open."""
    shell.open("card", resident_id=resident_id)
    settle()
    shown = shell.stack.currentWidget()
    assert isinstance(shown, CardScreen)
    return shown


def choose(screen: CardScreen, vaccine: str) -> None:
    """Mark the proposal of that vaccine."""
    rows = screen.proposals.rows.rows()
    screen.proposals.go_to(next(at for at, one in enumerate(rows) if one.vaccine == vaccine))
    settle()


def scan(shell: Shell, name: str, text: str) -> None:
    """What a scanner does: letters as from an input method, then Enter."""
    box = part(shell, name)
    assert isinstance(box, QLineEdit)
    box.setFocus()
    box.insert(text)
    box.textEdited.emit(box.text())
    press("Return")
    settle()
